"""Which operation a request is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, unquote, urljoin, urlsplit

from ..ir.api import Api, Hole, Operation, ParameterLocation, Server
from ..ir.resolve import resolve
from ..ir.scalars import ScalarKind
from ..ir.types import EnumDecl, Named, Scalar, Text, TypeRef
from ..python.client.constructor import url_at_defaults
from ..python.client.operation_constants import literal_path
from ..python.client.operation_plan import OperationPlan
from ..python.examples.sample_requests import value_text
from ..records import dataclass
from .messages import HttpRequest, Refused, pairs_of

_SAFE = "/:@!$&'()*+,;=~?%[]"
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_HOLE = "{}"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_TEXTS = {
    ScalarKind.INTEGER: "-?[0-9]+",
    ScalarKind.NUMBER: _NUMBER,
    ScalarKind.DECIMAL: _NUMBER,
    ScalarKind.BOOLEAN: "true|false",
    ScalarKind.DATE: "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    ScalarKind.UUID: "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
}
"""What the texts of a type match, which share a segment of a path with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method on a path: its operation, and what it is called in another way (for a stream).

    Attributes:
        method: The method.
        prefixes: The paths of the servers, which may be in front of the path.
        patterns: Match the path; their groups are the parameters of `holes`. Where a segment has several, the first one
            takes them by what their types allow.
        holes: The names of the parameters in the path.
        query: What the path itself says of the query.
        rank: Says which of several routes a path belongs to: the one with the fewest segments that have parameters, then
            the one with the most text.
        plans: The operation, and the streams of it.
    """

    method: str
    prefixes: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
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


def _narrow_patterns(api: Api, operation: Operation) -> dict[str, str]:
    """Return what parameters match that share a segment of the path with others, where their types say so.

    `{name}.{kind}`, where the kind is `gz` or `tar.gz`, takes `a.tar.gz` apart into `a` and `tar.gz`.
    """
    segments: list[list[str]] = [[]]
    for part in operation.path.parts:
        if isinstance(part, Hole):
            segments[-1].append(part.name.raw)
        elif "/" in part.raw:
            segments.append([])
    shared = {name for names in segments if len(names) > 1 for name in names}
    found = {}
    for parameter in operation.parameters:
        name = parameter.wire_name.raw
        if parameter.location is ParameterLocation.PATH and name in shared:
            narrow = _narrow(api, parameter.type)
            if narrow is not None:
                found[name] = narrow
    return found


def _narrow(api: Api, ref: TypeRef) -> str | None:
    """Return what the texts of a type match; None for a type of any text."""
    match resolve(api.types, ref):
        case Scalar(kind=kind):
            return _TEXTS.get(kind)
        case Named(id=key) if isinstance(declaration := api.types.get(key), EnumDecl):
            texts = [value_text(member.value.raw) for member in declaration.members]
            # The longest one first: where one begins another, it would be taken for it.
            ordered = sorted(texts, key=len, reverse=True)
            return "|".join(re.escape(normal_path(quote(text, safe=""))) for text in ordered)
    return None


def _is_made(plan: OperationPlan) -> bool:
    return plan.operation.made_of is not None


def _route(api: Api, plans: Sequence[OperationPlan]) -> Route:
    operation = plans[0].operation
    reserved = {
        parameter.wire_name.raw
        for parameter in operation.parameters
        if parameter.location is ParameterLocation.PATH and parameter.allow_reserved
    }
    narrow = _narrow_patterns(api, operation)
    holes: list[str] = []
    by_type = pattern = query = ""
    for part in operation.path.parts:
        if isinstance(part, Hole):
            name = part.name.raw
            holes.append(name)
            general = "(.+)" if name in reserved else "([^/]+)"
            pattern += general
            by_type += f"({narrow[name]})" if name in narrow else general
            continue
        text = literal_path(part)
        path, _, more = ("", "", text) if query else text.partition("?")
        pattern += re.escape(normal_path(path))
        by_type += re.escape(normal_path(path))
        query += more
    servers = (*operation.servers, *api.servers)
    pairs = tuple((name, unquote(value)) for name, value in pairs_of(query))
    texts = ["" if isinstance(part, Hole) else part.raw for part in operation.path.parts]
    segments = "".join(text or _HOLE for text in texts).split("/")
    return Route(
        method=operation.method,
        prefixes=tuple(dict.fromkeys(filter(None, map(server_path, servers)))),
        patterns=tuple(map(re.compile, (by_type, pattern) if by_type != pattern else (pattern,))),
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
                matches = (pattern.fullmatch(path[len(prefix) :]) for pattern in route.patterns)
                match = next(filter(None, matches), None)
                if match is not None:
                    groups = dict(zip(route.holes, match.groups(), strict=True))
                    yield Match(route=route, path=groups)
                    break
