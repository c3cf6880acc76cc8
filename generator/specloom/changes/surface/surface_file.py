"""`specloom.surface.json`: a client as its callers see it, so that the next version can be compared.

It lies beside the lock. A line holds an operation, a type, something that several operations share, or
one of the few other things, so that what a pull request shows of it is what changed. Descriptions and
examples are not in it. Names in Python are, except where they follow from those of the document.

Whoever can write to the folder can write to the file. So reading it makes plain values of a closed
list of classes (see `dataclass_json`), and only such as the comparison can work on: no type is missing, and
none is nested or named by other names without an end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields
from functools import cache
from types import NoneType
from typing import Any, NoReturn, TypeAlias

from ...ir.api import Api, Callback, Operation, Response, Template
from ...ir.client_surface import NAMELESS, ClientSurface, MethodSurface, ModelSurface
from ...ir.name_keys import BODY, ArgumentKey, recorded_arguments, recorded_names
from ...ir.resolve import is_enum_class, without_null
from ...ir.signature import flat_signature, whole_signature
from ...ir.type_graph import reachable, request_ids
from ...ir.types import (
    AliasDecl,
    Doc,
    EnumDecl,
    Given,
    Json,
    Limits,
    Named,
    ObjectDecl,
    Optional,
    Required,
    Scalar,
    Text,
    TypeDecl,
    TypeId,
)
from ...json_pointer import escape
from ...records import replace
from .dataclass_json import checked
from .format import NOTATION, expand, share
from .parts import Parts

SURFACE_NAME = "specloom.surface.json"
_FORMAT, _NAMELESS_FORMAT = 2, 1
_DEEPEST = 220
"""Documents are nested at most 100 deep, and a level of them becomes two at most."""
_SHORTEST_LIKE = 100
"""Shorter declarations are written out, even if there is another one like them."""
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^0-9A-Za-z]+")
_json = json.JSONEncoder(separators=(",", ":")).encode
_WAIT = "/x-specloom-wait"
_PART = re.compile(r"\{([^{}]*)\}")
_Data: TypeAlias = dict[str, Any]


def write_surface(surface: ClientSurface) -> str:
    """Return the text of a surface file."""
    api = surface.api
    others: _Data = NOTATION.encode(Api, replace(api, operations=(), webhooks=_sent(api.webhooks)))
    others |= {"package": surface.package, "client": surface.client}
    others["keywords"] = dict(sorted(surface.keywords.items()))
    operations = [
        _operation_data(surface, replace(each, callbacks=_sent(each.callbacks)))
        for each in api.operations
    ]
    shared = share(operations)
    lines = [
        f'"format": {_FORMAT}',
        *[f"{_json(name)}: {_json(value)}" for name, value in sorted(others.items())],
        *[_mapping(name, entries.items()) for name, entries in shared.items()],
        _operations_block(operations),
        _block("types", "{}", list(_types_lines(surface))),
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _sent(incoming: tuple[Callback, ...]) -> tuple[Callback, ...]:
    """Return webhooks or callbacks with what is parsed of them: their payloads."""
    return tuple(
        replace(each, operations=tuple(map(_payload_alone, each.operations))) for each in incoming
    )


def _payload_alone(operation: Operation) -> Operation:
    # Parameters and responses with types of their own count, too: these are where they are used.
    typed = tuple(each for each in operation.parameters if not isinstance(each.type, Scalar))
    return replace(operation, operation_id=None, path=Template(()), parameters=typed, security=())


def _mapping(name: str, entries: Iterable[tuple[str, Any]]) -> str:
    return _block(name, "{}", [f"{_json(key)}: {_json(value)}" for key, value in entries])


def _block(name: str, brackets: str, lines: list[str]) -> str:
    inside = ",\n".join(lines)
    return f"{_json(name)}: {brackets[0]}\n{inside}\n{brackets[1]}"


def read_surface(
    text: str,
    complete: Callable[[Api], ClientSurface] | None = None,
    parts: Parts | None = None,
) -> ClientSurface:
    """Read a surface file.

    Args:
        text: The text of the file.
        complete: Makes a surface of an API; files that specloom wrote before version 2 of the format have
            no names. Without it, such files are refused.
        parts: What was made of another file; operations and types that read the same are the same objects.

    Raises:
        ValueError: This version does not understand the text.
    """
    try:
        data = checked(dict, json.loads(text, parse_constant=_refuse))
        form = data.pop("format", None)
        if form == _NAMELESS_FORMAT and complete is not None:
            return complete(_read_api(data, [], Parts()))
        if form != _FORMAT:
            raise ValueError(f"not a surface file of format {_FORMAT}")
        return _read(data, Parts() if parts is None else parts)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _read(data: _Data, parts: Parts) -> ClientSurface:
    package, client = (checked(str, data.pop(key, None)) for key in ("package", "client"))
    keywords = _names(data.pop("keywords", None))
    operations = _operations_of(data.pop("operations", None))
    expand(operations, data)
    calls = [_taken_out(each, _CALL_KEYS) for each in operations]
    entries = {
        key: dict(checked(dict, each))
        for key, each in checked(dict, data.pop("types", None)).items()
    }
    names = {TypeId(key): _taken_out(each, _MODEL_KEYS) for key, each in entries.items()}
    data["types"] = {key: _like(entries, each) for key, each in entries.items()}
    api = _read_api(data, operations, parts)
    given = _given(api)
    return ClientSurface(
        api=api,
        package=package,
        client=client,
        methods={
            operation.at: _method(api, operation, call)
            for operation, call in zip(api.operations, calls, strict=True)
        },
        models={
            key: _model(api.types[key], each, is_given=key in given) for key, each in names.items()
        },
        keywords=recorded_names(keywords),
    )


def _read_api(data: _Data, operations: list[_Data], parts: Parts) -> Api:
    used: set[str] = set()

    def read(kind: Any, key: str, each: Any, base: str) -> Any:
        decode = NOTATION.decoder(kind)
        part, names = parts.made(kind, key, each, lambda: _with_used_types(decode(each, base)))
        used.update(names)
        return part

    entries = checked(dict, data.pop("types", None)).items()
    types = {TypeId(key): read(TypeDecl, key, each, key) for key, each in entries}
    api: Api = NOTATION.decode(Api, data)
    # Operations are among the rest in files of before version 2 only.
    for node in (*api.operations, *api.webhooks):
        _add_used_types(used, node, 0)
    if operations:
        calls = tuple([read(Operation, str(each.get("at")), each, "") for each in operations])
        api = replace(api, operations=calls)
    api = replace(api, types=types)
    _check(api, used)
    return api


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _names(data: Any) -> dict[str, str]:
    """Check that JSON is an object of strings."""
    return {key: checked(str, each) for key, each in checked(dict, data).items()}


def _taken_out(data: _Data, keys: Iterable[str]) -> _Data:
    return {key: data.pop(key) for key in keys if key in data}


# --- operations, and the names of their methods and arguments

_CALL_KEYS = ("call", "names", "whole")


def _operation_data(surface: ClientSurface, operation: Operation) -> _Data:
    data: _Data = NOTATION.encode(Operation, operation)
    method = surface.methods.get(operation.at)
    if method is None:
        return data
    signature = surface.signature(operation)
    usual = {each.key: _plain(each.wire_name) for each in signature.arguments}
    names = {key: name for key, name in method.arguments.items() if usual.get(key) != name}
    call: _Data = {"call": f"{method.resource}.{method.name}" if method.resource else method.name}
    if names:
        call["names"] = dict(sorted(names.items()))
    flat = flat_signature(surface.api.types, operation)
    if not method.is_flat and flat:
        call["whole"] = True
    elif flat.whole if flat else BODY in _usual_arguments(operation) - method.arguments.keys():
        call["whole"] = False
    return call | data


def _usual_arguments(operation: Operation) -> set[ArgumentKey]:
    return {argument.key for argument in whole_signature(operation).arguments}


def _method(api: Api, operation: Operation, call: _Data) -> MethodSurface:
    resource, _, name = checked(str, call.get("call")).rpartition(".")
    flat, whole = flat_signature(api.types, operation), call.get("whole")
    # Files of before say nothing where a body that may be null is one argument.
    if whole is True or (whole is None and flat and flat.whole):
        flat = None
    signature = flat or whole_signature(operation, takes_body=whole is not False)
    return MethodSurface(
        resource=resource or None,
        name=name,
        arguments={
            **{each.key: _plain(each.wire_name) for each in signature.arguments},
            **recorded_arguments(_names(call.get("names", {}))),
        },
        is_flat=flat is not None,
    )


def _operations_block(operations: list[_Data]) -> str:
    """Write the operations by method and path, from which their pointers follow; as a list if one comes twice.

    Their order in the document does not matter.
    """
    operations = sorted(operations, key=lambda each: (_path_text(each["path"]), each["method"]))
    keys = [f"{each['method']} {_path_text(each['path'])}{_way(each)}" for each in operations]
    if len(set(keys)) < len(keys) or any(" " in each["method"] for each in operations):
        return _block("operations", "[]", [_json(each) for each in operations])
    entries = zip(keys, map(_without_path, operations), strict=True)
    return _mapping("operations", entries)


def _way(operation: _Data) -> str:
    """Return what is appended for an operation that calls another one's in its own way; no path has this sign.

    Of several that wait, it is the end of their pointers, which has what they wait for.
    """
    if "wait_of" in operation:
        return f"#wait{operation['at'].partition(_WAIT)[2]}"
    return "#stream" if "stream_of" in operation else ""


def _operations_of(data: Any) -> list[_Data]:
    if type(data) is list:
        return [dict(checked(dict, each)) for each in data]
    return [
        _usual_path(*key.partition("#")[0].partition(" ")[::2]) | checked(dict, each)
        for key, each in checked(dict, data).items()
    ]


def _without_path(data: _Data) -> _Data:
    usual = _usual_path(data["method"], _path_text(data["path"]))
    return {key: each for key, each in data.items() if usual.get(key) != each}


def _usual_path(method: str, path: str) -> _Data:
    """Return what usually is to be said of an operation's method, path and place."""
    parts = _PART.split(path)
    template = [{"Hole": part} if number % 2 else part for number, part in enumerate(parts)]
    return {
        "at": f"#/paths/{escape(path)}/{method.lower()}",
        "method": method,
        "path": [part for part in template if part != ""],
    }


