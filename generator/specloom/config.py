"""Configuration: `specloom.toml`, or `[tool.specloom]` in pyproject.toml; frozen once read.

Several `[[client]]` tables make several clients in one run; `include` takes in other configuration
files by glob patterns.
"""

from __future__ import annotations

import keyword
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from .diagnostics import ConfigurationError, printable, quote, similar

Layout: TypeAlias = Literal["project", "vendored"]
Runtime: TypeAlias = Literal["copied", "shared"]
Formatter: TypeAlias = Literal["black", "ruff", "none"]
OperationNames: TypeAlias = Literal["short", "full"]
VersionPolicy: TypeAlias = Literal["manual", "semver"]
Part: TypeAlias = Literal["client", "tests", "docs", "project"]

ALL_PARTS: frozenset[Part] = frozenset(get_args(Part))
CONFIG_NAME = "specloom.toml"
SHARED_RUNTIME = ".._specloom_runtime"
"""A shared runtime, as its clients import it: by default it lies beside their packages."""
_RELATIVE = re.compile(r"\.\.+[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
FIRST_VERSION = "0.1.0"
"""That of a client which nobody has given one."""
# PEP 440 without epochs and local versions; semver 2.0.0 without pre-releases.
_VERSIONS = {
    "manual": re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?", re.ASCII),
    "semver": re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", re.ASCII),
}
_LONGEST_VERSION = 100
HINT_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "auth": ("type", "service", "region-variable"),
    "pagination": ("token-parameter", "next-token", "items"),
    "idempotency": ("body-member", "header"),
    "errors": (
        *("code-header", "code-members", "message-members"),
        *("request-id-headers", "qualified-codes", "retryable-codes"),
    ),
    "retry": ("retry-writes", "statuses"),
}
"""What hints, and the `x-specloom-*` extensions of the same names, may say."""
_LICENSE = re.compile(r"[A-Za-z0-9.+:()-]+(?: [A-Za-z0-9.+:()-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the document does not say, in the same terms as the `x-specloom-*` extensions.

    `auth` is keyed by the name of a security scheme, `pagination` by operationId; `errors` and `retry`
    hold for the whole API.
    """

    auth: Mapping[str, Any] = field(default_factory=dict)
    pagination: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, Any] = field(default_factory=dict)
    retry: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which operations are wanted; an empty set of inclusions wants all. Paths are glob patterns."""

    include_tags: tuple[str, ...] = ()
    include_paths: tuple[str, ...] = ()
    exclude_paths: tuple[str, ...] = ()
    include_operations: tuple[str, ...] = ()
    exclude_deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """The configuration of one client. Paths are as the user wrote them, relative to `folder`.

    `upstream` is the URL that a document which lies in a file comes from. `runtime_package` is where a
    shared runtime lies, relative to the client's package as in an import statement. `license` is the
    SPDX expression that generated modules carry, if any. `version` is the client's, with the policy
    "semver" the one that it begins with, or the least that it shall be. With `rename_aliases`, what gets
    another name can be had by the old one as well for a while.
    """

    spec: str
    output: str
    upstream: str | None = None
    overlays: tuple[str, ...] = ()
    allowed_references: tuple[str, ...] = ()
    package: str | None = None
    layout: Layout = "project"
    runtime: Runtime = "copied"
    runtime_package: str = SHARED_RUNTIME
    license: str | None = None
    version: str = FIRST_VERSION
    version_policy: VersionPolicy = "manual"
    formatter: Formatter = "black"
    operation_names: OperationNames = "short"
    rename_aliases: bool = False
    parts: frozenset[Part] = ALL_PARTS
    names: Mapping[str, str] = field(default_factory=dict)
    hints: Hints = field(default_factory=Hints)
    filters: Filters = field(default_factory=Filters)
    folder: Path = Path()

    def input_path(self, location: str) -> str:
        """Give an input as something to open: URLs and "-" as they are, paths below the configuration's folder."""
        return location if location == "-" or "://" in location else str(self.folder / location)

    @property
    def output_path(self) -> Path:
        """The folder that the client is written to."""
        return Path(os.path.normpath(self.folder / self.output))

    @property
    def runtime_path(self) -> Path | None:
        """The folder of the shared runtime; None for a client that has its own."""
        if self.runtime != "shared":
            return None
        names = self.runtime_package.lstrip(".")
        ups = len(self.runtime_package) - len(names) - 1
        place = self.output_path.joinpath(*[".."] * ups, *names.split("."))
        return Path(os.path.normpath(place))


def find_config(folder: Path) -> Path | None:
    """Find the configuration of a folder: specloom.toml, else a pyproject.toml with [tool.specloom]."""
    candidate = folder / CONFIG_NAME
    if candidate.is_file():
        return candidate
    pyproject = folder / "pyproject.toml"
    tools = _read_toml(pyproject).get("tool") if pyproject.is_file() else None
    return pyproject if isinstance(tools, dict) and "specloom" in tools else None


def read_config(path: Path) -> tuple[ClientConfig, ...]:
    """Read the clients of a configuration file, and of those that it includes.

    Raises `ConfigurationError` for anything it does not know, with all that is wrong, a line each.
    """
    faults: list[str] = []
    clients = _read_config(path, (), faults)
    if not clients and not faults:
        faults.append(f"{path}: no [[client]] table")
    if faults:
        raise ConfigurationError("\n".join(faults))
    return tuple(clients)


def _read_config(path: Path, within: tuple[Path, ...], faults: list[str]) -> list[ClientConfig]:
    if path.resolve() in within:
        faults.append(f"{path}: include leads back to the file itself")
        return []
    within = (*within, path.resolve())
    try:
        data = _table_of(path)
    except ConfigurationError as error:
        faults.append(str(error))
        return []
    reader = _Reader(path, faults)
    reader.only_known(data, "", ("client", "include"))
    tables = data.get("client", [])
    if not isinstance(tables, list):
        faults.append(f"{path}: client must be a list of tables: [[client]]")
        tables = []
    clients = [
        reader.client(table, number if len(tables) > 1 else None)
        for number, table in enumerate(tables, 1)
    ]
    for pattern in reader.texts(data, "include", "include"):
        for found in sorted(path.parent.glob(pattern)):
            clients += _read_config(found, within, faults)
    return clients


def config_files(path: Path) -> tuple[Path, ...]:
    """Give a configuration file, and those that it includes as far as they can be read."""
    found: list[Path] = []
    waiting = [path]
    while waiting:
        file = waiting.pop(0)
        if file in found:
            continue
        found.append(file)
        with suppress(ConfigurationError):
            patterns = _table_of(file).get("include", [])
            for pattern in patterns if isinstance(patterns, list) else ():
                waiting += sorted(file.parent.glob(str(pattern)))
    return tuple(found)


def is_package_name(name: str) -> bool:
    """Tell whether a name can be the import name of a package."""
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)


