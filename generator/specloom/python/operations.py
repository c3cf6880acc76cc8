"""Operations to methods: signature, docstring and one expression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..ir.api import (
    Codec,
    Operation,
)
from ..ir.responses import Outcome
from ..ir.types import Const, Default, Optional
from .annotations import Annotator, union_of
from .declarations import page_types, parsed_error, path_text, returned
from .literals import docstring, literal, one_line, plain
from .names import code
from .nodes import Annotation, Import, PyMethod, PyParameter, PythonCode
from .plans import Argument, Failure, Plan, in_order
from .uploads import upload_annotation, upload_map_annotation

_UNSET = PythonCode(" = UNSET")
_PLACES = {
    "path": "The path parameter",
    "query": "The query parameter",
    "header": "The header field",
    "cookie": "The cookie",
    "body": "The body's member",
}


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
        imports.update((Import(".._runtime.pages", name), *pages[0].imports))
        returns = Annotation(PythonCode.of("{}[{}, {}]", code(name), pages[0].code, pages[1].code))
    awaited = asynchronous and pages is None
    expression = _expression(plan, PythonCode(client), paginated=pages is not None, imports=imports)
    if plan.alternatives:
        imports.add(Import("typing", "overload"))
    return PyMethod(
        name=code(plan.method),
        prefix=PythonCode("async " if awaited else ""),
        overloads=_overloads(plan, arguments, imports),
        parameters=_parameters(_accepted(plan), plan, arguments, imports),
        returns=returns.code,
        docstring=_docstring(plan, answers, paginated=pages is not None),
        expression=PythonCode.of("await {}", expression) if awaited else expression,
    )


def _overloads(plan: Plan, annotator: Annotator, imports: set[Import]) -> tuple[PythonCode, ...]:
    """Write the signatures of a method whose body may be given in several ways: by its members, or as a whole."""
    ways = ways_to_call(plan)
    if len(ways) == 1:
        return ()
    return tuple(_parameters(arguments, plan, annotator, imports) for arguments in ways)


def ways_to_call(plan: Plan) -> list[Sequence[Argument]]:
    """Give the arguments of each way to call an operation; of several, the first is the usual one."""
    rest = [a for a in plan.arguments if a.part not in ("body", "content_type")]
    others = [[*rest, way.body, way.content_type] for way in plan.alternatives]
    return [plan.arguments, *others]


def _accepted(plan: Plan) -> Sequence[Argument]:
    """Give the arguments of the method itself: where the body may be given in several ways, those of all of them."""
    if not plan.alternatives:
        return plan.arguments
    usual = [a for a in plan.arguments if a.part not in ("body", "content_type")]
    members = [a for a in plan.arguments if a.part == "body" and a.wire_name is not None]
    usual += [replace(member, presence=Optional()) for member in members]
    wholes = [a for a in plan.arguments if a.part == "body" and a.wire_name is None]
    wholes += [way.body for way in plan.alternatives]
    choices = [a for a in plan.arguments if a.part == "content_type"]
    choices += [way.content_type for way in plan.alternatives]
    return [*usual, _together(wholes), _together(choices)]


def _together(arguments: Sequence[Argument]) -> Argument:
    """Make one optional argument of several of the same name."""
    types = [ref for argument in arguments for ref in (argument.type, *argument.others)]
    return replace(arguments[0], type=types[0], others=tuple(types[1:]), presence=Optional())


def _parameters(
    arguments: Sequence[Argument], plan: Plan, annotator: Annotator, imports: set[Import]
) -> PythonCode:
    """Write what stands between the brackets of a signature; black puts it on lines."""
    positional, keywords = in_order(arguments)
    written = [[_parameter(plan, a, annotator, imports).code for a in positional]]
    written.append([_parameter(plan, a, annotator, imports).code for a in keywords])
    fixed = PythonCode("options: RequestOptions | None = None,")
    return PythonCode.joined(
        ", ", [PythonCode("self"), *written[0], PythonCode("*"), *written[1], fixed]
    )


def _parameter(
    plan: Plan, argument: Argument, annotator: Annotator, imports: set[Import]
) -> PyParameter:
    annotation = argument_annotation(plan, argument, annotator)
    imports.update(annotation.imports)
    if argument.constant is not None:
        return PyParameter(
            name=code(plan.name(argument)),
            annotation=annotation.code,
            default=PythonCode.of(" = {}", literal(argument.constant)),
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
    if argument.part == "content_type":
        values = [ref.value for ref in (argument.type, *argument.others) if isinstance(ref, Const)]
        listed = PythonCode.joined(", ", [literal(value) for value in values])
        imported = frozenset((Import("typing", "Literal"),))
        return Annotation(PythonCode.of("Literal[{}]", listed), imported)
    options: list[PythonCode] = []
    imports: set[Import] = set()
    for ref in (argument.type, *argument.others):
        annotation = annotator.annotate(ref)
        options.append(annotation.code)
        imports |= annotation.imports
    multipart = any(content.codec is Codec.MULTIPART for content in plan.bodies.all)
    if argument.part == "body" and multipart:
        of_files = upload_map_annotation if argument.wire_name is None else upload_annotation
        files = of_files(argument.type, annotator)
        if files is not None:
            options, imports = [files.code], set(files.imports)
    return Annotation(union_of(list(dict.fromkeys(options))), frozenset(imports))


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
        if plan.alternatives:
            imports.add(Import(".._runtime.unset", "whole_body"))
            body = PythonCode.of("whole_body(body, {})", _with_required(body, members))
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


def _with_required(body: PythonCode, members: Sequence[Argument]) -> PythonCode:
    """Add which members of a body must be given unless it is given as a whole, and which need not be given."""
    kinds = {
        "required": [a.wire_name for a in members if a.required],
        "constants": [a.wire_name for a in members if a.constant is not None],
    }
    for kind, names in kinds.items():
        listed = PythonCode.joined("", [PythonCode.of("{},", literal(n)) for n in names if n])
        if names:
            body = PythonCode.of("{}, {}=({})", body, code(kind), listed)
    return body


def _entry(plan: Plan, argument: Argument) -> PythonCode:
    assert argument.wire_name is not None
    return PythonCode.of("{}: {}", literal(argument.wire_name), code(plan.name(argument)))


def _docstring(plan: Plan, answers: Annotator, *, paginated: bool) -> PythonCode:
    doc = plan.operation.doc
    summary, description = one_line(doc.summary), plain(doc.description)
    heading = summary or description or operation_heading(plan.operation)
    blocks = [_sentence(heading), description if summary else ""]
    if doc.deprecated:
        blocks.append("Deprecated.")
    blocks.append(_arguments_text(plan))
    answer = next((s for s in plan.successes if s.outcome is Outcome.BODY), None)
    described = one_line(answer.response.doc.description) if answer is not None else ""
    if paginated:
        blocks.append("Returns:\n    The first page; iterating it walks through every page.")
    elif described:
        blocks.append(f"Returns:\n    {_sentence(described)}")
    raised = [line for failure in plan.failures for line in _raised(failure, answers)]
    if raised:
        blocks.append("Raises:\n" + "\n".join(raised))
    return docstring(*blocks, indent=8)


def _raised(failure: Failure, answers: Annotator) -> Iterator[str]:
    """Give the lines on what is raised for an error; nothing is said of what is no more than an `ApiError`."""
    ending = f"{_reason(failure)} ({failure.status})."
    for each in failure.classes:
        yield f"    {each.name}: {ending}"
    parsed = parsed_error(failure, answers)
    if parsed is not None:
        yield f"    ApiError: {ending} Its ``parsed`` is ``{parsed.code}``."


def _reason(failure: Failure) -> str:
    return one_line(failure.response.doc.description).rstrip(".") or "The error"


def operation_heading(operation: Operation) -> str:
    """Describe an operation that the document does not describe."""
    return f"{operation.method} {path_text(operation)}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) or "\n" in text else f"{text}."


def _arguments_text(plan: Plan) -> str:
    lines = ["Args:"]
    positional, keywords = in_order(_accepted(plan))
    for argument in (*positional, *keywords):
        text = one_line(argument.doc.description) or one_line(argument.doc.summary)
        notes = [text] if text else []
        if isinstance(argument.presence, Default) and argument.part != "content_type":
            notes.append(f"The server's default is ``{literal(argument.presence.value)}``.")
        if argument.doc.deprecated:
            notes.append("Deprecated.")
        place = _PLACES.get(argument.part, "The body")
        sent = f"{place} ``{one_line(argument.wire_name)}``." if argument.wire_name else "The body."
        described = " ".join(notes) or sent
        lines.append(f"    {plan.name(argument)}: {described}")
    lines.append("    options: Settings of this call alone.")
    return "\n".join(lines)
