"""Tests of webhooks: a sample of each payload, and the event that it is parsed as."""

from __future__ import annotations

from collections import Counter

from ..client.client_plan import ClientPlan
from ..client.webhook_plan import WebhookPlan
from ..client.webhooks import ATTRIBUTE
from ..code.encoders import docstring, literal
from ..code.imports import from_outside, import_block, imports_of
from ..code.nodes import PyCheck
from ..code.prose import one_line, with_article
from ..code.webhook_nodes import PyWebhookTest, WebhookTestModule
from ..examples.calls import Suite
from ..examples.values import Sampler, ValueWriter
from ..naming.identifiers import Scope, code, imported, snake
from ..naming.printable import Import, PythonCode
from .test_modules import fake_api_module

_EVENT = PythonCode("event")


def webhook_test_module(suite: Suite) -> WebhookTestModule:
    """Make the tests of a client's webhooks and callbacks."""
    client = suite.client
    scope = Scope()
    count = Counter(map(_evidence, client.webhooks.webhooks))
    tests = [
        _test(suite, each, scope, is_told=count[_evidence(each)] == 1)
        for each in client.webhooks.webhooks
    ]
    needed = {from_outside(item, client.package) for item in imports_of(tests).run_time}
    return WebhookTestModule(
        docstring=docstring(f"Webhooks of {with_article(client.api.title)}."),
        imports=import_block({*needed, Import("json"), Import(client.package, ATTRIBUTE)}),
        tests=tuple(tests),
    )


def _evidence(plan: WebhookPlan) -> str:
    """Return what a webhook is told by."""
    tables = (plan.constants, plan.headers)
    return str(literal([{name: list(each) for name, each in t.items()} for t in tables]))


def sample_headers(client: ClientPlan, plan: WebhookPlan) -> dict[str, str]:
    """Return the header fields of a sample request: those that say which webhook it is for."""
    header = client.webhooks.event_header
    named = {} if header is None else {header: plan.event or plan.incoming.name.raw}
    return named | {name: values[0] for name, values in plan.headers.items()}


def _test(suite: Suite, plan: WebhookPlan, scope: Scope, *, is_told: bool) -> PyWebhookTest:
    name, payload = plan.incoming.name.raw, plan.incoming.payload
    sampler = Sampler(suite.types, reading=True)
    sample = sampler.sample(payload.type, "event", examples=payload.examples)
    writer = ValueWriter(suite.client.symbols, writing=False)
    expected = writer.write(payload.type, sample)
    if is_told and not writer.ambiguous:
        check = PyCheck(subject=_EVENT, relation=PythonCode("=="), expected=expected)
    else:
        # Another class may fit as well; nothing may get lost.
        as_json = imported(fake_api_module(suite), "as_json")
        subject = PythonCode.of("{}({})", as_json, _EVENT)
        check = PyCheck(subject=subject, relation=PythonCode("=="), expected=PythonCode("body"))
    return PyWebhookTest(
        name=code(scope.take(f"test_{snake(name, 'webhook')}")),
        docstring=docstring(f"A request to the webhook {one_line(plan.incoming.name)}.", indent=4),
        headers=literal(sample_headers(suite.client, plan)),
        body=literal(sample),
        checks=(check,),
    )
