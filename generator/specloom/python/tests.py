"""Tests of the generated client: what each operation sends, to the byte, and what it makes of the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ..ir.api import (
    Api,
    ApiKeyAuth,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    Codec,
    Content,
    Hole,
    Parameter,
    ParameterLocation,
    Style,
)
from ..ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Named,
    Nullable,
    Scalar,
    ScalarKind,
    Text,
    TypeRef,
)
from .annotations import Annotator, Symbols, Use, object_of
from .client import ClientPlan, Credential
from .imports import import_block
from .literals import docstring, literal, one_line
from .names import Scope, code, snake
from .nodes import Import, PythonCode, PyTest, TestModule
from .operations import (
    Argument,
    Failure,
    Plan,
    operation_name,
    page_types,
    path_text,
    returned,
)
from .errors import error_code
from .samples import Sampler, ValueWriter, escaped

_SECRET = "test-secret"  # noqa: S105
_NOT_COMPARED = frozenset("host user-agent accept-encoding connection content-length".split())
_SIGNATURE = frozenset(("authorization", "x-amz-date", "x-amz-security-token"))
_ACCEPT = "application/json, */*;q=0.5"


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


def sample_call(suite: Suite, plan: Plan, accessor: PythonCode, *, complete: bool) -> SampleCall:
    """Write a call of an operation: with every argument, or only with those that it must have."""
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
    call = PythonCode.of("{}.{}({})", accessor, code(plan.method), PythonCode.joined(", ", parts))
    return SampleCall(code=call, values=values, modules=frozenset(writer.modules))


def _argument_value(sampler: Sampler, argument: Argument, *, complete: bool) -> Any:
    name = argument.wire_name.raw if argument.wire_name else "body"
    value = sampler.sample(argument.type, name, complete=complete)
    if argument.part == "path" and value == name:
        return f"{name}/1:2"  # shows that a value cannot add a segment
    return value


def test_module(
    suite: Suite, title: str, accessor: PythonCode, plans: Sequence[Plan]
) -> TestModule:
    """Make the tests of one resource."""
    builder = _Builder(suite, accessor)
    tests = [test for plan in plans for test in builder.tests(plan)]
    return TestModule(
        docstring=docstring(
            f"What the operations of {title} send, and what they make of the answer."
        ),
        imports=import_block(builder.imports),
        tests=tuple(tests),
    )


class _Builder:
    """Builds the tests of one module."""

    def __init__(self, suite: Suite, accessor: PythonCode) -> None:
        self._suite = suite
        self._accessor = accessor
        self._scope = Scope()
        self.imports: set[Import] = {Import("support", "Answer"), Import("support", "FakeApi")}

    def tests(self, plan: Plan) -> Iterator[PyTest]:
        """Give the tests of one operation."""
        answers = Annotator(symbols=self._suite.symbols, use=Use.ANSWER)
        paginated = page_types(plan, answers) is not None
        for asynchronous in (False, True):
            yield self._exact_test(plan, asynchronous=asynchronous, paginated=paginated)
        if paginated:
            for asynchronous in (False, True):
                yield self._pages_test(plan, asynchronous=asynchronous)
        for failure in plan.failures:
            yield self._failure_test(plan, failure)

    def _exact_test(self, plan: Plan, *, asynchronous: bool, paginated: bool) -> PyTest:
        call = sample_call(self._suite, plan, self._accessor, complete=True)
        self._need(call.modules)
        status, content = success_of(plan)
        sample = answer_sample(self._suite, content)
        lines = [
            PythonCode.of("api = FakeApi({})", _answer_code(status, content, sample)),
            *self._called(plan, call, asynchronous=asynchronous),
            *self._request_lines(plan, call),
            *self._answer_lines(plan, content, sample, paginated=paginated),
        ]
        heading = f"{one_line(operation_name(plan.operation))}: {plan.operation.method} {path_text(plan.operation)}"
        return self._test(plan, "", heading, lines, asynchronous=asynchronous)

    def _called(self, plan: Plan, call: SampleCall, *, asynchronous: bool) -> list[PythonCode]:
        answers = Annotator(symbols=self._suite.symbols, use=Use.ANSWER)
        nothing = returned(plan, answers).code == "None"
        opening = (
            "async with api.async_client() as client:"
            if asynchronous
            else "with api.client() as client:"
        )
        awaited = PythonCode("await " if asynchronous else "")
        layout = "    {}{}" if nothing else "    answer = {}{}"
        return [PythonCode(opening), PythonCode.of(layout, awaited, call.code)]

    def _request_lines(self, plan: Plan, call: SampleCall) -> list[PythonCode]:
        operation = plan.operation
        lines = [
            PythonCode.of("assert api.request.method == {}", literal(operation.method)),
            PythonCode.of(
                "assert api.request.target == {}", literal(expected_target(self._suite, plan, call))
            ),
            self._headers_line(plan, call),
        ]
        body = _expected_body(plan, call)
        if body is None:
            lines.append(PythonCode('assert api.request.content == b""'))
        elif plan.body is not None and plan.body.codec is Codec.JSON:
            lines.append(PythonCode.of("assert api.request.json == {}", literal(body)))
        elif plan.body is not None and plan.body.codec is Codec.MULTIPART:
            expected = literal(_expected_parts(self._suite, plan.body, body))
            lines.append(PythonCode.of("assert api.request.parts == {}", expected))
        elif plan.body is not None and plan.body.codec is Codec.FORM:
            lines.append(PythonCode.of("assert api.request.form == {}", literal(_form(body))))
        else:
            lines.append(
                PythonCode.of("assert api.request.content == {}", literal(str(body).encode()))
            )
        return lines

    def _answer_lines(
        self, plan: Plan, content: Content | None, sample: Any, *, paginated: bool
    ) -> list[PythonCode]:
        if all(not contents for _, contents in plan.answer.responses):
            return []
        got = PythonCode("answer.response" if paginated else "answer")
        if content is None:
            return [PythonCode.of("assert {} is None", got)]
        if content.codec is not Codec.JSON:
            value = sample if content.codec is Codec.TEXT else str(sample).encode()
            return [PythonCode.of("assert {} == {}", got, literal(value))]
        writer = ValueWriter(self._suite.symbols, writing=False)
        expected = writer.write(content.type, sample)
        if writer.ambiguous:
            # Which alternative of a union is meant cannot be told from outside; nothing may get lost.
            self.imports.add(Import("support", "as_json"))
            return [PythonCode.of("assert as_json({}) == {}", got, literal(sample))]
        self._need(writer.modules)
        return [PythonCode.of("assert {} == {}", got, expected)]

    def _headers_line(self, plan: Plan, call: SampleCall) -> PythonCode:
        headers = self._headers(plan, call)
        if is_signed(self._suite, plan):
            unsigned = {k: v for k, v in headers.items() if k not in _SIGNATURE}
            return PythonCode.of("assert api.request.unsigned_headers == {}", literal(unsigned))
        return PythonCode.of("assert api.request.headers == {}", literal(headers))

    def _headers(self, plan: Plan, call: SampleCall) -> dict[str, str]:
        headers = {"accept": _ACCEPT}
        headers.update(credential_headers(self._suite, plan))
        for parameter in plan.operation.parameters:
            key = f"{parameter.location.value}/{parameter.wire_name.raw}"
            if parameter.wire_name.raw.lower() in _NOT_COMPARED:
                continue
            if parameter.location is ParameterLocation.HEADER and key in call.values:
                headers[parameter.wire_name.raw.lower()] = _header_text(parameter, call.values[key])
        cookies = [
            pair
            for parameter in plan.operation.parameters
            if parameter.location is ParameterLocation.COOKIE
            for pair in _query_pairs(parameter, call.values[f"cookie/{parameter.wire_name.raw}"])
        ]
        if cookies:
            headers["cookie"] = "; ".join(cookies)
        if plan.body is not None:
            headers["content-type"] = plan.body.media_type.raw
        return headers

    def _pages_test(self, plan: Plan, *, asynchronous: bool) -> PyTest:
        """Walk through two pages: the second has no token, which ends them."""
        pagination = plan.operation.pagination
        assert pagination is not None
        call = sample_call(self._suite, plan, self._accessor, complete=False)
        self._need(call.modules)
        status, content = success_of(plan)
        first = answer_sample(self._suite, content)
        _set_member(first, pagination.next_token, "token-2")
        last = answer_sample(self._suite, content)
        _drop_member(last, pagination.next_token)
        if asynchronous:
            walk = PythonCode.of("    items = [item async for item in {}]", call.code)
            opening = PythonCode("async with api.async_client() as client:")
        else:
            walk = PythonCode.of("    items = list({})", call.code)
            opening = PythonCode("with api.client() as client:")
        token = f"{escaped(pagination.token_parameter.raw)}=token-2"
        lines = [
            PythonCode.of(
                "api = FakeApi({}, {})",
                _answer_code(status, content, first),
                _answer_code(status, content, last),
            ),
            opening,
            walk,
            PythonCode("assert len(items) == 2"),
            PythonCode("assert len(api.requests) == 2"),
            PythonCode.of("assert {} in api.requests[1].target", literal(token)),
        ]
        heading = f"{one_line(operation_name(plan.operation))}: iterating asks for page after page"
        return self._test(plan, "_pages", heading, lines, asynchronous=asynchronous)

    def _failure_test(self, plan: Plan, failure: Failure) -> PyTest:
        call = sample_call(self._suite, plan, self._accessor, complete=False)
        self._need(call.modules)
        self.imports.update((Import("pytest"), Import(self._suite.package, "errors")))
        status = failure_status(failure)
        body = _failure_body(self._suite, failure)
        name = failure.error_class or "ApiError"
        lines = [
            PythonCode.of("api = FakeApi({})", failure_answer(self._suite, failure)),
            PythonCode.of(
                "with api.client() as client, pytest.raises(errors.{}) as caught:", code(name)
            ),
            PythonCode.of("    {}", call.code),
            PythonCode.of("assert caught.value.status == {}", literal(status)),
            PythonCode.of("assert caught.value.body == {}", literal(body)),
        ]
        wire_code = _failure_code(self._suite, failure)
        if wire_code is not None:
            lines.append(PythonCode.of("assert caught.value.code == {}", literal(wire_code)))
        heading = f"{one_line(operation_name(plan.operation))}: {failure.status} raises {name}"
        suffix = f"_raises_{snake(name)}_{failure.status.lower()}"
        return self._test(plan, suffix, heading, lines, asynchronous=False)

    def _test(
        self, plan: Plan, suffix: str, heading: str, lines: list[PythonCode], *, asynchronous: bool
    ) -> PyTest:
        name = f"test_{plan.method}{suffix}{'_async' if asynchronous else ''}"
        decorators = []
        if asynchronous:
            self.imports.add(Import("pytest"))
            decorators.append(PythonCode("pytest.mark.anyio"))
        return PyTest(
            name=code(self._scope.take(name)),
            prefix=PythonCode("async " if asynchronous else ""),
            decorators=tuple(decorators),
            docstring=docstring(f"{heading}.", indent=4),
            lines=tuple(lines),
        )

    def _need(self, modules: frozenset[str] | set[str]) -> None:
        for module in modules:
            if module == "models":
                self.imports.add(Import(self._suite.package, "models"))
            else:
                self.imports.add(Import(module))


# --- what is expected on the wire; written apart from the runtime, which the tests are to check


def success_of(plan: Plan) -> tuple[int, Content | None]:
    """Give a status that the operation declares as success, and its body."""
    for key, contents in plan.answer.responses:
        number = (
            int(key) if key.isdigit() else 200 if key in ("2XX", "default") else int(key[0]) * 100
        )
        if number >= 200:
            return number, contents[0] if contents else None
    return 200, None


def answer_sample(suite: Suite, content: Content | None) -> Any:
    """Give a sample body of an answer, as JSON."""
    if content is None:
        return None
    return Sampler(suite.symbols, reading=True).sample(content.type, "answer")


def _answer_code(status: int, content: Content | None, sample: Any) -> PythonCode:
    if content is None:
        return PythonCode.of("Answer({})", literal(status))
    if content.codec is Codec.JSON:
        return PythonCode.of("Answer({}, {})", literal(status), literal(sample))
    return PythonCode.of("Answer({}, content={})", literal(status), literal(str(sample).encode()))


def expected_target(suite: Suite, plan: Plan, call: SampleCall) -> str:
    """Give the request target (path and query) that a call must have."""
    path = "".join(
        (
            _path_text(_path_parameter(plan, part.name), call.values[f"path/{part.name.raw}"])
            if isinstance(part, Hole)
            else part.raw.replace("{", "%7B").replace("}", "%7D")
        )
        for part in plan.operation.path.parts
    )
    pairs = [
        pair
        for parameter in plan.operation.parameters
        if parameter.location is ParameterLocation.QUERY
        for pair in _query_pairs(parameter, call.values[f"query/{parameter.wire_name.raw}"])
    ]
    pairs += _credential_query(suite, plan)
    return f"{path}{'&' if '?' in path else '?'}{'&'.join(pairs)}" if pairs else path


def _path_parameter(plan: Plan, name: Text) -> Parameter:
    return next(
        p
        for p in plan.operation.parameters
        if p.wire_name == name and p.location is ParameterLocation.PATH
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(literal_json(value))


def literal_json(value: Any) -> str:
    """Give the JSON text of a value."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _path_text(parameter: Parameter, value: Any) -> str:
    if parameter.content is not None:
        return escaped(literal_json(value))
    if isinstance(value, dict):
        joint = "=" if parameter.explode else ","
        items = [f"{escaped(k)}{joint}{escaped(_text(value[k]))}" for k in value]
    else:
        items = [escaped(_text(v)) for v in (value if isinstance(value, list) else [value])]
    name = escaped(parameter.wire_name.raw)
    match parameter.style:
        case Style.LABEL:
            return "." + ("." if parameter.explode else ",").join(items)
        case Style.MATRIX if parameter.explode:
            return "".join(
                f";{item}" if isinstance(value, dict) else f";{name}={item}" for item in items
            )
        case Style.MATRIX:
            return f";{name}={','.join(items)}"
        case _:
            return ",".join(items)


