"""Check that everything a configuration names exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..config import ClientConfig, Filters
from ..diagnostics import ConfigurationError, GenerationFailed, quote
from ..ir.name_keys import KeyKind, NameKey, parse_key, recorded_key, tag_key
from ..ir.types import Text
from ..openapi.load import Document
from .operations.selection import Declared, declared_operations, meant, shared_ids, unmatched


def check_configuration(
    document: Document, config: ClientConfig, named: Mapping[NameKey, str]
) -> None:
    """Check filters, hints and names.

    Args:
        document: The document, in normal form.
        config: The configuration.
        named: What can be named, with the names that were allotted.

    Raises:
        ConfigurationError: Something names nothing; all such things are said, a line each.
    """
    faults = [*unmatched(document, config), *_names(document, config, named)]
    if faults:
        raise ConfigurationError("\n".join(f"{config.output}: {fault}" for fault in faults))


def _names(document: Document, config: ClientConfig, named: Mapping[NameKey, str]) -> Iterator[str]:
    if not config.names:
        return
    operations = list(declared_operations(document))
    several = shared_ids(document)
    places = {o.operation_id: o.at for o in operations if o.operation_id}
    for key, name in config.names.items():
        if key in several:
            shown = ", ".join(map(str, several[key]))
            yield f"[client.names]: {quote(key)} is the operationId of several operations ({shown}); use JSON pointers"
            continue
        allotted = named.get(recorded_key(places.get(key, key)))
        if allotted is not None and name != allotted:
            yield (
                f"[client.names]: {quote(name)} is taken or reserved; "
                f"{quote(key)} would be called {quote(allotted)}"
            )
        elif allotted is None and not (
            config.filters != Filters() and _exists(key, document, operations)
        ):
            kinds = {at: parse_key(at).kind for at in named}
            known = [*places, *(at for at in named if kinds[at] is not KeyKind.REQUEST_MODEL)]
            yield f"[client.names]: {quote(key)} names nothing that has a name of its own{meant(key, known)}"


def _exists(key: str, document: Document, operations: Iterable[Declared]) -> bool:
    """Return whether the document has what a key names, though the filters leave it out."""
    if any(key in (o.operation_id, *(tag_key(Text(tag)) for tag in o.tags)) for o in operations):
        return True
    parsed = parse_key(key)
    if parsed.kind is KeyKind.PATH:
        return any(parsed.subject in o.path.lower().split("/") for o in operations)
    try:
        document.node(key)
    except (LookupError, ValueError, GenerationFailed):
        return False
    return True
