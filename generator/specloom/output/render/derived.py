"""What is derived from files of this package, kept beside them as Python keeps byte code.

To compile the templates and to parse the runtime took a quarter of a small client's run. Nothing depends on what is
kept: it is named after what it is made from, and made again where it is not there. `PYTHONDONTWRITEBYTECODE` turns
this off.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_FOLDER = Path(__file__).parent / "__pycache__"
_CHECK = hashlib.sha256().digest_size


def derived(kind: str, source: str, make: Callable[[], str]) -> str:
    """Return what is made from a source: as it was kept, else made now, and kept where that is possible.

    Args:
        kind: What is made, and the rules by which it is made.
        source: What it is made from.
        make: Makes it.
    """
    place = place_of(kind, source)
    kept = kept_at(place)
    if kept is not None:
        return kept.decode()
    content = make()
    keep(place, content.encode())
    return content


def place_of(kind: str, source: str) -> Path:
    """Return where that is kept which is made from a source."""
    name = hashlib.sha256(f"{kind}\0{source}".encode("utf-8", "surrogatepass")).hexdigest()
    return _FOLDER / f"{name[:40]}.derived"


def kept_at(place: Path) -> bytes | None:
    """Return what was kept; None if there is nothing, or not all of it."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    check, content = content[:_CHECK], content[_CHECK:]
    return content if check == hashlib.sha256(content).digest() else None


def keep(place: Path, content: bytes) -> None:
    """Keep what was made, where that is wanted and possible."""
    if sys.dont_write_bytecode:
        return
    beside = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # The package may lie where this user cannot write.
        place.parent.mkdir(exist_ok=True)
        beside.write_bytes(hashlib.sha256(content).digest() + content)
        beside.replace(place)
