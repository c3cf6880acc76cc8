"""Servers and their variables (OpenAPI 3.1, sections 4.8.5 and 4.8.6)."""

from __future__ import annotations

import re

from ..diagnostics import Code
from ..ir.api import Hole, Server, ServerVariable, Template, TemplatePart
from ..ir.types import Text
from ..source.document import Node
from .conventions import environment_of
from .table import Parser
from .text import doc_of, texts_of

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def servers_of(parser: Parser, owner: Node) -> tuple[Server, ...]:
    """Give the servers that a document, path or operation lists."""
    listed = owner.get("servers")
    found = []
    names = [] if listed is None else [n for s in listed.elements() if (n := s.get("name"))]
    if names:
        message = "the client calls servers by their address: their names are not used"
        parser.warn(Code.NOT_USED, message, names[0].at)
    for node in listed.elements() if listed is not None else ():
        url = node.text("url")
        if url is None:
            parser.warn(Code.INVALID_DOCUMENT, "a server needs a url", node.at)
            continue
        variables = _variables(parser, node, url)
        found.append(
            Server(
                url=_template(url, {variable.name for variable in variables}),
                variables=variables,
                doc=doc_of(node),
                environment=environment_of(parser, node),
                at=node.at,
            )
        )
    return tuple(found)


def _variables(parser: Parser, server: Node, url: str) -> tuple[ServerVariable, ...]:
    variables = server.get("variables")
    found = []
    for name, node in variables.items() if variables is not None else ():
        if f"{{{name}}}" not in url or not isinstance(node.value, dict):
            continue
        found.append(
            ServerVariable(
                name=Text(name),
                default=Text(str(node.value.get("default", ""))),
                values=texts_of(node.value.get("enum", [])),
                doc=doc_of(node),
                environment=environment_of(parser, node),
                at=node.at,
            )
        )
    return tuple(found)


def _template(url: str, names: set[Text]) -> Template:
    parts: list[TemplatePart] = []
    position = 0
    for match in _VARIABLE.finditer(url):
        if Text(match[1]) in names:
            parts += [Text(url[position : match.start()]), Hole(Text(match[1]))]
            position = match.end()
    parts.append(Text(url[position:]))
    return Template(tuple(part for part in parts if part != Text("")))
