"""Operations to declarations: the constants that the runtime acts on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never
from urllib.parse import quote

from ...ir.api import (
    BodyMember,
    Codec,
    Content,
    ExactStatus,
    HeaderField,
    Hole,
    Operation,
    ParameterLocation,
    Style,
    Wait,
    without_parameters,
)
from ...ir.page_types import item_types
from ...ir.responses import Outcome, Success
from ...ir.scalars import ScalarKind
from ...ir.type_graph import needs_its_type, takes_text
from ...ir.types import Scalar, Text, TypeRef
from ...records import by_identity, replace
from ..code.annotations import Annotator, Use
from ..code.encoders import literal
from ..code.nodes import PyArgument, PyOperation
from ..code.symbols import Symbols
from ..code.union_code import union_of
from ..code.uploads import is_map_of_files, is_one_file, is_upload, objects_of
from ..naming.identifiers import code, imported, in_models
from ..naming.printable import PythonCode
from .constructor import url_at_defaults
from .operation_plan import DeclaredError, OperationPlan
from .page_declarations import page_declaration
from .stream_constants import items_reader, named_events_reader, parts_reader, stream_item

_ANY = imported("typing", "Any")
_REDIRECT = imported(".._runtime.redirects", "Redirect")
_STYLE = imported(".._runtime.parameters", "Style")
_DEFAULT_ACCEPT = "application/json"
_READERS = {
    Outcome.UNDECLARED: "AnyBody",
    Outcome.UNTYPED: "AnyBody",
    Outcome.NOTHING: "Empty",
    Outcome.UNASKED: "NotModified",
    Outcome.REDIRECT: "RedirectLocation",
}
_DEFAULT_STYLES = {
    ParameterLocation.PATH: (Style.SIMPLE, False),
    ParameterLocation.QUERY: (Style.FORM, True),
    ParameterLocation.HEADER: (Style.SIMPLE, False),
    ParameterLocation.COOKIE: (Style.FORM, True),
}


def declaration_of(
    plan: OperationPlan, responses: Annotator, default_security: tuple[tuple[Text, ...], ...]
) -> PyOperation:
    """Write the declaration of an operation: a constant of the module."""
    operation = plan.operation
    arguments = {
        "id": literal(operation_name(operation)),
        "method": literal(operation.method),
        "path": literal(path_text(operation)),
        "responses": _response_table(plan, responses),
    }
    if plan.accept.raw != _DEFAULT_ACCEPT:
        arguments["accept"] = literal(plan.accept)
    if any(failure.contents for failure in plan.failures):
        arguments["errors"] = _error_table(plan, responses)
    styles = _styles(plan)
    if styles is not None:
        arguments["styles"] = styles
    if operation.security != default_security:
        arguments["security"] = security_code(operation.security)
    arguments |= _body_arguments(plan, responses)
    if operation.servers:
        arguments["server"] = literal(url_at_defaults(operation.servers[0]))
    match operation.idempotency:
        case BodyMember(name=name):
            arguments["idempotency_member"] = literal(name)
        case HeaderField(name=name):
            arguments["idempotency_header"] = literal(name)
    statuses = _retryable_statuses(operation)
    if statuses:
        listed = PythonCode.joined(", ", [literal(status) for status in statuses])
        arguments["retryable_statuses"] = PythonCode.of("frozenset({{{}}})", listed)
    factory = imported(".._runtime.operation", "Operation")
    annotation = PythonCode.of("{}[{}]", factory, returned(plan, responses))
    fixed = {"body": plan.fixed(in_body=True), "query": plan.fixed(in_body=False)}
    if any(fixed.values()):
        arguments["fixed"] = literal({part: values for part, values in fixed.items() if values})
    if operation.wait is not None:
        arguments["wait"] = _wait_rule(operation.wait)
    item = stream_item(plan, responses)
    if item is not None:
        annotation = PythonCode.of(
            "{}[{}]", imported(".._runtime.streams", "StreamOperation"), item
        )
    pages = page_types(plan, responses)
    if pages is not None and operation.pagination is not None:
        factory = imported(".._runtime.operation", "PaginatedOperation")
        annotation = PythonCode.of("{}[{}, {}]", factory, *pages)
        arguments["pagination"] = page_declaration(operation.pagination)
    return PyOperation(
        constant=code(plan.constant),
        annotation=annotation,
        factory=factory,
        arguments=tuple(PyArgument(name=code(name), value=arguments[name]) for name in arguments),
    )


def _wait_rule(wait: Wait) -> PythonCode:
    values = [literal(list(each)) for each in (wait.path, wait.success, wait.failure) if each]
    rule = imported(".._runtime.operation", "WaitRule")
    return PythonCode.of("{}({})", rule, PythonCode.joined(", ", values))


def _body_arguments(plan: OperationPlan, responses: Annotator) -> dict[str, PythonCode]:
    """Write how the body of a request is sent, where it is not plain JSON."""
    arguments: dict[str, PythonCode] = {}
    if plan.body is not None and plan.body.media_type.raw != "application/json":
        arguments["media_type"] = literal(plan.body.media_type)
    upload = _upload(plan, responses.symbols)
    if upload is not None:
        arguments["upload"] = upload
    text_types = _text_types(plan, responses.symbols)
    if text_types:
        names = PythonCode.joined("", [PythonCode.of("{},", literal(name)) for name in text_types])
        arguments["text_types"] = PythonCode.of("({})", names)
    part_types = {
        name.raw: kind.raw for content in plan.bodies.all for name, kind in content.part_types
    }
    if part_types:
        arguments["part_types"] = literal(part_types)
    part_styles = _part_styles(plan)
    if part_styles is not None:
        arguments["part_styles"] = part_styles
    file_parts = _file_parts(plan, responses.symbols)
    if file_parts is not None:
        arguments["file_parts"] = file_parts
    parts = next((each for each in plan.bodies.all if each.codec is Codec.PARTS), None)
    if parts is not None:
        types = literal([each.raw for each in parts.item_types])
        arguments["parts"] = PythonCode.of(
            "{}({})", imported(".._runtime.mixed_bodies", "MixedBody"), types
        )
    if plan.body is not None and needs_its_type(responses.symbols.api.types, plan.body.type):
        annotator = replace(responses, use=Use.DECODED, writing=True)
        body_type = annotator.annotate(plan.body.type)
        arguments["body_type"] = PythonCode.of("lambda: {}", body_type)
    return arguments


def _retryable_statuses(operation: Operation) -> list[int]:
    """Return the declared errors of a client that say when to try again (RFC 9110, section 10.2.3)."""
    return sorted(
        response.status.code
        for response in operation.responses
        if isinstance(response.status, ExactStatus)
        and 400 <= response.status.code < 500
        and any(header.wire_name.raw.lower() == "retry-after" for header in response.headers)
    )


def operation_name(operation: Operation) -> Text:
    """Return the operation's id as logs name it: its operationId, else its method and path."""
    return operation.operation_id or Text(f"{operation.method} {path_text(operation)}")


