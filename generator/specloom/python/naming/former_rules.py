"""Names as earlier versions chose them that neither lock nor surface of their clients has."""

from __future__ import annotations

import re

from .words import ascii_of

_WORD = re.compile(
    r"(?<![0-9A-Za-z])u[0-9a-f]{4,6}(?![0-9A-Za-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+"
)
_MAX_LENGTH = 90


def former_class(tag: str, module: str) -> str:
    """Return the name of the class of a tag's operations; locks have it since words are split by spellings.

    It is the tag's own spelling if that gives the name of the module: "VPCs" gave `vp_cs` and `VPCs`, "iOS"
    `i_os` and `IOs`.
    """
    spelled = _pascal(tag)
    return spelled if spelled and _snake(spelled) == module else _pascal(module)


def _snake(text: str) -> str:
    words: list[str] = []
    for index, word in enumerate(_WORD.findall(text)):
        if word.isdigit() and index:
            words[-1] += word
        else:
            words.append(word.lower())
    return "_".join(words)


def _pascal(text: str) -> str:
    pieces = re.split(r"[^0-9A-Za-z]+", ascii_of(text))
    name = "".join(piece[:1].upper() + piece[1:] for piece in pieces)[:_MAX_LENGTH]
    return f"Tag{name}" if name[:1].isdigit() else name
