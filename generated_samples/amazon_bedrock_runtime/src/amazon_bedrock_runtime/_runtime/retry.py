# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""When to try again, and how long to wait before."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .errors import (
    ApiConnectionError,
    ApiError,
    ClientError,
    ResponseDecodeError,
    TokenRequestError,
)
from .operation import ApiDefinition

DEFAULT_MAX_RETRIES = 2
_FIRST_DELAY = 0.5
_LONGEST_DELAY = 20.0
_LONGEST_RETRY_AFTER = 120.0
_TRANSIENT = frozenset({408, 425})
_TOO_MANY_REQUESTS = 429


def retry_delay(
    api: ApiDefinition,
    error: ClientError,
    attempt: int,
    *,
    repeatable: bool,
    statuses: frozenset[int] = frozenset(),
) -> float | None:
    """Return the seconds to wait before trying again, or None when the error is final.

    A throttled request was refused, and one that found no connection was not sent: they may always be
    repeated. After any other failure the server may have acted, so only repeatable requests are. The
    wait is what Retry-After asks (RFC 9110, section 10.2.3), else grows exponentially with full jitter.

    Args:
        api: Knows the codes and statuses of its own that may be tried again.
        error: What the attempt ended with.
        attempt: Counts from 0.
        repeatable: Whether the request may be sent again when it is not known if the server acted on it.
        statuses: Those of the operation that may be tried again.
    """
    if isinstance(error, ApiConnectionError):
        again = (repeatable or not error.sent) and not error.hopeless
        return _backoff(attempt) if again else None
    if isinstance(error, ResponseDecodeError):
        return _backoff(attempt) if repeatable else None
    if isinstance(error, TokenRequestError):  # the API has not been asked yet
        again = error.status == _TOO_MANY_REQUESTS or _is_transient(error.status, api)
        return _backoff(attempt) if again else None
    if not isinstance(error, ApiError):
        return None
    throttled = error.status == _TOO_MANY_REQUESTS or error.code in api.conventions.retryable_codes
    if not throttled and not (
        repeatable and (error.status in statuses or _is_transient(error.status, api))
    ):
        return None
    asked = _retry_after(error.headers.get("retry-after"))
    if asked is None:
        return _backoff(attempt)
    return asked if asked <= _LONGEST_RETRY_AFTER else None


def stream_delay(retry: int | None, attempt: int) -> float:
    """Return the seconds to wait before a stream is requested again.

    The first wait is what the stream asked for (`retry`, in milliseconds), else a second; it doubles
    with each attempt (counted from 0) without an event.
    """
    first = min(1.0 if retry is None else retry / 1000, _LONGEST_RETRY_AFTER)
    return min(first * 2.0 ** min(attempt, 16), max(first, _LONGEST_DELAY))


def resume_delay(attempt: int) -> float:
    """Return the seconds before the rest of a response is requested; `attempt` counts from 0."""
    return _backoff(attempt)


def _is_transient(status: int, api: ApiDefinition) -> bool:
    return status in _TRANSIENT or 500 <= status < 600 or status in api.retryable_statuses


def _backoff(attempt: int) -> float:
    return random.uniform(0, min(_LONGEST_DELAY, _FIRST_DELAY * 2**attempt))


def _retry_after(value: str | None) -> float | None:
    if value is None:
        return None
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
