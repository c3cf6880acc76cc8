"""Models: operations."""

from __future__ import annotations

import datetime
from typing import Any

from .._runtime.models import Model


class Category(Model):
    """A branch of the tree of categories."""

    name: str
    children: list[Category] | None = None
    parent: Category | None = None


class Status(Model):
    """The object at ``#/components/schemas/Status`` in the API's description."""

    open: bool
    details: Any = None
    """Anything else."""

    until: datetime.time | None = None
