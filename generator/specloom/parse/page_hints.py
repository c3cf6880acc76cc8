"""`x-specloom-pagination`: read, and checked against the operation's parameters and its response."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ..config import HINT_MEMBERS
from ..diagnostics import Code, quote, similar
from ..ir.api import Operation, Parameter, ParameterLocation
from ..ir.page_types import (
    element_types,
    json_body,
    page_body,
    path_of,
    property_names,
    property_type,
    type_at,
)
from ..ir.pagination import (
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
from ..ir.resolve import Types, resolve_nullable
from ..ir.types import Default, Scalar, Text, TypeRef
from .context import Parser
from .extensions import PAGINATION, PageHint
from .list_properties import last_word, list_path

NO_PAGES = "none"
"""The kind of an operation that has no pages, although they would be detected."""
_END = ("has-more",)
_COUNTED = ("total-items", "size-parameter", "parameter-in", *_END)
KEYS: Mapping[str, Sequence[str]] = {
    "token": ("token-parameter", "parameter-in", "next-token", "next-token-in", *_END),
    "last-item": ("token-parameter", "parameter-in", "item-property", *_END),
    "page": ("page-parameter", "first-page", "total-pages", *_COUNTED),
    "offset": ("offset-parameter", "first-offset", *_COUNTED),
    "link": (),
    "next-url": ("next-url",),
}
"""The keys of each kind, beside `kind` and `items`."""
_PARTS = {
    "query": ParameterLocation.QUERY,
    "header": ParameterLocation.HEADER,
}
Kept = TypeVar("Kept")


class _HintFault(Exception):
    """A hint that cannot be honoured, and the key that is at fault."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def pagination_of_hint(
    parser: Parser, types: Types, operation: Operation, hint: PageHint
) -> Pagination | None:
    """Return what a hint says; None where it cannot be honoured, which a warning says."""
    try:
        return _HintReader(parser, types, operation, hint).read()
    except _HintFault as fault:
        # A field that is not known has been reported; it is likely to be the one that is missing.
        mistaken = (
            isinstance(hint.values, dict)
            and not HINT_MEMBERS["pagination"].keys() >= hint.values.keys()
        )
        if mistaken and fault.key not in hint.values:
            return None
        parser.warn(Code.INVALID_EXTENSION, f"{PAGINATION}: {fault}", hint.place(fault.key))
        return None


