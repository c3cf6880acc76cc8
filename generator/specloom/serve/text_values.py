"""The values that texts of a request stand for: in parameters and forms everything is text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import unquote, unquote_plus

from ..ir.api import Parameter, ParameterLocation, Style
from ..ir.resolve import declaration_of, resolve_nullable
from ..ir.types import (
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    MapOf,
    Named,
    Never,
    ObjectDecl,
    Scalar,
    TupleOf,
    TypeRef,
    UnionDecl,
)
from ..python.code.symbols import Symbols
from ..python.examples.from_document import Adopter
from ..python.examples.sample_requests import value_text

Tree: TypeAlias = Any
"""Texts, in lists and dictionaries as a style lays them out; what is no text is a value already."""

Pairs: TypeAlias = Sequence[tuple[str, str]]

_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_DELIMITERS = {
    Style.SPACE_DELIMITED: re.compile(r"%20|\+| "),
    Style.PIPE_DELIMITED: re.compile(r"%7[Cc]|\|"),
}
_COMMA = re.compile(",")


class Texts:
    """Reads texts as values of the API's types."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self._types = symbols.api.types
        self._adopter = Adopter(symbols, writing=True)

    def fits(self, ref: TypeRef, value: Any) -> bool:
        """Return whether a value is of a type."""
        return self._adopter.fits(ref, value)

    # --- from texts to values

    def typed(self, ref: TypeRef, tree: Tree) -> Any:
        """Return what texts mean where a type is expected; what cannot be of the type stays text."""
        null, plain = resolve_nullable(self._types, ref)
        if null and tree == "null":
            return None
        match plain:
            case Named():
                return self._declared(plain, tree)
            case Scalar(kind=kind):
                return _scalar(kind.form.json, _only(tree))
            case ArrayOf(items=items):
                return [self.typed(items, item) for item in _listed(tree)]
            case TupleOf(items=items, rest=rest):
                listed = _listed(tree)
                refs = [*items, *[rest] * (len(listed) - len(items))]
                return [self.typed(r, item) for r, item in zip(refs, listed, strict=False)]
            case MapOf(values=values):
                tree = _structured(_only(tree))
                if not isinstance(tree, dict):
                    return tree
                return {name: self.typed(values, value) for name, value in tree.items()}
            case Const(value=value):
                return value.raw if _only(tree) == value_text(value.raw) else _only(tree)
            case _:
                return _only(tree)

    def _declared(self, ref: Named, tree: Tree) -> Any:
        match declaration_of(self._types, ref):
            case ObjectDecl() as declaration:
                tree = _structured(_only(tree))
                if not isinstance(tree, dict):
                    return tree
                listed = {field.wire_name.raw: field.type for field in declaration.fields}
                return {
                    name: self.typed(listed.get(name, declaration.extra), value)
                    for name, value in tree.items()
                }
            case EnumDecl(members=members, base=base):
                tree = _only(tree)
                by_text = {value_text(member.value.raw): member.value.raw for member in members}
                if isinstance(tree, str) and tree in by_text:
                    return by_text[tree]
                return self.typed(base, tree)
            case UnionDecl(variants=variants):
                values = [self.typed(variant.type, tree) for variant in variants]
                fitting = (
                    value
                    for variant, value in zip(variants, values, strict=True)
                    if self.fits(variant.type, value)
                )
                return next(fitting, values[0] if values else tree)
            case _:
                return _only(tree)

    # --- from the wire to texts

    def parameter(self, parameter: Parameter, pairs: Pairs, others: Sequence[str] = ()) -> Tree:
        """Return the texts of a parameter in the query or in cookies, None where it is not there.

        `others` are the names of other parameters, which no property of this one is called by.
        """
        name = parameter.wire_name.raw
        decode = _kept if _is_plain(parameter) else unquote_plus
        sent = [value for key, value in pairs if key == name]
        if parameter.content is not None:
            return json_or_text(unquote_plus(sent[0])) if sent else None
        if parameter.style is Style.DEEP_OBJECT:
            deep = _deep(name, pairs, decode)
            return deep if deep is not None else (decode(sent[0]) if sent else None)
        shapes = set(self._shapes(parameter.type, ()))
        if parameter.explode:
            if "object" in shapes and not sent:
                return self._exploded(parameter.type, pairs, decode, others)
            texts = [decode(value) for value in sent]
            return (texts if "array" in shapes else texts[0]) if texts else None
        if not sent:
            return None
        pattern = _DELIMITERS.get(parameter.style, _COMMA)
        return self._split(shapes, sent[0], pattern, decode)

    def path(self, parameter: Parameter, text: str) -> Tree:
        """Return the texts of a parameter in the path."""
        if parameter.content is not None:
            return json_or_text(unquote(text))
        shapes, name = set(self._shapes(parameter.type, ())), parameter.wire_name.raw
        pattern = _COMMA
        if parameter.style is Style.LABEL:
            text = text.removeprefix(".")
            pattern = re.compile(r"\.") if parameter.explode else _COMMA
        elif parameter.style is Style.MATRIX:
            parts = [part.partition("=") for part in text.removeprefix(";").split(";")]
            if parameter.explode and "array" in shapes:
                return [unquote(value) for _, _, value in parts]
            if parameter.explode and "object" in shapes:
                return {unquote(key): unquote(value) for key, _, value in parts}
            text = parts[0][2] if unquote(parts[0][0]) == name else text
        if parameter.explode and "object" in shapes:
            pairs = [part.partition("=") for part in pattern.split(text)]
            return {unquote(key): unquote(value) for key, _, value in pairs}
        return self._split(shapes, text, pattern, unquote)

    def header(self, parameter: Parameter, text: str) -> Tree:
        """Return the texts of a parameter in a header field."""
        if parameter.content is not None:
            return json_or_text(text)
        shapes = set(self._shapes(parameter.type, ()))
        if parameter.explode and "object" in shapes:
            pairs = [part.strip().partition("=") for part in text.split(",")]
            return {key: value for key, _, value in pairs}
        return self._split(shapes, text, _COMMA, str.strip)

    def _split(
        self, shapes: set[str], text: str, pattern: re.Pattern[str], decode: Callable[[str], str]
    ) -> Tree:
        parts = [decode(part) for part in pattern.split(text)]
        if "object" in shapes and len(parts) > 1 and len(parts) % 2 == 0:
            return dict(zip(parts[::2], parts[1::2], strict=True))
        if "array" in shapes:
            return parts if text else []
        return decode(text)

    def _exploded(
        self,
        ref: TypeRef,
        pairs: Pairs,
        decode: Callable[[str], str],
        others: Sequence[str],
    ) -> Tree:
        """Return the properties of an object, each of which is a parameter of its own."""
        names, takes_more = self._properties(ref, ())
        found: dict[str, list[str]] = {}
        for key, value in pairs:
            if key in names or (takes_more and key not in others):
                found.setdefault(key, []).append(decode(value))
        return {key: texts if len(texts) > 1 else texts[0] for key, texts in found.items()} or None

    def _properties(self, ref: TypeRef, seen: tuple[TypeRef, ...]) -> tuple[set[str], bool]:
        """Return the names of the properties of an object, and whether it has others, too."""
        _, plain = resolve_nullable(self._types, ref)
        if isinstance(plain, MapOf):
            return set(), True
        match declaration_of(self._types, plain) if plain not in seen else None:
            case ObjectDecl(fields=fields, extra=extra):
                names = {field.wire_name.raw for field in fields}
                return names, not isinstance(extra, AnyJson | Never)
            case UnionDecl(variants=variants):
                each = [self._properties(v.type, (*seen, plain)) for v in variants]
                return {n for names, _ in each for n in names}, any(more for _, more in each)
            case _:
                return set(), False

    def _shapes(self, ref: TypeRef, seen: tuple[TypeRef, ...]) -> Iterator[str]:
        """Yield what values of a type are: "array", "object" or "scalar"."""
        _, plain = resolve_nullable(self._types, ref)
        match plain:
            case ArrayOf() | TupleOf():
                yield "array"
            case MapOf():
                yield "object"
            case Named() if plain not in seen:
                match declaration_of(self._types, plain):
                    case ObjectDecl():
                        yield "object"
                    case UnionDecl(variants=variants):
                        for variant in variants:
                            yield from self._shapes(variant.type, (*seen, plain))
                    case _:
                        yield "scalar"
            case _:
                yield "scalar"


