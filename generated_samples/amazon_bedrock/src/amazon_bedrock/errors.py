"""The exceptions of the Amazon Bedrock API client.

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
    "AccessDeniedException",
    "ApiConnectionError",
    "ApiError",
    "ApiTimeoutError",
    "ClientError",
    "ConflictException",
    "InternalServerException",
    "MissingCredentialsError",
    "ResourceNotFoundException",
    "ResponseValidationError",
    "ThrottlingException",
    "ValidationException",
]


class AccessDeniedException(ApiError):
    """The server answered with the error code ``AccessDeniedException``."""

    @property
    def parsed(self) -> models.AccessDeniedException | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.AccessDeniedException)


class ConflictException(ApiError):
    """The server answered with the error code ``ConflictException``."""

    @property
    def parsed(self) -> models.ConflictException | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.ConflictException)


class InternalServerException(ApiError):
    """The server answered with the error code ``InternalServerException``."""

    @property
    def parsed(self) -> models.InternalServerException | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.InternalServerException)


class ResourceNotFoundException(ApiError):
    """The server answered with the error code ``ResourceNotFoundException``."""

    @property
    def parsed(self) -> models.ResourceNotFoundException | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.ResourceNotFoundException)


class ThrottlingException(ApiError):
    """The server answered with the error code ``ThrottlingException``."""

    @property
    def parsed(self) -> models.ThrottlingException | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.ThrottlingException)


class ValidationException(ApiError):
    """The server answered with the error code ``ValidationException``."""

    @property
    def parsed(self) -> models.ValidationException | None:
        """The body as a model; None if it is not one."""
        return self._parse(models.ValidationException)


BY_CODE: dict[str, type[ApiError]] = {
    "AccessDeniedException": AccessDeniedException,
    "ConflictException": ConflictException,
    "InternalServerException": InternalServerException,
    "ResourceNotFoundException": ResourceNotFoundException,
    "ThrottlingException": ThrottlingException,
    "ValidationException": ValidationException,
}
"""The class for each error code."""