class _HintReader:
    """Reads one hint. Its methods raise `_HintFault`."""

    def __init__(self, parser: Parser, types: Types, operation: Operation, hint: PageHint) -> None:
        if not isinstance(hint.values, dict):
            raise _HintFault("must be an object")
        self._parser = parser
        self._types = types
        self._operation = operation
        self._hint = hint
        self._values: dict[str, Any] = hint.values

    def read(self) -> Pagination:
        kind = self._values.get("kind", "token")
        if not isinstance(kind, str) or kind not in KEYS:
            near = similar(kind, KEYS, 1) if isinstance(kind, str) else []
            meant = f"; did you mean {quote(near[0])}?" if near else ""
            raise _HintFault(f"kind must be one of {', '.join((*KEYS, NO_PAGES))}{meant}", "kind")
        self._warn_of_others(kind)
        readers: dict[str, Callable[[Path, str], Pagination]] = {
            "token": self._token,
            "last-item": self._last_item,
            "page": self._page,
            "offset": self._offset,
            "link": lambda items, at: LinkPagination(items=items, at=at),
            "next-url": lambda items, at: NextUrlPagination(
                next_url=self._needed_path("next-url"), items=items, at=at
            ),
        }
        body = page_body(self._operation)
        if body is None:
            raise _HintFault("the operation has no success whose only body is JSON")
        self._body: TypeRef = body
        return readers[kind](self._items(), self._operation.at)

    def _warn_of_others(self, kind: str) -> None:
        known = {key for keys in KEYS.values() for key in keys}
        for key in sorted(known.intersection(self._values).difference(KEYS[kind])):
            message = f"{PAGINATION}: {quote(key)} is not used with the kind {kind}"
            self._parser.warn(Code.INVALID_EXTENSION, message, self._hint.place(key))

    def _token(self, items: Path, at: str) -> Pagination:
        source = self._choice("next-token-in", TokenSource, TokenSource.BODY)
        name, part = self._parameter("token-parameter")
        next_token: Path = ()
        if source is TokenSource.HEADER:
            next_token = (Text(self._text("next-token")),)
        elif source is not TokenSource.LINK:
            next_token = self._needed_path("next-token")
        return TokenPagination(
            token_parameter=name,
            parameter_in=part,
            next_token=next_token,
            next_token_in=source,
            has_more=self._path("has-more"),
            items=items,
            at=at,
        )

    def _last_item(self, items: Path, at: str) -> Pagination:
        name, part = self._parameter("token-parameter")
        elements = element_types(self._types, self._at(items))
        text = self._text("item-property", "id")
        paths = [path_of(self._types, element, text) for element in elements]
        path = next(iter(paths), None)
        if not path or not all(paths):
            lacking = next((e for e, found in zip(elements, paths, strict=True) if not found), None)
            raise self._nothing_at(text, "item-property", lacking, "an item")
        return LastItemPagination(
            token_parameter=name,
            parameter_in=part,
            item_property=path,
            has_more=self._path("has-more"),
            items=items,
            at=at,
        )

    def _page(self, items: Path, at: str) -> Pagination:
        name, part = self._parameter("page-parameter")
        return PageNumberPagination(
            page_parameter=name,
            parameter_in=part,
            first_page=self._number("first-page", self._usual(name, part), 1),
            has_more=self._path("has-more"),
            total_pages=self._path("total-pages"),
            total_items=self._path("total-items"),
            size=self._size(part),
            items=items,
            at=at,
        )

    def _offset(self, items: Path, at: str) -> Pagination:
        name, part = self._parameter("offset-parameter")
        return OffsetPagination(
            offset_parameter=name,
            parameter_in=part,
            first_offset=self._number("first-offset", self._usual(name, part), 0),
            has_more=self._path("has-more"),
            total_items=self._path("total-items"),
            size=self._size(part),
            items=items,
            at=at,
        )

    def _items(self) -> Path:
        if "items" not in self._values:
            path = list_path(self._types, self._body, last_word(self._operation.path))
            if path is None:
                raise _HintFault("needs the text items: the response has not exactly one list")
            return path
        path = self._path("items", empty=True)
        if not element_types(self._types, self._at(path)):
            shown = self._values["items"]
            raise _HintFault(
                f"items: {quote(shown) if shown else 'the response'} is no array", "items"
            )
        return path

    def _at(self, path: Path) -> TypeRef:
        found = type_at(self._types, self._body, path)
        assert found is not None
        return found

    def _text(self, key: str, default: str | None = None) -> str:
        value = self._values.get(key, default)
        if not isinstance(value, str) or not value:
            raise _HintFault(f"needs the text {key}", key)
        return value

    def _needed_path(self, key: str) -> Path:
        self._text(key)
        return self._path(key)

    def _path(self, key: str, *, empty: bool = False) -> Path:
        """Return the path of a property of the response; empty if it is not given."""
        if key not in self._values:
            return ()
        text = self._values[key]
        if not isinstance(text, str) or not (text or empty):
            raise _HintFault(f"{key} must be the path of a property", key)
        path = path_of(self._types, self._body, text)
        if path is None:
            raise self._nothing_at(text, key, self._body, "the response")
        return path

    def _nothing_at(self, text: str, key: str, start: TypeRef | None, what: str) -> _HintFault:
        ref, names = start, [] if start is None else property_names(self._types, start)
        for name in text.split("."):
            found = None if ref is None else property_type(self._types, ref, Text(name))
            if found is None or ref is None:
                near = similar(name, names, 1)
                meant = f"; did you mean {quote(near[0])}?" if near else ""
                return _HintFault(f"{key}: {what} has no property {quote(text)}{meant}", key)
            ref, names = found, property_names(self._types, found)
        return _HintFault(f"{key}: {what} has no property {quote(text)}", key)

    def _choice(self, key: str, kind: Callable[[Any], Kept], default: Kept) -> Kept:
        if key not in self._values:
            return default
        try:
            return kind(self._values[key])
        except ValueError:
            known: Any = kind
            listed = ", ".join(member.value for member in known)
            raise _HintFault(f"{key} must be one of {listed}", key) from None

    def _parameter(self, key: str) -> tuple[Text, ArgumentPart]:
        """Return the name of a parameter, or the path of a property of the body, and which of them it is."""
        text = self._text(key)
        parts = [ArgumentPart.QUERY, ArgumentPart.HEADER, ArgumentPart.BODY]
        if "parameter-in" in self._values:
            parts = [self._choice("parameter-in", ArgumentPart, ArgumentPart.QUERY)]
        for part in parts:
            if part is ArgumentPart.BODY:
                body = json_body(self._operation.body)
                path = None if body is None else path_of(self._types, body, text)
                if path:
                    return Text(".".join(name.raw for name in path)), part
            elif self._declared(text, part) is not None:
                return Text(text), part
        names = [
            p.wire_name.raw for p in self._operation.parameters if p.location in _PARTS.values()
        ]
        near = similar(text, names, 1)
        meant = f"; did you mean {quote(near[0])}?" if near else ""
        places = {
            ArgumentPart.QUERY: "no query parameter",
            ArgumentPart.HEADER: "no header parameter",
            ArgumentPart.BODY: "no property of the body",
        }
        listed = " and ".join(places[part] for part in parts)
        raise _HintFault(f"{key}: the operation has {listed} {quote(text)}{meant}", key)

    def _declared(self, name: str, part: ArgumentPart) -> Parameter | None:
        location = _PARTS.get(part.value)
        return next(
            (
                each
                for each in self._operation.parameters
                if each.location is location and each.wire_name.raw == name
            ),
            None,
        )

    def _usual(self, name: Text, part: ArgumentPart) -> Any:
        """Return the default value that a parameter declares."""
        declared = self._declared(name.raw, part)
        return None if declared is None else declared_default(declared)

    def _number(self, key: str, usual: Any, default: int) -> int:
        fallback = usual if usual in (0, 1) and not isinstance(usual, bool) else default
        value = self._values.get(key, fallback)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise _HintFault(f"{key} must be a number from 0 on", key)
        return value

    def _size(self, part: ArgumentPart) -> PageSize | None:
        if "size-parameter" not in self._values:
            return None
        text = self._text("size-parameter")
        declared = self._declared(text, part)
        if part is not ArgumentPart.BODY and declared is None:
            raise _HintFault(
                f"size-parameter: the operation has no {part.value} parameter {quote(text)}",
                "size-parameter",
            )
        usual = None if declared is None else declared_default(declared)
        most = None if declared is None else declared_maximum(self._types, declared)
        return PageSize(
            parameter=Text(text),
            usual=usual if isinstance(usual, int) and not isinstance(usual, bool) else None,
            most=most,
        )


def declared_default(parameter: Parameter) -> Any:
    """Return the default value of a parameter; None where it has none."""
    return parameter.presence.value.raw if isinstance(parameter.presence, Default) else None


def declared_maximum(types: Types, parameter: Parameter) -> int | None:
    """Return the largest number that a parameter takes; None where there is no limit."""
    _, kind = resolve_nullable(types, parameter.type)
    most = kind.limits.maximum if isinstance(kind, Scalar) else None
    return most.raw if most is not None and isinstance(most.raw, int) else None
