"""The modules that the models of the last run were in, which its record does not say."""

from __future__ import annotations

from ..ir.client_surface import ClientSurface
from ..records import replace
from .allotting.resource_names import UNTAGGED
from .naming.kept_modules import former_modules
from .naming.name_registry import PastClient


def surface_with_modules(past: PastClient) -> ClientSurface | None:
    """Return the surface of the last run, with the module of each model; None where it is not known."""
    if past.surface is None:
        return None
    modules = former_modules(past, UNTAGGED, past.surface.models)
    models = {i: replace(m, module=modules.get(i)) for i, m in past.surface.models.items()}
    return replace(past.surface, models=models)
