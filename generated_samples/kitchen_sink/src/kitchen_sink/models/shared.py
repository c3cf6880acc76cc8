"""Models: shared by several tags."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .._runtime.models import Model


class Address(Model):
    """The object at ``#/components/schemas/Address`` in the API's description."""

    street: str
    town: str
    country: str


class Author(Model):
    """The object at ``#/components/schemas/Author`` in the API's description."""

    id: uuid.UUID
    name: str
    born: datetime.date | None = None
    died: datetime.date | None = None
    pen_name_2: Annotated[str | None, Field(alias="penName")] = None
    pen_name: str | None = None
    """The same under its old name."""


class Conflict(Model):
    """The object at ``#/components/schemas/Conflict`` in the API's description."""

    message: str
    code: str | None = None
    isbns: list[str] | None = None


class Money(Model):
    """The object at ``#/components/schemas/Money`` in the API's description."""

    amount: decimal.Decimal
    currency: str


class NotFound(Model):
    """The object at ``#/components/schemas/NotFound`` in the API's description."""

    message: str
    code: str | None = None
    resource: str | None = None


class Problem(Model):
    """The object at ``#/components/schemas/Problem`` in the API's description."""

    message: str
    code: str | None = None


Genre: TypeAlias = Literal["novel", "poetry", "drama", "non-fiction", "children's"] | str
"""A kind of book."""
