"""What the types are that the document has no words for: the response of an operation, or its body."""

from __future__ import annotations

from collections.abc import Iterator

from ...ir.api import Api, Operation, Response
from ...ir.incoming import incoming_of
from ...ir.responses import is_stream, status_key, successes
from ...ir.type_graph import ids_in, references_in
from ...ir.types import Named, TypeId
from .operation_constants import path_text

HEADER_FIELDS = "Header fields"
"""What the description of a type of header fields begins with."""


def body_places(api: Api) -> dict[TypeId, str]:
    """Return the types that are the whole body of one operation, and nothing else, as descriptions of that.

    What is also sent to webhooks, within another type, or one after another in a stream, has none. Those of header
    fields always have one, since the document's words are about the whole response.
    """
    places: dict[TypeId, str | None] = dict.fromkeys(_held(api))
    for operation in api.operations:
        for type_id, text in _bodies(operation):
            several = f"{HEADER_FIELDS} of several responses." if _is_of_headers(text) else None
            places[type_id] = text if places.setdefault(type_id, text) == text else several
    return {type_id: text for type_id, text in places.items() if text is not None}


def _held(api: Api) -> Iterator[TypeId]:
    """Yield the types that are more than a body of an operation: parts of something, or what is sent to webhooks."""
    for type_id, references in references_in(api.types).items():
        yield from (each for each in references if each != type_id)
    for incoming in incoming_of(api):
        yield from ids_in(incoming.payload.type)
    for operation in api.operations:
        bodies = [content.type for content in operation.body.contents] if operation.body else []
        bodies += [content.type for each in operation.responses for content in each.contents]
        for body in bodies:
            if not isinstance(body, Named) or is_stream(operation):
                yield from ids_in(body)
        for parameter in operation.parameters:
            yield from ids_in(parameter.type)


def _is_of_headers(text: str) -> bool:
    return text.startswith(HEADER_FIELDS)


def _bodies(operation: Operation) -> Iterator[tuple[TypeId, str]]:
    call = f"``{operation.method} {path_text(operation)}``"
    results = [success.response for success in successes(operation)]
    for content in operation.body.contents if operation.body else ():
        if isinstance(content.type, Named):
            yield content.type.id, f"Body of {call}."
    for response in operation.responses:
        ending = "" if response in results else f" for {_status_text(response)}"
        for content in response.contents:
            if isinstance(content.type, Named):
                yield content.type.id, f"Response of {call}{ending}."
        if response.header_type is not None:
            yield response.header_type, f"{HEADER_FIELDS} of the response of {call}{ending}."


def _status_text(response: Response) -> str:
    status = status_key(response.status)
    return "any other status" if status == "default" else status
