"""Tests of the generated client: exact requests, decoded responses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...ir.api import Codec, Content, ParameterLocation, Wait, without_parameters
from ...ir.name_keys import parameter_key
from ...ir.pagination import ArgumentPart
from ...ir.responses import status_class
from ...ir.types import Text
from ...records import replace
from ..client.operation_constants import operation_name, page_types, path_text, returned
from ..client.operation_plan import DeclaredError, ErrorClass, OperationPlan
from ..client.page_declarations import parameter_path
from ..code.annotations import Annotator, Use
from ..code.encoders import docstring, literal
from ..code.imports import from_outside, import_block, imports_of
from ..code.layout import is_unbreakable
from ..code.nodes import PyCheck, PyTest, TestModule
from ..code.prose import one_line
from ..examples.calls import SampleCall, Suite, sample_call
from ..examples.sample_requests import (
    expected_body,
    form_pairs,
    header_text,
    query_pairs,
    sent_content,
)
from ..examples.values import ValueWriter, escaped
from ..naming.identifiers import Scope, code, imported, snake
from ..naming.printable import Import, PythonCode
from .expected_requests import (
    ELSEWHERE,
    credential_headers,
    expected_parts,
    expected_target,
    failure_body,
    failure_code,
    failure_response,
    failure_status,
    fake_response,
    is_redirect,
    is_signed,
    is_told_apart,
    response_code,
    response_sample,
    state_reached,
    success_of,
    with_credential_query,
)
from .page_samples import FirstPage, first_page, item_count, member_at, second_page
from .stream_samples import expected_items, is_compared, items_content, stream_sample

_WAIT_FAILED = "WaitFailedError"
_INDENT = len("        await ")
"""The columns before a call."""
_NOT_COMPARED = frozenset("host user-agent accept-encoding connection content-length".split())
_PYTEST = Import("pytest")
_SIGNATURE = frozenset(("authorization", "x-amz-date", "x-amz-security-token"))


def test_module(
    suite: Suite, title: str, accessor: PythonCode, plans: Sequence[OperationPlan]
) -> TestModule:
    """Make the tests of one resource."""
    builder = _TestBuilder(suite, accessor)
    tests = [test for plan in plans for test in builder.tests(plan)]
    needed = {from_outside(item, suite.client.package) for item in imports_of(tests).run_time}
    return TestModule(
        docstring=docstring(f"Requests and responses of the {title} operations."),
        imports=import_block(
            {
                *needed,
                *(Import(fake_api_module(suite), name) for name in ("FakeApi", "FakeResponse")),
            }
        ),
        tests=tuple(tests),
    )


def fake_api_module(suite: Suite) -> str:
    """Return the module of the client that has the fake API."""
    return f"{suite.client.package}.testing"


def _check(subject: PythonCode, expected: PythonCode) -> PyCheck:
    return PyCheck(subject=subject, relation=PythonCode("=="), expected=expected)


def _given(plan: OperationPlan, call: SampleCall, name: Text, part: ArgumentPart) -> Any:
    """Return the value that a sample call has for an argument; None where it has none."""
    if part is ArgumentPart.BODY:
        return member_at(expected_body(plan, call), [Text(n) for n in parameter_path(name, part)])
    for parameter in plan.operation.parameters:
        if parameter.wire_name == name and parameter.location.value == part.value:
            return call.values.get(parameter_key(parameter))
    return None


def _is_one_of_several(plan: OperationPlan, content: Content) -> bool:
    """Return whether the same media type, with other parameters, has another type."""
    essence = without_parameters(content.media_type.raw)
    return any(
        each != content and without_parameters(each.media_type.raw) == essence
        for success in plan.successes
        if content in success.contents
        for each in success.contents
    )


def _named_after(plan: OperationPlan) -> str:
    """Return how the names of a method's tests begin; what keeps its name from being a keyword is not in it."""
    return f"test_{plan.method.rstrip('_')}"


