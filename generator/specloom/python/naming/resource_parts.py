"""The parts of a large resource: operations that have a module and a class of their own, below the class of the resource.

A part is what lies below one segment of the paths. The largest ones are taken out until the module of the resource is
short enough, what is about the resource itself last; the class of the resource inherits from theirs, so that nothing
changes for callers. Of the operations below `/customers`, with parts for `subscriptions` and `sources`:

    /customers, /customers/{id}                  resources/customers.py        class Customers(...)
    /customers/{id}/subscriptions/...            resources/_customers/subscriptions.py
    /customers/{id}/sources/...                  resources/_customers/sources.py

It is decided when a resource is new, and recorded. Later the modules stay, however many operations there are, since
people edit them: an operation that is added goes to the part that is called like its segment, else to the module of the
resource.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from ...ir.api import Operation
from ...ir.name_keys import NameKey, part_key, recorded_parts
from ...ir.signature import Argument, Signature
from ...ir.types import Doc, Text
from .grouping import Group, resource_name
from .name_registry import NameRegistry, PastClient
from .routes import Segment, segments_of

LONGEST = 2_500
"""The lines that a module of a resource should have; they are estimated, and may be a fifth more."""
_WEBHOOKS = "webhooks"
_LINE = 100
"""The columns of a line of a docstring."""
_LEAST = 3
"""The operations that are worth a module of their own."""

Lines = Callable[[Operation], int]
"""Returns about how many lines the methods of an operation have."""


def record_parts(
    registry: NameRegistry,
    groups: Iterable[Group],
    signatures: Mapping[str, Signature],
    module_of: Mapping[str, str],
) -> None:
    """Record the modules of operations that are not in that of their resource.

    Args:
        registry: The names of the client, and what the last run left.
        groups: The resources.
        signatures: What operations take, by their pointers.
        module_of: The modules of their resources, by their pointers.
    """
    past = registry.past
    recorded = recorded_parts(past.names)
    for group in groups:
        # The class of a resource that parses webhooks inherits from another one.
        if group.label is not None and module_of[group.operations[0].at] != _WEBHOOKS:
            registry.record(_parts_of(group, signatures, past, recorded))


def _parts_of(
    group: Group,
    signatures: Mapping[str, Signature],
    past: PastClient,
    recorded: Mapping[str, str],
) -> dict[NameKey, str]:
    if group.key in past.names:
        there = {o.at for o in group.operations if past.group(o.at) == group.key}
        found = kept_parts(group.operations, recorded, there)
    else:
        found = new_parts(group.operations, lambda op: lines_of(op, signatures[op.at].arguments))
    return {part_key(at): name for at, name in found.items()}


def lines_of(operation: Operation, arguments: Sequence[Argument]) -> int:
    """Return about how many lines an operation has in a module: what it is, and two methods with their docstrings."""
    described = sum(_rows(argument.doc) for argument in arguments)
    return 30 + 5 * len(arguments) + 2 * (_rows(operation.doc) + described)


def _rows(doc: Doc) -> int:
    return len(doc.description.raw) // _LINE if doc.description is not None else 0


def new_parts(operations: Sequence[Operation], lines: Lines) -> dict[str, str]:
    """Return the part of each operation that is in one: pointer -> name; nothing for a resource that is short enough."""
    left = sum(map(lines, operations))
    if left <= LONGEST:
        return {}
    groups: list[_Group] = []
    for name, members in _groups(operations, lines, "operations"):
        group = _Group(name, members)
        same = next((each for each in groups if each.name == name), None)
        if same is not None and same.size(lines) + group.size(lines) <= LONGEST:
            same.operations += members
        else:
            groups.append(group)
    # What is about the resource itself is looked for in its own module.
    least = min(len(_static(operation)) for operation in operations)
    groups.sort(key=lambda group: (group.reaches(least), -group.size(lines), group.name))
    names: dict[str, str] = {}
    rest: list[Operation] = []
    for group in groups:
        if left > LONGEST and len(group.operations) >= _LEAST:
            names |= dict.fromkeys([o.at for o in group.operations], _free(group.name, names))
            left -= group.size(lines)
        else:
            rest += group.operations
    if left > LONGEST:  # They have nothing in common but their number.
        rest.sort(key=lambda operation: operation.at)
        for chunk in _chunks(rest, lines)[1:]:
            names |= dict.fromkeys([o.at for o in chunk], _free("operations", names))
    return names


def kept_parts(
    operations: Sequence[Operation], recorded: Mapping[str, str], there: Collection[str]
) -> dict[str, str]:
    """Return the part of each operation of a resource that was there in the last run.

    Args:
        operations: The operations of the resource.
        recorded: The parts of the last run, by the pointers of operations.
        there: The operations that the resource had; those that are not recorded were in its own module.
    """
    names = {o.at: recorded[o.at] for o in operations if o.at in recorded}
    parts = set(names.values())
    if parts:
        known = {at.rpartition("/")[0]: name for at, name in recorded.items()}
        for operation in (o for o in operations if o.at not in names and o.at not in there):
            beside = known.get(operation.at.rpartition("/")[0])
            below = [s for s in map(_name, segments_of(operation)) if s in parts]
            if beside or below:
                names[operation.at] = beside or below[-1]
    return names


class _Group:
    """Operations below one segment."""

    def __init__(self, name: str, operations: list[Operation]) -> None:
        self.name = name
        self.operations = operations

    def size(self, lines: Lines) -> int:
        """Return about how many lines the methods have."""
        return sum(map(lines, self.operations))

    def reaches(self, depth: int) -> bool:
        """Return whether there is an operation with so few segments in its path."""
        return any(len(_static(operation)) <= depth for operation in self.operations)


def _groups(
    operations: Sequence[Operation], lines: Lines, name: str, depth: int = 0
) -> list[tuple[str, list[Operation]]]:
    """Group operations by the segments of their paths, as deep as it takes for groups that fit into modules."""
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        static = _static(operation)
        found.setdefault(_name(static[depth]) if depth < len(static) else "", []).append(operation)
    groups: list[tuple[str, list[Operation]]] = []
    for segment, members in sorted(found.items()):
        small = sum(map(lines, members)) <= LONGEST
        if small and len(found) > 1:
            groups.append((segment or name, members))
        elif segment:
            groups += _groups(members, lines, segment, depth + 1)
        else:
            groups += [(name, chunk) for chunk in _chunks(members, lines)]
    return groups


def _static(operation: Operation) -> list[str]:
    """Return the segments of a path that are no parameters."""
    return [segment for segment in segments_of(operation) if segment is not None]


def _chunks(operations: Sequence[Operation], lines: Lines) -> list[list[Operation]]:
    """Return operations in groups that fit into a module each, in their order."""
    chunks: list[list[Operation]] = [[]]
    size = 0
    for operation in operations:
        size += lines(operation)
        if size > LONGEST and chunks[-1]:
            chunks.append([])
            size = lines(operation)
        chunks[-1].append(operation)
    return chunks


def _name(segment: Segment) -> str:
    return resource_name(Text(segment)) if segment is not None else ""


def _free(name: str, names: Mapping[str, str]) -> str:
    taken, number, free = set(names.values()), 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
