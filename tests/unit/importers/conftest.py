"""A botocore of our own: one service, which has everything that importing is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.importers.botocore import installed
from specloom.importers.document import Imported
from specloom.importers.imported import import_document

RULES = {
    "version": "1.0",
    "rules": [
        {
            "conditions": [{"fn": "isSet", "argv": [{"ref": "Endpoint"}]}],
            "endpoint": {"url": {"ref": "Endpoint"}},
            "type": "endpoint",
        },
        {
            "conditions": [
                {"fn": "aws.partition", "argv": [{"ref": "Region"}], "assign": "Partition"}
            ],
            "type": "tree",
            "rules": [
                {
                    "conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseFIPS"}, True]}],
                    "endpoint": {"url": "https://toys-fips.{Region}.{Partition#dnsSuffix}"},
                    "type": "endpoint",
                },
                {
                    "conditions": [
                        {"fn": "booleanEquals", "argv": [{"ref": "UseDualStack"}, True]},
                        {
                            "fn": "booleanEquals",
                            "argv": [
                                True,
                                {"fn": "getAttr", "argv": [{"ref": "Partition"}, "supportsDual"]},
                            ],
                        },
                    ],
                    "endpoint": {"url": "https://toys.{Region}.{Partition#dualStackDnsSuffix}"},
                    "type": "endpoint",
                },
                {
                    "conditions": [],
                    "endpoint": {"url": "https://toys.{Region}.{Partition#dnsSuffix}"},
                    "type": "endpoint",
                },
            ],
        },
    ],
}
PARTITIONS = {
    "partitions": [
        {
            "id": "aws",
            "outputs": {
                "dnsSuffix": "amazonaws.com",
                "dualStackDnsSuffix": "api.aws",
                "implicitGlobalRegion": "us-east-1",
                "supportsDual": True,
            },
        },
        {
            "id": "aws-cn",
            "outputs": {"dnsSuffix": "amazonaws.com.cn", "implicitGlobalRegion": "cn-northwest-1"},
        },
    ]
}
METADATA = {
    "apiVersion": "2020-01-02",
    "auth": ["aws.auth#sigv4", "smithy.api#httpBearerAuth"],
    "endpointPrefix": "toys",
    "protocol": "rest-json",
    "protocols": ["rest-json"],
    "serviceFullName": "Amazon Toys",
    "serviceId": "Toys",
    "signatureVersion": "v4",
    "signingName": "toy-box",
    "uid": "toys-2020-01-02",
}

Import = Callable[..., tuple[dict[str, Any], list[str]]]


@pytest.fixture
def botocore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a botocore, with no service yet; it is the installed one."""
    package = tmp_path / "botocore"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text("__version__ = '1.2.3'\n")
    (package / "data" / "partitions.json").write_text(json.dumps(PARTITIONS))
    monkeypatch.setattr(installed, "_package", lambda name: package)
    return package


@pytest.fixture
def write_service(botocore: Path) -> Callable[..., None]:
    """Return a function that puts a service called toys into the botocore."""

    def write(
        operations: dict[str, Any],
        shapes: dict[str, Any],
        *,
        metadata: dict[str, Any] | None = None,
        **files: Any,
    ) -> None:
        folder = botocore / "data" / "toys" / "2020-01-02"
        folder.mkdir(parents=True, exist_ok=True)
        for name, operation in operations.items():
            operation.setdefault("name", name)
        model = {
            "version": "2.0",
            "metadata": {**METADATA, **(metadata or {})},
            "operations": operations,
            "shapes": {"String": {"type": "string"}, "Integer": {"type": "integer"}, **shapes},
        }
        contents = {"service-2": model, "endpoint-rule-set-1": RULES, **files}
        for stem, content in contents.items():
            name = stem.replace("_", "-").replace("-sdk-", ".sdk-")
            (folder / f"{name}.json").write_text(json.dumps(content))

    return write


@pytest.fixture
def toys(write_service: Callable[..., None]) -> Import:
    """Return a function that imports a service, and returns the document and what was reported."""

    def make(*arguments: Any, **more: Any) -> tuple[dict[str, Any], list[str]]:
        write_service(*arguments, **more)
        made = import_document("botocore", "toys")
        return document_of(made), [str(each) for each in made.diagnostics]

    return make


def document_of(made: Imported) -> dict[str, Any]:
    """Return what an imported document says."""
    document: dict[str, Any] = yaml.load(made.text, Loader=yaml.CSafeLoader)
    return document
