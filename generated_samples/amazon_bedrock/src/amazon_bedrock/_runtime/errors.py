# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""The exceptions that a client raises.

ClientError
+-- ApiError                    the server returned an error status
|   +-- BadRequestError         400
|   +-- AuthenticationError     401
|   +-- PermissionDeniedError   403
|   +-- NotFoundError           404
|   +-- ConflictError           409
|   +-- UnprocessableEntityError  422
|   +-- RateLimitError          429
|   +-- InternalServerError     5xx
|       (below these: one class for each error that the API itself has a name for)
+-- ApiConnectionError          no response: connection refused or broken, TLS failure
|   +-- ApiTimeoutError         no response in time
+-- MissingCredentialsError     nothing to authenticate with
+-- TokenRequestError           no OAuth 2 token was to be had
+-- WaitFailedError             what was waited for will not happen
+-- WaitTimeoutError            what was waited for has not happened in time
+-- ResponseDecodeError         a response whose body cannot be read, such as HTML where JSON is declared
+-- ResponseTooLargeError       a response with a larger body than max_response_bytes allows
+-- ResponseValidationError     JSON that does not fit its schema (only with strict_responses=True)
+-- WebhookError                a request to a webhook that cannot be read
|   +-- WebhookSignatureError   one that the API has not sent
+-- PaginationError             a page that does not lead to the next one, such as one that leads back to itself
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from .content import decode_text, load_json
from .http import Headers, HttpRequest

if TYPE_CHECKING:
    from typing import Self

    import typing_extensions

    from .http import HttpResponse

    Parsed_co = typing_extensions.TypeVar("Parsed_co", covariant=True, default=Any)
else:
    Parsed_co = TypeVar(
        "Parsed_co", covariant=True
    )  # the module of those with a default costs more than this one

T = TypeVar("T")


