"""What the methods of a resource may be called, in order of preference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...ir.api import Hole, Operation
from ...ir.types import Text
from .identifiers import snake
from .operation_ids import Undone
from .operation_words import Repeated, compared, name_of_all, name_of_one, operation_words
from .path_names import Routes, path_name, plain_verb
from .routes import segments_of, version_of
from .verbs import is_verb, verb_length
from .words import spaced, words

_HTTP_VERBS = ("post", "put", "patch")


class MethodNamer:
    """Makes the names of methods, knowing the whole document.

    Args:
        routes: All paths.
        undone: What operationIds were made of, by the pointers of operations.
        full: The whole names, by the pointers of operations.
        api: The words that the API is called by.
    """

    def __init__(
        self,
        routes: Routes,
        undone: Mapping[str, Undone],
        full: Mapping[str, str],
        api: Collection[str] = (),
    ) -> None:
        self._routes = routes
        self._undone = undone
        self._full = full
        self._api = frozenset(api)

    def candidates(
        self, operations: Sequence[Operation], resource: Text | None, *, by_path: bool = False
    ) -> dict[str, list[str]]:
        """Return names for the methods of a resource, by the pointers of their operations.

        Args:
            operations: The operations of the resource.
            resource: What the resource is called in the document; None for operations of the client itself.
            by_path: Whether the resource is that of a segment of paths, which then say what its operations are of.

        Returns:
            The names that no other operation of the resource would like to have, the best first.
        """
        repeats = words(resource.raw) if resource else []
        chosen = {op.at: self._chosen(op) for op in operations}
        functions = [op for op in operations if (u := self._undone.get(op.at)) and not u.owner]
        chosen |= _told_apart(functions, chosen)
        texts = [text for text in chosen.values() if text]
        prefixes = _common_prefixes(texts, compared(repeats))
        named = _common_object(texts, compared(repeats))
        owners = {each.owner for op in operations if (each := self._undone.get(op.at))}
        wanted = {
            op.at: [
                *(
                    [
                        *(self._from_place(op, text, repeats) if by_path else ()),
                        *self._from_text(op, text, named, prefixes, len(owners) == 1),
                    ]
                    if (text := chosen[op.at])
                    else self._from_path(op, repeats)
                ),
                self._full[op.at],
            ]
            for op in operations
        }
        return without_clashes(self._with_plain_verbs(operations, wanted) if resource else wanted)

    def _with_plain_verbs(
        self, operations: Sequence[Operation], wanted: Mapping[str, Sequence[str]]
    ) -> dict[str, Sequence[str]]:
        """Put `create` and `update` before names that are the HTTP method: `post`, or `put_by_name`.

        What another operation of the resource may be called stays for that.
        """
        found = dict(wanted)
        for op in operations:
            verb, by, rest = wanted[op.at][0].partition("_by_")
            if verb != op.method.lower() or verb not in _HTTP_VERBS:
                continue
            plain = plain_verb(op, self._routes)
            others = (names for at, names in wanted.items() if at != op.at)
            if plain and not any(f"{plain}{by}{rest}" in names for names in others):
                found[op.at] = [f"{plain}{by}{rest}", *wanted[op.at]]
        return found

    def _chosen(self, operation: Operation) -> str:
        """Return the name that a person chose, "" if there is none."""
        undone = self._undone.get(operation.at)
        if undone is not None:
            return undone.text
        return spaced_id(operation)

    def _from_text(
        self,
        operation: Operation,
        text: str,
        resource: Sequence[str],
        prefixes: Sequence[Sequence[str]],
        is_only_owner: bool,
    ) -> list[str]:
        parts = operation.path.parts
        repeated = Repeated(
            resource=resource,
            prefixes=prefixes,
            addresses_one=bool(parts) and isinstance(parts[-1], Hole),
            api=self._api,
        )
        short = operation_words(text, repeated)
        names = [short, words(text)]
        undone = self._undone.get(operation.at)
        if undone and undone.owner:
            owner = words(undone.owner)
            names.append(owner + words(text))
            extra = set(compared(owner)) - set(resource) - set(compared(short))
            if resource and extra and not is_only_owner:
                names = [names[-1]]  # What is left would be said of the resource.
        return [snake(" ".join(name), "call") for name in names]

    def _from_place(
        self, operation: Operation, text: str, resource: Sequence[str]
    ) -> Iterator[str]:
        """Yield what an operation is called if its path is that of all things of its resource, or of one of them."""
        segments = segments_of(operation)
        place = segments[:-1] if segments[-1:] == [None] else segments
        if not place or place[-1] is None or "".join(words(place[-1])) != "".join(resource):
            return
        holes = [part.name.raw for part in operation.path.parts if isinstance(part, Hole)]
        found = (
            name_of_all(words(text), resource)
            if place is segments and operation.method.upper() == "GET"
            else name_of_one(words(text), resource, words(holes[-1]) if holes else ())
        )
        if found:
            yield found

    def _from_path(self, operation: Operation, resource: Sequence[str]) -> list[str]:
        undone = self._undone.get(operation.at)
        verb = undone.verb if undone else ()
        short, exact, full = (
            path_name(operation, resource, self._routes, verb),
            path_name(operation, resource, self._routes, verb, exact=True),
            path_name(operation, (), self._routes, verb, exact=True),
        )
        route = segments_of(operation)
        version = words(version_of(route))
        holes = [part.name.raw for part in operation.path.parts if isinstance(part, Hole)]
        names = [short, exact, *([[*short, *version]] if version else [])]
        names += [[*short, "by", *words(holes[-1])]] if holes and route[-1:] == [None] else []
        names.append(full)
        return [snake(" ".join(name), "call") for name in names if name]


def _told_apart(operations: Sequence[Operation], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return other names for functions that are called alike, by the pointers of operations.

    What their paths do not share follows: `speak` of POST /voices/{id} and `speak_stream` of POST /voices/{id}/stream.
    """
    by_name: dict[str, list[Operation]] = {}
    for operation in operations:
        if chosen[operation.at]:
            by_name.setdefault(chosen[operation.at], []).append(operation)
    found: dict[str, str] = {}
    for name, alike in by_name.items():
        paths = [_spelled_path(operation) for operation in alike]
        shared = next(
            (i for i, steps in enumerate(zip(*paths, strict=False)) if len(set(steps)) > 1),
            min(map(len, paths)),
        )
        endings = [" ".join(path[shared:]) for path in paths]
        if len(set(endings)) == len(alike) > 1:
            found |= {
                operation.at: f"{name} {ending}".rstrip()
                for operation, ending in zip(alike, endings, strict=True)
            }
    return found


