"""Schemas to types (JSON Schema 2020-12 as OpenAPI 3.1 uses it)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..diagnostics import Code, quote
from ..ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    EnumMember,
    Field,
    Given,
    Json,
    Limits,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Scalar,
    ScalarKind,
    Text,
    TupleOf,
    TypeId,
    TypeRef,
    UnionDecl,
    Variant,
)
from ..source.document import Node
from ..source.reach import target_of
from ..source.references import is_ambiguous
from .compose import Shape, annotations_of, merge, reference_target, refers
from .hints import name_hint
from .table import Parser
from .text import access_of, doc_of, presence_of, xml_of

_STRING_FORMATS = {
    "binary": ScalarKind.BYTES,
    "byte": ScalarKind.BASE64,
    "base64": ScalarKind.BASE64,
    "date": ScalarKind.DATE,
    "date-time": ScalarKind.DATE_TIME,
    "time": ScalarKind.TIME,
    "duration": ScalarKind.DURATION,
    "uuid": ScalarKind.UUID,
    "decimal": ScalarKind.DECIMAL,
}
_SIMPLE_TYPES = {
    "string": ScalarKind.STRING,
    "integer": ScalarKind.INTEGER,
    "number": ScalarKind.NUMBER,
    "boolean": ScalarKind.BOOLEAN,
    "null": ScalarKind.NULL,
}
_OCTETS = ("application/octet-stream", "application/pdf", "audio/", "image/", "video/")
_NULL = Scalar(kind=ScalarKind.NULL)


def parse_pending(parser: Parser) -> None:
    """Declare every type that was referred to, and those that they refer to in turn."""
    for node in parser.table.pending():
        _declare(parser, node)


def type_of(parser: Parser, node: Node) -> TypeRef:
    """Give the type of a schema. What needs a declaration is declared under the schema's own place."""
    found = _type_of_one(parser, node)
    # Authors of OpenAPI 3.1 write `nullable` too, though it means nothing there.
    nullable = isinstance(node.value, dict) and node.value.get("nullable") is True
    if not nullable or isinstance(found, AnyJson | Nullable) or found == _NULL:
        return found
    return Nullable(inner=found)


def _type_of_one(parser: Parser, node: Node) -> TypeRef:
    if is_ambiguous(node):
        message = "$dynamicRef always leads to the nearest anchor, whatever refers to this schema"
        parser.warn(Code.SCHEMA_NOT_ENFORCED, message, node.at)
    target = reference_target(parser, node)
    if target is not None:
        family = parser.families.get(target.at)
        if family is not None:
            return Named(id=_declare_family(parser, target, family))
        return Named(id=parser.table.want(target))
    if isinstance(node.value, dict) and refers(node.value) and len(node.value) == 1:
        return AnyJson()  # it leads nowhere, which is reported
    return _type_of_all(parser, [node], node)


def _declare(parser: Parser, node: Node) -> None:
    """Declare the schema at a node under its own name, as an alias unless it is an object, enum or union."""
    target = type_of(parser, node)
    match target:
        case Named(id=type_id) if type_id == node.at:
            return
        case Nullable(inner=Named(id=type_id)) if type_id == node.at:
            parser.table.make_nullable(type_id)
            return
    parser.table.declare(
        AliasDecl(
            id=TypeId(node.at),
            hint=name_hint(parser.document, node.at),
            target=target,
            doc=doc_of(node),
            at=node.at,
        )
    )


def _type_of_all(
    parser: Parser, nodes: Sequence[Node], place: Node, skip_unions: Sequence[str] = ()
) -> TypeRef:
    """Give the type of schemas that must all hold; `place` is where it is declared if it needs to be."""
    if all(node.value is True or node.value == {} for node in nodes):
        return AnyJson()
    if not all(isinstance(node.value, (dict, bool)) for node in nodes):
        parser.warn(Code.UNSUPPORTED_SCHEMA, "a schema must be an object or a boolean", place.at)
        return AnyJson()
    shape = merge(parser, nodes, skip_unions)
    if shape.impossible:
        if not any(node.value is False for node in nodes):
            message = "no value has all the types that this schema asks for; any value is accepted"
            parser.warn(Code.UNSUPPORTED_SCHEMA, message, place.at)
            return AnyJson()
        return Never()
    if shape.constant is not None:
        return _NULL if shape.constant.raw is None else Const(value=shape.constant)
    if shape.enumerated is not None:
        return _enumeration(parser, shape, place)
    if shape.unions and (union := _union(parser, shape, nodes, place, skip_unions)) is not None:
        return union
    return _typed(parser, shape, place)


