"""The modules that the models of the last run were in, which its record does not say."""

from __future__ import annotations

from ..ir.api import Api
from ..ir.client_surface import ClientSurface
from ..ir.name_keys import module_key
from ..ir.types import TypeId
from ..records import replace
from .allotting.resource_names import UNTAGGED
from .naming.model_modules import EVENTS, group_types
from .naming.name_registry import PastClient
from .reached import unreached_then


def surface_with_modules(past: PastClient) -> ClientSurface | None:
    """Return the surface of the last run, with the module of each model; None where it is not known."""
    surface = past.surface
    if surface is None:
        return None
    modules = _modules(past, surface)
    models = {i: replace(m, module=modules.get(i)) for i, m in surface.models.items()}
    return replace(surface, models=models)


def _modules(past: PastClient, surface: ClientSurface) -> dict[TypeId, str]:
    """Return the module that each type with a name was in: that of the lock, or what follows from the API."""
    api, methods = surface.api, surface.methods
    module_of = {
        each.at: (methods[each.at].resource if each.at in methods else None) or UNTAGGED
        for each in api.operations
    }
    names = {type_id: model.name for type_id, model in surface.models.items() if model.name}
    # With modules of webhooks, what these refer to is where it would be without them.
    recorded = (past.names.get(module_key(i), "") for i in names)
    if not any(module.startswith(EVENTS) for module in recorded):
        api = _without_events(api)
    placed, _ = group_types(api, module_of, names, past.names, unreached_then(surface))
    return {i: past.names.get(module_key(i), placed[i]) for i in names if i in placed}


def _without_events(api: Api) -> Api:
    """Return an API without webhooks: in clients of before there were modules of these, what only they have is in `shared`."""
    operations = tuple(replace(operation, callbacks=()) for operation in api.operations)
    return replace(api, operations=operations, webhooks=())
