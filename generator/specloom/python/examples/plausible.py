"""Plausible texts and numbers by what a thing is called, for the samples that people read.

Nothing here decides whether a value is allowed: what does not fit is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...ir.scalars import ScalarKind, text_format
from ...ir.types import Scalar
from .scalars import number_fits, text_fits

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_WHOLE = {
    "q": "lighthouse",
    "name": "Example",
    "full name": "Ada Lovelace",
    "display name": "Ada Lovelace",
    "first name": "Ada",
    "given name": "Ada",
    "last name": "Lovelace",
    "family name": "Lovelace",
    "user name": "ada",
    "file name": "report.pdf",
    "host name": "example.com",
    "domain name": "example.com",
    "country code": "NL",
    "postal code": "1012 AB",
    "zip code": "1012 AB",
    "time zone": "Europe/Amsterdam",
    "content type": "application/json",
    "media type": "application/json",
    "mime type": "application/json",
    "phone number": "+31201234567",
    "account id": "123456789012",
    "order by": "name",
    "sort by": "name",
    "next token": "eyJvZmZzZXQiOiAyMH0=",
    "page token": "eyJvZmZzZXQiOiAyMH0=",
    "user agent": "example/1.0",
    "client secret": "example-secret",
    "api key": "example-key",
    "access key": "example-key",
    "secret key": "example-key",
    "email address": "ada@example.com",
    "mail address": "ada@example.com",
    "ip address": "192.0.2.1",
    "host address": "192.0.2.1",
    "mac address": "00:00:5e:00:53:01",
}
"""Texts by all the words of a name, or by the last two of them."""

_LAST = {
    **dict.fromkeys(("email", "mail"), "ada@example.com"),
    **dict.fromkeys(("url", "uri", "link", "href", "website", "homepage"), "https://example.com"),
    **dict.fromkeys(("username", "login", "nickname"), "ada"),
    **dict.fromkeys(("author", "owner", "person", "contact"), "Ada Lovelace"),
    **dict.fromkeys(("phone", "mobile", "fax", "telephone"), "+31201234567"),
    **dict.fromkeys(("zip", "postcode", "zipcode"), "1012 AB"),
    **dict.fromkeys(("city", "town", "locality"), "Amsterdam"),
    **dict.fromkeys(("language", "lang", "locale"), "en"),
    **dict.fromkeys(("timezone", "tz"), "Europe/Amsterdam"),
    **dict.fromkeys(("cursor", "token"), "eyJvZmZzZXQiOiAyMH0="),
    **dict.fromkeys(("host", "hostname", "domain"), "example.com"),
    "ip": "192.0.2.1",
    "address": "Damrak 1, Amsterdam",
    **dict.fromkeys(("color", "colour"), "#336699"),
    **dict.fromkeys(("password", "secret", "passphrase"), "correct horse battery staple"),
    **dict.fromkeys(("query", "search", "term", "keyword"), "lighthouse"),
    **dict.fromkeys(("filename", "file"), "report.pdf"),
    **dict.fromkeys(("path", "directory", "folder", "prefix"), "reports/2026"),
    **dict.fromkeys(("date", "day", "birthday", "since", "until"), "2026-01-31"),
    **dict.fromkeys(("at", "timestamp", "datetime"), "2026-01-31T09:30:00Z"),
    **dict.fromkeys(("time",), "09:30"),
    **dict.fromkeys(("title", "subject", "headline", "caption"), "To the Lighthouse"),
    **dict.fromkeys(("description", "summary", "comment", "note", "notes"), "A short description."),
    **dict.fromkeys(("message", "text", "content", "body", "prompt", "input"), "Hello, world."),
    **dict.fromkeys(("sha", "commit"), "6dcb09b5b57875f334f61aebed695e2e4193db5e"),
    **dict.fromkeys(("tag", "label", "category", "topic"), "example"),
    "country": "NL",
    "street": "Damrak 1",
    "currency": "EUR",
    "region": "eu-west-1",
    "version": "1.0.0",
    "branch": "main",
    "isbn": "9780156907392",
    "arn": "arn:aws:iam::123456789012:role/example",
    "slug": "example",
    "company": "Example Ltd",
    "organization": "example",
    "org": "example",
    "year": "2026",
    "month": "2026-01",
    "gender": "female",
    "uuid": "0f0e0d0c-0b0a-4908-8706-050403020100",
    "format": "json",
    "unit": "cm",
}
"""Texts by the last word of a name."""

_URI_SCHEMES = frozenset(("ftp", "gs", "s3", "sftp"))
"""Schemes of URIs that names say: `s3_uri`."""

_NUMBERS: dict[str, float] = {
    **dict.fromkeys(("limit", "size", "first", "top"), 20),
    **dict.fromkeys(("page", "offset", "skip", "index", "position"), 1),
    **dict.fromkeys(("year",), 2026),
    **dict.fromkeys(("amount", "price", "cost", "total"), 1999),
    **dict.fromkeys(("quantity", "count", "number"), 3),
    **dict.fromkeys(("latitude", "lat"), 52.37),
    **dict.fromkeys(("longitude", "lon", "lng"), 4.9),
    **dict.fromkeys(("width",), 640),
    **dict.fromkeys(("height",), 480),
    **dict.fromkeys(("seconds", "timeout", "ttl", "duration"), 60),
    **dict.fromkeys(("id",), 42),
    "age": 36,
    "port": 8080,
    "temperature": 0.7,
}


def plausible_sample(scalar: Scalar, name: str, turn: int) -> str | float | None:
    """Return a value that a thing of this name might have, which is allowed; None where none is known."""
    if scalar.kind is ScalarKind.STRING and (
        scalar.format is None or not text_format(scalar.format.raw)
    ):
        return _plausible_text(scalar, name, turn)
    if scalar.kind in (ScalarKind.INTEGER, ScalarKind.NUMBER):
        return _plausible_number(scalar, name, turn)
    return None


def _plausible_text(scalar: Scalar, name: str, turn: int) -> str | None:
    """Return a text that a thing of this name might be, which is allowed; None where none is known."""
    return next((each for each in _texts(name, turn) if text_fits(scalar, each, sure=True)), None)


def _plausible_number(scalar: Scalar, name: str, turn: int) -> float | None:
    """Return a number that a thing of this name might be, which is allowed; None where none is known."""
    words = _words(name)
    known = _NUMBERS.get(words[-1]) if words else None
    if known is None:
        return None
    number = known + turn
    return number if number_fits(scalar, number) else None


def _texts(name: str, turn: int) -> Iterator[str]:
    words = _words(name)
    if not words:
        return
    number = str(turn + 1) if turn else ""
    before = words[:-1] if words[-1] in ("uri", "url") else []
    for scheme in sorted({"".join(before[-2:]), "".join(before[-1:])} & _URI_SCHEMES):
        yield f"{scheme}://example/reports{number}"
    whole, ending = " ".join(words), " ".join(words[-2:])
    for known in dict.fromkeys((_WHOLE.get(whole), _WHOLE.get(ending), _LAST.get(words[-1]))):
        if known is not None:
            yield f"{known}{number}" if number else known
    stem = "-".join(words[:-1])
    match words[-1]:
        case "id" | "identifier":
            yield f"{stem}-{turn + 42}" if stem else str(turn + 42)
            yield str(turn + 42)
        case "name" | "key" | "code":
            yield f"my-{stem}{number}" if stem else f"my-{words[-1]}{number}"
        case _:
            yield f"example-{'-'.join(words)}{number}" if len(words) < 3 else f"example{number}"
    yield f"example{number}"


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]
