"""Tests of the generated client: exact requests, decoded responses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ...ir.api import Codec, Content, ParameterLocation, without_parameters
from ...ir.name_keys import parameter_key
from ...ir.pagination import ArgumentPart
from ...ir.responses import status_class
from ...records import replace
from ..client.operation_constants import path_text, returned
from ..client.operation_plan import OperationPlan
from ..client.page_declarations import parameter_path
from ..code.annotations import Annotator, Use
from ..code.encoders import comment, docstring, literal
from ..code.imports import from_outside, import_block, imports_of
from ..code.layout import for_lambda
from ..code.nodes import PyArgument
from ..code.test_nodes import PyCase, PyFailure, PyResponse, PyTwoPages, TestModule
from ..examples.calls import SampleCall, Suite
from ..examples.sample_requests import form_pairs, header_text, query_pairs
from ..naming.identifiers import Scope, code, imported, snake
from ..naming.printable import Import, PythonCode
from .case_samples import CaseSamples, SampleFailure, case_samples
from .expected_requests import (
    ELSEWHERE,
    credential_headers,
    expected_parts,
    expected_target,
    failure_code,
    failure_headers,
    failure_status,
    fake_response,
    is_redirect,
    is_signed,
    is_told_apart,
    response_code,
    with_credential_query,
)
from .page_samples import FirstPage
from .shared_samples import Models, Samples
from .stream_samples import expected_items, is_compared, items_content, stream_sample

_NOT_COMPARED = frozenset("host user-agent accept-encoding connection content-length".split())
_SIGNATURE = frozenset(("authorization", "x-amz-date", "x-amz-security-token"))
TESTS = "operation_test"
"""The module of tests that runs the cases of all the others."""
_CONSTANTS = {"CASES"}
"""The constants of the template."""


def test_module(
    suite: Suite, title: str, accessor: PythonCode, plans: Sequence[OperationPlan]
) -> TestModule:
    """Make the tests of one resource."""
    writer = _CaseWriter(suite, case_samples(suite, plans, accessor))
    cases = writer.cases()
    tests = _tests(plans, cases)
    module = fake_api_module(suite)
    needed = {from_outside(item, suite.client.package) for item in writer.imports(cases)}
    return TestModule(
        docstring=docstring(f"Requests and responses of the {title} operations."),
        imports=import_block(
            {
                *needed,
                *(Import(module, name) for name in ("Case", "FakeResponse")),
                *(Import(TESTS, name) for name in tests),
            }
        ),
        samples=writer.samples.entries(),
        constants=writer.constants,
        shared_failures=writer.shared_failures,
        cases=cases,
        tests=PythonCode.joined(", ", [code(name) for name in tests]),
    )


def _tests(plans: Sequence[OperationPlan], cases: Sequence[PyCase]) -> list[str]:
    """Return the classes of `operation_test.py` that test something that the cases of a module have."""
    is_stream = [plan.is_stream for plan in plans]
    tested = {
        "CallTests": not all(is_stream),
        "StreamTests": any(is_stream),
        "PageTests": any(case.pages for case in cases),
        "WaitTests": any(case.fails for case in cases),
        "FailureTests": any(case.failures for case in cases),
    }
    return [name for name, there in tested.items() if there]


def _other_successes(draft: CaseSamples) -> PythonCode | None:
    """Return the successes that an operation declares besides the one that its case shows."""
    keys = [success.status for success in draft.plan.successes]
    others = [key for key in keys if key != str(draft.status)]
    return literal(others) if others else None


def fake_api_module(suite: Suite) -> str:
    """Return the module of the client that has the fake API."""
    return f"{suite.client.package}.testing"


def _is_one_of_several(plan: OperationPlan, content: Content) -> bool:
    """Return whether the same media type, with other parameters, has another type."""
    essence = without_parameters(content.media_type.raw)
    return any(
        each != content and without_parameters(each.media_type.raw) == essence
        for success in plan.successes
        if content in success.contents
        for each in success.contents
    )


class _CaseWriter:
    """Writes the cases of one module, once it is known what they share."""

    def __init__(self, suite: Suite, drafts: Sequence[CaseSamples]) -> None:
        self._suite = suite
        self._drafts = drafts
        self._scope = Scope()
        self._module = fake_api_module(suite)
        self._as_json = imported(self._module, "as_json")
        self._annotator = Annotator(symbols=suite.client.symbols, use=Use.RESPONSE)
        self.samples = Samples(self._module)
        self._models = Models(suite.client.symbols, self.samples.text_of, writing=False)
        self._sent = Models(suite.client.symbols, self.samples.text_of, writing=True)
        self._told = [self._note(draft) for draft in drafts]
        self.samples.allot(self._sent.class_names | self._models.class_names)
        self.constants = self._models.allot(_CONSTANTS)
        self._failures = [tuple(map(self._failure, draft.failures)) for draft in drafts]
        self.shared_failures = self._shared_failures()

    def _note(self, draft: CaseSamples) -> bool:
        """Note what a case has; return whether the models that it expects can be told."""
        for value in draft.json_values():
            self.samples.note(value, draft.plan.method)
        if draft.sent is not None and draft.sent.codec is Codec.JSON:
            self._sent.name(draft.sent.type, draft.body)
        for failure in draft.failures:
            if failure.content is not None:
                self._models.name(failure.content.type, failure.body)
        content = draft.content
        if content is None or content.codec is not Codec.JSON or draft.plan.is_stream:
            return False
        several = _is_one_of_several(draft.plan, content)
        if several or returned(draft.plan, self._annotator) == "None":
            return False
        return self._models.note(content.type, draft.sample)

    def imports(self, cases: Sequence[PyCase]) -> frozenset[Import]:
        """Return what the cases need."""
        needed = set(imports_of(cases, self.constants, self.shared_failures).run_time)
        used = {
            "Failure": any(case.failures for case in cases),
            "Pages": any(case.pages for case in cases),
        }
        needed.update(Import(self._module, name) for name, there in used.items() if there)
        if used["Failure"]:
            needed.add(Import(self._suite.client.package, "errors"))
        return frozenset(needed)

    def cases(self) -> tuple[PyCase, ...]:
        """Return the cases."""
        return tuple(
            self._case(draft, failures, told=told)
            for draft, failures, told in zip(self._drafts, self._failures, self._told, strict=True)
        )

    def _shared_failures(self) -> tuple[PyFailure, ...]:
        """Choose names for the errors that several cases have; return them."""
        uses = Counter(failure for failures in self._failures for failure in failures)
        scope = Scope({*_CONSTANTS, *(constant.name for constant in self.constants)})
        named = {
            failure: replace(failure, name=code(scope.take(snake(failure.error).upper())))
            for failure, count in uses.items()
            if count > 1
        }
        self._failures = [
            tuple(named.get(failure, failure) for failure in failures)
            for failures in self._failures
        ]
        return tuple(named.values())

    def _case(self, draft: CaseSamples, failures: tuple[PyFailure, ...], *, told: bool) -> PyCase:
        plan, call = draft.plan, draft.call
        operation = plan.operation
        headers = self._headers(plan, call, draft.sent)
        signed = is_signed(self._suite, plan, call)
        if signed:
            headers = {k: v for k, v in headers.items() if k not in _SIGNATURE}
        read, result = self._stream_result(draft) if plan.is_stream else self._result(draft, told)
        written = None if draft.failed is None else self._response(draft, draft.failed)
        return PyCase(
            comment=comment(operation.operation_id) if operation.operation_id else None,
            name=literal(self._scope.take(plan.method)),
            route=literal(f"{operation.method} {path_text(operation)}"),
            call=for_lambda(call.code),
            target=literal(expected_target(self._suite, plan, call)),
            headers=literal(headers),
            signed=signed,
            body=self._body(draft),
            response=self._stream(draft) if plan.is_stream else self._response(draft, draft.sample),
            read=read,
            result=result,
            pages=self._pages(draft),
            fails=written,
            failures=failures,
            also=_other_successes(draft),
        )

    def _body(self, draft: CaseSamples) -> PyArgument | None:
        """Write the body of a request, by its kind; None where there is none."""
        body, sent = draft.body, draft.sent
        if body is None or sent is None:
            return None
        match sent.codec:
            case Codec.JSON:
                return PyArgument(name=PythonCode("json"), value=self.samples.code(body))
            case Codec.FORM:
                return PyArgument(name=PythonCode("form"), value=literal(form_pairs(sent, body)))
            case Codec.PARTS:
                parts = expected_items(self._suite, sent, body)
                return PyArgument(name=PythonCode("parts"), value=literal(parts))
            case Codec.MULTIPART:
                parts = expected_parts(self._suite, sent, body)
                return PyArgument(name=PythonCode("parts"), value=literal(parts))
        content = items_content(sent, body) if sent.codec.is_sequence else str(body).encode()
        return PyArgument(name=PythonCode("content"), value=literal(content))

    def _response(
        self, draft: CaseSamples, sample: Any, headers: dict[str, str] | None = None
    ) -> PyResponse:
        return response_code(draft.status, draft.content, sample, headers, self.samples.code)

    def _stream(self, draft: CaseSamples) -> PyResponse:
        stream = stream_sample(self._suite, draft.plan)
        headers = literal({"content-type": stream.media_type})
        return fake_response(draft.status, pieces=literal(stream.content), headers=headers)

    def _stream_result(self, draft: CaseSamples) -> tuple[PythonCode | None, PythonCode]:
        """Return what is read of the items of a stream, and what that is expected to be."""
        stream = stream_sample(self._suite, draft.plan)
        if not is_compared(self._suite, draft.plan):
            return PythonCode("len"), literal(len(stream.pieces) - 1)
        return (self._as_json if stream.as_json else None), stream.items

    def _result(
        self, draft: CaseSamples, told: bool
    ) -> tuple[PythonCode | None, PythonCode | None]:
        """Return what is read of the result of a call, and what that is expected to be."""
        content = draft.content
        if returned(draft.plan, self._annotator) == "None":
            return None, None
        if content is None and is_redirect(draft.status):
            return PythonCode("lambda result: result.location"), literal(ELSEWHERE)
        read = PythonCode("lambda page: page.response") if draft.paginated else None
        if content is None:
            return read, None
        if content.codec is not Codec.JSON:
            sample = draft.sample
            return read, literal(sample if content.codec is Codec.TEXT else str(sample).encode())
        if told:
            return read, self._models.write(content.type, draft.sample)
        # Which alternative of a union is meant cannot be told from outside; nothing may get lost.
        if draft.paginated:
            read = PythonCode.of("lambda page: {}(page.response)", self._as_json)
        return read or self._as_json, self.samples.code(draft.sample)

    def _headers(
        self, plan: OperationPlan, call: SampleCall, sent: Content | None
    ) -> dict[str, str]:
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
        if sent is not None:
            headers.setdefault("content-type", sent.media_type.raw)  # unless it is an argument
        return headers

    def _pages(self, draft: CaseSamples) -> PyTwoPages | None:
        pages = draft.pages
        if pages is None:
            return None
        read, value = self._second_request(draft, pages.first)
        return PyTwoPages(
            first=self._response(draft, pages.first.body, pages.first.headers),
            last=self._response(draft, pages.last),
            only=None if pages.only is None else self._response(draft, pages.only),
            items=literal(pages.items),
            read=read,
            value=value,
        )

    def _second_request(
        self, draft: CaseSamples, first: FirstPage
    ) -> tuple[PythonCode, PythonCode]:
        """Return what the second request has of the first page, and the value of it."""
        if first.parameter is None:
            target = with_credential_query(self._suite, draft.plan, draft.call, first.value)
            return PythonCode("request.target"), literal(target)
        name, part = first.parameter
        value = first.value
        if part is ArgumentPart.QUERY:
            return PythonCode.of("request.query[{}]", literal(name)), literal([str(value)])
        if part is ArgumentPart.HEADER:
            key = literal(name.raw.lower())
            return PythonCode.of("request.headers[{}]", key), literal(str(value))
        if draft.sent is not None and draft.sent.codec is not Codec.JSON:
            pair = literal([name.raw, str(value)])
            return PythonCode.of("{} in request.form", pair), literal(True)
        keys = [PythonCode.of("[{}]", literal(key)) for key in parameter_path(name, part)]
        return PythonCode.of("request.json{}", PythonCode.joined("", keys)), literal(value)

    def _failure(self, sample: SampleFailure) -> PyFailure:
        suite, failure, error = self._suite, sample.failure, sample.error
        status = failure_status(failure)
        # A range, or the default, is tested by one of its statuses.
        usual = status_class(str(status))
        told_apart = error is not None and is_told_apart(suite, failure, error, sample.body)
        body, options = None, {}
        if sample.content is not None and sample.content.codec is Codec.JSON:
            body = self.samples.code(sample.body)
        elif sample.content is not None:
            options["text"] = literal(sample.body)
        headers = failure_headers(suite, failure, error)
        if headers:
            options["headers"] = literal(headers)
        wire_code = failure_code(suite, error)
        if wire_code is not None:
            options["code"] = literal(wire_code)
        if error is not None and not told_apart:
            # Which of several classes the body is parsed as cannot be told from outside.
            options["parsed"] = literal(False)
        return PyFailure(
            status=literal(status),
            error=code(error.name if error is not None and told_apart else usual),
            body=body,
            options=tuple(PyArgument(name=code(k), value=v) for k, v in options.items()),
        )
