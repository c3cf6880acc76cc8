"""What the operations of Orders send, and what they make of the answer."""

from __future__ import annotations

import datetime
import decimal

import pytest

from kitchen_sink import errors, models
from support import Answer, FakeApi


def test_list() -> None:
    """listOrders: GET /orders."""
    api = FakeApi(
        Answer(
            200,
            [
                {
                    "from": "from",
                    "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
                    "message": "message",
                    "number": 1,
                    "placed": "2026-01-02T03:04:05Z",
                    "status": "open",
                    "to": {"country": "country", "street": "street", "town": "town"},
                    "total": {"amount": "1.5", "currency": "cur"},
                }
            ],
        )
    )
    with api.client() as client:
        answer = client.orders.list(
            since=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC), status="open"
        )
    assert api.request.method == "GET"
    assert api.request.target == "/orders?since=2026-01-02T03%3A04%3A05Z&status=open"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == [
        models.Order(
            lines=[models.OrderLine(isbn="isbn", gift=True, quantity=1)],
            to=models.Address(street="street", town="town", country="country"),
            number=1,
            status="open",
            from_="from",
            message="message",
            placed=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
            total=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        )
    ]


@pytest.mark.anyio
async def test_list_async() -> None:
    """listOrders: GET /orders."""
    api = FakeApi(
        Answer(
            200,
            [
                {
                    "from": "from",
                    "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
                    "message": "message",
                    "number": 1,
                    "placed": "2026-01-02T03:04:05Z",
                    "status": "open",
                    "to": {"country": "country", "street": "street", "town": "town"},
                    "total": {"amount": "1.5", "currency": "cur"},
                }
            ],
        )
    )
    async with api.async_client() as client:
        answer = await client.orders.list(
            since=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC), status="open"
        )
    assert api.request.method == "GET"
    assert api.request.target == "/orders?since=2026-01-02T03%3A04%3A05Z&status=open"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == [
        models.Order(
            lines=[models.OrderLine(isbn="isbn", gift=True, quantity=1)],
            to=models.Address(street="street", town="town", country="country"),
            number=1,
            status="open",
            from_="from",
            message="message",
            placed=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
            total=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
        )
    ]


def test_place() -> None:
    """placeOrder: POST /orders."""
    api = FakeApi(
        Answer(
            201,
            {
                "from": "from",
                "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
                "message": "message",
                "number": 1,
                "placed": "2026-01-02T03:04:05Z",
                "status": "open",
                "to": {"country": "country", "street": "street", "town": "town"},
                "total": {"amount": "1.5", "currency": "cur"},
            },
        )
    )
    with api.client() as client:
        answer = client.orders.place(
            lines=[models.OrderLine(isbn="isbn", gift=True, quantity=1)],
            to=models.Address(street="street", town="town", country="country"),
            idempotency_key="Idempotency-Key",
            from_="from",
            message="message",
        )
    assert api.request.method == "POST"
    assert api.request.target == "/orders"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/json",
        "idempotency-key": "Idempotency-Key",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {
        "from": "from",
        "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
        "message": "message",
        "to": {"country": "country", "street": "street", "town": "town"},
    }
    assert answer == models.Order(
        lines=[models.OrderLine(isbn="isbn", gift=True, quantity=1)],
        to=models.Address(street="street", town="town", country="country"),
        number=1,
        status="open",
        from_="from",
        message="message",
        placed=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        total=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
    )