def _spelled_path(operation: Operation) -> list[str]:
    """Return the segments of a path as words: "by id" for a parameter."""
    names = iter([part.name.raw for part in operation.path.parts if isinstance(part, Hole)])
    return [f"by {next(names)}" if each is None else each for each in segments_of(operation)]


def spaced_id(operation: Operation) -> str:
    """Return an operationId with words apart that are run together, as the summary, path and tags have them; "" for none."""
    if operation.operation_id is None:
        return ""
    texts = [part for part in operation.path.parts if isinstance(part, Text)]
    texts += [*operation.tags, *filter(None, (operation.doc.summary,))]
    return spaced(operation.operation_id.raw, {word for text in texts for word in words(text.raw)})


def without_clashes(wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the lists of names, each from the first name on that no other list begins with."""
    left = {key: list(dict.fromkeys(names)) for key, names in wanted.items()}
    while True:
        first = Counter(names[0] for names in left.values())
        clashing = [key for key, names in left.items() if first[names[0]] > 1 and len(names) > 1]
        if not clashing:
            return left
        for key in clashing:
            left[key] = left[key][1:]


def _common_object(texts: Sequence[str], resource: Sequence[str]) -> Sequence[str]:
    """Return the words of a resource, with those that all names of its operations have between them.

    Where all of "Provisioned Throughput" are called `CreateProvisionedModelThroughput`,
    `ListProvisionedModelThroughputs` and so on, "model" is one of them.
    """
    names = [words(text) for text in texts]
    objects = {tuple(compared(name[verb_length(name) :])) for name in names if name}
    if len(resource) < 2 or len(texts) < 2 or len(objects) != 1:
        return resource
    (found,) = objects
    left = iter(found)
    is_inside = all(word in left for word in resource) and found[-1] == resource[-1]
    return found if is_inside and found[0] == resource[0] else resource


def _common_prefixes(texts: Sequence[str], resource: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the beginnings of all names of a resource, as far as they have words of the resource."""
    names = [tuple(compared(words(text))) for text in texts]
    if len(names) < 2:
        return []
    longest = min(map(len, names))
    same = next((i for i in range(longest) if len({name[i] for name in names}) > 1), longest)
    prefixes = [names[0][:length] for length in range(1, same + 1)]
    is_named = names[0][0] in resource or not is_verb(names[0][0])
    return [prefix for prefix in prefixes if is_named and set(prefix) & set(resource)]
