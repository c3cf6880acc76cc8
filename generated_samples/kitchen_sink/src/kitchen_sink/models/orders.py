"""Models: Orders."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .._runtime.models import DateTime, Model
from .._runtime.unions import OneOf
from .shared import Address, Money


class CardPayment(Model):
    """The object at ``#/components/schemas/CardPayment`` in the API's description."""

    method: str
    amount: Money
    last_digits: Annotated[str | None, Field(alias="lastDigits")] = None


class NewOrder(Model):
    """The object at ``#/components/schemas/NewOrder`` in the API's description."""

    lines: list[OrderLine]
    to: Address
    from_: Annotated[str | None, Field(alias="from")] = None
    """Who sends it as a present."""

    message: str | None = None


class Order(Model):
    """An order that the shop has taken."""

    lines: list[OrderLine]
    to: Address
    number: int
    status: OrderStatus
    from_: Annotated[str | None, Field(alias="from")] = None
    """Who sends it as a present."""

    message: str | None = None
    placed: DateTime | None = None
    total: Money | None = None


class OrderLine(Model):
    """The object at ``#/components/schemas/OrderLine`` in the API's description."""

    isbn: str
    gift: bool | None = None
    quantity: int | None = None
    """Default: ``1``."""


class Payment(Model):
    """The object at ``#/components/schemas/Payment`` in the API's description."""

    method: str
    amount: Money


class Postponed(Model):
    """The object at ``#/components/schemas/Postponed`` in the API's description."""

    until: DateTime | None = None


class VoucherPayment(Model):
    """The object at ``#/components/schemas/VoucherPayment`` in the API's description."""

    method: str
    amount: Money
    code: str | None = None


OrderStatus: TypeAlias = Literal["open", "paid", "sent", "cancelled"] | str

AnyPayment: TypeAlias = Annotated[
    Payment | CardPayment | VoucherPayment,
    OneOf(
        "method", {"CardPayment": CardPayment, "Payment": Payment, "VoucherPayment": VoucherPayment}
    ),
]
