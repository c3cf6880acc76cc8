"""The same API in three versions of OpenAPI gives the same client, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from specloom.build import pipeline
from specloom.config import read_config
from specloom.diagnostics import Diagnostic
from specloom.parse.coverage import Fate
from specloom.run.progress import SilentProgress

EDITIONS = ("2.0", "3.0", "3.1")


@cache
def build(repository: Path, edition: str) -> pipeline.Build:
    """Make the client of an edition in memory, with no lock to take names from."""
    (config,) = read_config(repository / "specs/kitchen-sink/specloom.toml")
    config = replace(
        config, spec=f"openapi-{edition}.yaml", output="../../generated_samples/none-of-them"
    )
    return pipeline.build(config, SilentProgress())


@pytest.mark.parametrize("edition", ["2.0", "3.0"])
def test_the_editions_give_the_same_client(repository: Path, edition: str) -> None:
    """The lock alone differs: it has the hash of the document."""
    made, expected = build(repository, edition), build(repository, "3.1")
    assert sorted(made.tree) == sorted(expected.tree)
    for path, text in expected.tree.items():
        assert made.tree[path] == text, path
    assert made.package.names == expected.package.names


@pytest.mark.parametrize("edition", EDITIONS)
def test_nothing_of_an_edition_is_lost(repository: Path, edition: str) -> None:
    """No part of it goes without a word, and there is nothing to warn about."""
    made = build(repository, edition)
    assert [entry.at for entry in made.ledger if entry.fate is Fate.LOST] == []
    warnings: list[Diagnostic] = list(made.diagnostics)
    assert [(warning.message, warning.location) for warning in warnings] == []


def test_the_sample_is_current(repository: Path) -> None:
    """What is committed is what the 3.1 edition makes, the lock aside."""
    folder = repository / "generated_samples/kitchen_sink"
    for path, text in build(repository, "3.1").tree.items():
        assert (folder / path).read_text(encoding="utf-8") == text, path
