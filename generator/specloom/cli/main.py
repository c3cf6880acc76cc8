"""The command line: arguments in, diagnostics and results out, exit codes.

Exit codes: 0 done; 1 the document, the check or the generation failed; 2 wrong usage or configuration;
70 a bug of ours; 130 and 143 interrupted, by Ctrl-C and by SIGTERM. Diagnostics and progress go to standard error, results to standard output.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from ..garbage import RARELY
from .command_line import parse, usage_of

_INTERRUPTED = (130, 143)
"""The exit codes after Ctrl-C and after SIGTERM: 128 and the number of the signal."""

_LASTING = {"serve"}
"""Commands that run on, and leave something behind with each request."""


def run() -> NoReturn:
    """Run the command line as a program."""
    code = main()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # What cannot be written has been said, and is in the code.
            stream.flush()
    # Freeing the models of a large API object by object is a tenth of a run.
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    command, traceback = "", False
    before = _on_termination(_terminated)
    try:
        command, options = parse(sys.argv[1:] if arguments is None else arguments)
        traceback = options.traceback
        if command not in _LASTING:
            gc.set_threshold(*RARELY)
        # Loaded once the arguments are known to be right: the stages take their time.
        from . import dispatch

        code: int = dispatch.COMMANDS[command](options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader closed the pipe; stop quietly, though Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt as interrupt:
        print("specloom: interrupted; no client is half written", file=sys.stderr)
        return _INTERRUPTED[isinstance(interrupt, Terminated)]
    except Exception as error:
        from ..build.failures import failure_of
        from ..commands.console import show_failure
        from ..diagnostics import UsageError

        if isinstance(error, UsageError):
            print(usage_of(command), end="", file=sys.stderr)
        failure = failure_of(error)
        show_failure(failure, traceback=traceback)
        return failure.code
    finally:
        _on_termination(before)
    return code


class Terminated(KeyboardInterrupt):
    """SIGTERM has come, as when a CI job is cancelled: everything ends as it does after Ctrl-C."""


def _terminated(number: int, frame: object) -> None:
    signal.signal(
        signal.SIGTERM, signal.SIG_IGN
    )  # What is being tidied up is not interrupted again.
    raise Terminated


def _on_termination(handler: Any) -> Any:
    """Set what SIGTERM does; return what it did. Without effect outside of the main thread."""
    try:
        return signal.signal(signal.SIGTERM, handler)
    except ValueError:
        return signal.SIG_DFL
