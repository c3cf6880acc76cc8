"""The documentation of the generated client: a page for each resource."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from ..code.annotations import Annotator, Symbols, Use
from ..code.doc_nodes import DocError, DocOperation, DocPage, DocParameter
from ..code.encoders import (
    literal,
    markdown_block,
    markdown_cell,
    markdown_code,
    markdown_code_cell,
    markdown_python,
    markdown_text,
    title_of,
)
from ..code.layout import is_unbreakable, parameter
from ..code.line_lengths import SAMPLE_LINE_LENGTH
from ..code.union_code import or_unset
from ..examples.calls import DocumentedResource, SampleCall, Suite, sample_call
from ..naming.identifiers import code
from ..naming.printable import Markdown, PythonCode
from .appendix import appendix


def doc_page(suite: Suite, resource: DocumentedResource) -> DocPage:
    """Make the page of one resource."""
    operations = tuple(_operation(suite, resource, plan) for plan in resource.plans)
    return DocPage(
        title=markdown_text(resource.title),
        description=markdown_block(resource.doc.description),
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


def listed(resource: DocumentedResource, plan: OperationPlan) -> ListedOperation:
    """Return an operation of a resource as tables list it."""
    operation = plan.operation
    call = f"{resource.accessor}.{plan.method}"
    return ListedOperation(
        file=page_name(resource),
        anchor=Markdown(_heading_id(call)),
        operation_id=markdown_code_cell(operation_name(operation).raw),
        call=markdown_code_cell(call),
        http=markdown_code_cell(f"{operation.method} {path_text(operation)}"),
        summary=markdown_text(operation.doc.summary),
    )


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
    described = markdown_cell(response.doc.description if response else None)
    return DocOperation(
        anchor=row.anchor,
        operation_id=row.operation_id,
        call=row.call,
        http=row.http,
        old_names=resource.old_names.get(operation.at, Markdown("")),
        summary=row.summary,
        description=markdown_block(operation.doc.description),
        deprecated=operation.doc.deprecated,
        signature=markdown_python(_signature(suite, plan, kind), runnable=False),
        parameters=tuple(_parameters(suite.client.symbols, plan)),
        returns=(
            Markdown.joined(": ", [markdown_code(kind), described])
            if described
            else markdown_code(kind)
        ),
        errors=tuple(_errors(suite.client.symbols, plan)),
        needs=_needs(suite, plan),
        appendix=appendix(suite.client.symbols, plan),
        sample=markdown_python(sample(suite, plan, shown)),
        async_sample=markdown_python(async_sample(suite, plan, shown)),
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
    for argument in (*plan.positional(), *plan.keywords(), *others):
        name = plan.name(argument)
        title = argument.doc.summary if title_of(argument.doc.summary, name) else None
        text = markdown_cell(argument.doc.description or title)
        if isinstance(argument.presence, Default):
            default = markdown_code_cell(literal(argument.presence.value))
            text = Markdown.of("{} Default: {}." if text else "{}Default: {}.", text, default)
        yield DocParameter(
            name=markdown_code_cell(name),
            type=markdown_code_cell(argument_annotation(plan, argument, annotator)),
            required=Markdown(
                "instead" if argument in others else "yes" if argument.required else "no"
            ),
            description=text,
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
    for failure in plan.failures:
        name = Markdown.joined(", ", [markdown_code_cell(name) for name in failure.names])
        parsed = parsed_error(failure, annotator)
        if parsed is not None:
            name = Markdown.of("{}, `parsed`: {}", name, markdown_code_cell(parsed))
        yield DocError(
            name=name,
            status=markdown_text(failure.status),
            description=markdown_cell(failure.response.doc.description),
        )


# --- samples: whole programs, which the client's tests run


def sample_imports(
    suite: Suite, call: SampleCall, *names: PythonCode, modules: tuple[str, ...] = ()
) -> PythonCode:
    """Write what a sample imports: modules of the standard library, then names of the client."""
    needed = call.code.imports
    standard = sorted({*modules, *(item.module for item in needed if not item.name)})
    own = sorted([*names, *(code(item.name) for item in needed if item.name)])
    blocks = [PythonCode.of("import {}", code(module)) for module in standard[:-1]]
    blocks += [PythonCode.of("import {}\n", code(module)) for module in standard[-1:]]
    blocks.append(
        PythonCode.of("from {} import {}", code(suite.client.package), PythonCode.joined(", ", own))
    )
    return PythonCode.joined("\n", blocks)


def constructor_arguments(suite: Suite, plan: OperationPlan) -> PythonCode:
    """Write what a client needs for a call and cannot find by itself: user names, and an address that nobody gives."""
    users = {
        c.scheme.name.raw: PythonCode.of("{}={}", code(c.name), c.form.example)
        for c in suite.client.constructor.credentials
        if not c.form.has_variable and not c.form.variables
    }
    ways = [[scheme.raw for scheme in way] for way in plan.operation.security]
    given = min(ways, key=lambda way: sum(scheme in users for scheme in way), default=[])
    arguments = [users[scheme] for scheme in given if scheme in users]
    if not suite.client.constructor.absolute:
        arguments.append(PythonCode('base_url="https://api.example.com"'))
    return PythonCode.joined(", ", arguments)


def shown_call(suite: Suite, resource: DocumentedResource, plan: OperationPlan) -> SampleCall:
    """Write the call that the samples of an operation show."""
    return sample_call(suite, plan, PythonCode(resource.accessor), complete=False)


def sample(suite: Suite, plan: OperationPlan, call: SampleCall) -> PythonCode:
    """Write a program that calls an operation, and prints what there is to see."""
    client = code(suite.client.name)
    body = (
        "    for item in {}:\n        print(item)"
        if is_paginated(suite, plan)
        else (
            "    with {} as stream:\n        for item in stream:\n            print(item)"
            if plan.is_stream
            else (
                "    {}"
                if returns_nothing(suite, plan)
                else (
                    "    print({})"
                    if is_unbreakable(call.code, len("    "), SAMPLE_LINE_LENGTH)
                    else "    result = {}\n    print(result)"
                )
            )
        )
    )
    return PythonCode.of(
        "{}\n\nwith {}({}) as client:\n{}",
        sample_imports(suite, call, client),
        client,
        constructor_arguments(suite, plan),
        PythonCode.of(body, call.code),
    )


def async_sample(suite: Suite, plan: OperationPlan, call: SampleCall) -> PythonCode:
    """Write the same program with the asynchronous client."""
    client = code(f"Async{suite.client.name}")
    body = (
        "        async for item in {}:\n            print(item)"
        if is_paginated(suite, plan)
        else (
            "        async with {} as stream:\n            async for item in stream:\n                print(item)"
            if plan.is_stream
            else (
                "        await {}"
                if returns_nothing(suite, plan)
                else (
                    "        print(await {})"
                    if is_unbreakable(call.code, len("        await "), SAMPLE_LINE_LENGTH)
                    else "        result = await {}\n        print(result)"
                )
            )
        )
    )
    return PythonCode.of(
        "{}\n\nasync def main() -> None:\n    async with {}({}) as client:\n{}\n\nasyncio.run(main())",
        sample_imports(suite, call, client, modules=("asyncio",)),
        client,
        constructor_arguments(suite, plan),
        PythonCode.of(body, call.code),
    )


def is_paginated(suite: Suite, plan: OperationPlan) -> bool:
    """Return whether a method returns a page."""
    return page_types(plan, Annotator(symbols=suite.client.symbols, use=Use.RESPONSE)) is not None


def returns_nothing(suite: Suite, plan: OperationPlan) -> bool:
    """Return whether a method always returns None."""
    return returned(plan, Annotator(symbols=suite.client.symbols, use=Use.RESPONSE)) == "None"
