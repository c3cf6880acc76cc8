"""Examples of values without a declaration, and of map keys."""

from __future__ import annotations

from ...diagnostics import Code, quote
from ...ir.examples import is_short
from ...ir.scalars import ScalarKind
from ...ir.types import ArrayOf, Json, MapOf, Scalar, Text, TypeRef
from ...json_pointer import unescape
from ...openapi.document.references import ReferenceFault, resolve
from ...openapi.load import Node, items_of
from ...records import replace
from ..context import Parser
from .annotations import annotations_of, schema_doc
from .scalars import limits_of
from .schema_merge import MergedSchema, merge


def with_examples(parser: Parser, type_ref: TypeRef, node: Node) -> TypeRef:
    """Return the type of a schema with the examples that the schema shows, its default last."""
    if not isinstance(type_ref, Scalar | ArrayOf | MapOf) or not isinstance(node.value, dict):
        return type_ref
    stated = annotations_of(parser, [node])
    defaults = [Json(stated[key]) for key in ("default",) if key in stated]
    examples = (*schema_doc(node).examples, *(json for json in defaults if is_short(json.raw)))
    return replace(type_ref, examples=examples) if examples else type_ref


def keys_of(parser: Parser, shape: MergedSchema) -> Scalar:
    """Return what is said of the names of a map: by `propertyNames`, else by the first of `patternProperties`."""
    names = merge(parser, shape.names)
    if shape.patterns and "pattern" not in names.keywords:
        names.keywords["pattern"] = unescape(shape.patterns[0].at.rpartition("/")[2])
    listed = [value for value in names.enumerated or () if isinstance(value, str)]
    form = names.keywords.get("format")
    return Scalar(
        kind=ScalarKind.STRING,
        format=Text(form) if isinstance(form, str) else None,
        limits=limits_of(names),
        examples=tuple(map(Json, listed)),
    )


def note_external(parser: Parser, node: Node) -> None:
    """Report the examples of a parameter or media type that lie elsewhere (`externalValue`): nothing is fetched."""
    examples = node.get("examples")
    for name, example in items_of(examples):
        try:
            value = resolve(example).value
        except ReferenceFault:
            continue  # reported with all references
        if isinstance(value, dict) and "externalValue" in value and "value" not in value:
            message = (
                f"the example {quote(name)} lies elsewhere and is not fetched; it is not shown"
            )
            parser.note(Code.UNSUPPORTED_CONTENT, message, example.at)
