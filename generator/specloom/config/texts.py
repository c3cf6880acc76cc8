"""The keys of the configuration as TOML, guide, and JSON Schema."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from .client_config import CONFIG_NAME, FILE_KEYS, ClientConfig
from .keys import MODE, Key, file_keys
from .proposals import Proposal, Proposals

SCHEMA_NAME = "specloom.schema.json"
"""A file of this name beside a configuration is what `init` has editors complete it by."""
_COLUMN = 34
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
_TEXTS = {"type": "array", "items": {"type": "string"}}


def to_start_from(spec: str, folder: Path, proposals: Proposals) -> str:
    """Return a commented configuration for a document; it names the schema if that lies in the folder.

    What is proposed comes first, and is active where it is taken.
    """
    keys = [*file_keys(ClientConfig)]
    values = [key for key in keys if key.kind not in ("table", "section")]
    lines = [f"#:schema ./{SCHEMA_NAME}"] if (folder / SCHEMA_NAME).is_file() else []
    lines += [
        "# What specloom generates here: `specloom generate` writes it, `specloom check` compares it.",
        "[[client]]",
    ]
    for key in (key for key in values if key.required):
        sample = json.dumps(spec) if key.name == "spec" else _sample(key)
        lines.append(_line(key, f"{key.name} = {sample}"))
    lines += map(_proposed, proposals.keys.values())
    for key in values:
        if not key.required and key.name not in proposals.keys:
            lines.append(_line(key, f"# {key.name} = {_sample(key)}"))
    lines.append("")
    for key in keys:
        if key not in values:
            entries = proposals.tables.get(key.name, ())
            mark = "" if any(entry.taken for entry in entries) else "# "
            lines += [_line(key, f"{mark}[client.{key.name}]"), *map(_proposed, entries)]
    return "\n".join(lines) + "\n"


def _proposed(proposal: Proposal) -> str:
    line = proposal.line if proposal.taken else f"# {proposal.line}"
    return f"{line.ljust(_COLUMN - 2)}  # {proposal.reason}"


def _line(key: Key, text: str) -> str:
    others = [json.dumps(choice) for choice in key.choices if choice != key.default]
    others = ["true"] if key.kind == "flag" else others if key.kind == "choice" else []
    comment = f"or {', '.join(others)}: " if others else ""
    if key.section is not None:
        comment = f"{', '.join(inner.name for inner in file_keys(key.section))}: "
    return f"{text.ljust(_COLUMN - 2)}  # {comment}{key.about['help']}"


def _sample(key: Key) -> str:
    return key.about.get("sample") or json.dumps(key.default)


def rows() -> list[tuple[str, str, str]]:
    """Return the rows of the guide's table: each key that takes a value, its default, and what it means."""
    keys = (key for key in file_keys(ClientConfig) if key.kind not in ("table", "section"))
    return [
        (f"`{key.name}`", _default(key), _meaning(key))
        for key in sorted(keys, key=lambda key: not key.required)
    ]


def _default(key: Key) -> str:
    if key.required:
        return "required"
    if "default" in key.about:
        return key.about["default"]
    return "none" if key.default is None else f"`{json.dumps(key.default)}`"


def _meaning(key: Key) -> str:
    if "meaning" in key.about:
        return key.about["meaning"]
    return key.about["help"][0].upper() + key.about["help"][1:]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a configuration file."""
    client = _table(ClientConfig)
    members = {"client": {"type": "array", "items": client}, "include": _TEXTS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": CONFIG_NAME,
        "type": "object",
        "properties": {name: members[name] for name in FILE_KEYS},
        "additionalProperties": False,
    }


def _table(declared: type) -> dict[str, Any]:
    keys = [*file_keys(declared)]
    required = [key.name for key in keys if key.required]
    return {
        "type": "object",
        "properties": {key.name: _schema_of(key) for key in keys},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _schema_of(key: Key) -> dict[str, Any]:
    described = {"description": _LINK.sub(r"\1", _meaning(key))}
    plain = key.kind in ("text", "flag", "choice") and key.default is not None
    default = {"default": key.default} if plain else {}
    return {**_values_of(key), **described, **default, **key.about.get("schema", {})}


def _values_of(key: Key) -> dict[str, Any]:
    match key.kind:
        case "text":
            return {"type": "string"}
        case "flag":
            return {"type": "boolean"}
        case "choice":
            return {"enum": list(key.choices)}
        case "texts":
            return dict(_TEXTS)
        case "parts":
            return {"type": "array", "items": {"enum": list(key.choices)}}
        case "section":
            return _table(key.section)
    members = key.about.get("members")
    if members is None:
        return {"type": "object"}
    if key.about.get("underscores"):
        members = {**members, **{name.replace("-", "_"): value for name, value in members.items()}}
    hints = {"type": "object", "properties": dict(members), "additionalProperties": False}
    if not key.about.get("named"):
        return hints
    if key.about.get("several"):
        hints = {"anyOf": [hints, {"type": "array", "items": hints}]}
    if "modes" not in key.about:
        return {"type": "object", "additionalProperties": hints}
    mode = {"enum": list(key.about["modes"])}
    # An operation may be called `mode`, too.
    named = {MODE: {"anyOf": [mode, hints]}}
    table = {"type": "object", "properties": named, "additionalProperties": hints}
    return {"anyOf": [mode, table]}
