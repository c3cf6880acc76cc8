"""The files of the runtime that a client needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ...config import ClientConfig
from ...records import dataclass
from ..naming.printable import PythonCode
from .encoders import comment

ALIASES_RUNTIME = "aliases.py"
AWS_RUNTIME = "aws.py"
STREAMS_RUNTIME = ("event_decoders.py", "stream_bodies.py", "streams.py")
AWS_EVENTS_RUNTIME = "aws_events.py"
MIXED_STREAMS_RUNTIME = "mixed_streams.py"
MIXED_BODIES_RUNTIME = "mixed_bodies.py"
WEBHOOKS_RUNTIME = "webhooks.py"
WAIT_RUNTIME = "wait_methods.py"
CASES_RUNTIME = ("cases.py", "round_trips.py", "server_check.py")
RUNTIME = (
    "LICENSE __init__.py any_request.py attempt_log.py auth.py authenticating.py base_urls.py building.py call.py calling.py client.py connection_errors.py content.py contexts.py copying.py decoding.py digits.py encoding.py enums.py environment.py errors.py failures.py "
    "files.py fitting.py forks.py forms.py header_values.py headers.py hooks.py http.py http_clients.py item_bodies.py lazy.py messages.py models.py multipart.py operation.py options.py otel.py pages.py pagination.py parameters.py places.py raw.py redaction.py redirects.py request_bodies.py resource.py retry.py sending.py sources.py "
    "strict.py testing.py transport.py unions.py unset.py uploads.py written.py waiting.py wrong_arguments.py "
    "model_text.py opening.py reading.py saving.py streamed.py text_lines.py"
).split()
PAGES_RUNTIME = ("link_header.py", "linked_pages.py", "numbered_pages.py", "token_pages.py")
AUTH_RUNTIME = ("digest.py", "oauth2.py", "oauth2_grants.py", "oauth2_tokens.py")
SHARED = (
    *RUNTIME,
    ALIASES_RUNTIME,
    AWS_RUNTIME,
    *AUTH_RUNTIME,
    *PAGES_RUNTIME,
    *STREAMS_RUNTIME,
    AWS_EVENTS_RUNTIME,
    MIXED_STREAMS_RUNTIME,
    MIXED_BODIES_RUNTIME,
    WEBHOOKS_RUNTIME,
    WAIT_RUNTIME,
    *CASES_RUNTIME,
)
"""A shared runtime has every file: which clients use it must make no other runtime of it."""
STREAMS_PUBLIC = {
    "AsyncStream": "._runtime.streams",
    "NamedEvent": "._runtime.stream_bodies",
    "ServerSentEvent": "._runtime.event_decoders",
    "Stream": "._runtime.streams",
}
"""What clients with streams export, too."""
FILES_PUBLIC = {
    "AsyncBinaryInput": "._runtime.files",
    "BinaryInput": "._runtime.files",
}
"""What clients whose operations take files export, too."""
PUBLIC = {
    "ClientSettings": "._runtime.options",
    "Hooks": "._runtime.options",
    "Retry": "._runtime.options",
    "SecurityScheme": "._runtime.auth",
    "RequestOptions": "._runtime.options",
    "Headers": "._runtime.http",
    "HttpRequest": "._runtime.http",
    "HttpResponse": "._runtime.http",
    "AsyncPage": "._runtime.pages",
    "AsyncPages": "._runtime.pages",
    "Page": "._runtime.pages",
    "File": "._runtime.files",
    "RawResponse": "._runtime.raw",
    "Redirect": "._runtime.redirects",
    "raw_response": "._runtime.raw",
    "stream_response": "._runtime.opening",
    "AsyncStreamedResponse": "._runtime.streamed",
    "StreamedResponse": "._runtime.streamed",
    "opentelemetry_hooks": "._runtime.otel",
    "wait_until": "._runtime.waiting",
    "UNSET": "._runtime.unset",
    "Unset": "._runtime.unset",
}


_COPIED = "._runtime"


@dataclass(frozen=True, slots=True)
class RuntimePlace:
    """Where a client finds the runtime: `package` is its name as the client's `__init__.py` imports it."""

    package: str = _COPIED

    @classmethod
    def of(cls, config: ClientConfig) -> RuntimePlace:
        """Return the place that the configuration names."""
        return cls(config.runtime_package) if config.runtime == "shared" else cls()

    @property
    def is_outside(self) -> bool:
        """Whether the runtime is not in the client's package, which shares it with others."""
        return self.package.startswith("..")

    def module(self, name: str) -> str:
        """Return the module to import for one that was named as if the runtime were copied.

        "._runtime.unset" is a module of the runtime for the client's own modules,
        ".._runtime.unset" for those a folder below; what is not a module of the runtime stays as it is.
        """
        dots = len(name) - len(name.lstrip("."))
        head, _, rest = name[dots:].partition(".")
        if not dots or head != _COPIED[1:]:
            return name
        return "." * (dots - 1) + self.package + (f".{rest}" if rest else "")

    def code(self, name: str) -> PythonCode:
        """Return the same for a template to print."""
        return PythonCode(self.module(name))


def runtime_files(
    config: ClientConfig, *, renamed: bool, further: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the files of the runtime that are copied into a client.

    `renamed` ones need that for old names; `further` are those that their operations and security schemes need.
    """
    if config.runtime == "shared" or "client" not in config.parts:
        return ()
    extra = [ALIASES_RUNTIME] * renamed + [*further]
    return tuple(sorted([*RUNTIME, *extra]))


def header(license_expression: str | None, header_lines: Sequence[str] = ()) -> PythonCode:
    """Return the comments that generated modules begin with: the user's, who made them, and how they are licensed.

    They belong to whoever generates them, so they name no license unless the configuration does.
    """
    lines = [*map(_own_comment, header_lines), PythonCode("# @generated by specloom")]
    if license_expression is not None:
        lines.append(comment(f"SPDX-License-Identifier: {license_expression}"))
    return PythonCode.joined("\n", lines)


def runtime_header(header_lines: Sequence[str]) -> PythonCode:
    """Return the lines that the user wants on top of the modules of the runtime, which have a header of their own."""
    return PythonCode.joined(
        "", [PythonCode.of("{}\n", _own_comment(each)) for each in header_lines]
    )


def _own_comment(own_comment: str) -> PythonCode:
    """Take over a comment of the configuration as it is."""
    if not own_comment.startswith("#") or not own_comment.isprintable():
        raise ValueError(f"not a comment of one line: {own_comment!r}")
    return PythonCode(own_comment)
