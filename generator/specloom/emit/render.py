"""Templates to text. A template prints what the Python model decided, and nothing else can be printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import jinja2

from ..python.nodes import Markdown, Printable, PyFile, PyPackage, PythonCode, Toml
from .assets import runtime_sources, template_source
from .format import check_python, format_markdown, format_python

FileTree = dict[str, str]
"""Path below the output folder -> text."""

_CONTEXTS: dict[str, type[Printable]] = {".py": PythonCode, ".md": Markdown, ".toml": Toml}


def render(package: PyPackage, formatter: str, progress: Callable[[int, int], None]) -> FileTree:
    """Render every file of a package. Nothing is written; each Python file has been parsed.

    `progress` is called with the number of files done and the number of all files.
    """
    environments = {suffix: _environment(kind) for suffix, kind in _CONTEXTS.items()}
    tree: FileTree = {}
    for done, file in enumerate(package.files, 1):
        # What is the user's from the first day on does not say that it is generated.
        header = "" if file.path in package.seeded else package.header
        tree[file.path] = _render_file(file, environments, formatter, header)
        progress(done, len(package.files))
    for name, text in runtime_sources(package.runtime_files).items():
        tree[f"{package.runtime_folder}/{name}"] = text
    return dict(sorted(tree.items()))


def _environment(kind: type[Printable]) -> jinja2.Environment:
    def finalize(value: Any) -> Any:
        if isinstance(value, (kind, jinja2.Undefined)):
            return value
        raise TypeError(f"a template prints a {type(value).__name__} where {kind.__name__} belongs")

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(template_source),
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        autoescape=False,  # noqa: S701 - the output is no HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _render_file(
    file: PyFile, environments: dict[str, jinja2.Environment], formatter: str, header: str
) -> str:
    if file.content is None:
        return ""
    suffix = next(suffix for suffix in _CONTEXTS if f"{suffix}." in file.template)
    text = environments[suffix].get_template(file.template).render(content=file.content)
    if suffix == ".py":
        text = f"{header}\n{text}" if header else text
        text = format_python(text, formatter)
        check_python(text, file.path)
    elif suffix == ".md":
        text = format_markdown(re.sub(r"\n{3,}", "\n\n", text), formatter)
    return text.strip("\n") + "\n"
