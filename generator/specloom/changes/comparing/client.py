"""The client itself: its names, its constructor, where it sends requests to, and the credentials that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ...diagnostics import quote
from ...ir.api import (
    Api,
    BearerAuth,
    Callback,
    Content,
    Operation,
    SecurityRequirements,
    SecurityScheme,
    Server,
    ServerVariable,
)
from ...ir.incoming import payload_of
from ...ir.occasional_errors import OF_PAGES, OF_TOKENS, OF_WEBHOOKS, occasional_errors
from ...ir.types import Text
from ..model import ChangeKind
from .comparison import Direction, Event, Place, Reworded, Side, Versions, changed, reworded
from .python_names import path_text
from .type_relation import relate, severity_of

_SERVERS = "#/servers"


def compare_client(versions: Versions) -> Iterator[Event]:
    """Report what changed about names, servers and conventions."""
    yield from _compare_names(versions)
    before = versions.old.api.servers[0] if versions.old.api.servers else None
    after = versions.new.api.servers[0] if versions.new.api.servers else None
    yield from _compare_servers(versions, before, after)
    yield from _compare_variables(versions, before, after)
    yield from _compare_webhooks(versions)
    yield from _compare_occasional_errors(versions)
    if versions.old.api.errors != versions.new.api.errors:
        message = "are interpreted by other rules (x-specloom-errors)"
        yield changed(ChangeKind.ERROR_CONVENTIONS_CHANGED, Place("errors"), message, ("#", "#"))
    if versions.old.api.retry != versions.new.api.retry:
        message = "are retried by other rules (x-specloom-retry)"
        yield changed(ChangeKind.RETRY_RULES_CHANGED, Place("requests"), message, ("#", "#"))
    yield from reworded(versions.old.api.doc, versions.new.api.doc)
    if versions.old.api.version != versions.new.api.version:
        yield Reworded()


def _compare_names(versions: Versions) -> Iterator[Event]:
    at = ("#/info/title", "#/info/title")
    old, new = versions.old.names.surface, versions.new.names.surface
    if old.package != new.package:
        place = Place(f"import {old.package}")
        yield changed(ChangeKind.PACKAGE_RENAMED, place, f"is called {new.package} now", at)
    if old.client != new.client:
        yield changed(
            ChangeKind.CLIENT_RENAMED, Place(old.client), f"is called {new.client} now", at
        )


_GONE = {
    **dict.fromkeys(OF_PAGES, "no method returns pages any more"),
    **dict.fromkeys(OF_WEBHOOKS, "there are no webhooks any more"),
    **dict.fromkeys(OF_TOKENS, "the client obtains no tokens any more"),
}


def _compare_occasional_errors(versions: Versions) -> Iterator[Event]:
    """Report the exceptions that the client had for something that it no longer does."""
    after = occasional_errors(versions.new.api)
    for name in occasional_errors(versions.old.api):
        if name not in after:
            message = f"was removed: {_GONE[name]}"
            yield changed(ChangeKind.ERROR_CLASS_REMOVED, Place(f"errors.{name}"), message)


def _compare_webhooks(versions: Versions) -> Iterator[Event]:
    """Compare webhooks and callbacks, by name, and the payloads that are parsed."""
    before, after = _incoming(versions.old.api), _incoming(versions.new.api)
    for name, at in before.items():
        if name not in after:
            message = "is no longer sent"
            yield changed(ChangeKind.WEBHOOK_REMOVED, Place(name), message, (at, None))
    for name, at in after.items():
        if name not in before:
            yield changed(ChangeKind.WEBHOOK_ADDED, Place(name), "may be sent", (None, at))
    payloads = _payloads(versions.old.api), _payloads(versions.new.api)
    for name, old in payloads[0].items():
        new = payloads[1].get(name)
        if new is not None:
            yield from _compare_payloads(versions, Place(name), old, new)


def _compare_payloads(
    versions: Versions, place: Place, old: Content, new: Content
) -> Iterator[Event]:
    difference = relate(versions, old.type, new.type, place)
    yield from difference.pairs
    severity = severity_of(difference.whole(), (Direction.RESPONSE,))
    if severity is not None:
        message = f"is {versions.new.spell(new.type)} instead of {versions.old.spell(old.type)} once parsed"
        at = (old.at, new.at)
        yield changed(ChangeKind.WEBHOOK_TYPE_CHANGED, place, message, at, severity=severity)


def _incoming(api: Api) -> dict[str, str]:
    """Return the places of webhooks and callbacks, as reports name them."""
    named = [(_incoming_name(each), each.at) for each in _all_incoming(api)]
    return dict(reversed(named))


def _payloads(api: Api) -> dict[str, Content]:
    """Return the payloads that are parsed, by the same names."""
    return {
        _incoming_name(each): payload
        for each in reversed(_all_incoming(api))
        for operation in reversed(each.operations)
        if (payload := payload_of(operation)) is not None
    }


def _all_incoming(api: Api) -> list[Callback]:
    return [*api.webhooks, *(each for op in api.operations for each in op.callbacks)]


def _incoming_name(incoming: Callback) -> str:
    kind = "webhook" if incoming.expression is None else "callback"
    return f"{kind} {quote(incoming.name.raw)}"


def _compare_servers(versions: Versions, old: Server | None, new: Server | None) -> Iterator[Event]:
    """Compare the URLs that a client uses if it is given none."""
    place = Place(f"{versions.old.names.client}(base_url=)")
    at = (old.at if old else _SERVERS, new.at if new else _SERVERS)
    before, after = (quote(path_text(server.url)) if server else "" for server in (old, new))
    if before == after:
        return
    if not after:
        message = f"is required now: the default {before} was removed"
        yield changed(ChangeKind.SERVER_URL_REMOVED, place, message, at)
    elif not before:
        yield changed(ChangeKind.SERVER_URL_ADDED, place, f"has the default {after}", at)
    else:
        message = f"has the default {after} instead of {before}"
        yield changed(ChangeKind.SERVER_URL_CHANGED, place, message, at)


def _compare_variables(
    versions: Versions, old: Server | None, new: Server | None
) -> Iterator[Event]:
    before = {v.name: v for v in (old.variables if old else ())}
    after = {v.name: v for v in (new.variables if new else ())}
    for name, variable in before.items():
        place = _place(versions.old, name)
        if name in after:
            yield from _compare_variable(versions, variable, after[name], place)
        else:
            yield changed(
                ChangeKind.SERVER_VARIABLE_REMOVED, place, "was removed", (variable.at, None)
            )
    for name, variable in after.items():
        if name not in before:
            message = f"is new; its default is {_default(variable)}"
            place = _place(versions.new, name)
            yield changed(ChangeKind.SERVER_VARIABLE_ADDED, place, message, (None, variable.at))


def _compare_variable(
    versions: Versions, old: ServerVariable, new: ServerVariable, place: Place
) -> Iterator[Event]:
    at = (old.at, new.at)
    names = versions.old.names.variable(old.name), versions.new.names.variable(new.name)
    if names[0] != names[1]:
        message = f"is called {names[1]} now"
        yield changed(ChangeKind.SERVER_VARIABLE_RENAMED, place, message, at)
    if old.default != new.default:
        message = f"defaults to {_default(new)} instead of {_default(old)}"
        yield changed(ChangeKind.SERVER_VARIABLE_DEFAULT_CHANGED, place, message, at)
    removed = sorted(quote(value.raw) for value in set(old.values) - set(new.values))
    if removed and new.values:
        message = f"can no longer be {', '.join(removed)}"
        yield changed(ChangeKind.SERVER_VARIABLE_VALUE_REMOVED, place, message, at)
    added = sorted(quote(value.raw) for value in set(new.values) - set(old.values))
    if added and old.values:
        message = f"may be {', '.join(added)}"
        yield changed(ChangeKind.SERVER_VARIABLE_VALUE_ADDED, place, message, at)
    yield from reworded(old.doc, new.doc)


def _place(side: Side, variable: Text) -> Place:
    return Place(f"{side.names.client}({side.names.variable(variable)}=)")


def _default(variable: ServerVariable) -> str:
    return "unknown" if variable.default is None else quote(variable.default.raw)


# --- credentials

_Alternatives: TypeAlias = frozenset[frozenset[str]]
_ROOT = "#/security"


def matching_schemes(old: Api, new: Api) -> dict[str, str]:
    """Find each scheme again: by name, else the added one if it authenticates in the same way."""
    before = {scheme.name.raw: scheme for scheme in old.security_schemes}
    after = {scheme.name.raw: scheme for scheme in new.security_schemes}
    successors = {name: name for name in before if name in after}
    added = [scheme for name, scheme in after.items() if name not in before]
    for name, scheme in before.items():
        same = [other for other in added if other.authentication == scheme.authentication]
        if name not in after and len(same) == 1:
            successors[name] = same[0].name.raw
            added.remove(same[0])
    return successors


def compare_schemes(versions: Versions, matching: Mapping[str, str]) -> Iterator[Event]:
    """Report what changed about the credentials that the constructor takes."""
    before = {scheme.name.raw: scheme for scheme in versions.old.api.security_schemes}
    after = {scheme.name.raw: scheme for scheme in versions.new.api.security_schemes}
    for name, scheme in before.items():
        if name in matching:
            yield from _compare_schemes(versions, scheme, after[matching[name]])
        else:
            place = _scheme_place(versions.old, scheme)
            yield changed(ChangeKind.SCHEME_REMOVED, place, "was removed", (scheme.at, None))
    for name, scheme in after.items():
        if name not in matching.values():
            message = f"takes {scheme.authentication.words}"
            place = _scheme_place(versions.new, scheme)
            yield changed(ChangeKind.SCHEME_ADDED, place, message, (None, scheme.at))


def _compare_schemes(
    versions: Versions, old: SecurityScheme, new: SecurityScheme
) -> Iterator[Event]:
    place, at = _scheme_place(versions.old, old), (old.at, new.at)
    yield from reworded(old.doc, new.doc)
    names = [
        side.names.scheme(scheme.name)
        for side, scheme in ((versions.old, old), (versions.new, new))
    ]
    if names[0] != names[1]:
        message = f"is called {names[1]} now"
        yield changed(ChangeKind.SCHEME_RENAMED, place, message, at)
    before, after = old.authentication, new.authentication
    if type(before) is not type(after):
        message = f"takes {after.words} instead of {before.words}"
        yield changed(ChangeKind.SCHEME_TYPE_CHANGED, place, message, at)
    elif isinstance(before, BearerAuth) and isinstance(after, BearerAuth):
        lost = before.grant_types - after.grant_types
        if lost:
            grants = ", ".join(sorted(each.value for each in lost))
            message = f"obtains no tokens by {grants} any more"
            yield changed(ChangeKind.SCHEME_TYPE_CHANGED, place, message, at)
    elif before != after:
        message = "is sent elsewhere or under another name; the client handles this"
        yield changed(ChangeKind.SCHEME_WIRE_CHANGED, place, message, at)


def _scheme_place(side: Side, scheme: SecurityScheme) -> Place:
    return Place(f"{side.names.client}({side.names.scheme(scheme.name)}=)")


def compare_requirements(
    versions: Versions, old: Operation, new: Operation, place: Place, matching: Mapping[str, str]
) -> Iterator[Event]:
    """Report whether credentials that sufficed for an operation no longer do, or others do as well."""
    before = _alternatives(old.security, matching)
    after = _alternatives(new.security, {})
    at = (_at(versions.old.api, old), _at(versions.new.api, new))
    refused = [one for one in before if not any(other <= one for other in after)]
    if refused:
        message = f"needs {_spell(versions.new, after)} instead of {_spell(versions.new, before)}"
        yield changed(ChangeKind.SECURITY_TIGHTENED, place, message, at)
    elif before != after:
        message = f"needs {_spell(versions.new, after)} instead of {_spell(versions.new, before)}"
        yield changed(ChangeKind.SECURITY_LOOSENED, place, message, at)


def _alternatives(requirements: SecurityRequirements, matching: Mapping[str, str]) -> _Alternatives:
    """Return the sets of schemes that suffice; the empty set if none is needed."""
    sets = (frozenset(matching.get(n.raw, n.raw) for n in names) for names in requirements)
    return frozenset(sets) or frozenset((frozenset(),))


def _at(api: Api, operation: Operation) -> str:
    inherited = operation.security == api.security
    return _ROOT if inherited else f"{operation.at}/security"


def _spell(side: Side, alternatives: _Alternatives) -> str:
    words = []
    for schemes in alternatives:
        names = sorted(side.names.scheme(Text(name)) for name in schemes)
        words.append(" and ".join(names) or "no credentials")
    return " or ".join(sorted(words))
