# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportPrivateUsage=false
"""From an error response to its exception."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from .content import decode_text, load_json
from .decoding import Json, ResponseBody
from .errors import ApiError, ClientError
from .http import Headers, HttpResponse
from .operation import ApiDefinition, ErrorBody, ErrorConventions, Operation, by_status
from .redirects import describe_target

Failure = TypeVar("Failure", bound=ApiError)

USUAL_REQUEST_ID_HEADERS = (
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-github-request-id",
    "x-ms-request-id",
    "x-goog-request-id",
    "apim-request-id",
    "x-correlation-id",
    "correlation-id",
    "x-trace-id",
    "x-amzn-trace-id",
    "cf-ray",
)
"""Where services put the id of a request, those first that are about one request alone."""


def make_error(
    api: ApiDefinition,
    operation: Operation[Any],
    response: HttpResponse,
    *,
    not_followed: str = "",
    code: str | None = None,
) -> ApiError:
    """Make the exception for an error response.

    Where errors have codes, the code chooses among the API's own classes; servers use statuses that the
    description does not. Otherwise the status chooses, and where it declares several kinds of bodies, the
    body that came. What none of them has is raised as the class of its status. `not_followed` says why a
    redirect was not followed; `code` is the error's code where it is neither in the body nor in a header.
    """
    code = code or error_code(api.conventions, response)
    error_class, parse = _choose(api, operation, response, code)
    error = described_error(api, error_class, response, operation.id, code=code)
    if not_followed:
        error.message = f"it redirects to {describe_target(response)}; {not_followed}"
        error.args, error._details = (error.message,), None
    if response.is_cut:
        error.add_reason(f"only the first {len(response.content):,} bytes of its body were read")
    if response.request.digest is not None and response.request.digest.fault:
        error.add_reason(response.request.digest.fault)
    error._parse = parse
    return error


def described_error(
    api: ApiDefinition,
    error_class: type[Failure],
    response: HttpResponse,
    operation: str,
    *,
    code: str | None,
) -> Failure:
    """Make an exception of a class, with what the response says. The body is read as the class's own type, if it has one."""
    message, details = _message(api.conventions, response, _json_or_none(response))
    error = error_class(
        message,
        status=response.status,
        code=code,
        request_id=request_id(api.conventions, response.headers),
        headers=response.headers,
        content=response.content,
        request=response.request,
        operation=operation,
        details=details,
    )
    reader: ResponseBody[Any] | None = error_class._body
    error._parse = None if reader is None else functools.partial(_read, reader, response)
    return error


def _choose(
    api: ApiDefinition, operation: Operation[Any], response: HttpResponse, code: str | None
) -> tuple[type[ApiError], Callable[[], Any] | None]:
    """Return the class of an error response, and what reads its body as the declared type."""
    declared: type[ApiError] | ErrorBody | ResponseBody[Any] | None
    declared = by_status(operation.errors, response.status)
    chosen: type[ApiError] | None = None
    reader: ResponseBody[Any] | None = None
    parse: Callable[[], Any] | None = None
    if isinstance(declared, ErrorBody):
        parsed = _read(declared.body, response)
        chosen, parse = declared.classes().get(type(parsed)), lambda: parsed
    elif isinstance(declared, type):
        chosen = declared
        reader = chosen._body
    else:
        reader = declared
    if code is not None and code in api.errors_by_code:
        chosen = api.errors_by_code[code]
        reader = chosen._body or reader
    elif code is not None and chosen in api.errors_by_code.values():
        # It stands for other codes than this one.
        chosen, reader = None, None
    if reader is not None:
        parse = functools.partial(_read, reader, response)
    return chosen or by_status(api.errors_by_status, response.status) or ApiError, parse


def _read(body: ResponseBody[Any], response: HttpResponse) -> Any:
    """Read the body of an error; None for one that is not what it is declared as."""
    try:
        parsed = body.decode(response, lambda problems: None)
    except ClientError:
        return None
    return None if isinstance(body, Json) and body.declares_other(parsed) else parsed


def error_code(conventions: ErrorConventions, response: HttpResponse) -> str | None:
    """Find the API's own error code, in the header field or the body, as its conventions say."""
    code = response.headers.get(conventions.code_header) if conventions.code_header else None
    code = code or _first_text(_json_or_none(response), conventions.code_members)
    if code is not None and conventions.qualified_codes:
        code = code.partition(":")[0].rpartition("#")[2]
    return code or None


def request_id(conventions: ErrorConventions, headers: Headers) -> str | None:
    """Find the id by which the provider knows the request: in the API's own header fields, else in the usual ones."""
    for name in (*conventions.request_id_headers, *USUAL_REQUEST_ID_HEADERS):
        if name in headers:
            return headers[name]
    return None


def _message(
    conventions: ErrorConventions, response: HttpResponse, body: Any
) -> tuple[str, str | None]:
    """Return what the server says of an error, and the single errors where it lists them beside that."""
    from .messages import excerpt, find_details, find_message

    message = _first_text(body, conventions.message_members) or find_message(body)
    if message:
        details = find_details(body)
        return message, None if details == message else details
    return excerpt(decode_text(response.content, response.headers.get("content-type", ""))), None


def _json_or_none(response: HttpResponse) -> Any:
    try:
        return load_json(response.content, response.headers.get("content-type", ""))
    except ValueError:
        return None


def _first_text(body: Any, paths: Sequence[Sequence[str]]) -> str | None:
    for path in paths:
        value = body
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
            return str(value)
    return None
