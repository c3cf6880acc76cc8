"""Bodies that may be left out: their properties are arguments, and none is sent before one is given."""

from __future__ import annotations

import json
from typing import Any

import pytest

STRING = {"type": "string"}
ONE = {"type": "string", "enum": ["c"]}
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def optional(*required: str, media_type: str = JSON, **properties: Any) -> dict[str, Any]:
    """Return paths with one operation whose body is an object that may be left out."""
    schema = {"type": "object", "properties": properties, "required": list(required)}
    body = {"content": {media_type: {"schema": schema}}}
    responses = {"204": {"description": "Done"}}
    return {
        "/s": {"post": {"operationId": "send", "requestBody": body, "responses": responses}},
    }


def test_required_properties(exchange: Any) -> None:
    """All of them, the whole, or nothing."""
    api = exchange(optional("a", a=STRING, b=STRING))
    api.client.send()
    assert (api.body, api.header("content-type")) == (b"", None)
    api.client.send(a="x")
    assert json.loads(api.body) == {"a": "x"}
    api.client.send(body=api.models.SendRequest(a="y"))
    assert json.loads(api.body) == {"a": "y"}
    with pytest.raises(TypeError, match="missing: a"):
        api.client.send(b="x")
    with pytest.raises(TypeError, match="given, too: b"):
        api.client.send(b="x", body={"a": "y"})


def test_type_checkers_know(exchange: Any, type_errors: Any) -> None:
    """A required property beside others is missed; nothing at all is fine."""
    api = exchange(optional("a", a=STRING, b=STRING), config={"name": "feature_optional"})
    code = (
        "from feature_optional import Feature\n"
        "client = Feature()\n"
        "client.send()\n"
        'client.send(a="x")\n'
        'client.send(body={"a": "x"})\n'
        'client.send(b="x")\n'
    )
    found = type_errors(api.module, code)
    assert [line.partition(":")[0] for line in found] == ["6"]


@pytest.mark.parametrize("media_type", [JSON, FORM])
def test_an_optional_constant(exchange: Any, media_type: str) -> None:
    """It is sent when it is given: absence, too, says something."""
    api = exchange(optional(media_type=media_type, kind=ONE, r=STRING))
    api.client.send(r="x")
    assert api.body == (b'{"r":"x"}' if media_type == JSON else b"r=x")
    api.client.send(kind="c")
    assert api.body == (b'{"kind":"c"}' if media_type == JSON else b"kind=c")


def test_a_required_constant(exchange: Any) -> None:
    """It is sent with any other property, and by itself where it is given."""
    api = exchange(optional("kind", kind=ONE, r=STRING))
    api.client.send()
    assert api.body == b""
    api.client.send(r="x")
    assert json.loads(api.body) == {"kind": "c", "r": "x"}
    api.client.send(kind="c")
    assert json.loads(api.body) == {"kind": "c"}
