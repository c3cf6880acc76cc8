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
    write_new(path, texts.to_start_from(options.spec, Path(), _pages(options.spec)))
    return f"{path} written; next: specloom generate"


def _pages(spec: str) -> tuple[str, ...]:
    """Return hints for the pages that are likely in a document, if it is there already."""
    if not Path(spec).is_file():
        return ()
    from ..build.understanding import likely_pages
    from ..run.progress import SilentProgress

    return likely_pages(ClientConfig(spec=spec, output="."), SilentProgress())
