"""What a document holds, counted from its plain JSON: the generator has no part in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
IGNORED_HEADERS = ("accept", "content-type", "authorization")
HOPS = 30


@dataclass(frozen=True)
class Item:
    """One thing that must not be lost.

    `pointers` are the places where it is written, references first; `around` are those of what it
    is in, where a diagnostic may name it; `key` tells it from its like within `operation` or `owner`.
    """

    kind: str
    name: str
    pointers: tuple[str, ...]
    operation: tuple[str, str] = ("", "")
    owner: str = ""
    key: Any = None
    around: tuple[str, ...] = ()
    optional: bool = False


def read(path: Path) -> Any:
    """Read a document: JSON, else YAML."""
    text = path.read_text(encoding="utf-8")
    try:
        return json.loads(text)
    except ValueError:
        import yaml

        return _plain(yaml.load(text, Loader=yaml.CSafeLoader))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def join(pointer: str, *tokens: object) -> str:
    """Extend a JSON pointer."""
    return pointer + "".join("/" + str(t).replace("~", "~0").replace("/", "~1") for t in tokens)


def _members(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _elements(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


class Inventory:
    """A document, to be walked."""

    def __init__(self, document: Any) -> None:
        self._root = document
        self._swagger = isinstance(document, dict) and "swagger" in document

    def items(self) -> Iterator[Item]:
        """Yield everything that must not be lost."""
        for path, item in _members(self._root, "paths").items():
            if not path.startswith("x-"):
                yield from self._path(path, item, join("", "paths", path))
        for name, item in _members(self._root, "webhooks").items():
            yield from self._elsewhere("webhook", name, item, join("", "webhooks", name))
        yield from self._schemas()

    def operations(self) -> int:
        """Count the operations of `paths`."""
        return sum(
            len(self._methods(self.resolve(item, "")[0]))
            for path, item in _members(self._root, "paths").items()
            if not path.startswith("x-")
        )

    def resolve(self, value: Any, pointer: str) -> tuple[Any, tuple[str, ...]]:
        """Follow references within the document; return the end (None: nowhere) and the way to it."""
        way = [pointer]
        for _ in range(HOPS):
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str):
                return value, tuple(way)
            if not reference.startswith("#"):
                return None, tuple(way)
            pointer = unquote(reference[1:])
            way.append(pointer)
            value = self._at(pointer)
        return None, tuple(way)

    def _at(self, pointer: str) -> Any:
        value = self._root
        for token in pointer.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            if isinstance(value, list):
                value = value[int(key)] if key.isdigit() and int(key) < len(value) else None
            else:
                value = value.get(key) if isinstance(value, dict) else None
        return value

    def _methods(self, item: Any) -> list[tuple[str, Any]]:
        found = [(m, item[m]) for m in METHODS if m in item] if isinstance(item, dict) else []
        known = [(m, o) for m, o in found if isinstance(o, dict)]
        return [*known, *_members(item, "additionalOperations").items()]

    def _path(self, path: str, item: Any, at: str) -> Iterator[Item]:
        value, way = self.resolve(item, at)
        if value is None:
            yield Item("operation", path, way)
            return
        for method, operation in self._methods(value):
            name = method.upper()
            places = tuple(join(p, method) for p in reversed(way))
            key = (name, path)
            yield Item("operation", f"{name} {path}", places, key, around=(*way, at))
            yield from self._parameters(value, way[-1], operation, places[0], key)
            if not self._swagger:
                yield from self._body(operation, places[0], key)
            yield from self._responses(operation, places[0], key)
            yield from self._callbacks(operation, places[0])

    def _parameters(
        self, item: Any, item_at: str, operation: Any, at: str, key: tuple[str, str]
    ) -> Iterator[Item]:
        found: dict[Any, Item] = {}
        for owner, place in ((item, item_at), (operation, at)):
            for index, declared in enumerate(_elements(owner, "parameters")):
                value, way = self.resolve(declared, join(place, "parameters", index))
                name, where = (
                    (value.get("name"), value.get("in"))
                    if isinstance(value, dict)
                    else (None, None)
                )
                around = (at, place)
                if self._swagger and where in ("body", "formData"):
                    found["body"] = Item("body", "body", way, key, around=around)
                elif where == "header" and str(name).lower() in IGNORED_HEADERS:
                    continue  # OpenAPI 3.1, section 4.8.12.2: such a definition is ignored
                else:
                    known = (where, name) if name is not None else way
                    found[known] = Item(
                        "parameter", str(name), way, key, key=(where, name), around=around
                    )
        yield from found.values()

    def _body(self, operation: Any, at: str, key: tuple[str, str]) -> Iterator[Item]:
        if "requestBody" not in operation:
            return
        place = join(at, "requestBody")
        value, way = self.resolve(operation["requestBody"], place)
        yield Item("body", "requestBody", way, key, around=(at,))
        for media_type in _members(value, "content"):
            places = tuple(join(p, "content", media_type) for p in reversed(way))
            yield Item("body content", media_type, places, key, key=media_type, around=(*way, at))

    def _responses(self, operation: Any, at: str, key: tuple[str, str]) -> Iterator[Item]:
        for status, declared in _members(operation, "responses").items():
            if status.startswith("x-"):
                continue
            value, way = self.resolve(declared, join(at, "responses", status))
            shown = status.upper() if status != "default" else status
            around = (*way, at)
            yield Item("response", status, way, key, key=shown, around=around)
            for name in _members(value, "content"):
                places = tuple(join(p, "content", name) for p in reversed(way))
                yield Item("response content", name, places, key, key=(shown, name), around=around)
            for name, header in _members(value, "headers").items():
                if name.lower() == "content-type":
                    continue  # OpenAPI 3.1, section 4.8.17.1: it is ignored
                end, header_way = self.resolve(header, join(way[-1], "headers", name))
                if name.lower() == "content-type" and end is not None:
                    continue  # OpenAPI 3.1, section 4.8.17: such a definition is ignored
                yield Item("header", name, header_way, key, key=(shown, name), around=around)

    def _callbacks(self, operation: Any, at: str) -> Iterator[Item]:
        for name, callback in _members(operation, "callbacks").items():
            value, way = self.resolve(callback, join(at, "callbacks", name))
            for expression, item in value.items() if isinstance(value, dict) else ():
                if not expression.startswith("x-"):
                    yield from self._elsewhere("callback", name, item, join(way[-1], expression))

    def _elsewhere(self, kind: str, name: str, item: Any, at: str) -> Iterator[Item]:
        value, way = self.resolve(item, at)
        for method, _ in self._methods(value):
            places = tuple(join(p, method) for p in way)
            yield Item(kind, name, places, around=(*way, at.rpartition("/")[0]))

    def _schemas(self) -> Iterator[Item]:
        base = ("definitions",) if self._swagger else ("components", "schemas")
        owner = self._root if self._swagger else self._root.get("components")
        for name, schema in _members(owner, base[-1]).items():
            at = join("", *base, name)
            yield Item("schema", name, (at,), owner=join("", name), around=(at,))
            combined = isinstance(schema, dict) and any(k in schema for k in ("oneOf", "anyOf"))
            for key in _members(schema, "properties"):
                if "$ref" in schema:
                    continue
                place = join(at, "properties", key)
                yield Item(
                    "property",
                    key,
                    (place, at),
                    owner=join("", name),
                    key=key,
                    around=(at,),
                    optional=combined,
                )
