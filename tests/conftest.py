"""What holds for all tests."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from hypothesis import HealthCheck, settings

# No test fails because the machine is slow, or has other things to do.
settings.register_profile("specloom", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("specloom")

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

# Tests interrupt programs, never the machine: what was written counts without waiting for the disk, 75 times a client.
os.fsync = lambda _: None
