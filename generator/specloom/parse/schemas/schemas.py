"""Schemas to types (JSON Schema 2020-12 as OpenAPI 3.1 uses it)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import get_close_matches

from ...diagnostics import Code, printable, quote
from ...ir.resolve import without_null
from ...ir.types import (
    AliasDecl,
    AnyJson,
    ArrayOf,
    Const,
    EnumDecl,
    Field,
    MapOf,
    Named,
    Never,
    Nullable,
    ObjectDecl,
    Text,
    TupleOf,
    TypeId,
    TypeRef,
)
from ...json_pointer import escape
from ...openapi.document.references import is_ambiguous
from ...openapi.load import Node
from ...records import replace
from ..context import Parser, TypePlace
from ..documentation import access_of, presence_of, xml_of
from ..type_names import is_named, name_hint
from .all_of import refers, renamed
from .annotations import annotations_of, schema_doc
from .beside import Beside, is_whole, leaves_type_open, only_requires
from .circles import shorten_aliases, without_circles
from .example_values import keys_of, with_examples
from .merged_properties import optional_properties, place_of_member
from .nulls import is_nothing, is_null
from .plain import PlainSchema, plain_key
from .scalars import NULL, enumeration, limits_of, scalar
from .schema_merge import MergedSchema, merge, reference_target, sole_target
from .unions import Option, declare_family, declare_union, tags_of

_MOST_COMBINATIONS = 256
"""The most combinations of several choices that must all hold; each would be a class."""


def parse_pending(parser: Parser) -> None:
    """Declare every type that was referred to, and those that they refer to in turn."""
    _declare_pending(parser)
    while parser.table.additions:
        for type_id in sorted(parser.table.additions):
            _add_members(parser, type_id, parser.table.additions.pop(type_id))
        _declare_pending(parser)
    without_circles(parser)
    shorten_aliases(parser)


def _declare_pending(parser: Parser) -> None:
    pending = True
    while pending:
        pending = False
        for node in parser.table.pending():
            pending = True
            _declare(parser, node)
        for place, shape in parser.table.pending_objects():
            pending = True
            _declare_object(parser, shape, place)


def type_of(parser: Parser, node: Node) -> TypeRef:
    """Return the type of a schema. What needs a declaration is declared under the schema's own place."""
    plain = _plain(parser, node)
    if plain is not None:
        return plain.type
    # As below: a function for both would be one more frame for each level of a deep schema.
    return _with_null(with_examples(parser, _type_of_one(parser, node), node), node)


def _plain(parser: Parser, node: Node) -> PlainSchema | None:
    """Return what a plain schema says; None for other schemas."""
    key = plain_key(node.value)
    if key is None:
        return None
    plain: PlainSchema | None = parser.plain.get(key)
    if plain is not None:
        return plain if plain.enumeration is None else _with_enumeration(parser, plain, node)
    stated = annotations_of(parser, [node])
    type_ref = _with_null(with_examples(parser, _type_of_one(parser, node), node), node)
    _, inner = without_null(type_ref)
    declared = parser.table.declared(inner.id) if isinstance(inner, Named) else None
    plain = parser.plain[key] = PlainSchema(
        type=type_ref,
        presence=presence_of(stated, required=False),
        access=access_of(stated),
        xml=xml_of(node),
        doc=schema_doc(node),
        enumeration=declared if isinstance(declared, EnumDecl) else None,
    )
    return plain


def _with_enumeration(parser: Parser, plain: PlainSchema, node: Node) -> PlainSchema:
    """Declare the values that a schema lists, which another one lists too, at its own place."""
    assert plain.enumeration is not None
    type_id = TypeId(node.at)
    hint = name_hint(parser.document, parser.labels, type_id, node)
    parser.table.declare(replace(plain.enumeration, id=type_id, hint=hint, at=node.at))
    named = Named(id=type_id)
    nullable = isinstance(plain.type, Nullable)
    return replace(plain, type=Nullable(inner=named) if nullable else named)


def _with_null(type_ref: TypeRef, node: Node) -> TypeRef:
    """Return a type with null, if its schema means to take it in a way that does not say so."""
    if not _says_null(node) or isinstance(type_ref, AnyJson | Nullable) or type_ref == NULL:
        return type_ref
    return Nullable(inner=type_ref)


def _says_null(node: Node) -> bool:
    """Return whether a schema means to take null in a way that has no effect, or not enough, in 3.1.

    That is `nullable`, and null among the types beside a reference to a schema that does not take it.
    """
    value = node.value
    if not isinstance(value, dict):
        return False
    types = value.get("type")
    combines = refers(value) or "allOf" in value
    return value.get("nullable") is True or (
        combines and isinstance(types, list) and "null" in types and len(types) > 1
    )


