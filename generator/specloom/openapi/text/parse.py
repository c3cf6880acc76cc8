"""YAML and JSON text to JSON values, located faults included.

The text is read as JSON if it is JSON, otherwise as YAML 1.2.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, dumps
from typing import TYPE_CHECKING, NoReturn

from ...diagnostics import Code, Location, printable
from ...records import dataclass
from . import json_text
from .json_value import MAX_BYTES, JsonValue, refuse
from .positions import Place, Positions

if TYPE_CHECKING:
    import yaml  # slow to load, and not needed for JSON

_BYTE_ORDER_MARK = "\ufeff"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text that was read: its value, and where the parts of that stand."""

    text: str
    value: JsonValue
    place: Place | None = None
    """The places of the parts; None for JSON, whose fast reader does not notice them."""

    def positions(self) -> Positions:
        """Find where the values stand.

        Returns:
            A mapping from JSON pointers to 1-based lines and columns: of the key for an entry of a
            mapping, of its start for an item of a list, 1:1 for the whole. Parts that an alias
            repeats have no position of their own; `Positions.nearest` gives the alias's.
        """
        return Positions(
            self.text, json_text.places_of(self.text) if self.place is None else self.place
        )


def read_text(text: str, name: str) -> SourceText:
    """Read the text of a document.

    Args:
        text: JSON or YAML 1.2; a byte order mark and any line ends are accepted.
        name: The file's display name, for the diagnostic.

    Returns:
        The text, without a byte order mark, and its JSON value; an empty text is null. Parts that
        YAML aliases repeat are shared, so the value must not be changed in place.

    Raises:
        GenerationFailed: With one diagnostic, at its line and column, if the text is too large, is
            neither JSON nor YAML, or holds what a JSON document cannot: duplicate keys, other
            tags, several documents, aliases that expand without end.
    """
    if len(text) > MAX_BYTES:
        refuse(
            Code.TOO_LARGE, f"the file has more than {MAX_BYTES} characters", Location(file=name)
        )
    text = text.removeprefix(_BYTE_ORDER_MARK)
    if not _looks_like_json(text):
        return _yaml(text, name)
    try:
        value = json_text.parse(text, name)
    except JSONDecodeError as error:
        return _flow_yaml(text, name, error)
    _refuse_lone_surrogates(text, value, name)
    return SourceText(text, value)


def parse_text(text: str, name: str) -> JsonValue:
    """Return the value alone of a text; see `read_text`."""
    return read_text(text, name).value


def _refuse_lone_surrogates(text: str, value: JsonValue, name: str) -> None:
    """Reject lone surrogates (RFC 8259, section 8.2)."""
    escape = _SURROGATE.search(text)
    if escape is None:
        return
    try:
        dumps(value, ensure_ascii=False).encode()
        return
    except UnicodeEncodeError:
        pass
    before = text[: escape.start()].split("\n")
    line, column = len(before), len(before[-1]) + 1
    message = f"unpaired surrogate {escape[0]}"
    refuse(Code.INVALID_SYNTAX, message, Location(file=name, line=line, column=column))


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _forbidden(text: str) -> int:
    """Find the first character that YAML does not allow (YAML 1.2, section 5.1)."""
    from yaml.reader import Reader

    match = Reader.NON_PRINTABLE.search(text)
    return 0 if match is None else match.start()


def _flow_yaml(text: str, name: str, error: JSONDecodeError) -> SourceText:
    """Read text that begins like JSON but is not: a YAML flow mapping, or broken JSON."""
    from yaml import YAMLError

    from .yaml_reader import build

    try:
        return SourceText(text, *build(text, name))
    except YAMLError:
        message = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        refuse(
            Code.INVALID_SYNTAX, message, Location(file=name, line=error.lineno, column=error.colno)
        )


def _yaml(text: str, name: str) -> SourceText:
    from yaml import YAMLError

    from .yaml_reader import build

    try:
        return SourceText(text, *build(text, name))
    except YAMLError as error:
        _refuse_yaml(error, text, name)


def _refuse_yaml(error: yaml.YAMLError, text: str, name: str) -> NoReturn:
    """Report what PyYAML found wrong with a text."""
    from yaml.reader import ReaderError

    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    line, column = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
    if isinstance(error, ReaderError):
        # The reader knows the offset alone: of the character, which the text up to it has not.
        before = text[: _forbidden(text)].split("\n")
        line, column = len(before), len(before[-1]) + 1
    hint = ""
    if "cannot start any token" in problem:
        hint = "YAML does not allow tabs for indentation, nor text that begins with @ or `."
    message = f"this is not YAML: {printable(problem)}"
    refuse(Code.INVALID_SYNTAX, message, Location(file=name, line=line, column=column), hint=hint)
