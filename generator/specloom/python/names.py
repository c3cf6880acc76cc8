"""All names of a client: allotted once, when everything that needs a name is known.

Each scope is allotted once, with all of its candidates: resources and their classes, types with their attributes and constants,
exceptions, methods with their arguments, the constructor. A configured name wins over that of the last run, and that over a new one.
"""

from __future__ import annotations

import sys
from functools import cache, partial

from ..config import ClientConfig
from ..config.checks import is_package_name
from ..ir.api import Api
from ..ir.name_keys import (
    CLIENT,
    PACKAGE,
    NameKey,
    recorded_names,
)
from .allotting.named_parts import NamedParts, TypeRoles, api_name, has_name
from .allotting.resource_names import (
    UNTAGGED,
    allot_methods,
    allot_resources,
    further_reserved,
    method_candidates,
)
from .allotting.type_names import allot_types
from .client.constructor import allot_keywords, client_name
from .client.error_classes import declared_errors
from .client.operation_plan import allot_arguments, signature_of
from .code.discriminators import decisions_of
from .naming.grouping import WantedGrouping, group_operations
from .naming.identifiers import (
    snake,
)
from .naming.kept_modules import former_modules, kept_modules
from .naming.model_modules import (
    group_types,
    received_types,
    recursive_aliases,
    split_types,
    uses,
)
from .naming.name_registry import NameRegistry, Names, PastClient
from .naming.operation_ids import undone_ids
from .naming.resource_parts import record_parts
from .naming.titles import package_words
from .reached import unreached_types
from .repeated_unions import repeated_unions
from .written_out import written_out_types

_DEPENDENCIES = frozenset(("anyio", "httpx2", "pydantic", "pydantic_core", "pytest"))
_FRAMEWORKS = frozenset(("django", "fastapi", "flask", "litestar", "starlette"))
"""What documents are called after that nobody has given a title."""


def named_parts(api: Api, config: ClientConfig, past: PastClient) -> NamedParts:
    """Return what needs a name; resources, and whether a body is one argument, stay as in the last run."""
    undone = undone_ids([op for op in api.operations if op.made_of is None])
    before = PastClient() if past.renaming else past
    grouping = group_operations(
        api.operations,
        WantedGrouping(configured=config.group_by or api.group_by, api=api_name(api)),
        undone,
        before.names,
        before.groups,
    )
    readable, writable = uses(api)
    signatures = {op.at: signature_of(api.types, op, readable, past) for op in api.operations}
    recursive, decisions = recursive_aliases(api), decisions_of(api.types)
    unreached = unreached_types(api, signatures, config, past)
    named = {i for i, d in api.types.items() if i in recursive or i in decisions or has_name(d)}
    repeated = repeated_unions(api, signatures.values(), writable, unreached, before)
    return NamedParts(
        api=api,
        unreached=unreached,
        written_out=written_out_types(api, config, past, recursive, decisions),
        repeated=repeated - named,
        grouping=grouping,
        undone=undone,
        roles=TypeRoles(
            recursive=recursive,
            decisions=decisions,
            readable=frozenset(readable),
            writable=frozenset(writable),
            received=frozenset(received_types(api)),
            split=frozenset(
                i for i in split_types(api, readable & writable) if i in named | repeated
            ),
            errors=declared_errors(api),
        ),
        signatures=signatures,
    )


def allot_names(parts: NamedParts, config: ClientConfig, past: PastClient) -> Names:
    """Assign every name of a client."""
    api = parts.api
    registry = NameRegistry(recorded_names(config.names), past)
    package = _fixed(registry, PACKAGE, package_name(api, config), config.package)
    client = _fixed(registry, CLIENT, client_name(api.title, package, api.servers))
    registry.record(parts.grouping.recorded)
    module_of = allot_resources(registry, parts.grouping.groups, client, further_reserved(api))
    methods = cache(partial(method_candidates, parts, config))
    types = allot_types(registry, parts, methods)
    placed, grouped = group_types(api, module_of, types, past.names, parts.unreached)
    # What has no name any more, such as an object that became values, has no class to be left anywhere.
    former = {i: m for i, m in former_modules(past, placed).items() if i in types}
    modules, left = kept_modules(api, placed, former)
    registry.record({**grouped, **left})
    allot_methods(registry, config, parts, methods, set(module_of.values()) - {UNTAGGED})
    record_parts(registry, parts.grouping.groups, parts.signatures, module_of)
    for operation in api.operations:
        allot_arguments(registry, operation, parts.signatures[operation.at])
    allot_keywords(registry, api, package)
    return registry.names(modules)


def _fixed(registry: NameRegistry, key: NameKey, name: str, configured: str | None = None) -> str:
    """Return a name that follows from the title or the folder, but stays when these change."""
    name = configured or registry.past.names.get(key, name)
    registry.record({key: name})
    return name


def package_name(api: Api, config: ClientConfig) -> str:
    """Return the import name of the package: the configured one, else that of a vendored folder, else from the title."""
    folder = config.output_path.absolute().name
    if config.layout == "vendored" and config.package is None and is_package_name(folder):
        return folder
    found = package_words(api.title, api.servers) or ["api client"]
    name = config.package or snake(" ".join(found), "api_client")
    # A package of the name of a module that it needs would hide it.
    hides = config.package is None and name in sys.stdlib_module_names | _DEPENDENCIES | _FRAMEWORKS
    return f"{name}_client" if hides else name
