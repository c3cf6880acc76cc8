# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Call the hooks of a client."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .calling import call, is_asynchronous

if TYPE_CHECKING:
    from .errors import ClientError
    from .options import Hooks
    from .sending import Sending


def check_hooks(hooks: Hooks, *, awaited: bool) -> Hooks:
    """Return hooks as they are. Raises `TypeError` for asynchronous ones that nobody would await."""
    if not awaited and any(map(is_asynchronous, hooks.each())):
        raise TypeError("a hook is asynchronous: it needs the asynchronous client")
    return hooks


def of_failure(
    hooks: Hooks, sending: Sending, error: ClientError, delay: float | None
) -> tuple[Sequence[Callable[[Any], Any]], Any]:
    """Return the hooks to call for an attempt that failed, and what they see: a retry, or the call's error."""
    if delay is None:
        return hooks.on_error, error
    from .options import Retry

    return hooks.on_retry, Retry(error=error, attempt=sending.attempt, delay=delay)


def run_hooks(hooks: Iterable[Callable[[Any], Any]], subject: Any) -> None:
    """Call the hooks of a synchronous client, one after the other."""
    for hook in hooks:
        call(hook, subject, what="a hook")


async def await_hooks(hooks: Iterable[Callable[[Any], Any]], subject: Any) -> None:
    """Call the hooks of an asynchronous client, one after the other; those that are asynchronous are awaited."""
    for hook in hooks:
        result = hook(subject)
        if inspect.isawaitable(result):
            await result
