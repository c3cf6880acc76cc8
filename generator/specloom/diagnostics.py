"""Diagnostics: codes, severities, and locations in the document.

Every stage returns its diagnostics beside its value; only a stage that cannot give a value at all
raises `GenerationFailed`, which carries the diagnostics that explain why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

_QUOTE_LIMIT = 60
_SIMILARITY = 0.6
_MANY = 500


class Severity(Enum):
    """How much a diagnostic weighs.

    An error stops the run, a warning does so only with --strict. A note asks for nothing: it says what
    the client does not check, or reads in a way that the standard does not describe.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a source file: its display name, the JSON pointer (RFC 6901), and 1-based line and column.

    Line and column are None until a document resolves them, which happens only for diagnostics
    that are going to be shown.
    """

    file: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    excerpt: str = ""
    """The text around the place, where its line is too long to be looked at: a minified document has one."""


class Code(Enum):
    """The stable code and name of each kind of diagnostic. Codes are never reused."""

    UNREADABLE_FILE = ("SL001", "unreadable-file")
    INVALID_SYNTAX = ("SL002", "invalid-syntax")
    DUPLICATE_KEY = ("SL003", "duplicate-key")
    TOO_LARGE = ("SL004", "too-large")
    NOT_OPENAPI = ("SL005", "not-openapi")
    UNSUPPORTED_VERSION = ("SL006", "unsupported-version")
    INVALID_DOCUMENT = ("SL007", "invalid-document")
    INVALID_OVERLAY = ("SL008", "invalid-overlay")
    OVERLAY_TARGET_UNMATCHED = ("SL009", "overlay-target-unmatched")
    NOT_IMPORTED = ("SL010", "not-imported")
    UNRESOLVED_REFERENCE = ("SL101", "unresolved-reference")
    REFUSED_REFERENCE = ("SL102", "refused-reference")
    CIRCULAR_REFERENCE = ("SL103", "circular-reference")
    NONSTANDARD_REFERENCE = ("SL104", "nonstandard-reference")
    UNSUPPORTED_SCHEMA = ("SL201", "unsupported-schema")
    SCHEMA_NOT_ENFORCED = ("SL202", "schema-not-enforced")
    UNKNOWN_REQUIRED = ("SL203", "unknown-required")
    UNSUPPORTED_PARAMETER = ("SL301", "unsupported-parameter")
    UNSUPPORTED_CONTENT = ("SL302", "unsupported-content")
    UNDECLARED_PATH_PARAMETER = ("SL303", "undeclared-path-parameter")
    DUPLICATE_OPERATION_ID = ("SL304", "duplicate-operation-id")
    UNSUPPORTED_OPERATION = ("SL305", "unsupported-operation")
    NOT_GENERATED = ("SL306", "not-generated")
    UNREACHABLE_SCHEMAS = ("SL310", "unreachable-schemas")
    NOT_USED = ("SL309", "not-used")
    PAGES_DETECTED = ("SL311", "pages-detected")
    UNSUPPORTED_SECURITY = ("SL401", "unsupported-security")
    INVALID_EXTENSION = ("SL402", "invalid-extension")
    NAME_TAKEN = ("SL502", "name-taken")
    OUTPUT_EDITED = ("SL601", "output-edited")
    OUTPUT_NOT_OURS = ("SL602", "output-not-ours")
    PATCH_REFUSED = ("SL604", "patch-refused")
    RUNTIME_SHARED = ("SL606", "runtime-shared")
    SURFACE_UNUSABLE = ("SL607", "surface-unusable")
    INVALID_TEMPLATE = ("SL608", "invalid-template")
    UNRESOLVED_MERGE = ("SL609", "unresolved-merge")
    NEWER_GENERATOR = ("SL610", "newer-generator")

    @property
    def number(self) -> str:
        """The code as printed, such as "SL101"."""
        return self.value[0]

    @property
    def slug(self) -> str:
        """The code's name, such as "unresolved-reference"."""
        return self.value[1]

    @property
    def severity(self) -> Severity:
        """What a diagnostic of this code weighs when it costs a part of the document, not the run."""
        return Severity.NOTE if self in _NOTES else Severity.WARNING


