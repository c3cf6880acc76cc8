"""Pieces of the documentation that several pages have."""

from __future__ import annotations

from ...ir.types import Json, Text
from ..code.encoders import literal, markdown_code, markdown_entry, markdown_name
from ..code.prose import plain, sentence
from ..naming.printable import Markdown

_LONGEST_EXAMPLE = 60


def described(
    text: Text | None,
    *,
    default: Json | None = None,
    example: Json | None = None,
    deprecated: bool = False,
) -> Markdown:
    """Return the description of an argument or a property, as the rest of its entry in a list."""
    notes = []
    if default is not None:
        notes.append(Markdown.of("Default: {}.", markdown_code(literal(default))))
    if example is not None and len(shown := literal(example)) <= _LONGEST_EXAMPLE:
        notes.append(Markdown.of("Example: {}.", markdown_code(shown)))
    if deprecated:
        notes.append(Markdown("**Deprecated.**"))
    said = markdown_entry(sentence(plain(text)))
    parts = [each for each in (said, Markdown.joined(" ", notes)) if each]
    return Markdown.joined("\n\n    ", parts) if "\n" in said else Markdown.joined(" ", parts)


def error_link(name: str, *, own: bool) -> Markdown:
    """Return a link to an exception class: to its own section, or to the table of those that every client has."""
    anchor = markdown_name(name.lower()) if own else Markdown("by-status")
    return Markdown.of("[{}](guide/errors.md#{})", markdown_code(name), anchor)
