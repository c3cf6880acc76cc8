"""The request that a sample call makes: its target, its header fields and its body."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from ...ir.api import Codec, Content, Hole, Parameter, ParameterLocation, PartStyle, Style
from ...ir.name_keys import BODY, located_key, parameter_key
from ...ir.resolve import resolve_nullable
from ...ir.scalars import ScalarKind
from ...ir.types import AnyJson, ArrayOf, Optional, Scalar, Text, TypeRef
from ..client.constructor import Credential, url_at_defaults
from ..client.operation_constants import literal_path
from ..client.operation_plan import OperationPlan
from ..code.symbols import Symbols, object_of
from .calls import SampleCall, Suite
from .values import escaped


def request_target(suite: Suite, plan: OperationPlan, call: SampleCall) -> str:
    """Return the request target of a call without credentials."""
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
        f"{escaped(name)}={escaped(value_text(value.raw))}"
        for name, value in plan.fixed(in_body=False).items()
    ]
    return with_query(path, pairs)


def with_query(target: str, pairs: list[str]) -> str:
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


def value_text(value: Any) -> str:
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
        items = [f"{escaped(k)}{joint}{escaped(value_text(value[k]))}" for k in value]
    else:
        items = [escaped(value_text(v)) for v in (value if isinstance(value, list) else [value])]
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
                f"{encode(k)}={encode(value_text(item))}"
                for k, v in value.items()
                for item in (v if isinstance(v, list) else [v])
            ]
        return [
            f"{name}={delimiter.join(encode(t) for k, v in value.items() for t in (k, value_text(v)))}"
        ]
    if isinstance(value, list):
        items = [encode(value_text(item)) for item in value]
        return (
            [f"{name}={item}" for item in items]
            if parameter.explode
            else [f"{name}={delimiter.join(items)}"]
        )
    return [f"{name}={encode(value_text(value))}"]


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
        return [f"{name}={encode(value_text(value))}"]
    return [pair for key, item in inner for pair in _deep(f"{name}%5B{key}%5D", item, encode)]


def header_text(parameter: Parameter, value: Any) -> str:
    if parameter.content is not None:
        return literal_json(value)
    if isinstance(value, dict):
        joint = "=" if parameter.explode else ","
        return ",".join(f"{k}{joint}{value_text(v)}" for k, v in value.items())
    return ",".join(value_text(item) for item in (value if isinstance(value, list) else [value]))


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
            pairs += styled_pairs(styles[name], content.at, value)
            continue
        for item in value if isinstance(value, list) else [value]:
            pairs.append([name, item if isinstance(item, str) else literal_json(item)])
    return pairs


def styled_pairs(part: PartStyle, at: str, value: Any) -> list[list[str]]:
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


def scalar_kind(symbols: Symbols, ref: TypeRef) -> ScalarKind | None:
    """Return the kind of a scalar, or of the items of an array of scalars, through aliases."""
    _, plain = resolve_nullable(symbols.api.types, ref, keep=symbols.recursive)
    match plain:
        case Scalar(kind=kind):
            return kind
        case ArrayOf(items=inner):
            return scalar_kind(symbols, inner)
    return None


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
