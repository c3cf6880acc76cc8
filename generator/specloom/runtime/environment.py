# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Settings and secrets from environment variables."""

from __future__ import annotations

import os
from collections.abc import Sequence


def from_environment(names: Sequence[str]) -> str | None:
    """Return the value of the first of the environment variables that is set and not blank.

    Blanks and line ends around it are dropped: `export TOKEN=$(cat file)` and files of Docker
    secrets often leave one.
    """
    for name in names:
        value = os.environ.get(name, "").strip()
        if value:
            return value
    return None
