"""What a document says, and leaves out, that a configuration may say: the interview of `specloom init`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import field
from typing import Any

from ..config import ClientConfig
from ..config.proposals import Proposal, Proposals
from ..diagnostics import ConfigurationError, GenerationFailed, printable, quote
from ..ir.api import Api, Hole, Server
from ..openapi.load import Document
from ..parse.auth_proposals import likely_schemes
from ..parse.page_proposals import likely_hints
from ..python.names import package_name
from ..records import dataclass, replace
from .understanding import Progress, understand

OVERLAY = "overlay.yaml"
"""The file that is written beside the configuration where the document has several servers."""
_PLACE = "https://api.example.com"
_TAGS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """What a document says to the questions of `specloom init`.

    Attributes:
        package: The import name that the client would have.
        authenticates: Whether the document has a security scheme.
        servers: The addresses that the document lists, resolved; those that have no host, too.
        is_anywhere: Whether one of them has a host.
        overlay: The text of an overlay about the servers; "" where there are not several.
        proposals: What the configuration may say.
    """

    package: str = ""
    authenticates: bool = True
    servers: tuple[str, ...] = ()
    is_anywhere: bool = True
    overlay: str = ""
    proposals: Proposals = field(default_factory=Proposals)
    listed: Sequence[Any] = ()

    def with_key(self, key: str, proposal: Proposal) -> Interview:
        """Return this with another proposal for a key."""
        keys = {**self.proposals.keys, key: proposal}
        return replace(self, proposals=replace(self.proposals, keys=keys))

    def with_scheme(self, line: str) -> Interview:
        """Return this with a security scheme that is taken, in place of those that were likely."""
        others = (p for p in self.proposals.tables.get("auth", ()) if not _same_key(p.line, line))
        taken = Proposal(line=line, reason="as you said", taken=True)
        tables = {**self.proposals.tables, "auth": (taken, *others)}
        return replace(self, proposals=replace(self.proposals, tables=tables))

    def with_server(self, number: int) -> Interview:
        """Return this with another one of the document's servers as the first, which a client calls."""
        first = self.listed[number]
        others = [server for server in self.listed if server is not first]
        reason = f"{self.servers[number]} comes first, as you said"
        changed = replace(self, overlay=_overlay([first, *others], reason))
        line = f'overlays = ["{OVERLAY}"]'
        return changed.with_key("overlays", Proposal(line=line, reason=reason, taken=True))

    def with_address(self, url: str) -> Interview:
        """Return this with the address of a service whose document says none."""
        line = f"base_url = {json.dumps(url)}"
        return self.with_key("base_url", Proposal(line=line, reason="as you said", taken=True))


def interview(config: ClientConfig, progress: Progress) -> Interview | None:
    """Read a document, and say what may be configured; None for one that cannot be read."""
    try:
        understood = understand(config, progress)
    except (GenerationFailed, ConfigurationError):
        return None
    api, document = understood.api, understood.document
    servers = tuple(_address(server) for server in api.servers)
    is_anywhere = any(map(_has_host, servers))
    root = document.root.data
    is_swagger = isinstance(root, dict) and "swagger" in root
    package = package_name(api, config)
    keys = {
        "package": Proposal(
            line=f"package = {json.dumps(package)}",
            reason=f"the import name: the document is called {quote(api.title.raw)}",
        ),
        "group_by": _grouping(api),
    }
    found = Interview(
        package=package,
        authenticates=bool(api.security_schemes),
        servers=servers,
        is_anywhere=is_anywhere,
        proposals=Proposals(
            keys=keys,
            tables={"auth": tuple(likely_schemes(api)), "pagination": tuple(likely_hints(api))},
        ),
        listed=() if is_swagger else _listed(document),
    )
    return _about_servers(found)


def _about_servers(found: Interview) -> Interview:
    """Add what may be said where a document says nothing of where it is served, or several things."""
    if not found.is_anywhere:
        path = next((server for server in found.servers if server.startswith("/")), "")
        line = f"base_url = {json.dumps(_PLACE + path.partition('{')[0])}"
        what = f"only says {quote(path)}" if path else "does not say where it is served"
        return found.with_key("base_url", Proposal(line=line, reason=f"the document {what}"))
    if len(found.listed) < 2:
        return found
    reason = f"the document has {len(found.listed)} servers, and the first is called: {OVERLAY} may say which"
    line = f'overlays = ["{OVERLAY}"]'
    changed = replace(found, overlay=_overlay(found.listed, reason))
    return changed.with_key("overlays", Proposal(line=line, reason=reason))


def _overlay(servers: Sequence[Any], reason: str) -> str:
    """Return an overlay that replaces the servers of a document."""
    update = {"servers": list(servers)}
    text = json.dumps(update, ensure_ascii=False)
    lines = [
        f"# {reason}.",
        "overlay: 1.0.0",
        "info: {title: Where the API is served, version: 1.0.0}",
        "actions:",
        "  - target: $.servers",
        "    remove: true",
        "  - target: $",
        f"    update: {text if text.isprintable() else json.dumps(update)}",
    ]
    return "\n".join(lines) + "\n"


def _grouping(api: Api) -> Proposal:
    tags = list(dict.fromkeys(op.tags[0].raw for op in api.operations if op.tags))
    if not tags:
        return Proposal(
            line='group_by = "path"',
            reason="the document has no tags: resources are called by the first segment of their paths",
        )
    if len(tags) == 1 and len(api.operations) > 1:
        return Proposal(
            line='group_by = "path"',
            reason=f"all operations with a tag have {quote(tags[0])}: paths may tell more apart",
        )
    shown = ", ".join(map(quote, tags[:_TAGS_SHOWN])) + (", ..." if tags[_TAGS_SHOWN:] else "")
    several = "s" if len(tags) > 1 else ""
    reason = f"the document has {len(tags)} tag{several}: {shown}"
    return Proposal(line='group_by = "tag"', reason=reason)


def _listed(document: Document) -> Sequence[Any]:
    servers = document.data.get("servers") if isinstance(document.data, dict) else None
    return servers if isinstance(servers, list) else ()


def _address(server: Server) -> str:
    parts = server.url.parts
    return "".join(
        f"{{{printable(p.name.raw)}}}" if isinstance(p, Hole) else printable(p.raw) for p in parts
    )


def _has_host(address: str) -> bool:
    return "://" in address or address.startswith("{")


def _same_key(line: str, other: str) -> bool:
    return line.partition(" =")[0] == other.partition(" =")[0]
