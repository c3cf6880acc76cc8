"""The resource of each operation: decided once, by tag or by path, and as in the last run.

`group_by` says how: by `tag`, by `path`, or not at all (`none`). What is not configured is as the lock records it;
for a new client it is by tag where the document has tags, else by path. A lock without a record is of a time
when operations without a tag were methods of the client; there, they still are.

The resource of a path is its first static segment after what all paths begin with. Operations without a
tag, in a document that has tags, get theirs from the path, too. So do those of a tag that says nothing: one that is
called as the API, or "default", while paths tell more than two things apart, none of them called so, and most of its
operations are about other things: it stays the resource of `listZoos` and `getZoo`. Where `group_by = "tag"` is
configured, and where the last run had such a resource, it is one. Where the last run had its operations elsewhere, it is
none, whatever became of the document.

Of an operation without a tag that says something, the resource is

- never that of a tag which happens to be called so, but that of a tag whose other operations are there;
- none if the operation is the only one there, and is called as the segment: `export` of GET /export is
  `client.export()`;
- none if operations of this segment were methods of the client in the last run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from typing import Literal, TypeAlias, get_args

from ...config.client_config import GroupBy
from ...ir.api import Operation
from ...ir.name_keys import (
    CLIENT,
    GROUP_BY,
    PATH_PREFIX,
    NameKey,
    method_key,
    path_class_key,
    path_key,
    tag_class_key,
    tag_key,
)
from ...ir.types import Text
from ...records import dataclass, replace
from .identifiers import snake
from .operation_ids import Undone
from .operation_words import compared, spelled
from .path_names import Routes, path_name
from .routes import (
    Segment,
    first_spelled,
    first_static,
    former_segments_of,
    segments_of,
    shared_prefix,
    without_prefix,
)
from .verbs import is_preposition, verb_length
from .words import spaced, words

_Way: TypeAlias = Literal["tag", "path", "none", "tag alone"]
_HOLE = "{}"
_NO_NAME = frozenset(("api", "default"))
"""The words of tags that frameworks give to operations that have none."""
_LAST_WORDS = ("controller", "api")
"""The last words of tags that say what all of them are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The operations of one resource, or those of the client itself (`label` is None).

    Attributes:
        key: The key of the resource, or CLIENT.
        class_key: The key of its class.
        label: What its names are made of: the tag, or the segment of the path.
        tag: The tag, None for a segment.
        operations: The operations.
    """

    key: NameKey = CLIENT
    class_key: NameKey = CLIENT
    label: Text | None = None
    tag: Text | None = None
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The groups of a client.

    Attributes:
        groups: The resources by their labels, the client itself last.
        prefix: The segments that all paths begin with.
        recorded: What the next run has to know.
        regrouped: The pointers of operations that are elsewhere because `group_by` is another one.
    """

    groups: tuple[Group, ...]
    prefix: tuple[Segment, ...]
    recorded: Mapping[NameKey, str]
    regrouped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedGrouping:
    """What a client's configuration and title say of its resources.

    Attributes:
        configured: `group_by`, if it is configured.
        api: The words that the API is called by.
    """

    configured: GroupBy | None
    api: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _HowGrouped:
    """How operations are grouped.

    Attributes:
        way: By what.
        prefix: The segments that all paths begin with.
        names: The names of the last run.
        on_client: The pointers of the operations that were methods of the client in the last run.
        undone: What operationIds were made of.
        silent: The tags that say nothing.
    """

    way: _Way
    prefix: Sequence[Segment] = ()
    names: Mapping[NameKey, str]
    on_client: frozenset[str] = frozenset()
    undone: Mapping[str, Undone] = field(default_factory=dict)
    silent: Collection[Text] = ()


