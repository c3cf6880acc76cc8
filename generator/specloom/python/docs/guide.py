"""The pages of the generated documentation on errors, lists and streams."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...ir.responses import ANY_ERROR, STATUS_CLASSES
from ...ir.types import TypeId
from ..client.error_classes import ErrorsPlan
from ..client.operation_constants import is_paginated, page_types, returned
from ..client.operation_plan import OperationPlan
from ..code.annotations import Annotator, Use
from ..code.doc_nodes import DocErrorClass, DocErrors, DocLists
from ..code.encoders import (
    markdown_code,
    markdown_description,
    markdown_name,
    markdown_text,
    markdown_type,
)
from ..code.symbols import Symbols
from ..examples.calls import DocumentedResource, Suite
from ..naming.printable import Markdown, PythonCode
from .pages import http_cell, lines, link_to
from .type_links import TypeLinks

_MOST_OPERATIONS = 12


def errors_page(
    suite: Suite, resources: Sequence[DocumentedResource], sample: Markdown
) -> DocErrors:
    """Make the page of exceptions: those of statuses, and those of the document's own."""
    raised = _raised_by(resources)
    plan = suite.client.errors
    own = sorted((name, type_id) for type_id, name in plan.names.items())
    return DocErrors(
        package=markdown_code(suite.client.package),
        usual_rows=lines(
            [
                Markdown.of(
                    "| {} | {} | {} | {} |",
                    markdown_code(name),
                    markdown_text(status),
                    _below(plan, name),
                    _few(raised.get(name, ())),
                )
                for status, name in (*STATUS_CLASSES.items(), ("any other", ANY_ERROR))
                if name not in plan.names.values()
            ]
        ),
        classes=tuple(
            DocErrorClass(
                name=markdown_code(name),
                base=markdown_code(plan.objects[type_id].status_class),
                status=markdown_text(", ".join(sorted(plan.objects[type_id].statuses))),
                parsed=_parsed(suite.client.symbols, type_id),
                description=markdown_description(plan.objects[type_id].declaration.doc.description),
                raised_by=_few(raised.get(name, ())),
            )
            for name, type_id in own
        ),
        sample=sample,
    )


def _below(plan: ErrorsPlan, status_class: str) -> Markdown:
    """Return links to the document's own classes below that of a status."""
    own = sorted(
        name
        for type_id, name in plan.names.items()
        if plan.objects[type_id].status_class == status_class
    )
    links = [Markdown.of("[{}](#{})", markdown_code(n), markdown_name(n.lower())) for n in own]
    return Markdown.joined(", ", links)


def _parsed(symbols: Symbols, type_id: TypeId) -> Markdown:
    if type_id not in symbols.names:
        return markdown_code("Any")
    return TypeLinks(symbols=symbols, models=Markdown("../models/")).link(type_id)


def pages_page(suite: Suite, resources: Sequence[DocumentedResource], sample: Markdown) -> DocLists:
    """Make the page of the operations that return pages."""

    def is_meant(plan: OperationPlan) -> bool:
        return is_paginated(plan, suite.client.symbols)

    return DocLists(rows=_rows(suite, resources, is_meant), sample=sample)


def streams_page(
    suite: Suite, resources: Sequence[DocumentedResource], sample: Markdown
) -> DocLists:
    """Make the page of the operations that return streams."""

    def is_meant(plan: OperationPlan) -> bool:
        return plan.is_stream

    return DocLists(rows=_rows(suite, resources, is_meant), sample=sample)


def _rows(
    suite: Suite,
    resources: Sequence[DocumentedResource],
    is_meant: Callable[[OperationPlan], bool],
) -> Markdown:
    annotator = Annotator(symbols=suite.client.symbols, use=Use.RESPONSE)
    rows = []
    for resource in resources:
        for plan in filter(is_meant, resource.plans):
            pages = page_types(plan, annotator)
            kind = PythonCode.of("Page[{}, {}]", *pages) if pages else returned(plan, annotator)
            cells = (link_to(resource, plan), markdown_type(kind), http_cell(plan.operation))
            rows.append(Markdown.of("| {} | {} | {} |", *cells))
    return lines(rows)


def _raised_by(resources: Sequence[DocumentedResource]) -> Mapping[str, Sequence[Markdown]]:
    """Return links to the operations that raise each class."""
    found: dict[str, dict[Markdown, None]] = {}
    for resource in resources:
        for plan in resource.plans:
            link = link_to(resource, plan)
            for failure in plan.failures:
                for name in failure.names:
                    found.setdefault(name, {})[link] = None
    return {name: list(links) for name, links in found.items()}


def _few(links: Sequence[Markdown]) -> Markdown:
    shown = [*links[:_MOST_OPERATIONS]]
    if len(links) > _MOST_OPERATIONS:
        more = markdown_text(str(len(links) - _MOST_OPERATIONS))
        shown.append(Markdown.of("and {} more", more))
    return Markdown.joined(", ", shown)
