"""Two versions of a client to the list of what changes for its callers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from ..diagnostics import quote
from ..ir.api import Api, Operation
from ..ir.client_surface import ClientSurface
from ..ir.matching import moved_operations, renamed_types, route
from ..ir.types import Given, TypeDecl, TypeId
from ..records import dataclass, replace
from .comparing.arguments import (
    MatchedArguments,
    TakenByBoth,
    compare_arguments,
    compare_bodies,
    compare_order,
    taken_by_both,
)
from .comparing.client import (
    compare_client,
    compare_requirements,
    compare_schemes,
    matching_schemes,
)
from .comparing.closed_enums import compare_closed_enums
from .comparing.comparison import (
    Event,
    Finding,
    Matched,
    Place,
    Reworded,
    Side,
    TypePair,
    Versions,
    changed,
    compare_deprecation,
)
from .comparing.models import compare_models
from .comparing.public_names import compare_class, removed_names
from .comparing.python_names import path_text
from .comparing.responses import (
    compare_error_classes,
    compare_errors,
    compare_pages,
    compare_responses,
)
from .comparing.unchanged import unchanged_types
from .model import Change, ChangeKind, ChangeSeverity

_DEPRECATION = (ChangeKind.OPERATION_REACTIVATED, ChangeKind.OPERATION_DEPRECATED)
_ORDER = list(ChangeSeverity)


def compare(
    old: ClientSurface, new: ClientSurface, *, open_enums: bool = False
) -> tuple[Change, ...]:
    """Return what changes for callers, the most severe first, then by subject and kind.

    A type that many operations use is compared once, and names them (`affects`); so is a parameter,
    an error or a requirement that they share. With `open_enums`, requests take values that an enumeration does not list.
    """
    matched = _match_operations(old.api, new.api)
    versions = replace(_versions(old, new, matched), open_enums=open_enums)
    comparison = _Comparison(versions)
    schemes = matching_schemes(old.api, new.api)
    comparison.add(compare_client(versions))
    comparison.add(compare_schemes(versions, schemes))
    comparison.add(_compare_which(versions, matched))
    bodies = []
    for number, pair in enumerate(matched.both):
        place = Place(versions.old.names.operation(pair[0]), "", 1 << number, owned=True)
        comparison.add(compare_requirements(versions, *pair, place, schemes))
        if versions.is_unchanged(*pair):
            continue
        arguments = taken_by_both(versions, *pair)
        comparison.add(_compare_operation(versions, *pair, arguments, place))
        if arguments.flat_types is not None:
            bodies.append(_FlatBody(arguments.flat_types, arguments.properties, place))
    comparison.settle()
    comparison.compare_flat_bodies(bodies)
    comparison.compare_rest({o.at: n.at for o, n in matched.both if o.at != n.at})
    comparison.add(compare_closed_enums(versions))
    comparison.add(compare_error_classes(versions, matched.removed, comparison.pairs))
    return by_severity({*_changes(comparison, versions)})


def by_severity(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return changes in the order of a report: the most severe first, then by subject and kind."""
    return tuple(sorted(changes, key=_rank))


def _rank(change: Change) -> tuple[object, ...]:
    places = (change.old or "", change.new or "")
    return (_ORDER.index(change.severity), change.subject, change.kind, change.message, *places)


# --- the order of things: types are compared once it is known what uses them


@dataclass(frozen=True, slots=True)
class _FlatBody:
    """A body whose properties are arguments in both versions, to be compared once it is known who else uses it."""

    types: tuple[TypeId, TypeId]
    matched: MatchedArguments
    place: Place


