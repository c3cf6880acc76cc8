"""What the specification's own JSON Schemas find wrong with a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from ... import json_pointer
from ...diagnostics import Code, Diagnostic, Severity, quote
from ...records import dataclass
from ..document.document import Document, Node
from ..document.grammar import ObjectKind, Version, grammar_of, is_reference, visit, walk
from ..document.reachable import explore
from ..files.source_files import ROOT
from ..text.json_value import JsonValue
from .misspellings import misspelt_keyword
from .reasons import Error, Fault, faults_of

MAX_FINDINGS = 1000
"""More than anybody reads, and few enough for documents that break every rule."""


class _Validator(Protocol):
    """What is used of a jsonschema validator."""

    META_SCHEMA: dict[str, Any]
    schema: dict[str, Any]

    def __init__(self, schema: dict[str, Any]) -> None: ...

    def iter_errors(self, instance: JsonValue) -> Iterator[Error]: ...


def find(document: Document, version: Version) -> tuple[Diagnostic, ...]:
    """Validate a document against the JSON Schemas of its version of the specification.

    What references lead to in other files is looked at too, if these have been read: nothing else is
    read or fetched, and no pattern of the document is matched against anything.

    Args:
        document: The document.
        version: Its version.

    Returns:
        At most `MAX_FINDINGS` warnings, in the order in which they were found.
    """
    unique: dict[Fault, None] = {}
    remark = ""
    try:
        for fault in _faults(document, version):
            unique[fault] = None
            if len(unique) == MAX_FINDINGS:
                remark = "There is more of this kind, which is not shown."
                break
    except RecursionError:
        deep = Fault("#", "the document is nested too deep for its structure to be checked")
        unique[deep] = None
    # What is misspelt is not missing as well.
    misspelt = {(fault.owner, fault.meant) for fault in unique if fault.meant}
    faults = [f for f in unique if not f.missing or (f.owner, f.missing) not in misspelt]
    return tuple(
        Diagnostic(
            code=Code.INVALID_DOCUMENT,
            severity=Severity.NOTE if fault.is_note else Severity.WARNING,
            message=fault.message,
            location=document.locate(fault.at),
            hint=remark if remark and fault is faults[-1] else fault.hint,
        )
        for fault in faults
    )


@dataclass(frozen=True, slots=True)
class _Rules:
    """The specification's JSON Schemas of one version: for a quick yes or no, and for what is wrong where.

    Nearly all of a document keeps the rules, and jsonschema takes a second for each megabyte of it.
    """

    version: Version
    schema: dict[str, Any]
    """Of the whole document."""
    is_valid: Callable[[JsonValue], bool]
    is_schema_valid: Callable[[JsonValue], bool]

    @property
    def validator(self) -> type[_Validator]:
        """What finds the errors in values that are not valid."""
        from jsonschema.validators import validator_for  # type: ignore[import-untyped]

        # Slow to import, and not needed for a valid document.
        found: type[_Validator] = validator_for(self.schema)
        return found

    @property
    def dialect(self) -> _Validator:
        """What finds the errors in schemas of versions in which these may use any dialect."""
        return _of_dialect(self.validator)


@cache
def _of_dialect(validator: type[_Validator]) -> _Validator:
    return validator(validator.META_SCHEMA)


@cache
def _rules(version: Version) -> _Rules:
    schema = _static(_published(version))
    one = _schema_of(ObjectKind.SCHEMA, schema, version) or {"$ref": schema["$schema"]}
    if version is Version.V3_0:
        one["allOf"] = [{"anyOf": [*one["allOf"], {"$ref": "#/definitions/Reference"}]}]
    return _Rules(version, schema, _quick(schema), _quick(one))


def _published(version: Version) -> Any:
    """Return the JSON Schema of the specification.

    It is a file of openapi-spec-validator. Importing that takes as long as generating a small client, for its
    settings, its HTTP client and its validators, which are not used.
    """
    found = find_spec("openapi_spec_validator")
    for folder in (found and found.submodule_search_locations) or ():
        place = Path(folder) / "resources" / "schemas" / f"v{version.value}" / "schema.json"
        if place.is_file():
            return json.loads(place.read_bytes())
    from openapi_spec_validator import schemas

    return {
        Version.V2_0: schemas.schema_v2,
        Version.V3_0: schemas.schema_v30,
        Version.V3_1: schemas.schema_v31,
        Version.V3_2: schemas.schema_v32,
    }[version]


def _is_draft_4(schema: Mapping[str, Any]) -> bool:
    return "draft-04" in schema.get("$schema", "")


def _quick(schema: dict[str, Any]) -> Callable[[JsonValue], bool]:
    """Return the check of jsonschema-rs: whether a value is certainly valid."""
    import jsonschema_rs

    kind = (
        jsonschema_rs.Draft4Validator if _is_draft_4(schema) else jsonschema_rs.Draft202012Validator
    )
    validator = kind(schema, validate_formats=False)

    def is_valid(value: JsonValue) -> bool:
        try:
            return validator.is_valid(value)
        except ValueError:  # half of a surrogate pair, in some versions
            return False

    return is_valid


def _faults(document: Document, version: Version) -> Iterator[Fault]:
    """Yield what is wrong, and where."""
    rules = _rules(version)
    if not rules.is_valid(document.data):
        skeleton = _skeleton(document.data, ObjectKind.OPENAPI, rules)
        for error in rules.validator(rules.schema).iter_errors(skeleton):
            for fault in faults_of(error, rules.schema, "#"):
                # In YAML `swagger: 2.0` is a number; the version has been understood all the same.
                if fault.at not in ("#/openapi", "#/swagger"):
                    yield fault
    yield from _schema_faults(document.node(), ObjectKind.OPENAPI, rules)
    for node, part_kind in _elsewhere(document, version):
        part = _schema_of(part_kind, rules.schema, version)
        if part is not None:
            skeleton = _skeleton(node.value, part_kind, rules)
            for error in rules.validator(part).iter_errors(skeleton):
                yield from faults_of(error, part, node.at)
        yield from _schema_faults(node, part_kind, rules)


def _elsewhere(document: Document, version: Version) -> Iterator[tuple[Node, ObjectKind]]:
    """Yield the objects in other files that references lead to; those that are references again are no use."""
    if not document.files.has_others:
        return
    for file, roots in explore(document).roots.items():
        for place, kind in roots.items():
            node = document.node(f"{file}#{place}")
            if file != ROOT and not is_reference(node, kind):
                yield node, kind


def _schema_of(
    kind: ObjectKind, schema: Mapping[str, Any], version: Version
) -> dict[str, Any] | None:
    """Return the specification's schema of a kind of object; None where it has none by itself."""
    words = kind.value.split()
    match version:
        case Version.V2_0:
            section, name = "definitions", words[0].lower() + "".join(words[1:])
        case Version.V3_0:
            section, name = "definitions", "".join(words)
        case Version.V3_1 | Version.V3_2:
            section, name = "$defs", "-".join(words).lower()
            if kind is ObjectKind.SCHEMA:
                return None  # The dialect says what a schema is.
    if name not in schema[section]:
        return None
    return {
        "$schema": schema["$schema"],
        section: schema[section],
        "allOf": [{"$ref": f"#/{section}/{name}"}],
    }


