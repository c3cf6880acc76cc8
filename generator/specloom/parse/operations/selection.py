"""Select operations by filters."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from ...config import ClientConfig, Filters
from ...diagnostics import printable, quote, similar
from ...openapi.document.grammar import METHODS
from ...openapi.document.references import ReferenceFault, resolve
from ...openapi.load import Document, Node, items_of
from ...records import dataclass
from ..documentation import doc_of, texts_of


@dataclass(frozen=True, slots=True)
class Declared:
    """An operation as a document declares it, before any is left out."""

    method: str
    path: str
    node: Node
    at: str
    """Its id: at the path, also where that is a reference to an item which several paths have."""

    @property
    def operation_id(self) -> str:
        """The operationId, "" if there is none."""
        return self.node.text("operationId") or ""

    @property
    def tags(self) -> list[str]:
        """The names of the tags."""
        tags = self.node.value.get("tags") if isinstance(self.node.value, dict) else None
        return [tag.raw for tag in texts_of(tags or [])]

    def __str__(self) -> str:
        return f"{self.method.upper() if self.method in METHODS else self.method} {self.path}"


def declared_operations(document: Document) -> Iterator[Declared]:
    """Find the operations that a client could call, ordered by path.

    Args:
        document: A document in normal form.

    Yields:
        The operations; those behind references are at the path that refers to them.
    """
    for path, item in items_of(document.node().get("paths")):
        if path.startswith("/"):
            try:
                target = resolve(item)
            except ReferenceFault:
                target = item
            methods = {m: node for owner in (target, item) for m, node in methods_of(owner)}
            for method, node in methods.items():
                at = item.at + node.at.removeprefix(item.at).removeprefix(target.at)
                yield Declared(method, path, node, at)


def methods_of(item: Node) -> Iterator[tuple[str, Node]]:
    """Yield the operations of a Path Item, by method; the others' names are written as they are sent."""
    value = item.value if isinstance(item.value, dict) else {}
    for method in METHODS:
        if isinstance(value.get(method), dict):
            yield method, item.child(method)
    for method, node in items_of(item.get("additionalOperations")):
        if isinstance(node.value, dict):
            yield method, node


def shared_ids(document: Document) -> Mapping[str, tuple[Declared, ...]]:
    """Find the operationIds that several operations have, though they must be unique (OpenAPI 3.1, 4.8.10).

    Returns the operations of each, ordered by path.
    """
    by_id: dict[str, list[Declared]] = {}
    for operation in declared_operations(document):
        if operation.operation_id:
            by_id.setdefault(operation.operation_id, []).append(operation)
    return {name: tuple(several) for name, several in sorted(by_id.items()) if several[1:]}


def path_wanted(path: str, filters: Filters) -> bool:
    """Return whether the filters let the operations of a path through."""
    if any(fnmatch.fnmatchcase(path, pattern) for pattern in filters.exclude_paths):
        return False
    wanted = filters.include_paths
    return not wanted or any(fnmatch.fnmatchcase(path, pattern) for pattern in wanted)


def operation_wanted(node: Node, filters: Filters) -> bool:
    """Return whether the filters let an operation through, its path aside."""
    operation = Declared("", "", node, node.at)
    if filters.include_tags and not set(filters.include_tags).intersection(operation.tags):
        return False
    if filters.exclude_deprecated and doc_of(node).deprecated:
        return False
    return not filters.include_operations or operation.operation_id in filters.include_operations


def unmatched(document: Document, config: ClientConfig) -> list[str]:
    """Find what the filters and hints of a configuration name, and the document has not.

    Args:
        document: A document in normal form.
        config: The configuration; its names are not looked at.

    Returns:
        What is wrong, a line each.
    """
    operations = list(declared_operations(document))
    tags = {tag for operation in operations for tag in operation.tags}
    paths = {operation.path for operation in operations}
    ids = {operation.operation_id for operation in operations} - {""}
    filters = config.filters
    matched = _matches_of(paths)
    faults = [
        *_unknown(
            "include_tags (--include-tag)", "the tag of no operation", filters.include_tags, tags
        ),
        *_unknown(
            "include_paths (--include-path)", _NO_PATH, filters.include_paths, paths, matched
        ),
        *_unknown(
            "exclude_paths (--exclude-path)", _NO_PATH, filters.exclude_paths, paths, matched
        ),
        *_unknown(
            "include_operations (--include-operation)", _NO_ID, filters.include_operations, ids
        ),
    ]
    left = [
        o for o in operations if path_wanted(o.path, filters) and operation_wanted(o.node, filters)
    ]
    if filters != Filters() and not left and not faults:
        faults.append("the filters leave no operation")
    schemes = document.node().get("components")
    schemes = None if schemes is None else schemes.get("securitySchemes")
    names = [name for name, _ in items_of(schemes)]
    # Others are added where the document has none of that name.
    signed = [n for n, hint in config.hints.auth.items() if hint.get("type") == "aws-sigv4"]
    paged = [name for name, hint in config.hints.pagination.items() if not isinstance(hint, str)]
    return [
        *faults,
        *_unknown("[client.auth]", "no security scheme", signed, names),
        *_unknown("[client.pagination]", _NO_ID, paged, ids),
        *_unknown("[client.stream]", _NO_ID, config.hints.stream, ids),
    ]


_NO_ID = "the operationId of no operation"
_NO_PATH = "a pattern of no path"


def _matches_of(paths: Collection[str]) -> Callable[[str], bool]:
    return lambda pattern: any(fnmatch.fnmatchcase(path, pattern) for path in paths)


def _unknown(
    setting: str,
    what: str,
    named: Iterable[str],
    known: Collection[str],
    matches: Callable[[str], bool] | None = None,
) -> Iterator[str]:
    for name in named:
        if not (matches(name) if matches else name in known):
            yield f"{setting}: {quote(name)} is {what}{meant(name, known)}"


def meant(name: str, known: Iterable[str]) -> str:
    """Return the end of a message that says what a name may have meant; "" if nothing is like it."""
    near = similar(name, sorted(known))
    return f"; did you mean {' or '.join(printable(word) for word in near)}?" if near else ""
