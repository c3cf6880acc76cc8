"""The client itself: its names, its constructor, and where it sends requests to."""

from __future__ import annotations

from ..diagnostics import quote
from ..ir.api import Server, ServerVariable
from ..ir.types import Text
from .model import ChangeKind
from .naming import path_text
from .walk import Place, Side, Walk

_SERVERS = "#/servers"


def compare_client(walk: Walk) -> None:
    """Say what changed about names and servers."""
    _compare_names(walk)
    before = walk.old.api.servers[0] if walk.old.api.servers else None
    after = walk.new.api.servers[0] if walk.new.api.servers else None
    _compare_servers(walk, before, after)
    _compare_variables(walk, before, after)
    _compare_webhooks(walk)
    if walk.old.api.errors != walk.new.api.errors:
        message = "are told apart by other rules (x-specloom-errors)"
        walk.say(ChangeKind.ERROR_CONVENTIONS_CHANGED, Place("errors"), message, "#", "#")
    if walk.old.api.retry != walk.new.api.retry:
        message = "are tried again by other rules (x-specloom-retry)"
        walk.say(ChangeKind.RETRY_RULES_CHANGED, Place("requests"), message, "#", "#")
    walk.compare_docs(walk.old.api.doc, walk.new.api.doc)
    if walk.old.api.version != walk.new.api.version:
        walk.reworded += 1


def _compare_names(walk: Walk) -> None:
    at = ("#/info/title", "#/info/title")
    old, new = walk.old.names.surface, walk.new.names.surface
    if old.package != new.package:
        place = Place(f"import {old.package}")
        walk.say(ChangeKind.PACKAGE_RENAMED, place, f"is called {new.package} now", *at)
    if old.client != new.client:
        walk.say(ChangeKind.CLIENT_RENAMED, Place(old.client), f"is called {new.client} now", *at)


def _compare_webhooks(walk: Walk) -> None:
    """Compare what the API sends of its own accord, by name; clients document it."""
    before = {webhook.name.raw: webhook for webhook in walk.old.api.webhooks}
    after = {webhook.name.raw: webhook for webhook in walk.new.api.webhooks}
    for name, webhook in before.items():
        if name not in after:
            place, message = Place(f"webhook {quote(name)}"), "is not sent any more"
            walk.say(ChangeKind.WEBHOOK_REMOVED, place, message, webhook.at)
    for name, webhook in after.items():
        if name not in before:
            place = Place(f"webhook {quote(name)}")
            walk.say(ChangeKind.WEBHOOK_ADDED, place, "may be sent", None, webhook.at)


def _compare_servers(walk: Walk, old: Server | None, new: Server | None) -> None:
    """Compare the URLs that a client uses if it is given none."""
    place = Place(f"{walk.old.names.client}(base_url=)")
    at = (old.at if old else _SERVERS, new.at if new else _SERVERS)
    before, after = (quote(path_text(server.url)) if server else "" for server in (old, new))
    if before == after:
        return
    if not after:
        message = f"must be given now: there is no default any more; it was {before}"
        walk.say(ChangeKind.SERVER_URL_REMOVED, place, message, *at)
    elif not before:
        walk.say(ChangeKind.SERVER_URL_ADDED, place, f"has the default {after}", *at)
    else:
        message = f"has the default {after} instead of {before}"
        walk.say(ChangeKind.SERVER_URL_CHANGED, place, message, *at)


def _compare_variables(walk: Walk, old: Server | None, new: Server | None) -> None:
    before = {v.name: v for v in (old.variables if old else ())}
    after = {v.name: v for v in (new.variables if new else ())}
    for name, variable in before.items():
        place = _place(walk.old, name)
        if name in after:
            _compare_variable(walk, variable, after[name], place)
        else:
            message = "is not taken any more"
            walk.say(ChangeKind.SERVER_VARIABLE_REMOVED, place, message, variable.at)
    for name, variable in after.items():
        if name not in before:
            message = f"is new; its default is {_default(variable)}"
            place = _place(walk.new, name)
            walk.say(ChangeKind.SERVER_VARIABLE_ADDED, place, message, None, variable.at)


def _compare_variable(walk: Walk, old: ServerVariable, new: ServerVariable, place: Place) -> None:
    at = (old.at, new.at)
    names = walk.old.names.variable(old.name), walk.new.names.variable(new.name)
    if names[0] != names[1]:
        message = f"is called {names[1]} now"
        walk.say(ChangeKind.SERVER_VARIABLE_RENAMED, place, message, *at)
    if old.default != new.default:
        message = f"is {_default(new)} instead of {_default(old)} if not given"
        walk.say(ChangeKind.SERVER_VARIABLE_DEFAULT_CHANGED, place, message, *at)
    gone = sorted(quote(value.raw) for value in set(old.values) - set(new.values))
    if gone and new.values:
        message = f"may not be {', '.join(gone)} any more"
        walk.say(ChangeKind.SERVER_VARIABLE_VALUE_REMOVED, place, message, *at)
    come = sorted(quote(value.raw) for value in set(new.values) - set(old.values))
    if come and old.values:
        message = f"may be {', '.join(come)}"
        walk.say(ChangeKind.SERVER_VARIABLE_VALUE_ADDED, place, message, *at)
    walk.compare_docs(old.doc, new.doc)


def _place(side: Side, variable: Text) -> Place:
    return Place(f"{side.names.client}({side.names.variable(variable)}=)")


def _default(variable: ServerVariable) -> str:
    return "unknown" if variable.default is None else quote(variable.default.raw)
