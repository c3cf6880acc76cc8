"""A service of botocore to an OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from ..document import Imported
from .endpoints import server_of
from .hints import page_hint, wait_hints
from .installed import ServiceFiles, location_of, read_service
from .operations import STREAMS, Operations
from .report import Report
from .shapes import Shapes, described

_LABEL = re.compile(r"\{([^{}]+)\}")
_THROTTLING = (
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
)
"""The codes that botocore retries in every service (botocore.retries.standard)."""
_TRANSIENT = ("RequestTimeout", "RequestTimeoutException")
_BEARER = "smithy.api#httpBearerAuth"
_NO_AUTH = ("none", "smithy.api#noAuth")
_WIDTH = 110


def import_service(name: str) -> Imported:
    """Make the OpenAPI document of a service of the installed botocore.

    Raises:
        GenerationFailed: botocore is not installed, has no such service, or one of another protocol.
    """
    service = read_service(name)
    report = Report(name)
    document = document_of(service, report)
    source = f"botocore {service.botocore}"
    version = service.model["metadata"].get("apiVersion", "")
    header = (
        f"# {document['info']['title']}: made of {source}, service model {version}.\n"
        f"# Made by: specloom import botocore {name}\n"
    )
    return Imported(
        text=header + _written(document), source=source, diagnostics=tuple(report.found)
    )


def document_of(service: ServiceFiles, report: Report) -> dict[str, Any]:
    """Return the OpenAPI document of a service; what cannot be expressed is reported."""
    model, metadata = service.model, service.model["metadata"]
    shapes = Shapes(model["shapes"], report)
    server = server_of(service, report)
    paths = _paths(service, server, shapes, report)
    info = {
        "title": metadata.get("serviceId") or metadata["serviceFullName"],
        "summary": metadata["serviceFullName"],
        "version": metadata["apiVersion"],
    }
    if text := described(model):
        info["description"] = text
    info["x-origin"] = {
        "format": location_of(service.name),
        "version": service.botocore,
    }
    schemes, security = _security(metadata)
    # Streams of items came with OpenAPI 3.2.
    return {
        "openapi": "3.2.0" if _has_streams(paths) else "3.1.0",
        "info": info,
        "servers": [server],
        "security": security,
        "x-specloom-group-by": "none",
        "x-specloom-errors": _error_conventions(model["shapes"]),
        "x-specloom-retry": {"retry-writes": True},
        "paths": paths,
        "components": {
            "securitySchemes": schemes,
            "schemas": dict(sorted(shapes.components.items())),
        },
    }


def _paths(
    service: ServiceFiles, server: Mapping[str, Any], shapes: Shapes, report: Report
) -> dict[str, Any]:
    operations = service.model["operations"]
    writer = Operations(shapes, report)
    waits = wait_hints(service.waiters, operations, shapes, report)
    paths: dict[str, dict[str, Any]] = {}
    known: dict[str, str] = {}
    for name in sorted(operations):
        operation = operations[name]
        if not writer.is_expressible(name, operation):
            continue
        path, fixed = writer.path(operation)
        method = operation["http"]["method"].lower()
        # Paths that differ in the names of their parameters alone are one.
        shared = known.setdefault(_LABEL.sub("{}", path), path)
        item = paths.setdefault(shared, {})
        if method in item:
            report.warn(
                f"the operation is left out: {method.upper()} {path} is there already",
                "operations",
                name,
            )
            continue
        labels = dict(zip(_LABEL.findall(path), _LABEL.findall(shared), strict=True))
        item[method] = writer.operation(name, operation, fixed, labels)
        _add_hints(item[method], name, service, shapes, report)
        prefix = operation.get("endpoint", {}).get("hostPrefix", "")
        if prefix and "{" not in prefix:
            url = server["url"].replace("https://", f"https://{prefix}", 1)
            item[method]["servers"] = [{**server, "url": url}]
        if name in waits:
            item[method]["x-specloom-wait"] = waits[name]
    return dict(sorted(paths.items()))


def _add_hints(
    written: dict[str, Any], name: str, service: ServiceFiles, shapes: Shapes, report: Report
) -> None:
    operation = service.model["operations"][name]
    if name in service.paginators:
        hint = page_hint(name, service.paginators[name], operation, shapes, report)
        written["x-specloom-pagination"] = {"kind": "none"} if hint is None else hint
    if operation.get("authtype") in _NO_AUTH or set(operation.get("auth", ())) & set(_NO_AUTH):
        written["security"] = []


def _security(metadata: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the security schemes, and the requirements: a bearer token comes first, as in botocore."""
    signing = metadata.get("signingName") or metadata["endpointPrefix"]
    schemes: dict[str, Any] = {
        "aws_credentials": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "AWS credentials; requests are signed with AWS Signature Version 4.",
            "x-specloom-auth": {
                "type": "aws-sigv4",
                "service": signing,
                "region-variable": "region",
            },
        }
    }
    security: list[dict[str, Any]] = [{"aws_credentials": []}]
    if _BEARER in metadata.get("auth", ()):
        variable = re.sub(r"[^A-Z0-9]+", "_", signing.upper())
        schemes["api_key"] = {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key of the service.",
            "x-specloom-environment": [f"AWS_BEARER_TOKEN_{variable}"],
        }
        security.insert(0, {"api_key": []})
    return schemes, security


def _error_conventions(shapes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    retryable = {
        shape.get("error", {}).get("code") or name
        for name, shape in shapes.items()
        if shape.get("exception") and "retryable" in shape
    }
    return {
        "code-header": "x-amzn-errortype",
        "code-members": ["code", "Code", "__type"],
        "message-members": ["message", "Message"],
        "request-id-headers": ["x-amzn-requestid", "x-amz-request-id"],
        "qualified-codes": True,
        "retryable-codes": sorted({*_THROTTLING, *_TRANSIENT, *retryable}),
    }


def _has_streams(value: Any) -> bool:
    if isinstance(value, dict):
        return STREAMS in value or any(map(_has_streams, value.values()))
    return isinstance(value, list) and any(map(_has_streams, value))


class _Dumper(yaml.CSafeDumper):
    """Writes paragraphs as blocks, and no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _written(document: dict[str, Any]) -> str:
    text: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH
    )
    return text
