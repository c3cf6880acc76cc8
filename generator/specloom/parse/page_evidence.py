"""What detection of pages looks at: the arguments of an operation, and what its response says beside the items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from ..ir.api import Hole, Operation, Parameter, ParameterLocation
from ..ir.page_types import alternatives, element_types, json_body, type_at
from ..ir.pagination import ArgumentPart, Path
from ..ir.resolve import Types, object_of, resolve_nullable
from ..ir.scalars import ScalarKind
from ..ir.types import ArrayOf, Default, Doc, Field, Scalar, Text, TypeRef
from ..records import dataclass
from .list_properties import is_object

_PUNCTUATION = re.compile(r"[^0-9a-z]")
_BESIDE_ITEMS = frozenset(
    "metadata meta pagination paging page pageinfo pageinformation pageable cursors cursor links link pages next "
    "responsemetadata responseinfo listmetadata resultset resultinfo paginationinfo pagingmetadata pagedetails "
    "data result results response odata".split()
)
"""Objects that say something of the page, rather than of an item."""
_DEEPEST = 4
_HAS_MORE = frozenset(
    "hasmore hasnext hasnextpage hasmoreitems hasmoreresults hasmorepages istruncated".split()
)
PAGES = frozenset("page pagenumber pageno pagenum currentpage".split())
SIZES = frozenset(
    "perpage pagesize limit size itemsperpage pagelimit maxresults resultsperpage countperpage take top max "
    "maxitems numberperpage pagecount rows count pageitems".split()
)
OFFSETS = frozenset("offset skip".split())
TOTAL_PAGES = frozenset(
    "totalpages pagecount lastpage totalpage numpages numberofpages pagestotal".split()
)
TOTAL_ITEMS = frozenset(
    "total totalcount totalitems totalresults totalelements totalrecords totalhits itemstotal totalsize".split()
)
_ENVELOPE = frozenset(
    "status code message success error errormessage errorcode errordescription ok count kind etag object url type limit self "
    "perpage pagesize currentpage previous prev first last next timestamp took time version schema method links requestid "
    "responsestatus returnedresults selflink resultcount statuscode numberofelements empty from to size".split()
)
"""Properties of a response that are not those of a thing that has the list."""
_MOST_OTHERS = 2
_OF_THIS_PAGE = re.compile(
    r"this page|current page|returned|in (the|this) (response|page|list)", re.IGNORECASE
)
TOKEN_KINDS = (ScalarKind.STRING, ScalarKind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageArgument:
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
class PageProperty:
    """A property of a response that is not one of an item."""

    path: Path
    type: TypeRef
    field: Field

    @property
    def key(self) -> str:
        return plain_name(self.path[-1])


def plain_name(name: Text) -> str:
    """Return a name as rules compare it."""
    return _plain(name.raw)


@cache
def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.lower())


class Evidence:
    """What the rules look at: the arguments, the properties beside the items, and where those are."""

    def __init__(self, types: Types, operation: Operation, body: TypeRef, items: Path) -> None:
        self.types = types
        self.operation = operation
        self.items = items
        self.at = operation.at
        listed = type_at(types, body, items)
        self.elements = () if listed is None else element_types(types, listed)
        self.of_objects = bool(self.elements) and all(is_object(types, e) for e in self.elements)
        self.arguments: dict[str, PageArgument] = {}
        for argument in self._arguments():
            self.arguments.setdefault(argument.key, argument)
        self.properties = [] if not items else list(_properties(types, body, ()))
        self._properties: dict[str, list[PageProperty]] = {}
        for found in self.properties:
            self._properties.setdefault(found.key, []).append(found)

    def _arguments(self) -> Iterator[PageArgument]:
        if self.operation.method == "POST":
            body = json_body(self.operation.body)
            declaration = None if body is None else object_of(self.types, body)
            for field in declaration.fields if declaration else ():
                yield PageArgument(
                    name=field.wire_name, part=ArgumentPart.BODY, type=field.type, doc=field.doc
                )
            return
        for parameter in self.operation.parameters:
            if parameter.location is ParameterLocation.QUERY and parameter.content is None:
                yield PageArgument(
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
        kinds = [scalar.kind for ref in (one, other) if (scalar := self.scalar(ref)) is not None]
        return len(kinds) == 2 and kinds[0] is kinds[1] and kinds[0] in TOKEN_KINDS

    def argument(self, names: frozenset[str], *kinds: ScalarKind) -> PageArgument | None:
        """Return the only argument with one of some names; None where there is none, or several."""
        found = [
            each
            for key in names.intersection(self.arguments)
            for each in [self.arguments[key]]
            if not kinds or self.is_kind(each.type, *kinds)
        ]
        return found[0] if len(found) == 1 else None

    def only(self, names: frozenset[str], *kinds: ScalarKind) -> PageProperty | None:
        """Return the only property with one of some names; None where there is none, or several."""
        found = [
            each
            for key in names.intersection(self._properties)
            for each in self._properties[key]
            if not kinds or self.is_kind(each.type, *kinds)
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
            key in SIZES and self.is_kind(each.type, ScalarKind.INTEGER, ScalarKind.NUMBER)
            for key, each in self.arguments.items()
        )

    @property
    def is_thing(self) -> bool:
        """Whether the response may be a thing that has a list, so that what is counted may be something else."""
        known = _ENVELOPE | PAGES | SIZES | OFFSETS | TOTAL_PAGES | TOTAL_ITEMS | _HAS_MORE
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
        if found is None or _OF_THIS_PAGE.search(words_of(found.field.doc)):
            return ()
        return found.path


def _properties(types: Types, ref: TypeRef, above: Path) -> Iterator[PageProperty]:
    """Yield the properties of a response that say something of the page."""
    if len(above) == _DEEPEST:
        return
    for target in alternatives(types, ref):
        declaration = object_of(types, target)
        for field in declaration.fields if declaration else ():
            path = (*above, field.wire_name)
            yield PageProperty(path=path, type=field.type, field=field)
            _, inner = resolve_nullable(types, field.type)
            if plain_name(field.wire_name) in _BESIDE_ITEMS and not isinstance(inner, ArrayOf):
                yield from _properties(types, inner, path)


def _default(parameter: Parameter) -> Any:
    value = parameter.presence.value.raw if isinstance(parameter.presence, Default) else None
    return None if isinstance(value, bool) else value


def words_of(doc: Doc) -> str:
    texts = [text.raw for text in (doc.summary, doc.description) if text is not None]
    return " ".join(texts)
