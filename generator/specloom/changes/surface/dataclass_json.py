"""Dataclasses as JSON and back, by their type annotations.

Reading makes the values that the annotations allow, and nothing else: the classes are those that the
annotations lead to, never any that the text names.

| Python | JSON |
| --- | --- |
| a class | an object of its fields, except those that have their usual values |
| a class with one field | that field |
| an alternative of a union | an object whose only key is the class; a string if the class has no fields |
| a tuple | an array |
| `Text`, `Json`, an enumeration | what it holds |
| a pointer | what follows the pointer of the thing around it, "/properties/name"; else the whole pointer |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, NewType, Protocol, Union, cast, get_args, get_origin, get_type_hints

from ...ir.types import Json, Text
from ...records import dataclass

Encode = Callable[[Any, str], Any]
"""From a value, and the pointer of the thing around it, to JSON."""
Decode = Callable[[Any, str], Any]
"""From JSON, and the pointer of the thing around it, to a value; `ValueError` if it stands for none."""

_NOTHING = object()


class Shorthand(Protocol):
    """How one type is written, in place of what its annotation says; `plain` is what that would give."""

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        """Return the function that writes the type."""

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        """Return the function that reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is particular to the classes at hand.

    Attributes:
        unseen: The fields that are not written, by class, with the values that they have when read.
        usual: Values that a field is not written with, besides its default.
        place: Returns the pointer that a thing usually has, from its class, a field of it by name, and the
            pointer of the thing around it; the fields "at" and "id" are not written then.
    """

    unseen: Mapping[Any, Mapping[str, Any]]
    usual: Mapping[Any, Mapping[str, Any]]
    place: Callable[[Any, Callable[[str], Any], str], str]
    shorthands: Mapping[Any, Shorthand]


@dataclass(frozen=True, slots=True, kw_only=True)
class _FieldCodec:
    name: str
    encode: Encode
    decode: Decode
    usual: Any


class DataclassCodec:
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
            plain = self._make_encoder(kind)
            shorthand = self._rules.shorthands.get(kind)
            self._encoders[kind] = shorthand.encoder(self, plain) if shorthand else plain
        return self._encoders[kind]

    def decoder(self, kind: Any) -> Decode:
        """Return the function that reads a type."""
        if kind not in self._decoders:
            plain = self._make_decoder(kind)
            shorthand = self._rules.shorthands.get(kind)
            self._decoders[kind] = shorthand.decoder(self, plain) if shorthand else plain
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
        name = kind.__name__
        if not fields(cast(Any, kind)):
            return lambda value, base: name
        whole = self.encoder(kind)
        if not _may_be_empty(kind):
            return lambda value, base: {name: whole(value, base)}

        def encode_with_name(value: Any, base: str) -> Any:
            body = whole(value, base)
            return {name: body} if body else name

        return encode_with_name

    def _class_encoder(self, kind: Any) -> Encode:
        if len(fields(kind)) == 1:
            only = fields(kind)[0].name
            inner = self.encoder(get_type_hints(kind)[only])
            return lambda value, base: inner(getattr(value, only), base)
        codecs = list[_FieldCodec]()
        values: Callable[[Any], tuple[Any, ...]]
        is_placed = any(field.name == "at" for field in fields(kind))
        place, unseen = self._rules.place, self._rules.unseen

        def encode_fields(value: Any, base: str) -> dict[str, Any]:
            nonlocal values
            if not codecs:
                codecs.extend(self._field_codecs(kind))
                values = _getter([field.name for field in codecs])
            result = {}
            inside = base
            if is_placed:
                inside = value.at
                usual = place(kind, lambda name: getattr(value, name), base)
                for name in ("id", "at"):
                    pointer = getattr(value, name, usual)
                    if pointer != usual:
                        result[name] = shortened(pointer, base)
            for field, held in zip(codecs, values(value), strict=True):
                if held is not field.usual and held != field.usual:
                    data = field.encode(held, inside)
                    # What differs only in what is not written does not differ.
                    if data != {} or type(held) not in unseen:
                        result[field.name] = data
            return result

        return encode_fields

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
        if not fields(kind):
            value = kind()
            return lambda body, base: _unless_something(value, body)
        whole = self.decoder(kind)
        if _may_be_empty(kind):
            return lambda body, base: whole({} if body is _NOTHING else body, base)
        return lambda body, base: whole(_unless_nothing(body), base)

    def _class_decoder(self, kind: Any) -> Decode:
        if len(fields(kind)) == 1:
            only = fields(kind)[0].name
            inner = self.decoder(get_type_hints(kind)[only])
            return lambda data, base: kind(**{only: inner(data, base)})
        codecs: dict[str, _FieldCodec] = {}
        usual: dict[str, Any] = dict(self._rules.unseen.get(kind, {}))
        is_placed = any(field.name == "at" for field in fields(kind))
        names = {field.name for field in fields(kind)} & {"id", "at"} if is_placed else set[str]()
        place = self._rules.place

        def decode_fields(data: Any, base: str) -> Any:
            if not codecs:
                codecs.update((field.name, field) for field in self._field_codecs(kind))
                usual.update((field.name, field.usual) for field in codecs.values())
            checked(dict, data)
            arguments, inside = dict(usual), base
            if is_placed:
                arguments |= _read_places(
                    data, base, place(kind, _reader(codecs, data), base), names
                )
                inside = arguments["at"]
            for name, held in data.items():
                if name not in names:
                    arguments[name] = _looked_up(codecs, name).decode(held, inside)
            if _NOTHING in arguments.values():
                raise ValueError(f"a field of a {kind.__name__} is missing")
            return kind(**arguments)

        return decode_fields

    def _field_codecs(self, kind: Any) -> list[_FieldCodec]:
        """Return how the fields of a class are written, except its places."""
        hints = get_type_hints(kind)
        unseen = self._rules.unseen.get(kind, {})
        usual = self._rules.usual.get(kind, {})
        is_placed = "at" in hints
        return [
            _FieldCodec(
                name=field.name,
                encode=self.encoder(hints[field.name]),
                decode=self.decoder(hints[field.name]),
                usual=usual.get(field.name, _absent(field, hints[field.name])),
            )
            for field in fields(kind)
            if field.name not in unseen and not (is_placed and field.name in ("id", "at"))
        ]


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that returns the values of several fields."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])


def shortened(pointer: str, base: str) -> str:
    """Return a pointer cut to what follows that of the thing around it."""
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


def _reader(codecs: Mapping[str, _FieldCodec], data: dict[str, Any]) -> Callable[[str], Any]:
    """Return a function that reads one field, of those that contain no pointers."""

    def read(name: str) -> Any:
        field = codecs[name]
        value = field.decode(data[name], "") if name in data else field.usual
        if value is _NOTHING:
            raise ValueError(f"{name} is missing")
        return value

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


def _may_be_empty(kind: Any) -> bool:
    """Return whether the name of a class alone stands for it: it had no fields once, and all have defaults."""
    return len(fields(kind)) > 1 and all(
        field.default is not MISSING or field.default_factory is not MISSING
        for field in fields(kind)
    )


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
    """Return the alternatives except None, which is never written: the field is left out."""
    return tuple(each for each in get_args(kind) if each is not NoneType)


def _absent(field: Field[Any], kind: Any) -> Any:
    """Return the value of a field that is not written; `_NOTHING` if it always is."""
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    if _is_union(kind) and NoneType in get_args(kind):
        return None
    if get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis:
        return ()
    return False if kind is bool else _NOTHING
