"""The README of the generated client, and the index of its documentation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...ir.api import Api
from ...ir.responses import ANY_ERROR
from ...ir.types import ObjectDecl, Text
from ..client.client import base_url_text, credential_text, setting_text
from ..client.constructor import Credential, Setting
from ..client.operation_constants import is_paginated
from ..client.operation_plan import OperationPlan
from ..code.annotations import Annotator, Use
from ..code.doc_nodes import DocAbout, DocCredential, DocSetting, DocSite
from ..code.encoders import (
    literal,
    markdown_block,
    markdown_cell,
    markdown_code,
    markdown_code_cell,
    markdown_page,
    markdown_python,
    markdown_text,
)
from ..code.prose import opening, said_version
from ..examples.calls import DocumentedResource, Suite, sample_call
from ..naming.identifiers import code
from ..naming.printable import Markdown, PythonCode
from .appendix import webhook_section
from .pages import ListedOperation, lines, listed, page_name
from .samples import (
    async_sample,
    constructor_arguments,
    sample,
    sample_imports,
    shown_call,
)
from .site import SitePages
from .testing import testing_file

ABOUT = "about.api.md"
"""The page that has all of the document's description; no resource can have its name."""
_MODEL = re.compile(r"models\.\w+")
_MOST_OPERATIONS = 60
"""How many operations a README lists."""


def about_page(api: Api) -> DocAbout | None:
    """Return the page that has all of the document's description; None where the README has it."""
    if opening(api.doc.description)[1]:
        return None
    return DocAbout(title=markdown_text(api.title), description=markdown_page(api.doc.description))


def _about_link(api: Api) -> Markdown | None:
    return None if about_page(api) is None else Markdown("about.api.md")


def doc_site(
    suite: Suite, distribution: str, resources: Sequence[DocumentedResource], pages: SitePages
) -> DocSite:
    """Make what the README and the index of the documentation are laid out from."""
    api = suite.client.api
    best = first_operation(suite, resources)
    shown = shown_call(suite, *best)
    paginated = _first_paginated(suite, resources)
    rows = [listed(resource, plan) for resource in resources for plan in resource.plans]
    return DocSite(
        title=markdown_text(api.title),
        description=markdown_block(opening(api.doc.description)[0]),
        about=_about_link(api),
        testing=testing_file(resources),
        guide=pages.guide,
        resources=pages.resources,
        models=pages.models,
        version=markdown_text(said_version(api.version)),
        distribution=markdown_code(distribution),
        package=markdown_code(suite.client.package),
        client=markdown_code(suite.client.name),
        async_client=markdown_code(f"Async{suite.client.name}"),
        readme_table=_table(resources, rows),
        index_rows=lines(
            [
                Markdown.of(
                    "| {} | [{}]({}#{}) | {} | {} |",
                    o.operation_id,
                    o.call,
                    o.file,
                    o.anchor,
                    o.http,
                    o.brief,
                )
                for o in rows
            ]
        ),
        webhooks=webhook_section(suite.client.symbols, api.webhooks),
        credentials=tuple(_credential(c) for c in suite.client.constructor.credentials),
        credential_sample=markdown_python(_credential_sample(suite), runnable=False),
        settings=tuple(
            DocSetting(
                name=markdown_code_cell(setting.name),
                default=_default(setting.environment, _setting_default(setting)),
                description=markdown_cell(setting_text(setting).partition(" Default: ")[0]),
            )
            for setting in suite.client.constructor.settings
        ),
        base_url_row=_base_url_row(suite),
        retry_writes=markdown_code_cell(literal(api.retry.writes)),
        options_sample=markdown_python(_options_sample(suite, *best)),
        first_call=markdown_python(sample(suite, best[1], shown)),
        async_call=markdown_python(async_sample(suite, best[1], shown)),
        error_sample=markdown_python(_error_sample(suite, *best)),
        raw_sample=markdown_python(_raw_sample(suite, *best)),
        page_sample=None if paginated is None else markdown_python(_page_sample(suite, *paginated)),
        stream_sample=_stream_sample(suite, resources),
        webhook_sample=_webhook_sample(suite),
        aws=suite.client.constructor.signed,
        takes_files=suite.client.takes_files,
    )


def first_program(suite: Suite, resources: Sequence[DocumentedResource]) -> PythonCode:
    """Return the program that the client is introduced with."""
    resource, plan = first_operation(suite, resources)
    return sample(suite, plan, shown_call(suite, resource, plan))