def _typed(parser: Parser, shape: Shape, place: Node) -> TypeRef:
    types = shape.effective_types()
    concrete = sorted(types - {"null"})
    if "object" not in concrete:
        _warn_of_properties(parser, shape, "the schema's type is no object")
    if not concrete:
        return _NULL if types else AnyJson()
    if "integer" in concrete and "number" in concrete:
        concrete.remove("integer")
    # Beside other types, an object is declared at its properties: the schema's own place is the union's.
    several = len(concrete) > 1 and bool(shape.properties)
    inside = next(iter(shape.properties.values()))[0].at.rpartition("/")[0] if several else ""
    options = [
        _of_type(
            parser,
            name,
            shape,
            parser.document.node(inside) if several and name == "object" else place,
        )
        for name in concrete
    ]
    inner = options[0] if len(options) == 1 else _declare_union(parser, options, place)
    return Nullable(inner=inner) if "null" in types else inner


def _warn_of_properties(parser: Parser, shape: Shape, reason: str) -> None:
    """Name the properties that no value has."""
    for name, nodes in shape.properties.items():
        message = f"the property {quote(name)} cannot occur: {reason}"
        parser.warn(Code.UNSUPPORTED_SCHEMA, message, nodes[0].at)


def _of_type(parser: Parser, name: str, shape: Shape, place: Node) -> TypeRef:
    if name == "object":
        return _object(parser, shape, place)
    if name == "array":
        return _array(parser, shape, place)
    kind = _SIMPLE_TYPES.get(name)
    if kind is None:
        message = f"the type {quote(name)} is not one of JSON Schema's; any value is accepted"
        parser.warn(Code.UNSUPPORTED_SCHEMA, message, place.at)
        return AnyJson()
    format_name = shape.keywords.get("format")
    media_type = shape.keywords.get("contentMediaType")
    if kind is ScalarKind.STRING:
        encoding = shape.keywords.get("contentEncoding")
        kind = _STRING_FORMATS.get(str(encoding or format_name), kind)
        if encoding is None and format_name is None and _is_octets(media_type):
            kind = ScalarKind.BYTES
    return Scalar(
        kind=kind,
        format=Text(format_name) if isinstance(format_name, str) else None,
        media_type=Text(media_type) if isinstance(media_type, str) else None,
        limits=_limits(shape),
    )


def _is_octets(media_type: Any) -> bool:
    """Tell whether a string of a media type, not encoded, can only be octets (OpenAPI 3.1, section 4.8.14.3)."""
    return isinstance(media_type, str) and media_type.startswith(_OCTETS) and "+" not in media_type


def _object(parser: Parser, shape: Shape, place: Node) -> TypeRef:
    extra = _extra(parser, shape)
    # Required ones in the order of `required`, a list; the order of the other keys must not matter.
    names = [*shape.required, *sorted(shape.properties.keys() - shape.required.keys())]
    if not shape.properties:
        return MapOf(values=extra)
    fields = tuple(_field(parser, shape, name, place) for name in names)
    declaration = ObjectDecl(
        id=TypeId(place.at),
        hint=name_hint(parser.document, place.at),
        fields=fields,
        extra=extra,
        xml=xml_of(place),
        doc=doc_of(place),
        at=place.at,
    )
    return Named(id=parser.table.declare(declaration))


def _field(parser: Parser, shape: Shape, name: str, place: Node) -> Field:
    nodes = shape.properties.get(name, [])
    required = name in shape.required
    if not nodes:
        return Field(
            wire_name=Text(name),
            type=AnyJson(),
            presence=presence_of(None, required=required),
            at=place.at,
        )
    first = nodes[0]
    stated = annotations_of(parser, nodes)
    type_ref = type_of(parser, first) if len(nodes) == 1 else _type_of_all(parser, nodes, first)
    return Field(
        wire_name=Text(name),
        type=type_ref,
        presence=presence_of(stated, required=required),
        access=access_of(stated),
        xml=xml_of(first),
        doc=doc_of(first),
        at=first.at,
    )


