"""Follow `$ref`, within the document and into other files."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import quote as percent_encode

from ... import json_pointer
from ...diagnostics import (
    Code,
    Diagnostic,
    GenerationFailed,
    Severity,
    did_you_mean,
    printable,
    quote,
    similar,
)
from ..files.source_files import OWN_SCHEME, ReferenceRefused
from .document import Document, Node
from .resources import FileResources, joined, resources_of
from .suggestions import suggest_component, suggest_pointer

_SHOWN_HOPS = 5
_OWN_DOCUMENT = frozenset(("$id", "$defs", "definitions"))
# What a fragment may hold as it is (RFC 3986, section 3.5).
_FRAGMENT_CHARACTERS = "/~!$&'()*+,;=:@?"


class ReferenceFault(Exception):
    """A reference cannot be followed; `diagnostic` says why, at the reference."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.diagnostic = diagnostic


def reference_of(node: Node) -> str | None:
    """Return a node's `$ref`, or else its `$dynamicRef`, which is followed as if it were one.

    Returns the reference's text; None if the node is not a mapping with a text for either.
    """
    value = node.value
    if not isinstance(value, dict):
        return None
    for keyword in ("$ref", "$dynamicRef"):
        reference = value.get(keyword)
        if isinstance(reference, str):
            return reference
    return None


def is_ambiguous(node: Node) -> bool:
    """Return whether a `$dynamicRef` could lead elsewhere, depending on which schemas lead to it.

    Returns true if its file has several anchors of that name (JSON Schema 2020-12, section 8.2.3.2).
    """
    reference = node.text("$dynamicRef")
    if reference is None or not reference.startswith("#"):
        return False
    return len(_resources(node.document, node.file).anchors.get(reference[1:], [])) > 1


def reference_to(target: Node, file: str) -> str:
    """Write a reference, for the generator's own use.

    Args:
        target: What it leads to; its file has been found before.
        file: The key of the file that the reference is going to be in.

    Returns:
        The text of a `$ref`, which needs no search and no permission.
    """
    address = "" if target.file == file else f"{OWN_SCHEME}{target.file}"
    return f"{address}#{percent_encode(target.pointer, safe=_FRAGMENT_CHARACTERS)}"


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
    known = node.document.followed.get((node.file, reference))
    if known is not None and not node.document.files.mention_ids:
        return Node(node.document, *known)
    address, _, fragment = reference.partition("#")
    name = json_pointer.from_fragment(fragment)
    embedded = _embedded(node, address, name)
    if embedded is not None:
        return embedded
    file = _file(node, reference, address) if address else node.file
    target = _place(node, reference, file, name)
    if target.at == f"{file}#{name}":
        # It is the same wherever the reference stands in its file; most are followed again and again.
        node.document.followed[node.file, reference] = target.at, target.value
    return target


def resolve(node: Node) -> Node:
    """Follow references until something else is found.

    Args:
        node: Any node. Siblings of its `$ref` are ignored.

    Returns:
        The first node without `$ref`; the given node if it has none.

    Raises:
        ReferenceFault: As for `follow`; or the references form a loop (`CIRCULAR_REFERENCE`).
    """
    if reference_of(node) is None:
        return node  # nearly always
    return follow_all(node)[-1]


def follow_all(node: Node) -> list[Node]:
    """Follow references, and keep what is passed on the way.

    Args:
        node: Any node.

    Returns:
        The given node, and what each reference leads to; only the last has no `$ref`.

    Raises:
        ReferenceFault: As for `resolve`.
    """
    hops = {node.at: node}
    current = node
    while reference_of(current) is not None:
        current = follow(current)
        if current.at in hops:
            passed = list(hops)
            _refuse_loop(node, [*passed[passed.index(current.at) :], current.at])
        hops[current.at] = current
    return list(hops.values())


