"""What the operations of Authors send, and what they make of the answer."""

from __future__ import annotations

import datetime
import uuid

import pytest

from kitchen_sink import errors, models
from support import Answer, FakeApi


def test_search() -> None:
    """searchAuthors: GET /authors."""
    api = FakeApi(
        Answer(
            200,
            [
                {
                    "born": "2026-01-02",
                    "died": "2026-01-02",
                    "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                    "name": "name",
                    "penName": "penName",
                    "pen_name": "pen_name",
                }
            ],
        )
    )
    with api.client() as client:
        answer = client.authors.search(q="q", limit=1)
    assert api.request.method == "GET"
    assert api.request.target == "/authors?q=q&limit=1"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == [
        models.Author(
            id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
            name="name",
            born=datetime.date(2026, 1, 2),
            died=datetime.date(2026, 1, 2),
            pen_name_2="penName",
            pen_name="pen_name",
        )
    ]


@pytest.mark.anyio
async def test_search_async() -> None:
    """searchAuthors: GET /authors."""
    api = FakeApi(
        Answer(
            200,
            [
                {
                    "born": "2026-01-02",
                    "died": "2026-01-02",
                    "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                    "name": "name",
                    "penName": "penName",
                    "pen_name": "pen_name",
                }
            ],
        )
    )
    async with api.async_client() as client:
        answer = await client.authors.search(q="q", limit=1)
    assert api.request.method == "GET"
    assert api.request.target == "/authors?q=q&limit=1"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == [
        models.Author(
            id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
            name="name",
            born=datetime.date(2026, 1, 2),
            died=datetime.date(2026, 1, 2),
            pen_name_2="penName",
            pen_name="pen_name",
        )
    ]


def test_get() -> None:
    """getAuthor: GET /authors/{author-id}."""
    api = FakeApi(
        Answer(
            200,
            {
                "born": "2026-01-02",
                "died": "2026-01-02",
                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                "name": "name",
                "penName": "penName",
                "pen_name": "pen_name",
            },
        )
    )
    with api.client() as client:
        answer = client.authors.get(uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"))
    assert api.request.method == "GET"
    assert api.request.target == "/authors/0f0e0d0c-0b0a-4908-8706-050403020100"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == models.Author(
        id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
        name="name",
        born=datetime.date(2026, 1, 2),
        died=datetime.date(2026, 1, 2),
        pen_name_2="penName",
        pen_name="pen_name",
    )


@pytest.mark.anyio
async def test_get_async() -> None:
    """getAuthor: GET /authors/{author-id}."""
    api = FakeApi(
        Answer(
            200,
            {
                "born": "2026-01-02",
                "died": "2026-01-02",
                "id": "0f0e0d0c-0b0a-4908-8706-050403020100",
                "name": "name",
                "penName": "penName",
                "pen_name": "pen_name",
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.authors.get(uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"))
    assert api.request.method == "GET"
    assert api.request.target == "/authors/0f0e0d0c-0b0a-4908-8706-050403020100"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == models.Author(
        id=uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
        name="name",
        born=datetime.date(2026, 1, 2),
        died=datetime.date(2026, 1, 2),
        pen_name_2="penName",
        pen_name="pen_name",
    )


def test_get_raises_not_found_404() -> None:
    """getAuthor: 404 raises NotFound."""
    body = {"code": "code", "message": "message", "resource": "resource"}
    api = FakeApi(Answer(404, body))
    with api.client() as client, pytest.raises(errors.NotFound) as caught:
        client.authors.get(uuid.UUID("0f0e0d0c-0b0a-4908-8706-050403020100"))
    assert caught.value.status == 404
    assert caught.value.body == body
