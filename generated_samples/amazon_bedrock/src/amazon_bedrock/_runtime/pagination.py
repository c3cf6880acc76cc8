# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Pagination: from one page's request and response to the request for the next page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from .call import Call
from .errors import PaginationError
from .operation import Pagination
from .redirects import same_origin
from .unset import UNSET

if TYPE_CHECKING:
    from .http import HttpRequest, HttpResponse

Part: TypeAlias = Literal["query", "header", "body"]
"""The part of a request that a value is in."""
Path: TypeAlias = Sequence[str]
"""Property names, by the API's own names, from the top of a body; empty for the whole body."""
_NO = frozenset(("", "0", "false", "no"))
_IN_URLS = "%/:?#[]@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument for the next page: `path` is the name of a parameter, or the path of a property of the body."""

    part: Part
    path: tuple[str, ...]
    value: Any

    @property
    def identity(self) -> object:
        """What tells the page that this leads to from others."""
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Target:
    """The URL of the next page, in place of the path and the query of this one; it may be relative."""

    url: str

    @property
    def identity(self) -> object:
        """What tells the page that this leads to from others."""
        return self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request for a page, and its response.

    `call` made the request, `request` is what was sent in the end, `body` the decoded response, and `base`
    the URL that requests of the operation begin with. `before` counts the items of the pages before
    this one, `number` those pages. `known` has the number of the page that each token or URL of
    the walk led to; the pages of a walk share it. `digest` is that of the response, `repeats` says that the page before was the same.
    """

    call: Call
    pagination: Pagination
    body: Any
    headers: Mapping[str, str]
    request: HttpRequest
    base: str
    known: dict[object, int]
    digest: int
    number: int = 0
    before: int = 0
    repeats: bool = False

    @classmethod
    def first(cls, call: Call, base: str, response: HttpResponse, body: Any) -> Exchange:
        """Return that of the first page."""
        operation: Any = call.operation
        return cls(
            call=call,
            pagination=operation.pagination,
            body=body,
            headers=response.headers,
            request=response.request,
            base=base,
            known={},
            digest=hash(response.content),
        )

    def followed_by(self, call: Call, response: HttpResponse, body: Any) -> Exchange:
        """Return that of the page after this one."""
        digest = hash(response.content)
        return replace(
            self,
            call=call,
            body=body,
            headers=response.headers,
            request=response.request,
            digest=digest,
            number=self.number + 1,
            before=self.before + len(self.items),
            repeats=digest == self.digest,
        )

    def with_body(self, body: Any) -> Exchange:
        """Return the same with a copy of the body."""
        return replace(self, body=body)

    @property
    def items(self) -> Sequence[Any]:
        """The items of the page; none where they are null or missing. Raises `PaginationError` for what is no list."""
        items = value_at(self.body, self.pagination.items)
        if items is None or items == {}:
            return ()
        if not isinstance(items, (list, tuple)):
            raise PaginationError(
                f"{self.call.operation.id}: the response has no list {_place(self.pagination.items)}, "
                f"but a {type(items).__name__}"
            )
        return items

    def value(self, path: Path) -> Any:
        """Return the value of a property of the response; None where it is missing."""
        return value_at(self.body, path)

    def says(self, path: Path) -> bool:
        """Return whether a property of the response says yes: servers write booleans as text, too."""
        value = self.value(path)
        return value.strip().lower() not in _NO if isinstance(value, str) else bool(value)

    def sent(self, part: Part, path: Path) -> Any:
        """Return the argument that the request had; None where it had none."""
        options, name = self.call.options, path[0]
        if part == "body":
            added = value_at(options.extra_body, path)
            return value_at(self.call.given.get("body"), path) if added is None else added
        given: Mapping[str, Any] = self.call.given.get(part) or {}
        added = options.query if part == "query" else options.headers
        value = added.get(name, given.get(name))
        return None if value is UNSET else value

    def next_token(self) -> Any:
        """Return the token of the next page; None where there is none."""
        return self.pagination.token(self)

    def following(self) -> Call | None:
        """Return the call for the next page; None on the last one.

        Raises `PaginationError` for a token or URL that led to this page or one before it, and for a URL
        of another origin.
        """
        step = self.pagination.following(self)
        if step is None:
            return None
        if isinstance(step, Target):
            step = Target(self._url(step.url))
        else:
            self.known.setdefault(repr(self.sent(step.part, step.path)), self.number)
        if self.known.setdefault(step.identity, self.number + 1) <= self.number:
            shown = self.request.secrets.shown_url(str(step.identity))
            raise self.error(f"the next page would be one that was there before ({shown})")
        if self.pagination.counted and self.repeats and not _is_plain(self.items):
            raise self.error("the server returned the same page twice")
        return _following_call(self.call, step)

    def error(self, message: str) -> PaginationError:
        """Return the exception for pages that cannot go on."""
        return PaginationError(f"{self.call.operation.id}: {message}, after page {self.number + 1}")

    def _url(self, url: str) -> str:
        """Return an absolute URL. Credentials go along, so it must be where the operation is."""
        shown = self.request.secrets.shown_url(url)
        try:
            parts = urlsplit(urljoin(self.request.url, quote(url, safe=_IN_URLS)))
            host, base = parts.netloc.rpartition("@")[2], urlsplit(self.base)
            # Behind a proxy that ends TLS, servers take themselves for http: they are not requested so.
            is_base = parts.scheme == "http" and host.lower() == base.netloc.lower()
            scheme = base.scheme if is_base else parts.scheme
            absolute = urlunsplit((scheme, host, parts.path, parts.query, ""))
            same = same_origin(self.base, absolute)
        except ValueError:
            raise self.error(f"the link to the next page is not a URL: {shown}") from None
        if not same:
            raise self.error(
                f"the next page is at another origin than {self.base}, where credentials must not go: {shown}"
            )
        return absolute


def value_at(value: Any, path: Path) -> Any:
    """Return the property of a decoded body at a path; None where it is missing."""
    for name in path:
        if isinstance(value, Mapping):
            value = value.get(name)
        elif hasattr(value, "model_fields_set"):
            model: Any = type(value)
            attribute = _attribute(model, name)
            extra = value.model_extra or {}
            value = extra.get(name) if attribute is None else getattr(value, attribute)
        else:
            return None
    return None if value is UNSET else value


@lru_cache(maxsize=512)
def _attribute(model: Any, name: str) -> str | None:
    """Return the attribute of a model for a property of the API."""
    fields = model.model_fields.items()
    return next((own for own, info in fields if (info.alias or own) == name), None)


def _following_call(call: Call, step: Argument | Target) -> Call:
    """Return a call that differs by what leads to the next page. Options cannot undo it."""
    if isinstance(step, Target):
        following = Call(call.operation, call.given, call.options)
        following.url = step.url
        return following
    name = step.path[0]
    given, options = call.given.get(step.part), call.options
    if step.part == "body":
        body = _with_property(given, step.path, step.value)
        options = replace(options, extra_body=_without(options.extra_body, name))
        return Call(call.operation, {**call.given, "body": body}, options)
    if step.part == "query":
        options = replace(options, query=_without(options.query, name))
    else:
        options = replace(options, headers=_without(options.headers, name))
    return Call(
        call.operation, {**call.given, step.part: {**(given or {}), name: step.value}}, options
    )


def _without(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def _with_property(body: Any, path: Path, value: Any) -> Any:
    """Return a request body with another value of a property."""
    if not path:
        return value
    name, rest = path[0], path[1:]
    inner = _with_property(value_at(body, (name,)), rest, value)
    if hasattr(body, "model_fields_set"):
        model: Any = type(body)
        attribute = _attribute(model, name) or name
        return body.model_copy(update={attribute: inner})
    return {**(body if isinstance(body, Mapping) else {}), name: inner}


def _is_plain(items: Sequence[Any]) -> bool:
    """Return whether equal pages may be different ones: of numbers or texts alone."""
    return all(item is None or isinstance(item, (str, int, float)) for item in items)


def _place(path: Path) -> str:
    return f"at {'.'.join(path)}" if path else "at its top"
