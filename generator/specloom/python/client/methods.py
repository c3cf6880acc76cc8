"""Operations to methods: signature, docstring and one expression."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...ir.api import Codec, Operation
from ...ir.reason_phrases import is_reason_phrase
from ...ir.requests import is_read_while_sent
from ...ir.responses import Outcome
from ...ir.scalars import ScalarKind
from ...ir.signature import Argument, in_order
from ...ir.types import (
    AnyJson,
    ArrayOf,
    Const,
    Default,
    Never,
    Optional,
    Required,
    Scalar,
    TupleOf,
    TypeRef,
)
from ...records import replace
from ..code.annotations import Annotator
from ..code.encoders import docstring_entry, docstring_text, literal
from ..code.layout import parameter
from ..code.nodes import (
    PyBody,
    PyDocEntry,
    PyDocstring,
    PyEntry,
    PyMethod,
    PyPages,
    PyParameter,
    PyPart,
    PySignature,
)
from ..code.prose import (
    capitalized,
    is_same_name,
    one_line,
    plain,
    reflowed,
    says_it_failed,
    says_nothing,
    sentence,
    title_of,
)
from ..code.union_code import literal_of, or_unset, union_of
from ..code.uploads import binary_input, upload_annotation, upload_map_annotation
from ..naming.identifiers import code, imported
from ..naming.printable import Import, PythonCode
from .operation_constants import page_types, parsed_error, path_text, returned
from .operation_plan import DeclaredError, OperationPlan
from .stream_constants import stream_item

_PLACES = {
    "path": "The path parameter",
    "query": "The query parameter",
    "header": "The header field",
    "cookie": "The cookie",
    "body": "The body property",
}
_WAITING = ".._runtime.wait_methods"
_FIRST_WORDS = frozenset(
    "a all an any another bad cannot conflict error failed failure forbidden if internal invalid it malformed missing no "
    "not one permission rate request resource server service some something the there this too unauthorized "
    "unexpected unknown validation when wrong you your".split()
)
"""Words that are written with a small letter after the first one of a sentence, whatever they are about."""
_USUAL_WORDS = _FIRST_WORDS | frozenset(
    "access argument arguments credentials data entity exceeded found input limit parameter parameters token".split()
)
"""Words that are nobody's name either."""
_BYTES = Scalar(kind=ScalarKind.BYTES)
_INDENT = 8
"""The columns that the body of a method is indented by."""


def methods_of(
    plan: OperationPlan,
    *,
    arguments: Annotator,
    responses: Annotator,
    client: str = "self._client",
) -> tuple[PyMethod, PyMethod]:
    """Make the methods of an operation, synchronous and asynchronous; they share all that they have in common."""
    method = _method(plan, arguments, responses, client)
    is_awaited = is_read_while_sent(plan.operation)
    waiting = _awaiting_body(method, plan, arguments) if is_awaited else method
    if method.stream is not None:
        returns = returned(plan, responses, stream="AsyncStream")
        stream = imported(".._runtime.streams", "AsyncStream")
        return method, replace(waiting, returns=returns, stream=stream)
    if method.wait is not None:
        return method, replace(waiting, awaited=True, wait=imported(_WAITING, "async_wait_for"))
    if method.pages is None:
        return method, replace(waiting, awaited=True)
    pages = replace(method.pages, iterator=imported(".._runtime.pages", "AsyncPages"))
    return method, replace(waiting, pages=pages)


def _awaiting_body(method: PyMethod, plan: OperationPlan, arguments: Annotator) -> PyMethod:
    """Return a method whose files or items may be read asynchronously."""
    return replace(
        method,
        overloads=tuple(
            _signature(way, plan, arguments, waits=True)
            for way in (ways_to_call(plan) if method.overloads else ())
        ),
        signature=_signature(_accepted(plan), plan, arguments, waits=True),
    )


