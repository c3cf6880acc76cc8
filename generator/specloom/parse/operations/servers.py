"""Servers and their variables (OpenAPI 3.1, sections 4.8.5 and 4.8.6)."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from ...diagnostics import Code, quote
from ...ir.api import Hole, Server, ServerVariable, Template, TemplatePart
from ...ir.types import Text
from ...openapi.files.urls import is_url
from ...openapi.load import Node, elements_of, items_of
from ..context import Parser
from ..documentation import doc_of, texts_of
from ..extensions import environment_of

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def servers_of(parser: Parser, owner: Node) -> tuple[Server, ...]:
    """Return the servers that a document lists, with relative URLs resolved against the document's.

    A relative one stays so where the document was not loaded from a URL. A variable that has no
    default, or is not declared at all, becomes one that must be given.
    """
    listed = owner.get("servers")
    servers = []
    names = [n for s in elements_of(listed) if (n := s.get("name"))]
    if names:
        message = "the client calls servers by their address: their names are not used"
        parser.warn(Code.NOT_USED, message, names[0].at)
    for node in elements_of(listed):
        declared = node.text("url")
        if declared is None:
            parser.warn(Code.INVALID_DOCUMENT, "a server needs a url", node.at)
            continue
        url = _resolved(declared, node)
        variables = (*_variables(parser, node, url), *_undeclared(parser, node, url))
        servers.append(
            Server(
                url=_template(url, {variable.name for variable in variables}),
                variables=variables,
                doc=doc_of(node),
                environment=environment_of(parser, node),
                at=node.at,
            )
        )
    return tuple(servers)


def configured_server(parser: Parser, base_url: str | None) -> tuple[Server, ...]:
    """Return the server that a configuration names, which comes before those of the document."""
    if base_url is None:
        return ()
    return (Server(url=Template((Text(base_url),)), at=parser.document.node().at),)


def operation_servers_of(parser: Parser, owner: Node) -> tuple[Server, ...]:
    """Return the servers of a path or operation; one that cannot be used without an argument is left out."""
    usable = []
    for server in servers_of(parser, owner):
        missing = [variable for variable in server.variables if variable.default is None]
        if missing:
            message = (
                f"the server's variable {quote(missing[0].name.raw)} has no default: "
                "the operation is called at the client's base_url"
            )
            parser.warn(Code.UNSUPPORTED_OPERATION, message, server.at)
        else:
            usable.append(server)
    return tuple(usable)


def _resolved(url: str, node: Node) -> str:
    """Resolve a relative URL against that of the file it is in (OpenAPI 3.1, section 4.8.5.1)."""
    location = node.document.root.name
    if is_url(location):
        return urljoin(urljoin(location, node.file), url)
    return f"https:{url}" if url.startswith("//") else url


def _variables(parser: Parser, server: Node, url: str) -> tuple[ServerVariable, ...]:
    parsed = []
    for name, node in items_of(server.get("variables")):
        if f"{{{name}}}" not in url or not isinstance(node.value, dict):
            continue
        default = node.value.get("default")
        parsed.append(
            ServerVariable(
                name=Text(name),
                default=None if default is None else Text(str(default)),
                values=texts_of(node.value.get("enum", [])),
                doc=doc_of(node),
                environment=environment_of(parser, node),
                at=node.at,
            )
        )
    return tuple(parsed)


def _undeclared(parser: Parser, server: Node, url: str) -> tuple[ServerVariable, ...]:
    """Return the variables of a URL that the document does not declare; braces are never sent as they stand."""
    variables = server.get("variables")
    declared = variables.value if variables is not None else None
    known = (
        {k for k, v in declared.items() if isinstance(v, dict)}
        if isinstance(declared, dict)
        else set()
    )
    names = dict.fromkeys(name for name in _VARIABLE.findall(url) if name not in known)
    for name in names:
        message = (
            f"the variable {quote(name)} of the server's url is not declared; it has no default"
        )
        parser.warn(Code.INVALID_DOCUMENT, message, server.at)
    return tuple(ServerVariable(name=Text(n), default=None, at=server.at) for n in names)


def _template(url: str, names: set[Text]) -> Template:
    parts: list[TemplatePart] = []
    position = 0
    for match in _VARIABLE.finditer(url):
        if Text(match[1]) in names:
            parts += [Text(url[position : match.start()]), Hole(Text(match[1]))]
            position = match.end()
    parts.append(Text(url[position:]))
    return Template(tuple(part for part in parts if part != Text("")))