class ClientError(Exception):
    """The root of every exception that a client raises. It can be copied and pickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        # BaseException would call the class with `args`; these classes need keyword arguments, too.
        return _rebuild, (type(self), self.args, vars(self), _portable(self.__cause__))

    def __copy__(self) -> Self:
        return cast("Self", _rebuild(type(self), self.args, vars(self), self.__cause__))

    def add_reason(self, reason: str) -> None:
        """Add to what `str` says, such as why the request was not sent again."""
        if "message" in vars(self):
            self.message = _joined(vars(self)["message"], reason)


def _joined(text: str | None, more: str) -> str:
    return f"{text}; {more}" if text else more


def _rebuild(
    class_: type[ClientError],
    arguments: tuple[Any, ...],
    attributes: dict[str, Any],
    cause: BaseException | None,
) -> ClientError:
    """Make an exception again, with its notes and its cause, without calling its constructor."""
    error = class_.__new__(class_, *arguments)
    error.__dict__.update(attributes)
    error.__cause__ = cause
    return error


def _portable(cause: BaseException | None) -> BaseException | None:
    """Return a cause if it can be pickled for sure; what other causes said is in the message."""
    if cause is None or isinstance(cause, ClientError):
        return cause
    plain = type(cause).__module__ == "builtins"
    simple = plain and all(isinstance(item, (str, bytes, int)) for item in cause.args)
    return cause if simple else None


class ApiError(ClientError, Generic[Parsed_co]):
    """The server returned an error status; what it sent is `ApiError[models.Error]` if it is that model.

    Attributes: `status` (HTTP status code), `code` (the API's own error code, None when it sent none),
    `message` (for people), `request_id` (for the provider's support), `headers`, `body` (decoded JSON,
    else text), `parsed` (the body as the type that the API declares), `content` (the body as bytes),
    `request` (what was sent) and `operation` (the id of the operation that was called).
    """

    _body: ClassVar[Any] = None
    """How the body is read (a `ResponseBody`), for a class that has a type of its own."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | None,
        request_id: str | None,
        headers: Headers,
        content: bytes,
        request: HttpRequest,
        operation: str = "",
        details: str | None = None,
        parsed: Parsed_co | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.request_id = request_id
        self.headers = headers
        self.content = content
        self.request = request
        self.operation = operation
        self._details = details
        self._parsed = parsed
        self._parse: Callable[[], Any] | None = None

    @property
    def body(self) -> Any:
        """The body: decoded JSON where it is JSON, else text."""
        content_type = self.headers.get("content-type", "")
        try:
            return load_json(self.content, content_type)
        except ValueError:
            return decode_text(self.content, content_type)

    @property
    def parsed(self) -> Parsed_co | None:
        """The body as the type that the API declares; None where it declares none, or it is not that."""
        parse = self._parse
        if parse is not None:
            self._parsed = parse()
            self._parse = None
        return self._parsed

    def headers_as(self, model: type[T]) -> T:
        """Read the header fields as the model that the API declares for them.

        What is not there is None; what does not fit stays text.
        """
        from .headers import decode_headers

        return decode_headers(self.headers, model)

    def add_reason(self, reason: str) -> None:
        """Add to what `str` says; `message` stays what the server said."""
        self._details = _joined(self._details, reason)

    def __reduce__(self) -> tuple[Any, ...]:
        _ = self.parsed  # what is read now needs nothing that cannot be pickled
        return super().__reduce__()

    def __str__(self) -> str:
        message = self.message or self.code
        if self._details:
            message = f"{message} ({self._details})" if message else self._details
        return _described(self.status, self.request, self.operation, message)


class BadRequestError(ApiError[Parsed_co]):
    """400 Bad Request."""


class AuthenticationError(ApiError[Parsed_co]):
    """401 Unauthorized."""


class PermissionDeniedError(ApiError[Parsed_co]):
    """403 Forbidden."""


class NotFoundError(ApiError[Parsed_co]):
    """404 Not Found."""


class ConflictError(ApiError[Parsed_co]):
    """409 Conflict."""


class UnprocessableEntityError(ApiError[Parsed_co]):
    """422 Unprocessable Content."""


class RateLimitError(ApiError[Parsed_co]):
    """429 Too Many Requests."""


class InternalServerError(ApiError[Parsed_co]):
    """5xx: the server failed."""


BY_STATUS: Mapping[str, type[ApiError]] = {
    "400": BadRequestError,
    "401": AuthenticationError,
    "403": PermissionDeniedError,
    "404": NotFoundError,
    "409": ConflictError,
    "422": UnprocessableEntityError,
    "429": RateLimitError,
    "5XX": InternalServerError,
    "default": ApiError,
}
"""The class for each status."""


class ApiConnectionError(ClientError):
    """The request got no response: the connection failed or broke.

    Attributes: `message`, `request` (what was sent, or would have been), `operation` (the id of the
    operation that was called), `sent` (whether any of the request may have reached the server), and
    `hopeless` (whether trying again would fail in the same way).
    """

    def __init__(
        self,
        message: str,
        *,
        request: HttpRequest | None = None,
        sent: bool = True,
        hopeless: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.sent = sent
        self.hopeless = hopeless
        self.operation = "" if request is None else request.operation

    def __str__(self) -> str:
        if self.request is None:
            return self.message
        return f"{self.message}: {describe_request(self.request, self.operation)}"


class ApiTimeoutError(ApiConnectionError):
    """The request got no response within its timeout, or the call none within its deadline."""


class MissingCredentialsError(ClientError):
    """The operation needs credentials, and none were given or found."""


class PaginationError(ClientError):
    """A page does not lead to the next one: it leads back, or to another origin, or has no list of items."""


class TokenRequestError(ClientError):
    """The server of an OAuth 2 provider returned no token (RFC 6749, section 5.2).

    Attributes: `message`, `status` (the HTTP status code), `code` (such as "invalid_client", None if there was
    none), `description` and `uri` (what the provider says of it), and `url` (of the server that was asked).
    None of them has a secret.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | None = None,
        description: str | None = None,
        uri: str | None = None,
        url: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.description = description
        self.uri = uri
        self.url = url


class _WaitError(ClientError):
    """What the errors of a wait share.

    Attributes: `message`, and `response`, the last result of the method that was called.
    """

    def __init__(self, message: str, *, response: Any) -> None:
        super().__init__(message)
        self.message = message
        self.response = response


class WaitFailedError(_WaitError):
    """What was waited for will not happen; `response` says why."""


class WaitTimeoutError(_WaitError, TimeoutError):
    """What was waited for has not happened in time; `response` is the last one."""


class WebhookError(ClientError):
    """A request to a webhook cannot be read: it is not JSON; or, where asked for, it does not fit or is not known.

    Attributes: `message`, and `paths` (the JSON paths that do not fit).
    """

    def __init__(self, message: str, *, paths: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.paths = paths


class WebhookSignatureError(WebhookError):
    """A request to a webhook is not signed as it must be: it may not be the API's."""


class ResponseError(ClientError):
    """What the errors about a successful response share.

    Attributes: `status`, `headers`, `content` (the body as bytes) and `request`.
    """

    def __init__(self, message: str, *, response: HttpResponse) -> None:
        super().__init__(message)
        self.message = message
        self.status = response.status
        self.headers = response.headers
        self.content = response.content
        self.request = response.request
        self.operation = response.request.operation

    def __str__(self) -> str:
        return _described(self.status, self.request, self.operation, self.message)


class ResponseDecodeError(ResponseError):
    """The body of a response cannot be read: it is not JSON where JSON is declared, or its coding is broken.

    Attributes: `message`, `status`, `headers`, `content` (the body as bytes) and `request`.
    """


class ResponseTooLargeError(ResponseError):
    """The body of a response has more bytes than `max_response_bytes` allows; no more of it was read.

    Attributes: `message`, `status`, `headers`, `content` (empty) and `request`.
    """


class ResponseValidationError(ResponseError):
    """The response does not fit its schema; raised only by clients with `strict_responses=True`.

    Attributes: `paths` (the JSON paths that do not fit), `message`, `status`, `headers`, `content` (the
    body as bytes) and `request`.
    """

    def __init__(self, message: str, *, response: HttpResponse, paths: tuple[str, ...]) -> None:
        super().__init__(message, response=response)
        self.paths = paths


def _described(status: int, request: HttpRequest, operation: str, message: str | None) -> str:
    """Describe what happened to a request: "404 Not Found: GET https://host/things/9 (getThing): no such thing"."""
    from http import HTTPStatus

    line = str(status)
    with contextlib.suppress(ValueError):
        line += f" {HTTPStatus(status).phrase}"
    text = f"{line}: {describe_request(request, operation)}{f': {message}' if message else ''}"
    # A lone surrogate, which JSON can spell, fits no terminal and no log file.
    return text.encode("utf-8", "backslashreplace").decode()


def describe_request(request: HttpRequest, operation: str) -> str:
    """Describe a request for people: its method, its URL without secrets, and the operation."""
    place = f"{request.method} {request.safe_url}"
    return f"{place} ({operation})" if operation else place
