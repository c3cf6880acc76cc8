"""The classes of operations, and how a client leads to them; old names of both included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..ir.api import Api, Tag
from ..ir.types import Doc, Text
from .aliases import CLIENT, Alias, Aliases, Kind, Thing
from .allotment import Allotment, Group
from .annotations import Annotator, Use
from .declarations import declaration_of
from .imports import import_block
from .literals import docstring, one_line, plain
from .names import RESERVED_RESOURCES, Scope, code
from .nodes import (
    Import,
    PyMethod,
    PyOperation,
    PyProperty,
    PyResourceClass,
    PythonCode,
    ResourceModule,
)
from .old_names import DEPRECATED, old_method, old_plan, old_property
from .operations import method_of
from .plans import Plan

# What methods use when they are defined or called, besides their annotations.
_RUN_TIME = frozenset(("UNSET", "given", "overload", "whole_body"))
_SHADOW = Text("What is left here are old names of operations that are elsewhere now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """What a module of operations declares, and the methods, each synchronous and asynchronous.

    `declaring` are the imports of the declarations, `calling` those of the methods.
    """

    operations: tuple[PyOperation, ...]
    methods: tuple[tuple[PyMethod, PyMethod], ...]
    declaring: frozenset[Import]
    calling: frozenset[Import]


class Resources:
    """Writes the classes of operations of one client."""

    def __init__(self, api: Api, allotment: Allotment, aliases: Aliases) -> None:
        self._api = api
        self._allotment = allotment
        self._symbols = allotment.symbols
        self._aliases = aliases
        self._homes = {
            plan.operation.at: (group, plan)
            for group in allotment.groups
            for plan in allotment.plans(group)
        }
        self._shadows = self._shadow_groups()
        self.groups = [g for g in allotment.groups if g.tag is not None] + [*self._shadows.values()]

    def _shadow_groups(self) -> dict[str, Group]:
        """Make groups for tags that the document has no more, by key; they have nothing but old names."""
        scope = Scope(RESERVED_RESOURCES)
        for name in [group.class_name for group in self._allotment.groups]:
            scope.take(name)
            scope.take(f"Async{name}")
        scope.take(self._allotment.client.name)
        scope.take(f"Async{self._allotment.client.name}")
        found = {}
        for key in self._aliases.shadows:
            module = self._aliases.of(Thing(Kind.RESOURCE, key))[0].place.name
            name = "".join(word.title() for word in module.split("_")) or module
            while not (scope.free(name) and scope.free(f"Async{name}")):
                name = f"Old{name}"
            scope.take(name)
            scope.take(f"Async{name}")
            tag = Tag(name=Text(key.partition("/")[2]), doc=Doc(description=_SHADOW), at="#")
            found[key] = Group(tag=tag, module=module, class_name=name, operations=())
        return found

    def members(self, group: Group | None, client: str = "self._client") -> Members:
        """Write the operations of a group; None stands for those that clients of tags alone lack."""
        plans = self._allotment.plans(group) if group and group.key not in self._shadows else ()
        scope = group.key if group and group.tag else CLIENT
        aliases = self._aliases.within(scope, Kind.METHOD)
        old = [(alias, self._old_plan(alias, scope)) for alias in aliases]
        arguments, answers = self._annotators(plan.method for plan in (*plans, *_second(old)))
        declaring: set[Import] = set()
        calling: set[Import] = set()
        constants = {plan.constant for plan in plans}
        declared = [*plans, *(p for p in _second(old) if p.constant not in constants)]
        operations = [declaration_of(p, answers, declaring, self._api.security) for p in declared]
        methods = {
            asynchronous: [
                method_of(
                    plan,
                    arguments=arguments,
                    answers=answers,
                    imports=calling,
                    asynchronous=asynchronous,
                    client=client,
                )
                for plan in (*plans, *_second(old))
            ]
            for asynchronous in (False, True)
        }
        for written in methods.values():
            for index, (alias, _) in enumerate(old, len(plans)):
                written[index] = old_method(alias, written[index])
        if old:
            declaring.add(DEPRECATED)
        if methods[False]:
            calling.add(Import(".._runtime.options", "RequestOptions"))
        return Members(
            operations=tuple(operations),
            methods=tuple(zip(methods[False], methods[True], strict=True)),
            declaring=frozenset(declaring),
            calling=frozenset(calling),
        )

    def _old_plan(self, alias: Alias, scope: str) -> Plan:
        group, plan = self._homes[alias.thing.key]
        home = group.key if group.tag else CLIENT
        return old_plan(alias, plan, declared=home == scope)

    def _annotators(self, methods: Iterable[str]) -> tuple[Annotator, Annotator]:
        shadowed = frozenset(methods) & {"list", "dict", "str", "int", "float", "bool", "bytes"}
        return (
            Annotator(symbols=self._symbols, use=Use.ARGUMENT, shadowed=shadowed, writing=True),
            Annotator(symbols=self._symbols, use=Use.ANSWER, shadowed=shadowed),
        )

    def module(self, group: Group) -> ResourceModule:
        """Write the module of a tag."""
        assert group.tag is not None
        members = self.members(group)
        run_time = members.declaring | {i for i in members.calling if i.name in _RUN_TIME}
        run_time |= {
            Import(".._runtime.resource", "Resource"),
            Import(".._runtime.resource", "AsyncResource"),
        }
        title, text = one_line(group.tag.name), plain(group.tag.doc.description)
        return ResourceModule(
            docstring=docstring(f"{title}.", text),
            imports=import_block(run_time, members.calling - run_time, self._symbols.runtime),
            operations=members.operations,
            classes=(
                PyResourceClass(
                    name=code(group.class_name),
                    base=PythonCode("Resource"),
                    docstring=docstring(f"The operations of {title}.", indent=4),
                    methods=tuple(pair[0] for pair in members.methods),
                ),
                PyResourceClass(
                    name=code(f"Async{group.class_name}"),
                    base=PythonCode("AsyncResource"),
                    docstring=docstring(f"The operations of {title}, to be awaited.", indent=4),
                    methods=tuple(pair[1] for pair in members.methods),
                ),
            ),
        )

    def properties(self) -> list[tuple[PyProperty, PyProperty]]:
        """Write the properties of the client classes, synchronous and asynchronous; old ones come last."""
        own = [g for g in self.groups if g.key not in self._shadows]
        pairs = {g.key: (_property(g, ""), _property(g, "Async")) for g in self.groups}
        found = [pairs[group.key] for group in own]
        for alias in self._aliases.within(CLIENT, Kind.RESOURCE):
            first, second = pairs[alias.thing.key]
            if alias.thing.key not in self._shadows:
                found.append((old_property(alias, first), old_property(alias, second)))
            else:
                # Its methods are what warns.
                found.append((first, second))
        return found

    @property
    def warns(self) -> bool:
        """Whether a property of the client warns of an old name."""
        return any(
            alias.thing.key not in self._shadows
            for alias in self._aliases.within(CLIENT, Kind.RESOURCE)
        )


def _second(old: Iterable[tuple[Alias, Plan]]) -> list[Plan]:
    return [plan for _, plan in old]


def _property(group: Group, prefix: str) -> PyProperty:
    assert group.tag is not None
    text = plain(group.tag.doc.description) or f"The operations of {one_line(group.tag.name)}."
    return PyProperty(
        name=code(group.module),
        class_name=code(f"{prefix}{group.class_name}"),
        module=code(group.module),
        docstring=docstring(text, indent=8),
        decorators=PythonCode("@property"),
    )
