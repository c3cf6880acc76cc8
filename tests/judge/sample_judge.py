"""A judge of sample values: validates each against the document's own schema with `jsonschema`.

It knows nothing of how samples are made. It reads the document in its normal form (3.1); what the
standard says of `readOnly` and `writeOnly` beside `required` is taken out of the schemas first.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from specloom.build.understanding import understand
from specloom.config import ClientConfig
from specloom.ir.api import Codec, Content
from specloom.python.examples.calls import Suite, sample_call
from specloom.python.examples.sample_requests import (
    expected_body,
)
from specloom.python.naming.name_registry import PastClient
from specloom.python.naming.printable import PythonCode
from specloom.python.plan import plan as planned
from specloom.python.tests.expected_requests import (
    failure_body,
    response_sample,
    success_of,
)
from specloom.run.progress import SilentProgress

FORMATS = jsonschema.FormatChecker(())
FORMATS.checkers = dict(jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers)
BASE = "https://judge.example/document"


@FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return (
        bool(urlsplit(value).scheme)
        and value.isascii()
        and not re.search(r"[\s<>\"{}|\\^`]", value)
    )


@FORMATS.checks("hostname")
def _is_hostname(value: object) -> bool:
    if not isinstance(value, str):
        return True
    labels = value.split(".")
    return len(value) < 254 and all(
        re.fullmatch(r"(?!-)[a-zA-Z\d-]{1,63}(?<!-)", x) for x in labels
    )


@FORMATS.checks("duration")
def _is_duration(value: object) -> bool:
    pattern = r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
    return not isinstance(value, str) or re.fullmatch(pattern, value) is not None


@FORMATS.checks("byte")
def _is_base64(value: object) -> bool:
    return not isinstance(value, str) or (
        len(value) % 4 == 0 and re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", value) is not None
    )


@FORMATS.checks("uri-reference")
def _is_reference(value: object) -> bool:
    return not isinstance(value, str) or not re.search(r"[\s<>\"{}|\\^`]", value)


@dataclass(frozen=True)
class Verdict:
    """What was judged: how many samples, and what is wrong with those that are refused."""

    samples: int
    refused: tuple[str, ...]
    unjudged: int


def judge(place: Path) -> Verdict:
    """Judge every sample value of a document: arguments, bodies, responses, errors."""
    config = ClientConfig(spec=str(place), output=str(place.parent / "judged"))
    understood = understand(config, SilentProgress())
    suite = Suite.of(planned(understood.api, config, PastClient()))
    root = understood.document.node().value
    courts = {"request": _Court(root, "readOnly"), "response": _Court(root, "writeOnly")}
    count, unjudged, refused = 0, 0, []
    for direction, at, value in _samples(suite):
        if "#" not in at or not at.startswith("#"):
            continue
        count += 1
        complaint = courts[direction].complaint(at, value)
        if complaint is None:
            continue
        if complaint == "":
            unjudged += 1
        else:
            refused.append(f"{direction} {at}: {complaint}")
    return Verdict(samples=count, refused=tuple(refused), unjudged=unjudged)


def judge_schema(schema: Any, folder: Path, schemas: Mapping[str, Any] | None = None) -> Verdict:
    """Judge the samples of one schema: as a body, a query parameter, and a response."""
    folder.mkdir(exist_ok=True)
    place = folder / "document.json"
    content = {"application/json": {"schema": schema}}
    operation = {
        "operationId": "put",
        "requestBody": {"required": True, "content": content},
        "parameters": [{"name": "filter", "in": "query", "content": content}],
        "responses": {
            "200": {"description": "ok", "content": content},
            "400": {"description": "no", "content": content},
        },
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Judged", "version": "1"},
        "paths": {"/a": {"put": operation}},
        "components": {"schemas": schemas or {}},
    }
    place.write_text(json.dumps(document))
    return judge(place)


def _samples(suite: Suite) -> Iterator[tuple[str, str, Any]]:
    """Yield the direction, the place of the schema and the value of every sample."""
    for resource in suite.client.resources:
        for plan in resource.operations:
            for detail in ("complete", "least"):
                call = sample_call(suite, plan, PythonCode("client"), detail=detail)
                for parameter in plan.operation.parameters:
                    key = f"{parameter.location.value}/{parameter.wire_name.raw}"
                    if key in call.values:
                        at = parameter.content.at if parameter.content else parameter.at
                        yield "request", f"{at}/schema", call.values[key]
                body = expected_body(plan, call)
                if plan.body is not None and body is not None and _is_judged(plan.body):
                    yield "request", f"{plan.body.at}/schema", body
            _, content = success_of(plan)
            if content is not None and _is_judged(content):
                yield "response", f"{content.at}/schema", response_sample(suite, content)
            for failure in plan.failures:
                for content in failure.contents[:1]:
                    if _is_judged(content):
                        for error in failure.classes or (None,):
                            body = failure_body(suite, failure, error)
                            yield "response", f"{content.at}/schema", body


def _is_judged(content: Content) -> bool:
    """Return whether the schema is of the value itself: of an XML text it is not."""
    return content.codec in (Codec.JSON, Codec.FORM, Codec.MULTIPART)


class _Court:
    """Validates values against schemas of a document, as one direction sees them."""

    def __init__(self, root: Any, hidden: str) -> None:
        self._root = _seen(root, root, hidden)
        resource = Resource(contents=self._root, specification=DRAFT202012)
        self._registry = Registry().with_resource(BASE, resource)

    def complaint(self, at: str, value: Any) -> str | None:
        """Return what is wrong with a value; None if nothing is, and "" where that cannot be judged."""
        if _at(self._root, at[1:]) is None:
            return None
        validator = jsonschema.Draft202012Validator(
            {"$ref": f"{BASE}{at}"}, registry=self._registry, format_checker=FORMATS
        )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                error = next(validator.iter_errors(value), None)
        except Exception:  # a pattern of another dialect, a reference that leads nowhere
            return ""
        if error is None:
            return None
        return f"{error.validator} {json.dumps(error.validator_value)[:80]} refuses {json.dumps(error.instance)[:80]}"


def _at(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        token = unquote(step).replace("~1", "/").replace("~0", "~")
        try:
            value = value[int(token)] if isinstance(value, list) else value[token]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return value


def _seen(value: Any, root: Any, hidden: str) -> Any:
    """Copy a document; properties that a direction does not have are not required there."""
    if isinstance(value, list):
        return [_seen(item, root, hidden) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _seen(item, root, hidden) for key, item in value.items() if key != "$id"}
    properties, required = value.get("properties"), value.get("required")
    if isinstance(properties, dict) and isinstance(required, list):
        made["required"] = [
            name for name in required if not _is_hidden(properties.get(name), root, hidden)
        ]
    return made


def _is_hidden(schema: Any, root: Any, hidden: str) -> bool:
    if not isinstance(schema, dict):
        return False
    if schema.get(hidden) is True:
        return True
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        target = _at(root, reference[1:])
        return isinstance(target, dict) and target.get(hidden) is True
    return False
