"""JSON Pointer (RFC 6901): the names of places in a document, and of the types and operations that are there."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from urllib.parse import unquote

_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")


def escape(token: str) -> str:
    """Write one reference token as it stands in a pointer (RFC 6901 section 3).

    `token` is an entry's name or a list index, such as "/pets". Returns the escaped token, such as
    "~1pets".
    """
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """Read one reference token back (RFC 6901 section 4).

    `token` is the escaped token, such as "~1pets". Returns the entry's name, such as "/pets".
    """
    # The order matters: "~01" is "~1", not "/".
    return token.replace("~1", "/").replace("~0", "~")


def join(pointer: str, *tokens: str | int) -> str:
    """Return the pointer of a place below the one that a pointer names.

    Args:
        pointer: A pointer; "" is the whole document.
        tokens: The names and list indices that lead down from it, not escaped.

    Returns:
        The pointer of the place below.
    """
    for token in tokens:
        # Few names need it, and this is called for every place of a document.
        if isinstance(token, str) and ("/" in token or "~" in token):
            pointer = f"{pointer}/{escape(token)}"
        else:
            pointer = f"{pointer}/{token}"
    return pointer


def split(pointer: str) -> list[str]:
    """Split a pointer into its tokens.

    Args:
        pointer: A JSON pointer: "" or text that begins with "/".

    Returns:
        The unescaped tokens, such as ["a/b"] for "/a~1b".

    Raises:
        ValueError: The text is not a JSON pointer.
    """
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise ValueError("a JSON pointer begins with '/'")
    tokens = pointer[1:].split("/")
    # Few names need it, and this is called for every reference and every type of a document.
    return [unescape(token) for token in tokens] if "~" in pointer else tokens


def from_fragment(fragment: str) -> str:
    """Decode the fragment of a URI reference (RFC 6901 section 6).

    `fragment` is what follows the "#", percent-encoded, such as "/paths/~1a%20b". Returns the pointer,
    or the anchor's name, without percent-encoding.
    """
    return unquote(fragment)


def is_below(pointer: str, ancestor: str) -> bool:
    """Return whether a pointer names the same place as another, or a place inside it.

    Args:
        pointer: The pointer in question.
        ancestor: The place that may contain it.

    Returns:
        True if `ancestor` is a prefix of `pointer`, token by token.
    """
    return pointer == ancestor or pointer.startswith(f"{ancestor}/")


def upwards(pointer: str) -> Iterator[str]:
    """Yield a pointer, and those of all that is around its place: "/a/0" gives "/a/0", "/a" and ""."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
    yield ""


def nearest(pointer: str, places: Container[str]) -> str | None:
    """Return the innermost of some places that is a place itself, or around it; None if there is none."""
    while pointer not in places:
        if not pointer:
            return None
        pointer = pointer.rpartition("/")[0]
    return pointer


def is_index(token: str) -> bool:
    """Return whether a token can be the index of a list item (RFC 6901 section 4).

    Returns true for "0" and for digits without a leading zero, as many as an index can have.
    """
    return _INDEX.match(token) is not None
