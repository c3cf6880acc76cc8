"""Paths to operations (OpenAPI 3.1, sections 4.8.8 to 4.8.17)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...config import Filters
from ...diagnostics import Code, quote
from ...ir.api import (
    Callback,
    Codec,
    Content,
    Hole,
    Operation,
    Parameter,
    ParameterLocation,
    RequestBody,
    SecurityRequirements,
    Style,
    Template,
    TemplatePart,
)
from ...ir.incoming import payload_of
from ...ir.scalars import ScalarKind
from ...ir.types import AnyJson, Doc, Required, Scalar, Text
from ...openapi.document.grammar import METHODS, WEBHOOKS
from ...openapi.load import Node, elements_of, items_of
from ...records import dataclass, replace
from ..context import Parser
from ..documentation import doc_of, presence_of, text_of, texts_of
from ..extensions import given_name_of, idempotency_of, is_argument, page_hint_of
from ..schemas.annotations import annotations_of, with_schema_doc
from ..schemas.example_values import note_external
from ..schemas.schemas import type_of
from .media_types import contents_of, style_of
from .responses import responses_of
from .security import requirements_of
from .selection import methods_of, operation_wanted, path_wanted
from .servers import operation_servers_of

_HOLE = re.compile(r"\{([^{}]*)\}")
_DEFAULT_STYLES = {
    ParameterLocation.PATH: Style.SIMPLE,
    ParameterLocation.QUERY: Style.FORM,
    ParameterLocation.HEADER: Style.SIMPLE,
    ParameterLocation.COOKIE: Style.FORM,
}
_CHOSEN_HEADERS = frozenset(("accept", "content-type"))
_IGNORED_HEADERS = _CHOSEN_HEADERS | {"authorization"}
_NAMED_BY_TOKENS = {
    ParameterLocation.HEADER: "header field",
    ParameterLocation.COOKIE: "cookie",
}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token of RFC 9110, section 5.6.2: what names of header fields (section 5.1) and of cookies are."""
# They say how a message is framed and where its connection ends (RFC 9112, section 6; RFC 9110,
# section 7.6.1): a value that is not the HTTP library's own breaks the request, or smuggles another.
_FRAMING_HEADERS = frozenset(
    "connection content-length expect host keep-alive proxy-connection te trailer"
    " transfer-encoding upgrade".split()
)


@dataclass(frozen=True, slots=True)
class _PathItem:
    """What is around an operation: its path, the objects with parameters and servers for it, and the API's security."""

    path: str
    owners: tuple[Node, ...]
    security: SecurityRequirements


def parse_operations(
    parser: Parser, filters: Filters, security: SecurityRequirements
) -> tuple[Operation, ...]:
    """Return every operation that the filters let through, ordered by path and method."""
    operations = []
    for path, item in items_of(parser.document.node().get("paths")):
        if not path.startswith("/"):
            if not path.startswith("x-"):
                message = f"the path {quote(path)} does not begin with a slash; it is left out"
                parser.warn(Code.UNSUPPORTED_OPERATION, message, item.at)
            continue
        target = parser.resolve(item)
        if target is not None and path_wanted(path, filters):
            # Siblings of a reference add to its target, and win over it.
            owners = (target,) if target.at == item.at else (target, item)
            methods = {method: node for owner in owners for method, node in methods_of(owner)}
            for method, node in methods.items():
                if operation_wanted(node, filters):
                    operation = _operation(parser, _PathItem(path, owners, security), method, node)
                    # Paths may share an item; their operations are still different ones.
                    at = item.at + node.at.removeprefix(item.at).removeprefix(target.at)
                    parser.page_hints[at] = page_hint_of(parser, node)
                    parser.operation_nodes[at] = node
                    operations.append(replace(operation, at=at))
    return tuple(operations)


def parse_webhooks(parser: Parser, security: SecurityRequirements) -> tuple[Callback, ...]:
    """Return the requests that the API sends of its own accord (OpenAPI 3.1, section 4.8.1).

    Documents of earlier versions have them as `x-webhooks`; a webhook that is in both is the standard's.
    """
    root = parser.document.node()
    items = {name: item for key in reversed(WEBHOOKS) for name, item in items_of(root.get(key))}
    return tuple(
        Callback(
            name=Text(name),
            expression=None,
            operations=_incoming(parser, name, item, security),
            at=item.at,
        )
        for name, item in items.items()
        if isinstance(item.value, dict)
    )


def _callbacks(
    parser: Parser, operation: Node, security: SecurityRequirements
) -> tuple[Callback, ...]:
    """Return the requests that the API sends in response to an operation (OpenAPI 3.1, section 4.8.18)."""
    parsed = []
    for name, declared in items_of(operation.get("callbacks")):
        node = parser.resolve(declared)
        for expression, item in items_of(node):
            if not expression.startswith("x-"):
                operations = _incoming(parser, expression, item, security)
                text = Text(expression)
                parsed.append(
                    Callback(name=Text(name), expression=text, operations=operations, at=item.at)
                )
    return tuple(parsed)


