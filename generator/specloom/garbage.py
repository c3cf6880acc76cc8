"""When Python looks for garbage: models are large and nearly acyclic, and to look through them costs up to a quarter of a run."""

from __future__ import annotations

import gc

RARELY = (2_000_000, 10, 100)
"""The thresholds of a run: it ends before the first one, unless the API is one of the largest."""
_MUCH = 200_000
"""So many objects, some 30 MB."""


def collect_much() -> None:
    """Collect what one client of several has left behind, if that is much."""
    if gc.get_count()[0] > _MUCH:
        gc.collect()
