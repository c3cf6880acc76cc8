"""The module of exceptions: `errors.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...ir.occasional_errors import occasional_errors
from ...ir.reason_phrases import reason_phrase
from ...ir.responses import ANY_ERROR, STATUS_CLASSES
from ...ir.types import TypeId
from ..code.encoders import docstring, literal
from ..code.imports import listing_key, sorting_key
from ..code.nodes import ErrorModule, PyEntry, PyErrorClass
from ..code.prose import first_paragraph, one_line
from ..code.symbols import Symbols
from ..naming.deprecated import Alias
from ..naming.identifiers import code
from ..naming.printable import PythonCode
from .client_plan import ClientPlan
from .deprecated_names import old_names
from .error_classes import ErrorObject

_BASES = (
    "ApiConnectionError",
    "ApiTimeoutError",
    "ClientError",
    "MissingCredentialsError",
    "ResponseDecodeError",
    "ResponseTooLargeError",
    "ResponseValidationError",
    "WaitFailedError",
    "WaitTimeoutError",
)
_OF_STATUSES = (ANY_ERROR, *STATUS_CLASSES.values())


def error_module(plan: ClientPlan, aliases: Sequence[Alias] = ()) -> ErrorModule:
    """Make `errors.py`; `aliases` are old names of exceptions."""
    symbols, errors = plan.symbols, plan.errors
    own = sorted(errors.names.items(), key=lambda item: item[1])
    defined = tuple(_status_classes(plan))
    bases = [*_BASES, *occasional_errors(plan.api)]
    names = {name for _, name in own}
    bases = [each for each in bases if each not in names]  # an old client may hide some
    return ErrorModule(
        docstring=docstring(
            f"The exceptions of the {one_line(plan.api.title)} client.",
            "Every exception is a ClientError. An error response is raised as the class of its status, all of "
            "which are below ApiError, or as one below that; it has `status`, `code`, `message`, "
            "`request_id`, `headers`, `body`, `parsed` and `request`.",
        ),
        runtime=symbols.runtime.code("._runtime"),
        imported=tuple(
            code(name)
            for name in sorted([*bases, *_OF_STATUSES], key=sorting_key)
            if name not in {str(item.name) for item in defined}
        ),
        status_classes=defined,
        classes=tuple(_own_class(plan, type_id, name) for type_id, name in own),
        names=tuple(
            map(
                literal,
                sorted([*bases, *_OF_STATUSES, *(name for _, name in own)], key=listing_key),
            )
        ),
        models_last=symbols.runtime.is_outside,
        by_status=tuple(
            PyEntry(key=literal(status), value=code(name))
            for status, name in (*STATUS_CLASSES.items(), ("default", ANY_ERROR))
            if name in errors.typed
        ),
        by_code=tuple(
            PyEntry(key=literal(wire_code), value=code(name))
            for wire_code, name in sorted(errors.by_code.items())
        ),
        old_names=old_names(aliases),
    )


def _status_classes(plan: ClientPlan) -> Iterator[PyErrorClass]:
    """Yield the status classes whose errors have one type of body, that of all errors first."""
    typed = plan.errors.typed
    for name in _OF_STATUSES:
        if name in typed:
            base = _of("_errors", name, plan.symbols, typed[name])
            above = ANY_ERROR in typed and name != ANY_ERROR
            yield PyErrorClass(
                name=code(name),
                bases=PythonCode.of("{}, {}", code(ANY_ERROR), base) if above else base,
                docstring=docstring(_usual_text(name), indent=4),
            )


def _usual_text(name: str) -> str:
    if name == ANY_ERROR:
        return "The server returned an error status."
    status = next(key for key, value in STATUS_CLASSES.items() if value == name)
    return f"{status} {reason_phrase(status)}." if status.isdigit() else "5xx: the server failed."


def _status_text(status: str) -> str:
    """Return a status with its reason phrase (RFC 9110, section 15); the status alone where it has none."""
    return f"{status} {reason_phrase(status)}".rstrip()


def _of(module: str, name: str, symbols: Symbols, type_id: TypeId) -> PythonCode:
    """Write a generic class for the type of a body; it is a text, so that no model is loaded."""
    base = PythonCode.of("{}.{}", code(module), code(name)) if module else code(name)
    return PythonCode.of('{}["models.{}"]', base, symbols.class_name(type_id, writing=False))


def _own_class(plan: ClientPlan, type_id: TypeId, name: str) -> PyErrorClass:
    error = plan.errors.objects[type_id]
    base = error.status_class
    is_typed = base in plan.errors.typed
    return PyErrorClass(
        name=code(name),
        bases=code(base) if is_typed else _of("", base, plan.symbols, type_id),
        docstring=docstring(_own_text(error), indent=4),
        body=PythonCode.of("models.{}", plan.symbols.class_name(type_id, writing=False)),
    )


def _own_text(error: ErrorObject) -> str:
    """Describe a class: as its schema is, else as its response is; and the codes that it stands for."""
    text = first_paragraph(error.declaration.doc.description) or one_line(
        error.declaration.doc.summary
    )
    statuses = sorted(error.statuses)
    if not text:
        described = {one_line(each) for each in error.descriptions} - {""}
        text = described.pop() if len(described) == 1 else ""
        if text and len(statuses) == 1:
            text = f"{statuses[0]}: {text}"
    sentences = [text if text.endswith((".", "!", "?")) else f"{text}."] if text else []
    if error.codes:
        plural = "s" if len(error.codes) > 1 else ""
        shown = ", ".join(f"``{wire_code}``" for wire_code in error.codes)
        sentences.append(f"Error code{plural} {shown}.")
    elif not sentences:
        sentences.append(f"{' or '.join(map(_status_text, statuses))}.")
    return " ".join(sentences)