def _type_of_one(parser: Parser, node: Node) -> TypeRef:
    if is_ambiguous(node):
        message = "$dynamicRef always leads to the nearest anchor, whatever refers to this schema"
        parser.warn(Code.SCHEMA_NOT_ENFORCED, message, node.at)
    target = _target(parser, node)
    if target is not None:
        return _referred(parser, target)
    if isinstance(node.value, dict) and refers(node.value) and len(node.value) == 1:
        return AnyJson()  # it leads nowhere, which is reported
    return _type_of_all(parser, [node], TypePlace.of(node))


def _target(parser: Parser, node: Node) -> Node | None:
    """Return the schema that one stands for; one with a name of its own stands for another only if it just refers."""
    if node.at in parser.families.heirs:
        return None  # an heir that adds nothing to its base is still another class than the base
    target = renamed(parser, node)
    if target is not None or not isinstance(node.value, dict):
        return target
    if not (refers(node.value) or "allOf" in node.value):
        return None
    return None if is_named(node.at) else sole_target(parser, [node])


def _referred(parser: Parser, target: Node) -> TypeRef:
    """Return the type of what a schema refers to."""
    heirs = parser.families.choices.get(target.at)
    if heirs is not None:
        return Named(id=declare_family(parser, target, heirs))
    return Named(id=parser.table.want(target))


def _declare(parser: Parser, node: Node) -> None:
    """Declare the schema at a node under its own name, as an alias unless it is an object, enum or union."""
    target = type_of(parser, node)
    match target:
        case Named(id=type_id) if type_id == node.at:
            if parser.table.declared(type_id) or parser.table.awaits(type_id):
                return
        case Nullable(inner=Named(id=type_id)) if type_id == node.at:
            parser.table.make_nullable(type_id)
            return
    _declare_alias(parser, TypePlace.of(node), target)


def _declare_alias(parser: Parser, place: TypePlace, target: TypeRef) -> None:
    parser.table.declare(
        AliasDecl(
            id=place.id,
            hint=name_hint(parser.document, parser.labels, place.id, place.node),
            target=target,
            doc=schema_doc(place.node),
            at=place.node.at,
        )
    )


def _type_of_all(parser: Parser, nodes: Sequence[Node], place: TypePlace) -> TypeRef:
    """Return the type of schemas that must all hold; `place` is where it is declared if it needs to be."""
    if not parser.table.begin(place.id):
        return Named(id=place.id)
    type_ref = _type_of_shape(parser, nodes, place)
    if parser.table.end(place.id) and type_ref != Named(id=place.id):
        _declare_alias(parser, place, type_ref)
        return Named(id=place.id)
    return type_ref


def _type_of_shape(parser: Parser, nodes: Sequence[Node], place: TypePlace) -> TypeRef:
    if all(node.value is True or node.value == {} for node in nodes):
        return AnyJson()
    if not all(isinstance(node.value, (dict, bool)) for node in nodes):
        parser.warn(
            Code.UNSUPPORTED_SCHEMA, "a schema must be an object or a boolean", place.node.at
        )
        return AnyJson()
    if len(nodes) > 1 and (target := sole_target(parser, nodes)) is not None:
        return _referred(parser, target)
    shape = merge(parser, nodes)
    if shape.impossible:
        if not any(node.value is False for node in nodes):
            message = "no value has all the types that this schema asks for; any value is accepted"
            parser.warn(Code.UNSUPPORTED_SCHEMA, message, place.node.at)
            return AnyJson()
        return Never()
    if shape.constant is not None:
        return NULL if shape.constant.raw is None else Const(value=shape.constant)
    if (values := shape.enumerated) is not None:
        if not any(isinstance(value, dict) for value in values):
            reason = "the schema lists its values, and none is an object"
            _warn_of_properties(parser, shape, reason)
        return enumeration(parser, shape, place)
    if shape.unions and (union := _union(parser, shape, nodes, place)) is not None:
        return union
    return _typed(parser, shape, place)


def _typed(parser: Parser, shape: MergedSchema, place: TypePlace) -> TypeRef:
    types = shape.effective_types()
    concrete = sorted(types - {"null"})
    if "object" not in concrete:
        _warn_of_properties(parser, shape, "the schema's type is not object")
    if not concrete:
        return NULL if types else AnyJson()
    if "integer" in concrete and "number" in concrete:
        concrete.remove("integer")
    # Beside other types, an object is declared at its properties: the schema's own place is the union's.
    several = len(concrete) > 1 and bool(shape.properties)
    options = [
        _of_type(
            parser,
            name,
            shape,
            _properties(parser, shape, place) if several and name == "object" else place,
        )
        for name in concrete
    ]
    inner = declare_union(parser, [Option(option) for option in options], place)
    return Nullable(inner=inner) if "null" in types else inner


