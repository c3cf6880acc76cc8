"""How pages are linked, as declarations that the runtime acts on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, assert_never

from ...ir.api import Api
from ...ir.page_types import item_types
from ...ir.pagination import (
    ArgumentPart,
    LastItemPagination,
    LinkPagination,
    NextUrlPagination,
    OffsetPagination,
    PageNumberPagination,
    PageSize,
    Pagination,
    Path,
    TokenPagination,
    TokenSource,
)
from ...ir.types import Text
from ..code.encoders import literal
from ..naming.identifiers import code, imported
from ..naming.printable import PythonCode

_MODULES = {
    "TokenPagination": "token_pages",
    "LastItemPagination": "token_pages",
    "PageNumberPagination": "numbered_pages",
    "OffsetPagination": "numbered_pages",
    "LinkPagination": "linked_pages",
    "NextUrlPagination": "linked_pages",
    "LinkedTokenPagination": "linked_pages",
}
"""The classes of the runtime, and where they are."""
_WITH_LINKS = ("linked_pages", "numbered_pages")
"""Those that read the `Link` header."""
_IN_URLS = (TokenSource.URL, TokenSource.LINK)


def page_modules(api: Api) -> Collection[str]:
    """Return the files of the runtime for the ways in which the pages of an API are linked."""
    modules = set()
    for operation in api.operations:
        pagination = operation.pagination
        if pagination is not None and item_types(api.types, operation, pagination):
            modules.add(_MODULES[_factory(pagination)])
    if not modules.isdisjoint(_WITH_LINKS):
        modules.add("link_header")
    return sorted(f"{module}.py" for module in modules)


def page_declaration(pagination: Pagination) -> PythonCode:
    """Write how pages are linked."""
    name = _factory(pagination)
    factory = imported(f".._runtime.{_MODULES[name]}", name)
    arguments = {"items": _path(pagination.items)} if pagination.items else {}
    arguments |= {name: value for name, value in _arguments(pagination) if value is not None}
    listed = [PythonCode.of("{}={}", code(name), value) for name, value in arguments.items()]
    return PythonCode.of("{}({})", factory, PythonCode.joined(", ", listed))


def _factory(pagination: Pagination) -> str:
    in_url = isinstance(pagination, TokenPagination) and pagination.next_token_in in _IN_URLS
    return "LinkedTokenPagination" if in_url else type(pagination).__name__


def _arguments(pagination: Pagination) -> Iterable[tuple[str, PythonCode | None]]:
    match pagination:
        case TokenPagination():
            yield from _parameter(pagination.token_parameter, pagination.parameter_in)
            source = pagination.next_token_in
            place = "url" if source in _IN_URLS else "token_at"
            yield place, _given_path(pagination.next_token)
            yield "token_in", literal("header") if source is TokenSource.HEADER else None
            yield "has_more", _given_path(pagination.has_more)
        case LastItemPagination():
            yield from _parameter(pagination.token_parameter, pagination.parameter_in)
            yield "property", _unless([n.raw for n in pagination.item_property], ["id"])
            yield "has_more", _given_path(pagination.has_more)
        case PageNumberPagination():
            yield from _parameter(pagination.page_parameter, pagination.parameter_in)
            yield "first", None if pagination.first_page == 1 else literal(pagination.first_page)
            yield "has_more", _given_path(pagination.has_more)
            yield "total_pages", _given_path(pagination.total_pages)
            yield "total_items", _given_path(pagination.total_items)
            yield from _size(pagination.size, pagination.parameter_in)
        case OffsetPagination():
            yield from _parameter(pagination.offset_parameter, pagination.parameter_in)
            yield "first", literal(pagination.first_offset) if pagination.first_offset else None
            yield "has_more", _given_path(pagination.has_more)
            yield "total_items", _given_path(pagination.total_items)
            yield from _size(pagination.size, pagination.parameter_in)
        case LinkPagination():
            return
        case NextUrlPagination():
            yield "url", _path(pagination.next_url)
        case _:
            assert_never(pagination)


def _parameter(name: Text, part: ArgumentPart) -> Iterable[tuple[str, PythonCode | None]]:
    yield "parameter", _names(parameter_path(name, part))
    yield "part", None if part is ArgumentPart.QUERY else literal(part.value)


def parameter_path(name: Text, part: ArgumentPart) -> list[str]:
    """Return the path of an argument for the next page: property names of a body, else the name of the parameter."""
    return name.raw.split(".") if part is ArgumentPart.BODY else [name.raw]


def _size(size: PageSize | None, part: ArgumentPart) -> Iterable[tuple[str, PythonCode | None]]:
    if size is None:
        return
    yield "size", _names(parameter_path(size.parameter, part))
    if size.usual is not None or size.most is not None:
        yield "size_limits", PythonCode.of("({}, {})", literal(size.usual), literal(size.most))


def _given_path(path: Path) -> PythonCode | None:
    return _path(path) if path else None


def _unless(names: list[str], usual: list[Any]) -> PythonCode | None:
    return None if names == usual else _names(names)


def _path(path: Path) -> PythonCode:
    return _names([name.raw for name in path])


def _names(names: list[str]) -> PythonCode:
    listed = PythonCode.joined(", ", [literal(name) for name in names])
    return PythonCode.of("({},)" if len(names) == 1 else "({})", listed)
