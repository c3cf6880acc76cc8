"""Fixtures of the client's tests. This file is written once; it is yours to change."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"
