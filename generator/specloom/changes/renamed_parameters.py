"""The last version of a client, as if its document had called the parameters of paths as the new one does.

/books/{bookId} and /books/{id} are one path: on the wire there is no difference. But the pointers of its operations,
and of the types inside of them, have the parameter's name, and so has the key of the argument:

    #/paths/~1books~1{bookId}/get                 a method
    #/paths/~1books~1{bookId}/get?path/bookId     its argument
    #/paths/~1books~1{bookId}/get/responses/...   a class

With these replaced, whatever had a name is found again. Which parameter is which is decided by their positions in the
path, so that two that swap their names stay what they are in a request. The variables of a server's URL are like them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, fields, is_dataclass
from typing import Any, TypeAlias

from ..ir.api import Api, Hole, Operation, Parameter, ParameterLocation, Template
from ..ir.client_surface import ClientSurface, MethodSurface
from ..ir.name_keys import (
    ArgumentKey,
    KeyKind,
    NameKey,
    located_key,
    parse_key,
    recorded_key,
    variable_key,
)
from ..ir.types import Doc, Json, Text, TypeId
from ..json_pointer import unescape
from ..records import dataclass, replace

_OPERATION = re.compile(r"#/paths/([^/?=]+)/([a-z]+)", re.ASCII)
_PART = re.compile(r"\{([^{}]*)\}")
_SEPARATOR = re.compile(r"[/?=]|\Z")
_PATH = f"{ParameterLocation.PATH.value}/"
_Route: TypeAlias = tuple[str, ...]
_NameByName: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamedParameters:
    """What the parameters of paths, and the variables of the server, were called.

    Attributes:
        places: The pointers of operations and paths whose parameters have other names now: old -> new.
        parameters: The parameters of those operations, by the old pointer: old name -> new name.
        variables: The variables of the server: old name -> new name.
    """

    places: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, _NameByName] = field(default_factory=dict)
    variables: _NameByName = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.parameters or self.variables)

    def now(self, at: str) -> str:
        """Return where the new document has what the old one had at a pointer."""
        return _replaced(at, self.places)

    def before(self, at: str) -> str:
        """Return where the old document had what the new one has at a pointer."""
        return _replaced(at, {new: old for old, new in self.places.items()})


def _replaced(at: str, places: Mapping[str, str]) -> str:
    """Replace the longest of some pointers that another one begins with."""
    if "#" not in at:
        return at
    ends = [match.start() for match in _SEPARATOR.finditer(at)]
    for end in reversed(ends):
        if at[:end] in places:
            return places[at[:end]] + at[end:]
    return at


# --- what was renamed


@dataclass(frozen=True, slots=True)
class _Path:
    """An operation by its path."""

    at: str
    method: str
    route: _Route
    names: tuple[str, ...]
    operation_id: str | None = None


def renamed_parameters(
    old: Api | None, names: Mapping[NameKey, str], new: Api
) -> RenamedParameters:
    """Find the paths of which only the names of parameters changed, or a slash at the end.

    Args:
        old: The API as it was; None if only the names of the last run are known.
        names: The names of the last run, by key.
        new: The API as it is now.
    """
    before = _of_names(names) if old is None else [_of(each) for each in old.operations]
    after = [_of(each) for each in new.operations]
    ids = {each.operation_id: each for each in after if each.operation_id}
    pairs = [
        (one, other)
        for one, other in _same_routes(before, after)
        if (one.names, one.at) != (other.names, other.at)
        and (one.operation_id is None or ids.get(one.operation_id, other) is other)
    ]
    return RenamedParameters(
        places={one.at: other.at for one, other in pairs if one.at != other.at}
        | _path_items(pairs, before),
        parameters={one.at: dict(zip(one.names, other.names, strict=True)) for one, other in pairs},
        variables=_variables(old, new),
    )


def _of(operation: Operation) -> _Path:
    return _Path(
        operation.at,
        operation.method.upper(),
        _route(operation.path),
        _holes(operation.path),
        operation.operation_id.raw if operation.operation_id else None,
    )


def _of_names(names: Iterable[NameKey]) -> list[_Path]:
    """Return the operations that names of the last run were for."""
    found = []
    for key in names:
        if match := _OPERATION.fullmatch(key):
            parts = _PART.split(unescape(match[1]))
            route = tuple("{}" if number % 2 else part for number, part in enumerate(parts))
            found.append(_Path(key, match[2].upper(), _joined(route), tuple(parts[1::2])))
    return found


def _route(template: Template) -> _Route:
    return _joined("{}" if isinstance(part, Hole) else part.raw for part in template.parts)


def _joined(parts: Iterable[str]) -> _Route:
    return tuple(part for part in parts if part)


def _holes(template: Template) -> tuple[str, ...]:
    return tuple(part.name.raw for part in template.parts if isinstance(part, Hole))


def _same_routes(old: Sequence[_Path], new: Sequence[_Path]) -> list[tuple[_Path, _Path]]:
    """Return the operations whose method and path occur once in either version. The names of parameters do not count.

    Nor does a slash at the end of a path, where there is no path without that difference.
    """
    pairs = _pairs(old, new, lambda path: path.route)
    met = {id(each) for pair in pairs for each in pair}
    left, came = ([each for each in side if id(each) not in met] for side in (old, new))
    return pairs + _pairs(left, came, _without_slash)


def _without_slash(path: _Path) -> _Route:
    *parts, last = path.route or ("",)
    return _joined((*parts, last.removesuffix("/")))


def _pairs(
    old: Iterable[_Path], new: Iterable[_Path], key: Callable[[_Path], _Route]
) -> list[tuple[_Path, _Path]]:
    before, after = _by_route(old, key), _by_route(new, key)
    return [
        (paths[0], after[route][0])
        for route, paths in before.items()
        if len(paths) == 1 and len(after.get(route, ())) == 1
    ]


def _by_route(
    paths: Iterable[_Path], key: Callable[[_Path], _Route]
) -> dict[tuple[str, _Route], list[_Path]]:
    found: dict[tuple[str, _Route], list[_Path]] = {}
    for path in paths:
        found.setdefault((path.method, key(path)), []).append(path)
    return found


def _path_items(pairs: Sequence[tuple[_Path, _Path]], before: Sequence[_Path]) -> dict[str, str]:
    """Return the pointers of the paths of which every operation has other names of parameters."""
    targets: dict[str, set[str]] = {}
    for one, other in pairs:
        targets.setdefault(_above(one.at), set()).add(_above(other.at))
    renamed = {one.at for one, _ in pairs}
    kept = {_above(path.at) for path in before if path.at not in renamed}
    return {
        old: next(iter(new))
        for old, new in targets.items()
        if len(new) == 1 and old not in kept and {old} != new
    }


def _above(at: str) -> str:
    return at.rpartition("/")[0]


def _variables(old: Api | None, new: Api) -> dict[str, str]:
    if old is None or not old.servers or not new.servers:
        return {}
    before, after = old.servers[0].url, new.servers[0].url
    if _route(before) != _route(after):
        return {}
    pairs = zip(_holes(before), _holes(after), strict=True)
    return {one: other for one, other in pairs if one != other}


# --- the last version in the terms of the new document


def names_since(renamed: RenamedParameters, names: Mapping[NameKey, str]) -> dict[NameKey, str]:
    """Return the names of the last run by the keys that they have now."""
    return {_key(renamed, key): name for key, name in names.items()}


def aliases_since(
    renamed: RenamedParameters, aliases: Mapping[str, Mapping[str, str]]
) -> dict[str, Mapping[str, str]]:
    """Return the old names of the last run, with the keys that things have now."""
    return {
        name: {**entry, "for": _key(renamed, recorded_key(entry.get("for", "")))}
        for name, entry in aliases.items()
    }


def _key(renamed: RenamedParameters, key: NameKey) -> NameKey:
    parsed = parse_key(key)
    if parsed.kind is KeyKind.VARIABLE:
        return variable_key(Text(renamed.variables.get(parsed.subject, parsed.subject)))
    for mark in re.finditer(re.escape(f"?{_PATH}"), parsed.subject):
        at, name = parsed.subject[: mark.start()], parsed.subject[mark.end() :]
        if at in renamed.parameters:
            name = renamed.parameters[at].get(name, name)
            return parsed.of(f"{renamed.now(at)}?{_PATH}{name}")
    return parsed.of(renamed.now(parsed.subject))


def surface_since(renamed: RenamedParameters, surface: ClientSurface) -> ClientSurface:
    """Return the surface of the last run in the terms of the new document."""
    return replace(
        surface,
        api=_api(renamed, surface.api),
        methods={
            renamed.now(at): replace(method, arguments=_arguments(renamed, at, method))
            for at, method in surface.methods.items()
        },
        models={TypeId(renamed.now(key)): model for key, model in surface.models.items()},
        keywords={_key(renamed, key): name for key, name in surface.keywords.items()},
    )


def _arguments(
    renamed: RenamedParameters, at: str, method: MethodSurface
) -> dict[ArgumentKey, str]:
    names = renamed.parameters.get(at, {})
    keys = {
        located_key(ParameterLocation.PATH, Text(old)): located_key(
            ParameterLocation.PATH, Text(new)
        )
        for old, new in names.items()
    }
    return {keys.get(key, key): name for key, name in method.arguments.items()}


def _api(renamed: RenamedParameters, api: Api) -> Api:
    operations = tuple(
        _operation(renamed.parameters[each.at], each) if each.at in renamed.parameters else each
        for each in api.operations
    )
    servers = api.servers
    if renamed.variables:
        server = servers[0]
        variables = tuple(
            replace(each, name=_text(renamed.variables, each.name)) for each in server.variables
        )
        url = _template(renamed.variables, server.url)
        servers = (replace(server, url=url, variables=variables), *servers[1:])
    moved: Api = _moved(renamed, replace(api, operations=operations, servers=servers))
    return moved


def _operation(names: _NameByName, operation: Operation) -> Operation:
    return replace(
        operation,
        path=_template(names, operation.path),
        parameters=tuple(_parameter(names, each) for each in operation.parameters),
    )


def _parameter(names: _NameByName, parameter: Parameter) -> Parameter:
    if parameter.location is not ParameterLocation.PATH:
        return parameter
    return replace(parameter, wire_name=_text(names, parameter.wire_name))


def _template(names: _NameByName, template: Template) -> Template:
    return Template(
        tuple(
            Hole(_text(names, part.name)) if isinstance(part, Hole) else part
            for part in template.parts
        )
    )


def _text(names: _NameByName, text: Text) -> Text:
    return Text(names.get(text.raw, text.raw))


def _moved(renamed: RenamedParameters, value: Any) -> Any:
    """Replace pointers wherever they are; what has none in it stays the same object."""
    kind = type(value)
    if kind is str:
        return renamed.now(value)
    if kind is tuple:
        items = tuple(_moved(renamed, each) for each in value)
        return value if all(map(_is, items, value)) else items
    if kind is dict:
        return {renamed.now(key): _moved(renamed, each) for key, each in value.items()}
    if kind in (Text, Json, Doc) or not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for each in fields(value):
        before = getattr(value, each.name)
        after = _moved(renamed, before)
        if after is not before:
            changed[each.name] = after
    return replace(value, **changed) if changed else value


def _is(one: object, other: object) -> bool:
    return one is other
