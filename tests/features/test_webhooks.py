"""Webhooks and callbacks: what an API sends, as typed events; signatures; what is not known."""

from __future__ import annotations

import datetime
import importlib
import json
import logging
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import standardwebhooks

DONE = {"204": {"description": "Done"}}
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def incoming(schema: Any, *, media_type: str = "application/json", **more: Any) -> dict[str, Any]:
    """Return a request that the API sends."""
    return {
        "post": {"requestBody": {"content": {media_type: {"schema": schema}}}, "responses": DONE}
        | more
    }


def event(type_: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an event with a type."""
    return {
        "type": "object",
        "required": ["type", *properties],
        "properties": {"object": {"const": "event"}, "type": {"const": type_}, **properties},
    }


def header(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    """Return a header field as a parameter."""
    return {"name": name, "in": "header", "schema": schema, **more}


def document(**parts: Any) -> dict[str, Any]:
    """Return a document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Feature", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {},
        **parts,
    }


TEXT = {"type": "string"}
SCHEMAS = {
    "Paid": event("order.paid", order=TEXT, amount={"type": "integer"}),
    "Refunded": event("order.refunded", order=TEXT, at={"type": "string", "format": "date-time"}),
    "Shipped": {"type": "object", "required": ["parcel"], "properties": {"parcel": TEXT}},
    "Lost": {
        "type": "object",
        "required": ["parcel", "place"],
        "properties": {"parcel": TEXT, "place": TEXT},
    },
}
ORDERS = document(
    webhooks={
        "orderPaid": incoming(ref("Paid"), operationId="orderPaid", summary="Paid"),
        "orderRefunded": incoming(ref("Refunded")),
        "orderLost": incoming(ref("Lost")),
        "told": incoming(TEXT, media_type="text/plain"),
    },
    paths={
        "/orders": {
            "post": {
                "operationId": "order",
                "responses": DONE,
                "callbacks": {"shipped": {"{$request.query.url}": incoming(ref("Shipped"))}},
            }
        }
    },
    components={"schemas": SCHEMAS},
)
PAID = {"type": "order.paid", "order": "o1", "amount": 5}


def git_event(event_name: str, actions: list[str] | None, **properties: Any) -> dict[str, Any]:
    """Return a webhook whose header field has the name of the event as an example, as GitHub's have."""
    schema: dict[str, Any] = {"type": "object", "properties": {**properties}}
    if actions is not None:
        schema["properties"]["action"] = {"type": "string", "enum": actions}
        schema["required"] = ["action"]
    fields = [
        header("User-Agent", TEXT, example="Hookshot/1"),
        header("X-Git-Event", TEXT, example=event_name),
        header("X-Git-Delivery", TEXT, example="0b989ba4"),
    ]
    return incoming(schema, parameters=fields)


GIT = document(
    openapi="3.0.3",
    **{
        "x-webhooks": {
            "push": git_event("push", None, ref={"type": "string", "nullable": True}),
            "project-created": git_event("project", ["created"], name=TEXT),
            "project-deleted": git_event("project", ["deleted"], name=TEXT),
            "project-card-created": git_event("project_card", ["created"], name=TEXT),
            # Its example is wrong, as some of GitHub's are.
            "discussion-closed": git_event("discussions", ["closed"], name=TEXT),
            "discussion-created": git_event("discussion", ["created"], name=TEXT),
        }
    },
)


