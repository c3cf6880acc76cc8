"""The documentation of the generated client: a page for each resource, the index and the README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..ir.api import AwsSigV4Auth, BasicAuth
from ..ir.types import Default, Doc, Text
from .annotations import Annotator, Symbols, Use
from .appendix import appendix, webhook_section
from .calls import SampleCall, Suite, sample_call
from .client import Credential, credential_text, setting_text
from .declarations import operation_name, page_types, path_text, returned
from .literals import (
    literal,
    markdown_block,
    markdown_cell,
    markdown_code,
    markdown_code_cell,
    markdown_python,
    markdown_text,
)
from .names import code
from .nodes import (
    DocCredential,
    DocError,
    DocOperation,
    DocPage,
    DocParameter,
    DocSite,
    Markdown,
    PythonCode,
)
from .operations import argument_annotation
from .plans import Argument, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A group of operations as the documentation shows it: how it is reached, and what it is about.

    `old_names` says what its operations were called, by their pointer.
    """

    title: Text
    file: str
    accessor: str
    doc: Doc
    plans: tuple[Plan, ...]
    old_names: Mapping[str, Markdown]


def doc_page(suite: Suite, resource: Resource) -> DocPage:
    """Make the page of one resource."""
    operations = tuple(_operation(suite, resource, plan) for plan in resource.plans)
    return DocPage(
        title=markdown_text(resource.title),
        description=markdown_block(resource.doc.description),
        file=Markdown(f"{resource.file}.md"),
        rows=_lines(
            [
                Markdown.of("| {} | [{}](#{}) | {} |", o.operation_id, o.call, o.anchor, o.http)
                for o in operations
            ]
        ),
        operations=operations,
    )


def _lines(rows: Sequence[Markdown]) -> Markdown:
    return Markdown.joined("\n", list(rows))


def _operation(suite: Suite, resource: Resource, plan: Plan) -> DocOperation:
    operation = plan.operation
    answers = Annotator(symbols=suite.symbols, use=Use.ANSWER)
    pages = page_types(plan, answers)
    call = f"{resource.accessor}.{plan.method}"
    http = f"{operation.method} {path_text(operation)}"
    summary = operation.doc.summary
    answer = next((r for r in operation.responses if r.doc.description is not None), None)
    kind = returned(plan, answers).code
    if pages is not None:
        kind = PythonCode.of("Page[{}, {}]", pages[0].code, pages[1].code)
    described = markdown_cell(answer.doc.description if answer else None)
    return DocOperation(
        anchor=Markdown(plan.method),
        operation_id=markdown_code_cell(operation_name(operation).raw),
        call=markdown_code_cell(call),
        http=markdown_code_cell(http),
        old_names=resource.old_names.get(operation.at, Markdown("")),
        summary=markdown_text(summary),
        description=markdown_block(operation.doc.description),
        deprecated=operation.doc.deprecated,
        signature=markdown_python(_signature(suite, plan, kind), runnable=False),
        parameters=tuple(_parameters(suite.symbols, plan)),
        returns=(
            Markdown.joined(": ", [markdown_code(kind), described])
            if described
            else markdown_code(kind)
        ),
        errors=tuple(_errors(plan)),
        appendix=appendix(suite.symbols, plan),
        sample=markdown_python(_sample(suite, resource, plan, pages is not None)),
        async_sample=markdown_python(_async_sample(suite, resource, plan, pages is not None)),
    )


def _signature(suite: Suite, plan: Plan, returns: PythonCode) -> PythonCode:
    annotator = Annotator(symbols=suite.symbols, use=Use.ARGUMENT, writing=True)
    parts = [_signature_part(annotator, plan, argument) for argument in plan.positional()]
    parts.append(PythonCode("*"))
    parts += [_signature_part(annotator, plan, argument) for argument in plan.keywords()]
    parts.append(PythonCode("options: RequestOptions | None = None"))
    listed = PythonCode.joined(", ", parts)
    return PythonCode.of("def {}({}) -> {}: ...", code(plan.method), listed, returns)


def _signature_part(annotator: Annotator, plan: Plan, argument: Argument) -> PythonCode:
    layout = "{}: {}" if argument.required else "{}: {} | Unset = UNSET"
    annotation = argument_annotation(plan, argument, annotator).code
    return PythonCode.of(layout, code(plan.name(argument)), annotation)


