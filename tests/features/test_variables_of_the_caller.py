"""Models are built on first use: variables of the code that uses them first do not stand for classes."""

from __future__ import annotations

from typing import Any

import pytest


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(name: str) -> dict[str, Any]:
    """Return an array of a schema."""
    return {"type": "array", "items": ref(name)}


NAMED = {"type": "object", "properties": {"name": {"type": "string"}}}
SCHEMAS = {
    "Box": {
        "type": "object",
        "properties": {"pets": listed("Pet"), "strict": ref("Strict"), "kind": ref("Kind")},
        "required": ["pets", "strict"],
    },
    "Kind": {"type": "string", "enum": ["big", "small"]},
    "Pet": NAMED,
    "Strict": {**NAMED, "required": ["name"]},
}
CONTENT = {"application/json": {"schema": listed("Box")}}
PATHS = {
    "/boxes": {
        "get": {
            "operationId": "list",
            "responses": {"200": {"description": "All", "content": CONTENT}},
        }
    }
}
BOX = {"pets": [{"name": "Rex"}], "strict": {"name": "yes"}, "kind": "big"}


@pytest.fixture
def api(exchange: Any) -> Any:
    """A client whose models were not used yet."""
    return exchange(PATHS, schemas=SCHEMAS)


def test_when_a_model_is_made(api: Any) -> None:
    """A variable with the name of a class is the caller's own business."""
    Pet = Strict = Kind = 3  # noqa: N806, F841
    box = api.models.Box(**BOX)
    assert isinstance(box.pets[0], api.models.Pet)
    assert isinstance(box.strict, api.models.Strict)


def test_when_a_response_is_decoded(api: Any) -> None:
    """The same of what the client has among its own variables."""
    Pet = Kind = 3  # noqa: N806, F841
    api.answer([BOX])
    (box,) = api.client.list()
    assert isinstance(box.pets[0], api.models.Pet)
    assert isinstance(box.strict, api.models.Strict)
