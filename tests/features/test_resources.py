"""Resources of a client: made once, and replaceable in tests."""

from __future__ import annotations

import copy
import threading
from typing import Any
from unittest.mock import Mock, patch

import pytest


@pytest.fixture
def api(exchange: Any) -> Any:
    """A client with a resource and a method of its own."""
    found = {"description": "OK", "content": {"application/json": {"schema": {"type": "string"}}}}
    tagged = {"operationId": "list", "tags": ["pets"], "responses": {"200": found}}
    untagged = {"operationId": "own", "responses": {"200": found}}
    made = exchange({"/pets": {"get": tagged}, "/own": {"put": untagged}})
    made.answer("x")
    return made


def test_a_resource_is_made_once(api: Any) -> None:
    """Also by several threads at a time."""
    found: list[Any] = []
    barrier = threading.Barrier(8)

    def ask() -> None:
        barrier.wait()
        found.append(api.client.pets)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(each.list() == "x" for each in found)
    assert api.client.pets is api.client.pets


def test_a_copy_has_resources_of_its_own(api: Any) -> None:
    """They use its settings, not those of the client that it was copied from."""
    pets = api.client.pets
    for other in (api.client.with_options(headers={"x-a": "1"}), copy.copy(api.client)):
        assert other.pets is not pets
        assert other.pets is other.pets
    api.client.with_options(headers={"x-a": "1"}).pets.list()
    assert api.header("x-a") == "1"
    pets.list()
    assert api.header("x-a") is None
    raw = api.module.raw_response(pets.list)()
    assert (raw.status, raw.parsed, pets.list()) == (200, "x", "x")


def test_a_method_can_be_replaced(api: Any) -> None:
    """Callers that make a copy with other settings get the replacement as well."""
    with patch.object(api.client.pets, "list", return_value="mocked") as mock:
        assert api.client.pets.list() == "mocked"
        assert api.client.with_options(timeout=1).pets.list() == "mocked"
        assert mock.call_count == 2
    assert api.client.pets.list() == "x"
    with patch.object(type(api.client.pets), "list", autospec=True, return_value="class"):
        assert api.client.with_options(timeout=1).pets.list() == "class"


def test_a_resource_can_be_replaced(api: Any) -> None:
    """By any object."""
    mock = Mock()
    mock.list.return_value = "mocked"
    with patch.object(api.client, "pets", mock):
        assert api.client.pets.list() == "mocked"
        assert api.client.with_options(max_retries=0).pets is mock
    assert api.client.pets.list() == "x"
    api.client.pets = mock
    assert api.client.with_options(max_retries=0).pets.list() == "mocked"
    assert api.client.with_options(max_retries=0).own() == "x"


def test_an_asynchronous_client_has_the_same(api: Any) -> None:
    """Its resources are made once, too."""
    client = next(
        getattr(api.module, n) for n in api.module.__all__ if n.startswith("AsyncFeature")
    )()
    assert client.pets is client.pets
    assert client.with_options(timeout=1).pets is not client.pets
