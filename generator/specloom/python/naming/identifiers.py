"""Python names: from the document's words to identifiers without clashes.

Within a scope, names are allotted once, after every candidate is known: configured names first, then
those recorded in the lock, then those the document gives, then invented ones.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...ir import scalars
from ...ir.name_keys import NameKey
from .printable import Import, PythonCode

_WORD = re.compile(
    r"(?<![0-9A-Za-z])u[0-9a-f]{4,6}(?![0-9A-Za-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+"
)
_MAX_LENGTH = 90
_IRREGULAR = {
    "aliases": "alias",
    "caches": "cache",
    "children": "child",
    "cookies": "cookie",
    "data": "data",
    "indices": "index",
    "movies": "movie",
    "people": "person",
    "series": "series",
    "status": "status",
    "statuses": "status",
}
_UNCOUNTED = ("ss", "us", "is", "news")

RESERVED_IN_MODELS = frozenset(
    # What pydantic models define, and what the modules of models use in annotations.
    "copy dict json construct validate schema fields from_orm parse_obj parse_raw parse_file "
    "schema_json update_forward_refs model_config model_fields model_computed_fields model_extra "
    "model_fields_set model_construct model_copy model_dump model_dump_json model_json_schema "
    "model_parametrized_name model_post_init model_rebuild model_validate model_validate_json "
    "model_validate_strings str int float bool list tuple bytes object "
    "Any Annotated Literal Field Model".split()
).union(scalars.MODULES, scalars.VALUE_TYPES)
RESERVED_CLASSES = frozenset(
    "Any Annotated Literal Field Model OneOf OpenEnum TypeAlias TypeAliasType TYPE_CHECKING".split()
).union(scalars.VALUE_TYPES, (name for name in dir(builtins) if name[0].isupper()))
RESERVED_IN_ENUMS = frozenset(("UNKNOWN", "mro", "name", "value"))
RESERVED_ERRORS = frozenset(
    "Any TYPE_CHECKING ClientError ApiError ApiConnectionError ApiTimeoutError "
    "MissingCredentialsError ResponseDecodeError ResponseValidationError BY_CODE".split()
) | frozenset(name for name in dir(builtins) if name[0].isupper())
RESERVED_IN_CLIENT = frozenset(
    "api property call paginate close with_options with_raw_responses base_url".split()
)
RESERVED_RESOURCES = frozenset(
    # What modules of resources and of clients import.
    "Any Literal Sequence Mapping TYPE_CHECKING Operation PaginatedOperation Pagination Upload Json Empty NotModified "
    "AnyBody Binary PlainText ByMediaType Styles Style Resource AsyncResource Page AsyncPages File "
    "Redirect RedirectLocation RequestOptions UNSET Unset SyncClient AsyncClient ApiDefinition "
    "ErrorConventions Hooks Secret "
    "BearerToken ApiKey BasicCredentials AwsSigV4 AwsCredentials AwsCredentialsSource RawResponse "
    "AsyncPage DEFAULT_TIMEOUT DEFAULT_MAX_RETRIES ClientSettings Self Unpack Headers HttpRequest "
    "HttpResponse".split()
)
RESERVED_IN_RESOURCE = frozenset(("with_raw_responses",))
RESERVED_PARAMETERS = frozenset(("self", "options", "given", "whole_body"))
RESERVED_IN_CONSTRUCTOR = frozenset(
    "self base_url headers query cookies timeout deadline max_retries retry_writes follow_redirects "
    "http_client strict_responses hooks settings from_environment".split()
)
RESERVED_MODULES = frozenset("con prn aux nul shared documentation index".split()) | frozenset(
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
)


def words(text: str) -> list[str]:
    """Split a name into lower-case ASCII words: at separators, changes of case and digits.

    "fooBar", "foo-bar" and "FooBar" give the same words. Letters with marks lose them; other
    characters outside ASCII become their code point, so that no name is empty without need.
    """
    parts: list[str] = []
    for piece in re.split(r"[^0-9A-Za-z]+", _ascii(text)):
        for index, word in enumerate(_WORD.findall(piece)):
            # "s3", "v1", "oauth2": a number belongs to the word that it touches.
            if word.isdigit() and index:
                parts[-1] += word
            else:
                parts.append(word.lower())
    return parts


def _ascii(text: str) -> str:
    signs = {"+": " plus ", "*": " star ", "$": " ", "@": " at ", "%": " percent ", "#": " "}
    out = []
    for char in unicodedata.normalize("NFKD", text):
        if char.isascii():
            out.append(char)
        elif char.isalnum():
            out.append(f" u{ord(char):x} ")
    plain = "".join(out)
    if re.search(r"[0-9A-Za-z]", plain):
        return plain
    return "".join(signs.get(char, " ") for char in plain)


def snake(text: str, fallback: str = "value") -> str:
    """Return a name for a variable, field, method or module; never empty, a keyword, or with a leading digit."""
    name = "_".join(words(text))[:_MAX_LENGTH].strip("_") or fallback
    if name[0].isdigit():
        name = f"{fallback}_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def pascal(text: str, fallback: str = "Value") -> str:
    """Return a name for a class. Words that are spelled in capitals stay so ("ARNList", "VPCConfig")."""
    pieces = []
    for piece in re.split(r"[^0-9A-Za-z]+", _ascii(text)):
        pieces.append(piece[:1].upper() + piece[1:])
    while len(pieces) > 1 and sum(map(len, pieces)) > _MAX_LENGTH:
        pieces.pop(0)
    name = "".join(pieces)[:_MAX_LENGTH] or fallback
    if name[:1].isdigit():
        name = f"{fallback}{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def singular(word: str) -> str:
    """Return the singular of an English plural in lower case; any other word as it is."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(_UNCOUNTED) or len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word.removesuffix("s")


