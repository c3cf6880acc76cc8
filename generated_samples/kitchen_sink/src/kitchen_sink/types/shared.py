"""Typed dictionaries, in wire names: shared by several tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    import datetime
    import decimal
    import uuid


class AddressDict(TypedDict):
    """What `models.Address` is made of, by wire name."""

    street: str
    town: str
    country: str


class AuthorDict(TypedDict):
    """What `models.Author` is made of, by wire name."""

    id: uuid.UUID
    name: str
    born: NotRequired[datetime.date]
    died: NotRequired[datetime.date | None]
    penName: NotRequired[str]
    pen_name: NotRequired[str]


class MoneyDict(TypedDict):
    """What `models.Money` is made of, by wire name."""

    amount: decimal.Decimal
    currency: str
