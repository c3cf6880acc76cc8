"""The options of each command, declared once as fields.

The command line makes one of these from its arguments; it travels whole from there on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any, ClassVar, Literal

from ..config import CONFIG_NAME
from ..config.keys import About, Fault
from ..records import dataclass

_SPEC = About(flag="SPEC", help='a path, a URL or "-"')
_CONFIG = About(flag="--config", metavar="FILE", help=f"instead of {CONFIG_NAME} in this folder")
_JSON = About(flag="--json", help="print the result as JSON")
_STRICT = About(flag="--strict", help="treat warnings as errors")
WORKFLOW = ".github/workflows/publish-clients.yml"
"""The workflow that `specloom init --publish` writes."""
_EDITS = "edits to generated files"
INPUTS = ("overlays", "allowed_references", "fetch_headers")
"""The keys of a client that say how its document is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every command takes.

    Attributes:
        CONFIGURED: Keys of a client that the command line may set; None for all that have a flag.
        given: The values of those that it does set, by the fields of `ClientConfig`.
    """

    CONFIGURED: ClassVar[tuple[str, ...] | None] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    quiet: bool = field(
        default=False, metadata=About(flag="--quiet", short="-q", help="print errors only")
    )
    traceback: bool = field(
        default=False,
        metadata=About(flag="--traceback", help="show the traceback of a bug in specloom"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """How a client is written.

    Attributes:
        discard: Whether edits to generated files are given up.
        adopt: Whether they become patches.
        merge_markers: Whether both sides of a conflict are written into the file, to be resolved there.
        eject: Files that are their user's from now on.
        force: Whether to write into a non-empty folder.
        rename: Whether things get the names that a new client would have.
        strict: Whether warnings, and lost parts of the document, are errors.
        dry_run: Whether nothing is written.
    """

    discard: bool = field(
        default=False,
        metadata=About(
            flag="--discard",
            heading=_EDITS,
            help="discard edits to generated files",
            group="edits",
        ),
    )
    adopt: bool = field(
        default=False,
        metadata=About(
            flag="--adopt",
            heading=_EDITS,
            help="keep edits to them as patches",
            group="edits",
        ),
    )
    merge_markers: bool = field(
        default=False,
        metadata=About(
            flag="--merge-markers",
            heading=_EDITS,
            help="where an adopted edit conflicts with the update, write both sides into the file",
        ),
    )
    eject: tuple[str, ...] = field(
        default=(),
        metadata=About(
            flag="--eject",
            heading=_EDITS,
            metavar="FILE",
            help="take over a generated file: specloom stops managing it",
        ),
    )
    force: bool = field(
        default=False,
        metadata=About(
            flag="--force",
            heading=_EDITS,
            help="write into a non-empty folder",
        ),
    )
    rename: bool = field(
        default=False,
        metadata=About(
            flag="--rename", help="give everything the name that a new client would have"
        ),
    )
    strict: bool = field(default=False, metadata=_STRICT)
    dry_run: bool = field(
        default=False, metadata=About(flag="--dry-run", help="list what would change")
    )


AS_USUAL = WriteOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateOptions(Options):
    """The options of `specloom generate`."""

    CONFIGURED: ClassVar[tuple[str, ...] | None] = None
    spec: str | None = field(default=None, metadata=_SPEC)
    config: str | None = field(default=None, metadata=_CONFIG)
    write: WriteOptions = field(default_factory=WriteOptions)
    watch: bool = field(
        default=False,
        metadata=About(flag="--watch", help="regenerate whenever an input is saved"),
    )
    upstream: bool = field(
        default=False,
        metadata=About(
            flag="--upstream", help="first fetch the documents of clients that have an upstream"
        ),
    )
    json: bool = field(default=False, metadata=_JSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions(Options):
    """The options of `specloom check`."""

    folders: tuple[str, ...] = field(
        default=(), metadata=About(flag="DIR", help="generated folders")
    )
    config: str | None = field(default=None, metadata=_CONFIG)
    upstream: bool = field(
        default=False,
        metadata=About(
            flag="--upstream",
            help="only check whether the upstream documents have changed",
        ),
    )
    json: bool = field(default=False, metadata=_JSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveOptions(Options):
    """The options of `specloom resolve`."""

    folders: tuple[str, ...] = field(
        default=(),
        metadata=About(flag="DIR", help="generated folders; by default all that conflict"),
    )
    config: str | None = field(default=None, metadata=_CONFIG)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateOptions(Options):
    """The options of `specloom validate`."""

    CONFIGURED: ClassVar[tuple[str, ...] | None] = INPUTS
    spec: str = field(metadata=_SPEC)
    strict: bool = field(default=False, metadata=_STRICT)
    notes: bool = field(
        default=False, metadata=About(flag="--notes", help="list notes instead of counting them")
    )
    format: Literal["text", "json", "github", "sarif"] = field(
        default="text",
        metadata=About(
            flag="--format", help="how to print what is wrong: for people, tools, or GitHub"
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffOptions(Options):
    """The options of `specloom diff`."""

    CONFIGURED: ClassVar[tuple[str, ...] | None] = INPUTS
    old: str = field(metadata=About(flag="OLD", help='a path, a URL, "-", or a generated folder'))
    new: str = field(metadata=About(flag="NEW", help='a path, a URL or "-"'))
    format: Literal["text", "markdown", "json"] = field(
        default="text", metadata=About(flag="--format", help="the format of the report")
    )
    fail_on: Literal["breaking", "risky"] | None = field(
        default=None,
        metadata=About(flag="--fail-on", help="exit with 1 if there are such changes, or worse"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectOptions(Options):
    """The options of `specloom inspect`."""

    CONFIGURED: ClassVar[tuple[str, ...] | None] = INPUTS
    spec: str = field(metadata=_SPEC)
    json: bool = field(
        default=False, metadata=About(flag="--json", help="print the whole neutral model")
    )
    ledger: bool = field(
        default=False,
        metadata=About(
            flag="--ledger", help="print every part of the document, and what became of it"
        ),
    )
    pages: bool = field(
        default=False,
        metadata=About(
            flag="--pages",
            help="print an overlay with hints for the lists in pages that are detected or likely",
        ),
    )


def _whole_number(most: int) -> Callable[[Any, Mapping[str, Any]], Iterator[Fault]]:
    def check(text: Any, table: Mapping[str, Any]) -> Iterator[Fault]:
        if not (text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= most):
            yield "", f"must be a whole number up to {most}"

    return check


_BEHAVIOUR = "what a service may do wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions(Options):
    """The options of `specloom serve`."""

    CONFIGURED: ClassVar[tuple[str, ...] | None] = INPUTS
    spec: str | None = field(default=None, metadata=_SPEC)
    config: str | None = field(default=None, metadata=_CONFIG)
    host: str = field(
        default="127.0.0.1",
        metadata=About(
            flag="--host",
            metavar="ADDRESS",
            help="the address to listen on; by default 127.0.0.1, which other machines cannot reach",
        ),
    )
    port: str = field(
        default="8000",
        metadata=About(
            flag="--port",
            metavar="NUMBER",
            help="the port to listen on; by default 8000, a free one for 0",
            check=_whole_number(65535),
        ),
    )
    latency: str = field(
        default="0",
        metadata=About(
            flag="--latency",
            heading=_BEHAVIOUR,
            metavar="MS",
            help="hold back each response for so many milliseconds: 200, or 100-300",
        ),
    )
    faults: tuple[str, ...] = field(
        default=(),
        metadata=About(
            flag="--fault",
            heading=_BEHAVIOUR,
            metavar="STATUS:SHARE",
            help="respond to a share of the requests with an error: 503:0.1; drop:0.1 ends the connection",
        ),
    )
    seed: str | None = field(
        default=None,
        metadata=About(
            flag="--seed",
            heading=_BEHAVIOUR,
            metavar="NUMBER",
            help="have the same faults and latencies each time",
            check=_whole_number(2**32),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InitOptions(Options):
    """The options of `specloom init`."""

    spec: str = field(default="openapi.yaml", metadata=_SPEC)
    schema: bool = field(
        default=False,
        metadata=About(
            flag="--schema", help=f"print the JSON Schema of {CONFIG_NAME} instead, for editors"
        ),
    )
    publish: bool = field(
        default=False,
        metadata=About(
            flag="--publish", help=f"write {WORKFLOW} instead: check, test and publish the clients"
        ),
    )
    yes: bool = field(default=False, metadata=About(flag="--yes", short="-y", help="ask nothing"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesOptions(Options):
    """The options of `specloom templates`."""

    action: Literal["list", "eject", "nodes"] = field(
        metadata=About(
            flag="ACTION",
            help="list all; eject one: write it out, to be changed; or describe the nodes that they receive",
        )
    )
    name: str | None = field(
        default=None, metadata=About(flag="NAME", help="the template to eject")
    )
    output: str = field(
        default="templates",
        metadata=About(
            flag="--output",
            short="-o",
            metavar="DIR",
            help="the folder to eject it to; by default templates",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions(Options):
    """The options of `specloom import`."""

    importer: str = field(
        metadata=About(flag="IMPORTER", help="what to import from, such as botocore")
    )
    name: str = field(metadata=About(flag="NAME", help="the name of a service there"))
    output: str | None = field(
        default=None,
        metadata=About(
            flag="--output",
            short="-o",
            metavar="FILE",
            help="the file to write; by default standard output",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainOptions(Options):
    """The options of `specloom explain`."""

    code: str = field(metadata=About(flag="CODE", help="such as SL101 or unresolved-reference"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionOptions(Options):
    """The options of `specloom completion`."""

    shell: Literal["bash", "zsh", "fish", "tcsh"] = field(
        metadata=About(flag="SHELL", help="bash, zsh, fish or tcsh")
    )


COMMANDS: Mapping[str, type[Options]] = {
    "generate": GenerateOptions,
    "check": CheckOptions,
    "resolve": ResolveOptions,
    "validate": ValidateOptions,
    "explain": ExplainOptions,
    "diff": DiffOptions,
    "inspect": InspectOptions,
    "serve": ServeOptions,
    "templates": TemplatesOptions,
    "init": InitOptions,
    "import": ImportOptions,
    "completion": CompletionOptions,
}
"""Command -> the class of its options."""
