"""Responses of an operation: successes, errors, and their bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import assert_never

from ..records import by_identity, dataclass, replace
from .api import (
    Codec,
    Content,
    DefaultStatus,
    ExactStatus,
    Operation,
    ParameterLocation,
    Response,
    Status,
    StatusRange,
    without_parameters,
)
from .scalars import ScalarKind
from .types import (
    AliasDecl,
    AnyJson,
    Named,
    Nullable,
    ObjectDecl,
    Scalar,
    Text,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)

_ORDER = (
    Codec.JSON,
    Codec.EVENTS,
    Codec.JSON_LINES,
    Codec.JSON_SEQUENCE,
    Codec.AWS_EVENTS,
    Codec.PARTS,
    Codec.TEXT,
    Codec.BYTES,
    Codec.FORM,
    Codec.MULTIPART,
)
_WITHOUT_BODY = frozenset(("204", "205", "304"))
_READS = frozenset(("GET", "HEAD"))
_NOT_FOLLOWED = frozenset(("301", "302", "3XX"))
_CONDITIONS = frozenset(("if-none-match", "if-modified-since"))
_JSON = "application/json"
_ANYTHING = "*/*"
# RFC 9110, section 12.5.1: a media range with its parameters.
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = rf'\s*;\s*{_TOKEN}=(?:{_TOKEN}|"[ !#-\[\]-~]*")'
_MEDIA_RANGE = re.compile(rf"{_TOKEN}/{_TOKEN}(?:{_PARAMETER})*")
_CHARSET = re.compile(r"\s*;\s*charset=[^;]*", re.IGNORECASE)


class Outcome(Enum):
    """What a success returns."""

    BODY = "body"  # a body of a declared media type
    UNDECLARED = "undeclared"  # whatever comes: the document says nothing of a body
    UNTYPED = "untyped"  # the same, beside a success with a body: as a rule nothing comes
    NOTHING = "nothing"  # None: by HTTP, there is no body
    UNASKED = "unasked"  # None, but only to a request with a condition that the operation does not declare
    REDIRECT = "redirect"  # where to go next


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """A declared success: the key of its status, what it gives, and the bodies that are read as a type."""

    status: str
    outcome: Outcome
    contents: tuple[Content, ...]
    response: Response


def status_key(status: Status) -> str:
    """Return a status as documents write it: "200", "2XX" or "default"."""
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
    """Return the responses by the key of their status, in its order."""
    ordered = sorted(operation.responses, key=lambda response: status_key(response.status))
    return {status_key(response.status): response for response in ordered}


@by_identity
def successes(operation: Operation) -> tuple[Success, ...]:
    """Return what a method returns, by status: 2XX, else 3XX, else the default, else 1XX.

    Beside 2XX, a 304 is not an error, nor is a redirect that no client follows: 301 and 302 of what is not read.
    """
    all_successes = [_success(operation, key, each) for key, each in _successful(operation).items()]
    if any(success.outcome is Outcome.BODY for success in all_successes):
        all_successes = [
            replace(each, outcome=Outcome.UNTYPED) if each.outcome is Outcome.UNDECLARED else each
            for each in all_successes
        ]
    return tuple(all_successes)


def _successful(operation: Operation) -> dict[str, Response]:
    keyed = by_status(operation)
    chosen = {
        digit: {key: response for key, response in keyed.items() if key.startswith(digit)}
        for digit in ("2", "3", "d", "1")
    }
    if chosen["2"]:
        others = {"304", *(() if operation.method in _READS else _NOT_FOLLOWED)}
        return chosen["2"] | {k: response for k, response in chosen["3"].items() if k in others}
    if chosen["3"]:
        return chosen["3"]
    if chosen["d"] and not _is_error(keyed):
        return chosen["d"]
    return chosen["1"]


def _is_error(keyed: Mapping[str, Response]) -> bool:
    """Return whether the default, beside errors alone, is one more of them: its body is that of another one."""
    body = error_body(keyed["default"])
    return body is not None and any(
        key[0] in "45" and error_body(response) == body for key, response in keyed.items()
    )


def _success(operation: Operation, key: str, response: Response) -> Success:
    contents: tuple[Content, ...] = ()
    listed = [status_key(each.status) for each in operation.responses]
    beside = any(status.startswith("2") for status in listed)
    if key == "304" and beside and not _has_condition(operation):
        outcome = Outcome.UNASKED
    elif operation.method == "HEAD" or key in _WITHOUT_BODY or key[0] == "1":
        outcome = Outcome.NOTHING
    elif key[0] == "3":
        # A default says that nothing but a failure was thought of: where the redirect leads is of no interest.
        told = beside or "default" not in listed
        outcome = Outcome.REDIRECT if told else Outcome.NOTHING
    elif response.contents:
        outcome, contents = Outcome.BODY, readable(response)
    else:
        outcome = Outcome.UNDECLARED
    return Success(status=key, outcome=outcome, contents=contents, response=response)


def _has_condition(operation: Operation) -> bool:
    """Return whether a request may ask for what was modified alone (RFC 9110, section 13.1)."""
    return any(
        parameter.location is ParameterLocation.HEADER
        and parameter.wire_name.raw.lower() in _CONDITIONS
        for parameter in operation.parameters
    )


def is_stream(operation: Operation) -> bool:
    """Return whether an operation returns a stream: the bodies of its successes are sequences."""
    return any(
        content.codec.is_sequence
        for success in successes(operation)
        for content in success.contents
    )


def failures(operation: Operation) -> Mapping[str, Response]:
    """Return the documented errors by status.

    The default is one if there is a success of its own; a redirect is one if it is not a success, and describes a body.
    """
    successful = _successful(operation)
    return {
        key: response
        for key, response in by_status(operation).items()
        if key not in successful
        and (key[0] in "45d" or (key[0] == "3" and bool(response.contents)))
    }


def readable(response: Response) -> tuple[Content, ...]:
    """Return the bodies that a caller can tell apart, those that mean the same once: JSON alone where it is offered."""
    contents = sorted(_stated(response), key=lambda content: _ORDER.index(_kind(content)))
    if contents and contents[0].codec is Codec.JSON:
        contents = sorted(
            (content for content in contents if content.codec is Codec.JSON),
            key=lambda content: without_parameters(content.media_type.raw) != _JSON,
        )
    distinct: dict[object, Content] = {}
    for content in contents:
        typed = content.codec is Codec.JSON or content.codec.is_sequence
        key = (content.codec, content.type if typed else None, content.event_names)
        distinct.setdefault(key, content)
    return tuple(distinct.values())


def _stated(response: Response) -> list[Content]:
    """Return the bodies without JSON of any kind where the same media type, with other parameters, has a type.

    Documents say `application/json` with an example alone, beside `application/json; charset=utf-8` with the schema.
    """
    typed = {
        without_parameters(content.media_type.raw)
        for content in response.contents
        if content.codec is Codec.JSON and content.type != AnyJson()
    }
    return [
        content
        for content in response.contents
        if content.codec is not Codec.JSON
        or content.type != AnyJson()
        or without_parameters(content.media_type.raw) not in typed
    ]


def _kind(content: Content) -> Codec:
    """Return the codec of a body, one for all server-sent events: those of a stream stay in the document's order."""
    return Codec.EVENTS if content.codec.is_events else content.codec