def _incoming(
    parser: Parser, path: str, item: Node, security: SecurityRequirements
) -> tuple[Operation, ...]:
    target = parser.resolve(item)
    if target is None:
        return ()
    operations = tuple(
        _operation(parser, _PathItem(path, (target,), security), method, node)
        for method, node in methods_of(target)
    )
    for operation in operations:
        _note_unread(parser, operation, path)
    return operations


def _note_unread(parser: Parser, operation: Operation, name: str) -> None:
    """Report a request of the API whose body the client cannot parse."""
    contents = operation.body.contents if operation.body else ()
    if contents and payload_of(operation) is None:
        message = f"the webhook or callback {quote(name)} is documented, but not parsed: its body is not JSON"
        parser.warn(Code.UNSUPPORTED_CONTENT, message, contents[0].at)


def _operation(parser: Parser, item: _PathItem, method: str, node: Node) -> Operation:
    parameters = _parameters(parser, (*item.owners, node))
    if item.path.startswith("/"):
        parameters = _fitting(parser, item, node, parameters)
    names = {p.wire_name for p in parameters if p.location is ParameterLocation.PATH}
    value = node.value
    assert isinstance(value, dict)
    operation_id = text_of(node, "operationId")
    if operation_id is not None and operation_id.raw in parser.document.shared_ids:
        operation_id = None  # It names none of them; their methods and paths do.
    own_security = node.get("security")
    return Operation(
        operation_id=operation_id,
        # The names of the other methods are written as they are sent (OpenAPI 3.2, section 4.9).
        method=method.upper() if method in METHODS else method,
        path=path_template(item.path, names),
        tags=texts_of(value.get("tags", [])),
        parameters=tuple(parameters),
        body=_request_body(parser, node),
        responses=responses_of(parser, node),
        security=item.security if own_security is None else requirements_of(parser, own_security),
        servers=next(
            filter(None, (operation_servers_of(parser, n) for n in (node, *reversed(item.owners)))),
            (),
        ),
        callbacks=_callbacks(parser, node, item.security),
        idempotency=idempotency_of(parser, node),
        doc=doc_of(node),
        at=node.at,
    )


def path_template(path: str, names: set[Text]) -> Template:
    """Parse a path into literal text and the holes for the parameters that are named.

    Some documents tell operations on one path apart by a fragment, which is never sent.
    """
    path = path.partition("#")[0]
    parts: list[TemplatePart] = []
    position = 0
    for match in _HOLE.finditer(path):
        if Text(match[1]) in names:
            if match.start() > position:
                parts.append(Text(path[position : match.start()]))
            parts.append(Hole(Text(match[1])))
            position = match.end()
    if position < len(path):
        parts.append(Text(path[position:]))
    return Template(tuple(parts))


def _parameters(parser: Parser, owners: Sequence[Node]) -> list[Parameter]:
    """Merge the path's parameters with the operation's own, the last of the owners, which win by name and place."""
    parameters: dict[tuple[ParameterLocation, Text], Parameter] = {}
    for owner in owners:
        listed = owner.get("parameters")
        own: dict[tuple[ParameterLocation, Text], Node] = {}
        for node in elements_of(listed):
            target = parser.resolve(node)
            if target is None:
                continue
            if target.at not in parser.parameters:
                parser.parameters[target.at] = _parameter(parser, target)
            parameter = parser.parameters[target.at]
            if parameter is None:
                continue
            key = (parameter.location, parameter.wire_name)
            if key in own:
                message = f"the parameter {quote(key[1].raw)} is listed again below, which counts"
                parser.warn(Code.UNSUPPORTED_PARAMETER, message, own[key].at)
            own[key] = node
            parameters[key] = parameter
    return list(parameters.values())


def _parameter(parser: Parser, node: Node) -> Parameter | None:
    name, location_name = node.text("name"), node.text("in")
    if location_name == "querystring":
        return _querystring(parser, node)
    try:
        location = ParameterLocation(location_name)
    except ValueError:
        location = None
    if not name or location is None:
        parser.warn(Code.UNSUPPORTED_PARAMETER, *_unplaced(node, name, location_name))
        return None
    if location in _NAMED_BY_TOKENS and not _TOKEN.fullmatch(name):
        message = f"{quote(name)} is not a name of a {_NAMED_BY_TOKENS[location]}; it is left out"
        parser.warn(Code.UNSUPPORTED_PARAMETER, message, (node.get("name") or node).at)
        return None
    if (
        location is ParameterLocation.HEADER
        and name.lower() in _IGNORED_HEADERS
        and not (name.lower() in _CHOSEN_HEADERS and is_argument(node))
    ):
        # OpenAPI 3.1, section 4.8.12.2: such a definition is ignored.
        message = f"the header field {quote(name)} is not a parameter: the client sets it"
        hint = "RequestOptions(headers=...) sets another value for a call."
        parser.warn(Code.UNSUPPORTED_PARAMETER, message, node.at, hint)
        return None
    if location is ParameterLocation.HEADER and name.lower() in _FRAMING_HEADERS:
        message = f"the header field {quote(name)} is not a parameter: the HTTP library sets it"
        parser.note(Code.UNSUPPORTED_PARAMETER, message, node.at)
        return None
    value = node.value
    assert isinstance(value, dict)
    note_external(parser, node)
    schema = node.get("schema")
    content = None if schema is not None else _parameter_content(parser, node)
    style = style_of(parser, node, _DEFAULT_STYLES[location])
    required = value.get("required") is True or location is ParameterLocation.PATH
    explode = value.get("explode")
    return Parameter(
        wire_name=Text(name),
        location=location,
        type=(
            type_of(parser, schema)
            if schema is not None
            else content.type if content else AnyJson()
        ),
        presence=presence_of(
            None if schema is None else annotations_of(parser, [schema]), required=required
        ),
        style=style,
        explode=explode if isinstance(explode, bool) else style in (Style.FORM, Style.COOKIE),
        allow_reserved=value.get("allowReserved") is True,
        content=content if content and content.codec is Codec.JSON else None,
        given_name=given_name_of(parser, node),
        doc=_parameter_doc(node, schema, content),
        at=node.at,
    )


