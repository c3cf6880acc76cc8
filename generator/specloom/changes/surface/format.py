"""How the neutral model is written down: what callers of a client notice, in few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from ...ir.api import (
    Api,
    Content,
    Header,
    Parameter,
    ParameterLocation,
    RequestBody,
    Response,
    Style,
)
from ...ir.api import Codec as Encoding
from ...ir.pagination import Pagination, TokenPagination
from ...ir.responses import status_key
from ...ir.scalars import ScalarKind
from ...ir.types import (
    AliasDecl,
    ArrayOf,
    Doc,
    EnumDecl,
    EnumMember,
    Field,
    Given,
    Invented,
    Json,
    MapOf,
    Named,
    NameHint,
    ObjectDecl,
    Optional,
    Required,
    Scalar,
    Text,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ...json_pointer import escape
from ...records import dataclass
from .dataclass_json import (
    DataclassCodec,
    Decode,
    Encode,
    Rules,
    checked,
    in_order,
    lengthened,
    shortened,
)

_FORMATS = {"date", "date-time", "time", "duration", "uuid"}
"""The kinds whose name alone means the format of the same name; for all others, records say it."""
_SCALARS = {
    kind.value: Scalar(kind=kind, format=Text(kind.value) if kind.value in _FORMATS else None)
    for kind in ScalarKind
}
_GIVEN, _INVENTED = Given(Text("")), Invented(())
_REQUIRED, _OPTIONAL = Required(), Optional()
PaginationOrNone: TypeAlias = Pagination | None
_Data: TypeAlias = dict[str, Any]
_STATUS = re.compile(r"default|(?P<code>\d{1,9})(?P<range>XX)?", re.ASCII)
_PLACES = {
    "path": {"location": "path", "presence": "Required", "style": "simple", "explode": False},
    "header": {"location": "header", "style": "simple", "explode": False},
}
"""What nearly all parameters of a place have in common."""


class _Type:
    """A type: a scalar as "kind" or "kind format", a named type as its pointer."""

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        def encode(value: TypeRef, base: str) -> Any:
            if type(value) is Named and "#" in value.id:
                return shortened(value.id, base)
            if type(value) is Scalar:
                kind = value.kind.value
                if value == _SCALARS[kind]:
                    return kind
                form = value.format
                if form is not None and value == Scalar(kind=value.kind, format=form):
                    return (
                        f"{kind} {form.raw}" if not {"#", "/"} & {*form.raw} else plain(value, base)
                    )
            return plain(value, base)

        return encode

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        known: dict[str, TypeRef] = dict(_SCALARS)

        def decode(data: Any, base: str) -> TypeRef:
            if type(data) is str:
                if data in known:
                    return known[data]
                if not data or "#" in data or data.startswith("/"):
                    return Named(id=TypeId(lengthened(data, base)))
                kind, space, form = data.partition(" ")
                if space and kind in _SCALARS:
                    known[data] = Scalar(kind=_SCALARS[kind].kind, format=Text(form))
                    return known[data]
            ref: TypeRef = plain(data, base)
            return ref

        return decode


class _Only:
    """A thing of which one field is nearly always the only unusual one: the value of that field alone.

    What is then written instead of the thing is never an object with such a key: alternatives have capitals.
    """

    def __init__(self, field: str) -> None:
        self._field = field

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        def encode(value: Any, base: str) -> Any:
            data = plain(value, base)
            return data[self._field] if data.keys() == {self._field} else data

        return encode

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        def decode(data: Any, base: str) -> Any:
            whole = type(data) is dict and self._field in data
            return plain(data if whole else {self._field: data}, base)

        return decode


class _Responses:
    """The responses of an operation, by status; a list if a status comes twice."""

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        whole = codec.encoder(Response)

        def encode(value: tuple[Response, ...], base: str) -> Any:
            keyed = {status_key(each.status): each for each in value}
            if len(keyed) < len(value) or not all(map(_STATUS.fullmatch, keyed)):
                return plain(value, base)
            encoded = {key: whole(each, base) for key, each in keyed.items()}
            for data in encoded.values():
                del data["status"]
            return encoded

        return encode

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        whole = codec.decoder(Response)

        def decode(data: Any, base: str) -> Any:
            if type(data) is list:
                return plain(data, base)
            return tuple(
                [
                    whole({**checked(dict, each), "status": _status(key)}, base)
                    for key, each in checked(dict, data).items()
                ]
            )

        return decode


def _status(key: str) -> Any:
    """Return the notation of a status, from its key."""
    match = _STATUS.fullmatch(key)
    if match is None:
        raise ValueError("something else than a status")
    if key == "default":
        return "DefaultStatus"
    return {"StatusRange" if match["range"] else "ExactStatus": int(match["code"])}


class _Fields:
    """The fields of an object, by wire name: the type alone if required, in brackets if not.

    A field of which there is more to say is an object; so are all if a name comes twice.
    """

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        whole = codec.encoder(Field)

        def encode_one(field: Field, base: str) -> Any:
            data = whole(field, base)
            if data.keys() == {"wire_name", "type"}:
                return data["type"]
            if data.keys() == {"wire_name", "type", "presence"} and field.presence == _OPTIONAL:
                return [data["type"]]
            del data["wire_name"]
            return {"Field": data}

        def encode(value: tuple[Field, ...], base: str) -> Any:
            if len({each.wire_name.raw for each in value}) < len(value):
                return plain(value, base)
            return {each.wire_name.raw: encode_one(each, base) for each in value}

        return encode

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        whole, decode_type = codec.decoder(Field), codec.decoder(TypeRef)

        def decode_one(name: str, data: Any, base: str) -> Field:
            if type(data) is dict and data.keys() == {"Field"}:
                field: Field = whole({**checked(dict, data["Field"]), "wire_name": name}, base)
                return field
            presence: Required | Optional = _REQUIRED
            if type(data) is list and len(data) == 1:
                (data,), presence = data, _OPTIONAL
            at = _place_of_field(name, base)
            kind = decode_type(data, at)
            return Field(wire_name=Text(name), type=kind, presence=presence, at=at)

        def decode(data: Any, base: str) -> Any:
            if type(data) is list:
                return plain(data, base)
            entries: dict[str, Any] = checked(dict, data)
            return tuple([decode_one(name, each, base) for name, each in entries.items()])

        return decode


class _Parameter:
    """A parameter; one of the path or the header that is as they all are only says "in"."""

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        def encode(value: Parameter, base: str) -> Any:
            data = plain(value, base)
            place = value.location.value
            common = _PLACES.get(place)
            if common is not None and data.items() >= common.items():
                return {"in": place} | {key: data[key] for key in data if key not in common}
            return data

        return encode

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        def decode(data: Any, base: str) -> Any:
            place = checked(dict, data).get("in")
            if type(place) is str and place in _PLACES:
                data = {key: data[key] for key in data if key != "in"} | _PLACES[place]
            return plain(data, base)

        return decode


class _Parameters:
    """The parameters of an operation; one that is where it is in the list does not say so."""

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        def encode(value: tuple[Parameter, ...], base: str) -> Any:
            encoded = plain(value, base)
            for number, data in enumerate(encoded):
                at = data.setdefault("at", "")  # Left out, it is the place of what is around it.
                if at == _place_in_list(number):
                    del data["at"]
            return encoded

        return encode

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        def decode(data: Any, base: str) -> Any:
            entries = [
                {"at": _place_in_list(number), **each} if type(each) is dict else each
                for number, each in enumerate(checked(list, data))
            ]
            return plain(entries, base)

        return decode


def _place_in_list(number: int) -> str:
    return f"/parameters/{number}"


class _Pages:
    """How the pages of an operation are linked; by tokens, as the first records know it, without its name."""

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        token = codec.encoder(TokenPagination)
        return lambda value, base: (
            token(value, base) if type(value) is TokenPagination else plain(value, base)
        )

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        token = codec.decoder(TokenPagination)

        def decode(data: Any, base: str) -> Any:
            by_token = type(data) is dict and "token_parameter" in data
            return token(data, base) if by_token else plain(data, base)

        return decode


class _Hint:
    """Whether the document gives a type its name. The name itself is in the lock."""

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        return lambda value, base: "given" if isinstance(value, Given) else {}

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        def decode(data: Any, base: str) -> NameHint:
            if data != "given":
                raise ValueError("something else than given")
            return _GIVEN

        return decode


class _Values:
    """The values of an enumeration: bare, if they have no names."""

    def encoder(self, codec: DataclassCodec, plain: Encode) -> Encode:
        whole = codec.encoder(EnumMember)

        def encode_one(member: EnumMember, base: str) -> Any:
            raw = member.value.raw
            bare = member.name is None and type(raw) is not dict
            return in_order(raw) if bare else whole(member, base)

        return lambda value, base: [encode_one(each, base) for each in value]

    def decoder(self, codec: DataclassCodec, plain: Decode) -> Decode:
        whole = codec.decoder(EnumMember)

        def decode_one(data: Any, base: str) -> Any:
            return whole(data, base) if type(data) is dict else EnumMember(value=Json(data))

        return lambda data, base: tuple([decode_one(each, base) for each in checked(list, data)])


def _place(kind: Any, member: Callable[[str], Any], base: str) -> str:
    """Return the pointer that a thing usually has."""
    if kind is Field:
        return _place_of_field(member("wire_name").raw, base)
    if kind is Content:
        return f"{base}/content/{escape(member('media_type').raw)}"
    if kind is Response:
        return f"{base}/responses/{status_key(member('status'))}"
    return f"{base}/requestBody" if kind is RequestBody else base


def _place_of_field(wire_name: str, base: str) -> str:
    return f"{base}/properties/{escape(wire_name)}"


NOTATION = DataclassCodec(
    Rules(
        unseen={
            Doc: {"summary": None, "description": None, "examples": (), "external_docs": None},
            Content: {"examples": ()},
            **{kind: {"examples": ()} for kind in (Scalar, ArrayOf)},
            MapOf: {"examples": (), "keys": Scalar(kind=ScalarKind.STRING)},
            EnumMember: {"description": None},
            # Types have a place of their own; the lock records how operations are grouped.
            Api: {"contact": None, "license": None, "types": {}, "group_by": None},
            Invented: {"parts": (), "held": ()},
            **{kind: {"also": ()} for kind in (ObjectDecl, EnumDecl, UnionDecl, AliasDecl)},
        },
        usual={
            **{kind: {"hint": _INVENTED} for kind in (ObjectDecl, EnumDecl, UnionDecl, AliasDecl)},
            Content: {"media_type": Text("application/json"), "codec": Encoding.JSON},
            Field: {"presence": _REQUIRED},
            Header: {"presence": _OPTIONAL},
            Parameter: {
                "location": ParameterLocation.QUERY,
                "presence": _OPTIONAL,
                "style": Style.FORM,
                "explode": True,
            },
        },
        place=_place,
        shorthands={
            TypeRef: _Type(),
            tuple[Field, ...]: _Fields(),
            tuple[EnumMember, ...]: _Values(),
            Parameter: _Parameter(),
            tuple[Parameter, ...]: _Parameters(),
            MapOf: _Only("values"),
            ArrayOf: _Only("items"),
            Content: _Only("type"),
            tuple[Response, ...]: _Responses(),
            NameHint: _Hint(),
            PaginationOrNone: _Pages(),
        },
    )
)


# --- what operations share
#
# Responses, header fields and parameters of components are in each operation that refers to them:
#
#     {"at": "#/components/responses/NotFound", "contents": [...]}    in each of 300 operations
#
# becomes "#/components/responses/NotFound" there, and the rest is written once, under that pointer. What is
# shared is what has its place outside of the operation, occurs more than once, and is everywhere the same.

_LISTS = ("parameters", "headers")
_RESPONSES = "responses"
KINDS = ("parameters", "headers", "responses")
"""The sections of the file, in its order."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A place where something is used, in an array or an object."""

    holder: Any
    key: Any

    @property
    def data(self) -> Any:
        return self.holder[self.key]


