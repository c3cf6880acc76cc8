"""Recipes: how the nodes of a file are made, and of what, so that what has not changed is not made again.

The lock records with each file what it was made of. That is a hash of the arguments of its recipe, and of every *fact*
that was read of the plan while it was made: the declaration of a type, its names, its least size, an attribute of the
API. A recipe reads the plan through views that record this, so it cannot read what is not recorded. As what it reads
next depends on nothing but what it has read, the same facts make the same nodes.

Of facts about types, numbers below 65536 are recorded instead of their names: what each is more than the one before it,
in two characters, or more where that is 4096 or more. So a file now and then depends on a fact that it has not read, and is
made again without need; never the other way round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, assert_never, cast

from ...ir.api import Api, Operation
from ...ir.types import AliasDecl, Doc, EnumDecl, ObjectDecl, TypeDecl, TypeId, UnionDecl
from ...records import dataclass, replace
from ..client.client_plan import ClientPlan
from ..client.operation_plan import OperationPlan
from ..code.digests import Digests
from ..code.recipe import Recipe
from ..code.symbols import Symbols
from ..code.watched import ALL, WatchedMapping, WatchedObject, WatchedSet
from .calls import Suite
from .sample_types import SampleTypes

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_STEP = len(_DIGITS) ** 2
_STEPPED = "~"
_VALUES = {f"{a}{b}": x * 64 + y for x, a in enumerate(_DIGITS) for y, b in enumerate(_DIGITS)}
"""What two characters of a record say."""
_NOTHING = "."


class _Kind(Enum):
    """What a fact about a type is."""

    __hash__ = object.__hash__  # That of Enum is Python code.

    TYPE = "type"  # its declaration, without descriptions
    WORDS = "words"  # its declaration
    NAMES = "names"  # what it is called, where it is, how it is used
    SIZE = "size"  # how large its values are at least, and what they hold


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reads:
    """What is read while a recipe is made."""

    types: Mapping[_Kind, set[Any]]
    attributes: set[str]

    def clear(self) -> None:
        """Forget everything."""
        self.attributes.clear()
        for each in self.types.values():
            each.clear()


class Facts:
    """The facts of a plan, and the views of it that recipes read.

    Attributes:
        symbols: The types, without their descriptions.
        worded: The types, with their descriptions.
        client: The plan, with `symbols`.
        suite: What samples are made from, with `client`.
        unwatched: The same with the plan itself, for what is made in every run.
    """

    def __init__(self, plan: ClientPlan) -> None:
        self._plan = plan
        self._reads = _Reads(types={kind: set() for kind in _Kind}, attributes=set())
        self._digests = Digests(shared=(OperationPlan, Operation))
        # Where else a shape occurs counts for names alone, and changes with every operation that has it.
        types = plan.api.types.items()
        self._types = {i: replace(each, also=()) if each.also else each for i, each in types}
        self._bare = _Bare(self._types)
        self._buckets: dict[int, list[tuple[_Kind, TypeId]]] | None = None
        self._digest_of_bucket = cache(self._new_digest_of_bucket)
        self._digest_of_fact: dict[tuple[_Kind, TypeId], str] = {}
        self._digest_of_attribute: dict[str, str] = {}
        sizes = SampleTypes(plan.symbols, noted=self._reads.types[_Kind.SIZE])
        self._sizes = sizes
        self.symbols = self._view(self._bare, _Kind.TYPE)
        self.worded = self._view(self._types, _Kind.WORDS)
        instead = {"symbols": self.symbols, "api": self.symbols.api, "config": plan.config}
        watched = WatchedObject(plan, "client", self._reads.attributes, instead)
        self.client = cast(ClientPlan, watched)
        self.suite = Suite(client=self.client, types=sizes.seen_by(self.symbols))
        self.unwatched = Suite(client=plan, types=sizes)
        for name in ("symbols", "worded", "client", "suite"):
            self._digests.know(getattr(self, name), name)

    def _view(self, types: Mapping[TypeId, TypeDecl], kind: _Kind) -> Symbols:
        """Return the symbols as recipes see them. What follows from the configuration is not watched."""
        given, names = self._plan.symbols, self._reads.types[_Kind.NAMES]
        watched = WatchedMapping(types, self._reads.types[kind])
        api = WatchedObject(given.api, "api", self._reads.attributes, {"types": watched})
        mappings: dict[str, Any] = {
            name: WatchedMapping(getattr(given, name), names) for name in _MAPPINGS
        }
        sets: dict[str, Any] = {name: WatchedSet(getattr(given, name), names) for name in _SETS}
        return replace(given, api=cast(Api, api), **mappings, **sets)

    def recipe(self, function: Callable[..., object], *arguments: object) -> Recipe:
        """Return how the nodes of a file are made: by a function of views of these facts, and of plain values.

        The function must be one of a module, and must not remember anything.
        """
        return _Recipe(facts=self, function=function, arguments=arguments)

    def recorded(self, make: Callable[[], object]) -> tuple[object, tuple[str, ...], str]:
        """Make nodes; return them, the attributes that were read, and the numbers of the facts about types."""
        self._reads.clear()
        content = make()
        attributes, numbers = set(self._reads.attributes), set[int]()
        for kind, read in self._reads.types.items():
            if ALL in read:
                attributes.add(f"{kind.value}.{ALL}")
                read.discard(ALL)
            numbers.update(_bucket(kind, each) for each in read)
        return content, tuple(sorted(attributes)), _coded(numbers)

    def key(self, own: Iterable[object], attributes: Iterable[str], coded: str) -> str:
        """Return a hash of values, and of all that is recorded; raise `ValueError`, `KeyError` or `AttributeError` for no record."""
        total = hashlib.blake2b(self._digests.of(*own).encode(), digest_size=16)
        for name in attributes:
            total.update(f"\n{name} {self._attribute(name)}".encode())
        total.update(b"".join(map(self._digest_of_bucket, _decoded(coded))))
        return total.hexdigest()

    def _attribute(self, name: str) -> str:
        if name not in self._digest_of_attribute:
            self._digest_of_attribute[name] = self._new_attribute(name)
        return self._digest_of_attribute[name]

    def _new_attribute(self, name: str) -> str:
        prefix, _, rest = name.partition(".")
        if rest == ALL:
            kind = _Kind(prefix)
            return self._digests.of([(i, self._fact(kind, i)) for i in self._ids()])
        if prefix not in ("api", "client") or rest.startswith("_"):
            raise ValueError(name)
        return self._digests.of(getattr(self._plan if prefix == "client" else self._plan.api, rest))

    def _new_digest_of_bucket(self, number: int) -> bytes:
        """Return a hash of the facts with a number."""
        if self._buckets is None:
            self._buckets = {}
            for type_id in self._ids():
                for kind in _Kind:
                    self._buckets.setdefault(_bucket(kind, type_id), []).append((kind, type_id))
        facts = sorted((k.value, i, self._fact(k, i)) for k, i in self._buckets.get(number, ()))
        return self._digests.of(facts).encode()

    def _ids(self) -> Iterable[TypeId]:
        symbols = self._plan.symbols
        return dict.fromkeys((*self._plan.api.types, *symbols.names))

    def _fact(self, kind: _Kind, type_id: TypeId) -> str:
        if (kind, type_id) not in self._digest_of_fact:
            self._digest_of_fact[kind, type_id] = self._new_fact(kind, type_id)
        return self._digest_of_fact[kind, type_id]

    def _new_fact(self, kind: _Kind, type_id: TypeId) -> str:
        match kind:
            case _Kind.TYPE:
                return self._digests.of(self._bare.get(type_id))
            case _Kind.WORDS:
                words = _words_of(self._types.get(type_id))
                return self._digests.of(self._fact(_Kind.TYPE, type_id), words)
            case _Kind.NAMES:
                symbols = self._plan.symbols
                values = [getattr(symbols, name).get(type_id) for name in _MAPPINGS]
                return self._digests.of(values, [type_id in getattr(symbols, n) for n in _SETS])
            case _Kind.SIZE:
                return self._digests.of(self._sizes.known_of(type_id))


_MAPPINGS = (
    *("names", "modules", "field_names", "member_names", "request_names", "argument_names"),
    *("dictionary_names", "decisions"),
)
_SETS = ("recursive", "readable", "writable", "received")


@cache
def _bucket(kind: _Kind, type_id: str) -> int:
    """Return the number that stands for a fact: sixteen bits of its hash."""
    data = f"{kind.value} {type_id}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=2).digest())


def _coded(numbers: Iterable[int]) -> str:
    """Return numbers as text: 1, 3 and 4100 as "ABAC~AB", which says 1, 2 more, 4097 more."""
    parts: list[str] = []
    before = 0
    for number in sorted(numbers):
        steps, rest = divmod(number - before, _STEP)
        first, second = divmod(rest, len(_DIGITS))
        parts.append(f"{_STEPPED * steps}{_DIGITS[first]}{_DIGITS[second]}")
        before = number
    return "".join(parts)


def _decoded(coded: str) -> Iterator[int]:
    """Yield the numbers of a text; raise `KeyError` for a text that is none of `_coded`."""
    number = place = 0
    while place < len(coded):
        if coded[place] == _STEPPED:
            number += _STEP
            place += 1
            continue
        number += _VALUES[coded[place : place + 2]]
        place += 2
        yield number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    """How the nodes of a file are made."""

    facts: Facts
    function: Callable[..., object]
    arguments: tuple[object, ...]

    def make(self) -> tuple[object, str]:
        """Make the nodes; return also the record of what they were made of."""
        content, attributes, coded = self.facts.recorded(lambda: self.function(*self.arguments))
        key = self.facts.key(self._own(), attributes, coded)
        return content, f"{key} {','.join(attributes) or _NOTHING} {coded or _NOTHING}"

    def makes_the_same(self, record: str) -> bool:
        """Return whether nodes would be the same as those that a record is of; not for a text that is no record."""
        try:
            key, attributes, coded = record.split(" ")
            read = () if attributes == _NOTHING else attributes.split(",")
            return key == self.facts.key(self._own(), read, "" if coded == _NOTHING else coded)
        except (ValueError, AttributeError, LookupError, TypeError):
            return False

    def _own(self) -> tuple[object, ...]:
        return (f"{self.function.__module__}.{self.function.__qualname__}", self.arguments)


class _Bare(Mapping[TypeId, TypeDecl]):
    """Declarations without descriptions: samples and signatures do not depend on them."""

    def __init__(self, types: Mapping[TypeId, TypeDecl]) -> None:
        self._types = types
        self._made: dict[TypeId, TypeDecl] = {}

    def __getitem__(self, type_id: TypeId) -> TypeDecl:
        if type_id not in self._made:
            self._made[type_id] = _without_words(self._types[type_id])
        return self._made[type_id]

    def get(self, type_id: TypeId, default: Any = None) -> Any:
        """Return a declaration, or the default."""
        return self[type_id] if type_id in self._types else default

    def __contains__(self, type_id: object) -> bool:
        return type_id in self._types

    def __iter__(self) -> Any:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)


def _words_of(declaration: TypeDecl | None) -> list[object]:
    """Return what a declaration has beside what it has without descriptions."""
    match declaration:
        case ObjectDecl(doc=doc, fields=fields):
            return [_texts_of(doc), [_texts_of(field.doc) for field in fields]]
        case EnumDecl(doc=doc, members=members):
            return [_texts_of(doc), [member.description for member in members]]
        case UnionDecl(doc=doc) | AliasDecl(doc=doc):
            return [_texts_of(doc)]
        case None:
            return []
        case _:
            assert_never(declaration)


def _texts_of(doc: Doc) -> tuple[object, ...]:
    return doc.summary, doc.description, doc.external_docs


def _without_words(declaration: TypeDecl) -> TypeDecl:
    doc = _examples_of(declaration.doc)
    match declaration:
        case ObjectDecl(fields=fields):
            bare = tuple(
                replace(f, doc=_examples_of(f.doc)) if f.doc != _NO_DOC else f for f in fields
            )
            return replace(declaration, doc=doc, fields=bare)
        case EnumDecl(members=members):
            plain = tuple(replace(m, description=None) if m.description else m for m in members)
            return replace(declaration, doc=doc, members=plain)
        case _:
            return replace(declaration, doc=doc)


_NO_DOC = Doc()


def _examples_of(doc: Doc) -> Doc:
    return replace(doc, summary=None, description=None, external_docs=None)
