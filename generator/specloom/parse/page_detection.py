"""Pages that nothing is said of: found where the request and the response correspond.

Each rule looks for an argument and for what the response has to go with it. What it finds is certain, and
then the method returns pages; or it is likely, and then a hint is proposed. Names are compared in lower
case and without punctuation: `page[size]` and `pageSize` are `pagesize`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ..ir.api import Operation
from ..ir.page_types import alternatives, page_body, property_type
from ..ir.pagination import (
    LastItemPagination,
    LinkPagination,
    NextUrlPagination,
    OffsetPagination,
    PageNumberPagination,
    Pagination,
    TokenPagination,
)
from ..ir.resolve import Types
from ..ir.responses import successes
from ..ir.scalars import ScalarKind
from ..ir.types import Limits, Text
from ..records import dataclass
from .list_properties import last_word, list_path
from .page_evidence import (
    OFFSETS,
    PAGES,
    SIZES,
    TOKEN_KINDS,
    TOTAL_ITEMS,
    TOTAL_PAGES,
    Evidence,
    PageArgument,
    PageProperty,
    plain_name,
    words_of,
)

_TOKENS = frozenset(
    "pagetoken nexttoken nextpagetoken cursor nextcursor pagecursor startcursor continuationtoken continuation continue "
    "marker paginationtoken startingtoken pagingtoken nextpagecursor startkey exclusivestartkey scrollid "
    "resumptiontoken".split()
)
"""Arguments that can be nothing else than a token."""
_NEXT_TOKENS = frozenset(
    "nexttoken nextpagetoken nextcursor nextpagecursor nextcontinuationtoken nextmarker nextstartkey "
    "nextpaginationtoken nextcontinuation".split()
)
"""Properties that can be nothing else than the token of the next page."""
_SAME_NAME = frozenset(
    "nexttoken nextpagetoken nextcursor nextmarker continuationtoken continue nextpagecursor".split()
)
"""Names that mean the next page in a response as well as in a request."""
_NEXT_PAGES = frozenset(f"next{name}" for name in PAGES)
"""Properties that are the number of the next page, whatever the argument is called."""
_NEXT_URLS = frozenset(
    "nextlink nexturl nextpageurl nextpagelink nexturi nextpageuri odatanextlink nexthref".split()
)
_OTHER_OFFSETS = frozenset("start from startindex startat firstresult startposition".split())
_ANY_PAGING = (
    frozenset("after before since pagetoken cursor marker".split()) | PAGES | SIZES | OFFSETS
)
_CURSORS = frozenset("after cursor".split())
_STRINGS = (ScalarKind.STRING,)
_FIRST_IS_ONE = re.compile(
    r"\b(1|one)[- ]based|(start|begin)(s|ing)?( at| from| with)? (page )?1\b|first page is 1|defaults?( is| to)?:? *`?1\b|indexed from 1",
    re.IGNORECASE,
)
_FIRST_IS_ZERO = re.compile(
    r"\b(0|zero)[- ](based|index)|(start|begin)(s|ing)?( at| from| with)? (page )?0\b|first page is 0|defaults?( is| to)?:? *`?0\b|\b0\.\.N",
    re.IGNORECASE,
)
_IS_CURSOR = re.compile(r"\b(cursor|token)\b", re.IGNORECASE)
_OF_THE_HEADER = re.compile(r"\blink\b\W{1,3}header", re.IGNORECASE)
_IS_URL = re.compile(r"\b(url|uri|link|href)\b", re.IGNORECASE)
_OF_AN_ITEM = re.compile(r"\b(ids?|identifier|identifiers|cursor|object|item)\b", re.IGNORECASE)
_OF_A_WALK = re.compile(
    r"\b(last|cursor|pagination|previous|next page|starting after)\b", re.IGNORECASE
)
_OF_TIME = re.compile(r"\b(date|time|timestamp|iso ?8601|rfc ?3339|unix|epoch)\b", re.IGNORECASE)
_IS_FLAG = re.compile(r"\b(true|false|whether|boolean)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPages:
    """How pages are linked, and whether that is certain."""

    pagination: Pagination
    certain: bool


def find_pages(types: Types, operation: Operation) -> FoundPages | None:
    """Return how the pages of an operation are linked; None where nothing says that it has any."""
    body = page_body(operation)
    if body is None or operation.method not in ("GET", "POST"):
        return None
    items = list_path(types, body, last_word(operation.path))
    if items is None:
        return None
    evidence = Evidence(types, operation, body, items)
    rules: Sequence[Callable[[Evidence], Iterator[FoundPages]]] = (
        _by_token,
        _by_last_item,
        _by_link,
        _by_url,
        _by_number,
        _by_offset,
    )
    if operation.method == "POST":
        rules = (_by_token,)
    found = [each for rule in rules for each in rule(evidence)]
    return next((each for each in found if each.certain), next(iter(found), None))


def _by_token(evidence: Evidence) -> Iterator[FoundPages]:
    for key, argument in evidence.arguments.items():
        scalar = evidence.scalar(argument.type)
        if scalar is None or scalar.kind not in TOKEN_KINDS:
            continue
        for found in evidence.properties:
            certain = _is_next(evidence, key, found)
            if certain is None or not evidence.alike(argument.type, found.type):
                continue
            if not _is_url(evidence, found):
                pagination = TokenPagination(
                    token_parameter=argument.name,
                    parameter_in=argument.part,
                    next_token=found.path,
                    has_more=evidence.has_more(),
                    items=evidence.items,
                    detected=True,
                    at=evidence.at,
                )
                yield FoundPages(pagination=pagination, certain=certain)


def _is_next(evidence: Evidence, key: str, found: PageProperty) -> bool | None:
    """Return whether a property is for sure the next value of an argument; None where nothing says so."""
    said = _is_called_next(evidence, key, found)
    return False if said and _IS_FLAG.search(words_of(found.field.doc)) else said


def _is_called_next(evidence: Evidence, key: str, found: PageProperty) -> bool | None:
    """Return the same by the names, and by what the property is said to be."""
    above = [plain_name(name) for name in found.path[:-1]]
    if found.key == f"next{key}":
        # `limit` and `nextLimit` would be something else.
        return key in _TOKENS or key in PAGES or key in ("after", "offset", "start")
    if key in PAGES and found.key in _NEXT_PAGES:
        return True
    if found.key == key and above[-1:] in (["next"], ["cursors"]):
        return key in _TOKENS or key in ("after", "offset")
    if found.key == key and key in _SAME_NAME:
        return True
    if found.key == "endcursor" and key in ("after", "cursor"):
        return bool(evidence.has_more())
    if found.key == "lastid" and key in ("after", "startingafter", "afterid", "lastid"):
        return bool(evidence.has_more())
    if key in _TOKENS and found.key in _NEXT_TOKENS:
        several = [each for each in evidence.properties if each.key in _NEXT_TOKENS]
        tokens = [each for each in evidence.arguments if each in _TOKENS]
        return len(several) == 1 and len(tokens) == 1
    if found.key == "next" and key == "after":
        return bool(evidence.has_more()) and bool(_IS_CURSOR.search(words_of(found.field.doc)))
    return False if found.key in (key, "next") and key in _TOKENS else None


def _by_last_item(evidence: Evidence) -> Iterator[FoundPages]:
    ends = evidence.has_more()
    has_id = all(
        property_type(evidence.types, each, Text("id")) is not None
        for element in evidence.elements
        for each in alternatives(evidence.types, element)
    )
    if not ends or not has_id or not evidence.of_objects:
        return
    for key in ("startingafter", "after"):
        argument = evidence.arguments.get(key)
        scalar = None if argument is None else evidence.scalar(argument.type)
        if argument is None or scalar is None or scalar.kind not in _STRINGS:
            continue
        words = words_of(argument.doc)
        said = _OF_AN_ITEM.search(words) and _OF_A_WALK.search(words)
        certain = not _OF_TIME.search(words) and (key == "startingafter" or bool(said))
        pagination = LastItemPagination(
            token_parameter=argument.name,
            item_property=(Text("id"),),
            has_more=ends,
            items=evidence.items,
            detected=True,
            at=evidence.at,
        )
        yield FoundPages(pagination=pagination, certain=certain)


def _by_link(evidence: Evidence) -> Iterator[FoundPages]:
    declared = any(
        header.wire_name.raw.lower() == "link"
        for success in successes(evidence.operation)
        for header in success.response.headers
    )
    told = any(
        key in _CURSORS and _OF_THE_HEADER.search(words_of(argument.doc))
        for key, argument in evidence.arguments.items()
    )
    if declared or told:
        certain = told or not _ANY_PAGING.isdisjoint(evidence.arguments)
        pagination = LinkPagination(items=evidence.items, detected=True, at=evidence.at)
        yield FoundPages(pagination=pagination, certain=certain)


def _by_url(evidence: Evidence) -> Iterator[FoundPages]:
    for found in evidence.properties:
        names = [plain_name(name) for name in found.path]
        certain: bool | None = None
        if names[-1] in _NEXT_URLS:
            certain = True
        elif names[-1] == "next" or names[-2:] == ["next", "href"]:
            around = not _ANY_PAGING.isdisjoint(evidence.arguments) or _has_previous(evidence)
            sure = _is_url(evidence, found) or names[-1] == "href"
            certain = around and (sure or (bool(names[:-1]) and names[-2] in ("links", "pages")))
        if certain is None or not evidence.is_kind(found.type, *_URL_KINDS):
            continue
        pagination = NextUrlPagination(
            next_url=found.path, items=evidence.items, detected=True, at=evidence.at
        )
        yield FoundPages(pagination=pagination, certain=certain)


_URL_KINDS = (ScalarKind.STRING,)


def _has_previous(evidence: Evidence) -> bool:
    return evidence.only(frozenset(("previous", "prev"))) is not None


def _is_url(evidence: Evidence, found: PageProperty) -> bool:
    """Return whether the document says of a property that it is a URL."""
    scalar = evidence.scalar(found.type)
    if scalar is None:
        return False
    form = scalar.format.raw if scalar.format else ""
    examples = [each.raw for each in (*scalar.examples, *found.field.doc.examples)]
    return (
        form.startswith(("uri", "url", "iri"))
        or any(str(each).startswith(("http://", "https://", "/")) for each in examples)
        or bool(_IS_URL.search(words_of(found.field.doc)))
    )


def _by_number(evidence: Evidence) -> Iterator[FoundPages]:
    argument = evidence.argument(PAGES, ScalarKind.INTEGER, ScalarKind.NUMBER)
    if argument is None or not evidence.of_objects:
        return
    first = _first_page(evidence, argument)
    pages = evidence.total(TOTAL_PAGES)
    if first == 0 and pages and plain_name(pages[-1]) == "lastpage":
        pages = ()
    pagination = PageNumberPagination(
        page_parameter=argument.name,
        first_page=1 if first is None else first,
        has_more=evidence.has_more(),
        total_pages=pages,
        total_items=() if pages else evidence.total(TOTAL_ITEMS),
        items=evidence.items,
        detected=True,
        at=evidence.at,
    )
    counts = bool(pages or pagination.total_items or pagination.has_more)
    certain = (
        first is not None
        and evidence.is_sized
        and OFFSETS.isdisjoint(evidence.arguments)
        and not evidence.is_thing
        and (counts or not evidence.is_one_thing)
    )
    yield FoundPages(pagination=pagination, certain=certain)


def _first_page(evidence: Evidence, argument: PageArgument) -> int | None:
    """Return the number of the first page: the default, else the smallest one, else what the text says."""
    if argument.default is not None:
        return argument.default if argument.default in (0, 1) else None
    scalar = evidence.scalar(argument.type)
    limits = scalar.limits if scalar else Limits()
    words = words_of(argument.doc)
    one, zero = bool(_FIRST_IS_ONE.search(words)), bool(_FIRST_IS_ZERO.search(words))
    if one or zero:
        return None if one and zero else int(one)
    least = limits.minimum.raw if limits.minimum else None
    return 1 if least == 1 else None


def _by_offset(evidence: Evidence) -> Iterator[FoundPages]:
    argument = evidence.argument(OFFSETS, ScalarKind.INTEGER, ScalarKind.NUMBER)
    usual = argument is not None
    argument = argument or evidence.argument(_OTHER_OFFSETS, ScalarKind.INTEGER)
    if argument is None or not evidence.of_objects:
        return
    first = argument.default if argument.default in (0, 1) else 0
    total, more = evidence.total(TOTAL_ITEMS), evidence.has_more()
    pagination = OffsetPagination(
        offset_parameter=argument.name,
        first_offset=first,
        has_more=more,
        total_items=total,
        items=evidence.items,
        detected=True,
        at=evidence.at,
    )
    counts = bool(total or more) or (usual and not evidence.items)
    begins = usual or (bool(total) and argument.default in (0, 1))
    certain = (
        counts
        and begins
        and evidence.is_sized
        and PAGES.isdisjoint(evidence.arguments)
        and argument.default in (None, 0, 1)
        and not _counts_pages(argument)
        and not evidence.total(TOTAL_PAGES)
        and not evidence.is_thing
        and (bool(total or more) or not evidence.is_one_thing)
    )
    yield FoundPages(pagination=pagination, certain=certain)


def _counts_pages(argument: PageArgument) -> bool:
    """Return whether an offset may be one of pages."""
    return bool(
        re.search(
            r"\bpage (number|index|offset|to)\b|\bpages to skip\b",
            words_of(argument.doc),
            re.IGNORECASE,
        )
    )
