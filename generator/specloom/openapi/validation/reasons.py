"""JSON Schema errors as messages: place and reason."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ... import json_pointer
from ...diagnostics import did_you_mean, printable, quote, similar
from ...records import dataclass
from .misspellings import HONOURED_MEMBERS, LATER_MEMBERS, meant_type, meant_word

_MESSAGE_LIMIT = 160
_VALUES = frozenset(("enum", "const"))
_CLOSED = frozenset(("additionalProperties", "unevaluatedProperties"))
_TELLING = ("in", "type")
"""The fields by which the specification tells kinds of objects apart."""
_COMBINING = ("allOf", "anyOf", "oneOf")


class Error(Protocol):
    """What is used of jsonschema's ValidationError."""

    absolute_path: deque[str | int]
    context: list[Error]
    instance: Any
    message: str
    relative_schema_path: deque[str | int]
    schema: dict[str, Any]
    validator: str
    validator_value: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place. `owner` and `missing` name a field that is not there, `meant` one that is misspelt."""

    at: str
    message: str
    hint: str = ""
    owner: str = ""
    missing: str = ""
    meant: str = ""
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class _Reason:
    """An error without alternatives; `allowed` are the values of all alternatives, where it is about a value."""

    error: Error
    allowed: tuple[Any, ...] = ()

    @property
    def path(self) -> tuple[str | int, ...]:
        return tuple(self.error.absolute_path)


def faults_of(error: Error, root: Mapping[str, Any], base: str) -> Iterator[Fault]:
    """Find what is wrong, given an error.

    Args:
        error: The error.
        root: The schema that was applied, for the references in it.
        base: The id of the node that it was applied to.

    Yields:
        All faults of the alternative that fits best, where there are several.
    """
    for reason in _reasons(error):
        at = base
        for token in reason.path:
            at = json_pointer.join(at, token)
        if reason.error.validator in _CLOSED and isinstance(reason.error.instance, dict):
            yield from _unknown_members(reason.error, root, at)
        else:
            yield _fault(reason, at)


def _reasons(error: Error) -> list[_Reason]:
    if not error.context:
        return [_Reason(error, _allowed(error))]
    groups: dict[str | int, list[_Reason]] = {}
    for inner in error.context:
        groups.setdefault(inner.relative_schema_path[0], []).extend(_reasons(inner))
    refers = isinstance(error.instance, dict) and "$ref" in error.instance
    every = list(groups.values())
    alternatives = [group for group in every if not any(_is_misfit(r, refers) for r in group)]
    return _about_one_value(alternatives) or _best(alternatives or every, error)


def _is_misfit(reason: _Reason, refers: bool) -> bool:
    """Return whether an alternative is a reference where there is none, or the reverse."""
    validator = reason.error.validator
    return "$ref" in reason.error.message and (
        validator in _CLOSED if refers else validator == "required"
    )


def _about_one_value(alternatives: list[list[_Reason]]) -> list[_Reason]:
    """Return the one reason of alternatives that all ask for another value at the same place; else none."""
    if len(alternatives) < 2:
        return []
    wanted = [{r.path: r for r in group if r.error.validator in _VALUES} for group in alternatives]
    for path, reason in wanted[0].items():
        if all(path in group for group in wanted):
            allowed = [value for group in wanted for value in group[path].allowed]
            # To Python true is 1; the values of the specification are texts, except for a few flags.
            unique = {repr(value): value for value in allowed}
            return [_Reason(reason.error, tuple(unique.values()))]
    return []


def _best(alternatives: list[list[_Reason]], error: Error) -> list[_Reason]:
    """Choose the alternative that fits best: of the right type, with the values that tell them apart."""
    depth = len(error.absolute_path)

    def misfit(reasons: list[_Reason]) -> tuple[int, int, int, int]:
        own = [r.error for r in reasons if len(r.path) == depth]
        types = sum(e.validator == "type" or _is_another_kind(e) for e in own)
        wrong = [r for r in reasons if r.error.validator in _VALUES and len(r.path) == depth + 1]
        values = sum(2 if r.path[-1] in _TELLING else 1 for r in wrong)
        return types, values, -max(len(r.path) for r in reasons), len(reasons)

    return min(alternatives, key=misfit)


def _is_another_kind(error: Error) -> bool:
    """Return whether one of some values is wanted where an object or a list is."""
    return error.validator in _VALUES and isinstance(error.instance, list | dict)


def _allowed(error: Error) -> tuple[Any, ...]:
    match error.validator:
        case "enum":
            return tuple(error.validator_value)
        case "const":
            return (error.validator_value,)
    return ()


def _fault(reason: _Reason, at: str) -> Fault:
    error = reason.error
    shown = quote(error.instance) if isinstance(error.instance, str) else "the value"
    wanted = error.validator_value
    match error.validator:
        case "type":
            message = f"{shown} is not of type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}"
        case "enum" | "const":
            return _wrong_value(error.instance, reason.allowed, shown, at)
        case "pattern":
            message = f"{shown} does not match {wanted}"
        case "uniqueItems":
            message = "the list holds an item twice"
        case "minItems" | "minProperties":
            message = "the value is empty"
        case "required":
            missing = next((n for n in wanted if error.message.startswith(repr(n))), "")
            message = f"the required field {quote(missing)} is missing"
            return Fault(at, message, owner=at, missing=missing)
        case "oneOf":
            message = f"{shown} holds what excludes each other"
        case keyword:
            message = f"{shown} does not fit the specification's schema ({keyword})"
    return Fault(at, _cut(message))


def _wrong_value(instance: Any, allowed: tuple[Any, ...], shown: str, at: str) -> Fault:
    texts = [value if isinstance(value, str) else str(value).lower() for value in allowed]
    message = f"{shown} is not {'one of ' if texts[1:] else ''}{', '.join(texts)}"
    if not isinstance(instance, str):
        return Fault(at, _cut(message))
    meant = meant_type(instance) if "integer" in texts and "string" in texts else ""
    near = [meant] if meant in texts and meant else similar(instance, texts, 1)
    return Fault(at, _cut(message), did_you_mean(near))


def _unknown_members(error: Error, root: Mapping[str, Any], at: str) -> Iterator[Fault]:
    known, patterns = _members(error.schema, root, set())
    is_schema = "allOf" in known
    if "operationRef" in known:
        known.add("server")  # Links have it (OpenAPI 3.1, 4.8.20); the JSON Schema of 3.1 lacks it.
    for name in error.instance:
        if name in known or any(pattern.search(name) for pattern in patterns):
            continue
        if name in HONOURED_MEMBERS and not is_schema:
            continue
        if name in LATER_MEMBERS and not is_schema:
            message = f"the field {quote(name)} is one of OpenAPI 3.2"
            yield Fault(json_pointer.join(at, name), message, is_note=True)
            continue
        meant = meant_word(name, known.difference(error.instance), is_schema=is_schema)
        message = f"unknown field {quote(name)} here"
        if meant.name:
            message += f"; did you mean {quote(meant.name)}?"
        place = json_pointer.join(at, name)
        yield Fault(place, message, meant.remark, owner=at, meant=meant.name)


def _members(
    schema: Any, root: Mapping[str, Any], seen: set[str]
) -> tuple[set[str], list[re.Pattern[str]]]:
    """Collect the fields that an object may have, whatever else holds; the patterns are the specification's own."""
    names: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Mapping):
            continue
        names.update(part.get("properties", {}))
        patterns += map(re.compile, part.get("patternProperties", {}))
        waiting += [part.get(key) for key in ("if", "then", "else")]
        waiting += [inner for key in _COMBINING for inner in part.get(key, [])]
        waiting += part.get("dependentSchemas", {}).values()
        reference = part.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/") and reference not in seen:
            seen.add(reference)
            waiting.append(_at(root, reference))
    return names, patterns


def _at(root: Mapping[str, Any], reference: str) -> Any:
    value: Any = root
    for token in json_pointer.split(reference[1:]):
        value = value.get(token) if isinstance(value, Mapping) else None
    return value


def _cut(message: str) -> str:
    shown = printable(message)
    return shown if len(shown) <= _MESSAGE_LIMIT else f"{shown[:_MESSAGE_LIMIT]}..."
