"""Keys of the configuration, each declared once as a field.

The type of the field says what values a key takes. From the declaration follow how the key is read,
its option of the command line, its line in the guide, in the file that `init` writes and in the JSON
Schema, and how it enters the fingerprint of a client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypedDict, Union, cast, get_args, get_origin, get_type_hints

from ..diagnostics import printable, quote, similar
from ..records import dataclass

Kind = Literal["text", "flag", "choice", "texts", "parts", "table", "section"]
MODE = "mode"
"""The entry of a table of hints that is no hint, but says when hints are needed."""
Fault = tuple[str, str]
"""What is wrong with a value: a path below its key, such as ".name", or ""; and the message."""


class About(TypedDict, total=False):
    """What is known about a key besides its type and its default: the metadata of its field.

    Attributes:
        help: A phrase for `--help` and for the file that `init` writes.
        meaning: The same as Markdown, for the guide and for editors; `help` where it is left out.
        name: The key in the file, where it is not called as the field is.
        flag: The option of the command line, if there is one, or the name of an argument without dashes.
        short: The option in one letter, if it has one.
        metavar: The placeholder for the option's value.
        group: Options of one group exclude each other.
        heading: What `--help` lists the option under.
        sample: A value for the file that `init` writes, as TOML; the default where it is left out.
        default: What the guide says of the default, where it is not to be shown as it is.
        location: Whether values are paths (relative to the configuration) or URLs.
        recorded: Whether a configuration with this value records it in the lock; True where it is left
            out. `recorded_as` is its name there, where that is not the key.
        check: Finds what is wrong with a value of the right type, given the whole table.
        fields: What a table of hints may say, each with its JSON Schema. A `named` one holds a table of
            hints for each name, or, with `several`, lists of them, too; with `underscores`, they may be written in place of dashes. One with `modes`
            may have one of them as `mode` beside the names, or may be that mode instead of a table.
        schema: Additions to the JSON Schema.
    """

    help: str
    meaning: str
    name: str
    flag: str
    short: str
    metavar: str
    group: str
    heading: str
    sample: str
    default: str
    location: bool
    recorded: Callable[[Any], bool]
    recorded_as: str
    check: Callable[[Any, Mapping[str, Any]], Iterable[Fault]]
    members: Mapping[str, Any]
    named: bool
    several: bool
    underscores: bool
    modes: Sequence[str]
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key: the field that declares it, and what follows from the declaration.

    `choices` are the values of a choice or of parts, `section` is the dataclass of a table with keys of
    its own. The keys of a section without a name stand in the table around it.
    """

    field: str
    name: str
    kind: Kind
    about: About
    required: bool
    default: Any
    choices: tuple[str, ...] = ()
    section: Any = None

    @property
    def inline(self) -> bool:
        """Whether the keys of this section stand in the table around it."""
        return self.kind == "section" and "help" not in self.about

    @property
    def recorded_as(self) -> str:
        """The name in the lock."""
        return self.about.get("recorded_as", self.name)

    def recorded(self, values: Any) -> bool:
        """Return whether a dataclass with this key records it in the lock."""
        return self.about.get("recorded", lambda _: True)(values)

    def faults(self, value: Any, table: Mapping[str, Any]) -> Iterable[Fault]:
        """Find what is wrong with a value of the right type."""
        check = self.about.get("check")
        return check(value, table) if check else ()


@cache
def keys_of(declared: type) -> tuple[Key, ...]:
    """Return the keys that a dataclass declares, in order: fields with metadata, and inline sections."""
    types = get_type_hints(declared)
    declared_fields = [(field, types[field.name]) for field in fields(declared)]
    return tuple(
        _key(field, kind) for field, kind in declared_fields if field.metadata or is_dataclass(kind)
    )


def file_keys(declared: type) -> Iterator[Key]:
    """Yield the keys that stand in the table of a dataclass, those of its inline sections included."""
    for key in keys_of(declared):
        if key.inline:
            yield from file_keys(key.section)
        else:
            yield key


def _key(field: Any, annotation: Any) -> Key:
    about = cast(About, field.metadata)
    kind, choices = _kind_of(annotation)
    default = field.default if field.default_factory is MISSING else field.default_factory()
    return Key(
        field=field.name,
        name=about.get("name", field.name),
        kind=kind,
        about=about,
        required=default is MISSING,
        default=None if default is MISSING else default,
        choices=choices,
        section=annotation if kind == "section" else None,
    )


def _kind_of(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):  # with None
        return _kind_of(arguments[0])
    if is_dataclass(annotation):
        return "section", ()
    if annotation is str:
        return "text", ()
    if annotation is bool:
        return "flag", ()
    if origin is Literal:
        return "choice", arguments
    if origin is tuple:
        return "texts", ()
    if origin is frozenset:
        return "parts", get_args(arguments[0])
    assert origin is Mapping, annotation
    return "table", ()


