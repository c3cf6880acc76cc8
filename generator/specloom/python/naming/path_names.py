"""Names of operations from their method and path, where nobody chose an operationId.

The words of REST: `list`, `create`, `retrieve`, `update`, `delete`, and what the last segment says where it
is a verb. Below the resource `customers`:

    GET    /v1/customers                                            list
    POST   /v1/customers/{customer}                                 update
    GET    /v1/customers/{customer}/balance_transactions/{id}       retrieve_balance_transaction
    POST   /v1/customers/{customer}/bank_accounts/{id}/verify       verify_bank_account
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ...ir.api import Operation
from ...records import dataclass
from .operation_words import compared, is_plural, one_of
from .routes import Segment, segments_of, without_prefix
from .verbs import is_action, is_call, is_verb, verb_length
from .words import words

_ABOUT_REQUESTS = frozenset(("HEAD", "OPTIONS", "TRACE"))
_VERBS = {"GET": "retrieve", "POST": "create", "PUT": "update", "PATCH": "update"}


class Routes:
    """The methods of all paths of a document, without the names of parameters.

    `prefix` is what all paths begin with, `lists` are the pointers of the operations that return a list of things.
    `are_calls` says that paths are the names of functions: `/sendMessage`, `/getChat`.
    """

    def __init__(
        self,
        operations: Iterable[Operation],
        prefix: Sequence[Segment] = (),
        lists: Collection[str] = (),
    ) -> None:
        self.prefix = tuple(prefix)
        self._methods: dict[tuple[Segment, ...], set[str]] = {}
        self._lists: set[tuple[Segment, ...]] = set()
        for operation in operations:
            route = tuple(segments_of(operation))
            self._methods.setdefault(route, set()).add(operation.method.upper())
            if operation.method.upper() == "GET" and operation.at in lists:
                self._lists.add(route)
        self.are_calls = _are_calls([without_prefix(route, prefix) for route in self._methods])

    def has(self, method: str, route: Sequence[Segment]) -> bool:
        """Return whether a path has a method."""
        return method in self._methods.get(tuple(route), ())

    def has_list(self, route: Sequence[Segment]) -> bool:
        """Return whether GET of a path returns a list of things."""
        return tuple(route) in self._lists

    def has_elements(self, route: Sequence[Segment]) -> bool:
        """Return whether there is a path for one element of what a path is of."""
        return (*route, None) in self._methods


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What a path is of, below its resource.

    Attributes:
        route: The whole path.
        context: The words of what the thing belongs to, in singular.
        noun: The words of the thing, [] for the resource itself.
        label: The words whose last one says whether there are many.
        is_element: Whether a parameter says which of many it is.
    """

    route: Sequence[Segment]
    context: list[str]
    noun: list[str]
    label: list[str]
    is_element: bool


def path_name(
    operation: Operation,
    resource: Sequence[str],
    routes: Routes,
    verb: Sequence[str] = (),
    *,
    exact: bool = False,
) -> list[str]:
    """Return the words of an operation's name, from its method and path.

    Args:
        operation: The operation.
        resource: The words of its resource, none for the client itself.
        routes: All paths of the document.
        verb: The verb, where it is known otherwise.
        exact: Whether plurals stay: `create_people` beside `create_persons`.
    """
    route = segments_of(operation)
    tail = _below(without_prefix(route, routes.prefix), resource)
    statics = [words(segment) for segment in tail if segment is not None]
    statics = [static for static in statics if static]
    is_element = bool(route) and route[-1] is None
    is_list = operation.method.upper() == "GET" and routes.has_list(route) and not is_element
    context = [word for static in statics[:-1] for word in _one(static)]
    last = statics[-1] if statics else [] if resource else ["root"]
    if (
        last
        and not is_element
        and tuple(verb) in ((), ("create",))
        and _is_action(operation, last, routes)
    ):
        length = verb_length(last)
        inside = [] if set(compared(context)) <= set(compared(last)) else context
        return last[:length] + inside + last[length:]
    if len(tail) == 1 and last and operation.method == "GET" and last[-1].endswith("ing"):
        # "upcoming", "pending": which of the things are meant
        return ["list", *last] if is_list else last
    if is_list and last and not is_plural(last[-1]):
        context = _with_plural(statics[:-1])
    place = _Place(
        route=route,
        context=context,
        noun=last,
        label=last or list(resource),
        is_element=is_element,
    )
    return _described(operation.method.upper(), place, routes, list(verb), exact=exact)


