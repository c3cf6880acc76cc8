"""The parts of all files that a document consists of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from ... import json_pointer
from ...records import dataclass, replace
from ..text.json_value import JsonValue
from .document import Document, Node, child_value
from .grammar import (
    Form,
    ObjectGrammar,
    ObjectKind,
    grammar_of,
    may_be_reference,
    parts,
    version_of,
)
from .references import ReferenceFault, follow


@dataclass(frozen=True, slots=True)
class UsedParts:
    """What a document consists of.

    `roots` holds, for each file, the pointers of the objects that are used and are not part of
    another one, with their kinds. `targets` holds the id of what each reference leads to, by the
    file it is in and its text; those that lead nowhere are missing, and are in `lost`.
    """

    roots: dict[str, dict[str, ObjectKind]] = field(default_factory=dict)
    targets: dict[tuple[str, str], str] = field(default_factory=dict)
    lost: set[tuple[str, str]] = field(default_factory=set)


def explore(document: Document) -> UsedParts:
    """Find everything that a document of a known version consists of, once.

    Returns the objects, in all its files. References that cannot be followed are passed over.
    """
    if not document.explored:
        document.explored.append(_explored(document))
    parts: UsedParts = document.explored[0]
    return parts


def _explored(document: Document) -> UsedParts:
    version = version_of(document)
    assert version is not None
    grammar = grammar_of(version)
    reach = UsedParts()
    waiting: list[tuple[Node, ObjectKind]] = [(document.node(), ObjectKind.OPENAPI)]
    while waiting:
        node, kind = waiting.pop()
        roots = reach.roots.setdefault(node.file, {})
        if _is_known(document, node, roots, grammar):
            continue
        roots[node.pointer] = kind
        for reference, target_kind in _references(node.value, kind, grammar):
            target = target_of(document, node.file, reference)
            if target is None:
                reach.lost.add((node.file, reference))
            else:
                reach.targets[node.file, reference] = target.at
                waiting.append((target, target_kind))
    return replace(
        reach,
        roots={
            file: _outermost(document, file, roots, grammar) for file, roots in reach.roots.items()
        },
    )


def _outermost(
    document: Document,
    file: str,
    roots: Mapping[str, ObjectKind],
    grammar: Mapping[ObjectKind, ObjectGrammar],
) -> dict[str, ObjectKind]:
    """Return the roots without those that are part of one that was found after them."""
    kept: dict[str, ObjectKind] = {}
    for root in sorted(roots, key=len):
        if not _is_known(document, document.node(f"{file}#{root}"), kept, grammar):
            kept[root] = roots[root]
    return kept


def _is_known(
    document: Document,
    node: Node,
    roots: Mapping[str, ObjectKind],
    grammar: Mapping[ObjectKind, ObjectGrammar],
) -> bool:
    """Return whether a node is one of the objects of a known root."""
    for root in json_pointer.upwards(node.pointer):
        if root in roots:
            tokens = json_pointer.split(node.pointer[len(root) :])
            start = document.node(f"{node.file}#{root}").value
            if _is_object(start, roots[root], tokens, grammar):
                return True
    return False


def _is_object(
    value: JsonValue,
    kind: ObjectKind,
    tokens: list[str],
    grammar: Mapping[ObjectKind, ObjectGrammar],
) -> bool:
    """Return whether tokens lead along the grammar from one object to another."""
    while tokens:
        name, *tokens = tokens
        value = child_value(value, name)
        slot = grammar[kind].slot(name, value)
        if slot is None:
            return False
        form, kind = slot
        if form is not Form.ONE:
            if not tokens:
                return False
            value = child_value(value, tokens.pop(0))
    return True


def _references(
    value: JsonValue, kind: ObjectKind, grammar: Mapping[ObjectKind, ObjectGrammar]
) -> Iterator[tuple[str, ObjectKind]]:
    """Yield every different reference in an object, with the kind of object that it stands for."""
    references: dict[tuple[str, ObjectKind], None] = {}
    stack = [(value, kind)]
    while stack:
        value, kind = stack.pop()
        if not isinstance(value, dict):
            continue
        reference = value.get("$ref")
        if isinstance(reference, str) and may_be_reference(kind):
            references[reference, kind] = None
        stack += [(part, part_kind) for part, part_kind, _ in parts(value, grammar[kind])]
    yield from references


def target_of(document: Document, file: str, reference: str) -> Node | None:
    """Follow a reference, if it can be followed.

    Args:
        document: The document.
        file: The key of the file that the reference is in.
        reference: Its text.

    Returns:
        The node that it leads to; None if it leads nowhere.
    """
    try:
        return follow(Node(document, f"{file}#", {"$ref": reference}))
    except ReferenceFault:
        return None
