"""The models of the API; each module is loaded when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_exports

if TYPE_CHECKING:
    from .._runtime.models import Base64, DateTime
    from .books import (
        Binding,
        Book,
        BookPage,
        BookPatch,
        BookRequest,
        GetBookResponseHeaders,
        ListBooksResponseHeaders,
        Notes,
        Rating,
        Review,
        ReviewRequest,
        Size,
        Tags,
        UploadBookCoverRequest,
    )
    from .customers import Customer, Preferences, Session, SignInRequest
    from .operations import Category, Status
    from .orders import (
        AnyPayment,
        CardPayment,
        NewOrder,
        Order,
        OrderLine,
        OrderStatus,
        Payment,
        Postponed,
        VoucherPayment,
    )
    from .shared import Address, Author, Conflict, Genre, Money, NotFound, Problem

__all__ = [
    "Address",
    "AnyPayment",
    "Author",
    "Base64",
    "Binding",
    "Book",
    "BookPage",
    "BookPatch",
    "BookRequest",
    "CardPayment",
    "Category",
    "Conflict",
    "Customer",
    "DateTime",
    "Genre",
    "GetBookResponseHeaders",
    "ListBooksResponseHeaders",
    "Money",
    "NewOrder",
    "NotFound",
    "Notes",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Payment",
    "Postponed",
    "Preferences",
    "Problem",
    "Rating",
    "Review",
    "ReviewRequest",
    "Session",
    "SignInRequest",
    "Size",
    "Status",
    "Tags",
    "UploadBookCoverRequest",
    "VoucherPayment",
]

_MODULES: dict[str, str] = {
    "Address": ".shared",
    "AnyPayment": ".orders",
    "Author": ".shared",
    "Base64": ".._runtime.models",
    "Binding": ".books",
    "Book": ".books",
    "BookPage": ".books",
    "BookPatch": ".books",
    "BookRequest": ".books",
    "CardPayment": ".orders",
    "Category": ".operations",
    "Conflict": ".shared",
    "Customer": ".customers",
    "DateTime": ".._runtime.models",
    "Genre": ".shared",
    "GetBookResponseHeaders": ".books",
    "ListBooksResponseHeaders": ".books",
    "Money": ".shared",
    "NewOrder": ".orders",
    "NotFound": ".shared",
    "Notes": ".books",
    "Order": ".orders",
    "OrderLine": ".orders",
    "OrderStatus": ".orders",
    "Payment": ".orders",
    "Postponed": ".orders",
    "Preferences": ".customers",
    "Problem": ".shared",
    "Rating": ".books",
    "Review": ".books",
    "ReviewRequest": ".books",
    "Session": ".customers",
    "SignInRequest": ".customers",
    "Size": ".books",
    "Status": ".operations",
    "Tags": ".books",
    "UploadBookCoverRequest": ".books",
    "VoucherPayment": ".orders",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_exports(__name__, _MODULES)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
