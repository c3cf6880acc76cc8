# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""One call of an operation: arguments to a request."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .base_urls import BaseUrl
from .header_values import check_cookie, check_header_value, cookie_pairs
from .http import HttpRequest
from .operation import Operation
from .options import NO_OPTIONS, Additions, RequestOptions
from .parameters import encode_cookies, encode_header, encode_query, expand_path
from .redaction import NO_SECRETS, Secrets
from .request_bodies import (
    KeptBody,
    encoded_body,
    has_null,
    kept_body,
    media_type_of,
    with_extra,
    with_fixed,
    with_lists,
)
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from . import uploads

IDEMPOTENCY_KEY = "idempotency-key"
"""The header field for the token of an operation that declares none (draft-ietf-httpapi-idempotency-key-header)."""
_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PUT", "DELETE"})
_NO_BODY = KeptBody(UNSET)


class Call:
    """An operation together with the arguments of one call; every attempt makes its request from it.

    `carries_idempotency_token` says whether the requests have a token that lets the server recognise
    repetitions; it is the same one for all attempts. `given` are the arguments without that token. `url`,
    if it is not empty, stands for the path and the query of the operation: it is what a page says of the next.
    `is_stream` says of which responses, by status and Content-Type, the body is left to be read. `kept` is the
    body as it was given, and `more` the properties that the options add, as every attempt can send them.
    """

    __slots__ = (
        "arguments",
        "carries_idempotency_token",
        "given",
        "is_stream",
        "kept",
        "left_out",
        "more",
        "operation",
        "options",
        "url",
    )

    def __init__(
        self, operation: Operation[Any], arguments: dict[str, Any], options: RequestOptions | None
    ) -> None:
        self.operation = operation
        self.options = options = options or NO_OPTIONS
        self.given = {part: with_lists(v) for part, v in arguments.items() if part != "body"}
        self.kept = self.more = _NO_BODY
        if "body" in arguments:
            chosen = arguments.get("content_type", UNSET)
            self.given["body"] = self._keep(arguments["body"], chosen)
        for part, values in operation.fixed.items():
            self.given[part] = with_fixed(self.given.get(part, UNSET), values)
        self.arguments = dict(self.given)
        self.carries_idempotency_token = self._fill_idempotency_token()
        self.left_out = NO_SECRETS
        self.url = ""
        self.is_stream: Callable[[int, str], bool] | None = None

    def _keep(self, body: Any, chosen: str | Unset) -> Any:
        self.kept = kept_body(self.operation, body, chosen, self.options)
        if self.options.extra_body:
            self.more = kept_body(
                self.operation, dict(self.options.extra_body), chosen, self.options
            )
        return self.kept.body

    @property
    def spent(self) -> str:
        """Why the body cannot be sent again, "" where it can."""
        sources = (*self.kept.sources, *self.more.sources)
        return next((each.spent for each in sources if each.spent), "")

    @property
    def repeatable(self) -> bool:
        """Whether the request may be sent again when it is not known if the server acted on it (RFC 9110, 9.2.2).

        Methods that are idempotent may; others if this very request carries a token.
        """
        return self.operation.method in _SAFE_TO_REPEAT or self.carries_idempotency_token

    def _fill_idempotency_token(self) -> bool:
        """Set the idempotency token where the operation declares it; return whether there is one.

        An argument comes first, then the caller's option, else one is invented. A body that has no
        properties (bytes, a list) cannot take it: then only the option is sent, as a header field.
        """
        operation, key = self.operation, self.options.idempotency_key
        if operation.idempotency_header is not None:
            return self._fill_header(operation.idempotency_header, key or str(uuid.uuid4()))
        if operation.idempotency_member is not None:
            filled = self._fill_member(operation.idempotency_member)
            if filled or key is None:
                return filled
        if key is not None:
            return self._fill_header("Idempotency-Key", key)
        fields, added = self.arguments.get("header"), self.options.headers
        if not fields and not added:
            return False
        given = [*(fields or {}).items(), *added.items()]
        return any(name.lower() == IDEMPOTENCY_KEY and value for name, value in given)

    def _fill_header(self, name: str, token: str) -> bool:
        fields = self.arguments.get("header") or {}
        given = next((key for key in fields if key.lower() == name.lower()), name)
        value = fields.get(given, UNSET)
        if value is not UNSET and value is not None:
            return bool(value)
        self.arguments["header"] = {**fields, given: token}
        return True

    def _fill_member(self, name: str) -> bool:
        body = self.arguments.get("body", UNSET)
        token = self.options.idempotency_key or str(uuid.uuid4())
        if body is UNSET or body is None:
            body = {}
        if isinstance(body, Mapping):
            if body.get(name, UNSET) is not UNSET:
                return bool(body[name])
            self.arguments["body"] = {**body, name: token}
            return True
        if not hasattr(body, "model_dump"):
            return False
        fields = type(body).model_fields.items()
        attribute = next((own for own, info in fields if (info.alias or own) == name), name)
        if attribute in body.model_fields_set or attribute in (body.model_extra or {}):
            return bool(getattr(body, attribute))
        self.arguments["body"] = body.model_copy(update={attribute: token})
        return True

    def again(self, options: RequestOptions) -> Call:
        """Return the same call, with the same idempotency token, and other options."""
        call = Call(self.operation, self.arguments, options)
        call.is_stream = self.is_stream
        return call

    def request(
        self, base: BaseUrl, defaults: Mapping[str, str], additions: Additions, secrets: Secrets
    ) -> HttpRequest:
        """Make the request, without credentials.

        `defaults` are header fields that everything else replaces; `additions` are those of the
        client, which the arguments and options of this call replace. Raises `ValueError`, which
        names the argument, for a value that cannot be sent.
        """
        options = self.options
        merged = additions.added(options)
        headers = {"accept": self.operation.accept, **defaults}
        url = self._url(base, merged.query)
        request = HttpRequest(self.operation.method, url, headers, b"", secrets)
        # Those of the client are weaker than the arguments, those of the call stronger.
        _add_headers(request, additions.headers)
        self._add_header_parameters(request)
        self._add_body(request)
        if options.accept is not None:
            request.headers["accept"] = options.accept
        _add_headers(request, options.headers)
        _add_cookies(request, merged.cookies)
        self.left_out = merged.left_out()
        return request

    def _url(self, base: BaseUrl, added: Mapping[str, Any]) -> str:
        operation, arguments = self.operation, self.arguments
        if self.url:
            return self._url_with_added(base.query, added)
        path = expand_path(operation.path, arguments.get("path") or {}, operation.styles.path)
        given = arguments.get("query")
        pairs = encode_query(given, operation.styles.query) if given else []
        if added:
            pairs = self._with_added(pairs, added)
        query = "&".join([f"{name}={value}" for name, value in pairs]) if pairs else ""
        if base.query:
            query = f"{base.query}&{query}" if query else base.query
        if not query:
            return f"{base.url}{path}"
        return f"{base.url}{path}{'&' if '?' in path else '?'}{query}"

    def _url_with_added(self, base_query: str, added: Mapping[str, Any]) -> str:
        """Return the URL with the query parameters that clients and options add, as far as it has none of their names."""
        query = self.url.partition("?")[2]
        own = {pair.partition("=")[0] for pair in query.split("&")}
        pairs = [pair.split("=", 1) for pair in base_query.split("&") if "=" in pair]
        pairs += [[name, value] for name, value in encode_query(added)]
        more = "&".join(f"{name}={value}" for name, value in pairs if name not in own)
        if not more:
            return self.url
        return f"{self.url}{'&' if query else '?' if '?' not in self.url else ''}{more}"

    def _with_added(
        self, pairs: list[tuple[str, str]], added: Mapping[str, Any]
    ) -> list[tuple[str, str]]:
        """Add query parameters that are not arguments; those of the client do not replace arguments."""
        own = {name for name, _ in pairs}
        strong = {quote(name, safe="") for name in self.options.query}
        new = encode_query(added)
        kept = [(name, value) for name, value in pairs if name not in strong]
        return kept + [(name, value) for name, value in new if name in strong or name not in own]

    def _add_header_parameters(self, request: HttpRequest) -> None:
        styles = self.operation.styles
        given: set[str] = set()
        for name, value in (self.arguments.get("header") or {}).items():
            text = encode_header(value, styles.header.get(name))
            if text is not None:
                what = f"the header parameter {name!r}"
                request.headers[name.lower()] = check_header_value(text, what)
                given.add(name.lower())
        request.arguments = frozenset(given)
        cookies = self.arguments.get("cookie")
        header = encode_cookies(cookies, styles.cookie) if cookies else None
        if header is not None:
            request.headers["cookie"] = header

    def _add_body(self, request: HttpRequest) -> None:
        options = self.options
        body = self.arguments.get("body", UNSET)
        if options.extra_body:
            if "body" not in self.arguments:
                raise TypeError(f"extra_body: {self.operation.id} has no body to add properties to")
            body = with_extra(body, self.more.body)
        if body is UNSET:
            return
        chosen = self.arguments.get("content_type", UNSET)
        media_type = media_type_of(self.operation, body, chosen, options)
        if self.kept.content_type and options.content_type is None and chosen is UNSET:
            media_type = self.kept.content_type
        check_header_value(media_type, "content_type")
        if body is None and not has_null(media_type):
            return
        content: bytes | uploads.UploadBody
        if self.kept.is_source:
            from .uploads import UploadBody

            content = UploadBody(self.kept.sources)
            if self.kept.boundary:
                media_type += f"; boundary={self.kept.boundary}"
        else:
            content, media_type = encoded_body(self.operation, body, media_type)
        if isinstance(content, bytes):
            request.content = content
        else:
            request.upload = content
            if content.size is not None:
                request.headers["content-length"] = str(content.size)
        if options.content_type is not None or not self._chooses_media_type():
            request.headers["content-type"] = media_type

    def _chooses_media_type(self) -> bool:
        """Return whether an argument is the header field Content-Type, and given."""
        fields = self.arguments.get("header") or {}
        return any(name.lower() == "content-type" and fields[name] is not UNSET for name in fields)


def _add_headers(request: HttpRequest, headers: Mapping[str, Any]) -> None:
    for name, value in headers.items():
        text = None if value is None else encode_header(value)
        if text is None:
            request.headers.pop(name.lower(), None)
        else:
            request.headers[name.lower()] = check_header_value(text, f"the header {name!r}")


def _add_cookies(request: HttpRequest, cookies: Mapping[str, Any]) -> None:
    if not cookies:
        return
    pairs = cookie_pairs(request.headers.get("cookie", ""))
    for name, value in cookies.items():
        pairs.pop(name, None)
        if value is not None:
            pairs[name] = check_cookie(name, str(value), f"the cookie {name!r}")
    _set_cookies(request, pairs.values())


def _set_cookies(request: HttpRequest, pairs: Iterable[str]) -> None:
    header = "; ".join(pairs)
    if header:
        request.headers["cookie"] = header
    else:
        request.headers.pop("cookie", None)
