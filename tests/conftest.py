"""What holds for all tests."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from specloom.process_pool import cores

# No test fails because the machine is slow, or has other things to do.
settings.register_profile("specloom", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("specloom")

# Properties try what they say with `make thorough`, and no more than this otherwise.
_MOST_EXAMPLES = 100
_ALL_EXAMPLES = os.environ.get("SPECLOOM_EXAMPLES") == "all"

# As in the command line, but so that the modules of clients that are done with are collected now and then.
_COLLECT = (50_000, 20, 10)

# What takes longest begins first, lest one worker be left with it at the end.
_FIRST = ("tests/hostile/", "tests/end_to_end/")

# One for each process of the run: what clients need is checked once, not for each client. It begins with what
# `make types` left, so that libraries need not be checked again.
_CHECKED = Path(__file__).resolve().parents[1] / ".mypy_cache"
_CACHE = _CHECKED / "tests" / os.environ.get("PYTEST_XDIST_WORKER", "main")
if not _CACHE.exists():
    for database in _CHECKED.glob("3.*/cache.*.db"):
        shutil.copytree(database.parent, _CACHE / database.parent.name, dirs_exist_ok=True)
os.environ["MYPY_CACHE_DIR"] = str(_CACHE)

# A shell starts what runs in the background with SIGINT ignored, and programs that tests interrupt would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test leaves the machine: clients look for certificates where there are none, and so need not read them all.
os.environ.setdefault("SSL_CERT_DIR", str(Path(__file__).parent))

# Tests interrupt programs, never the machine: what was written counts without waiting for the disk, 75 times a client.
os.fsync = lambda _: None


def pytest_configure(config: pytest.Config) -> None:
    """Put whole files of the whole suite into one worker: what its tests have in common is made once."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if whole and config.getoption("dist", None) == "load":
        config.option.dist, config.option.loadscopereorder = "loadfile", False


def pytest_xdist_auto_num_workers() -> int:
    """Return one more than there are cores: tests wait for servers, and for programs that they start."""
    return cores() + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    """Cut the examples of a property."""
    test = getattr(item, "function", None)
    chosen = getattr(test, "_hypothesis_internal_use_settings", None)
    if chosen is not None and not _ALL_EXAMPLES and chosen.max_examples > _MOST_EXAMPLES:
        fewer = settings(chosen, max_examples=_MOST_EXAMPLES)
        test._hypothesis_internal_use_settings = fewer  # type: ignore[union-attr]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders that take longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(_FIRST))


def pytest_collection_finish() -> None:
    """Hide what has been loaded from the garbage collector: it stays."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Set what commands and mypy set otherwise in this process."""
    gc.set_threshold(*_COLLECT)
