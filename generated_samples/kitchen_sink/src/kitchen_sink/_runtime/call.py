# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""One call of an operation: its arguments, and the request that they make."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .encoding import encode_body
from .http import HttpRequest
from .operation import Operation
from .options import NO_OPTIONS, RequestOptions
from .parameters import encode_cookies, encode_header, encode_query, expand_path
from .unset import UNSET, Unset


class Call:
    """An operation together with the arguments of one call; every attempt makes its request from it."""

    __slots__ = ("arguments", "operation", "options")

    def __init__(
        self, operation: Operation[Any], arguments: dict[str, Any], options: RequestOptions | None
    ) -> None:
        self.operation = operation
        self.arguments = arguments
        self.options = options or NO_OPTIONS
        self._fill_idempotency_token()

    def _fill_idempotency_token(self) -> None:
        """Invent the token that makes repeating the request safe, unless the caller gave one."""
        member, header = self.operation.idempotency_member, self.operation.idempotency_header
        part, name = ("body", member) if member is not None else ("header", header)
        if name is None:
            return
        values = self.arguments.get(part) or {}
        if isinstance(values, Mapping) and values.get(name, UNSET) is UNSET:
            token = self.options.idempotency_key or str(uuid.uuid4())
            self.arguments[part] = {**values, name: token}

    def at_page(self, token_parameter: str, token: str) -> Call:
        """The same call for the page that a token names."""
        query = {**(self.arguments.get("query") or {}), token_parameter: token}
        return Call(self.operation, {**self.arguments, "query": query}, self.options)

    def request(self, base_url: str, headers: Mapping[str, str]) -> HttpRequest:
        """Make the request, without credentials."""
        operation, arguments, options = self.operation, self.arguments, self.options
        url = base_url + expand_path(
            operation.path, arguments.get("path") or {}, operation.styles.path
        )
        pairs = encode_query(arguments.get("query") or {}, operation.styles.query)
        own = {quote(n, safe=""): quote(value, safe="") for n, value in options.query.items()}
        pairs = [(name, value) for name, value in pairs if name not in own]
        pairs += own.items()
        if pairs:
            url += ("&" if "?" in url else "?") + "&".join(
                f"{name}={value}" for name, value in pairs
            )
        request = HttpRequest(operation.method, url, {"accept": operation.accept, **headers})
        if options.accept is not None:
            request.headers["accept"] = options.accept
        self._add_headers(request)
        self._add_body(request)
        request.headers.update((name.lower(), value) for name, value in options.headers.items())
        return request

    def _add_headers(self, request: HttpRequest) -> None:
        styles = self.operation.styles
        for name, value in (self.arguments.get("header") or {}).items():
            if value is not UNSET and value is not None:
                style = styles.header.get(name)
                text = encode_header(value, style) if style else encode_header(value)
                request.headers[name.lower()] = text
        cookies = encode_cookies(self.arguments.get("cookie") or {}, styles.cookie)
        if cookies is not None:
            request.headers["cookie"] = cookies

    def _add_body(self, request: HttpRequest) -> None:
        body = self.arguments.get("body", UNSET)
        if body is UNSET:
            return
        media_type = self._media_type(body)
        if isinstance(body, (bytes, bytearray)):
            request.content = bytes(body)
        elif media_type.startswith("multipart/"):
            from .multipart import encode_multipart

            part_types = self.operation.part_types
            part_styles = self.operation.part_styles
            request.content, media_type = encode_multipart(
                body, media_type, part_types, part_styles
            )
        elif media_type.startswith("application/x-www-form-urlencoded"):
            from .forms import encode_form

            request.content = encode_form(body, self.operation.part_styles)
        else:
            request.content = encode_body(body, media_type)
        request.headers["content-type"] = media_type

    def _media_type(self, body: Any) -> str:
        """Return the media type of the body: the chosen one, else that of files if there are any, else the usual one."""
        chosen: str | Unset = self.arguments.get("content_type", UNSET)
        if not isinstance(chosen, Unset):
            return chosen
        upload = self.operation.upload
        if upload is not None:
            from .multipart import holds_files

            if holds_files(body, upload.members):
                return upload.media_type
        return self.operation.media_type
