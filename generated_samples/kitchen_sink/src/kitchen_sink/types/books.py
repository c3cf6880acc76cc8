"""Typed dictionaries, in wire names: Books."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from .. import models
    from .shared import AuthorDict, MoneyDict


class BookPatchDict(TypedDict):
    """What `models.BookPatch` is made of, by wire name."""

    genre: NotRequired[models.Genre]
    pages: NotRequired[int | None]
    subtitle: NotRequired[str | None]
    tags: NotRequired[Sequence[str]]
    title: NotRequired[str]


BookRequestDict = TypedDict(
    "BookRequestDict",
    {
        "isbn": "str",
        "title": "str",
        "genre": "models.Genre",
        "price": "models.Money | MoneyDict",
        "authors": "NotRequired[Sequence[models.Author | AuthorDict]]",
        "binding": "NotRequired[models.Binding | int]",
        "class": "NotRequired[str]",
        "notes": "NotRequired[Mapping[str, str]]",
        "pages": "NotRequired[int]",
        "published": "NotRequired[datetime.date]",
        "sequel": "NotRequired[models.BookRequest | BookRequestDict]",
        "size": "NotRequired[models.Size | SizeDict]",
        "subtitle": "NotRequired[str | None]",
        "tags": "NotRequired[Sequence[str]]",
        "thumbnail": "NotRequired[bytes]",
        "weight": "NotRequired[float]",
    },
)
"""What `models.BookRequest` is made of, by wire name."""


class ReviewRequestDict(TypedDict):
    """What `models.ReviewRequest` is made of, by wire name."""

    rating: int
    text: str
    by: NotRequired[str]


class SizeDict(TypedDict):
    """What `models.Size` is made of, by wire name."""

    depth: NotRequired[float]
    height: NotRequired[float]
    width: NotRequired[float]


class UploadBookCoverRequestDict(TypedDict):
    """What `models.UploadBookCoverRequest` is made of, by wire name."""

    picture: bytes
    caption: NotRequired[str]
    width: NotRequired[int]
