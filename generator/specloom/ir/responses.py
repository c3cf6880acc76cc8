"""Which responses of an operation are its successes, which are its errors, and what bodies they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from .api import (
    Codec,
    Content,
    DefaultStatus,
    ExactStatus,
    Operation,
    Response,
    Status,
    StatusRange,
)
from .types import TypeRef

_ORDER = (Codec.JSON, Codec.TEXT, Codec.BYTES, Codec.FORM, Codec.MULTIPART)


def status_key(status: Status) -> str:
    """Give a status as documents write it: "200", "2XX" or "default"."""
    match status:
        case ExactStatus(code=number):
            return str(number)
        case StatusRange(first_digit=digit):
            return f"{digit}XX"
        case DefaultStatus():
            return "default"
        case _:
            assert_never(status)


def by_status(operation: Operation) -> dict[str, Response]:
    """Give the responses by the key of their status, in its order."""
    ordered = sorted(operation.responses, key=lambda response: status_key(response.status))
    return {status_key(response.status): response for response in ordered}


def successes(operation: Operation) -> Mapping[str, Response]:
    """Give the answers that a method returns, by status: 2XX, else the default, else 3XX, else 1XX."""
    keyed = by_status(operation)
    for digit in ("2", "d", "3", "1"):
        chosen = {key: response for key, response in keyed.items() if key.startswith(digit)}
        if chosen:
            return chosen
    return {}


def failures(operation: Operation) -> Mapping[str, Response]:
    """Give the documented errors by status; the default is one if there is a success of its own."""
    keyed = by_status(operation)
    has_success = any(key.startswith("2") for key in keyed)
    return {
        key: response
        for key, response in keyed.items()
        if key[0] in "45" or (key == "default" and has_success)
    }


def readable(response: Response) -> tuple[Content, ...]:
    """Give the bodies that a caller can tell apart, JSON first; those that mean the same count once."""
    contents = sorted(response.contents, key=lambda content: _ORDER.index(content.codec))
    distinct: dict[object, Content] = {}
    for content in contents:
        key = (content.codec, content.type if content.codec is Codec.JSON else None)
        distinct.setdefault(key, content)
    return tuple(distinct.values())


def error_body(response: Response) -> TypeRef | None:
    """Give the type of an error's body, if it is JSON."""
    return next((c.type for c in response.contents if c.codec is Codec.JSON), None)
