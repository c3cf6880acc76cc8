"""Swagger 2.0 security definitions as OpenAPI 3.1 security schemes."""

from __future__ import annotations

from ...diagnostics import Code, quote
from ...json_pointer import join
from ..text.json_value import JsonValue
from .swagger_parameters import SwaggerFile

_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_FLOW_MEMBERS = ("authorizationUrl", "tokenUrl", "scopes")


def upgrade_security_scheme(
    context: SwaggerFile, value: JsonValue, new: str, old: str
) -> JsonValue:
    """Upgrade a security scheme.

    Args:
        context: The file it is in.
        value: The scheme.
        new: The pointer that it will have.
        old: The pointer that it had.

    Returns:
        The scheme in the terms of OpenAPI 3.1.
    """
    if not isinstance(value, dict):
        return value
    if value.get("type") == "basic":
        context.moves.derive(join(new, "scheme"), join(old, "type"))
        return {**value, "type": "http", "scheme": "basic"}
    if value.get("type") != "oauth2":
        return value
    declared = value.get("flow")
    flow = _FLOWS.get(declared) if isinstance(declared, str) else None
    if flow is None:
        message = f"{quote(str(declared))} is not an OAuth 2 flow of Swagger 2.0"
        context.warn(Code.UNSUPPORTED_SECURITY, message, f"{context.file}#{join(old, 'flow')}")
        return value
    place = join(new, "flows", flow)
    context.moves.derive(join(new, "flows"), join(old, "flow"))
    fields: dict[str, JsonValue] = {"scopes": {}}
    for name in _FLOW_MEMBERS:
        if name in value:
            context.moves.move(join(place, name), join(old, name))
            fields[name] = value[name]
    kept = {
        name: entry for name, entry in value.items() if name != "flow" and name not in _FLOW_MEMBERS
    }
    return {**kept, "flows": {flow: fields}}
