"""The whole package: which files there are, and what each holds."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..config import ClientConfig
from ..ir.api import Api, Operation, Tag
from ..ir.types import Doc, EnumDecl, Given, ObjectDecl, Text, TypeDecl, TypeId, UnionDecl
from .annotations import LARGEST_INLINE_ENUM, Annotator, Symbols, Use, is_enum_class
from .calls import Suite
from .client import ClientPlan, client_module, client_name, plan_client
from .declarations import declaration_of, operation_name
from .docs import Resource
from .errors import error_module, error_names
from .exports import export_module
from .findings import Finding, Findings, name_what_is_left_out
from .imports import import_block, one_level_up
from .layout import SHARED, group_types, recursive_aliases, split_types, uses
from .literals import docstring, one_line, plain
from .models import model_module, typed_dict_module
from .names import (
    RESERVED_CLASSES,
    RESERVED_IN_CLIENT,
    RESERVED_IN_RESOURCE,
    RESERVED_MODULES,
    RESERVED_RESOURCES,
    Wish,
    allot,
    allot_fields,
    class_candidates,
    code,
    operation_words,
    pascal,
    request_candidates,
    snake,
    words,
)
from .nodes import (
    ExportModule,
    Import,
    PyFile,
    PyPackage,
    PyProperty,
    PyResourceClass,
    PythonCode,
    ResourceModule,
)
from .operations import method_of
from .plans import Plan, error_types, plan_operation
from .project import ProjectAround
from .runtime_files import PUBLIC, RuntimePlace, header, runtime_files

CLIENT_VERSION = "0.1.0"
_UNTAGGED = "operations"
_REQUEST = "request "  # what the key of a second class begins with; no JSON pointer does
_DEPENDENCIES = frozenset(("anyio", "httpx2", "pydantic", "pydantic_core", "pytest", "support"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The operations of one tag: the module and class they go to. Those without a tag have no class."""

    tag: Tag | None
    module: str
    class_name: str
    operations: tuple[Operation, ...]


def lower(
    api: Api,
    config: ClientConfig,
    locked: Mapping[str, str] | None = None,
    runtime_version: str | None = None,
) -> tuple[PyPackage, tuple[Finding, ...]]:
    """Decide what the Python will be: names, types, modules and files.

    `locked` are the names of the last run, by JSON pointer; they are honoured where they can be.
    `runtime_version` is that of the shared runtime which the client asks for, if it does.
    """
    return _Lowering(api, config, locked or {}, runtime_version).package()


def package_name(api: Api, config: ClientConfig) -> str:
    """Give the import name of the package: the configured one, else from the title."""
    name = config.package or snake(client_name(api.title, "api_client"), "api_client")
    # A package of the name of a module that it needs would hide it.
    hides = config.package is None and name in sys.stdlib_module_names | _DEPENDENCIES
    return f"{name}_client" if hides else name


