"""Samples of the documentation: whole programs, which the client's tests run."""

from __future__ import annotations

from ..client.operation_constants import is_paginated, returned
from ..client.operation_plan import OperationPlan
from ..code.annotations import Annotator, Use
from ..code.layout import is_unbreakable
from ..code.line_lengths import SAMPLE_LINE_LENGTH
from ..examples.calls import DocumentedResource, SampleCall, Suite, sample_call
from ..naming.identifiers import code
from ..naming.printable import PythonCode


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
    return sample_call(suite, plan, PythonCode(resource.accessor), detail="plausible")


def sample(suite: Suite, plan: OperationPlan, call: SampleCall) -> PythonCode:
    """Write a program that calls an operation, and prints what there is to see."""
    client = code(suite.client.name)
    return PythonCode.of(
        "{}\n\nwith {}({}) as client:\n{}",
        sample_imports(suite, call, client),
        client,
        constructor_arguments(suite, plan),
        _indented(_statements(suite, plan, call, waits=False), PythonCode("    ")),
    )


def async_sample(suite: Suite, plan: OperationPlan, call: SampleCall) -> PythonCode:
    """Write the same program with the asynchronous client."""
    client = code(f"Async{suite.client.name}")
    return PythonCode.of(
        "{}\n\nasync def main() -> None:\n    async with {}({}) as client:\n{}\n\nasyncio.run(main())",
        sample_imports(suite, call, client, modules=("asyncio",)),
        client,
        constructor_arguments(suite, plan),
        _indented(_statements(suite, plan, call, waits=True), PythonCode("        ")),
    )


def _statements(
    suite: Suite, plan: OperationPlan, call: SampleCall, *, waits: bool
) -> list[PythonCode]:
    """Write the lines that make a call and print what it returns, with either client."""
    asynchronous, awaited = (
        (PythonCode("async "), PythonCode("await ")) if waits else (PythonCode(""), PythonCode(""))
    )
    if is_paginated(plan, suite.client.symbols):
        loop = PythonCode.of("{}for item in {}:", asynchronous, call.code)
        return [loop, PythonCode("    print(item)")]
    if plan.is_stream:
        return [
            PythonCode.of("{}with {} as stream:", asynchronous, call.code),
            PythonCode.of("    {}for item in stream:", asynchronous),
            PythonCode("        print(item)"),
        ]
    result = PythonCode.of("{}{}", awaited, call.code)
    if returns_nothing(suite, plan):
        return [result]
    if is_unbreakable(
        call.code, len("        await ") if waits else len("    "), SAMPLE_LINE_LENGTH
    ):
        return [PythonCode.of("print({})", result)]
    return [PythonCode.of("result = {}", result), PythonCode("print(result)")]


def _indented(lines: list[PythonCode], indent: PythonCode) -> PythonCode:
    return PythonCode.joined("\n", [PythonCode.of("{}{}", indent, line) for line in lines])


def returns_nothing(suite: Suite, plan: OperationPlan) -> bool:
    """Return whether a method always returns None."""
    return returned(plan, Annotator(symbols=suite.client.symbols, use=Use.RESPONSE)) == "None"