def group_operations(
    operations: Sequence[Operation],
    wanted: WantedGrouping,
    undone: Mapping[str, Undone],
    names: Mapping[NameKey, str],
    past: Mapping[str, NameKey],
) -> Grouping:
    """Decide the resource of each operation.

    Args:
        operations: The operations.
        wanted: How they are to be grouped.
        undone: What operationIds were made of.
        names: The names of the last run.
        past: The keys of the groups of the last run, as far as its API is known, by the pointers of operations.
    """
    configured = wanted.configured
    before = _recorded_way(names)
    has_tags = any(operation.tags for operation in operations)
    way = configured or before or ("tag" if has_tags else "path")
    prefix = _recorded_prefix(names) if before == way else tuple(shared_prefix(operations))
    known = {op.at for op in operations if method_key(op.at) in names} if before == way else set()
    rules = _HowGrouped(
        way=way,
        prefix=prefix,
        names=names,
        on_client=frozenset(at for at in known if past.get(at, CLIENT) == CLIENT),
        undone=undone,
    )
    if way == "tag" and configured is None:
        rules = replace(rules, silent=_silent_tags(operations, wanted.api, known, rules))
    keys = _keys(operations, rules)
    return Grouping(
        groups=tuple(_groups(operations, keys, prefix)),
        prefix=prefix,
        recorded=_record(way, prefix),
        regrouped=_regrouped(operations, keys, names) if before not in (None, way) else frozenset(),
    )


def groups_of_the_past(
    operations: Sequence[Operation], names: Mapping[NameKey, str]
) -> dict[str, NameKey]:
    """Return the keys of the groups that operations had, by their pointers; `names` are those of that run."""
    way = _recorded_way(names) or "tag alone"
    tags = {op.tags[0] for op in operations if op.tags}
    rules = _HowGrouped(
        way=way,
        prefix=_recorded_prefix(names),
        names=names,
        on_client=frozenset(op.at for op in operations),
        silent=[tag for tag in tags if way == "tag" and tag_key(tag) not in names],
    )
    return _keys(operations, rules)


def resource_name(label: Text) -> str:
    """Return what the resource of a tag or segment would be called."""
    return snake(" ".join(spelled(words(label.raw))), "tag")


def _recorded_way(names: Mapping[NameKey, str]) -> _Way | None:
    """Return how the last run grouped; None if there was none."""
    recorded = names.get(GROUP_BY)
    for way in get_args(GroupBy):
        if way == recorded:
            return way  # type: ignore[no-any-return]
    return "tag alone" if names else None


def _record(way: _Way, prefix: Sequence[Segment]) -> dict[NameKey, str]:
    if way == "tag alone":
        return {}
    shared = "/".join(_HOLE if segment is None else segment for segment in prefix)
    return {GROUP_BY: way, **({PATH_PREFIX: shared} if shared else {})}


def _recorded_prefix(names: Mapping[NameKey, str]) -> tuple[Segment, ...]:
    shared = names.get(PATH_PREFIX, "")
    return tuple(None if each == _HOLE else each for each in shared.split("/")) if shared else ()


def _regrouped(
    operations: Sequence[Operation], keys: Mapping[str, NameKey], names: Mapping[NameKey, str]
) -> frozenset[str]:
    before = groups_of_the_past(operations, names)
    return frozenset(at for at, key in keys.items() if before[at] != key)


def _keys(operations: Sequence[Operation], rules: _HowGrouped) -> dict[str, NameKey]:
    """Return the key of the group of each operation, by their pointers; a stream is where its operation is."""
    keys = _own_keys([op for op in operations if op.made_of is None], rules)
    return keys | {op.at: keys[op.made_of] for op in operations if op.made_of is not None}


