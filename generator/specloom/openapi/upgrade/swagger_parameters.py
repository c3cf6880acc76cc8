"""Swagger 2.0 parameters and headers to OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...diagnostics import Code, Diagnostic, Severity, printable, quote
from ...json_pointer import join
from ...records import dataclass
from ..document.document import Document, Node
from ..document.grammar import ObjectKind, Version, grammar_of
from ..text.json_value import JsonValue
from .relocations import Moves
from .schemas import SchemaUpgrade

_SCHEMA_MEMBERS = frozenset(
    {
        *("type", "format", "items", "default", "enum", "multipleOf", "pattern", "uniqueItems"),
        *("maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"),
        *("maxLength", "minLength", "maxItems", "minItems"),
    }
)
_SCHEMA_EXTENSIONS = ("x-enum", "x-ms-enum", "x-nullable")
_QUERY_STYLES: Mapping[str, tuple[str, bool]] = {
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
}


_STREAMS = frozenset(
    "text/event-stream application/jsonl application/x-ndjson application/ndjson application/x-jsonlines "
    "application/stream+json application/json-seq application/vnd.amazon.eventstream".split()
)


@dataclass(frozen=True, slots=True)
class SwaggerFile:
    """What is needed everywhere in the upgrade of one file of a Swagger 2.0 document."""

    document: Document
    file: str
    moves: Moves
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def schemas(self) -> SchemaUpgrade:
        """The upgrade of the file's schemas."""
        return SchemaUpgrade(self.moves, grammar_of(Version.V2_0)[ObjectKind.SCHEMA])

    def node(self, value: JsonValue, old: str) -> Node:
        """Return the node of a value of the file."""
        return Node(self.document, f"{self.file}#{old}", value)

    def warn(self, code: Code, message: str, at: str) -> None:
        """Report what cannot be expressed in OpenAPI 3.1; `at` is the id of a node."""
        self.diagnostics.append(
            Diagnostic(
                code=code,
                severity=Severity.WARNING,
                message=message,
                location=self.document.locate(at),
            )
        )

    def global_types(self, name: str) -> list[str]:
        """Return the document's `consumes` or `produces`.

        Streams beside other types are left out: what the API as a whole may send is not what each operation
        offers. Those that list a stream themselves have it.
        """
        root = self.document.data
        listed = media_types(root.get(name)) if isinstance(root, dict) else []
        return [each for each in listed if each.lower() not in _STREAMS] or listed


def media_types(value: JsonValue) -> list[str]:
    """Read a list of media types.

    `value` is the value of `consumes` or `produces`. Returns the media types, each once; none if the
    value is not a list.
    """
    items = value if isinstance(value, list) else []
    return list(dict.fromkeys(item for item in items if isinstance(item, str)))


def upgrade_parameter(context: SwaggerFile, value: JsonValue, new: str, old: str) -> JsonValue:
    """Upgrade a parameter.

    Args:
        context: The file it is in.
        value: The parameter. One that stands for a body keeps its form; it is used elsewhere.
        new: The pointer that it will have.
        old: The pointer that it had.

    Returns:
        The parameter in the terms of OpenAPI 3.1.
    """
    if not isinstance(value, dict) or "$ref" in value or value.get("in") == "formData":
        return value
    if "schema" in value:
        place = join(new, "schema"), join(old, "schema")
        return {**value, "schema": context.schemas.upgrade(value["schema"], *place)}
    if value.get("in") == "body":
        return value
    at = context.node(value, old).at
    return {
        **_beside_schema(value),
        **_style(context, value, at),
        "schema": upgrade_simple(context, value, join(new, "schema"), at),
    }


def upgrade_header(context: SwaggerFile, value: JsonValue, new: str, old: str) -> JsonValue:
    """Upgrade a response header.

    Args:
        context: The file it is in.
        value: The header.
        new: The pointer that it will have.
        old: The pointer that it had.

    Returns:
        The header in the terms of OpenAPI 3.1.
    """
    if not isinstance(value, dict) or "$ref" in value or "schema" in value:
        return value
    at = context.node(value, old).at
    schema = upgrade_simple(context, value, join(new, "schema"), at)
    return {**_beside_schema(value), "schema": schema}


def upgrade_simple(
    context: SwaggerFile, value: Mapping[str, JsonValue], new: str, at: str
) -> dict[str, JsonValue]:
    """Make a schema of the siblings of a parameter's `type`.

    Args:
        context: The file that the schema will be in.
        value: The parameter or header.
        new: The pointer that the schema will have.
        at: The id of the parameter's node, which may be in another file.

    Returns:
        The schema.
    """
    file, _, old = at.partition("#")
    keywords = {name: entry for name, entry in value.items() if _is_schema_member(name)}
    if "items" in keywords:
        keywords["items"] = _plain_items(keywords["items"])
    context.moves.derive_from(new, at)
    if file != context.file:
        # Simple schemas hold no references, so those of other files can be taken over.
        moves = Moves(context.document, file)
        schema = SchemaUpgrade(moves, grammar_of(Version.V2_0)[ObjectKind.SCHEMA]).upgrade(
            keywords, "", ""
        )
    else:
        for name in keywords:
            context.moves.move(join(new, name), join(old, name))
        schema = context.schemas.upgrade(keywords, new, old)
    return schema if isinstance(schema, dict) else {}


def form_encoding(
    context: SwaggerFile, value: Mapping[str, JsonValue], at: str
) -> dict[str, JsonValue]:
    """Return the Encoding Object of a form parameter.

    Args:
        context: The file that it will be in.
        value: The parameter (`in: formData`).
        at: The id of its node.

    Returns:
        Its style; empty if it is not an array.
    """
    return _style(context, {**value, "in": "query"}, at)


def _beside_schema(value: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {
        name: entry
        for name, entry in value.items()
        if not _is_schema_member(name) and name != "collectionFormat"
    }


def _is_schema_member(name: str) -> bool:
    return name in _SCHEMA_MEMBERS or name.startswith(_SCHEMA_EXTENSIONS)


def _plain_items(value: JsonValue) -> JsonValue:
    """Return an Items Object as a schema: without `collectionFormat`, on every level."""
    if not isinstance(value, dict):
        return value
    items = {name: entry for name, entry in value.items() if name != "collectionFormat"}
    if "items" in items:
        items["items"] = _plain_items(items["items"])
    return items


def _style(context: SwaggerFile, value: Mapping[str, JsonValue], at: str) -> dict[str, JsonValue]:
    """Return the style of an array parameter, from its `collectionFormat`."""
    if value.get("type") != "array":
        return {}
    declared = value.get("collectionFormat", "csv")
    if value.get("in") == "query":
        style, explode = _QUERY_STYLES.get(str(declared), ("form", False))
        is_known = declared in _QUERY_STYLES
    else:
        style, explode, is_known = "simple", False, declared == "csv"
    if not is_known:
        name = quote(str(value.get("name", "")))
        message = (
            f"OpenAPI 3 cannot express collectionFormat {quote(str(declared))} "
            f"of the {printable(str(value.get('in')))} parameter {name}; taken as csv"
        )
        context.warn(Code.UNSUPPORTED_PARAMETER, message, at)
    return {"style": style, "explode": explode}
