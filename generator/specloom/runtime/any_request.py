# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Requests that the API's description does not have: `client.request`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload
from urllib.parse import quote, unquote

from .decoding import AnyBody, Binary, Empty, Json, PlainText, essence_of, is_json
from .operation import Operation, Upload
from .unset import UNSET

if TYPE_CHECKING:
    from .auth import DeclaredScheme
    from .decoding import Report
    from .http import HttpResponse
    from .operation import ApiDefinition
    from .options import RequestOptions

T = TypeVar("T")

_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_USUAL = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"})
_DOTS = re.compile(r"(?:^|[/\\])\.{1,2}(?:[/\\]|$)")
_NOT_ENCODED = "/:@!$&'()*+,;=-._~%?[]"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class _Text:
    """A body that is text, or a string of JSON."""

    def decode(self, response: HttpResponse, report: Report) -> Any:
        reader: Any = Json(lambda: str) if is_json(essence_of(response)) else PlainText()
        return reader.decode(response, report)


def operation_for(
    api: ApiDefinition,
    schemes: Mapping[str, DeclaredScheme],
    method: str,
    path: str,
    cast_to: Any,
    body: Any,
) -> Operation[Any]:
    """Return the operation that a request is.

    It needs what all operations of the API need; where each has needs of its own, credentials that
    were given are sent. Raises `ValueError` for a method or a path that is none.
    """
    is_binary = isinstance(body, (bytes, bytearray, memoryview)) or _is_file(body)
    return Operation(
        id="request",
        method=_checked_method(method),
        path=_checked_path(path),
        responses={"2XX": _reader(cast_to)},
        security=_security(api, schemes),
        accept="*/*" if cast_to in (bytes, str) else "application/json, */*;q=0.5",
        media_type="application/octet-stream" if is_binary else "application/json",
        upload=Upload("multipart/form-data"),
    )


def _is_file(body: Any) -> bool:
    """Return whether a body is read while it is sent: a `File`, a path, an open file, an iterator."""
    if isinstance(body, (dict, list, str, int)) or body is None:
        return False
    from .files import File
    from .sources import is_source

    return isinstance(body, (File, Iterator)) or is_source(body)


def _reader(cast_to: Any) -> Any:
    if cast_to is Any:
        return AnyBody()
    if cast_to is None or cast_to is type(None):
        return Empty()
    if cast_to is bytes:
        return Binary()
    return _Text() if cast_to is str else Json(lambda: cast_to)


def _security(
    api: ApiDefinition, schemes: Mapping[str, DeclaredScheme]
) -> tuple[tuple[str, ...], ...] | None:
    if any(api.security):
        return None
    return (*((name,) for name in schemes), ())


def _checked_method(method: str) -> str:
    if not _METHOD.fullmatch(method):
        raise ValueError(f"{method!r} is not a method of HTTP")
    return method.upper() if method.upper() in _USUAL else method


def _checked_path(path: str) -> str:
    """Return a path as it is sent: relative to the base URL, so that no credentials go elsewhere."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("path must begin with one slash: it is below the base URL of the client")
    if "#" in path:
        raise ValueError("path must not have a fragment: '#' is written as %23 in a path")
    if _DOTS.search(unquote(path.partition("?")[0])):
        raise ValueError("path must not have a segment '.' or '..'")
    return quote(_LONE_PERCENT.sub("%25", path), safe=_NOT_ENCODED)


def _arguments(
    query: Mapping[str, Any] | None, headers: Mapping[str, Any] | None, body: Any
) -> dict[str, Any]:
    arguments: dict[str, Any] = {"query": query or {}, "header": headers or {}}
    return arguments if body is UNSET else {**arguments, "body": body}


class AnyRequest:
    """What synchronous clients have beside the operations of their API."""

    if TYPE_CHECKING:
        _api: ApiDefinition
        _schemes: Mapping[str, DeclaredScheme]

        def call(
            self, operation: Operation[T], *, options: RequestOptions | None, **arguments: Any
        ) -> T: ...

    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: type[T],
        body: Any = ...,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
    ) -> T: ...

    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: Any = ...,
        body: Any = ...,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
    ) -> Any: ...

    def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: Any = Any,
        body: Any = UNSET,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
    ) -> Any:
        """Send a request that the API's description does not have, with all that a method does.

        Args:
            method: Of HTTP, such as "GET".
            path: Below the client's base URL, beginning with a slash. It may have a query.
            cast_to: The type of the response's body: a model, `list[...]`, `str`, `bytes`, None. By default the
                Content-Type decides: JSON as its value, text as `str`, anything else as bytes.
            body: JSON, models; bytes, a `File`, a path, an open file, an iterator of bytes; or a dictionary
                with files, which is sent as a form.
            query: Parameters; a list is repeated.
            headers: Header fields.
            options: Per-call settings (timeout, retries, headers).

        Raises:
            ValueError: The method or the path is none.
        """
        operation = operation_for(self._api, self._schemes, method, path, cast_to, body)
        return self.call(operation, options=options, **_arguments(query, headers, body))


class AsyncAnyRequest:
    """What asynchronous clients have beside the operations of their API."""

    if TYPE_CHECKING:
        _api: ApiDefinition
        _schemes: Mapping[str, DeclaredScheme]

        async def call(
            self, operation: Operation[T], *, options: RequestOptions | None, **arguments: Any
        ) -> T: ...

    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: type[T],
        body: Any = ...,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
    ) -> T: ...

    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: Any = ...,
        body: Any = ...,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
    ) -> Any: ...

    async def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: Any = Any,
        body: Any = UNSET,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
    ) -> Any:
        """Send a request that the API's description does not have, with all that a method does.

        Args:
            method: Of HTTP, such as "GET".
            path: Below the client's base URL, beginning with a slash. It may have a query.
            cast_to: The type of the response's body: a model, `list[...]`, `str`, `bytes`, None. By default the
                Content-Type decides: JSON as its value, text as `str`, anything else as bytes.
            body: JSON, models; bytes, a `File`, a path, an open file, an iterator of bytes; or a dictionary
                with files, which is sent as a form.
            query: Parameters; a list is repeated.
            headers: Header fields.
            options: Per-call settings (timeout, retries, headers).

        Raises:
            ValueError: The method or the path is none.
        """
        operation = operation_for(self._api, self._schemes, method, path, cast_to, body)
        return await self.call(operation, options=options, **_arguments(query, headers, body))
