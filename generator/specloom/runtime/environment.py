# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings and secrets from environment variables."""

from __future__ import annotations

import os
from collections.abc import Sequence


def from_environment(names: Sequence[str]) -> str | None:
    """Give the value of the first of the environment variables that is set and not empty."""
    return next((os.environ[name] for name in names if os.environ.get(name)), None)
