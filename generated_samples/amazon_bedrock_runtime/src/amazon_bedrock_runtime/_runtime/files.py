# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Files to upload, and what may be given for one."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: where its bytes come from, and the name and the media type that it is sent under.

    `source` is the bytes, the path of a file, a file that is open in binary mode, or an iterable of bytes; in
    asynchronous clients it may be asynchronous. It is read in chunks while it is sent. `name` is that of the
    path or the open file if it is not given; `content_type` is what the API declares, if it is not given.
    """

    source: bytes | Path | IO[bytes] | Iterable[bytes] | AsyncIterable[bytes]
    name: str | None = None
    content_type: str | None = None

    @classmethod
    def read(cls, path: str | Path, content_type: str | None = None) -> File:
        """Return a file on disk, which is read while it is sent, under its own name. Raises `OSError` if there is none."""
        path = Path(path)
        path.stat()
        return cls(path, path.name, content_type)


BinaryInput: TypeAlias = bytes | File | Path | IO[bytes] | Iterable[bytes]
"""What can be sent as binary data: bytes, the path of a file, a file that is open in binary mode, chunks."""
AsyncBinaryInput: TypeAlias = BinaryInput | AsyncIterable[bytes]
"""The same for asynchronous clients, where the chunks may come asynchronously."""
