"""Reason phrases of HTTP status codes (RFC 9110, section 15), the same under every version of Python."""

from __future__ import annotations

from http import HTTPStatus

# What older standards called them, which documents and Python before 3.13 say.
_OLDER = {
    413: ("Request Entity Too Large", "Payload Too Large"),
    414: ("Request-URI Too Long",),
    416: ("Requested Range Not Satisfiable",),
    422: ("Unprocessable Entity",),
}
_PHRASES = {status.value: status.phrase for status in HTTPStatus} | {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


def reason_phrase(status: int | str) -> str:
    """Return the reason phrase of a status code; "" where it has none, and for what is no code, as "4XX"."""
    return _PHRASES.get(int(status), "") if str(status).isdecimal() else ""


def is_reason_phrase(text: str, status: str) -> bool:
    """Return whether a text is a reason phrase of a status code, of now or of before, in any case."""
    phrase = reason_phrase(status)
    known = (phrase, *_OLDER.get(int(status), ())) if phrase else ()
    return text.lower() in map(str.lower, known)