def _method(
    plan: OperationPlan, arguments: Annotator, responses: Annotator, client: str
) -> PyMethod:
    """Make the synchronous method of an operation."""
    ways = ways_to_call(plan) if plan.alternatives else []
    body = _body(plan)
    choice = next((a for a in plan.arguments if a.part == "content_type"), None)
    return PyMethod(
        name=code(plan.method),
        decorators=(),
        awaited=False,
        overload=imported("typing", "overload", arguments.shadowed) if ways else None,
        overloads=tuple(_signature(way, plan, arguments) for way in ways),
        signature=_signature(_accepted(plan), plan, arguments),
        returns=returned(plan, responses),
        docstring=_docstring(plan, responses),
        client=PythonCode(client),
        pages=_pages(plan, responses),
        stream=(
            imported(".._runtime.streams", "Stream")
            if stream_item(plan, responses) is not None
            else None
        ),
        wait=imported(_WAITING, "wait_for") if plan.operation.wait is not None else None,
        operation=code(plan.constant),
        parts=tuple(_parts(plan)),
        body=body,
        content_type=None if choice is None else code(plan.name(choice)),
        needs=frozenset(_needs(body)),
    )


def _pages(plan: OperationPlan, responses: Annotator) -> PyPages | None:
    types = page_types(plan, responses)
    if types is None:
        return None
    iterator = imported(".._runtime.pages", "Page")
    return PyPages(iterator=iterator, item=types[0], page=types[1])


def _needs(body: PyBody | None) -> Iterator[Import]:
    """Yield the imports of what the template of a method calls."""
    if body is not None and body.optional:
        yield Import(".._runtime.unset", "given")
    if body is not None and body.whole:
        yield Import(".._runtime.unset", "whole_body")


def ways_to_call(plan: OperationPlan) -> list[Sequence[Argument]]:
    """Return the arguments of each way to call an operation; of several, the first is the usual one."""
    rest = [a for a in plan.arguments if a.part not in ("body", "content_type")]
    others = [[*rest, *way.arguments] for way in plan.alternatives]
    return [plan.arguments, *others]


def _accepted(plan: OperationPlan) -> Sequence[Argument]:
    """Return the arguments of the method itself: where the body may be given in several ways, those of all of them."""
    if not plan.alternatives:
        return plan.arguments
    usual = [a for a in plan.arguments if a.part not in ("body", "content_type")]
    body_arguments = [a for a in plan.arguments if a.part == "body" and a.wire_name is not None]
    usual += [
        replace(argument, presence=Optional()) if argument.required else argument
        for argument in body_arguments
    ]
    wholes = [a for a in plan.arguments if a.part == "body" and a.wire_name is None]
    wholes += [way.body for way in plan.alternatives]
    choices = [a for a in plan.arguments if a.part == "content_type"]
    choices += [way.content_type for way in plan.alternatives if way.content_type is not None]
    return [*usual, _together(wholes), *([_together(choices)] if choices else [])]


def _together(arguments: Sequence[Argument]) -> Argument:
    """Make one optional argument of several of the same name."""
    refs = (ref for argument in arguments for ref in (argument.type, *argument.others))
    types = list(dict.fromkeys(refs))
    return replace(arguments[0], type=types[0], others=tuple(types[1:]), presence=Optional())


def _signature(
    arguments: Sequence[Argument],
    plan: OperationPlan,
    annotator: Annotator,
    *,
    waits: bool = False,
) -> PySignature:
    positional, keywords = in_order(arguments)
    return PySignature(
        positional=tuple(_parameter(plan, each, annotator, waits=waits) for each in positional),
        keywords=(
            *(_parameter(plan, each, annotator, waits=waits) for each in keywords),
            *wait_parameters(plan),
        ),
    )


def wait_parameters(plan: OperationPlan) -> Iterator[PyParameter]:
    """Yield the parameters that a method has that waits, beside those of its operation."""
    wait = plan.operation.wait
    if wait is not None:
        yield parameter(code("wait_timeout"), PythonCode("float | None"), literal(wait.timeout))
        yield parameter(code("interval"), PythonCode("float"), literal(wait.interval))


def _parameter(
    plan: OperationPlan, argument: Argument, annotator: Annotator, *, waits: bool
) -> PyParameter:
    name = code(plan.name(argument))
    annotation = argument_annotation(plan, argument, annotator, waits=waits)
    if argument.required:
        return parameter(name, annotation)
    optional = or_unset(annotation, imported(".._runtime.unset", "Unset"))
    if argument.constant is not None:
        is_sent = isinstance(argument.presence, Required)
        return parameter(name, annotation if is_sent else optional, literal(argument.constant))
    return parameter(name, optional, imported(".._runtime.unset", "UNSET"))


