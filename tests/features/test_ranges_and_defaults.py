"""Operations whose success is declared by a range of redirects, or by nothing but a default."""

from __future__ import annotations

from typing import Any

import pytest

STRING = {"type": "string"}
THERE = {"description": "There"}
THING = {
    "description": "It",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
}
SCHEMAS = {"Thing": {"type": "object", "required": ["a"], "properties": {"a": STRING}}}


def paths(method: str, responses: dict[str, Any]) -> dict[str, Any]:
    """Return the paths of a document with one operation."""
    return {"/a": {method: {"operationId": "go", "responses": responses}}}


@pytest.mark.parametrize("key", ["3XX", "3xx"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_range_of_redirects_as_the_success(exchange: Any, key: str, method: str) -> None:
    """Each of them is where to go, and is not followed."""
    api = exchange(paths(method, {key: THERE, "404": THING}), schemas=SCHEMAS)
    assert type(api.client).go.__annotations__["return"] == "Redirect"
    for status in (301, 302, 303, 307, 308):
        api.answer(status=status, content=b"", headers=[("location", "/b")])
        found = api.client.go()
        assert (found.status, found.location) == (status, "https://api.example.com/b")
    api.answer({"a": "x"}, status=404)
    with pytest.raises(api.errors.ApiError):
        api.client.go()
    assert len(api.requests) == 6


def test_a_range_of_redirects_of_a_write_beside_a_success(exchange: Any) -> None:
    """What no client follows is a result, as a 302 is; what one follows is not."""
    api = exchange(paths("post", {"200": THING, "3XX": THERE}), schemas=SCHEMAS)
    assert type(api.client).go.__annotations__["return"] == "models.Thing | Redirect"
    api.answer(status=302, content=b"", headers=[("location", "https://b.example/")])
    assert api.client.go().location == "https://b.example/"
    api.answer(status=304, content=b"")
    assert api.client.go() is None
    api.answer({"a": "x"})
    assert api.client.go() == api.models.Thing(a="x")


def test_a_default_alone(exchange: Any) -> None:
    """It is what successes have; an error is an error by its status."""
    api = exchange(paths("get", {"default": THING}), schemas=SCHEMAS)
    assert type(api.client).go.__annotations__["return"] == "models.Thing"
    for status in (200, 201, 299):
        api.answer({"a": "x"}, status=status)
        assert api.client.go() == api.models.Thing(a="x")
    for status in (302, 304, 404, 500):
        api.answer({"a": "x"}, status=status)
        with pytest.raises(api.errors.ApiError) as caught:
            api.client.go()
        assert caught.value.status == status
