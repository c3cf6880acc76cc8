"""Dataclasses as JSON and back, by their type annotations.

Reading makes the values that the annotations allow, and nothing else: the classes are those that the
annotations lead to, never any that the text names.

| Python | JSON |
| --- | --- |
| a class | an object of its members, except those that have their usual values |
| a class with one member | that member |
| an alternative of a union | an object whose only key is the class; a string if the class has no members |
| a tuple | an array |
| `Text`, `Json`, an enumeration | what it holds |
| a pointer | what follows the pointer of the thing around it, "/properties/name"; else the whole pointer |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, NewType, Protocol, Union, cast, get_args, get_origin, get_type_hints

from ...ir.types import Json, Text

Encode = Callable[[Any, str], Any]
"""From a value, and the pointer of the thing around it, to JSON."""
Decode = Callable[[Any, str], Any]
"""From JSON, and the pointer of the thing around it, to a value; `ValueError` if it stands for none."""

_NOTHING = object()


class Shorthand(Protocol):
    """How one type is written, in place of what its annotation says; `plain` is what that would give."""

    def encoder(self, codec: Codec, plain: Encode) -> Encode:
        """Return the function that writes the type."""

    def decoder(self, codec: Codec, plain: Decode) -> Decode:
        """Return the function that reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is particular to the classes at hand.

    `unseen` are the members that are not written, by class, with the values that reading gives them;
    `usual` values that a member is not written with, besides its default. `place` gives the pointer
    that a thing usually has, from its class, a member of it by name, and the pointer of the thing
    around it; the members "at" and "id" are not written then. `former` are members that were written
    before they were removed; reading passes over them.
    """

    unseen: Mapping[Any, Mapping[str, Any]]
    usual: Mapping[Any, Mapping[str, Any]]
    place: Callable[[Any, Callable[[str], Any], str], str]
    shorthands: Mapping[Any, Shorthand]
    former: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    name: str
    encode: Encode
    decode: Decode
    usual: Any


class Codec:
    """Writes and reads the values of annotated types; what a type needs is worked out once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._encoders: dict[Any, Encode] = {}
        self._decoders: dict[Any, Decode] = {}

    def encode(self, kind: Any, value: Any, base: str = "") -> Any:
        """Return a value as JSON; `kind` is its type, as in an annotation."""
        return self.encoder(kind)(value, base)

    def decode(self, kind: Any, data: Any, base: str = "") -> Any:
        """Return the value that JSON stands for. Raise `ValueError` where it stands for none of this type."""
        return self.decoder(kind)(data, base)

    def encoder(self, kind: Any) -> Encode:
        """Return the function that writes a type."""
        if kind not in self._encoders:
            found = self._make_encoder(kind)
            shorthand = self._rules.shorthands.get(kind)
            self._encoders[kind] = shorthand.encoder(self, found) if shorthand else found
        return self._encoders[kind]

    def decoder(self, kind: Any) -> Decode:
        """Return the function that reads a type."""
        if kind not in self._decoders:
            found = self._make_decoder(kind)
            shorthand = self._rules.shorthands.get(kind)
            self._decoders[kind] = shorthand.decoder(self, found) if shorthand else found
        return self._decoders[kind]

    # --- writing

    def _make_encoder(self, kind: Any) -> Encode:
        if isinstance(kind, NewType):
            return shortened
        if kind in (str, int, bool):
            return lambda value, base: value
        if kind is Text:
            return lambda value, base: value.raw
        if kind is Json:
            return lambda value, base: in_order(value.raw)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return lambda value, base: value.value
        if get_origin(kind) is tuple:
            return self._tuple_encoder(kind)
        if _is_union(kind):
            return self._union_encoder(_alternatives(kind))
        return self._class_encoder(kind)

    def _tuple_encoder(self, kind: Any) -> Encode:
        items = get_args(kind)
        if items[-1] is Ellipsis:
            item = self.encoder(items[0])
            return lambda value, base: [item(each, base) for each in value]
        encoders = [self.encoder(each) for each in items]
        return lambda value, base: [f(each, base) for f, each in zip(encoders, value, strict=True)]

    def _union_encoder(self, kinds: tuple[Any, ...]) -> Encode:
        if len(kinds) == 1:
            return self.encoder(kinds[0])
        table: dict[type, Encode] = {}

        def encode_alternative(value: Any, base: str) -> Any:
            # The table is filled on demand: types refer to each other in circles.
            kind = type(value)
            if kind not in table:
                table[kind] = self._tagged(kind)
            return table[kind](value, base)

        return encode_alternative

    def _tagged(self, kind: type) -> Encode:
        if kind is Text:
            return self.encoder(Text)
        name, members = kind.__name__, fields(cast(Any, kind))
        if not members:
            return lambda value, base: name
        whole = self.encoder(kind)
        return lambda value, base: {name: whole(value, base)}

    def _class_encoder(self, kind: Any) -> Encode:
        if len(fields(kind)) == 1:
            only = fields(kind)[0].name
            inner = self.encoder(get_type_hints(kind)[only])
            return lambda value, base: inner(getattr(value, only), base)
        members = list[_Member]()
        values: Callable[[Any], tuple[Any, ...]]
        is_placed = any(member.name == "at" for member in fields(kind))
        place, unseen = self._rules.place, self._rules.unseen

        def encode_members(value: Any, base: str) -> dict[str, Any]:
            nonlocal values
            if not members:
                members.extend(self._members(kind))
                values = _getter([member.name for member in members])
            made = {}
            inside = base
            if is_placed:
                inside = value.at
                usual = place(kind, lambda name: getattr(value, name), base)
                for name in ("id", "at"):
                    pointer = getattr(value, name, usual)
                    if pointer != usual:
                        made[name] = shortened(pointer, base)
            for member, held in zip(members, values(value), strict=True):
                if held is not member.usual and held != member.usual:
                    data = member.encode(held, inside)
                    # What differs only in what is not written does not differ.
                    if data != {} or type(held) not in unseen:
                        made[member.name] = data
            return made

        return encode_members

    # --- reading

    def _make_decoder(self, kind: Any) -> Decode:
        if isinstance(kind, NewType):
            return lambda data, base: lengthened(checked(str, data), base)
        if kind in (str, int, bool):
            return lambda data, base: checked(kind, data)
        if kind is Text:
            return lambda data, base: Text(checked(str, data))
        if kind is Json:
            return lambda data, base: Json(data)
        if isinstance(kind, type) and issubclass(kind, Enum):
            values = {each.value: each for each in kind}
            return lambda data, base: _looked_up(values, data)
        if get_origin(kind) is tuple:
            return self._tuple_decoder(kind)
        if _is_union(kind):
            return self._union_decoder(_alternatives(kind))
        return self._class_decoder(kind)

    def _tuple_decoder(self, kind: Any) -> Decode:
        items = get_args(kind)
        if items[-1] is Ellipsis:
            item = self.decoder(items[0])
            return lambda data, base: tuple([item(each, base) for each in checked(list, data)])
        decoders = [self.decoder(each) for each in items]
        return lambda data, base: tuple(
            [f(each, base) for f, each in zip(decoders, checked(list, data), strict=True)]
        )

    def _union_decoder(self, kinds: tuple[Any, ...]) -> Decode:
        if len(kinds) == 1:
            return self.decoder(kinds[0])
        by_name = {kind.__name__: kind for kind in kinds}
        table: dict[str, Decode] = {}

        def decode_alternative(data: Any, base: str) -> Any:
            name, body = _tag_of(data)
            if body is _NOTHING and Text in kinds:
                return Text(name)
            if name not in table:
                table[name] = self._untagged(_looked_up(by_name, name))
            return table[name](body, base)

        return decode_alternative

    def _untagged(self, kind: Any) -> Decode:
        members = fields(kind)
        if not members:
            value = kind()
            return lambda body, base: _unless_something(value, body)
        whole = self.decoder(kind)
        return lambda body, base: whole(_unless_nothing(body), base)

    def _class_decoder(self, kind: Any) -> Decode:
        if len(fields(kind)) == 1:
            only = fields(kind)[0].name
            inner = self.decoder(get_type_hints(kind)[only])
            return lambda data, base: kind(**{only: inner(data, base)})
        members: dict[str, _Member] = {}
        usual: dict[str, Any] = dict(self._rules.unseen.get(kind, {}))
        is_placed = any(member.name == "at" for member in fields(kind))
        names = {member.name for member in fields(kind)} & {"id", "at"} if is_placed else set[str]()
        place, former = self._rules.place, self._rules.former

        def decode_members(data: Any, base: str) -> Any:
            if not members:
                members.update((member.name, member) for member in self._members(kind))
                usual.update((member.name, member.usual) for member in members.values())
            checked(dict, data)
            made, inside = dict(usual), base
            if is_placed:
                made |= _read_places(data, base, place(kind, _reader(members, data), base), names)
                inside = made["at"]
            for name, held in data.items():
                if name not in names and (name in members or name not in former):
                    made[name] = _looked_up(members, name).decode(held, inside)
            if _NOTHING in made.values():
                raise ValueError(f"a member of a {kind.__name__} is missing")
            return kind(**made)

        return decode_members

    def _members(self, kind: Any) -> list[_Member]:
        """Return the members of a class that are written, except its places."""
        hints = get_type_hints(kind)
        unseen = self._rules.unseen.get(kind, {})
        usual = self._rules.usual.get(kind, {})
        is_placed = "at" in hints
        return [
            _Member(
                name=member.name,
                encode=self.encoder(hints[member.name]),
                decode=self.decoder(hints[member.name]),
                usual=usual.get(member.name, _absent(member, hints[member.name])),
            )
            for member in fields(kind)
            if member.name not in unseen and not (is_placed and member.name in ("id", "at"))
        ]


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that returns the values of several members."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])