def accept(operation: Operation) -> Text:
    """Return the `Accept` of an operation's requests (RFC 9110, section 12.5.1): what its successes declare.

    JSON comes first, and what is not the type that the method returns comes with a lower quality.
    """
    contents = [
        content
        for success in successes(operation)
        if success.outcome is Outcome.BODY
        for content in success.response.contents
    ]
    json = _ranges(content for content in contents if content.codec is Codec.JSON)
    json.sort(key=lambda name: name.lower() != _JSON)
    others = [
        name
        for name in _ranges(content for content in contents if content.codec is not Codec.JSON)
        if name not in json
    ]
    if not json:
        return Text(", ".join(others) or _ANYTHING)
    ranked = [*json[:1], *(f"{name};q=0.9" for name in json[1:]), *(f"{n};q=0.5" for n in others)]
    return Text(", ".join(ranked))


def _ranges(contents: Iterable[Content]) -> list[str]:
    """Return the media types once each, without the character set; what is not a media type is left out."""
    names = (_CHARSET.sub("", content.media_type.raw.strip()) for content in contents)
    return list(dict.fromkeys(name for name in names if _MEDIA_RANGE.fullmatch(name)))


STATUS_CLASSES = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
    "5XX": "InternalServerError",
}
"""The exception classes that every client has for statuses."""
ANY_ERROR = "ApiError"
"""The class above them."""


def status_class(status: str) -> str:
    """Return the class that is raised for the key of a status; the one above them where several may be."""
    return STATUS_CLASSES.get("5XX" if status[0] == "5" else status, ANY_ERROR)


def error_body(response: Response) -> TypeRef | None:
    """Return the type of an error's body, if it is JSON."""
    return next((c.type for c in _stated(response) if c.codec is Codec.JSON), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorObjects:
    """The objects that the body of an error may be; there are `others` if it may be anything else.

    null counts as no body.
    """

    objects: tuple[ObjectDecl, ...]
    others: bool


def error_objects(types: Mapping[TypeId, TypeDecl], ref: TypeRef) -> ErrorObjects:
    """Return the objects among the alternatives of a type, each once."""
    objects: dict[TypeId, ObjectDecl] = {}
    others = not _collect_objects(types, ref, objects, set())
    return ErrorObjects(objects=tuple(objects.values()), others=others)


def _collect_objects(
    types: Mapping[TypeId, TypeDecl],
    ref: TypeRef,
    objects: dict[TypeId, ObjectDecl],
    seen: set[TypeId],
) -> bool:
    """Add the objects of a type. Return whether it is nothing but objects and null."""
    match ref:
        case Nullable(inner=inner):
            return _collect_objects(types, inner, objects, seen)
        case Scalar(kind=ScalarKind.NULL):
            return True
        case Named(id=type_id) if type_id in seen:
            return True
        case Named(id=type_id):
            seen.add(type_id)
            match types.get(type_id):
                case ObjectDecl() as declaration:
                    objects[type_id] = declaration
                    return True
                case AliasDecl(target=target):
                    return _collect_objects(types, target, objects, seen)
                case UnionDecl(variants=variants):
                    each = [_collect_objects(types, v.type, objects, seen) for v in variants]
                    return all(each)
    return False
