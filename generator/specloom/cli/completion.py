"""Completion of command lines in shells."""

from __future__ import annotations

import argparse
from typing import Any

from .command_line import COMMANDS, parsers

_FILES = frozenset(("FILE", "SPEC", "OLD", "NEW"))
_FOLDERS = frozenset(("DIR", "DIR|ORIGIN"))


def script(shell: str) -> str:
    """Return what a shell has to read so that it completes the commands and options of specloom.

    Args:
        shell: One of those that `CompletionOptions` lists, such as "bash".
    """
    import shtab

    parser, commands = parsers([*COMMANDS])
    for command in commands.values():
        for action in command._actions:  # argparse has no public way to go through them
            _complete_paths(action)
    text: str = shtab.complete(parser, shell)
    return text


def _complete_paths(action: argparse.Action) -> None:
    import shtab

    marked: Any = action
    if action.metavar in _FILES:
        marked.complete = shtab.FILE
    elif action.metavar in _FOLDERS:
        marked.complete = shtab.DIRECTORY
