# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Base classes of resources: groups of operations."""

from __future__ import annotations

import copy
from typing import Self

from .client import AsyncClient, SyncClient


class Resource:
    """A group of operations."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def with_raw_responses(self) -> Self:
        """Return a copy whose methods return `RawResponse`; `raw_response` types it."""
        other = copy.copy(self)
        other._client = self._client.with_raw_responses()
        return other


class AsyncResource:
    """A group of operations, to be awaited."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def with_raw_responses(self) -> Self:
        """Return a copy whose methods return `RawResponse`; `raw_response` types it."""
        other = copy.copy(self)
        other._client = self._client.with_raw_responses()
        return other
