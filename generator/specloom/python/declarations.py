"""Operations to declarations: the constants that the runtime acts on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never
from urllib.parse import quote

from ..ir.api import (
    BodyMember,
    Codec,
    Content,
    HeaderField,
    Hole,
    Operation,
    ParameterLocation,
    Style,
)
from ..ir.references import has_number_or_text, kinds_in, takes_text
from ..ir.responses import Outcome, Success
from ..ir.types import (
    Nullable,
    Scalar,
    ScalarKind,
    Text,
    TypeRef,
)
from .annotations import Annotator, Symbols, Use, object_of, union_of
from .client_plan import url_at_defaults
from .literals import literal
from .names import code
from .nodes import Annotation, Import, PyOperation, PythonCode
from .plans import Failure, Plan
from .uploads import is_upload

_ANY = Annotation(PythonCode("Any"), frozenset((Import("typing", "Any"),)))
_REDIRECT = Annotation(
    PythonCode("Redirect"), frozenset((Import(".._runtime.redirects", "Redirect"),))
)
_DEFAULT_ACCEPT = "application/json"
_READERS = {
    Outcome.UNDECLARED: "AnyBody",
    Outcome.UNTYPED: "AnyBody",
    Outcome.NOTHING: "Empty",
    Outcome.UNASKED: "Empty",
    Outcome.REDIRECT: "RedirectLocation",
}
_DEFAULT_STYLES = {
    ParameterLocation.PATH: (Style.SIMPLE, False),
    ParameterLocation.QUERY: (Style.FORM, True),
    ParameterLocation.HEADER: (Style.SIMPLE, False),
    ParameterLocation.COOKIE: (Style.FORM, True),
}


def declaration_of(
    plan: Plan,
    answers: Annotator,
    imports: set[Import],
    default_security: tuple[tuple[Text, ...], ...],
) -> PyOperation:
    """Write the declaration of an operation: a constant of the module."""
    operation = plan.operation
    arguments = [
        PythonCode.of("id={}", literal(operation_name(operation))),
        PythonCode.of("method={}", literal(operation.method)),
        PythonCode.of("path={}", literal(path_text(operation))),
        PythonCode.of("responses={}", _response_table(plan, answers, imports)),
    ]
    if plan.accept.raw != _DEFAULT_ACCEPT:
        arguments.append(PythonCode.of("accept={}", literal(plan.accept)))
    if any(failure.contents for failure in plan.failures):
        arguments.append(PythonCode.of("errors={}", _error_table(plan, answers, imports)))
    styles = _styles(plan, imports)
    if styles is not None:
        arguments.append(PythonCode.of("styles={}", styles))
    if operation.security != default_security:
        arguments.append(PythonCode.of("security={}", security_code(operation.security)))
    arguments += _body_arguments(plan, answers, imports)
    if operation.servers:
        arguments.append(PythonCode.of("server={}", literal(url_at_defaults(operation.servers[0]))))
    match operation.idempotency:
        case BodyMember(name=name):
            arguments.append(PythonCode.of("idempotency_member={}", literal(name)))
        case HeaderField(name=name):
            arguments.append(PythonCode.of("idempotency_header={}", literal(name)))
    returns = returned(plan, answers)
    imports.update(returns.imports)
    factory = PythonCode("Operation")
    annotation = PythonCode.of("Operation[{}]", returns.code)
    pages = page_types(plan, answers)
    if pages is not None:
        factory = PythonCode("PaginatedOperation")
        annotation = PythonCode.of("PaginatedOperation[{}, {}]", pages[0].code, pages[1].code)
        imports.update(pages[0].imports)
        arguments.append(PythonCode.of("pagination={}", _pagination(plan, answers, imports)))
    imports.add(Import(".._runtime.operation", factory))
    return PyOperation(
        constant=code(plan.constant),
        annotation=annotation,
        factory=factory,
        arguments=PythonCode.joined(", ", arguments),
    )


def _body_arguments(plan: Plan, answers: Annotator, imports: set[Import]) -> list[PythonCode]:
    """Write how the body of a request is sent, where it is not plain JSON."""
    arguments = []
    if plan.body is not None and plan.body.media_type.raw != "application/json":
        arguments.append(PythonCode.of("media_type={}", literal(plan.body.media_type)))
    upload = _upload(plan, answers.symbols, imports)
    if upload is not None:
        arguments.append(PythonCode.of("upload={}", upload))
    text_types = _text_types(plan, answers.symbols)
    if text_types:
        names = PythonCode.joined("", [PythonCode.of("{},", literal(name)) for name in text_types])
        arguments.append(PythonCode.of("text_types=({})", names))
    part_types = {
        name.raw: kind.raw for content in plan.bodies.all for name, kind in content.part_types
    }
    if part_types:
        arguments.append(PythonCode.of("part_types={}", literal(part_types)))
    part_styles = _part_styles(plan, imports)
    if part_styles is not None:
        arguments.append(PythonCode.of("part_styles={}", part_styles))
    if plan.body is not None and _needs_its_type(answers.symbols, plan.body.type):
        annotator = replace(answers, use=Use.DECODED, writing=True)
        body_type = annotator.annotate(plan.body.type)
        imports.update(body_type.imports)
        arguments.append(PythonCode.of("body_type=lambda: {}", body_type.code))
    return arguments


def _needs_its_type(symbols: Symbols, ref: TypeRef) -> bool:
    """Return whether a body holds strings that are base64 or decimal numbers, which only its type says."""
    types = symbols.api.types
    kinds = {ScalarKind.BASE64, ScalarKind.DECIMAL}
    return not kinds.isdisjoint(kinds_in(types, ref)) or has_number_or_text(types, ref)


def operation_name(operation: Operation) -> Text:
    """Give the operation's id as logs name it: its operationId, else its method and path."""
    return operation.operation_id or Text(f"{operation.method} {path_text(operation)}")


