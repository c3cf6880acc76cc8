"""`Prefer` (RFC 7240): which of the declared responses a caller wants."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import dataclass
from .messages import HttpRequest, Refused, Violation

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PREFERENCE = re.compile(
    rf"\s*(?P<name>{_TOKEN})\s*(?:=\s*(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<word>[^,;\"]*)))?"
    r"(?:[^,\"]|\"(?:[^\"\\]|\\.)*\")*(?:,|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The response that a caller wants: its status, the name of an example, and that of a state to wait for; None for any."""

    code: int | None = None
    example: str | None = None
    state: str | None = None

    @property
    def applied(self) -> str:
        """The value of `Preference-Applied`."""
        parts = []
        if self.code is not None:
            parts.append(f"code={self.code}")
        if self.example is not None:
            parts.append(f'example="{self.example}"')
        if self.state is not None:
            parts.append(f'state="{self.state}"')
        return ", ".join(parts)


def preferences_of(request: HttpRequest) -> Preferences:
    """Return what a request prefers; the first of several counts. Raises `Refused` for a code that is no status."""
    found: dict[str, str] = {}
    for name, value in _pairs(request.header("prefer") or ""):
        found.setdefault(name.lower(), value)
    code = found.get("code")
    if code is not None and not re.fullmatch("[2-5][0-9][0-9]", code):
        raise wrong_preference("code must be a status, such as 404")
    return Preferences(
        code=None if code is None else int(code),
        example=found.get("example"),
        state=found.get("state"),
    )


def wrong_preference(message: str) -> Refused:
    """Return the refusal of a preference that cannot be met."""
    violation = Violation(location="header", name="Prefer", message=message)
    return Refused(422, "the preference cannot be met", violations=[violation])


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in _PREFERENCE.finditer(text):
        quoted, word = match["quoted"], match["word"]
        value = word.strip() if quoted is None and word else quoted or ""
        yield match["name"], re.sub(r"\\(.)", r"\1", value) if quoted else value
