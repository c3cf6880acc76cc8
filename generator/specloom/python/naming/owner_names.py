"""What operations are called in the names of the types that are found in them.

That is their operationId, unless a framework made it or it repeats the resource at length:

    PostAccountsAccount of POST /v1/accounts/{account}             UpdateAccountRequest
    hosted-compute/list-network-configurations-for-org             ListNetworkConfigurationsForOrgResponse
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ...ir.api import Operation
from ...ir.types import Text
from ...json_pointer import split
from ...records import dataclass
from .grouping import Group
from .operation_ids import Undone
from .path_names import Routes, path_name
from .verbs import is_preposition, is_verb, verb_length
from .words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """What operations are called in the names of types, by what the ways to types have for them.

    Attributes:
        plain: The words that stand for it in all names.
        short: The words that do where a name would be too long.
        resource: Those of the resource, which do where a name would be too long even so.
    """

    plain: Mapping[Text, Text]
    short: Mapping[Text, Text]
    resource: Mapping[Text, Text]


def plain_owners(
    operations: Sequence[Operation], undone: Mapping[str, Undone], routes: Routes
) -> dict[Text, Text]:
    """Return what operations come to whose operationIds a framework made, or that have none.

    Args:
        operations: The operations.
        undone: What operationIds were made of, by the pointers of operations.
        routes: All paths.

    Returns:
        The words, by the text that the way to a type has for the operation. Operations that would be called alike
        are not in it.
    """
    found = {}
    for operation in operations:
        each = undone.get(operation.at)
        if each is not None and each.text:
            found[owner_text(operation)] = f"{each.owner} {each.text}"
        elif each is not None:
            found[owner_text(operation)] = " ".join(path_name(operation, (), routes, each.verb))
    count = Counter(tuple(words(text)) for text in found.values())
    return {key: Text(text) for key, text in found.items() if count[tuple(words(text))] == 1}


def short_owners(
    operations: Sequence[Operation], methods: Mapping[str, Sequence[str]]
) -> dict[Text, Text]:
    """Return what operations are called beside their resources, where that names what they are about.

    Args:
        operations: The operations.
        methods: What their methods may be called, by the pointers of operations, the best first.

    Returns:
        The words, by the text that the way to a type has for the operation.
    """
    short = {owner_text(op): methods[op.at][0].split("_") for op in operations if op.at in methods}
    return {key: Text(" ".join(name)) for key, name in short.items() if _names_its_object(name)}


def resources_of(groups: Sequence[Group]) -> dict[Text, Text]:
    """Return what the resources of operations are called, by the text that the way to a type has for the operation."""
    return {owner_text(op): each.label for each in groups if each.label for op in each.operations}


def owner_text(operation: Operation) -> Text:
    """Return what the way to a type has for the operation that it is in: the operationId, else method and path."""
    if operation.operation_id is not None:
        return operation.operation_id
    *_, path, method = ["", *split(operation.at.partition("#")[2])]
    return Text(f"{method} {path}")


def _names_its_object(name: Sequence[str]) -> bool:
    """Return whether a thing follows the verb: "list network configurations", not "create with repo"."""
    length = verb_length(name)
    return is_verb(name[0]) and len(name) > length and not is_preposition(name[length])
