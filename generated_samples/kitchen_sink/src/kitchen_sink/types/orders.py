"""Typed dictionaries, in wire names: Orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .. import models
    from .shared import AddressDict


NewOrderDict = TypedDict(
    "NewOrderDict",
    {
        "lines": "Sequence[models.OrderLine | OrderLineDict]",
        "to": "models.Address | AddressDict",
        "from": "NotRequired[str]",
        "message": "NotRequired[str]",
    },
)
"""What `models.NewOrder` is made of, by wire name."""


class OrderLineDict(TypedDict):
    """What `models.OrderLine` is made of, by wire name."""

    isbn: str
    gift: NotRequired[bool]
    quantity: NotRequired[int]
