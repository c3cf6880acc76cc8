"""Credentials: the schemes that a client takes, and what each operation asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ..ir.api import (
    Api,
    ApiKeyAuth,
    Authentication,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    Operation,
    SecurityRequirements,
    SecurityScheme,
)
from ..ir.types import Text
from .model import ChangeKind
from .walk import Place, Side, Walk

_Alternatives: TypeAlias = frozenset[frozenset[str]]
_ROOT = "#/security"
_WORDS: Mapping[type[Authentication], str] = {
    ApiKeyAuth: "an API key",
    BasicAuth: "a user name and a password",
    BearerAuth: "a bearer token",
    AwsSigV4Auth: "AWS credentials",
}


def matching_schemes(old: Api, new: Api) -> dict[str, str]:
    """Find each scheme again: by name, else the one that came if it authenticates in the same way."""
    before = {scheme.name.raw: scheme for scheme in old.security_schemes}
    after = {scheme.name.raw: scheme for scheme in new.security_schemes}
    found = {name: name for name in before if name in after}
    come = [scheme for name, scheme in after.items() if name not in before]
    for name, scheme in before.items():
        same = [other for other in come if other.authentication == scheme.authentication]
        if name not in after and len(same) == 1:
            found[name] = same[0].name.raw
            come.remove(same[0])
    return found


def compare_schemes(walk: Walk, matching: Mapping[str, str]) -> None:
    """Say what changed about the credentials that the constructor takes."""
    before = {scheme.name.raw: scheme for scheme in walk.old.api.security_schemes}
    after = {scheme.name.raw: scheme for scheme in walk.new.api.security_schemes}
    for name, scheme in before.items():
        if name in matching:
            _compare_schemes(walk, scheme, after[matching[name]])
        else:
            place = _place(walk.old, scheme)
            walk.say(ChangeKind.SCHEME_REMOVED, place, "is not taken any more", scheme.at)
    for name, scheme in after.items():
        if name not in matching.values():
            message = f"takes {_WORDS[type(scheme.authentication)]}"
            place = _place(walk.new, scheme)
            walk.say(ChangeKind.SCHEME_ADDED, place, message, None, scheme.at)


def _compare_schemes(walk: Walk, old: SecurityScheme, new: SecurityScheme) -> None:
    place, at = _place(walk.old, old), (old.at, new.at)
    walk.compare_docs(old.doc, new.doc)
    names = [side.names.scheme(scheme.name) for side, scheme in ((walk.old, old), (walk.new, new))]
    if names[0] != names[1]:
        message = f"is called {names[1]} now"
        walk.say(ChangeKind.SCHEME_RENAMED, place, message, *at)
    before, after = old.authentication, new.authentication
    if type(before) is not type(after):
        message = f"takes {_WORDS[type(after)]} instead of {_WORDS[type(before)]}"
        walk.say(ChangeKind.SCHEME_TYPE_CHANGED, place, message, *at)
    elif before != after:
        message = "is sent elsewhere or under another name, which the client does"
        walk.say(ChangeKind.SCHEME_WIRE_CHANGED, place, message, *at)


def _place(side: Side, scheme: SecurityScheme) -> Place:
    return Place(f"{side.names.client}({side.names.scheme(scheme.name)}=)")


def compare_requirements(
    walk: Walk, old: Operation, new: Operation, place: Place, matching: Mapping[str, str]
) -> None:
    """Say whether credentials that were good for an operation are not any more, or others are as well."""
    before = _alternatives(old.security, matching)
    after = _alternatives(new.security, {})
    at = (_at(walk.old.api, old), _at(walk.new.api, new))
    refused = [one for one in before if not any(other <= one for other in after)]
    if refused:
        message = f"needs {_spell(walk.new, after)} instead of {_spell(walk.new, before)}"
        walk.say(ChangeKind.SECURITY_TIGHTENED, place, message, *at)
    elif before != after:
        message = f"needs {_spell(walk.new, after)} instead of {_spell(walk.new, before)}"
        walk.say(ChangeKind.SECURITY_LOOSENED, place, message, *at)


def _alternatives(requirements: SecurityRequirements, matching: Mapping[str, str]) -> _Alternatives:
    """Give the sets of schemes that suffice; the empty set if none is needed."""
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
