"""Texts and JSON values of the document: untrusted, so that they cannot be printed."""

from __future__ import annotations

from typing import Any, NoReturn

from ..records import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Text from the document. It is untrusted, so it cannot be printed or formatted.

    Only the encoders of the output stage take it apart (`raw`).
    """

    raw: str

    def __str__(self) -> NoReturn:
        raise TypeError("document text cannot be printed; encode it for its context")

    def __format__(self, format_spec: str) -> NoReturn:
        self.__str__()

    def __html__(self) -> NoReturn:
        self.__str__()


@dataclass(frozen=True, slots=True, eq=False)
class Json:
    """A JSON value from the document (a default, an example, a constant): untrusted like `Text`."""

    raw: Any

    def __str__(self) -> NoReturn:
        raise TypeError("document data cannot be printed; encode it for its context")

    def __format__(self, format_spec: str) -> NoReturn:
        self.__str__()

    def __html__(self) -> NoReturn:
        self.__str__()

    def __eq__(self, other: object) -> bool:
        # JSON tells true from 1, Python does not.
        return isinstance(other, Json) and _typed(self.raw) == _typed(other.raw)

    def __hash__(self) -> int:
        return hash(repr(self.raw))


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return (isinstance(value, bool), value)
