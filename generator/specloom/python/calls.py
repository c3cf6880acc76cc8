"""Sample calls: the code of a call, and the JSON values behind its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..ir.api import (
    Api,
)
from .annotations import Symbols
from .client_plan import ClientPlan
from .names import code
from .nodes import PythonCode
from .plans import Argument, Plan
from .samples import Sampler, ValueWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """What the tests and the samples of a client are made from."""

    api: Api
    symbols: Symbols
    client: ClientPlan
    package: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCall:
    """A call with sample arguments: the code of each argument, and the JSON values behind them."""

    code: PythonCode
    values: dict[str, Any]
    modules: frozenset[str]


def sample_call(
    suite: Suite,
    plan: Plan,
    accessor: PythonCode,
    *,
    complete: bool,
    options: PythonCode | None = None,
) -> SampleCall:
    """Write a call of an operation: with every argument, or only with those that it must have, and with options."""
    sampler = Sampler(suite.symbols, reading=False)
    writer = ValueWriter(suite.symbols, writing=True)
    values: dict[str, Any] = {}
    parts: list[PythonCode] = []
    for argument in (*plan.positional(), *plan.keywords()):
        if argument.part == "content_type" or (not complete and not argument.required):
            continue
        value = _argument_value(sampler, argument, complete=complete)
        values[argument.key] = value
        expression = writer.write(argument.type, value)
        if argument.part == "path":
            parts.append(expression)
        else:
            parts.append(PythonCode.of("{}={}", code(plan.name(argument)), expression))
    if options is not None:
        parts.append(PythonCode.of("options={}", options))
    call = PythonCode.of("{}.{}({})", accessor, code(plan.method), PythonCode.joined(", ", parts))
    return SampleCall(code=call, values=values, modules=frozenset(writer.modules))


def _argument_value(sampler: Sampler, argument: Argument, *, complete: bool) -> Any:
    name = argument.wire_name.raw if argument.wire_name else "body"
    value = sampler.sample(argument.type, name, complete=complete)
    if argument.part == "path" and isinstance(value, str) and set(value) <= {".", "/", "\\"}:
        return "segment/1:2"  # such a value would be refused
    if argument.part == "path" and value == name:
        return f"{name}/1:2"  # shows that a value cannot add a segment
    return value
