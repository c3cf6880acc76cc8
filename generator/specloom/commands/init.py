"""`specloom init`: a configuration to start from."""

from __future__ import annotations

import json
from pathlib import Path

from ..build.options import InitOptions
from ..config import CONFIG_NAME, texts
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
    write_new(path, texts.to_start_from(options.spec, Path()))
    return f"{path} written; next: specloom generate"