def path_text(operation: Operation) -> str:
    """Give the path as the runtime takes it; braces that are no holes are percent-encoded."""
    parts = []
    for part in operation.path.parts:
        if isinstance(part, Hole):
            parts.append("{" + part.name.raw + "}")
        else:
            parts.append(literal_path(part))
    return "".join(parts)


def literal_path(text: Text) -> str:
    """Give a literal part of a path as it is sent: what a URL cannot hold is percent-encoded."""
    return quote(text.raw, safe="/:@!$&'()*+,;=~?%[]")


def security_code(requirements: Sequence[Sequence[Text]]) -> PythonCode:
    """Write security requirements as nested tuples."""
    return PythonCode.of(
        "({})",
        PythonCode.joined("", [PythonCode.of("{},", _names_code(names)) for names in requirements]),
    )


def _names_code(names: Sequence[Text]) -> PythonCode:
    items = [PythonCode.of("{},", literal(name)) for name in names]
    return PythonCode.of("({})", PythonCode.joined("", items))


def _response_table(plan: Plan, answers: Annotator, imports: set[Import]) -> PythonCode:
    entries = [
        PythonCode.of("{}: {}", literal(success.status), _reader(success, answers, imports))
        for success in plan.successes
    ]
    if not entries:
        imports.add(Import(".._runtime.decoding", "AnyBody"))
        entries = [PythonCode('"default": AnyBody()')]
    return PythonCode.of("{{{}}}", PythonCode.joined(", ", entries))


def _reader(success: Success, answers: Annotator, imports: set[Import]) -> PythonCode:
    name = _READERS.get(success.outcome)
    if name is not None:
        module = "redirects" if success.outcome is Outcome.REDIRECT else "decoding"
        imports.add(Import(f".._runtime.{module}", name))
        return PythonCode.of("{}()", code(name))
    return _contents_reader(success.contents, answers, imports)


def _contents_reader(
    contents: Sequence[Content], answers: Annotator, imports: set[Import]
) -> PythonCode:
    if len(contents) == 1:
        return _content_reader(contents[0], answers, imports)
    imports.add(Import(".._runtime.decoding", "ByMediaType"))
    entries = [
        PythonCode.of(
            "{}: {}",
            literal(content.media_type.raw.partition(";")[0].strip().lower()),
            _content_reader(content, answers, imports),
        )
        for content in contents
    ]
    return PythonCode.of("ByMediaType({{{}}})", PythonCode.joined(", ", entries))


