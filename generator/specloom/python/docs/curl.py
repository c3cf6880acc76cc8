"""A call of an operation with curl, for documentation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from ...ir.api import (
    ApiKeyAuth,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    Codec,
    DigestAuth,
    ParameterLocation,
)
from ...ir.name_keys import parameter_key
from ...ir.scalars import ScalarKind
from ..client.constructor import Credential, url_at_defaults
from ..client.operation_plan import OperationPlan
from ..code.encoders import markdown_command
from ..code.symbols import object_of
from ..examples.calls import SampleCall, Suite
from ..examples.sample_requests import (
    chosen_credentials,
    expected_body,
    form_pairs,
    header_text,
    query_pairs,
    request_target,
    scalar_kind,
    sent_content,
)
from ..examples.values import escaped
from ..naming.printable import Markdown

_SHORT = 72
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IN_QUOTES = re.compile(r'([\\"$`])')


def curl_sample(suite: Suite, plan: OperationPlan, call: SampleCall) -> Markdown:
    """Write the request of a sample call as a command; credentials are variables of the environment."""
    credentials = [_CurlCredential(each) for each in chosen_credentials(suite, plan, call)]
    method = plan.operation.method
    arguments = list(_body(suite, plan, call))
    target = _IN_QUOTES.sub(r"\\\1", request_target(suite, plan, call))
    joint = "&" if "?" in target else "?"
    for credential in credentials:
        for pair in credential.query:
            target, joint = f"{target}{joint}{pair}", "&"
    options = [f"-X {method}"] if method != ("POST" if arguments else "GET") else []
    if method == "HEAD":
        options = ["--head"]
    if plan.is_stream:
        options = ["-N", *options]  # shows what arrives, as it arrives
    address = f'"{_base_url(suite, plan)}{target}"'
    lines = [" ".join(["curl", *options, address])]
    lines += [option for credential in credentials for option in credential.options]
    lines += _fields(plan, call)
    lines += arguments
    return markdown_command([" \\\n  ".join(lines)])


def _base_url(suite: Suite, plan: OperationPlan) -> str:
    servers = [*plan.operation.servers, suite.client.constructor.server]
    urls = [url_at_defaults(server) for server in servers if server is not None]
    found = next((url for url in urls if "://" in url), "https://api.example.com")
    return _IN_QUOTES.sub(r"\\\1", found.rstrip("/"))


def _fields(plan: OperationPlan, call: SampleCall) -> Iterator[str]:
    """Yield the options for header fields and cookies that are arguments."""
    for parameter in plan.operation.parameters:
        key = parameter_key(parameter)
        if key not in call.values:
            continue
        value = call.values[key]
        if parameter.location is ParameterLocation.HEADER:
            yield f"-H {_quoted(f'{parameter.wire_name.raw}: {header_text(parameter, value)}')}"
        elif parameter.location is ParameterLocation.COOKIE:
            yield from (f"-b {_quoted(pair)}" for pair in query_pairs(parameter, value))


def _body(suite: Suite, plan: OperationPlan, call: SampleCall) -> Iterator[str]:
    """Yield the options for the body."""
    content = sent_content(suite, plan)
    body = expected_body(plan, call)
    if content is None or body is None:
        return
    match content.codec:
        case Codec.JSON:
            yield f"-H {_quoted(f'Content-Type: {content.media_type.raw}')}"
            yield f"-d {_quoted(_json(body))}"
        case Codec.FORM:
            for name, text in form_pairs(content, body):
                yield f"--data-urlencode {_quoted(f'{name}={text}')}"
        case Codec.MULTIPART if isinstance(body, dict):
            yield from _parts(suite, content.type, body)
        case _:
            yield f"-H {_quoted(f'Content-Type: {content.media_type.raw}')}"
            yield "--data-binary @file"


def _parts(suite: Suite, kind: Any, body: dict[str, Any]) -> Iterator[str]:
    declaration = object_of(suite.client.symbols, kind)
    types = {f.wire_name.raw: f.type for f in declaration.fields} if declaration else {}
    for name, value in body.items():
        for item in value if isinstance(value, list) else [value]:
            is_file = name in types and scalar_kind(suite.client.symbols, types[name]) in (
                ScalarKind.BYTES,
                ScalarKind.BASE64,
            )
            text = item if isinstance(item, str) else json.dumps(item)
            yield f"-F {_quoted(f'{name}=@file' if is_file else f'{name}={text}')}"


def _json(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= _SHORT else json.dumps(value, indent=2)


def _quoted(text: str) -> str:
    """Quote a text for a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"


class _CurlCredential:
    """What a credential adds to a command: options, and pairs of the query."""

    def __init__(self, credential: Credential) -> None:
        names = [each.raw for each in credential.environment]
        name = next(filter(_VARIABLE.fullmatch, names), credential.name.upper())
        self.options: Sequence[str] = ()
        self.query: Sequence[str] = ()
        match credential.scheme.authentication:
            case ApiKeyAuth(name=key, location=location):
                self._place(location, key.raw, f"${name}")
            case BearerAuth():
                self.options = [f'-H "Authorization: Bearer ${name}"']
            case BasicAuth():
                self.options = ['-u "user:password"']
            case DigestAuth():
                self.options = ['--digest -u "user:password"']
            case AwsSigV4Auth(service=service):
                signed = _IN_QUOTES.sub(r"\\\1", service.raw)
                self.options = [
                    f'--aws-sigv4 "aws:amz:$AWS_REGION:{signed}"',
                    '-u "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
                ]
            case other:
                assert_never(other)

    def _place(self, location: ParameterLocation, key: str, value: str) -> None:
        name = _IN_QUOTES.sub(r"\\\1", key)
        if location is ParameterLocation.HEADER:
            self.options = [f'-H "{name}: {value}"']
        elif location is ParameterLocation.COOKIE:
            self.options = [f'-b "{name}={value}"']
        else:
            self.query = [f"{escaped(key)}={value}"]
