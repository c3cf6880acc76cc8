"""The tests of many clients in one process; also a plugin of pytest."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SHARED = "operation_test"
"""The module that all tests of a client import, and that every client has."""
RUNTIME = Path(__file__).resolve().parents[2] / "generator/specloom/runtime"


def run_side_by_side(folder: Path, clients: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run the tests of the clients in a folder. Each has the name of its package.

    Their runtimes become links to the generator's own, which Python compiles and runs once.
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


def modules_of(runtime: Path, package: str) -> dict[str, ModuleType]:
    """Import a runtime under a name; return its modules by the ends of their names, the package itself as ""."""
    spec = importlib.util.spec_from_file_location(package, runtime / "__init__.py")
    assert spec is not None and spec.loader is not None
    sys.modules[package] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    names = sorted(file.stem for file in runtime.glob("*.py") if file.stem != "__init__")
    return {
        "": module,
        **{f".{name}": importlib.import_module(f".{name}", package) for name in names},
    }


def lend(modules: dict[str, ModuleType], client: str) -> None:
    """Declare modules to be the runtime of a client, which finds them loaded: to run them is half of its import."""
    for name, module in modules.items():
        sys.modules[f"{client}._runtime{name}"] = module


def pytest_configure(config: pytest.Config) -> None:
    """Allow each client to be imported; the folders of clients are the arguments of pytest."""
    sys.path[:0] = [f"{folder}/src" for folder in config.args]
    modules = modules_of(RUNTIME, "shared_runtime")
    for folder in config.args:
        lend(modules, Path(folder).name)
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
