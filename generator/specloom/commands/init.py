"""`specloom init`: a configuration to start from."""

from __future__ import annotations

import json
from pathlib import Path

from ..build.options import InitOptions
from ..config import CONFIG_NAME, ClientConfig, texts
from ..output.disk.new_file import write_new


def init(options: InitOptions) -> str:
    """Write `specloom.toml` and return the next step; with `--schema` return the JSON Schema of all keys.

    Raises:
        ConfigurationError: There is a configuration already.
        OutputError: The file cannot be written.
    """
    if options.schema:
        return json.dumps(texts.schema(), indent=2)
    path = Path(CONFIG_NAME)
    write_new(path, texts.to_start_from(options.spec, Path(), _proposals(options.spec)))
    return f"{path} written; next: specloom generate"


def _proposals(spec: str) -> dict[str, tuple[str, ...]]:
    """Return what a document, if it is there already, is likely to need in the tables of the configuration."""
    if not Path(spec).is_file():
        return {}
    from ..build.understanding import likely_settings
    from ..run.progress import SilentProgress

    return likely_settings(ClientConfig(spec=spec, output="."), SilentProgress())
