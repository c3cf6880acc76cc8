# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Decode response bodies to typed values, leniently."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar, cast

from .content import charset_of, decode_text, load_json, without_parameters
from .digits import has_long_exponent, has_long_fraction, with_digits
from .errors import ResponseDecodeError, ResponseValidationError
from .fitting import Locations, UnparsedError, decoded, fit, locations_of, validator_of
from .http import HttpResponse
from .written import Decoding, WrittenNumber

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_INDEX = re.compile(r"\[\d+\]")

Report = Callable[[list[str]], None]
"""Called with the JSON paths of a response that do not fit, at most once a response."""


class ResponseBody(Protocol[T_co]):
    """How the body of one declared response is decoded."""

    def decode(self, response: HttpResponse, report: Report) -> T_co:
        """Decode the body; what does not fit is passed to `report`, which may raise."""
        ...


class Empty:
    """A response without a body."""

    def decode(self, response: HttpResponse, report: Report) -> None:
        return None


class NotModified(Empty):
    """A 304 to a request with a condition of the caller's own: None, though the method's type does not say so."""

    def decode(self, response: HttpResponse, report: Report) -> Any:
        return None


class AnyBody:
    """A body of which the document says nothing: what comes is decoded by its Content-Type.

    JSON as its value, text as `str`, anything else as bytes; None where nothing comes.
    """

    def decode(self, response: HttpResponse, report: Report) -> Any:
        if not response.content:
            return None
        essence, content_type = essence_of(response), response.headers.get("content-type", "")
        try:
            if is_json(essence):
                return load_json(response.content, content_type)
            if essence.startswith("text/") or essence.endswith(("/xml", "+xml")):
                return response.content.decode(charset_of(content_type) or "utf-8")
        except (ValueError, LookupError):
            pass  # it is not what it says, so its bytes are returned as they are
        return response.content


class Binary:
    """A body of bytes."""

    def decode(self, response: HttpResponse, report: Report) -> bytes:
        return response.content


class PlainText:
    """A body of text, in the character set that the response names, else UTF-8."""

    def decode(self, response: HttpResponse, report: Report) -> str:
        return decode_text(response.content, response.headers.get("content-type", ""))


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
        return validator_of(self._type)

    def decode(self, response: HttpResponse, report: Report) -> T:
        content, context = response.content, Decoding()
        try:
            value: T = decoded(self._validate, content, context)
        except UnparsedError:
            wrong = []
        except ValueError as error:
            from pydantic import ValidationError

            if not isinstance(error, ValidationError):
                raise
            kind = essence_of(response)
            if self._type is Any and kind and not is_json(kind):
                # Frameworks write "any JSON" of files and streams, too; the Content-Type knows better.
                return cast("T", AnyBody().decode(response, report))
            wrong = locations_of(error)
        else:
            if has_long_fraction(content) or (context.extreme and has_long_exponent(content)):
                value = with_digits(value, load_json(content, ""))
            return value
        # What is wrong with the text as a whole says nothing about its properties.
        return self._decode_leniently(response, report, wrong if any(wrong) else None)

    def declares_other(self, value: T) -> bool:
        """Return whether a model is declared, and a value is none: what is no object keeps its JSON value."""
        from pydantic import BaseModel

        is_model = isinstance(self._type, type) and issubclass(self._type, BaseModel)
        return is_model and not isinstance(value, self._type)

    def _decode_leniently(
        self, response: HttpResponse, report: Report, wrong: Locations | None
    ) -> T:
        problems: list[str] = []
        try:
            data, written = self._load(response)
            value: T = fit(self._type, data, "$", problems, wrong)
            if written:
                value = with_digits(value, data)
        except RecursionError:
            raise ResponseDecodeError("the JSON is nested too deeply", response=response) from None
        if problems:
            report(problems)
        return value

    def _load(self, response: HttpResponse) -> tuple[Any, list[WrittenNumber]]:
        """Parse the body; return it, and the numbers in it that no float holds. Raises `ResponseDecodeError` when it is not JSON; an empty one may stand for null."""
        content_type = response.headers.get("content-type", "")
        if not response.content.strip():
            if _takes_null(self._type):
                return None, []
            raise ResponseDecodeError("the body is empty where JSON is declared", response=response)
        written: list[WrittenNumber] = []
        try:
            return load_json(response.content, content_type, written), written
        except ValueError as error:
            kind = essence_of(response)
            named = f" but {kind}" if kind and "json" not in kind else ""
            raise ResponseDecodeError(
                f"the body is not JSON{named}: {error}", response=response
            ) from error


def essence_of(response: HttpResponse) -> str:
    """Return the media type of a body without its parameters, in lower case; "" where none is given."""
    return without_parameters(response.headers.get("content-type", ""))


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


def _takes_null(type_: Any) -> bool:
    problems: list[str] = []
    fit(type_, None, "$", problems)
    return not problems


class Reported:
    """The places at which responses did not fit, so that each is reported once, not with every response."""

    _MOST = 10_000

    def __init__(self) -> None:
        self._places: set[tuple[str, str]] = set()

    def new(self, operation: str, paths: list[str]) -> list[str]:
        """Return the places among these JSON paths that are new for the operation; the items of an array are one place.

        Once there are very many places, nothing is new.
        """
        places = dict.fromkeys(_INDEX.sub("[*]", path) for path in paths)
        unreported = [place for place in places if (operation, place) not in self._places]
        if len(self._places) > self._MOST:
            return []
        self._places.update((operation, place) for place in unreported)
        return unreported


def raise_problems(response: HttpResponse, problems: list[str]) -> None:
    """Raise `ResponseValidationError`; for strict clients."""
    raise ResponseValidationError(
        f"the response does not fit its schema at {', '.join(problems)}",
        response=response,
        paths=tuple(problems),
    )
