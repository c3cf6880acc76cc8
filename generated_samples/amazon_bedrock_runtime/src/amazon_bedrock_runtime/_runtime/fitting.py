# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Decode JSON that does not fully match its type."""

from __future__ import annotations

import functools
import json
import math
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import (
    Annotated,
    Any,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

from .building import build_ends
from .written import Decoding, WrittenNumber

Locations: TypeAlias = list[tuple[int | str, ...]]
"""Places in data, each as the keys to go through."""


class Unparsed(str):
    """The JSON path of a string that its format does not parse: it keeps its text, and costs nothing around it."""

    __slots__ = ()


_FORMATS = frozenset((date, datetime, time, timedelta, UUID, Decimal, bytes))


class UnparsedError(Exception):
    """Data fits except for strings that their formats do not parse; where these are is not known."""


@functools.lru_cache(maxsize=1024)
def validator_of(type_: Any) -> Callable[..., Any]:
    """Return the function of pydantic's that reads JSON text as a type: a model has its own, which is strict already."""
    # No variable here may be called as a class of the API can be: pydantic looks into this frame for them.
    import pydantic

    from . import strict

    if _is_model(type_):
        of_model: Callable[..., Any] = type_.model_validate_json
        return of_model
    build_ends(type_)
    made_of_models = _schema_of_models(type_)
    if made_of_models is not None:
        from pydantic_core import SchemaValidator

        return SchemaValidator(made_of_models).validate_json
    annotated: Any = Annotated
    of_type: Callable[..., Any] = pydantic.TypeAdapter(
        annotated[type_, strict.Strict()]
    ).validate_json
    return of_type


def _schema_of_models(type_: Any) -> Any:
    """Return the schema of a type made of a model, lists and null, None for any other.

    It is that of the model in others; pydantic would go through everything in the model to make it.
    """
    from pydantic_core import core_schema

    if _is_model(type_):
        type_.model_rebuild()
        return type_.__pydantic_core_schema__
    present = [each for each in get_args(type_) if each is not types.NoneType]
    if len(present) != 1:
        return None
    inner = _schema_of_models(present[0])
    if inner is not None and get_origin(type_) is list:
        return core_schema.list_schema(inner)
    if inner is not None and get_origin(type_) in (Union, types.UnionType):
        return core_schema.nullable_schema(inner)
    return None


def _is_model(type_: Any) -> bool:
    from pydantic import BaseModel

    return isinstance(type_, type) and issubclass(type_, BaseModel)


@functools.lru_cache(maxsize=1024)
def field_types(model: Any) -> dict[str, Any]:
    """Return the types of a model's fields, by name, without what renames them."""
    from pydantic.fields import FieldInfo

    # Models are built late, so `model_fields` may hold annotations that are still text.
    def without_field(type_: Any) -> Any:
        """Remove from a type what names a field; what shapes the value stays."""
        if get_origin(type_) is not Annotated:
            return type_
        plain, *metadata = get_args(type_)
        kept = [item for item in metadata if not isinstance(item, FieldInfo)]
        return Annotated[plain, *kept] if kept else plain

    hints = get_type_hints(model, include_extras=True)
    return {name: without_field(hints[name]) for name in model.model_fields}


@functools.cache
def constants_of(model: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Return the fields of a model that have one possible value, and those of them that are required."""
    fields = {
        name: info.annotation
        for name, info in model.model_fields.items()
        if info.annotation is types.NoneType or not (info.is_required() or info.default is None)
    }
    required = {name for name, type_ in fields.items() if types.NoneType not in get_args(type_)}
    return frozenset(fields), frozenset(required)


def locations_of(error: Any) -> Locations:
    """Return where a pydantic `ValidationError` says that data does not fit."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return [detail["loc"] for detail in details]


def fit(
    type_: Any, data: Any, path: str, problems: list[str], wrong: Locations | None = None
) -> Any:
    """Decode JSON data as far as it fits a type; parts that do not fit stay as they are.

    A required property that is missing becomes None.

    Args:
        type_: The type.
        data: The decoded JSON.
        path: Its JSON path.
        problems: The JSON paths of what does not fit are appended to it.
        wrong: Where pydantic found that the data does not fit, if it was asked already: what lies
            elsewhere is decoded at once, not step by step.
    """
    from pydantic import ValidationError

    if type_ is Any:
        return data  # also where it is nested more deeply than pydantic reads
    if wrong is None:
        try:
            return _validate(type_, data)
        except ValidationError as error:
            wrong = locations_of(error)
        except UnparsedError:
            wrong = []
    type_ = _expanded(type_)
    chosen = _chosen(type_, data)
    if chosen is not None:
        return fit(chosen, data, path, problems)
    plain = _without_metadata(type_)
    origin, arguments = get_origin(plain), get_args(plain)
    if origin in (Union, types.UnionType):
        return _fit_union(arguments, data, path, problems, wrong)
    if origin is list and isinstance(data, list):
        return _fit_list(arguments[0], data, path, problems, _by_member(wrong))
    if origin is tuple and isinstance(data, list) and len(data) == len(arguments):
        inner = _by_member(wrong)
        pairs = enumerate(zip(arguments, data, strict=True))
        return tuple(
            fit(part, item, f"{path}[{i}]", problems, inner.get(i)) for i, (part, item) in pairs
        )
    if origin is dict and isinstance(data, dict):
        inner = _by_member(wrong)
        return {
            key: fit(arguments[1], item, f"{path}.{key}", problems, inner.get(key))
            for key, item in data.items()
        }
    if _is_model(plain) and isinstance(data, dict):
        return _fit_model(plain, data, path, problems, _by_member(wrong))
    if _is_number(plain, data):
        return int(data) if plain is int else data  # pyright: ignore[reportArgumentType]
    problems.append(Unparsed(path) if plain in _FORMATS and isinstance(data, str) else path)
    return data


def _validate(type_: Any, data: Any) -> Any:
    # From Python's values pydantic would convert; only in JSON does it tell types apart and parse formats.
    return decoded(validator_of(type_), _json_of(data), Decoding())


def _json_of(data: Any) -> bytes | str:
    from pydantic_core import to_json

    try:
        return to_json(data)
    except ValueError:  # for lone surrogates and deep nesting, which the slower encoder takes
        return json.dumps(data)


def decoded(validate: Callable[..., Any], content: bytes | str, context: Decoding) -> Any:
    """Decode JSON text with a validator of pydantic's.

    Raises pydantic's `ValidationError` for what does not fit, and `UnparsedError` for strings that their
    formats do not parse and that pydantic does not find, since another alternative of a union takes them.
    """
    value = validate(content, strict=True, by_alias=True, by_name=False, context=context)
    if context.unparsed:
        context = Decoding(keeps_text=False)
        validate(content, strict=True, by_alias=True, by_name=False, context=context)
        raise UnparsedError
    return value


def _is_number(type_: Any, data: Any) -> bool:
    """Return whether data is a number that fits the type, though pydantic does not take it.

    1.0 is an integer (JSON Schema, section 6.1.1), and a number may be larger than a float.
    """
    if type_ is int:
        return type(data) is float and data.is_integer()
    if type_ is not float or not isinstance(data, (int, float)) or isinstance(data, bool):
        return False
    return isinstance(data, WrittenNumber) or math.isfinite(data)


def _chosen(type_: Any, data: Any) -> Any:
    """Return the type that a property of the data chooses, None where the type is no such choice."""
    if get_origin(type_) is not Annotated:
        return None
    choice = next((m for m in get_args(type_)[1:] if hasattr(m, "choose")), None)
    return None if choice is None else choice.choose(data)


def _expanded(type_: Any) -> Any:
    """Return what an alias that may refer to itself stands for, and any other type as it is."""
    value = getattr(type_, "__value__", None)
    if value is None or not hasattr(type_, "__type_params__"):
        return type_
    if isinstance(value, str):
        holder = types.SimpleNamespace(__annotations__={"value": value})
        names = vars(sys.modules[type_.__module__])
        value = get_type_hints(holder, names, include_extras=True)["value"]
    return _expanded(value)


def _by_member(wrong: Locations) -> dict[int | str, Locations]:
    """Sort locations by the property of the data that they are in."""
    locations: dict[int | str, Locations] = {}
    for location in wrong:
        if location:
            locations.setdefault(location[0], []).append(location[1:])
    return locations


def _fit_list(
    item_type: Any,
    data: list[Any],
    path: str,
    problems: list[str],
    wrong: Mapping[int | str, Locations],
) -> list[Any]:
    """Decode the items that fit in one go, as most do, and the others one by one."""
    result = list(data)
    good = [i for i in range(len(data)) if i not in wrong]
    known = _fit_together(item_type, data, good, result)
    for i in range(len(data)):
        if i not in known:
            result[i] = fit(item_type, data[i], f"{path}[{i}]", problems, wrong.get(i))
    return result


def _fit_together(
    item_type: Any, data: list[Any], indices: list[int], result: list[Any]
) -> set[int]:
    """Decode the items at some indices that fit into the result: all of them, else those of each half. Return which."""
    from pydantic import ValidationError

    try:
        values = _validate(list[item_type], [data[i] for i in indices])
    except (ValidationError, UnparsedError):
        if len(indices) < 2:
            return set()
        middle = len(indices) // 2
        return _fit_together(item_type, data, indices[:middle], result) | _fit_together(
            item_type, data, indices[middle:], result
        )
    for i, value in zip(indices, values, strict=True):
        result[i] = value
    return set(indices)


def _without_metadata(type_: Any) -> Any:
    while get_origin(type_) is Annotated:
        type_ = get_args(type_)[0]
    return type_


def _fit_union(
    variants: tuple[Any, ...], data: Any, path: str, problems: list[str], wrong: Locations
) -> Any:
    """Fit the variant that is meant: the one that fits best, unless several do; then the data stays as it is.

    Missing and unknown properties count, and values of another type; strings that do not parse only
    where all else is equal.
    """
    wanted = dict if isinstance(data, dict) else list if isinstance(data, list) else None
    alone = len(variants) == 2 and types.NoneType in variants
    best: list[tuple[tuple[int, int], list[str], Any]] = []
    for variant in _alternatives(variants, data):
        if _json_kind(variant) is not wanted or _excludes(variant, data):
            continue
        labels: list[str] = []
        # pydantic names the alternative in its locations, except for one that is only beside null.
        value = fit(variant, data, path, labels, wrong if alone else None)
        unparsed = sum(isinstance(place, Unparsed) for place in labels)
        misfit = (len(labels) - unparsed + _unknown(variant, data), unparsed)
        if best and misfit < best[0][0]:
            best = []
        if not best or misfit == best[0][0]:
            best.append((misfit, labels, value))
    if best:
        _, labels, value = best[0]
        fits = all(isinstance(place, Unparsed) for place in labels)
        if fits or (wanted and len(best) == 1):
            problems += labels
            return value
    problems.append(path)
    return data


def _unknown(type_: Any, data: Any) -> int:
    """Return how many properties of an object a model does not know."""
    model = _without_metadata(type_)
    if not isinstance(data, dict) or not hasattr(model, "model_fields"):
        return 0
    return len(data.keys() - {info.alias or name for name, info in model.model_fields.items()})


def _alternatives(variants: tuple[Any, ...], data: Any) -> Iterator[Any]:
    """Return the alternatives of a union, those of unions in it among them; of a choice, what is chosen."""
    for variant in map(_expanded, variants):
        chosen = _chosen(variant, data)
        plain = _without_metadata(variant)
        if chosen is not None:
            yield chosen
        elif get_origin(plain) in (Union, types.UnionType):
            yield from _alternatives(get_args(plain), data)
        else:
            yield variant


def _json_kind(type_: Any) -> type | None:
    plain = _without_metadata(type_)
    origin = get_origin(plain) or plain
    if origin in (list, tuple, dict):
        return dict if origin is dict else list
    return dict if hasattr(plain, "model_fields") else None


def _excludes(type_: Any, data: Any) -> bool:
    """Return whether a property of the data has another value than the only one that the type allows."""
    model = _without_metadata(type_)
    if not isinstance(data, dict) or not hasattr(model, "model_fields"):
        return False
    fields = model.model_fields
    constants = {
        fields[name].alias or name: fields[name].default for name in constants_of(model)[0]
    }
    return any(name in data and data[name] != value for name, value in constants.items())


def _fit_model(
    model: Any,
    data: dict[str, Any],
    path: str,
    problems: list[str],
    wrong: Mapping[int | str, Locations],
) -> Any:
    values: dict[str, Any] = {}
    rest = dict(data)
    _, required = constants_of(model)
    types_of_fields = field_types(model)
    for name, info in model.model_fields.items():
        wire_name = info.alias or name
        if wire_name in rest:
            type_, value = types_of_fields[name], rest.pop(wire_name)
            place = f"{path}.{wire_name}"
            values[name] = fit(type_, value, place, problems, wrong.get(wire_name))
        elif info.is_required() or name in required:
            problems.append(f"{path}.{wire_name}")
    return _construct(model, values, rest)


def _construct(model: Any, values: dict[str, Any], rest: dict[str, Any]) -> Any:
    """Make a model of values that need not fit; `model_construct` would take wire names for Python names."""
    defaults = {
        name: None if info.is_required() else info.get_default(call_default_factory=True)
        for name, info in model.model_fields.items()
    }
    value = model.__new__(model)
    object.__setattr__(value, "__dict__", defaults | values)
    object.__setattr__(value, "__pydantic_fields_set__", set(values))
    object.__setattr__(value, "__pydantic_extra__", rest)
    object.__setattr__(value, "__pydantic_private__", None)
    return value
