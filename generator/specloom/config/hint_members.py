"""The hints: what each may say, in the configuration and as an `x-specloom-*` extension."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import checks

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_TEXTS = {"type": "array", "items": _TEXT}
_SECONDS = {"type": "number", "exclusiveMinimum": 0}
_VALUES = {
    "type": "array",
    "items": {"type": ["string", "number", "boolean"]},
    "minItems": 1,
}
HINT_MEMBERS: Mapping[str, Mapping[str, Any]] = {
    "auth": {
        "type": {"enum": list(checks.AUTH_TYPES)},
        "name": _TEXT,
        "in": {"enum": list(checks.AUTH_PLACES)},
        **dict.fromkeys(("discovery-url", "service", "region-variable"), _TEXT),
    },
    "pagination": {
        "kind": {"enum": ["token", "last-item", "page", "offset", "link", "next-url", "none"]},
        **dict.fromkeys(("token-parameter", "next-token", "items"), _TEXT),
        "next-token-in": {"enum": ["body", "header", "url", "link"]},
        "parameter-in": {"enum": ["query", "header", "body"]},
        **dict.fromkeys(("has-more", "item-property", "page-parameter", "offset-parameter"), _TEXT),
        **dict.fromkeys(("first-page", "first-offset"), _COUNT),
        **dict.fromkeys(("total-pages", "total-items", "size-parameter", "next-url"), _TEXT),
    },
    "idempotency": dict.fromkeys(("body-member", "header"), _TEXT),
    "stream": {
        **dict.fromkeys(("property", "parameter", "sentinel"), _TEXT),
        "value": {"type": ["boolean", "string"]},
    },
    "wait": {
        **dict.fromkeys(("name", "property"), _TEXT),
        **dict.fromkeys(("success", "failure"), _VALUES),
        **dict.fromkeys(("interval", "timeout"), _SECONDS),
    },
    "errors": {
        "code-header": _TEXT,
        **dict.fromkeys(("code-members", "message-members", "request-id-headers"), _TEXTS),
        "qualified-codes": {"type": "boolean"},
        "retryable-codes": _TEXTS,
    },
    "retry": {
        "retry-writes": {"type": "boolean"},
        "statuses": {"type": "array", "items": {"type": "integer", "minimum": 400, "maximum": 599}},
    },
}
"""What hints, and the `x-specloom-*` extensions of the same names, may say, with its JSON Schema."""
