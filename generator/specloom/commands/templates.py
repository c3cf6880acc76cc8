"""`specloom templates`: list, document and eject templates."""

from __future__ import annotations

from pathlib import Path

from ..build.options import TemplatesOptions
from ..diagnostics import UsageError
from ..output.disk.new_file import write_new
from ..output.render.overrides import ejected_source, overridable


def templates(options: TemplatesOptions) -> str:
    """Return the text to show; `eject NAME` also writes that template to the folder of `--output`.

    Raises:
        ConfigurationError: The name is missing, unknown or not wanted, or the file exists already.
        OutputError: The file cannot be written.
    """
    if options.action == "eject":
        return _eject(options)
    if options.name is not None:
        raise UsageError(f"templates {options.action} takes no name")
    if options.action == "list":
        return "\n".join(overridable())
    from ..output.render.contract import reference

    return reference()


def _eject(options: TemplatesOptions) -> str:
    if options.name is None:
        raise UsageError("templates eject needs the NAME of a template")
    source = ejected_source(options.name)
    path = Path(options.output) / options.name
    write_new(path, source)
    return f"{path} written; next: specloom generate --templates {options.output}"
