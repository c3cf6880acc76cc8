"""Failures of a run, as values: message and exit code."""

from __future__ import annotations

import errno
import traceback

from .. import __version__
from ..diagnostics import ConfigurationError, Diagnostic, GenerationFailed, OutputError, printable
from ..records import dataclass

_BUG = 70
_OF_THE_MACHINE = frozenset(
    getattr(errno, name)
    for name in ("EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOMEM", "ENOSPC", "EROFS")
    if hasattr(errno, name)
)
"""What no code can help: a full disk, a broken one, too many open files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why there is no result. `message` is "" where the diagnostics say it all; `trace` is that of a bug."""

    code: int
    message: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    trace: str = ""


def failure_of(error: Exception) -> Failure:
    """Turn an exception into what to say about it."""
    match error:
        case ConfigurationError():
            lines = str(error).splitlines()
            return Failure(code=2, message="\n".join(f"specloom: {line}" for line in lines))
        case GenerationFailed(diagnostics=diagnostics):
            return Failure(code=1, diagnostics=tuple(diagnostics))
        case OutputError():
            return Failure(code=1, message=f"specloom: {error}")
        case OSError() if error.errno in _OF_THE_MACHINE:
            return Failure(code=1, message=f"specloom: {printable(str(error))}")
        case MemoryError():
            return Failure(code=1, message="specloom: there is not enough memory")
    return Failure(
        code=_BUG,
        message=(
            f"specloom {__version__}: this is a bug in specloom: "
            f"{type(error).__name__}: {printable(str(error))}\n"
            "    hint: run again with --traceback and report it with the document"
        ),
        trace="".join(traceback.format_exception(error)),
    )
