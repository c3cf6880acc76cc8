"""What is sent and expected in the case of an operation, before any of it is written as code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...ir.api import Codec, Content, Wait
from ...ir.name_keys import parameter_key
from ...ir.pagination import ArgumentPart
from ...ir.types import Text
from ...records import dataclass, replace
from ..client.operation_constants import is_paginated
from ..client.operation_plan import DeclaredError, ErrorClass, OperationPlan
from ..client.page_declarations import parameter_path
from ..examples.calls import SampleCall, Suite, sample_call
from ..examples.sample_requests import expected_body, sent_content
from ..naming.printable import PythonCode
from .expected_requests import (
    failure_body,
    failure_content,
    response_sample,
    state_reached,
    success_of,
)
from .page_samples import FirstPage, first_page, item_count, last_page, member_at, second_page

WAIT_FAILED = "WaitFailedError"


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePages:
    """Two pages of a list: the first, the body of the last, and how many items they have.

    `only` is the body of a page that is the first and the last, where that differs from the last one of two.
    """

    first: FirstPage
    last: Any
    only: Any
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFailure:
    """A declared error, the class that tells it from others, and a body of it."""

    failure: DeclaredError
    error: ErrorClass | None
    content: Content | None
    body: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSamples:
    """What is sent and expected in the case of an operation. `body` is that of the request, `failed` a state."""

    plan: OperationPlan
    call: SampleCall
    paginated: bool
    body: Any
    sent: Content | None
    status: int
    content: Content | None
    sample: Any
    pages: SamplePages | None
    failed: Any
    failures: tuple[SampleFailure, ...]

    def json_values(self) -> Iterator[Any]:
        """Yield what the case has as JSON."""
        if self.sent is not None and self.sent.codec is Codec.JSON:
            yield self.body
        if self.content is not None and self.content.codec is Codec.JSON:
            yield self.sample
            if self.pages is not None:
                yield self.pages.first.body
                yield self.pages.last
                yield self.pages.only
            yield self.failed
        for each in self.failures:
            if each.content is not None and each.content.codec is Codec.JSON:
                yield each.body


def case_samples(
    suite: Suite, plans: Sequence[OperationPlan], accessor: PythonCode
) -> list[CaseSamples]:
    """Return what the cases of some operations send and expect."""
    return [_of(suite, plan, accessor) for plan in plans]


def _of(suite: Suite, plan: OperationPlan, accessor: PythonCode) -> CaseSamples:
    operation = plan.operation
    call = sample_call(suite, plan, accessor, detail="complete")
    status, content = success_of(plan)
    paginated = is_paginated(plan, suite.client.symbols)
    plain = None if plan.is_stream else response_sample(suite, content)
    pages = _pages(plan, call, plain) if paginated else None
    if paginated and pages is None and operation.pagination is not None:
        plain = last_page(plain, operation.pagination)  # so that nobody asks for a second one
    return CaseSamples(
        plan=plan,
        call=call,
        paginated=paginated,
        body=expected_body(plan, call),
        sent=sent_content(suite, plan),
        status=status,
        content=content,
        sample=state_reached(plain, operation.wait),
        pages=pages,
        failed=_failed(suite, operation.wait, plain),
        failures=tuple(_failures(suite, plan)),
    )


def _pages(plan: OperationPlan, call: SampleCall, sample: Any) -> SamplePages | None:
    """Return two pages, of which the second is the last; None where a sample has no items."""
    pagination = plan.operation.pagination
    assert pagination is not None
    first = first_page(sample, pagination, lambda name, part: _given(plan, call, name, part))
    if first is None:
        return None
    last = second_page(first, sample, pagination)
    count = item_count(first.body, pagination.items) + item_count(last, pagination.items)
    only = last_page(sample, pagination)
    return SamplePages(first=first, last=last, only=None if only == last else only, items=count)


def _given(plan: OperationPlan, call: SampleCall, name: Text, part: ArgumentPart) -> Any:
    """Return the value that a sample call has for an argument; None where it has none."""
    if part is ArgumentPart.BODY:
        return member_at(expected_body(plan, call), [Text(n) for n in parameter_path(name, part)])
    for parameter in plan.operation.parameters:
        if parameter.wire_name == name and parameter.location.value == part.value:
            return call.values.get(parameter_key(parameter))
    return None


def _failed(suite: Suite, wait: Wait | None, sample: Any) -> Any:
    """Return a state that does not lead to what is waited for, or None.

    There is none where an exception of the document's own is called like that of the runtime.
    """
    if wait is None or not wait.failure or WAIT_FAILED in suite.client.errors.names.values():
        return None
    return state_reached(sample, replace(wait, success=wait.failure))


def _failures(suite: Suite, plan: OperationPlan) -> Iterator[SampleFailure]:
    for failure in plan.failures:
        for error in failure.classes or (None,):
            yield SampleFailure(
                failure=failure,
                error=error,
                content=failure_content(suite, failure, error),
                body=failure_body(suite, failure, error),
            )
