"""Bodies in several parts without names (OpenAPI 3.2, sections 4.14.4 and 4.15.2): sequences of their contents.

multipart/mixed: {itemSchema: X, itemEncoding: {contentType: image/png}}
multipart/mixed: {schema: {type: array, prefixItems: [X, Y]}, prefixEncoding: [{contentType: ...}, {...}]}
"""

from __future__ import annotations

from ...ir.api import Codec, Content, without_parameters
from ...ir.types import AnyJson, ArrayOf, Never, Text, TupleOf, TypeRef
from ...openapi.load import Node, elements_of
from ..context import Parser
from ..schemas.schemas import type_of
from .sequences import warn_of_part

_FORM = "multipart/form-data"
_ARRAYS = ("items", "prefixItems")


def parts_contents(
    parser: Parser, media_type: str, content: Node, *, is_request: bool
) -> tuple[Content, ...]:
    """Return a body of parts without names: as the array of them for a request, else once for each type of them.

    Nothing for another body: the parts of a form have names, and so have those of an object.
    """
    essence = without_parameters(media_type)
    if not essence.startswith("multipart/") or essence == _FORM:
        return ()
    schema, item = content.get("schema"), content.get("itemSchema")
    array = None if schema is None else parser.resolve(schema) or schema
    if item is None and (array is None or not any(array.get(key) is not None for key in _ARRAYS)):
        return ()
    first = (
        [] if array is None else [type_of(parser, e) for e in elements_of(array.get("prefixItems"))]
    )
    others = array.get("items") if item is None and array is not None else item
    rest: TypeRef = Never()
    if others is not None and isinstance(others.value, dict):
        rest = type_of(parser, others)
    media_types = _media_types(parser, content)
    types = list(dict.fromkeys([*first, *([] if rest == Never() else [rest])])) or [AnyJson()]
    if is_request:
        types = [TupleOf(items=tuple(first), rest=rest) if first else ArrayOf(items=types[0])]
    return tuple(
        Content(
            media_type=Text(media_type),
            codec=Codec.PARTS,
            type=each,
            item_types=media_types,
            at=content.at,
        )
        for each in types
    )


def _media_types(parser: Parser, content: Node) -> tuple[Text, ...]:
    """Return the media types of the parts, by position; the last one is that of all that follow."""
    types = []
    places = [*enumerate(elements_of(content.get("prefixEncoding")), 1)]
    for number, encoding in [*places, (0, content.get("itemEncoding"))]:
        listed = "" if encoding is None else encoding.text("contentType") or ""
        names = (name.strip() for name in listed.split(","))
        # What is a range, such as image/*, says nothing that could be sent.
        types.append(Text(next((name for name in names if "*" not in name), "")))
        if encoding is not None:
            warn_of_part(parser, f"part {number}" if number else "items", encoding)
    return tuple(types)
