"""OpenAPI Overlay 1.0: changes to a document that leave its file alone.

An update merges objects member by member and lists by appending (as 1.1 spells out what 1.0 leaves
open), and replaces everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from ..diagnostics import Code, Diagnostic, Location, Severity, printable, quote
from . import pointer
from .editor import Editor, Path, pointer_of
from .files import SourceFile
from .tree import Document
from .values import MAX_DEPTH, JsonValue, is_too_deep, refuse

_VERSION = re.compile(r"1\.[01](?:\.[0-9]+)?\Z")
_OVERLAY_MEMBERS = frozenset({"overlay", "info", "extends", "actions"})
_ACTION_MEMBERS = frozenset({"target", "description", "update", "remove"})


@dataclass(frozen=True, slots=True)
class _Action:
    """One action of an overlay; `at` is its pointer in the overlay file."""

    at: str
    target: str
    removes: bool
    update: JsonValue


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
        GenerationFailed: The file is no valid overlay, or an action does not fit its target
            (`INVALID_OVERLAY`), with one diagnostic at the place in the overlay.
    """
    document.files.add(overlay)
    faults = _Faults(document, overlay)
    diagnostics: list[Diagnostic] = []
    for action in _actions(overlay.data, faults):
        targets = _select(action, document.data, faults)
        if not targets:
            diagnostics.append(faults.unmatched(action))
            continue
        editor = Editor(document.view(), overlay.name)
        if action.removes:
            editor.remove(_removable(action, targets, faults))
        else:
            for target in targets:
                _update(editor, action, target, faults)
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
        """A place in the overlay file."""
        line, column = self.document.files.position(self.overlay.name, at)
        return Location(file=self.overlay.name, pointer=at, line=line, column=column)

    def refuse(self, at: str, message: str, code: Code = Code.INVALID_OVERLAY) -> NoReturn:
        """Give up."""
        place = self.locate(at)
        refuse(code, message, place.file, line=place.line, column=place.column, pointer=at)

    def unmatched(self, action: _Action) -> Diagnostic:
        """The warning about an action that did nothing."""
        return Diagnostic(
            code=Code.OVERLAY_TARGET_UNMATCHED,
            severity=Severity.WARNING,
            message=f"the target {quote(action.target)} is not in the document",
            location=self.locate(pointer.join(action.at, "target")),
        )


def _actions(overlay: JsonValue, faults: _Faults) -> Iterator[_Action]:
    """Check an overlay, and give its actions."""
    if not isinstance(overlay, dict):
        faults.refuse("", "an overlay is a mapping")
    version = overlay.get("overlay")
    if not isinstance(version, str) or not _VERSION.match(version):
        faults.refuse("/overlay", "the member 'overlay' has to be a version such as 1.0.0")
    _check_members(overlay, _OVERLAY_MEMBERS, "", faults)
    _check_info(overlay.get("info"), faults)
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        faults.refuse("/actions", "the member 'actions' has to be a list of actions")
    # All are checked before the first is applied.
    checked = [_action(value, index, faults) for index, value in enumerate(actions)]
    yield from checked


def _check_info(info: JsonValue, faults: _Faults) -> None:
    if not isinstance(info, dict) or not {"title", "version"} <= info.keys():
        faults.refuse("/info", "the member 'info' has to hold 'title' and 'version'")


def _check_members(
    value: Mapping[str, JsonValue], known: frozenset[str], at: str, faults: _Faults
) -> None:
    for name in value:
        if name not in known and not name.startswith("x-"):
            faults.refuse(pointer.join(at, name), f"an overlay has no member {quote(name)} here")


def _action(value: JsonValue, index: int, faults: _Faults) -> _Action:
    at = f"/actions/{index}"
    if not isinstance(value, dict):
        faults.refuse(at, "an action is a mapping")
    if "copy" in value:
        faults.refuse(pointer.join(at, "copy"), "'copy' is not supported (Overlay 1.1)")
    _check_members(value, _ACTION_MEMBERS, at, faults)
    target, removes = value.get("target"), value.get("remove", False)
    if not isinstance(target, str):
        faults.refuse(pointer.join(at, "target"), "an action has a JSONPath as 'target'")
    if not isinstance(removes, bool):
        faults.refuse(pointer.join(at, "remove"), "'remove' is true or false")
    if not removes and "update" not in value:
        faults.refuse(at, "an action has 'update' or 'remove: true'")
    return _Action(at, target, removes, value.get("update"))


def _select(action: _Action, data: JsonValue, faults: _Faults) -> list[Path]:
    """The paths that a target selects (RFC 9535), each once, in the document's order."""
    from jsonpath import JSONPathEnvironment, JSONPathError  # slow to import, rarely needed

    try:
        # Only lists and mappings can be queried; a lone number has no parts.
        container = data if isinstance(data, dict | list) else {}
        matches = JSONPathEnvironment(strict=True).finditer(action.target, container)
        return list(dict.fromkeys(tuple(match.parts) for match in matches))
    except JSONPathError as error:
        message = f"the target {quote(action.target)} is not a JSONPath (RFC 9535): "
        reason = printable(str(error).splitlines()[0])
        faults.refuse(pointer.join(action.at, "target"), message + reason)


def _removable(action: _Action, targets: list[Path], faults: _Faults) -> list[Path]:
    if () in targets:
        at = pointer.join(action.at, "target")
        faults.refuse(at, "the document as a whole cannot be removed")
    return targets


def _update(editor: Editor, action: _Action, target: Path, faults: _Faults) -> None:
    """Apply an update to one target."""
    at = pointer.join(action.at, "update")
    container = editor.own(target)
    if isinstance(container, dict):
        if not isinstance(action.update, dict):
            faults.refuse(at, "the target is a mapping, so the update has to be one")
        editor.merge(container, action.update, pointer_of(target), at)
    elif isinstance(container, list):
        items = action.update if isinstance(action.update, list) else [action.update]
        editor.extend(container, items, pointer_of(target), at)
    elif container is not None:
        message = "the target is neither a mapping nor a list; target the mapping it is in"
        faults.refuse(pointer.join(action.at, "target"), message)
