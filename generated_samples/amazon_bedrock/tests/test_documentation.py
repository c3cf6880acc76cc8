"""Every Python sample of the README and the documentation runs, against an API in this process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest

ENVIRONMENT: dict[str, str] = {
    "AWS_BEARER_TOKEN_BEDROCK": "test-secret",
    "AWS_ACCESS_KEY_ID": "test-secret",
    "AWS_SECRET_ACCESS_KEY": "test-secret",
}

ROUTES: list[tuple[str, str, int, Any]] = [
    (
        "GET",
        "/custom-models",
        200,
        {
            "modelSummaries": [
                {
                    "baseModelArn": "baseModelArn",
                    "baseModelName": "baseModelName",
                    "creationTime": "2026-01-02T03:04:05Z",
                    "modelArn": "modelArn",
                    "modelName": "modelName",
                }
            ]
        },
    ),
    (
        "GET",
        "/foundation-models",
        200,
        {
            "modelSummaries": [
                {
                    "customizationsSupported": ["FINE_TUNING"],
                    "inferenceTypesSupported": ["ON_DEMAND"],
                    "inputModalities": ["TEXT"],
                    "modelArn": "modelArn",
                    "modelId": "modelId",
                    "modelName": "modelName",
                    "outputModalities": ["TEXT"],
                    "providerName": "providerName",
                    "responseStreamingSupported": True,
                }
            ]
        },
    ),
    (
        "GET",
        "/foundation-models/{modelIdentifier}",
        200,
        {
            "modelDetails": {
                "customizationsSupported": ["FINE_TUNING"],
                "inferenceTypesSupported": ["ON_DEMAND"],
                "inputModalities": ["TEXT"],
                "modelArn": "modelArn",
                "modelId": "modelId",
                "modelName": "modelName",
                "outputModalities": ["TEXT"],
                "providerName": "providerName",
                "responseStreamingSupported": True,
            }
        },
    ),
    (
        "GET",
        "/model-customization-jobs",
        200,
        {
            "modelCustomizationJobSummaries": [
                {
                    "baseModelArn": "baseModelArn",
                    "creationTime": "2026-01-02T03:04:05Z",
                    "jobArn": "jobArn",
                    "jobName": "jobName",
                    "status": "status",
                }
            ]
        },
    ),
    ("POST", "/model-customization-jobs", 201, {"jobArn": "jobArn"}),
    (
        "GET",
        "/model-customization-jobs/{jobIdentifier}",
        200,
        {
            "baseModelArn": "baseModelArn",
            "clientRequestToken": "clientRequestToken",
            "creationTime": "2026-01-02T03:04:05Z",
            "customizationType": "FINE_TUNING",
            "endTime": "2026-01-02T03:04:05Z",
            "failureMessage": "failureMessage",
            "hyperParameters": {"key": "hyperParameters"},
            "jobArn": "jobArn",
            "jobName": "jobName",
            "lastModifiedTime": "2026-01-02T03:04:05Z",
            "outputDataConfig": {"s3Uri": "s3Uri"},
            "outputModelArn": "outputModelArn",
            "outputModelKmsKeyArn": "outputModelKmsKeyArn",
            "outputModelName": "outputModelName",
            "roleArn": "roleArn",
            "status": "InProgress",
            "statusDetails": {
                "dataProcessingDetails": {
                    "creationTime": "2026-01-02T03:04:05Z",
                    "lastModifiedTime": "2026-01-02T03:04:05Z",
                    "status": "InProgress",
                },
                "trainingDetails": {
                    "creationTime": "2026-01-02T03:04:05Z",
                    "lastModifiedTime": "2026-01-02T03:04:05Z",
                    "status": "InProgress",
                },
                "validationDetails": {
                    "creationTime": "2026-01-02T03:04:05Z",
                    "lastModifiedTime": "2026-01-02T03:04:05Z",
                    "status": "InProgress",
                },
            },
            "trainingDataConfig": {"s3Uri": "s3Uri"},
            "trainingMetrics": {"trainingLoss": 1.5},
            "validationDataConfig": {"validators": [{"s3Uri": "s3Uri"}]},
            "validationMetrics": [{"validationLoss": 1.5}],
            "vpcConfig": {"securityGroupIds": ["securityGroupIds"], "subnetIds": ["subnetIds"]},
        },
    ),
    ("POST", "/provisioned-model-throughput", 201, {"provisionedModelArn": "provisionedModelArn"}),
    (
        "GET",
        "/provisioned-model-throughputs",
        200,
        {
            "provisionedModelSummaries": [
                {
                    "creationTime": "2026-01-02T03:04:05Z",
                    "modelArn": "modelArn",
                    "modelUnits": 1,
                    "provisionedModelArn": "provisionedModelArn",
                    "provisionedModelName": "provisionedModelName",
                    "status": "status",
                }
            ]
        },
    ),
]
"""Method, path, status and answer of every operation."""

_ROOT = Path(__file__).parent.parent
_SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _samples() -> Iterator[tuple[str, str]]:
    for path in [_ROOT / "README.md", *sorted((_ROOT / "docs").glob("*.md"))]:
        for number, match in enumerate(_SAMPLE.finditer(path.read_text(encoding="utf-8")), 1):
            yield f"{path.name}-{number}", match[1]


def _answer(request: httpx2.Request) -> httpx2.Response:
    path = unquote(request.url.raw_path.decode("ascii").partition("?")[0])
    for method, template, status, body in ROUTES:
        template = unquote(template.partition("?")[0])
        pieces = [re.escape(piece) for piece in re.split(r"\{[^{}]*\}", template)]
        if method == request.method and re.fullmatch(".*" + ".+".join(pieces), path):
            content = b"" if body is None else json.dumps(body).encode()
            return httpx2.Response(status, content=content, request=request)
    raise AssertionError(f"no operation answers {request.method} {path}")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every client reach the API in this process instead of the network."""

    def handle(transport: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
        return _answer(request)

    async def handle_async(
        transport: httpx2.AsyncHTTPTransport, request: httpx2.Request
    ) -> httpx2.Response:
        return _answer(request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", handle)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", handle_async)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("sample", [pytest.param(sample, id=name) for name, sample in _samples()])
@pytest.mark.usefixtures("offline")
def test_sample(sample: str) -> None:
    """The sample runs to its end."""
    exec(compile(sample, "<sample>", "exec"), {"__name__": "__main__"})
