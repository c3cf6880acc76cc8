"""Who is called what: the modules, classes, methods and arguments of a client, allotted once and kept."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..config import ClientConfig
from ..ir.api import Api, Operation, Tag
from ..ir.name_keys import (
    CLIENT,
    OPERATION_NAMES,
    PACKAGE,
    NameKey,
    method_key,
    model_key,
    request_model_key,
    tag_class_key,
    tag_key,
)
from ..ir.resolve import is_enum_class
from ..ir.types import EnumDecl, Given, ObjectDecl, Text, TypeDecl, UnionDecl
from .client.constructor import ClientPlan, client_name, plan_client
from .client.errors import error_codes, error_names
from .client.operation_constants import operation_name
from .client.operation_plan import Plan, error_types, plan_operation
from .code.annotations import LARGEST_INLINE_ENUM, Symbols
from .code.discriminators import decisions_of
from .code.runtime_package import RuntimePlace
from .examples.calls import Suite
from .examples.values import SampleTypes
from .naming.identifiers import (
    RESERVED_CLASSES,
    RESERVED_IN_CLIENT,
    RESERVED_IN_RESOURCE,
    RESERVED_MODULES,
    RESERVED_RESOURCES,
    Wish,
    class_candidates,
    operation_words,
    pascal,
    request_candidates,
    snake,
    words,
)
from .naming.model_modules import group_types, recursive_aliases, split_types, uses
from .naming.name_registry import Roster, allot_fields, allot_members

_UNTAGGED = "operations"
_USUAL_STYLE = "short"
_DEPENDENCIES = frozenset(("anyio", "httpx2", "pydantic", "pydantic_core", "pytest", "support"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The operations of one tag: the module and class they go to. Those without a tag have no class."""

    tag: Tag | None
    module: str
    class_name: str
    operations: tuple[Operation, ...]

    @property
    def scope(self) -> NameKey:
        """What the methods' names belong to: the client, or the class of the tag."""
        return tag_key(self.tag.name) if self.tag else CLIENT


