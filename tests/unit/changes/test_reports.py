"""The forms of a report."""

from __future__ import annotations

from specloom.changes.model import Change, ChangeKind, ChangeSeverity
from specloom.changes.report import report_markdown, report_text, short


def change(subject: str, severity: ChangeSeverity = ChangeSeverity.BREAKING, **more: str) -> Change:
    """Return a change."""
    given = {
        "kind": ChangeKind.OPERATION_REMOVED,
        "message": "was removed",
        "old": f"#/{subject}",
        **more,
    }
    return Change(severity=severity, subject=subject, **given)


def locate(at: str) -> str:
    """Return a place."""
    return f"api.yaml:{at[2:]}"


def nowhere(at: str) -> str:
    """Return no place."""
    return ""


MANY = [change(f"client.pets.{name}") for name in ("add", "find", "list")]


def test_changes_that_differ_in_a_name_are_listed() -> None:
    """One line says what happened, and one each where."""
    others = [change(f"client.pets.put({name})", message="is new") for name in "abc"]
    single = change("client.cats.find")
    assert report_text([single, *MANY, *others], locate, nowhere).splitlines()[3:] == [
        "  client.cats.find: was removed",
        "      api.yaml:client.cats.find",
        "  client.pets.* (3): was removed",
        "      add   api.yaml:client.pets.add",
        "      find  api.yaml:client.pets.find",
        "      list  api.yaml:client.pets.list",
        "  client.pets.put(*) (3): is new",
        "      a  api.yaml:client.pets.put(a)",
        "      b  api.yaml:client.pets.put(b)",
        "      c  api.yaml:client.pets.put(c)",
    ]
    assert "- `client.pets.*`: was removed: `add`, `find`, `list`" in report_markdown(
        MANY, nowhere, nowhere
    )


def test_a_limit_is_for_each_severity() -> None:
    """What is left out is counted."""
    safe = [
        change(f"models.P{n}", ChangeSeverity.SAFE, kind=ChangeKind.MODEL_ADDED) for n in range(5)
    ]
    lines = report_text([*MANY, *safe], nowhere, nowhere, limit=2).splitlines()
    assert lines[0] == "3 breaking, 5 safe changes, which ask for a major version"
    assert lines.count("  ... and 1 more") == 1
    assert lines.count("  ... and 3 more") == 1


def test_the_short_form() -> None:
    """The counts, and what hurts: safe changes are not listed."""
    assert short([], 3) == []
    risky = change("client.cats.find", ChangeSeverity.RISKY, message="may be slow")
    safe = change("client.cats.eat", ChangeSeverity.SAFE)
    assert short([*MANY, risky, safe], 5) == [
        "3 breaking, 1 risky, 1 safe changes",
        "  breaking: client.pets.* (3): was removed",
        "  risky: client.cats.find: may be slow",
    ]
    assert short([*MANY, risky, safe], 1)[1:] == [
        "  breaking: client.pets.* (3): was removed",
        "  ... and 1 more",
    ]


def test_many_operations_are_counted() -> None:
    """Four are named."""
    affects = tuple(f"client.pets.f{n}" for n in range(6))
    shared = Change(
        kind=ChangeKind.FIELD_REMOVED,
        severity=ChangeSeverity.BREAKING,
        subject="models.Pet.name",
        message="was removed",
        affects=affects,
    )
    expected = (
        "6 operations: client.pets.f0, client.pets.f1, client.pets.f2, client.pets.f3 and 2 more"
    )
    assert report_text([shared], nowhere, nowhere).splitlines()[-1] == f"      {expected}"


def test_nothing_is_markup() -> None:
    """Not even in texts that did not go through an encoder before."""
    evil = change("client.`x`", message="is <b>\n# [x](y) | z")
    text = report_markdown([evil], nowhere, nowhere)
    assert text.splitlines()[-1] == "- `` client.`x` ``: is \\<b\\>\\\\n\\# \\[x\\](y) \\| z"


def test_nobody_is_mentioned() -> None:
    """The report goes into pull requests: a value of an enumeration must call nobody there."""
    evil = change("models.Pet", message="may be '@acme/all_of-them' or `@everyone")
    line = report_markdown([evil], nowhere, nowhere).splitlines()[-1]
    assert line.endswith("may be '`@acme/all_of-them`' or \\``@everyone`")
