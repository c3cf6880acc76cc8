"""The operation that a client is introduced with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...ir.api import Codec, Hole
from ...ir.resolve import Types, object_of, without_null
from ...ir.responses import Outcome
from ...ir.types import ArrayOf, TypeRef
from .operation_plan import OperationPlan

_LISTING = ("list", "search", "find")


def choose_first_call(types: Types, groups: Iterable[Sequence[OperationPlan]]) -> str | None:
    """Return the pointer of the operation that a person would show first; None if there are no operations.

    That is a list that can be read without arguments, under a short name, and near the root; of several such
    operations, one of the largest group, which is what the API is about.
    """
    ranked = [(_rank(types, plan, len(group)), plan) for group in groups for plan in group]
    return min(ranked, key=lambda pair: pair[0])[1].operation.at if ranked else None


def _rank(types: Types, plan: OperationPlan, size: int) -> tuple[bool | int, ...]:
    operation = plan.operation
    required = sum(each.required and each.constant is None for each in plan.arguments)
    words = plan.method.split("_")
    return (
        plan.is_stream,
        operation.doc.deprecated,
        operation.method != "GET",
        required,
        _is_hidden(plan),
        not _returns_json(plan),
        not (words[0] in _LISTING or _is_list(types, plan)),
        len(words),
        len(operation.path.parts),
        sum(
            len(part.raw.split("/")) for part in operation.path.parts if not isinstance(part, Hole)
        ),
        operation.pagination is not None,  # there is a sample of pages, too
        -size,
    )


def _is_hidden(plan: OperationPlan) -> bool:
    """Return whether an operation is one of those that machines look for (RFC 8615), such as `/.well-known/x`."""
    parts = plan.operation.path.parts
    return any(not isinstance(part, Hole) and "/." in part.raw for part in parts)


def _returns_json(plan: OperationPlan) -> bool:
    bodies = [success for success in plan.successes if success.outcome is Outcome.BODY]
    return bool(bodies) and bodies[0].contents[0].codec is Codec.JSON


def _is_list(types: Types, plan: OperationPlan) -> bool:
    """Return whether an operation returns an array, or an object that has one as its only array."""
    if plan.operation.pagination is not None:
        return True
    for success in plan.successes:
        for content in success.contents:
            if _is_array(content.type):
                return True
            declaration = object_of(types, without_null(content.type)[1])
            fields = declaration.fields if declaration is not None else ()
            return sum(_is_array(field.type) for field in fields) == 1
    return False


def _is_array(ref: TypeRef) -> bool:
    return isinstance(without_null(ref)[1], ArrayOf)