class _Lowering:
    """One lowering; the steps are in the order of the methods."""

    def __init__(
        self, api: Api, config: ClientConfig, locked: Mapping[str, str], runtime_version: str | None
    ) -> None:
        self._api = api
        self._config = config
        self._runtime_version = runtime_version
        self._locked = locked
        self._names: dict[str, str] = {}
        self._findings = Findings()
        self._package = package_name(api, config)
        self._groups = self._group_operations()
        self._symbols = self._allot_symbols()
        self._error_types = error_types(self._symbols, api.operations)
        self._error_names = error_names(self._symbols, self._error_types)
        self._plans = {id(group): self._plan(group) for group in self._groups}
        name = client_name(api.title, self._package)
        self._client: ClientPlan = plan_client(api, self._package, name)
        self._suite = Suite(
            api=api, symbols=self._symbols, client=self._client, package=self._package
        )

    def package(self) -> tuple[PyPackage, tuple[Finding, ...]]:
        """Give the package, and what is to be said about the document."""
        project = self._config.layout == "project"
        root = f"src/{self._package}/" if project else ""
        parts = self._config.parts
        files: list[PyFile] = []
        if "client" in parts:
            files += self._client_files(root)
        if project:
            around = self._project_around()
            files += around.tests() if "tests" in parts and self._api.operations else []
            files += around.docs() if "docs" in parts and self._api.operations else []
            files += around.project() if "project" in parts else []
        package = PyPackage(
            files=tuple(sorted(files, key=lambda file: file.path)),
            header=header(self._config.license),
            runtime_folder=f"{root}_runtime",
            runtime_files=runtime_files(self._config, signed=self._client.signed),
            seeded=frozenset(("tests/conftest.py",)),
            names=dict(sorted(self._names.items())),
            operations=len(self._api.operations),
            models=sum(isinstance(d, ObjectDecl) for d in self._api.types.values()),
        )
        name_what_is_left_out(self._api, self._findings)
        return package, tuple(self._findings.found)

    # --- names

    def _group_operations(self) -> tuple[_Group, ...]:
        """Group the operations by their first tag; modules and classes are named after it."""
        described = {tag.name: tag for tag in self._api.tags}
        by_tag: dict[Text | None, list[Operation]] = {}
        for operation in self._api.operations:
            by_tag.setdefault(operation.tags[0] if operation.tags else None, []).append(operation)
        tags = sorted((tag for tag in by_tag if tag is not None), key=lambda tag: tag.raw)
        modules = self._allot(
            [Wish(f"tag/{tag.raw}", [snake(tag.raw, "tag")]) for tag in tags],
            reserved=RESERVED_MODULES
            | RESERVED_IN_CLIENT
            | ({_UNTAGGED} if None in by_tag else set()),
        )
        name = client_name(self._api.title, self._package)
        classes = allot(
            [Wish(f"tag/{t.raw}", _class_candidates(t, modules[f"tag/{t.raw}"])) for t in tags],
            reserved=RESERVED_RESOURCES | {name, f"Async{name}"},
        )
        groups = [
            _Group(
                tag=described.get(tag, Tag(name=tag, at="#")),
                module=modules[f"tag/{tag.raw}"],
                class_name=classes[f"tag/{tag.raw}"],
                operations=tuple(by_tag[tag]),
            )
            for tag in tags
        ]
        if None in by_tag:
            groups.append(
                _Group(tag=None, module=_UNTAGGED, class_name="", operations=tuple(by_tag[None]))
            )
        return tuple(groups)

    def _allot(self, wishes: Iterable[Wish], *, reserved: Iterable[str] = ()) -> dict[str, str]:
        """Allot names that the lock records."""
        names = allot(wishes, reserved=reserved, configured=self._config.names, locked=self._locked)
        self._names.update(names)
        return names

    def _allot_symbols(self) -> Symbols:
        module_of = {op.at: group.module for group in self._groups for op in group.operations}
        recursive = recursive_aliases(self._api)
        wishes = [
            Wish(type_id, class_candidates(d.hint), given=isinstance(d.hint, Given))
            for type_id, d in self._api.types.items()
            if type_id in recursive or _has_name(d)
        ]
        readable, writable = uses(self._api)
        split = split_types(self._api, readable & writable)
        wishes += [
            Wish(
                f"{_REQUEST}{type_id}",
                request_candidates(self._api.types[type_id].hint),
                given=False,
            )
            for type_id in sorted(split)
        ]
        names = self._allot(wishes, reserved=RESERVED_CLASSES)
        fields = {}
        for type_id, declaration in self._api.types.items():
            if isinstance(declaration, ObjectDecl):
                fields[type_id], recorded = allot_fields(declaration, self._locked)
                self._names.update(recorded)
        return Symbols(
            api=self._api,
            names={
                TypeId(key): name for key, name in names.items() if not key.startswith(_REQUEST)
            },
            request_names={type_id: names[f"{_REQUEST}{type_id}"] for type_id in split},
            readable=frozenset(readable),
            writable=frozenset(writable),
            modules=group_types(self._api, module_of),
            recursive=recursive,
            field_names=fields,
            runtime=RuntimePlace.of(self._config),
        )

    def _plan(self, group: _Group) -> tuple[Plan, ...]:
        tag = group.tag.name.raw if group.tag else None
        reserved = RESERVED_IN_RESOURCE if group.tag else self._client_names()
        full = {op.at: _full_name(op) for op in group.operations}
        short = {op.at: self._short_name(op, tag) for op in group.operations}
        count = Counter(short.values())
        wishes = [
            Wish(op.at, [full[op.at]] if count[short[op.at]] > 1 else [short[op.at], full[op.at]])
            for op in group.operations
        ]
        configured = {
            op.at: self._config.names[op.operation_id.raw]
            for op in group.operations
            if op.operation_id and op.operation_id.raw in self._config.names
        }
        names = allot(
            wishes,
            reserved=reserved,
            configured={**self._config.names, **configured},
            locked=self._locked,
        )
        self._names.update(names)
        return tuple(
            plan_operation(self._symbols, op, names[op.at], self._error_names)
            for op in group.operations
        )

    def _client_names(self) -> frozenset[str]:
        return RESERVED_IN_CLIENT | {group.module for group in self._groups if group.tag}

    def _short_name(self, operation: Operation, tag: str | None) -> str:
        if operation.operation_id is None or self._config.operation_names == "full":
            return _full_name(operation)
        return snake(" ".join(operation_words(operation.operation_id.raw, tag)), "call")

    # --- the import package

    def _client_files(self, root: str) -> list[PyFile]:
        files = [
            PyFile(path=f"{root}__init__.py", template="exports.py.jinja", content=self._top()),
            PyFile(
                path=f"{root}_client.py", template="client.py.jinja", content=self._client_module()
            ),
            PyFile(
                path=f"{root}errors.py",
                template="errors.py.jinja",
                content=error_module(
                    self._api, self._symbols, self._error_types, self._error_names
                ),
            ),
            PyFile(path=f"{root}py.typed", template="empty.jinja", content=None),
            PyFile(path=f"{root}resources/__init__.py", template="empty.jinja", content=None),
        ]
        for group in self._groups:
            if group.tag is not None:
                path = f"{root}resources/{group.module}.py"
                content = self._resource_module(group)
                files.append(PyFile(path=path, template="resource.py.jinja", content=content))
        return files + self._model_files(root)

    def _top(self) -> ExportModule:
        origins = {
            **PUBLIC,
            **dict.fromkeys(("errors", "models", "types"), "."),
            self._client.name: "._client",
            f"Async{self._client.name}": "._client",
        }
        if self._client.signed:
            origins["AwsCredentials"] = "._runtime.aws"
        title, version = one_line(self._api.title), one_line(self._api.version)
        text = docstring(
            f"Client of the {title}, version {version}.", plain(self._api.doc.description)
        )
        versions = (CLIENT_VERSION, self._runtime_version)
        return export_module(text, ".", origins, self._symbols.runtime, *versions)

    def _model_files(self, root: str) -> list[PyFile]:
        members: dict[str, list[TypeId]] = {}
        for type_id in self._symbols.names:
            members.setdefault(self._symbols.modules[type_id], []).append(type_id)
        wanted = self._symbols.writable
        files = []
        origins = dict.fromkeys(("Base64", "DateTime"), ".._runtime.models")
        dict_origins: dict[str, str] = {}
        for module, type_ids in sorted(members.items()):
            title = self._group_title(module)
            content = model_module(self._symbols, module, title, type_ids)
            files.append(
                PyFile(
                    path=f"{root}models/{module}.py", template="models.py.jinja", content=content
                )
            )
            origins |= {self._symbols.names[type_id]: f".{module}" for type_id in type_ids}
            requests = self._symbols.request_names
            origins |= {requests[i]: f".{module}" for i in type_ids if i in requests}
            objects = [
                i for i in type_ids if i in wanted and isinstance(self._api.types[i], ObjectDecl)
            ]
            if objects:
                dicts = typed_dict_module(self._symbols, module, title, objects)
                path = f"{root}types/{module}.py"
                files.append(PyFile(path=path, template="types.py.jinja", content=dicts))
                dict_origins |= {
                    f"{self._symbols.class_name(i, writing=True)}Dict": f".{module}"
                    for i in objects
                }
        models = "The models of the API; each module is loaded when it is first used."
        for folder, origin, text in (
            ("models", origins, models),
            ("types", dict_origins, "Typed dictionaries that may stand for models in arguments."),
        ):
            exports = export_module(docstring(text), "..", origin, self._symbols.runtime)
            path = f"{root}{folder}/__init__.py"
            files.append(PyFile(path=path, template="exports.py.jinja", content=exports))
        return files

    def _group_title(self, module: str) -> str:
        for group in self._groups:
            if group.module == module and group.tag is not None:
                return one_line(group.tag.name)
        return "shared by several tags" if module.startswith(SHARED) else module.replace("_", " ")

    def _annotators(self, methods: Iterable[str]) -> tuple[Annotator, Annotator]:
        shadowed = frozenset(methods) & {"list", "dict", "str", "int", "float", "bool", "bytes"}
        return (
            Annotator(symbols=self._symbols, use=Use.ARGUMENT, shadowed=shadowed, writing=True),
            Annotator(symbols=self._symbols, use=Use.ANSWER, shadowed=shadowed),
        )

    def _resource_module(self, group: _Group) -> ResourceModule:
        plans = self._plans[id(group)]
        arguments, answers = self._annotators(plan.method for plan in plans)
        needed: set[Import] = set()
        operations = [declaration_of(plan, answers, needed, self._api.security) for plan in plans]
        typing_only: set[Import] = {Import(".._runtime.options", "RequestOptions")}
        methods = [
            tuple(
                method_of(
                    plan,
                    arguments=arguments,
                    answers=answers,
                    imports=typing_only,
                    asynchronous=asynchronous,
                )
                for plan in plans
            )
            for asynchronous in (False, True)
        ]
        run_time = needed | {i for i in typing_only if i.name in ("UNSET", "given")}
        run_time |= {
            Import(".._runtime.resource", "Resource"),
            Import(".._runtime.resource", "AsyncResource"),
        }
        assert group.tag is not None
        title, text = one_line(group.tag.name), plain(group.tag.doc.description)
        return ResourceModule(
            docstring=docstring(f"{title}.", text),
            imports=import_block(run_time, typing_only - run_time, self._symbols.runtime),
            operations=tuple(operations),
            classes=(
                PyResourceClass(
                    name=code(group.class_name),
                    base=PythonCode("Resource"),
                    docstring=docstring(f"The operations of {title}.", indent=4),
                    methods=methods[0],
                ),
                PyResourceClass(
                    name=code(f"Async{group.class_name}"),
                    base=PythonCode("AsyncResource"),
                    docstring=docstring(f"The operations of {title}, to be awaited.", indent=4),
                    methods=methods[1],
                ),
            ),
        )

    def _client_module(self) -> object:
        untagged = next((group for group in self._groups if group.tag is None), None)
        plans = self._plans[id(untagged)] if untagged else ()
        arguments, answers = self._annotators(plan.method for plan in plans)
        imports: set[Import] = set()
        operations = [declaration_of(plan, answers, imports, self._api.security) for plan in plans]
        methods = []
        for plan in plans:
            pair = [
                method_of(
                    plan,
                    arguments=arguments,
                    answers=answers,
                    imports=imports,
                    asynchronous=asynchronous,
                    client="self",
                )
                for asynchronous in (False, True)
            ]
            methods.append((pair[0], pair[1]))
        if plans:
            imports.add(Import(".._runtime.options", "RequestOptions"))
        return client_module(
            self._api,
            self._client,
            user_agent=f"{self._distribution()}/{CLIENT_VERSION}",
            properties=[
                (_property(group, ""), _property(group, "Async"))
                for group in self._groups
                if group.tag is not None
            ],
            operations=operations,
            methods=methods,
            imports={one_level_up(item) for item in imports},
            runtime=self._symbols.runtime,
        )

    # --- the project around it

    def _distribution(self) -> str:
        return self._package.replace("_", "-")

    def _project_around(self) -> ProjectAround:
        resources = [
            Resource(
                title=group.tag.name if group.tag else Text("Operations"),
                file=group.module,
                accessor=f"client.{group.module}" if group.tag else "client",
                doc=group.tag.doc if group.tag else Doc(),
                plans=self._plans[id(group)],
            )
            for group in self._groups
        ]
        return ProjectAround(
            suite=self._suite,
            resources=tuple(resources),
            distribution=self._distribution(),
            version=CLIENT_VERSION,
            license=self._config.license,
        )


