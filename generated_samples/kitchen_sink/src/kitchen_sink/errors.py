"""The exceptions of the Kitchen Sink Bookshop client.

Every exception is a ClientError. ApiError and its subclasses are answers of the server,
with `status`, `code`, `message`, `request_id`, `headers`, `body` and `request`.
"""

from __future__ import annotations

from . import models
from ._runtime.errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    ClientError,
    MissingCredentialsError,
    ResponseValidationError,
)

__all__ = [
    "ApiConnectionError",
    "ApiError",
    "ApiTimeoutError",
    "ClientError",
    "Conflict",
    "MissingCredentialsError",
    "NotFound",
    "Problem",
    "ResponseValidationError",
]


class Conflict(ApiError):
    """The server answered with Conflict."""

    @property
    def parsed(self) -> models.Conflict | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.Conflict)


class NotFound(ApiError):
    """The server answered with NotFound."""

    @property
    def parsed(self) -> models.NotFound | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.NotFound)


class Problem(ApiError):
    """The server answered with Problem."""

    @property
    def parsed(self) -> models.Problem | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.Problem)


BY_CODE: dict[str, type[ApiError]] = {}
"""The class for each error code."""
