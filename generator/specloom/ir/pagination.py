"""How the pages of a list are linked: the ways that `x-specloom-pagination` has words for."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from typing import TypeAlias

from ..records import dataclass
from .untrusted import Text

Path: TypeAlias = tuple[Text, ...]
"""Property names from the top of a body; empty for the whole body, or for what is not there."""


class ArgumentPart(Enum):
    """The part of the request that an argument is in."""

    QUERY = "query"
    HEADER = "header"
    BODY = "body"


class TokenSource(Enum):
    """Where a token is: a property, a header field, a property that is a URL, or the `Link` header."""

    BODY = "body"
    HEADER = "header"
    URL = "url"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSize:
    """The argument for the number of items in a page; a page with fewer is the last.

    `usual` is what holds where the caller does not say, `most` the most that the server allows.
    """

    parameter: Text
    usual: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPagination:
    """Pages linked by a token that the response has; a missing, null or empty token ends them.

    `next_token` is the path of a property, or the name of a header field. In a URL the token is the query
    parameter of the name of `token_parameter`. That is the name of a parameter, or the path of a property of the body, with dots.
    """

    token_parameter: Text
    parameter_in: ArgumentPart = ArgumentPart.QUERY
    next_token: Path
    next_token_in: TokenSource = TokenSource.BODY
    has_more: Path = ()
    items: Path
    detected: bool = field(default=False, compare=False)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastItemPagination:
    """The next page begins after the last item, which its property `item_property` identifies."""

    token_parameter: Text
    parameter_in: ArgumentPart = ArgumentPart.QUERY
    item_property: Path
    has_more: Path = ()
    items: Path
    detected: bool = field(default=False, compare=False)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumberPagination:
    """Pages have numbers, from `first_page` on; what is not known of their end shows in an empty page."""

    page_parameter: Text
    parameter_in: ArgumentPart = ArgumentPart.QUERY
    first_page: int = 1
    has_more: Path = ()
    total_pages: Path = ()
    total_items: Path = ()
    size: PageSize | None = None
    items: Path
    detected: bool = field(default=False, compare=False)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetPagination:
    """A page begins after a number of items, `first_offset` for the first one."""

    offset_parameter: Text
    parameter_in: ArgumentPart = ArgumentPart.QUERY
    first_offset: int = 0
    has_more: Path = ()
    total_items: Path = ()
    size: PageSize | None = None
    items: Path
    detected: bool = field(default=False, compare=False)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPagination:
    """The `Link` header has the URL of the next page, with the relation `next` (RFC 8288)."""

    items: Path
    detected: bool = field(default=False, compare=False)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextUrlPagination:
    """A property of the response has the URL of the next page."""

    next_url: Path
    items: Path
    detected: bool = field(default=False, compare=False)
    at: str


Pagination: TypeAlias = (
    TokenPagination
    | LastItemPagination
    | PageNumberPagination
    | OffsetPagination
    | LinkPagination
    | NextUrlPagination
)
"""How to come from one page to the next; `items` is where each has its items, the top if it is empty."""
