"""From the document to the neutral model: what the API means."""

from __future__ import annotations

from collections.abc import Mapping

from ..config import ClientConfig, Filters
from ..diagnostics import Code, Diagnostic, printable, quote
from ..ir.api import Api, Tag
from ..ir.types import Text
from ..openapi.load import Document, Node, elements_of, items_of
from ..records import replace
from .context import Parser
from .documentation import described, doc_of, text_of
from .extensions import error_conventions_of, group_by_of, retry_rules_of
from .operations.media_types import warn_of_unused
from .operations.operations import parse_operations, parse_webhooks
from .operations.security import default_requirements, places_of, security_schemes_of
from .operations.selection import Declared, shared_ids
from .operations.servers import configured_server, servers_of
from .operations.stream_methods import with_stream_methods
from .operations.text_parameters import with_text_parameters
from .operations.wait_methods import with_wait_methods
from .pagination import with_pages
from .schemas.inheritance import find_families
from .schemas.schemas import parse_pending

__all__ = ["parse"]

_SHOWN = 5


def parse(document: Document, config: ClientConfig) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Parse a document in normal form (OpenAPI 3.1) into the neutral model.

    What cannot be honoured costs the smallest part it can and is named in a diagnostic.
    """
    shared = shared_ids(document)
    document = replace(document, shared_ids=frozenset(shared))
    parser = Parser(document=document, hints=config.hints)
    _warn_of_shared(parser, shared)
    parser.families = find_families(parser)
    root = document.node()
    schemes = security_schemes_of(parser)
    parser.scheme_places = places_of(schemes)
    default_security = default_requirements(parser, root)
    operations = parse_operations(parser, config.filters, default_security)
    webhooks = parse_webhooks(parser, default_security)
    if config.filters == Filters():
        _want_all_schemas(parser, root)
    parse_pending(parser)
    operations = with_stream_methods(parser, operations)
    warn_of_unused(parser)
    info = root.get("info") or root
    types = parser.table.types()
    operations = with_text_parameters(parser, types, operations)
    operations = with_pages(parser, types, operations, detect=config.pagination == "detect")
    operations = with_wait_methods(parser, types, operations)
    api = Api(
        title=text_of(info, "title") or Text("API"),
        version=text_of(info, "version") or Text("0"),
        doc=doc_of(info),
        contact=_linked(info.get("contact")),
        license=_linked(info.get("license")),
        servers=(*configured_server(parser, config.base_url), *servers_of(parser, root)),
        tags=_tags(parser, root),
        operations=operations,
        webhooks=webhooks,
        types=types,
        security=default_security,
        security_schemes=schemes,
        errors=error_conventions_of(parser),
        retry=retry_rules_of(parser),
        group_by=group_by_of(parser),
    )
    return api, tuple(dict.fromkeys(parser.diagnostics))


def _warn_of_shared(parser: Parser, shared: Mapping[str, tuple[Declared, ...]]) -> None:
    for name, operations in shared.items():
        first, *others = (operation.node for operation in operations)
        shown = [str(operation) for operation in operations[:_SHOWN]]
        shown += ["..."] if operations[_SHOWN:] else []
        message = (
            f"the operationId {quote(name)} is that of {len(operations)} operations, "
            f"{printable(', '.join(shown))}; each is named by its method and path"
        )
        hint = (
            "" if all(other.at == first.at for other in others) else "Give each operation its own."
        )
        place = first.get("operationId") or first
        parser.warn(Code.DUPLICATE_OPERATION_ID, message, place.at, hint)


def _want_all_schemas(parser: Parser, root: Node) -> None:
    """Request the schemas that no operation uses: they are part of the API too."""
    components = root.get("components")
    schemas = None if components is None else components.get("schemas")
    for section in (schemas, root.get("definitions")):
        for _, node in items_of(section):
            parser.table.want(node)


def _tags(parser: Parser, root: Node) -> tuple[Tag, ...]:
    nodes = [node for node in elements_of(root.get("tags")) if node.text("name")]
    unused = [at for node in nodes for name in ("parent", "kind") if (at := node.get(name))]
    if unused:
        message = (
            "tags are resources side by side: what is above another, and its kind, is not used"
        )
        parser.warn(Code.NOT_USED, message, unused[0].at)
    return tuple(
        Tag(name=Text(node.text("name") or ""), doc=described(doc_of(node)), at=node.at)
        for node in nodes
    )


def _linked(node: Node | None) -> Text | None:
    """Return the most telling text of a contact or licence: its name, else its address."""
    if node is None:
        return None
    return text_of(node, "name") or text_of(node, "url") or text_of(node, "email")
