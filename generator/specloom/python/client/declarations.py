"""What a module of operations declares; tables of errors that several of them have in common are a constant each."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import dataclass, replace
from ..code.nodes import PyConstant, PyMethod, PyOperation
from ..naming.identifiers import Scope, code, imported
from .operation_plan import OperationPlan

_ARGUMENT = "errors"
_NAME = "_ERRORS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """What a module of operations declares, and the methods, each synchronous and asynchronous."""

    errors: tuple[PyConstant, ...]
    operations: tuple[PyOperation, ...]
    methods: tuple[tuple[PyMethod, PyMethod], ...]


def share_errors(
    plans: Sequence[OperationPlan], operations: Sequence[PyOperation]
) -> tuple[tuple[PyConstant, ...], tuple[PyOperation, ...]]:
    """Return a constant for each table of errors that several operations have, and the operations with these.

    `plans` are those of the operations, in the same order. The only constant of a module is `_ERRORS`; of several,
    each is named after its statuses.
    """
    users: dict[str, list[int]] = {}
    for index, operation in enumerate(operations):
        for argument in operation.arguments:
            if argument.name == _ARGUMENT:
                users.setdefault(str(argument.value), []).append(index)
    shared = {table: found for table, found in users.items() if len(found) > 1}
    scope = Scope(str(operation.constant) for operation in operations)
    constants: list[PyConstant] = []
    changed = list(operations)
    for found in shared.values():
        name = code(scope.take(_NAME if len(shared) == 1 else _named(plans[found[0]])))
        table = next(a.value for a in operations[found[0]].arguments if a.name == _ARGUMENT)
        annotation = imported(".._runtime.operation", "Errors")
        constants.append(PyConstant(name=name, annotation=annotation, value=table))
        for index in found:
            arguments = tuple(
                replace(each, value=name) if each.name == _ARGUMENT else each
                for each in operations[index].arguments
            )
            changed[index] = replace(operations[index], arguments=arguments)
    return tuple(constants), tuple(changed)


def _named(plan: OperationPlan) -> str:
    statuses = [failure.status.upper() for failure in plan.failures if failure.contents]
    return "_".join([_NAME, *statuses])
