"""The responses of the mock server: the document's examples where there are some, else made values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ..ir.api import (
    Codec,
    Content,
    DefaultStatus,
    ExactStatus,
    Header,
    Response,
    Status,
    StatusRange,
    Wait,
    without_parameters,
)
from ..ir.responses import Outcome, Success, readable, status_key
from ..openapi.document.document import Document, Node, items_of
from ..openapi.document.references import ReferenceFault, resolve
from ..python.client.operation_plan import DeclaredError, OperationPlan
from ..python.examples.calls import Suite
from ..python.examples.sample_requests import form_pairs, value_text
from ..python.examples.values import Sampler
from ..python.tests.expected_requests import (
    ELSEWHERE,
    failure_body,
    failure_code,
    failure_content,
    is_redirect,
    state_reached,
    success_of,
)
from ..python.tests.stream_samples import stream_sample
from ..records import dataclass
from .bodies import GivenValues, covers
from .messages import HttpRequest, HttpResponse, Refused, json_bytes
from .pages import leading_headers, page_of
from .preferences import Preferences, wrong_preference
from .xml_text import is_xml, xml_bytes

_NOT_SENT = frozenset(
    "connection content-encoding content-length content-type date keep-alive location server trailer "
    "transfer-encoding upgrade".split()
)
"""Header fields that say how a response is sent, or are added with its body."""
_WITHOUT_BODY = (204, 205, 304)
_USUAL = {Codec.JSON: "application/json", Codec.TEXT: "text/plain"}
_ORDER = (ExactStatus, StatusRange, DefaultStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """A declared response with a status: it is a success, or else the `failure` that is declared."""

    status: int
    response: Response | None
    contents: tuple[Content, ...]
    failure: DeclaredError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MockCall:
    """A request that is as the document says: the operation that it calls, and what it has.

    `wait` is what a method of a client may wait for by calling it.
    """

    plan: OperationPlan
    wait: Wait | None
    request: HttpRequest
    given: GivenValues


class ResponseMaker:
    """Makes responses to requests that are as the document says."""

    def __init__(self, suite: Suite, document: Document) -> None:
        self._suite = suite
        self._document = document

    def response(self, call: MockCall, wanted: Preferences) -> HttpResponse:
        """Return a response. Raises `Refused` for a preference that the document has nothing for."""
        chosen = _chosen(call.plan, wanted.code)
        content = self._content(chosen, call.request)
        headers = self._headers(chosen.response.headers if chosen.response else ())
        for name in leading_headers(call.plan.operation.pagination):
            headers.pop(name, None)
        if is_redirect(chosen.status):
            headers["location"] = ELSEWHERE
        pieces: tuple[bytes, ...] = ()
        if content is not None and chosen.status not in _WITHOUT_BODY:
            if content.codec.is_sequence and chosen.failure is None:
                stream = stream_sample(self._suite, call.plan)
                headers["content-type"], pieces = stream.media_type, stream.pieces
            else:
                value, more = self._value(call, chosen, content, wanted)
                headers |= {"content-type": _media_type(content), **more}
                pieces = (self._encoded(content, value),)
        elif wanted.example is not None:
            raise wrong_preference("this response has no body, so it has no example")
        if wanted.applied:
            headers["preference-applied"] = wanted.applied
        return HttpResponse(status=chosen.status, headers=headers, pieces=pieces)

    def declared(
        self, plan: OperationPlan, status: int, request: HttpRequest
    ) -> HttpResponse | None:
        """Return the error that an operation declares for a status; None where it declares none."""
        try:
            chosen = _chosen(plan, status)
        except Refused:
            return None
        content = self._content(chosen, request)
        if chosen.failure is None or content is None or content.codec.is_sequence:
            return None
        value, more = self._failure(chosen.failure)
        headers = self._headers(chosen.failure.response.headers)
        headers |= {"content-type": _media_type(content), **more}
        return HttpResponse(status=status, headers=headers, pieces=(self._encoded(content, value),))

    def _content(self, chosen: _Chosen, request: HttpRequest) -> Content | None:
        failure = chosen.failure
        if failure is not None and failure.contents:
            error = failure.classes[0] if failure.classes else None
            return failure_content(self._suite, failure, error)
        return negotiated(chosen.contents, request)

    def _value(
        self, call: MockCall, chosen: _Chosen, content: Content, wanted: Preferences
    ) -> tuple[Any, Mapping[str, str]]:
        """Return the value of a body, and the header fields that belong to it."""
        examples = self._examples(content)
        if wanted.example is not None and wanted.example not in examples:
            known = f"there are {', '.join(examples)}" if examples else "this response has none"
            raise wrong_preference(f"there is no such example; {known}")
        if chosen.failure is not None:
            if wanted.example is not None:
                return examples[wanted.example], {}
            return self._failure(chosen.failure)
        sampler = Sampler(self._suite.types, reading=True, plausible=True)
        if wanted.example is not None:
            value = examples[wanted.example]
        else:
            fitting = (
                example
                for example in examples.values()
                if content.codec is not Codec.JSON or sampler.fits(content.type, example)
            )
            made = object()
            value = next(fitting, made)
            if value is made and is_xml(content):
                value = None
            elif value is made:
                value = sampler.sample(content.type, "response", examples=content.examples)
        if isinstance(value, dict):
            value = state_reached(value, call.wait)
        pagination = call.plan.operation.pagination
        if pagination is None or content.codec is not Codec.JSON:
            return value, {}
        return page_of(
            value,
            pagination,
            call.request,
            call.given,
            lambda body: sampler.fits(content.type, body),
        )

    def _failure(self, failure: DeclaredError) -> tuple[Any, Mapping[str, str]]:
        """Return the body of an error, and the header field that has its code."""
        error = failure.classes[0] if failure.classes else None
        body = failure_body(self._suite, failure, error)
        errors, code = self._suite.client.api.errors, failure_code(self._suite, error)
        if code is not None and errors is not None and errors.code_header is not None:
            return body, {errors.code_header.raw.lower(): code}
        return body, {}

    def _examples(self, content: Content) -> dict[str, Any]:
        """Return the examples that the document has of a body, by name; the one without a name is called "example"."""
        try:
            node = self._document.node(content.at)
        except (LookupError, ValueError):
            return {}
        found: dict[str, Any] = {}
        if isinstance(node.value, dict) and "example" in node.value:
            found["example"] = node.value["example"]
        for name, example in items_of(node.get("examples")):
            target = _resolved(example)
            for key in ("dataValue", "value", "serializedValue"):
                if isinstance(target, dict) and key in target:
                    found.setdefault(name, target[key])
        return found

    def _encoded(self, content: Content, value: Any) -> bytes:
        """Return the bytes of a body that is no sequence; examples of XML are texts as a rule."""
        if content.codec is Codec.JSON:
            return json_bytes(value)
        if content.codec is Codec.FORM and isinstance(value, dict):
            return urlencode([(name, text) for name, text in form_pairs(content, value)]).encode()
        made = None
        if is_xml(content) and not isinstance(value, str):
            made = xml_bytes(self._document, content, value)
        return value_text(value).encode("utf-8", "replace") if made is None else made

    def _headers(self, declared: Sequence[Header]) -> dict[str, str]:
        headers = {}
        for header in declared:
            name = header.wire_name.raw.lower()
            sampler = Sampler(self._suite.types, reading=True, plausible=True)
            value = sampler.sample(header.type, header.wire_name.raw, examples=header.doc.examples)
            text = _header_text(value)
            if name not in _NOT_SENT and text is not None:
                headers[name] = text
        return headers


def _chosen(plan: OperationPlan, code: int | None) -> _Chosen:
    """Return the usual success, or the response that is declared for a status. Raises `Refused` where none is."""
    if code is None:
        status, _ = success_of(plan)
        for success in plan.successes:
            if _covers(success.response.status, status) and status >= 200:
                return _success(status, success)
        return _Chosen(status=status, response=None, contents=())
    declared = [each for each in plan.operation.responses if _covers(each.status, code)]
    if not declared:
        keys = ", ".join(status_key(each.status) for each in plan.operation.responses)
        raise wrong_preference(f"no response with {code} is declared; there are {keys or 'none'}")
    # One status counts before a class of them, that before the default.
    response = min(declared, key=lambda each: _ORDER.index(type(each.status)))
    for success in plan.successes:
        if success.response is response:
            return _success(code, success)
    for failure in plan.failures:
        if failure.response is response:
            return _Chosen(
                status=code, response=response, contents=failure.contents, failure=failure
            )
    return _Chosen(status=code, response=response, contents=readable(response))


def state_wanted(waits: Sequence[Wait], wanted: Preferences) -> Wait | None:
    """Return what has happened where callers wait: the state that is preferred, else the first. Raises `Refused` for no state."""
    if wanted.state is None:
        return next(iter(waits), None)
    for wait in waits:
        if wait.name.raw == wanted.state:
            return wait
    names = ", ".join(wait.name.raw for wait in waits)
    raise wrong_preference(f"nothing waits for such a state; there are {names or 'none'}")


def _success(status: int, success: Success) -> _Chosen:
    contents = () if success.outcome is Outcome.NOTHING else success.response.contents
    first = [content for content in success.contents if content in contents]
    others = [content for content in contents if content not in first]
    return _Chosen(status=status, response=success.response, contents=(*first, *others))


def _covers(status: Status, code: int) -> bool:
    match status:
        case ExactStatus(code=number):
            return number == code
        case StatusRange(first_digit=digit):
            return code // 100 == digit
        case _:
            return True


def negotiated(contents: Sequence[Content], request: HttpRequest) -> Content | None:
    """Return the body that a request accepts most (RFC 9110, section 12.5.1), the first one if it accepts none."""
    return max(contents, key=lambda content: quality(content, request), default=None)


def quality(content: Content, request: HttpRequest) -> float:
    """Return how much a request accepts a body, from 0 to 1; the most specific range counts."""
    essence = without_parameters(content.media_type.raw)
    found = (-1, 0.0)
    for text in (request.header("accept") or "*/*").split(","):
        accepted, *parameters = (part.strip() for part in text.split(";"))
        if covers(accepted.lower(), essence) or covers(essence, accepted.lower()):
            weight = next((p[2:] for p in parameters if p.lower().startswith("q=")), "1")
            number = float(weight) if re.fullmatch(r"[01](\.[0-9]*)?", weight) else 1.0
            found = max(found, (2 - accepted.count("*"), number))
    return found[1]


def _resolved(node: Node) -> Any:
    try:
        return resolve(node).value
    except ReferenceFault:
        return None


def _header_text(value: Any) -> str | None:
    """Return the value of a header field; None for what cannot be one."""
    items = value if isinstance(value, list) else [value]
    if isinstance(value, dict):
        items = [text for pair in value.items() for text in pair]
    text = ",".join(map(value_text, items))
    return text if text.isascii() and text.isprintable() and text == text.strip() else None


def _media_type(content: Content) -> str:
    """Return the media type that a body is sent in: one of those in a range such as `*/*`."""
    media_type = content.media_type.raw
    if "*" not in media_type:
        return media_type
    usual = _USUAL.get(content.codec, "application/octet-stream")
    return usual if covers(without_parameters(media_type), usual) else media_type.replace("*", "x")
