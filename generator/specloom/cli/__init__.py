"""The command line: arguments to options, and exit codes."""

from .main import main, run

__all__ = ["main", "run"]
