"""`oneOf`, `anyOf` and discriminators (OpenAPI 3.1, section 4.8.25)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from ...diagnostics import Code, quote
from ...ir.types import AnyJson, Given, Named, Text, TypeId, TypeRef, UnionDecl, Variant
from ...json_pointer import split
from ...openapi.document.reachable import target_of
from ...openapi.load import Node, items_of
from ...records import dataclass
from ..context import Parser, TypePlace
from ..type_names import name_hint
from .annotations import schema_doc
from .schema_merge import merge, shape_of


@dataclass(frozen=True, slots=True)
class Option:
    """An alternative: its type, and the schema that a discriminator names it by, if it can be named."""

    type: TypeRef
    named: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What a discriminator says: the property, the values that choose each schema, the schema for all others."""

    property: Text | None = None
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    default: Node | None = None


def tags_of(parser: Parser, discriminator: Node | None) -> Tags:
    """Read a discriminator; mappings that lead nowhere are reported.

    `defaultMapping` is OpenAPI 3.2's, section 4.25.
    """
    if discriminator is None or not isinstance(discriminator.value, dict):
        return Tags()
    name = discriminator.text("propertyName")
    values: dict[str, list[str]] = {}
    for value, target in items_of(discriminator.get("mapping")):
        if isinstance(target.value, str):
            tags = _mapped(parser, target, target.value)
            if tags is not None:
                values.setdefault(tags.at, []).append(value)
    fallback = discriminator.get("defaultMapping")
    return Tags(
        property=None if name is None else Text(name),
        values=values,
        default=(
            _mapped(parser, fallback, fallback.value)
            if fallback is not None and isinstance(fallback.value, str)
            else None
        ),
    )


def _mapped(parser: Parser, node: Node, reference: str) -> Node | None:
    """Return the schema that a mapping names: the name of a component, or a reference, also to another file."""
    candidates = [reference]
    if "/" not in reference and "#" not in reference:
        candidates.insert(0, f"#/components/schemas/{reference}")
    for candidate in candidates:
        target = target_of(parser.document, node.file, candidate)
        if target is not None:
            return target
    message = f"the mapping to {quote(reference)} leads nowhere"
    parser.warn(Code.UNSUPPORTED_SCHEMA, message, node.at)
    return None


def declare_union(
    parser: Parser, options: Sequence[Option], place: TypePlace, tags: Tags | None = None
) -> TypeRef:
    """Declare a choice between types at a place, unless it comes to a single type; return the type."""
    if tags is None and len(options) == 1:
        return options[0].type
    tags = tags or Tags()
    options = _with_default(parser, options, tags)
    types = list(dict.fromkeys(option.type for option in options))
    if AnyJson() in types:
        return AnyJson()
    if len(types) == 1 and not tags.values:
        return types[0]
    declaration = UnionDecl(
        id=place.id,
        hint=name_hint(parser.document, parser.labels, place.id, place.node),
        variants=_variants(parser, types, options, tags),
        discriminator=tags.property,
        default=_default(options, tags),
        doc=schema_doc(place.node),
        at=place.node.at,
    )
    return Named(id=parser.table.declare(declaration))


def declare_family(parser: Parser, base: Node, heirs: Sequence[Node]) -> TypeId:
    """Declare the choice between a schema with a discriminator and those that extend it with `allOf`."""
    discriminator = base.child("discriminator")
    type_id = TypeId(discriminator.at)
    if parser.table.declared(type_id) is None:
        tags = tags_of(parser, discriminator)
        own = {heir.at: [value] for heir in (base, *heirs) if (value := _own_tag(heir)) is not None}
        tags = Tags(property=tags.property, values={**own, **tags.values}, default=tags.default)
        options: Sequence[Option] = [
            Option(Named(id=parser.table.want(node)), node.at) for node in (base, *heirs)
        ]
        options = _with_default(parser, options, tags)
        parser.table.declare(
            UnionDecl(
                id=type_id,
                hint=Given(Text(f"Any {base.at.rpartition('/')[2]}")),
                variants=_variants(parser, [option.type for option in options], options, tags),
                discriminator=tags.property,
                default=_default(options, tags),
                doc=schema_doc(base),
                at=discriminator.at,
            )
        )
    return type_id


def _with_default(parser: Parser, options: Sequence[Option], tags: Tags) -> Sequence[Option]:
    """Add the schema for unknown values to the alternatives, if it is not one of them."""
    if tags.default is None or any(option.named == tags.default.at for option in options):
        return options
    return [*options, Option(Named(id=parser.table.want(tags.default)), tags.default.at)]


def _default(options: Sequence[Option], tags: Tags) -> TypeId | None:
    named = None if tags.default is None else tags.default.at
    defaults = (option.type for option in options if named is not None and option.named == named)
    return next((ref.id for ref in defaults if isinstance(ref, Named)), None)


def _variants(
    parser: Parser, types: Sequence[TypeRef], options: Sequence[Option], tags: Tags
) -> tuple[Variant, ...]:
    """Make the alternatives: named by the mapping, else by the names of their schemas.

    Values that one alternative alone lists are its own, too. An inline alternative has no name.
    """
    if tags.property is None:
        return tuple(Variant(type=type_ref) for type_ref in types)
    names = [option.named for option in options if option.named is not None]
    listed = {named: _listed(parser, named, tags.property) or [] for named in names}
    count = Counter(tag for values in listed.values() for tag in values if isinstance(tag, str))
    tags_by_type: dict[TypeRef, dict[str, None]] = {type_ref: {} for type_ref in types}
    for option in options:
        if option.named is None or not isinstance(option.type, Named):
            continue
        known = tags.values.get(option.named) or _implied(parser, option.named, tags.property)
        own = (
            [tag for tag in listed[option.named] if isinstance(tag, str) and count[tag] == 1]
            if known
            else []
        )
        mapped = option.named in tags.values
        tags_by_type[option.type] |= dict.fromkeys(known if mapped else [*known, *own])
    return tuple(Variant(type=ref, tags=tuple(map(Text, tags_by_type[ref]))) for ref in types)


def _implied(parser: Parser, named: str, tag: Text) -> list[str]:
    """Return the value that a schema has by its name, that of its component or file; an inline one has none."""
    file, _, pointer = named.partition("#")
    tokens = split(pointer)
    if not tokens:
        return _among(_listed(parser, named, tag), file.rpartition("/")[2].partition(".")[0])
    if tokens[-2:-1] in (["oneOf"], ["anyOf"], ["allOf"]):
        return []
    return _among(_listed(parser, named, tag), tokens[-1])


def _listed(parser: Parser, named: str, tag: Text) -> list[Any] | None:
    """Return the values that a schema lists for the property with the tag; None if it lists none."""
    nodes = shape_of(parser, parser.document.node(named)).properties.get(tag.raw)
    shape = merge(parser, nodes) if nodes else None
    if shape is None or not shape.lists_values:
        return None
    return [shape.constant.raw] if shape.constant is not None else shape.enumerated


def _among(listed: list[Any] | None, name: str) -> list[str]:
    """Return a schema's name as one of the values that it lists: as it stands, else in another spelling.

    A name is not a value where another one is the only one that is listed.
    """
    if listed is None or name in listed:
        return [name]
    plain = _plain(name)
    same = [value for value in listed if isinstance(value, str) and _plain(value) == plain]
    return same[:1] or ([name] if len(listed) > 1 else [])


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _own_tag(heir: Node) -> str | None:
    """Return the value by which a schema itself says to be known."""
    return heir.text("x-discriminator-value") or heir.text("x-ms-discriminator-value")
