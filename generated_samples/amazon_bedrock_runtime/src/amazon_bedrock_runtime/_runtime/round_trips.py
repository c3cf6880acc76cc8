# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Whether models hold and send back what they were given: for the client's own tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from .encoding import encode_json, to_json
from .fitting import fit
from .testing import as_json

_UNKNOWN = "x-not-in-the-document"
_DONE: set[tuple[type[BaseModel], frozenset[str]]] = set()
"""Models with the fields that were set, which are right: a client has the same one in many calls."""


def wrong_models(*values: Any) -> list[str]:
    """Return what is wrong with the models in some values, which were made of all that the document lists.

    A model must have each of the properties; and as JSON it must be read as the same model: full, with only what it
    requires, with a property that it does not know, and with null for each that it does not require.
    """
    wrong: list[str] = []
    for value in values:
        for model in _models(value):
            key = type(model), frozenset(model.model_fields_set)
            if key not in _DONE:
                found = list(_faults(model))
                wrong += found
                if not found:
                    _DONE.add(key)
    return wrong


def arguments_of(call: Callable[[Any], Any]) -> list[Any]:
    """Return the arguments that a call of a client has."""
    client = _Recorder()
    call(client)
    return client.arguments


class _Recorder:
    """A client with any resources and methods, which keeps the arguments of a call."""

    def __init__(self) -> None:
        self.arguments: list[Any] = []

    def __getattr__(self, name: str) -> _Recorder:
        return self

    def __call__(self, *positional: Any, **named: Any) -> None:
        self.arguments += [*positional, *named.values()]


def _models(value: Any) -> Iterator[BaseModel]:
    """Yield the models in a value: in lists and mappings, in pages, and in other models."""
    if isinstance(value, BaseModel):
        yield value
        value = {name: getattr(value, name) for name in value.model_fields_set}
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _models(item)
    else:
        inner = getattr(value, "response", None) or getattr(value, "data", None)
        if inner is not None:
            yield from _models(inner)


def _faults(model: BaseModel) -> Iterator[str]:
    """Yield what is wrong with a model, apart from those in it."""
    name = type(model).__name__
    for extra in model.model_extra or ():
        yield f"{name} lacks the property {extra!r}"
    full = as_json(model)
    fields = type(model).model_fields
    wire_names = {key: field.alias or key for key, field in fields.items()}
    required = {wire_names[key] for key, field in fields.items() if field.is_required()}
    minimal = {key: value for key, value in full.items() if key in required}
    optional = dict.fromkeys(key for key in full if key not in required)
    forms = {
        "as it is": full,
        "with what it requires": minimal,
        "with an unknown property": {**full, _UNKNOWN: [1]},
        "with null": {**full, **optional},
    }
    for form, value in forms.items():
        again = fit(type(model), value, "$", [])
        if as_json(again) != value or (value is full and again != model):
            yield f"{name} {form}: {value} was read as {again!r}"
        elif json.loads(encode_json(again)) != to_json(again):
            yield f"{name} {form}: {value} was sent as {encode_json(again)!r}"