def _query_pairs(parameter: Parameter, value: Any) -> list[str]:
    name = escaped(parameter.wire_name.raw)

    def encode(text: str) -> str:
        return quote(text, safe=":/?#[]@!$&'()*+,;=") if parameter.allow_reserved else escaped(text)

    if parameter.content is not None:
        return [f"{name}={encode(literal_json(value))}"]
    delimiter = {Style.SPACE_DELIMITED: "%20", Style.PIPE_DELIMITED: "%7C"}.get(
        parameter.style, ","
    )
    if isinstance(value, dict):
        if parameter.style is Style.DEEP_OBJECT:
            return _deep(name, value, encode)
        if parameter.explode:
            return [f"{encode(k)}={encode(_text(v))}" for k, v in value.items()]
        return [
            f"{name}={delimiter.join(encode(t) for k, v in value.items() for t in (k, _text(v)))}"
        ]
    if isinstance(value, list):
        items = [encode(_text(item)) for item in value]
        return (
            [f"{name}={item}" for item in items]
            if parameter.explode
            else [f"{name}={delimiter.join(items)}"]
        )
    return [f"{name}={encode(_text(value))}"]


def _deep(name: str, members: dict[str, Any], encode: Any) -> list[str]:
    pairs: list[str] = []
    for key, value in members.items():
        nested = f"{name}%5B{encode(key)}%5D"
        if isinstance(value, dict):
            pairs += _deep(nested, value, encode)
        else:
            values = value if isinstance(value, list) else [value]
            pairs += [f"{nested}={encode(_text(item))}" for item in values]
    return pairs


