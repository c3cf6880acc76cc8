"""Sample calls: their code, and the values of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from ...ir.api import Codec
from ...ir.name_keys import ArgumentKey
from ...ir.signature import Argument
from ...ir.types import Default, Doc, Json, Text
from ...records import dataclass
from ..client.client_plan import ClientPlan
from ..client.operation_plan import OperationPlan
from ..naming.identifiers import code
from ..naming.printable import Markdown, PythonCode
from .sample_types import SampleTypes
from .value_writer import ValueWriter
from .values import ENOUGH, ENOUGH_IN_TESTS, Sampler

_MOST_OPTIONAL = 100
_SHOWN_OF_BODY = 2
"""How many arguments of a body a sample for people has, where the body may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedResource:
    """A group of operations as tests and documentation show it: how it is reached, and what it is about.

    `old_names` says what its operations were called, by their pointer.
    """

    title: Text
    file: str
    accessor: str
    doc: Doc
    plans: tuple[OperationPlan, ...]
    old_names: Mapping[str, Markdown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """What the tests and the samples of a client are made from: its plan, and what sample values need of its types."""

    client: ClientPlan
    types: SampleTypes

    @classmethod
    def of(cls, client: ClientPlan) -> Suite:
        """Return the suite of a client."""
        return cls(client=client, types=SampleTypes(client.symbols))


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleExchange:
    """The request of a sample call, and the code of a response of the fake API to it."""

    method: str
    target: str
    response: PythonCode


Detail = Literal["least", "complete", "plausible"]
"""Only the arguments that must be given; every one; or what people are shown: plausible values, and part of a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCall:
    """A call with sample arguments: the code of each argument, and the JSON values behind them."""

    code: PythonCode
    values: dict[ArgumentKey, Any]


def sample_call(
    suite: Suite,
    plan: OperationPlan,
    accessor: PythonCode,
    *,
    detail: Detail = "least",
    options: PythonCode | None = None,
) -> SampleCall:
    """Write a call of an operation, with as much detail as is asked for, and with options."""
    complete, plausible = detail == "complete", detail == "plausible"
    enough = ENOUGH_IN_TESTS if complete else ENOUGH
    sampler = Sampler(suite.types, reading=False, plausible=plausible, enough=enough)
    styled = Sampler(suite.types, reading=False, enough=enough, items=2) if complete else sampler
    writer = ValueWriter(suite.client.symbols, writing=True)
    values: dict[ArgumentKey, Any] = {}
    parts: list[PythonCode] = []
    values |= {a.key: a.constant.raw for a in plan.arguments if a.constant is not None}
    shown = _MOST_OPTIONAL if complete else 0
    for argument in _given(plan, shown, plausible=plausible):
        chosen = styled if _is_styled(plan, argument) else sampler
        value = _argument_value(chosen, plan, argument, complete=complete)
        values[argument.key] = value
        expression = writer.write(argument.type, value)
        if argument.part == "path":
            parts.append(expression)
        else:
            parts.append(PythonCode.of("{}={}", code(plan.name(argument)), expression))
    if any(each.is_body_property and each.key in values for each in plan.arguments):
        values |= {a.key: a.filled.raw for a in plan.arguments if a.filled is not None}
    if complete and plan.operation.wait is not None:
        parts.append(PythonCode("wait_timeout=0"))  # a test that waits in vain should fail
    if options is not None:
        parts.append(PythonCode.of("options={}", options))
    call = PythonCode.of("{}.{}({})", accessor, code(plan.method), PythonCode.joined(", ", parts))
    return SampleCall(code=call, values=values)


def _given(plan: OperationPlan, room: int, *, plausible: bool) -> Iterator[Argument]:
    """Yield the arguments of a sample call: those that must be given, and optional ones up to a number."""
    listed = [
        argument
        for argument in (*plan.positional(), *plan.keywords())
        if argument.part != "content_type" and argument.constant is None
    ]
    of_body = _SHOWN_OF_BODY - sum(a.part == "body" and a.required for a in listed)
    for argument in listed:
        if not argument.required:
            if (
                plausible
                and argument.part == "body"
                and of_body > 0
                and not argument.doc.deprecated
            ):
                of_body -= 1
            elif room > 0:
                room -= 1
            else:
                continue
        yield argument


def _argument_value(
    sampler: Sampler, plan: OperationPlan, argument: Argument, *, complete: bool
) -> Any:
    name = argument.wire_name.raw if argument.wire_name else "body"
    default = (argument.presence.value,) if isinstance(argument.presence, Default) else ()
    value = sampler.sample(
        argument.type,
        name,
        complete=complete,
        examples=(*_body_examples(plan, argument), *argument.doc.examples, *default),
        usable=usable_as(plan, argument),
    )
    probe = f"{name}/1:2"  # shows that a value cannot add a segment
    could = argument.part == "path" and value == name and not _climbs(probe)
    if could and sampler.fits(argument.type, probe):
        return probe
    if argument.part == "path" and isinstance(value, str) and (not value or _climbs(value)):
        return "segment/1:2"  # such a value would be refused
    return value


def _is_styled(plan: OperationPlan, argument: Argument) -> bool:
    """Return whether the layout of an argument's arrays has several forms, which only several items show."""
    if argument.part != "body":
        return True
    return plan.body is not None and plan.body.codec in (Codec.FORM, Codec.MULTIPART)


def _body_examples(plan: OperationPlan, argument: Argument) -> Sequence[Json]:
    """Return what the examples of the whole body show of an argument."""
    if argument.part != "body" or plan.body is None:
        return ()
    if argument.wire_name is None:
        return plan.body.examples
    name = argument.wire_name.raw
    shown = [example.raw for example in plan.body.examples]
    return [Json(value[name]) for value in shown if isinstance(value, dict) and name in value]


def usable_as(plan: OperationPlan, argument: Argument) -> Callable[[Any], bool]:
    """Return which values can go where an argument goes: not all that a schema allows can."""
    match argument.part:
        case "path":
            return lambda value: _is_plain(value) and not _climbs(value)
        case "header":
            return lambda value: _is_plain(value, _fits_header)
        case "cookie":
            return lambda value: _is_plain(value, _fits_cookie)
        case "body" if plan.body is not None and plan.body.codec in (Codec.FORM, Codec.MULTIPART):
            return _is_plain
        case "body":
            return lambda value: True
        case _:
            return _is_plain


def _is_plain(value: Any, allowed: Callable[[str], bool] = str.isprintable) -> bool:
    """Return whether a value is something in a URL, header or form, where null and emptiness are not."""
    if isinstance(value, dict):
        return bool(value) and all(_is_plain(v, allowed) and allowed(k) for k, v in value.items())
    if isinstance(value, list):
        return bool(value) and all(_is_plain(item, allowed) for item in value)
    if isinstance(value, str):
        return bool(value) and allowed(value)
    return value is not None


def _climbs(value: Any) -> bool:
    """Return whether a server might take a value for the way to another folder."""
    texts = value if isinstance(value, list) else [value]
    return any(
        segment in (".", "..")
        for text in texts
        if isinstance(text, str)
        for segment in text.replace("\\", "/").split("/")
    )


def _fits_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip()


def _fits_cookie(text: str) -> bool:
    return text.isascii() and text.replace("-", "").replace(".", "").replace("_", "").isalnum()
