"""Swagger 2.0 bodies and responses to OpenAPI 3.1 content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...json_pointer import join
from ..document.document import Node
from ..document.references import reference_to
from ..text.json_value import JsonValue
from .swagger_parameters import (
    SwaggerFile,
    form_encoding,
    media_types,
    upgrade_header,
    upgrade_simple,
)

_JSON = "application/json"
_BYTES = "application/octet-stream"
_URL_ENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_BODY_MEMBERS = frozenset({"name", "in", "schema", "required"})
_CONTENT_MEMBERS = frozenset({"schema", "examples", "headers"})


def body_from_parameter(
    context: SwaggerFile, parameter: Node, consumes: Sequence[str], new: str
) -> dict[str, JsonValue]:
    """Make a Request Body of a body parameter.

    Args:
        context: The file that it will be in.
        parameter: The parameter (`in: body`), which may be in another file.
        consumes: The media types that are accepted.
        new: The pointer that the Request Body will have.

    Returns:
        The Request Body.
    """
    value = parameter.value if isinstance(parameter.value, dict) else {}
    context.moves.derive_from(new, parameter.at)
    content: dict[str, JsonValue] = {}
    for media_type in consumes or [_JSON]:
        place = join(new, "content", media_type, "schema")
        content[media_type] = {"schema": _body_schema(context, parameter, place)}
    body: dict[str, JsonValue] = {
        name: entry for name, entry in value.items() if name not in _BODY_MEMBERS
    }
    if isinstance(value.get("name"), str):
        body["x-body-name"] = value["name"]
    return {**body, "required": value.get("required") is True, "content": content}


def _body_schema(context: SwaggerFile, parameter: Node, new: str) -> JsonValue:
    schema = parameter.get("schema")
    if schema is None:
        return {}
    if schema.file != context.file:
        # Its references are relative to the other file, so the schema stays there.
        return {"$ref": reference_to(schema, context.file)}
    context.moves.move(new, schema.pointer)
    return context.schemas.upgrade(schema.value, new, schema.pointer)


def body_from_form(
    context: SwaggerFile, parameters: Sequence[Node], consumes: Sequence[str], new: str
) -> dict[str, JsonValue]:
    """Make a Request Body of form parameters.

    Args:
        context: The file that it will be in.
        parameters: The parameters (`in: formData`), at least one, which may be in other files.
        consumes: The media types that are accepted.
        new: The pointer that the Request Body will have.

    Returns:
        The Request Body; multipart if there is a file among the parameters.
    """
    context.moves.derive_from(new, parameters[0].at)
    is_multipart = any(parameter.text("type") == "file" for parameter in parameters)
    accepted = [_MULTIPART] if is_multipart else _form_types(consumes)
    content: dict[str, JsonValue] = {}
    for media_type in accepted:
        content[media_type] = _form(context, parameters, join(new, "content", media_type))
    required = any(_is_required(parameter) for parameter in parameters)
    return {"required": required, "content": content}


def _form_types(consumes: Sequence[str]) -> list[str]:
    declared = [
        media_type
        for media_type in consumes
        if media_type.partition(";")[0].strip().lower() in (_URL_ENCODED, _MULTIPART)
    ]
    return declared or [_URL_ENCODED]


def _form(context: SwaggerFile, parameters: Sequence[Node], new: str) -> dict[str, JsonValue]:
    """Return the Media Type of a form: an object with a property for each parameter."""
    properties: dict[str, JsonValue] = {}
    required: list[JsonValue] = []
    encoding: dict[str, JsonValue] = {}
    for parameter in parameters:
        value = parameter.value if isinstance(parameter.value, dict) else {}
        name = str(value.get("name", ""))
        place = join(new, "schema", "properties", name)
        properties[name] = {
            **_annotations(value),
            **upgrade_simple(context, value, place, parameter.at),
        }
        if _is_required(parameter):
            required.append(name)
        style = form_encoding(context, value, parameter.at)
        if style:
            encoding[name] = style
    schema: dict[str, JsonValue] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    return {"schema": schema, "encoding": encoding} if encoding else {"schema": schema}


def _annotations(value: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return what a form parameter says beside its type, as fields of a schema."""
    kept = {
        name: entry
        for name, entry in value.items()
        if name == "description" or name.startswith("x-")
    }
    if value.get("allowEmptyValue") is True:
        kept["x-allow-empty-value"] = True
    kept.pop("x-nullable", None)
    return kept


def _is_required(parameter: Node) -> bool:
    return isinstance(parameter.value, dict) and parameter.value.get("required") is True


def upgrade_response(
    context: SwaggerFile, value: JsonValue, produces: Sequence[str], new: str, old: str
) -> JsonValue:
    """Upgrade a response.

    Args:
        context: The file it is in.
        value: The response.
        produces: The media types that its operation sends.
        new: The pointer that it will have.
        old: The pointer that it had.

    Returns:
        The response in the terms of OpenAPI 3.1.
    """
    if not isinstance(value, dict) or "$ref" in value:
        return value
    result = {name: entry for name, entry in value.items() if name not in _CONTENT_MEMBERS}
    headers = value.get("headers")
    if isinstance(headers, dict):
        result["headers"] = {
            name: upgrade_header(
                context, header, join(new, "headers", name), join(old, "headers", name)
            )
            for name, header in headers.items()
        }
    content = _content(context, value, produces, new, old)
    if content:
        result["content"] = content
    return result


def _content(
    context: SwaggerFile,
    value: Mapping[str, JsonValue],
    produces: Sequence[str],
    new: str,
    old: str,
) -> dict[str, JsonValue]:
    """Return the content of a response: its schema and its examples, for each media type."""
    schema, declared = value.get("schema"), value.get("examples")
    examples = declared if isinstance(declared, dict) else {}
    sent = list(produces) if "schema" in value else []
    if "schema" in value and not sent:
        is_file = isinstance(schema, dict) and schema.get("type") == "file"
        sent = [_BYTES] if is_file else [_JSON]
    content: dict[str, JsonValue] = {}
    for media_type in media_types([*sent, *examples]):
        place = join(new, "content", media_type)
        entry: dict[str, JsonValue] = {}
        if "schema" in value:
            context.moves.move(join(place, "schema"), join(old, "schema"))
            entry["schema"] = context.schemas.upgrade(
                schema, join(place, "schema"), join(old, "schema")
            )
        if media_type in examples:
            context.moves.move(join(place, "example"), join(old, "examples", media_type))
            entry["example"] = examples[media_type]
        content[media_type] = entry
    return content
