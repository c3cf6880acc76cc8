"""Operations to methods: signature, docstring, and the declaration that the runtime acts on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from ..ir.api import (
    BodyMember,
    Codec,
    Content,
    DefaultStatus,
    ExactStatus,
    HeaderField,
    Hole,
    Operation,
    Parameter,
    ParameterLocation,
    RequestBody,
    Response,
    Server,
    Status,
    StatusRange,
    Style,
)
from ..ir.types import (
    Access,
    AnyJson,
    ArrayOf,
    Const,
    Default,
    Doc,
    Field,
    Json,
    Nullable,
    ObjectDecl,
    Optional,
    Presence,
    Required,
    Scalar,
    ScalarKind,
    Text,
    TypeId,
    TypeRef,
)
from .annotations import Annotator, Symbols, object_of
from .literals import docstring, literal, one_line, plain
from .models import field_names
from .names import RESERVED_PARAMETERS, Wish, allot, code, snake
from .nodes import Annotation, Import, PyMethod, PyOperation, PyParameter, PythonCode

_CODECS = (Codec.JSON, Codec.MULTIPART, Codec.FORM, Codec.TEXT, Codec.BYTES)
_STRUCTURED = (Codec.JSON, Codec.MULTIPART, Codec.FORM)
_DEFAULT_STYLES = {
    ParameterLocation.PATH: (Style.SIMPLE, False),
    ParameterLocation.QUERY: (Style.FORM, True),
    ParameterLocation.HEADER: (Style.SIMPLE, False),
    ParameterLocation.COOKIE: (Style.FORM, True),
}
_UNSET = PythonCode(" = UNSET")


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a method: a parameter, a member of the body, or the body itself.

    `part` is where it goes: "path", "query", "header", "cookie", "body", or "content_type" for the choice
    of the body's media type. A body of its own has no wire name; `others` are further types it may have.
    """

    part: str
    wire_name: Text | None
    type: TypeRef
    presence: Presence
    doc: Doc
    key: str
    others: tuple[TypeRef, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the caller must give it."""
        return isinstance(self.presence, Required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an operation returns: the declared successes by status, each with the bodies that it may have."""

    responses: tuple[tuple[str, tuple[Content, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A declared error: the key of its status, its class if it has a schema, and the response itself."""

    status: str
    error_class: str | None
    type: TypeRef | None
    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that was decided about an operation, in one place, for its method, its tests and its docs."""

    operation: Operation
    method: str
    constant: str
    arguments: tuple[Argument, ...]
    names: Mapping[str, str]
    bodies: tuple[Content, ...]
    flattened: bool
    answer: Answer
    failures: tuple[Failure, ...]

    @property
    def body(self) -> Content | None:
        """The body in the media type that is sent unless the caller chooses another."""
        return self.bodies[0] if self.bodies else None

    def name(self, argument: Argument) -> str:
        """Give the Python name of an argument."""
        return self.names[argument.key]

    def positional(self) -> Iterator[Argument]:
        """Give the path parameters, which may be given by position."""
        return (argument for argument in self.arguments if argument.part == "path")

    def keywords(self) -> Iterator[Argument]:
        """Give the keyword-only arguments, the required ones first."""
        rest = [argument for argument in self.arguments if argument.part != "path"]
        return iter(sorted(rest, key=lambda argument: not argument.required))


def plan_operation(
    symbols: Symbols,
    operation: Operation,
    method: str,
    error_classes: Mapping[TypeId, str],
) -> Plan:
    """Decide how an operation is called and what it returns."""
    bodies = _bodies(operation.body)
    parameters = [_argument(parameter) for parameter in _ordered(operation)]
    members = _members(symbols, operation.body, bodies)
    flattened = bool(members) and not _clash(parameters, members)
    if bodies and not flattened:
        members = [_whole_body(operation, bodies)]
    if len(bodies) > 1:
        members.append(_content_type(bodies))
    return Plan(
        operation=operation,
        method=method,
        constant=f"_{method.upper()}",
        arguments=tuple(parameters + members),
        names=_argument_names(parameters + members),
        bodies=bodies,
        flattened=flattened,
        answer=_answer(operation),
        failures=tuple(_failures(symbols, operation, error_classes)),
    )


def _clash(parameters: Sequence[Argument], members: Sequence[Argument]) -> bool:
    """Tell whether members of the body would be hard to tell from each other or from parameters."""
    names = [snake(member.wire_name.raw) for member in members if member.wire_name]
    others = {snake(parameter.wire_name.raw) for parameter in parameters if parameter.wire_name}
    return len(set(names)) < len(names) or not (others | RESERVED_PARAMETERS).isdisjoint(names)


def _ordered(operation: Operation) -> Iterator[Parameter]:
    """Give the parameters: those of the path in its order, then the others in the document's."""
    by_name = {p.wire_name: p for p in operation.parameters if p.location is ParameterLocation.PATH}
    holes = dict.fromkeys(part.name for part in operation.path.parts if isinstance(part, Hole))
    yield from (by_name[name] for name in holes)
    yield from (p for p in operation.parameters if p.location is not ParameterLocation.PATH)


def _argument(parameter: Parameter) -> Argument:
    return Argument(
        part=parameter.location.value,
        wire_name=parameter.wire_name,
        type=parameter.type,
        presence=parameter.presence,
        doc=parameter.doc,
        key=f"{parameter.location.value}/{parameter.wire_name.raw}",
    )


def _argument_names(arguments: Sequence[Argument]) -> dict[str, str]:
    wishes = []
    for argument in arguments:
        name = (
            argument.part if argument.wire_name is None else snake(argument.wire_name.raw, "value")
        )
        wishes.append(Wish(argument.key, [name, f"{argument.part}_{name}"]))
    return allot(wishes, reserved=RESERVED_PARAMETERS)


def _bodies(body: RequestBody | None) -> tuple[Content, ...]:
    """Give the media types of the body, the most structured first; those that mean the same count once."""
    contents = sorted(body.contents if body else (), key=lambda c: _CODECS.index(c.codec))
    distinct: dict[object, Content] = {}
    for content in contents:
        same = content.codec is Codec.JSON
        distinct.setdefault((content.codec, content.type) if same else content.media_type, content)
    return tuple(distinct.values())


def _members(
    symbols: Symbols, body: RequestBody | None, bodies: Sequence[Content]
) -> list[Argument]:
    """Give the properties of an object body as arguments of their own; none where the body goes as a whole."""
    if body is None or not bodies or any(c.codec not in _STRUCTURED for c in bodies):
        return []
    if any(content.type != bodies[0].type for content in bodies):
        return []
    declaration = object_of(symbols, bodies[0].type)
    if declaration is None or not isinstance(declaration.extra, AnyJson):
        return []
    fields = [field for field in declaration.fields if field.access is not Access.READ]
    if not body.required and any(isinstance(field.presence, Required) for field in fields):
        return []
    return [_member(field) for field in fields]


def _member(field: Field) -> Argument:
    return Argument(
        part="body",
        wire_name=field.wire_name,
        type=field.type,
        presence=field.presence,
        doc=field.doc,
        key=f"body/{field.wire_name.raw}",
    )


def _whole_body(operation: Operation, bodies: Sequence[Content]) -> Argument:
    body = operation.body
    assert body is not None
    return Argument(
        part="body",
        wire_name=None,
        type=bodies[0].type,
        others=tuple(content.type for content in bodies[1:]),
        presence=Required() if body.required else Optional(),
        doc=body.doc,
        key="body",
    )


def _content_type(bodies: Sequence[Content]) -> Argument:
    """Make the argument that chooses between media types."""
    default = Json(bodies[0].media_type.raw)
    choices = tuple(Const(value=Json(content.media_type.raw)) for content in bodies)
    return Argument(
        part="content_type",
        wire_name=None,
        type=choices[0],
        others=choices[1:],
        presence=Default(default),
        doc=Doc(description=Text("The media type that the body is sent in.")),
        key="content_type",
    )


def status_key(status: Status) -> str:
    """Give the key of a status in the runtime's tables: "200", "2XX" or "default"."""
    match status:
        case ExactStatus(code=number):
            return str(number)
        case StatusRange(first_digit=digit):
            return f"{digit}XX"
        case DefaultStatus():
            return "default"
        case _:
            assert_never(status)


def _answer(operation: Operation) -> Answer:
    keyed = sorted((status_key(r.status), r) for r in operation.responses)
    for first_digit in ("2", "d", "3", "1"):
        chosen = [(key, response) for key, response in keyed if key.startswith(first_digit)]
        if chosen:
            return Answer(responses=tuple((key, _readable(response)) for key, response in chosen))
    return Answer(responses=())


def _readable(response: Response) -> tuple[Content, ...]:
    """Give the bodies that a response may have, JSON first; those that mean the same count once."""
    order = (Codec.JSON, Codec.TEXT, Codec.BYTES, Codec.FORM, Codec.MULTIPART)
    contents = sorted(response.contents, key=lambda content: order.index(content.codec))
    distinct: dict[object, Content] = {}
    for content in contents:
        distinct.setdefault(
            (content.codec, content.type if content.codec is Codec.JSON else None), content
        )
    return tuple(distinct.values())


def _failures(
    symbols: Symbols, operation: Operation, error_classes: Mapping[TypeId, str]
) -> Iterator[Failure]:
    has_success = any(status_key(r.status).startswith("2") for r in operation.responses)
    for response in sorted(operation.responses, key=lambda r: status_key(r.status)):
        key = status_key(response.status)
        if key[0] in "45" or (key == "default" and has_success):
            content = next((c for c in response.contents if c.codec is Codec.JSON), None)
            declaration = object_of(symbols, content.type) if content else None
            yield Failure(
                status=key,
                error_class=None if declaration is None else error_classes.get(declaration.id),
                type=None if content is None else content.type,
                response=response,
            )


def error_types(symbols: Symbols, operations: Sequence[Operation]) -> dict[TypeId, ObjectDecl]:
    """Give the schemas that are answered as errors, by id."""
    found = {}
    for operation in operations:
        for failure in _failures(symbols, operation, {}):
            declaration = object_of(symbols, failure.type) if failure.type else None
            if declaration is not None:
                found[declaration.id] = declaration
    return found


# --- the declaration


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
    if any(failure.error_class for failure in plan.failures):
        arguments.append(PythonCode.of("errors={}", _error_table(plan, imports)))
    styles = _styles(plan, imports)
    if styles is not None:
        arguments.append(PythonCode.of("styles={}", styles))
    if operation.security != default_security:
        arguments.append(PythonCode.of("security={}", security_code(operation.security)))
    if plan.body is not None and plan.body.media_type.raw != "application/json":
        arguments.append(PythonCode.of("media_type={}", literal(plan.body.media_type)))
    part_types = {
        name.raw: kind.raw for content in plan.bodies for name, kind in content.part_types
    }
    if part_types:
        arguments.append(PythonCode.of("part_types={}", literal(part_types)))
    if operation.servers:
        arguments.append(PythonCode.of("server={}", literal(server_url(operation.servers[0]))))
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
        arguments.append(PythonCode.of("pagination={}", _pagination(plan, answers, imports)))
    imports.add(Import(".._runtime.operation", factory))
    return PyOperation(
        constant=code(plan.constant),
        annotation=annotation,
        factory=factory,
        arguments=tuple(arguments),
    )


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
            parts.append(part.raw.replace("{", "%7B").replace("}", "%7D"))
    return "".join(parts)


def server_url(server: Server) -> str:
    """Give the URL of a server with its variables at their defaults."""
    defaults = {variable.name: variable.default.raw for variable in server.variables}
    return "".join(
        defaults[part.name] if isinstance(part, Hole) else part.raw for part in server.url.parts
    )


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
        PythonCode.of("{}: {}", literal(key), _reader(contents, answers, imports))
        for key, contents in plan.answer.responses
    ]
    if not entries:
        imports.add(Import(".._runtime.decoding", "Empty"))
        entries = [PythonCode('"default": Empty()')]
    return PythonCode.of("{{{}}}", PythonCode.joined(", ", entries))


def _reader(contents: Sequence[Content], answers: Annotator, imports: set[Import]) -> PythonCode:
    if not contents:
        imports.add(Import(".._runtime.decoding", "Empty"))
        return PythonCode("Empty()")
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
        annotation = answers.annotate(content.type)
        imports.update(annotation.imports)
        return PythonCode.of("Json(lambda: {})", annotation.code)
    name = PythonCode("PlainText" if content.codec is Codec.TEXT else "Binary")
    imports.add(Import(".._runtime.decoding", name))
    return PythonCode.of("{}()", name)


def returned(plan: Plan, answers: Annotator) -> Annotation:
    """Give the annotation of what the operation returns."""
    options: list[PythonCode] = []
    imports: set[Import] = set()
    for _, contents in plan.answer.responses:
        if not contents:
            options.append(PythonCode("None"))
        for content in contents:
            if content.codec is Codec.JSON:
                annotation = answers.annotate(content.type)
                imports |= annotation.imports
                options.append(annotation.code)
            else:
                kind = ScalarKind.STRING if content.codec is Codec.TEXT else ScalarKind.BYTES
                annotation = answers.annotate(Scalar(kind=kind))
                imports |= annotation.imports
                options.append(annotation.code)
    distinct = list(dict.fromkeys(options)) or [PythonCode("None")]
    if PythonCode("Any") in distinct:
        distinct = [PythonCode("Any")]
    distinct.sort(key=lambda option: option == "None")
    return Annotation(PythonCode.joined(" | ", distinct), frozenset(imports))


def page_types(plan: Plan, answers: Annotator) -> tuple[Annotation, Annotation] | None:
    """Give the annotations of an item and of a page's body; None where the operation has no pages."""
    item = _item_type(plan, answers.symbols)
    return None if item is None else (answers.annotate(item), returned(plan, answers))


def _item_type(plan: Plan, symbols: Symbols) -> TypeRef | None:
    pagination = plan.operation.pagination
    bodies = [content.type for _, contents in plan.answer.responses for content in contents]
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
        access = PythonCode.of("{}.{}", access, code(field_names(declaration)[name.raw]))
        guards.append(access)
        found = member_type(symbols, ref, [name])
        assert found is not None
        ref = found
    return PythonCode.joined(" and ", guards)


def _pagination(plan: Plan, answers: Annotator, imports: set[Import]) -> PythonCode:
    pagination = plan.operation.pagination
    assert pagination is not None
    imports.add(Import(".._runtime.operation", "Pagination"))
    body = next(c.type for _, contents in plan.answer.responses for c in contents)
    return PythonCode.of(
        "Pagination(token_parameter={}, next_token=lambda page: {}, items=lambda page: {} or [])",
        literal(pagination.token_parameter),
        member_code(answers.symbols, body, pagination.next_token, "page"),
        member_code(answers.symbols, body, pagination.items, "page"),
    )


def _error_table(plan: Plan, imports: set[Import]) -> PythonCode:
    imports.add(Import("..", "errors"))
    entries = [
        PythonCode.of("{}: errors.{}", literal(failure.status), code(failure.error_class))
        for failure in plan.failures
        if failure.error_class
    ]
    return PythonCode.of("{{{}}}", PythonCode.joined(", ", entries))


def _styles(plan: Plan, imports: set[Import]) -> PythonCode | None:
    """Write the parameters that are laid out in another way than the default."""
    by_part: dict[str, list[PythonCode]] = {}
    for parameter in plan.operation.parameters:
        default = _DEFAULT_STYLES[parameter.location]
        usual = (parameter.style, parameter.explode) == default and not parameter.allow_reserved
        if usual and parameter.content is None:
            continue
        name = "json" if parameter.content is not None else parameter.style.value
        arguments = [literal(name)]
        if parameter.explode and parameter.content is None:
            arguments.append(PythonCode("explode=True"))
        if parameter.allow_reserved:
            arguments.append(PythonCode("allow_reserved=True"))
        entry = PythonCode.of(
            "{}: Style({})", literal(parameter.wire_name), PythonCode.joined(", ", arguments)
        )
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


# --- the method


def method_of(
    plan: Plan,
    *,
    arguments: Annotator,
    answers: Annotator,
    imports: set[Import],
    asynchronous: bool,
    client: str = "self._client",
) -> PyMethod:
    """Write the method of an operation."""
    pages = page_types(plan, answers)
    returns = returned(plan, answers)
    imports.update(returns.imports)
    if pages is not None:
        name = "AsyncPages" if asynchronous else "Page"
        imports.add(Import(".._runtime.pages", name))
        returns = Annotation(PythonCode.of("{}[{}, {}]", code(name), pages[0].code, pages[1].code))
    awaited = asynchronous and pages is None
    expression = _expression(plan, PythonCode(client), paginated=pages is not None, imports=imports)
    return PyMethod(
        name=code(plan.method),
        prefix=PythonCode("async " if awaited else ""),
        positional=tuple(_parameter(plan, a, arguments, imports) for a in plan.positional()),
        keywords=tuple(_parameter(plan, a, arguments, imports) for a in plan.keywords()),
        returns=returns.code,
        docstring=_docstring(plan, paginated=pages is not None),
        expression=PythonCode.of("await {}", expression) if awaited else expression,
    )


def _parameter(
    plan: Plan, argument: Argument, annotator: Annotator, imports: set[Import]
) -> PyParameter:
    annotation = argument_annotation(plan, argument, annotator)
    imports.update(annotation.imports)
    if argument.part == "content_type" and isinstance(argument.presence, Default):
        return PyParameter(
            name=code(plan.name(argument)),
            annotation=annotation.code,
            default=PythonCode.of(" = {}", literal(argument.presence.value)),
        )
    if argument.required:
        return PyParameter(
            name=code(plan.name(argument)), annotation=annotation.code, default=PythonCode("")
        )
    imports.update((Import(".._runtime.unset", "UNSET"), Import(".._runtime.unset", "Unset")))
    return PyParameter(
        name=code(plan.name(argument)),
        annotation=PythonCode.of("{} | Unset", annotation.code),
        default=_UNSET,
    )


def argument_annotation(plan: Plan, argument: Argument, annotator: Annotator) -> Annotation:
    """Give the annotation of an argument; octets in a body of several parts may be files."""
    options: list[PythonCode] = []
    imports: set[Import] = set()
    for ref in (argument.type, *argument.others):
        annotation = annotator.annotate(ref)
        options.append(annotation.code)
        imports |= annotation.imports
    multipart = any(content.codec is Codec.MULTIPART for content in plan.bodies)
    if argument.part == "body" and multipart and argument.wire_name is not None:
        files = _with_files(argument.type)
        if files is not None:
            imports.add(Import(".._runtime.files", "File"))
            options.append(files)
            if isinstance(argument.type, ArrayOf):
                imports.add(Import("collections.abc", "Sequence"))
    return Annotation(PythonCode.joined(" | ", list(dict.fromkeys(options))), frozenset(imports))


def _with_files(ref: TypeRef) -> PythonCode | None:
    """Give what an upload may be besides octets; None for members that are no files."""
    match ref:
        case Scalar(kind=ScalarKind.BYTES):
            return PythonCode("File")
        case ArrayOf(items=Scalar(kind=ScalarKind.BYTES)):
            return PythonCode("Sequence[File]")
        case _:
            return None


def _expression(
    plan: Plan, client: PythonCode, *, paginated: bool, imports: set[Import]
) -> PythonCode:
    parts = [code(plan.constant)]
    for part in ("path", "query", "header", "cookie"):
        entries = [_entry(plan, a) for a in plan.arguments if a.part == part]
        if entries:
            parts.append(PythonCode.of("{}={{{}}}", code(part), PythonCode.joined(", ", entries)))
    members = [a for a in plan.arguments if a.part == "body"]
    if plan.flattened:
        body = PythonCode.of("{{{}}}", PythonCode.joined(", ", [_entry(plan, a) for a in members]))
        if plan.operation.body is not None and not plan.operation.body.required:
            imports.add(Import(".._runtime.unset", "given"))
            body = PythonCode.of("given({})", body)
        parts.append(PythonCode.of("body={}", body))
    elif members:
        parts.append(PythonCode.of("body={}", code(plan.name(members[0]))))
    for choice in (a for a in plan.arguments if a.part == "content_type"):
        parts.append(PythonCode.of("content_type={}", code(plan.name(choice))))
    parts.append(PythonCode("options=options"))
    return PythonCode.of(
        "{}.{}({})",
        client,
        PythonCode("paginate" if paginated else "call"),
        PythonCode.joined(", ", parts),
    )


def _entry(plan: Plan, argument: Argument) -> PythonCode:
    assert argument.wire_name is not None
    return PythonCode.of("{}: {}", literal(argument.wire_name), code(plan.name(argument)))


def _docstring(plan: Plan, *, paginated: bool) -> PythonCode:
    doc = plan.operation.doc
    summary, description = one_line(doc.summary), plain(doc.description)
    heading = summary or description or operation_heading(plan.operation)
    blocks = [_sentence(heading), description if summary else ""]
    if doc.deprecated:
        blocks.append("Deprecated.")
    blocks.append(_arguments_text(plan))
    answer = next((r for r in plan.operation.responses if status_key(r.status)[0] == "2"), None)
    if paginated:
        blocks.append("Returns:\n    The first page; iterating it walks through every page.")
    elif answer is not None and one_line(answer.doc.description):
        blocks.append(f"Returns:\n    {_sentence(one_line(answer.doc.description))}")
    raised = [
        f"    {f.error_class}: {one_line(f.response.doc.description) or 'the error'} ({f.status})."
        for f in plan.failures
        if f.error_class
    ]
    if raised:
        blocks.append("Raises:\n" + "\n".join(raised))
    return docstring(*blocks, indent=8)


def operation_heading(operation: Operation) -> str:
    """Describe an operation that the document does not describe."""
    return f"{operation.method} {path_text(operation)}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) or "\n" in text else f"{text}."


def _arguments_text(plan: Plan) -> str:
    lines = ["Args:"]
    for argument in (*plan.positional(), *plan.keywords()):
        text = one_line(argument.doc.description) or one_line(argument.doc.summary)
        notes = [text] if text else []
        if isinstance(argument.presence, Default) and argument.part != "content_type":
            notes.append(f"The server's default is ``{literal(argument.presence.value)}``.")
        if argument.doc.deprecated:
            notes.append("Deprecated.")
        sent = f"Sent as ``{one_line(argument.wire_name)}``." if argument.wire_name else "The body."
        described = " ".join(notes) or sent
        lines.append(f"    {plan.name(argument)}: {described}")
    lines.append("    options: Settings of this call alone.")
    return "\n".join(lines)