def is_error_status(value: object) -> bool:
    """Return whether a value is the HTTP status of an error."""
    return isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600


def _table_of(path: Path) -> dict[str, Any]:
    """Give the content of a configuration file; of a pyproject.toml the part that is ours."""
    data = _read_toml(path)
    if path.name != "pyproject.toml":
        return data
    tools = data.get("tool", {})
    table = tools.get("specloom", {}) if isinstance(tools, dict) else {}
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: tool.specloom must be a table")
    return table


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from error


class _Reader:
    """Reads tables, and notes all that is wrong with them, each with the file and the key.

    A value that is wrong is read as its default, so that the rest can be looked at.
    """

    def __init__(self, path: Path, faults: list[str]) -> None:
        self._path = path
        self._faults = faults
        self._which = ""
        self._meant: set[str] = set()

    def client(self, table: Any, number: int | None) -> ClientConfig:
        """Read a client; `number` says which one it is where there are several."""
        self._which = "" if number is None else f" (client {number} of this file)"
        self._meant.clear()
        if not isinstance(table, dict):
            self._wrong("client", "must be a table")
            table = {"spec": "-", "output": "."}
        known = ("spec", "output", "upstream", "overlays", "package", "formatter")
        layout = ("layout", "runtime", "runtime_package", "license")
        versions = ("version", "version_policy")
        naming = ("operation_names", "rename_aliases")
        tables = ("allow_ref", "only", "names", "auth", "pagination", "errors", "retry", "filters")
        self.only_known(table, "client", (*known, *naming, *layout, *versions, *tables))
        package = self._text(table, "package")
        if package is not None and not is_package_name(package):
            self._wrong("client.package", f"cannot be an import name: {package!r}")
        return ClientConfig(
            spec=self._required_text(table, "spec"),
            output=self._required_text(table, "output"),
            upstream=self._upstream(table),
            overlays=self.texts(table, "overlays"),
            package=package,
            allowed_references=self.texts(table, "allow_ref"),
            layout=self._choice(table, "layout", get_args(Layout), "project"),
            runtime=self._choice(table, "runtime", get_args(Runtime), "copied"),
            runtime_package=self._runtime_package(table),
            license=self._license(table),
            version=self._version(table),
            version_policy=self._choice(table, "version_policy", get_args(VersionPolicy), "manual"),
            formatter=self._choice(table, "formatter", get_args(Formatter), "black"),
            operation_names=self._choice(
                table, "operation_names", get_args(OperationNames), "short"
            ),
            rename_aliases=self._flag(table, "client", "rename_aliases"),
            parts=self._parts(table),
            names=self._names(table),
            hints=Hints(
                auth=self._hints(table, "auth"),
                pagination=self._hints(table, "pagination"),
                errors=self._errors(table),
                retry=self._retry(table),
            ),
            filters=self._filters(table),
            folder=self._path.parent,
        )

    def only_known(self, table: dict[str, Any], where: str, known: Sequence[str]) -> None:
        """Note the keys that are not known; a key that one of them is nearly is not missed as well."""
        for key in table:
            if key not in known:
                meant = similar(key, (name for name in known if name not in table), 1)
                self._meant.update(meant)
                others = f"known are {', '.join(known)}"
                hint = f"did you mean {quote(meant[0])}?" if meant else others
                self._wrong(f"{where}.{key}" if where else key, f"is not known here; {hint}")

    def _upstream(self, table: dict[str, Any]) -> str | None:
        url = self._text(table, "upstream")
        if url is None:
            return None
        if not url.lower().startswith(("http://", "https://")):
            self._wrong("client.upstream", "must be an http or https URL")
        elif table.get("spec") == "-" or "://" in str(table.get("spec")):
            self._wrong("client.upstream", "has a meaning only where spec is a file")
        return url

    def _runtime_package(self, table: dict[str, Any]) -> str:
        shared = table.get("runtime") == "shared"
        if shared and table.get("layout") != "vendored":
            self._wrong("client.runtime", 'can be "shared" only with layout = "vendored"')
        name = self._text(table, "runtime_package")
        if name is None:
            return SHARED_RUNTIME
        if not shared:
            self._wrong("client.runtime_package", 'has a meaning only with runtime = "shared"')
        elif not _RELATIVE.fullmatch(name) or any(map(keyword.iskeyword, name.split("."))):
            message = f"must be like {SHARED_RUNTIME!r}: two dots or more, and a package"
            self._wrong("client.runtime_package", message)
        return name

    def _license(self, table: dict[str, Any]) -> str | None:
        value = self._text(table, "license")
        if value is not None and not _LICENSE.fullmatch(value):
            self._wrong("client.license", "must be an SPDX license expression")
        return value

    def _version(self, table: dict[str, Any]) -> str:
        value = self._text(table, "version")
        policy = str(table.get("version_policy", "manual"))
        if value is None:
            return FIRST_VERSION
        form = _VERSIONS.get(policy, _VERSIONS["manual"])
        if len(value) > _LONGEST_VERSION or not form.fullmatch(value):
            wanted = "X.Y.Z" if policy == "semver" else "a version of Python packages (PEP 440)"
            self._wrong("client.version", f"must be {wanted}, not {quote(value)}")
        return value

    def _filters(self, table: dict[str, Any]) -> Filters:
        filters = self._table(table, "filters")
        lists = ("include_tags", "include_paths", "exclude_paths", "include_operations")
        self.only_known(filters, "client.filters", (*lists, "exclude_deprecated"))
        return Filters(
            **{key: self.texts(filters, key, f"client.filters.{key}") for key in lists},
            exclude_deprecated=self._flag(filters, "client.filters", "exclude_deprecated"),
        )

    def _parts(self, table: dict[str, Any]) -> frozenset[Part]:
        names = self.texts(table, "only")
        for name in names:
            if name not in ALL_PARTS:
                self._wrong("client.only", f"takes {one_of(sorted(ALL_PARTS), name)}")
        return frozenset(part for part in ALL_PARTS if part in names) or ALL_PARTS

    def _names(self, table: dict[str, Any]) -> Mapping[str, str]:
        names = self._table(table, "names")
        for key, value in names.items():
            valid = isinstance(value, str) and value.isascii() and value.isidentifier()
            if not valid or keyword.iskeyword(value):
                self._wrong(f"client.names.{key}", "must be a Python identifier")
        return names

    def _hints(self, table: dict[str, Any], kind: str) -> Mapping[str, Any]:
        """Read hints by what they are about: each is a table of the members of an extension."""
        hints = self._table(table, kind)
        for key in hints:
            self.only_known(
                self._table(hints, key, f"client.{kind}"),
                f"client.{kind}.{key}",
                HINT_MEMBERS[kind],
            )
        return hints

    def _errors(self, table: dict[str, Any]) -> Mapping[str, Any]:
        hints = self._table(table, "errors")
        self.only_known(hints, "client.errors", HINT_MEMBERS["errors"])
        return hints

    def _retry(self, table: dict[str, Any]) -> Mapping[str, Any]:
        given = self._table(table, "retry")
        hints = {key.replace("_", "-"): value for key, value in given.items()}
        self.only_known(hints, "client.retry", HINT_MEMBERS["retry"])
        if not isinstance(hints.get("retry-writes", False), bool):
            self._wrong("client.retry.retry_writes", "must be true or false")
        statuses = hints.get("statuses", [])
        if not isinstance(statuses, list) or not all(map(is_error_status, statuses)):
            self._wrong("client.retry.statuses", "must be a list of statuses from 400 to 599")
            return {}
        return hints

    def _wrong(self, key: str, message: str) -> None:
        self._faults.append(f"{self._path}: {printable(key)} {message}{self._which}")

    def _text(self, table: dict[str, Any], key: str) -> str | None:
        value = table.get(key)
        if value is None or isinstance(value, str):
            return value
        self._wrong(f"client.{key}", "must be a string")
        return None

    def _flag(self, table: dict[str, Any], where: str, key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self._wrong(f"{where}.{key}", "must be true or false")
        return value is True

    def _required_text(self, table: dict[str, Any], key: str) -> str:
        if table.get(key, "") == "" and key not in self._meant:
            self._wrong(f"client.{key}", "is required")
        return self._text(table, key) or ""

    def texts(self, table: dict[str, Any], key: str, name: str = "") -> tuple[str, ...]:
        """Read a list of texts; `name` is what to call it in a message, by default a key of the client."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._wrong(name or f"client.{key}", "must be a list of strings")
            return ()
        return tuple(value)

    def _choice(
        self, table: dict[str, Any], key: str, choices: tuple[Any, ...], default: Any
    ) -> Any:
        value = table.get(key, default)
        if value in choices:
            return value
        self._wrong(f"client.{key}", f"must be {one_of(choices, value)}")
        return default

    def _table(self, table: dict[str, Any], key: str, where: str = "client") -> dict[str, Any]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self._wrong(f"{where}.{key}", "must be a table")
        return {}


def one_of(choices: Sequence[str], value: object) -> str:
    """Return what a value has to be, and which choice a wrong one may have meant."""
    meant = similar(value, choices, 1) if isinstance(value, str) else []
    hint = f"; did you mean {quote(meant[0])}?" if meant else ""
    return f"one of {', '.join(choices)}{hint}"
