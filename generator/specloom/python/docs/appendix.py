"""Documentation of response headers, links, callbacks and webhooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...ir.api import Callback, Content, Operation, Response
from ...ir.responses import status_key
from ..client.operation_plan import OperationPlan
from ..code.annotations import Annotator, Use
from ..code.encoders import markdown_cell, markdown_code_cell
from ..code.symbols import Symbols
from ..naming.printable import Markdown

_HEADERS = Markdown("### Response headers\n\n| Status | Header | Type | Description |")
_LINKS = Markdown("### Links\n\n| Link | Leads to | With | Description |")
_CALLBACKS = Markdown("### Callbacks\n\n| Callback | Request | Body | Description |")
_WEBHOOKS = Markdown("## Webhooks\n\n| Webhook | Request | Body | Description |")
_RULE = Markdown("| --- | --- | --- | --- |")


def appendix(symbols: Symbols, plan: OperationPlan) -> Markdown:
    """Return the sections on what an operation's responses carry and what follows from them; often empty."""
    annotator = Annotator(symbols=symbols, use=Use.RESPONSE)
    operation = plan.operation
    sections = [
        _table(_HEADERS, _headers(annotator, operation)),
        _table(_LINKS, _links(operation)),
        _table(_CALLBACKS, _incoming(annotator, operation.callbacks)),
    ]
    return Markdown.joined("\n\n", [section for section in sections if section])


def webhook_section(symbols: Symbols, webhooks: Sequence[Callback]) -> Markdown:
    """Return the section on the requests that the API sends of its own accord; empty without any."""
    annotator = Annotator(symbols=symbols, use=Use.RESPONSE)
    return _table(_WEBHOOKS, _incoming(annotator, webhooks))


def _table(heading: Markdown, rows: Iterator[Sequence[Markdown]]) -> Markdown:
    lines = [Markdown.of("| {} |", Markdown.joined(" | ", list(row))) for row in rows]
    return Markdown.joined("\n", [heading, _RULE, *lines]) if lines else Markdown("")


def _headers(annotator: Annotator, operation: Operation) -> Iterator[Sequence[Markdown]]:
    """Yield the rows of header fields: those that several responses have alike are there once."""
    alike: dict[tuple[tuple[Markdown, ...], ...], list[Response]] = {}
    for response in sorted(operation.responses, key=lambda r: status_key(r.status)):
        model = _model_of(annotator.symbols, response)
        rows = tuple(
            (
                *model,
                markdown_code_cell(header.wire_name.raw),
                markdown_code_cell(annotator.annotate(header.type)),
                markdown_cell(header.doc.description or header.doc.summary),
            )
            for header in response.headers
        )
        alike.setdefault(rows, []).append(response)
    for rows, responses in alike.items():
        statuses = [markdown_code_cell(status_key(each.status)) for each in responses]
        for *named, header, kind, description in rows:
            yield Markdown.joined(", ", [*statuses, *named]), header, kind, description


def _model_of(symbols: Symbols, response: Response) -> tuple[Markdown, ...]:
    """Return the class that `headers_as` reads the header fields of a response as, if there is one."""
    if response.header_type is None:
        return ()
    name = symbols.class_name(response.header_type, writing=False)
    return (markdown_code_cell(f"models.{name}"),)


def _links(operation: Operation) -> Iterator[Sequence[Markdown]]:
    for response in operation.responses:
        for link in response.links:
            pairs = [f"{name.raw}={value.raw}" for name, value in link.parameters]
            yield (
                markdown_code_cell(link.name.raw),
                markdown_code_cell(link.operation.raw),
                Markdown.joined(", ", [markdown_code_cell(pair) for pair in pairs]),
                markdown_cell(link.doc.description),
            )


def _incoming(annotator: Annotator, callbacks: Sequence[Callback]) -> Iterator[Sequence[Markdown]]:
    for callback in callbacks:
        for operation in callback.operations:
            target = callback.expression.raw if callback.expression is not None else ""
            yield (
                markdown_code_cell(callback.name.raw),
                markdown_code_cell(f"{operation.method} {target}".strip()),
                _body(annotator, operation.body.contents if operation.body else ()),
                markdown_cell(operation.doc.summary or operation.doc.description),
            )


def _body(annotator: Annotator, contents: Sequence[Content]) -> Markdown:
    kinds = dict.fromkeys(annotator.annotate(content.type) for content in contents)
    return Markdown.joined(", ", [markdown_code_cell(kind) for kind in kinds])