def _schema_faults(root: Node, kind: ObjectKind, rules: _Rules) -> Iterator[Fault]:
    """Yield what is wrong with the schemas of versions in which these may use any dialect.

    The document's schema says nothing about them; nearly all use the dialect of the specification
    itself.
    """
    if rules.version not in (Version.V3_1, Version.V3_2):
        return
    for node, part_kind in walk(root, kind, grammar_of(rules.version), into_schemas=False):
        if part_kind is ObjectKind.SCHEMA:
            if not rules.is_schema_valid(node.value):
                for error in rules.dialect.iter_errors(node.value):
                    yield from faults_of(error, rules.dialect.META_SCHEMA, node.at)
            yield from _misspelt(node, rules.version)


def _misspelt(node: Node, version: Version) -> Iterator[Fault]:
    """Find the keywords that are nearly one of JSON Schema's, which takes any word without complaint."""
    for schema, _ in walk(node, ObjectKind.SCHEMA, grammar_of(version)):
        keywords = schema.value if isinstance(schema.value, dict) else {}
        for name in keywords:
            keyword = misspelt_keyword(name)
            if keyword and keyword not in keywords:
                message = f"unknown field {quote(name)} here; did you mean {quote(keyword)}?"
                yield Fault(json_pointer.join(schema.at, name), message)


def _skeleton(value: JsonValue, kind: ObjectKind, rules: _Rules) -> JsonValue:
    """Return the document with an empty schema for each that is valid."""
    if not isinstance(value, dict):
        return value
    if kind is ObjectKind.SCHEMA:
        return {} if rules.is_schema_valid(value) else value
    shape = grammar_of(rules.version)[kind]
    return visit(value, shape, lambda part, kind, _: _skeleton(part, kind, rules))


def _static(schema: Any) -> Any:
    """Return the specification's schema without its one dynamic reference, to schemas of any dialect.

    jsonschema searches the whole schema again for each value that it applies such a reference to,
    which takes half a minute for each megabyte of a document.
    """
    if isinstance(schema, Mapping):
        if schema.get("$dynamicRef") == "#meta":
            return {"$ref": "#/$defs/schema"}
        return {name: _static(value) for name, value in schema.items()}
    return [_static(value) for value in schema] if isinstance(schema, list) else schema