class _Comparison:
    """What was found so far, and which types were compared, or are still to be."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self.findings: list[Finding] = []
        self.reworded = 0
        self.pairs: dict[tuple[TypeId, TypeId], Place] = {}
        self._waiting: list[tuple[TypeId, TypeId]] = []
        self._covered: set[tuple[TypeId, TypeId]] = set()

    def add(self, events: Iterable[Event]) -> None:
        """Take down what was found."""
        for event in events:
            match event:
                case Finding():
                    self.findings.append(event)
                case TypePair(old=old, new=new, place=place):
                    self._pair(old, new, place)
                case Reworded():
                    self.reworded += 1
                case _:
                    assert_never(event)

    def _pair(self, old: TypeId, new: TypeId, place: Place) -> None:
        """Have two declarations compared, once."""
        if (old, new) not in self.pairs:
            self.pairs[old, new] = place
            self._waiting.append((old, new))

    def settle(self) -> None:
        """Compare the types that were found in use, and those that turn up meanwhile."""
        while self._waiting:
            old, new = self._waiting.pop()
            if old == new and old in self._versions.unchanged:
                continue
            before = self._versions.old.api.types.get(old)
            after = self._versions.new.api.types.get(new)
            if before is not None and after is not None:
                self.add(compare_models(self._versions, before, after, self.pairs[old, new]))

    def compare_flat_bodies(self, bodies: Sequence[_FlatBody]) -> None:
        """Compare properties of bodies: of one operation as its arguments, of several once, as their class."""
        users = Counter(body.types for body in bodies)
        for body in bodies:
            is_shared = users[body.types] > 1 or body.types in self.pairs
            if is_shared and self._versions.same_thing(*body.types):
                self._pair(*body.types, body.place)
                continue
            events = compare_arguments(self._versions, body.matched, body.place)
            self.add(_with_fields(self._versions, body, events))
            if self._versions.same_thing(*body.types) and body.types not in self._covered:
                self._covered.add(body.types)
                old, new = body.types
                before = self._versions.old.api.types[old]
                self.add(compare_class(self._versions, before, self._versions.new.api.types[new]))
        self.settle()

    def compare_rest(self, moved: Mapping[str, str]) -> None:
        """Compare the types that no operation of both versions uses; report those added, removed or renamed."""
        old, new = self._versions.old, self._versions.new
        for type_id in old.api.types:
            is_named = old.names.type(type_id) is not None and type_id in new.api.types
            if is_named and (type_id, type_id) not in self._covered:
                self._pair(type_id, type_id, _models_place(old, type_id))
        self.settle()
        known = (*self.pairs, *self._covered)
        added = {each.id: each for each in _unpaired(new, old, {pair[1] for pair in known})}
        renamed = renamed_types(old.api, new.api, moved)
        for declaration in _unpaired(old, new, {pair[0] for pair in known}):
            place = _models_place(old, declaration.id)
            successor = added.pop(renamed.get(declaration.id, declaration.id), None)
            if successor is None:
                self.add(removed_names(self._versions, declaration))
            else:
                self._pair(declaration.id, successor.id, place)
        self.settle()
        for declaration in added.values():
            # Those whose names are invented belong to something that has a name, and is reported as new.
            if isinstance(declaration.hint, Given):
                place, at = _models_place(new, declaration.id), declaration.at
                self.findings.append(changed(ChangeKind.MODEL_ADDED, place, "is new", (None, at)))


def _with_fields(versions: Versions, body: _FlatBody, events: Iterable[Event]) -> Iterator[Event]:
    """Name the field of the class beside an argument, where the object whose properties are arguments has a class."""
    old, new = body.types
    name = versions.old.names.type(old)
    if name is None or not versions.same_thing(old, new):
        yield from events
        return
    fields: dict[str, str] = {}
    for side, type_id, arguments in (
        (versions.new, new, body.matched.added),
        (versions.old, old, [*body.matched.removed, *(one for one, _ in body.matched.both)]),
    ):
        for each in arguments:
            if each.argument.wire_name is not None:
                field = side.names.field(type_id, each.argument.wire_name)
                fields[f"({each.name})"] = f"models.{name}.{field}"
    for event in events:
        also = fields.get(event.place.suffix) if isinstance(event, Finding) else None
        if isinstance(event, Finding) and also and event.severity is not ChangeSeverity.SAFE:
            yield replace(event, message=f"{event.message} (also {also})")
        else:
            yield event


def _unpaired(side: Side, other: Side, known: set[TypeId]) -> list[TypeDecl]:
    """Return the declarations with a name that have none in the other version."""
    return [
        declaration
        for type_id, declaration in side.api.types.items()
        if type_id not in known
        and side.names.type(type_id) is not None
        and other.names.type(type_id) is None
    ]


def _models_place(side: Side, type_id: TypeId) -> Place:
    return Place(f"models.{side.names.type(type_id)}")


# --- operations


def _match_operations(old: Api, new: Api) -> Matched[Operation]:
    """Find each operation again: where it was, or where it moved to."""
    moved = moved_operations(old, new)
    left = {operation.at: operation for operation in new.operations}
    both: list[tuple[Operation, Operation]] = []
    removed: list[Operation] = []
    for operation in old.operations:
        successor = left.pop(moved.get(operation.at, operation.at), None)
        if successor is None:
            removed.append(operation)
        else:
            both.append((operation, successor))
    return Matched(tuple(both), tuple(removed), tuple(left.values()))


def _versions(old: ClientSurface, new: ClientSurface, matched: Matched[Operation]) -> Versions:
    """Return both versions, with their operations numbered; those that match have one number."""
    numbers = {before.at: number for number, (before, _) in enumerate(matched.both)}
    new_numbers = {after.at: number for number, (_, after) in enumerate(matched.both)}
    for operation in matched.removed:
        numbers[operation.at] = len(numbers)
    for number, operation in enumerate(matched.added, len(numbers)):
        new_numbers[operation.at] = number
    sides = Side(old, numbers), Side(new, new_numbers)
    calls = [
        *(sides[0].names.operation(before) for before, _ in matched.both),
        *map(sides[0].names.operation, matched.removed),
        *map(sides[1].names.operation, matched.added),
    ]
    return Versions(*sides, calls, unchanged_types(old, new))


def _compare_which(versions: Versions, matched: Matched[Operation]) -> Iterator[Event]:
    """Report the operations that were added, removed or renamed."""
    taken_over = {versions.new.names.operation(operation) for operation in matched.added}
    for operation in matched.removed:
        name = versions.old.names.operation(operation)
        message = "was removed"
        if operation.doc.deprecated:
            message += "; it was deprecated"
        if name in taken_over:
            message += "; another operation now has its name"
        yield changed(ChangeKind.OPERATION_REMOVED, Place(name), message, (operation.at, None))
    for operation in matched.added:
        place = Place(versions.new.names.operation(operation))
        yield changed(ChangeKind.OPERATION_ADDED, place, "is new", (None, operation.at))
    yield from _compare_calls(versions, matched.both)


def _compare_calls(
    versions: Versions, pairs: Sequence[tuple[Operation, Operation]]
) -> Iterator[Event]:
    """Report which methods were renamed; a resource that was renamed as a whole, once."""
    moves: dict[tuple[str, str], list[tuple[int, Operation, Operation]]] = {}
    left: set[str] = set()
    for number, (old, new) in enumerate(pairs):
        before, after = versions.old.names.resource(old), versions.new.names.resource(new)
        same_method = versions.old.names.method(old) == versions.new.names.method(new)
        if before != after and same_method:
            moves.setdefault((before, after), []).append((number, old, new))
            continue
        left.add(before)
        if not same_method:
            yield _renamed(versions, old, new)
    targets = Counter(before for before, _ in moves)
    for (before, after), moved in moves.items():
        if before not in left and targets[before] == 1 and before != "client" and len(moved) > 1:
            bits = sum(1 << number for number, _, _ in moved)
            at = (f"{moved[0][1].at}/tags", f"{moved[0][2].at}/tags")
            message = f"is called {after} now"
            place, severity = Place(before, "", bits), ChangeSeverity.BREAKING
            yield changed(ChangeKind.RESOURCE_RENAMED, place, message, at, severity=severity)
        else:
            for _, old, new in moved:
                yield _renamed(versions, old, new)


def _renamed(versions: Versions, old: Operation, new: Operation) -> Finding:
    place = Place(versions.old.names.operation(old))
    message = f"is called {versions.new.names.operation(new)} now"
    severity = ChangeSeverity.BREAKING
    return changed(
        ChangeKind.OPERATION_RENAMED, place, message, (old.at, new.at), severity=severity
    )


def _compare_operation(
    versions: Versions, old: Operation, new: Operation, arguments: TakenByBoth, place: Place
) -> Iterator[Event]:
    """Report what changed about an operation, except for flat bodies (see `_FlatBody`)."""
    at = (old.at, new.at)
    if route(old) != route(new):
        words = [quote(f"{op.method} {path_text(op.path)}", 100) for op in (old, new)]
        message = f"requests {words[1]} instead of {words[0]}; the client handles this"
        yield changed(ChangeKind.OPERATION_MOVED, place, message, at)
    yield from compare_deprecation(_DEPRECATION, place, (old.doc, new.doc), at)
    if old.servers != new.servers:
        message = "has other default servers, which the client uses"
        yield changed(ChangeKind.OPERATION_SERVER_CHANGED, place, message, at)
    yield from compare_arguments(versions, arguments.parameters, place)
    if arguments.flat_types is None:
        with_new_body = not arguments.old.bodies.all
        yield from compare_arguments(
            versions, arguments.properties, place, with_new_body=with_new_body
        )
    yield from compare_order(arguments, place, at)
    yield from compare_bodies(versions, arguments, place, at)
    yield from compare_responses(versions, old, new, place)
    yield from compare_pages(versions, old, new, place)
    yield from compare_errors(versions, old, new, place)
    if old.idempotency is None and new.idempotency is not None:
        message = "is sent with a token that makes it safe to repeat"
        yield changed(ChangeKind.IDEMPOTENCY_ADDED, place, message, at)
    elif old.idempotency is not None and new.idempotency is None:
        message = "no longer has a token that makes it safe to repeat"
        yield changed(ChangeKind.IDEMPOTENCY_REMOVED, place, message, at)


# --- findings to changes


def _changes(comparison: _Comparison, versions: Versions) -> Iterator[Change]:
    """Put together what several operations share; the change of a shared thing is in one place."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in comparison.findings:
        key: tuple[object, ...] = (finding.kind, finding.message, finding.old, finding.new)
        key = (*key, finding.place.suffix, finding.place.owned or finding.place.base)
        groups.setdefault(key, []).append(finding)
    for findings in groups.values():
        yield _change(versions, findings)
    if comparison.reworded:
        places = "1 place" if comparison.reworded == 1 else f"{comparison.reworded} places"
        yield Change(
            kind=ChangeKind.DOCUMENTATION_CHANGED,
            severity=ChangeSeverity.SAFE,
            subject="documentation",
            message=f"is worded differently in {places}",
        )


def _change(versions: Versions, findings: Sequence[Finding]) -> Change:
    first = findings[0]
    operations = 0
    for finding in findings:
        operations |= finding.place.operations
    affects = tuple(sorted(versions.names_of(operations)))
    subject = first.place.subject
    if first.place.owned:
        if len(affects) > 1:
            subject = f"{_common(affects)}.*{first.place.suffix}"
        else:
            affects = ()
    return Change(
        kind=first.kind,
        severity=first.severity,
        subject=subject,
        message=first.message,
        old=first.old,
        new=first.new,
        affects=affects,
    )


def _common(calls: Sequence[str]) -> str:
    """Return the resource that all of the operations belong to, else the client."""
    resources = {call.rpartition(".")[0] for call in calls}
    return resources.pop() if len(resources) == 1 else "client"
