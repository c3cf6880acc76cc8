# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""The exceptions that a client raises.

ClientError
+-- ApiError                    the server answered with an error status
|   +-- (one class for each error that the API declares)
+-- ApiConnectionError          no answer: connection refused, reset, TLS failure
|   +-- ApiTimeoutError         no answer in time
+-- MissingCredentialsError     nothing to authenticate with
+-- ResponseValidationError     the answer does not fit its schema (only with strict_responses=True)
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from .http import Headers, HttpRequest

T = TypeVar("T")


class ClientError(Exception):
    """The root of every exception that a client raises."""


class ApiError(ClientError):
    """The server answered with an error status.

    Attributes: `status` (HTTP status code), `code` (the API's own error code, None when it sent none),
    `message` (for people), `request_id` (for the provider's support), `headers`, `body` (decoded JSON,
    else text) and `request` (what was sent).
    """

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
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.request_id = request_id
        self.headers = headers
        self.content = content
        self.request = request

    @property
    def body(self) -> Any:
        """The body: decoded JSON where it is JSON, else text."""
        try:
            return json.loads(self.content)
        except ValueError:
            return self.content.decode("utf-8", "replace")

    def headers_as(self, model: type[T]) -> T:
        """Read the header fields as the model that the API declares for them.

        What is not there is None; what does not fit stays text.
        """
        from .headers import decode_headers

        return decode_headers(self.headers, model)

    def _parse(self, model: type[T]) -> T | None:
        """Decode the body as a model; None where it is not JSON or no object."""
        from .fitting import fit

        value = fit(model, self.body, "$", [])
        return value if isinstance(value, model) else None

    def __str__(self) -> str:
        parts = [str(self.status)]
        if self.code is not None:
            parts.append(self.code)
        text = f"{' '.join(parts)}: {self.message}" if self.message else " ".join(parts)
        return f"{text} (request {self.request_id})" if self.request_id else text


class ApiConnectionError(ClientError):
    """The request got no answer: the connection failed or broke."""


class ApiTimeoutError(ApiConnectionError):
    """The request got no answer within its timeout."""


class MissingCredentialsError(ClientError):
    """The operation needs credentials, and none were given or found."""


class ResponseValidationError(ClientError):
    """The response does not fit its schema; raised only by clients with `strict_responses=True`.

    `paths` lists the JSON paths that do not fit.
    """

    def __init__(self, message: str, *, paths: tuple[str, ...]) -> None:
        super().__init__(message)
        self.paths = paths
