"""Aliases that annotations write out: they need no name, and what they say is said where they are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..config import ClientConfig
from ..ir.api import Api, Operation, Parameter
from ..ir.name_keys import model_key
from ..ir.resolve import Types, without_null
from ..ir.type_graph import ids_in, ids_of, request_ids, response_ids
from ..ir.types import (
    AliasDecl,
    Doc,
    Given,
    Named,
    ObjectDecl,
    TypeDecl,
    TypeId,
    TypeRef,
    UnionDecl,
)
from ..records import replace
from .code.discriminators import Decision, sorted_variants
from .naming.name_registry import PastClient


def written_out_types(
    api: Api,
    config: ClientConfig,
    past: PastClient,
    recursive: frozenset[TypeId],
    decisions: Mapping[TypeId, Decision],
) -> frozenset[TypeId]:
    """Return the aliases and unions that no annotation refers to by name.

    Annotations name classes, unions and enumerations. Any other alias is written out, since `bool` says more than
    `ActionsEnabled`; so is a union that only occurs in larger ones whose alternatives are all told apart at once. What
    had a name in the last run keeps it, and all component schemas have one where the configuration wants them.

    Args:
        api: The API.
        config: Names, and whether all component schemas are wanted.
        past: What the last run left.
        recursive: Aliases that refer to themselves, which cannot be written out.
        decisions: How unions are told apart.
    """
    if not (api.operations or api.webhooks):
        return frozenset()
    kept = {i for i in api.types if model_key(i) in past.names or i in config.names}
    if config.unreachable_schemas:
        kept |= {i for i, d in api.types.items() if isinstance(d.hint, Given)}
    used = {i for operation in _operations(api) for i in _ids_of_operation(operation)}
    for declaration in api.types.values():
        used.update(_named_in(api.types, declaration, decisions))
    found = {
        i
        for i, d in api.types.items()
        if isinstance(d, AliasDecl) or (isinstance(d, UnionDecl) and i not in used)
    }
    return frozenset(found - recursive - kept)


def _operations(api: Api) -> Iterator[Operation]:
    """Yield the operations of an API, and those that it calls itself."""
    incoming = [*api.webhooks, *(each for op in api.operations for each in op.callbacks)]
    yield from api.operations
    for callback in incoming:
        yield from callback.operations


def _ids_of_operation(operation: Operation) -> Iterator[TypeId]:
    yield from request_ids(operation)
    yield from response_ids(operation)


def _named_in(
    types: Types, declaration: TypeDecl, decisions: Mapping[TypeId, Decision]
) -> Iterator[TypeId]:
    """Yield the types that a declaration refers to: of unions in a union, the alternatives where they are sorted."""
    decision = decisions.get(declaration.id)
    if isinstance(declaration, UnionDecl) and decision is not None:
        for variants in sorted_variants(types, declaration, decision):
            for ref in variants:
                yield from ids_in(ref)
    else:
        yield from ids_of(declaration)


def with_words_of_aliases(api: Api) -> Api:
    """Return the API with descriptions of aliases where these are used, and nothing else is said."""
    return replace(
        api,
        types={type_id: _described(api.types, d) for type_id, d in api.types.items()},
        operations=tuple(
            replace(op, parameters=tuple(_parameter(api.types, each) for each in op.parameters))
            for op in api.operations
        ),
    )


def _described(types: Types, declaration: TypeDecl) -> TypeDecl:
    if not isinstance(declaration, ObjectDecl):
        return declaration
    fields = (
        replace(field, doc=_words(types, field.type, field.doc)) for field in declaration.fields
    )
    return replace(declaration, fields=tuple(fields))


def _parameter(types: Types, parameter: Parameter) -> Parameter:
    return replace(parameter, doc=_words(types, parameter.type, parameter.doc))


def _words(types: Types, ref: TypeRef, doc: Doc) -> Doc:
    """Return what is said of a thing, else the nearest description among the aliases that its type goes through."""
    seen: set[TypeId] = set()
    while doc.description is None:
        _, ref = without_null(ref)
        alias = types.get(ref.id) if isinstance(ref, Named) and ref.id not in seen else None
        if not isinstance(alias, AliasDecl):
            return doc
        seen.add(alias.id)
        doc, ref = replace(doc, description=alias.doc.description), alias.target
    return doc