def _file(node: Node, reference: str, address: str) -> str:
    """Return the key of the file that a reference names; the file has been read."""
    try:
        key = node.document.files.find(node.file, address)
        node.document.view(key)
    except ReferenceRefused as refusal:
        message = f"the reference {quote(reference)} is not followed: {refusal}"
        _fault(node, Code.REFUSED_REFERENCE, message, refusal.hint)
    except GenerationFailed as failure:
        cause = failure.diagnostics[0]
        if cause.code is Code.DUPLICATE_KEY:
            raise ReferenceFault(cause) from None
        place, reason = cause.location, cause.message
        if cause.code is not Code.UNREADABLE_FILE:
            reason = f"{printable(place.file)}:{place.line}:{place.column}: {reason}"
        message = f"the reference {quote(reference)} leads nowhere: {reason}"
        hint = suggest_component(node.document.view(node.file).data, reference)
        if not hint or "." in address:  # What has a suffix is likely to mean a file.
            hint = f"{hint} It would be {printable(place.file)}.".strip()
        _fault(node, Code.UNRESOLVED_REFERENCE, message, hint)
    return key


def _place(node: Node, reference: str, file: str, name: str) -> Node:
    """Return the node at a pointer or anchor of a file."""
    document = node.document
    if name and not name.startswith("/"):
        target = _nearest(_resources(document, file).anchors.get(name, []), node)
        if target is None:
            message = f"the reference {quote(reference)} leads nowhere: there is no such $anchor"
            _fault(
                node,
                Code.UNRESOLVED_REFERENCE,
                message,
                _suggest(node, reference, f"{file}#{name}"),
            )
        name = target
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
    tokens = json_pointer.split(node.pointer)
    while tokens:
        tokens = tokens[:-1]
        around = "".join(f"/{json_pointer.escape(token)}" for token in tokens)
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
        pairs = zip(json_pointer.split(at), json_pointer.split(node.pointer), strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), len(at))

    return max(pointers, key=shared, default=None)


def _resources(document: Document, file: str) -> FileResources:
    """Return what the schemas of a file are called, looked for once."""
    resources = document.resources.get(file)
    if resources is None:
        resources = resources_of(document.view(file).data, document.files.address(file))
        document.resources[file] = resources
        for resource in resources.roots.values():
            document.uris.setdefault(resource.uri, (file, resource.at))
    return resources


def _embedded(node: Node, address: str, name: str) -> Node | None:
    """Follow a reference by the `$id` of a schema, or by the `$self` of a file, that has been read.

    None where no such name is known: the rest of the document, and files, are looked for by place.
    """
    document = node.document
    if not document.files.mention_ids:
        return None
    around = _resources(document, node.file).around(node.pointer)
    if not address:
        place = (node.file, around.at) if around.at else None
    else:
        files = document.files.read()
        if len(files) != len(document.resources):
            for file in files:
                _resources(document, file)
        place = document.uris.get(joined(around.uri, address))
    return None if place is None else _within(document, *place, name)


def _within(document: Document, file: str, root: str, name: str) -> Node | None:
    """Return the node at a pointer or anchor of a resource."""
    if name and not name.startswith("/"):
        resources = _resources(document, file)
        places = [at for at in resources.anchors.get(name, []) if resources.around(at).at == root]
        if not places:
            return None
        return document.node(f"{file}#{places[0]}")
    try:
        return document.node(f"{file}#{root}{name}")
    except LookupError:
        return None


def _suggest(node: Node, reference: str, wanted: str) -> str:
    """Return a hint that names what the reference may have meant."""
    file, _, name = wanted.rpartition("#")
    data = node.document.view(file).data
    if name.startswith("/"):
        return suggest_pointer(data, reference, name, reference.partition("#")[0])
    matches = similar(name, _resources(node.document, file).anchors)
    return did_you_mean(f"#{match}" for match in matches) or suggest_component(data, reference)


def _refuse_loop(node: Node, loop: list[str]) -> NoReturn:
    shown = loop if len(loop) <= _SHOWN_HOPS else [*loop[: _SHOWN_HOPS - 1], "...", loop[-1]]
    message = f"the reference only leads to itself: {' -> '.join(map(printable, shown))}"
    _fault(node, Code.CIRCULAR_REFERENCE, message, "")


def _fault(node: Node, code: Code, message: str, hint: str) -> NoReturn:
    location = node.document.locate(json_pointer.join(node.at, "$ref"))
    raise ReferenceFault(
        Diagnostic(
            code=code, severity=Severity.WARNING, message=message, location=location, hint=hint
        )
    )