def _path_text(parts: list[Any]) -> str:
    return "".join(part if type(part) is str else f"{{{part['Hole']}}}" for part in parts)


# --- types, and the names of their classes and attributes

_MODEL_KEYS = ("name", "request", "error", "argument", "fields", "constants")


def _types_lines(surface: ClientSurface) -> Iterator[str]:
    """Yield the declarations, each with its names. One that reads as an earlier one refers to it."""
    first: dict[str, str] = {}
    given = _given(surface.api)
    for key, declaration in sorted(surface.api.types.items()):
        text = _json(NOTATION.encode(TypeDecl, declaration, key))
        if len(text) > _SHORTEST_LIKE and first.setdefault(text, key) != key:
            text = _json({"like": first[text]})
        names = _model_data(declaration, surface.model(key), is_given=key in given)
        yield f"{_json(key)}: {f'{text[:-1]},{_json(names)[1:]}' if names else text}"


def _like(entries: Mapping[str, _Data], data: _Data) -> Any:
    """Return the declaration of another type, where one is said to be like it."""
    if data.keys() != {"like"}:
        return data
    other = entries.get(checked(str, data["like"]))
    if other is None or "like" in other:
        raise ValueError("a type is like one that is not there")
    return other


def _given(api: Api) -> set[TypeId]:
    """Return the types that requests have."""
    return reachable(api.types, (i for each in api.operations for i in request_ids(each)))


