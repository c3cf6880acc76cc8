"""The pages of the generated documentation as a whole: for navigation, and for programs that read it."""

from __future__ import annotations

from collections.abc import Sequence

from ...ir.types import Text
from ...records import dataclass
from ..code.doc_nodes import DocContents, DocLink, SiteConfig, SitePage
from ..code.encoders import markdown_cell, markdown_text, yaml
from ..code.prose import first_paragraph
from ..examples.calls import DocumentedResource, Suite
from ..naming.printable import Markdown
from .pages import page_name
from .type_links import model_page_name


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePages:
    """Links to all pages, by what they are about; files are named from the folder of the documentation."""

    guide: tuple[DocLink, ...]
    resources: tuple[DocLink, ...]
    models: tuple[DocLink, ...]


def resource_links(resources: Sequence[DocumentedResource]) -> tuple[DocLink, ...]:
    """Return links to the pages of resources."""
    return tuple(
        DocLink(
            title=markdown_text(each.title),
            file=page_name(each),
            about=markdown_cell(first_paragraph(each.doc.description)),
        )
        for each in resources
    )


def model_links(titles: Sequence[tuple[str, str]]) -> tuple[DocLink, ...]:
    """Return links to the pages of models, by module and title."""
    return tuple(
        DocLink(
            title=markdown_text(title),
            file=Markdown.of("models/{}", model_page_name(module)),
            about=Markdown(""),
        )
        for module, title in titles
    )


def contents(suite: Suite, pages: SitePages) -> DocContents:
    """Return what `llms.txt` is laid out from."""
    api = suite.client.api
    return DocContents(
        title=markdown_text(api.title),
        summary=markdown_cell(first_paragraph(api.doc.description)),
        guide=pages.guide,
        resources=pages.resources,
        models=pages.models,
    )


def site_config(
    suite: Suite,
    resources: Sequence[DocumentedResource],
    models: Sequence[tuple[str, str]],
    pages: SitePages,
) -> SiteConfig:
    """Return what `mkdocs.yml` is laid out from."""
    api = suite.client.api
    return SiteConfig(
        name=yaml(api.title),
        description=yaml(first_paragraph(api.doc.description)),
        guide=tuple(SitePage(title=yaml(each.title), file=yaml(each.file)) for each in pages.guide),
        resources=tuple(_entry(each.title, page_name(each)) for each in resources),
        models=tuple(
            _entry(title, Markdown.of("models/{}", model_page_name(module)))
            for module, title in models
        ),
    )


def _entry(title: str | Text, file: Markdown) -> SitePage:
    return SitePage(title=yaml(title), file=yaml(file))
