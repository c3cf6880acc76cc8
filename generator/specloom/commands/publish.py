"""The workflow of `specloom init --publish`: check, version, build, test and publish the clients."""

from __future__ import annotations

import json
import os
from pathlib import Path

from .. import __version__
from ..build.options import WORKFLOW
from ..diagnostics import ConfigurationError
from ..output.disk.new_file import write_new
from .configurations import config_path, configured

_TEXT = Path(__file__).with_name("publish.yml")


def write_workflow() -> str:
    """Write the workflow for the clients of the configuration here, and return the next step.

    It lies at the top of the repository, where GitHub looks for it.

    Raises:
        ConfigurationError: There is a workflow of that name, no configuration, or no client that can be built.
        OutputError: It cannot be written.
    """
    configs = configured(None)
    if not any(config.layout == "project" and "project" in config.parts for config in configs):
        raise ConfigurationError(
            'no client can be published: that takes layout = "project" with its pyproject.toml'
        )
    root = _repository()
    text = _TEXT.read_text(encoding="utf-8")
    for mark, value in {
        "@@CONFIG@@": (config_path(None) or Path()).name,
        "@@FOLDER@@": json.dumps(Path(os.path.relpath(Path(), root)).as_posix()),
        "@@VERSION@@": __version__,
        "@@UPSTREAM@@": " --upstream" if any(config.upstream for config in configs) else "",
    }.items():
        text = text.replace(mark, value)
    path = root / WORKFLOW
    write_new(path, text)
    return f"{path} written; next: name where specloom comes from, and set up a trusted publisher (docs/automation.md)"


def _repository() -> Path:
    """Return the top of the repository that the current folder is in, relative where possible; else this folder."""
    here = Path.cwd()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    return Path(os.path.relpath(top, here))
