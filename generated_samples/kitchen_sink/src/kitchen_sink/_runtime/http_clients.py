# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""HTTP clients and timeouts of the user's own: those of httpx2, and of httpx, which has the same interface."""

from __future__ import annotations

import sys
from typing import Any, Protocol


class HttpClient(Protocol):
    """An HTTP client of your own: an `httpx2.Client`, or an `httpx.Client`."""

    def send(self, request: Any, *, stream: bool = ...) -> Any:
        """Send a request."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class AsyncHttpClient(Protocol):
    """An asynchronous HTTP client of your own: an `httpx2.AsyncClient`, or an `httpx.AsyncClient`."""

    async def send(self, request: Any, *, stream: bool = ...) -> Any:
        """Send a request."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class StepTimeouts(Protocol):
    """A timeout for each step of an exchange: an `httpx2.Timeout`, or an `httpx.Timeout`."""

    def as_dict(self) -> dict[str, float | None]:
        """Return the seconds for "connect", "read", "write" and "pool"."""
        ...


_LIBRARIES = ("httpx2", "httpx")


def library_of(client: Any, kind: str) -> Any:
    """Return the library that an HTTP client of the user's is of.

    Args:
        client: The client.
        kind: The class that it must be of, "Client" or "AsyncClient".

    Raises:
        TypeError: It is something else.
    """
    roots = {class_.__module__.partition(".")[0] for class_ in type(client).__mro__}
    library = next((sys.modules.get(name) for name in _LIBRARIES if name in roots), None)
    if library is not None and isinstance(client, getattr(library, kind)):
        return library
    other = {"Client": "AsyncClient", "AsyncClient": "Client"}[kind]
    found = repr(client) if isinstance(client, type) else f"one of type {type(client).__qualname__}"
    if library is not None and isinstance(client, getattr(library, other)):
        is_asynchronous = "asynchronous" if kind == "Client" else "synchronous"
        found = f"{library.__name__}.{other}, which is {is_asynchronous}"
    raise TypeError(f"http_client must be an httpx2.{kind} or an httpx.{kind}, not {found}")


def step_timeouts(timeout: float | StepTimeouts | None) -> dict[str, float | None]:
    """Return the seconds for each step of an exchange. Raises `TypeError` for what is no timeout."""
    if timeout is None or (isinstance(timeout, (float, int)) and not isinstance(timeout, bool)):
        return {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}
    as_dict = getattr(timeout, "as_dict", None)
    if as_dict is None:
        wanted = "a number of seconds, an httpx2.Timeout or None"
        raise TypeError(f"timeout must be {wanted}, not {timeout!r}")
    return dict(as_dict())