def _header_text(parameter: Parameter, value: Any) -> str:
    if parameter.content is not None:
        return literal_json(value)
    if isinstance(value, dict):
        joint = "=" if parameter.explode else ","
        return ",".join(f"{k}{joint}{_text(v)}" for k, v in value.items())
    return ",".join(_text(item) for item in (value if isinstance(value, list) else [value]))


def _expected_body(plan: Plan, call: SampleCall) -> Any:
    if plan.body is None:
        return None
    if not plan.flattened:
        return call.values.get("body")
    return {
        argument.wire_name.raw: call.values[argument.key]
        for argument in plan.arguments
        if argument.part == "body" and argument.wire_name and argument.key in call.values
    }


def _form(body: Any) -> list[list[str]]:
    pairs = []
    for name, value in body.items() if isinstance(body, dict) else ():
        for item in value if isinstance(value, list) else [value]:
            pairs.append([name, item if isinstance(item, str) else literal_json(item)])
    return pairs


def _expected_parts(suite: Suite, content: Content, body: Any) -> list[list[str]]:
    """Give name, file name, media type and text of each part that a body must have."""
    kinds = {name.raw: kind.raw for name, kind in content.part_types}
    declaration = object_of(suite.symbols, content.type)
    types = {f.wire_name.raw: f.type for f in declaration.fields} if declaration else {}
    parts = []
    for name, value in body.items() if isinstance(body, dict) else ():
        ref = types.get(name, AnyJson())
        items = value if isinstance(value, list) else [value]
        octets = scalar_kind(suite.symbols, ref) in (ScalarKind.BYTES, ScalarKind.BASE64)
        parts += [_expected_part(name, item, kinds.get(name, ""), octets) for item in items]
    return parts


