# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Wait for something to happen at the server: call an operation until its response says so."""

from __future__ import annotations

import functools
import inspect
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from .calling import call, is_asynchronous
from .errors import WaitFailedError, WaitTimeoutError

if TYPE_CHECKING:
    from .raw import Undocumented, UndocumentedMethod

T = TypeVar("T")
P = ParamSpec("P")

_GROWTH = 1.5
_IN_VAIN = "what was waited for will not happen"


class _Watch:
    """The time of one wait: when the next call is due, and when it is over."""

    def __init__(self, timeout: float | None, interval: float, longest_interval: float) -> None:
        self._began = time.monotonic()
        self._timeout = timeout
        self._interval = interval
        self._longest = max(interval, longest_interval)
        self._calls = 0

    def pause(self, response: Any) -> float:
        """Return the seconds until the next call. Raises `WaitTimeoutError` when the time is over."""
        self._calls += 1
        delay = min(self._longest, self._interval * _GROWTH ** min(self._calls - 1, 100))
        # Jitter keeps those apart that began together.
        delay = random.uniform(delay / 2, delay)
        if self._timeout is None:
            return delay
        left = self._began + self._timeout - time.monotonic()
        if left <= 0:
            message = f"what was waited for has not happened within {self._timeout:g} s, in {self._calls} calls"
            raise WaitTimeoutError(message, response=response)
        return min(delay, left)


@overload
def wait_until(
    method: Callable[P, Undocumented],
    *,
    until: Callable[[Any], bool],
    fails: Callable[[Any], bool] | None = None,
    timeout: float | None = 600.0,
    interval: float = 1.0,
    longest_interval: float = 30.0,
) -> UndocumentedMethod[P, Any]: ...


@overload
def wait_until(
    method: Callable[P, Coroutine[Any, Any, T]],
    *,
    until: Callable[[T], bool | Awaitable[bool]],
    fails: Callable[[T], bool | Awaitable[bool]] | None = None,
    timeout: float | None = 600.0,
    interval: float = 1.0,
    longest_interval: float = 30.0,
) -> Callable[P, Coroutine[Any, Any, T]]: ...


@overload
def wait_until(
    method: Callable[P, T],
    *,
    until: Callable[[T], bool],
    fails: Callable[[T], bool] | None = None,
    timeout: float | None = 600.0,
    interval: float = 1.0,
    longest_interval: float = 30.0,
) -> Callable[P, T]: ...


def wait_until(
    method: Any,
    *,
    until: Callable[[Any], bool | Awaitable[bool]],
    fails: Callable[[Any], bool | Awaitable[bool]] | None = None,
    timeout: float | None = 600.0,
    interval: float = 1.0,
    longest_interval: float = 30.0,
) -> Any:
    """Turn a method into one that calls it until its result says that what was waited for has happened.

    `wait_until(client.jobs.get, until=lambda job: job.status == "done")("id")` takes the same arguments
    as `client.jobs.get("id")` and returns its last result. Each call retries by itself, as always; an
    error of a call ends the wait.

    Args:
        method: A method of a client, a synchronous or an asynchronous one.
        until: Returns whether a result is the one to wait for. For an asynchronous method it may be asynchronous, too.
        fails: Returns whether a result means that it will not happen; as `until`.
        timeout: Seconds to wait at most, None for no limit. The last call begins before they are over.
        interval: Seconds between the first two calls; the pause grows by half each time. A random part of
            up to a half is taken off.
        longest_interval: Seconds that the pause grows to.

    Raises:
        WaitFailedError: `fails` said so; its `response` is the result.
        WaitTimeoutError: The time is over; its `response` is the last result.
    """

    if interval < 0:
        raise ValueError(f"interval must not be negative: {interval:g}")

    @functools.wraps(method)
    def wait(*arguments: Any, **named: Any) -> Any:
        watch = _Watch(timeout, interval, longest_interval)
        while True:
            result = method(*arguments, **named)
            if call(until, result, what="until"):
                return result
            if fails is not None and call(fails, result, what="fails"):
                raise WaitFailedError(_IN_VAIN, response=result)
            time.sleep(watch.pause(result))

    @functools.wraps(method)
    async def wait_asynchronously(*arguments: Any, **named: Any) -> Any:
        import anyio

        watch = _Watch(timeout, interval, longest_interval)
        while True:
            result = await method(*arguments, **named)
            if await _said(until(result)):
                return result
            if fails is not None and await _said(fails(result)):
                raise WaitFailedError(_IN_VAIN, response=result)
            await anyio.sleep(watch.pause(result))

    return wait_asynchronously if is_asynchronous(method) else wait


async def _said(answer: bool | Awaitable[bool]) -> bool:
    """Return what a function says that may be asynchronous."""
    return await answer if inspect.isawaitable(answer) else bool(answer)
