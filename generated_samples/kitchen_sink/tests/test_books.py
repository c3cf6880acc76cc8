"""What the operations of Books send, and what they make of the answer."""

from __future__ import annotations

import datetime
import decimal
import uuid

import pytest

from kitchen_sink import errors, models
from support import Answer, FakeApi


def test_list() -> None:
    """listBooks: GET /books."""
    api = FakeApi(
        Answer(
            200,
            {
                "books": [
                    {
                        "added": "2026-01-02T03:04:05Z",
                        "authors": [
                            {
                                "born": "2026-01-02",
                                "died": "2026-01-02",
                                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                                "name": "name",
                                "penName": "penName",
                                "pen_name": "pen_name",
                            }
                        ],
                        "binding": 0,
                        "class": "class",
                        "genre": "novel",
                        "id": 1,
                        "isbn": "isbn",
                        "notes": {"key": "notes"},
                        "pages": 1,
                        "price": {"amount": "1.5", "currency": "cur"},
                        "published": "2026-01-02",
                        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                        "subtitle": "subtitle",
                        "tags": ["tags"],
                        "thumbnail": "b2N0ZXRz",
                        "title": "title",
                        "weight": 1.5,
                    }
                ],
                "nextCursor": "nextCursor",
            },
        )
    )
    with api.client() as client:
        answer = client.books.list(
            genre=["novel"],
            isbn=["isbn"],
            shelf=[1],
            in_stock=True,
            published_after=datetime.date(2026, 1, 2),
            sort="title",
            limit=1,
            cursor="cursor",
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/books?genre=novel&isbn=isbn&shelf=1&inStock=true&publishedAfter=2026-01-02&sort=title&limit=1&cursor=cursor"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer.response == models.BookPage(
        books=[
            models.Book(
                isbn="isbn",
                title="title",
                genre="novel",
                price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
                added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                authors=[
                    models.Author(
                        id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                        name="name",
                        born=datetime.date(2026, 1, 2),
                        died=datetime.date(2026, 1, 2),
                        pen_name_2="penName",
                        pen_name="pen_name",
                    )
                ],
                binding=models.Binding(0),
                class_="class",
                id=1,
                notes={"key": "notes"},
                pages=1,
                published=datetime.date(2026, 1, 2),
                size=models.Size(depth=1.5, height=1.5, width=1.5),
                subtitle="subtitle",
                tags=["tags"],
                thumbnail=b"octets",
                weight=1.5,
            )
        ],
        next_cursor="nextCursor",
    )


