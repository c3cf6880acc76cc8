"""Models: Books."""

from __future__ import annotations

import datetime
from typing import Annotated, TypeAlias

from pydantic import Field

from .._runtime.enums import OpenEnum
from .._runtime.models import Base64, DateTime, Model
from .shared import Author, Genre, Money


class Binding(int, OpenEnum):
    """How a book is bound."""

    PAPERBACK = 0
    HARDCOVER = 1
    LEATHER = 2
    UNKNOWN_ = -1


class Book(Model):
    """A title, of which there may be several copies."""

    isbn: str
    title: str
    genre: Genre
    price: Money
    added: DateTime | None = None
    authors: list[Author] | None = None
    binding: Binding | None = None
    class_: Annotated[str | None, Field(alias="class")] = None
    """The number in the decimal classification."""

    id: int | None = None
    notes: dict[str, str] | None = None
    pages: int | None = None
    published: datetime.date | None = None
    sequel: Book | None = None
    size: Size | None = None
    subtitle: str | None = None
    tags: list[str] | None = None
    thumbnail: Base64 | None = None
    weight: float | None = None
    """In kilograms."""


class BookPage(Model):
    """The object at ``#/components/schemas/BookPage`` in the API's description."""

    books: list[Book]
    next_cursor: Annotated[str | None, Field(alias="nextCursor")] = None


class BookPatch(Model):
    """The object at ``#/components/schemas/BookPatch`` in the API's description."""

    genre: Genre | None = None
    pages: int | None = None
    subtitle: str | None = None
    tags: list[str] | None = None
    title: str | None = None


class BookRequest(Model):
    """A title, of which there may be several copies."""

    isbn: str
    title: str
    genre: Genre
    price: Money
    authors: list[Author] | None = None
    binding: Binding | None = None
    class_: Annotated[str | None, Field(alias="class")] = None
    """The number in the decimal classification."""

    notes: dict[str, str] | None = None
    pages: int | None = None
    published: datetime.date | None = None
    sequel: BookRequest | None = None
    size: Size | None = None
    subtitle: str | None = None
    tags: list[str] | None = None
    thumbnail: Base64 | None = None
    weight: float | None = None
    """In kilograms."""


class GetBookResponseHeaders(Model):
    """The header fields of a response.

    The book.
    """

    e_tag: Annotated[str | None, Field(alias="ETag")] = None


class ListBooksResponseHeaders(Model):
    """The header fields of a response.

    One page of books.
    """

    x_total_count: Annotated[int | None, Field(alias="X-Total-Count")] = None
    """How many there are in all."""


class Review(Model):
    """The object at ``#/components/schemas/Review`` in the API's description."""

    rating: int
    text: str
    at: DateTime | None = None
    by: str | None = None
    """Default: ``"anonymous"``."""


class ReviewRequest(Model):
    """The object at ``#/components/schemas/Review`` in the API's description."""

    rating: int
    text: str
    by: str | None = None
    """Default: ``"anonymous"``."""


class Size(Model):
    """In millimetres."""

    depth: float | None = None
    height: float | None = None
    width: float | None = None


class UploadBookCoverRequest(Model):
    """The object at
    ``#/paths/~1books~1{isbn}~1cover/put/requestBody/content/multipart~1form-data/schema`` in
    the API's description.
    """

    picture: bytes
    """PNG or JPEG."""

    caption: str | None = None
    width: int | None = None


Notes: TypeAlias = dict[str, str]
"""Remarks of the staff, by language."""

Tags: TypeAlias = list[str]
"""Words that help to find it."""

Rating: TypeAlias = int
