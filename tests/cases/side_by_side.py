"""The tests of many clients in one process; also a plugin of pytest."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

SHARED = "operation_test"
"""The module that all tests of a client import, and that every client has."""
RUNTIME = Path(__file__).resolve().parents[2] / "generator/specloom/runtime"


def run_side_by_side(folder: Path, clients: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run the tests of the clients in a folder. Each has the name of its package.

    Their runtimes become links to the generator's own, so that Python compiles it once.
    """
    for client in clients:
        runtime = folder / client / "src" / client / "_runtime"
        shutil.rmtree(runtime, ignore_errors=True)
        runtime.symlink_to(RUNTIME)
    plugins = ["-p", "anyio", "-p", "side_by_side", "-p", "no:cacheprovider"]
    own = {"PYTHONPATH": str(Path(__file__).parent), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, "--import-mode=importlib", *clients],
        cwd=folder,
        check=False,
        env={**os.environ, "PYTEST_ADDOPTS": "", **own},
        capture_output=True,
        text=True,
        timeout=600,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Allow each client to be imported; the folders of clients are the arguments of pytest."""
    sys.path[:0] = [f"{folder}/src" for folder in config.args]
    # Every sample makes a client, and nothing takes so long as reading certificates that none needs.
    context: Any = ssl.SSLContext
    context.load_verify_locations = lambda *_, **__: None


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Make the tests of a client import their own modules."""
    if isinstance(collector, pytest.Module):
        _enter(collector.path.parent)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Make a test import the modules of its own client, too."""
    _enter(item.path.parent)


def _enter(tests: Path) -> None:
    """Put the tests of one client on the path, and forget the modules of another."""
    if sys.path[0] == str(tests):
        return
    if Path(sys.path[0]).name == "tests":
        sys.path.pop(0)
    sys.path.insert(0, str(tests))
    for name in list(sys.modules):
        if name == SHARED or name.startswith("test_"):
            del sys.modules[name]
