# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Copies of clients: with resources of their own, which keep what was put in place of their methods."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

Client = TypeVar("Client")


def copy_client(client: Client) -> Client:
    """Return a copy of a client. The resources that it has made belong to the copy.

    What is not its own resource, such as a mock that a test put in the place of one, is shared.
    """
    other = client.__class__.__new__(client.__class__)
    for name, value in list(vars(client).items()):
        is_own = vars(value).get("_client") is client if hasattr(value, "__dict__") else False
        vars(other)[name] = copy_of_resource(value, other) if is_own else value
    return other


def copy_of_resource(resource: Any, client: Any) -> Any:
    """Return a copy of a resource that belongs to another client."""
    other = copy.copy(resource)
    other._client = client
    return other