def _are_calls(routes: Sequence[Sequence[Segment]]) -> bool:
    """Return whether paths are names of functions: each is one segment, and most begin with a verb."""
    names = [words(route[0] or "") for route in routes if len(route) == 1]
    calls = [name for name in names if len(name) > 1 and is_verb(name[0])]
    return len(names) == len(routes) > 2 and len(calls) * 4 >= len(names) * 3


def plain_verb(operation: Operation, routes: Routes) -> str:
    """Return the word for what POST, PUT or PATCH does to what the path is of; "" where the path says what is done.

    `create`, `update`, or `replace` where the path has PATCH, too.
    """
    route = segments_of(operation)
    is_element = route[-1:] == [None]
    last = next((words(each) for each in reversed(route) if each is not None), [])
    if not last or (not is_element and _is_action(operation, last, routes)):
        return ""
    place = _Place(route=route, context=[], noun=[], label=last, is_element=is_element)
    return _verb(operation.method.upper(), place, routes, many=_is_of_many(place, routes))


def _below(segments: Sequence[Segment], resource: Sequence[str]) -> list[Segment]:
    """Return the part of a path below its resource; all of it where the path does not name the resource."""
    for index, segment in enumerate(segments):
        if resource and segment is not None and _is_of(segment, resource):
            return list(segments[index + 1 :])
    return list(segments)


def _is_of(segment: str, resource: Sequence[str]) -> bool:
    """Return whether a segment is called as a resource, whose words may be apart only there."""
    own = words(segment)
    return compared(own) == compared(resource) or "".join(own) == "".join(resource)


def _one(name: list[str]) -> list[str]:
    return [*name[:-1], one_of(name[-1])]


def _with_plural(statics: Sequence[list[str]]) -> list[str]:
    """Return the words of segments in singular, except for the last ones in plural: "matches" of `/matches/past`."""
    many = [index for index, static in enumerate(statics) if is_plural(static[-1])]
    kept = many[-1:]
    return [w for i, s in enumerate(statics) for w in (s if i in kept else _one(s))]


def _is_action(operation: Operation, last: Sequence[str], routes: Routes) -> bool:
    """Return whether the last segment of a path says what is done, not what it is done to."""
    route = segments_of(operation)
    if operation.method.upper() in _ABOUT_REQUESTS:
        return False
    if routes.are_calls:
        return True
    is_read = operation.method.upper() == "GET"
    if routes.has_elements(route) or (not is_read and routes.has("GET", route)):
        return False
    if is_call(last):
        return True
    return not is_plural(last[-1]) and is_action(last[0], reading=is_read, alone=len(last) == 1)


def _described(
    method: str, place: _Place, routes: Routes, verb: list[str], *, exact: bool
) -> list[str]:
    many = _is_of_many(place, routes)
    verb = verb or [_verb(method, place, routes, many=many)]
    noun = place.context + place.noun
    if many and verb not in (["create"], ["list"]) and not noun:
        return [*verb, "all"]
    keeps_number = exact or (many and verb != ["create"])
    return verb + (noun if keeps_number or not place.noun else place.context + _one(place.noun))


def _is_of_many(place: _Place, routes: Routes) -> bool:
    is_many = bool(place.label and is_plural(place.label[-1]))
    return not place.is_element and (
        is_many or routes.has_list(place.route) or routes.has_elements(place.route)
    )


def _verb(method: str, place: _Place, routes: Routes, *, many: bool) -> str:
    if method == "GET" and many:
        return "list"
    if method == "POST" and not many and _is_update(place, routes):
        return "update"
    if method == "PUT" and routes.has("PATCH", place.route):
        return "replace"
    return _VERBS.get(method, method.lower())


def _is_update(place: _Place, routes: Routes) -> bool:
    """Return whether POST changes a thing that is there, since no other method does."""
    others = routes.has("PUT", place.route) or routes.has("PATCH", place.route)
    return not others and (place.is_element or routes.has("GET", place.route))
