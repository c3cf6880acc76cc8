"""Configuration: `specloom.toml`, or `[tool.specloom]` in pyproject.toml; frozen once read.

Several `[[client]]` tables make several clients in one run; `include` takes in other configuration
files by glob patterns.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from ..records import dataclass
from . import checks
from .checks import SHARED_RUNTIME, is_elsewhere
from .hint_members import HINT_MEMBERS
from .keys import MODE, About

Layout: TypeAlias = Literal["project", "vendored"]
Runtime: TypeAlias = Literal["copied", "shared"]
Formatter: TypeAlias = Literal["ruff", "black", "none"]
GroupBy: TypeAlias = Literal["tag", "path", "none"]
OperationNames: TypeAlias = Literal["short", "full"]
VersionPolicy: TypeAlias = Literal["manual", "semver"]
PaginationMode: TypeAlias = Literal["detect", "hints"]
Part: TypeAlias = Literal["client", "tests", "docs", "project"]

_DOCUMENT, _CLIENT, _OPERATIONS = "the document", "the client", "operations"
PAGINATION_MODE = MODE
ALL_PARTS: frozenset[Part] = frozenset(get_args(Part))
CONFIG_NAME = "specloom.toml"
FILE_KEYS = ("client", "include")
FIRST_VERSION = "0.1.0"
"""That of a client which nobody has given one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the document does not say, in the same terms as the `x-specloom-*` extensions.

    `auth` is keyed by the name of a security scheme, which it adds if the document has none of that name, `pagination` by
    operationId, beside its `mode`, and `stream` and `wait` by operationId; `errors` and `retry` hold for the whole API.
    """

    auth: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=About(
            help='token = { type = "bearer" }: adds a security scheme, or says what one of the document is (x-specloom-auth)',
            members=HINT_MEMBERS["auth"],
            named=True,
            check=checks.check_auth,
        ),
    )
    pagination: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=About(
            help='operationId = {...}, the same as x-specloom-pagination; mode = "hints": detect none',
            meaning="OperationId = {...}, the same as x-specloom-pagination. With the mode `hints`, no other "
            "operation has pages; with `detect`, those that are sure to. The mode may stand for the table",
            members=HINT_MEMBERS["pagination"],
            named=True,
            modes=get_args(PaginationMode),
        ),
    )
    stream: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=About(
            help="operationId = {...}, the same as x-specloom-stream",
            members=HINT_MEMBERS["stream"],
            named=True,
        ),
    )
    wait: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=About(
            help="operationId = {...}, the same as x-specloom-wait",
            members=HINT_MEMBERS["wait"],
            named=True,
            several=True,
        ),
    )
    errors: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=About(help="the same as x-specloom-errors", members=HINT_MEMBERS["errors"]),
    )
    retry: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=About(
            help="retry_writes = true, statuses = [409]; the same as x-specloom-retry",
            members=HINT_MEMBERS["retry"],
            underscores=True,
            check=checks.check_retry,
            recorded=lambda hints: bool(hints.retry),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which operations are wanted; an empty set of inclusions wants all. Paths are glob patterns."""

    include_tags: tuple[str, ...] = field(
        default=(),
        metadata=About(
            help="only operations with this tag",
            flag="--include-tag",
            heading=_OPERATIONS,
            metavar="T",
        ),
    )
    include_paths: tuple[str, ...] = field(
        default=(),
        metadata=About(
            help="only paths like this pattern",
            flag="--include-path",
            heading=_OPERATIONS,
            metavar="P",
        ),
    )
    exclude_paths: tuple[str, ...] = field(
        default=(),
        metadata=About(
            help="no paths like this pattern",
            flag="--exclude-path",
            heading=_OPERATIONS,
            metavar="P",
        ),
    )
    include_operations: tuple[str, ...] = field(
        default=(),
        metadata=About(
            help="only the operation with this operationId",
            flag="--include-operation",
            heading=_OPERATIONS,
            metavar="ID",
        ),
    )
    exclude_deprecated: bool = field(
        default=False,
        metadata=About(
            help="no deprecated operations", flag="--exclude-deprecated", heading=_OPERATIONS
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfig:
    """The configuration of one client, each key declared once. Paths are as the user wrote them, relative to `folder`."""

    package: str | None = field(
        default=None,
        metadata=About(
            help="the import name; by default from the document's title",
            meaning="The import name",
            flag="--package",
            heading=_CLIENT,
            metavar="NAME",
            sample='"my_api"',
            default="from the title",
            check=checks.check_package,
        ),
    )
    spec: str = field(
        metadata=About(
            help="a path below this folder, or a URL",
            meaning="The document: a path, or an http(s) URL",
            location=True,
        )
    )
    output: str = field(
        metadata=About(
            help="the folder to write to",
            flag="--output",
            heading=_CLIENT,
            short="-o",
            metavar="DIR",
            sample='"client"',
            location=True,
            recorded=lambda config: False,
        )
    )
    upstream: str | None = field(
        default=None,
        metadata=About(
            help="where the spec comes from if it is a file: specloom check --upstream",
            meaning="The http(s) URL that a document which is a file "
            "[comes from](updating.md#where-the-document-comes-from)",
            sample='"https://..."',
            check=checks.check_upstream,
            recorded=lambda config: bool(config.upstream),
        ),
    )
    overlays: tuple[str, ...] = field(
        default=(),
        metadata=About(
            help="OpenAPI Overlays: what the document lacks or gets wrong",
            meaning="Overlays, applied in this order",
            flag="--overlay",
            heading=_DOCUMENT,
            metavar="FILE",
            sample='["overlay.yaml"]',
            location=True,
        ),
    )
    base_url: str | None = field(
        default=None,
        metadata=About(
            help="where the API is served, where the document does not say it",
            meaning="Where the API is served, in place of the first server of the document: "
            "the default of [`base_url=`](generated-client.md#base-url)",
            sample='"https://api.example.com"',
            check=checks.check_base_url,
            recorded=lambda config: config.base_url is not None,
        ),
    )
    allowed_references: tuple[str, ...] = field(
        default=(),
        metadata=About(
            name="allow_ref",
            help="folders and origins that references may lead to as well",
            meaning="As `--allow-ref`: a list of folders and origins",
            flag="--allow-ref",
            heading=_DOCUMENT,
            metavar="DIR|ORIGIN",
            sample='["../shared"]',
            location=True,
        ),
    )
    fetch_headers: tuple[str, ...] = field(
        default=(),
        metadata=About(
            help="header fields for fetching the document: NAME=VALUE, with ${VARIABLE} or @FILE",
            meaning="As `--header`: [header fields](#private-documents) for fetching the document",
            flag="--header",
            heading=_DOCUMENT,
            metavar="NAME=VALUE",
            sample='["Authorization=Bearer ${DOCS_TOKEN}"]',
            check=checks.check_fetch_headers,
            recorded=lambda config: False,
        ),
    )
    layout: Layout = field(
        default="project",
        metadata=About(
            help="the import package alone",
            meaning='`"project"`: package, tests, docs, pyproject. `"vendored"`: the import package '
            "alone, to lie inside another one; see [Vendoring](vendoring.md)",
        ),
    )
    runtime: Runtime = field(
        default="copied",
        metadata=About(
            help="one for several vendored clients",
            meaning='`"shared"`: vendored clients with the same `runtime_package` '
            "[share one runtime](vendoring.md#one-runtime-for-several-clients)",
            check=checks.check_runtime,
        ),
    )
    runtime_package: str = field(
        default=SHARED_RUNTIME,
        metadata=About(
            help="where a shared one lies, as the client imports it",
            meaning="Where a shared runtime lies, as the client's `__init__.py` imports it",
            check=checks.check_runtime_package,
            recorded=lambda config: config.runtime == "shared",
        ),
    )
    license: str | None = field(
        default=None,
        metadata=About(
            help="what generated modules state",
            meaning="An SPDX expression that generated modules state",
            sample='"MIT"',
            check=checks.check_license,
        ),
    )
    header_lines: tuple[str, ...] = field(
        default=(),
        metadata=About(
            help="comments on top of every generated module",
            meaning="Comments that every generated module begins with, such as those that "
            "[switch a linter off](vendoring.md#linters-and-type-checkers)",
            sample='["# ruff: noqa"]',
            check=checks.check_header_lines,
            recorded=lambda config: bool(config.header_lines),
        ),
    )
    version: str = field(
        default=FIRST_VERSION,
        metadata=About(
            help="the client's own version",
            meaning='The client\'s own version, as Python packages have it; with `"semver"` X.Y.Z, '
            "and the lowest that it may be",
            check=checks.check_version,
        ),
    )
    version_policy: VersionPolicy = field(
        default="manual",
        metadata=About(
            help="updates raise it, as far as their changes ask for",
            meaning='`"semver"`: updates [raise the version](updating.md#versions) as far as their '
            "changes ask for",
        ),
    )
    required_version: str | None = field(
        default=None,
        metadata=About(
            help="the versions of specloom that may generate it",
            meaning="A [version specifier](https://packaging.python.org/en/latest/specifications/version-specifiers/): "
            "another specloom refuses to generate or to check the client",
            sample='">=0.1,<0.2"',
            check=checks.check_required_version,
            recorded=lambda config: config.required_version is not None,
        ),
    )
    formatter: Formatter = field(
        default="ruff",
        metadata=About(
            help="how Python is formatted",
            meaning='or `"black"`, `"none"`',
            flag="--formatter",
            heading=_CLIENT,
        ),
    )
    templates: str | None = field(
        default=None,
        metadata=About(
            help="a folder of templates in place of specloom's own",
            meaning="A folder of [templates of your own](templates.md), in place of specloom's",
            flag="--templates",
            heading=_CLIENT,
            metavar="DIR",
            sample='"my_templates"',
            default="none",
            location=True,
            recorded=lambda config: config.templates is not None,
        ),
    )
    post_generate: tuple[str, ...] = field(
        default=(),
        metadata=About(
            help="commands to run on what was written; {output} and {package} are replaced",
            meaning="Commands that [run on what was written](updating.md#hooks-after-generation)",
            sample='["ruff check --fix {output}"]',
            check=checks.check_post_generate,
            recorded=lambda config: bool(config.post_generate),
        ),
    )
    operation_names: OperationNames = field(
        default="short",
        metadata=About(
            help="operationIds without shortening",
            meaning='`"full"`: operationIds keep the words that repeat their tag',
        ),
    )
    open_request_enums: bool = field(
        default=False,
        metadata=About(
            help="arguments take values that an enumeration does not list",
            meaning="`true`: type checkers let [enumerations in requests](generated-client.md#models) take any value",
            recorded=lambda config: config.open_request_enums,
        ),
    )
    unreachable_schemas: bool = field(
        default=False,
        metadata=About(
            help="models of component schemas that nothing uses, too",
            meaning="`true`: component schemas that no operation or webhook uses are models, too",
            recorded=lambda config: config.unreachable_schemas,
        ),
    )
    group_by: GroupBy | None = field(
        default=None,
        metadata=About(
            help="where operations are: by tag, by the first segment of the path, or on the client",
            meaning='`"tag"`, `"path"` or `"none"`: [the resource](generated-client.md#resources-and-names) of an operation. '
            "The lock records it",
            flag="--group-by",
            heading=_CLIENT,
            sample='"path"',
            default="by tag where the document has tags, else by path",
            recorded=lambda config: config.group_by is not None,
        ),
    )
    rename_aliases: bool = field(
        default=False,
        metadata=About(
            help="old names work on for a while, with a warning",
            meaning="`true`: [old names work on](updating.md#names-that-change), with a warning, "
            "until a later version that may break",
            recorded=lambda config: config.rename_aliases,
        ),
    )
    parts: frozenset[Part] = field(
        default=ALL_PARTS,
        metadata=About(
            name="only",
            recorded_as="parts",
            help=f"of {', '.join(get_args(Part))}; by default all",
            meaning='As `--only`: a list of parts, such as `["client", "tests"]`',
            flag="--only",
            heading=_CLIENT,
            metavar="PART,...",
            sample='["client", "docs"]',
            default="all",
        ),
    )
    names: Mapping[str, str] = field(
        default_factory=dict,
        metadata=About(
            help='JSON pointer or operationId = "python_name"',
            check=checks.check_names,
            schema={"additionalProperties": {"type": "string"}},
        ),
    )
    hints: Hints = field(default_factory=Hints)
    filters: Filters = field(
        default_factory=Filters,
        metadata=About(help="which operations are generated; by default all"),
    )
    folder: Path = Path()

    def input_path(self, location: str) -> str:
        """Return an input as something to open: URLs, imports and "-" as they are, paths below the configuration's folder."""
        return (
            location if location == "-" or is_elsewhere(location) else str(self.folder / location)
        )

    @property
    def pagination(self) -> PaginationMode:
        """Whether pages are detected, or only what is said of them counts."""
        mode = self.hints.pagination.get(PAGINATION_MODE)
        return "hints" if mode == "hints" else "detect"

    @property
    def templates_path(self) -> Path | None:
        """The folder of the user's own templates, if there is one."""
        return None if self.templates is None else Path(self.input_path(self.templates))

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