class TableReader:
    """Reads tables, and notes all that is wrong with them, each with the file and the key.

    A value that is wrong is read as its default, so that the rest can be looked at.
    """

    def __init__(self, path: Path, faults: list[str], which: str = "") -> None:
        self._path = path
        self._faults = faults
        self._which = which
        self._meant: set[str] = set()

    def read(self, declared: type, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Read the keys that a dataclass declares; return values for its fields."""
        self.only_known(table, where, [key.name for key in file_keys(declared)])
        return self._values(declared, table, where)

    def _values(self, declared: type, table: Mapping[str, Any], where: str) -> dict[str, Any]:
        return {
            key.field: (
                key.section(**self._values(key.section, table, where))
                if key.inline
                else self._value(key, table, f"{where}.{key.name}")
            )
            for key in keys_of(declared)
        }

    def _value(self, key: Key, table: Mapping[str, Any], place: str) -> Any:
        if key.required and table.get(key.name, "") == "" and key.name not in self._meant:
            self.wrong(place, "is required")
        if key.name not in table:
            return "" if key.required else key.default
        value, expected = self._typed(key, table[key.name], place)
        if expected:
            self.wrong(place, expected)
            return key.default
        for below, message in key.faults(value, table):
            self.wrong(place + below, message)
        return value

    def _typed(self, key: Key, value: Any, place: str) -> tuple[Any, str]:
        """Return a value as its field holds it, and what it has to be if it is of another type."""
        match key.kind:
            case "text":
                return value, "" if isinstance(value, str) else "must be a string"
            case "flag":
                return value, "" if isinstance(value, bool) else "must be true or false"
            case "choice":
                right = value in key.choices
                return value, "" if right else f"must be {one_of(key.choices, value)}"
            case "section":
                return key.section(**self.read(key.section, self.table(value, place), place)), ""
            case "table":
                if "modes" in key.about and isinstance(value, str):
                    value = {MODE: value}
                return self._hints(key, self.table(value, place), place), ""
        texts = self.texts(value, place)
        if key.kind == "texts":
            return texts, ""
        for message in wrong_parts(key, texts):
            self.wrong(place, message)
        return parts_of(key, texts) or key.default, ""

    def _hints(self, key: Key, hints: dict[str, Any], place: str) -> dict[str, Any]:
        """Read a table of names, or of what an extension may say."""
        if key.about.get("underscores"):
            hints = {name.replace("_", "-"): value for name, value in hints.items()}
        members = key.about.get("members")
        if members is not None:
            tables = {place: hints}
            if key.about.get("named"):
                mode = hints.get(MODE)
                has_mode = isinstance(mode, str) and "modes" in key.about
                if has_mode and mode not in key.about["modes"]:
                    self.wrong(place, f"must be a table, or {one_of(key.about['modes'], mode)}")
                tables = {
                    f"{place}.{name}": value
                    for name, value in hints.items()
                    if not (has_mode and name == MODE)
                }
            for inner, value in tables.items():
                several = isinstance(value, list) and key.about.get("several", False)
                for each in value if several else [value]:
                    self.only_known(self.table(each, inner), inner, tuple(members))
        return hints

    def only_known(self, table: Mapping[str, Any], where: str, known: Sequence[str]) -> None:
        """Record the keys that are not known; a key that one of them is nearly is not missed as well."""
        for key in table:
            if key not in known:
                meant = similar(key, (name for name in known if name not in table), 1)
                self._meant.update(meant)
                others = f"known are {', '.join(known)}"
                hint = f"did you mean {quote(meant[0])}?" if meant else others
                self.wrong(f"{where}.{key}" if where else key, f"is not known here; {hint}")

    def texts(self, value: Any, place: str) -> tuple[str, ...]:
        """Read a list of texts."""
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(place, "must be a list of strings")
        return ()

    def table(self, value: Any, place: str) -> dict[str, Any]:
        """Read a table."""
        if isinstance(value, dict):
            return value
        self.wrong(place, "must be a table")
        return {}

    def wrong(self, place: str, message: str) -> None:
        """Record that something is wrong with a key."""
        self._faults.append(f"{self._path}: {printable(place)} {message}{self._which}")


def wrong_parts(key: Key, names: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with names that are none of the parts of a key."""
    for name in names:
        if name not in key.choices:
            yield f"takes {one_of(sorted(key.choices), name)}"


def parts_of(key: Key, names: Iterable[str]) -> frozenset[str]:
    """Return those of a key's parts that are named."""
    return frozenset(key.choices).intersection(names)


def one_of(choices: Sequence[str], value: object) -> str:
    """Return what a value has to be, and which choice a wrong one may have meant."""
    meant = similar(value, choices, 1) if isinstance(value, str) else []
    hint = f"; did you mean {quote(meant[0])}?" if meant else ""
    return f"one of {', '.join(choices)}{hint}"


def recorded(values: Any, path_of: Callable[[str], str]) -> dict[str, Any]:
    """Return the values of a dataclass with keys as the lock records them; `path_of` converts locations."""
    result = {}
    declared: type = type(values)
    for key in keys_of(declared):
        if key.recorded(values):
            value = getattr(values, key.field)
            if key.about.get("location"):
                value = path_of(value) if isinstance(value, str) else [*map(path_of, value)]
            match key.kind:
                case "section":
                    value = recorded(value, path_of)
                case "parts":
                    value = sorted(value)
                case "texts":
                    value = list(value)
                case "table":
                    value = dict(value)
            result[key.recorded_as] = value
    return result


def restored(
    declared: type, record: Mapping[str, Any], path_of: Callable[[str], str]
) -> dict[str, Any]:
    """Return values for the fields of a dataclass with keys, as a lock has recorded them; not those it leaves out.

    `path_of` converts locations back.
    """
    values = {}
    for key in keys_of(declared):
        if key.recorded_as in record:
            value = record[key.recorded_as]
            match key.kind:
                case "section":
                    value = key.section(**restored(key.section, value, path_of))
                case "parts":
                    value = frozenset(value)
                case "texts":
                    value = tuple(value)
            if key.about.get("location"):
                value = path_of(value) if isinstance(value, str) else tuple(map(path_of, value))
            values[key.field] = value
    return values