def _extra(parser: Parser, shape: Shape) -> TypeRef:
    """Give the type of the properties that have no name of their own in the schema."""
    candidates = [node for node in shape.additional if node.value is not False]
    if shape.patterns:
        # A name tells which pattern holds only when it is read, so the value may be of each type.
        options = [type_of(parser, node) for node in (*shape.patterns, *candidates)]
        inside = shape.patterns[0].at.rpartition("/")[0]
        return _declare_union(parser, options, parser.document.node(inside))
    if candidates:
        return type_of(parser, candidates[0])
    return Never() if shape.additional else AnyJson()


def _array(parser: Parser, shape: Shape, place: Node) -> TypeRef:
    items: TypeRef = AnyJson()
    if shape.items:
        first = shape.items[0]
        many = len(shape.items) > 1
        items = _type_of_all(parser, shape.items, first) if many else type_of(parser, first)
    if shape.prefix_items:
        return _tuple(parser, shape, items)
    return ArrayOf(items=items, limits=_limits(shape))


def _tuple(parser: Parser, shape: Shape, rest: TypeRef) -> TypeRef:
    prefix = tuple(type_of(parser, node) for node in shape.prefix_items)
    limits = _limits(shape)
    if limits.max_items is not None and 0 < limits.max_items <= len(prefix):
        prefix, rest = prefix[: limits.max_items], Never()
    return TupleOf(items=prefix, rest=rest, required=min(limits.min_items or 0, len(prefix)))


def _enumeration(parser: Parser, shape: Shape, place: Node) -> TypeRef:
    values = shape.enumerated or []
    concrete = [value for value in values if value is not None]
    if not any(isinstance(value, dict) for value in concrete):
        _warn_of_properties(parser, shape, "the schema lists its values, and none is an object")
    if not concrete:
        return _NULL if values else Never()
    names = place.value.get("x-enum-varnames") if isinstance(place.value, dict) else None
    texts = place.value.get("x-enum-descriptions") if isinstance(place.value, dict) else None
    declaration = EnumDecl(
        id=TypeId(place.at),
        hint=name_hint(parser.document, place.at),
        base=_base_of(concrete),
        members=tuple(
            EnumMember(value=Json(value), name=_at(names, i), description=_at(texts, i))
            for i, value in enumerate(concrete)
        ),
        doc=doc_of(place),
        at=place.at,
    )
    named = Named(id=parser.table.declare(declaration))
    return Nullable(inner=named) if None in values else named


def _at(items: Any, index: int) -> Text | None:
    if isinstance(items, list) and index < len(items) and isinstance(items[index], str):
        return Text(items[index])
    return None


def _base_of(values: list[Any]) -> TypeRef:
    if all(isinstance(value, str) for value in values):
        return Scalar(kind=ScalarKind.STRING)
    if all(isinstance(value, bool) for value in values):
        return Scalar(kind=ScalarKind.BOOLEAN)
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return Scalar(kind=ScalarKind.INTEGER)
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        return Scalar(kind=ScalarKind.NUMBER)
    return AnyJson()


def _union(
    parser: Parser, shape: Shape, nodes: Sequence[Node], place: Node, skip_unions: Sequence[str]
) -> TypeRef | None:
    """Give the type of oneOf/anyOf; what stands beside them holds for each alternative.

    None where the alternatives only say which properties are required, which is not enforced.
    """
    group = shape.unions[0]
    alternatives = list(group.elements())
    if all(_only_requires(node) for node in alternatives):
        message = "which properties go together is documented but not enforced by the client"
        parser.warn(Code.SCHEMA_NOT_ENFORCED, message, group.at)
        return None
    owner = group.at.rpartition("/")[0]
    # A single reference or schema without anything beside it is what it says; otherwise each
    # alternative is merged with what stands beside the union.
    beside = bool(shape.properties or shape.required or len(shape.unions) > 1)
    options: list[TypeRef] = []
    for node in alternatives:
        if beside:
            base = [*nodes, node]
            options.append(_type_of_all(parser, base, node, [*skip_unions, owner]))
        else:
            options.append(type_of(parser, node))
    nullable = _NULL in options or "null" in (shape.types or ())
    concrete = [option for option in options if option not in (_NULL, Never())]
    if not concrete:
        return _NULL if nullable else Never()
    tags = _tags(parser, shape.discriminator)
    if len(concrete) == 1 and not tags:
        inner = concrete[0]
    else:
        inner = _declare_union(parser, concrete, place, shape.discriminator, tags)
    return Nullable(inner=inner) if nullable else inner


def _only_requires(node: Node) -> bool:
    return isinstance(node.value, dict) and set(node.value) <= {"required"}


