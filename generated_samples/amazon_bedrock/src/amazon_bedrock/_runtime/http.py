# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Requests and responses, independent of the HTTP library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .redaction import NO_SECRETS, Secrets

if TYPE_CHECKING:
    from typing import Self


class Headers(Mapping[str, str]):
    """HTTP fields with case-insensitive names (RFC 9110, section 5.1).

    Iterating gives lower-case names. `get_all` gives the separate values of a repeated field;
    looking a name up joins them with ", ".
    """

    __slots__ = ("_given", "_known")

    def __init__(self, pairs: Mapping[str, str] | list[tuple[str, str]] | None = None) -> None:
        items = pairs if isinstance(pairs, list) else list(pairs.items()) if pairs else []
        self._given: Callable[[], list[tuple[str, str]]] | None = None
        self._known = [(name.lower(), value) for name, value in items]

    @classmethod
    def read_by(cls, read: Callable[[], list[tuple[str, str]]]) -> Self:
        """Return fields that are read once they are asked for: few responses are asked for theirs."""
        headers = cls.__new__(cls)
        headers._given = read
        return headers

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        read = self._given
        if read is not None:
            self._known = [(name.lower(), value) for name, value in read()]
            self._given = None
        return self._known

    def __reduce__(self) -> tuple[Any, ...]:
        return Headers, (self._pairs,)

    def __getitem__(self, name: str) -> str:
        values = self.get_all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._pairs))

    def __len__(self) -> int:
        return len(dict(self._pairs))

    def __repr__(self) -> str:
        return f"Headers({NO_SECRETS.shown_headers(self.items())!r})"

    def get_all(self, name: str) -> list[str]:
        """Return every value of the field, in the order received."""
        name = name.lower()
        return [value for key, value in self._pairs if key == name]


@dataclass(slots=True)
class HttpRequest:
    """One attempt at a request, exactly as it goes on the wire.

    `url` is absolute and already percent-encoded; nothing after this point may encode, decode or
    normalise it. `headers` has lower-case names. `secrets` names the parts that carry credentials:
    `repr` hides them, and they do not follow a redirect to another origin. `operation` is the id of the
    operation, `attempt` counts the attempts from 1; `context` is not sent: hooks may keep there what they
    need once the response has come. `digest` is the proof for a challenge of the server's.
    `upload` is the body of one that is sent while it is read (its `content` is empty): the runtime's own.
    `arguments` are the header fields that are arguments of the operation, which signatures cover.
    """

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    secrets: Secrets = field(default=NO_SECRETS, compare=False)
    operation: str = field(default="", compare=False)
    attempt: int = field(default=1, compare=False)
    context: dict[str, Any] = field(default_factory=dict, compare=False)
    digest: Any = field(default=None, repr=False, compare=False)
    upload: Any = field(default=None, repr=False, compare=False)
    arguments: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        # What hooks keep may be a connection or a span, which cannot be pickled; an upload has open files.
        kept = {each.name: getattr(self, each.name) for each in fields(self)}
        return kept | {"context": {}, "digest": None, "upload": None}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    @property
    def safe_url(self) -> str:
        """The URL without user name and password, and with the credentials in its query hidden."""
        return self.secrets.shown_url(self.url)

    def __repr__(self) -> str:
        headers = self.secrets.shown_headers(self.headers.items())
        content = f"<{len(self.content)} bytes>" if self.upload is None else repr(self.upload)
        return f"HttpRequest({self.method} {self.safe_url}, headers={headers!r}, content={content})"


@dataclass(slots=True)
class HttpResponse:
    """A whole response: status code, header fields and body, with transfer and content codings undone.

    `elapsed` is the time from sending the request to the end of the body, `attempts` the number of the
    attempt that it is the response to. `is_cut` says that it is an error with more in its body than is read. The body of a stream is not in `content`: `source` is the HTTP
    library's response, which it is read from.
    """

    status: int
    headers: Headers
    content: bytes
    request: HttpRequest
    elapsed: timedelta = timedelta()
    attempts: int = 1
    source: Any = field(default=None, compare=False)
    is_cut: bool = field(default=False, compare=False)

    def __repr__(self) -> str:
        return f"HttpResponse({described_response(self)})"


def described_response(response: HttpResponse) -> str:
    """Return what `repr` shows of a response: no secret, and of the body its length alone."""
    headers = response.request.secrets.shown_headers(response.headers.items())
    return (
        f"status={response.status}, headers={headers!r}, "
        f"content=<{len(response.content)} bytes>, request={response.request!r}"
    )


NOT_MODIFIED = 304


def has_no_content(response: HttpResponse) -> bool:
    """Return whether a response has no body whatever its description says: to HEAD, 1xx, 204, 205, 304 (RFC 9110, 6.4.1)."""
    status = response.status
    return status < 200 or status in (204, 205, NOT_MODIFIED) or response.request.method == "HEAD"


def size_of(response: HttpResponse) -> int | None:
    """Return the number of bytes that a body will have; None where that is not known, or it is compressed."""
    length = response.headers.get("content-length", "")
    if not length.isdecimal() or response.headers.get("content-encoding", "identity") != "identity":
        return None
    return None if response.request.method == "HEAD" else int(length)