def scalar_kind(symbols: Symbols, ref: TypeRef) -> ScalarKind | None:
    """Give the kind of a scalar, or of the items of an array of scalars, through aliases."""
    match ref:
        case Scalar(kind=kind):
            return kind
        case ArrayOf(items=inner) | Nullable(inner=inner):
            return scalar_kind(symbols, inner)
        case Named(id=type_id):
            declaration = symbols.declaration(type_id)
            if isinstance(declaration, AliasDecl) and type_id not in symbols.recursive:
                return scalar_kind(symbols, declaration.target)
    return None


def _expected_part(name: str, item: Any, kind: str, octets: bool) -> list[str]:
    if octets:
        return [name, "file", kind or "application/octet-stream", item]
    if isinstance(item, str) and "json" not in kind:
        return [name, "", kind, item]
    if isinstance(item, (dict, list)) and not kind:
        kind = "application/json"
    return [name, "", kind, literal_json(item)]


# --- credentials


def chosen_credentials(suite: Suite, plan: Plan) -> list[Credential]:
    """Give the credentials that a request carries when every one was given to the client."""
    by_name = {c.scheme.name: c for c in suite.client.credentials}
    for names in plan.operation.security:
        if names:
            return [by_name[name] for name in names]
    return []


def is_signed(suite: Suite, plan: Plan) -> bool:
    """Tell whether the requests of a test carry a signature, which changes with the time."""
    chosen = chosen_credentials(suite, plan)
    return any(isinstance(c.scheme.authentication, AwsSigV4Auth) for c in chosen)


