"""The files of the generated documentation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..client.operation_plan import OperationPlan
from ..code.py_package import PyFile
from ..examples.calls import DocumentedResource, SampleCall, SampleExchange, Suite
from ..examples.recipes import Facts
from .pages import doc_page, page_name
from .readme import ABOUT, about_page, doc_site, first_operation, models_site
from .testing import testing_page


def documentation_files(
    suite: Suite,
    distribution: str,
    resources: Sequence[DocumentedResource],
    facts: Facts,
    exchange_of: Callable[[OperationPlan, SampleCall], SampleExchange],
) -> list[PyFile]:
    """Return the pages, their index and the README; without operations, a README of the models.

    A long description of the document has a page of its own. `exchange_of` returns what the fake API has to do with a call.
    """
    about = about_page(suite.client.api)
    files = [PyFile(path=f"docs/{ABOUT}", template="docs_about.md.jinja", content=about)]
    files = files if about is not None else []
    if not suite.client.api.operations:
        models = models_site(suite, distribution)
        readme = PyFile(path="README.md", template="README_models.md.jinja", content=models)
        return [*files, readme]
    site = doc_site(suite, distribution, resources)
    files += [
        PyFile(
            path=f"docs/{page_name(each)}",
            template="docs_page.md.jinja",
            recipe=facts.recipe(doc_page, facts.suite, each),
        )
        for each in resources
    ]
    testing = testing_page(suite, *first_operation(suite, resources), exchange_of)
    files.append(
        PyFile(path=f"docs/{site.testing}", template="docs_testing.md.jinja", content=testing)
    )
    files.append(PyFile(path="docs/index.md", template="docs_index.md.jinja", content=site))
    files.append(PyFile(path="README.md", template="README.md.jinja", content=site))
    return files
