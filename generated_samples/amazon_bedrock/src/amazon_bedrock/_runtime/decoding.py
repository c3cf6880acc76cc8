"""Response bodies to typed values, leniently: an answer that does not fit its schema is still an answer."""

from __future__ import annotations

import functools
import json
import types
from collections.abc import Callable, Mapping
from typing import (
    Annotated,
    Any,
    Generic,
    Protocol,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from .errors import ResponseValidationError
from .http import HttpResponse

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Report = Callable[[list[str]], None]
"""Called with the JSON paths of an answer that do not fit, at most once an answer."""


class ResponseBody(Protocol[T_co]):
    """How the body of one declared response is decoded."""

    def decode(self, response: HttpResponse, report: Report) -> T_co:
        """Decode the body; what does not fit is passed to `report`, which may raise."""
        ...


class Empty:
    """A response without a body."""

    def decode(self, response: HttpResponse, report: Report) -> None:
        return None


class Binary:
    """A body of octets."""

    def decode(self, response: HttpResponse, report: Report) -> bytes:
        return response.content


class PlainText:
    """A body of text, in the character set that the response names, else UTF-8."""

    def decode(self, response: HttpResponse, report: Report) -> str:
        content_type = response.headers.get("content-type", "")
        _, _, charset = content_type.partition("charset=")
        encoding = charset.partition(";")[0].strip().strip('"') or "utf-8"
        try:
            return response.content.decode(encoding, "replace")
        except LookupError:
            return response.content.decode("utf-8", "replace")


class ByMediaType(Generic[T]):
    """A body in one of several media types; the response's Content-Type says which, else the first counts."""

    def __init__(self, bodies: Mapping[str, ResponseBody[T]]) -> None:
        self._bodies = bodies

    def decode(self, response: HttpResponse, report: Report) -> T:
        essence = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = self._bodies.get(essence) or next(iter(self._bodies.values()))
        return body.decode(response, report)


class Json(Generic[T]):
    """A JSON body of the type that `type_factory` gives; the type is first loaded when a body is decoded."""

    def __init__(self, type_factory: Callable[[], Any]) -> None:
        self._type_factory = type_factory

    @functools.cached_property
    def _type(self) -> Any:
        return self._type_factory()

    @functools.cached_property
    def _validate(self) -> Callable[..., Any]:
        from pydantic import BaseModel

        if isinstance(self._type, type) and issubclass(self._type, BaseModel):
            validate: Callable[..., Any] = self._type.model_validate_json
        else:
            validate = _adapter(self._type).validate_json
        return validate

    def decode(self, response: HttpResponse, report: Report) -> T:
        from pydantic import ValidationError

        try:
            value: T = self._validate(response.content, by_alias=True, by_name=False)
        except ValidationError:
            return self._decode_leniently(response, report)
        return value

    def _decode_leniently(self, response: HttpResponse, report: Report) -> T:
        try:
            data = json.loads(response.content)
        except ValueError:
            report(["$"])
            fallback: Any = response.content.decode("utf-8", "replace") or None
            return fallback  # type: ignore[no-any-return]
        problems: list[str] = []
        value: T = fit(self._type, data, "$", problems)
        if problems:
            report(problems)
        return value


def raise_problems(problems: list[str]) -> None:
    """A `Report` for strict clients: raise `ResponseValidationError`."""
    raise ResponseValidationError(
        f"the response does not fit its schema at {', '.join(problems)}", paths=tuple(problems)
    )


@functools.lru_cache(maxsize=1024)
def _adapter(type_: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(type_)


@functools.lru_cache(maxsize=1024)
def _field_types(model: Any) -> dict[str, Any]:
    # Models are built late, so `model_fields` may hold annotations that are still text.
    return get_type_hints(model, include_extras=True)


def fit(type_: Any, data: Any, path: str, problems: list[str]) -> Any:
    """Decode JSON data as far as it fits a type; parts that do not fit stay as they are.

    Their JSON paths are appended to `problems`. A required member that is missing becomes None.
    """
    from pydantic import BaseModel, ValidationError

    try:
        return _adapter(type_).validate_python(data, by_alias=True, by_name=False)
    except ValidationError:
        pass
    chosen = next((m for m in get_args(type_)[1:] if hasattr(m, "choose")), None)
    if get_origin(type_) is Annotated and chosen is not None:
        class_ = chosen.choose(data)
        if class_ is not None:
            return fit(class_, data, path, problems)
    plain = _without_metadata(type_)
    origin, arguments = get_origin(plain), get_args(plain)
    if origin in (Union, types.UnionType):
        return _fit_union(arguments, data, path, problems)
    if origin is list and isinstance(data, list):
        return [fit(arguments[0], item, f"{path}[{i}]", problems) for i, item in enumerate(data)]
    if origin is dict and isinstance(data, dict):
        return {
            key: fit(arguments[1], item, f"{path}.{key}", problems) for key, item in data.items()
        }
    if isinstance(plain, type) and issubclass(plain, BaseModel) and isinstance(data, dict):
        return _fit_model(plain, data, path, problems)
    problems.append(path)
    return data


def _without_metadata(type_: Any) -> Any:
    while get_origin(type_) is Annotated:
        type_ = get_args(type_)[0]
    return type_


def _fit_union(variants: tuple[Any, ...], data: Any, path: str, problems: list[str]) -> Any:
    """Fit the only variant that could be meant, if there is one; otherwise the data stays as it is."""
    wanted = dict if isinstance(data, dict) else list if isinstance(data, list) else None
    candidates = [variant for variant in variants if wanted and _json_kind(variant) is wanted]
    if len(candidates) == 1:
        return fit(candidates[0], data, path, problems)
    problems.append(path)
    return data


def _json_kind(type_: Any) -> type | None:
    plain = _without_metadata(type_)
    origin = get_origin(plain) or plain
    if origin in (list, dict):
        return list if origin is list else dict
    return dict if hasattr(plain, "model_fields") else None


def _fit_model(model: Any, data: dict[str, Any], path: str, problems: list[str]) -> Any:
    values: dict[str, Any] = {}
    rest = dict(data)
    types_of_fields = _field_types(model)
    for name, info in model.model_fields.items():
        wire_name = info.alias or name
        if wire_name in rest:
            type_, value = types_of_fields[name], rest.pop(wire_name)
            values[name] = fit(type_, value, f"{path}.{wire_name}", problems)
        elif info.is_required():
            problems.append(f"{path}.{wire_name}")
    value = model.model_construct(set(values), **values)
    for name, info in model.model_fields.items():
        if name not in values and info.is_required():
            value.__dict__[name] = None
    value.__pydantic_extra__.update(rest)
    return value
