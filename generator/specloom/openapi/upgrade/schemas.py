"""Upgrade schemas of OpenAPI 3.0 and Swagger 2.0 to 3.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ...json_pointer import join
from ..document.grammar import ObjectGrammar, ObjectKind, Steps, visit
from ..text.json_value import JsonValue
from .relocations import Moves

Schema: TypeAlias = dict[str, JsonValue]

_COMBINATORS = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not"})
# Fields that imply a type although the schema names none.
_IMPLY_TYPE = frozenset({"properties", "additionalProperties", "items", "required"})
# Fields that say something about the value as a whole, null included. They stay outside when the
# rest moves into an alternative.
_ANNOTATIONS = frozenset(
    {
        *("title", "description", "default", "deprecated", "readOnly", "writeOnly"),
        *("example", "examples", "externalDocs", "xml"),
    }
)
_BESIDE_REF = frozenset({"$ref", "nullable"})
_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_CHANGING = frozenset({"$ref", "nullable", "x-nullable", "discriminator", *_BOUNDS})
"""What is written in another way in 3.1, besides `example` and the type `file`."""


class SchemaUpgrade:
    """Upgrades schemas; what is as it should be is shared with the original."""

    def __init__(self, moves: Moves, shape: ObjectGrammar) -> None:
        """Prepare for the schemas of one file.

        Args:
            moves: Takes note of what moves.
            shape: What a schema holds.
        """
        self._moves = moves
        self._shape = shape
        self._telling = _CHANGING | shape.named
        """The keywords without which a schema is as it should be: nearly all schemas have none."""

    def upgrade(self, value: JsonValue, new: str, old: str) -> JsonValue:
        """Upgrade a schema and those in it.

        Args:
            value: The schema.
            new: The pointer that it will have.
            old: The pointer that it had.

        Returns:
            The schema in the terms of JSON Schema 2020-12; the value itself if nothing changes.
        """
        if not isinstance(value, dict):
            return value
        if self._telling.isdisjoint(value):
            return _file(self._example(value, new, old))
        value = self._reference(value, old)
        wraps = _is_nullable(value) and _needs_alternative(value)
        inner = join(new, "anyOf", 0) if wraps else new

        def upgraded(part: JsonValue, _: ObjectKind, steps: Steps) -> JsonValue:
            if self.stays(part):
                return part
            outer = new if wraps and _is_annotation(steps[0]) else inner
            return self.upgrade(part, join(outer, *steps), join(old, *steps))

        schema = visit(value, self._shape, upgraded)
        schema = self._bounds(schema, inner, old)
        schema = self._example(schema, new, old)
        schema = self._discriminator(schema, inner, old)
        schema = _file(schema)
        return self._nullable(schema, new, old)

    def stays(self, value: JsonValue) -> bool:
        """Return whether a schema certainly stays as it is, wherever it is."""
        if not isinstance(value, dict):
            return True
        return (
            self._telling.isdisjoint(value)
            and "example" not in value
            and value.get("type") != "file"
        )

    def _reference(self, schema: Schema, old: str) -> Schema:
        """Remove the siblings of a `$ref`; before OpenAPI 3.1 they have no effect.

        What only describes is kept, and `nullable`, which authors mean although it is ignored.
        So is what holds other schemas, because references can lead to these.
        """
        if not isinstance(schema.get("$ref"), str):
            return schema
        ignored = [
            name
            for name in schema
            if not (_is_annotation(name) or name in _BESIDE_REF or self._holds_schemas(name))
        ]
        self._moves.ignored += [join(old, name) for name in ignored]
        return {name: schema[name] for name in schema if name not in ignored} if ignored else schema

    def _holds_schemas(self, name: str) -> bool:
        return name in self._shape.one or name in self._shape.lists or name in self._shape.maps

    def _bounds(self, schema: Schema, new: str, old: str) -> Schema:
        """Upgrade draft 4's `exclusiveMinimum: true` beside `minimum` (also for maximum)."""
        for exclusive, bound in _BOUNDS.items():
            flag = schema.get(exclusive)
            if not isinstance(flag, bool):
                continue
            schema = {name: value for name, value in schema.items() if name != exclusive}
            if flag and bound in schema:
                schema[exclusive] = schema.pop(bound)
                self._moves.move(join(new, exclusive), join(old, bound))
        return schema

    def _example(self, schema: Schema, new: str, old: str) -> Schema:
        if "example" not in schema or "examples" in schema:
            return schema
        self._moves.derive(f"{new}/examples", f"{old}/example")
        self._moves.derive(f"{new}/examples/0", f"{old}/example")
        return {**schema, "examples": [schema["example"]]}

    def _discriminator(self, schema: Schema, new: str, old: str) -> Schema:
        """Upgrade Swagger 2.0's discriminator, which is a property's name."""
        name = schema.get("discriminator")
        if not isinstance(name, str):
            return schema
        self._moves.derive(join(new, "discriminator", "propertyName"), join(old, "discriminator"))
        return {**schema, "discriminator": {"propertyName": name}}

    def _nullable(self, schema: Schema, new: str, old: str) -> Schema:
        if "nullable" not in schema and "x-nullable" not in schema:
            return schema
        source = join(old, "nullable" if "nullable" in schema else "x-nullable")
        is_nullable = _is_nullable(schema)
        rest = {
            name: value for name, value in schema.items() if name not in ("nullable", "x-nullable")
        }
        if not is_nullable:
            return rest
        if _is_alternative(old) and _only_says_null(rest):
            self._moves.derive(join(new, "type"), source)
            said = {name: value for name, value in rest.items() if _is_annotation(name)}
            return {**said, "type": "null"}
        if _needs_alternative(rest):
            return self._alternative(rest, new, old, source)
        return self._null_type(rest, new, source)

    def _null_type(self, schema: Schema, new: str, source: str) -> Schema:
        """Add null to the types and to the enumerated values."""
        types, values = schema.get("type"), schema.get("enum")
        if isinstance(types, str):
            types = [types]
        if isinstance(types, list) and "null" not in types:
            self._moves.derive(join(new, "type", len(types)), source)
            schema = {**schema, "type": [*types, "null"]}
        if isinstance(values, list) and None not in values:
            self._moves.derive(join(new, "enum", len(values)), source)
            schema = {**schema, "enum": [*values, None]}
        return schema

    def _alternative(self, schema: Schema, new: str, old: str, source: str) -> Schema:
        """Make null an alternative to what the schema says."""
        inner = join(new, "anyOf", 0)
        self._moves.derive(join(new, "anyOf"), source)
        self._moves.derive(inner, old)
        outer = {name: value for name, value in schema.items() if _is_annotation(name)}
        for name in schema:
            if name not in outer:
                self._moves.move(join(inner, name), join(old, name))
        self._moves.derive(join(new, "anyOf", 1), source)
        rest = {name: value for name, value in schema.items() if name not in outer}
        return {**outer, "anyOf": [rest, {"type": "null"}]}


