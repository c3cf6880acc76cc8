# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Response bodies to typed values, leniently: an answer that does not fit its schema is still an answer."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from .errors import ResponseValidationError
from .fitting import Locations, adapter, fit, locations_of
from .http import HttpResponse

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Report = Callable[[list[str]], None]
"""Called with the JSON paths of an answer that do not fit, at most once an answer."""


class ResponseBody(Protocol[T_co]):
    """How the body of one declared response is decoded."""

    def decode(self, response: HttpResponse, report: Report) -> T_co:
        """Decode the body; what does not fit is passed to `report`, which may raise."""
        ...


class Empty:
    """A response without a body."""

    def decode(self, response: HttpResponse, report: Report) -> None:
        return None


class AnyBody:
    """A body of which the document says nothing: what comes is decoded by its Content-Type.

    JSON as its value, text as `str`, anything else as octets; None where nothing comes.
    """

    def decode(self, response: HttpResponse, report: Report) -> Any:
        if not response.content:
            return None
        essence = essence_of(response)
        try:
            if is_json(essence):
                return json.loads(response.content)
            if essence.startswith("text/") or essence.endswith(("/xml", "+xml")):
                return response.content.decode(charset_of(response))
        except (ValueError, LookupError):
            pass  # it is not what it says, so its octets are given as they are
        return response.content


class Binary:
    """A body of octets."""

    def decode(self, response: HttpResponse, report: Report) -> bytes:
        return response.content


class PlainText:
    """A body of text, in the character set that the response names, else UTF-8."""

    def decode(self, response: HttpResponse, report: Report) -> str:
        try:
            return response.content.decode(charset_of(response), "replace")
        except LookupError:
            return response.content.decode("utf-8", "replace")


class ByMediaType(Generic[T]):
    """A body in one of several media types; the response's Content-Type says which, else the first counts."""

    def __init__(self, bodies: Mapping[str, ResponseBody[T]]) -> None:
        self._bodies = bodies

    def find(self, response: HttpResponse) -> ResponseBody[T] | None:
        """Return the body of the response's media type, None where it is not listed."""
        essence = essence_of(response)
        ranges = (essence, f"{essence.partition('/')[0]}/*", "*/*")
        return next((self._bodies[name] for name in ranges if name in self._bodies), None)

    def decode(self, response: HttpResponse, report: Report) -> T:
        body = self.find(response) or next(iter(self._bodies.values()))
        return body.decode(response, report)


class Json(Generic[T]):
    """A JSON body of the type that `type_factory` gives; the type is first loaded when a body is decoded."""

    def __init__(self, type_factory: Callable[[], Any]) -> None:
        self._type_factory = type_factory

    @functools.cached_property
    def _type(self) -> Any:
        return self._type_factory()

    @functools.cached_property
    def _validate(self) -> Callable[..., Any]:
        from pydantic import BaseModel

        if isinstance(self._type, type) and issubclass(self._type, BaseModel):
            validate: Callable[..., Any] = self._type.model_validate_json
        else:
            validate = adapter(self._type).validate_json
        return validate

    def decode(self, response: HttpResponse, report: Report) -> T:
        from pydantic import ValidationError

        try:
            value: T = self._validate(response.content, by_alias=True, by_name=False)
        except ValidationError as error:
            wrong = locations_of(error)
        else:
            return value
        # What is wrong with the text as a whole says nothing about its members.
        return self._decode_leniently(response, report, wrong if any(wrong) else None)

    def _decode_leniently(
        self, response: HttpResponse, report: Report, wrong: Locations | None
    ) -> T:
        try:
            data = json.loads(response.content)
        except ValueError:
            report(["$"])
            fallback: Any = response.content.decode("utf-8", "replace") or None
            return fallback  # type: ignore[no-any-return]
        problems: list[str] = []
        value: T = fit(self._type, data, "$", problems, wrong)
        if problems:
            report(problems)
        return value


def essence_of(response: HttpResponse) -> str:
    """Return the media type of a body without its parameters, in lower case; "" where none is given."""
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()


def charset_of(response: HttpResponse) -> str:
    """Return the character set that the Content-Type names, else UTF-8."""
    _, _, charset = response.headers.get("content-type", "").lower().partition("charset=")
    return charset.partition(";")[0].strip().strip('"') or "utf-8"


def is_json(essence: str) -> bool:
    """Return whether a media type is JSON (RFC 8259; `+json` by RFC 6839, section 3.1)."""
    return essence in ("application/json", "text/json") or essence.endswith("+json")


def as_asked(body: ResponseBody[Any], response: HttpResponse) -> ResponseBody[Any]:
    """Return the reader of a response to a request with an `Accept` of the caller's own.

    What came in another media type than the declared ones is decoded by its Content-Type.
    """
    match body:
        case Json():
            declared = is_json(essence_of(response)) or "content-type" not in response.headers
        case ByMediaType():
            declared = body.find(response) is not None
        case _:
            declared = True
    return body if declared else AnyBody()


def raise_problems(problems: list[str]) -> None:
    """A `Report` for strict clients: raise `ResponseValidationError`."""
    raise ResponseValidationError(
        f"the response does not fit its schema at {', '.join(problems)}", paths=tuple(problems)
    )
