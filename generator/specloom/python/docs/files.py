"""The files of the generated documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..client.operation_constants import is_paginated
from ..client.operation_plan import OperationPlan
from ..code.doc_nodes import DocLink
from ..code.encoders import markdown_text
from ..code.py_package import PyFile
from ..examples.calls import DocumentedResource, SampleCall, SampleExchange, Suite
from ..examples.recipes import Facts
from ..naming.printable import Markdown
from .guide import errors_page, pages_page, streams_page
from .models import models_by_module, models_page, uses_of_types
from .pages import doc_page, page_name
from .readme import ABOUT, about_page, doc_site, first_operation, models_site
from .site import SitePages, contents, model_links, resource_links, site_config
from .testing import testing_file, testing_page

_PAGINATION = Markdown("guide/pagination.md")
_STREAMS = Markdown("guide/streams.md")


def documentation_files(
    suite: Suite,
    resources: Sequence[DocumentedResource],
    facts: Facts,
    exchange_of: Callable[[OperationPlan, SampleCall], SampleExchange],
    title_of: Callable[[str], str],
) -> list[PyFile]:
    """Return the pages, their index and the README; without operations, a README of the models.

    Args:
        suite: What samples are made from.
        resources: The operations.
        facts: The facts of the plan.
        exchange_of: Returns what the fake API has to do with a call.
        title_of: Returns what a module of models is about.
    """
    about = about_page(suite.client.api)
    files = [PyFile(path=f"docs/{ABOUT}", template="docs_about.md.jinja", content=about)]
    files = files if about is not None else []
    if not suite.client.api.operations:
        site = models_site(suite, suite.client.distribution)
        readme = PyFile(path="README.md", template="README_models.md.jinja", content=site)
        return [*files, readme]
    symbols = suite.client.symbols
    modules = models_by_module(symbols)
    titles = [(module, _title(module, title_of)) for module in modules]
    guide = list(_guide_links(suite, resources, has_about=about is not None))
    pages = SitePages(
        guide=tuple(guide), resources=resource_links(resources), models=model_links(titles)
    )
    site = doc_site(suite, suite.client.distribution, resources, pages)
    files += [
        PyFile(
            path=f"docs/{page_name(each)}",
            template="docs_page.md.jinja",
            recipe=facts.recipe(doc_page, facts.suite, each),
        )
        for each in resources
    ]
    uses = uses_of_types(symbols, resources)
    for module, title in titles:
        used_by = {i: uses[i] for i in modules[module] if i in uses}
        recipe = facts.recipe(models_page, facts.worded, title, modules[module], used_by)
        path = f"docs/models/{module}.md"
        files.append(PyFile(path=path, template="docs_models.md.jinja", recipe=recipe))
    testing = testing_page(suite, *first_operation(suite, resources), exchange_of)
    errors = errors_page(suite, resources, site.error_sample)
    named: list[tuple[str, str, object]] = [
        (f"docs/{site.testing}", "docs_testing.md.jinja", testing),
        ("docs/guide/errors.md", "docs_errors.md.jinja", errors),
        ("docs/index.md", "docs_index.md.jinja", site),
        ("README.md", "README.md.jinja", site),
        ("docs/llms.txt", "llms.txt.jinja", contents(suite, pages)),
        ("mkdocs.yml", "mkdocs.yml.jinja", site_config(suite, resources, titles, pages)),
        ("mkdocs_hooks.py", "mkdocs_hooks.py.jinja", site),
    ]
    if site.page_sample:
        page = pages_page(suite, resources, site.page_sample)
        named.append(("docs/guide/pagination.md", "docs_pagination.md.jinja", page))
    if site.stream_sample:
        page = streams_page(suite, resources, site.stream_sample)
        named.append(("docs/guide/streams.md", "docs_streams.md.jinja", page))
    files += [PyFile(path=path, template=template, content=node) for path, template, node in named]
    return files


def _title(module: str, title_of: Callable[[str], str]) -> str:
    title = title_of(module)
    return title[:1].upper() + title[1:]


def _guide_links(
    suite: Suite, resources: Sequence[DocumentedResource], *, has_about: bool
) -> Iterator[DocLink]:
    """Yield links to the pages that are not about one resource or model."""
    plans = [plan for each in resources for plan in each.plans]
    yield _link("Errors", Markdown("guide/errors.md"), "The exceptions, and what raises them")
    if any(is_paginated(plan, suite.client.symbols) for plan in plans):
        yield _link("Pagination", _PAGINATION, "Lists that come in pages")
    if any(plan.is_stream for plan in plans):
        yield _link("Streams", _STREAMS, "Responses that are read while they arrive")
    yield _link("Testing", testing_file(resources), "A fake API for tests of your own code")
    if has_about:
        yield _link(
            "About the API", Markdown("about.api.md"), "The whole description of the document"
        )


def _link(title: str, file: Markdown, about: str) -> DocLink:
    return DocLink(title=markdown_text(title), file=file, about=markdown_text(about))