class _TestBuilder:
    """Builds the tests of one module."""

    def __init__(self, suite: Suite, accessor: PythonCode) -> None:
        self._suite = suite
        self._accessor = accessor
        self._scope = Scope()
        self._as_json = imported(fake_api_module(suite), "as_json")

    def tests(self, plan: OperationPlan) -> Iterator[PyTest]:
        """Yield the tests of one operation."""
        annotator = Annotator(symbols=self._suite.client.symbols, use=Use.RESPONSE)
        paginated = page_types(plan, annotator) is not None
        complete = sample_call(self._suite, plan, self._accessor, detail="complete")
        if is_unbreakable(complete.code, _INDENT):
            complete = sample_call(
                self._suite, plan, self._accessor, detail="complete", options=PythonCode("None")
            )
        yield from self._twice(self._exact_test(plan, complete, paginated=paginated), plan)
        if not paginated and not plan.failures and plan.operation.wait is None:
            return
        call = sample_call(self._suite, plan, self._accessor)
        if paginated:
            test = self._pages_test(plan, call)
            if test is not None:
                yield from self._twice(test, plan, "_pages")
        if plan.operation.wait is not None and plan.operation.wait.failure:
            yield from self._unreached_tests(plan, plan.operation.wait, call)
        for failure in plan.failures:
            for error in failure.classes or (None,):
                yield self._failure_test(plan, call, failure, error)

    def _twice(self, test: PyTest, plan: OperationPlan, suffix: str = "") -> Iterator[PyTest]:
        """Yield a test for the synchronous client, and the same for the asynchronous one."""
        yield test
        yield replace(
            test,
            name=code(self._scope.take(f"{_named_after(plan)}{suffix}_async")),
            asynchronous=True,
            decorators=(PythonCode("pytest.mark.anyio").needing(_PYTEST),),
        )

    def _exact_test(self, plan: OperationPlan, call: SampleCall, *, paginated: bool) -> PyTest:
        if plan.is_stream:
            return self._stream_test(plan, call)
        status, content = success_of(plan)
        sample = state_reached(response_sample(self._suite, content), plan.operation.wait)
        annotator = Annotator(symbols=self._suite.client.symbols, use=Use.RESPONSE)
        heading = f"{one_line(operation_name(plan.operation))}: {plan.operation.method} {path_text(plan.operation)}"
        test = self._test(plan, "", heading, call)
        return replace(
            test,
            responses=(response_code(status, content, sample),),
            kept=returned(plan, annotator) != "None",
            checks=(
                *self._request_lines(plan, call),
                *self._response_lines(plan, sample, paginated=paginated),
            ),
        )

    def _unreached_tests(
        self, plan: OperationPlan, wait: Wait, call: SampleCall
    ) -> Iterator[PyTest]:
        """Wait for what will not happen, unless an exception of the document's own is called like that of the runtime."""
        if _WAIT_FAILED in self._suite.client.errors.names.values():
            return
        status, content = success_of(plan)
        failed = state_reached(
            response_sample(self._suite, content), replace(wait, success=wait.failure)
        )
        heading = f"{one_line(operation_name(plan.operation))}: a state that does not lead there raises {_WAIT_FAILED}"
        needed = _PYTEST, Import(self._suite.client.package, "errors")
        subject = PythonCode("caught.value.response")
        yield replace(
            self._test(plan, "_fails", heading, call),
            responses=(response_code(status, content, failed),),
            raises=code(_WAIT_FAILED).needing(*needed),
            checks=(
                PyCheck(
                    subject=subject, relation=PythonCode("is not"), expected=PythonCode("None")
                ),
            ),
        )

    def _stream_test(self, plan: OperationPlan, call: SampleCall) -> PyTest:
        """Read a stream that arrives in small pieces."""
        status, _ = success_of(plan)
        sample = stream_sample(self._suite, plan)
        heading = f"{one_line(operation_name(plan.operation))}: the items of a stream that arrives in pieces"
        items = PythonCode.of("{}(items)", self._as_json) if sample.as_json else PythonCode("items")
        checks = [_check(items, sample.items)]
        if not is_compared(self._suite, plan):
            checks = []
        return replace(
            self._test(plan, "", heading, call),
            responses=(
                fake_response(
                    status,
                    pieces=literal(sample.content),
                    headers=literal({"content-type": sample.media_type}),
                ),
            ),
            walked=True,
            checks=(*self._request_lines(plan, call), *checks),
        )

    def _request_lines(self, plan: OperationPlan, call: SampleCall) -> list[PyCheck]:
        operation = plan.operation
        lines = [
            _check(PythonCode("api.request.method"), literal(operation.method)),
            _check(
                PythonCode("api.request.target"), literal(expected_target(self._suite, plan, call))
            ),
            self._headers_line(plan, call),
        ]
        body = expected_body(plan, call)
        sent = sent_content(self._suite, plan)
        if body is None or sent is None:
            lines.append(_check(PythonCode("api.request.content"), literal(b"")))
        elif sent.codec is Codec.PARTS:
            parts = literal(expected_items(self._suite, sent, body))
            lines.append(_check(PythonCode("api.request.parts"), parts))
        elif sent.codec.is_sequence:
            content = literal(items_content(sent, body))
            lines.append(_check(PythonCode("api.request.content"), content))
        elif sent.codec is Codec.JSON:
            lines.append(_check(PythonCode("api.request.json"), literal(body)))
        elif sent.codec is Codec.MULTIPART:
            expected = literal(expected_parts(self._suite, sent, body))
            lines.append(_check(PythonCode("api.request.parts"), expected))
        elif sent.codec is Codec.FORM:
            lines.append(_check(PythonCode("api.request.form"), literal(form_pairs(sent, body))))
        else:
            lines.append(_check(PythonCode("api.request.content"), literal(str(body).encode())))
        return lines

    def _response_lines(
        self, plan: OperationPlan, sample: Any, *, paginated: bool
    ) -> list[PyCheck]:
        status, content = success_of(plan)
        annotator = Annotator(symbols=self._suite.client.symbols, use=Use.RESPONSE)
        kind = returned(plan, annotator)
        if kind == "None":
            return []
        none = PythonCode("None")
        if content is None and is_redirect(status):
            location = _check(PythonCode("result.location"), literal(ELSEWHERE))
            found = PyCheck(
                subject=PythonCode("result"), relation=PythonCode("is not"), expected=none
            )
            return [location] if kind == "Redirect" else [found, location]
        got = PythonCode("result.response" if paginated else "result")
        if content is None:
            return [PyCheck(subject=got, relation=PythonCode("is"), expected=none)]
        if content.codec is not Codec.JSON:
            value = sample if content.codec is Codec.TEXT else str(sample).encode()
            return [_check(got, literal(value))]
        writer = ValueWriter(self._suite.client.symbols, writing=False)
        expected = writer.write(content.type, sample)
        if writer.ambiguous or _is_one_of_several(plan, content):
            # Which alternative of a union is meant cannot be told from outside; nothing may get lost.
            return [_check(PythonCode.of("{}({})", self._as_json, got), literal(sample))]
        return [_check(got, expected)]

    def _headers_line(self, plan: OperationPlan, call: SampleCall) -> PyCheck:
        headers = self._headers(plan, call)
        if is_signed(self._suite, plan, call):
            unsigned = {k: v for k, v in headers.items() if k not in _SIGNATURE}
            return _check(PythonCode("api.request.unsigned_headers"), literal(unsigned))
        return _check(PythonCode("api.request.headers"), literal(headers))

    def _headers(self, plan: OperationPlan, call: SampleCall) -> dict[str, str]:
        headers = {"accept": plan.accept.raw}
        headers.update(credential_headers(self._suite, plan, call))
        for parameter in plan.operation.parameters:
            key = parameter_key(parameter)
            if parameter.wire_name.raw.lower() in _NOT_COMPARED:
                continue
            if parameter.location is ParameterLocation.HEADER and key in call.values:
                headers[parameter.wire_name.raw.lower()] = header_text(parameter, call.values[key])
        cookies = [
            pair
            for parameter in plan.operation.parameters
            if parameter.location is ParameterLocation.COOKIE
            and (key := parameter_key(parameter)) in call.values
            for pair in query_pairs(parameter, call.values[key])
        ]
        if cookies:
            # Those of the parameters come first, and stand for a credential of the same name.
            names = {pair.partition("=")[0] for pair in cookies}
            secrets = filter(None, headers.get("cookie", "").split("; "))
            cookies += [pair for pair in secrets if pair.partition("=")[0] not in names]
            headers["cookie"] = "; ".join(cookies)
        sent = sent_content(self._suite, plan)
        if sent is not None:
            headers.setdefault("content-type", sent.media_type.raw)  # unless it is an argument
        return headers

    def _pages_test(self, plan: OperationPlan, call: SampleCall) -> PyTest | None:
        """Walk through two pages, of which the second is the last; None where a sample has no items."""
        pagination = plan.operation.pagination
        assert pagination is not None
        status, content = success_of(plan)
        sample = response_sample(self._suite, content)
        first = first_page(sample, pagination, lambda name, part: _given(plan, call, name, part))
        if first is None:
            return None
        last = second_page(first, sample, pagination)
        count = item_count(first.body, pagination.items) + item_count(last, pagination.items)
        heading = (
            f"{one_line(operation_name(plan.operation))}: iterating requests one page after another"
        )
        test = self._test(plan, "_pages", heading, call)
        return replace(
            test,
            responses=(
                response_code(status, content, first.body, first.headers),
                response_code(status, content, last),
            ),
            walked=True,
            checks=(
                _check(PythonCode("len(items)"), literal(count)),
                _check(PythonCode("len(api.requests)"), literal(2)),
                self._second_request(plan, call, first),
            ),
        )

    def _second_request(self, plan: OperationPlan, call: SampleCall, first: FirstPage) -> PyCheck:
        """Check what the second request has of the first page."""
        second = PythonCode("api.requests[1]")
        if first.parameter is None:
            target = with_credential_query(self._suite, plan, call, first.value)
            return _check(PythonCode.of("{}.target", second), literal(target))
        name, part = first.parameter
        value = first.value
        if part is ArgumentPart.QUERY:
            pair = literal(f"{escaped(name.raw)}={escaped(str(value))}")
            relation = PythonCode("in")
            return PyCheck(
                subject=pair, relation=relation, expected=PythonCode.of("{}.target", second)
            )
        if part is ArgumentPart.HEADER:
            got = PythonCode.of("{}.headers[{}]", second, literal(name.raw.lower()))
            return _check(got, literal(str(value)))
        sent = sent_content(self._suite, plan)
        if sent is not None and sent.codec is not Codec.JSON:
            pair = literal((name.raw, str(value)))
            expected = PythonCode.of("{}.form", second)
            return PyCheck(subject=pair, relation=PythonCode("in"), expected=expected)
        keys = [PythonCode.of("[{}]", literal(key)) for key in parameter_path(name, part)]
        got = PythonCode.of("{}.json{}", second, PythonCode.joined("", keys))
        return _check(got, literal(value))

    def _failure_test(
        self,
        plan: OperationPlan,
        call: SampleCall,
        failure: DeclaredError,
        error: ErrorClass | None,
    ) -> PyTest:
        status = failure_status(failure)
        # A range, or the default, is tested by one of its statuses.
        usual = status_class(str(status))
        name = error.name if error is not None else usual
        body = failure_body(self._suite, failure, error)
        told_apart = is_told_apart(self._suite, failure, error, body)
        raised = code(name if told_apart else usual)
        lines = [
            _check(PythonCode("caught.value.status"), literal(status)),
            _check(PythonCode("caught.value.body"), PythonCode("body")),
        ]
        if failure.contents and error is None:
            lines.append(self._parsed_line(failure.contents[0]))
        wire_code = failure_code(self._suite, error)
        if wire_code is not None:
            lines.append(_check(PythonCode("caught.value.code"), literal(wire_code)))
        heading = f"{one_line(operation_name(plan.operation))}: {failure.status} raises {name}"
        suffix = f"_raises_{snake(name)}_{failure.status.lower()}"
        needed = _PYTEST, Import(self._suite.client.package, "errors")
        return replace(
            self._test(plan, suffix, heading, call),
            responses=(failure_response(self._suite, failure, error),),
            body=literal(body),
            raises=raised.needing(*needed),
            checks=tuple(lines),
        )

    def _parsed_line(self, content: Content) -> PyCheck:
        if content.codec is Codec.JSON:
            return _check(
                PythonCode.of("{}(caught.value.parsed)", self._as_json), PythonCode("body")
            )
        encoding = PythonCode("" if content.codec is Codec.TEXT else ".encode()")
        return _check(PythonCode("caught.value.parsed"), PythonCode.of("body{}", encoding))

    def _test(self, plan: OperationPlan, suffix: str, heading: str, call: SampleCall) -> PyTest:
        return PyTest(
            name=code(self._scope.take(f"{_named_after(plan)}{suffix}")),
            asynchronous=False,
            decorators=(),
            docstring=docstring(f"{heading}.", indent=4),
            responses=(),
            call=call.code,
            checks=(),
        )
