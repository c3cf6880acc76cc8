"""Python names: from the document's words to identifiers without clashes.

Within a scope, names are allotted once, after every candidate is known: configured names first, then
those recorded in the lock, then those the document gives, then invented ones.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import overload

from ...ir import scalars
from ...ir.name_keys import NameKey
from ...records import dataclass
from .printable import Import, PythonCode
from .words import ascii_of, letter_first, spelled, words

_MAX_LENGTH = 90
_HUMP = re.compile(r"[A-Z]*[^A-Z]*")

RESERVED_IN_MODELS = frozenset(
    # What pydantic models define. What annotations need is written otherwise where a field hides it.
    "copy dict json construct validate schema from_orm parse_obj parse_raw parse_file "
    "schema_json update_forward_refs model_config model_fields model_computed_fields model_extra "
    "model_fields_set model_construct model_copy model_dump model_dump_json model_json_schema "
    "model_parametrized_name model_post_init model_rebuild model_validate model_validate_json "
    "model_validate_strings builtins".split()
)
RESERVED_CLASSES = frozenset(
    # pydantic takes builtins for what a name means where it is used before its class is there.
    "Any Annotated Literal OneOf OpenEnum BinaryField TextOrBinaryField TypeAlias TypeAliasType TYPE_CHECKING".split()
).union(scalars.VALUE_TYPES, (name for name in dir(builtins) if name[0].isupper()))
HIDDEN_IN_MODELS = frozenset(("Field", "Model"))
"""What modules of models import under other names in clients that have types of these names."""
RESERVED_IN_ENUMS = frozenset(("UNKNOWN", "mro", "name", "value"))
RESERVED_ERRORS = frozenset(
    "Any TYPE_CHECKING Json BY_CODE BY_STATUS ClientError ApiError ApiConnectionError ApiTimeoutError "
    "MissingCredentialsError TokenRequestError WaitFailedError WaitTimeoutError PaginationError ResponseDecodeError ResponseTooLargeError ResponseValidationError BadRequestError "
    "AuthenticationError PermissionDeniedError NotFoundError ConflictError UnprocessableEntityError "
    "RateLimitError InternalServerError".split()
) | frozenset(name for name in dir(builtins) if name[0].isupper())
RAISED_BY_RUNTIME = frozenset(
    "TokenRequestError WaitFailedError WaitTimeoutError PaginationError WebhookError WebhookSignatureError".split()
)
"""Classes of the runtime that no exception of a document is derived from, so that one of an old client may hide them."""
RESERVED_FOR_WEBHOOKS = frozenset(("WebhookError", "WebhookSignatureError"))
"""Further names that `errors` has where the document has webhooks."""
RESERVED_IN_CLIENT = frozenset(
    "api property cached_property call paginate close with_options with_raw_responses base_url".split()
)
RESERVED_RESOURCES = frozenset(
    # What modules of resources and of clients import.
    "Any Literal Sequence Mapping TYPE_CHECKING Operation PaginatedOperation Pagination TokenPagination "
    "LastItemPagination PageNumberPagination OffsetPagination LinkPagination NextUrlPagination LinkedTokenPagination Upload Json Empty NotModified "
    "AnyBody Binary PlainText ByMediaType Styles Style Resource AsyncResource Page AsyncPages File "
    "Redirect RedirectLocation RequestOptions UNSET Unset SyncClient AsyncClient ApiDefinition "
    "ErrorConventions Hooks Secret "
    "BearerToken ApiKey BasicCredentials AwsSigV4 AwsCredentials AwsCredentialsSource RawResponse "
    "AsyncPage DEFAULT_TIMEOUT DEFAULT_MAX_RETRIES ClientSettings Self Unpack Headers HttpRequest "
    "HttpResponse Retry SecurityScheme OAuth2Scheme ClientCredentials RefreshTokenCredentials PasswordCredentials "
    "DigestCredentials HttpClient AsyncHttpClient StepTimeouts StreamedResponse AsyncStreamedResponse".split()
)
NOT_IN_RESOURCES = frozenset(
    "Retry SecurityScheme OAuth2Scheme ClientCredentials RefreshTokenCredentials PasswordCredentials "
    "DigestCredentials HttpClient AsyncHttpClient StepTimeouts StreamedResponse AsyncStreamedResponse".split()
)
"""Those of them that only clients and the package import: the class of a resource may hide them in its own module."""
RESERVED_FOR_PAGES = frozenset(
    "TokenPagination LastItemPagination PageNumberPagination OffsetPagination LinkPagination "
    "NextUrlPagination LinkedTokenPagination".split()
)
"""Those that only modules of resources with pages import."""
RESERVED_FOR_STREAMS = frozenset(
    "Stream AsyncStream StreamOperation ServerSentEvent NamedEvent JsonEvents NamedEvents RawEvents "
    "JsonLines JsonSequence AwsEvents MixedParts".split()
)
"""Further names that the modules of resources import where operations return streams."""
RESERVED_FOR_WAITS = frozenset(("WaitRule",))
"""Further names that they import where methods wait."""
RESERVED_FOR_FILES = frozenset(
    ("BinaryInput", "AsyncBinaryInput", "EVERY_PART", "Iterable", "AsyncIterable", "MixedBody")
)
"""Further names that they import where operations take files or items."""
RESERVED_IN_RESOURCE = frozenset(("with_raw_responses",))
RESERVED_PARAMETERS = frozenset(("self", "options", "given", "whole_body"))
RESERVED_IN_WAITS = frozenset(("wait_timeout", "interval"))
"""Further parameters of methods that wait."""
RESERVED_IN_CONSTRUCTOR = frozenset(
    "self base_url headers query cookies timeout deadline max_retries retry_writes follow_redirects "
    "max_response_bytes http_client strict_responses hooks settings from_environment".split()
)
RESERVED_MODULES = frozenset("con prn aux nul shared documentation index".split()) | frozenset(
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
)


def snake(text: str, fallback: str = "value") -> str:
    """Return a name for a variable, field, method or module; never empty, a keyword, or with a leading digit."""
    name = "_".join(_within_limit(words(letter_first(ascii_of(text))), "_")) or fallback
    if name[0].isdigit():
        name = f"{fallback}_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def pascal(text: str, fallback: str = "Value") -> str:
    """Return a name for a class. Words that are spelled in capitals stay so ("ARNList", "VPCConfig").

    Words in small letters get the capitals that they are known to have: "github_app" gives "GitHubApp".
    """
    pieces = []
    for piece in re.split(r"[^0-9A-Za-z]+", letter_first(ascii_of(text))):
        known = spelled().get(piece, piece)
        pieces.append(known[:1].upper() + known[1:])
    while len(pieces) > 1 and sum(map(len, pieces)) > _MAX_LENGTH:
        pieces.pop(0)
    name = "".join(_within_limit(_HUMP.findall("".join(pieces)), "")) or fallback
    if name[:1].isdigit():
        name = f"{fallback}{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def _within_limit(parts: Sequence[str], separator: str) -> list[str]:
    """Return as many words as a name may have; a first word that is longer than a name is cut."""
    kept: list[str] = []
    length = -len(separator)
    for part in parts:
        length += len(separator) + len(part)
        if length > _MAX_LENGTH:
            break
        kept.append(part)
    return kept or [part[:_MAX_LENGTH] for part in parts[:1]]


@cache
def code(name: str) -> PythonCode:
    """Return a name as code. Raises `ValueError` for anything that is not an ASCII identifier."""
    if not (name.isascii() and name.isidentifier()):
        raise ValueError(f"{name!r} is not an identifier")
    return PythonCode(name)


@cache
def imported(module: str, name: str, hidden: frozenset[str] = frozenset()) -> PythonCode:
    """Return a name that is imported from a module, as code that carries this import.

    A name that is `hidden` is imported under another one: "overload" is `_overload` then.
    """
    alias = f"_{name}" if name in hidden else ""
    return code(alias or name).needing(Import(module, name, alias))


@cache
def qualified(name: str, hidden: frozenset[str] = frozenset()) -> PythonCode:
    """Return a class by its dotted name, as code that carries the import of its module.

    A module whose name is `hidden` is imported under another one: "uuid.UUID" is `_uuid.UUID` then.
    """
    module, _, last = name.rpartition(".")
    parts = [code(part) for part in module.split(".")]
    if module not in hidden:
        return PythonCode.joined(".", [*parts, code(last)]).needing(Import(module))
    return PythonCode.of("_{}.{}", *parts, code(last)).needing(Import(module, alias=f"_{module}"))


def in_models(name: PythonCode, hidden: frozenset[str] = frozenset()) -> PythonCode:
    """Write a class or an alias as the modules beside the package of models name it."""
    return in_package("models", name, hidden)


def in_package(package: str, name: PythonCode, hidden: frozenset[str]) -> PythonCode:
    """Write a name of a package of the client; `hidden` is as for `imported`."""
    return PythonCode.of("{}.{}", imported("..", package, hidden), name)


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


class LaterNames(Sequence[str]):
    """Names that are made when they are first looked at: what has a name already needs none of them."""

    def __init__(self, make: Callable[[], Sequence[str]]) -> None:
        self._make = make
        self._made: Sequence[str] | None = None

    def _names(self) -> Sequence[str]:
        if self._made is None:
            self._made = self._make()
        return self._made

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._names()[index]

    def __len__(self) -> int:
        return len(self._names())


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that needs a name: its key in the lock, and names in order of preference.

    `given` is whether these are the document's own, and `places` in how many places of it the thing is; `of_operation`
    is whether longer names say which operation it is found in first.
    """

    key: NameKey
    candidates: Sequence[str]
    given: bool = True
    places: int = 1
    of_operation: bool = False


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
