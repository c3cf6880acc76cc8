"""Typed dictionaries that may stand for models in arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_exports

if TYPE_CHECKING:
    from .books import (
        BookPatchDict,
        BookRequestDict,
        ReviewRequestDict,
        SizeDict,
        UploadBookCoverRequestDict,
    )
    from .customers import SignInRequestDict
    from .orders import NewOrderDict, OrderLineDict
    from .shared import AddressDict, AuthorDict, MoneyDict

__all__ = [
    "AddressDict",
    "AuthorDict",
    "BookPatchDict",
    "BookRequestDict",
    "MoneyDict",
    "NewOrderDict",
    "OrderLineDict",
    "ReviewRequestDict",
    "SignInRequestDict",
    "SizeDict",
    "UploadBookCoverRequestDict",
]

_MODULES: dict[str, str] = {
    "AddressDict": ".shared",
    "AuthorDict": ".shared",
    "BookPatchDict": ".books",
    "BookRequestDict": ".books",
    "MoneyDict": ".shared",
    "NewOrderDict": ".orders",
    "OrderLineDict": ".orders",
    "ReviewRequestDict": ".books",
    "SignInRequestDict": ".customers",
    "SizeDict": ".books",
    "UploadBookCoverRequestDict": ".books",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_exports(__name__, _MODULES)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
