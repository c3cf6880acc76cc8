"""Pages that nothing is said of: found where the request and the response correspond.

Each rule looks for an argument and for what the response has to go with it. What it finds is certain, and
then the method returns pages; or it is likely, and then a hint is proposed. Names are compared in lower
case and without punctuation: `page[size]` and `pageSize` are `pagesize`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..ir.api import Hole, Operation, Parameter, ParameterLocation
from ..ir.page_types import alternatives, element_type, json_body, page_body, property_type, type_at
from ..ir.pagination import (
    ArgumentPart,
    LastItemPagination,
    LinkPagination,
    NextUrlPagination,
    OffsetPagination,
    PageNumberPagination,
    Pagination,
    Path,
    TokenPagination,
)
from ..ir.resolve import Types, object_of, resolve_nullable
from ..ir.responses import successes
from ..ir.scalars import ScalarKind
from ..ir.types import AnyJson, ArrayOf, Default, Doc, Field, Limits, Scalar, Text, TypeRef
from .list_properties import is_object, list_path

_PUNCTUATION = re.compile(r"[^0-9a-z]")
_BESIDE_ITEMS = frozenset(
    "metadata meta pagination paging page pageinfo pageinformation pageable cursors cursor links link pages next "
    "responsemetadata responseinfo listmetadata resultset resultinfo paginationinfo pagingmetadata pagedetails "
    "data result results response odata".split()
)
"""Objects that say something of the page, rather than of an item."""
_DEEPEST = 4

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
_HAS_MORE = frozenset(
    "hasmore hasnext hasnextpage hasmoreitems hasmoreresults hasmorepages istruncated".split()
)
_NEXT_URLS = frozenset(
    "nextlink nexturl nextpageurl nextpagelink nexturi nextpageuri odatanextlink nexthref".split()
)
_PAGES = frozenset("page pagenumber pageno pagenum currentpage".split())
_SIZES = frozenset(
    "perpage pagesize limit size itemsperpage pagelimit maxresults resultsperpage countperpage take top max "
    "maxitems numberperpage pagecount rows count pageitems".split()
)
_OFFSETS = frozenset("offset skip".split())
_OTHER_OFFSETS = frozenset("start from startindex startat firstresult startposition".split())
_TOTAL_PAGES = frozenset(
    "totalpages pagecount lastpage totalpage numpages numberofpages pagestotal".split()
)
_TOTAL_ITEMS = frozenset(
    "total totalcount totalitems totalresults totalelements totalrecords totalhits itemstotal totalsize".split()
)
_ENVELOPE = frozenset(
    "status code message success error errormessage errorcode errordescription ok count kind etag object url type limit self "
    "perpage pagesize currentpage previous prev first last next timestamp took time version schema method links requestid "
    "responsestatus returnedresults selflink resultcount statuscode numberofelements empty from to size".split()
)
"""Properties of a response that are not those of a thing that has the list."""
_MOST_OTHERS = 2
_ANY_PAGING = (
    frozenset("after before since pagetoken cursor marker".split()) | _PAGES | _SIZES | _OFFSETS
)
_STRINGS = (ScalarKind.STRING,)
_FIRST_IS_ONE = re.compile(
    r"\b(1|one)[- ]based|(start|begin)(s|ing)?( at| from| with)? (page )?1\b|first page is 1|defaults?( is| to)?:? *`?1\b|indexed from 1",
    re.IGNORECASE,
)
_FIRST_IS_ZERO = re.compile(
    r"\b(0|zero)[- ](based|index)|(start|begin)(s|ing)?( at| from| with)? (page )?0\b|first page is 0|defaults?( is| to)?:? *`?0\b|\b0\.\.N",
    re.IGNORECASE,
)
_IS_URL = re.compile(r"\b(url|uri|link|href)\b", re.IGNORECASE)
_OF_THIS_PAGE = re.compile(
    r"this page|current page|returned|in (the|this) (response|page|list)", re.IGNORECASE
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Argument:
    """An argument that may lead to another page."""

    name: Text
    part: ArgumentPart
    type: TypeRef
    doc: Doc
    default: Any = None

    @property
    def key(self) -> str:
        return plain_name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Property:
    """A property of a response that is not one of an item."""

    path: Path
    type: TypeRef
    field: Field

    @property
    def key(self) -> str:
        return plain_name(self.path[-1])


def plain_name(name: Text) -> str:
    """Return a name as rules compare it."""
    return _PUNCTUATION.sub("", name.raw.lower())


def find_pages(types: Types, operation: Operation) -> FoundPages | None:
    """Return how the pages of an operation are linked; None where nothing says that it has any."""
    body = page_body(operation)
    if body is None or operation.method not in ("GET", "POST"):
        return None
    items = list_path(types, body)
    if items is None:
        return None
    evidence = _Evidence(types, operation, body, items)
    rules: Sequence[Callable[[_Evidence], Iterator[FoundPages]]] = (
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


class _Evidence:
    """What the rules look at: the arguments, the properties beside the items, and where those are."""

    def __init__(self, types: Types, operation: Operation, body: TypeRef, items: Path) -> None:
        self.types = types
        self.operation = operation
        self.items = items
        self.at = operation.at
        element = type_at(types, body, items)
        element = None if element is None else element_type(types, element)
        self.element: TypeRef = AnyJson() if element is None else element
        self.of_objects = is_object(types, self.element)
        self.arguments: dict[str, _Argument] = {}
        for argument in self._arguments():
            self.arguments.setdefault(argument.key, argument)
        self.properties = [] if not items else list(_properties(types, body, ()))

    def _arguments(self) -> Iterator[_Argument]:
        if self.operation.method == "POST":
            body = json_body(self.operation.body)
            declaration = None if body is None else object_of(self.types, body)
            for field in declaration.fields if declaration else ():
                yield _Argument(
                    name=field.wire_name, part=ArgumentPart.BODY, type=field.type, doc=field.doc
                )
            return
        for parameter in self.operation.parameters:
            if parameter.location is ParameterLocation.QUERY and parameter.content is None:
                yield _Argument(
                    name=parameter.wire_name,
                    part=ArgumentPart.QUERY,
                    type=parameter.type,
                    doc=parameter.doc,
                    default=_default(parameter),
                )

    def scalar(self, ref: TypeRef) -> Scalar | None:
        """Return a type as a scalar; None for any other."""
        _, target = resolve_nullable(self.types, ref)
        return target if isinstance(target, Scalar) else None

    def is_kind(self, ref: TypeRef, *kinds: ScalarKind) -> bool:
        """Return whether a type is one of the kinds of scalars."""
        scalar = self.scalar(ref)
        return scalar is not None and scalar.kind in kinds

    def alike(self, one: TypeRef, other: TypeRef) -> bool:
        """Return whether both are texts, or both are numbers."""
        return any(self.is_kind(one, kind) and self.is_kind(other, kind) for kind in _TOKEN_KINDS)

    def argument(self, names: frozenset[str], *kinds: ScalarKind) -> _Argument | None:
        """Return the only argument with one of some names; None where there is none, or several."""
        found = [
            each
            for key, each in self.arguments.items()
            if key in names and (not kinds or self.is_kind(each.type, *kinds))
        ]
        return found[0] if len(found) == 1 else None

    def only(self, names: frozenset[str], *kinds: ScalarKind) -> _Property | None:
        """Return the only property with one of some names; None where there is none, or several."""
        found = [
            each
            for each in self.properties
            if each.key in names and (not kinds or self.is_kind(each.type, *kinds))
        ]
        return found[0] if len(found) == 1 else None

    def has_more(self) -> Path:
        """Return the property that says whether there is another page; empty where there is none."""
        found = self.only(_HAS_MORE, ScalarKind.BOOLEAN)
        return () if found is None else found.path

    @property
    def is_sized(self) -> bool:
        """Whether the caller may say how many items a page has."""
        return any(
            key in _SIZES and self.is_kind(each.type, ScalarKind.INTEGER, ScalarKind.NUMBER)
            for key, each in self.arguments.items()
        )

    @property
    def is_thing(self) -> bool:
        """Whether the response may be a thing that has a list, so that what is counted may be something else."""
        known = _ENVELOPE | _PAGES | _SIZES | _OFFSETS | _TOTAL_PAGES | _TOTAL_ITEMS | _HAS_MORE
        others = [
            each
            for each in self.properties
            if len(each.path) == 1 and self.scalar(each.type) and each.key not in known
        ]
        return len(others) > _MOST_OTHERS

    @property
    def is_one_thing(self) -> bool:
        """Whether the path names one thing, so that an argument for pages may be there for no reason."""
        parts = self.operation.path.parts
        return bool(parts) and isinstance(parts[-1], Hole)

    def total(self, names: frozenset[str]) -> Path:
        """Return the property that counts all pages or items; empty where it may count something else."""
        found = self.only(names, ScalarKind.INTEGER, ScalarKind.NUMBER)
        if found is None or _OF_THIS_PAGE.search(_words(found.field.doc)):
            return ()
        return found.path


_TOKEN_KINDS = (ScalarKind.STRING, ScalarKind.INTEGER)


def _properties(types: Types, ref: TypeRef, above: Path) -> Iterator[_Property]:
    """Yield the properties of a response that say something of the page."""
    if len(above) == _DEEPEST:
        return
    for target in alternatives(types, ref):
        declaration = object_of(types, target)
        for field in declaration.fields if declaration else ():
            path = (*above, field.wire_name)
            yield _Property(path=path, type=field.type, field=field)
            _, inner = resolve_nullable(types, field.type)
            if plain_name(field.wire_name) in _BESIDE_ITEMS and not isinstance(inner, ArrayOf):
                yield from _properties(types, inner, path)


def _by_token(evidence: _Evidence) -> Iterator[FoundPages]:
    for key, argument in evidence.arguments.items():
        scalar = evidence.scalar(argument.type)
        if scalar is None or scalar.kind not in _TOKEN_KINDS:
            continue
        for found in evidence.properties:
            if not evidence.alike(argument.type, found.type) or _is_url(evidence, found):
                continue
            certain = _is_next(evidence, key, found)
            if certain is not None:
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


def _is_next(evidence: _Evidence, key: str, found: _Property) -> bool | None:
    """Return whether a property is for sure the next value of an argument; None where nothing says so."""
    above = [plain_name(name) for name in found.path[:-1]]
    ends = evidence.has_more()
    if _IS_FLAG.search(_words(found.field.doc)):
        return False
    if found.key == f"next{key}":
        # `limit` and `nextLimit` would be something else.
        return key in _TOKENS or key in _PAGES or key in ("after", "offset", "start")
    if found.key == key and above[-1:] in (["next"], ["cursors"]):
        return key in _TOKENS or key in ("after", "offset")
    if found.key == key and key in _SAME_NAME:
        return True
    if found.key == "endcursor" and key in ("after", "cursor"):
        return bool(ends)
    if found.key == "lastid" and key in ("after", "startingafter", "afterid", "lastid"):
        return bool(ends)
    if key in _TOKENS and found.key in _NEXT_TOKENS:
        several = [each for each in evidence.properties if each.key in _NEXT_TOKENS]
        tokens = [each for each in evidence.arguments if each in _TOKENS]
        return len(several) == 1 and len(tokens) == 1
    return False if found.key in (key, "next") and key in _TOKENS else None


def _by_last_item(evidence: _Evidence) -> Iterator[FoundPages]:
    ends = evidence.has_more()
    has_id = all(
        property_type(evidence.types, each, Text("id")) is not None
        for each in alternatives(evidence.types, evidence.element)
    )
    if not ends or not has_id or not evidence.of_objects:
        return
    for key in ("startingafter", "after"):
        argument = evidence.arguments.get(key)
        scalar = None if argument is None else evidence.scalar(argument.type)
        if argument is None or scalar is None or scalar.kind not in _STRINGS:
            continue
        words = _words(argument.doc)
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


def _by_link(evidence: _Evidence) -> Iterator[FoundPages]:
    declared = any(
        header.wire_name.raw.lower() == "link"
        for success in successes(evidence.operation)
        for header in success.response.headers
    )
    if declared:
        certain = not _ANY_PAGING.isdisjoint(evidence.arguments)
        pagination = LinkPagination(items=evidence.items, detected=True, at=evidence.at)
        yield FoundPages(pagination=pagination, certain=certain)


def _by_url(evidence: _Evidence) -> Iterator[FoundPages]:
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


def _has_previous(evidence: _Evidence) -> bool:
    return evidence.only(frozenset(("previous", "prev"))) is not None


def _is_url(evidence: _Evidence, found: _Property) -> bool:
    """Return whether the document says of a property that it is a URL."""
    scalar = evidence.scalar(found.type)
    if scalar is None:
        return False
    form = scalar.format.raw if scalar.format else ""
    examples = [each.raw for each in (*scalar.examples, *found.field.doc.examples)]
    return (
        form.startswith(("uri", "url", "iri"))
        or any(str(each).startswith(("http://", "https://", "/")) for each in examples)
        or bool(_IS_URL.search(_words(found.field.doc)))
    )


def _by_number(evidence: _Evidence) -> Iterator[FoundPages]:
    argument = evidence.argument(_PAGES, ScalarKind.INTEGER, ScalarKind.NUMBER)
    if argument is None or not evidence.of_objects:
        return
    first = _first_page(evidence, argument)
    pages = evidence.total(_TOTAL_PAGES)
    if first == 0 and pages and plain_name(pages[-1]) == "lastpage":
        pages = ()
    pagination = PageNumberPagination(
        page_parameter=argument.name,
        first_page=1 if first is None else first,
        has_more=evidence.has_more(),
        total_pages=pages,
        total_items=() if pages else evidence.total(_TOTAL_ITEMS),
        items=evidence.items,
        detected=True,
        at=evidence.at,
    )
    counts = bool(pages or pagination.total_items or pagination.has_more)
    certain = (
        first is not None
        and evidence.is_sized
        and _OFFSETS.isdisjoint(evidence.arguments)
        and not evidence.is_thing
        and (counts or not evidence.is_one_thing)
    )
    yield FoundPages(pagination=pagination, certain=certain)


def _first_page(evidence: _Evidence, argument: _Argument) -> int | None:
    """Return the number of the first page: the default, else the smallest one, else what the text says."""
    if argument.default is not None:
        return argument.default if argument.default in (0, 1) else None
    scalar = evidence.scalar(argument.type)
    limits = scalar.limits if scalar else Limits()
    words = _words(argument.doc)
    one, zero = bool(_FIRST_IS_ONE.search(words)), bool(_FIRST_IS_ZERO.search(words))
    if one or zero:
        return None if one and zero else int(one)
    least = limits.minimum.raw if limits.minimum else None
    return 1 if least == 1 else None


def _by_offset(evidence: _Evidence) -> Iterator[FoundPages]:
    argument = evidence.argument(_OFFSETS, ScalarKind.INTEGER, ScalarKind.NUMBER)
    usual = argument is not None
    argument = argument or evidence.argument(_OTHER_OFFSETS, ScalarKind.INTEGER)
    if argument is None or not evidence.of_objects:
        return
    first = argument.default if argument.default in (0, 1) else 0
    total, more = evidence.total(_TOTAL_ITEMS), evidence.has_more()
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
        and _PAGES.isdisjoint(evidence.arguments)
        and argument.default in (None, 0, 1)
        and not _counts_pages(argument)
        and not evidence.total(_TOTAL_PAGES)
        and not evidence.is_thing
        and (bool(total or more) or not evidence.is_one_thing)
    )
    yield FoundPages(pagination=pagination, certain=certain)


def _counts_pages(argument: _Argument) -> bool:
    """Return whether an offset may be one of pages."""
    return bool(
        re.search(
            r"\bpage (number|index|offset|to)\b|\bpages to skip\b",
            _words(argument.doc),
            re.IGNORECASE,
        )
    )


def _default(parameter: Parameter) -> Any:
    value = parameter.presence.value.raw if isinstance(parameter.presence, Default) else None
    return None if isinstance(value, bool) else value


def _words(doc: Doc) -> str:
    texts = [text.raw for text in (doc.summary, doc.description) if text is not None]
    return " ".join(texts)