def credential_headers(suite: Suite, plan: Plan) -> dict[str, str]:
    """Give the header fields that the credentials of a test make; signatures are left to the runtime's tests."""
    headers: dict[str, str] = {}
    for credential in chosen_credentials(suite, plan):
        match credential.scheme.authentication:
            case BearerAuth():
                headers["authorization"] = f"Bearer {_SECRET}"
            case BasicAuth():
                headers["authorization"] = "Basic dXNlcjpwYXNzd29yZA=="
            case ApiKeyAuth(name=name, location=ParameterLocation.HEADER):
                headers[name.raw.lower()] = _SECRET
            case ApiKeyAuth(name=name, location=ParameterLocation.COOKIE):
                headers["cookie"] = f"{name.raw}={_SECRET}"
            case ApiKeyAuth() | AwsSigV4Auth():
                pass
    return headers


def _credential_query(suite: Suite, plan: Plan) -> list[str]:
    return [
        f"{escaped(authentication.name.raw)}={_SECRET}"
        for credential in chosen_credentials(suite, plan)
        if isinstance(authentication := credential.scheme.authentication, ApiKeyAuth)
        and authentication.location is ParameterLocation.QUERY
    ]


def test_arguments(suite: Suite) -> list[PythonCode]:
    """Give the constructor arguments of the clients under test: a secret for every scheme."""
    arguments = []
    for credential in suite.client.credentials:
        match credential.scheme.authentication:
            case BasicAuth():
                value = PythonCode('("user", "password")')
            case AwsSigV4Auth():
                value = PythonCode('AwsCredentials("AKIDEXAMPLE", "secret")')
            case _:
                value = literal(_SECRET)
        arguments.append(PythonCode.of("{}: {}", literal(credential.name), value))
    arguments.append(PythonCode('"base_url": "https://api.example.com"'))
    return arguments