def _properties(parser: Parser, shape: MergedSchema, place: TypePlace) -> TypePlace:
    """Return the place of the object among other types."""
    first = next(iter(shape.properties.values()))[0]
    inside = parser.document.node(first.at.rpartition("/")[0])
    return TypePlace(TypeId(f"{place.id}/properties"), inside)


def _warn_of_properties(parser: Parser, shape: MergedSchema, reason: str) -> None:
    """Warn of the properties that no value has."""
    for name, nodes in shape.properties.items():
        message = f"the property {quote(name)} cannot occur: {reason}"
        parser.warn(Code.UNSUPPORTED_SCHEMA, message, nodes[0].at)


def _of_type(parser: Parser, name: str, shape: MergedSchema, place: TypePlace) -> TypeRef:
    if name == "array":
        return _array(parser, shape)
    if name != "object":
        return scalar(parser, name, shape, place)
    if shape.properties:
        return Named(id=parser.table.want_object(place, shape))
    _warn_of_required(parser, shape)
    return MapOf(
        values=_extra(parser, shape, place), keys=keys_of(parser, shape), limits=limits_of(shape)
    )


def _declare_object(parser: Parser, shape: MergedSchema, place: TypePlace) -> None:
    _warn_of_required(parser, shape)
    extra = _extra(parser, shape, place)
    # Required ones in the order of `required`, a list; the order of the other keys must not matter.
    names = [*shape.required, *sorted(optional_properties(parser, shape))]
    parser.table.declare(
        ObjectDecl(
            id=place.id,
            hint=name_hint(parser.document, parser.labels, place.id, place.node),
            fields=tuple(_field(parser, shape, name, place, extra) for name in names),
            extra=extra,
            limits=limits_of(shape),
            xml=xml_of(place.node),
            doc=schema_doc(place.node),
            at=place.node.at,
        )
    )


def _is_added(parser: Parser, name: str, at: str) -> bool:
    """Return whether an heir of the schema that requires a property at a place declares it."""
    families = parser.families.added
    return any(name in names and at.startswith(f"{base}/") for base, names in families.items())


def _warn_of_required(parser: Parser, shape: MergedSchema) -> None:
    """Warn of what is required and not described; a schema that describes its other properties means them."""
    if shape.patterns or any(node.value is not False for node in shape.additional):
        return
    for name, at in shape.required.items():
        if name not in shape.properties and not _is_added(parser, name, at):
            message = f"{quote(name)} is required, but there is no property of that name"
            matches = get_close_matches(name, shape.properties, n=1)
            hint = f"Did you mean {printable(matches[0])}?" if matches else ""
            parser.warn(Code.UNKNOWN_REQUIRED, message, at, hint)


def _field(
    parser: Parser, shape: MergedSchema, name: str, place: TypePlace, extra: TypeRef
) -> Field:
    nodes = shape.properties.get(name, [])
    if len(nodes) > 1:
        nodes = list({node.at: node for node in nodes}.values())
    required = name in shape.required
    if not nodes:
        return Field(
            wire_name=Text(name),
            type=AnyJson() if isinstance(extra, Never) else extra,
            presence=presence_of(None, required=required),
            at=place.node.at,
        )
    first = nodes[0]
    plain = _plain(parser, first) if len(nodes) == 1 else None
    if plain is not None:
        return Field(
            wire_name=Text(name),
            type=plain.type,
            presence=presence_of(None, required=True) if required else plain.presence,
            access=plain.access,
            xml=plain.xml,
            doc=plain.doc,
            at=first.at,
        )
    stated = annotations_of(parser, nodes)
    said = [schema_doc(node) for node in nodes]
    return Field(
        wire_name=Text(name),
        type=_together(parser, nodes, "properties", name),
        presence=presence_of(stated, required=required),
        access=access_of(stated),
        xml=xml_of(first),
        doc=next((doc for doc in said if doc.description is not None), said[0]),
        at=first.at,
    )


def _together(parser: Parser, nodes: Sequence[Node], *tokens: str) -> TypeRef:
    """Return the type of a property that several schemas describe, such as an heir and its base."""
    if len(nodes) == 1:
        return type_of(parser, nodes[0])
    return _type_of_all(parser, nodes, place_of_member(parser, nodes, tokens))


def _extra(parser: Parser, shape: MergedSchema, place: TypePlace) -> TypeRef:
    """Return the type of the properties that have no name of their own in the schema."""
    candidates = [node for node in shape.additional if node.value is not False]
    if shape.patterns:
        # A name tells which pattern holds only when it is read, so the value may be of each type.
        options = [Option(type_of(parser, node)) for node in (*shape.patterns, *candidates)]
        inside = parser.document.node(shape.patterns[0].at.rpartition("/")[0])
        pattern_place = TypePlace(TypeId(f"{place.id}/patternProperties"), inside)
        return declare_union(parser, options, pattern_place)
    if candidates:
        return type_of(parser, candidates[0])
    return Never() if shape.additional else AnyJson()


