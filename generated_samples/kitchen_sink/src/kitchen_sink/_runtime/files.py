# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Files to upload."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class File:
    """The content of a file, with the name and the media type it is sent under."""

    content: bytes
    filename: str = "file"
    content_type: str = "application/octet-stream"

    @classmethod
    def read(cls, path: str | Path, content_type: str = "application/octet-stream") -> File:
        """Read a file from disk; it is sent under its own name."""
        path = Path(path)
        return cls(path.read_bytes(), path.name, content_type)
