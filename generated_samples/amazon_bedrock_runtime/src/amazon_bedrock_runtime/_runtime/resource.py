# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Base classes of resources: groups of operations."""

from __future__ import annotations

from typing import Self, cast

from .client import AsyncClient, SyncClient
from .copying import copy_of_resource


class Resource:
    """A group of operations."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def with_raw_responses(self) -> Self:
        """Return a copy whose methods return `RawResponse`; `raw_response` types it."""
        return cast("Self", copy_of_resource(self, self._client.with_raw_responses()))


class AsyncResource:
    """A group of operations, to be awaited."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def with_raw_responses(self) -> Self:
        """Return a copy whose methods return `RawResponse`; `raw_response` types it."""
        return cast("Self", copy_of_resource(self, self._client.with_raw_responses()))