@by_identity
def path_text(operation: Operation) -> str:
    """Return the path as the runtime takes it; braces that are not holes are percent-encoded."""
    parts = []
    for part in operation.path.parts:
        if isinstance(part, Hole):
            parts.append("{" + part.name.raw + "}")
        else:
            parts.append(literal_path(part))
    return "".join(parts)


def literal_path(text: Text) -> str:
    """Return a literal part of a path as it is sent: what a URL cannot hold is percent-encoded."""
    return quote(text.raw, safe="/:@!$&'()*+,;=~?%[]")


def security_code(requirements: Sequence[Sequence[Text]]) -> PythonCode:
    """Write security requirements as nested tuples."""
    return _tuple([_tuple([literal(name) for name in names]) for names in requirements])


def _tuple(items: list[PythonCode]) -> PythonCode:
    return PythonCode.of("({},)" if len(items) == 1 else "({})", PythonCode.joined(", ", items))


def _response_table(plan: OperationPlan, responses: Annotator) -> PythonCode:
    entries = [
        PythonCode.of("{}: {}", literal(success.status), _reader(success, responses))
        for success in plan.successes
    ]
    if not entries:
        entries = [PythonCode.of('"default": {}()', imported(".._runtime.decoding", "AnyBody"))]
    return PythonCode.of("{{{}}}", PythonCode.joined(", ", entries))


def _reader(success: Success, responses: Annotator) -> PythonCode:
    name = _READERS.get(success.outcome)
    if name is not None:
        module = "redirects" if success.outcome is Outcome.REDIRECT else "decoding"
        return PythonCode.of("{}()", imported(f".._runtime.{module}", name))
    return _contents_reader(success.contents, responses)