def _array(parser: Parser, shape: MergedSchema) -> TypeRef:
    items: TypeRef = AnyJson()
    if shape.items:
        nodes = list({node.at: node for node in shape.items}.values())
        items = _together(parser, nodes, "items")
    if shape.prefix_items:
        return _tuple(parser, shape, items)
    return ArrayOf(items=items, limits=limits_of(shape))


def _tuple(parser: Parser, shape: MergedSchema, rest: TypeRef) -> TypeRef:
    prefix = tuple(type_of(parser, node) for node in shape.prefix_items)
    limits = limits_of(shape)
    if limits.max_items is not None and 0 < limits.max_items <= len(prefix):
        prefix, rest = prefix[: limits.max_items], Never()
    return TupleOf(items=prefix, rest=rest, required=min(limits.min_items or 0, len(prefix)))


def _union(
    parser: Parser, shape: MergedSchema, nodes: Sequence[Node], place: TypePlace
) -> TypeRef | None:
    """Return the type of oneOf/anyOf; their siblings hold for each alternative.

    None where the alternatives only say which properties are required, which is not enforced; or
    where several choices must hold at once, and together come to too many alternatives.
    """
    constraining = []
    for group in shape.unions:
        if all(only_requires(node) for node in group.elements()):
            message = "which properties go together is documented but not enforced by the client"
            parser.warn(Code.SCHEMA_NOT_ENFORCED, message, group.at)
        else:
            constraining.append(group)
    if not constraining:
        return None
    combinations = math.prod(len(list(group.elements())) for group in constraining)
    if len(constraining) > 1 and combinations > _MOST_COMBINATIONS:
        message = f"{combinations} combinations of alternatives are too many to tell apart"
        parser.warn(Code.UNSUPPORTED_SCHEMA, message, constraining[0].at)
        return None
    group, *others = constraining
    tags = tags_of(parser, shape.discriminator)
    nullable = "null" in (shape.types or ())
    options: list[Option] = []
    for index, node in enumerate(group.elements()):
        if is_null(node.value):
            nullable = True
        elif not is_nothing(node.value):
            keyword = group.at.rpartition("/")[2]
            inside = TypePlace(TypeId(f"{place.id}/{keyword}/{index}"), node)
            option = _option(parser, Beside(shape, nodes, others, tags), node, inside)
            nullable = nullable or option.type == NULL
            options.append(option)
    concrete = [option for option in options if option.type not in (NULL, Never())]
    if not concrete:
        return NULL if nullable else Never()
    inner = declare_union(parser, concrete, place, tags)
    return Nullable(inner=inner) if nullable else inner


def _option(parser: Parser, beside: Beside, node: Node, inside: TypePlace) -> Option:
    """Return an alternative of a choice.

    What is referred to stays itself where it has, or can take, the siblings of the choice. All
    else is merged with that, and declared below the choice.
    """
    shape = beside.shape
    target = reference_target(parser, node)
    named = node.at if target is None else target.at
    if not (
        shape.properties
        or shape.required
        or beside.others
        or leaves_type_open(parser, beside, node)
    ):
        return Option(type_of(parser, node), named)
    if target is not None and is_whole(parser, beside, target):
        return Option(type_of(parser, node), named)
    return Option(_type_of_all(parser, [*beside.nodes, node], inside), named)


def _add_members(parser: Parser, type_id: TypeId, members: dict[str, dict[str, Node]]) -> None:
    """Add to an object, as optional, the properties that are siblings of the choices that it is an alternative of."""
    declaration = parser.table.object(type_id)
    if declaration is None or isinstance(declaration.extra, Never):
        return
    known = {field.wire_name.raw for field in declaration.fields}
    fields = [
        _member(parser, declaration.id, name, [nodes[at] for at in sorted(nodes)])
        for name, nodes in sorted(members.items())
        if name not in known
    ]
    parser.table.declare(replace(declaration, fields=(*declaration.fields, *fields)))


def _member(parser: Parser, owner: TypeId, name: str, nodes: Sequence[Node]) -> Field:
    stated = annotations_of(parser, nodes[:1])
    place = TypePlace(TypeId(f"{owner}/properties/{escape(name)}"), nodes[0])
    return Field(
        wire_name=Text(name),
        type=declare_union(parser, [Option(type_of(parser, node)) for node in nodes], place),
        presence=presence_of(stated, required=False),
        access=access_of(stated),
        xml=xml_of(nodes[0]),
        doc=schema_doc(nodes[0]),
        at=nodes[0].at,
    )
