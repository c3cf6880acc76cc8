"""Enumerations that take the listed values alone from now on: annotations are open only for what servers send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from ...ir.resolve import is_enum_class
from ...ir.type_graph import ids_in
from ...ir.types import EnumDecl, ObjectDecl, TypeDecl, TypeId
from ..model import ChangeKind, ChangeSeverity
from .comparison import Direction, Event, Place, Side, Versions, changed

_MESSAGE = "takes the listed values alone: no response has it any more"


def compare_closed_enums(versions: Versions) -> Iterator[Event]:
    """Report the enumerations that requests had beside responses, and only they have now."""
    closed = {} if versions.open_enums else dict(_closed(versions))
    if not closed:
        return
    for type_id, place in _places(versions.old):
        declaration = closed.get(type_id)
        if declaration is not None:
            at = (declaration.at, versions.new.api.types[type_id].at)
            severity = ChangeSeverity.BREAKING
            yield changed(ChangeKind.MODEL_TYPE_CHANGED, place, _MESSAGE, at, severity=severity)


def _closed(versions: Versions) -> Iterator[tuple[TypeId, EnumDecl]]:
    old, new = versions.old, versions.new
    for type_id, declaration in old.api.types.items():
        if not _is_open(declaration) or not _is_open(new.api.types.get(type_id)):
            continue
        was_sent = old.reach.of(Direction.REQUEST, type_id) and not old.only_sent(type_id)
        if was_sent and new.only_sent(type_id):
            yield type_id, declaration


def _is_open(declaration: TypeDecl | None) -> TypeGuard[EnumDecl]:
    """Return whether an annotation takes any value, if servers send it."""
    if not isinstance(declaration, EnumDecl) or len(declaration.members) == 1:
        return False
    return not is_enum_class(declaration)


def _places(side: Side) -> Iterator[tuple[TypeId, Place]]:
    """Yield where types are written: as aliases, else in the fields of classes."""
    for type_id, declaration in side.api.types.items():
        name = side.names.type(type_id)
        if name is None:
            continue
        if isinstance(declaration, EnumDecl):
            yield type_id, Place(f"models.{name}")
        elif isinstance(declaration, ObjectDecl):
            for field in declaration.fields:
                inside = Place(f"models.{name}", f".{side.names.field(type_id, field.wire_name)}")
                unnamed = (i for i in ids_in(field.type) if side.names.type(i) is None)
                yield from ((i, inside) for i in unnamed)
