"""The types that callers meet: those that an argument, a response, an error, a callback or a webhook leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from ..config import ClientConfig
from ..diagnostics import Code, printable
from ..ir.api import Api, Callback, Operation
from ..ir.client_surface import ClientSurface
from ..ir.matching import moved_operations, renamed_types
from ..ir.name_keys import model_key
from ..ir.signature import Signature
from ..ir.type_graph import ids_in, needs_its_type, reachable, request_ids, response_ids
from ..ir.types import Given, ObjectDecl, TypeId
from .naming.findings import NamingFinding
from .naming.name_registry import PastClient

_SHOWN = 10


def unreached_types(
    api: Api, signatures: Mapping[str, Signature], config: ClientConfig, past: PastClient
) -> frozenset[TypeId]:
    """Return the types that nothing leads to, so that no class is written for them.

    An object whose properties are arguments is not met itself, unless its type says how they are written. Types that had a name in the last run keep
    it, and their classes; so do those that the document only renamed. Without operations and webhooks, all types are what the document is for.

    Args:
        api: The API.
        signatures: What each operation takes, by its pointer.
        config: Whether all component schemas are wanted.
        past: What the last run left.
    """
    past = past.anew() if past.renaming else past
    wanted = {type_id for type_id in api.types if model_key(type_id) in past.names}
    wanted.update(_renamed(api, past))
    wanted.update(type_id for type_id in api.types if type_id in config.names)
    if config.unreachable_schemas:
        wanted.update(i for i, d in api.types.items() if isinstance(d.hint, Given))
    return _unreached(api, signatures, wanted)


def unreached_then(surface: ClientSurface) -> frozenset[TypeId]:
    """Return the types of a client that exists for which it has no class, as nothing leads to them."""
    signatures = {each.at: surface.signature(each) for each in surface.api.operations}
    return _unreached(surface.api, signatures, {i for i, m in surface.models.items() if m.name})


def _unreached(
    api: Api, signatures: Mapping[str, Signature], wanted: AbstractSet[TypeId]
) -> frozenset[TypeId]:
    if not (api.operations or api.webhooks):
        return frozenset()
    starts = {
        i for operation in api.operations for i in _met(api, operation, signatures[operation.at])
    }
    starts.update(i for webhook in api.webhooks for i in _sent(webhook))
    return frozenset(api.types.keys() - reachable(api.types, starts | wanted))


def _renamed(api: Api, past: PastClient) -> Iterator[TypeId]:
    """Yield the types that others, which had a name in the last run, are now: their classes stay, under the new name."""
    if past.api is None:
        return
    renamed = renamed_types(past.api, api, moved_operations(past.api, api))
    yield from (new for old, new in renamed.items() if model_key(old) in past.names)


def _met(api: Api, operation: Operation, signature: Signature) -> Iterator[TypeId]:
    alternatives = [alternative.body for alternative in signature.alternatives]
    for argument in (*signature.arguments, *alternatives):
        for ref in (argument.type, *argument.others):
            yield from ids_in(ref)
    if signature.flat and needs_its_type(api.types, signature.bodies.usual[0].type):
        yield from ids_in(signature.bodies.usual[0].type)
    yield from response_ids(operation)
    for callback in operation.callbacks:
        yield from _sent(callback)


def _sent(callback: Callback) -> Iterator[TypeId]:
    """Yield what the requests that an API sends refer to."""
    for operation in callback.operations:
        yield from request_ids(operation)
        yield from response_ids(operation)


def unreached_findings(api: Api, unreached: frozenset[TypeId]) -> tuple[NamingFinding, ...]:
    """Return what is to be said about the component schemas that are not written: all of them in one note.

    An object whose properties are arguments, or are taken in by another one with `allOf`, is in the client,
    though not as a class.
    """
    bodies = reachable(
        api.types, (i for operation in api.operations for i in request_ids(operation))
    )
    fields = [
        field.at
        for type_id, declaration in api.types.items()
        if isinstance(declaration, ObjectDecl) and (type_id in bodies or type_id not in unreached)
        for field in declaration.fields
    ]
    names = {
        type_id: hint.text.raw
        for type_id in sorted(unreached - bodies)
        if isinstance(hint := api.types[type_id].hint, Given)
        and not any(at.startswith(f"{type_id}/") for at in fields)
    }
    if not names:
        return ()
    shown = ", ".join([*list(names.values())[:_SHOWN], *(["..."] if len(names) > _SHOWN else [])])
    schemas = "schema is" if len(names) == 1 else "schemas are"
    message = f"{len(names)} {schemas} used by no operation or webhook, and not written: {printable(shown)}"
    return (
        NamingFinding(Code.UNREACHABLE_SCHEMAS, message, next(iter(names)), left_out=tuple(names)),
    )
