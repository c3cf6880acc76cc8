# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Lines of text that comes in chunks of bytes."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from .content import charset_of


class Lines:
    """Splits the text of a body into lines, at LF, CR LF and CR."""

    def __init__(self, content_type: str) -> None:
        try:
            decoder = codecs.getincrementaldecoder(charset_of(content_type) or "utf-8")("replace")
            decoder.decode(b"")
        except (LookupError, ValueError):
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
        self._pending: list[str] = []

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield the lines that a chunk completes."""
        yield from self._split(self._decoder.decode(chunk))

    def end(self) -> Iterator[str]:
        """Yield what comes after the last line end, if there is anything."""
        yield from self._split(self._decoder.decode(b"", final=True))
        rest = "".join(self._pending)
        if rest:
            yield rest

    def _split(self, text: str) -> Iterator[str]:
        *lines, rest = text.split("\n")
        for line in lines:
            self._pending.append(line)
            yield "".join(self._pending)
            self._pending.clear()
        self._pending.append(rest)
