# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""The log: one record for each attempt."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from .errors import ClientError, describe_request
from .failures import request_id
from .http import HttpResponse

if TYPE_CHECKING:
    from .operation import ApiDefinition
    from .sending import Sending


def log_attempt(
    logger: logging.Logger,
    api: ApiDefinition,
    sending: Sending,
    outcome: HttpResponse | ClientError,
    delay: float | None = None,
) -> None:
    """Write one log record of an attempt, or of a redirect within it: at DEBUG, at INFO if another attempt follows.

    Args:
        logger: The client's.
        api: Knows the header fields that hold the id of a request.
        sending: The call.
        outcome: The response, or the error that the attempt ended with.
        delay: Seconds until the next attempt; None if there is none.
    """
    level = logging.DEBUG if delay is None else logging.INFO
    if not logger.isEnabledFor(level):
        return
    request = sending.request
    response = outcome if isinstance(outcome, HttpResponse) else sending.response
    if request is None or (response is not None and response.request is not request):
        response = None
    fields: dict[str, Any] = {
        "operation": sending.call.operation.id,
        "method": request and request.method,
        "url": request and request.safe_url,
        "status": response and response.status,
        "milliseconds": round((time.monotonic() - sending.began) * 1000, 1),
        "attempt": sending.attempt,
        "request_id": response and request_id(api.conventions, response.headers),
    }
    place = describe_request(request, fields["operation"]) if request else fields["operation"]
    text = f"{place}: {_described(response, outcome)} in {fields['milliseconds']:g} ms"
    text += f", attempt {sending.attempt}"
    if fields["request_id"]:
        text += f", request id {fields['request_id']}"
    if delay is not None:
        text += f"; another follows in {delay:.2f} s"
        message = getattr(outcome, "message", "") if response is not None else ""
        text += f": {message}" if message else ""
    logger.log(level, "%s", _printable(text), extra={"specloom": fields})


def _described(response: HttpResponse | None, outcome: HttpResponse | ClientError) -> str:
    if response is not None:
        return str(response.status)
    return getattr(outcome, "message", "") or type(outcome).__name__


def _printable(text: str) -> str:
    """Return a text on one line: ids and messages come from the server."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
