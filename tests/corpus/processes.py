"""Running a command with a limit on its memory and its time, and measuring what it used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GIB = 1 << 30
_LIMIT = (
    "import os, resource, sys; "
    "resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2); "
    "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); "
    "os.execvp(sys.argv[2], sys.argv[2:])"
)


@dataclass(frozen=True)
class Limits:
    """What one command may use: seconds of the clock, and GiB of address space."""

    seconds: float
    memory: float


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str
    seconds: float
    cpu: float
    peak_mb: float
    timed_out: bool

    @property
    def ok(self) -> bool:
        """Return whether it ended well."""
        return self.code == 0 and not self.timed_out


def run(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], limits: Limits
) -> Ran:
    """Run a command in a process group of its own; it is killed when its time is up."""
    out_path, err_path = folder.parent / "stdout", folder.parent / "stderr"
    limited = [sys.executable, "-I", "-S", "-c", _LIMIT, str(int(limits.memory * GIB)), *command]
    started = time.perf_counter()
    expired = threading.Event()
    with out_path.open("wb") as out, err_path.open("wb") as err:
        process = subprocess.Popen(
            limited,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )

        def stop() -> None:
            expired.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limits.seconds, stop)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(
        code=process.returncode,
        out=out_path.read_text(encoding="utf-8", errors="replace"),
        err=err_path.read_text(encoding="utf-8", errors="replace"),
        seconds=round(time.perf_counter() - started, 2),
        cpu=round(usage.ru_utime + usage.ru_stime, 2),
        peak_mb=round(usage.ru_maxrss / 1024, 1),
        timed_out=expired.is_set(),
    )
