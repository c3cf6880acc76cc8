"""Keys of names in `specloom.lock.json`.

| What is named | Its key |
| --- | --- |
| the package, the client's class, the configured style of method names | `package`, `client`, `operation_names` |
| how operations are grouped, and what all paths begin with | `group_by`, `path_prefix` |
| the resource of a tag, and the class of its operations | `tag/pets`, `class/pets` |
| the resource of a segment of paths, and the class of its operations | `path/pets`, `path-class/pets` |
| an argument of the constructor: a server variable, a security scheme | `variable/region`, `scheme/api_key` |
| the environment variable of a security scheme, without the package before it | `environment/api_key` |
| a method | the pointer of its operation: `#/paths/~1pets/get` |
| a model | the pointer of its schema: `#/components/schemas/Pet` |
| a second model of a schema, for requests only | `request #/components/schemas/Pet` |
| the exception of a schema | `error #/components/schemas/Problem` |
| the module of a model, if its group has several | `module #/components/schemas/Pet` |
| an argument of a method | `#/paths/~1pets/get?query/limit` |
| a body that is one argument | `#/paths/~1pets/post?body` |
| an attribute of a model | `#/components/schemas/Pet?name` |
| a constant of an enumeration class | `#/components/schemas/Color=red` |

Lock files last: a key must never be spelled differently. Other modules neither build a key nor take one
apart: `NameKey` and `ArgumentKey` are types of their own, so mypy refuses a string in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NewType, cast

from ..records import dataclass
from .api import Parameter, ParameterLocation
from .types import Json, Text, TypeId

NameKey = NewType("NameKey", str)
"""The key of a name among all names of a client."""

ArgumentKey = NewType("ArgumentKey", str)
"""The key of an argument among those of its method: where it goes, and its name there (`query/limit`)."""

PACKAGE = NameKey("package")
CLIENT = NameKey("client")
OPERATION_NAMES = NameKey("operation_names")
GROUP_BY = NameKey("group_by")
PATH_PREFIX = NameKey("path_prefix")

MODELS, TYPES, ERRORS = NameKey("models"), NameKey("types"), NameKey("errors")
"""Scopes of old names, as are CLIENT and the keys of resources; nothing else has these keys."""

BODY = ArgumentKey("body")
"""A body that is one argument."""
WHOLE = ArgumentKey("whole")
"""The body as a whole, beside its properties."""
CONTENT_TYPE = ArgumentKey("content_type")
"""The argument that chooses the media type of the body."""


class KeyKind(Enum):
    """What a key says by its first characters, which are the value."""

    TAG = "tag/"
    TAG_CLASS = "class/"
    PATH = "path/"
    PATH_CLASS = "path-class/"
    VARIABLE = "variable/"
    SCHEME = "scheme/"
    ENVIRONMENT = "environment/"
    REQUEST_MODEL = "request "
    ERROR = "error "
    MODULE = "module "
    OTHER = ""
    """A method, a model or a part of one, which have pointers; or a name of the client as a whole."""


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A key taken apart. `subject` is a name of the document, a pointer, or the whole key of kind OTHER."""

    kind: KeyKind
    subject: str

    @property
    def key(self) -> NameKey:
        """The key itself."""
        return self.of(self.subject)

    def of(self, subject: str) -> NameKey:
        """Return the key of the same kind for another subject."""
        return NameKey(f"{self.kind.value}{subject}")


def parse_key(key: str) -> ParsedKey:
    """Take a key apart. No JSON pointer begins like the other kinds of keys."""
    kind = next(kind for kind in KeyKind if key.startswith(kind.value))
    return ParsedKey(kind, key[len(kind.value) :])


def old_name_key(scope: NameKey, name: str) -> str:
    """Return the key of an old name in the lock."""
    return f"{scope} {name}"


def parse_old_name_key(key: str) -> tuple[NameKey, str]:
    """Return the scope and the name that the key of an old name consists of."""
    scope, _, name = key.rpartition(" ")
    return NameKey(scope), name


def recorded_key(key: str) -> NameKey:
    """Return a key of a lock file as what it is."""
    return NameKey(key)


def recorded_names(names: Mapping[str, str]) -> Mapping[NameKey, str]:
    """Return the names of a lock file as what they are: by key."""
    return cast(Mapping[NameKey, str], names)