def _parameters(symbols: Symbols, plan: Plan) -> Iterator[DocParameter]:
    annotator = Annotator(symbols=symbols, use=Use.ARGUMENT, writing=True)
    for argument in (*plan.positional(), *plan.keywords()):
        text = markdown_cell(argument.doc.description or argument.doc.summary)
        if isinstance(argument.presence, Default):
            default = markdown_code_cell(literal(argument.presence.value))
            text = Markdown.of("{} Default: {}.", text, default)
        yield DocParameter(
            name=markdown_code_cell(plan.name(argument)),
            type=markdown_code_cell(argument_annotation(plan, argument, annotator).code),
            required=Markdown("yes" if argument.required else "no"),
            description=text,
        )


def _errors(plan: Plan) -> Iterator[DocError]:
    for failure in plan.failures:
        yield DocError(
            name=markdown_code_cell(failure.error_class or "ApiError"),
            status=markdown_text(failure.status),
            description=markdown_cell(failure.response.doc.description),
        )


# --- samples: whole programs, which the client's tests run


def _imports(suite: Suite, call: SampleCall, client: PythonCode, *others: PythonCode) -> PythonCode:
    lines = [PythonCode.of("import {}", code(m)) for m in sorted(call.modules - {"models"})]
    names = [client, *others] + ([PythonCode("models")] if "models" in call.modules else [])
    lines.append(
        PythonCode.of(
            "from {} import {}", code(suite.package), PythonCode.joined(", ", sorted(names))
        )
    )
    return PythonCode.joined("\n", lines)


def constructor_arguments(suite: Suite) -> PythonCode:
    """Write the arguments without which no client can be made: user names, and an address that nobody gives."""
    arguments = [
        PythonCode.of('{}=("user", "password")', code(credential.name))
        for credential in suite.client.credentials
        if isinstance(credential.scheme.authentication, BasicAuth)
    ]
    if not suite.client.absolute:
        arguments.append(PythonCode('base_url="https://api.example.com"'))
    return PythonCode.joined(", ", arguments)


def _sample(suite: Suite, resource: Resource, plan: Plan, paginated: bool) -> PythonCode:
    client = code(suite.client.name)
    call = sample_call(suite, plan, PythonCode(resource.accessor), complete=False)
    body = (
        "    for item in {}:\n        print(item)"
        if paginated
        else "    answer = {}\n    print(answer)"
    )
    return PythonCode.of(
        "{}\n\nwith {}({}) as client:\n{}",
        _imports(suite, call, client),
        client,
        constructor_arguments(suite),
        PythonCode.of(body, call.code),
    )


def _async_sample(suite: Suite, resource: Resource, plan: Plan, paginated: bool) -> PythonCode:
    client = code(f"Async{suite.client.name}")
    call = sample_call(suite, plan, PythonCode(resource.accessor), complete=False)
    body = (
        "        async for item in {}:\n            print(item)"
        if paginated
        else "        answer = await {}\n        print(answer)"
    )
    return PythonCode.of(
        "import asyncio\n\n{}\n\nasync def main() -> None:\n    async with {}({}) as client:\n{}\n\nasyncio.run(main())",
        _imports(suite, call, client),
        client,
        constructor_arguments(suite),
        PythonCode.of(body, call.code),
    )


def doc_site(
    suite: Suite, distribution: str, resources: Sequence[Resource], pages: Sequence[DocPage]
) -> DocSite:
    """Make what the README and the index of the documentation are laid out from."""
    api = suite.api
    best = _best(suite, resources)
    paginated = _first_paginated(suite, resources)
    return DocSite(
        title=markdown_text(api.title),
        description=markdown_block(api.doc.description),
        version=markdown_text(api.version),
        distribution=markdown_code(distribution),
        package=markdown_code(suite.package),
        client=markdown_code(suite.client.name),
        async_client=markdown_code(f"Async{suite.client.name}"),
        readme_rows=_lines(
            [
                Markdown.of(
                    "| {} | [{}](docs/{}#{}) | {} |",
                    o.operation_id,
                    o.call,
                    p.file,
                    o.anchor,
                    o.http,
                )
                for p in pages
                for o in p.operations
            ]
        ),
        index_rows=_lines(
            [
                Markdown.of(
                    "| {} | [{}]({}#{}) | {} | {} |",
                    o.operation_id,
                    o.call,
                    p.file,
                    o.anchor,
                    o.http,
                    o.summary,
                )
                for p in pages
                for o in p.operations
            ]
        ),
        webhooks=webhook_section(suite.symbols, api.webhooks),
        credentials=tuple(_credential(c) for c in suite.client.credentials),
        settings=tuple(
            DocParameter(
                name=markdown_code_cell(setting.name),
                type=markdown_code_cell("str"),
                required=Markdown("no"),
                description=markdown_cell(setting_text(setting)),
            )
            for setting in suite.client.settings
        ),
        first_call=markdown_python(_sample(suite, *best, _is_paginated(suite, best[1]))),
        async_call=markdown_python(_async_sample(suite, *best, _is_paginated(suite, best[1]))),
        error_sample=markdown_python(_error_sample(suite, *best)),
        raw_sample=markdown_python(_raw_sample(suite, *best)),
        page_sample=None if paginated is None else markdown_python(_page_sample(suite, *paginated)),
        aws=suite.client.signed,
    )


