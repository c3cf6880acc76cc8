"""The files of the generated documentation."""

from __future__ import annotations

from collections.abc import Sequence

from ..code.nodes import PyFile
from ..examples.calls import DocumentedResource, Suite
from .pages import doc_page
from .readme import doc_site, models_site


def documentation_files(
    suite: Suite, distribution: str, resources: Sequence[DocumentedResource]
) -> list[PyFile]:
    """Return the pages, their index and the README; without operations, a README of the models."""
    if not suite.client.api.operations:
        site = models_site(suite, distribution)
        return [PyFile(path="README.md", template="README_models.md.jinja", content=site)]
    pages = [doc_page(suite, resource) for resource in resources]
    site = doc_site(suite, distribution, resources, pages)
    files = [
        PyFile(path=f"docs/{page.file}", template="docs_page.md.jinja", content=page)
        for page in pages
    ]
    files.append(PyFile(path="docs/index.md", template="docs_index.md.jinja", content=site))
    files.append(PyFile(path="README.md", template="README.md.jinja", content=site))
    return files
