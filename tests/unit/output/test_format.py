"""The check of generated modules: what counts as a fault of one, and what has nothing to do with it."""

from __future__ import annotations

import gc
import sys
import warnings
import weakref
from typing import Any

import pytest
from specloom.output.render.format import check_python

TEXT = "x = [" + "(1, [2, (3, [4])]), " * 2000 + "]\n"


class Left:
    """An object in a circle, which warns when it is collected, as an open file does."""

    def __init__(self) -> None:
        self.circle = self

    def __del__(self) -> None:
        warnings.warn("left open", ResourceWarning, stacklevel=1)


def test_warnings_of_the_text_are_faults() -> None:
    """An invalid escape sequence is one, of either kind that Python says it with."""
    with pytest.raises(SyntaxError):
        check_python(r'x = "\d"', "x.py")
    with pytest.raises(SyntaxError):
        check_python("x = 1 is 1", "x.py")


def test_what_is_collected_meanwhile_may_warn(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no error, whose report would parse code while code is parsed: that fails in Python 3.11."""
    unraisable: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(700)
    try:
        left = weakref.ref(Left())
        check_python(TEXT, "x.py")
    finally:
        gc.set_threshold(*before)
    assert left() is None
    assert unraisable == []