def _contents_reader(contents: Sequence[Content], responses: Annotator) -> PythonCode:
    by_type: dict[str, list[Content]] = {}
    for content in contents:
        by_type.setdefault(without_parameters(content.media_type.raw), []).append(content)
    readers = {name: _content_reader(each, responses) for name, each in by_type.items()}
    if len(readers) == 1:
        return next(iter(readers.values()))
    entries = [PythonCode.of("{}: {}", literal(name), reader) for name, reader in readers.items()]
    return PythonCode.of(
        "{}({{{}}})",
        imported(".._runtime.decoding", "ByMediaType"),
        PythonCode.joined(", ", entries),
    )


def _content_reader(contents: Sequence[Content], responses: Annotator) -> PythonCode:
    """Write the reader of one media type; of JSON with several types, which parameters tell apart, one of their union."""
    content = contents[0]
    if content.event_names:
        return named_events_reader(contents, responses)
    if content.codec is Codec.PARTS:
        return parts_reader(contents, responses)
    if content.codec is Codec.JSON:
        annotator = replace(responses, use=Use.DECODED)
        annotation = _any_of([annotator.annotate(each.type) for each in contents])
        reader = imported(".._runtime.decoding", "Json")
        return PythonCode.of("{}(lambda: {})", reader, annotation)
    if content.codec.is_sequence:
        return items_reader(content, responses)
    name = "PlainText" if content.codec is Codec.TEXT else "Binary"
    return PythonCode.of("{}()", imported(".._runtime.decoding", name))


def returned(plan: OperationPlan, responses: Annotator, *, stream: str = "Stream") -> PythonCode:
    """Return the annotation of what the operation returns; `Any` where the document says nothing of a body.

    `stream` is the class of streams.
    """
    item = stream_item(plan, responses)
    if item is not None:
        return PythonCode.of("{}[{}]", imported(".._runtime.streams", stream), item)
    annotations = [
        each for success in plan.successes for each in _returned(success, responses)
    ] or [_ANY]
    return _any_of(annotations)


def _any_of(annotations: Sequence[PythonCode]) -> PythonCode:
    """Write the union of what something may be; None comes last."""
    options = list(dict.fromkeys(annotations))
    if _ANY in options:
        options = [_ANY]
    options.sort(key=lambda option: option == "None")
    return union_of(options)


def _returned(success: Success, responses: Annotator) -> list[PythonCode]:
    """Return the annotations of what one success returns."""
    match success.outcome:
        case Outcome.BODY:
            return [responses.annotate(_read_type(content)) for content in success.contents]
        case Outcome.UNDECLARED:
            return [_ANY]
        case Outcome.UNASKED:
            return []
        case Outcome.REDIRECT:
            return [_REDIRECT]
        case Outcome.NOTHING | Outcome.UNTYPED:
            return [PythonCode("None")]
        case _:
            assert_never(success.outcome)


def _read_type(content: Content) -> TypeRef:
    """Return the type of a body as it is read: what is not JSON is text or bytes."""
    if content.codec is Codec.JSON:
        return content.type
    kind = ScalarKind.STRING if content.codec is Codec.TEXT else ScalarKind.BYTES
    return Scalar(kind=kind)


def is_paginated(plan: OperationPlan, symbols: Symbols) -> bool:
    """Return whether a method returns a page."""
    return bool(_item_types(plan, symbols))


def page_types(plan: OperationPlan, responses: Annotator) -> tuple[PythonCode, PythonCode] | None:
    """Return the annotations of an item and of a page's body; None where the operation has no pages."""
    items = _item_types(plan, responses.symbols)
    return (responses.one_of(items), returned(plan, responses)) if items else None


def _item_types(plan: OperationPlan, symbols: Symbols) -> Sequence[TypeRef]:
    pagination = plan.operation.pagination
    return item_types(symbols.api.types, plan.operation, pagination) if pagination else ()


def _error_table(plan: OperationPlan, responses: Annotator) -> PythonCode:
    entries = [
        PythonCode.of("{}: {}", literal(failure.status), _error(failure, responses))
        for failure in plan.failures
        if failure.contents
    ]
    return PythonCode.of("{{{}}}", PythonCode.joined(", ", entries))


def _error(failure: DeclaredError, responses: Annotator) -> PythonCode:
    """Write what an error is: its class, else how its body is read, and the classes for what that may be."""
    errors = imported("..", "errors")
    if failure.single:
        return PythonCode.of("{}.{}", errors, code(failure.classes[0].name))
    reader = _contents_reader(failure.contents, responses)
    if not failure.classes:
        return reader
    pairs = [
        PythonCode.of(
            "{}: {}.{}",
            in_models(responses.symbols.class_name(each.id, writing=False)),
            errors,
            code(each.name),
        )
        for each in failure.classes
    ]
    body = imported(".._runtime.operation", "ErrorBody")
    return PythonCode.of("{}({}, lambda: {{{}}})", body, reader, PythonCode.joined(", ", pairs))