def _own_keys(operations: Sequence[Operation], rules: _HowGrouped) -> dict[str, NameKey]:
    keys = dict.fromkeys((op.at for op in operations), CLIENT)
    if rules.way == "none":
        return keys
    segment_of = {op.at: _segment(op, rules) for op in operations}
    by_tag = rules.way != "path"
    tagged = [op for op in operations if op.tags and by_tag and op.tags[0] not in rules.silent]
    usual = _usual_tags([op.tags[0] for op in tagged], rules.names)
    tags = {op.at: usual[op.tags[0]] for op in tagged}
    keys |= {at: tag_key(tag) for at, tag in tags.items()}
    if rules.way == "tag alone":
        return keys
    tag_of = {tuple(compared(words(tag.raw))): tag for tag in tags.values()}
    taken = {resource_name(tag) for tag in tags.values()}
    places = {(tag, segment_of[at]) for at, tag in tags.items()}
    alone = _alone(operations, segment_of, rules)
    # What is of the same segment stays together, so that the lock alone tells where it is.
    kept = {segment_of[at] for at, key in keys.items() if key == CLIENT and at in rules.on_client}
    for op in operations:
        former = first_static(without_prefix(former_segments_of(op), rules.prefix))
        if keys[op.at] == CLIENT and former is not None and path_key(former) in rules.names:
            keys[op.at] = path_key(former)
        segment = segment_of[op.at]
        if keys[op.at] != CLIENT or segment is None:
            continue
        own = path_key(segment)
        tag = tag_of.get(tuple(compared(words(segment))))
        if own in rules.names:
            keys[op.at] = own
        elif tag is not None and (tag, segment) in places:
            keys[op.at] = tag_key(tag)
        elif resource_name(Text(segment)) in taken:
            continue
        elif segment not in kept and op.at not in alone:
            keys[op.at] = own
    return keys


def _usual_tags(tags: Sequence[Text], names: Mapping[NameKey, str]) -> dict[Text, Text]:
    """Return the tag that each one stands for: "Pets" and "pets" are one, unless the last run had a resource of each.

    It is that of the last run, else the one that most operations have.
    """
    counts = Counter(tags)
    first: dict[str, Text] = {}
    for tag in sorted(counts, key=lambda t: (tag_key(t) not in names, -counts[t], t.raw)):
        first.setdefault(resource_name(tag) if words(tag.raw) else tag.raw, tag)
    return {
        tag: tag if tag_key(tag) in names else first.get(resource_name(tag), tag) for tag in counts
    }


def _silent_tags(
    operations: Sequence[Operation],
    api: Collection[str],
    known: Collection[str],
    rules: _HowGrouped,
) -> set[Text]:
    """Return the tags that say nothing: the name of the API, or what stands for no name.

    Args:
        operations: The operations.
        api: The words that the API is called by.
        known: The pointers of the operations that the last run had.
        rules: How operations are grouped, without such tags.
    """
    by_tag: dict[Text, list[Operation]] = {}
    for op in operations:
        for tag in op.tags[:1]:
            by_tag.setdefault(tag, []).append(op)
    paths = {op.at: without_prefix(segments_of(op), rules.prefix) for op in operations}
    things = {tuple(compared(words(s))) for path in paths.values() for s in path if s is not None}
    silent = set()
    for tag, members in by_tag.items():
        if tag_key(tag) in rules.names:
            continue
        name = tuple(compared(words(tag.raw)))
        is_api, is_none = set(name) == set(compared([*api])), set(name) <= _NO_NAME
        known_of = {_segment(op, rules) for op in members if op.at in known}
        kept = {each for each in known_of if each is not None and path_key(each) in rules.names}
        about = [op for op in members if name in _objects(op, paths[op.at], rules.undone)]
        tells_nothing = (
            (is_api or (is_none and len(by_tag) == 1))
            and name not in things
            and len(about) * 2 < len(members)
            and len({_segment(op, rules) for op in members}) > 2
        )
        # The lock has their resources, and none of the tag: the last run grouped them by path.
        was_silent = len(kept) > 1 or (bool(kept) and (is_api or is_none))
        if tells_nothing or was_silent:
            silent.add(tag)
    return silent


