"""The exceptions: what they say, what they keep secret, and that they survive being copied and pickled."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
from specloom.runtime.errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    ClientError,
    MissingCredentialsError,
    ResponseDecodeError,
    ResponseValidationError,
)
from specloom.runtime.failures import make_error
from specloom.runtime.http import Headers, HttpRequest, HttpResponse
from specloom.runtime.messages import find_message
from specloom.runtime.operation import ApiDefinition, ErrorConventions, Operation

REQUEST = HttpRequest("GET", "https://host/things/9", {"accept": "*/*"})
GET: Operation[None] = Operation(
    id="getThing", method="GET", path="/things/{id}", responses={"200": None}  # type: ignore[dict-item]
)


class OutOfStockError(ApiError):
    """An error that an API declares."""


def error_of(
    status: int,
    content: bytes,
    headers: dict[str, str] | None = None,
    *,
    url: str = REQUEST.url,
    conventions: ErrorConventions | None = None,
) -> ApiError:
    """Return the exception for a response."""
    api = ApiDefinition(user_agent="x", conventions=conventions or ErrorConventions())
    request = HttpRequest("GET", url)
    return make_error(api, GET, HttpResponse(status, Headers(headers or {}), content, request))


def test_an_error_says_what_failed() -> None:
    """Status, reason, method, URL, operation, message."""
    error = error_of(404, b'{"message": "thing not found"}')
    expected = "404 Not Found: GET https://host/things/9 (getThing): thing not found"
    assert str(error) == expected


def test_a_status_without_a_reason() -> None:
    """Statuses that nobody registered have no words."""
    assert str(error_of(599, b"")) == "599: GET https://host/things/9 (getThing)"


def test_the_code_stands_in_for_a_message() -> None:
    """An empty body, and the code in a header field."""
    conventions = ErrorConventions(code_header="x-code")
    error = error_of(400, b"", {"x-code": "Throttled"}, conventions=conventions)
    assert str(error).endswith("(getThing): Throttled")


def test_a_lone_surrogate_can_be_printed() -> None:
    """JSON can spell what UTF-8 cannot."""
    error = error_of(400, b'{"message": "a\\ud800b"}')
    assert str(error).encode().endswith(b"a\\ud800b")


def test_single_errors_beside_a_message() -> None:
    """The message alone says too little."""
    content = b'{"message": "Validation Failed", "errors": [{"field": "title", "code": "missing"}]}'
    error = error_of(422, content)
    assert error.message == "Validation Failed"
    assert str(error).endswith(": Validation Failed (title: missing)")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"message": "m"}, "m"),
        ({"error": "e"}, "e"),
        ({"error": {"message": "m", "code": 1}}, "m"),
        ({"error": "invalid_grant", "error_description": "expired"}, "expired"),
        ({"detail": "d"}, "d"),
        ({"detail": {"message": "inner"}}, "inner"),
        ({"detail": [{"loc": ["body", "n"], "msg": "required"}]}, "body.n: required"),
        (
            {"detail": [{"loc": ["query", 0], "msg": "a"}, {"loc": [], "msg": "b"}]},
            "query.0: a; b",
        ),
        ({"errors": ["a", "b"]}, "a; b"),
        ({"errors": [{"message": "m"}]}, "m"),
        ({"errors": [{"detail": "bad", "source": {"pointer": "/data/x"}}]}, "/data/x: bad"),
        ({"title": "One or more", "errors": {"Name": ["required"]}}, "Name: required"),
        (
            {"errors": {"title": ["blank", "short"], "b": {"c": "d"}}},
            "title: blank; short; b: c: d",
        ),
        ({"title": "t"}, "t"),
        ({"type": "about:blank", "title": "t", "status": 400, "detail": "d"}, "d"),
        ({"Message": "m"}, "m"),
        ({"msg": "m"}, "m"),
        ({"message": "", "msg": "m"}, "m"),
        ({"message": ["a must be b"], "error": "Bad Request"}, "a must be b"),
        ({"title": ["may not be blank"], "x": ["y"]}, "title: may not be blank; x: y"),
        ("text", "text"),
        ([{"message": "a"}, "b"], "a; b"),
        ({"code": 5, "names": ["x"]}, None),
        ({}, None),
        (None, None),
        (7, None),
        ({"errors": [str(n) for n in range(12)]}, "0; 1; 2; 3; 4; 5; 6; 7; 8; 9; and 2 more"),
    ],
)
def test_messages_in_the_usual_places(body: Any, message: str | None) -> None:
    """Wherever services put what they say."""
    assert find_message(body) == message


def test_the_declared_place_comes_first() -> None:
    """`x-specloom-errors` wins over the usual places, which help where it finds nothing."""
    conventions = ErrorConventions(message_members=(("why", "text"),))
    content = b'{"message": "m", "why": {"text": "w"}}'
    assert error_of(400, content, conventions=conventions).message == "w"
    assert error_of(400, b'{"message": "m"}', conventions=conventions).message == "m"


@pytest.mark.parametrize(
    "name",
    [
        "X-Request-Id",
        "request-id",
        "x-amzn-RequestId",
        "X-GitHub-Request-Id",
        "x-correlation-id",
        "x-ms-request-id",
        "cf-ray",
    ],
)
def test_request_ids_in_the_usual_headers(name: str) -> None:
    """Whatever the service calls it."""
    assert error_of(500, b"", {name: "r-1"}).request_id == "r-1"


def test_the_declared_request_id_comes_first() -> None:
    """A header field of the API's own wins, and a proxy's is the last resort."""
    conventions = ErrorConventions(request_id_headers=("x-mine",))
    headers = {"x-request-id": "usual", "x-mine": "own", "cf-ray": "proxy"}
    assert error_of(500, b"", headers, conventions=conventions).request_id == "own"
    assert error_of(500, b"", headers).request_id == "usual"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@host/a?b=c", "https://host/a?b=c"),
        (
            "https://host/a?api_key=K&b=c&access_token=T",
            "https://host/a?api_key=***&b=c&access_token=***",
        ),
        (
            "https://host/a?X-Amz-Signature=S&X-Goog-Credential=C",
            "https://host/a?X-Amz-Signature=***&X-Goog-Credential=***",
        ),
        (
            "https://host/a?page_token=P&nextToken=N&key=",
            "https://host/a?page_token=P&nextToken=N&key=",
        ),
        ("https://u:p@[::1", "https://[::1"),
    ],
)
def test_urls_without_secrets(url: str, shown: str) -> None:
    """Neither users and passwords nor keys in the query are shown."""
    assert HttpRequest("GET", url).safe_url == shown
    assert shown in str(error_of(400, b"", url=url))


# --- copies


def _errors() -> list[ClientError]:
    response = HttpResponse(200, Headers([("a", "1"), ("a", "2")]), b"{", REQUEST)
    api_error = {
        "status": 409,
        "code": "OutOfStock",
        "request_id": "r-1",
        "headers": Headers({"x-a": "b"}),
        "content": b'{"left": 0}',
        "request": REQUEST,
    }
    return [
        ClientError("closed"),
        ApiError("none left", **api_error),  # type: ignore[arg-type]
        OutOfStockError("none left", **api_error),  # type: ignore[arg-type]
        ApiConnectionError("refused", request=REQUEST, sent=False),
        ApiTimeoutError("late"),
        MissingCredentialsError("no key"),
        ResponseDecodeError("no JSON", response=response),
        ResponseValidationError("no fit", response=response, paths=("$.a",)),
    ]


def _same(one: BaseException, other: BaseException) -> None:
    assert type(one) is type(other)
    assert (str(one), one.args) == (str(other), other.args)
    assert {**vars(one), "headers": None} == {**vars(other), "headers": None}
    assert repr(getattr(one, "headers", None)) == repr(getattr(other, "headers", None))


@pytest.mark.parametrize("error", _errors(), ids=lambda error: type(error).__name__)
def test_every_exception_can_be_copied_and_pickled(error: ClientError) -> None:
    """With its attributes, its notes and its cause."""
    error.add_note("while testing")
    error.__cause__ = ValueError("the cause")
    copies = [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(2, 6)]
    for other in [*copies, copy.copy(error), copy.deepcopy(error)]:
        _same(error, other)
        assert other.__notes__ == ["while testing"]
        assert repr(other.__cause__) == "ValueError('the cause')"


class _Unpicklable(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one}{two}")


def test_a_cause_that_cannot_be_pickled_is_left_out() -> None:
    """Exceptions of other libraries cost only themselves."""
    error = ApiConnectionError("refused", request=REQUEST)
    error.__cause__ = _Unpicklable(1, 2)
    other = pickle.loads(pickle.dumps(error))
    assert (other.request, other.__cause__) == (REQUEST, None)
    assert copy.copy(error).__cause__ is error.__cause__


def _fail(number: int) -> None:
    raise _errors()[number]


def test_exceptions_come_back_from_other_processes() -> None:
    """A worker that raises does not break the pool."""
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        for number, expected in enumerate(_errors()):
            caught = pool.submit(_fail, number).exception(timeout=60)
            assert caught is not None
            _same(expected, caught)