@pytest.mark.anyio
async def test_place_async() -> None:
    """placeOrder: POST /orders."""
    api = FakeApi(
        Answer(
            201,
            {
                "from": "from",
                "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
                "message": "message",
                "number": 1,
                "placed": "2026-01-02T03:04:05Z",
                "status": "open",
                "to": {"country": "country", "street": "street", "town": "town"},
                "total": {"amount": "1.5", "currency": "cur"},
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.orders.place(
            lines=[models.OrderLine(isbn="isbn", gift=True, quantity=1)],
            to=models.Address(street="street", town="town", country="country"),
            idempotency_key="Idempotency-Key",
            from_="from",
            message="message",
        )
    assert api.request.method == "POST"
    assert api.request.target == "/orders"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "content-type": "application/json",
        "idempotency-key": "Idempotency-Key",
        "x-api-key": "test-secret",
    }
    assert api.request.json == {
        "from": "from",
        "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
        "message": "message",
        "to": {"country": "country", "street": "street", "town": "town"},
    }
    assert answer == models.Order(
        lines=[models.OrderLine(isbn="isbn", gift=True, quantity=1)],
        to=models.Address(street="street", town="town", country="country"),
        number=1,
        status="open",
        from_="from",
        message="message",
        placed=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        total=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
    )


def test_place_raises_conflict_409() -> None:
    """placeOrder: 409 raises Conflict."""
    body = {"code": "code", "isbns": ["isbns"], "message": "message"}
    api = FakeApi(Answer(409, body))
    with api.client() as client, pytest.raises(errors.Conflict) as caught:
        client.orders.place(
            lines=[models.OrderLine(isbn="isbn")],
            to=models.Address(street="street", town="town", country="country"),
        )
    assert caught.value.status == 409
    assert caught.value.body == body


def test_place_raises_problem_default() -> None:
    """placeOrder: default raises Problem."""
    body = {"code": "code", "message": "message"}
    api = FakeApi(Answer(599, body))
    with api.client() as client, pytest.raises(errors.Problem) as caught:
        client.orders.place(
            lines=[models.OrderLine(isbn="isbn")],
            to=models.Address(street="street", town="town", country="country"),
        )
    assert caught.value.status == 599
    assert caught.value.body == body


def test_get() -> None:
    """getOrder: GET /orders/{order_id}."""
    api = FakeApi(
        Answer(
            200,
            {
                "from": "from",
                "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
                "message": "message",
                "number": 1,
                "placed": "2026-01-02T03:04:05Z",
                "status": "open",
                "to": {"country": "country", "street": "street", "town": "town"},
                "total": {"amount": "1.5", "currency": "cur"},
            },
        )
    )
    with api.client() as client:
        answer = client.orders.get(1)
    assert api.request.method == "GET"
    assert api.request.target == "/orders/1"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == models.Order(
        lines=[models.OrderLine(isbn="isbn", gift=True, quantity=1)],
        to=models.Address(street="street", town="town", country="country"),
        number=1,
        status="open",
        from_="from",
        message="message",
        placed=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        total=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
    )


@pytest.mark.anyio
async def test_get_async() -> None:
    """getOrder: GET /orders/{order_id}."""
    api = FakeApi(
        Answer(
            200,
            {
                "from": "from",
                "lines": [{"gift": True, "isbn": "isbn", "quantity": 1}],
                "message": "message",
                "number": 1,
                "placed": "2026-01-02T03:04:05Z",
                "status": "open",
                "to": {"country": "country", "street": "street", "town": "town"},
                "total": {"amount": "1.5", "currency": "cur"},
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.orders.get(1)
    assert api.request.method == "GET"
    assert api.request.target == "/orders/1"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == models.Order(
        lines=[models.OrderLine(isbn="isbn", gift=True, quantity=1)],
        to=models.Address(street="street", town="town", country="country"),
        number=1,
        status="open",
        from_="from",
        message="message",
        placed=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        total=models.Money(amount=decimal.Decimal("1.5"), currency="cur"),
    )


def test_get_raises_not_found_404() -> None:
    """getOrder: 404 raises NotFound."""
    body = {"code": "code", "message": "message", "resource": "resource"}
    api = FakeApi(Answer(404, body))
    with api.client() as client, pytest.raises(errors.NotFound) as caught:
        client.orders.get(1)
    assert caught.value.status == 404
    assert caught.value.body == body


def test_cancel() -> None:
    """cancelOrder: POST /orders/{order_id}/cancel."""
    api = FakeApi(Answer(204))
    with api.client() as client:
        client.orders.cancel(1)
    assert api.request.method == "POST"
    assert api.request.target == "/orders/1/cancel"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""


@pytest.mark.anyio
async def test_cancel_async() -> None:
    """cancelOrder: POST /orders/{order_id}/cancel."""
    api = FakeApi(Answer(204))
    async with api.async_client() as client:
        await client.orders.cancel(1)
    assert api.request.method == "POST"
    assert api.request.target == "/orders/1/cancel"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""


def test_list_payments() -> None:
    """listOrderPayments: GET /orders/{order_id}/payments."""
    api = FakeApi(
        Answer(200, [{"amount": {"amount": "1.5", "currency": "cur"}, "method": "Payment"}])
    )
    with api.client() as client:
        answer = client.orders.list_payments(1)
    assert api.request.method == "GET"
    assert api.request.target == "/orders/1/payments"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == [
        models.Payment(
            method="Payment", amount=models.Money(amount=decimal.Decimal("1.5"), currency="cur")
        )
    ]


@pytest.mark.anyio
async def test_list_payments_async() -> None:
    """listOrderPayments: GET /orders/{order_id}/payments."""
    api = FakeApi(
        Answer(200, [{"amount": {"amount": "1.5", "currency": "cur"}, "method": "Payment"}])
    )
    async with api.async_client() as client:
        answer = await client.orders.list_payments(1)
    assert api.request.method == "GET"
    assert api.request.target == "/orders/1/payments"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "x-api-key": "test-secret",
    }
    assert api.request.content == b""
    assert answer == [
        models.Payment(
            method="Payment", amount=models.Money(amount=decimal.Decimal("1.5"), currency="cur")
        )
    ]
