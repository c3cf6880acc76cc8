"""Expected requests and fake responses of generated tests."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

from ...ir.api import (
    Codec,
    Content,
    ParameterLocation,
    Wait,
)
from ...ir.scalars import ScalarKind
from ...ir.type_graph import is_alternative
from ...ir.types import AnyJson, Named, Text
from ..client.credentials import Sent
from ..client.operation_plan import DeclaredError, ErrorClass, OperationPlan
from ..code.encoders import literal
from ..code.nodes import PyArgument
from ..code.symbols import object_of
from ..code.test_nodes import PyResponse
from ..examples.calls import SampleCall, Suite
from ..examples.sample_requests import (
    chosen_credentials,
    cookie_name,
    literal_json,
    request_target,
    scalar_kind,
    styled_pairs,
    with_query,
)
from ..examples.value_writer import ValueWriter
from ..examples.values import ENOUGH_IN_TESTS, Sampler, escaped
from ..naming.identifiers import code
from ..naming.printable import PythonCode
from .page_samples import set_member

_LARGE_ERROR = 400
"""The characters of an error from which on it has only the properties that it must have: it is sent often."""
ELSEWHERE = "https://api.example.com/elsewhere"
"""Where redirects of the tests lead."""


def success_of(plan: OperationPlan) -> tuple[int, Content | None]:
    """Return a status that the operation declares as success, and its body."""
    for success in plan.successes:
        key = success.status
        number = (
            int(key) if key.isdigit() else 200 if key in ("2XX", "default") else int(key[0]) * 100
        )
        if number >= 200:
            return number, success.contents[0] if success.contents else None
    return 200, None


def response_sample(suite: Suite, content: Content | None) -> Any:
    """Return a sample body of a response, as JSON."""
    if content is None:
        return None
    sampler = Sampler(suite.types, reading=True, enough=ENOUGH_IN_TESTS)
    return sampler.sample(content.type, "response", examples=content.examples)


def state_reached(sample: Any, wait: Wait | None) -> Any:
    """Return a sample of a response, as it is when what a method waits for has happened."""
    if wait is None:
        return sample
    changed = copy.deepcopy(sample)
    place = changed
    for name in wait.path[:-1]:
        place = place.setdefault(name.raw, {})
    place[wait.path[-1].raw] = wait.success[0].raw
    return changed


def is_redirect(status: int) -> bool:
    return 300 <= status < 400 and status != 304


def response_code(
    status: int,
    content: Content | None,
    sample: Any,
    headers: Mapping[str, str] | None = None,
    write: Callable[[Any], PythonCode] = literal,
) -> PyResponse:
    """Return the response of the fake API that a call gets; `write` writes its body as JSON."""
    if content is None and is_redirect(status):
        return fake_response(status, headers=literal({"location": ELSEWHERE}))
    if content is None:
        return fake_response(status)
    if content.codec is Codec.JSON:
        fields = {"headers": literal(dict(headers))} if headers else {}
        return fake_response(status, write(sample), **fields)
    return fake_response(status, content=literal(str(sample).encode()))


def fake_response(status: int, body: PythonCode | None = None, **options: PythonCode) -> PyResponse:
    named = tuple(PyArgument(name=code(name), value=value) for name, value in options.items())
    return PyResponse(status=literal(status), body=body, options=named)


def expected_target(suite: Suite, plan: OperationPlan, call: SampleCall) -> str:
    """Return the request target (path and query) that a call must have."""
    return with_credential_query(suite, plan, call, request_target(suite, plan, call))


def with_credential_query(suite: Suite, plan: OperationPlan, call: SampleCall, target: str) -> str:
    """Return a target with the credentials that are sent in queries."""
    return with_query(target, _credential_query(suite, plan, call))


def expected_parts(suite: Suite, content: Content, body: Any) -> list[list[str]]:
    """Return name, file name, media type and text of each part that a body must have."""
    kinds = {name.raw: kind.raw for name, kind in content.part_types}
    styles = {part.name.raw: part for part in content.part_styles}
    declaration = object_of(suite.client.symbols, content.type)
    types = {f.wire_name.raw: f.type for f in declaration.fields} if declaration else {}
    parts = []
    for name, value in body.items() if isinstance(body, dict) else ():
        ref = types.get(name, AnyJson())
        items = value if isinstance(value, list) else [value]
        kind = scalar_kind(suite.client.symbols, ref)
        binary = kind in (ScalarKind.BYTES, ScalarKind.BASE64)
        if kind is ScalarKind.BASE64:
            # A part holds the bytes themselves: it needs no encoding (RFC 7578, section 4.7).
            items = [base64.b64decode(item).decode(errors="replace") for item in items]
        if name in styles and not binary:
            pairs = styled_pairs(styles[name], content.at, value)
            parts += [[key, "", "", text] for key, text in pairs]
            continue
        parts += [_expected_part(name, item, kinds.get(name, ""), binary) for item in items]
    return parts


def _expected_part(name: str, item: Any, kind: str, binary: bool) -> list[str]:
    if binary:
        return [name, "file", kind or "application/octet-stream", item]
    if isinstance(item, str) and "json" not in kind:
        return [name, "", kind, item]
    if isinstance(item, (dict, list)) and not kind:
        kind = "application/json"
    return [name, "", kind, literal_json(item)]


# --- credentials


def is_signed(suite: Suite, plan: OperationPlan, call: SampleCall) -> bool:
    """Return whether the request of a call carries a signature, which changes with the time."""
    chosen = chosen_credentials(suite, plan, call)
    return any(credential.form.is_signature for credential in chosen)


def credential_headers(suite: Suite, plan: OperationPlan, call: SampleCall) -> dict[str, str]:
    """Return the header fields that the credentials of a test make; signatures are left to the runtime's tests."""
    headers: dict[str, str] = {}
    for sent in _sent(suite, plan, call):
        if sent.location is ParameterLocation.HEADER:
            headers[sent.name.lower()] = sent.text
        elif sent.location is ParameterLocation.COOKIE:
            pair = f"{cookie_name(Text(sent.name))}={sent.text}"
            headers["cookie"] = f"{headers['cookie']}; {pair}" if "cookie" in headers else pair
    return headers


