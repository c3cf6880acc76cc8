"""Models: Customers."""

from __future__ import annotations

from pydantic import Field

from .._runtime.models import DateTime, Model
from .shared import Address, Genre


class Customer(Model):
    """The object at ``#/components/schemas/Customer`` in the API's description."""

    email: str
    address: Address | None = None
    name: str | None = None
    preferences: Preferences | None = None


class Preferences(Model):
    """The object at ``#/components/schemas/Customer/properties/preferences`` in the API's
    description.
    """

    __pydantic_extra__: dict[str, str] = Field(init=False)  # pyright: ignore

    genres: list[Genre] | None = None
    """Default: ``["novel"]``."""

    newsletter: bool | None = None
    """Default: ``False``."""


class Session(Model):
    """The object at ``#/components/schemas/Session`` in the API's description."""

    token: str
    expires: DateTime


class SignInRequest(Model):
    """The object at
    ``#/paths/~1sessions/post/requestBody/content/application~1x-www-form-urlencoded/schema`` in
    the API's description.
    """

    email: str
    password: str
    remember: bool | None = None
    """Default: ``False``."""
