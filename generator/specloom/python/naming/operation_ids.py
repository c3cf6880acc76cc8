"""operationIds that a framework made: what the function, method or action was called that it made them of.

A pattern is undone if the document as a whole follows it: more than half of its operationIds, and at least two of
them, fit. So an operation that was named by hand does not hide the pattern, and one name that happens to fit
does not make one; it stays as it is. People, too, call `GET /users` getUsers, so of ids made of method and path
four in five have to fit. FastAPI's pattern has the whole path and the method in it, so the only
operation of a document is enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ...ir.api import Hole, Operation
from ...records import dataclass
from .operation_words import compared
from .routes import segments_of, without_prefix
from .words import words

_OPAQUE = re.compile(
    r"(?=.*\d)[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)
"""What databases number things with, which says nothing to anybody."""
_DATE = re.compile(r"(?<=\w)[_-]?\d{4}[_-]\d{2}[_-]\d{2}$")
_METHODS = "get|put|post|delete|options|head|patch|trace"
_JOINING = frozenset("and by for with".split())
_ACTIONS = (
    ("partial", "update"),
    *((verb,) for verb in "list create retrieve read update destroy delete".split()),
)
_ONLY_OF_REST_FRAMEWORK = frozenset(("partial", "retrieve", "read", "destroy"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What an operationId was made of.

    Attributes:
        text: The name of the function, "" where there was none.
        owner: The class that the function is a method of, "" where there was none.
        verb: The words of the action on what the path is of, where the name follows from the path.
    """

    text: str = ""
    owner: str = ""
    verb: tuple[str, ...] = ()


Pattern = Callable[[Operation, str], Undone | None]
"""Takes an operation and its operationId apart; None where they do not fit."""


def undone_ids(operations: Sequence[Operation]) -> dict[str, Undone]:
    """Return what operationIds were made of, by the pointers of operations.

    Operations without an operationId count as named after method and path, those that are not in the
    result keep their operationId.
    """
    named = {op.at: (op, op.operation_id.raw) for op in operations if op.operation_id}
    named = {
        at: pair for at, pair in named.items() if words(pair[1]) and not _OPAQUE.fullmatch(pair[1])
    }
    found = {op.at: Undone() for op in operations if op.at not in named}
    texts = [text for _, text in named.values()]
    numbered = _without_version(texts) or _without_numbers(texts)
    for pattern, fewest in _PATTERNS:
        fitting = {at: pattern(op, text) for at, (op, text) in named.items()}
        undone = {at: each for at, each in fitting.items() if each is not None}
        if (
            len(undone) * 2 > len(named)
            and (len(undone) >= fewest)
            and _is_evident(pattern, undone, named)
        ):
            left = {at: pair for at, pair in named.items() if at not in undone}
            return found | undone | (_nearly(left) if pattern is _method_and_path else {})
    return found | {
        at: Undone(text=numbered[text]) for at, (_, text) in named.items() if text in numbered
    }


def _is_evident(
    pattern: Pattern, undone: Mapping[str, Undone], named: Mapping[str, tuple[Operation, str]]
) -> bool:
    """Return whether the names that fit a pattern are none that people choose just as well."""
    if pattern is _method_and_path:
        # `getUsers` for GET /users says nothing, `PostUsers` or `GetUsersId` does.
        if len(undone) * 5 < len(named) * 4:
            return False
        operations = [named[at][0] for at in undone]
        return any(
            op.method.upper() in ("POST", "PUT") or any(isinstance(p, Hole) for p in op.path.parts)
            for op in operations
        )
    if pattern is _path_and_action:
        return any(_ONLY_OF_REST_FRAMEWORK & set(each.verb) for each in undone.values())
    return True


def _fastapi(operation: Operation, text: str) -> Undone | None:
    """Undo `{function}{path}_{method}`, with every other sign as "_" (`fastapi.utils.generate_unique_id`)."""
    path = "".join(
        f"{{{part.name.raw}}}" if isinstance(part, Hole) else part.raw
        for part in operation.path.parts
    )
    head, method = text.rpartition("_")[::2]
    function = head.removesuffix(re.sub(r"\W", "_", path))
    fits = re.fullmatch(_METHODS, method) and function != head and function.strip("_")
    return Undone(text=function) if fits else None


