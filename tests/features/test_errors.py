"""Errors, retries and redirects of generated clients."""

from __future__ import annotations

import copy
import inspect
import multiprocessing
import pickle
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

STRING = {"type": "string"}
FAILURE = {"type": "object", "properties": {"why": STRING, "left": {"type": "integer"}}}


def paths(method: str = "get", **more: Any) -> dict[str, Any]:
    """Return one operation with a typed error."""
    responses = {
        "200": {"description": "It", "content": {"application/json": {"schema": STRING}}},
        "4XX": {
            "description": "No",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}},
        },
    }
    return {"/things": {method: {"operationId": "go", "responses": responses, **more}}}


def test_the_message_is_where_the_document_says(exchange: Any) -> None:
    """`x-specloom-errors`, and the request's id."""
    rules = {"message-members": ["why"], "request-id-headers": ["x-own"]}
    api = exchange(paths(), schemas={"Failure": FAILURE}, **{"x-specloom-errors": rules})
    api.answer({"why": "none left", "left": 0}, status=404, headers=[("x-own", "r-1")])
    with pytest.raises(api.errors.ApiError) as caught:
        api.client.go()
    expected = "404 Not Found: GET https://api.example.com/things (go): none left"
    assert (str(caught.value), caught.value.request_id) == (expected, "r-1")


def test_generated_exceptions_can_be_copied_and_pickled(exchange: Any) -> None:
    """With what they carry, also from another process."""
    api = exchange(paths(), schemas={"Failure": FAILURE})
    api.answer({"message": "m", "left": 7}, status=404)
    with pytest.raises(api.errors.ApiError) as caught:
        api.client.go()
    error = caught.value
    assert type(error) is not api.errors.ApiError
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        raised = pool.submit(_raise, error).exception(timeout=60)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), raised):
        assert type(other) is type(error)
        assert (str(other), other.parsed.left, other.status) == (str(error), 7, 404)


def _raise(error: Exception) -> None:
    raise error


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients would have slept."""
    naps: list[float] = []
    monkeypatch.setattr(time, "sleep", naps.append)
    return naps


@pytest.mark.parametrize("place", ["document", "configuration"])
def test_an_api_says_what_may_be_tried_again(exchange: Any, place: str, slept: list[float]) -> None:
    """For APIs where everything is a POST, and statuses that pass."""
    hint = {"retry-writes": True, "statuses": [409]}
    rest: dict[str, Any] = {"x-specloom-retry": hint}
    if place == "configuration":
        from specloom.config import Hints

        rest = {"config": {"hints": Hints(retry=hint)}}
    api = exchange(paths("post"), schemas={"Failure": FAILURE}, settings={"max_retries": 2}, **rest)
    assert inspect.signature(api.module.Feature).parameters["retry_writes"].default is True
    for status in (409, 500):
        api.requests.clear()
        api.answer({}, status=status)
        with pytest.raises(api.errors.ApiError):
            api.client.go()
        assert len(api.requests) == 3
    assert len(slept) == 4


def test_writes_are_final_unless_somebody_says_otherwise(exchange: Any, slept: list[float]) -> None:
    """The server may have acted."""
    api = exchange(paths("post"), schemas={"Failure": FAILURE}, settings={"max_retries": 2})
    api.answer({}, status=500)
    with pytest.raises(api.errors.ApiError):
        api.client.go()
    assert (len(api.requests), slept) == (1, [])


def test_an_extension_that_makes_no_sense_is_named(exchange: Any) -> None:
    """And costs only itself."""
    for hint in ([409], {"statuses": [200]}, {"statuses": 409}, {"retry-writes": "yes"}):
        api = exchange(paths(), schemas={"Failure": FAILURE}, **{"x-specloom-retry": hint})
        named = [d for d in api.diagnostics if "x-specloom-retry" in d.message]
        assert [d.code.value[0] for d in named] == ["SL402"]


def test_a_misspelt_member_of_the_extension_is_named(exchange: Any) -> None:
    """Retries that nobody asked for would be a surprise, and so would none."""
    api = exchange(paths(), schemas={"Failure": FAILURE}, **{"x-specloom-retry": {"status": [409]}})
    assert any("statuses" in f"{d.message} {d.hint}" for d in api.diagnostics)


def test_a_raw_response_says_how_it_came(exchange: Any) -> None:
    """Time, attempts, and the provider's name for it."""
    api = exchange(paths(), schemas={"Failure": FAILURE})
    api.answer("x", headers=[("request-id", "r-1")])
    raw = api.module.raw_response(api.client.go)()
    assert (raw.parsed, raw.attempts, raw.request_id) == ("x", 1, "r-1")
    assert raw.elapsed.total_seconds() > 0


def test_new_names_are_exported(exchange: Any) -> None:
    """And no schema of the document may take them."""
    names = ("Redirect", "ResponseDecodeError")
    api = exchange(paths(), schemas={"Failure": FAILURE, **dict.fromkeys(names, FAILURE)})
    assert api.module.Redirect.__module__.endswith("_runtime.redirects")
    assert issubclass(api.errors.ResponseDecodeError, api.errors.ClientError)


def coded(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the schema of an error whose body says its code, in an object of its own."""
    error = {"type": "object", "required": ["code"], "properties": {"code": values}}
    return {"type": "object", "required": ["error"], "properties": {"error": error, **more}}


def test_the_constant_of_a_schema_is_its_code(exchange: Any) -> None:
    """Not the schema's name; where several schemas list a code, it does not say which one it is."""
    schemas = {
        "Failure": {
            "oneOf": [{"$ref": f"#/components/schemas/{n}"} for n in ("Name", "Size", "Other")]
        },
        "Name": coded({"const": "bad_name"}),
        "Size": coded({"type": "string", "enum": ["too_big", "too_small", "shared"]}, limit=STRING),
        "Other": coded({"type": "string", "enum": ["shared", "other"]}, why=STRING),
    }
    rules = {"code-members": ["error.code"]}
    api = exchange(paths(), schemas=schemas, **{"x-specloom-errors": rules})
    for wire_code, name in {
        "bad_name": "Name",
        "too_small": "Size",
        "other": "Other",
        "shared": "BadRequestError",
        "Name": "BadRequestError",
    }.items():
        api.answer({"error": {"code": wire_code}}, status=400)
        with pytest.raises(api.errors.ApiError) as caught:
            api.client.go()
        assert (type(caught.value).__name__, caught.value.code) == (name, wire_code)


def test_a_declared_retry_after(exchange: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that the conflict passes: what is safe to repeat is repeated."""
    header = {"Retry-After": {"schema": {"type": "integer"}}}
    responses = {
        "204": {"description": "Done"},
        "404": {"description": "Nothing"},
        "409": {"description": "Busy", "headers": header},
    }
    paths = {
        "/a": {
            method: {"operationId": f"{method}It", "responses": responses}
            for method in ("put", "post")
        }
    }
    api = exchange(paths, settings={"max_retries": 1})
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    api.answer(status=409, content=b"", headers=[("retry-after", "7")])
    for method, attempts in (("put", 2), ("post", 1)):
        api.requests.clear()
        with pytest.raises(api.errors.ApiError, match="409"):
            getattr(api.client, f"{method}_it")()
        assert len(api.requests) == attempts
    assert waits == [7]
    api.answer(status=404, content=b"")
    api.requests.clear()
    with pytest.raises(api.errors.ApiError, match="404"):
        api.client.put_it()
    assert len(api.requests) == 1
