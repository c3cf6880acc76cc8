"""The generators that are compared: how each is installed, called, and how what it wrote is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Tool:
    """A generator.

    Attributes:
        name: As people call it.
        requirements: What pip installs into its own environment.
        command: The program and its arguments, from the document and the output folder.
        package: The import package that it writes, below the output folder; a pattern.
        operations: Counts the operations in that package; None where the tool writes no operations.
    """

    name: str
    requirements: Sequence[str]
    command: Callable[[Path, Path], Sequence[str]]
    package: str
    operations: Callable[[Path], int] | None


def _modules(folder: Path, pattern: str) -> Iterable[str]:
    for path in sorted(folder.glob(pattern)):
        if path.name != "__init__.py":
            yield path.read_text(encoding="utf-8")


def _matches(pattern: str, sources: Iterable[str]) -> int:
    return sum(len(re.findall(pattern, source, re.MULTILINE)) for source in sources)


def _of_specloom(package: Path) -> int:
    # An operation that can stream has a constant for each of its methods.
    files = (path for path in sorted(package.rglob("*.py")) if "_runtime" not in path.parts)
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    return len(set(re.findall(r'Operation\(\s*id="([^"]+)"', sources)))


def _of_openapi_python_client(package: Path) -> int:
    return sum(1 for _ in _modules(package, "api/*/*.py"))


def _of_openapi_generator(package: Path) -> int:
    return _matches(r"^    def \w+_with_http_info\(", _modules(package, "api/*.py"))


def _of_pyopenapi_gen(package: Path) -> int:
    return _matches(r"^    (?:async )?def [a-z]\w*\(", _modules(package, "endpoints/*.py"))


TOOLS = (
    Tool(
        "specloom",
        (str(ROOT),),
        lambda document, out: (
            *("specloom", "generate", str(document), "--output", str(out / "client")),
            "--quiet",
        ),
        "client/src/*",
        _of_specloom,
    ),
    Tool(
        "openapi-python-client",
        ("openapi-python-client==0.29.1",),
        lambda document, out: (
            *("openapi-python-client", "generate", "--path", str(document)),
            *("--output-path", str(out / "client")),
        ),
        "client/*_client",
        _of_openapi_python_client,
    ),
    Tool(
        "openapi-generator",
        ("openapi-generator-cli==7.26.0",),
        lambda document, out: (
            *("openapi-generator-cli", "generate", "-g", "python", "-i", str(document)),
            *("-o", str(out / "client"), "--skip-validate-spec"),
        ),
        "client/openapi_client",
        _of_openapi_generator,
    ),
    Tool(
        "pyopenapi-gen",
        ("pyopenapi-gen==0.8.3", "click<8.2"),
        lambda document, out: (
            *("pyopenapi-gen", "gen", str(document), "--project-root", str(out)),
            *("--output-package", "client", "--force", "--no-postprocess"),
        ),
        "client",
        _of_pyopenapi_gen,
    ),
    Tool(
        "datamodel-code-generator",
        ("datamodel-code-generator[ruff]==0.89.0",),
        lambda document, out: (
            *("datamodel-codegen", "--input", str(document), "--input-file-type", "openapi"),
            *("--output", str(out / "models.py"), "--output-model-type", "pydantic_v2.BaseModel"),
        ),
        "models.py",
        None,
    ),
)

CLIENTS = (
    *("httpx2>=2.5,<3", "pydantic>=2.11,<3", "httpx<0.29", "attrs", "python-dateutil"),
    *("urllib3>=2.7,<3", "typing-extensions", "cattrs", "email-validator", "mypy"),
)
"""What the clients of all tools need, in one environment."""
