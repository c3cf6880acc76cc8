# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Methods that wait for a state: what documents say by `x-specloom-wait`."""

from __future__ import annotations

from typing import Any, TypeVar

from .client import AsyncClient, SyncClient
from .errors import WaitFailedError
from .operation import Operation, WaitRule
from .options import RequestOptions
from .raw import RawResponse
from .waiting import wait_until

T = TypeVar("T")


def wait_for(
    client: SyncClient,
    operation: Operation[T],
    *,
    wait_timeout: float | None,
    interval: float,
    options: RequestOptions | None,
    **arguments: Any,
) -> T:
    """Call an operation until its response has the state that is waited for; return that response.

    Raises `WaitFailedError` for a state that does not lead there, and `WaitTimeoutError`.
    """
    reached = _Reached(operation.wait)
    wait: Any = wait_until(client.call, until=reached, timeout=wait_timeout, interval=interval)
    result: T = wait(operation, options=options, **arguments)
    return result


async def async_wait_for(
    client: AsyncClient,
    operation: Operation[T],
    *,
    wait_timeout: float | None,
    interval: float,
    options: RequestOptions | None,
    **arguments: Any,
) -> T:
    """Do the same for the asynchronous client."""
    reached = _Reached(operation.wait)
    wait: Any = wait_until(client.call, until=reached, timeout=wait_timeout, interval=interval)
    result: T = await wait(operation, options=options, **arguments)
    return result


class _Reached:
    """Says of a response whether it has the state that is waited for."""

    def __init__(self, rule: WaitRule | None) -> None:
        assert rule is not None
        self._rule = rule

    def __call__(self, response: Any) -> bool:
        value = response.parsed if isinstance(response, RawResponse) else response
        for name in self._rule.path:
            value = _member(value, name)
        if _is_one_of(value, self._rule.success):
            return True
        if _is_one_of(value, self._rule.failure):
            place = ".".join(self._rule.path)
            message = f"what was waited for will not happen: {place} is {_plain(value)!r}"
            raise WaitFailedError(message, response=response)
        return False


def _plain(value: Any) -> Any:
    """Return the value of a member of an enumeration class, and any other value as it is."""
    return getattr(value, "value", value)


def _is_one_of(value: Any, listed: Any) -> bool:
    plain = _plain(value)
    return any(type(plain) is type(each) and plain == each for each in listed)


def _member(value: Any, name: str) -> Any:
    """Return a property of a model, or of an object that kept its JSON, by its wire name; None if it is not there."""
    if isinstance(value, dict):
        return value.get(name)
    fields = getattr(type(value), "model_fields", {})
    for attribute, info in fields.items():
        if (info.alias or attribute) == name:
            return getattr(value, attribute)
    return (getattr(value, "model_extra", None) or {}).get(name)
