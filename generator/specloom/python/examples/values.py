"""Sample values: as JSON, and as Python expressions.

The document's own examples are used where they fit; otherwise values are made of the names, so that
a reader of a test sees which property is which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import Any, assert_never
from urllib.parse import quote

from ...ir.type_graph import ids_in
from ...ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    Default,
    EnumDecl,
    Field,
    Json,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Required,
    Scalar,
    TupleOf,
    TypeId,
    TypeRef,
    UnionDecl,
    Variant,
)
from ...records import replace
from ..code.discriminators import tag_text
from ..code.symbols import object_of
from .from_document import Adopter, Misfit
from .plausible import plausible_sample
from .sample_types import SampleTypes
from .scalars import plain_name, scalar_sample

ENOUGH = 40
"""The scalar values of a sample from which on what is nested in it holds only what it must."""
ENOUGH_IN_TESTS = 16
"""The same where all of an operation is tested: the objects in it are tested by other operations, too."""
_DEPTH = 4
_SHOWN_DEPTH = 2
_SHOWN_PROPERTIES = 2
_DEEPEST = 80
_MOST_OPTIONAL = 100
_LARGEST = 1000
_MOST_TRIED = 8
_MOST_KINDS = 4
_MOST_WORK = 4000
_EMPTY: tuple[Any, ...] = (None, "", [], {})
_PLACEHOLDER = re.compile(
    r"\{\{[^{}]*\}\}|<(string|integer|long|number|boolean|uuid|date|dateTime|email|uri|binary)>|string"
)
"""What Postman and Swagger UI write where nobody gave an example."""
_WITH_EXAMPLES = (Scalar, ArrayOf, MapOf)


class Sampler:
    """Makes sample values of the API's types. `reading` leaves out what only requests hold, and vice versa.

    The document's examples are used where they fit. Other values are made of names, or are `plausible` ones; objects
    then have a few properties, even if they need none. After `enough` scalar values, objects inside a sample hold
    only what they must; no sample holds more than a thousand, even where the schema asks for more. Arrays have as many
    `items` as are asked for, where they may; those of unions show each alternative, unless values are plausible ones.
    Each `turn` gives another value, where there are several.
    """

    def __init__(
        self,
        types: SampleTypes,
        *,
        reading: bool,
        enough: int = ENOUGH,
        plausible: bool = False,
        items: int = 1,
    ) -> None:
        self._symbols = types.symbols
        self._writing = not reading
        self._sizes = types.sizes(writing=not reading)
        self._adopter = Adopter(types.symbols, writing=not reading)
        self._path: list[TypeId] = []
        self._count = 0
        self._scalars = 0
        self._work = 0
        self._turn = 0
        self._enough = enough
        self._plausible = plausible
        self._items = items
        self.turn = 0
        self._showing = True

    def sample(
        self,
        ref: TypeRef,
        name: str,
        *,
        complete: bool = True,
        examples: Sequence[Json] = (),
        usable: Callable[[Any], bool] = lambda value: True,
    ) -> Any:
        """Return a JSON value of a type.

        `name` is what it is called; `complete` values hold optional properties too. The first of the
        `examples` that fits is the value; none of the document's are used where that is not `usable`.
        """
        value = None
        for self._showing in (True, False):
            self._count = self._scalars = self._work = 0
            self._turn = self.turn
            value = self._one_of(examples, ref, name, complete=complete)
            if usable(value):
                break
        return value

    def fits(self, ref: TypeRef, value: Any) -> bool:
        """Return whether a value is of a type."""
        return self._adopter.fits(ref, value)

    def _one_of(self, examples: Sequence[Json], ref: TypeRef, name: str, *, complete: bool) -> Any:
        """Return the first example that fits and shows something, else a value that is made up."""
        if examples and self._showing:
            shown = [e for e in examples if not _is_empty(e.raw)]
            for example in shown[self._turn :]:
                try:
                    value = self._adopter.adopted(ref, example.raw)
                except Misfit:
                    continue
                self._count += 1
                self._scalars += 1
                return value
        return self._value(ref, name, complete=complete)

    def _value(self, ref: TypeRef, name: str, *, complete: bool) -> Any:
        self._work += 1
        if isinstance(ref, _WITH_EXAMPLES) and ref.examples and self._showing:
            plain = replace(ref, examples=())
            return self._one_of(ref.examples, plain, name, complete=complete)
        match ref:
            case Nullable(inner=inner):
                if self._leads_back(inner) or self._sizes.of(inner) > self._left():
                    return None
                return self._value(inner, name, complete=complete)
            case Named(id=type_id):
                return self._named(type_id, name, complete=complete)
        self._count += 1
        match ref:
            case Scalar():
                self._scalars += 1
                known = plausible_sample(ref, name, self._turn) if self._plausible else None
                return scalar_sample(ref, name, self._turn) if known is None else known
            case ArrayOf():
                return self._array(ref, name, complete=complete)
            case TupleOf(items=items, required=required):
                shown = required if self._leads_back(ref) or not self._has_room() else len(items)
                return self._tuple(items[:shown], name, complete=complete)
            case MapOf():
                return self._map(ref, name, complete=complete)
            case Const(value=value):
                return value.raw
            case AnyJson() | Never():
                return plain_name(name)
            case _:
                assert_never(ref)

    def _array(self, array: ArrayOf, name: str, *, complete: bool) -> list[Any]:
        limits = array.limits
        most = _LARGEST if limits.max_items is None else limits.max_items
        shown = max(self._items, self._kinds(array.items) if complete else 1)
        wanted = min(self._wanted(limits.min_items, array.items, shown), most)
        items: list[Any] = []
        first, seen, scalars = self._turn, set[Json](), self._scalars
        for turn in range(3 * wanted):
            if len(items) >= wanted:
                break
            self._turn = first + (turn if limits.unique_items or shown > 1 else 0)
            item = self._value(array.items, name, complete=complete)
            if not limits.unique_items or Json(item) not in seen:
                seen.add(Json(item))
                items.append(item)
            if turn == 0:
                scalars = self._scalars
        self._turn = first
        if shown > 1:  # what else there is should not be shown in less detail for that
            self._scalars = scalars
        return items

    def _tuple(self, refs: Sequence[TypeRef], name: str, *, complete: bool) -> list[Any]:
        items: list[Any] = []
        for ref in refs:
            if self._sizes.of(ref) > self._left():
                break
            items.append(self._value(ref, name, complete=complete))
        return items

    def _map(self, ref: MapOf, name: str, *, complete: bool) -> dict[str, Any]:
        limits = ref.limits
        most = _LARGEST if limits.max_properties is None else limits.max_properties
        wanted = min(self._wanted(limits.min_properties, ref.values), most)
        keys = [e.raw for e in ref.keys.examples[:wanted]]
        keys += [scalar_sample(ref.keys, "key", turn) for turn in range(wanted - len(keys))]
        return {
            key: self._value(ref.values, name, complete=complete)
            for key in sorted(dict.fromkeys(keys))
        }

    def _kinds(self, items: TypeRef) -> int:
        """Return how many items it takes to show each alternative of a union, one where that would be much."""
        declaration = self._symbols.declaration(items.id) if isinstance(items, Named) else None
        if self._plausible or not isinstance(declaration, UnionDecl) or not self._has_room():
            return 1
        return min(len(declaration.variants), _MOST_KINDS)

    def _wanted(self, least: int | None, inner: TypeRef, shown: int = 1) -> int:
        """Return how many items an array or map has, which is `shown` with so many if it may."""
        size = max(self._sizes.of(inner), 1)
        room = max(self._left() // size, 0)
        back = self._leads_back(inner) or self._sizes.leads_to(inner, self._path)
        return min(max(least or 0, 0 if back else shown), room)

    def _named(self, type_id: TypeId, name: str, *, complete: bool) -> Any:
        declaration = self._symbols.declaration(type_id)
        if declaration is None:
            return plain_name(name)
        again = type_id in self._path
        examples = () if again else declaration.doc.examples
        self._path.append(type_id)
        try:
            if examples and self._showing:
                for example in examples[self._turn :]:
                    try:
                        return self._adopter.adopted(Named(id=type_id), example.raw)
                    except Misfit:
                        continue
            match declaration:
                case ObjectDecl():
                    return self._object(declaration, complete=complete and not again)
                case EnumDecl(members=members):
                    self._count += 1
                    return next(islice(cycle(members), self._turn, None)).value.raw
                case UnionDecl():
                    return self._union(declaration, name, complete=complete)
                case AliasDecl(target=target):
                    return self._value(target, name, complete=complete)
                case _:
                    assert_never(declaration)
        finally:
            self._path.pop()

    def _union(self, declaration: UnionDecl, name: str, *, complete: bool) -> Any:
        """Return a value of the first alternative that it fits alone, as `oneOf` demands; else of the first."""
        first: list[Any] = []
        for variant in self._by_turn(declaration.variants)[:_MOST_TRIED]:
            for full in (complete, not complete):
                value = self._alternative(declaration, variant, name, complete=full)
                first = first or [value]
                if self._work > _MOST_WORK or self._adopter.fits_one(declaration, value):
                    return value if self._work <= _MOST_WORK else first[0]
        return first[0] if first else plain_name(name)

    def _by_turn(self, variants: Sequence[Variant]) -> list[Variant]:
        """Return alternatives in the order to try them: from that of this turn on, those that lead back at the end."""
        ordered = sorted(variants, key=self._reluctance)
        willing = sum(not self._reluctance(variant)[0] for variant in variants)
        start = divmod(self._turn, willing)[1] if willing and not self._plausible else 0
        return [*ordered[start:willing], *ordered[:start], *ordered[willing:]]

    def _reluctance(self, variant: Variant) -> tuple[bool, int]:
        """Order alternatives: those that do not lead back, then the smallest."""
        size = self._sizes.of(variant.type)
        back = self._leads_back(variant.type) or size > self._left()
        return back, size if back else 0

    def _alternative(
        self, declaration: UnionDecl, variant: Variant, name: str, *, complete: bool
    ) -> Any:
        value = self._value(variant.type, name, complete=complete)
        target = object_of(self._symbols, variant.type)
        tags = self._symbols.tags(declaration)
        own = [tag for tag, type_id in tags.items() if target and type_id == target.id]
        if own and target and declaration.discriminator is not None and isinstance(value, dict):
            name = declaration.discriminator.raw
            if tag_text(value.get(name)) not in own and not self._is_of_others(target, name):
                value = {**value, name: own[0]}
        return value

    def _is_of_others(self, declaration: ObjectDecl, name: str) -> bool:
        """Return whether a property is only in responses, and this is a request, or the other way round."""
        mine = self._symbols.fields(declaration, writing=self._writing)
        is_there = any(field.wire_name.raw == name for field in declaration.fields)
        return is_there and all(field.wire_name.raw != name for field in mine)

    def _object(self, declaration: ObjectDecl, *, complete: bool) -> dict[str, Any]:
        fields = self._symbols.fields(declaration, writing=self._writing)
        limits = declaration.limits
        required = sum(isinstance(field.presence, Required) for field in fields)
        room = _MOST_OPTIONAL if complete and self._has_room() else 0
        if self._plausible and len(self._path) <= _SHOWN_DEPTH:
            room = max(room, _SHOWN_PROPERTIES - required)
        room = max(room, (limits.min_properties or 0) - required)
        if limits.max_properties is not None:
            room = min(room, limits.max_properties - required)
        # What must hold more than any sample does is shown in part; a reader would report each property that lacks.
        most = len(fields) if required <= self._left() else self._enough
        self._count += 1
        value: dict[str, Any] = {}
        for field in fields:
            if len(value) >= most or self._sizes.of(field.type) > self._left():
                continue
            constant = self._writing and isinstance(field.type, Const)  # always sent
            if not isinstance(field.presence, Required) and not constant:
                if room <= 0 or not self._may_add(field.type):
                    continue
                room -= 1
            value[field.wire_name.raw] = self._field(field, complete=complete)
        return value

    def _field(self, field: Field, *, complete: bool) -> Any:
        default = (field.presence.value,) if isinstance(field.presence, Default) else ()
        name = field.wire_name.raw
        return self._one_of((*field.doc.examples, *default), field.type, name, complete=complete)

    def _has_room(self) -> bool:
        """Return whether the object that is being sampled should have its optional properties."""
        depth = len(self._path)
        return depth <= 1 or (depth <= _DEPTH and self._scalars <= self._enough)

    def _left(self) -> int:
        """Return how many more values the sample may hold; none where it is nested too deep."""
        return 0 if len(self._path) > _DEEPEST else _LARGEST - self._count

    def _may_add(self, ref: TypeRef) -> bool:
        """Return whether an optional property can be shown: it neither is what it is in, nor needs it."""
        if isinstance(ref, (ArrayOf, MapOf)):
            return not self._sizes.leads_to(ref, self._path)
        return not self._leads_back(ref) and not self._sizes.leads_to(ref, self._path)

    def _leads_back(self, ref: TypeRef) -> bool:
        return not isinstance(ref, Scalar) and any(i in self._path for i in ids_in(ref))


def _is_empty(example: Any) -> bool:
    """Return whether an example shows nothing."""
    is_placeholder = isinstance(example, str) and _PLACEHOLDER.fullmatch(example)
    return bool(is_placeholder) or example in _EMPTY


def escaped(text: str) -> str:
    """Percent-encode all but the unreserved characters (RFC 3986, section 2.3)."""
    return quote(text, safe="")
