"""`specloom init`: a configuration to start from."""

from __future__ import annotations

import json
from pathlib import Path

from ..build.options import InitOptions
from ..config import CONFIG_NAME, texts
from ..diagnostics import ConfigurationError, OutputError


def init(options: InitOptions) -> str:
    """Write `specloom.toml` and return the next step; with `--schema` return the JSON Schema of all keys.

    Raises:
        ConfigurationError: There is a configuration already.
        OutputError: The file cannot be written.
    """
    if options.schema:
        return json.dumps(texts.schema(), indent=2)
    path = Path(CONFIG_NAME)
    if path.exists():
        raise ConfigurationError(f"{path} is already there")
    try:
        path.write_text(texts.to_start_from(options.spec, Path()), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    return f"{path} written; next: specloom generate"
