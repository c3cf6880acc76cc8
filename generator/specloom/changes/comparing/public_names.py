"""What callers import: classes and aliases of `models`, typed dictionaries and aliases of `types`."""

from __future__ import annotations

from collections.abc import Iterator

from ...ir.types import Given, ObjectDecl, TypeDecl
from ..model import ChangeKind, ChangeSeverity
from .comparison import Event, Place, Versions, changed, compare_deprecation

_DEPRECATION = (ChangeKind.MODEL_REACTIVATED, ChangeKind.MODEL_DEPRECATED)


def compare_class(versions: Versions, old: TypeDecl, new: TypeDecl) -> Iterator[Event]:
    """Compare the class of an object whose properties are arguments: all but its fields, which are reported there."""
    if versions.old.names.type(old.id) is None:
        return
    place = versions.type_place(old.id, new.id, Place(""))
    yield from compare_deprecation(_DEPRECATION, place, (old.doc, new.doc), (old.at, new.at))
    yield from compare_public_names(versions, old, new, place.operations)


def compare_public_names(
    versions: Versions, old: TypeDecl, new: TypeDecl, operations: int
) -> Iterator[Event]:
    """Report the names of a type that were removed, or are others now; `operations` reach it in both versions."""
    before, after = versions.old.surface.model(old.id), versions.new.surface.model(new.id)
    at = (old.at, new.at)
    if before.name and not after.name:
        yield from removed_names(versions, old)
        return
    if before.name and after.name != before.name:
        place = Place(f"models.{before.name}", "", operations)
        yield _renamed(versions, ChangeKind.MODEL_RENAMED, place, f"models.{after.name}", at)
    elif after.name and not before.name and isinstance(new.hint, Given):
        place = Place(f"models.{after.name}", "", operations)
        yield changed(ChangeKind.MODEL_ADDED, place, "is new", (None, new.at))
    elif before.module and after.module and before.module != after.module:
        place = Place(f"models.{before.name}", "", operations)
        message = f"is defined in models.{after.module} instead of models.{before.module}; models has it as before"
        yield changed(ChangeKind.MODEL_MOVED, place, message, at)
    yield from _compare_request_class(versions, old, new, operations)
    if before.argument and not after.argument:
        place = Place(f"types.{before.argument}", "", operations)
        message = "was removed: no request has it any more"
        yield changed(ChangeKind.TYPED_DICT_REMOVED, place, message, at)
    elif before.argument and after.argument != before.argument:
        place = Place(f"types.{before.argument}", "", operations)
        yield _renamed(
            versions, ChangeKind.TYPED_DICT_RENAMED, place, f"types.{after.argument}", at
        )


def removed_names(versions: Versions, declaration: TypeDecl) -> Iterator[Event]:
    """Report that a class or an alias was removed, and its typed dictionary with it."""
    model, at = versions.old.surface.model(declaration.id), (declaration.at, None)
    for name in (model.name, model.request):
        if name:
            yield changed(ChangeKind.MODEL_REMOVED, Place(f"models.{name}"), "was removed", at)
    if model.argument:
        place = Place(f"types.{model.argument}")
        yield changed(ChangeKind.TYPED_DICT_REMOVED, place, "was removed", at)


def _renamed(
    versions: Versions, kind: ChangeKind, place: Place, name: str, at: tuple[str, str]
) -> Event:
    message = f"is called {name} now"
    if place.base.partition(".")[2] in versions.new.class_names:
        message = f"is {name} now in part of the client, where it is no longer like the rest"
    return changed(kind, place, message, at, severity=ChangeSeverity.BREAKING)


def _compare_request_class(
    versions: Versions, old: TypeDecl, new: TypeDecl, operations: int
) -> Iterator[Event]:
    before, after = versions.old.surface.model(old.id), versions.new.surface.model(new.id)
    at = (old.at, new.at)
    place = Place(f"models.{before.request}", "", operations)
    if before.request and after.request and before.request != after.request:
        yield _renamed(versions, ChangeKind.MODEL_RENAMED, place, f"models.{after.request}", at)
    elif before.request and not after.request:
        message = "was removed: requests and responses now have the same class"
        yield changed(ChangeKind.MODEL_REMOVED, place, message, at)
    elif after.request and not before.request and isinstance(old, ObjectDecl):
        place = Place(f"models.{after.request}", "", operations)
        message = "is new, for requests only, because of read-only or write-only fields"
        yield changed(ChangeKind.MODEL_SPLIT, place, message, at)