def argument_annotation(
    plan: OperationPlan, argument: Argument, annotator: Annotator, *, waits: bool = False
) -> PythonCode:
    """Return the annotation of an argument; bytes of a body may be files.

    `waits` says that it is an argument of the asynchronous client.
    """
    if argument.part == "content_type":
        types = (argument.type, *argument.others)
        return literal_of([ref.value for ref in types if isinstance(ref, Const)])
    if argument.part != "body" and not argument.others:
        return annotator.annotate(argument.type)
    multipart = any(content.codec is Codec.MULTIPART for content in plan.bodies.all)
    if argument.part == "body" and multipart:
        of_files = upload_map_annotation if argument.wire_name is None else upload_annotation
        files = of_files(argument.type, annotator, waits=waits)
        if files is not None:
            return files
    sequences = {content.type for content in plan.bodies.all if content.codec.is_sequence}
    is_body = argument.part == "body" and argument.wire_name is None
    is_file = is_body and any(content.codec is Codec.BYTES for content in plan.bodies.all)
    options = [
        (
            _iterable(ref, annotator, waits=waits)
            if is_body and ref in sequences
            else binary_input(waits=waits) if is_file and ref == _BYTES else annotator.annotate(ref)
        )
        for ref in (argument.type, *argument.others)
    ]
    return union_of(list(dict.fromkeys(options)))


def _is_bytes(ref: TypeRef) -> bool:
    return isinstance(ref, Scalar) and ref.kind is ScalarKind.BYTES


def _iterable(ref: TypeRef, annotator: Annotator, *, waits: bool) -> PythonCode:
    """Return the annotation of a body that is written item by item; `waits` says that they may come asynchronously.

    Items of which nothing is known may also be written already, in a file.
    """
    if not isinstance(ref, ArrayOf | TupleOf):
        return annotator.annotate(ref)
    refs = [ref.items] if isinstance(ref, ArrayOf) else [*ref.items, ref.rest]
    kinds_of_items = [
        binary_input(waits=waits) if _is_bytes(each) else annotator.annotate(each)
        for each in refs
        if each != Never()
    ]
    items = union_of(list(dict.fromkeys(kinds_of_items)))
    kinds = [imported("collections.abc", "Iterable")]
    if waits:
        kinds.append(imported("collections.abc", "AsyncIterable"))
    options = [PythonCode.of("{}[{}]", kind, items) for kind in kinds]
    written = [binary_input(waits=waits)] if refs == [AnyJson()] else []
    return union_of([*options, *written])


def _parts(plan: OperationPlan) -> Iterator[PyPart]:
    for part in ("path", "query", "header", "cookie"):
        entries = tuple(_entry(plan, a) for a in plan.arguments if a.part == part)
        if entries:
            yield PyPart(name=code(part), entries=entries)


def _body(plan: OperationPlan) -> PyBody | None:
    body_arguments = [a for a in plan.arguments if a.part == "body"]
    if not plan.flattened and not body_arguments:
        # Options may add properties to a body that the document declares without any.
        return PyBody(argument=imported(".._runtime.unset", "UNSET")) if plan.body else None
    if not plan.flattened:
        return PyBody(argument=code(plan.name(body_arguments[0])))
    return PyBody(
        entries=tuple(_entry(plan, a) for a in body_arguments),
        optional=plan.operation.body is not None and not plan.operation.body.required,
        whole=code(plan.name(plan.alternatives[0].body)) if plan.alternatives else None,
        filled=tuple(
            PyEntry(key=literal(a.wire_name), value=literal(a.filled))
            for a in body_arguments
            if a.wire_name is not None and a.filled is not None
        ),
        required=tuple(literal(a.wire_name) for a in body_arguments if a.required),
        constants=tuple(literal(a.wire_name) for a in body_arguments if a.constant is not None),
    )


def _entry(plan: OperationPlan, argument: Argument) -> PyEntry:
    assert argument.wire_name is not None
    return PyEntry(key=literal(argument.wire_name), value=code(plan.name(argument)))


