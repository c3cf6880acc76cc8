"""The documentation of the generated client: a page for each module of models."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from ...ir.examples import is_short
from ...ir.type_graph import ids_in, references_in, request_ids, response_ids
from ...ir.types import (
    AliasDecl,
    Const,
    Default,
    Doc,
    EnumDecl,
    Field,
    ObjectDecl,
    Required,
    TypeDecl,
    TypeId,
    UnionDecl,
)
from ...records import dataclass
from ..client.models import alias_target, is_class
from ..code.annotations import Annotator, Use
from ..code.doc_nodes import DocModel, DocModels, DocParameter
from ..code.encoders import (
    literal,
    markdown_code,
    markdown_command,
    markdown_description,
    markdown_text,
)
from ..code.prose import description_of, title_of
from ..code.symbols import Symbols
from ..code.union_code import union_of
from ..examples.calls import DocumentedResource
from ..naming.printable import Markdown
from .entries import described
from .pages import link_to
from .type_links import TypeLinks

_MOST_USES = 8


def models_by_module(symbols: Symbols) -> Mapping[str, list[TypeId]]:
    """Return the types that have a name, by module."""
    found: dict[str, list[TypeId]] = {}
    for type_id in symbols.names:
        found.setdefault(symbols.modules[type_id], []).append(type_id)
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """Links to what uses a type: its class as responses have it, and as requests do. They differ where it has two."""

    of_responses: Markdown = Markdown("")
    of_requests: Markdown = Markdown("")


def uses_of_types(
    symbols: Symbols, resources: Sequence[DocumentedResource]
) -> Mapping[TypeId, Uses]:
    """Return links to the operations and models that use each type with a name, written for the pages of models."""
    links: dict[tuple[TypeId, bool], dict[Markdown, None]] = {}
    references = references_in(symbols.api.types)
    linker = TypeLinks(symbols=symbols, models=Markdown(""))

    def add(link: Markdown, user: TypeId | None, ids: Iterable[TypeId], *, writing: bool) -> None:
        for type_id in _with_names(symbols, references, ids) - {user}:
            has_two = type_id in symbols.request_names
            links.setdefault((type_id, writing and has_two), {})[link] = None

    for resource in resources:
        for plan in resource.plans:
            link = link_to(resource, plan)
            add(link, None, request_ids(plan.operation), writing=True)
            add(link, None, response_ids(plan.operation), writing=False)
    for user in symbols.names:
        for writing in _directions(symbols, user):
            link = linker.link(user, writing=writing)
            add(link, user, references.get(user, ()), writing=writing)
    used = {key: _few(list(found)) for key, found in links.items()}
    none = Markdown("")
    return {
        type_id: Uses(
            of_responses=used.get((type_id, False), none),
            of_requests=used.get((type_id, True), none),
        )
        for type_id in dict.fromkeys(type_id for type_id, _ in used)
    }


def _directions(symbols: Symbols, type_id: TypeId) -> Iterator[bool]:
    """Yield whether a type is written, or read, or both, in the order in which its classes are shown."""
    if type_id not in symbols.writable or type_id in symbols.readable | symbols.received:
        yield False
    if type_id in symbols.writable:
        yield True


def _with_names(
    symbols: Symbols, references: Mapping[TypeId, tuple[TypeId, ...]], ids: Iterable[TypeId]
) -> set[TypeId]:
    """Return the types with a name among some, and those that the others are written out as."""
    found, pending = set[TypeId](), list(ids)
    seen = set[TypeId]()
    while pending:
        type_id = pending.pop()
        if type_id in seen:
            continue
        seen.add(type_id)
        if type_id in symbols.names:
            found.add(type_id)
        else:
            pending += references.get(type_id, ())
    return found


def _few(links: Sequence[Markdown]) -> Markdown:
    shown = list(islice(links, _MOST_USES))
    if len(links) > _MOST_USES:
        more = markdown_text(str(len(links) - _MOST_USES))
        shown.append(Markdown.of("and {} more", more))
    return Markdown.joined(", ", shown)


def models_page(
    symbols: Symbols, title: str, members: Sequence[TypeId], used_by: Mapping[TypeId, Uses]
) -> DocModels:
    """Make the page of a module: its classes by name, each as requests and as responses have it where these differ."""
    writer = _ModelWriter(symbols)
    models = []
    for type_id in members:
        used = used_by.get(type_id, Uses())
        one_way = type_id in symbols.writable and type_id not in symbols.readable
        models.append(writer.model(type_id, used.of_responses, writing=one_way))
        if type_id in symbols.request_names:
            models.append(writer.model(type_id, used.of_requests, writing=True))
    return DocModels(
        title=markdown_text(title), models=tuple(sorted(models, key=lambda model: model.name))
    )


class _ModelWriter:
    """Writes the documentation of models."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._links = TypeLinks(symbols=symbols, models=Markdown(""))

    def model(self, type_id: TypeId, used_by: Markdown, *, writing: bool) -> DocModel:
        """Return the documentation of one type."""
        declaration = self._symbols.api.types[type_id]
        annotator = Annotator(symbols=self._symbols, use=Use.RESPONSE, writing=writing)
        doc, name = declaration.doc, self._symbols.class_name(type_id, writing=writing)
        none = Markdown("")
        return DocModel(
            name=markdown_code(name),
            description=markdown_description(
                description_of(doc.description, name) or title_of(doc.summary, name)
            ),
            deprecated=doc.deprecated,
            target=none if _has_class(declaration) else self._target(annotator, declaration),
            links=none if _has_class(declaration) else self._targets(declaration, writing=writing),
            fields=(
                tuple(self._fields(annotator, declaration))
                if isinstance(declaration, ObjectDecl)
                else ()
            ),
            members=tuple(self._members(declaration)) if is_class(declaration) else (),
            example=_example(doc),
            used_by=used_by,
        )

    def _target(self, annotator: Annotator, declaration: TypeDecl) -> Markdown:
        if isinstance(
            declaration, UnionDecl
        ):  # without the table that tells the alternatives apart
            return markdown_code(union_of(annotator.argument_options(declaration)))
        return markdown_code(alias_target(annotator, declaration))

    def _targets(self, declaration: TypeDecl, *, writing: bool) -> Markdown:
        match declaration:
            case UnionDecl(variants=variants):
                return self._links.to([each.type for each in variants], writing=writing)
            case AliasDecl(target=target):
                return self._links.to([target], writing=writing)
            case _:
                return Markdown("")

    def _fields(self, annotator: Annotator, declaration: ObjectDecl) -> Iterator[DocParameter]:
        writing, symbols = annotator.writing, self._symbols
        names = symbols.field_names[declaration.id]
        for each in symbols.fields(declaration, writing=writing):
            wire_name = each.wire_name.raw
            name = names[wire_name]
            yield DocParameter(
                name=markdown_code(name),
                type=markdown_code(annotator.annotate(each.type)),
                links=self._links.to([each.type], writing=writing),
                required=Markdown(
                    "required" if isinstance(each.presence, Required) else "optional"
                ),
                wire_name=Markdown("") if name == wire_name else markdown_code(wire_name),
                description=_field_text(each, name),
            )

    def _members(self, declaration: EnumDecl) -> Iterator[DocParameter]:
        names = self._symbols.member_names[declaration.id]
        for name, member in zip(names, declaration.members, strict=True):
            yield DocParameter(
                name=markdown_code(name),
                type=markdown_code(literal(member.value)),
                links=Markdown(""),
                required=Markdown(""),
                wire_name=Markdown(""),
                description=described(member.description),
            )


def _has_class(declaration: TypeDecl) -> bool:
    return isinstance(declaration, ObjectDecl) or is_class(declaration)


def _field_text(field: Field, name: str) -> Markdown:
    is_named = any(ids_in(field.type))
    is_said = not is_named and title_of(field.doc.summary, name, field.wire_name.raw)
    title = field.doc.summary if is_said else None
    examples = () if isinstance(field.type, Const) else field.doc.examples
    return described(
        field.doc.description or title,
        default=field.presence.value if isinstance(field.presence, Default) else None,
        example=next(iter(examples), None),
        deprecated=field.doc.deprecated,
    )


def _example(doc: Doc) -> Markdown:
    """Return the first example that the document has of an object, as JSON; "" for none, and for long ones."""
    shown = (each.raw for each in doc.examples if isinstance(each.raw, dict) and is_short(each.raw))
    example = next(shown, None)
    return (
        Markdown("")
        if example is None
        else markdown_command([json.dumps(example, indent=2)], "json")
    )