class Allotment:
    """The names and plans of one client; the steps are in the order of the methods."""

    def __init__(self, api: Api, config: ClientConfig, roster: Roster) -> None:
        self._api = api
        self._config = config
        self._roster = roster
        self.package = self._fixed(PACKAGE, package_name(api, config), config.package)
        self._client_name = self._fixed(CLIENT, client_name(api.title, self.package))
        self._is_restyled = self._changes_style()
        self.groups = self._group_operations()
        self.symbols = self._allot_symbols()
        self.error_types = error_types(self.symbols, api.operations)
        self.error_names = error_names(self.symbols, self.error_types, roster)
        self._plans = {id(group): self._plan(group) for group in self.groups}
        self.client: ClientPlan = plan_client(api, self.package, self._client_name, roster)
        self.suite = Suite(
            api=api,
            symbols=self.symbols,
            types=SampleTypes(self.symbols),
            client=self.client,
            package=self.package,
            error_codes=error_codes(api, self.error_types),
        )

    def plans(self, group: Group | None) -> tuple[Plan, ...]:
        """Return the plans of a group's operations."""
        return self._plans[id(group)] if group is not None else ()

    def _fixed(self, key: NameKey, name: str, configured: str | None = None) -> str:
        """Return a name that follows from the title, but not when the title changes."""
        name = configured or self._roster.locked.get(key, name)
        self._roster.record({key: name})
        return name

    def _changes_style(self) -> bool:
        """Return whether `operation_names` is not what it was: then the operations get new names."""
        style = self._config.operation_names
        if style != _USUAL_STYLE:
            self._roster.record({OPERATION_NAMES: style})
        return self._roster.locked.get(OPERATION_NAMES, _USUAL_STYLE) != style

    def _group_operations(self) -> tuple[Group, ...]:
        """Group the operations by their first tag; modules and classes are named after it."""
        described = {tag.name: tag for tag in self._api.tags}
        by_tag: dict[Text | None, list[Operation]] = {}
        for operation in self._api.operations:
            by_tag.setdefault(operation.tags[0] if operation.tags else None, []).append(operation)
        tags = sorted((tag for tag in by_tag if tag is not None), key=lambda tag: tag.raw)
        modules = self._roster.allot(
            [Wish(tag_key(tag), [snake(tag.raw, "tag")]) for tag in tags],
            reserved=RESERVED_MODULES
            | RESERVED_IN_CLIENT
            | ({_UNTAGGED} if None in by_tag else set())
            | self._kept_on_client(by_tag.get(None, ()), tags),
        )
        name = self._client_name
        classes = self._roster.allot_usual(
            [Wish(tag_class_key(t), _class_candidates(t, modules[tag_key(t)])) for t in tags],
            reserved=RESERVED_RESOURCES | {name, f"Async{name}"},
            senior={tag_class_key(t) for t in tags if tag_key(t) in self._roster.locked},
        )
        groups = [
            Group(
                tag=described.get(tag, Tag(name=tag, at="#")),
                module=modules[tag_key(tag)],
                class_name=classes[tag_class_key(tag)],
                operations=tuple(by_tag[tag]),
            )
            for tag in tags
        ]
        if None in by_tag:
            groups.append(
                Group(tag=None, module=_UNTAGGED, class_name="", operations=tuple(by_tag[None]))
            )
        return tuple(groups)

    def _kept_on_client(self, untagged: Iterable[Operation], tags: Iterable[Text]) -> set[str]:
        """Return the names that operations without a tag had: a new tag, their neighbour, takes none of them."""
        locked = self._roster.locked
        keys = (method_key(operation.at) for operation in untagged)
        kept = {locked[key] for key in keys if key in locked}
        return kept - {locked.get(tag_key(tag)) for tag in tags}

    def _allot_symbols(self) -> Symbols:
        module_of = {op.at: group.module for group in self.groups for op in group.operations}
        recursive = recursive_aliases(self._api)
        decisions = decisions_of(self._api.types)
        wishes = [
            Wish(model_key(type_id), class_candidates(d.hint), given=isinstance(d.hint, Given))
            for type_id, d in self._api.types.items()
            if type_id in recursive or type_id in decisions or _has_name(d)
        ]
        readable, writable = uses(self._api)
        split = split_types(self._api, readable & writable)
        wishes += [
            Wish(
                request_model_key(type_id),
                request_candidates(self._api.types[type_id].hint),
                given=False,
            )
            for type_id in sorted(split)
        ]
        names = self._roster.allot(wishes, reserved=RESERVED_CLASSES)
        modules, recorded = group_types(self._api, module_of, self._roster.locked)
        self._roster.record(recorded)
        return Symbols(
            api=self._api,
            names={i: names[model_key(i)] for i in self._api.types if model_key(i) in names},
            request_names={type_id: names[request_model_key(type_id)] for type_id in split},
            readable=frozenset(readable),
            writable=frozenset(writable),
            modules=modules,
            recursive=recursive,
            decisions=decisions,
            runtime=RuntimePlace.of(self._config),
            field_names={
                type_id: allot_fields(d, self._roster)
                for type_id, d in self._api.types.items()
                if isinstance(d, ObjectDecl)
            },
            member_names={
                type_id: allot_members(d, self._roster)
                for type_id, d in self._api.types.items()
                if isinstance(d, EnumDecl) and is_enum_class(d)
            },
        )

    def _plan(self, group: Group) -> tuple[Plan, ...]:
        tag = group.tag.name.raw if group.tag else None
        reserved = RESERVED_IN_RESOURCE if group.tag else self._client_names()
        full = {op.at: _full_name(op) for op in group.operations}
        short = {op.at: self._short_name(op, tag) for op in group.operations}
        count = Counter(short.values())
        wishes = [
            Wish(
                method_key(op.at),
                [full[op.at]] if count[short[op.at]] > 1 else [short[op.at], full[op.at]],
            )
            for op in sorted(group.operations, key=self._is_from_another_tag)
        ]
        configured = {
            method_key(op.at): self._config.names[op.operation_id.raw]
            for op in group.operations
            if op.operation_id and op.operation_id.raw in self._config.names
        }
        names = self._roster.allot(
            wishes, reserved=reserved, configured=configured, anew=self._is_restyled
        )
        return tuple(
            plan_operation(
                self.symbols, op, names[method_key(op.at)], self.error_names, self._roster
            )
            for op in group.operations
        )

    def _is_from_another_tag(self, operation: Operation) -> bool:
        """Return whether an operation is new here, though it has a name: whoever was here comes first."""
        past = self._roster.past.operation(operation.at)
        return past is not None and past.tags[:1] != operation.tags[:1]

    def _client_names(self) -> frozenset[str]:
        return RESERVED_IN_CLIENT | {group.module for group in self.groups if group.tag}

    def _short_name(self, operation: Operation, tag: str | None) -> str:
        if operation.operation_id is None or self._config.operation_names == "full":
            return _full_name(operation)
        return snake(" ".join(operation_words(operation.operation_id.raw, tag)), "call")


def package_name(api: Api, config: ClientConfig) -> str:
    """Return the import name of the package: the configured one, else from the title."""
    name = config.package or snake(client_name(api.title, "api_client"), "api_client")
    # A package of the name of a module that it needs would hide it.
    hides = config.package is None and name in sys.stdlib_module_names | _DEPENDENCIES
    return f"{name}_client" if hides else name


def _has_name(declaration: TypeDecl) -> bool:
    """Return whether a type is declared under a name of its own; the others are written where they are used."""
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
    """Return names for the class of a tag's operations, in the tag's own spelling where that is unambiguous."""
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
