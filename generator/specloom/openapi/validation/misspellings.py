"""Misspelt words of the specification, and those of other versions."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ...diagnostics import similar

SCHEMA_WORDS = frozenset(
    (
        *(
            "$anchor",
            "$comment",
            "$defs",
            "$dynamicAnchor",
            "$dynamicRef",
            "$id",
            "$recursiveAnchor",
        ),
        *("$recursiveRef", "$ref", "$schema", "$vocabulary", "additionalItems"),
        *("additionalProperties", "allOf", "anyOf", "const", "contains", "contentEncoding"),
        *("contentMediaType", "contentSchema", "default", "definitions", "dependencies"),
        *("dependentRequired", "dependentSchemas", "deprecated", "description", "disallow"),
        *("discriminator", "divisibleBy", "else", "enum", "example", "examples"),
        *("exclusiveMaximum", "exclusiveMinimum", "extends", "externalDocs", "format", "id", "if"),
        *("items", "maxContains", "maxItems", "maxLength", "maxProperties", "maximum"),
        *("minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf", "not"),
        *("nullable", "oneOf", "pattern", "patternProperties", "prefixItems", "properties"),
        *("propertyNames", "readOnly", "required", "then", "title", "type", "unevaluatedItems"),
        *("unevaluatedProperties", "uniqueItems", "writeOnly", "xml"),
    )
)
"""The keywords of JSON Schema, from draft 3 to 2020-12, and of OpenAPI's schemas."""
LATER_MEMBERS = frozenset(("additionalOperations", "mediaTypes"))
HONOURED_MEMBERS = frozenset(("itemSchema",))
"""Fields of OpenAPI 3.2 that mean in older documents, too, what they mean there; frameworks write them."""
"""Fields of OpenAPI 3.2 that frameworks write in earlier versions, and that mean the same there."""
_RARE = frozenset(word for word in SCHEMA_WORDS if word.startswith("$") or len(word) < 4) | {
    *("definitions", "dependencies", "disallow", "divisibleBy", "else", "extends", "then"),
}
"""Keywords that an unknown word is not taken for: other words are as near to them."""
_OTHERS = frozenset(("constant", "cost", "form", "node", "nodes", "terms", "time", "tile", "tiles"))
"""Words of their own, though a letter turns them into a keyword."""
_SLIPS = {
    "ref": "$ref",
    "property": "properties",
    "propertys": "properties",
    "additionalProperty": "additionalProperties",
}
"""Words that are more than a letter away from the keyword, or near to one that is rare."""
_SHORT = 5
_CUTOFF = 0.75
"""How similar a field must be to be suggested: `basePath` is not `paths`."""

_TYPES = {
    **dict.fromkeys(
        ("int", "int32", "int64", "long", "short", "uint", "bigint", "byte"), "integer"
    ),
    **dict.fromkeys(("float", "double", "decimal", "numeric", "num", "real"), "number"),
    **dict.fromkeys(("str", "text", "char", "varchar", "uuid", "date", "datetime"), "string"),
    **dict.fromkeys(("date-time", "file", "binary", "enum", "url", "uri", "email"), "string"),
    **dict.fromkeys(("bool", "flag"), "boolean"),
    **dict.fromkeys(("list", "tuple", "set", "seq", "sequence"), "array"),
    **dict.fromkeys(("dict", "map", "hash", "struct", "record", "json"), "object"),
    **dict.fromkeys(("none", "nil", "undefined"), "null"),
}


class Meant(NamedTuple):
    """The field that an unknown one may have meant, "" if that is not clear; and what else helps."""

    name: str
    remark: str = ""


def meant_type(name: str) -> str:
    """Return the type of JSON Schema that a word of another language stands for; "" if there is none."""
    return _TYPES.get(name.casefold(), "")


def meant_word(name: str, known: Collection[str], *, is_schema: bool) -> Meant:
    """Find out what an unknown field of an object may have meant.

    Args:
        name: The unknown field.
        known: The fields that the object could have and has not.
        is_schema: Whether the object is a schema.

    Returns:
        What it may have meant; a keyword of another version is taken for what it is.
    """
    if is_schema and name in SCHEMA_WORDS:
        return Meant("", "It is a keyword of other versions of the specification.")
    return Meant(next(iter(similar(name, known, 1, _CUTOFF)), ""))


def misspelt_keyword(name: str) -> str:
    """Return the keyword of schemas that an unknown word certainly means; "" for words of their own.

    Schemas of OpenAPI 3.1 and 3.2 may hold any word, so only what is one letter, or capitals, away
    from a keyword is taken for it.
    """
    if name in SCHEMA_WORDS or name in _OTHERS or name.startswith("x-"):
        return ""
    if name in _SLIPS:
        return _SLIPS[name]
    near = (word for word in sorted(SCHEMA_WORDS - _RARE) if _is_one_letter_away(name, word))
    return next(near, "")


def _is_one_letter_away(word: str, keyword: str) -> bool:
    if abs(len(keyword) - len(word)) > 1:
        return False
    if word.casefold() == keyword.casefold():
        return True
    start = 0
    while start < min(len(word), len(keyword)) and word[start] == keyword[start]:
        start += 1
    a, b = word[start:], keyword[start:]
    if len(a) == len(b):
        swapped = a[1::-1] + a[2:] == b
        # A short word with another letter is likely to be another word.
        return swapped or (len(keyword) > _SHORT and a[1:] == b[1:])
    return a[1:] == b or a == b[1:]
