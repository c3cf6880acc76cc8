"""Links from the types that documentation shows to the pages of models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...ir.type_graph import ids_in, ids_of
from ...ir.types import TypeId, TypeRef
from ...records import dataclass
from ..code.encoders import markdown_code, markdown_name
from ..code.symbols import Symbols
from ..naming.printable import Markdown

_MOST_LINKS = 8
"""How many models one type is linked to."""
_MOST_STEPS = 200
_BELOW = Markdown("models/")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeLinks:
    """Writes links to models; `models` is what leads from the page to the folder of their pages."""

    symbols: Symbols
    models: Markdown = _BELOW

    def to(self, refs: Iterable[TypeRef], *, writing: bool) -> Markdown:
        """Return links to the models that some types name; "" for none."""
        names = list(dict.fromkeys(each for ref in refs for each in named_in(self.symbols, ref)))
        links = [self.link(type_id, writing=writing) for type_id in names[:_MOST_LINKS]]
        if len(names) > _MOST_LINKS:
            links.append(Markdown("and others"))
        return Markdown.joined(", ", links)

    def link(self, type_id: TypeId, *, writing: bool = False) -> Markdown:
        """Return a link to a model that has a name."""
        name = self.symbols.class_name(type_id, writing=writing)
        page = model_page_name(self.symbols.modules[type_id])
        return Markdown.of(
            "[{}]({}{}#{})", markdown_code(name), self.models, page, markdown_name(name.lower())
        )


def named_in(symbols: Symbols, ref: TypeRef) -> Iterator[TypeId]:
    """Yield the types with a name that a type consists of, through those that are written out."""
    pending, seen = list(ids_in(ref)), set[TypeId]()
    while pending and len(seen) < _MOST_STEPS:
        type_id = pending.pop(0)
        if type_id in seen:
            continue
        seen.add(type_id)
        if type_id in symbols.names:
            yield type_id
            continue
        declaration = symbols.declaration(type_id)
        if declaration is not None:
            pending += ids_of(declaration)


def model_page_name(module: str) -> Markdown:
    """Return the name of the page of a module of models."""
    return Markdown.of("{}.md", markdown_name(module))
