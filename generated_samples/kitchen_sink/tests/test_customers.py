"""What the operations of Customers send, and what they make of the answer."""

from __future__ import annotations

import datetime

import pytest

from kitchen_sink import errors, models
from support import Answer, FakeApi


def test_get_me() -> None:
    """getMe: GET /customers/me."""
    api = FakeApi(
        Answer(
            200,
            {
                "address": {"country": "country", "street": "street", "town": "town"},
                "email": "email",
                "name": "name",
                "preferences": {"genres": ["novel"], "newsletter": True},
            },
        )
    )
    with api.client() as client:
        answer = client.customers.get_me()
    assert api.request.method == "GET"
    assert api.request.target == "/customers/me"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer == models.Customer(
        email="email",
        address=models.Address(street="street", town="town", country="country"),
        name="name",
        preferences=models.Preferences(genres=["novel"], newsletter=True),
    )


@pytest.mark.anyio
async def test_get_me_async() -> None:
    """getMe: GET /customers/me."""
    api = FakeApi(
        Answer(
            200,
            {
                "address": {"country": "country", "street": "street", "town": "town"},
                "email": "email",
                "name": "name",
                "preferences": {"genres": ["novel"], "newsletter": True},
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.customers.get_me()
    assert api.request.method == "GET"
    assert api.request.target == "/customers/me"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer == models.Customer(
        email="email",
        address=models.Address(street="street", town="town", country="country"),
        name="name",
        preferences=models.Preferences(genres=["novel"], newsletter=True),
    )


def test_sign_in() -> None:
    """signIn: POST /sessions."""
    api = FakeApi(Answer(200, {"expires": "2026-01-02T03:04:05Z", "token": "token"}))
    with api.client() as client:
        answer = client.customers.sign_in(email="email", password="password", remember=True)
    assert api.request.method == "POST"
    assert api.request.target == "/sessions"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/x-www-form-urlencoded",
    }
    assert api.request.form == [["email", "email"], ["password", "password"], ["remember", "true"]]
    assert answer == models.Session(
        token="token", expires=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    )


@pytest.mark.anyio
async def test_sign_in_async() -> None:
    """signIn: POST /sessions."""
    api = FakeApi(Answer(200, {"expires": "2026-01-02T03:04:05Z", "token": "token"}))
    async with api.async_client() as client:
        answer = await client.customers.sign_in(email="email", password="password", remember=True)
    assert api.request.method == "POST"
    assert api.request.target == "/sessions"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/x-www-form-urlencoded",
    }
    assert api.request.form == [["email", "email"], ["password", "password"], ["remember", "true"]]
    assert answer == models.Session(
        token="token", expires=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    )


def test_sign_in_raises_problem_401() -> None:
    """signIn: 401 raises Problem."""
    body = {"code": "code", "message": "message"}
    api = FakeApi(Answer(401, body))
    with api.client() as client, pytest.raises(errors.Problem) as caught:
        client.customers.sign_in(email="email", password="password")
    assert caught.value.status == 401
    assert caught.value.body == body
