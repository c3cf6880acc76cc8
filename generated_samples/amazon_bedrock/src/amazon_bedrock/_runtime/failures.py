# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""From an error response to the exception that the API declares for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .errors import ApiError
from .http import HttpResponse
from .operation import ApiDefinition, ErrorConventions, Operation, by_status


def make_error(api: ApiDefinition, operation: Operation[Any], response: HttpResponse) -> ApiError:
    """Make the exception for an error response.

    Where errors have codes, the code alone chooses the class, and an unknown one gives `ApiError`:
    servers use statuses that the description does not. Otherwise the status chooses.
    """
    body = _json_or_none(response.content)
    code = error_code(api.conventions, response, body)
    if code is not None and api.errors_by_code:
        error_class = api.errors_by_code.get(code)
    else:
        error_class = by_status(operation.errors, response.status)
    return (error_class or ApiError)(
        _first_text(body, api.conventions.message_members) or "",
        status=response.status,
        code=code,
        request_id=_request_id(api.conventions, response),
        headers=response.headers,
        content=response.content,
        request=response.request,
    )


def error_code(conventions: ErrorConventions, response: HttpResponse, body: Any) -> str | None:
    """Find the API's own error code, in the header field or the body, as its conventions say."""
    code = response.headers.get(conventions.code_header) if conventions.code_header else None
    code = code or _first_text(body, conventions.code_members)
    if code is not None and conventions.qualified_codes:
        code = code.partition(":")[0].rpartition("#")[2]
    return code or None


def _request_id(conventions: ErrorConventions, response: HttpResponse) -> str | None:
    names = conventions.request_id_headers
    return next((response.headers[name] for name in names if name in response.headers), None)


def _json_or_none(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _first_text(body: Any, members: Sequence[Sequence[str]]) -> str | None:
    for path in members:
        value = body
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
            return str(value)
    return None
