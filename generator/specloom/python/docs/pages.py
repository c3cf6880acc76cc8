"""The documentation of the generated client: a page for each resource."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...ir.api import Operation
from ...ir.signature import Argument, in_order
from ...ir.types import Default
from ...records import dataclass
from ..client.methods import argument_annotation, wait_parameters, ways_to_call
from ..client.operation_constants import (
    operation_name,
    page_types,
    parsed_error,
    path_text,
    returned,
)
from ..client.operation_plan import OperationPlan
from ..code.annotations import Annotator, Use
from ..code.doc_nodes import DocError, DocOperation, DocPage, DocParameter
from ..code.encoders import (
    literal,
    markdown_cell,
    markdown_code,
    markdown_code_cell,
    markdown_description,
    markdown_python,
    markdown_text,
    markdown_type,
)
from ..code.layout import parameter
from ..code.line_lengths import SAMPLE_LINE_LENGTH
from ..code.prose import capitalized, in_short, one_line, says_nothing, sentence, title_of
from ..code.symbols import Symbols
from ..code.union_code import or_unset
from ..examples.calls import DocumentedResource, Suite
from ..naming.identifiers import code
from ..naming.printable import Markdown, PythonCode
from .appendix import appendix
from .curl import curl_sample
from .entries import described, error_link
from .samples import async_sample, sample, shown_call
from .type_links import TypeLinks


def doc_page(suite: Suite, resource: DocumentedResource) -> DocPage:
    """Make the page of one resource."""
    operations = tuple(_operation(suite, resource, plan) for plan in resource.plans)
    return DocPage(
        title=markdown_text(resource.title),
        description=markdown_description(resource.doc.description),
        file=page_name(resource),
        rows=lines(
            [
                Markdown.of("| {} | [{}](#{}) | {} |", o.operation_id, o.call, o.anchor, o.http)
                for o in operations
            ]
        ),
        operations=operations,
    )


def page_name(resource: DocumentedResource) -> Markdown:
    """Return the name of the page of a resource."""
    return Markdown(f"{resource.file}.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOperation:
    """An operation in a table: its page and the place there, and how it is called."""

    file: Markdown
    anchor: Markdown
    operation_id: Markdown
    call: Markdown
    http: Markdown
    summary: Markdown
    brief: Markdown


def listed(resource: DocumentedResource, plan: OperationPlan) -> ListedOperation:
    """Return an operation of a resource as tables list it."""
    operation = plan.operation
    call = f"{resource.accessor}.{plan.method}"
    summary = capitalized(one_line(operation.doc.summary))
    return ListedOperation(
        file=page_name(resource),
        anchor=Markdown(_heading_id(call)),
        operation_id=markdown_code_cell(operation_name(operation).raw),
        call=markdown_code_cell(call),
        http=http_cell(operation),
        summary=markdown_text(summary),
        brief=markdown_text(in_short(summary)),
    )


def link_to(resource: DocumentedResource, plan: OperationPlan) -> Markdown:
    """Return a link to an operation from a page in a folder beside those of resources."""
    call = f"{resource.accessor}.{plan.method}"
    anchor = Markdown(_heading_id(call))
    return Markdown.of("[{}](../{}#{})", markdown_code_cell(call), page_name(resource), anchor)


def http_cell(operation: Operation) -> Markdown:
    """Return the method and path of an operation for a table."""
    return markdown_code_cell(f"{operation.method} {path_text(operation)}")


def lines(rows: Sequence[Markdown]) -> Markdown:
    """Return the rows of a table, below each other."""
    return Markdown.joined("\n", list(rows))


def _operation(suite: Suite, resource: DocumentedResource, plan: OperationPlan) -> DocOperation:
    operation = plan.operation
    annotator = Annotator(symbols=suite.client.symbols, use=Use.RESPONSE)
    pages = page_types(plan, annotator)
    row = listed(resource, plan)
    response = next((s.response for s in plan.successes if s.response.doc.description), None)
    shown = shown_call(suite, resource, plan)
    kind = returned(plan, annotator)
    if pages is not None:
        kind = PythonCode.of("Page[{}, {}]", *pages)
    said = one_line(response.doc.description) if response else ""
    described = markdown_cell("" if says_nothing(said) else sentence(said))
    shown_kind = markdown_code(kind)
    symbols = suite.client.symbols
    contents = [content.type for success in plan.successes for content in success.contents]
    links = TypeLinks(symbols=symbols).to(contents, writing=False)
    if links:
        shown_kind = Markdown.of("{} ({})", shown_kind, links)
    return DocOperation(
        anchor=row.anchor,
        operation_id=row.operation_id,
        call=row.call,
        http=row.http,
        old_names=resource.old_names.get(operation.at, Markdown("")),
        summary=row.summary,
        description=markdown_description(operation.doc.description),
        deprecated=operation.doc.deprecated,
        signature=markdown_python(_signature(suite, plan, kind), runnable=False),
        parameters=tuple(_parameters(symbols, plan)),
        returns=(Markdown.joined(": ", [shown_kind, described]) if described else shown_kind),
        errors=tuple(_errors(symbols, plan)),
        needs=_needs(suite, plan),
        appendix=appendix(symbols, plan),
        sample=markdown_python(sample(suite, plan, shown)),
        async_sample=markdown_python(async_sample(suite, plan, shown)),
        curl_sample=curl_sample(suite, plan, shown),
    )


def _heading_id(call: str) -> str:
    """Return what renderers call the heading of an operation: its letters, digits, "_" and "-", in lower case."""
    return "".join(c for c in call.lower() if c.isalnum() or c in "_-")


def _signature(suite: Suite, plan: OperationPlan, returns: PythonCode) -> PythonCode:
    annotator = Annotator(symbols=suite.client.symbols, use=Use.ARGUMENT, writing=True)
    written = []
    for arguments in ways_to_call(plan):
        positional, keywords = in_order(arguments)
        parts = [_signature_part(annotator, plan, argument) for argument in positional]
        parts.append(PythonCode("*"))
        parts += [_signature_part(annotator, plan, argument) for argument in keywords]
        for each in wait_parameters(plan):
            default = each.default or PythonCode("None")
            parts.append(PythonCode.of("{}: {} = {}", each.name, each.annotation, default))
        parts.append(PythonCode("options: RequestOptions | None = None"))
        listed = PythonCode.joined(", ", parts)
        written.append(PythonCode.of("def {}({}) -> {}: ...", code(plan.method), listed, returns))
    if len(written) > 1:
        written = [PythonCode.of("@overload\n{}", each) for each in written]
    return PythonCode.joined("\n", written)


def _signature_part(annotator: Annotator, plan: OperationPlan, argument: Argument) -> PythonCode:
    annotation, default = argument_annotation(plan, argument, annotator), None
    if argument.constant is not None:
        default = literal(argument.constant)
    elif not argument.required:
        annotation, default = or_unset(annotation, PythonCode("Unset")), PythonCode("UNSET")
    name = code(plan.name(argument))
    item = parameter(name, annotation, default, indent=4, width=SAMPLE_LINE_LENGTH)
    parts = [item.annotation] if item.default is None else [item.annotation, item.default]
    return PythonCode.of("{}: {}", item.name, PythonCode.joined(" = ", parts))


def _parameters(symbols: Symbols, plan: OperationPlan) -> Iterator[DocParameter]:
    annotator = Annotator(symbols=symbols, use=Use.ARGUMENT, writing=True)
    others = [
        argument
        for way in plan.alternatives
        for argument in way.arguments
        if argument not in plan.arguments
    ]
    linker = TypeLinks(symbols=symbols)
    for argument in (*plan.positional(), *plan.keywords(), *others):
        name = plan.name(argument)
        title = argument.doc.summary if title_of(argument.doc.summary, name) else None
        default = argument.presence.value if isinstance(argument.presence, Default) else None
        yield DocParameter(
            name=markdown_code(name),
            type=markdown_code(argument_annotation(plan, argument, annotator)),
            links=linker.to([argument.type], writing=True),
            required=Markdown(
                "instead" if argument in others else "required" if argument.required else "optional"
            ),
            wire_name=Markdown(""),
            description=described(
                argument.doc.description or title,
                default=default,
                deprecated=argument.doc.deprecated,
            ),
        )


def _needs(suite: Suite, plan: OperationPlan) -> Markdown:
    """Return which credentials an operation needs, by the arguments that take them; "" if the API has none."""
    names = {c.scheme.name.raw: markdown_code(c.name) for c in suite.client.constructor.credentials}
    if not names:
        return Markdown("")
    ways = [
        Markdown.joined(" and ", [names[scheme.raw] for scheme in requirement])
        for requirement in plan.operation.security
        if requirement
    ]
    if not ways:
        return Markdown("Needs no credentials.")
    free = len(ways) < len(plan.operation.security)
    layout = "Takes {}, or no credentials." if free else "Needs {}."
    return Markdown.of(layout, Markdown.joined(", or ", ways))


def _errors(symbols: Symbols, plan: OperationPlan) -> Iterator[DocError]:
    annotator = Annotator(symbols=symbols, use=Use.RESPONSE)
    linker = TypeLinks(symbols=symbols)
    others = Markdown("any" if len(plan.failures) == 1 else "any other")
    for failure in plan.failures:
        status = others if failure.status == "default" else markdown_text(failure.status)
        links = {each.name: error_link(each.name, own=True) for each in failure.classes}
        if failure.usual:
            links[failure.usual] = error_link(failure.usual, own=False)
        if len(failure.classes) > 1:
            for name, link in links.items():
                said = markdown_cell(failure.description(name))
                yield DocError(name=link, status=status, description=said)
            continue
        shown = Markdown.joined(", ", list(links.values()))
        parsed = parsed_error(failure, annotator)
        if parsed is not None:
            named = linker.to([content.type for content in failure.contents], writing=False)
            shown = Markdown.of("{}, `parsed`: {}", shown, named or markdown_type(parsed))
        said = markdown_cell(failure.response.doc.description)
        yield DocError(name=shown, status=status, description=said)
