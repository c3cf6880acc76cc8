"""Expected requests and fake responses of generated tests."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from ...ir.api import (
    Codec,
    Content,
    Hole,
    Parameter,
    ParameterLocation,
    PartStyle,
    Style,
    Wait,
)
from ...ir.name_keys import BODY, located_key, parameter_key
from ...ir.resolve import resolve_nullable
from ...ir.scalars import ScalarKind
from ...ir.type_graph import is_alternative
from ...ir.types import AnyJson, ArrayOf, Named, Optional, Scalar, Text, TypeRef
from ..client.constructor import Credential, url_at_defaults
from ..client.credentials import Sent
from ..client.operation_constants import literal_path
from ..client.operation_plan import DeclaredError, ErrorClass, OperationPlan
from ..code.annotations import Symbols, object_of
from ..code.encoders import literal
from ..code.nodes import PyArgument, PyResponse
from ..examples.calls import SampleCall, Suite
from ..examples.values import Sampler, ValueWriter, escaped
from ..naming.identifiers import code
from ..naming.printable import PythonCode
from . import page_samples
from .page_samples import set_member
from .stream_samples import stream_sample

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
    sampler = Sampler(suite.types, reading=True)
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


def response_code(
    status: int, content: Content | None, sample: Any, headers: Mapping[str, str] | None = None
) -> PyResponse:
    """Return the response of the fake API that a call gets."""
    if content is None and 300 <= status < 400 and status != 304:
        return fake_response(status, headers=literal({"location": ELSEWHERE}))
    if content is None:
        return fake_response(status)
    if content.codec is Codec.JSON:
        fields = {"headers": literal(dict(headers))} if headers else {}
        return fake_response(status, literal(sample), **fields)
    return fake_response(status, content=literal(str(sample).encode()))


def fake_response(status: int, body: PythonCode | None = None, **options: PythonCode) -> PyResponse:
    named = tuple(PyArgument(name=code(name), value=value) for name, value in options.items())
    return PyResponse(status=literal(status), body=body, options=named)


def expected_target(suite: Suite, plan: OperationPlan, call: SampleCall) -> str:
    """Return the request target (path and query) that a call must have."""
    parameters = {
        p.wire_name: p for p in plan.operation.parameters if p.location is ParameterLocation.PATH
    }
    path = _path_of_server(suite, plan) + "".join(
        (
            _path_text(p := parameters[part.name], call.values[parameter_key(p)])
            if isinstance(part, Hole)
            else literal_path(part)
        )
        for part in plan.operation.path.parts
    )
    pairs = [
        pair
        for parameter in plan.operation.parameters
        if parameter.location is ParameterLocation.QUERY
        and (key := parameter_key(parameter)) in call.values
        for pair in query_pairs(parameter, call.values[key])
    ]
    pairs += [
        f"{escaped(name)}={escaped(_text(value.raw))}"
        for name, value in plan.fixed(in_body=False).items()
    ]
    return with_credential_query(suite, plan, call, _with_query(path, pairs))


def with_credential_query(suite: Suite, plan: OperationPlan, call: SampleCall, target: str) -> str:
    """Return a target with the credentials that are sent in queries."""
    return _with_query(target, _credential_query(suite, plan, call))


def _with_query(target: str, pairs: list[str]) -> str:
    return f"{target}{'&' if '?' in target else '?'}{'&'.join(pairs)}" if pairs else target


def _path_of_server(suite: Suite, plan: OperationPlan) -> str:
    """Return the path that is appended to the `base_url` of the tests: that of a server without a host."""
    client, own = suite.client.constructor, plan.operation.servers
    if client.absolute:
        return ""
    server = own[0] if own and "://" not in url_at_defaults(own[0]) else client.server
    if server is None or any(v.default is None for v in server.variables):
        return ""
    return urlsplit(urljoin("https://host/", url_at_defaults(server))).path.rstrip("/")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(literal_json(value))


def literal_json(value: Any) -> str:
    """Return the JSON text of a value."""
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


def query_pairs(parameter: Parameter, value: Any) -> list[str]:
    name = escaped(parameter.wire_name.raw)

    def encode(text: str) -> str:
        if parameter.location is ParameterLocation.COOKIE and parameter.content is None:
            return text
        return quote(text, safe=":/?[]@!$'()*,;=") if parameter.allow_reserved else escaped(text)

    if parameter.location is ParameterLocation.COOKIE:
        name = cookie_name(parameter.wire_name)
    if parameter.content is not None:
        return [f"{name}={encode(literal_json(value))}"]
    delimiter = {Style.SPACE_DELIMITED: "%20", Style.PIPE_DELIMITED: "%7C"}.get(
        parameter.style, ","
    )
    if parameter.style is Style.DEEP_OBJECT and isinstance(value, dict | list):
        return _deep(name, value, encode)
    if isinstance(value, dict):
        if parameter.explode:
            return [
                f"{encode(k)}={encode(_text(item))}"
                for k, v in value.items()
                for item in (v if isinstance(v, list) else [v])
            ]
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


def cookie_name(name: Text) -> str:
    """Return the name of a cookie as it is sent: only what no cookie's name can hold is percent-encoded."""
    return quote(name.raw, safe="!#$%&'*+-.^_`|~:/?[]{}")