def _model_data(declaration: TypeDecl, model: ModelSurface, *, is_given: bool) -> _Data:
    usual = _usual_model(declaration)
    data: _Data = {}
    if model.name != usual.name:
        data["name"] = model.name or ""
    data |= {key: name for key in ("request", "error") if (name := getattr(model, key))}
    if model.argument != _usual_argument(declaration, model, is_given=is_given):
        data["argument"] = model.argument or ""
    names = {wire: name for wire, name in model.fields.items() if usual.fields.get(wire) != name}
    if names:
        data["fields"] = dict(sorted(names.items()))
    if model.constants != usual.constants:
        data["constants"] = list(model.constants)
    return data


def _model(declaration: TypeDecl, data: _Data, *, is_given: bool) -> ModelSurface:
    usual = _usual_model(declaration)
    constants = data.get("constants", list(usual.constants))
    model = ModelSurface(
        name=(checked(str, data["name"]) or None) if "name" in data else usual.name,
        request=data.get("request") and checked(str, data["request"]),
        error=data.get("error") and checked(str, data["error"]),
        fields={**usual.fields, **_names(data.get("fields", {}))},
        constants=tuple([checked(str, each) for each in checked(list, constants)]),
    )
    if "argument" in data:
        return replace(model, argument=checked(str, data["argument"]) or None)
    return replace(model, argument=_usual_argument(declaration, model, is_given=is_given))


