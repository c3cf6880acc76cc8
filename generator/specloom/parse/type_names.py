"""Hints for type names: given by the document, or by place.

A hint depends on the pointer alone, never on who refers to the type or in what order.
"""

from __future__ import annotations

import re

from ..ir.types import Given, Invented, NameHint, NamePart, Role, Text
from ..json_pointer import split
from ..openapi.load import Document

_SCHEMAS = ("components", "schemas")
_UNIONS = ("oneOf", "anyOf", "allOf")
_ITEMS = ("items", "prefixItems", "contains")
_NAMED = {
    "properties": Role.MEMBER,
    "$defs": Role.OWNER,
    "definitions": Role.OWNER,
    "headers": Role.HEADER,
}
_NAMELESS = {"requestBody": Role.REQUEST, "headers": Role.HEADER}
_STRUCTURE = frozenset(
    (
        *("responses", "requestBody", "content", "parameters", "schema", "headers", "properties"),
        *("additionalProperties", "patternProperties", *_UNIONS, *_ITEMS),
    )
)
_STATUS = re.compile(r"(?:[1-5](?:[0-9]{2}|XX)|default)\Z")
_FOLDERS = {
    "responses": Role.RESPONSE,
    "requests": Role.REQUEST,
    "requestbodies": Role.REQUEST,
    "request_bodies": Role.REQUEST,
}
_VAGUE_FOLDERS = (
    *("..", "models", "schemas", "components", "definitions", "operations", "paths"),
    *("resources", "shared", "common", "parameters", "headers"),
)
_COMPONENTS = {
    "schemas": Role.OWNER,
    "parameters": Role.PARAMETER,
    "headers": Role.HEADER,
    "requestBodies": Role.REQUEST,
    "responses": Role.RESPONSE,
    "pathItems": Role.OWNER,
}


def name_hint(document: Document, at: str) -> NameHint:
    """Return the hint for the type declared at a canonical id."""
    file, _, pointer = at.partition("#")
    tokens = split(pointer)
    if len(tokens) == 3 and tuple(tokens[:2]) == _SCHEMAS:
        return Given(Text(tokens[2]))
    parts = list(_parts(document, file, tokens))
    if file and len(tokens) <= 1:
        return Given(Text(tokens[0] if tokens else file.rpartition("/")[2].partition(".")[0]))
    return Invented(tuple(reversed(parts)))


def _parts(document: Document, file: str, tokens: list[str]) -> list[NamePart]:
    parts, rest = _start(document, file, tokens)
    while rest:
        token = rest.pop(0)
        if token == "properties" and not rest:
            parts.append(NamePart(Text("Object"), Role.MEMBER))
        elif token in _NAMED and rest:
            parts.append(NamePart(Text(rest.pop(0)), _NAMED[token]))
        elif token in _ITEMS:
            _drop_index(rest)
            parts.append(NamePart(Text(""), Role.ITEM))
        elif token in ("additionalProperties", "patternProperties"):
            if token == "patternProperties" and rest:
                rest.pop(0)
            parts.append(NamePart(Text(""), Role.VALUE))
        elif token in _UNIONS:
            number = rest.pop(0) if rest else ""
            if token != "allOf":
                parts.append(NamePart(Text(number), Role.VARIANT))
        elif token in _NAMELESS:
            parts.append(NamePart(Text(""), _NAMELESS[token]))
        elif token == "responses" and rest:
            status = rest.pop(0)
            success = status.startswith("2")
            parts.append(NamePart(Text("" if success else status), Role.RESPONSE))
        elif token == "content" and rest:
            rest.pop(0)
        elif token == "parameters" and rest:
            parts.append(_parameter(document, file, tokens, rest))
        elif token != "schema":
            parts.append(NamePart(Text(token), Role.OWNER))
    return parts


def _start(document: Document, file: str, tokens: list[str]) -> tuple[list[NamePart], list[str]]:
    """Name the outermost thing: a component, or an operation by its operationId, else method and path."""
    if len(tokens) >= 3 and tokens[0] == "components":
        role = _COMPONENTS.get(tokens[1], Role.OWNER)
        return [NamePart(Text(tokens[2]), role)], tokens[3:]
    if len(tokens) >= 3 and tokens[0] in ("paths", "webhooks"):
        operation = _value(document, file, tokens[:3])
        if isinstance(operation, dict):
            name = _operation_id(document, operation) or f"{tokens[2]} {tokens[1]}"
            return [NamePart(Text(name), Role.OWNER)], tokens[3:]
        return [NamePart(Text(tokens[1]), Role.OWNER)], tokens[2:]
    if file:
        return _start_of_file(document, file, tokens)
    return [], list(tokens)


def _operation_id(document: Document, operation: object) -> str | None:
    """Return the operationId of an operation, if it is the only one that has it."""
    name = operation.get("operationId") if isinstance(operation, dict) else None
    return name if isinstance(name, str) and name not in document.shared_ids else None


def _start_of_file(
    document: Document, file: str, tokens: list[str]
) -> tuple[list[NamePart], list[str]]:
    """Name the outermost thing of another file: an operation, a property that is one by itself, else the file."""
    for depth in range(len(tokens)):
        operation = _value(document, file, tokens[:depth])
        operation_id = _operation_id(document, operation)
        if operation_id is not None:
            return [NamePart(Text(operation_id), Role.OWNER)], tokens[depth:]
    rest = list(tokens)
    if rest and _STATUS.match(rest[0]):
        rest.insert(0, "responses")
    if not rest or rest[0] not in _STRUCTURE:
        return [], rest
    *folders, name = file.split("/")
    role = _FOLDERS.get(folders[-1].lower(), Role.OWNER) if folders else Role.OWNER
    role = Role.OWNER if rest[0] in ("responses", "requestBody") else role
    own = NamePart(Text(name.partition(".")[0]), role)
    named = [folder for folder in folders if folder.lower() not in (*_FOLDERS, *_VAGUE_FOLDERS)]
    around = [NamePart(Text(folder), Role.OWNER) for folder in named[-1:]]
    return [*around, own], rest


def _parameter(document: Document, file: str, tokens: list[str], rest: list[str]) -> NamePart:
    index = rest.pop(0)
    parameter = _value(document, file, tokens[: len(tokens) - len(rest)])
    name = parameter.get("name") if isinstance(parameter, dict) else None
    return NamePart(Text(name if isinstance(name, str) else index), Role.PARAMETER)


def _value(document: Document, file: str, tokens: list[str]) -> object:
    node = document.node(f"{file}#")
    for token in tokens:
        value = node.value
        if isinstance(value, list) and token.isdigit() and int(token) < len(value):
            node = node.child(int(token))
        elif isinstance(value, dict) and token in value:
            node = node.child(token)
        else:
            return None
    return node.value


def _drop_index(rest: list[str]) -> None:
    if rest and rest[0].isdigit():
        rest.pop(0)