def _deep(name: str, value: Any, encode: Any) -> list[str]:
    if isinstance(value, dict):
        inner = [(encode(key), item) for key, item in value.items()]
    elif isinstance(value, list):
        nested = any(isinstance(item, dict | list) for item in value)
        inner = [(str(index) if nested else "", item) for index, item in enumerate(value)]
    else:
        return [f"{name}={encode(_text(value))}"]
    return [pair for key, item in inner for pair in _deep(f"{name}%5B{key}%5D", item, encode)]


def header_text(parameter: Parameter, value: Any) -> str:
    if parameter.content is not None:
        return literal_json(value)
    if isinstance(value, dict):
        joint = "=" if parameter.explode else ","
        return ",".join(f"{k}{joint}{_text(v)}" for k, v in value.items())
    return ",".join(_text(item) for item in (value if isinstance(value, list) else [value]))


def expected_body(plan: OperationPlan, call: SampleCall) -> Any:
    if plan.body is None:
        return None
    fixed = {name: value.raw for name, value in plan.fixed(in_body=True).items()}
    if not plan.flattened:
        body = call.values.get(BODY)
        return {**body, **fixed} if isinstance(body, dict) else body
    return {
        argument.wire_name.raw: call.values[argument.key]
        for argument in plan.arguments
        if argument.part == "body" and argument.wire_name and argument.key in call.values
    } | fixed


def sent_content(suite: Suite, plan: OperationPlan) -> Content | None:
    """Return the body in the media type that a call with sample arguments sends: files choose their own.

    None where the body is no argument.
    """
    if not any(argument.part == "body" for argument in plan.arguments):
        return None
    uploads = [c for c in plan.bodies.usual if c.codec is Codec.MULTIPART]
    declaration = object_of(suite.client.symbols, uploads[0].type) if uploads else None
    fields = declaration.fields if declaration is not None else ()
    if any(scalar_kind(suite.client.symbols, field.type) is ScalarKind.BYTES for field in fields):
        return uploads[0]
    return plan.body


def form_pairs(content: Content, body: Any) -> list[list[str]]:
    """Return the names and values that a form must have, decoded."""
    styles = {part.name.raw: part for part in content.part_styles}
    pairs = []
    for name, value in body.items() if isinstance(body, dict) else ():
        if name in styles:
            pairs += _styled_pairs(styles[name], content.at, value)
            continue
        for item in value if isinstance(value, list) else [value]:
            pairs.append([name, item if isinstance(item, str) else literal_json(item)])
    return pairs


def _styled_pairs(part: PartStyle, at: str, value: Any) -> list[list[str]]:
    """Return the decoded pairs of a property of a form that is laid out like a query parameter."""
    parameter = Parameter(
        wire_name=part.name,
        location=ParameterLocation.QUERY,
        type=AnyJson(),
        presence=Optional(),
        style=part.style,
        explode=part.explode,
        at=at,
    )
    pairs = [pair.partition("=") for pair in query_pairs(parameter, value)]
    return [[unquote(name), unquote(text)] for name, _, text in pairs]


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
            pairs = _styled_pairs(styles[name], content.at, value)
            parts += [[key, "", "", text] for key, text in pairs]
            continue
        parts += [_expected_part(name, item, kinds.get(name, ""), binary) for item in items]
    return parts