def _has_name(declaration: TypeDecl) -> bool:
    """Tell whether a type is declared under a name of its own; the others are written where they are used."""
    match declaration:
        case ObjectDecl():
            return True
        case EnumDecl(members=members) if len(members) > LARGEST_INLINE_ENUM:
            return True
        case EnumDecl() if is_enum_class(declaration):
            return True
        case UnionDecl(discriminator=Text()):
            return True
        case _:
            return isinstance(declaration.hint, Given)


def _class_candidates(tag: Text, module: str) -> list[str]:
    """Give names for the class of a tag's operations, in the tag's own spelling where that is unambiguous."""
    spelled = pascal(tag.raw, "Tag")
    names = [spelled] if snake(spelled, "tag") == module else []
    plain = pascal(module)
    names += [plain, f"{plain}Operations"]
    return [name for name in names if f"Async{name}" not in RESERVED_RESOURCES]


def _full_name(operation: Operation) -> str:
    text = operation.operation_id.raw if operation.operation_id else ""
    if not words(text):
        text = operation_name(operation).raw
    return snake(text, "call")


def _property(group: _Group, prefix: str) -> PyProperty:
    assert group.tag is not None
    text = plain(group.tag.doc.description) or f"The operations of {one_line(group.tag.name)}."
    return PyProperty(
        name=code(group.module),
        class_name=code(f"{prefix}{group.class_name}"),
        module=code(group.module),
        docstring=docstring(text, indent=8),
    )
