"""The registry of names from run to run.

Configured names are assigned first, then those of the last run, then new ones. In a scope of which only
names other than the first choice are recorded (`allot_usual`), three runs give:

    run 1   a wants Pet or ShopPet    a -> Pet        its first choice: not recorded
    run 2   a wants Pet or ShopPet    a -> Pet        it was there (`senior`): it keeps its first choice
            b wants Pet or FarmPet    b -> FarmPet    recorded: it is not the first choice
    run 3   b wants Pet or FarmPet    b -> FarmPet    recorded, so it stays, although Pet is free now

Without the record, `Pet` would be another type in run 3 than in runs 1 and 2. What was a first choice is
known from the surface of the last run, not from today's rules: a later version of specloom may choose otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from types import MappingProxyType

from ...ir.api import Api, Operation
from ...ir.client_surface import ClientSurface
from ...ir.name_keys import (
    CLIENT,
    OPERATION_NAMES,
    PACKAGE,
    KeyKind,
    NameKey,
    attribute_key,
    constant_key,
    error_key,
    method_argument_key,
    parse_key,
)
from ...ir.resolve import resolve_nullable
from ...ir.types import (
    AnyJson,
    EnumDecl,
    EnumMember,
    Named,
    Never,
    ObjectDecl,
    Text,
    TypeId,
    TypeRef,
)
from ...records import dataclass
from .grouping import groups_of_the_past
from .identifiers import RESERVED_IN_ENUMS, RESERVED_IN_MODELS, Wish, allot, snake
from .least_names import allot_least

_OF_CONSTRUCTOR = (KeyKind.VARIABLE, KeyKind.SCHEME, KeyKind.ENVIRONMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lookup:
    """What a past client had, by keys. `decided` are the names that its surface alone has."""

    groups: Mapping[str, NameKey]
    operations: Mapping[str, Operation]
    decided: Mapping[NameKey, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastClient:
    """What the last run left: its surface, the names and old names in its lock, and its version.

    `surface` is None before the first run, or when it is not known any more. `api` is that of the surface; without
    one, it is an API whose names follow from today's rules. With `renaming`, its names are given up (`anew`).
    """

    surface: ClientSurface | None = None
    api: Api | None = None
    names: Mapping[NameKey, str] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: str | None = None
    renaming: bool = False
    _looked_up: list[_Lookup] = field(default_factory=list, init=False, compare=False)

    def __post_init__(self) -> None:
        if self.surface is not None:
            object.__setattr__(self, "api", self.surface.api)

    @property
    def _lookup(self) -> _Lookup:
        # Made when it is needed: of some pasts nothing but another one is made.
        if not self._looked_up:
            operations = self.api.operations if self.api else ()
            lookup = _Lookup(
                groups=groups_of_the_past(operations, self.names),
                operations={operation.at: operation for operation in operations},
                decided=dict(_names_of(self.surface)) if self.surface else {},
            )
            self._looked_up.append(lookup)
        return self._looked_up[0]

    @property
    def groups(self) -> Mapping[str, NameKey]:
        """The key of the resource that each operation had, or CLIENT, by the pointers of operations."""
        return self._lookup.groups

    def name(self, key: NameKey) -> str | None:
        """Return the name that something had; None if it is not known."""
        return self.names.get(key) or self._lookup.decided.get(key)

    def anew(self) -> PastClient:
        """Return what is left of the last run if names are given up: those that users have outside of their code.

        They are those of the package, of the client, and of what the constructor takes.
        """
        kept = {
            key: name
            for key, name in self.names.items()
            if key in (PACKAGE, CLIENT, OPERATION_NAMES) or parse_key(key).kind in _OF_CONSTRUCTOR
        }
        return PastClient(names=kept, version=self.version)

    def operation(self, at: str) -> Operation | None:
        """Return an operation as it was."""
        return self._lookup.operations.get(at)

    def group(self, at: str) -> NameKey | None:
        """Return the key of the resource that an operation had, or CLIENT; None if that is not known."""
        return self._lookup.groups.get(at)

    def field_names(self, type_id: TypeId) -> frozenset[str]:
        """Return the wire names of the fields that an object had."""
        declaration = self.api.types.get(type_id) if self.api else None
        fields = declaration.fields if isinstance(declaration, ObjectDecl) else ()
        return frozenset(field.wire_name.raw for field in fields)

    def body_names(self, ref: TypeRef) -> frozenset[str]:
        """Return the wire names of the fields of the object that a body was."""
        if self.api is None:
            return frozenset()
        _, plain = resolve_nullable(self.api.types, ref)
        return self.field_names(plain.id) if isinstance(plain, Named) else frozenset()

    def enum_values(self, type_id: TypeId) -> frozenset[str]:
        """Return the values that an enumeration had, as text."""
        declaration = self.api.types.get(type_id) if self.api else None
        members = declaration.members if isinstance(declaration, EnumDecl) else ()
        return frozenset(str(member.value.raw) for member in members)


def _names_of(surface: ClientSurface) -> Iterator[tuple[NameKey, str]]:
    """Yield the names that the lock has only where they are not the first choice."""
    for at, method in surface.methods.items():
        for argument, name in method.arguments.items():
            yield method_argument_key(at, argument), name
    for type_id, model in surface.models.items():
        for wire_name, name in model.fields.items():
            yield attribute_key(type_id, Text(wire_name)), name
        if model.error:
            yield error_key(type_id), model.error
        declaration = surface.api.types[type_id]
        if isinstance(declaration, EnumDecl) and model.constants:
            for member, name in zip(declaration.members, model.constants, strict=True):
                yield constant_key(type_id, member.value), name


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a client by key, which do not change any more.

    `recorded` is what the lock keeps: names that the next run makes again are not in it. `configurable`
    says what a name can be configured for. `modules` are the modules of types.
    """

    recorded: Mapping[NameKey, str]
    configurable: Mapping[NameKey, str]
    modules: Mapping[TypeId, str]
    _by_key: Mapping[NameKey, str]

    def __getitem__(self, key: NameKey) -> str:
        """Return the name of something."""
        return self._by_key[key]

    def __contains__(self, key: NameKey) -> bool:
        """Return whether something has a name."""
        return key in self._by_key


