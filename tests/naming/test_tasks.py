"""What people do with the APIs of the samples works as they would write it (`tasks/run.py` checks the types, too)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "generated_samples"


def runner() -> ModuleType:
    """Return the module that runs the tasks."""
    spec = importlib.util.spec_from_file_location(
        "run_tasks", Path(__file__).parent / "tasks" / "run.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "package"), [("bedrock", "amazon_bedrock"), ("kitchen_sink", "kitchen_sink")]
)
def test_tasks(name: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them runs to its end."""
    monkeypatch.syspath_prepend(str(SAMPLES / package / "src"))
    assert runner().run_tasks(name) == 5
    for module in [each for each in sys.modules if each.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