def code(name: str) -> PythonCode:
    """Return a name as code. Raises `ValueError` for anything that is not an ASCII identifier."""
    if not (name.isascii() and name.isidentifier()):
        raise ValueError(f"{name!r} is not an identifier")
    return PythonCode(name)


def imported(module: str, name: str) -> PythonCode:
    """Return a name that is imported from a module, as code that carries this import."""
    return code(name).needing(Import(module, name))


def qualified(name: str) -> PythonCode:
    """Return a class by its dotted name, as code that carries the import of its module."""
    parts = [code(part) for part in name.split(".")]
    return PythonCode.joined(".", parts).needing(Import(".".join(parts[:-1])))


class Scope:
    """Names that live side by side; asking for one that is taken gives a variant of it."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._reserved = frozenset(reserved)
        self._taken: set[str] = set()

    def free(self, name: str) -> bool:
        """Return whether the name can still be had. Names differing by case only count as one."""
        return name not in self._reserved and name.lower() not in self._taken

    def take(self, name: str) -> str:
        """Take a name: as it is, else with "_" where a reserved word is in the way, else numbered."""
        candidates = [name, f"{name}_"] if name in self._reserved else [name]
        number = 2
        while True:
            for candidate in candidates:
                if self.free(candidate):
                    self._taken.add(candidate.lower())
                    return candidate
            candidates = [f"{name}_{number}"]
            number += 1


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that needs a name: its key in the lock, and names in order of preference."""

    key: NameKey
    candidates: Sequence[str]
    given: bool = True


def allot(
    wishes: Iterable[Wish],
    *,
    reserved: Iterable[str] = (),
    configured: Mapping[NameKey, str] | None = None,
    locked: Mapping[NameKey, str] | None = None,
) -> dict[NameKey, str]:
    """Assign names in one scope; return key -> name.

    Configured names win, then those of the last run (`locked`), then names that the document gives,
    then invented ones; among equals the order of the wishes decides.
    """
    scope = Scope(reserved)
    wishes = list(wishes)
    allotted: dict[NameKey, str] = {}
    for fixed in (configured or {}, locked or {}):
        for wish in wishes:
            name = fixed.get(wish.key)
            if wish.key not in allotted and name is not None and scope.free(name):
                allotted[wish.key] = scope.take(name)
    for wish in sorted(wishes, key=lambda wish: not wish.given):
        if wish.key not in allotted:
            free = (name for name in wish.candidates if scope.free(name))
            allotted[wish.key] = scope.take(next(free, wish.candidates[-1]))
    return {wish.key: allotted[wish.key] for wish in wishes}