def _controller(_: Operation, text: str) -> Undone | None:
    """Undo `CatsController_findAll` (@nestjs/swagger)."""
    match = re.fullmatch(r"([A-Za-z][A-Za-z0-9]*)Controller_(\w*[A-Za-z]\w*)", text)
    return Undone(text=match[2], owner=match[1]) if match else None


def _class_and_method(_: Operation, text: str) -> Undone | None:
    """Undo `Users_GetById` (NSwag, AutoRest)."""
    match = re.fullmatch(r"([A-Z][A-Za-z0-9]*)_([A-Z][A-Za-z0-9]*)", text)
    return Undone(text=match[2], owner=match[1]) if match else None


def _method_and_path(
    operation: Operation, text: str, joined: Callable[[str], str] | None = None
) -> Undone | None:
    """Recognise `GetUsersById` and `users_id_get`, which say what the method and the path say; `joined` makes words one."""
    joined = joined or _joined
    segments = segments_of(operation)
    rest = without_prefix(segments)
    statics = [static for static in segments if static is not None]
    skipped = len(segments) - len(rest)
    names = [part.name.raw for part in operation.path.parts if isinstance(part, Hole)]
    for by_name in (True, False):
        holes = iter(names if by_name else ["id"] * len(names))
        path = [next(holes, "") if segment is None else segment for segment in segments]
        for start in {0, skipped}:
            whole = joined(" ".join(path[start:]))
            method = operation.method.lower()
            if statics and joined(text) in (method + whole, whole + method):
                return Undone()
    return None


def _nearly(named: Mapping[str, tuple[Operation, str]]) -> dict[str, Undone]:
    """Return the operations whose names are their method and path except for plurals: `DeletePetsID`, `DeletePetID`."""
    return {
        at: Undone()
        for at, (op, text) in named.items()
        if _method_and_path(op, text, _singular_joined) is not None
    }


def _joined(text: str) -> str:
    return "".join(word for word in words(text) if word not in _JOINING)


def _singular_joined(text: str) -> str:
    return "".join(compared([word for word in words(text) if word not in _JOINING]))


def _path_and_action(operation: Operation, text: str) -> Undone | None:
    """Undo `things_partial_update` (drf-spectacular, drf-yasg): the path without its parameters, and the action."""
    name = tuple(words(text))
    for action in _ACTIONS:
        beginning = "".join(name[: -len(action)])
        if name[-len(action) :] == action and beginning:
            segments = segments_of(operation)
            for path in (segments, without_prefix(segments)):
                if beginning == "".join(w for each in path if each for w in words(each)):
                    return Undone(verb=action)
            return None
    return None


def _using_method(_: Operation, text: str) -> Undone | None:
    """Undo `findAllUsingGET_1` (springfox)."""
    match = re.fullmatch(rf"(\w+?)Using({_METHODS.upper()})(_\d+)?", text)
    return Undone(text=match[1]) if match else None


_PATTERNS: Sequence[tuple[Pattern, int]] = (
    (_fastapi, 1),
    (_controller, 2),
    (_method_and_path, 2),
    (_path_and_action, 2),
    (_class_and_method, 2),
    (_using_method, 2),
)


def _without_numbers(texts: Sequence[str]) -> dict[str, str]:
    """Undo `findAll_1` (springdoc): the number makes the method of another controller distinct.

    That is so if most of the operationIds that end with a number are there without it as well.
    """
    numbered = {text: re.sub(r"_\d+$", "", text) for text in texts if re.search(r"\D_\d+$", text)}
    repeated = {text: base for text, base in numbered.items() if base in texts}
    return repeated if len(repeated) * 2 > len(numbered) else {}


def _without_version(texts: Sequence[str]) -> dict[str, str]:
    """Undo `CreateDistribution2020_05_31`: the version of the API, if most operationIds end with the same one."""
    ends = {text: match[0] for text in texts if (match := _DATE.search(text))}
    versions = Counter(ends.values()).most_common(1)
    if not versions or versions[0][1] * 2 <= len(texts):
        return {}
    return {text: text[: -len(end)] for text, end in ends.items() if end == versions[0][0]}