def _is_plain(parameter: Parameter) -> bool:
    """Return whether values are sent as they are: those of cookies are."""
    return parameter.location is ParameterLocation.COOKIE and parameter.content is None


def _kept(text: str) -> str:
    return text


def _only(tree: Tree) -> Tree:
    """Return the one text of a list of one."""
    return tree[0] if isinstance(tree, list) and len(tree) == 1 else tree


def _listed(tree: Tree) -> list[Tree]:
    if isinstance(tree, dict):  # a[0]=x&a[1]=y
        return [tree[key] for key in sorted(tree, key=lambda key: (len(key), key))]
    if isinstance(tree, str) and tree.startswith("["):
        value = json_or_text(tree)
        return value if isinstance(value, list) else [tree]
    return tree if isinstance(tree, list) else [tree]


def _structured(tree: Tree) -> Tree:
    """Return the object of a JSON text."""
    if not isinstance(tree, str):
        return tree
    value = json_or_text(tree)
    return value if isinstance(value, dict) else tree


def _scalar(form: str, tree: Tree) -> Any:
    """Return the number, truth value or null that a text means; the text itself where it means none."""
    if not isinstance(tree, str):
        return tree
    text = tree
    match form:
        case "integer" if _INTEGER.fullmatch(text):
            return int(text)
        case "integer" | "number" if _NUMBER.fullmatch(text):
            number = float(text)
            return text if not math.isfinite(number) else int(text) if _is_int(text) else number
        case "boolean" if text in ("true", "false"):
            return text == "true"
        case "null" if text in ("", "null"):
            return None
        case _:
            return text


def _is_int(text: str) -> bool:
    return _INTEGER.fullmatch(text) is not None


def json_or_text(text: str) -> Any:
    """Return the value of a JSON text; the text itself if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _deep(name: str, pairs: Pairs, decode: Callable[[str], str]) -> Tree:
    """Return the texts of `name[a][b]=c`; a list for `name[]=c`, None where there are none."""
    top: dict[str, Any] = {}
    for key, value in pairs:
        if not key.startswith(f"{name}[") or not key.endswith("]"):
            continue
        steps = key[len(name) + 1 : -1].split("][")
        place = top
        for step in steps[:-1]:
            inner = place.setdefault(step, {})
            place = inner if isinstance(inner, dict) else place
        last = place.setdefault(steps[-1], [])
        if isinstance(last, list):
            last.append(decode(value))
    return _without_lists(top) if top else None


def _without_lists(tree: Mapping[str, Any]) -> Tree:
    if list(tree) == [""]:
        return tree[""]
    made = {}
    for key, value in tree.items():
        made[key] = _without_lists(value) if isinstance(value, dict) else _only(value)
    return made
