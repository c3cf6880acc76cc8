"""OpenAPI Overlay 1.0 and 1.1.

Objects are merged key by key, lists are appended to, and plain values are replaced (as 1.1 spells
out what 1.0 leaves open).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

from ... import json_pointer
from ...diagnostics import Code, Diagnostic, Location, Severity, printable, quote
from ...records import dataclass
from ..document.document import Document, Origin
from ..files.source_files import SourceFile
from ..text.json_value import (
    FREE_EXPANSION,
    MAX_DEPTH,
    MAX_EXPANSION,
    JsonValue,
    is_too_deep,
    refuse,
    size_of,
)
from .editor import Editor, Path, pointer_of
from .simple_path import select

_VERSION = re.compile(r"1\.[01](?:\.[0-9]+)?\Z")
_OVERLAY_MEMBERS = frozenset({"overlay", "info", "extends", "actions"})
_ACTION_MEMBERS = frozenset({"target", "description", "update", "copy", "remove"})


@dataclass(frozen=True, slots=True)
class _Action:
    """One action of an overlay; `at` is its pointer in the overlay file."""

    at: str
    target: str
    removes: bool
    update: JsonValue
    copies: str | None = None
    """A JSONPath that selects what the targets are updated with, instead of `update`."""


def apply_overlay(
    document: Document, overlay: SourceFile
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Apply an overlay to the root of a document.

    Args:
        document: The document; it is not changed.
        overlay: The overlay file.

    Returns:
        The changed document, in which everything that the overlay wrote has its origin there; and
        a warning (`OVERLAY_TARGET_UNMATCHED`) for each action whose target is not in the document.

    Raises:
        GenerationFailed: The file is not a valid overlay, or an action does not fit its target
            (`INVALID_OVERLAY`), with one diagnostic at the place in the overlay.
    """
    document.files.add(overlay)
    faults = _Faults(document, overlay)
    limit = 0
    diagnostics: list[Diagnostic] = []
    for action in _actions(overlay.data, faults):
        targets = _select(action.target, document.data, f"{action.at}/target", faults)
        if not targets:
            diagnostics.append(faults.unmatched(action))
            continue
        editor = Editor(document.view())
        if action.removes:
            editor.remove(_removable(action, targets, faults))
        else:
            update = _update_of(action, document, faults)
            for target in targets:
                _update(editor, update, target, faults)
        if action.copies is not None:
            # Copies of copies would double the document with each action.
            limit = limit or MAX_EXPANSION * size_of(document.data) + FREE_EXPANSION
            if size_of(editor.data, limit) > limit:
                message = f"it makes the document more than {MAX_EXPANSION} times larger"
                faults.refuse(json_pointer.join(action.at, "copy"), message, Code.TOO_LARGE)
        document = document.with_data(editor.data, editor.origins())
    if is_too_deep(document.data):
        faults.refuse("", f"it nests values more than {MAX_DEPTH} deep", Code.TOO_LARGE)
    return document, tuple(diagnostics)


@dataclass(frozen=True, slots=True)
class _Faults:
    """Says what is wrong with an overlay, and where."""

    document: Document
    overlay: SourceFile

    def locate(self, at: str) -> Location:
        """Return a place in the overlay file."""
        line, column = self.document.files.position(self.overlay.name, at)
        return Location(file=self.overlay.name, pointer=at, line=line, column=column)

    def refuse(self, at: str, message: str, code: Code = Code.INVALID_OVERLAY) -> NoReturn:
        """Raise the error that refuses the overlay."""
        refuse(code, message, self.locate(at))

    def unmatched(self, action: _Action) -> Diagnostic:
        """Return the warning about an action that did nothing."""
        return Diagnostic(
            code=Code.OVERLAY_TARGET_UNMATCHED,
            severity=Severity.WARNING,
            message=f"the target {quote(action.target)} is not in the document",
            location=self.locate(json_pointer.join(action.at, "target")),
        )


def _actions(overlay: JsonValue, faults: _Faults) -> Iterator[_Action]:
    """Check an overlay, and return its actions."""
    if not isinstance(overlay, dict):
        faults.refuse("", "an overlay is a mapping")
    version = overlay.get("overlay")
    if not isinstance(version, str) or not _VERSION.match(version):
        faults.refuse("/overlay", "the field 'overlay' has to be a version such as 1.0.0")
    _check_members(overlay, _OVERLAY_MEMBERS, "", faults)
    _check_info(overlay.get("info"), faults)
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        faults.refuse("/actions", "the field 'actions' has to be a list of actions")
    # All are checked before the first is applied.
    checked = [_action(value, index, faults) for index, value in enumerate(actions)]
    yield from checked


