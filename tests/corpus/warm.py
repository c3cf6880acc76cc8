"""Runs Python commands in forks of a process that has loaded what they need: a second each is saved.

Run as a program it is that process: it loads the modules that its arguments name, then reads jobs from
standard input, a JSON object a line, and replies to each with a line of JSON. A fork has the memory, the
time and the folder of its own that a process would have.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from processes import GIB, Limits, Ran


class Warm:
    """A process with some modules loaded, to run the `main` function of any module in."""

    def __init__(self, modules: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve()), *modules],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, module: str, *arguments: str, folder: Path, limits: Limits, path: str = ""
    ) -> Ran:
        """Run a module's `main()` in a folder; `path` is put before everything else on Python's path."""
        assert self._process.stdin is not None and self._process.stdout is not None
        out, err = folder.parent / "stdout", folder.parent / "stderr"
        job = {
            "module": module,
            "arguments": arguments,
            "folder": str(folder),
            "path": path,
            "out": str(out),
            "err": str(err),
            "seconds": limits.seconds,
            "bytes": int(limits.memory * GIB),
        }
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Ran(
            out=out.read_text(encoding="utf-8", errors="replace"),
            err=err.read_text(encoding="utf-8", errors="replace"),
            **answer,
        )

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _serve(modules: Sequence[str]) -> None:
    for module in modules:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # the forks share what is loaded
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)


def _run(job: Mapping[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        _be(job)
    expired = threading.Event()

    def stop() -> None:
        expired.set()
        os.kill(child, signal.SIGKILL)

    timer = threading.Timer(job["seconds"], stop)
    timer.start()
    _, status, usage = os.wait4(child, 0)
    timer.cancel()
    timer.join()
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": round(time.perf_counter() - started, 2),
        "cpu": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": round(usage.ru_maxrss / 1024, 1),
        "timed_out": expired.is_set(),
    }


def _be(job: Mapping[str, Any]) -> None:
    """Run as the fork that does a job; it does not return."""
    code = 70
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        for number, path in ((1, job["out"]), (2, job["err"])):
            os.dup2(os.open(path, flags, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(job["folder"])
        resource.setrlimit(resource.RLIMIT_AS, (job["bytes"], job["bytes"]))
        if job["path"]:
            sys.path.insert(0, job["path"])
        sys.argv = [job["module"], *job["arguments"]]
        code = importlib.import_module(job["module"]).main() or 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1:])
