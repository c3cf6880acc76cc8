"""The page of the generated documentation on tests of code that uses the client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import unquote

from ..client.operation_constants import is_paginated
from ..client.operation_plan import OperationPlan
from ..code.doc_nodes import DocTesting
from ..code.encoders import literal, markdown_code, markdown_python, markdown_text
from ..examples.calls import DocumentedResource, SampleCall, SampleExchange, Suite
from ..naming.identifiers import code
from ..naming.printable import Markdown, PythonCode
from .samples import (
    constructor_arguments,
    returns_nothing,
    sample_imports,
    shown_call,
)


def testing_file(resources: Sequence[DocumentedResource]) -> Markdown:
    """Return the name of the page, which is that of no resource."""
    taken = any(resource.file == "testing" for resource in resources)
    return Markdown("testing.api.md") if taken else Markdown("testing.md")


def testing_page(
    suite: Suite,
    resource: DocumentedResource,
    plan: OperationPlan,
    exchange_of: Callable[[OperationPlan, SampleCall], SampleExchange],
) -> DocTesting:
    """Make the page, with the operation that the client is introduced with."""
    call = shown_call(suite, resource, plan)
    exchange = exchange_of(plan, call)
    return DocTesting(
        title=markdown_text(suite.client.api.title),
        package=markdown_code(suite.client.package),
        module=markdown_code(f"{suite.client.package}.testing"),
        fake_api=markdown_python(_fake_api_sample(suite, plan, call, exchange)),
        routes=markdown_python(_routes_sample(suite, plan, call, exchange)),
        patched=markdown_python(_patched_sample(suite, resource, plan, call)),
    )


def _fake_api_sample(
    suite: Suite, plan: OperationPlan, call: SampleCall, exchange: SampleExchange
) -> PythonCode:
    return PythonCode.of(
        "{}\n\napi = FakeApi({})\nwith api.client() as client:\n    {}\n\n"
        "assert api.request.method == {}\nassert api.request.target == {}",
        _imports(suite, call, PythonCode("FakeApi, FakeResponse")),
        exchange.response,
        _use(suite, plan, call),
        literal(exchange.method),
        literal(exchange.target),
    )


def _routes_sample(
    suite: Suite, plan: OperationPlan, call: SampleCall, exchange: SampleExchange
) -> PythonCode:
    path = unquote(exchange.target.partition("?")[0])
    return PythonCode.of(
        "{}\n\napi = FakeApi(FakeResponse(404))  # for whatever is not set\n"
        'busy = FakeResponse(503, headers={{"retry-after": "0"}})\n'
        "api.on({}, {}, busy, {})\n"
        "with api.client(max_retries=1, retry_writes=True) as client:\n    {}\n\nassert len(api.requests) == 2",
        _imports(suite, call, PythonCode("FakeApi, FakeResponse")),
        literal(exchange.method),
        literal(path),
        exchange.response,
        _use(suite, plan, call),
    )


def _patched_sample(
    suite: Suite, resource: DocumentedResource, plan: OperationPlan, call: SampleCall
) -> PythonCode:
    client = code(suite.client.name)
    return PythonCode.of(
        "from unittest import mock\n\n{}\nfrom {}.errors import NotFoundError\nfrom {}.testing import fake_error\n\n"
        'error = fake_error(NotFoundError, {{"message": "no such thing"}})\n'
        "with {}({}) as client:\n    with mock.patch.object({}, {}, side_effect=error):\n"
        "        try:\n            {}\n        except NotFoundError as caught:\n"
        "            print(caught.status, caught.message)",
        sample_imports(suite, call, client),
        code(suite.client.package),
        code(suite.client.package),
        client,
        constructor_arguments(suite, plan),
        PythonCode(resource.accessor),
        literal(plan.method),
        call.code,
    )


def _imports(suite: Suite, call: SampleCall, names: PythonCode) -> PythonCode:
    own = PythonCode.of("from {}.testing import {}", code(suite.client.package), names)
    needed = call.code.imports
    if not needed:
        return own
    if any(item.name for item in needed):
        return PythonCode.of("{}\n{}", sample_imports(suite, call), own)
    modules = sorted({code(item.module) for item in needed})
    lines = PythonCode.joined("\n", [PythonCode.of("import {}", module) for module in modules])
    return PythonCode.of("{}\n\n{}", lines, own)


def _use(suite: Suite, plan: OperationPlan, call: SampleCall) -> PythonCode:
    if plan.is_stream:
        return PythonCode.of("items = list({})", call.code)
    if is_paginated(plan, suite.client.symbols):
        # One response is one page: where the next one is may be said by numbers, which never end.
        return PythonCode.of("page = {}", call.code)
    if returns_nothing(suite, plan):
        return call.code
    return PythonCode.of("result = {}", call.code)
