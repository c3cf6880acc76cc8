"""Hints for type names: given by the document, or by place.

A hint depends on the pointer alone, never on who refers to the type or in what order.
"""

from __future__ import annotations

import re
from functools import cache

from ..ir.types import Given, Invented, NameHint, NamePart, Role, Text
from ..json_pointer import split
from ..openapi.document.grammar import WEBHOOKS
from ..openapi.load import Document, Node
from ..records import replace
from .union_labels import Labels, label_of, value_at, values_along

_SCHEMAS = ("components", "schemas")
_UNIONS = ("oneOf", "anyOf", "allOf")
_ITEMS = ("items", "prefixItems", "contains")
_NAMED = {
    "properties": Role.MEMBER,
    "$defs": Role.OWNER,
    "definitions": Role.OWNER,
    "headers": Role.HEADER,
}
_BODIES = (Role.REQUEST, Role.RESPONSE)
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
_LONGEST_TITLE = 5
"""The most words of a title that is a name."""
_OF_SENTENCES = frozenset(
    "a an the this that these which who whose when where if is are was were be been has have had will "
    "would can could should must may might not about your our their it its you we".split()
)
_VAGUE_TITLES = frozenset(
    "param params parameter parameters object objects item items schema schemas response request body "
    "payload data model root root_type value type array string inline default".split()
)
_IDENTIFIER = re.compile(r"[0-9A-Za-z_$-]+\Z")
_SENTENCE_MARKS = re.compile(r"[.,;:!?](\s|$)|[\n`\"<>{}=]|https?:")


def name_hint(document: Document, labels: Labels, at: str, node: Node) -> NameHint:
    """Return the hint for the type declared at a canonical id; `node` is the schema that says what it is."""
    file, _, pointer = at.partition("#")
    tokens = split(pointer)
    if _is_component(tokens):
        return Given(Text(tokens[2]))
    if file and len(tokens) <= 1:
        return Given(Text(tokens[0] if tokens else file.rpartition("/")[2].partition(".")[0]))
    steps = _Steps(document, labels, file, tokens)
    parts = steps.parts()
    if parts and steps.end is None:
        parts[-1] = _of_node(labels, parts[-1], node)
    return Invented(tuple(reversed(parts)))


def is_component(at: str) -> bool:
    """Return whether a canonical id is that of a schema to which the document gives a name."""
    return _is_component(split(at.partition("#")[2]))


def _is_component(tokens: list[str]) -> bool:
    return len(tokens) == 3 and (tokens[0], tokens[1]) == _SCHEMAS


def is_named(at: str) -> bool:
    """Return whether the document gives the type at a canonical id its name: a component, or a file's own."""
    file, _, pointer = at.partition("#")
    return is_component(at) or (bool(file) and len(split(pointer)) <= 1)


def _of_node(labels: Labels, part: NamePart, node: Node) -> NamePart:
    """Return the last step with what the schema itself says, where a type is declared elsewhere than its schema."""
    file, _, pointer = node.at.partition("#")
    tokens = split(pointer)
    is_alternative = part.role is Role.VARIANT and len(tokens) > 1 and tokens[-2] in _UNIONS
    label = label_of(node.document, labels, file, tokens) if is_alternative else part.label
    return replace(part, title=_title(node.value) or part.title, label=label)


def _title(value: object) -> Text | None:
    """Return the title of a schema, if it is a name and not a sentence, and says anything."""
    title = value.get("title") if isinstance(value, dict) else None
    return _title_of(title) if isinstance(title, str) else None


@cache
def _title_of(title: str) -> Text | None:
    plain = title.strip()
    if plain.lower() in _VAGUE_TITLES or not re.search(r"[A-Za-z]", plain):
        return None
    if _IDENTIFIER.match(plain):
        return Text(plain)
    words = plain.lower().split()
    if len(words) > _LONGEST_TITLE or not _OF_SENTENCES.isdisjoint(words):
        return None
    return None if _SENTENCE_MARKS.search(plain) else Text(plain)


def _repeats_operation(title: Text, operation: NamePart) -> bool:
    """Return whether a title is "Response" and the operationId, as FastAPI writes it."""
    said = _plain(title)
    return said.startswith("response") and said == f"response{_plain(operation.text)}"


def _plain(text: Text) -> str:
    return "".join(filter(str.isalnum, text.raw)).lower()


