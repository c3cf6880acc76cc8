"""What the output will hold: printable code, and one typed object for each template.

Everything that a template may print is a `Printable` of its own context, so raw text of the document
cannot get into a file: the renderer refuses to print anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

CHANGELOG = "CHANGELOG.md"


class Printable(str):
    """Text that is fit for one kind of output file. Made by the encoders, or composed of such text."""

    __slots__ = ()

    @classmethod
    def of(cls, layout: str, *parts: Printable) -> Self:
        """Compose code: fill the `{}` of a layout (ours, never the document's) with code of the same kind."""
        for part in parts:
            if not isinstance(part, cls):
                raise TypeError(f"{type(part).__name__} cannot be part of {cls.__name__}")
        return cls(layout.format(*map(str, parts)))

    @classmethod
    def joined(cls, separator: str, parts: list[Self] | tuple[Self, ...]) -> Self:
        """Join code with a separator of ours."""
        for part in parts:
            if not isinstance(part, cls):
                raise TypeError(f"{type(part).__name__} cannot be part of {cls.__name__}")
        return cls(separator.join(parts))


class PythonCode(Printable):
    """Python source: a name, an expression, an annotation, a docstring or a comment."""

    __slots__ = ()


class Markdown(Printable):
    """Markdown (CommonMark), with nothing of the document that could be markup where it should be text."""

    __slots__ = ()


class Toml(Printable):
    """A TOML value or key."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One name that a module needs: `from module import name`, or `import module` when `name` is empty."""

    module: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type annotation with the imports it needs."""

    code: PythonCode
    imports: frozenset[Import] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBlock:
    """The import statements of a module, sorted, a line each; those in `typing_only` are not run."""

    run_time: PythonCode
    typing_only: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyField:
    """A field of a model, or a key of a typed dictionary."""

    name: PythonCode
    annotation: PythonCode
    default: PythonCode
    docstring: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyClass:
    """A model class; `extra` is the type of members that are not listed, if it is not just anything."""

    name: PythonCode
    docstring: PythonCode
    fields: tuple[PyField, ...]
    extra: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyEnumMember:
    """A member of an enumeration class."""

    name: PythonCode
    value: PythonCode
    docstring: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyEnum:
    """An enumeration class; `base` is the type of its values."""

    name: PythonCode
    base: PythonCode
    docstring: PythonCode
    members: tuple[PyEnumMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyAlias:
    """A type alias, as a statement."""

    statement: PythonCode
    docstring: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelModule:
    """A module of models: `models/<group>.py`."""

    docstring: PythonCode
    imports: ImportBlock
    enums: tuple[PyEnum, ...]
    classes: tuple[PyClass, ...]
    aliases: tuple[PyAlias, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyTypedDict:
    """A typed dictionary: a mapping in place of a model; `functional` ones have keys that are no identifiers."""

    name: PythonCode
    docstring: PythonCode
    entries: tuple[PythonCode, ...]
    functional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDictModule:
    """A module of typed dictionaries: `types/<group>.py`."""

    docstring: PythonCode
    imports: ImportBlock
    typed_dicts: tuple[PyTypedDict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportModule:
    """An `__init__.py` that hands on names, each loaded on first use; `imports` is for type checkers.

    `loader` makes the function that loads names, with what `loader_imports` import. `runtime_version` is that of the shared runtime which the package asks for.
    """

    docstring: PythonCode
    runtime: PythonCode
    imports: ImportBlock
    names: PythonCode
    modules: PythonCode
    loader: PythonCode
    loader_imports: PythonCode
    version: PythonCode | None = None
    runtime_version: PythonCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeVersion:
    """`version.py` of a shared runtime."""

    version: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyErrorClass:
    """An exception class; `parsed` is the annotation of its typed body, if the document gives one."""

    name: PythonCode
    docstring: PythonCode
    parsed: PythonCode | None
    code: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyOldNames:
    """The old names of a module: as statements for type checkers, and as a mapping for the runtime."""

    statements: PythonCode
    mapping: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorModule:
    """`errors.py`."""

    docstring: PythonCode
    runtime: PythonCode
    classes: tuple[PyErrorClass, ...]
    names: PythonCode
    has_parsed: bool
    by_code: PythonCode
    old_names: PyOldNames | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyParameter:
    """A parameter of a method; `default` is "" or " = value"."""

    name: PythonCode
    annotation: PythonCode
    default: PythonCode

    @property
    def code(self) -> PythonCode:
        """The parameter as it is written in a signature."""
        return PythonCode.of("{}: {}{}", self.name, self.annotation, self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class PyMethod:
    """A method: a signature, a docstring and one expression; `prefix` stands before `def`.

    `overloads` are the parameters of each way to call it, where there are several.
    """

    name: PythonCode
    prefix: PythonCode
    overloads: tuple[PythonCode, ...]
    parameters: PythonCode
    returns: PythonCode
    docstring: PythonCode
    expression: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyOperation:
    """The declaration of an operation: a module constant."""

    constant: PythonCode
    annotation: PythonCode
    factory: PythonCode
    arguments: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyResourceClass:
    """A resource class, synchronous or asynchronous."""

    name: PythonCode
    base: PythonCode
    docstring: PythonCode
    methods: tuple[PyMethod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceModule:
    """`resources/<tag>.py`: the operations of one tag."""

    docstring: PythonCode
    imports: ImportBlock
    operations: tuple[PyOperation, ...]
    classes: tuple[PyResourceClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyProperty:
    """A resource of a client: a property that makes the resource object."""

    name: PythonCode
    class_name: PythonCode
    module: PythonCode
    docstring: PythonCode
    decorators: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyClientClass:
    """A client class, synchronous or asynchronous."""

    name: PythonCode
    base: PythonCode
    http_client: PythonCode
    docstring: PythonCode
    properties: tuple[PyProperty, ...]
    methods: tuple[PyMethod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientModule:
    """`_client.py`. The `credential_...` members are None without security schemes."""

    docstring: PythonCode
    imports: ImportBlock
    definition: PythonCode
    operations: tuple[PyOperation, ...]
    parameters: PythonCode
    settings: tuple[PythonCode, ...]
    address_arguments: PythonCode
    schemes: PythonCode
    credential_options: PythonCode | None
    credential_values: PythonCode | None
    retry_writes: PythonCode
    classes: tuple[PyClientClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyTest:
    """A generated test of one operation."""

    name: PythonCode
    prefix: PythonCode
    decorators: tuple[PythonCode, ...]
    docstring: PythonCode
    lines: tuple[PythonCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestModule:
    """`tests/test_<tag>.py`."""

    __test__ = False

    docstring: PythonCode
    imports: ImportBlock
    tests: tuple[PyTest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSupport:
    """`tests/support.py` and its kin: what the tests of one client share."""

    __test__ = False

    package: PythonCode
    client: PythonCode
    async_client: PythonCode
    arguments: PythonCode
    environment: PythonCode
    routes: PythonCode
    imports: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class DocParameter:
    """A row of a table of parameters."""

    name: Markdown
    type: Markdown
    required: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocError:
    """A row of a table of errors."""

    name: Markdown
    status: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocOperation:
    """The documentation of one operation. Samples are Python source in fenced blocks."""

    anchor: Markdown
    operation_id: Markdown
    call: Markdown
    http: Markdown
    old_names: Markdown
    summary: Markdown
    description: Markdown
    deprecated: bool
    signature: Markdown
    parameters: tuple[DocParameter, ...]
    returns: Markdown
    errors: tuple[DocError, ...]
    needs: Markdown
    appendix: Markdown
    sample: Markdown
    async_sample: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocPage:
    """`docs/<tag>.md`; `rows` are those of its table of operations."""

    title: Markdown
    description: Markdown
    file: Markdown
    rows: Markdown
    operations: tuple[DocOperation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocCredential:
    """A way to authenticate, as the README tells it."""

    argument: Markdown
    description: Markdown
    takes: Markdown
    environment: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocSetting:
    """A server variable, as the README tells it."""

    name: Markdown
    default: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocSite:
    """The README and the index of the documentation, with the rows of their tables of operations."""

    title: Markdown
    description: Markdown
    version: Markdown
    distribution: Markdown
    package: Markdown
    client: Markdown
    async_client: Markdown
    readme_table: Markdown
    index_rows: Markdown
    webhooks: Markdown
    credentials: tuple[DocCredential, ...]
    credential_sample: Markdown
    settings: tuple[DocSetting, ...]
    base_url_row: Markdown
    retry_writes: Markdown
    options_sample: Markdown
    first_call: Markdown
    async_call: Markdown
    error_sample: Markdown
    raw_sample: Markdown
    page_sample: Markdown | None
    aws: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """`pyproject.toml`."""

    distribution: Toml
    package: Toml
    version: Toml
    description: Toml
    aws: bool
    license: Toml | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changelog:
    """`CHANGELOG.md` as it begins."""

    heading: Markdown
    api_version: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class PyFile:
    """A file to be rendered: its path in the output, its template, and the object that the template receives."""

    path: str
    template: str
    content: object


@dataclass(frozen=True, slots=True, kw_only=True)
class PyPackage:
    """Everything that the output will hold; `name` is the import name.

    `header` are the comments that generated modules begin with. `runtime_files` names the files of the runtime that the client needs; `seeded` are paths that are
    written once and then belong to the user. `names` is the allotment of names, for the lock, and
    `all_names` those that need no record as well. `aliases` are the old names, each with what it stands for
    and when it goes.
    """

    name: str
    files: tuple[PyFile, ...]
    header: PythonCode
    runtime_folder: str
    runtime_files: tuple[str, ...]
    seeded: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)
    all_names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    operations: int
    models: int