@pytest.fixture(scope="module")
def orders(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client of a document with webhooks and a callback."""
    return module_client_of(ORDERS, name="feature_orders")


@pytest.fixture(scope="module")
def git(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client of a document whose webhooks are named by a header field."""
    return module_client_of(GIT, name="feature_git")


def parts(module: ModuleType) -> tuple[Any, Any, Any]:
    """Return the modules of webhooks, models and errors."""
    names = ("webhooks", "models", "errors")
    return tuple(importlib.import_module(f"{module.__name__}.{name}") for name in names)


def test_a_constant_says_which_event_it_is(orders: ModuleType) -> None:
    """The body may be bytes or text, the header fields a mapping or pairs; no client is needed."""
    webhooks, models, _ = parts(orders)
    text = json.dumps(PAID)
    for body in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        found = webhooks.parse({"Content-Type": "application/json"}, body)
        assert found == models.Paid(type="order.paid", order="o1", amount=5)
    refunded = {"type": "order.refunded", "order": "o1", "at": "2026-01-02T03:04:05Z"}
    found = webhooks.parse([("X-A", "1"), ("X-A", "2")], json.dumps(refunded))
    assert isinstance(found, models.Refunded)
    assert found.at == datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def test_both_clients_have_it(orders: ModuleType) -> None:
    """`client.webhooks.parse` is no coroutine; strict clients are strict about webhooks."""
    _, models, errors = parts(orders)
    for client in (orders.Feature(), orders.AsyncFeature()):
        assert client.webhooks is client.webhooks
        assert isinstance(client.webhooks.parse({}, json.dumps(PAID)), models.Paid)
        assert client.webhooks.parse({}, '{"type": "order.new"}').data == {"type": "order.new"}
    strict = orders.Feature(strict_responses=True)
    with pytest.raises(errors.WebhookError, match="describes no such webhook"):
        strict.webhooks.parse({}, '{"type": "order.new"}')


def test_what_fits_where_nothing_else_says_it(orders: ModuleType) -> None:
    """Callbacks are told by their properties."""
    webhooks, models, _ = parts(orders)
    assert webhooks.parse({}, '{"parcel": "p"}') == models.Shipped(parcel="p")
    assert webhooks.parse({}, '{"parcel": "p", "place": "x"}') == models.Lost(parcel="p", place="x")


@pytest.mark.parametrize("value", [{"type": "order.new", "x": [1]}, {"a": 1}, [1], "text", None, 5])
def test_unknown_events_keep_everything(orders: ModuleType, value: Any) -> None:
    """JSON that no webhook describes is kept, with the header fields; strict calls refuse it."""
    webhooks, _, errors = parts(orders)
    found = webhooks.parse({"X-Event": "new"}, json.dumps(value))
    assert isinstance(found, webhooks.UnknownEvent)
    assert found.data == value
    assert found.headers["x-event"] == "new"
    assert "X-Event" not in repr(found)
    with pytest.raises(errors.WebhookError):
        webhooks.parse({}, json.dumps(value), strict=True)


def test_payloads_that_do_not_fit(orders: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    """What does not fit keeps its JSON value, and is logged once; strict calls say where it is."""
    webhooks, models, errors = parts(orders)
    odd = {"type": "order.paid", "order": "o1", "amount": "five", "more": True}
    with caplog.at_level(logging.WARNING, "feature_orders"):
        for _ in range(2):
            found = webhooks.parse({}, json.dumps(odd))
    assert isinstance(found, models.Paid)
    assert (found.amount, found.model_extra) == ("five", {"more": True})
    assert [record.getMessage() for record in caplog.records] == [
        "webhook orderPaid: the body does not fit its schema at $.amount"
    ]
    with pytest.raises(errors.WebhookError) as caught:
        webhooks.parse({}, json.dumps(odd), strict=True)
    assert caught.value.paths == ("$.amount",)


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"", "is empty"), (b"<a/>", "not JSON"), (b"\xff", "not JSON"), ("[" * 100_000, "not JSON")],
)
def test_bodies_that_are_no_json(orders: ModuleType, body: Any, said: str) -> None:
    """They raise an error of the client's own."""
    webhooks, _, errors = parts(orders)
    with pytest.raises(errors.WebhookError, match=said) as caught:
        webhooks.parse({}, body)
    assert isinstance(caught.value, errors.ClientError)


def test_a_known_type(orders: ModuleType) -> None:
    """Whoever knows which request it is says so."""
    webhooks, models, _ = parts(orders)
    assert webhooks.parse({}, '{"parcel": "p", "place": "x"}', cast_to=models.Shipped).parcel == "p"


