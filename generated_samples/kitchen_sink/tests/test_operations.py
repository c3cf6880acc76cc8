"""What the operations of Operations send, and what they make of the answer."""

from __future__ import annotations

import datetime

import pytest

from kitchen_sink import models
from support import Answer, FakeApi


def test_get_categories() -> None:
    """getCategories: GET /categories."""
    api = FakeApi(Answer(200, {"children": [], "name": "name"}))
    with api.client() as client:
        answer = client.get_categories()
    assert api.request.method == "GET"
    assert api.request.target == "/categories"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == models.Category(name="name", children=[])


@pytest.mark.anyio
async def test_get_categories_async() -> None:
    """getCategories: GET /categories."""
    api = FakeApi(Answer(200, {"children": [], "name": "name"}))
    async with api.async_client() as client:
        answer = await client.get_categories()
    assert api.request.method == "GET"
    assert api.request.target == "/categories"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == models.Category(name="name", children=[])


def test_get_status() -> None:
    """getStatus: GET /status."""
    api = FakeApi(Answer(200, {"details": "details", "open": True, "until": "03:04:05"}))
    with api.client() as client:
        answer = client.get_status()
    assert api.request.method == "GET"
    assert api.request.target == "/status"
    assert api.request.headers == {"accept": "application/json, */*;q=0.5"}
    assert api.request.content == b""
    assert answer == models.Status(open=True, details="details", until=datetime.time(3, 4, 5))


@pytest.mark.anyio
async def test_get_status_async() -> None:
    """getStatus: GET /status."""
    api = FakeApi(Answer(200, {"details": "details", "open": True, "until": "03:04:05"}))
    async with api.async_client() as client:
        answer = await client.get_status()
    assert api.request.method == "GET"
    assert api.request.target == "/status"
    assert api.request.headers == {"accept": "application/json, */*;q=0.5"}
    assert api.request.content == b""
    assert answer == models.Status(open=True, details="details", until=datetime.time(3, 4, 5))


def test_export_stock() -> None:
    """exportStock: GET /stock."""
    api = FakeApi(Answer(200, content=b"answer"))
    with api.client() as client:
        answer = client.export_stock()
    assert api.request.method == "GET"
    assert api.request.target == "/stock"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == "answer"


@pytest.mark.anyio
async def test_export_stock_async() -> None:
    """exportStock: GET /stock."""
    api = FakeApi(Answer(200, content=b"answer"))
    async with api.async_client() as client:
        answer = await client.export_stock()
    assert api.request.method == "GET"
    assert api.request.target == "/stock"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == "answer"


def test_import_stock() -> None:
    """importStock: PUT /stock."""
    api = FakeApi(Answer(200, {"key": 1}))
    with api.client() as client:
        answer = client.import_stock(body="body")
    assert api.request.method == "PUT"
    assert api.request.target == "/stock"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "text/csv",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b"body"
    assert answer == {"key": 1}


@pytest.mark.anyio
async def test_import_stock_async() -> None:
    """importStock: PUT /stock."""
    api = FakeApi(Answer(200, {"key": 1}))
    async with api.async_client() as client:
        answer = await client.import_stock(body="body")
    assert api.request.method == "PUT"
    assert api.request.target == "/stock"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "text/csv",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b"body"
    assert answer == {"key": 1}
