"""A plugin of pytest: the tests of many clients in one process, though each has a module called `support`."""

from __future__ import annotations

import ssl
import sys
from typing import Any

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Let each client be imported; the folders of clients are the arguments of pytest."""
    sys.path[:0] = [f"{folder}/src" for folder in config.args]
    # Every sample makes a client, and nothing takes so long as reading certificates that none needs.
    context: Any = ssl.SSLContext
    context.load_verify_locations = lambda *_, **__: None


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Let a module of tests import the `support` that lies beside it."""
    if isinstance(collector, pytest.Module):
        sys.modules.pop("support", None)
        sys.path.insert(0, str(collector.path.parent))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Forget the folder of a module of tests that was imported."""
    if report.nodeid.endswith(".py"):
        del sys.path[0]
