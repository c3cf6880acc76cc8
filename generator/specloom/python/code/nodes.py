"""What the output will hold: one typed object for each template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...records import dataclass
from ..naming.printable import Import, PythonCode

TYPING_ONLY: Mapping[str, bool] = {"typing_only": True}
"""Marks the attributes of nodes that are annotations, which nothing evaluates when the module runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBlock:
    """The import statements of a module, sorted, a line each; those in `typing_only` are not run."""

    run_time: PythonCode
    typing_only: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyField:
    """A field of a model; `alias` is the name of the property where that is another one, as a literal."""

    name: PythonCode
    annotation: PythonCode
    alias: PythonCode | None
    default: PythonCode | None
    docstring: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyClass:
    """A model class; `extra` is the type of properties that are not listed, if it is not just anything.

    `read_only` are the names of the properties that requests leave out, where the class can be sent.
    """

    name: PythonCode
    docstring: PythonCode | None
    fields: tuple[PyField, ...]
    extra: PythonCode | None
    read_only: tuple[PythonCode, ...] = ()


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
    docstring: PythonCode | None
    members: tuple[PyEnumMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyAlias:
    """A type alias; the target of a `recursive` one, which names itself, is a string."""

    name: PythonCode
    target: PythonCode
    recursive: bool
    docstring: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelModule:
    """A module of models: `models/<group>.py`.

    `base` is what the base class is called there, `field` what pydantic's `Field` is: both have another name where
    a type of the document has that one.
    """

    base: PythonCode
    field: PythonCode
    docstring: PythonCode
    imports: ImportBlock
    enums: tuple[PyEnum, ...]
    classes: tuple[PyClass, ...]
    aliases: tuple[PyAlias, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyEntry:
    """An entry of a dictionary: a literal and an expression; or a key of a typed dictionary and its type."""

    key: PythonCode
    value: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyTypedDict:
    """A typed dictionary: a mapping in place of a model; `functional` ones have keys that are not identifiers."""

    name: PythonCode
    docstring: PythonCode
    entries: tuple[PyEntry, ...]
    functional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDictModule:
    """A module of typed dictionaries, and of aliases for what arguments take: `types/<group>.py`."""

    docstring: PythonCode
    imports: ImportBlock
    typed_dicts: tuple[PyTypedDict, ...]
    aliases: tuple[PyAlias, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportModule:
    """An `__init__.py` that re-exports names, each loaded on first use; `imports` is for type checkers.

    `modules` has the module of each name. `runtime_version` is that of the shared runtime which the package asks for.
    """

    docstring: PythonCode
    runtime: PythonCode
    imports: ImportBlock
    names: tuple[PythonCode, ...]
    modules: tuple[PyEntry, ...]
    old_names: tuple[PyOldName, ...] = ()
    version: PythonCode | None = None
    runtime_version: PythonCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeVersion:
    """`version.py` of a shared runtime."""

    version: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyErrorClass:
    """An exception class; `body` is the model of the body, of classes of the document's own."""

    name: PythonCode
    bases: PythonCode
    docstring: PythonCode
    body: PythonCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyOldName:
    """The old name of what a module has under a new one; `until` is the version without it, as a literal."""

    name: PythonCode
    new: PythonCode
    until: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorModule:
    """`errors.py`: `imported` are the classes that the runtime has, `classes` those of the document's own.

    With `models_last` the runtime is imported before the models, as it lies in a package above.
    `status_classes` are those of statuses whose errors all have one type of body, listed again in `by_status`.
    """

    docstring: PythonCode
    runtime: PythonCode
    imported: tuple[PythonCode, ...]
    status_classes: tuple[PyErrorClass, ...]
    classes: tuple[PyErrorClass, ...]
    names: tuple[PythonCode, ...]
    models_last: bool
    by_status: tuple[PyEntry, ...]
    by_code: tuple[PyEntry, ...]
    old_names: tuple[PyOldName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PyParameter:
    """A parameter of a method."""

    name: PythonCode
    annotation: PythonCode = field(metadata=TYPING_ONLY)
    default: PythonCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PySignature:
    """The parameters of a method, besides `self` and what all methods have."""

    positional: tuple[PyParameter, ...]
    keywords: tuple[PyParameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyArgument:
    """An argument of a call, by keyword."""

    name: PythonCode
    value: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyPart:
    """A part of a request that is sent as a dictionary: `path`, `query`, `header` or `cookie`."""

    name: PythonCode
    entries: tuple[PyEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyBody:
    """The body of a request: one argument as it is, or the `entries` of an object.

    `optional` bodies are left out where none of the entries is given; `filled` are the values that are sent
    with any other one. `whole` is an argument that may be given instead of the entries, of which `required` are the
    names of those that must be given otherwise, `constants` of those that have a value of their own.
    """

    argument: PythonCode | None = None
    entries: tuple[PyEntry, ...] = ()
    optional: bool = False
    filled: tuple[PyEntry, ...] = ()
    whole: PythonCode | None = None
    required: tuple[PythonCode, ...] = ()
    constants: tuple[PythonCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PyDocEntry:
    """An entry of a section of a docstring: an argument, or an exception."""

    name: PythonCode
    text: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyDocstring:
    """The docstring of a method. Texts are escaped, wrapped, and indented as the lines of a method are."""

    heading: PythonCode
    description: PythonCode | None
    deprecated: bool
    arguments: tuple[PyDocEntry, ...]
    returns: PythonCode | None
    raises: tuple[PyDocEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyPages:
    """What an operation with pages returns: the runtime's iterator, the type of an item, and that of a page."""

    iterator: PythonCode
    item: PythonCode
    page: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyMethod:
    """A method that calls an operation: a signature, a docstring and one expression.

    `overloads` are the parameters of each way to call it, where there are several, and `overload` is their decorator. `client` is what the
    operation is called on, `operation` the constant that declares it. `needs` are the imports of what the
    template writes. `stream` is the class of the stream that it returns, if it does, and `wait` the function that waits, if it does that. `brief` is a whole docstring that stands in place of `docstring`, that of an old name.
    """

    name: PythonCode
    decorators: tuple[PythonCode, ...]
    awaited: bool
    overload: PythonCode | None
    overloads: tuple[PySignature, ...]
    signature: PySignature
    returns: PythonCode = field(metadata=TYPING_ONLY)
    docstring: PyDocstring
    client: PythonCode
    pages: PyPages | None = field(metadata=TYPING_ONLY)
    stream: PythonCode | None = None
    wait: PythonCode | None = None
    operation: PythonCode
    parts: tuple[PyPart, ...]
    body: PyBody | None
    content_type: PythonCode | None
    needs: frozenset[Import]
    brief: PythonCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyOperation:
    """The declaration of an operation: a module constant."""

    constant: PythonCode
    annotation: PythonCode
    factory: PythonCode
    arguments: tuple[PyArgument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyConstant:
    """A constant of a module that several declarations use."""

    name: PythonCode
    annotation: PythonCode = field(metadata=TYPING_ONLY)
    value: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyResourceClass:
    """A resource class, synchronous or asynchronous."""

    name: PythonCode
    base: PythonCode
    docstring: PythonCode
    methods: tuple[PyMethod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceModule:
    """`resources/<tag>.py`: the operations of one tag, and the tables of `errors` that several of them have."""

    docstring: PythonCode
    imports: ImportBlock
    errors: tuple[PyConstant, ...]
    operations: tuple[PyOperation, ...]
    classes: tuple[PyResourceClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyProperty:
    """A resource of a client: a property that makes the resource object, or is the `same_as` another one.

    `loading` imports the class of the resource, on first use.
    """

    name: PythonCode
    class_name: PythonCode = field(metadata=TYPING_ONLY)
    module: PythonCode
    loading: PythonCode
    docstring: PythonCode
    decorators: tuple[PythonCode, ...]
    same_as: PythonCode | None = None


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
class PySetting:
    """A server variable: an argument of the constructor, and where its value comes from otherwise."""

    name: PythonCode
    environment: tuple[PythonCode, ...]
    default: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PyCredential:
    """A security scheme: `option` is its parameter of `with_options`, `factory` the runtime's class for it."""

    scheme: PythonCode
    name: PythonCode
    option: PyParameter
    factory: PythonCode
    arguments: tuple[PyArgument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientModule:
    """`_client.py`. `server` is the expression of the URL at which the document says that the API is served."""

    docstring: PythonCode
    imports: ImportBlock
    definition: tuple[PyArgument, ...]
    errors: tuple[PyConstant, ...]
    operations: tuple[PyOperation, ...]
    parameters: tuple[PyParameter, ...]
    settings: tuple[PySetting, ...]
    base_url_environment: tuple[PythonCode, ...]
    server: PythonCode
    credentials: tuple[PyCredential, ...]
    retry_writes: PythonCode
    classes: tuple[PyClientClass, ...]
