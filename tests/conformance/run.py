"""Judge the generator by official test material: `make conformance`; docs/conformance.md has the results.

The material is read from `../shared/conformance` beside the repository, or from the folder that SPECLOOM_CONFORMANCE names.
Each part prints one line, and a line for each failure. The exit code is 1 if anything fails, 0 with the reason if
the material is not there.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.diagnostics import GenerationFailed
from specloom.openapi.load import load
from specloom.run.progress import SilentProgress

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMA = "#/components/schemas/Schema"


@dataclass
class Tally:
    """What came of one part of the material."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def fail(self, count: str, text: str) -> None:
        """Count a failure, and keep what is said of it."""
        self.counts[count] += 1
        self.failures.append(text)

    def show(self) -> None:
        """Print the part's line, and its failures."""
        print(f"{self.name}: {', '.join(f'{n} {what}' for what, n in self.counts.items())}")
        for failure in self.failures:
            print(f"  {failure}")


def main() -> int:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["schema", "openapi", "overlay"], action="append")
    parser.add_argument("--only", default="", help="files of the material whose name has this")
    options = parser.parse_args()
    root = Path(
        os.environ.get("SPECLOOM_CONFORMANCE", REPOSITORY.parent / "shared/conformance")
    ).resolve()
    if not root.is_dir():
        print(f"skipped: there is no {root}; SPECLOOM_CONFORMANCE names another folder")
        return 0
    logging.disable(logging.WARNING)  # that a value does not fit is counted, not told
    parts = {"schema": judge_schemas, "openapi": judge_documents, "overlay": judge_overlays}
    tallies = [parts[name](root, options.only) for name in options.part or parts]
    for tally in tallies:
        tally.show()
    return 1 if any(tally.failures for tally in tallies) else 0


# --- JSON Schema --------------------------------------------------------------------------------


def judge_schemas(root: Path, only: str) -> Tally:
    """Send every valid instance through response, model and request; each must come back equal."""
    tally = Tally("JSON Schema Test Suite, draft 2020-12")
    folder = root / "json-schema-test-suite/tests/draft2020-12"
    for file in sorted(folder.rglob("*.json")):
        if only not in file.name:
            continue
        for group in json.loads(file.read_text(encoding="utf-8")):
            tally.counts["groups"] += 1
            name = f"{file.relative_to(folder)}: {group['description']}"
            with tempfile.TemporaryDirectory() as place:
                _judge_group(tally, name, group, Path(place))
    return tally


def _judge_group(tally: Tally, name: str, group: dict[str, Any], folder: Path) -> None:
    try:
        client = _client(_document(group["schema"]), folder)
    except GenerationFailed as error:
        tally.fail("groups refused", f"{name}: {error.diagnostics[0].message}")
        return
    for test in group["tests"]:
        if not test["valid"]:
            continue
        problem, strict = _round_trip(client, test["data"])
        what = f"{name}: {test['description']}"
        if problem:
            tally.fail("valid instances that come back otherwise", f"{what}: {problem}")
        else:
            tally.counts["valid instances that come back equal"] += 1
        if strict:
            # Not a failure: types are wider than schemas where a client would otherwise refuse values.
            tally.counts["of them reported as not fitting"] += 1


def _document(schema: Any) -> dict[str, Any]:
    if not (isinstance(schema, dict) and "$id" in schema):
        schema = _in_place(schema)
    schema = _without_dialect(schema)
    reference = {"$ref": SCHEMA}
    content = {"application/json": {"schema": reference}}
    body = {"type": "object", "required": ["value"], "properties": {"value": reference}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Judged", "version": "1"},
        "servers": [{"url": "https://judged.example"}],
        "paths": {
            "/value": {
                "get": {
                    "operationId": "read",
                    "responses": {"200": {"description": "It", "content": content}},
                },
                "put": {
                    "operationId": "write",
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": body}},
                    },
                    "responses": {"204": {"description": "Done"}},
                },
            }
        },
        "components": {"schemas": {"Schema": schema}},
    }


