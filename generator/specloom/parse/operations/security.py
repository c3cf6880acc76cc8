"""Security schemes and requirements (OpenAPI 3.1, sections 4.8.27 and 4.8.30)."""

from __future__ import annotations

from ...diagnostics import Code, did_you_mean, quote, similar
from ...ir.api import (
    ApiKeyAuth,
    Authentication,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    ParameterLocation,
    SecurityRequirements,
    SecurityScheme,
)
from ...ir.types import Text
from ...openapi.load import Node, items_of
from ..context import Parser
from ..documentation import doc_of, text_of
from ..extensions import environment_of, stated

_TYPES = ("apiKey", "http", "oauth2", "openIdConnect")
_SCHEMES = ("basic", "bearer")


def security_schemes_of(parser: Parser) -> tuple[SecurityScheme, ...]:
    """Return the document's security schemes; those that a client cannot serve are reported."""
    components = parser.document.node().get("components")
    schemes = None if components is None else components.get("securitySchemes")
    parsed = []
    for name, declared in items_of(schemes):
        node = parser.resolve(declared)
        if node is None or not isinstance(node.value, dict):
            continue
        if node.text("type") == "mutualTLS":
            parser.certificate_schemes.add(name)
            message = f"the certificate of {quote(name)} is up to the HTTP client"
            hint = "Give the client an http_client with the certificate."
            parser.warn(Code.UNSUPPORTED_SECURITY, message, node.at, hint)
            continue
        authentication = _authentication(parser, name, node)
        if authentication is not None:
            parsed.append(
                SecurityScheme(
                    name=Text(name),
                    authentication=authentication,
                    doc=doc_of(node),
                    environment=environment_of(parser, node),
                    at=node.at,
                )
            )
    return tuple(parsed)


def requirements_of(parser: Parser, security: Node) -> SecurityRequirements:
    """Return the alternatives of a `security` list; one that names an unknown scheme is reported and left out.

    What a certificate proves needs nothing in the request.
    """
    alternatives = []
    for node in security.elements():
        names = [name for name, _ in node.items() if name not in parser.certificate_schemes]
        if all(name in parser.scheme_names for name in names):
            alternatives.append(tuple(map(Text, names)))
        else:
            unknown = next(name for name in names if name not in parser.scheme_names)
            message = f"no usable security scheme is called {quote(unknown)}"
            parser.warn(Code.UNSUPPORTED_SECURITY, message, node.at)
    return tuple(alternatives)


def _authentication(parser: Parser, name: str, node: Node) -> Authentication | None:
    value = node.value
    assert isinstance(value, dict)
    hint = parser.hints.auth.get(name) or stated(parser, node, "x-specloom-auth")
    if hint is not None:
        return _aws(parser, node, hint)
    kind, scheme = value.get("type"), str(value.get("scheme", "")).lower()
    if kind == "apiKey" and value.get("x-amazon-apigateway-authtype") == "awsSigv4":
        return AwsSigV4Auth(service=Text("execute-api"), region_variable=Text("region"))
    key_name = text_of(node, "name")
    if kind == "apiKey" and key_name is not None:
        try:
            location = ParameterLocation(value.get("in"))
        except ValueError:
            location = ParameterLocation.PATH
        if location is not ParameterLocation.PATH:
            return ApiKeyAuth(name=key_name, location=location)
    if kind == "http" and scheme == "basic":
        return BasicAuth()
    flows = node.get("flows")
    unused = (node.get("oauth2MetadataUrl"), flows and flows.get("deviceAuthorization"))
    for place in filter(None, unused):
        what = quote(place.at.rpartition("/")[2])
        message = f"the client sends a token of {quote(name)}, but does not obtain one: {what} is not used"
        parser.warn(
            Code.NOT_USED, message, place.at, "Give it the token, or a function that obtains one."
        )
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and scheme == "bearer"):
        return BearerAuth()
    described = f"{kind} {scheme}".strip()
    message = f"the security scheme {quote(name)} ({quote(described)}) is not supported"
    known = _SCHEMES if kind == "http" else _TYPES
    near = similar(scheme if kind == "http" else str(kind), known, 1)
    parser.warn(Code.UNSUPPORTED_SECURITY, message, node.at, did_you_mean(near))
    return None


def _aws(parser: Parser, node: Node, hint: object) -> Authentication | None:
    if isinstance(hint, dict) and hint.get("type") == "aws-sigv4":
        service, region = hint.get("service"), hint.get("region-variable", "region")
        if isinstance(service, str) and isinstance(region, str):
            return AwsSigV4Auth(service=Text(service), region_variable=Text(region))
    message = "x-specloom-auth needs type: aws-sigv4, service and region-variable"
    parser.warn(Code.INVALID_EXTENSION, message, node.at)
    return None
