"""Templates to text. A template prints what the Python model decided, and nothing else can be printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2

from ..python.nodes import Markdown, Printable, PyFile, PyPackage, PythonCode, Toml
from .assets import runtime_sources, template_source
from .drafts import Draft

_CONTEXTS: dict[str, type[Printable]] = {".py": PythonCode, ".md": Markdown, ".toml": Toml}


def render(package: PyPackage, progress: Callable[[int, int], None]) -> tuple[Draft, ...]:
    """Render every file of a package, sorted by path. Nothing is formatted or written.

    `progress` is called with the number of files done and the number of all files.
    """
    environments = {suffix: _environment(kind) for suffix, kind in _CONTEXTS.items()}
    drafts: list[Draft] = []
    for done, file in enumerate(package.files, 1):
        # What is the user's from the first day on does not say that it is generated.
        header = "" if file.path in package.seeded else package.header
        drafts.append(Draft(path=file.path, text=_render_file(file, environments, header)))
        progress(done, len(package.files))
    for name, text in runtime_sources(package.runtime_files).items():
        drafts.append(Draft(path=f"{package.runtime_folder}/{name}", text=text, copied=True))
    return tuple(sorted(drafts, key=lambda draft: draft.path))


@cache
def _environment(kind: type[Printable]) -> jinja2.Environment:
    # Kept, so that a run over several clients compiles each template once.
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


def _render_file(file: PyFile, environments: dict[str, jinja2.Environment], header: str) -> str:
    if file.content is None:
        return ""
    suffix = next(suffix for suffix in _CONTEXTS if f"{suffix}." in file.template)
    text = environments[suffix].get_template(file.template).render(content=file.content)
    if suffix == ".md":
        return re.sub(r"\n{3,}", "\n\n", text)
    return f"{header}\n{text}" if header and suffix == ".py" else text
