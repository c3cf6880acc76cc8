"""What the methods of a resource may be called, in order of preference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ...ir.api import Hole, Operation
from ...ir.types import Text
from .identifiers import snake
from .operation_words import Repeated, compared, operation_words
from .words import spaced, words


def method_candidates(
    operations: Sequence[Operation], resource: Text | None, full: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return names for the methods of a resource, by the pointers of their operations.

    Args:
        operations: The operations of the resource.
        resource: What the resource is called in the document; None for operations of the client itself.
        full: The whole names, by the pointers of the operations.

    Returns:
        The names that no other operation of the resource would like to have, the shortest first.
    """
    repeats = compared(words(resource.raw)) if resource else []
    prefixes = _common_prefixes(operations, repeats)
    wanted = {
        op.at: [_short_name(op, repeats, prefixes) or full[op.at], full[op.at]] for op in operations
    }
    return without_clashes(wanted)


def spaced_id(operation: Operation) -> str:
    """Return an operationId with words apart that are run together, as the summary, path and tags have them; "" for none."""
    if operation.operation_id is None:
        return ""
    texts = [part for part in operation.path.parts if isinstance(part, Text)]
    texts += [*operation.tags, *filter(None, (operation.doc.summary,))]
    return spaced(operation.operation_id.raw, {word for text in texts for word in words(text.raw)})


def without_clashes(wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the lists of names, each from the first name on that no other list begins with."""
    left = {key: list(dict.fromkeys(names)) for key, names in wanted.items()}
    while True:
        first = Counter(names[0] for names in left.values())
        clashing = [key for key, names in left.items() if first[names[0]] > 1 and len(names) > 1]
        if not clashing:
            return left
        for key in clashing:
            left[key] = left[key][1:]


def _short_name(
    operation: Operation, resource: Sequence[str], prefixes: Sequence[Sequence[str]]
) -> str | None:
    operation_id = spaced_id(operation)
    if not words(operation_id):
        return None
    parts = operation.path.parts
    repeated = Repeated(
        resource=resource,
        prefixes=prefixes,
        addresses_one=bool(parts) and isinstance(parts[-1], Hole),
    )
    return snake(" ".join(operation_words(operation_id, repeated)), "call")


def _common_prefixes(
    operations: Sequence[Operation], resource: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return the beginnings of all operationIds of a resource, as far as they have words of the resource."""
    names = [tuple(compared(words(spaced_id(op)))) for op in operations if op.operation_id]
    if len(names) < 2:
        return []
    longest = min(map(len, names))
    same = next((i for i in range(longest) if len({name[i] for name in names}) > 1), longest)
    prefixes = [names[0][:length] for length in range(1, same + 1)]
    return [prefix for prefix in prefixes if set(prefix) & set(resource)]