def _is_paginated(suite: Suite, plan: Plan) -> bool:
    return page_types(plan, Annotator(symbols=suite.symbols, use=Use.ANSWER)) is not None


def _best(suite: Suite, resources: Sequence[Resource]) -> tuple[Resource, Plan]:
    """Choose the operation to show first: a read with few required arguments, and with errors to catch."""
    plans = [(resource, plan) for resource in resources for plan in resource.plans]
    return min(
        plans,
        key=lambda pair: (
            pair[1].operation.method != "GET",
            _is_paginated(suite, pair[1]),
            sum(argument.required for argument in pair[1].arguments),
            not any(failure.error_class for failure in pair[1].failures),
        ),
    )


def _first_paginated(suite: Suite, resources: Sequence[Resource]) -> tuple[Resource, Plan] | None:
    plans = ((resource, plan) for resource in resources for plan in resource.plans)
    return next((pair for pair in plans if _is_paginated(suite, pair[1])), None)


def _credential(credential: Credential) -> DocCredential:
    names = [markdown_code_cell(name.raw) for name in credential.environment]
    if isinstance(credential.scheme.authentication, AwsSigV4Auth):
        names = [
            markdown_code_cell(f"AWS_{name}")
            for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")
        ]
    return DocCredential(
        argument=markdown_code_cell(credential.name),
        description=markdown_cell(credential_text(credential).partition(" Default: ")[0]),
        environment=Markdown.joined(", ", names),
    )


def _error_sample(suite: Suite, resource: Resource, plan: Plan) -> PythonCode:
    client = code(suite.client.name)
    call = sample_call(suite, plan, PythonCode(resource.accessor), complete=False)
    classes = [failure.error_class for failure in plan.failures if failure.error_class]
    first = code(classes[0]) if classes else None
    names = sorted({PythonCode("ApiError"), *([first] if first else [])})
    specific = (
        PythonCode.of('    except {} as error:\n        print("known:", error.message)\n', first)
        if first
        else PythonCode("")
    )
    return PythonCode.of(
        "{}\nfrom {}.errors import {}\n\nwith {}({}) as client:\n    try:\n        {}\n{}"
        "    except ApiError as error:\n        print(error.status, error.code, error.message, error.request_id, error.body)",
        _imports(suite, call, client),
        code(suite.package),
        PythonCode.joined(", ", names),
        client,
        constructor_arguments(suite),
        call.code,
        specific,
    )


def _raw_sample(suite: Suite, resource: Resource, plan: Plan) -> PythonCode:
    client = code(suite.client.name)
    accessor = PythonCode(resource.accessor)
    call = sample_call(suite, plan, accessor, complete=False)
    start = PythonCode.of("{}.{}", accessor, code(plan.method))
    arguments = PythonCode(call.code.removeprefix(start))
    return PythonCode.of(
        "{}\n\nwith {}({}) as client:\n    raw = raw_response({}){}\n    print(raw.status, raw.headers, raw.parsed)",
        _imports(suite, call, client, PythonCode("raw_response")),
        client,
        constructor_arguments(suite),
        start,
        arguments,
    )


def _page_sample(suite: Suite, resource: Resource, plan: Plan) -> PythonCode:
    client = code(suite.client.name)
    call = sample_call(suite, plan, PythonCode(resource.accessor), complete=False)
    return PythonCode.of(
        "{}\n\nwith {}({}) as client:\n    for item in {}:  # every page\n        print(item)\n\n"
        "    page = {}\n    print(page.items, page.next_token)\n    following = page.next_page()  # None after the last one",
        _imports(suite, call, client),
        client,
        constructor_arguments(suite),
        call.code,
        call.code,
    )