def _docstring(plan: OperationPlan, responses: Annotator) -> PyDocstring:
    doc = plan.operation.doc
    summary, description = one_line(doc.summary), plain(doc.description)
    heading = summary or description or operation_heading(plan.operation)
    success = next((s for s in plan.successes if s.outcome is Outcome.BODY), None)
    described = one_line(success.response.doc.description) if success is not None else ""
    if says_nothing(described):
        described = ""
    return PyDocstring(
        heading=docstring_text(sentence(capitalized(heading)), indent=_INDENT),
        description=(
            docstring_text(sentence(description), indent=_INDENT)
            if summary and description
            else None
        ),
        deprecated=doc.deprecated,
        arguments=(
            *(
                _doc_entry(code(plan.name(argument)), text)
                for argument in _shown(plan)
                if (text := _described(plan, argument))
            ),
            *_wait_entries(plan, _WAIT_ARGUMENTS),
        ),
        returns=docstring_entry(sentence(described), indent=_INDENT) if described else None,
        raises=(*_raised(plan, responses), *_wait_entries(plan, _WAIT_ERRORS)),
    )


_WAIT_ARGUMENTS = {
    "wait_timeout": "Seconds to wait at most; None for no limit.",
    "interval": "Seconds between the first two calls.",
}
_WAIT_ERRORS = {
    "errors.WaitFailedError": "it will not happen; ``response`` says why.",
    "errors.WaitTimeoutError": "it has not happened in time; ``response`` is the last one.",
}


def _wait_entries(plan: OperationPlan, texts: Mapping[str, str]) -> Iterator[PyDocEntry]:
    """Yield what is said of a method that waits."""
    if plan.operation.wait is not None:
        for name, text in texts.items():
            parts = [code(part) for part in name.split(".")]
            yield _doc_entry(PythonCode.joined(".", parts), text)


def _shown(plan: OperationPlan) -> Iterator[Argument]:
    positional, keywords = in_order(_accepted(plan))
    yield from positional
    yield from keywords


def _described(plan: OperationPlan, argument: Argument) -> str:
    """Describe an argument; "" where there is nothing to say but its name."""
    name, wire_name = plan.name(argument), one_line(argument.wire_name)
    text = reflowed(argument.doc.description) or title_of(argument.doc.summary, name, wire_name)
    notes = []
    if isinstance(argument.presence, Default) and argument.part != "content_type":
        notes.append(f"The server's default is ``{literal(argument.presence.value)}``.")
    if argument.doc.deprecated:
        notes.append("Deprecated.")
    if text:
        space = "\n\n" if "\n" in text and notes else " "
        return f"{sentence(text)}{space}{' '.join(notes)}".rstrip()
    if wire_name and is_same_name(name, wire_name):
        return " ".join(notes)
    return " ".join([f"{_PLACES[argument.part]} ``{wire_name}``."] * bool(wire_name) + notes)


def _raised(plan: OperationPlan, responses: Annotator) -> Iterator[PyDocEntry]:
    """Yield what is raised, by class, each with its statuses and what they mean."""
    reasons: dict[str, list[str]] = {}
    for failure in plan.failures:
        for name in failure.names:
            reason = _reason(failure, name, alone=len(plan.failures) == 1)
            if name == failure.usual and not failure.is_typed:
                parsed = parsed_error(failure, responses)
                reason += f" (``parsed`` is ``{parsed}``)" if parsed is not None else ""
            reasons.setdefault(name, []).append(reason)
    for name, texts in reasons.items():
        qualified = PythonCode.of("errors.{}", code(name))
        yield _doc_entry(qualified, sentence("; ".join(dict.fromkeys(texts))))


def _doc_entry(name: PythonCode, text: str) -> PyDocEntry:
    return PyDocEntry(name=name, text=docstring_entry(text, after=f"{name}: ", indent=_INDENT))


def _reason(failure: DeclaredError, name: str, *, alone: bool) -> str:
    """Describe a class that an error may be: "404, there is no such thing"; the status alone without words for it.

    `alone` is whether no other error is declared.
    """
    text = one_line(failure.description(name)).rstrip(".:")
    others = "any error status" if alone else "any other status"
    status = others if failure.status == "default" else failure.status
    if not text or text == failure.status or says_it_failed(text):
        return status
    first, space, rest = text.partition(" ")
    if is_reason_phrase(text, failure.status):
        text = text.lower()
    elif first.lower() in _FIRST_WORDS:
        is_title = _USUAL_WORDS.issuperset(rest.lower().split())  # "Validation Error"
        text = f"{first.lower()}{space}{rest.lower() if is_title else rest}"
    return f"{status}, {text}"


def operation_heading(operation: Operation) -> str:
    """Describe an operation that the document does not describe."""
    return f"{operation.method} {path_text(operation)}"
