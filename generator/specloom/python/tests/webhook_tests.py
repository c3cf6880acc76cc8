"""Tests of webhooks: a sample of each payload, and the event that it is parsed as."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ...records import dataclass
from ..client.client_plan import ClientPlan
from ..client.webhook_plan import WebhookPlan
from ..client.webhooks import ATTRIBUTE
from ..code.encoders import docstring, literal
from ..code.imports import from_outside, import_block, imports_of
from ..code.prose import with_article
from ..code.webhook_nodes import PyWebhookCase, WebhookTestModule
from ..examples.calls import Suite
from ..examples.values import Sampler
from ..naming.identifiers import Scope, snake
from ..naming.printable import Import
from .shared_samples import Models, Samples
from .test_modules import fake_api_module


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A webhook with a sample of its payload, and whether the models of that can be told."""

    plan: WebhookPlan
    sample: Any
    is_told: bool


def webhook_test_module(suite: Suite) -> WebhookTestModule:
    """Make the tests of a client's webhooks and callbacks."""
    client = suite.client
    count = Counter(map(_evidence, client.webhooks.webhooks))
    samples = Samples(fake_api_module(suite))
    models = Models(client.symbols, samples.text_of, writing=False)
    drafts = []
    for each in client.webhooks.webhooks:
        payload = each.incoming.payload
        sampler = Sampler(suite.types, reading=True)
        sample = sampler.sample(payload.type, "event", examples=payload.examples)
        samples.note(sample, each.incoming.name.raw)
        is_told = count[_evidence(each)] == 1 and models.note(payload.type, sample)
        if not is_told:
            models.name(payload.type, sample)
        drafts.append(_Draft(plan=each, sample=sample, is_told=is_told))
    samples.allot(models.class_names)
    constants = models.allot({"EVENTS", "PAYLOADS"})
    scope = Scope()
    cases = [_case(suite, each, scope, samples, models) for each in drafts]
    told, untold = ([c for c in cases if (c.event is None) is one] for one in (False, True))
    found = imports_of(cases, constants).run_time
    needed = {from_outside(item, client.package) for item in found}
    if told:
        needed.add(Import(fake_api_module(suite), "wrong_models"))
    if untold:
        needed.add(Import(fake_api_module(suite), "as_json"))
    return WebhookTestModule(
        docstring=docstring(f"Webhooks of {with_article(client.api.title)}."),
        imports=import_block(
            {
                *needed,
                *(Import(module) for module in ("json", "pytest")),
                Import("typing", "Any"),
                Import(client.package, ATTRIBUTE),
            }
        ),
        samples=samples.entries(),
        constants=constants,
        told=tuple(told),
        untold=tuple(untold),
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


def _case(
    suite: Suite, draft: _Draft, scope: Scope, samples: Samples, models: Models
) -> PyWebhookCase:
    plan = draft.plan
    payload = plan.incoming.payload
    return PyWebhookCase(
        name=literal(scope.take(snake(plan.incoming.name.raw, "webhook"))),
        headers=literal(sample_headers(suite.client, plan)),
        body=samples.code(draft.sample),
        event=models.write(payload.type, draft.sample) if draft.is_told else None,
    )
