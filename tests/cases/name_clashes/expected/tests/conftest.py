"""Fixtures and options of the client's tests. This file is written once; it is yours to change."""

import gc
from collections.abc import Generator
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--base-url URL`."""
    try:
        parser.addoption("--base-url", metavar="URL", help="test the server there, not the client")
    except ValueError:
        pass  # the plugin pytest-base-url has the same option


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Collect the tests of a server alone if there is one, and all others if there is none."""
    is_of_server = collection_path.name == "server_test.py"
    is_other = collection_path.suffix == ".py" and not is_of_server
    return (is_other if config.getoption("--base-url", None) else is_of_server) or None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage neither while modules are imported nor in what they made: of a large API, it takes long."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"
