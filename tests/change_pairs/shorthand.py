"""Documents in shorthand to OpenAPI: what two versions of an API have in common, and what differs, in a few lines.

| In shorthand | Is |
| --- | --- |
| `GET /pets: {returns: Pet}` | an operation with the tag `pets`, and the operationId `listPets` unless `id` says otherwise |
| `returns`, `takes`, `errors: {404: Problem}` | its JSON: of the response 200, of the required request body, of errors |
| `query: {limit!: integer}`, `header` | its parameters; those with `!` are required. Those of the path follow from the path |
| `more: {...}` | further fields of the operation, as they are |
| `Pet: {name!: string, age: integer}` | an object schema; properties with `!` are required |
| `string`, `string date`, `Pet`, `[Pet]`, `Pet or null` | a type, with a format, a reference, an array, with null |
| `{map: X}`, `{one of: [X, Y]}`, `{is: {...}}` | a map, alternatives, a schema as it is |
| any other key, such as `servers` | a field of the document, as it is |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_METHODS = {"GET": "get", "POST": "add", "PUT": "replace", "PATCH": "change", "DELETE": "remove"}
_SCALARS = ("string", "integer", "number", "boolean")
_OR_NULL = " or null"


def document(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document of parts in shorthand; operations and schemas of later parts replace those of earlier ones."""
    together: dict[str, Any] = {}
    for part in parts:
        together |= part
    paths: dict[str, Any] = {}
    result: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "servers": [{"url": "https://zoo.example"}],
        "paths": paths,
        "components": {"schemas": {}},
    }
    for key, value in together.items():
        method, _, path = key.partition(" ")
        if method in _METHODS:
            paths.setdefault(path, {})[method.lower()] = _operation(method, path, value or {})
        elif key[:1].isupper():
            result["components"]["schemas"][key] = schema(value)
        elif key == "components":
            result[key] |= value
        elif key.startswith("/"):
            paths.setdefault(key, {}).update(value)
        else:
            result[key] = value
    return result


def _operation(method: str, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
    one = path.endswith("}") or method != "GET"
    verb = _METHODS[method] if one else "list"
    operation: dict[str, Any] = {
        "operationId": f"{verb}Pet" if one else "listPets",
        "tags": [data.get("tag", "pets")],
        "parameters": [*_parameters(path, data)],
        "responses": {"204": {"description": "Done."}},
    }
    if "id" in data:
        operation["operationId"] = data["id"]
    if operation["operationId"] is None:
        del operation["operationId"]
    if "returns" in data:
        operation["responses"] = {"200": _response(data["returns"])}
    for status, body in data.get("errors", {}).items():
        operation["responses"][str(status)] = _response(body)
    if "takes" in data:
        operation["requestBody"] = {"required": True, "content": _json(data["takes"])}
    return operation | data.get("more", {})


def _parameters(path: str, data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", path):
        kind = data.get("path", {}).get(name, "string")
        yield {"name": name, "in": "path", "required": True, "schema": schema(kind)}
    for place in ("query", "header", "cookie"):
        for name, kind in data.get(place, {}).items():
            required = name.endswith("!")
            parameter = {"name": name.rstrip("!"), "in": place, "schema": schema(kind)}
            yield parameter | ({"required": True} if required else {})


def _response(kind: Any) -> dict[str, Any]:
    return {"description": "So.", "content": _json(kind)}


def _json(kind: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema(kind)}}


def schema(kind: Any) -> dict[str, Any]:
    """Return the schema of a type in shorthand."""
    if isinstance(kind, list):
        return {"type": "array", "items": schema(kind[0])}
    if isinstance(kind, str):
        return _named(kind)
    if kind.keys() == {"is"}:
        return dict(kind["is"])
    if kind.keys() == {"map"}:
        return {"type": "object", "additionalProperties": schema(kind["map"])}
    if kind.keys() == {"one of"}:
        return {"oneOf": [schema(each) for each in kind["one of"]]}
    return {
        "type": "object",
        "required": [name.rstrip("!") for name in kind if name.endswith("!")],
        "properties": {name.rstrip("!"): schema(each) for name, each in kind.items()},
    }


def _named(kind: str) -> dict[str, Any]:
    if kind.endswith(_OR_NULL):
        inner = _named(kind.removesuffix(_OR_NULL))
        if "type" in inner:
            return inner | {"type": [inner["type"], "null"]}
        return {"anyOf": [inner, {"type": "null"}]}
    if kind == "any":
        return {}
    scalar, _, form = kind.partition(" ")
    if scalar not in _SCALARS:
        return {"$ref": f"#/components/schemas/{kind}"}
    return {"type": scalar} | ({"format": form} if form else {})