# --- errors


def failure_status(failure: Failure) -> int:
    """Give a status code that stands for a declared error."""
    if failure.status.isdigit():
        return int(failure.status)
    return 599 if failure.status == "default" else int(failure.status[0]) * 100 + 99


def _failure_code(suite: Suite, failure: Failure) -> str | None:
    declaration = object_of(suite.symbols, failure.type) if failure.type else None
    if suite.api.errors is None or declaration is None or failure.error_class is None:
        return None
    return error_code(declaration)


def _failure_body(suite: Suite, failure: Failure) -> Any:
    if failure.type is None:
        return ""
    body = Sampler(suite.symbols, reading=True).sample(failure.type, "error")
    wire_code = _failure_code(suite, failure)
    errors = suite.api.errors
    if wire_code is not None and errors is not None and errors.code_header is None:
        for path in errors.code_members[:1]:
            _set_member(body, path, wire_code)
    return body


def failure_answer(suite: Suite, failure: Failure) -> PythonCode:
    """Write the answer of the server that stands for a declared error."""
    status = literal(failure_status(failure))
    if failure.type is None:
        return PythonCode.of("Answer({})", status)
    body = literal(_failure_body(suite, failure))
    errors = suite.api.errors
    wire_code = _failure_code(suite, failure)
    if wire_code is not None and errors is not None and errors.code_header is not None:
        headers = literal({errors.code_header.raw: wire_code})
        return PythonCode.of("Answer({}, {}, headers={})", status, body, headers)
    return PythonCode.of("Answer({}, {})", status, body)


def _set_member(value: Any, path: Sequence[Text], text: str) -> None:
    for name in path[:-1]:
        value = value.setdefault(name.raw, {}) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value[path[-1].raw] = text


def _drop_member(value: Any, path: Sequence[Text]) -> None:
    for name in path[:-1]:
        value = value.get(name.raw) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value.pop(path[-1].raw, None)


def last_page(suite: Suite, plan: Plan) -> Any:
    """Give a sample answer that ends a list: without a token for another page."""
    _, content = success_of(plan)
    sample = answer_sample(suite, content)
    if plan.operation.pagination is not None:
        _drop_member(sample, plan.operation.pagination.next_token)
    return sample
