"""Resource classes, and the client's properties that return them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from ..ir.api import Tag
from ..ir.name_keys import CLIENT, NameKey, method_key, parse_key
from ..ir.types import Doc, Text
from .client.client_plan import ClientPlan, ResourcePart, ResourcePlan
from .client.declarations import Members, share_errors
from .client.deprecated_names import old_method, old_plan, old_property
from .client.methods import methods_of
from .client.operation_constants import declaration_of
from .client.operation_plan import OperationPlan
from .client.webhooks import ATTRIBUTE, PARSE, attribute_owner, webhooks_property, with_webhooks
from .code.annotations import Annotator, Use
from .code.encoders import docstring
from .code.imports import import_as, import_block, import_from, imports_of, one_level_down
from .code.nodes import (
    PyProperty,
    PyResourceClass,
    ResourceModule,
)
from .code.prose import description_of, first_paragraph, one_line, sentence
from .code.recipe import Recipe
from .examples.recipes import Facts
from .naming.deprecated import Alias, Aliases, NamedKind, Thing
from .naming.identifiers import (
    RESERVED_FOR_FILES,
    RESERVED_FOR_STREAMS,
    RESERVED_RESOURCES,
    Scope,
    code,
    imported,
)
from .naming.printable import Import, PythonCode

_HIDDEN = RESERVED_RESOURCES | RESERVED_FOR_STREAMS | RESERVED_FOR_FILES
_BASES = (
    imported(".._runtime.resource", "Resource"),
    imported(".._runtime.resource", "AsyncResource"),
)
_SHADOW = Text("What is left here are old names of operations that are elsewhere now.")


class ResourceWriter:
    """Writes the classes of operations of one client."""

    def __init__(self, plan: ClientPlan, aliases: Aliases) -> None:
        self._plan = plan
        self._aliases = aliases
        self._homes = {
            method_key(operation.operation.at): (resource, operation)
            for resource in plan.resources
            for operation in resource.operations
        }
        self._shadows = self._shadow_resources()
        self.all = [r for r in plan.resources if r.tag is not None] + [*self._shadows.values()]

    def _shadow_resources(self) -> dict[NameKey, ResourcePlan]:
        """Make resources for tags that the document has no more, by key; they have nothing but old names."""
        scope = Scope(RESERVED_RESOURCES)
        for name in [resource.class_name for resource in self._plan.resources]:
            scope.take(name)
            scope.take(f"Async{name}")
        scope.take(self._plan.name)
        scope.take(f"Async{self._plan.name}")
        shadows = {}
        for key in self._aliases.shadows:
            module = self._aliases.of(Thing(NamedKind.RESOURCE, key))[0].place.name
            name = "".join(word.title() for word in module.split("_")) or module
            while not (scope.free(name) and scope.free(f"Async{name}")):
                name = f"Old{name}"
            scope.take(name)
            scope.take(f"Async{name}")
            tag = Tag(name=Text(parse_key(key).subject), doc=Doc(description=_SHADOW), at="#")
            shadows[key] = ResourcePlan(
                tag=tag, scope=key, module=module, class_name=name, operations=()
            )
        return shadows

    def members(self, resource: ResourcePlan | None, client: str = "self._client") -> Members:
        """Write the operations of a resource; None stands for those that clients of tags alone lack."""
        plans, scope = (resource.operations, resource.scope) if resource else ((), CLIENT)
        taken = {each.module for each in self.all} if scope == CLIENT else set()
        return members_of(self._plan, plans, self._old_plans(scope), taken, client)

    def _old_plans(self, scope: NameKey) -> tuple[tuple[Alias, OperationPlan], ...]:
        """Return the operations that have an old name in a scope, as they were called."""
        aliases = self._aliases.within(scope, NamedKind.METHOD)
        return tuple((alias, self._old_plan(alias, scope)) for alias in aliases)

    def _old_plan(self, alias: Alias, scope: NameKey) -> OperationPlan:
        resource, plan = self._homes[alias.thing.key]
        return old_plan(alias, plan, declared=resource.scope == scope)

    def part_recipes(self, resource: ResourcePlan, facts: Facts) -> Iterator[tuple[str, Recipe]]:
        """Yield the modules of the parts of a resource, with how they are made."""
        for part in resource.parts:
            assert resource.tag is not None
            title = one_line(resource.tag.name)
            yield part.module, facts.recipe(part_module, facts.client, title, part)

    def recipe(self, resource: ResourcePlan, facts: Facts) -> Recipe:
        """Return how the module of a tag is made."""
        old = self._old_plans(resource.scope)
        return facts.recipe(resource_module, facts.client, resource, old)

    def properties(self) -> list[tuple[PyProperty, PyProperty]]:
        """Write the properties of the client classes, synchronous and asynchronous; old ones come last."""
        own = [r for r in self.all if r.scope not in self._shadows]
        pairs = {r.scope: (_property(r, ""), _property(r, "Async")) for r in self.all}
        ordered = [pairs[resource.scope] for resource in own]
        for alias in self._aliases.within(CLIENT, NamedKind.RESOURCE):
            first, second = pairs[alias.thing.key]
            if alias.thing.key not in self._shadows:
                ordered.append((old_property(alias, first), old_property(alias, second)))
            else:
                # Its methods are what warns.
                ordered.append((first, second))
        if self._plan.webhooks.webhooks and attribute_owner(self._plan, self._aliases) is None:
            ordered.append((webhooks_property(), webhooks_property()))
        return ordered


def members_of(
    client: ClientPlan,
    plans: Sequence[OperationPlan],
    old: Sequence[tuple[Alias, OperationPlan]],
    taken: Set[str] = frozenset(),
    client_code: str = "self._client",
) -> Members:
    """Write operations.

    Args:
        client: The client that they are of.
        plans: The operations.
        old: Operations under old names that they have beside the others.
        taken: What else has a name there.
        client_code: What the client is called in the methods.
    """
    names = frozenset({plan.method for plan in (*plans, *_second(old))} | taken)
    symbols = client.symbols
    arguments = Annotator(symbols=symbols, use=Use.ARGUMENT, shadowed=names, writing=True)
    responses = Annotator(symbols=symbols, use=Use.RESPONSE, shadowed=names)
    constants = {plan.constant for plan in plans}
    declared = [*plans, *(p for p in _second(old) if p.constant not in constants)]
    errors, operations = share_errors(
        declared, [declaration_of(p, responses, client.api.security) for p in declared]
    )
    methods = [
        methods_of(plan, arguments=arguments, responses=responses, client=client_code)
        for plan in (*plans, *_second(old))
    ]
    for index, (alias, _) in enumerate(old, len(plans)):
        first, second = methods[index]
        methods[index] = old_method(alias, first), old_method(alias, second)
    return Members(errors=errors, operations=operations, methods=tuple(methods))


def _bases_of(
    client: ClientPlan, resource: ResourcePlan, members: Members
) -> tuple[PythonCode, PythonCode]:
    """Return the bases of a resource's classes; one that is called "webhooks" parses webhooks, too."""
    names = {str(method.name) for method, _ in members.methods}
    # Asked in this order, other resources do not depend on what webhooks there are.
    if resource.module != ATTRIBUTE or PARSE in names or not client.webhooks.webhooks:
        return _BASES
    return with_webhooks(_BASES[0]), with_webhooks(_BASES[1])


