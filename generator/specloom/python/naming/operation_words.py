"""The words of an operation's name without those that repeat its resource."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from ...records import dataclass
from .verbs import (
    is_determiner,
    is_listing,
    is_modifier,
    is_only_verb,
    is_preposition,
    is_verb,
    verb_length,
)
from .words import SHORT_PLURALS, singular, words

_UNCOUNTED = frozenset(
    "analytics credentials data details diagnostics information logistics metadata metrics news preferences "
    "series settings statistics stats status".split()
)
"""Words that are no plural of many things, though they look like one."""
_NEEDS_OBJECT = frozenset(("read", "fetch", "find", "load"))
"""Verbs that are of one and of many things alike: `read_items` and `read_item` differ by their object alone."""
_READING_ALL = frozenset(("get", "list", "retrieve"))
_VERBS_OF_RESOURCES = frozenset(
    "add create delete destroy get list patch read remove retrieve update".split()
)
_NUMBERS = dict(
    zip(
        "0 1 2 3 4 5 6 7 8 9 10".split(),
        "zero one two three four five six seven eight nine ten".split(),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What an operation's name may leave out.

    Attributes:
        resource: The words of the resource, as `compared` makes them.
        prefixes: Beginnings that all operations of the resource have, as `compared` makes them.
        addresses_one: Whether the path ends with a parameter, so that the operation is about one thing
            even where its name has a plural.
        api: The words that the API is called by: "github" of "github actions" under "Actions" repeats them.
    """

    resource: Sequence[str]
    prefixes: Sequence[Sequence[str]] = ()
    addresses_one: bool = False
    api: Container[str] = ()


def one_of(word: str) -> str:
    """Return the word for one of the things that a word in lower case stands for."""
    return word if word in _UNCOUNTED else SHORT_PLURALS.get(word) or singular(word)


def is_plural(word: str) -> bool:
    """Return whether a word in lower case stands for many things."""
    return one_of(word) != word


def compared(text: Sequence[str]) -> list[str]:
    """Return words in the form in which they are compared: in singular, small numbers written out."""
    return [_NUMBERS.get(word, one_of(word)) for word in text]


def spelled(text: Sequence[str]) -> list[str]:
    """Return the words of a name that must not begin with a digit: "1-Click" is "one click"."""
    return [_NUMBERS.get(text[0], text[0]), *text[1:]] if text else []


def operation_words(operation_id: str, repeated: Repeated) -> list[str]:
    """Return the words of an operation's name without those that repeat its resource.

    The words of the resource go where they stand directly behind the verb, or before everything else; the
    verb stays. "ListCustomModels" under "Custom Models" gives "list", "CreateModelCustomizationJob"
    under "Model Customization" gives "create job"; "delete-project-role" under "Roles" stays whole,
    since without its last word it would be about projects. So does "inviteUser" under "Invites": its verb
    is the word that repeats the resource.

    In an operationId with the separators ".", "/" or ":", everything up to the segment that equals the
    resource goes: "repos/list-for-org" under "repos" gives "list for org".
    """
    whole = words(operation_id)
    if not repeated.resource or not whole:
        return whole
    left = _last_segments(operation_id, repeated.resource)
    is_cut = len(left) < len(whole)
    shorter = _without_prefix(left, repeated)
    if is_cut and is_verb(left[0]):
        return _without_object(left, repeated.resource, repeated)
    return shorter or _without_object(left, repeated.resource, repeated)


def _last_segments(operation_id: str, resource: Sequence[str]) -> list[str]:
    """Return the words behind the segments that equal the resource; all words where none does."""
    segments = [words(segment) for segment in re.split(r"[./:]+", operation_id)]
    for index in range(len(segments) - 1, 0, -1):
        for start in range(index):
            before = [word for segment in segments[start:index] for word in segment]
            left = [word for segment in segments[index:] for word in segment]
            if left and compared(before) == list(resource):
                return left
    return words(operation_id)


def _without_prefix(name: list[str], repeated: Repeated) -> list[str] | None:
    """Return a name without words of the resource at its beginning; None where they have to stay."""
    resource = list(repeated.resource)
    plain = compared(name)
    if plain[: len(resource)] == resource and _stands_alone(name, len(resource)):
        return _without_object(_verb_first(name[len(resource) :]), resource, repeated)
    for length in range(min(len(name) - 1, max(len(resource), _longest(repeated))), 0, -1):
        beginning = plain[:length]
        if not is_verb(name[length]) or (length == 1 and _is_the_verb(name, 1)):
            continue
        if resource[-length:] == beginning or beginning in map(list, repeated.prefixes):
            return _without_object(name[length:], _remainder(resource, beginning), repeated)
        if resource[:length] == beginning:
            rest = _remainder(resource, beginning)
            left = _without_object(name[length:], rest, repeated)
            if plain[length + 1 : length + 1 + len(rest)] == rest:
                return left
    return None


