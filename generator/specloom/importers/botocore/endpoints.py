"""Where a service is: the endpoint rules, as far as region, FIPS and dual-stack go, to a server with variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .installed import ServiceFiles
from .report import Report

_REGION = "us-east-1"
_URL = re.compile(r"https://([a-z0-9.-]*?[a-z0-9-]+)\.\{region\}\.([a-z0-9.-]+)/?")
_TEMPLATE = re.compile(r"\{([^{}#]+)(?:#([^{}]+))?\}")
_NAMES = re.compile(r"[^A-Z0-9]+")
_REGION_VARIABLES = ["AWS_REGION", "AWS_DEFAULT_REGION"]


class _UnknownRule(Exception):
    """A rule asks for something that is not known here."""


def server_of(service: ServiceFiles, report: Report) -> dict[str, Any]:
    """Return the server of a service: its URL with the region, and the endpoint and the domain as variables.

    The first value of each variable is that of the ordinary endpoints.
    """
    metadata = service.model["metadata"]
    hosts = list(dict.fromkeys(_hosts(service)))
    server: dict[str, Any] = {}
    if not hosts:
        hosts = [(metadata["endpointPrefix"], "amazonaws.com")]
        report.warn("the endpoint rules need more than a region: only its usual endpoint is known")
    endpoints = list(dict.fromkeys(host for host, _ in hosts))
    domains = list(dict.fromkeys(domain for _, domain in hosts))
    variables: dict[str, Any] = {}
    server["url"] = f"https://{_hole('endpoint', endpoints)}.{{region}}.{_hole('domain', domains)}"
    variables["region"] = {
        "default": _REGION,
        "description": "The AWS region.",
        "x-specloom-environment": _REGION_VARIABLES,
    }
    if len(endpoints) > 1:
        text = "The name of the endpoint; those with `fips` are validated by FIPS 140."
        variables["endpoint"] = {"default": endpoints[0], "enum": endpoints, "description": text}
    if len(domains) > 1:
        text = (
            "The domain of the endpoint: the usual and the dual-stack one of each partition of AWS."
        )
        variables["domain"] = {"default": domains[0], "enum": domains, "description": text}
    server["variables"] = variables
    own = _NAMES.sub("_", str(metadata.get("serviceId", "")).upper())
    server["x-specloom-environment"] = [f"AWS_ENDPOINT_URL_{own}", "AWS_ENDPOINT_URL"]
    return server


def _hole(name: str, values: Sequence[str]) -> str:
    return f"{{{name}}}" if len(values) > 1 else values[0]


def _hosts(service: ServiceFiles) -> Iterator[tuple[str, str]]:
    """Yield the names and domains of endpoints, the usual ones of the usual partition first."""
    for partition in service.partitions:
        region = partition.get("outputs", {}).get("implicitGlobalRegion", "")
        for dual_stack, fips in ((False, False), (False, True), (True, False), (True, True)):
            values = {
                "Region": _REGION if partition["id"] == "aws" else region,
                "UseFIPS": fips,
                "UseDualStack": dual_stack,
            }
            evaluation = _Evaluation(values, partition.get("outputs", {}))
            try:
                url = evaluation.first(service.rules.get("rules", ()))
            except _UnknownRule:
                continue
            match = _URL.fullmatch((url or "").replace(str(values["Region"]), "{region}"))
            if match is not None:
                yield match[1], match[2]


class _Evaluation:
    """Endpoint rules with some values, in one partition."""

    def __init__(self, values: Mapping[str, Any], partition: Mapping[str, Any]) -> None:
        self._values = dict(values)
        self._partition = partition
        self._functions: Mapping[str, Callable[..., Any]] = {
            "isSet": lambda value: value is not None,
            "not": lambda value: not value,
            "booleanEquals": lambda a, b: a is b,
            "stringEquals": lambda a, b: a == b,
            "aws.partition": lambda region: self._partition,
            "getAttr": _attribute,
        }

    def first(self, rules: Sequence[Mapping[str, Any]]) -> str | None:
        """Return the URL of the first rule that holds; None if that is an error."""
        for rule in rules:
            before = dict(self._values)
            if all(map(self._holds, rule.get("conditions", ()))):
                match rule.get("type"):
                    case "endpoint":
                        return str(self._value(rule["endpoint"]["url"]))
                    case "tree":
                        return self.first(rule["rules"])
                    case _:
                        return None
            self._values = before
        return None

    def _holds(self, condition: Mapping[str, Any]) -> bool:
        value = self._call(condition)
        if "assign" in condition:
            self._values[condition["assign"]] = value
        return value is not None and value is not False

    def _call(self, call: Mapping[str, Any]) -> Any:
        function = self._functions.get(call["fn"])
        if function is None:
            raise _UnknownRule(call["fn"])
        return function(*map(self._value, call["argv"]))

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self._values.get(value["ref"]) if "ref" in value else self._call(value)
        return _TEMPLATE.sub(self._filled, value) if isinstance(value, str) else value

    def _filled(self, match: re.Match[str]) -> str:
        value = self._values.get(match[1])
        return str(value if match[2] is None else _attribute(value, match[2]))


def _attribute(value: Any, name: str) -> Any:
    for part in name.split("."):
        if not isinstance(value, Mapping):
            raise _UnknownRule(name)
        value = value.get(part)
    return value
