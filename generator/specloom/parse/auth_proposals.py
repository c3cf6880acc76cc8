"""Security schemes to propose for documents without any, whose text says how callers authenticate."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..config.proposals import Proposal
from ..diagnostics import quote
from ..ir.api import Api, ParameterLocation
from ..ir.types import Doc

_KEY_HEADER = re.compile(
    r"\bx-(?:[a-z0-9]+-)*(?:api-?key|auth(?:-?token)?|token|key)\b", re.IGNORECASE
)
_BEARER = re.compile(
    r"\bbearer\b|\b(?:access|api|auth(?:entication|orization)?|personal access|oauth2?) tokens?\b|\bjwt\b|\boauth\b",
    re.IGNORECASE,
)
_BASIC = re.compile(r"\b(?:http )?basic auth|\bauthorization:\s*basic\b", re.IGNORECASE)
_KEY = re.compile(r"\bapi[ -]?keys?\b", re.IGNORECASE)


def likely_schemes(api: Api) -> Iterator[Proposal]:
    """Yield entries of `[client.auth]` for security schemes that are likely."""
    if api.security_schemes:
        return
    texts = [text.raw for doc in _docs(api) for text in (doc.summary, doc.description) if text]
    text = "\n".join(texts)
    headers = {
        parameter.wire_name.raw
        for operation in api.operations
        for parameter in operation.parameters
        if parameter.location is ParameterLocation.HEADER
    }
    named = _KEY_HEADER.search("\n".join([text, *sorted(headers)]))
    bearer, key, basic = (pattern.search(text) for pattern in (_BEARER, _KEY, _BASIC))
    if bearer:
        yield _proposed('api_token = { type = "bearer" }', bearer)
    if named or key:
        name = json.dumps(named[0] if named else "X-API-Key")
        scheme = f'{{ type = "api-key", in = "header", name = {name} }}'
        yield _proposed(f"api_key = {scheme}", named or key)
    if basic:
        yield _proposed('login = { type = "basic" }', basic)


def _proposed(line: str, said: re.Match[str] | None) -> Proposal:
    found = quote(said[0]) if said else ""
    return Proposal(line=line, reason=f"the document has no security scheme, but says {found}")


def _docs(api: Api) -> Iterator[Doc]:
    yield api.doc
    yield from (tag.doc for tag in api.tags)
    yield from (operation.doc for operation in api.operations)