def _verb_first(name: list[str]) -> list[str]:
    """Return "list checks" for "checks list", which is left of "uptime checks list"."""
    verb = len(name) - 1
    if name[verb] not in _VERBS_OF_RESOURCES or is_only_verb(name[0]):
        return name
    while verb > 1 and is_modifier(name[verb - 1]):
        verb -= 1
    return name[verb:] + name[:verb]


def _longest(repeated: Repeated) -> int:
    return max(map(len, repeated.prefixes), default=0)


def _remainder(resource: list[str], beginning: list[str]) -> list[str]:
    """Return the words of a resource that a beginning does not say."""
    length = len(beginning)
    return resource[length:] if resource[:length] == beginning else resource


def _stands_alone(name: list[str], length: int) -> bool:
    """Return whether what follows the words of the resource can be a name by itself."""
    rest = name[length:]
    if not rest or is_preposition(rest[0]):
        return False
    if _is_the_verb(name, length):
        return is_only_verb(rest[0]) or rest[0] in _VERBS_OF_RESOURCES
    return True


def _is_the_verb(name: list[str], length: int) -> bool:
    """Return whether the word that repeats the resource is the verb: "invite" in "inviteUser"."""
    return length == 1 and is_verb(name[0]) and singular(name[0]) == name[0]


def _without_object(name: list[str], resource: Sequence[str], repeated: Repeated) -> list[str]:
    """Return a name without the words of the resource directly behind its verb."""
    verb = start = verb_length(name)
    while start < len(name) - 1 and (is_determiner(name[start]) or name[start] in repeated.api):
        start += 1
    rest = compared(name[start:])
    length = len(resource)
    if not length or not rest:
        return name
    is_head = rest == list(resource[-len(rest) :])
    if rest[:length] != list(resource) and not is_head:
        return name
    if not is_verb(name[0]) and compared(name) == list(resource):
        return name  # "text to speech" has no verb that could do without its object
    end = start + (len(rest) if is_head else length)
    if end < len(name) and not is_verb(name[0]):
        return name  # "group error free percentages" of errors are those of groups that are free of errors
    said = [w for w in name[verb:start] if w not in ("a", "an", "the") and w not in repeated.api]
    left = name[:verb] + said + name[end:]
    if end == len(name) and not _says_how_many(name[:start], name[-1], repeated):
        return name
    return left


def _says_how_many(verb: list[str], thing: str, repeated: Repeated) -> bool:
    """Return whether a verb alone means what it means with its object, one thing or many."""
    if verb[-1] in _NEEDS_OBJECT:
        return False
    return (
        not is_plural(thing)
        or repeated.addresses_one
        or any(map(is_listing, verb))
        or len(verb) > 1
    )


def name_of_all(name: Sequence[str], resource: Sequence[str]) -> str:
    """Return "list" for the name of what reads all things of a resource from their path; "" where it says more.

    `GET /categories` is `list` if it is called "getCategories", "getAll", "categories" or "categoriesList".

    Args:
        name: The words of the name.
        resource: The words of the resource.
    """
    verbs = [word for word in name[:1] if word in _READING_ALL]
    left = [word for word in name[len(verbs) :] if word not in ("all", "a", "the")]
    if left[-1:] == ["list"]:
        left, verbs = left[:-1], ["list"]
    if not left:
        return "list" if verbs and "all" in name else ""
    is_same = compared(left) == compared(resource)
    return "list" if is_same and (verbs == ["list"] or is_plural(left[-1])) else ""


def name_of_one(name: Sequence[str], resource: Sequence[str], parameter: Sequence[str]) -> str:
    """Return the verb in the name of what is done to one thing, which the path addresses; "" where the name says more.

    `PUT /clips/{id}` is `update` if it is called "updateClipById".

    Args:
        name: The words of the name.
        resource: The words of the resource.
        parameter: The words of the parameter that addresses the thing.
    """
    verb, rest = name[:1], compared(name[1:])
    for end in (["by", "id"], ["by", *compared(parameter)]):
        if rest in ([*compared(resource), *end], end) and verb[0] in _VERBS_OF_RESOURCES:
            return verb[0]
    return ""
