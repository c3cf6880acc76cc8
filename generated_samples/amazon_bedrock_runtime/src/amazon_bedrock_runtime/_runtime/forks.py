# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""What a process that was forked from another must not share with it: connections, and locks that threads held."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forked(Protocol):
    """Something that has to be renewed in a process that was forked."""

    def renew_after_fork(self) -> None:
        """Take nothing over from the parent process: no connection, and no lock."""
        ...


_WATCHED: weakref.WeakSet[Forked] = weakref.WeakSet()


def watch_forks(thing: Forked) -> None:
    """Have something renewed in every process that is forked from this one."""
    _WATCHED.add(thing)


def _renew() -> None:
    for thing in list(_WATCHED):
        thing.renew_after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
