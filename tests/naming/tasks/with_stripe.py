"""What people do with Stripe's API."""

from __future__ import annotations

from stripe import RequestOptions, Stripe
from stripe.errors import ApiError

CUSTOMER = {"id": "cus_1", "object": "customer", "created": 1, "livemode": False}
ROUTES: list[tuple[str, str, object]] = [
    (
        "GET",
        "/v1/customers",
        {"object": "list", "data": [CUSTOMER], "has_more": False, "url": "/v1/customers"},
    ),
    ("POST", "/v1/customers", CUSTOMER),
    ("POST", "/v1/customers/{id}", CUSTOMER),
    ("POST", "/v1/payment_intents", {"id": "pi_1", "object": "payment_intent"}),
    ("POST", "/v1/payment_intents/pi_1/confirm", {"id": "pi_1", "object": "payment_intent"}),
    ("POST", "/v1/subscriptions", {"id": "sub_1", "object": "subscription"}),
    ("POST", "/v1/refunds", {"id": "re_1", "object": "refund"}),
]


def all_customers(client: Stripe) -> None:
    assert [customer.id for customer in client.customers.list()] == ["cus_1"]


def create_and_update_a_customer(client: Stripe) -> None:
    customer = client.customers.create(
        email="ann@example.com",
        address={"line1": "1 Main St", "country": "IE"},
        metadata={"order": "7"},
    )
    client.customers.update(customer.id, description="returning")


def pay_and_confirm(client: Stripe) -> None:
    intent = client.payment_intents.create(
        amount=999,
        currency="eur",
        automatic_payment_methods={"enabled": True},
        options=RequestOptions(idempotency_key="order-7"),
    )
    client.payment_intents.confirm(intent.id, payment_method="pm_card_visa")


def subscribe(client: Stripe) -> None:
    client.subscriptions.create(customer="cus_1", items=[{"price": "price_1"}])


def refund(client: Stripe) -> None:
    try:
        client.refunds.create(charge="ch_1", amount=100)
    except ApiError as error:
        print(error.code, error.message)
