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

import jinja2
from jinja2.bccache import Bucket

_FOLDER = Path(__file__).parent / "__pycache__"
_CHECK = hashlib.sha256().digest_size


def derived(kind: str, source: str, make: Callable[[], str]) -> str:
    """Return what is made from a source: as it was kept, else made now, and kept where that is possible.

    Args:
        kind: What is made, and the rules by which it is made.
        source: What it is made from.
        make: Makes it.
    """
    place = _place(kind, source)
    kept = _kept(place)
    if kept is not None:
        return kept.decode()
    content = make()
    _keep(place, content.encode())
    return content


class TemplateCode(jinja2.BytecodeCache):
    """Keeps the byte code of the generator's own templates."""

    _KIND = f"template, jinja2 {jinja2.__version__}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the byte code of a template if it is there, and for this version of Python."""
        kept = _kept(self._place_of(bucket))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the byte code of a template."""
        _keep(self._place_of(bucket), bucket.bytecode_to_string())

    def _place_of(self, bucket: Bucket) -> Path:
        return _place(self._KIND, f"{bucket.key} {bucket.checksum}")


def _place(kind: str, source: str) -> Path:
    name = hashlib.sha256(f"{kind}\0{source}".encode("utf-8", "surrogatepass")).hexdigest()
    return _FOLDER / f"{name[:40]}.derived"


def _kept(place: Path) -> bytes | None:
    """Return what was kept; None if there is nothing, or not all of it."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    check, content = content[:_CHECK], content[_CHECK:]
    return content if check == hashlib.sha256(content).digest() else None


def _keep(place: Path, content: bytes) -> None:
    if sys.dont_write_bytecode:
        return
    beside = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # The package may lie where this user cannot write.
        place.parent.mkdir(exist_ok=True)
        beside.write_bytes(hashlib.sha256(content).digest() + content)
        beside.replace(place)
