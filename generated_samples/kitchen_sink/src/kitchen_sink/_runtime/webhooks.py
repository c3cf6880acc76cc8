# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Webhooks: what an API sends of its own accord, as typed events."""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import logging
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Protocol,
    TypeVar,
    cast,
    overload,
)
from urllib.parse import parse_qs

from .content import charset_of, load_json, without_parameters
from .decoding import Json, Reported
from .errors import ResponseDecodeError, WebhookError, WebhookSignatureError
from .http import Headers, HttpRequest, HttpResponse
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from typing import TypeAlias

T = TypeVar("T")
Event_co = TypeVar("Event_co", covariant=True)

logger = logging.getLogger(__name__.rpartition(".")[0].removesuffix("._runtime"))

_FORM = "application/x-www-form-urlencoded"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SHOWN = 20
_REPORTED = Reported()


class HeaderFields(Protocol):
    """Header fields as frameworks have them: a mapping, or anything else with `items()`."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Return the names and values."""
        ...


Verifier: TypeAlias = "Callable[[Headers, bytes], bool | None]"
"""Raises, or returns False, for a request that the API has not sent."""


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event that the document does not describe: the JSON of the body, and the header fields that came with it."""

    data: Any
    headers: Headers = field(repr=False, compare=False)


class Webhook:
    """A request that the API sends, and what it is recognized by.

    Args:
        name: What the document calls it.
        type_factory: Returns the type of the body.
        constants: The properties of the body that tell it from other webhooks, with all values that each may have.
        headers: The same for header fields.
        event: What the header field with the name of the event is, by the document's example.
    """

    def __init__(
        self,
        name: str,
        type_factory: Callable[[], Any],
        *,
        constants: Mapping[str, Sequence[Any]] | None = None,
        headers: Mapping[str, Sequence[str]] | None = None,
        event: str | None = None,
    ) -> None:
        self.name = name
        self.type_factory = type_factory
        self._constants = constants or {}
        self._headers = headers or {}
        self._event = event

    def evidence(self, headers: Headers, data: Any) -> int | None:
        """Return how many of the constants a request has; None for one that has other values."""
        found = 0
        for name, values in self._constants.items():
            if isinstance(data, dict) and name in data:
                value = data[name]
                if not any(type(value) is type(each) and value == each for each in values):
                    return None
                found += 1
        for name, texts in self._headers.items():
            if name in headers:
                if headers[name] not in texts:
                    return None
                found += 1
        return found

    def rank(self, event: str, data: Any) -> int:
        """Return how well the name of an event, from a header field, fits: 0 for not at all.

        "project_card" with the action "created" is `project-card-created`, rather than what has the name for its
        example, and that rather than what only begins with it.
        """
        named, own = _slug(event), _slug(self.name)
        values = [data[name] for name in self._constants if isinstance(data, dict) and name in data]
        if own in (named, *(f"{named}-{_slug(str(value))}" for value in values)):
            return 3
        if self._event is not None and _slug(self._event) == named:
            return 2
        return int(own.startswith(f"{named}-"))


class WebhookParser(Generic[Event_co]):
    """Parses the requests that an API sends of its own accord; it needs no connection and no credentials."""

    _webhooks: ClassVar[Sequence[Webhook]] = ()
    _event_header: ClassVar[str | None] = None

    def __init__(self, client: Any = None) -> None:
        self._client = client

    @overload
    def parse(
        self,
        headers: HeaderFields | Iterable[tuple[str, str]],
        body: bytes | bytearray | memoryview | str,
        *,
        secret: str | bytes | Unset = ...,
        verifier: Verifier | Unset = ...,
        strict: bool | None = ...,
    ) -> Event_co: ...

    @overload
    def parse(
        self,
        headers: HeaderFields | Iterable[tuple[str, str]],
        body: bytes | bytearray | memoryview | str,
        *,
        cast_to: type[T],
        secret: str | bytes | Unset = ...,
        verifier: Verifier | Unset = ...,
        strict: bool | None = ...,
    ) -> T: ...

    def parse(
        self,
        headers: HeaderFields | Iterable[tuple[str, str]],
        body: bytes | bytearray | memoryview | str,
        *,
        cast_to: Any = None,
        secret: str | bytes | Unset = UNSET,
        verifier: Verifier | Unset = UNSET,
        strict: bool | None = None,
    ) -> Any:
        """Return the event that a request to a webhook is about.

        Which one it is follows from the constants of its body and its header fields, from a header field
        that names the event, else from what fits. One that the document does not describe is an `UnknownEvent`. Without a
        `secret` and a `verifier`, anyone may have sent the request.

        Args:
            headers: The header fields of the request.
            body: The body of the request, exactly as it came: a signature is one of its bytes.
            cast_to: The type of the body, where it is known which request this is.
            secret: The secret of a signature as of https://www.standardwebhooks.com, which must be right and not
                older than five minutes. Needs the package `standardwebhooks`.
            verifier: Called with the header fields and the bytes of the body; raises, or returns False, for a
                request that is not the API's.
            strict: Whether to raise for unknown events and for bodies that do not fit their schema. By default, as
                the client is with responses.

        Raises:
            WebhookSignatureError: The signature is missing, wrong or too old.
            WebhookError: The body is not JSON; or, with `strict`, it does not fit.
            ImportError: A secret is given, and the package `standardwebhooks` is not installed.
        """
        fields = _fields(headers)
        content = body.encode() if isinstance(body, str) else bytes(body)
        _verify(fields, content, secret, verifier)
        if strict is None:
            strict = bool(getattr(self._client, "_strict_responses", False))
        content = _json_of(fields, content)
        try:
            data = load_json(content, fields.get("content-type", ""))
        except ValueError as error:
            reason = f"the body is not JSON: {error}" if content.strip() else "the body is empty"
            raise WebhookError(reason) from error
        if cast_to is not None:
            value, problems = _decoded(cast_to, fields, content)
            return _reported(getattr(cast_to, "__name__", ""), value, problems, strict=strict)
        return self._event(fields, content, data, strict=strict)

    def _event(self, fields: Headers, content: bytes, data: Any, *, strict: bool) -> Any:
        webhooks, sure = self._candidates(fields, data)
        if webhooks:
            types = [webhook.type_factory() for webhook in webhooks]
            value, problems = _decoded(functools.reduce(operator.or_, types), fields, content)
            if not problems or (sure and "$" not in problems):
                return _reported(webhooks[0].name, value, problems, strict=strict)
        if strict:
            raise WebhookError("the document describes no such webhook")
        return UnknownEvent(data, fields)

    def _candidates(self, fields: Headers, data: Any) -> tuple[list[Webhook], bool]:
        """Return the webhooks that a request may be, and whether it must be one of them though it may not fit."""
        found = {
            webhook: evidence
            for webhook in self._webhooks
            if (evidence := webhook.evidence(fields, data)) is not None
        }
        event = fields.get(self._event_header) if self._event_header else None
        if event is not None:
            ranks = {webhook: webhook.rank(event, data) for webhook in found}
            best = max(ranks.values(), default=0)
            if not best:
                return [], False
            found = {webhook: found[webhook] for webhook, rank in ranks.items() if rank == best}
        most = max(found.values(), default=0)
        sure = bool(most) or event is not None or len(self._webhooks) == 1
        return [webhook for webhook, evidence in found.items() if evidence == most], sure


def _fields(headers: HeaderFields | Iterable[tuple[str, str]]) -> Headers:
    items: Callable[[], Iterable[tuple[str, str]]] | None = getattr(headers, "items", None)
    return Headers(list(items() if items is not None else cast("Any", headers)))


def _verify(
    fields: Headers, content: bytes, secret: str | bytes | Unset, verifier: Verifier | Unset
) -> None:
    """Raise for a request that the API has not sent, as far as the caller asks."""
    given: tuple[Any, Any] = (secret, verifier)
    if None in given:
        # An environment variable that is not set must not turn the check off.
        raise TypeError("a secret or verifier must not be None: leave it out to check nothing")
    if not isinstance(secret, Unset):
        _verify_standard(fields, content, secret)
    if isinstance(verifier, Unset):
        return
    result = verifier(fields, content)
    if inspect.isawaitable(result):
        if inspect.iscoroutine(result):
            result.close()
        raise TypeError("a verifier of webhooks cannot be asynchronous")
    if result is False:
        raise WebhookSignatureError("the verifier refuses the request")


def _verify_standard(fields: Headers, content: bytes, secret: str | bytes) -> None:
    """Check a signature as of Standard Webhooks; its library compares in constant time."""
    try:
        library: Any = importlib.import_module("standardwebhooks")
    except ImportError as error:
        raise ImportError("the secret of a webhook needs the package standardwebhooks") from error
    webhook = library.Webhook(secret)
    try:
        webhook.verify(content, dict(fields), json_parse=False)
    except Exception as error:  # broken Base64 is no signature, either
        raise WebhookSignatureError(f"the signature is not valid: {error}") from error


def _json_of(fields: Headers, content: bytes) -> bytes:
    """Return the JSON of a body. A form is an object of texts, unless its only field has the whole payload."""
    content_type = fields.get("content-type", "")
    if without_parameters(content_type) != _FORM:
        return content
    charset = charset_of(content_type) or "utf-8"
    try:
        form = parse_qs(content.decode(charset, "replace"), keep_blank_values=True)
    except (LookupError, ValueError):
        raise WebhookError("the form of the body cannot be read") from None
    texts = {name: each[0] if len(each) == 1 else each for name, each in form.items()}
    only = next(iter(texts.values())) if len(texts) == 1 else None
    if isinstance(only, str) and only.lstrip().startswith("{"):
        return only.encode()
    return json.dumps(texts).encode()


def _decoded(type_: Any, fields: Headers, content: bytes) -> tuple[Any, list[str]]:
    """Decode a body; return it, and the JSON paths that do not fit."""
    problems: list[str] = []
    response = HttpResponse(200, fields, content, HttpRequest("POST", ""))
    try:
        return _reader(type_).decode(response, problems.extend), problems
    except ResponseDecodeError as error:
        raise WebhookError(error.message) from None


@functools.lru_cache(maxsize=256)
def _reader(type_: Any) -> Json[Any]:
    return Json(lambda: type_)


def _reported(name: str, value: T, problems: list[str], *, strict: bool) -> T:
    """Return a value; raise, or log once per place, what does not fit."""
    if problems and strict:
        shown = ", ".join(problems[:_SHOWN])
        raise WebhookError(f"the body does not fit its schema at {shown}", paths=tuple(problems))
    paths = _REPORTED.new(f"webhook {name}", problems)
    if paths:
        message = "webhook %s: the body does not fit its schema at %s"
        logger.warning(message, name, ", ".join(paths[:_SHOWN]))
    return value


def _slug(text: str) -> str:
    """Return the words of a name as they can be compared: "order-paid" for "orderPaid", "order.paid", "Order paid"."""
    return _SEPARATORS.sub("-", _HUMP.sub("-", text).lower()).strip("-")