def _declare_union(
    parser: Parser,
    options: Sequence[TypeRef],
    place: Node,
    discriminator: Node | None = None,
    tags: dict[TypeId, list[str]] | None = None,
) -> TypeRef:
    distinct = list(dict.fromkeys(options))
    if AnyJson() in distinct:
        return AnyJson()
    if len(distinct) == 1:
        return distinct[0]
    declaration = UnionDecl(
        id=TypeId(place.at),
        hint=name_hint(parser.document, place.at),
        variants=tuple(_variant(option, discriminator, tags or {}) for option in distinct),
        discriminator=_discriminator_property(discriminator),
        doc=doc_of(place),
        at=place.at,
    )
    return Named(id=parser.table.declare(declaration))


def _declare_family(parser: Parser, base: Node, heirs: Sequence[Node]) -> TypeId:
    """Declare the choice between a schema with a discriminator and those that take it in by `allOf`."""
    discriminator = base.child("discriminator")
    type_id = TypeId(discriminator.at)
    if type_id not in parser.table:
        tags = _tags(parser, discriminator)
        for heir in (base, *heirs):
            if heir.at not in tags and (value := _own_tag(heir)) is not None:
                tags[TypeId(heir.at)] = [value]
        members = [Named(id=parser.table.want(node)) for node in (base, *heirs)]
        parser.table.declare(
            UnionDecl(
                id=type_id,
                hint=Given(Text(f"Any {base.at.rpartition('/')[2]}")),
                variants=tuple(_variant(member, discriminator, tags) for member in members),
                discriminator=_discriminator_property(discriminator),
                doc=doc_of(base),
                at=discriminator.at,
            )
        )
    return type_id


def _variant(option: TypeRef, discriminator: Node | None, tags: dict[TypeId, list[str]]) -> Variant:
    if discriminator is None or not isinstance(option, Named):
        return Variant(type=option)
    implied = option.id.rpartition("/")[2]
    return Variant(type=option, tags=tuple(map(Text, tags.get(option.id) or [implied])))


def _own_tag(heir: Node) -> str | None:
    """Give the value by which a schema itself says to be known."""
    return heir.text("x-discriminator-value") or heir.text("x-ms-discriminator-value")


def _discriminator_property(discriminator: Node | None) -> Text | None:
    name = None if discriminator is None else discriminator.text("propertyName")
    return None if name is None else Text(name)


def _tags(parser: Parser, discriminator: Node | None) -> dict[TypeId, list[str]]:
    """Read a discriminator's mapping: which values choose which schema (OpenAPI 3.1, section 4.8.25)."""
    tags: dict[TypeId, list[str]] = {}
    mapping = None if discriminator is None else discriminator.get("mapping")
    if mapping is None:
        return tags
    for value, target in mapping.items():
        if isinstance(target.value, str):
            tags.setdefault(_mapped(parser, target, target.value), []).append(value)
    return tags


def _mapped(parser: Parser, node: Node, reference: str) -> TypeId:
    """Give the schema that a mapping names: the name of a component, or a reference, also to another file."""
    candidates = [reference]
    if "/" not in reference and "#" not in reference:
        candidates.insert(0, f"#/components/schemas/{reference}")
    for candidate in candidates:
        target = target_of(parser.document, node.file, candidate)
        if target is not None:
            return TypeId(target.at)
    message = f"the mapping to {quote(reference)} leads nowhere"
    parser.warn(Code.UNSUPPORTED_SCHEMA, message, node.at)
    return TypeId(candidates[0])


def _limits(shape: Shape) -> Limits:
    keywords = shape.keywords

    def value(name: str) -> Json | None:
        return Json(keywords[name]) if isinstance(keywords.get(name), (int, float)) else None

    def count(name: str) -> int | None:
        number = keywords.get(name)
        return number if isinstance(number, int) and not isinstance(number, bool) else None

    pattern = keywords.get("pattern")
    return Limits(
        minimum=value("minimum"),
        maximum=value("maximum"),
        exclusive_minimum=value("exclusiveMinimum"),
        exclusive_maximum=value("exclusiveMaximum"),
        multiple_of=value("multipleOf"),
        min_length=count("minLength"),
        max_length=count("maxLength"),
        pattern=Text(pattern) if isinstance(pattern, str) else None,
        min_items=count("minItems"),
        max_items=count("maxItems"),
        unique_items=keywords.get("uniqueItems") is True,
    )