def _sent(suite: Suite, plan: OperationPlan, call: SampleCall) -> list[Sent]:
    forms = [credential.form for credential in chosen_credentials(suite, plan, call)]
    return [form.sent for form in forms if form.sent is not None]


def _credential_query(suite: Suite, plan: OperationPlan, call: SampleCall) -> list[str]:
    return [
        f"{escaped(sent.name)}={sent.text}"
        for sent in _sent(suite, plan, call)
        if sent.location is ParameterLocation.QUERY
    ]


def test_arguments(suite: Suite) -> list[PythonCode]:
    """The constructor arguments of the clients under test: a secret for every scheme."""
    arguments = [
        PythonCode.of("{}: {}", literal(credential.name), credential.form.test_value)
        for credential in suite.client.constructor.credentials
    ]
    return [*arguments, PythonCode('"base_url": "https://api.example.com"')]


# --- errors


def failure_status(failure: DeclaredError) -> int:
    """Return a status code that stands for a declared error."""
    if failure.status.isdigit():
        return int(failure.status)
    return 599 if failure.status == "default" else int(failure.status[0]) * 100 + 99


def failure_code(suite: Suite, error: ErrorClass | None) -> str | None:
    """Return the error code that a server sends for an error of a class; None where it sends none."""
    codes = suite.client.errors.objects[error.id].codes if error else ()
    return codes[0] if codes else None


def failure_content(
    suite: Suite, failure: DeclaredError, error: ErrorClass | None
) -> Content | None:
    """Return the body in which an error of a class comes; None where the error has no body."""
    by_class = (
        content
        for content in failure.contents
        if error is not None and is_alternative(suite.client.api.types, content.type, error.id)
    )
    return next(by_class, failure.contents[0] if failure.contents else None)


def failure_body(suite: Suite, failure: DeclaredError, error: ErrorClass | None) -> Any:
    """Return a sample body of an error, of the given class where it has several."""
    content = failure_content(suite, failure, error)
    if content is None:
        return ""
    ref = Named(id=error.id) if error is not None else content.type
    examples = [example for content in failure.contents for example in content.examples]
    sampler = Sampler(suite.types, reading=True, enough=8)
    body = sampler.sample(ref, "error", examples=examples)
    if len(json.dumps(body)) > _LARGE_ERROR:
        body = sampler.sample(ref, "error", examples=examples, complete=False)
    if content.codec is not Codec.JSON and not isinstance(body, str):
        return "error"  # read as text or bytes, whatever its schema
    wire_code = failure_code(suite, error)
    errors = suite.client.api.errors
    if wire_code is not None and errors is not None and errors.code_header is None:
        for path in errors.code_members[:1]:
            set_member(body, path, wire_code)
    return body


def failure_headers(
    suite: Suite, failure: DeclaredError, error: ErrorClass | None
) -> dict[str, str]:
    """Return the header fields of the response that stands for a declared error."""
    content = failure_content(suite, failure, error)
    headers: dict[str, str] = {}
    if content is None:
        return headers
    is_json = content.codec is Codec.JSON
    if not is_json or content is not failure.contents[0]:
        headers["content-type"] = content.media_type.raw.replace("*", "x")
    errors = suite.client.api.errors
    wire_code = failure_code(suite, error) if is_json else None
    if wire_code is not None and errors is not None and errors.code_header is not None:
        headers[errors.code_header.raw] = wire_code
    return headers


def is_told_apart(
    suite: Suite, failure: DeclaredError, error: ErrorClass | None, body: Any
) -> bool:
    """Return whether the class of an error follows from a sample body, or from its code."""
    content = failure_content(suite, failure, error)
    if error is None or content is None or failure.single or failure_code(suite, error) is not None:
        return True
    writer = ValueWriter(suite.client.symbols, writing=False)
    writer.write(content.type, body)
    return not writer.ambiguous