_NOTES = frozenset(
    {
        Code.SCHEMA_NOT_ENFORCED,
        Code.NONSTANDARD_REFERENCE,
        Code.NOT_USED,
        Code.UNREACHABLE_SCHEMAS,
        Code.PAGES_DETECTED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: what is wrong, how much it weighs, where, and what to do about it.

    `detail` is shown line by line below the message; each line is printable. `also` are further places
    that it stands for.
    """

    code: Code
    severity: Severity
    message: str
    location: Location
    hint: str = ""
    detail: tuple[str, ...] = ()
    also: tuple[Location, ...] = ()

    def __str__(self) -> str:
        place = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in self.location.file)
        if self.location.line is not None:
            place += f":{self.location.line}:{self.location.column}"
        text = f"{place}: {self.severity.value} {self.code.number} {self.code.slug}: {self.message}"
        if self.location.pointer:
            text += f" (#{printable(self.location.pointer)})"
        if self.location.excerpt:
            text += f"\n    at: {printable(self.location.excerpt)}"
        text += "".join(f"\n    {line}" for line in self.detail)
        return f"{text}\n    hint: {self.hint}" if self.hint else text


class GenerationFailed(Exception):
    """The run cannot go on because of the document; `diagnostics` says why, never empty."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: Sequence[Diagnostic] = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))


class ConfigurationError(Exception):
    """The command line or the configuration is wrong; each line of the message says where and why (exit code 2)."""


class UsageError(ConfigurationError):
    """Options of a command that do not go together, or are not enough; its usage says which there are (exit code 2)."""


class OutputError(Exception):
    """The output folder cannot be used; the message says why (exit code 1)."""


def printable(text: str) -> str:
    """Make document text safe for a terminal: ASCII, no control characters.

    Escape sequences in a document must not reach the user's terminal, so everything outside
    printable ASCII is written as a Python escape.
    """
    return ascii(text)[1:-1].replace("\\'", "'").replace("\\\\", "\\")


def quote(text: str, limit: int = _QUOTE_LIMIT) -> str:
    """Quote document text for a message: printable, and cut at 60 characters or another limit."""
    shown = printable(text)
    return f"'{shown[:limit]}...'" if len(shown) > limit else f"'{shown}'"


def similar(
    word: str, known: Iterable[str], limit: int = 3, cutoff: float = _SIMILARITY
) -> list[str]:
    """Return the known words that a wrong one may have meant, the most similar first; case counts little.

    `cutoff` is the least similarity, from 0 to 1, as `difflib` measures it.
    """
    wanted = word.casefold()
    folded: dict[str, list[str]] = {}
    for name in known:
        folded.setdefault(name.casefold(), []).append(name)
    names = list(folded)
    if len(names) > _MANY:
        # Each comparison takes its time, and a document may have thousands of faults. One wrong letter
        # leaves half of a word as it is.
        half = max(len(wanted) // 2, 1)
        start, end = wanted[:half], wanted[-half:]
        names = [name for name in names if name.startswith(start) or name.endswith(end)][:_MANY]
    from difflib import get_close_matches  # only for those who mistyped

    matches = get_close_matches(wanted, names, n=limit, cutoff=cutoff)
    return [name for match in matches for name in folded[match] if name != word][:limit]


def did_you_mean(names: Iterable[str]) -> str:
    """Return the hint that suggests names, which may be document text; "" for none."""
    shown = [printable(name) for name in names]
    return f"Did you mean {' or '.join(shown)}?" if shown else ""


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return whether any of the diagnostics is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def said_once(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics in their order, each fault once.

    Several stages meet the same fault. Where validation found a place to break the specification, and
    another diagnostic at that very place says what becomes of it, the latter stays, with the hint.
    """
    unique = tuple(dict.fromkeys(diagnostics))
    broken = Counter(_place(d) for d in unique if d.code is Code.INVALID_DOCUMENT)
    said = {_place(d) for d in unique if d.code is not Code.INVALID_DOCUMENT}
    # Of several faults at a place it is not known which one the other diagnostic is about.
    twice = {place for place in said if broken[place] == 1}
    hints = {_place(d): d.hint for d in unique if d.code is Code.INVALID_DOCUMENT}
    return tuple(
        replace(d, hint=d.hint or hints.get(_place(d), ""))
        for d in unique
        if d.code is not Code.INVALID_DOCUMENT or _place(d) not in twice
    )


def _place(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.location.file, diagnostic.location.pointer


def count_notes(diagnostics: Iterable[Diagnostic]) -> int:
    """Return how many of the diagnostics are notes: --strict and the count of warnings leave them out."""
    return sum(diagnostic.severity is Severity.NOTE for diagnostic in diagnostics)
