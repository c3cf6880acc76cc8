"""Which operation a request is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, unquote, urljoin, urlsplit

from ..ir.api import Api, Hole, ParameterLocation, Server
from ..ir.types import Text
from ..python.client.constructor import url_at_defaults
from ..python.client.operation_constants import literal_path
from ..python.client.operation_plan import OperationPlan
from ..records import dataclass
from .messages import HttpRequest, Refused, pairs_of

_SAFE = "/:@!$&'()*+,;=~?%[]"
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_HOLE = "{}"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method on a path: its operation, and what it is called in another way (for a stream).

    Attributes:
        method: The method.
        prefixes: The paths of the servers, which may be in front of the path.
        pattern: Matches the path; its groups are the parameters of `holes`.
        holes: The names of the parameters in the path.
        query: What the path itself says of the query.
        rank: Says which of several routes a path belongs to: the one with the fewest segments that have parameters, then
            the one with the most text.
        plans: The operation, and the streams of it.
    """

    method: str
    prefixes: tuple[str, ...]
    pattern: re.Pattern[str]
    holes: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    rank: tuple[bool, int, int, int]
    plans: tuple[OperationPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The route of a request, and the texts of its path parameters, percent-encoded."""

    route: Route
    path: Mapping[str, str]


def routes_of(api: Api, plans: Iterable[OperationPlan]) -> tuple[Route, ...]:
    """Return the routes of an API, in the order in which a path is compared with them."""
    by_operation: dict[str, list[OperationPlan]] = {}
    for plan in plans:
        by_operation.setdefault(plan.operation.made_of or plan.operation.at, []).append(plan)
    made = [_route(api, sorted(each, key=_is_made)) for each in by_operation.values()]
    return tuple(sorted(made, key=lambda route: route.rank))


def _is_made(plan: OperationPlan) -> bool:
    return plan.operation.made_of is not None


def _route(api: Api, plans: Sequence[OperationPlan]) -> Route:
    operation = plans[0].operation
    reserved = {
        parameter.wire_name.raw
        for parameter in operation.parameters
        if parameter.location is ParameterLocation.PATH and parameter.allow_reserved
    }
    holes: list[str] = []
    pattern = query = ""
    for part in operation.path.parts:
        if isinstance(part, Hole):
            holes.append(part.name.raw)
            pattern += "(.+)" if part.name.raw in reserved else "([^/]+)"
            continue
        text = literal_path(part)
        path, _, more = ("", "", text) if query else text.partition("?")
        pattern += re.escape(normal_path(path))
        query += more
    servers = (*operation.servers, *api.servers)
    pairs = tuple((name, unquote(value)) for name, value in pairs_of(query))
    texts = ["" if isinstance(part, Hole) else part.raw for part in operation.path.parts]
    segments = "".join(text or _HOLE for text in texts).split("/")
    return Route(
        method=operation.method,
        prefixes=tuple(dict.fromkeys(filter(None, map(server_path, servers)))),
        pattern=re.compile(pattern),
        holes=tuple(holes),
        query=pairs,
        rank=(
            bool(reserved),
            sum(_HOLE in segment for segment in segments),
            -sum(map(len, texts)),
            -len(pairs),
        ),
        plans=tuple(plans),
    )


def server_path(server: Server) -> str:
    """Return the path of a server's URL, its variables at their defaults; "" for none."""
    url = urljoin("https://host/", url_at_defaults(server))
    return normal_path(literal_path(Text(urlsplit(url).path.rstrip("/"))))


def normal_path(path: str) -> str:
    """Return a path in which nothing is percent-encoded that need not be (RFC 3986, section 6.2.2)."""
    return _ESCAPE.sub(_unescaped, quote(path, safe=_SAFE))


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if _UNRESERVED.fullmatch(character) else match[0].upper()


def find_route(routes: Iterable[Route], request: HttpRequest) -> Match:
    """Return the route of a request. Raises `Refused` where there is none."""
    allowed: dict[str, None] = {}
    methods = (request.method, "GET") if request.method == "HEAD" else (request.method,)
    found = list(_on_path(routes, request))
    for method in methods:
        for match in found:
            if match.route.method == method:
                return match
    for match in found:
        allowed[match.route.method] = None
    if allowed:
        raise Refused(
            405,
            f"the document has no {request.method} on this path; it has {', '.join(allowed)}",
            headers={"allow": ", ".join(allowed)},
        )
    raise Refused(404, "the document has no such path")


def _on_path(routes: Iterable[Route], request: HttpRequest) -> Iterator[Match]:
    path = normal_path(request.path)
    query = [(name, unquote(value)) for name, value in request.query_pairs()]
    for route in routes:
        if not set(route.query) <= set(query):
            continue
        for prefix in (*route.prefixes, ""):
            if path.startswith(prefix):
                match = route.pattern.fullmatch(path[len(prefix) :])
                if match is not None:
                    groups = dict(zip(route.holes, match.groups(), strict=True))
                    yield Match(route=route, path=groups)
                    break
