# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""One call in progress: settings, attempts, time left."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import ApiError, ApiTimeoutError, ClientError
from .http_clients import step_timeouts
from .options import NO_OPTIONS, RequestOptions
from .retry import retry_delay
from .unset import Unset

if TYPE_CHECKING:
    import httpx2

    from .call import Call
    from .http import HttpRequest, HttpResponse
    from .http_clients import StepTimeouts
    from .operation import ApiDefinition

_UNAUTHORIZED = 401


class Settings:
    """What a client does with requests unless the options of a call say otherwise."""

    __slots__ = (
        "deadline",
        "follow_redirects",
        "max_response_bytes",
        "max_retries",
        "retry_writes",
        "timeout",
    )

    def __init__(
        self,
        timeout: float | StepTimeouts | None,
        deadline: float | None,
        max_retries: int,
        retry_writes: bool,
        follow_redirects: bool,
        max_response_bytes: int | None = None,
    ) -> None:
        self.timeout = timeout
        self.deadline = deadline
        self.max_retries = max_retries
        self.retry_writes = retry_writes
        self.follow_redirects = follow_redirects
        self.max_response_bytes = max_response_bytes

    def of_call(self, options: RequestOptions) -> Settings:
        """Return the settings of a call, with what its options change."""
        if options is NO_OPTIONS:
            return self
        timeout, deadline, limit = options.timeout, options.deadline, options.max_response_bytes
        retries, writes, follow = (
            options.max_retries,
            options.retry_writes,
            options.follow_redirects,
        )
        return Settings(
            self.timeout if isinstance(timeout, Unset) else timeout,
            self.deadline if isinstance(deadline, Unset) else deadline,
            self.max_retries if retries is None else retries,
            self.retry_writes if writes is None else writes,
            self.follow_redirects if follow is None else follow,
            self.max_response_bytes if isinstance(limit, Unset) else limit,
        )

    def changed(self, settings: Mapping[str, Any]) -> Settings:
        """Return these settings with other values for those that are named."""
        return Settings(
            **{name: settings.get(name, getattr(self, name)) for name in self.__slots__}
        )


class Sending:
    """The state of one call between and within its attempts.

    `attempt` counts from 1. `trusted` is False once a redirect has led to another origin: nothing that
    is secret is sent from then on, also not back. `base_url` is the client's. `request` is the last one that was sent, `response` that
    to it. `began` is the moment of `time.monotonic` at which the attempt began, `ends` that by which the
    call must be done. `renewable` is the scheme of the request that can renew what it authenticates with,
    if there is one, and `renewed` whether it has.
    """

    __slots__ = (
        "attempt", "base_url", "began", "call", "deadline", "ends", "follow_redirects", "hops",
        "max_response_bytes", "max_retries",
        "not_followed", "renewable", "renewed", "repeatable", "request", "response", "timeout",
        "trusted",
    )  # fmt: skip

    def __init__(self, call: Call, client: Settings) -> None:
        settings = client.of_call(call.options)
        self.call = call
        self.timeout = settings.timeout
        self.deadline = settings.deadline
        self.ends = None if self.deadline is None else time.monotonic() + self.deadline
        self.max_response_bytes = settings.max_response_bytes
        self.max_retries = settings.max_retries
        self.repeatable = call.repeatable or settings.retry_writes
        self.follow_redirects = settings.follow_redirects
        self.request: HttpRequest | None = None
        self.response: HttpResponse | None = None
        self.base_url = ""
        self.renewed = False
        self.attempt = 0
        self.begin()

    def begin(self) -> None:
        """Begin the next attempt."""
        self.attempt += 1
        self.began = time.monotonic()
        self.hops = 0
        self.trusted = True
        self.not_followed = ""
        self.renewable: Any = None

    def time_left(self) -> float | None:
        """Return the seconds until the deadline, None if there is none. Raises `ApiTimeoutError` after it."""
        if self.ends is None:
            return None
        left = self.ends - time.monotonic()
        if left <= 0:
            raise self.too_late()
        return left

    def is_limited(self, response: httpx2.Response) -> bool:
        """Return whether a response is to be read with a limit, as those of errors are, or watched."""
        is_error: bool = not 200 <= response.status_code < 300
        watched = self.call.options.progress is not None
        return is_error or watched or self.max_response_bytes is not None

    def keeps_open(self, response: httpx2.Response) -> bool:
        """Return whether a response is the stream that was asked for, whose body is read later."""
        is_stream = self.call.is_stream
        if is_stream is None or not is_stream(
            response.status_code, response.headers.get("content-type", "")
        ):
            return False
        if self.ends is not None:
            # The deadline ends with the head of the response; the timeout holds for each chunk.
            response.request.extensions["timeout"]["read"] = step_timeouts(self.timeout)["read"]
        return True

    def too_late(self) -> ApiTimeoutError:
        """Return the exception for a call whose time is over."""
        message = f"the deadline of {self.deadline:g} s has passed, in attempt {self.attempt}"
        error = ApiTimeoutError(message, request=self.request)
        error.operation = self.call.operation.id
        return error

    def delay(self, api: ApiDefinition, error: ClientError) -> float | None:
        """Return the seconds to wait before the next attempt, None when there is none.

        An expired token is renewed once; that counts as no retry, and nothing was done with the request.
        What cannot be sent again, since its body has been read, is not; the error says so.
        """
        delay = self._delay(api, error)
        spent = "" if delay is None else self.call.spent
        if spent:
            error.add_reason(f"not sent again: {spent}")
            return None
        return delay

    def _delay(self, api: ApiDefinition, error: ClientError) -> float | None:
        if self._renews(error):
            self.renewed = True
            self.max_retries += 1
            return 0.0
        if self.attempt > self.max_retries:
            return None
        statuses = self.call.operation.retryable_statuses
        delay = retry_delay(
            api, error, self.attempt - 1, repeatable=self.repeatable, statuses=statuses
        )
        if delay is None or self.ends is None:
            return delay
        return delay if time.monotonic() + delay < self.ends else None

    def _renews(self, error: ClientError) -> bool:
        """Return whether the request was refused for a token that can be renewed, and has not been yet."""
        if self.renewable is None or self.renewed or not self.trusted:
            return False
        if not isinstance(error, ApiError) or error.status != _UNAUTHORIZED:
            return False
        return bool(self.renewable.renews(error.request))
