# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Whether a server responds as the document says: for the client's own tests with `--base-url`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .cases import BaseCase
from .errors import MissingCredentialsError
from .http import HttpResponse
from .options import Hooks

_SETTINGS: Mapping[str, Any] = {"max_retries": 0, "timeout": 30, "deadline": 120}


def check_server(
    case: BaseCase[Any],
    client_class: Callable[..., Any],
    arguments: Mapping[str, Any],
    base_url: str,
) -> None:
    """Call an operation of a server, and compare the status and the type of the body with what is declared.

    Args:
        case: The operation, with sample arguments.
        client_class: The synchronous client.
        arguments: Its arguments with credentials that are none, where the environment has none.
        base_url: The URL of the server.

    Raises:
        AssertionError: The status is no success that the operation declares.
        ClientError: It is an error, or the body is not of the declared type.
    """
    statuses: list[int] = []

    def note(response: HttpResponse) -> None:
        statuses.append(response.status)

    settings = {
        **_SETTINGS,
        "base_url": base_url,
        "strict_responses": True,
        "hooks": Hooks(after_response=[note]),
    }
    try:
        _call(case, client_class(**settings))
    except MissingCredentialsError:
        _call(case, client_class(**{**arguments, **settings}))
    status = statuses[-1]
    assert case.declares(status), f"the status {status} is no success that is declared"


def _call(case: BaseCase[Any], client: Any) -> None:
    """Call an operation; of a stream, which may have no end, only the first item is read."""
    with client:
        result = case.call(client)
        if case.is_stream:
            with result as stream:
                next(iter(stream), None)
