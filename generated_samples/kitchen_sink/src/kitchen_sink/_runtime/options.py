# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""What can be set for a single call, or for every call of a client."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .http import HttpRequest, HttpResponse
from .unset import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions:
    """Settings of one call; what is not given is taken from the client.

    `timeout` is in seconds (None: wait for ever); `max_retries` counts the attempts after the first;
    `headers` and `query` are added to the request and win over the operation's own;
    `accept` asks for another media type than the operation does, such as "text/csv";
    `idempotency_key` replaces the token that the client would invent.
    """

    timeout: float | None | Unset = UNSET
    max_retries: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    accept: str | None = None
    idempotency_key: str | None = None


NO_OPTIONS = RequestOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Functions that see every attempt: requests before they are signed, and responses.

    A request may be changed in place. Asynchronous clients call them too, so they must not block.
    """

    before_request: Sequence[Callable[[HttpRequest], None]] = ()
    after_response: Sequence[Callable[[HttpResponse], None]] = ()


NO_HOOKS = Hooks()