def resource_module(
    client: ClientPlan, resource: ResourcePlan, old: Sequence[tuple[Alias, OperationPlan]]
) -> ResourceModule:
    """Write the module of a tag."""
    assert resource.tag is not None
    members = members_of(client, resource.own_operations, old)
    title = one_line(resource.tag.name)
    text = description_of(resource.tag.doc.description, title)
    inherited = [(f"._{resource.module}.{p.module}", p.class_name) for p in resource.parts]
    if inherited:
        base, async_base = (
            PythonCode.joined(", ", [imported(m, f"{prefix}{name}") for m, name in inherited])
            for prefix in ("", "Async")
        )
    else:
        base, async_base = _bases_of(client, resource, members)
    classes = _classes(resource.class_name, title, (base, async_base), members)
    needed = imports_of(members, classes)
    typing_only = {*needed.typing_only, *_options_of(members)}
    return ResourceModule(
        docstring=docstring(f"{_begun(title)}.", sentence(text)),
        imports=import_block(needed.run_time, typing_only, client.symbols.runtime),
        errors=members.errors,
        operations=members.operations,
        classes=classes,
    )


def part_module(client: ClientPlan, title: str, part: ResourcePart) -> ResourceModule:
    """Write the module of a part of a large resource."""
    members = members_of(client, part.operations, ())
    title = f"{title}: {part.words}"
    classes = _classes(part.class_name, title, _BASES, members)
    needed = imports_of(members, classes)
    typing_only = {*needed.typing_only, *_options_of(members)}
    return ResourceModule(
        docstring=docstring(f"{title}."),
        imports=import_block(
            map(one_level_down, needed.run_time),
            map(one_level_down, typing_only),
            client.symbols.runtime,
        ),
        errors=members.errors,
        operations=members.operations,
        classes=classes,
    )


def _classes(
    name: str, title: str, bases: tuple[PythonCode, PythonCode], members: Members
) -> tuple[PyResourceClass, PyResourceClass]:
    """Write the synchronous class and the asynchronous one."""
    return (
        PyResourceClass(
            name=code(name),
            base=bases[0],
            docstring=docstring(_operations_of(title), indent=4),
            methods=tuple(pair[0] for pair in members.methods),
        ),
        PyResourceClass(
            name=code(f"Async{name}"),
            base=bases[1],
            docstring=docstring(f"Asynchronous {title} operations.", indent=4),
            methods=tuple(pair[1] for pair in members.methods),
        ),
    )


def _options_of(members: Members) -> list[Import]:
    return [Import(".._runtime.options", "RequestOptions")] if members.methods else []


def _second(old: Iterable[tuple[Alias, OperationPlan]]) -> list[OperationPlan]:
    return [plan for _, plan in old]


def _operations_of(title: str) -> str:
    return f"{_begun(title)} operations."


def _begun(title: str) -> str:
    """Return the title of a resource at the beginning of a sentence: with a capital, unless it is an identifier."""
    is_identifier = "_" in title.partition(" ")[0]
    return title if is_identifier else f"{title[:1].upper()}{title[1:]}"


def _property(resource: ResourcePlan, prefix: str) -> PyProperty:
    assert resource.tag is not None
    tag = resource.tag
    title = one_line(tag.name)
    said = description_of(tag.doc.description, title)
    text = sentence(first_paragraph(tag.doc.description)) if said else _operations_of(title)
    module, name = f".resources.{resource.module}", f"{prefix}{resource.class_name}"
    # A class that had its name before the runtime needed it stands beside the runtime's.
    is_hidden = name in _HIDDEN
    class_name = imported(module, name, _HIDDEN)
    renamed = import_as(Import(module, name, class_name))
    lines = renamed if is_hidden else import_from(module, [name], indent=8)
    return PyProperty(
        name=code(resource.module),
        class_name=class_name,
        module=code(resource.module),
        loading=PythonCode.joined("\n        ", lines),
        docstring=docstring(text, indent=8),
        decorators=(imported("functools", "cached_property"),),
    )