class NameRegistry:
    """Allots the names of a client, scope by scope, and keeps them: configured ones win over those of the last run.

    It lives while names are allotted; `names` is what stays.
    """

    def __init__(self, configured: Mapping[NameKey, str], past: PastClient) -> None:
        self.past = past
        self._configured = configured
        self._all: dict[NameKey, str] = {}
        self._recorded: dict[NameKey, str] = {}
        self._configurable: dict[NameKey, str] = {}

    def names(self, modules: Mapping[TypeId, str]) -> Names:
        """Return all names that were allotted, with the modules of types."""
        return Names(
            recorded=MappingProxyType(dict(sorted(self._recorded.items()))),
            configurable=MappingProxyType(self._configurable),
            modules=MappingProxyType(dict(modules)),
            _by_key=MappingProxyType(self._all),
        )

    def allot(
        self,
        wishes: Iterable[Wish],
        *,
        reserved: Iterable[str] = (),
        configured: Mapping[NameKey, str] | None = None,
        anew: Collection[NameKey] = (),
        least: bool = False,
    ) -> dict[NameKey, str]:
        """Assign the names of one scope; all of them are recorded. Return key -> name.

        For the keys in `anew`, the names of the last run do not count; with `least`, nobody gets what two
        would have.
        """
        names = (allot_least if least else allot)(
            wishes,
            reserved=reserved,
            configured={**self._configured, **(configured or {})},
            locked=_without(self.past.names, anew),
        )
        self.record(names)
        self._configurable.update(names)
        return names

    def allot_usual(
        self,
        wishes: Iterable[Wish],
        *,
        reserved: Iterable[str] = (),
        senior: Collection[NameKey] = (),
    ) -> dict[NameKey, str]:
        """Assign names; record only those that differ from the default.

        What was there in the last run (`senior`, keys) and is not recorded had its first choice of then, and
        keeps it whoever else would like to have it.
        """
        wishes = list(wishes)
        kept = {
            wish.key: self.past.name(wish.key) or wish.candidates[0]
            for wish in wishes
            if wish.key in senior
        }
        # Not the whole lock: a large API has as many scopes as types, and more names than that.
        locked = {
            wish.key: self.past.names[wish.key] for wish in wishes if wish.key in self.past.names
        }
        names = allot(wishes, reserved=reserved, locked={**kept, **locked})
        self._all.update(names)
        self.record({w.key: names[w.key] for w in wishes if names[w.key] != w.candidates[0]})
        return names

    def record_same(self, name: str, keys: Iterable[NameKey]) -> None:
        """Record that other things are called the same, so that one of them can stand for them in the next run."""
        names = dict.fromkeys(keys, name)
        self._recorded.update(names)
        self._configurable.update(names)

    def record(self, names: Mapping[NameKey, str]) -> None:
        """Record names for the lock."""
        self._all.update(names)
        self._recorded.update(names)


def _without(names: Mapping[NameKey, str], keys: Collection[NameKey]) -> Mapping[NameKey, str]:
    return {key: name for key, name in names.items() if key not in keys} if keys else names


def allot_fields(declaration: ObjectDecl, registry: NameRegistry) -> None:
    """Assign the Python names of an object's fields.

    A field that is called in the document as it would be in Python keeps that name, so that no name is
    another field's wire name: a constructor takes both.
    """
    wishes = []
    for item in declaration.fields:
        wire = item.wire_name.raw
        name = snake(wire, "field")
        wishes.append(
            Wish(attribute_key(declaration.id, item.wire_name), [name], given=name == wire)
        )
    wishes_of = dict(zip((item.wire_name.raw for item in declaration.fields), wishes, strict=True))
    others = {wire for wire, wish in wishes_of.items() if not wish.given}
    taken = {wish.candidates[0] for wish in wishes if wish.given}
    known = registry.past.field_names(declaration.id)
    senior = {
        wish.key
        for wire, wish in wishes_of.items()
        if wire in known
        and (wish.given or (registry.past.name(wish.key) or wish.candidates[0]) not in taken)
    }
    # The template writes a dictionary of further properties with `str` itself.
    typed_extra = () if isinstance(declaration.extra, (AnyJson, Never)) else ("str",)
    registry.allot_usual(
        wishes, reserved=RESERVED_IN_MODELS.union(others, typed_extra), senior=senior
    )


def allot_members(declaration: EnumDecl, registry: NameRegistry) -> None:
    """Assign the names of an enumeration class's members."""
    known = registry.past.enum_values(declaration.id)
    wishes = [
        Wish(constant_key(declaration.id, member.value), [_member_name(member)])
        for member in declaration.members
    ]
    values = [str(member.value.raw) for member in declaration.members]
    senior = {wish.key for wish, value in zip(wishes, values, strict=True) if value in known}
    registry.allot_usual(wishes, reserved=RESERVED_IN_ENUMS, senior=senior)


def _member_name(member: EnumMember) -> str:
    text = member.name.raw if member.name else str(member.value.raw).replace("-", "minus ")
    return snake(text, "value").upper()
