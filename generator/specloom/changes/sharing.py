"""What several operations share is written once: responses, header fields and parameters of components.

    {"at": "#/components/responses/NotFound", "contents": [...]}    in each of 300 operations

becomes `"#/components/responses/NotFound"` there, and the rest is written under that pointer. What is
shared is what has its place outside of the operation, occurs more than once, and is everywhere the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .codec import checked

_Data: TypeAlias = dict[str, Any]

_LISTS = ("parameters", "headers")
_RESPONSES = "responses"
KINDS = ("parameters", "headers", "responses")
"""The sections of the file, in its order."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A place where something is used, in an array or an object."""

    holder: Any
    key: Any

    @property
    def data(self) -> Any:
        return self.holder[self.key]


def share(operations: list[_Data]) -> dict[str, dict[str, _Data]]:
    """Replace what operations share by its pointer; return it by section and pointer. Changes `operations`."""
    shared = {}
    # Responses hold header fields, which are replaced in them first.
    for kind in KINDS:
        uses: dict[str, list[_Use]] = {}
        for operation in operations:
            for use in _uses(operation, kind):
                at = use.data.get("at", "") if type(use.data) is dict else ""
                if "#" in at:
                    uses.setdefault(at, []).append(use)
        shared[kind] = {
            at: _moved(at, found) for at, found in sorted(uses.items()) if _are_alike(found)
        }
    return {kind: found for kind, found in shared.items() if found}


def _are_alike(uses: list[_Use]) -> bool:
    return len(uses) > 1 and all(use.data == uses[0].data for use in uses)


def _moved(at: str, uses: list[_Use]) -> _Data:
    data = {key: each for key, each in uses[0].data.items() if key != "at"}
    for use in uses:
        use.holder[use.key] = at
    return data


def expand(operations: list[_Data], data: _Data) -> None:
    """Undo `share`: take the sections out of the data of a file, and put what they hold into its operations.

    Raises `ValueError` where a pointer is not in its section.
    """
    sections = {kind: checked(dict, data.pop(kind, {})) for kind in KINDS}
    # Those that hold others come first.
    for kind in reversed(KINDS):
        for operation in operations:
            for use in _uses(operation, kind):
                if type(use.data) is str:
                    use.holder[use.key] = _looked_up(sections[kind], use.data)


def _looked_up(section: Mapping[str, Any], at: str) -> _Data:
    if at not in section:
        raise ValueError("something that is shared is missing")
    return {"at": at, **_copied(checked(dict, section[at]))}


def _copied(data: _Data) -> _Data:
    """Copy what may hold pointers that are still to be replaced."""
    headers = data.get("headers")
    return {**data, "headers": list(headers)} if type(headers) is list else data


def _uses(operation: _Data, kind: str) -> Iterator[_Use]:
    if kind == "parameters":
        yield from _in_list(operation, kind)
    responses = operation.get(_RESPONSES)
    if type(responses) is not dict:
        return
    for key, response in responses.items():
        if kind == _RESPONSES:
            yield _Use(responses, key)
        elif kind == "headers" and type(response) is dict:
            yield from _in_list(response, kind)


def _in_list(data: _Data, key: str) -> Iterator[_Use]:
    found = data.get(key)
    if type(found) is list:
        for number in range(len(found)):
            yield _Use(found, number)