class _Steps:
    """The steps from a component or an operation to a type, the outermost first."""

    def __init__(self, document: Document, labels: Labels, file: str, tokens: list[str]) -> None:
        self._document = document
        self._labels = labels
        self._file = file
        self._tokens = tokens
        self._values = values_along(document, file, tokens)
        self._rest: list[str] = []

    @property
    def end(self) -> object:
        """The value at the place of the type; None if there is nothing."""
        return self._values[-1]

    def parts(self) -> list[NamePart]:
        parts, self._rest = _start(self._document, self._file, self._tokens)
        while self._rest:
            part = self._step(self._rest.pop(0))
            if part is not None:
                parts.append(part)
            if not parts:
                continue
            last = parts[-1]
            label = self._media_type() if last.role in _BODIES else None
            title = _title(self._value())
            if title is not None and _repeats_operation(title, parts[0]):
                title = None
            if label is not None or title is not None:
                parts[-1] = NamePart(last.text, last.role, title or last.title, label or last.label)
        return parts

    def _step(self, token: str) -> NamePart | None:
        """Return the step that a keyword makes, with the name after it if there is one."""
        rest = self._rest
        if token == "properties" and rest[:2] == ["data", "contentSchema"]:
            del rest[:2]  # what an event is about, see parse/operations/streams.py
            return None
        if token == "itemSchema":
            return NamePart(Text(""), Role.ITEM)
        if token == "properties" and not rest:
            return NamePart(Text("Object"), Role.MEMBER)
        if token in _NAMED and rest:
            return NamePart(Text(rest.pop(0)), _NAMED[token])
        if token in _ITEMS:
            _drop_index(rest)
            return NamePart(Text(""), Role.ITEM)
        if token in ("additionalProperties", "patternProperties"):
            if token == "patternProperties" and rest:
                rest.pop(0)
            return NamePart(Text(""), Role.VALUE)
        if token in _UNIONS:
            return self._alternative(token)
        if token in _NAMELESS:
            return NamePart(Text(""), _NAMELESS[token])
        return self._of_operation(token)

    def _of_operation(self, token: str) -> NamePart | None:
        rest = self._rest
        if token == "responses" and rest:
            status = rest.pop(0)
            return NamePart(Text("" if status.startswith("2") else status), Role.RESPONSE)
        if token == "content" and rest:
            rest.pop(0)
            return None
        if token == "parameters" and rest:
            return self._parameter()
        return None if token == "schema" else NamePart(Text(token), Role.OWNER)

    def _media_type(self) -> Text | None:
        """Return the word for a media type beside others, where a step has just come to one."""
        done = len(self._tokens) - len(self._rest)
        if done < 2 or self._tokens[done - 2] != "content":
            return None
        siblings = self._values[done - 1]
        if not isinstance(siblings, dict) or len(siblings) == 1:
            return None
        subtype = re.sub(
            r"^(x|vnd)[-.]", "", self._tokens[done - 1].partition(";")[0].rpartition("/")[2]
        )
        return Text({"www-form-urlencoded": "form", "form-data": "multipart"}.get(subtype, subtype))

    def _alternative(self, keyword: str) -> NamePart | None:
        number = self._rest.pop(0) if self._rest else ""
        if keyword == "allOf":
            return None if self._rest else NamePart(Text(""), Role.BASE)
        label = label_of(self._document, self._labels, self._file, self._so_far())
        return NamePart(Text(number), Role.VARIANT, label=label)

    def _parameter(self) -> NamePart:
        index = self._rest.pop(0)
        parameter = self._value()
        name = parameter.get("name") if isinstance(parameter, dict) else None
        return NamePart(Text(name if isinstance(name, str) else index), Role.PARAMETER)

    def _so_far(self) -> list[str]:
        return self._tokens[: len(self._tokens) - len(self._rest)]

    def _value(self) -> object:
        return self._values[len(self._tokens) - len(self._rest)]


def _start(document: Document, file: str, tokens: list[str]) -> tuple[list[NamePart], list[str]]:
    """Name the outermost thing: a component, or an operation by its operationId, else method and path."""
    if len(tokens) >= 3 and tokens[0] == "components":
        role = _COMPONENTS.get(tokens[1], Role.OWNER)
        return [NamePart(Text(tokens[2]), role)], tokens[3:]
    if len(tokens) >= 3 and tokens[0] in ("paths", *WEBHOOKS):
        operation = value_at(document, file, tokens[:3])
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
        operation = value_at(document, file, tokens[:depth])
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


def _drop_index(rest: list[str]) -> None:
    if rest and rest[0].isdigit():
        rest.pop(0)