def test_the_type_of_all_events(orders: ModuleType) -> None:
    """It can be used at run time, too."""
    webhooks, models, _ = parts(orders)
    union = models.Paid | models.Refunded | models.Lost | models.Shipped | webhooks.UnknownEvent
    assert set(union.__args__) == set(webhooks.WebhookEvent.__args__)


def test_type_checkers_narrow(orders: ModuleType, type_errors: Any) -> None:
    """The result is the union of the models; a secret from an environment that may not have it is refused."""
    code = (
        "import os\n"
        "from feature_orders import Feature, models, webhooks\n"
        "event = Feature().webhooks.parse({}, b'')\n"
        "if isinstance(event, models.Paid):\n"
        "    amount: int = event.amount\n"
        "elif isinstance(event, webhooks.UnknownEvent):\n"
        "    data = event.data\n"
        "reveal: webhooks.WebhookEvent = event\n"
        "shipped: models.Shipped = webhooks.parse([('a', 'b')], '', cast_to=models.Shipped)\n"
        "event.amount\n"
        "webhooks.parse({}, b'', secret=os.environ.get('A'))\n"
    )
    lines = [line.partition(":")[0] for line in type_errors(orders, code)]
    assert sorted(set(lines)) == ["10", "11"]


# --- signatures


def signed(body: str, *, age: int = 0) -> dict[str, str]:
    """Return the header fields of a request that is signed as of Standard Webhooks."""
    time = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=age)
    signature = standardwebhooks.Webhook(SECRET).sign("msg_1", time, body)
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(time.timestamp())),
        "Webhook-Signature": signature,
    }


def test_signatures(orders: ModuleType) -> None:
    """A right one passes; a wrong, broken, missing or old one raises, whatever the body is."""
    webhooks, models, errors = parts(orders)
    body = json.dumps(PAID)
    assert isinstance(webhooks.parse(signed(body), body, secret=SECRET), models.Paid)
    wrong: list[tuple[dict[str, str], Any]] = [
        (signed(body), body + " "),
        (signed(body, age=301), body),
        (signed(body, age=-301), body),
        ({}, body),
        ({**signed(body), "Webhook-Signature": "nonsense"}, body),
        ({**signed(body), "Webhook-Signature": "v1,%%%"}, body),
        (signed(body), b"\xff"),
    ]
    for headers, content in wrong:
        with pytest.raises(errors.WebhookSignatureError):
            webhooks.parse(headers, content, secret=SECRET)


