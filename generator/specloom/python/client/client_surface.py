"""The surface of a client: the part of its plan that callers see."""

from __future__ import annotations

from collections.abc import Iterator

from ...ir.api import Api
from ...ir.client_surface import ClientSurface, MethodSurface, ModelSurface
from ...ir.name_keys import CONTENT_TYPE, NameKey, scheme_key, variable_key
from ...ir.types import Text, TypeId
from .client_plan import ClientPlan


def client_surface(api: Api, plan: ClientPlan) -> ClientSurface:
    """Return the surface of a client; `api` is its API as the document has it."""
    constructor = plan.constructor
    keywords: dict[NameKey, str] = {
        variable_key(Text(name)): keyword for name, keyword in constructor.setting_names.items()
    }
    keywords |= {scheme_key(each.scheme.name): each.name for each in constructor.credentials}
    return ClientSurface(
        api=api,
        package=plan.package,
        client=constructor.name,
        methods=dict(_methods(plan)),
        models={type_id: _model(type_id, plan) for type_id in api.types},
        keywords=keywords,
    )


def _methods(plan: ClientPlan) -> Iterator[tuple[str, MethodSurface]]:
    for resource in plan.resources:
        for operation in resource.operations:
            arguments = [each for each in operation.arguments if each.key != CONTENT_TYPE]
            method = MethodSurface(
                resource=resource.module if resource.tag else None,
                name=operation.method,
                arguments={each.key: operation.name(each) for each in arguments},
                is_flat=operation.flattened,
            )
            yield operation.operation.at, method


def _model(type_id: TypeId, plan: ClientPlan) -> ModelSurface:
    symbols = plan.symbols
    return ModelSurface(
        name=symbols.names.get(type_id),
        request=symbols.request_names.get(type_id),
        error=plan.errors.names.get(type_id),
        module=symbols.modules.get(type_id) if type_id in symbols.names else None,
        argument=symbols.argument_name(type_id) if symbols.is_argument(type_id) else None,
        fields=symbols.field_names.get(type_id, {}),
        constants=tuple(symbols.member_names.get(type_id, ())),
    )
