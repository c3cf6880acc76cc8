"""The constructor, credentials, servers, and versions."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.changes.model import Change, ChangeKind, ChangeSeverity, Verdict
from specloom.changes.semver import next_version, verdict

KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
TOKEN = {"type": "http", "scheme": "bearer"}


def secured(zoo: Any, schemes: dict[str, Any], *needed: list[str]) -> dict[str, Any]:
    """Return a document with two operations that need one of the given sets of schemes."""
    security = [{name: [] for name in names} for names in needed]
    operations = ({}, {"path": "/cats", "operationId": "findCats"})
    made: dict[str, Any] = zoo.document(
        *operations, components={"securitySchemes": schemes}, security=security
    )
    return made


def test_schemes(zoo: Any) -> None:
    """Credentials are arguments of the constructor."""
    one, two = secured(zoo, {"key": KEY}, []), secured(zoo, {"key": KEY, "token": TOKEN}, [])
    assert zoo.compare(one, two).lines() == ["safe scheme-added Zoo(token=)"]
    assert zoo.compare(two, one).lines() == ["breaking scheme-removed Zoo(token=)"]
    other = secured(zoo, {"key": TOKEN}, [])
    assert zoo.compare(one, other).lines() == ["breaking scheme-type-changed Zoo(key=)"]
    wire = secured(zoo, {"key": {**KEY, "name": "X-Other"}}, [])
    assert zoo.compare(one, wire).lines() == ["safe scheme-wire-changed Zoo(key=)"]


def test_grants(zoo: Any) -> None:
    """What tokens can be obtained with: more is no change for callers, less is."""
    flows = {
        name: {"tokenUrl": "/token", "scopes": {}} for name in ("clientCredentials", "password")
    }
    token = secured(zoo, {"key": TOKEN}, [])
    both = secured(zoo, {"key": {"type": "oauth2", "flows": flows}}, [])
    elsewhere = {"clientCredentials": {"tokenUrl": "/other", "scopes": {}}}
    one = secured(zoo, {"key": {"type": "oauth2", "flows": elsewhere}}, [])
    assert zoo.compare(token, both).lines() == zoo.compare(one, both).lines() == []
    lost = zoo.compare(both, one)
    assert lost.lines() == ["breaking scheme-type-changed Zoo(key=)"]
    assert lost[0].message == "obtains no tokens by password, refresh_token any more"


def test_requirements_are_said_once(zoo: Any) -> None:
    """What all operations need is one change, at the place where it is declared."""
    schemes = {"key": KEY, "token": TOKEN}
    key, token = secured(zoo, schemes, ["key"]), secured(zoo, schemes, ["token"])
    found = zoo.compare(key, token)
    assert found.lines() == ["breaking security-tightened client.pets.*"]
    assert found[0].message == "needs token instead of key"
    assert found[0].affects == ("client.pets.find_cats", "client.pets.list")
    assert found[0].old == "#/security"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([["key"]], [["key"], ["token"]], "safe security-loosened"),
        ([["key"], ["token"]], [["key"]], "breaking security-tightened"),
        ([["key"]], [["key", "token"]], "breaking security-tightened"),
        ([["key", "token"]], [["token"]], "safe security-loosened"),
        ([["key"]], [[]], "safe security-loosened"),
        ([], [["key"]], "breaking security-tightened"),
    ],
)
def test_requirements(zoo: Any, old: list[Any], new: list[Any], expected: str) -> None:
    """Credentials that were enough must be enough still."""
    schemes = {"key": KEY, "token": TOKEN}
    found = zoo.compare(secured(zoo, schemes, *old), secured(zoo, schemes, *new))
    assert found.lines() == [f"{expected} client.pets.*"]


def test_a_renamed_scheme_is_no_other_requirement(zoo: Any) -> None:
    """The keyword changes, which is said once."""
    old, new = secured(zoo, {"key": KEY}, ["key"]), secured(zoo, {"apiKey": KEY}, ["apiKey"])
    assert zoo.compare(old, new).lines() == ["breaking scheme-renamed Zoo(key=)"]


def test_servers(zoo: Any) -> None:
    """Calls that go elsewhere by default are a risk; variables are arguments of the constructor."""

    def at(url: str, **variables: str) -> dict[str, Any]:
        server: dict[str, Any] = {"url": url}
        if variables:
            server["variables"] = {name: {"default": value} for name, value in variables.items()}
        made: dict[str, Any] = zoo.document({}, servers=[server])
        return made

    found = zoo.compare(at("https://a.example"), at("https://b.example"))
    assert found.lines() == ["risky server-url-changed Zoo(base_url=)"]
    found = zoo.compare(at("https://{r}.example", r="eu"), at("https://{r}.example", r="us"))
    assert found.lines() == ["risky server-variable-default-changed Zoo(r=)"]
    found = zoo.compare(at("https://{r}.example", r="eu"), at("https://eu.example"))
    assert "breaking server-variable-removed Zoo(r=)" in found.lines()


def test_names_of_the_client_stay(zoo: Any) -> None:
    """The title names the package when it is made, and not after."""
    new = zoo.document({})
    new["info"]["title"] = "Aquarium"
    assert [change.kind for change in zoo.compare(zoo.document({}), new)] == [
        "documentation-changed"
    ]


def test_a_lock_has_names_enough(zoo: Any) -> None:
    """The usual names, which a lock leaves out, are made up where they are shown."""
    old = zoo.document(
        zoo.takes(zoo.obj(("petName",), petName="string", kind={"enum": ["a"]}, oldAge="integer")),
        {"parameters": [zoo.query("pageSize"), zoo.query("pageSize2")]},
        zoo.answers(zoo.ref("Pet"), path="/own", operationId="getOwn"),
        schemas={"Pet": zoo.obj(("firstName",), firstName="string", **{"x-y": "string"})},
    )
    new = zoo.document(
        zoo.takes(zoo.obj(("petName",), petName="integer", kind={"enum": ["a", "b"]})),
        {"parameters": [zoo.query("pageSize", {"type": "integer"})]},
        zoo.answers(zoo.ref("Pet"), path="/own", operationId="getOwn"),
        schemas={"Pet": zoo.obj(firstName="string")},
    )
    found = zoo.compare(old, new, from_lock=True)
    assert found == zoo.compare(old, new)
    assert "breaking parameter-removed client.pets.add(old_age)" in found.lines()
    assert "breaking field-became-optional models.Pet.first_name" in found.lines()


def change(severity: ChangeSeverity, kind: str = "operation-moved") -> Change:
    """Return a change."""
    return Change(
        kind=ChangeKind(kind), severity=severity, subject="client.pets.list", message="is new"
    )


def test_verdicts() -> None:
    """Breaks ask for a major version, risks and additions for a minor one, the rest for a patch."""
    safe, risky, breaking = (change(s) for s in reversed(ChangeSeverity))
    assert verdict([]) is Verdict.NONE
    assert verdict([safe]) is Verdict.PATCH
    assert verdict([safe, change(ChangeSeverity.SAFE, "operation-added")]) is Verdict.MINOR
    assert verdict([safe, change(ChangeSeverity.SAFE, "field-deprecated")]) is Verdict.MINOR
    assert verdict([safe, risky]) is Verdict.MINOR
    assert verdict([safe, risky, breaking]) is Verdict.MAJOR
    assert verdict([breaking], initial=True) is Verdict.MINOR


@pytest.mark.parametrize(
    ("version", "asked", "expected"),
    [
        ("1.2.3", Verdict.MAJOR, "2.0.0"),
        ("1.2.3", Verdict.MINOR, "1.3.0"),
        ("1.2.3", Verdict.PATCH, "1.2.4"),
        ("1.2.3", Verdict.NONE, "1.2.3"),
        ("0.2.3", Verdict.MAJOR, "0.3.0"),
        ("0.2.3", Verdict.MINOR, "0.3.0"),
        ("0.2.3", Verdict.PATCH, "0.2.4"),
        ("2.1", Verdict.PATCH, "2.1.1"),
    ],
)
def test_next_versions(version: str, asked: Verdict, expected: str) -> None:
    """Version 0.y.z stays below 1: leaving it is a decision of people."""
    assert next_version(version, asked) == expected


def test_a_version_that_is_none() -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="no version of the form"):
        next_version("1.0.0rc1", Verdict.PATCH)
