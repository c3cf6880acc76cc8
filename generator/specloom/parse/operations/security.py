"""Security schemes and requirements (OpenAPI 3.1, sections 4.8.27 and 4.8.30)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice, product

from ...config.checks import AUTH_PLACES
from ...diagnostics import Code, did_you_mean, quote, similar
from ...ir.api import (
    ApiKeyAuth,
    Authentication,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    DigestAuth,
    GrantType,
    ParameterLocation,
    SecurityRequirements,
    SecurityScheme,
    TokenGrant,
)
from ...ir.types import Text
from ...openapi.load import Node, items_of
from ..context import Parser
from ..documentation import doc_of, text_of
from ..extensions import environment_of, stated

_TYPES = ("apiKey", "http", "oauth2", "openIdConnect")
_SCHEMES = ("basic", "bearer", "digest")
_BROWSER = "authorizationCode"
_MOST_WAYS = 16
"""How many combinations of schemes are taken of one alternative: there are 2 to the number of places that two schemes have."""
_GRANTS = {
    "clientCredentials": GrantType.CLIENT_CREDENTIALS,
    "password": GrantType.PASSWORD,
    _BROWSER: GrantType.REFRESH_TOKEN,
}


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
    return (*parsed, *_added(parser, {name for name, _ in items_of(schemes)}))


def _added(parser: Parser, declared: Collection[str]) -> Iterator[SecurityScheme]:
    """Yield the schemes that the configuration adds to those of the document."""
    at = parser.document.node().at
    for name, hint in parser.hints.auth.items():
        authentication = None if name in declared else _hinted(hint)
        if authentication is not None:
            yield SecurityScheme(name=Text(name), authentication=authentication, at=at)


def default_requirements(parser: Parser, root: Node) -> SecurityRequirements:
    """Return what operations need that do not say it: where the document says nothing, what was configured.

    That is sent if it is given: the document does not say that it has to be.
    """
    security = root.get("security")
    if security is not None:
        return requirements_of(parser, security)
    components = root.get("components")
    schemes = None if components is None else components.get("securitySchemes")
    declared = {name for name, _ in items_of(schemes)}
    added = [name for name in parser.hints.auth if name not in declared]
    return (*((Text(name),) for name in added), ()) if added else ()


def requirements_of(parser: Parser, security: Node) -> SecurityRequirements:
    """Return the alternatives of a `security` list; one that names an unknown scheme is reported and left out.

    What a certificate proves needs nothing in the request. Alternatives that differ in scopes alone are one.
    """
    alternatives: list[tuple[Text, ...]] = []
    for node in security.elements():
        names = [name for name, _ in node.items() if name not in parser.certificate_schemes]
        if all(name in parser.scheme_places for name in names):
            alternatives += (tuple(map(Text, way)) for way in _ways(parser, names))
        else:
            unknown = next(name for name in names if name not in parser.scheme_places)
            message = f"no usable security scheme is called {quote(unknown)}"
            parser.warn(Code.UNSUPPORTED_SECURITY, message, node.at)
    return tuple(dict.fromkeys(alternatives))


def _ways(parser: Parser, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield what to send for schemes that are needed together: of those with one place in a request, any.

    A token of one OAuth flow cannot be in the `Authorization` field beside that of another.
    """
    by_place: dict[tuple[str, str], list[str]] = {}
    for name in names:
        by_place.setdefault(parser.scheme_places[name], []).append(name)
    return islice(product(*by_place.values()), _MOST_WAYS)


def places_of(schemes: Sequence[SecurityScheme]) -> dict[str, tuple[str, str]]:
    """Return where in a request the credentials of each scheme are: a location and a name."""
    return {scheme.name.raw: _place(scheme.authentication) for scheme in schemes}


def _place(authentication: Authentication) -> tuple[str, str]:
    if not isinstance(authentication, ApiKeyAuth):
        return ParameterLocation.HEADER.value, "authorization"
    location, name = authentication.location, authentication.name.raw
    return location.value, name.lower() if location is ParameterLocation.HEADER else name


def _authentication(parser: Parser, name: str, node: Node) -> Authentication | None:
    value = node.value
    assert isinstance(value, dict)
    hint = parser.hints.auth.get(name) or stated(parser, node, "x-specloom-auth")
    if hint is not None:
        found = _hinted(hint)
        if found is None:
            message = (
                "x-specloom-auth needs type: aws-sigv4, service and region-variable; or type: bearer, basic or "
                "digest; or type: openid-connect and discovery-url; or type: api-key, name and in"
            )
            parser.warn(Code.INVALID_EXTENSION, message, node.at)
        return found
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
    if kind == "http" and scheme == "digest":
        return DigestAuth()
    flows = node.get("flows")
    unused = (node.get("oauth2MetadataUrl"), flows and flows.get("deviceAuthorization"))
    for place in filter(None, unused):
        what = quote(place.at.rpartition("/")[2])
        message = f"the client sends a token of {quote(name)}, but does not obtain one: {what} is not used"
        parser.warn(
            Code.NOT_USED, message, place.at, "Give it the token, or a function that obtains one."
        )
    if kind == "oauth2":
        return BearerAuth(grants=_grants(flows))
    if kind == "openIdConnect":
        return BearerAuth(discovery_url=text_of(node, "openIdConnectUrl"))
    if kind == "http" and scheme == "bearer":
        return BearerAuth()
    described = f"{kind} {scheme}".strip()
    message = f"the security scheme {quote(name)} ({quote(described)}) is not supported"
    known = _SCHEMES if kind == "http" else _TYPES
    near = similar(scheme if kind == "http" else str(kind), known, 1)
    parser.warn(Code.UNSUPPORTED_SECURITY, message, node.at, did_you_mean(near))
    return None


def _grants(flows: Node | None) -> tuple[TokenGrant, ...]:
    """Read how tokens are obtained (OpenAPI 3.1, section 4.8.28); a flow that needs a browser gives refresh tokens."""
    found: dict[GrantType, Text] = {}
    for name, node in items_of(flows):
        url = text_of(node, "tokenUrl")
        if url is None or name not in _GRANTS:
            continue
        if name != _BROWSER:
            found.setdefault(_GRANTS[name], url)
        if name != "clientCredentials":
            found.setdefault(GrantType.REFRESH_TOKEN, text_of(node, "refreshUrl") or url)
    return tuple(
        TokenGrant(type=each, token_url=found[each]) for each in GrantType if each in found
    )


def _hinted(hint: object) -> Authentication | None:
    """Read what a configuration or `x-specloom-auth` says; None if it cannot be understood."""
    match hint:
        case {"type": "aws-sigv4", "service": str(service), "region-variable": str(region)}:
            return AwsSigV4Auth(service=Text(service), region_variable=Text(region))
        case {"type": "aws-sigv4", "service": str(service), **rest} if (
            "region-variable" not in rest
        ):
            return AwsSigV4Auth(service=Text(service), region_variable=Text("region"))
        case {"type": "api-key", "name": str(name), "in": str(place)} if place in AUTH_PLACES:
            return ApiKeyAuth(name=Text(name), location=ParameterLocation(place))
        case {"type": "openid-connect", "discovery-url": str(url)}:
            return BearerAuth(discovery_url=Text(url))
        case {"type": "bearer"}:
            return BearerAuth()
        case {"type": "basic"}:
            return BasicAuth()
        case {"type": "digest"}:
            return DigestAuth()
    return None