def models_site(suite: Suite, distribution: str) -> DocSite:
    """Return what the README of a client without operations is laid out from: a sample of a model is its first call."""
    api, symbols = suite.client.api, suite.client.symbols
    objects = [d for d in api.types.values() if isinstance(d, ObjectDecl) and d.id in symbols.names]
    none = first = Markdown("")
    if objects:
        name = min(symbols.class_name(d.id, writing=False) for d in objects)
        first = markdown_python(
            PythonCode.joined(
                "\n",
                [
                    PythonCode.of("from {} import models", code(suite.client.package)),
                    PythonCode(""),
                    PythonCode.of("thing = models.{}.model_validate_json(text)", name),
                    PythonCode("text = thing.model_dump_json(by_alias=True, exclude_unset=True)"),
                ],
            ),
            runnable=False,
        )
    return DocSite(
        title=markdown_text(api.title),
        description=markdown_block(opening(api.doc.description)[0]),
        about=_about_link(api),
        testing=none,
        guide=(),
        resources=(),
        models=(),
        version=markdown_text(said_version(api.version)),
        distribution=markdown_code(distribution),
        package=markdown_code(suite.client.package),
        client=markdown_code(suite.client.name),
        async_client=markdown_code(f"Async{suite.client.name}"),
        readme_table=none,
        index_rows=none,
        webhooks=webhook_section(symbols, api.webhooks),
        credentials=(),
        credential_sample=none,
        settings=(),
        base_url_row=none,
        retry_writes=none,
        options_sample=none,
        first_call=first,
        async_call=none,
        error_sample=none,
        raw_sample=none,
        page_sample=None,
        stream_sample=None,
        webhook_sample=_webhook_sample(suite),
        aws=suite.client.constructor.signed,
        takes_files=False,
    )


def _table(
    resources: Sequence[DocumentedResource], operations: Sequence[ListedOperation]
) -> Markdown:
    """Make the README's table: of the operations, or of the resources where those would be too many."""
    if len(operations) <= _MOST_OPERATIONS:
        head = ["| Operation | Python | HTTP |", "| --- | --- | --- |"]
        rows = [
            Markdown.of(
                "| {} | [{}](docs/{}#{}) | {} |", o.operation_id, o.call, o.file, o.anchor, o.http
            )
            for o in operations
        ]
        return lines([*map(Markdown, head), *rows])
    head = [
        "[All of them](docs/index.md), or by resource:",
        "",
        "| Resource | Python | Operations |",
    ]
    rows = [
        Markdown.of(
            "| [{}](docs/{}) | {} | {} |",
            markdown_text(resource.title),
            page_name(resource),
            markdown_code_cell(resource.accessor),
            markdown_text(str(len(resource.plans))),
        )
        for resource in resources
    ]
    return lines([*map(Markdown, [*head, "| --- | --- | --- |"]), *rows])


def _setting_default(setting: Setting) -> Markdown:
    if setting.default is None:
        return Markdown("none")
    return markdown_code_cell(literal(setting.default))


def _base_url_row(suite: Suite) -> Markdown:
    """Return where requests go by default, and what `base_url` replaces."""
    plan = suite.client.constructor
    default = Markdown("none: required")
    if plan.absolute:
        default = _default(plan.base_url_environment, Markdown("the API's own"))
    return Markdown.of(
        "| `base_url` | {} | {} |", default, markdown_cell(base_url_text(plan).rstrip("."))
    )


def _default(environment: Sequence[Text], last: Markdown) -> Markdown:
    names = [markdown_code_cell(name.raw) for name in environment]
    return Markdown.joined(", else ", [*names, last])


def first_operation(
    suite: Suite, resources: Sequence[DocumentedResource]
) -> tuple[DocumentedResource, OperationPlan]:
    """Return the operation that the client is introduced with."""
    return next(
        (resource, plan)
        for resource in resources
        for plan in resource.plans
        if plan.operation.at == suite.client.first_call
    )


def _first_paginated(
    suite: Suite, resources: Sequence[DocumentedResource]
) -> tuple[DocumentedResource, OperationPlan] | None:
    plans = ((resource, plan) for resource in resources for plan in resource.plans)
    return next((pair for pair in plans if is_paginated(pair[1], suite.client.symbols)), None)


def _stream_sample(suite: Suite, resources: Sequence[DocumentedResource]) -> Markdown | None:
    """Write the shortest call that returns a stream, and what is done with it; None where nothing does."""
    plans = [(each, plan) for each in resources for plan in each.plans if plan.is_stream]
    if not plans:
        return None
    shown = [(plan, shown_call(suite, resource, plan)) for resource, plan in plans]
    plan, call = min(
        shown, key=lambda pair: (pair[0].operation.doc.deprecated, len(str(pair[1].code)))
    )
    return markdown_python(sample(suite, plan, call))


def _webhook_sample(suite: Suite) -> Markdown | None:
    """Write a function that takes a request to a webhook; None where nothing is parsed."""
    client = suite.client
    if not client.webhooks.webhooks:
        return None
    annotator = Annotator(symbols=client.symbols, use=Use.RESPONSE)
    payloads = [annotator.annotate(e.incoming.payload.type) for e in client.webhooks.webhooks]
    named = [each for each in payloads if _MODEL.fullmatch(each)]
    imports = PythonCode("models, webhooks" if named else "webhooks")
    lines = [
        PythonCode.of("from {} import {}", code(client.package), imports),
        PythonCode("\n"),
        PythonCode("def receive(headers: dict[str, str], body: bytes) -> None:"),
        PythonCode('    """Handle a request that the API sends."""'),
        PythonCode("    event = webhooks.parse(headers, body)"),
    ]
    if named:
        lines.append(PythonCode.of("    if isinstance(event, {}):", named[0]))
        lines.append(PythonCode("        print(event)"))
    lines.append(PythonCode("    if isinstance(event, webhooks.UnknownEvent):"))
    lines.append(PythonCode('        print("not in the document:", event.data)'))
    return markdown_python(PythonCode.joined("\n", lines))


