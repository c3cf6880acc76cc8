"""Recognise files that are not OpenAPI documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...diagnostics import did_you_mean, similar
from ..text.json_value import JsonValue

_CONVERT = "Convert it to OpenAPI, or look for the API's OpenAPI document."
_PAGE = "Name the document itself, not a page that shows it."


class Likeness(NamedTuple):
    """What a file looks like, as it goes after "this is", and what to do about it."""

    what: str
    hint: str = ""


_BY_FIELD = {
    "asyncapi": Likeness("an AsyncAPI document", "AsyncAPI describes messages, not HTTP requests."),
    "overlay": Likeness("an OpenAPI Overlay", "Name it with --overlay, and the document as SPEC."),
    "arazzo": Likeness("an Arazzo document", "Name the OpenAPI documents that it refers to."),
    "openrpc": Likeness("an OpenRPC document", _CONVERT),
    "swaggerVersion": Likeness("a document of Swagger 1", _CONVERT),
    "smithy": Likeness("a Smithy model", _CONVERT),
    "discoveryVersion": Likeness("a Google API Discovery document", _CONVERT),
    "__schema": Likeness("a GraphQL schema", _CONVERT),
    "__export_format": Likeness("an Insomnia export", _CONVERT),
    "_postman_id": Likeness("a Postman collection", _CONVERT),
    "bruno": Likeness("a Bruno collection", _CONVERT),
}


def markup_likeness(text: str) -> Likeness | None:
    """Recognise text that is neither JSON nor YAML, though some of it could be parsed as such.

    Returns what it is; None if it may be JSON or YAML.
    """
    start = text[:1000].lstrip().casefold()
    if start.startswith("#%raml"):
        return Likeness("a RAML document", _CONVERT)
    if not start.startswith("<"):
        return None
    if "<!doctype html" in start or "<html" in start:
        return Likeness("an HTML page", _PAGE)
    for word, what in (("definitions", "a WSDL document"), ("application", "a WADL document")):
        if f"<{word}" in start or f":{word}" in start:
            return Likeness(what, _CONVERT)
    return Likeness("XML or HTML", _PAGE) if start[1:2].isalpha() or start[1:2] in "?!" else None


def likeness(text: str, data: JsonValue) -> Likeness | None:
    """Recognise what is not an OpenAPI document.

    Args:
        text: The text of a file.
        data: Its value.

    Returns:
        What it is; None if it looks like nothing that is known.
    """
    if data is None:
        return Likeness("an empty file" if not text.strip() else "a file without any value")
    if isinstance(data, list):
        return Likeness("a list", "An OpenAPI document is a mapping.")
    if not isinstance(data, Mapping):
        return Likeness("plain text", "An OpenAPI document is a mapping.")
    for name, lookalike in _BY_FIELD.items():
        if name in data:
            return lookalike
    return _by_content(data)


def _by_content(data: Mapping[str, JsonValue]) -> Likeness | None:
    info, inner = data.get("info"), data.get("data")
    if isinstance(info, Mapping) and ("_postman_id" in info or "item" in data):
        return Likeness("a Postman collection", _CONVERT)
    if isinstance(data.get("collection"), Mapping):
        return _by_content({"info": {}, **_mapping(data["collection"])})
    if isinstance(inner, Mapping) and "__schema" in inner:
        return Likeness("a GraphQL schema", _CONVERT)
    if "apiVersion" in data and "kind" in data:
        return Likeness("a Kubernetes manifest")
    if "log" in data and isinstance(data["log"], Mapping) and "entries" in data["log"]:
        return Likeness("an HTTP archive (HAR)", _CONVERT)
    if "$schema" in data or ("properties" in data and "type" in data):
        return Likeness("a JSON Schema", "A document refers to it below components.schemas.")
    return None


def _mapping(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def misspelt_version(data: JsonValue) -> str:
    """Return the hint for a field that should be 'openapi' or 'swagger'; "" if there is none like that."""
    fields = data if isinstance(data, Mapping) else {}
    for name in ("openapi", "swagger"):
        if similar(name, fields, 1, 0.75):
            return did_you_mean([name]).replace("mean", "mean the field")
    return ""
