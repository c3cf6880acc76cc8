"""`specloom init`: a configuration to start from, or a workflow that publishes what it generates."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ..build.options import InitOptions
from ..config import CONFIG_NAME, ClientConfig, texts
from ..config.checks import is_elsewhere
from ..config.proposals import Proposals
from ..diagnostics import ConfigurationError, UsageError
from ..output.disk.new_file import write_new


def init(options: InitOptions) -> str:
    """Write `specloom.toml` and return the next step; with `--schema` return the JSON Schema of all keys.

    A document that is there already is asked what the configuration may say; so is whoever sits at a terminal.

    Raises:
        ConfigurationError: There is a configuration already, or options exclude each other.
        OutputError: A file cannot be written.
    """
    if options.schema and options.publish:
        raise UsageError("--schema and --publish exclude each other")
    if options.schema:
        return json.dumps(texts.schema(), indent=2)
    if options.publish:
        from .publish import write_workflow

        return write_workflow()
    path = Path(CONFIG_NAME)
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    if not (is_elsewhere(options.spec) or Path(options.spec).is_file()):
        write_new(path, texts.to_start_from(options.spec, Path(), Proposals()))
        return f"{path} written; {options.spec} is not there yet, so nothing is proposed for it"
    return _interviewed(path, options)


def _interviewed(path: Path, options: InitOptions) -> str:
    from ..build.interview import OVERLAY, interview
    from ..run.progress import SilentProgress
    from .questions import ask_about

    found = interview(ClientConfig(spec=options.spec, output="."), SilentProgress())
    if found is None:
        write_new(path, texts.to_start_from(options.spec, Path(), Proposals()))
        return f"{path} written; {options.spec} cannot be used as it is: specloom validate {options.spec}"
    if not options.yes and sys.stdin.isatty():
        found = ask_about(found)
    written = [str(path)]
    if found.overlay and not Path(OVERLAY).exists():
        write_new(Path(OVERLAY), found.overlay)
        written.append(OVERLAY)
    write_new(path, texts.to_start_from(options.spec, Path(), found.proposals))
    return f"{' and '.join(written)} written; next: specloom generate"
