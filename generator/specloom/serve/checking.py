"""Requests checked against the document: credentials, parameters and bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..ir.api import (
    Api,
    ApiKeyAuth,
    Authentication,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    DigestAuth,
    Operation,
    Parameter,
    ParameterLocation,
)
from ..ir.types import Required
from .bodies import GivenValues, read_body, value_key
from .messages import HttpRequest, Refused, Violation
from .routing import Match
from .schema_judge import SchemaJudge
from .text_values import Texts

_AUTHORIZATION = {BasicAuth: "Basic", BearerAuth: "Bearer", DigestAuth: "Digest"}
_CHALLENGES = {
    BasicAuth: 'Basic realm="mock"',
    BearerAuth: "Bearer",
    DigestAuth: 'Digest realm="mock", nonce="6d6f636b", qop="auth", algorithm=SHA-256',
}


class Checker:
    """Checks requests against the document."""

    def __init__(self, api: Api, texts: Texts, judge: SchemaJudge) -> None:
        self._schemes = {each.name: each.authentication for each in api.security_schemes}
        self._texts = texts
        self._judge = judge

    def given(self, operation: Operation, match: Match, request: HttpRequest) -> GivenValues:
        """Return what a request has. Raises `Refused` where it is not as the document says."""
        self._check_credentials(operation, request)
        parameters: dict[tuple[ParameterLocation, str], Any] = {}
        violations: list[Violation] = []
        for parameter in operation.parameters:
            tree = self._tree(operation, parameter, match, request)
            if tree is None:
                violations += _missing(parameter)
                continue
            content = parameter.content
            value = tree if content is not None else self._texts.typed(parameter.type, tree)
            parameters[value_key(parameter.location, parameter.wire_name.raw)] = value
            violations += self._judge.violations(
                f"{parameter.at if content is None else content.at}/schema",
                parameter.type,
                value,
                location=parameter.location.value,
                name=parameter.wire_name.raw,
            )
        body = None
        try:
            body = read_body(self._texts, operation, request)
        except Refused as refused:
            if not refused.violations or not violations:
                raise
            violations += refused.violations
        if body is not None and body.is_judged:
            at = f"{body.content.at}/schema"
            violations += self._judge.violations(at, body.content.type, body.value, location="body")
        if violations:
            raise Refused(
                422, "the request is not as the document describes it", violations=violations
            )
        return GivenValues(parameters=parameters, body=body)

    def _tree(
        self, operation: Operation, parameter: Parameter, match: Match, request: HttpRequest
    ) -> Any:
        name = parameter.wire_name.raw
        match parameter.location:
            case ParameterLocation.PATH:
                text = match.path.get(name)
                return None if text is None else self._texts.path(parameter, text)
            case ParameterLocation.HEADER:
                field = request.header(name)
                return None if field is None else self._texts.header(parameter, field)
            case ParameterLocation.COOKIE:
                pairs: Sequence[tuple[str, str]] = request.cookies()
            case _:
                pairs = request.query_pairs()
        others = [p.wire_name.raw for p in operation.parameters if p is not parameter]
        return self._texts.parameter(parameter, pairs, others)

    def _check_credentials(self, operation: Operation, request: HttpRequest) -> None:
        """Raise `Refused` where a request lacks credentials that the document requires; any value will do."""
        alternatives = [
            [self._schemes[name] for name in names if name in self._schemes]
            for names in operation.security
        ]
        if not alternatives or any(
            all(is_sent(scheme, request) for scheme in schemes) for schemes in alternatives
        ):
            return
        wanted = [" and ".join(each.words for each in schemes) for schemes in alternatives]
        kinds = dict.fromkeys(type(scheme) for schemes in alternatives for scheme in schemes)
        challenges = [_CHALLENGES[kind] for kind in kinds if kind in _CHALLENGES]
        raise Refused(
            401,
            f"credentials are missing: {', or '.join(dict.fromkeys(wanted))}",
            headers={"www-authenticate": ", ".join(challenges)} if challenges else {},
        )


def is_sent(scheme: Authentication, request: HttpRequest) -> bool:
    """Return whether a request has credentials of a kind, whatever they are."""
    match scheme:
        case ApiKeyAuth(name=name, location=ParameterLocation.QUERY):
            return name.raw in dict(request.query_pairs())
        case ApiKeyAuth(name=name, location=ParameterLocation.COOKIE):
            return name.raw in dict(request.cookies())
        case ApiKeyAuth(name=name):
            return request.header(name.raw) is not None
        case AwsSigV4Auth():
            return _has_authorization(request, "aws4-".startswith) or any(
                name.lower() == "x-amz-signature" for name, _ in request.query_pairs()
            )
        case _:
            kind = _AUTHORIZATION[type(scheme)].lower()
            return _has_authorization(request, kind.__eq__)


def _has_authorization(request: HttpRequest, is_meant: Callable[[str], bool]) -> bool:
    """Return whether `Authorization` begins with a scheme (RFC 9110, section 11.4)."""
    scheme, _, rest = (request.header("authorization") or "").partition(" ")
    return is_meant(scheme.lower()) and bool(rest.strip())


def _missing(parameter: Parameter) -> Iterator[Violation]:
    if isinstance(parameter.presence, Required):
        yield Violation(
            location=parameter.location.value,
            name=parameter.wire_name.raw,
            message="it is required, and missing",
        )
