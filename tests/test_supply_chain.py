"""What the project takes from others: bounds, the lock, licences, and actions that are pinned."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/licenses.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GENERATOR = [
    *PROJECT["project"]["dependencies"],
    *(each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra),
]
CLIENT = PROJECT["dependency-groups"]["client"]
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
RULE = "| --- | --- | --- |\n"
SPDX = {
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
LONG = 40
"""The characters from which on the field License of the metadata is a text, not a name."""


def closure(requirements: list[str], extra: str = "") -> Iterator[Distribution]:
    """Yield what is installed for some requirements, and what that requires."""
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            try:
                found = distribution(requirement.name)
            except PackageNotFoundError:
                continue  # for another platform, or for an extra that development does not use
            yield found
            for inner in requirement.extras or ("",):
                yield from closure(found.requires or [], inner)


def license_of(found: Distribution) -> str:
    """Return the licence that a distribution states: as an expression, else by its classifiers, else by name."""
    metadata = found.metadata
    classified = [
        value.rpartition(" :: ")[2]
        for value in metadata.get_all("Classifier") or []
        if value.startswith("License :: ") and value.count(" :: ") > 1
    ]
    stated = metadata.get("License") or ""
    named = [stated] if 0 < len(stated) < LONG else []
    texts = [SPDX.get(text, text) for text in classified or named]
    return metadata.get("License-Expression") or " AND ".join(texts)


def pins() -> dict[str, str]:
    """Return the locked version of each distribution."""
    lines = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(n): v for n, _, v in (line.partition("==") for line in lines)}


def table() -> dict[str, tuple[str, str]]:
    """Return licence and use of each distribution, by name."""
    uses: dict[str, list[str]] = {}
    found: dict[str, Distribution] = {}
    for use, requirements in (("generator", GENERATOR), ("clients", CLIENT)):
        for each in closure(requirements):
            name = canonicalize_name(each.metadata["Name"])
            found[name] = each
            if use not in uses.setdefault(name, []):
                uses[name].append(use)
    return {name: (license_of(found[name]), ", ".join(uses[name])) for name in sorted(found)}


def listed() -> dict[str, tuple[str, str]]:
    """Return the rows of the page."""
    text = PAGE.read_text(encoding="utf-8")
    return {name: (license, use) for name, license, use in ROW.findall(text)}


def test_licenses_are_listed() -> None:
    """The page has what the generator and clients need, in the locked versions; `UPDATE=1` writes the table."""
    rows = table()
    if os.environ.get("UPDATE"):
        text = PAGE.read_text(encoding="utf-8")
        head, _, rest = text.partition(RULE)
        written = "".join(f"| `{name}` | {lic} | {use} |\n" for name, (lic, use) in rows.items())
        PAGE.write_text(f"{head}{RULE}{written}\n{rest.partition(chr(10) * 2)[2]}", "utf-8")
    direct = {canonicalize_name(Requirement(each).name) for each in (*GENERATOR, *CLIENT)}
    assert direct <= listed().keys() <= pins().keys()
    assert all(license for license, _ in listed().values())
    # Another version than the locked one may need other things, and state its licence otherwise.
    locked = {name for name in rows if pins().get(name) == distribution(name).version}
    assert {name: rows[name] for name in locked} == {n: listed().get(n) for n in locked}


def test_nothing_asks_more_of_users_than_notices() -> None:
    """No licence asks that programs which use the library are published; weak copyleft is for changed files alone."""
    strong = re.compile(r"\b(A|L)?GPL|General Public", re.IGNORECASE)
    assert [name for name, (license, _) in listed().items() if strong.search(license)] == []


def test_each_dependency_has_a_lower_bound() -> None:
    """And what is before version 1 has an upper one, too: its next minor version may change anything."""
    wrong = []
    for text in (*GENERATOR, *CLIENT):
        requirement = Requirement(text)
        operators = {each.operator: each.version for each in requirement.specifier}
        if ">=" not in operators or (operators[">="].startswith("0.") and "<" not in operators):
            wrong.append(text)
    assert wrong == []


def test_the_lock_fits_the_project() -> None:
    """`requirements-dev.lock` has each direct dependency, in a version that is allowed."""
    direct = [*GENERATOR, *CLIENT, *PROJECT["dependency-groups"]["test"]]
    direct += PROJECT["dependency-groups"]["lint"]
    wrong = []
    for requirement in (Requirement(each) for each in direct if isinstance(each, str)):
        version = pins().get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement} is locked as {version}")
    assert wrong == []


def used_actions() -> Iterator[tuple[str, str]]:
    """Yield each action that a workflow of ours uses, or that one which we write or show does, with its place."""
    paths = [ROOT / "action.yml", *ROOT.glob(".github/**/*.y*ml")]
    paths += [*ROOT.glob("generator/**/*.yml"), *ROOT.glob("templates/*.jinja")]
    paths += [*ROOT.glob("docs/*.md"), ROOT / "README.md"]
    for path in paths:
        for match in re.finditer(r"\buses: +(\S+)", path.read_text(encoding="utf-8")):
            yield match[1], str(path.relative_to(ROOT))


def test_actions_are_pinned() -> None:
    """By commit, which nobody can move, in what runs and in what the guide shows. OWNER stands for where ours will be."""
    used = [each for each in used_actions() if not each[0].startswith("OWNER/specloom@")]
    assert len(used) > 5
    pinned = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
    assert [each for each in used if not pinned.fullmatch(each[0])] == []
