"""The contract of templates, as Markdown for the guide."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import ModuleType

from ...python.code import doc_nodes, nodes, test_nodes, webhook_nodes
from .assets import template_source
from .overrides import CONTRACT, overridable

_RECEIVES = re.compile(r"\{# receives: (.*?) #\}")
_MODULE = re.compile(r"\b(?:doc_|test_|webhook_)?nodes\.")


def reference() -> str:
    """Return what templates receive, as the tables of docs/templates.md."""
    lines = [f"## The nodes, contract {CONTRACT}", "", "| Template | Receives |", "| --- | --- |"]
    lines += [f"| `{name}` | {_received(name)} |" for name in overridable()]
    for module in (nodes, test_nodes, webhook_nodes, doc_nodes):
        for node in _nodes_of(module):
            lines += ["", f"### {node.__name__}", "", inspect.getdoc(node) or ""]
            lines += ["", "| Attribute | Type |", "| --- | --- |"]
            # Annotations are texts: they are not evaluated.
            lines += [f"| `{f.name}` | `{_cell(f.type)}` |" for f in fields(node)]
    return "\n".join(lines)


def _received(name: str) -> str:
    match = _RECEIVES.match(template_source(name))
    return "" if match is None else _MODULE.sub("", match[1])


def _nodes_of(module: ModuleType) -> Iterator[type]:
    for value in vars(module).values():
        own = getattr(value, "__module__", "") == module.__name__
        if own and isinstance(value, type) and is_dataclass(value):
            yield value


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")