def _check_info(info: JsonValue, faults: _Faults) -> None:
    if not isinstance(info, dict) or not {"title", "version"} <= info.keys():
        faults.refuse("/info", "the field 'info' has to hold 'title' and 'version'")


def _check_members(
    value: Mapping[str, JsonValue], known: frozenset[str], at: str, faults: _Faults
) -> None:
    for name in value:
        if name not in known and not name.startswith("x-"):
            faults.refuse(
                json_pointer.join(at, name), f"an overlay has no field {quote(name)} here"
            )


def _action(value: JsonValue, index: int, faults: _Faults) -> _Action:
    at = f"/actions/{index}"
    if not isinstance(value, dict):
        faults.refuse(at, "an action is a mapping")
    _check_members(value, _ACTION_MEMBERS, at, faults)
    target, removes = value.get("target"), value.get("remove", False)
    if not isinstance(target, str):
        faults.refuse(json_pointer.join(at, "target"), "an action has a JSONPath as 'target'")
    if not isinstance(removes, bool):
        faults.refuse(json_pointer.join(at, "remove"), "'remove' is true or false")
    copies = value.get("copy")
    if copies is not None and not isinstance(copies, str):
        faults.refuse(json_pointer.join(at, "copy"), "'copy' is a JSONPath")
    if not removes and "update" in value and copies is not None:
        faults.refuse(json_pointer.join(at, "copy"), "an action has 'update' or 'copy', not both")
    if not removes and "update" not in value and copies is None:
        faults.refuse(at, "an action has 'update', 'copy' or 'remove: true'")
    return _Action(at, target, removes, value.get("update"), copies)


def _select(query: str, data: JsonValue, at: str, faults: _Faults) -> list[Path]:
    """Return the paths that a JSONPath selects (RFC 9535), each once, in the document's order."""
    simple = select(query, data)
    if simple is not None:
        return list(dict.fromkeys(simple))
    from jsonpath import JSONPathEnvironment, JSONPathError  # slow to import, rarely needed

    try:
        # Only lists and mappings can be queried; a lone number has no parts.
        container = data if isinstance(data, dict | list) else {}
        matches = JSONPathEnvironment(strict=True).finditer(query, container)
        return list(dict.fromkeys(tuple(match.parts) for match in matches))
    except JSONPathError as error:
        name = at.rpartition("/")[2]
        message = f"the {name} {quote(query)} is not a JSONPath (RFC 9535): "
        reason = printable(str(error).splitlines()[0])
        faults.refuse(at, message + reason)


def _removable(action: _Action, targets: list[Path], faults: _Faults) -> list[Path]:
    if () in targets:
        at = json_pointer.join(action.at, "target")
        faults.refuse(at, "the document as a whole cannot be removed")
    return targets


@dataclass(frozen=True, slots=True)
class _Update:
    """What targets are updated with: a value, where it comes from, and the place that is to blame."""

    value: JsonValue
    file: str
    source: str
    at: str
    what: str


def _update_of(action: _Action, document: Document, faults: _Faults) -> _Update:
    if action.copies is None:
        at = json_pointer.join(action.at, "update")
        return _Update(action.update, faults.overlay.name, at, at, "update")
    at = json_pointer.join(action.at, "copy")
    selected = _select(action.copies, document.data, at, faults)
    if len(selected) != 1:
        count = f"{len(selected)} values" if selected else "nothing"
        message = f"'copy' has to select one value; {quote(action.copies)} selects {count}"
        faults.refuse(at, message)
    place = pointer_of(selected[0])
    origin = document.view().origin(place)
    return _Update(document.node(f"#{place}").value, *origin, at, "copied value")


def _update(editor: Editor, update: _Update, target: Path, faults: _Faults) -> None:
    """Apply an update to one target."""
    container = editor.own(target)
    at = pointer_of(target)
    if isinstance(container, dict):
        if not isinstance(update.value, dict):
            faults.refuse(update.at, f"the target is a mapping, so the {update.what} has to be one")
        editor.merge(container, update.value, at, Origin(update.file, update.source))
    elif isinstance(container, list):
        if isinstance(update.value, list):
            editor.extend(container, update.value, at, Origin(update.file, update.source))
        else:
            editor.append(container, update.value, at, Origin(update.file, update.source))
    else:
        if isinstance(update.value, dict | list):
            message = f"the target is a plain value, so the {update.what} has to be one"
            faults.refuse(update.at, message)
        editor.put(target, update.value, Origin(update.file, update.source))