def _usual_argument(declaration: TypeDecl, model: ModelSurface, *, is_given: bool) -> str | None:
    """Return the typed dictionary that an object has if requests have it."""
    name = model.request or model.name
    return f"{name}Dict" if name and is_given and isinstance(declaration, ObjectDecl) else None


def _usual_model(declaration: TypeDecl) -> ModelSurface:
    """Return the names that need not be written: those that follow from the document's in a plain way."""
    name = None
    if isinstance(declaration.hint, Given):
        last = declaration.id.rpartition("/")[2]
        name = "".join(word[:1].upper() + word[1:] for word in _BOUNDARY.split(last))
    match declaration:
        case ObjectDecl():
            names = {each.wire_name.raw: _plain(each.wire_name) for each in declaration.fields}
            return ModelSurface(name=name, fields=names)
        case EnumDecl() if is_enum_class(declaration):
            constants = [_plain(m.name or Text(str(m.value.raw))) for m in declaration.members]
            return ModelSurface(name=name, constants=tuple(each.upper() for each in constants))
        case _:
            return ModelSurface(name=name) if name else NAMELESS


def _plain(wire_name: Text | None) -> str:
    """Return a name of the document in lower case with underscores; "body" where there is none."""
    return "body" if wire_name is None else _snake(wire_name.raw)


@cache
def _snake(text: str) -> str:
    return "_".join(word for word in _BOUNDARY.split(text) if word).lower()


# --- what no document gives


def _check(api: Api, used: AbstractSet[str]) -> None:
    """Refuse what no document gives; `used` are the types that are referred to. Raise `ValueError`."""
    for key, declaration in api.types.items():
        if declaration.id != key:
            raise ValueError("a type is at the place of another one")
    if not used <= api.types.keys():
        raise ValueError("a type is missing")
    aliases = {key: _named_by(each) for key, each in api.types.items()}
    for key, target in aliases.items():
        seen: set[TypeId | None] = {key}
        following = target
        while following is not None:
            if following in seen:
                raise ValueError("a name stands for itself")
            seen.add(following)
            following = aliases[following]


def _named_by(declaration: TypeDecl) -> TypeId | None:
    """Return the type that a declaration is only another name for, None for any other declaration."""
    target = declaration.target if isinstance(declaration, AliasDecl) else None
    _, named = (False, None) if target is None else without_null(target)
    return named.id if isinstance(named, Named) else None


def _with_used_types(part: Any) -> tuple[Any, AbstractSet[str]]:
    """Return a part of an API, and the types that it refers to. Raise `ValueError` for endless nesting."""
    used: set[str] = set()
    _add_used_types(used, part, 0)
    return part, used


def _add_used_types(used: set[str], node: Any, depth: int) -> None:
    """Find the types that a part of an API refers to. Raise `ValueError` for endless nesting."""
    if depth > _DEEPEST:
        raise ValueError("it is nested too deeply")
    kind: Any = type(node)
    if kind is Named:
        used.add(node.id)
    elif kind is tuple:
        for each in node:
            _add_used_types(used, each, depth + 1)
    elif kind not in _LEAVES and hasattr(kind, "__dataclass_fields__"):
        if kind is Response and node.header_type is not None:
            used.add(node.header_type)
        for name in _names_of(kind):
            _add_used_types(used, getattr(node, name), depth + 1)


_LEAVES = {str, int, bool, NoneType, Text, Json, Doc, Limits, Scalar, Required, Optional}
"""Types of values in which no other type is named; not all of them, but the frequent ones."""


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    return tuple(member.name for member in fields(kind) if member.name not in ("at", "id", "doc"))