def _objects(
    operation: Operation, path: Sequence[Segment], undone: Mapping[str, Undone]
) -> set[tuple[str, ...]]:
    """Return what an operation is about, by its name and by its path: "pet" of getPetById and /list-pets."""
    made = undone.get(operation.at)
    chosen = operation.operation_id.raw if operation.operation_id else ""
    found = set()
    for text in (made.text if made else chosen, *filter(None, path)):
        name = words(text)
        name = name[verb_length(name) :] if name else name
        end = next((i for i, word in enumerate(name) if is_preposition(word)), len(name))
        found.add(tuple(compared(name[:end])))
    return found


def _segment(operation: Operation, rules: _HowGrouped) -> str | None:
    return first_static(without_prefix(segments_of(operation), rules.prefix))


def _alone(
    operations: Sequence[Operation], segment_of: Mapping[str, str | None], rules: _HowGrouped
) -> set[str]:
    """Return the operations that are the only ones below a segment, and called as it is."""
    by_segment: dict[str | None, list[Operation]] = {}
    for op in operations:
        by_segment.setdefault(segment_of[op.at], []).append(op)
    routes = Routes(operations, rules.prefix)
    alone = set()
    for group in by_segment.values():
        segments = without_prefix(segments_of(group[0]), rules.prefix)
        name = _name(group[0], rules.undone, routes)
        if len(group) == 1 and _are_same(name, words(first_spelled(segments) or "")):
            alone.add(group[0].at)
    return alone


def _are_same(name: Sequence[str], other: Sequence[str]) -> bool:
    return compared(name) == compared(other) or "".join(name) == "".join(other)


def _name(operation: Operation, undone: Mapping[str, Undone], routes: Routes) -> list[str]:
    """Return the words of an operation's name, from method and path where nobody chose it."""
    made = undone.get(operation.at)
    if made is not None and not made.text:
        return path_name(operation, (), routes, made.verb)
    return words(
        made.text if made else operation.operation_id.raw if operation.operation_id else ""
    )


def _groups(
    operations: Sequence[Operation], keys: Mapping[str, NameKey], prefix: Sequence[Segment]
) -> list[Group]:
    by_key: dict[NameKey, list[Operation]] = {}
    for operation in operations:
        by_key.setdefault(keys[operation.at], []).append(operation)
    tags = {tag for op in operations for tag in op.tags[:1] if keys[op.at] == tag_key(tag)}
    labels = _labels(tags)
    groups = []
    for tag in tags:
        group = tuple(by_key.pop(tag_key(tag)))
        groups.append(
            Group(
                key=tag_key(tag),
                class_key=tag_class_key(tag),
                label=labels[tag],
                tag=tag,
                operations=group,
            )
        )
    own = tuple(by_key.pop(CLIENT, ()))
    for key, members in by_key.items():
        segment = _segment_with(key, members[0], prefix)
        said = {w for op in members if op.operation_id for w in words(op.operation_id.raw)}
        groups.append(
            Group(
                key=key,
                class_key=path_class_key(segment.lower()),
                label=Text(spaced(segment, said)),
                operations=tuple(members),
            )
        )
    groups.sort(key=lambda group: ((group.tag or group.label or Text("")).raw, group.key))
    return [*groups, *([Group(operations=own)] if own else [])]


def _segment_with(key: NameKey, operation: Operation, prefix: Sequence[Segment]) -> str:
    """Return the segment of an operation's path that a key is of, in the spelling of the document."""
    for segments in (segments_of(operation), former_segments_of(operation)):
        segment = first_spelled(without_prefix(segments, prefix)) or ""
        if path_key(segment.lower()) == key:
            return segment
    return ""


def _labels(tags: set[Text]) -> dict[Text, Text]:
    """Return what the names of tags are made of, without a last word that most have: Spring's are classes, such as `pet-controller`."""
    classes = {tag: [*words(tag.raw)] for tag in tags}
    for last in _LAST_WORDS:
        fitting = [tag for tag, name in classes.items() if len(name) > 1 and name[-1] == last]
        if len(fitting) * 2 > len(tags):
            return {
                tag: Text(tag.raw[: -len(last)].rstrip("-_ ")) if tag in fitting else tag
                for tag in tags
            }
    return {tag: tag for tag in tags}