def test_a_secret_that_is_missing(orders: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment variable that is not set, or is empty, does not turn the check off."""
    webhooks, _, _ = parts(orders)
    for name in ("secret", "verifier"):
        with pytest.raises(TypeError, match="must not be None"):
            webhooks.parse({}, json.dumps(PAID), **{name: None})
    with pytest.raises(standardwebhooks.webhooks.EmptyWebhookSecretError):
        webhooks.parse(signed("{}"), "{}", secret="")
    monkeypatch.setitem(__import__("sys").modules, "standardwebhooks", None)
    with pytest.raises(ImportError, match="needs the package standardwebhooks"):
        webhooks.parse({}, "{}", secret=SECRET)


def test_verifiers(orders: ModuleType) -> None:
    """One sees the bytes before they are read; what it raises is raised, and False is a refusal."""
    webhooks, models, errors = parts(orders)
    seen: list[Any] = []

    def note(headers: Any, body: bytes) -> None:
        seen.append((headers["x-signature"], body))

    found = webhooks.parse({"X-Signature": "s"}, json.dumps(PAID), verifier=note)
    assert isinstance(found, models.Paid)
    assert seen == [("s", json.dumps(PAID).encode())]
    with pytest.raises(errors.WebhookSignatureError):
        webhooks.parse({}, "no JSON", verifier=lambda headers, body: False)

    def refuse(headers: Any, body: bytes) -> None:
        raise PermissionError("mine")

    with pytest.raises(PermissionError, match="mine"):
        webhooks.parse({}, "{}", verifier=refuse)

    async def wait(headers: Any, body: bytes) -> None: ...

    with pytest.raises(TypeError, match="cannot be asynchronous"):
        webhooks.parse({}, "{}", verifier=wait)


# --- header fields


@pytest.mark.parametrize(
    ("name", "body", "found"),
    [
        ("push", {"ref": None}, "push"),
        ("project", {"action": "created", "name": "a"}, "project-created"),
        ("project", {"action": "deleted", "name": "a"}, "project-deleted"),
        ("project_card", {"action": "created", "name": "a"}, "project-card-created"),
        ("discussion", {"action": "closed", "name": "a"}, "discussion-closed"),
        ("discussion", {"action": "created", "name": "a"}, "discussion-created"),
        ("brand_new", {"action": "created", "name": "a"}, None),
        ("project", {"action": "archived", "name": "a"}, None),
    ],
)
def test_a_header_field_names_the_event(
    git: ModuleType, name: str, body: Any, found: str | None
) -> None:
    """Its examples say that it does; with constants of the body it makes the webhook's name."""
    webhooks, _, _ = parts(git)
    parser = importlib.import_module(f"{git.__name__}.webhooks.parser")
    types = {each.name: each.type_factory() for each in parser.ApiWebhooks._webhooks}
    result = webhooks.parse({"X-GIT-Event": name}, json.dumps(body))
    assert type(result) is (webhooks.UnknownEvent if found is None else types[found])
    if found == "push":
        assert result.ref is None


def test_forms(git: ModuleType) -> None:
    """A form with one field of JSON is that JSON, as GitHub and Slack send it."""
    webhooks, _, _ = parts(git)
    fields = {"X-Git-Event": "push", "Content-Type": "application/x-www-form-urlencoded"}
    assert webhooks.parse(fields, "payload=%7B%22ref%22%3A%22main%22%7D").ref == "main"
    assert webhooks.parse(fields, "ref=main&ref2=x").ref == "main"


def test_header_fields_with_listed_values(client_of: Any) -> None:
    """A constant or enumeration of a header field says which webhook it is; the bodies need not."""
    made = {
        name: incoming(ref("Thing"), parameters=[header("X-Topic", schema)])
        for name, schema in {
            "created": {"const": "thing/created"},
            "others": {"type": "string", "enum": ["thing/changed", "thing/gone"]},
        }.items()
    }
    made["others"]["post"]["requestBody"]["content"]["application/json"]["schema"] = ref("Change")
    schemas = {name: {"type": "object", "properties": {"id": TEXT}} for name in ("Thing", "Change")}
    module = client_of(document(webhooks=made, components={"schemas": schemas}))
    webhooks, models, _ = parts(module)
    assert type(webhooks.parse({"x-topic": "thing/created"}, '{"id": "1"}')) is models.Thing
    assert type(webhooks.parse({"x-topic": "thing/gone"}, '{"id": "1"}')) is models.Change
    assert type(webhooks.parse({"x-topic": "new"}, '{"id": "1"}')) is webhooks.UnknownEvent


# --- documents


def test_what_is_said(orders: ModuleType, exchange_of: Any, git: ModuleType) -> None:
    """Only a body that is no JSON is not parsed, and that is said."""
    said = [d for d in exchange_of(orders).diagnostics if d.severity.value != "note"]
    assert [(d.code.number, d.location.pointer) for d in said] == [
        ("SL302", "/webhooks/told/post/requestBody/content/text~1plain")
    ]
    assert {entry.fate.value for entry in exchange_of(git).ledger} == {"kept"}
    places = {entry.at.partition("#")[2] for entry in exchange_of(git).ledger}
    assert "/webhooks/push/post" in places


def test_swagger(client_of: Any) -> None:
    """`x-webhooks` and `x-callbacks` of Swagger 2.0 have their body as a parameter."""
    body, ended = (
        {"name": "body", "in": "body", "schema": {"$ref": f"#/definitions/{name}"}}
        for name in ("Thing", "Ended")
    )
    callback = {"post": {"parameters": [ended], "responses": DONE}}
    module = client_of(
        {
            "swagger": "2.0",
            "info": {"title": "Feature", "version": "1"},
            "host": "api.example.com",
            "paths": {
                "/jobs": {
                    "post": {
                        "responses": DONE,
                        "x-callbacks": {"ended": {"{$request.body#/url}": callback}},
                    }
                }
            },
            "x-webhooks": {"made": {"post": {"parameters": [body], "responses": DONE}}},
            "definitions": {
                "Thing": {"type": "object", "required": ["id"], "properties": {"id": TEXT}},
                "Ended": {"type": "object", "required": ["job"], "properties": {"job": TEXT}},
            },
        }
    )
    webhooks, models, _ = parts(module)
    assert webhooks.parse({}, '{"id": "1"}') == models.Thing(id="1")
    assert webhooks.parse({}, '{"job": "1"}') == models.Ended(job="1")


def test_a_resource_called_webhooks(client_of: Any, type_errors: Any) -> None:
    """It keeps its name, and parses as well; where it has an operation of that name, the package alone does."""
    operation = {"operationId": "listWebhooks", "tags": ["Webhooks"], "responses": DONE}
    spec = document(
        webhooks={"made": incoming(ref("Shipped"))},
        paths={"/webhooks": {"get": operation}},
        components={"schemas": SCHEMAS},
    )
    module = client_of(spec, name="feature_tagged")
    webhooks, models, _ = parts(module)
    for client in (module.Feature(), module.AsyncFeature()):
        assert callable(client.webhooks.list)
        assert client.webhooks.parse({}, '{"parcel": "p"}') == models.Shipped(parcel="p")
    code = (
        "from feature_tagged import Feature, models\n"
        "event = Feature().webhooks.parse({}, b'', cast_to=models.Shipped).parcel\n"
    )
    assert type_errors(module, code) == []
    operation["operationId"] = "parse"
    module = client_of(spec, name="feature_parse")
    webhooks, models, _ = parts(module)
    assert webhooks.parse({}, '{"parcel": "p"}') == models.Shipped(parcel="p")


def test_a_method_called_webhooks(exchange: Any) -> None:
    """It keeps its name, and that is said."""
    paths = {"/webhooks": {"get": {"operationId": "webhooks", "responses": DONE}}}
    api = exchange(paths, schemas=SCHEMAS, webhooks={"made": incoming(ref("Shipped"))}, config={})
    webhooks, models, _ = parts(api.module)
    assert api.client.webhooks() is None
    assert webhooks.parse({}, '{"parcel": "p"}') == models.Shipped(parcel="p")
    assert [d.code.number for d in api.diagnostics] == ["SL502"]


def test_values_that_are_added_to_a_status(client_of: Any) -> None:
    """An enumeration that webhooks share tells none apart, so a new value makes no unknown event."""
    status = {"type": "string", "enum": ["open", "closed"]}
    schemas = {
        "A": {
            "type": "object",
            "required": ["status", "a"],
            "properties": {"status": status, "a": TEXT},
        },
        "B": {
            "type": "object",
            "required": ["status", "b"],
            "properties": {"status": status, "b": TEXT},
        },
    }
    made = {name.lower(): incoming(ref(name)) for name in schemas}
    webhooks, models, _ = parts(client_of(document(webhooks=made, components={"schemas": schemas})))
    assert type(webhooks.parse({}, '{"status": "merged", "b": "x"}')) is models.B


def test_nothing_is_there_without_webhooks(exchange: Any) -> None:
    """Neither the package nor the runtime's module, nor its errors."""
    api = exchange({"/a": {"get": {"operationId": "a", "responses": DONE}}})
    assert not hasattr(api.client, "webhooks")
    assert not hasattr(api.errors, "WebhookError")
    with pytest.raises(ImportError):
        importlib.import_module(f"{api.module.__name__}._runtime.webhooks")