def shortened(pointer: str, base: str) -> str:
    """Shorten a pointer to what follows that of the thing around it."""
    if base and pointer.startswith(base):
        rest = pointer[len(base) :]
        if not rest or rest.startswith("/"):
            return rest
    # Pointers begin with a file's name or a "#"; should one not, it is marked.
    return f"={pointer}" if not pointer or pointer[0] in "/=" else pointer


def lengthened(pointer: str, base: str) -> str:
    """Undo `shortened`."""
    if pointer.startswith("="):
        return pointer[1:]
    return base + pointer if not pointer or pointer.startswith("/") else pointer


def in_order(value: Any) -> Any:
    """Return a JSON value with its keys sorted: their order in the document does not matter."""
    if type(value) is dict:
        return {key: in_order(value[key]) for key in sorted(value)}
    return [in_order(each) for each in value] if type(value) is list else value


def checked(kind: type, data: Any) -> Any:
    """Return JSON of a certain type. Raise `ValueError` for another."""
    if type(data) is not kind:
        raise ValueError(f"a {type(data).__name__} where a {kind.__name__} belongs")
    return data


def _looked_up(table: Mapping[Any, Any], key: Any) -> Any:
    """Look up a value in a closed list. Raise `ValueError` if it is not in it."""
    try:
        return table[key]
    except (KeyError, TypeError):
        raise ValueError(f"something else than {', '.join(map(str, table))}") from None