def _is_nullable(schema: Mapping[str, JsonValue]) -> bool:
    return schema.get("nullable") is True or schema.get("x-nullable") is True


def _needs_alternative(schema: Mapping[str, JsonValue]) -> bool:
    """Return whether null cannot just be one more type.

    Where a schema combines others, these would have to allow null too. Strictly, `nullable` has no
    effect then; but authors who write it mean it.
    """
    if not _COMBINATORS.isdisjoint(schema):
        return True
    return "type" not in schema and not _IMPLY_TYPE.isdisjoint(schema)


def _is_alternative(at: str) -> bool:
    """Return whether a schema, by its pointer, is one of several to choose from."""
    choice, _, index = at.rpartition("/")
    return index.isdigit() and choice.endswith(("/anyOf", "/oneOf"))


def _only_says_null(rest: Mapping[str, JsonValue]) -> bool:
    """Return whether the siblings of `nullable` leave nothing but null, as an alternative.

    There is no type for null before 3.1; generators write `{nullable: true}` in its place, or with
    the text "null" as the only value.
    """
    said = {name: value for name, value in rest.items() if not _is_annotation(name)}
    return said in ({}, {"not": {}}, {"enum": ["null"]})


def _is_annotation(name: str) -> bool:
    # Names and descriptions of enumerated values belong to `enum`.
    is_extension = name.startswith("x-") and not name.startswith(("x-enum", "x-ms-enum"))
    return name in _ANNOTATIONS or is_extension


def _file(schema: Schema) -> Schema:
    """Upgrade Swagger 2.0's `type: file`."""
    return (
        {**schema, "type": "string", "format": "binary"} if schema.get("type") == "file" else schema
    )
