"""Api to ClientPlan: what needs a name gets one, then everything is decided that code is written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..config import ClientConfig
from ..ir.api import Api, Tag
from ..ir.name_keys import (
    CLIENT,
    PACKAGE,
    attribute_key,
    constant_key,
    model_key,
    part_key,
    request_model_key,
)
from ..ir.resolve import is_enum_class
from ..ir.types import EnumDecl, ObjectDecl, Text
from ..records import replace
from .allotting.named_parts import NamedParts
from .allotting.resource_names import UNTAGGED
from .client.argument_types import argument_names, kept_names
from .client.client_plan import ClientPlan, ResourcePart, ResourcePlan
from .client.constructor import plan_constructor
from .client.error_classes import ErrorsPlan, plan_errors
from .client.first_call import choose_first_call
from .client.operation_plan import OperationPlan, plan_operation, without_empty_bodies
from .client.webhook_plan import plan_webhooks
from .code.constants import settled
from .code.runtime_package import RuntimePlace
from .code.symbols import Symbols
from .names import allot_names, named_parts
from .naming.grouping import Group
from .naming.identifiers import RESERVED_RESOURCES, Scope, pascal
from .naming.name_registry import Names, PastClient
from .naming.titles import spoken_title
from .naming.words import words
from .written_out import with_words_of_aliases


def plan(api: Api, config: ClientConfig, past: PastClient) -> ClientPlan:
    """Decide what the Python client will be.

    Args:
        api: What the API means.
        config: How the client is configured.
        past: What the last run left: what had a name keeps it where it can.
    """
    api = without_empty_bodies(with_words_of_aliases(settled(api)), past)
    parts = named_parts(api, config, past)
    names = allot_names(parts, config, past.anew() if past.renaming else past)
    errors = plan_errors(api, parts.roles.errors, names)
    resources = _resources(parts, names, errors)
    return ClientPlan(
        api=replace(api, title=spoken_title(api.title)),
        config=config,
        names=names,
        package=names[PACKAGE],
        unreached=parts.unreached,
        symbols=_symbols(parts, config, names, past.anew() if past.renaming else past),
        resources=resources,
        errors=errors,
        constructor=plan_constructor(api, names[PACKAGE], names[CLIENT], names),
        webhooks=plan_webhooks(api),
        first_call=choose_first_call(api.types, [each.operations for each in resources]),
    )


def _symbols(parts: NamedParts, config: ClientConfig, names: Names, past: PastClient) -> Symbols:
    types, roles = parts.api.types, parts.roles
    symbols = Symbols(
        api=parts.api,
        names={i: names[model_key(i)] for i in types if model_key(i) in names},
        request_names={i: names[request_model_key(i)] for i in parts.split},
        readable=roles.readable,
        writable=roles.writable,
        received=roles.received,
        open_enums=config.open_request_enums,
        modules=names.modules,
        recursive=roles.recursive,
        decisions=roles.decisions,
        runtime=RuntimePlace.of(config),
        field_names={
            type_id: {f.wire_name.raw: names[attribute_key(type_id, f.wire_name)] for f in d.fields}
            for type_id, d in types.items()
            if isinstance(d, ObjectDecl)
        },
        member_names={
            type_id: [names[constant_key(type_id, member.value)] for member in d.members]
            for type_id, d in types.items()
            if isinstance(d, EnumDecl) and is_enum_class(d)
        },
    )
    symbols = replace(symbols, dictionary_names=kept_names(symbols, past.surface))
    return replace(symbols, argument_names=argument_names(symbols))


def _resources(parts: NamedParts, names: Names, errors: ErrorsPlan) -> tuple[ResourcePlan, ...]:
    described = {tag.name: tag for tag in parts.api.tags}
    resources = []
    for group in parts.grouping.groups:
        class_name = names[group.class_key] if group.label else ""
        operations = tuple(
            plan_operation(parts.api.types, op, parts.signatures[op.at], names, errors.typed)
            for op in group.operations
        )
        resources.append(
            ResourcePlan(
                tag=_tag(group, described),
                scope=group.key,
                module=names[group.key] if group.label else UNTAGGED,
                class_name=class_name,
                operations=operations,
                parts=_parts(class_name, operations, names),
            )
        )
    return tuple(resources)


def _parts(
    class_name: str, operations: Sequence[OperationPlan], names: Names
) -> tuple[ResourcePart, ...]:
    """Return the parts of a resource whose operations are in several modules."""
    modules: dict[str, list[OperationPlan]] = {}
    for each in operations:
        module = names.recorded.get(part_key(each.operation.at))
        if module is not None:
            modules.setdefault(module, []).append(each)
    scope = Scope(RESERVED_RESOURCES)
    return tuple(
        ResourcePart(
            module=module,
            class_name=scope.take(f"{class_name}{pascal(module)}"),
            operations=tuple(members),
        )
        for module, members in sorted(modules.items())
    )


def _tag(group: Group, described: Mapping[Text, Tag]) -> Tag | None:
    """Return what a group is called and described as; None for the operations of the client itself."""
    if group.tag is not None:
        return described.get(group.tag, Tag(name=group.tag, at="#"))
    if group.label is None:
        return None
    return Tag(name=Text(" ".join(words(group.label.raw)).capitalize()), at="#")
