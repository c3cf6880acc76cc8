"""The list of mutations fits the samples that are broken: `make mutations` tries whether their tests notice."""

from __future__ import annotations

import ast

from mutate import LEAST_NOTICED, mutations


def test_each_mutation_fits_its_file() -> None:
    """What it replaces is there once, and what comes out is Python: so it breaks what it says."""
    for mutation in mutations():
        ast.parse(mutation.broken())


def test_enough_are_noticed() -> None:
    """There are thirty or more, and at most two of thirty are known to be missed."""
    listed = mutations()
    missed = [mutation.name for mutation in listed if mutation.missed]
    assert len(listed) >= 30
    assert len({mutation.name for mutation in listed}) == len(listed)
    assert len(missed) <= (1 - LEAST_NOTICED) * len(listed), missed
