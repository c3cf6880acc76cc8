"""Inline unions that have a name, since signatures and fields would spell them out again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from ..ir.api import Api
from ..ir.name_keys import model_key
from ..ir.resolve import Types
from ..ir.signature import Signature
from ..ir.type_graph import ids_in, ids_of, response_ids
from ..ir.types import AliasDecl, ObjectDecl, TypeId, TypeRef, UnionDecl
from .naming.name_registry import PastClient

_MOST_ALTERNATIVES = 6
"""How many alternatives are spelled out."""


def repeated_unions(
    api: Api,
    signatures: Iterable[Signature],
    writable: Collection[TypeId],
    unwritten: Collection[TypeId],
    past: PastClient,
) -> frozenset[TypeId]:
    """Return the unions that have a name because they are long, or occur more than once and have models in them.

    Of the latter, only those that arguments take: `str | Charge` says more of a response than a name, while arguments
    take each model as a mapping, too. Unions of the document's components have names anyway, and so have those that a
    property decides. What had a name in the last run keeps it.

    Args:
        api: The API.
        signatures: What its operations take.
        writable: The types that occur in requests.
        unwritten: The types that nothing leads to.
        past: What the last run left.
    """
    occurrences = Counter(_mentioned(api, signatures, unwritten))
    return frozenset(
        i
        for i, d in api.types.items()
        if isinstance(d, UnionDecl)
        and i not in unwritten
        and (
            len(d.variants) > _MOST_ALTERNATIVES
            or model_key(i) in past.names
            or (
                i in writable
                and occurrences[i] > 1
                and any(_has_model(api.types, variant.type) for variant in d.variants)
            )
        )
    )


def _mentioned(
    api: Api, signatures: Iterable[Signature], unwritten: Collection[TypeId]
) -> Iterator[TypeId]:
    """Yield the unions that annotations of fields, arguments and results mention, once for each of these."""
    direct = [i for d in api.types.values() if d.id not in unwritten for i in ids_of(d)]
    for signature in signatures:
        bodies = [alternative.body for alternative in signature.alternatives]
        for argument in (*signature.arguments, *bodies):
            direct += (i for ref in (argument.type, *argument.others) for i in ids_in(ref))
    direct += (i for operation in api.operations for i in response_ids(operation))
    for type_id in direct:
        yield from _unions(api.types, type_id)


def _unions(types: Types, type_id: TypeId) -> Iterator[TypeId]:
    """Yield the unions that a name stands for, also behind aliases, which annotations write out; each of them once."""
    reached = {type_id}
    left = [type_id]
    while left:
        declaration = types.get(current := left.pop())
        if isinstance(declaration, UnionDecl):
            yield current
        elif isinstance(declaration, AliasDecl):
            # Aliases that refer to each other twice would be walked through times without number.
            targets = set(ids_in(declaration.target)) - reached
            reached |= targets
            left += targets


def _has_model(types: Mapping[TypeId, object], ref: TypeRef) -> bool:
    return any(isinstance(types.get(type_id), ObjectDecl) for type_id in ids_in(ref))
