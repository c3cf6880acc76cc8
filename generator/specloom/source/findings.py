"""What the specification's own JSON Schemas find wrong with a document."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..diagnostics import Code, Diagnostic, Severity, printable, quote
from . import pointer
from .sound import is_sound
from .structure import Kind, Version, grammar_of, map_members, walk
from .tree import Document
from .values import JsonValue

MAX_FINDINGS = 20
_MESSAGE_LIMIT = 160


class _Error(Protocol):
    """What is used of jsonschema's ValidationError."""

    absolute_path: deque[str | int]
    context: list[_Error]
    instance: Any
    message: str
    schema: dict[str, Any]
    validator: str
    validator_value: Any


class _Validator(Protocol):
    """What is used of a jsonschema validator."""

    META_SCHEMA: dict[str, Any]
    schema: dict[str, Any]

    def __init__(self, schema: dict[str, Any]) -> None: ...

    def iter_errors(self, instance: JsonValue) -> Iterator[_Error]: ...


def find(document: Document, version: Version) -> tuple[Diagnostic, ...]:
    """Validate a document against the JSON Schemas of its version of the specification.

    Only the root document is looked at, and no reference is followed: nothing is read or fetched,
    and no pattern of the document is matched against anything.

    Args:
        document: The document.
        version: Its version.

    Returns:
        At most `MAX_FINDINGS` warnings, in the order in which they were found.
    """
    found: dict[tuple[str, str], Diagnostic] = {}
    try:
        for at, message in _findings(document, version):
            if len(found) == MAX_FINDINGS:
                return _with_remark(list(found.values()))
            if (at, message) not in found:
                found[at, message] = _warning(document, message, at)
    except RecursionError:
        message = "the document is nested too deep for its structure to be checked"
        return (*found.values(), _warning(document, message, "#"))
    return tuple(found.values())


def _warning(document: Document, message: str, at: str, hint: str = "") -> Diagnostic:
    return Diagnostic(
        code=Code.INVALID_DOCUMENT,
        severity=Severity.WARNING,
        message=message,
        location=document.locate(at),
        hint=hint,
    )


def _with_remark(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    last = found[-1]
    hint = "There is more of this kind, which is not shown."
    return (
        *found[:-1],
        Diagnostic(
            code=last.code,
            severity=last.severity,
            message=last.message,
            location=last.location,
            hint=hint,
        ),
    )


def _findings(document: Document, version: Version) -> Iterator[tuple[str, str]]:
    """Where something is wrong, and what."""
    validator = _validator(version)
    kind = validator.__class__
    skeleton = _skeleton(document.data, version)
    for error in kind(_static(validator.schema)).iter_errors(skeleton):
        at, message = _explain(error, "#")
        # In YAML `swagger: 2.0` is a number; the version has been understood all the same.
        if at not in ("#/openapi", "#/swagger"):
            yield at, message
    if version in (Version.V3_1, Version.V3_2):
        # In these versions a schema may use any dialect, so the document's schema says nothing
        # about schemas; nearly all use the dialect of the specification itself.
        dialect = kind(validator.META_SCHEMA)
        root = document.node()
        for node, found in walk(root, Kind.OPENAPI, grammar_of(version), into_schemas=False):
            if found is Kind.SCHEMA and not is_sound(node.value, version):
                for error in dialect.iter_errors(node.value):
                    yield _explain(error, node.at)


def _skeleton(value: JsonValue, version: Version) -> JsonValue:
    """The document with an empty schema for each that needs no validation."""
    grammar = grammar_of(version)

    def visit(part: JsonValue, kind: Kind, _new: str = "", _old: str = "") -> JsonValue:
        if not isinstance(part, dict):
            return part
        if kind is Kind.SCHEMA:
            return {} if is_sound(part, version) else part
        changed = map_members(part, grammar[kind], visit, lambda _: "", "")
        return {**part, **changed} if changed else part

    return visit(value, Kind.OPENAPI)


def _validator(version: Version) -> _Validator:
    from openapi_spec_validator import schemas  # slow to import

    validators: dict[Version, _Validator] = {
        Version.V2_0: schemas.openapi_v2_schema_validator,
        Version.V3_0: schemas.openapi_v30_schema_validator,
        Version.V3_1: schemas.openapi_v31_schema_validator,
        Version.V3_2: schemas.openapi_v32_schema_validator,
    }
    return validators[version]


def _static(schema: Any) -> Any:
    """The specification's schema without its one dynamic reference, to schemas of any dialect.

    jsonschema searches the whole schema again for each value that it applies such a reference to,
    which takes half a minute for each megabyte of a document.
    """
    if isinstance(schema, Mapping):
        if schema.get("$dynamicRef") == "#meta":
            return {"$ref": "#/$defs/schema"}
        return {name: _static(value) for name, value in schema.items()}
    return [_static(value) for value in schema] if isinstance(schema, list) else schema


def _explain(error: _Error, base: str) -> tuple[str, str]:
    """Where an error is, and one line that says what it is."""
    while error.context:
        error = _innermost(error.context)
    at = base
    for token in error.absolute_path:
        at = pointer.join(at, token)
    return at, _message(error)


def _innermost(context: list[_Error]) -> _Error:
    """Of the reasons why no alternative fits, the one that says most.

    Where an object or a reference may stand, that it is no reference is no reason. The deepest
    place is in the alternative that fits best.
    """
    reasons = [error for error in context if not _is_about_reference(error)]
    return max(reasons or context, key=lambda error: len(error.absolute_path))


def _is_about_reference(error: _Error) -> bool:
    return "$ref" in error.message and error.validator in ("required", "additionalProperties")


def _message(error: _Error) -> str:
    shown = quote(error.instance) if isinstance(error.instance, str) else "the value"
    wanted = error.validator_value
    match error.validator:
        case "type":
            message = f"{shown} is not of type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
        case "enum":
            message = f"{shown} is not one of {', '.join(map(str, wanted))}"
        case "pattern":
            message = f"{shown} does not match {wanted}"
        case "uniqueItems":
            message = "the list holds an item twice"
        case "minItems" | "minProperties":
            message = "the value is empty"
        case "additionalProperties":
            message = f"there is no member {', '.join(map(quote, _unknown(error)))} here"
        case "required" | "unevaluatedProperties":
            message = error.message
        case keyword:
            message = f"{shown} does not fit the specification's schema ({keyword})"
    return _cut(message)


def _unknown(error: _Error) -> list[str]:
    """The members that the specification's schema does not have; the patterns are its own."""
    known = error.schema.get("properties", {})
    patterns = [re.compile(pattern) for pattern in error.schema.get("patternProperties", {})]
    return [
        name
        for name in error.instance
        if name not in known and not any(pattern.search(name) for pattern in patterns)
    ]


def _cut(message: str) -> str:
    shown = printable(message)
    return shown if len(shown) <= _MESSAGE_LIMIT else f"{shown[:_MESSAGE_LIMIT]}..."
