# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportPrivateUsage=false
"""What the client's own tests expect of each operation: a request, a result, and the errors."""

from __future__ import annotations

import json as json_module
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from .errors import ApiError
from .round_trips import arguments_of, wrong_models
from .testing import FakeResponse, ReceivedRequest, as_json
from .unset import UNSET

AnyClient = TypeVar("AnyClient")


def samples(module: str) -> Callable[[str], Any]:
    """Return a function that returns a JSON value by its name, from the file beside a module of tests.

    A value `{"$ref": "#/name"}` in that file stands for another one. No other value there has a property `$ref`.
    """
    text = Path(module).with_suffix(".json").read_text(encoding="utf-8")
    named: dict[str, Any] = json_module.loads(text)

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return whole(named[value["$ref"].removeprefix("#/")])
        return {name: whole(item) for name, item in value.items()}

    return lambda name: whole(named[name])


def _as_it_is(result: Any) -> Any:
    return result


@dataclass(frozen=True, slots=True)
class Failure:
    """A response that is an error, and the exception that a call raises for it.

    Args:
        status: The HTTP status code of the response.
        error: The class of the exception, or a superclass.
        json: The body of the response: a JSON value, None for no body.
        text: The body as text, in place of `json`.
        headers: The header fields of the response.
        code: The `code` of the exception.
        parsed: Whether `parsed` of the exception is what the body says.
    """

    status: int
    error: type[ApiError]
    json: Any = None
    _: KW_ONLY
    text: str | None = None
    headers: Mapping[str, str] | None = None
    code: str | None = None
    parsed: bool = True

    def __str__(self) -> str:
        return f"{self.status}-{self.error.__name__}"

    @property
    def response(self) -> FakeResponse:
        """The response."""
        content = None if self.text is None else self.text.encode()
        return FakeResponse(self.status, self.json, content=content, headers=self.headers)

    @property
    def expected(self) -> dict[str, Any]:
        """What is expected of the exception."""
        body = self.json if self.text is None else self.text
        expected = {"status": self.status, "body": "" if body is None else body}
        if self.code is not None:
            expected["code"] = self.code
        if self.parsed and body is not None:
            expected["parsed"] = body
        return expected

    def seen_in(self, error: ApiError) -> dict[str, Any]:
        """Return what an exception has of what is expected."""
        parsed = error.parsed
        seen = {
            "status": error.status,
            "body": error.body,
            "code": error.code,
            "parsed": parsed.decode() if isinstance(parsed, bytes) else as_json(parsed),
        }
        return {name: seen[name] for name in self.expected}

    def wrong_models(self, error: ApiError) -> list[str]:
        """Return what is wrong with the models that the body of an exception was read as."""
        return wrong_models(error.parsed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Two pages of a list.

    Args:
        first: The response with the first page.
        last: The response with the second, which is the last.
        items: How many items the two have.
        read: Returns what a request has of the page before it, such as a token.
        value: What the second request has of the first page.
        only: The response with a page that is the first and the last, where that differs from the last one of two.
    """

    first: FakeResponse
    last: FakeResponse
    items: int
    read: Callable[[ReceivedRequest], Any]
    value: Any
    only: FakeResponse | None = None

    @property
    def alone(self) -> FakeResponse:
        """The response with a page that has no other after it."""
        return self.only or self.last


@dataclass(frozen=True, slots=True)
class BaseCase(Generic[AnyClient]):
    """A call of an operation, with the request that it makes and with what it returns or raises.

    Args:
        name: The name of the case: that of the method.
        route: The HTTP method and the path of the operation, as the document has them.
        call: The call, of either client; what an asynchronous one returns is awaited.
        target: The path and query of the request, as they are sent.
        headers: The header fields of the request, without those that any HTTP client adds.
        signed: Whether the request has a signature as well, which is not compared.
        json: The body of the request as JSON; or it is given as `form`, `parts` or `content`.
        response: The response.
        result: What the call returns.
        read: Takes from what the call returns what is compared with `result`.
        pages: The pages of a list.
        fails: A response with a state that leads nowhere, for a call that waits.
        failures: The errors that the operation declares.
        also: What else the operation declares as a success, besides the status of the response, such as "202" or "2XX".
    """

    name: str
    route: str
    call: Callable[[AnyClient], Any]
    _: KW_ONLY
    target: str
    headers: Mapping[str, str]
    signed: bool = False
    json: Any = UNSET
    form: Any = UNSET
    parts: Any = UNSET
    content: bytes = b""
    response: FakeResponse
    result: Any = None
    read: Callable[[Any], Any] = _as_it_is
    pages: Pages | None = None
    fails: FakeResponse | None = None
    failures: Sequence[Failure] = ()
    also: Sequence[str] = ()

    def __str__(self) -> str:
        return self.name

    @property
    def is_stream(self) -> bool:
        """Whether the response is a stream."""
        return self.response.pieces is not None

    def declares(self, status: int) -> bool:
        """Return whether the operation declares a status as a success."""
        keys = {str(status), f"{status // 100}XX", "default"}
        return status == self.response.status or not keys.isdisjoint(self.also)

    @property
    def _body(self) -> str:
        given = (name for name in ("json", "form", "parts") if getattr(self, name) is not UNSET)
        return next(given, "content")

    @property
    def request(self) -> dict[str, Any]:
        """What is expected of the request."""
        return {
            "method": self.route.partition(" ")[0],
            "target": self.target,
            "headers": self.headers,
            **({"signed": True} if self.signed else {}),
            self._body: getattr(self, self._body),
        }

    def seen_in(self, request: ReceivedRequest) -> dict[str, Any]:
        """Return what a request has of what is expected."""
        return {
            "method": request.method,
            "target": request.target,
            "headers": request.unsigned_headers if self.signed else request.headers,
            **({"signed": "authorization" in request.headers} if self.signed else {}),
            self._body: getattr(request, self._body),
        }

    def wrong_models(self, result: Any) -> list[str]:
        """Return what is wrong with the models of the arguments, and with those of what the call returned."""
        return wrong_models(*arguments_of(self.call), result)
