"""Render templates to text; only printable code is printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2
from jinja2.runtime import Context, Macro

from ...diagnostics import GenerationFailed
from ...python.code.py_package import PyFile, PyPackage
from ...python.code.recipe import Recipe
from ...python.naming.printable import JsonCode, Markdown, Printable, PythonCode, Toml, Yaml
from .assets import runtime_sources, template_names, template_source
from .draft import Draft
from .overrides import NO_OVERRIDES, Overrides
from .template_code import TemplateCode
from .template_errors import check_syntax, fault_of

_CONTEXTS: dict[str, type[Printable]] = {
    ".py": PythonCode,
    ".json": JsonCode,
    ".md": Markdown,
    ".txt": Markdown,
    ".toml": Toml,
    ".yml": Yaml,
}

ORIGINAL = "specloom/"
"""What stands before the name of a template to mean the generator's own, even where the user has another one."""

FILTERS = frozenset(
    (
        *("batch", "default", "first", "groupby", "last", "length", "list", "map", "reject"),
        *("rejectattr", "reverse", "select", "selectattr", "slice", "sort", "unique"),
    )
)
"""The filters of templates: those that choose among values and make no text, so that what is printed stays encoded."""


def render(
    package: PyPackage,
    progress: Callable[[int, int], None],
    overrides: Overrides = NO_OVERRIDES,
    kept: Callable[[PyFile], str | None] | None = None,
) -> tuple[Draft, ...]:
    """Render every file of a package, sorted by path. Nothing is formatted or written.

    Args:
        package: What the files hold.
        progress: Called with the number of files done and the number of all files.
        overrides: Templates of the user's own.
        kept: Returns the text of a file that need not be made again, None for the others; None if all are.

    Raises:
        GenerationFailed: A template of the user's is faulty.
    """
    environments = {suffix: _environment(kind, overrides) for suffix, kind in _CONTEXTS.items()}
    drafts: list[Draft] = []
    last: tuple[Recipe | None, object, str] = (None, None, "")
    for done, file in enumerate(package.files, 1):
        # What is the user's from the first day on does not say that it is generated.
        header = "" if file.path in package.seeded else package.header
        there = kept(file) if kept else None
        if there is not None:
            if there or not file.beside:
                drafts.append(Draft(path=file.path, text=there, kept=True))
            progress(done, len(package.files))
            continue
        content, made_of = file.content, ""
        if file.recipe is not None:
            # Files that are made by one recipe, such as a module and the JSON beside it, follow each other.
            if last[0] is not file.recipe:
                last = (file.recipe, *file.recipe.make())
            _, content, made_of = last
        try:
            text = _render_file(file, content, environments, header)
            if overrides.sources:
                check_syntax(file.path, text)
        except Exception as error:
            if not overrides.sources:
                raise
            raise GenerationFailed([fault_of(error, file, overrides)]) from error
        if text or not file.beside:
            drafts.append(Draft(path=file.path, text=text, made_of="" if file.beside else made_of))
        progress(done, len(package.files))
    folder = f"{package.runtime_folder}/" if package.runtime_folder else ""
    for name, source in runtime_sources(package.runtime_files).items():
        text = f"{package.runtime_header}{source}" if name.endswith(".py") else source
        drafts.append(Draft(path=f"{folder}{name}", text=text, copied=True))
    return tuple(sorted(drafts, key=lambda draft: draft.path))


@cache
def _environment(kind: type[Printable], overrides: Overrides = NO_OVERRIDES) -> jinja2.Environment:
    """Make the environment for files of one kind; kept, so that a run over several clients compiles each template once."""

    def finalize(value: Any) -> Any:
        if isinstance(value, (kind, jinja2.Undefined)):
            return value
        raise TypeError(f"a template prints a {type(value).__name__} where {kind.__name__} belongs")

    class Calling(Context):
        """Calls macros, and nothing else: their text is made of what templates may print."""

        def call(self, obj: Any, /, *arguments: Any, **named: Any) -> Any:
            """Call a macro; its text is code of the kind of the file."""
            if not isinstance(obj, (Macro, jinja2.Undefined)):
                raise TypeError("a template calls a function; it can call macros only")
            return kind(super().call(obj, *arguments, **named))

    own = {f"{ORIGINAL}{name}": name for name in template_names()}
    given = dict(overrides.sources)

    def load(name: str) -> tuple[str, str | None, None] | None:
        if name in given:
            return given[name], overrides.path(name), None
        original = own.get(name, name)
        return (template_source(original), None, None) if original in own.values() else None

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        bytecode_cache=None if given else TemplateCode(),
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        autoescape=False,  # noqa: S701 - the output is not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.context_class = Calling
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


def _render_file(
    file: PyFile, content: object, environments: dict[str, jinja2.Environment], header: str
) -> str:
    if content is None:
        return ""
    suffix = next(suffix for suffix in _CONTEXTS if f"{suffix}." in file.template)
    text = environments[suffix].get_template(file.template).render(content=content)
    if suffix in (".md", ".txt"):
        return re.sub(r"\n{3,}", "\n\n", text)
    return f"{header}\n{text}" if header and suffix == ".py" else text