def recorded_arguments(names: Mapping[str, str]) -> Mapping[ArgumentKey, str]:
    """Return the recorded names of a method's arguments as what they are: by key."""
    return cast(Mapping[ArgumentKey, str], names)


# --- the whole client


def tag_key(tag: Text) -> NameKey:
    """Return the key of a tag's resource: its module, and the property of the client."""
    return ParsedKey(KeyKind.TAG, tag.raw).key


def path_key(segment: str) -> NameKey:
    """Return the key of the resource of all paths that begin with a segment, which is in lower case."""
    return ParsedKey(KeyKind.PATH, segment).key


def is_resource(key: str) -> bool:
    """Return whether a key is that of a resource."""
    return parse_key(key).kind in (KeyKind.TAG, KeyKind.PATH)


def tag_class_key(tag: Text) -> NameKey:
    """Return the key of the class of a tag's operations."""
    return ParsedKey(KeyKind.TAG_CLASS, tag.raw).key


def path_class_key(segment: str) -> NameKey:
    """Return the key of the class of the operations of a segment."""
    return ParsedKey(KeyKind.PATH_CLASS, segment).key


def variable_key(name: Text) -> NameKey:
    """Return the key of a server variable, as an argument of the constructor."""
    return ParsedKey(KeyKind.VARIABLE, name.raw).key


def scheme_key(name: Text) -> NameKey:
    """Return the key of a security scheme, as an argument of the constructor."""
    return ParsedKey(KeyKind.SCHEME, name.raw).key


def environment_key(name: Text) -> NameKey:
    """Return the key of the environment variable of a security scheme."""
    return ParsedKey(KeyKind.ENVIRONMENT, name.raw).key


# --- operations


def method_key(at: str) -> NameKey:
    """Return the key of the method of the operation at a pointer."""
    return NameKey(at)


def method_argument_key(at: str, argument: ArgumentKey) -> NameKey:
    """Return the key of an argument among all names of the client; `at` is the pointer of the operation."""
    return NameKey(f"{at}?{argument}")


def whole_body_key(at: str) -> NameKey:
    """Return the key of an operation's body as one argument. Without it, the body's properties are arguments."""
    return method_argument_key(at, BODY)


def parameter_key(parameter: Parameter) -> ArgumentKey:
    """Return the key of a parameter among the arguments of its method."""
    return located_key(parameter.location, parameter.wire_name)


def located_key(location: ParameterLocation, wire_name: Text) -> ArgumentKey:
    """Return the key of the parameter of a name in a location."""
    return ArgumentKey(f"{location.value}/{wire_name.raw}")


def body_property_key(wire_name: Text) -> ArgumentKey:
    """Return the key of a property of the body among the arguments of its method."""
    return ArgumentKey(f"{BODY}/{wire_name.raw}")


# --- types


def model_key(type_id: TypeId) -> NameKey:
    """Return the key of a type's class or alias."""
    return NameKey(type_id)


def request_model_key(type_id: TypeId) -> NameKey:
    """Return the key of the second class of a type, which requests have if responses have another one."""
    return ParsedKey(KeyKind.REQUEST_MODEL, type_id).key


def error_key(type_id: TypeId) -> NameKey:
    """Return the key of the exception that carries a type."""
    return ParsedKey(KeyKind.ERROR, type_id).key


def module_key(type_id: TypeId) -> NameKey:
    """Return the key of a type's module, which is recorded if its group needs several."""
    return ParsedKey(KeyKind.MODULE, type_id).key


def part_key(at: str) -> NameKey:
    """Return the key of an operation's module, which is recorded if its resource has several; `at` is its pointer."""
    return ParsedKey(KeyKind.MODULE, at).key


def recorded_parts(names: Mapping[NameKey, str]) -> dict[str, str]:
    """Return the recorded modules of operations, by their pointers."""
    keys = (
        (parse_key(key), name) for key, name in names.items() if key.startswith("module #/paths/")
    )
    return {key.subject: name for key, name in keys if key.subject.count("/") == 3}


def attribute_key(owner: TypeId, wire_name: Text) -> NameKey:
    """Return the key of a model's attribute."""
    return NameKey(f"{owner}?{wire_name.raw}")


def constant_key(owner: TypeId, value: Json) -> NameKey:
    """Return the key of a constant in an enumeration class."""
    return NameKey(f"{owner}={value.raw}")
