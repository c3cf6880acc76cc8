"""The import package alone, copied below another project's package, works there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import asyncio, importlib, json, pkgutil, sys

import httpx2
from otherproject._vendor import amazon_bedrock
from otherproject._vendor.amazon_bedrock import (
    AmazonBedrock, AsyncAmazonBedrock, AwsCredentials, raw_response
)
from otherproject._vendor.amazon_bedrock.errors import ValidationException

targets = []

def handle(request):
    targets.append(request.url.raw_path.decode())
    if request.method == "POST":
        return httpx2.Response(400, headers={"x-amzn-errortype": "ValidationException"}, json={})
    if "nextToken" in request.url.params:
        return httpx2.Response(200, json={"modelSummaries": [{"modelName": "b"}]})
    return httpx2.Response(200, json={"modelSummaries": [{"modelName": "a"}], "nextToken": "n"})

key = AwsCredentials("AKIDEXAMPLE", "secret")
transport = httpx2.Client(transport=httpx2.MockTransport(handle))
with AmazonBedrock(aws_credentials=key, http_client=transport) as client:
    names = [model.model_name for model in client.custom_models.list()]
    status = raw_response(client.foundation_models.list)().status
    try:
        client.provisioned_throughput.create(
            model_units=1, provisioned_model_name="p", model_id="m"
        )
    except ValidationException as error:
        raised = type(error).__module__

async def main():
    transport = httpx2.AsyncClient(transport=httpx2.MockTransport(handle))
    async with AsyncAmazonBedrock(aws_credentials=key, http_client=transport) as client:
        return [model.model_name async for model in client.custom_models.list()]

async_names = asyncio.run(main())
modules = [
    importlib.import_module(found.name).__name__
    for found in pkgutil.walk_packages(amazon_bedrock.__path__, amazon_bedrock.__name__ + ".")
]
print(json.dumps({
    "names": names, "async_names": async_names, "status": status, "raised": raised,
    "targets": targets, "modules": modules,
    "strangers": [name for name in sys.modules if name.split(".")[0] == "amazon_bedrock"],
    "logger": sys.modules[amazon_bedrock.__name__ + "._runtime.client"].logger.name,
}))
"""


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> Path:
    """Another project, with the client below its `_vendor` package."""
    vendor = tmp_path / "otherproject/_vendor"
    shutil.copytree(
        repository / "generated_samples/amazon_bedrock/src/amazon_bedrock",
        vendor / "amazon_bedrock",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for package in (vendor, vendor.parent):
        (package / "__init__.py").touch()
    return tmp_path


def run(project: Path, *arguments: str) -> str:
    """Run Python in the project, with nothing of this repository on its path."""
    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={"PYTHONPATH": str(project), "PATH": "", "AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_it_works_under_another_name(project: Path) -> None:
    """Calls, pages, errors, every module; and nothing is imported by its old name."""
    found = json.loads(run(project, "-c", SCRIPT))
    package = "otherproject._vendor.amazon_bedrock"
    assert found["names"] == found["async_names"] == ["a", "b"]
    assert found["status"] == 200
    assert found["raised"] == f"{package}.errors"
    assert found["logger"] == package
    assert found["targets"] == [
        "/custom-models",
        "/custom-models?nextToken=n",
        "/foundation-models",
        "/provisioned-model-throughput",
        "/custom-models",
        "/custom-models?nextToken=n",
    ]
    assert found["strangers"] == []
    files = (project / "otherproject/_vendor/amazon_bedrock").rglob("*.py")
    assert len(found["modules"]) == len([*files]) - 1  # all but the package itself


def test_every_file_compiles(project: Path) -> None:
    """`compileall` finds nothing to complain about, with warnings taken as errors."""
    output = run(project, "-W", "error", "-m", "compileall", "-q", "-f", "otherproject")
    assert output == ""


def test_it_holds_nothing_but_source(project: Path) -> None:
    """Python files, the marker for type checkers, and the license of the runtime."""
    folder = project / "otherproject/_vendor/amazon_bedrock"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files if path.suffix != ".py"} == {"py.typed", "LICENSE"}