def _reader(members: Mapping[str, _Member], data: dict[str, Any]) -> Callable[[str], Any]:
    """Return a function that reads one member, of those that contain no pointers."""

    def read(name: str) -> Any:
        member = members[name]
        found = member.decode(data[name], "") if name in data else member.usual
        if found is _NOTHING:
            raise ValueError(f"{name} is missing")
        return found

    return read


def _read_places(
    data: dict[str, Any], base: str, usual: str, names: Iterable[str]
) -> dict[str, str]:
    return {
        name: lengthened(checked(str, data[name]), base) if name in data else usual
        for name in names
    }


def _tag_of(data: Any) -> tuple[str, Any]:
    if type(data) is str:
        return data, _NOTHING
    if type(data) is dict and len(data) == 1:
        ((name, body),) = data.items()
        return name, body
    raise ValueError("neither a name nor an object with one key")


def _unless_nothing(body: Any) -> Any:
    if body is _NOTHING:
        raise ValueError("a name alone, where something belongs to it")
    return body


def _unless_something(value: Any, body: Any) -> Any:
    if body is not _NOTHING:
        raise ValueError("a name with something that does not belong to it")
    return value


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _alternatives(kind: Any) -> tuple[Any, ...]:
    """Return the alternatives except None, which is never written: the member is left out."""
    return tuple(each for each in get_args(kind) if each is not NoneType)


def _absent(member: Field[Any], kind: Any) -> Any:
    """Return what a member is when it is not written; `_NOTHING` if it always is."""
    if member.default is not MISSING:
        return member.default
    if member.default_factory is not MISSING:
        return member.default_factory()
    if _is_union(kind) and NoneType in get_args(kind):
        return None
    if get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis:
        return ()
    return False if kind is bool else _NOTHING
