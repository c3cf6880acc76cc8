# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Copies of clients: with resources of their own, which keep what was put in place of their methods."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing import Self

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


class Copied:
    """How clients are copied: with the connections of the original. They cannot be pickled."""

    def __copy__(self) -> Self:
        return copy_client(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # A copy of what holds a client need not know: nothing of a client can be changed by another.
        return copy_client(self)

    def __reduce__(self) -> Any:
        name = type(self).__name__
        message = f"{name} cannot be pickled: it holds connections and credentials; make one in each process"
        raise TypeError(message)


def copy_of_resource(resource: Any, client: Any) -> Any:
    """Return a copy of a resource that belongs to another client."""
    other = copy.copy(resource)
    other._client = client
    return other
