"""The project around the import package: pyproject.toml and the changelog."""

from __future__ import annotations

from .client.client_plan import ClientPlan
from .code.doc_nodes import CHANGELOG, Changelog, Project
from .code.encoders import markdown_text, toml
from .code.prose import said_version, with_article
from .code.py_package import PyFile


def project_files(plan: ClientPlan, version: str) -> list[PyFile]:
    """Return pyproject.toml and the changelog of a version."""
    license_expression = plan.config.license
    changelog = Changelog(
        heading=markdown_text(f"Version {version}"),
        api_version=markdown_text(said_version(plan.api.version)),
    )
    project = Project(
        distribution=toml(plan.distribution),
        package=toml(f"src/{plan.package}"),
        version=toml(version),
        description=toml(f"Client for {with_article(plan.api.title)}"),
        aws=plan.constructor.signed,
        webhooks=bool(plan.webhooks.webhooks),
        license=toml(_with_runtime(license_expression)) if license_expression else None,
    )
    return [
        PyFile(path="pyproject.toml", template="pyproject.toml.jinja", content=project),
        PyFile(path=CHANGELOG, template="CHANGELOG.md.jinja", content=changelog),
    ]


def _with_runtime(license_expression: str) -> str:
    """Return the license of a distribution, which holds the runtime as well."""
    own = f"({license_expression})" if " OR " in license_expression else license_expression
    return own if own == "Apache-2.0" else f"{own} AND Apache-2.0"