def _content_reader(content: Content, answers: Annotator, imports: set[Import]) -> PythonCode:
    if content.codec is Codec.JSON:
        imports.add(Import(".._runtime.decoding", "Json"))
        annotation = replace(answers, use=Use.DECODED).annotate(content.type)
        imports.update(annotation.imports)
        return PythonCode.of("Json(lambda: {})", annotation.code)
    name = PythonCode("PlainText" if content.codec is Codec.TEXT else "Binary")
    imports.add(Import(".._runtime.decoding", name))
    return PythonCode.of("{}()", name)


def returned(plan: Plan, answers: Annotator) -> Annotation:
    """Give the annotation of what the operation returns; `Any` where the document says nothing of a body."""
    found = [each for success in plan.successes for each in _returned(success, answers)] or [_ANY]
    options = list(dict.fromkeys(each.code for each in found))
    if _ANY.code in options:
        options = [_ANY.code]
    options.sort(key=lambda option: option == "None")
    return Annotation(union_of(options), frozenset(item for each in found for item in each.imports))


def _returned(success: Success, answers: Annotator) -> list[Annotation]:
    """Give the annotations of what one success returns."""
    match success.outcome:
        case Outcome.BODY:
            return [answers.annotate(_read_type(content)) for content in success.contents]
        case Outcome.UNDECLARED:
            return [_ANY]
        case Outcome.UNASKED:
            return []
        case Outcome.REDIRECT:
            return [_REDIRECT]
        case Outcome.NOTHING | Outcome.UNTYPED:
            return [Annotation(PythonCode("None"), frozenset())]
        case _:
            assert_never(success.outcome)


def _read_type(content: Content) -> TypeRef:
    """Give the type of a body as it is read: what is not JSON is text or octets."""
    if content.codec is Codec.JSON:
        return content.type
    kind = ScalarKind.STRING if content.codec is Codec.TEXT else ScalarKind.BYTES
    return Scalar(kind=kind)


def page_types(plan: Plan, answers: Annotator) -> tuple[Annotation, Annotation] | None:
    """Give the annotations of an item and of a page's body; None where the operation has no pages."""
    item = _item_type(plan, answers.symbols)
    return None if item is None else (answers.annotate(item), returned(plan, answers))


def _item_type(plan: Plan, symbols: Symbols) -> TypeRef | None:
    pagination = plan.operation.pagination
    bodies = [content.type for success in plan.successes for content in success.contents]
    if pagination is None or len(bodies) != 1:
        return None
    found = member_type(symbols, bodies[0], pagination.items)
    token = member_type(symbols, bodies[0], pagination.next_token)
    while isinstance(found, Nullable):
        found = found.inner
    items = getattr(found, "items", None)
    return None if token is None else items


def member_type(symbols: Symbols, ref: TypeRef, path: Sequence[Text]) -> TypeRef | None:
    """Give the type of a member at a path of property names."""
    for name in path:
        declaration = object_of(symbols, ref)
        fields = declaration.fields if declaration else ()
        found = next((field for field in fields if field.wire_name == name), None)
        if found is None:
            return None
        ref = found.type
    return ref


def member_code(symbols: Symbols, ref: TypeRef, path: Sequence[Text], start: str) -> PythonCode:
    """Write the attribute access to a member; every step may be absent."""
    access = code(start)
    guards: list[PythonCode] = []
    for name in path:
        declaration = object_of(symbols, ref)
        assert declaration is not None
        access = PythonCode.of("{}.{}", access, code(symbols.field_names[declaration.id][name.raw]))
        guards.append(access)
        found = member_type(symbols, ref, [name])
        assert found is not None
        ref = found
    return PythonCode.joined(" and ", guards)


def _pagination(plan: Plan, answers: Annotator, imports: set[Import]) -> PythonCode:
    pagination = plan.operation.pagination
    assert pagination is not None
    imports.add(Import(".._runtime.operation", "Pagination"))
    body = next(content.type for success in plan.successes for content in success.contents)
    return PythonCode.of(
        "Pagination(token_parameter={}, next_token=lambda page: {}, items=lambda page: {} or [])",
        literal(pagination.token_parameter),
        member_code(answers.symbols, body, pagination.next_token, "page"),
        member_code(answers.symbols, body, pagination.items, "page"),
    )


