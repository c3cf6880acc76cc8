"""The package of webhooks: the function that parses them, and the type of events."""

from __future__ import annotations

from collections.abc import Iterable

from ...diagnostics import Code
from ...ir.name_keys import CLIENT
from ..code.annotations import Annotator, Use
from ..code.encoders import docstring, literal
from ..code.imports import import_block, import_from, imports_of
from ..code.nodes import PyAlias, PyArgument, PyProperty, TypedDictModule
from ..code.prose import with_article
from ..code.symbols import Symbols
from ..code.union_code import union_of
from ..code.webhook_nodes import PyWebhook, WebhookModule
from ..naming.deprecated import Aliases
from ..naming.findings import NamingFinding
from ..naming.identifiers import code, imported
from ..naming.printable import Import, PythonCode
from .client_plan import ClientPlan
from .webhook_plan import WebhookPlan

ATTRIBUTE = "webhooks"
"""The attribute of the clients, and the package beside them."""
CLASS = "ApiWebhooks"
PARSE = "parse"
_MODULE = ".webhooks.parser"
_RUNTIME = ".._runtime.webhooks"


def webhook_module(plan: ClientPlan) -> WebhookModule:
    """Make `webhooks/parser.py`: the webhooks, and the function that parses them."""
    webhooks = tuple(_webhook(each, plan.symbols) for each in plan.webhooks.webhooks)
    header = plan.webhooks.event_header
    needed = {
        *imports_of(webhooks).run_time,
        Import(_RUNTIME, "Webhook"),
        Import(_RUNTIME, "WebhookParser"),
    }
    return WebhookModule(
        docstring=docstring(
            f"What {with_article(plan.api.title)} sends of its own accord: webhooks and callbacks."
        ),
        imports=import_block(needed, {Import(".event", "WebhookEvent")}, plan.symbols.runtime),
        name=code(CLASS),
        event_header=None if header is None else literal(header),
        webhooks=webhooks,
    )


def _webhook(plan: WebhookPlan, symbols: Symbols) -> PyWebhook:
    annotator = Annotator(symbols=symbols, use=Use.DECODED)
    arguments = {}
    for name, table in (("constants", plan.constants), ("headers", plan.headers)):
        if table:
            arguments[name] = literal({key: list(values) for key, values in table.items()})
    if plan.event is not None:
        arguments["event"] = literal(plan.event)
    return PyWebhook(
        name=literal(plan.incoming.name),
        type=annotator.annotate(plan.incoming.payload.type),
        arguments=tuple(PyArgument(name=code(key), value=arguments[key]) for key in arguments),
    )


def event_module(plan: ClientPlan) -> TypedDictModule:
    """Make `webhooks/event.py`: the union of all events, which loads their models."""
    annotator = Annotator(symbols=plan.symbols, use=Use.RESPONSE)
    types = [annotator.annotate(e.incoming.payload.type) for e in plan.webhooks.webhooks]
    unknown = imported(_RUNTIME, "UnknownEvent")
    alias = PyAlias(
        name=code("WebhookEvent"),
        target=union_of(list(dict.fromkeys(_plain_last([*types, unknown])))),
        recursive=False,
        docstring=docstring("What a webhook may be about."),
    )
    needed = {*imports_of([alias]).run_time, Import("typing", "TypeAlias")}
    return TypedDictModule(
        docstring=docstring("The type of events; it loads all of their models."),
        imports=import_block(needed, runtime=plan.symbols.runtime),
        typed_dicts=(),
        aliases=(alias,),
    )


def _plain_last(options: Iterable[PythonCode]) -> list[PythonCode]:
    """Return annotations with None as the last one, as linters want it."""
    return sorted(options, key=lambda option: option == "None")


def webhooks_property() -> PyProperty:
    """Make the property of the clients, which is the same for both."""
    return PyProperty(
        name=code(ATTRIBUTE),
        class_name=imported(_MODULE, CLASS),
        module=code(ATTRIBUTE),
        loading=PythonCode.joined("\n        ", import_from(_MODULE, [CLASS], indent=8)),
        docstring=docstring(
            "Parses what the API sends of its own accord: webhooks and callbacks.", indent=8
        ),
        decorators=(imported("functools", "cached_property"),),
    )


def with_webhooks(base: PythonCode) -> PythonCode:
    """Return the bases of a resource that is called like the property, so that it parses webhooks as well."""
    return PythonCode.of("{}, {}", base, imported(f".{_MODULE}", CLASS, (CLASS,)))


def attribute_owner(plan: ClientPlan, aliases: Aliases) -> str | None:
    """Return what clients have already under the name of the attribute; None if it is free."""
    for resource in plan.resources:
        if resource.tag is not None and resource.module == ATTRIBUTE:
            return f"the resource {resource.class_name}"
        if resource.tag is None and any(each.method == ATTRIBUTE for each in resource.operations):
            return "a method"
    old = {alias.place.name for alias in aliases.within(CLIENT)}
    return "an old name" if ATTRIBUTE in old else None


def webhook_findings(plan: ClientPlan, aliases: Aliases) -> tuple[NamingFinding, ...]:
    """Return what is to be said where `client.webhooks.parse` is something else; a resource of that name has it as well."""
    webhooks = plan.webhooks.webhooks
    owner = attribute_owner(plan, aliases) if webhooks else None
    resource = next((r for r in plan.resources if r.tag and r.module == ATTRIBUTE), None)
    if owner is None or (
        resource is not None and all(each.method != PARSE for each in resource.operations)
    ):
        return ()
    message = (
        f"the client has {owner} called 'webhooks' already: "
        f"webhooks are parsed by {plan.package}.webhooks.parse alone"
    )
    return (NamingFinding(Code.NAME_TAKEN, message, webhooks[0].incoming.operation.at),)