def scalar_kind(symbols: Symbols, ref: TypeRef) -> ScalarKind | None:
    """Return the kind of a scalar, or of the items of an array of scalars, through aliases."""
    _, plain = resolve_nullable(symbols.api.types, ref, keep=symbols.recursive)
    match plain:
        case Scalar(kind=kind):
            return kind
        case ArrayOf(items=inner):
            return scalar_kind(symbols, inner)
    return None


def _expected_part(name: str, item: Any, kind: str, binary: bool) -> list[str]:
    if binary:
        return [name, "file", kind or "application/octet-stream", item]
    if isinstance(item, str) and "json" not in kind:
        return [name, "", kind, item]
    if isinstance(item, (dict, list)) and not kind:
        kind = "application/json"
    return [name, "", kind, literal_json(item)]


# --- credentials


def chosen_credentials(suite: Suite, plan: OperationPlan, call: SampleCall) -> list[Credential]:
    """Return the credentials that the client adds to the request of a call when it was given every one.

    An argument of the call stands for the credential that is sent in the same place under the same name.
    """
    by_name = {c.scheme.name: c for c in suite.client.constructor.credentials}
    alternatives = [
        [(by_name[name], _is_argument(by_name[name], call)) for name in names]
        for names in plan.operation.security
        if names
    ]
    met = (credentials for credentials in alternatives if all(given for _, given in credentials))
    chosen = next(met, alternatives[0] if alternatives else [])
    return [credential for credential, given in chosen if not given]


def _is_argument(credential: Credential, call: SampleCall) -> bool:
    sent = credential.form.sent
    if sent is None:
        return False
    key = located_key(sent.location, Text(sent.name))
    if sent.location is ParameterLocation.HEADER:
        return key.lower() in map(str.lower, call.values)
    return key in call.values


def is_signed(suite: Suite, plan: OperationPlan, call: SampleCall) -> bool:
    """Return whether the request of a call carries a signature, which changes with the time."""
    chosen = chosen_credentials(suite, plan, call)
    return any(credential.form.sent is None for credential in chosen)


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
    if content.codec is not Codec.JSON and not isinstance(body, str):
        return "error"  # read as text or bytes, whatever its schema
    wire_code = failure_code(suite, error)
    errors = suite.client.api.errors
    if wire_code is not None and errors is not None and errors.code_header is None:
        for path in errors.code_members[:1]:
            set_member(body, path, wire_code)
    return body


def failure_response(suite: Suite, failure: DeclaredError, error: ErrorClass | None) -> PyResponse:
    """Return the response that stands for a declared error; its body is the variable `body`."""
    status = failure_status(failure)
    content = failure_content(suite, failure, error)
    if content is None:
        return fake_response(status)
    is_json = content.codec is Codec.JSON
    headers: dict[str, str] = {}
    if not is_json or content is not failure.contents[0]:
        headers["content-type"] = content.media_type.raw.replace("*", "x")
    errors = suite.client.api.errors
    wire_code = failure_code(suite, error) if is_json else None
    if wire_code is not None and errors is not None and errors.code_header is not None:
        headers[errors.code_header.raw] = wire_code
    named = {"headers": literal(headers)} if headers else {}
    if is_json:
        return fake_response(status, PythonCode("body"), **named)
    return fake_response(status, content=PythonCode("body.encode()"), **named)


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


def route_body(suite: Suite, plan: OperationPlan) -> Any:
    """Return a sample response: of a list, the last page; of a stream, its media type and bytes."""
    if plan.is_stream:
        stream = stream_sample(suite, plan)
        return stream.media_type, stream.content
    _, content = success_of(plan)
    sample = state_reached(response_sample(suite, content), plan.operation.wait)
    pagination = plan.operation.pagination
    return sample if pagination is None else page_samples.last_page(sample, pagination)
