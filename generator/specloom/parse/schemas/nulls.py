"""Schemas that stand for null, or for no value."""

from __future__ import annotations

from typing import Any

from .all_of import is_annotation

_NULLS: tuple[dict[str, Any], ...] = (
    {"type": "null"},
    {"type": ["null"]},
    {"const": None},
    {"enum": [None]},
)
"""The ways in which JSON Schema says null."""


def is_null(value: Any) -> bool:
    """Return whether a schema, an alternative of a choice, takes null alone.

    Besides what JSON Schema has for it, `{nullable: true}` without a type is meant so beside other
    alternatives (generators for Rust write it), also with `not: {}`, or with the text "null" as the
    only value (generators for TypeScript write it, where 3.0 has no type for null).
    """
    if not isinstance(value, dict) or "$ref" in value:
        return False
    if "type" in value and value["type"] not in ("null", ["null"]):
        return False  # as nearly all do that are no reference
    said = {key: setting for key, setting in value.items() if not is_annotation(key)}
    if value.get("nullable") is True:
        return said in ({}, {"not": {}}, {"not": True}, {"enum": ["null"]}) or _is_listed(said)
    return _is_listed(said)


def _is_listed(said: dict[str, Any]) -> bool:
    """Return whether each keyword says null, and at least one is there."""
    return bool(said) and all({key: setting} in _NULLS for key, setting in said.items())


def is_nothing(value: Any) -> bool:
    """Return whether a schema takes no value: `false`, or the contrary of everything."""
    if value is False:
        return True
    if not isinstance(value, dict) or "not" not in value or value.get("nullable") is True:
        return False
    said = {key: setting for key, setting in value.items() if not is_annotation(key)}
    return said in ({"not": {}}, {"not": True})
