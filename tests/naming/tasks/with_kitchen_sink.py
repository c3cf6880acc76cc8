"""What people do with the bookshop."""

from __future__ import annotations

from decimal import Decimal

from kitchen_sink import KitchenSinkBookshop, models
from kitchen_sink.errors import ConflictError, NotFoundError

BOOK = {
    "isbn": "1",
    "title": "Emma",
    "genre": "novel",
    "price": {"amount": "9.50", "currency": "EUR"},
    "id": 7,
}
ROUTES: list[tuple[str, str, object]] = [
    ("GET", "/v2/books", {"books": [BOOK]}),
    ("GET", "/books?genre=novel&sort=price", {"books": [BOOK]}),
    ("POST", "/books", BOOK),
    ("GET", "/books/{isbn}", BOOK),
    ("PUT", "/books/{isbn}", BOOK),
    ("PATCH", "/books/{isbn}", BOOK),
]


def novels_by_price(client: KitchenSinkBookshop) -> None:
    for book in client.books.list(genre=["novel"], sort="price"):
        print(book.title, book.price.amount)


def add_a_book(client: KitchenSinkBookshop) -> None:
    book = client.books.add(
        isbn="1",
        title="Emma",
        genre="novel",
        price={"amount": Decimal("9.50"), "currency": "EUR"},
    )
    assert book.id == 7


def read_change_write(client: KitchenSinkBookshop) -> None:
    book = client.books.get("1")
    book.title = "Emma, again"
    client.books.replace("1", body=book)
    sequel = models.BookRequest(
        isbn="2", title="More", genre="novel", price=book.price, sequel=book
    )
    client.books.replace("2", body=sequel)


def clear_one_field(client: KitchenSinkBookshop) -> None:
    client.books.update("1", subtitle=None)


def not_found_or_taken(client: KitchenSinkBookshop) -> None:
    try:
        client.books.get("1")
    except NotFoundError:
        print("no such book")
    except ConflictError as error:
        print(error.message)
