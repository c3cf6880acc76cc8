"""Models: shared by several tags."""

from __future__ import annotations

from .._runtime.models import Model


class InternalServerException(Model):
    """The object at ``#/components/schemas/InternalServerException`` in the API's description."""

    message: str | None = None


class ResourceNotFoundException(Model):
    """The object at ``#/components/schemas/ResourceNotFoundException`` in the API's description."""

    message: str | None = None


class ValidationException(Model):
    """The object at ``#/components/schemas/ValidationException`` in the API's description."""

    message: str | None = None
