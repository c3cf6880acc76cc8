# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Call functions of the user's own, which may be asynchronous."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


def is_asynchronous(function: Any) -> bool:
    """Return whether a function, or an object with `__call__`, is declared with `async def`."""
    function = getattr(function, "func", function)  # of functools.partial
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        type(function).__call__
    )


def call(function: Callable[..., Any], *arguments: Any, what: str) -> Any:
    """Call a function for a synchronous client. Raises `TypeError` if the result would have to be awaited."""
    result = function(*arguments)
    if inspect.isawaitable(result):
        if inspect.iscoroutine(result):
            result.close()
        raise TypeError(f"{what} is asynchronous: it needs the asynchronous client")
    return result


async def call_waiting(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function that may wait for an asynchronous client: one that is not asynchronous in a thread."""
    if is_asynchronous(function):
        return await function(*arguments)
    import anyio.to_thread

    result = await anyio.to_thread.run_sync(function, *arguments)
    return await result if inspect.isawaitable(result) else result