def _credential(credential: Credential) -> DocCredential:
    form = credential.form
    names = [
        *(name.raw for name in (*credential.environment, *credential.client_environment)),
        *form.variables,
        *form.optional_variables,
    ]
    return DocCredential(
        argument=markdown_code_cell(credential.name),
        description=markdown_cell(credential_text(credential).partition(" Default: ")[0]),
        takes=form.takes,
        environment=Markdown.joined(", ", list(map(markdown_code_cell, names))),
    )


def _credential_sample(suite: Suite) -> PythonCode:
    """Write a client for each way to authenticate."""
    client = code(suite.client.name)
    names = [client, *map(code, suite.client.constructor.exports)]
    imported = PythonCode.of(
        "from {} import {}\n", code(suite.client.package), PythonCode.joined(", ", sorted(names))
    )
    clients = [
        PythonCode.of("{}({}={})", client, code(credential.name), credential.form.example)
        for credential in suite.client.constructor.credentials
    ]
    return PythonCode.joined("\n", [imported, *clients])


def _options_sample(suite: Suite, resource: DocumentedResource, plan: OperationPlan) -> PythonCode:
    """Write calls with settings of their own."""
    client = code(suite.client.name)
    accessor = PythonCode(resource.accessor)
    options = PythonCode('RequestOptions(timeout=5, headers={"x-trace": "1"})')
    call = sample_call(suite, plan, accessor, detail="plausible", options=options)
    return PythonCode.of(
        "{}\n\nwith {}({}) as client:\n    # For this call only:\n    {}\n\n"
        "    # For several calls; the copy shares the connections:\n    patient = client.with_options(timeout=300, max_retries=5)",
        sample_imports(suite, call, client, PythonCode("RequestOptions")),
        client,
        constructor_arguments(suite, plan),
        call.code,
    )


def _error_sample(suite: Suite, resource: DocumentedResource, plan: OperationPlan) -> PythonCode:
    client = code(suite.client.name)
    call = sample_call(suite, plan, PythonCode(resource.accessor), detail="plausible")
    own = [each.name for failure in plan.failures for each in failure.classes]
    usual = [f.usual for f in plan.failures if f.usual not in (None, ANY_ERROR)]
    first = code(next(filter(None, [*own, *usual]), "RateLimitError"))
    names = sorted({code(ANY_ERROR), first})
    specific = PythonCode.of("    except {} as error:\n        print(error.message)\n", first)
    return PythonCode.of(
        "{}\nfrom {}.errors import {}\n\nwith {}({}) as client:\n    try:\n        {}\n{}"
        "    except ApiError as error:\n        print(error.status, error.code, error.message, error.request_id, error.body)",
        sample_imports(suite, call, client),
        code(suite.client.package),
        PythonCode.joined(", ", names),
        client,
        constructor_arguments(suite, plan),
        call.code,
        specific,
    )


def _raw_sample(suite: Suite, resource: DocumentedResource, plan: OperationPlan) -> PythonCode:
    client = code(suite.client.name)
    accessor = PythonCode(resource.accessor)
    call = sample_call(suite, plan, accessor, detail="plausible")
    if plan.is_stream:  # and so is everything else
        return PythonCode.of(
            "{}\n\nwith {}({}) as client:\n    with {} as stream:\n        print(stream.response.status, stream.response.headers)",
            sample_imports(suite, call, client),
            client,
            constructor_arguments(suite, plan),
            call.code,
        )
    start = PythonCode.of("{}.{}", accessor, code(plan.method))
    arguments = PythonCode(call.code.removeprefix(start))
    return PythonCode.of(
        "{}\n\nwith {}({}) as client:\n    raw = raw_response({}){}\n    print(raw.status, raw.headers, raw.content, raw.parsed)",
        sample_imports(suite, call, client, PythonCode("raw_response")),
        client,
        constructor_arguments(suite, plan),
        start,
        arguments,
    )


def _page_sample(suite: Suite, resource: DocumentedResource, plan: OperationPlan) -> PythonCode:
    client = code(suite.client.name)
    call = sample_call(suite, plan, PythonCode(resource.accessor), detail="plausible")
    return PythonCode.of(
        "{}\n\nwith {}({}) as client:\n    for item in {}:  # every page\n        print(item)\n\n"
        "    page = {}\n    print(page.items, page.has_next)\n    following = page.next_page()  # None after the last one",
        sample_imports(suite, call, client),
        client,
        constructor_arguments(suite, plan),
        call.code,
        call.code,
    )
