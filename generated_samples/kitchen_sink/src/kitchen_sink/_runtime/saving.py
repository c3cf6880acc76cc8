# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportPrivateUsage=false
"""Save responses in files, and go on where the connection broke (RFC 9110, section 14)."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .errors import ApiConnectionError, ResponseDecodeError
from .http import size_of
from .retry import resume_delay

if TYPE_CHECKING:
    from typing import Self

    from .call import Call
    from .http import HttpResponse

_WRITTEN_AT_ONCE = 1024 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_PARTIAL = 206


class Target:
    """A file that is written under another name in its folder, and gets its own when it is complete.

    A symbolic link stays one: what it leads to is replaced.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(os.path.realpath(path))
        if self._path.is_dir():
            raise IsADirectoryError(21, "a folder is no file to save in", str(self._path))
        self._temporary = self._path.with_name(f".{secrets.token_hex(8)}.part")
        self._result = Path(path)
        self._pending: list[bytes] = []
        self._size = 0
        # Not `tempfile`, whose files nobody else may read.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._file = os.fdopen(os.open(self._temporary, flags, 0o666), "wb", buffering=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()
        with contextlib.suppress(FileNotFoundError):
            self._temporary.unlink()

    def add(self, chunk: bytes) -> bool:
        """Take a chunk; return whether there is enough to be written."""
        self._pending.append(chunk)
        self._size += len(chunk)
        return self._size >= _WRITTEN_AT_ONCE

    def write(self, chunk: bytes) -> None:
        """Take a chunk, and write what has come together if that is enough."""
        if self.add(chunk):
            self.flush()

    def flush(self) -> None:
        """Write what has come together."""
        left = memoryview(b"".join(self._pending))
        self._pending.clear()
        self._size = 0
        while left:
            written = self._file.write(left)
            left = left[written:]

    def restart(self) -> None:
        """Remove everything that has been written."""
        self._pending.clear()
        self._size = 0
        self._file.seek(0)
        self._file.truncate()

    def keep(self) -> Path:
        """Return the path of the file, which gets its name now that it is complete."""
        self.flush()
        self._file.close()
        self._temporary.replace(self._path)
        return self._result


class Download:
    """What has been received of a file, and how to get the rest.

    `have` is the number of bytes, `total` that of all, None where it is not known.
    """

    def __init__(self, client: Any, call: Call, response: HttpResponse) -> None:
        self._call = call
        options, settings = call.options, client._settings
        allowed, writes = options.max_retries, options.retry_writes
        self._most = settings.max_retries if allowed is None else allowed
        self._repeatable = call.repeatable or (settings.retry_writes if writes is None else writes)
        self._failures = 0
        self._start(response)

    def _start(self, response: HttpResponse) -> None:
        self.have = 0
        self.total = size_of(response)
        self._response = response
        self._validator = _validator_of(response) if self._call.operation.method == "GET" else None
        if response.status == _PARTIAL:  # the caller asked for a part
            self._validator = None

    def received(self, count: int) -> None:
        """Note bytes that have come."""
        self.have += count
        if self._validator is not None:
            self._failures = 0

    def check_end(self) -> None:
        """Raise `ApiConnectionError` if the body has ended too early."""
        if self.total is not None and self.have < self.total:
            message = f"the body ended after {self.have} of {self.total} bytes"
            raise ApiConnectionError(message, request=self._response.request)

    def delay(self, error: ApiConnectionError) -> float:
        """Return the seconds until the next request after an error. Raises the error if there is none."""
        if not self._repeatable or self._failures >= self._most or self._call.spent:
            raise error
        self._failures += 1
        return resume_delay(self._failures - 1)

    def again(self) -> Call:
        """Return the call that gets the rest, if the file is still the same, else all of it."""
        options = self._call.options
        if self._validator is not None and self.have:
            ranges = {"range": f"bytes={self.have}-", "if-range": self._validator}
            options = replace(options, headers={**options.headers, **ranges})
        return self._call.again(options)

    def continues(self, response: HttpResponse) -> bool:
        """Take the response to `again`; return whether it is the rest, not the whole file.

        Raises `ResponseDecodeError` for another part than was asked for.
        """
        asked = self._validator is not None and self.have > 0
        if not asked or response.status != _PARTIAL:
            self._start(response)
            return False
        text = response.headers.get("content-range", "")
        match = _CONTENT_RANGE.fullmatch(text.strip())
        whole = int(match[3]) if match and match[3] != "*" else None
        known = self.total
        if (
            match is None
            or int(match[1]) != self.have
            or (known is not None and whole is not None and whole != known)
            or (known is not None and int(match[2]) >= known)
            or not _is_same(self._response, response)
        ):
            message = f"the part of the file is not the one from byte {self.have} on: {text!r}"
            raise ResponseDecodeError(message, response=response)
        if known is None:
            rest = size_of(response)
            self.total = whole if whole is not None else None if rest is None else self.have + rest
        return True


def _is_same(one: HttpResponse, other: HttpResponse) -> bool:
    """Return whether two responses are of the same version of a file, as far as they say."""
    if other.headers.get("content-encoding", "identity") != "identity":
        return False
    tags = one.headers.get("etag"), other.headers.get("etag")
    return None in tags or tags[0] == tags[1]


def _validator_of(response: HttpResponse) -> str | None:
    """Return what `If-Range` asks for (RFC 9110, section 13.1.5); None where the rest cannot be requested.

    It is the entity tag, unless that is weak, else a modification that was not in the last second before
    the response (section 8.8.2.2). Ranges of compressed bodies would be of the compressed bytes.
    """
    headers = response.headers
    if headers.get("content-encoding", "identity") != "identity":
        return None
    if headers.get("accept-ranges", "").strip().lower() == "none":
        return None
    tag = headers.get("etag")
    if tag is not None:
        return None if tag.startswith("W/") else tag
    modified = headers.get("last-modified")
    if modified is None:
        return None
    try:
        moment = parsedate_to_datetime(modified)
        sent = parsedate_to_datetime(headers["date"]) if "date" in headers else None
        if sent is not None and sent - moment < timedelta(seconds=1):
            return None
    except (ValueError, TypeError):
        return None
    return modified
