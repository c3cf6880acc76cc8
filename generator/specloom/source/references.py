"""Following `$ref`: within the document, and into the files that may be read."""

from __future__ import annotations

from typing import NoReturn

from ..diagnostics import (
    Code,
    Diagnostic,
    GenerationFailed,
    Severity,
    did_you_mean,
    printable,
    quote,
    similar,
)
from . import pointer
from .files import ReferenceRefused
from .suggestions import suggest_component, suggest_pointer
from .tree import Document, Node
from .values import JsonValue

_SHOWN_HOPS = 5
_OWN_DOCUMENT = frozenset(("$id", "$defs", "definitions"))


class ReferenceFault(Exception):
    """A reference cannot be followed; `diagnostic` says why, at the reference."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.diagnostic = diagnostic


def reference_of(node: Node) -> str | None:
    """Give a node's `$ref`, or else its `$dynamicRef`, which is followed as if it were one.

    Args:
        node: Any node.

    Returns:
        The reference's text; None if the node is no mapping with a text for either.
    """
    reference = node.text("$ref")
    return node.text("$dynamicRef") if reference is None else reference


def is_ambiguous(node: Node) -> bool:
    """Tell whether a `$dynamicRef` could lead elsewhere, depending on which schemas lead to it.

    Args:
        node: Any node.

    Returns:
        True if its file has several anchors of that name (JSON Schema 2020-12, section 8.2.3.2).
    """
    reference = node.text("$dynamicRef")
    if reference is None or not reference.startswith("#"):
        return False
    return len(_anchors(node.document, node.file).get(reference[1:], [])) > 1


def follow(node: Node) -> Node:
    """Follow a reference by one hop (OpenAPI 3.1, section 4.8.23; RFC 3986, RFC 6901).

    Args:
        node: A mapping with a `$ref`.

    Returns:
        The node that the reference names, which may be a reference again; the given node if it is
        no reference.

    Raises:
        ReferenceFault: There is nothing at that place (`UNRESOLVED_REFERENCE`), or the file may
            not be read (`REFUSED_REFERENCE`) or cannot be parsed.
    """
    reference = reference_of(node)
    if reference is None:
        return node
    address, _, fragment = reference.partition("#")
    file = _file(node, reference, address) if address else node.file
    return _place(node, reference, file, pointer.from_fragment(fragment))


def resolve(node: Node) -> Node:
    """Follow references until something else is found.

    Args:
        node: Any node. What stands beside its `$ref` is not looked at.

    Returns:
        The first node without `$ref`; the given node if it has none.

    Raises:
        ReferenceFault: As for `follow`; or the references form a loop (`CIRCULAR_REFERENCE`).
    """
    passed: dict[str, None] = {}  # in order
    current = node
    while reference_of(current) is not None:
        if current.at in passed:
            hops = list(passed)
            _refuse_loop(node, [*hops[hops.index(current.at) :], current.at])
        passed[current.at] = None
        current = follow(current)
    return current


def _file(node: Node, reference: str, address: str) -> str:
    """The key of the file that a reference names; the file has been read."""
    try:
        key = node.document.files.find(node.file, address)
        node.document.view(key)
    except ReferenceRefused as refusal:
        message = f"the reference {quote(reference)} is not followed: {refusal}"
        _fault(node, Code.REFUSED_REFERENCE, message, refusal.hint)
    except GenerationFailed as failure:
        cause = failure.diagnostics[0]
        if cause.code is not Code.UNREADABLE_FILE:
            raise ReferenceFault(cause) from None
        message = f"the reference {quote(reference)} leads nowhere: {cause.message}"
        hint = suggest_component(node.document.view(node.file).data, reference)
        if not hint or "." in address:  # What has a suffix is likely to mean a file.
            hint = f"{hint} It would be {printable(cause.location.file)}.".strip()
        _fault(node, Code.UNRESOLVED_REFERENCE, message, hint)
    return key


def _place(node: Node, reference: str, file: str, name: str) -> Node:
    """The node at a pointer or anchor of a file."""
    document = node.document
    if name and not name.startswith("/"):
        found = _nearest(_anchors(document, file).get(name, []), node)
        if found is None:
            message = f"the reference {quote(reference)} leads nowhere: there is no such $anchor"
            _fault(
                node,
                Code.UNRESOLVED_REFERENCE,
                message,
                _suggest(node, reference, f"{file}#{name}"),
            )
        name = found
    try:
        return document.node(f"{file}#{name}")
    except LookupError:
        inner = _inside(node, name) if file == node.file and reference.startswith("#") else None
        if inner is not None:
            return inner
        message = f"the reference {quote(reference)} leads nowhere"
        _fault(
            node, Code.UNRESOLVED_REFERENCE, message, _suggest(node, reference, f"{file}#{name}")
        )


def _inside(node: Node, name: str) -> Node | None:
    """Find what a pointer means to a schema that was written as a document of its own.

    Its references begin at the nearest `$id` (JSON Schema 2020-12, section 8.2.1); authors leave that
    out when they copy a schema with its `$defs` into a component.
    """
    tokens = pointer.split(node.pointer)
    while tokens:
        tokens = tokens[:-1]
        around = "".join(f"/{pointer.escape(token)}" for token in tokens)
        value = node.document.node(f"{node.file}#{around}").value
        if isinstance(value, dict) and not _OWN_DOCUMENT.isdisjoint(value):
            try:
                return node.document.node(f"{node.file}#{around}{name}")
            except LookupError:
                continue
    return None


def _nearest(pointers: list[str], node: Node) -> str | None:
    """Choose among the places of an anchor: schemas that were written apart may use the same name."""

    def shared(at: str) -> int:
        pairs = zip(pointer.split(at), pointer.split(node.pointer), strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), len(at))

    return max(pointers, key=shared, default=None)


def _anchors(document: Document, file: str) -> dict[str, list[str]]:
    """The `$anchor`s of a file (JSON Schema 2020-12, section 8.2.2), with their pointers."""
    anchors = document.anchors.get(file)
    if anchors is None:
        anchors = document.anchors[file] = {}
        stack: list[tuple[str, JsonValue]] = [("", document.view(file).data)]
        while stack:
            at, value = stack.pop()
            if isinstance(value, dict):
                for keyword in ("$anchor", "$dynamicAnchor"):
                    anchor = value.get(keyword)
                    if isinstance(anchor, str):
                        anchors.setdefault(anchor, []).append(at)
                stack += [(pointer.join(at, key), child) for key, child in value.items()]
            elif isinstance(value, list):
                stack += [(pointer.join(at, index), child) for index, child in enumerate(value)]
    return anchors


def _suggest(node: Node, reference: str, wanted: str) -> str:
    """A hint that names what the reference may have meant."""
    file, _, name = wanted.rpartition("#")
    data = node.document.view(file).data
    if name.startswith("/"):
        return suggest_pointer(data, reference, name, reference.partition("#")[0])
    matches = similar(name, _anchors(node.document, file))
    return did_you_mean(f"#{match}" for match in matches) or suggest_component(data, reference)


def _refuse_loop(node: Node, loop: list[str]) -> NoReturn:
    shown = loop if len(loop) <= _SHOWN_HOPS else [*loop[: _SHOWN_HOPS - 1], "...", loop[-1]]
    message = f"the reference only leads to itself: {' -> '.join(map(printable, shown))}"
    _fault(node, Code.CIRCULAR_REFERENCE, message, "")


def _fault(node: Node, code: Code, message: str, hint: str) -> NoReturn:
    location = node.document.locate(pointer.join(node.at, "$ref"))
    raise ReferenceFault(
        Diagnostic(
            code=code, severity=Severity.ERROR, message=message, location=location, hint=hint
        )
    )
