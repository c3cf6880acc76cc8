"""Sequential media types (OpenAPI 3.2) whose items are not read or written one by one: reported, and taken whole."""

from __future__ import annotations

from ...diagnostics import Code, quote
from ...openapi.load import Node
from ..context import Parser
from .streams import stream_codec

_BY_POSITION = ("prefixEncoding", "itemEncoding")
ITEMS = ("itemSchema", *_BY_POSITION)
"""What a Media Type Object says of the items of a sequence."""
_NESTED = ("encoding", *_BY_POSITION)


def is_sequential(media_type: str, content: Node) -> bool:
    """Return whether a body is a sequence of documents, by its media type or by how it is described."""
    return stream_codec(media_type) is not None or any(
        content.get(key) is not None for key in ITEMS
    )


def describe_sequence(media_type: str, content: Node, taken_as: str | None) -> str:
    """Describe what is not used of a sequence, whose items are not read or written one by one.

    `taken_as` is what the body is taken as instead; None for a media type that is not a sequence.
    """
    said = [key for key in ITEMS if content.get(key) is not None]
    unused = f"its {' and '.join(said) or 'schema'} {'are' if said[1:] else 'is'} not used"
    what = "a sequence of items, which is not read or written item by item"
    message = f"{quote(media_type)} is {what}; it is taken as {taken_as}, and {unused}"
    if taken_as is None:
        message = f"{quote(media_type)} is one document and no sequence of items; {unused}"
    return message


def warn_of_positions(parser: Parser, content: Node) -> None:
    """Report what is said of the items of a sequence by their positions."""
    said = [key for key in _BY_POSITION if content.get(key) is not None]
    if said:
        message = f"the {' and '.join(said)} of a sequence is not used"
        parser.warn(Code.UNSUPPORTED_CONTENT, message, content.at)


def warn_of_part(parser: Parser, name: str, encoding: Node) -> None:
    """Report what is said of a part and not used: its header fields, and its own parts (OpenAPI 3.2, Encoding Object)."""
    if (headers := encoding.get("headers")) is not None:
        message = f"the header fields of the part {quote(name)} are not sent"
        parser.warn(Code.UNSUPPORTED_CONTENT, message, headers.at)
    said = [key for key in _NESTED if encoding.get(key) is not None]
    if said:
        message = f"the {' and '.join(said)} of the part {quote(name)} is not used"
        parser.warn(Code.UNSUPPORTED_CONTENT, message, encoding.at)
