"""Responses: their status, contents, header fields and links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from ...diagnostics import Code, quote
from ...ir.api import DefaultStatus, ExactStatus, Header, Link, Response, Status, StatusRange
from ...ir.types import AnyJson, Doc, Field, ObjectDecl, Text, TypeId
from ...openapi.load import Node, items_of
from ...records import replace
from ..context import Parser
from ..documentation import described, doc_of, presence_of, text_of
from ..schemas.schemas import type_of
from ..type_names import name_hint
from .media_types import contents_of


def responses_of(parser: Parser, operation: Node) -> tuple[Response, ...]:
    """Return the responses that an operation declares (OpenAPI 3.1, sections 4.8.16 and 4.8.17)."""
    parsed: list[Response] = []
    keys = [key for key, _ in items_of(operation.get("responses"))]
    for key, declared in items_of(operation.get("responses")):
        if key.startswith("x-"):
            continue
        status = status_of(key)
        node = parser.resolve(declared)
        if status is None:
            message = f"{quote(key)} is not a status code, a range such as 4XX, or default"
            parser.warn(Code.UNSUPPORTED_CONTENT, message, declared.at)
        elif any(response.status == status for response in parsed):
            message = f"{quote(key)} is a status that another response has already; that one counts"
            parser.warn(Code.UNSUPPORTED_CONTENT, message, declared.at)
        elif node is not None:
            response = _response(parser, node, status, streams=_is_success(status, keys))
            parsed.append(response)
    return tuple(parsed)


def _response(parser: Parser, node: Node, status: Status, *, streams: bool) -> Response:
    """Return a response, which may be that of many operations, once with each status."""
    known = parser.responses.get((node.at, streams))
    if known is None:
        headers = _headers(parser, node)
        known = parser.responses[node.at, streams] = Response(
            status=status,
            contents=contents_of(parser, node, streams="response" if streams else "no"),
            headers=headers,
            header_type=_header_type(parser, node, headers),
            links=_links(parser, node),
            doc=described(doc_of(node)),
            at=node.at,
        )
    return known if known.status == status else replace(known, status=status)


def _is_success(status: Status, keys: Sequence[str]) -> bool:
    """Return whether a response is a success: a default is one, unless another response is."""
    match status:
        case ExactStatus(code=code):
            return 200 <= code < 300
        case StatusRange(first_digit=digit):
            return digit == 2
        case DefaultStatus():
            return not any(key.startswith("2") for key in keys)
        case _:
            assert_never(status)


def status_of(key: str) -> Status | None:
    """Parse a key of the Responses Object; None when it is not one."""
    if key == "default":
        return DefaultStatus()
    if len(key) == 3 and key[0] in "12345":
        if key[1:].isascii() and key[1:].isdigit():
            return ExactStatus(int(key))
        if key[1:].upper() == "XX":
            return StatusRange(int(key[0]))
    return None


def _links(parser: Parser, response: Node) -> tuple[Link, ...]:
    parsed = []
    for name, declared in items_of(response.get("links")):
        node = parser.resolve(declared)
        operation = None
        if node is not None:
            operation = text_of(node, "operationId") or text_of(node, "operationRef")
        if node is None or operation is None:
            continue
        parameters = node.get("parameters")
        pairs = items_of(parameters)
        parsed.append(
            Link(
                name=Text(name),
                operation=operation,
                parameters=tuple((Text(key), Text(str(value.value))) for key, value in pairs),
                doc=doc_of(node),
                at=node.at,
            )
        )
    return tuple(parsed)


def _headers(parser: Parser, response: Node) -> tuple[Header, ...]:
    parsed = []
    for name, declared in items_of(response.get("headers")):
        node = parser.resolve(declared)
        # OpenAPI 3.1, section 4.8.17.1: a definition of Content-Type is ignored.
        if node is None or not isinstance(node.value, dict) or name.lower() == "content-type":
            continue
        schema = node.get("schema")
        contents = () if schema is not None else contents_of(parser, node)
        stated = AnyJson() if schema is None else type_of(parser, schema)
        parsed.append(
            Header(
                wire_name=Text(name),
                type=contents[0].type if contents else stated,
                presence=presence_of(None, required=node.value.get("required") is True),
                doc=doc_of(node),
                at=node.at,
            )
        )
    return tuple(parsed)


def _header_type(parser: Parser, response: Node, headers: tuple[Header, ...]) -> TypeId | None:
    """Declare the object that header fields make up, so that they can be read by name and type."""
    if not headers:
        return None
    at = f"{response.at}/headers"
    fields = tuple(
        Field(
            wire_name=header.wire_name,
            type=header.type,
            presence=header.presence,
            doc=header.doc,
            at=header.at,
        )
        for header in headers
    )
    return parser.table.declare(
        ObjectDecl(
            id=TypeId(at),
            hint=name_hint(parser.document, parser.labels, at, response),
            fields=fields,
            doc=Doc(description=doc_of(response).description),
            at=at,
        )
    )
