# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Build models that refer to long chains of others."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any, TypeAlias, get_args

Class: TypeAlias = Any
"""A class of a model."""

_DEEPEST = 12
"""How many models are built one inside the other; pydantic needs 10 to 20 calls for each."""
_NAME = re.compile(r"[^\W\d]\w*")


def build_ends(type_: Any) -> None:
    """Build some of the models that a type refers to, so that building the type itself needs no deep stack.

    pydantic builds a model together with all that it refers to and that are not built yet, one inside
    the other. Where such a row is long, models in it are built first, from its end. Models that refer
    to each other in a circle are left to pydantic, which builds them together. `type_` is a model, or a
    type that models are part of.
    """
    targets = _unbuilt(type_)
    if len(targets) <= _DEEPEST:
        return
    depth: dict[Class, int] = {}
    for circle in _circles(targets):
        below = [depth[each] for model in circle for each in targets[model] if each in depth]
        deep = max(below, default=0) + len(circle)
        if len(circle) == 1 and deep >= _DEEPEST and circle[0] is not type_:
            circle[0].model_rebuild(raise_errors=False)
            deep = 0
        depth |= dict.fromkeys(circle, deep)


def _unbuilt(type_: Any) -> dict[Class, list[Class]]:
    """Return the models that are not built among those that a type leads to, with those that each refers to."""
    classes: dict[Class, list[Class]] = {}
    waiting = list(_models_in(type_, None))
    while waiting:
        model = waiting.pop()
        if model not in classes:
            annotations = model.__annotations__.values()
            named = (each for text in annotations for each in _models_in(text, model.__module__))
            classes[model] = list(dict.fromkeys(named))
            waiting += classes[model]
    return classes


def _models_in(type_: Any, module: str | None) -> Iterator[Class]:
    """Yield the models that are not built in a type, or in an annotation as text, which a module explains."""
    seen: set[int] = set()
    waiting = [(type_, module)]
    while waiting:
        part, where = waiting.pop()
        if isinstance(part, str):
            names = vars(sys.modules[where]) if where in sys.modules else {}
            waiting += [(names[name], where) for name in _NAME.findall(part) if name in names]
        elif id(part) in seen:
            continue
        elif hasattr(part, "__pydantic_complete__"):
            if not part.__pydantic_complete__:
                yield part
        elif hasattr(part, "__value__"):
            waiting.append((part.__value__, part.__module__))
        else:
            waiting += [(each, where) for each in get_args(part)]
        seen.add(id(part))


def _circles(targets: dict[Class, list[Class]]) -> Iterator[list[Class]]:
    """Yield models that refer to each other, together, those referred to first (Tarjan's algorithm)."""
    index: dict[Class, int] = {}
    low: dict[Class, int] = {}
    open_: dict[Class, None] = {}
    for root, first in targets.items():
        work = [] if root in index else [(root, iter(first))]
        while work:
            model, left = work[-1]
            if model not in index:
                index[model] = low[model] = len(index)
                open_[model] = None
            following = next(left, None)
            if following is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[model])
                if low[model] == index[model]:
                    yield _closed(open_, model)
            elif following not in index:
                work.append((following, iter(targets[following])))
            elif following in open_:
                low[model] = min(low[model], index[following])


def _closed(open_: dict[Class, None], first: Class) -> list[Class]:
    """Remove the last models from those that are open, back to the first of a circle."""
    circle = []
    while True:
        model, _ = open_.popitem()
        circle.append(model)
        if model is first:
            return circle