def _in_place(schema: Any) -> Any:
    """Return the schema with its references to itself changed to where it lies in the document."""
    if isinstance(schema, list):
        return [_in_place(item) for item in schema]
    if not isinstance(schema, dict) or "$id" in schema:
        return schema
    return {
        key: (
            SCHEMA + value[1:]
            if key in ("$ref", "$dynamicRef")
            and isinstance(value, str)
            and (value == "#" or value.startswith("#/"))
            else value if key in ("const", "enum", "default", "examples") else _in_place(value)
        )
        for key, value in schema.items()
    }


def _without_dialect(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: value for key, value in schema.items() if key != "$schema"}
    return schema


_numbers = iter(range(1_000_000))


def _client(document: dict[str, Any], folder: Path) -> ModuleType:
    name = f"judged_{next(_numbers)}"
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document), encoding="utf-8")
    config = ClientConfig(
        spec=str(spec),
        output=str(folder / name),
        package=name,
        formatter="none",
        parts=frozenset({"client"}),
        group_by="none",
    )
    generate(config, SilentProgress())
    sys.path.insert(0, str(folder / name / "src"))
    importlib.invalidate_caches()
    try:
        package = importlib.import_module(name)
        for module in ("models", "types", "resources", "errors"):
            _import_all(name, module, folder)
    finally:
        sys.path.pop(0)
    return package


def _import_all(name: str, module: str, folder: Path) -> None:
    place = folder / name / "src" / name / module
    if place.is_dir():
        for file in sorted(place.glob("*.py")):
            importlib.import_module(f"{name}.{module}.{file.stem}".removesuffix(".__init__"))


def _round_trip(package: ModuleType, value: Any) -> tuple[str, bool]:
    """Return what is wrong (nothing: it came back equal), and whether a strict client refuses the value."""
    sent: list[bytes] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        if request.method == "PUT":
            sent.append(request.content)
            return httpx2.Response(204)
        # Not `json=`: that makes an empty body of null.
        headers = {"Content-Type": "application/json"}
        return httpx2.Response(200, content=json.dumps(value), headers=headers)

    with httpx2.Client(transport=httpx2.MockTransport(handle)) as http:
        client = package.Judged(http_client=http)
        strict = package.Judged(http_client=http, strict_responses=True)
        try:
            client.write(value=client.read())
        except Exception as error:  # whatever it is, it is the finding
            return f"{type(error).__name__}: {error}", False
        back = json.loads(sent[0])["value"]
        try:
            strict.read()
        except Exception:
            refused = True
        else:
            refused = False
    return ("" if _same(back, value) else f"{back!r} instead of {value!r}"), refused


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)


# --- OpenAPI ------------------------------------------------------------------------------------


def judge_documents(root: Path, only: str) -> Tally:
    """Generate a client of every document that the OpenAPI Initiative calls valid."""
    tally = Tally("OpenAPI documents of tests/schema/pass")
    for file in sorted((root / "openapi").glob("*/pass/**/*.yaml")):
        if only not in file.name:
            continue
        with tempfile.TemporaryDirectory() as place:
            config = ClientConfig(spec=str(file), output=place, package="judged", formatter="none")
            try:
                generate(config, SilentProgress())
            except GenerationFailed as error:
                name = file.relative_to(root / "openapi")
                tally.fail("refused", f"{name}: {error.diagnostics[0].message}")
            else:
                tally.counts["generated"] += 1
    return tally


# --- Overlays -----------------------------------------------------------------------------------


def judge_overlays(root: Path, only: str) -> Tally:
    """Apply the overlays of the compliant sets, and compare with the results that they give."""
    tally = Tally("Overlay compliant sets")
    for folder in _overlay_sets(root):
        if only not in folder.name:
            continue
        overlay = str(folder / "overlay.yaml")
        result, _ = load(str(folder / "openapi.yaml"), overlays=[overlay])
        expected, _ = load(str(folder / "output.yaml"))
        if result.data == expected.data:
            tally.counts["equal"] += 1
        else:
            tally.fail("other", folder.name)
    return tally


def _overlay_sets(root: Path) -> Iterator[Path]:
    folder = root / "overlay/compliant-sets"
    return (path for path in sorted(folder.iterdir()) if (path / "output.yaml").exists())


if __name__ == "__main__":
    sys.exit(main())