def _error_table(plan: Plan, answers: Annotator, imports: set[Import]) -> PythonCode:
    entries = [
        PythonCode.of("{}: {}", literal(failure.status), _error(failure, answers, imports))
        for failure in plan.failures
        if failure.contents
    ]
    return PythonCode.of("{{{}}}", PythonCode.joined(", ", entries))


def _error(failure: Failure, answers: Annotator, imports: set[Import]) -> PythonCode:
    """Write what an error is: its class, or how its body is read and the classes for what that may be."""
    if failure.classes:
        imports.add(Import("..", "errors"))
    if failure.single:
        return PythonCode.of("errors.{}", code(failure.classes[0].name))
    imports.add(Import(".._runtime.operation", "ErrorBody"))
    reader = _contents_reader(failure.contents, answers, imports)
    if not failure.classes:
        return PythonCode.of("ErrorBody({})", reader)
    imports.add(Import("..", "models"))
    pairs = [
        PythonCode.of(
            "models.{}: errors.{}",
            answers.symbols.class_name(each.id, writing=False),
            code(each.name),
        )
        for each in failure.classes
    ]
    return PythonCode.of("ErrorBody({}, lambda: {{{}}})", reader, PythonCode.joined(", ", pairs))


def parsed_error(failure: Failure, answers: Annotator) -> Annotation | None:
    """Give the annotation of what the body of an error without a class is read as; None if it has none."""
    if failure.classes or not failure.contents:
        return None
    found = [answers.annotate(_read_type(content)) for content in failure.contents]
    options = list(dict.fromkeys(each.code for each in found))
    return Annotation(union_of(options), frozenset(item for each in found for item in each.imports))


def _styles(plan: Plan, imports: set[Import]) -> PythonCode | None:
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
    imports.update(
        (Import(".._runtime.operation", "Styles"), Import(".._runtime.parameters", "Style"))
    )
    parts = [
        PythonCode.of("{}={{{}}}", code(part), PythonCode.joined(", ", entries))
        for part, entries in by_part.items()
    ]
    return PythonCode.of("Styles({})", PythonCode.joined(", ", parts))


def _upload(plan: Plan, symbols: Symbols, imports: set[Import]) -> PythonCode | None:
    """Write in which media type files are sent, where it is not the usual one."""
    multipart = next((c for c in plan.bodies.all if c.codec is Codec.MULTIPART), None)
    if multipart is None or multipart is plan.body:
        return None
    imports.add(Import(".._runtime.operation", "Upload"))
    declaration = object_of(symbols, multipart.type)
    fields = declaration.fields if declaration is not None else ()
    names = [literal(field.wire_name) for field in fields if is_upload(symbols, field.type)]
    return PythonCode.of(
        "Upload({}, {{{}}})" if names else "Upload({})",
        literal(multipart.media_type),
        *([PythonCode.joined(", ", names)] if names else []),
    )


def _text_types(plan: Plan, symbols: Symbols) -> list[Text]:
    """Return the media types that text must choose from, where the usual one is structured and takes none."""
    structured = (Codec.JSON, Codec.MULTIPART, Codec.FORM)
    if not plan.bodies.usual or any(
        content.codec not in structured
        or (content.codec is Codec.JSON and takes_text(symbols.api.types, content.type))
        for content in plan.bodies.usual
    ):
        return []
    return [content.media_type for content in plan.bodies.others if content.codec not in structured]


def _part_styles(plan: Plan, imports: set[Import]) -> PythonCode | None:
    """Write the members of a form that are laid out in another way than the default."""
    entries = {
        part.name: _style(
            part.name, part.style.value, explode=part.explode, reserved=part.allow_reserved
        )
        for content in plan.bodies.all
        for part in content.part_styles
    }
    if not entries:
        return None
    imports.add(Import(".._runtime.parameters", "Style"))
    return PythonCode.of("{{{}}}", PythonCode.joined(", ", list(entries.values())))


def _style(wire_name: Text, style: str, *, explode: bool, reserved: bool) -> PythonCode:
    arguments = [literal(style)]
    if explode:
        arguments.append(PythonCode("explode=True"))
    if reserved:
        arguments.append(PythonCode("allow_reserved=True"))
    return PythonCode.of("{}: Style({})", literal(wire_name), PythonCode.joined(", ", arguments))
