"""Header fields of responses that are read once they are asked for."""

from __future__ import annotations

import copy
import pickle

import pytest
from specloom.runtime.http import Headers

PAIRS = [("X-Id", "1"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")]


class Reads:
    """Where fields are read from; `count` is how often."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> list[tuple[str, str]]:
        """Read them."""
        self.count += 1
        return PAIRS


def test_once_and_not_before() -> None:
    """They are the same as those that were given at once."""
    reads = Reads()
    headers = Headers.read_by(reads)
    assert reads.count == 0
    assert headers["x-id"] == "1"
    assert headers.get_all("SET-COOKIE") == ["a=1", "b=2"]
    assert dict(headers) == dict(Headers(PAIRS))
    assert len(headers) == 2
    assert reads.count == 1


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda h: pickle.loads(pickle.dumps(h))]
)
def test_copies_need_nothing_more(copied: object) -> None:
    """What they were read from is not copied: it may be a connection."""
    reads = Reads()
    same = copied(Headers.read_by(reads))  # type: ignore[operator]
    assert same.get_all("set-cookie") == ["a=1", "b=2"]
    assert dict(same) == dict(Headers(PAIRS))
    assert reads.count == 1