def _unplaced(node: Node, name: str | None, location: str | None) -> tuple[str, str]:
    """Return why a node is not a parameter, and at which place."""
    wrong = node.get("in") if name else node.get("name")
    if not name:
        message = "a parameter needs a name; it is left out"
    elif location is None:
        message = "a parameter needs a place, the field 'in'; it is left out"
    else:
        message = f"a parameter cannot be in {quote(location)}; it is left out"
    return message, node.at if wrong is None else wrong.at


def _parameter_doc(node: Node, schema: Node | None, content: Content | None) -> Doc:
    doc = with_schema_doc(doc_of(node), schema)
    return replace(doc, examples=(*doc.examples, *content.examples)) if content else doc


def _parameter_content(parser: Parser, node: Node) -> Content | None:
    """Return the content of a parameter. Non-JSON content is sent as plain text."""
    content = next(iter(contents_of(parser, node)), None)
    if content is None or content.codec in (Codec.JSON, Codec.TEXT):
        return content
    message = f"parameters of {quote(content.media_type.raw)} are sent as the text that is given"
    parser.warn(Code.UNSUPPORTED_PARAMETER, message, content.at)
    return replace(content, codec=Codec.TEXT, type=Scalar(kind=ScalarKind.STRING))


def _querystring(parser: Parser, node: Node) -> Parameter | None:
    """Read a parameter that is the whole query (OpenAPI 3.2, section 4.12.4): a form, so an exploded object."""
    content = next(iter(contents_of(parser, node)), None)
    name = node.text("name")
    if content is None or content.codec is not Codec.FORM or name is None:
        message = "a query as a whole can only be sent as application/x-www-form-urlencoded"
        parser.warn(Code.UNSUPPORTED_PARAMETER, message, node.at)
        return None
    required = isinstance(node.value, dict) and node.value.get("required") is True
    return Parameter(
        wire_name=Text(name),
        location=ParameterLocation.QUERY,
        type=content.type,
        presence=presence_of(None, required=required),
        style=Style.FORM,
        explode=True,
        doc=doc_of(node),
        at=node.at,
    )


def _fitting(
    parser: Parser, item: _PathItem, node: Node, parameters: list[Parameter]
) -> list[Parameter]:
    """Make the parameters fit the path: leave out those that it has no hole for, and add strings for holes that nobody declares."""
    holes = dict.fromkeys(filter(None, _HOLE.findall(item.path)))
    fitting: list[Parameter] = []
    for each in parameters:
        if each.location is not ParameterLocation.PATH or each.wire_name.raw in holes:
            fitting.append(each)
            continue
        name = quote(each.wire_name.raw)
        message = f"the path parameter {name} does not occur in the path and cannot be sent"
        at = _listed_at(parser, (*item.owners, node), each)
        parser.warn(Code.UNDECLARED_PATH_PARAMETER, message, at)
    declared = {p.wire_name.raw for p in fitting if p.location is ParameterLocation.PATH}
    missing = [name for name in holes if name not in declared]
    for name in missing:
        message = f"the path parameter {quote(name)} is not declared; it is taken as a string"
        parser.warn(Code.UNDECLARED_PATH_PARAMETER, message, node.at)
    return fitting + [
        Parameter(
            wire_name=Text(name),
            location=ParameterLocation.PATH,
            type=Scalar(kind=ScalarKind.STRING),
            presence=Required(),
            style=Style.SIMPLE,
            explode=False,
            at=node.at,
        )
        for name in missing
    ]


def _listed_at(parser: Parser, owners: Sequence[Node], parameter: Parameter) -> str:
    """Return where a parameter is listed: at the operation, or at the path."""
    for owner in owners:
        for node in elements_of(owner.get("parameters")):
            target = parser.resolve(node)
            if target is not None and target.at == parameter.at:
                return node.at
    return parameter.at


def _request_body(parser: Parser, operation: Node) -> RequestBody | None:
    declared = operation.get("requestBody")
    node = None if declared is None else parser.resolve(declared)
    if node is None or not isinstance(node.value, dict):
        return None
    return RequestBody(
        contents=contents_of(parser, node, streams="request"),
        required=node.value.get("required") is True,
        doc=doc_of(node),
        at=node.at,
    )
