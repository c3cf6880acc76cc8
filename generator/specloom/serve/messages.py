"""HTTP messages of the mock server, and what may be wrong with a request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote_plus

from ..ir.reason_phrases import reason_phrase
from ..records import dataclass

Place: TypeAlias = Literal["path", "query", "header", "cookie", "body"]
"""The part of a request that something is in."""

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request as it arrived. `path` and `query` are percent-encoded, `origin` is the scheme and host that it was sent to.

    The names of `headers` are in lower case.
    """

    method: str
    path: str
    query: str = ""
    headers: Sequence[tuple[str, str]] = ()
    content: bytes = b""
    origin: str = ""

    def header(self, name: str) -> str | None:
        """Return a header field, its lines joined by commas (RFC 9110, section 5.3); None where there is none."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None

    def query_pairs(self) -> list[tuple[str, str]]:
        """Return the names of the query, decoded, each with its value as it was sent."""
        return pairs_of(self.query)

    def cookies(self) -> list[tuple[str, str]]:
        """Return the cookies (RFC 6265, section 4.2.1)."""
        texts = (self.header("cookie") or "").split(";")
        pairs = (text.strip().partition("=") for text in texts if text.strip())
        return [(unquote_plus(name), value.strip('"')) for name, _, value in pairs]


def pairs_of(text: str) -> list[tuple[str, str]]:
    """Return the pairs of a query or a form: the names are decoded, the values are not."""
    pairs = (pair.partition("=") for pair in text.split("&") if pair)
    return [(unquote_plus(name), value) for name, _, value in pairs]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """A response; what `pieces` has more than one of is sent piece by piece. With `dropped`, the connection ends instead."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[bytes, ...] = ()
    remark: str = ""
    dropped: bool = False

    @property
    def content(self) -> bytes:
        """The whole body."""
        return b"".join(self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What is wrong with a request, and where: the name of a parameter, or a JSON pointer into the value or the body."""

    location: Place
    name: str | None = None
    pointer: str = ""
    message: str

    def as_json(self) -> dict[str, str]:
        """Return it as an entry of a problem's `errors`."""
        entry: dict[str, str] = {"location": self.location}
        if self.name is not None:
            entry["name"] = self.name
        if self.pointer or self.name is None:
            entry["pointer"] = self.pointer
        return {**entry, "message": self.message}

    def as_text(self) -> str:
        """Return it as a line."""
        where = " ".join(part for part in (self.location, self.name, self.pointer) if part)
        return f"{where}: {self.message}"


class Refused(Exception):
    """A request whose response is a problem (RFC 9457)."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        violations: Iterable[Violation] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.violations = tuple(violations)
        self.headers = dict(headers or {})

    def response(self) -> HttpResponse:
        """Return the response that says so."""
        errors = {"errors": [each.as_json() for each in self.violations]} if self.violations else {}
        more = "; ".join(each.as_text() for each in self.violations)
        return problem(
            self.status,
            self.detail,
            members=errors,
            headers=self.headers,
            remark=more or self.detail,
        )


def problem(
    status: int,
    detail: str,
    *,
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    remark: str = "",
) -> HttpResponse:
    """Return a problem (RFC 9457) as a response; `members` are further ones of its body."""
    body = {
        "type": "about:blank",
        "title": title_of(status),
        "status": status,
        "detail": detail,
        **(members or {}),
    }
    return HttpResponse(
        status=status,
        headers={"content-type": PROBLEM, **(headers or {})},
        pieces=(json_bytes(body),),
        remark=remark,
    )


def title_of(status: int) -> str:
    """Return what a status is called."""
    return reason_phrase(status) or f"Status {status}"


def json_bytes(value: Any) -> bytes:
    """Return the JSON text of a value in UTF-8; half of a surrogate pair, which has no UTF-8, is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()
