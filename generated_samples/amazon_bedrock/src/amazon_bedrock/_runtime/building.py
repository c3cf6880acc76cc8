# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Build models in the order that costs least: pydantic builds what they refer to again and again."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any, TypeAlias, get_args
from weakref import WeakKeyDictionary, WeakSet

Class: TypeAlias = Any
"""A class of a model."""

_DEEPEST = 12
"""How many models are built one inside the other; pydantic needs 10 to 20 calls for each."""
_SHALLOW = 2
"""From how many on models are built by themselves that lead to no circle: what refers to nothing costs little."""
_NAME = re.compile(r"[^\W\d]\w*")
_IN_CIRCLES: WeakSet[Class] = WeakSet()
"""Models that refer to each other in a circle, or to such."""
_SCHEMAS: WeakKeyDictionary[Class, tuple[str, list[Any]]] = WeakKeyDictionary()
"""Of models that are not built, but were part of one that is: the name of their schema, and the schemas that it is among."""


def build_ends(type_: Any) -> None:
    """Build what a type refers to, so that building the type itself is short, and needs no deep stack.

    pydantic builds a model together with all that it refers to and that are not built yet, one inside
    the other, and does so again for the next model that refers to them. So those that lead to no circle
    are built first, each by itself, from the ends. Models that refer to each other in a circle, or to
    one, are left to pydantic: each of them would hold the whole circle. Where a row of such is long,
    some in it are built nevertheless. `type_` is a model, or a type that models are part of.
    """
    targets = _unbuilt(type_)
    if len(targets) <= _DEEPEST:
        return
    depth: dict[Class, int] = {}
    for circle in _circles(targets):
        below = [depth[each] for model in circle for each in targets[model] if each in depth]
        deep = max(below, default=0) + len(circle)
        in_circle = len(circle) > 1 or not _IN_CIRCLES.isdisjoint(targets[circle[0]])
        if in_circle:
            _IN_CIRCLES.update(circle)
        enough = deep >= (_DEEPEST if in_circle else _SHALLOW)
        if len(circle) == 1 and circle[0] is not type_ and enough:
            circle[0].model_rebuild(raise_errors=False)
            deep = 0
        depth |= dict.fromkeys(circle, deep)


def keep_schemas(model: Class) -> None:
    """Keep the schemas of models that were built as part of a model, for when they are used themselves."""
    _SCHEMAS.pop(model, None)
    schema = model.__pydantic_core_schema__
    for part in schema.get("definitions", ()):
        if part["type"] == "model" and not part["cls"].__pydantic_complete__:
            _SCHEMAS.setdefault(part["cls"], (part["ref"], schema["definitions"]))


def forget_schemas() -> None:
    """Forget the schemas that are kept: a model that is rebuilt may have changed, and is in many of them."""
    _SCHEMAS.clear()


def kept_schema(model: Class) -> Any:
    """Return the schema that a model had as part of another, None if it was part of none."""
    kept = _SCHEMAS.get(model)  # another thread may build the model just now
    if kept is None:
        return None
    name, schemas = kept
    own = {"type": "definition-ref", "schema_ref": name}
    return {"type": "definitions", "schema": own, "definitions": schemas}


def _unbuilt(type_: Any) -> dict[Class, list[Class]]:
    """Return the models that are not built among those that a type leads to, with those that each refers to."""
    classes: dict[Class, list[Class]] = {}
    waiting = list(_models_in(type_, None))
    while waiting:
        model = waiting.pop()
        if model not in classes and not model.__pydantic_complete__:
            annotations = model.__annotations__.values()
            named = (each for text in annotations for each in _models_in(text, model.__module__))
            classes[model] = list(dict.fromkeys(named))
            waiting += classes[model]
    return classes


def _models_in(type_: Any, module: str | None) -> Iterator[Class]:
    """Yield the models in a type, or in an annotation as text, which a module explains."""
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
            elif following not in targets:
                continue  # it is built
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