def share(operations: list[_Data]) -> dict[str, dict[str, _Data]]:
    """Replace what operations share by its pointer; return it by section and pointer. Changes `operations`."""
    shared = {}
    # Responses hold header fields, which are replaced in them first.
    for kind in KINDS:
        uses: dict[str, list[_Use]] = {}
        for operation in operations:
            for use in _uses(operation, kind):
                at = use.data.get("at", "") if type(use.data) is dict else ""
                if "#" in at:
                    uses.setdefault(at, []).append(use)
        shared[kind] = {
            at: _moved(at, holders) for at, holders in sorted(uses.items()) if _are_alike(holders)
        }
    return {kind: holders for kind, holders in shared.items() if holders}


def _are_alike(uses: list[_Use]) -> bool:
    return len(uses) > 1 and all(use.data == uses[0].data for use in uses)


def _moved(at: str, uses: list[_Use]) -> _Data:
    data = {key: each for key, each in uses[0].data.items() if key != "at"}
    for use in uses:
        use.holder[use.key] = at
    return data


def expand(operations: list[_Data], data: _Data) -> None:
    """Undo `share`: take the sections out of the data of a file, and put what they hold into its operations.

    Raise `ValueError` where a pointer is not in its section.
    """
    sections = {kind: checked(dict, data.pop(kind, {})) for kind in KINDS}
    # Those that hold others come first.
    for kind in reversed(KINDS):
        for operation in operations:
            for use in _uses(operation, kind):
                if type(use.data) is str:
                    use.holder[use.key] = _looked_up(sections[kind], use.data)


def _looked_up(section: Mapping[str, Any], at: str) -> _Data:
    if at not in section:
        raise ValueError("something that is shared is missing")
    return {"at": at, **_copied(checked(dict, section[at]))}


def _copied(data: _Data) -> _Data:
    """Copy what may hold pointers that are still to be replaced."""
    headers = data.get("headers")
    return {**data, "headers": list(headers)} if type(headers) is list else data


def _uses(operation: _Data, kind: str) -> Iterator[_Use]:
    if kind == "parameters":
        yield from _in_list(operation, kind)
    responses = operation.get(_RESPONSES)
    if type(responses) is not dict:
        return
    for key, response in responses.items():
        if kind == _RESPONSES:
            yield _Use(responses, key)
        elif kind == "headers" and type(response) is dict:
            yield from _in_list(response, kind)


def _in_list(data: _Data, key: str) -> Iterator[_Use]:
    holders = data.get(key)
    if type(holders) is list:
        for number in range(len(holders)):
            yield _Use(holders, number)