def parsed_error(failure: DeclaredError, responses: Annotator) -> PythonCode | None:
    """Return the annotation of what the body of an error is read as; None if its class says it, or it has none."""
    if failure.single or not failure.contents:
        return None
    annotations = [responses.annotate(_read_type(content)) for content in failure.contents]
    return union_of(list(dict.fromkeys(annotations)))


def _styles(plan: OperationPlan) -> PythonCode | None:
    """Write the parameters that are laid out in another way than the default."""
    by_part: dict[str, list[PythonCode]] = {}
    for parameter in plan.operation.parameters:
        default = _DEFAULT_STYLES[parameter.location]
        # OpenAPI 3.1, section 4.8.12.2: it applies to the query only.
        reserved = parameter.allow_reserved and parameter.location is ParameterLocation.QUERY
        usual = (parameter.style, parameter.explode) == default and not reserved
        if usual and parameter.content is None:
            continue
        name = "json" if parameter.content is not None else parameter.style.value
        explode = parameter.explode and parameter.content is None
        entry = _style(parameter.wire_name, name, explode=explode, reserved=reserved)
        by_part.setdefault(parameter.location.value, []).append(entry)
    if not by_part:
        return None
    parts = [
        PythonCode.of("{}={{{}}}", code(part), PythonCode.joined(", ", entries))
        for part, entries in by_part.items()
    ]
    styles = imported(".._runtime.operation", "Styles")
    return PythonCode.of("{}({})", styles, PythonCode.joined(", ", parts))


def _upload(plan: OperationPlan, symbols: Symbols) -> PythonCode | None:
    """Write in which media type files are sent, where it is not the usual one."""
    multipart = next((c for c in plan.bodies.all if c.codec is Codec.MULTIPART), None)
    if multipart is None or multipart is plan.body:
        return None
    fields = [field for each in objects_of(symbols, multipart.type) for field in each.fields]
    found = [field.wire_name for field in fields if is_upload(symbols, field.type)]
    names = [literal(name) for name in dict.fromkeys(found)]
    return PythonCode.of(
        "{}({}, {{{}}})" if names else "{}({})",
        imported(".._runtime.operation", "Upload"),
        literal(multipart.media_type),
        *([PythonCode.joined(", ", names)] if names else []),
    )


def _file_parts(plan: OperationPlan, symbols: Symbols) -> PythonCode | None:
    """Write which properties of a form are one file each; None where there are none."""
    names: list[Text] = []
    for content in plan.bodies.all:
        if content.codec is not Codec.MULTIPART:
            continue
        if is_map_of_files(symbols, content.type):
            return imported(".._runtime.operation", "EVERY_PART")
        fields = [field for each in objects_of(symbols, content.type) for field in each.fields]
        names += [field.wire_name for field in fields if is_one_file(symbols, field.type)]
    listed = PythonCode.joined(", ", [literal(name) for name in dict.fromkeys(names)])
    return PythonCode.of("{{{}}}", listed) if names else None


def _text_types(plan: OperationPlan, symbols: Symbols) -> list[Text]:
    """Return the media types that text must choose from, where the usual one is structured and takes none."""
    structured = (Codec.JSON, Codec.MULTIPART, Codec.FORM)
    if not plan.bodies.usual or any(
        content.codec not in structured
        or (content.codec is Codec.JSON and takes_text(symbols.api.types, content.type))
        for content in plan.bodies.usual
    ):
        return []
    return [content.media_type for content in plan.bodies.others if content.codec not in structured]


def _part_styles(plan: OperationPlan) -> PythonCode | None:
    """Write the properties of a form that are laid out in another way than the default."""
    entries = {
        part.name: _style(
            part.name, part.style.value, explode=part.explode, reserved=part.allow_reserved
        )
        for content in plan.bodies.all
        for part in content.part_styles
    }
    if not entries:
        return None
    return PythonCode.of("{{{}}}", PythonCode.joined(", ", list(entries.values())))


def _style(wire_name: Text, style: str, *, explode: bool, reserved: bool) -> PythonCode:
    arguments = [literal(style)]
    if explode:
        arguments.append(PythonCode("explode=True"))
    if reserved:
        arguments.append(PythonCode("allow_reserved=True"))
    listed = PythonCode.joined(", ", arguments)
    return PythonCode.of("{}: {}({})", literal(wire_name), _STYLE, listed)
