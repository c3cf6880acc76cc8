"""What an API sends of its own accord: the payloads of its webhooks and callbacks."""

from __future__ import annotations

from ..records import dataclass
from .api import Api, Codec, Content, Operation
from .types import Text

_READ = (Codec.JSON, Codec.FORM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request that an API sends, and whose payload can be parsed. `name` is that of the webhook or callback."""

    name: Text
    operation: Operation
    payload: Content


def payload_of(operation: Operation) -> Content | None:
    """Return the body of a request that an API sends: JSON, else a form; None for one that is neither."""
    contents = operation.body.contents if operation.body else ()
    by_codec = {content.codec: content for content in reversed(contents)}
    return next((by_codec[codec] for codec in _READ if codec in by_codec), None)


def incoming_of(api: Api) -> tuple[Incoming, ...]:
    """Return what an API sends and can be parsed: to webhooks, then to callbacks, each payload of a name once."""
    callbacks = (each for operation in api.operations for each in operation.callbacks)
    found = [
        Incoming(name=each.name, operation=operation, payload=payload)
        for each in (*api.webhooks, *callbacks)
        for operation in each.operations
        if (payload := payload_of(operation)) is not None
    ]
    return tuple({(each.name, each.payload.type): each for each in reversed(found)}.values())[::-1]
