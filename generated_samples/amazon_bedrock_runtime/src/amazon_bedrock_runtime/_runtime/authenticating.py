# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Apply security schemes to requests, those that have to ask a server first too."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .auth import DeclaredScheme
    from .http import HttpRequest, HttpResponse
    from .sending import Sending


class _Route:
    """A `Route` over the connections of a client, for one call."""

    __slots__ = ("_aside", "_sending", "_transport", "base_url")

    def __init__(self, sending: Sending, transport: Any) -> None:
        self.base_url = sending.base_url
        self._transport = transport
        self._sending = sending
        self._aside: Sending | None = None

    def time_left(self) -> float | None:
        return self._sending.time_left()

    def send(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self._transport.send(request, self._untrusted())
        return response

    async def send_waiting(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = await self._transport.send(request, self._untrusted())
        return response

    def _untrusted(self) -> Sending:
        if self._aside is None:
            self._aside = copy.copy(self._sending)
            self._aside.trusted, self._aside.hops = False, 0
        return self._aside


def authenticate(
    scheme: DeclaredScheme, request: HttpRequest, sending: Sending, transport: Any
) -> None:
    """Apply a security scheme to a request of a synchronous client."""
    apply: Any = getattr(scheme, "authenticate", None)
    if apply is None:
        scheme.apply(request)
    else:
        apply(request, _Route(sending, transport))
        _note(scheme, sending)


async def authenticate_waiting(
    scheme: DeclaredScheme, request: HttpRequest, sending: Sending, transport: Any
) -> None:
    """Apply a security scheme to a request of an asynchronous client; what may block is called in a thread."""
    apply: Any = getattr(scheme, "authenticate_waiting", None)
    if apply is not None:
        await apply(request, _Route(sending, transport))
        _note(scheme, sending)
    elif scheme.blocking or request.upload is not None:  # a signature may read the body
        import anyio.to_thread

        await anyio.to_thread.run_sync(scheme.apply, request)
    else:
        scheme.apply(request)


def _note(scheme: DeclaredScheme, sending: Sending) -> None:
    if hasattr(scheme, "renews"):
        sending.renewable = scheme
