"""The project around the import package: tests, documentation, README and pyproject.toml."""

from __future__ import annotations

from dataclasses import dataclass

from .client.credentials import TEST_SECRET
from .client.operation_constants import path_text
from .code.doc_nodes import CHANGELOG, Changelog, Project
from .code.encoders import literal, markdown_text, one_line, toml
from .code.nodes import PyFile, TestSupport
from .docs.pages import DocumentedResource, doc_page
from .docs.readme import doc_site, models_site
from .examples.calls import Suite
from .naming.identifiers import code
from .naming.printable import PythonCode
from .tests.expected_requests import last_page, success_of, test_arguments
from .tests.test_modules import test_module


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectAround:
    """What the project around a client is made of."""

    suite: Suite
    resources: tuple[DocumentedResource, ...]
    distribution: str
    version: str
    license: str | None

    def tests(self) -> list[PyFile]:
        """Return the tests, and what they share."""
        files = []
        for resource in self.resources:
            content = test_module(
                self.suite, one_line(resource.title), PythonCode(resource.accessor), resource.plans
            )
            path = f"tests/test_{resource.file}.py"
            files.append(PyFile(path=path, template="test_resource.py.jinja", content=content))
        support = self._support()
        for name in ("conftest.py", "support.py", "test_documentation.py"):
            files.append(
                PyFile(path=f"tests/{name}", template=f"tests_{name}.jinja", content=support)
            )
        return files

    def _support(self) -> TestSupport:
        routes = [
            PythonCode.of(
                "({}, {}, {}, {})",
                literal(plan.operation.method),
                literal(path_text(plan.operation)),
                literal(success_of(plan)[0]),
                literal(last_page(self.suite, plan)),
            )
            for resource in self.resources
            for plan in resource.plans
        ]
        environment = [
            PythonCode.of("{}: {}", literal(name), literal(TEST_SECRET))
            for name in self._environment()
        ]
        names = [code(self.suite.client.name), code(f"Async{self.suite.client.name}")]
        names += map(code, self.suite.client.constructor.exports)
        return TestSupport(
            package=code(self.suite.client.package),
            client=code(self.suite.client.name),
            async_client=code(f"Async{self.suite.client.name}"),
            arguments=PythonCode.joined(", ", test_arguments(self.suite)),
            environment=PythonCode.joined(", ", environment),
            routes=PythonCode.joined(", ", routes),
            imports=PythonCode.joined(", ", sorted(names)),
        )

    def _environment(self) -> list[str]:
        credentials = self.suite.client.constructor.credentials
        names = [name.raw for c in credentials for name in c.environment[:1]]
        names += [name for c in credentials for name in c.form.variables]
        return names

    def docs(self) -> list[PyFile]:
        """Return the pages, their index and the README; without operations, a README of the models."""
        resources = self.resources
        if not self.suite.client.api.operations:
            site = models_site(self.suite, self.distribution)
            return [PyFile(path="README.md", template="README_models.md.jinja", content=site)]
        pages = [doc_page(self.suite, resource) for resource in resources]
        site = doc_site(self.suite, self.distribution, resources, pages)
        files = [
            PyFile(path=f"docs/{page.file}", template="docs_page.md.jinja", content=page)
            for page in pages
        ]
        files.append(PyFile(path="docs/index.md", template="docs_index.md.jinja", content=site))
        files.append(PyFile(path="README.md", template="README.md.jinja", content=site))
        return files

    def project(self) -> list[PyFile]:
        """Return pyproject.toml and the changelog."""
        changelog = Changelog(
            heading=markdown_text(f"Version {self.version}"),
            api_version=markdown_text(self.suite.client.api.version),
        )
        content = Project(
            distribution=toml(self.distribution),
            package=toml(f"src/{self.suite.client.package}"),
            version=toml(self.version),
            description=toml(f"Client of the {one_line(self.suite.client.api.title)}"),
            aws=self.suite.client.constructor.signed,
            license=toml(_with_runtime(self.license)) if self.license else None,
        )
        return [
            PyFile(path="pyproject.toml", template="pyproject.toml.jinja", content=content),
            PyFile(path=CHANGELOG, template="CHANGELOG.md.jinja", content=changelog),
        ]


def _with_runtime(license_expression: str) -> str:
    """Return the license of a distribution, which holds the runtime as well."""
    own = f"({license_expression})" if " OR " in license_expression else license_expression
    return own if own == "Apache-2.0" else f"{own} AND Apache-2.0"
