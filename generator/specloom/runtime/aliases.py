# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Old names that still work, with a warning wherever one is used."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import typing_extensions

Deprecated = typing_extensions.deprecated
"""The decorator of PEP 702, under a name that no method has."""


def with_aliases(
    module: str, aliases: Mapping[str, tuple[str, str]], load: Callable[[str], Any] | None = None
) -> Callable[[str], Any]:
    """Return a module-level `__getattr__` (PEP 562) that knows old names.

    `aliases` maps each old name to the name that it is an alias of, and to the version in which it
    goes. `load` finds what is neither there nor an alias.
    """

    def find(name: str) -> Any:
        if name in aliases:
            current, version = aliases[name]
            # The module does not keep it: another place that uses the old name is warned, too.
            warnings.warn(
                f"{module}.{name} is now {current}; the old name is removed in version {version}",
                DeprecationWarning,
                stacklevel=2,
            )
            return getattr(sys.modules[module], current)
        if load is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        return load(name)

    return find
