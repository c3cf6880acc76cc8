"""What holds for all tests."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from hypothesis import HealthCheck, settings

# No test fails because the machine is slow, or has other things to do.
settings.register_profile("specloom", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("specloom")

# One for each process of the run: what clients need is checked once, not for each client.
_CACHE = Path(__file__).resolve().parents[1] / ".mypy_cache/tests"
os.environ["MYPY_CACHE_DIR"] = str(_CACHE / os.environ.get("PYTEST_XDIST_WORKER", "main"))

# A shell starts what runs in the background with SIGINT ignored, and programs that tests interrupt would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Tests interrupt programs, never the machine: what was written counts without waiting for the disk, 75 times a client.
os.fsync = lambda _: None