@pytest.mark.anyio
async def test_list_async() -> None:
    """listBooks: GET /books."""
    api = FakeApi(
        Answer(
            200,
            {
                "books": [
                    {
                        "added": "2026-01-02T03:04:05Z",
                        "authors": [
                            {
                                "born": "2026-01-02",
                                "died": "2026-01-02",
                                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                                "name": "name",
                                "penName": "penName",
                                "pen_name": "pen_name",
                            }
                        ],
                        "binding": 0,
                        "class": "class",
                        "genre": "novel",
                        "id": 1,
                        "isbn": "isbn",
                        "notes": {"key": "notes"},
                        "pages": 1,
                        "price": {"amount": "1.5", "currency": "cur"},
                        "published": "2026-01-02",
                        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                        "subtitle": "subtitle",
                        "tags": ["tags"],
                        "thumbnail": "b2N0ZXRz",
                        "title": "title",
                        "weight": 1.5,
                    }
                ],
                "nextCursor": "nextCursor",
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.books.list(
            genre=["novel"],
            isbn=["isbn"],
            shelf=[1],
            in_stock=True,
            published_after=datetime.date(2026, 1, 2),
            sort="title",
            limit=1,
            cursor="cursor",
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/books?genre=novel&isbn=isbn&shelf=1&inStock=true&publishedAfter=2026-01-02&sort=title&limit=1&cursor=cursor"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer.response == models.BookPage(
        books=[
            models.Book(
                isbn="isbn",
                title="title",
                genre="novel",
                price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
                added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                authors=[
                    models.Author(
                        id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                        name="name",
                        born=datetime.date(2026, 1, 2),
                        died=datetime.date(2026, 1, 2),
                        pen_name_2="penName",
                        pen_name="pen_name",
                    )
                ],
                binding=models.Binding(0),
                class_="class",
                id=1,
                notes={"key": "notes"},
                pages=1,
                published=datetime.date(2026, 1, 2),
                size=models.Size(depth=1.5, height=1.5, width=1.5),
                subtitle="subtitle",
                tags=["tags"],
                thumbnail=b"octets",
                weight=1.5,
            )
        ],
        next_cursor="nextCursor",
    )


def test_list_pages() -> None:
    """listBooks: iterating asks for page after page."""
    api = FakeApi(
        Answer(
            200,
            {
                "books": [
                    {
                        "added": "2026-01-02T03:04:05Z",
                        "authors": [
                            {
                                "born": "2026-01-02",
                                "died": "2026-01-02",
                                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                                "name": "name",
                                "penName": "penName",
                                "pen_name": "pen_name",
                            }
                        ],
                        "binding": 0,
                        "class": "class",
                        "genre": "novel",
                        "id": 1,
                        "isbn": "isbn",
                        "notes": {"key": "notes"},
                        "pages": 1,
                        "price": {"amount": "1.5", "currency": "cur"},
                        "published": "2026-01-02",
                        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                        "subtitle": "subtitle",
                        "tags": ["tags"],
                        "thumbnail": "b2N0ZXRz",
                        "title": "title",
                        "weight": 1.5,
                    }
                ],
                "nextCursor": "token-2",
            },
        ),
        Answer(
            200,
            {
                "books": [
                    {
                        "added": "2026-01-02T03:04:05Z",
                        "authors": [
                            {
                                "born": "2026-01-02",
                                "died": "2026-01-02",
                                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                                "name": "name",
                                "penName": "penName",
                                "pen_name": "pen_name",
                            }
                        ],
                        "binding": 0,
                        "class": "class",
                        "genre": "novel",
                        "id": 1,
                        "isbn": "isbn",
                        "notes": {"key": "notes"},
                        "pages": 1,
                        "price": {"amount": "1.5", "currency": "cur"},
                        "published": "2026-01-02",
                        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                        "subtitle": "subtitle",
                        "tags": ["tags"],
                        "thumbnail": "b2N0ZXRz",
                        "title": "title",
                        "weight": 1.5,
                    }
                ]
            },
        ),
    )
    with api.client() as client:
        items = list(client.books.list())
    assert len(items) == 2
    assert len(api.requests) == 2
    assert "cursor=token-2" in api.requests[1].target


@pytest.mark.anyio
async def test_list_pages_async() -> None:
    """listBooks: iterating asks for page after page."""
    api = FakeApi(
        Answer(
            200,
            {
                "books": [
                    {
                        "added": "2026-01-02T03:04:05Z",
                        "authors": [
                            {
                                "born": "2026-01-02",
                                "died": "2026-01-02",
                                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                                "name": "name",
                                "penName": "penName",
                                "pen_name": "pen_name",
                            }
                        ],
                        "binding": 0,
                        "class": "class",
                        "genre": "novel",
                        "id": 1,
                        "isbn": "isbn",
                        "notes": {"key": "notes"},
                        "pages": 1,
                        "price": {"amount": "1.5", "currency": "cur"},
                        "published": "2026-01-02",
                        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                        "subtitle": "subtitle",
                        "tags": ["tags"],
                        "thumbnail": "b2N0ZXRz",
                        "title": "title",
                        "weight": 1.5,
                    }
                ],
                "nextCursor": "token-2",
            },
        ),
        Answer(
            200,
            {
                "books": [
                    {
                        "added": "2026-01-02T03:04:05Z",
                        "authors": [
                            {
                                "born": "2026-01-02",
                                "died": "2026-01-02",
                                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                                "name": "name",
                                "penName": "penName",
                                "pen_name": "pen_name",
                            }
                        ],
                        "binding": 0,
                        "class": "class",
                        "genre": "novel",
                        "id": 1,
                        "isbn": "isbn",
                        "notes": {"key": "notes"},
                        "pages": 1,
                        "price": {"amount": "1.5", "currency": "cur"},
                        "published": "2026-01-02",
                        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                        "subtitle": "subtitle",
                        "tags": ["tags"],
                        "thumbnail": "b2N0ZXRz",
                        "title": "title",
                        "weight": 1.5,
                    }
                ]
            },
        ),
    )
    async with api.async_client() as client:
        items = [item async for item in client.books.list()]
    assert len(items) == 2
    assert len(api.requests) == 2
    assert "cursor=token-2" in api.requests[1].target


def test_list_raises_problem_default() -> None:
    """listBooks: default raises Problem."""
    body = {"code": "code", "message": "message"}
    api = FakeApi(Answer(599, body))
    with api.client() as client, pytest.raises(errors.Problem) as caught:
        client.books.list()
    assert caught.value.status == 599
    assert caught.value.body == body


def test_add() -> None:
    """addBook: POST /books."""
    api = FakeApi(
        Answer(
            201,
            {
                "added": "2026-01-02T03:04:05Z",
                "authors": [
                    {
                        "born": "2026-01-02",
                        "died": "2026-01-02",
                        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                        "name": "name",
                        "penName": "penName",
                        "pen_name": "pen_name",
                    }
                ],
                "binding": 0,
                "class": "class",
                "genre": "novel",
                "id": 1,
                "isbn": "isbn",
                "notes": {"key": "notes"},
                "pages": 1,
                "price": {"amount": "1.5", "currency": "cur"},
                "published": "2026-01-02",
                "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                "subtitle": "subtitle",
                "tags": ["tags"],
                "thumbnail": "b2N0ZXRz",
                "title": "title",
                "weight": 1.5,
            },
        )
    )
    with api.client() as client:
        answer = client.books.add(
            isbn="isbn",
            title="title",
            genre="novel",
            price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
            authors=[
                models.Author(
                    id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                    name="name",
                    born=datetime.date(2026, 1, 2),
                    died=datetime.date(2026, 1, 2),
                    pen_name_2="penName",
                    pen_name="pen_name",
                )
            ],
            binding=models.Binding(0),
            class_="class",
            notes={"key": "notes"},
            pages=1,
            published=datetime.date(2026, 1, 2),
            sequel=models.BookRequest(
                isbn="isbn",
                title="title",
                genre="novel",
                price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
                authors=[
                    models.Author(
                        id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                        name="name",
                        born=datetime.date(2026, 1, 2),
                        died=datetime.date(2026, 1, 2),
                        pen_name_2="penName",
                        pen_name="pen_name",
                    )
                ],
                binding=models.Binding(0),
                class_="class",
                notes={"key": "notes"},
                pages=1,
                published=datetime.date(2026, 1, 2),
                size=models.Size(depth=1.5, height=1.5, width=1.5),
                subtitle="subtitle",
                tags=["tags"],
                thumbnail=b"octets",
                weight=1.5,
            ),
            size=models.Size(depth=1.5, height=1.5, width=1.5),
            subtitle="subtitle",
            tags=["tags"],
            thumbnail=b"octets",
            weight=1.5,
        )
    assert api.request.method == "POST"
    assert api.request.target == "/books"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/json",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {
        "authors": [
            {
                "born": "2026-01-02",
                "died": "2026-01-02",
                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                "name": "name",
                "penName": "penName",
                "pen_name": "pen_name",
            }
        ],
        "binding": 0,
        "class": "class",
        "genre": "novel",
        "isbn": "isbn",
        "notes": {"key": "notes"},
        "pages": 1,
        "price": {"amount": "1.5", "currency": "cur"},
        "published": "2026-01-02",
        "sequel": {
            "authors": [
                {
                    "born": "2026-01-02",
                    "died": "2026-01-02",
                    "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                    "name": "name",
                    "penName": "penName",
                    "pen_name": "pen_name",
                }
            ],
            "binding": 0,
            "class": "class",
            "genre": "novel",
            "isbn": "isbn",
            "notes": {"key": "notes"},
            "pages": 1,
            "price": {"amount": "1.5", "currency": "cur"},
            "published": "2026-01-02",
            "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
            "subtitle": "subtitle",
            "tags": ["tags"],
            "thumbnail": "b2N0ZXRz",
            "title": "title",
            "weight": 1.5,
        },
        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
        "subtitle": "subtitle",
        "tags": ["tags"],
        "thumbnail": "b2N0ZXRz",
        "title": "title",
        "weight": 1.5,
    }
    assert answer == models.Book(
        isbn="isbn",
        title="title",
        genre="novel",
        price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        authors=[
            models.Author(
                id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                name="name",
                born=datetime.date(2026, 1, 2),
                died=datetime.date(2026, 1, 2),
                pen_name_2="penName",
                pen_name="pen_name",
            )
        ],
        binding=models.Binding(0),
        class_="class",
        id=1,
        notes={"key": "notes"},
        pages=1,
        published=datetime.date(2026, 1, 2),
        size=models.Size(depth=1.5, height=1.5, width=1.5),
        subtitle="subtitle",
        tags=["tags"],
        thumbnail=b"octets",
        weight=1.5,
    )


@pytest.mark.anyio
async def test_add_async() -> None:
    """addBook: POST /books."""
    api = FakeApi(
        Answer(
            201,
            {
                "added": "2026-01-02T03:04:05Z",
                "authors": [
                    {
                        "born": "2026-01-02",
                        "died": "2026-01-02",
                        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                        "name": "name",
                        "penName": "penName",
                        "pen_name": "pen_name",
                    }
                ],
                "binding": 0,
                "class": "class",
                "genre": "novel",
                "id": 1,
                "isbn": "isbn",
                "notes": {"key": "notes"},
                "pages": 1,
                "price": {"amount": "1.5", "currency": "cur"},
                "published": "2026-01-02",
                "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                "subtitle": "subtitle",
                "tags": ["tags"],
                "thumbnail": "b2N0ZXRz",
                "title": "title",
                "weight": 1.5,
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.books.add(
            isbn="isbn",
            title="title",
            genre="novel",
            price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
            authors=[
                models.Author(
                    id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                    name="name",
                    born=datetime.date(2026, 1, 2),
                    died=datetime.date(2026, 1, 2),
                    pen_name_2="penName",
                    pen_name="pen_name",
                )
            ],
            binding=models.Binding(0),
            class_="class",
            notes={"key": "notes"},
            pages=1,
            published=datetime.date(2026, 1, 2),
            sequel=models.BookRequest(
                isbn="isbn",
                title="title",
                genre="novel",
                price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
                authors=[
                    models.Author(
                        id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                        name="name",
                        born=datetime.date(2026, 1, 2),
                        died=datetime.date(2026, 1, 2),
                        pen_name_2="penName",
                        pen_name="pen_name",
                    )
                ],
                binding=models.Binding(0),
                class_="class",
                notes={"key": "notes"},
                pages=1,
                published=datetime.date(2026, 1, 2),
                size=models.Size(depth=1.5, height=1.5, width=1.5),
                subtitle="subtitle",
                tags=["tags"],
                thumbnail=b"octets",
                weight=1.5,
            ),
            size=models.Size(depth=1.5, height=1.5, width=1.5),
            subtitle="subtitle",
            tags=["tags"],
            thumbnail=b"octets",
            weight=1.5,
        )
    assert api.request.method == "POST"
    assert api.request.target == "/books"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/json",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {
        "authors": [
            {
                "born": "2026-01-02",
                "died": "2026-01-02",
                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                "name": "name",
                "penName": "penName",
                "pen_name": "pen_name",
            }
        ],
        "binding": 0,
        "class": "class",
        "genre": "novel",
        "isbn": "isbn",
        "notes": {"key": "notes"},
        "pages": 1,
        "price": {"amount": "1.5", "currency": "cur"},
        "published": "2026-01-02",
        "sequel": {
            "authors": [
                {
                    "born": "2026-01-02",
                    "died": "2026-01-02",
                    "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                    "name": "name",
                    "penName": "penName",
                    "pen_name": "pen_name",
                }
            ],
            "binding": 0,
            "class": "class",
            "genre": "novel",
            "isbn": "isbn",
            "notes": {"key": "notes"},
            "pages": 1,
            "price": {"amount": "1.5", "currency": "cur"},
            "published": "2026-01-02",
            "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
            "subtitle": "subtitle",
            "tags": ["tags"],
            "thumbnail": "b2N0ZXRz",
            "title": "title",
            "weight": 1.5,
        },
        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
        "subtitle": "subtitle",
        "tags": ["tags"],
        "thumbnail": "b2N0ZXRz",
        "title": "title",
        "weight": 1.5,
    }
    assert answer == models.Book(
        isbn="isbn",
        title="title",
        genre="novel",
        price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        authors=[
            models.Author(
                id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                name="name",
                born=datetime.date(2026, 1, 2),
                died=datetime.date(2026, 1, 2),
                pen_name_2="penName",
                pen_name="pen_name",
            )
        ],
        binding=models.Binding(0),
        class_="class",
        id=1,
        notes={"key": "notes"},
        pages=1,
        published=datetime.date(2026, 1, 2),
        size=models.Size(depth=1.5, height=1.5, width=1.5),
        subtitle="subtitle",
        tags=["tags"],
        thumbnail=b"octets",
        weight=1.5,
    )


def test_add_raises_conflict_409() -> None:
    """addBook: 409 raises Conflict."""
    body = {"code": "code", "isbns": ["isbns"], "message": "message"}
    api = FakeApi(Answer(409, body))
    with api.client() as client, pytest.raises(errors.Conflict) as caught:
        client.books.add(
            isbn="isbn",
            title="title",
            genre="novel",
            price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        )
    assert caught.value.status == 409
    assert caught.value.body == body


def test_add_raises_problem_default() -> None:
    """addBook: default raises Problem."""
    body = {"code": "code", "message": "message"}
    api = FakeApi(Answer(599, body))
    with api.client() as client, pytest.raises(errors.Problem) as caught:
        client.books.add(
            isbn="isbn",
            title="title",
            genre="novel",
            price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        )
    assert caught.value.status == 599
    assert caught.value.body == body


def test_get() -> None:
    """getBook: GET /books/{isbn}."""
    api = FakeApi(
        Answer(
            200,
            {
                "added": "2026-01-02T03:04:05Z",
                "authors": [
                    {
                        "born": "2026-01-02",
                        "died": "2026-01-02",
                        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                        "name": "name",
                        "penName": "penName",
                        "pen_name": "pen_name",
                    }
                ],
                "binding": 0,
                "class": "class",
                "genre": "novel",
                "id": 1,
                "isbn": "isbn",
                "notes": {"key": "notes"},
                "pages": 1,
                "price": {"amount": "1.5", "currency": "cur"},
                "published": "2026-01-02",
                "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                "subtitle": "subtitle",
                "tags": ["tags"],
                "thumbnail": "b2N0ZXRz",
                "title": "title",
                "weight": 1.5,
            },
        )
    )
    with api.client() as client:
        answer = client.books.get(
            "isbn/1:2", if_none_match="If-None-Match", x_languages=["X-Languages"]
        )
    assert api.request.method == "GET"
    assert api.request.target == "/books/isbn%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "if-none-match": "If-None-Match",
        "x-api-key": "test-secret",
        "x-languages": "X-Languages",
    }
    assert api.request.content == b""
    assert answer == models.Book(
        isbn="isbn",
        title="title",
        genre="novel",
        price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        authors=[
            models.Author(
                id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                name="name",
                born=datetime.date(2026, 1, 2),
                died=datetime.date(2026, 1, 2),
                pen_name_2="penName",
                pen_name="pen_name",
            )
        ],
        binding=models.Binding(0),
        class_="class",
        id=1,
        notes={"key": "notes"},
        pages=1,
        published=datetime.date(2026, 1, 2),
        size=models.Size(depth=1.5, height=1.5, width=1.5),
        subtitle="subtitle",
        tags=["tags"],
        thumbnail=b"octets",
        weight=1.5,
    )


@pytest.mark.anyio
async def test_get_async() -> None:
    """getBook: GET /books/{isbn}."""
    api = FakeApi(
        Answer(
            200,
            {
                "added": "2026-01-02T03:04:05Z",
                "authors": [
                    {
                        "born": "2026-01-02",
                        "died": "2026-01-02",
                        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                        "name": "name",
                        "penName": "penName",
                        "pen_name": "pen_name",
                    }
                ],
                "binding": 0,
                "class": "class",
                "genre": "novel",
                "id": 1,
                "isbn": "isbn",
                "notes": {"key": "notes"},
                "pages": 1,
                "price": {"amount": "1.5", "currency": "cur"},
                "published": "2026-01-02",
                "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                "subtitle": "subtitle",
                "tags": ["tags"],
                "thumbnail": "b2N0ZXRz",
                "title": "title",
                "weight": 1.5,
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.books.get(
            "isbn/1:2", if_none_match="If-None-Match", x_languages=["X-Languages"]
        )
    assert api.request.method == "GET"
    assert api.request.target == "/books/isbn%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "if-none-match": "If-None-Match",
        "x-api-key": "test-secret",
        "x-languages": "X-Languages",
    }
    assert api.request.content == b""
    assert answer == models.Book(
        isbn="isbn",
        title="title",
        genre="novel",
        price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        authors=[
            models.Author(
                id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                name="name",
                born=datetime.date(2026, 1, 2),
                died=datetime.date(2026, 1, 2),
                pen_name_2="penName",
                pen_name="pen_name",
            )
        ],
        binding=models.Binding(0),
        class_="class",
        id=1,
        notes={"key": "notes"},
        pages=1,
        published=datetime.date(2026, 1, 2),
        size=models.Size(depth=1.5, height=1.5, width=1.5),
        subtitle="subtitle",
        tags=["tags"],
        thumbnail=b"octets",
        weight=1.5,
    )


def test_get_raises_not_found_404() -> None:
    """getBook: 404 raises NotFound."""
    body = {"code": "code", "message": "message", "resource": "resource"}
    api = FakeApi(Answer(404, body))
    with api.client() as client, pytest.raises(errors.NotFound) as caught:
        client.books.get("isbn/1:2")
    assert caught.value.status == 404
    assert caught.value.body == body


def test_replace() -> None:
    """replaceBook: PUT /books/{isbn}."""
    api = FakeApi(
        Answer(
            200,
            {
                "added": "2026-01-02T03:04:05Z",
                "authors": [
                    {
                        "born": "2026-01-02",
                        "died": "2026-01-02",
                        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                        "name": "name",
                        "penName": "penName",
                        "pen_name": "pen_name",
                    }
                ],
                "binding": 0,
                "class": "class",
                "genre": "novel",
                "id": 1,
                "isbn": "isbn",
                "notes": {"key": "notes"},
                "pages": 1,
                "price": {"amount": "1.5", "currency": "cur"},
                "published": "2026-01-02",
                "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                "subtitle": "subtitle",
                "tags": ["tags"],
                "thumbnail": "b2N0ZXRz",
                "title": "title",
                "weight": 1.5,
            },
        )
    )
    with api.client() as client:
        answer = client.books.replace(
            "isbn/1:2",
            body=models.BookRequest(
                isbn="isbn",
                title="title",
                genre="novel",
                price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
                authors=[
                    models.Author(
                        id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                        name="name",
                        born=datetime.date(2026, 1, 2),
                        died=datetime.date(2026, 1, 2),
                        pen_name_2="penName",
                        pen_name="pen_name",
                    )
                ],
                binding=models.Binding(0),
                class_="class",
                notes={"key": "notes"},
                pages=1,
                published=datetime.date(2026, 1, 2),
                size=models.Size(depth=1.5, height=1.5, width=1.5),
                subtitle="subtitle",
                tags=["tags"],
                thumbnail=b"octets",
                weight=1.5,
            ),
        )
    assert api.request.method == "PUT"
    assert api.request.target == "/books/isbn%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/json",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {
        "authors": [
            {
                "born": "2026-01-02",
                "died": "2026-01-02",
                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                "name": "name",
                "penName": "penName",
                "pen_name": "pen_name",
            }
        ],
        "binding": 0,
        "class": "class",
        "genre": "novel",
        "isbn": "isbn",
        "notes": {"key": "notes"},
        "pages": 1,
        "price": {"amount": "1.5", "currency": "cur"},
        "published": "2026-01-02",
        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
        "subtitle": "subtitle",
        "tags": ["tags"],
        "thumbnail": "b2N0ZXRz",
        "title": "title",
        "weight": 1.5,
    }
    assert answer == models.Book(
        isbn="isbn",
        title="title",
        genre="novel",
        price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        authors=[
            models.Author(
                id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                name="name",
                born=datetime.date(2026, 1, 2),
                died=datetime.date(2026, 1, 2),
                pen_name_2="penName",
                pen_name="pen_name",
            )
        ],
        binding=models.Binding(0),
        class_="class",
        id=1,
        notes={"key": "notes"},
        pages=1,
        published=datetime.date(2026, 1, 2),
        size=models.Size(depth=1.5, height=1.5, width=1.5),
        subtitle="subtitle",
        tags=["tags"],
        thumbnail=b"octets",
        weight=1.5,
    )


@pytest.mark.anyio
async def test_replace_async() -> None:
    """replaceBook: PUT /books/{isbn}."""
    api = FakeApi(
        Answer(
            200,
            {
                "added": "2026-01-02T03:04:05Z",
                "authors": [
                    {
                        "born": "2026-01-02",
                        "died": "2026-01-02",
                        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                        "name": "name",
                        "penName": "penName",
                        "pen_name": "pen_name",
                    }
                ],
                "binding": 0,
                "class": "class",
                "genre": "novel",
                "id": 1,
                "isbn": "isbn",
                "notes": {"key": "notes"},
                "pages": 1,
                "price": {"amount": "1.5", "currency": "cur"},
                "published": "2026-01-02",
                "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                "subtitle": "subtitle",
                "tags": ["tags"],
                "thumbnail": "b2N0ZXRz",
                "title": "title",
                "weight": 1.5,
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.books.replace(
            "isbn/1:2",
            body=models.BookRequest(
                isbn="isbn",
                title="title",
                genre="novel",
                price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
                authors=[
                    models.Author(
                        id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                        name="name",
                        born=datetime.date(2026, 1, 2),
                        died=datetime.date(2026, 1, 2),
                        pen_name_2="penName",
                        pen_name="pen_name",
                    )
                ],
                binding=models.Binding(0),
                class_="class",
                notes={"key": "notes"},
                pages=1,
                published=datetime.date(2026, 1, 2),
                size=models.Size(depth=1.5, height=1.5, width=1.5),
                subtitle="subtitle",
                tags=["tags"],
                thumbnail=b"octets",
                weight=1.5,
            ),
        )
    assert api.request.method == "PUT"
    assert api.request.target == "/books/isbn%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/json",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {
        "authors": [
            {
                "born": "2026-01-02",
                "died": "2026-01-02",
                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                "name": "name",
                "penName": "penName",
                "pen_name": "pen_name",
            }
        ],
        "binding": 0,
        "class": "class",
        "genre": "novel",
        "isbn": "isbn",
        "notes": {"key": "notes"},
        "pages": 1,
        "price": {"amount": "1.5", "currency": "cur"},
        "published": "2026-01-02",
        "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
        "subtitle": "subtitle",
        "tags": ["tags"],
        "thumbnail": "b2N0ZXRz",
        "title": "title",
        "weight": 1.5,
    }
    assert answer == models.Book(
        isbn="isbn",
        title="title",
        genre="novel",
        price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        authors=[
            models.Author(
                id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                name="name",
                born=datetime.date(2026, 1, 2),
                died=datetime.date(2026, 1, 2),
                pen_name_2="penName",
                pen_name="pen_name",
            )
        ],
        binding=models.Binding(0),
        class_="class",
        id=1,
        notes={"key": "notes"},
        pages=1,
        published=datetime.date(2026, 1, 2),
        size=models.Size(depth=1.5, height=1.5, width=1.5),
        subtitle="subtitle",
        tags=["tags"],
        thumbnail=b"octets",
        weight=1.5,
    )


def test_replace_raises_not_found_404() -> None:
    """replaceBook: 404 raises NotFound."""
    body = {"code": "code", "message": "message", "resource": "resource"}
    api = FakeApi(Answer(404, body))
    with api.client() as client, pytest.raises(errors.NotFound) as caught:
        client.books.replace(
            "isbn/1:2",
            body=models.BookRequest(
                isbn="isbn",
                title="title",
                genre="novel",
                price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
            ),
        )
    assert caught.value.status == 404
    assert caught.value.body == body


def test_remove() -> None:
    """removeBook: DELETE /books/{isbn}."""
    api = FakeApi(Answer(204))
    with api.client() as client:
        client.books.remove("isbn/1:2")
    assert api.request.method == "DELETE"
    assert api.request.target == "/books/isbn%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Basic dXNlcjpwYXNzd29yZA==",
    }
    assert api.request.content == b""


@pytest.mark.anyio
async def test_remove_async() -> None:
    """removeBook: DELETE /books/{isbn}."""
    api = FakeApi(Answer(204))
    async with api.async_client() as client:
        await client.books.remove("isbn/1:2")
    assert api.request.method == "DELETE"
    assert api.request.target == "/books/isbn%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Basic dXNlcjpwYXNzd29yZA==",
    }
    assert api.request.content == b""


def test_remove_raises_not_found_404() -> None:
    """removeBook: 404 raises NotFound."""
    body = {"code": "code", "message": "message", "resource": "resource"}
    api = FakeApi(Answer(404, body))
    with api.client() as client, pytest.raises(errors.NotFound) as caught:
        client.books.remove("isbn/1:2")
    assert caught.value.status == 404
    assert caught.value.body == body


def test_update() -> None:
    """updateBook: PATCH /books/{isbn}."""
    api = FakeApi(
        Answer(
            200,
            {
                "added": "2026-01-02T03:04:05Z",
                "authors": [
                    {
                        "born": "2026-01-02",
                        "died": "2026-01-02",
                        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                        "name": "name",
                        "penName": "penName",
                        "pen_name": "pen_name",
                    }
                ],
                "binding": 0,
                "class": "class",
                "genre": "novel",
                "id": 1,
                "isbn": "isbn",
                "notes": {"key": "notes"},
                "pages": 1,
                "price": {"amount": "1.5", "currency": "cur"},
                "published": "2026-01-02",
                "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                "subtitle": "subtitle",
                "tags": ["tags"],
                "thumbnail": "b2N0ZXRz",
                "title": "title",
                "weight": 1.5,
            },
        )
    )
    with api.client() as client:
        answer = client.books.update(
            "isbn/1:2", genre="novel", pages=1, subtitle="subtitle", tags=["tags"], title="title"
        )
    assert api.request.method == "PATCH"
    assert api.request.target == "/books/isbn%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/merge-patch+json",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {
        "genre": "novel",
        "pages": 1,
        "subtitle": "subtitle",
        "tags": ["tags"],
        "title": "title",
    }
    assert answer == models.Book(
        isbn="isbn",
        title="title",
        genre="novel",
        price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        authors=[
            models.Author(
                id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                name="name",
                born=datetime.date(2026, 1, 2),
                died=datetime.date(2026, 1, 2),
                pen_name_2="penName",
                pen_name="pen_name",
            )
        ],
        binding=models.Binding(0),
        class_="class",
        id=1,
        notes={"key": "notes"},
        pages=1,
        published=datetime.date(2026, 1, 2),
        size=models.Size(depth=1.5, height=1.5, width=1.5),
        subtitle="subtitle",
        tags=["tags"],
        thumbnail=b"octets",
        weight=1.5,
    )


@pytest.mark.anyio
async def test_update_async() -> None:
    """updateBook: PATCH /books/{isbn}."""
    api = FakeApi(
        Answer(
            200,
            {
                "added": "2026-01-02T03:04:05Z",
                "authors": [
                    {
                        "born": "2026-01-02",
                        "died": "2026-01-02",
                        "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                        "name": "name",
                        "penName": "penName",
                        "pen_name": "pen_name",
                    }
                ],
                "binding": 0,
                "class": "class",
                "genre": "novel",
                "id": 1,
                "isbn": "isbn",
                "notes": {"key": "notes"},
                "pages": 1,
                "price": {"amount": "1.5", "currency": "cur"},
                "published": "2026-01-02",
                "size": {"depth": 1.5, "height": 1.5, "width": 1.5},
                "subtitle": "subtitle",
                "tags": ["tags"],
                "thumbnail": "b2N0ZXRz",
                "title": "title",
                "weight": 1.5,
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.books.update(
            "isbn/1:2", genre="novel", pages=1, subtitle="subtitle", tags=["tags"], title="title"
        )
    assert api.request.method == "PATCH"
    assert api.request.target == "/books/isbn%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/merge-patch+json",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {
        "genre": "novel",
        "pages": 1,
        "subtitle": "subtitle",
        "tags": ["tags"],
        "title": "title",
    }
    assert answer == models.Book(
        isbn="isbn",
        title="title",
        genre="novel",
        price=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        added=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        authors=[
            models.Author(
                id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
                name="name",
                born=datetime.date(2026, 1, 2),
                died=datetime.date(2026, 1, 2),
                pen_name_2="penName",
                pen_name="pen_name",
            )
        ],
        binding=models.Binding(0),
        class_="class",
        id=1,
        notes={"key": "notes"},
        pages=1,
        published=datetime.date(2026, 1, 2),
        size=models.Size(depth=1.5, height=1.5, width=1.5),
        subtitle="subtitle",
        tags=["tags"],
        thumbnail=b"octets",
        weight=1.5,
    )


def test_update_raises_not_found_404() -> None:
    """updateBook: 404 raises NotFound."""
    body = {"code": "code", "message": "message", "resource": "resource"}
    api = FakeApi(Answer(404, body))
    with api.client() as client, pytest.raises(errors.NotFound) as caught:
        client.books.update("isbn/1:2")
    assert caught.value.status == 404
    assert caught.value.body == body


def test_get_cover() -> None:
    """getBookCover: GET /books/{isbn}/cover."""
    api = FakeApi(Answer(200, content=b"answer"))
    with api.client() as client:
        answer = client.books.get_cover("isbn/1:2")
    assert api.request.method == "GET"
    assert api.request.target == "/books/isbn%2F1%3A2/cover"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == b"answer"


@pytest.mark.anyio
async def test_get_cover_async() -> None:
    """getBookCover: GET /books/{isbn}/cover."""
    api = FakeApi(Answer(200, content=b"answer"))
    async with api.async_client() as client:
        answer = await client.books.get_cover("isbn/1:2")
    assert api.request.method == "GET"
    assert api.request.target == "/books/isbn%2F1%3A2/cover"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == b"answer"


def test_upload_cover() -> None:
    """uploadBookCover: PUT /books/{isbn}/cover."""
    api = FakeApi(Answer(204))
    with api.client() as client:
        client.books.upload_cover("isbn/1:2", picture=b"picture", caption="caption", width=1)
    assert api.request.method == "PUT"
    assert api.request.target == "/books/isbn%2F1%3A2/cover"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "multipart/form-data",
        "x-api-key": "test-secret",
    }
    assert api.request.parts == [
        ["picture", "file", "application/octet-stream", "picture"],
        ["caption", "", "", "caption"],
        ["width", "", "", "1"],
    ]


@pytest.mark.anyio
async def test_upload_cover_async() -> None:
    """uploadBookCover: PUT /books/{isbn}/cover."""
    api = FakeApi(Answer(204))
    async with api.async_client() as client:
        await client.books.upload_cover("isbn/1:2", picture=b"picture", caption="caption", width=1)
    assert api.request.method == "PUT"
    assert api.request.target == "/books/isbn%2F1%3A2/cover"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "multipart/form-data",
        "x-api-key": "test-secret",
    }
    assert api.request.parts == [
        ["picture", "file", "application/octet-stream", "picture"],
        ["caption", "", "", "caption"],
        ["width", "", "", "1"],
    ]


def test_list_reviews() -> None:
    """listBookReviews: GET /books/{isbn}/reviews."""
    api = FakeApi(
        Answer(200, [{"at": "2026-01-02T03:04:05Z", "by": "by", "rating": 1, "text": "text"}])
    )
    with api.client() as client:
        answer = client.books.list_reviews("isbn/1:2")
    assert api.request.method == "GET"
    assert api.request.target == "/books/isbn%2F1%3A2/reviews"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == [
        models.Review(
            rating=1,
            text="text",
            at=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
            by="by",
        )
    ]


@pytest.mark.anyio
async def test_list_reviews_async() -> None:
    """listBookReviews: GET /books/{isbn}/reviews."""
    api = FakeApi(
        Answer(200, [{"at": "2026-01-02T03:04:05Z", "by": "by", "rating": 1, "text": "text"}])
    )
    async with api.async_client() as client:
        answer = await client.books.list_reviews("isbn/1:2")
    assert api.request.method == "GET"
    assert api.request.target == "/books/isbn%2F1%3A2/reviews"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == [
        models.Review(
            rating=1,
            text="text",
            at=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
            by="by",
        )
    ]


def test_review() -> None:
    """reviewBook: POST /books/{isbn}/reviews."""
    api = FakeApi(Answer(201))
    with api.client() as client:
        client.books.review("isbn/1:2", rating=1, text="text", by="by")
    assert api.request.method == "POST"
    assert api.request.target == "/books/isbn%2F1%3A2/reviews"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/json",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {"by": "by", "rating": 1, "text": "text"}


@pytest.mark.anyio
async def test_review_async() -> None:
    """reviewBook: POST /books/{isbn}/reviews."""
    api = FakeApi(Answer(201))
    async with api.async_client() as client:
        await client.books.review("isbn/1:2", rating=1, text="text", by="by")
    assert api.request.method == "POST"
    assert api.request.target == "/books/isbn%2F1%3A2/reviews"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/json",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {"by": "by", "rating": 1, "text": "text"}
