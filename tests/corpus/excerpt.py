"""Cut a document down to some of its operations, and to the schemas that these need.

    python tests/corpus/excerpt.py stripe.json --to tests/features/large_apis/stripe.json "GET /v1/tax_codes"

Parameters, schemas and descriptions stay as they are. Examples, extensions and responses other than successes go,
and so does what `--only` leaves out of a large schema: `--only "Response=id,model"` keeps two of its
properties, and of the schemas that it combines those that are named.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

LEFT_OUT = ("example", "examples", "externalDocs")
NAMES_OF_THE_DOCUMENT = ("properties", "schemas", "paths", "patternProperties", "mapping")


def read(path: str) -> Any:
    """Return a document."""
    text = Path(path).read_text()
    return json.loads(text) if path.endswith(".json") else yaml.load(text, yaml.CSafeLoader)


def at(document: Any, reference: str) -> Any:
    """Return what a reference within a document leads to."""
    for token in reference.removeprefix("#/").split("/"):
        key = token.replace("%7B", "{").replace("%7D", "}").replace("~1", "/").replace("~0", "~")
        document = document[int(key) if isinstance(document, list) else key]
    return document


def plain(document: Any, value: Any, names: bool = False) -> Any:
    """Return a value without examples and extensions. References to other places than components are followed."""
    if isinstance(value, list):
        return [plain(document, each) for each in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("$ref")
    if isinstance(reference, str) and not names and not reference.startswith("#/components/"):
        return plain(document, at(document, reference))
    return {
        key: plain(document, each, names=key in NAMES_OF_THE_DOCUMENT and not names)
        for key, each in value.items()
        if names or (key not in LEFT_OUT and not key.startswith("x-"))
    }


def narrowed(schema: Any, kept: set[str]) -> Any:
    """Return a schema with some of its properties, and with some of the schemas that it combines."""
    result = dict(schema)
    if "properties" in schema:
        result["properties"] = {k: v for k, v in schema["properties"].items() if k in kept}
    if "required" in schema:
        result["required"] = [name for name in schema["required"] if name in kept]
    for keyword in ("allOf", "anyOf", "oneOf"):
        if keyword in schema:
            parts = [narrowed(each, kept) for each in schema[keyword]]
            names = [each.get("$ref", "/").rpartition("/")[2] for each in parts]
            result[keyword] = [
                part for part, name in zip(parts, names, strict=True) if not name or name in kept
            ]
    return result


def references(value: Any) -> Iterator[str]:
    """Yield the references within a value."""
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield reference
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)


def excerpt(document: Any, operations: list[str], only: dict[str, set[str]]) -> Any:
    """Return a document with some of the operations of another."""
    paths: dict[str, Any] = {}
    for operation in operations:
        method, _, path = operation.partition(" ")
        item = plain(document, document["paths"][path])
        kept = item[method.lower()]
        kept["responses"] = {c: r for c, r in kept["responses"].items() if c.startswith("2")}
        target = paths.setdefault(path, {})
        target[method.lower()] = kept
        if "parameters" in item:
            target["parameters"] = item["parameters"]
    components: dict[str, Any] = {}
    for kind, schemes in document.get("components", {}).items():
        if kind == "securitySchemes":
            components[kind] = plain(document, schemes, names=True)
    todo = list(references(paths))
    while todo:
        _, _, kind, name = todo.pop().split("/", 3)
        if name in components.setdefault(kind, {}):
            continue
        found = plain(document, document["components"][kind][name])
        components[kind][name] = narrowed(found, only[name]) if name in only else found
        todo += references(components[kind][name])
    head = {key: document[key] for key in ("openapi", "info", "servers") if key in document}
    security = {"security": document["security"]} if "security" in document else {}
    ordered = {kind: dict(sorted(each.items())) for kind, each in sorted(components.items())}
    return {**plain(document, head), **security, "paths": paths, "components": ordered}


def main() -> None:
    """Write the excerpt that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("document")
    parser.add_argument("operations", nargs="+", metavar="OPERATION", help='"GET /path"')
    parser.add_argument("--to", required=True, type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="SCHEMA=NAME,...")
    given = parser.parse_args()
    only = {name: set(kept.split(",")) for name, _, kept in (o.partition("=") for o in given.only)}
    result = excerpt(read(given.document), given.operations, only)
    given.to.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    print(f"{given.to}: {given.to.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
