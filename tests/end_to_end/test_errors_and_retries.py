"""Errors: which exception is raised, what is in it; what is tried again, when, and how often."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import anyio
import httpx2
import pytest

if TYPE_CHECKING:
    from .conftest import Caller, Loopback

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
CREATE = {
    "job_name": "j",
    "custom_model_name": "m",
    "role_arn": "arn:aws:iam::123456789012:role/r",
    "base_model_identifier": "amazon.titan-text-lite-v1",
    "training_data_config": {"s3Uri": "s3://bucket/in"},
    "output_data_config": {"s3Uri": "s3://bucket/out"},
}


@dataclass(frozen=True)
class Reply:
    """A response of the server."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""


class Api:
    """Responds to requests in turn: with a reply, or by raising an exception. The last one forever."""

    def __init__(self, *answers: Reply | Exception) -> None:
        self.answers = answers
        self.requests: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response to one request."""
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status, headers=answer.headers, content=answer.content)

    @property
    def settings(self) -> dict[str, Any]:
        """What a client of this API is made with."""
        return {"handler": self, "api_key": "secret"}


def failure(status: int, code: str | None = None, body: Any = None, **headers: str) -> Reply:
    """Return an error as AWS words it: its code in the header."""
    fields = {"content-type": "application/json"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    if code is not None:
        fields["x-amzn-errortype"] = code
    content = json.dumps({"message": "no luck"} if body is None else body).encode()
    return Reply(status, fields, content)


SUCCESS = Reply(200, content=b"{}")
"""A response that fits every operation."""


@pytest.fixture(autouse=True)
def delays(bedrock: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that clients ask for; nobody waits."""
    from amazon_bedrock._runtime import client

    asked: list[float] = []

    async def sleep(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(client, "time", SimpleNamespace(sleep=asked.append))
    monkeypatch.setattr(anyio, "sleep", sleep)
    return asked


@pytest.fixture
def longest_jitter(bedrock: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let chance always choose the longest wait; return the shortest ones that it could have chosen."""
    from amazon_bedrock._runtime import retry

    lows: list[float] = []

    def uniform(low: float, high: float) -> float:
        lows.append(low)
        return high

    monkeypatch.setattr(retry, "random", SimpleNamespace(uniform=uniform))
    return lows


@pytest.fixture
def frozen_now(bedrock: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be `NOW` where the client works out how long to wait."""
    from amazon_bedrock._runtime import retry

    class Frozen(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Self:
            return cls.fromtimestamp(NOW.timestamp(), tz)

    monkeypatch.setattr(retry, "datetime", Frozen)


@pytest.fixture
def error_of(call: Caller) -> Any:
    """Make a call that fails; return the exception."""

    def make(api: Api, method: str = "foundation_models.list", *args: Any, **kwargs: Any) -> Any:
        settings = {"max_retries": 0, **api.settings}
        with pytest.raises(call.bedrock.errors.ClientError) as caught:
            call(method, settings, *args, **kwargs)
        return caught.value

    return make


@pytest.fixture(autouse=True)
def errors(bedrock: ModuleType) -> ModuleType:
    """The client's exceptions."""
    from amazon_bedrock import errors

    return errors


# --- which exception


CODES = [
    "AccessDeniedException",
    "ConflictException",
    "InternalServerException",
    "ResourceNotFoundException",
    "ThrottlingException",
    "ValidationException",
]


@pytest.mark.parametrize("status", [400, 403, 409, 429, 500, 599])
@pytest.mark.parametrize("code", CODES)
def test_the_code_chooses_the_class(
    error_of: Any, errors: ModuleType, code: str, status: int
) -> None:
    """Whatever the status, and whether or not the operation declares the error."""
    error = error_of(Api(failure(status, code)))
    assert type(error) is getattr(errors, code)
    assert (error.status, error.code, error.message) == (status, code, "no luck")
    assert isinstance(error, errors.ApiError)
    assert error.parsed.message == "no luck"


def test_a_conflict_comes_as_400(error_of: Any, errors: ModuleType) -> None:
    """The document says 409, AWS returns 400: the code is what counts."""
    error = error_of(
        Api(failure(400, "ConflictException")), "model_customization.create_job", **CREATE
    )
    assert type(error) is errors.ConflictException
    assert (error.status, error.code) == (400, "ConflictException")


@pytest.mark.parametrize(
    "response",
    [
        failure(400, "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/"),
        failure(400, "com.amazon.bedrock#ValidationException"),
        failure(400, "com.amazon.bedrock#ValidationException:http://internal.amazon.com/"),
        failure(400, body={"code": "ValidationException", "Message": "no luck"}),
        failure(400, body={"Code": "ValidationException", "message": "no luck"}),
        failure(
            400, body={"__type": "com.amazon.bedrock#ValidationException", "message": "no luck"}
        ),
        failure(400, "ValidationException", body={"__type": "Other", "message": "no luck"}),
    ],
    ids=["uri", "namespace", "both", "code", "Code", "__type", "header-wins"],
)
def test_where_the_code_is_found(error_of: Any, errors: ModuleType, response: Reply) -> None:
    """In the header, else in the body, without namespace and URI."""
    error = error_of(Api(response))
    assert type(error) is errors.ValidationException
    assert (error.code, error.message) == ("ValidationException", "no luck")


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "ValidationException"),
        (404, "ResourceNotFoundException"),
        (500, "InternalServerException"),
        (409, "ConflictError"),
        (418, "ApiError"),
        (429, "RateLimitError"),
        (503, "InternalServerError"),
    ],
)
def test_without_a_code_the_status_chooses(
    error_of: Any, errors: ModuleType, status: int, name: str
) -> None:
    """Among the errors that the operation declares; any other status gives its own class, or the base class."""
    error = error_of(Api(failure(status)), "foundation_models.get", "amazon.titan")
    assert type(error) is getattr(errors, name)
    assert (error.status, error.code) == (status, None)


def test_an_unknown_code_gives_everything(error_of: Any, errors: ModuleType) -> None:
    """The class of the status, not that of the code that the status alone would have meant."""
    body = {"message": "too many models", "quota": {"limit": 3}}
    response = failure(400, "ServiceQuotaExceededException", body, x_amzn_requestid="request-7")
    error = error_of(Api(response), "foundation_models.get", "a/b", options=None)
    assert type(error) is errors.BadRequestError
    assert error.status == 400
    assert error.code == "ServiceQuotaExceededException"
    assert error.message == "too many models"
    assert error.request_id == "request-7"
    assert error.headers["X-Amzn-ErrorType"] == "ServiceQuotaExceededException"
    assert error.headers["content-type"] == "application/json"
    assert error.body == body
    assert json.loads(error.content) == body
    assert error.request.method == "GET"
    assert error.request.url == "https://bedrock.us-east-1.amazonaws.com/foundation-models/a%2Fb"
    place = f"GET {error.request.url} (GetFoundationModel)"
    assert str(error) == f"400 Bad Request: {place}: too many models"


@pytest.mark.parametrize(
    ("content", "body", "message"),
    [
        (b"<html>Bad gateway</html>", "<html>Bad gateway</html>", "<html>Bad gateway</html>"),
        (b"", "", ""),
        (b"\xff\xfe", "\ufffd\ufffd", "\ufffd\ufffd"),
        (b"[1]", [1], "[1]"),
        (b"null", None, "null"),
        (b'"text"', "text", "text"),
        (
            b'{"message": {"no": "text"}}',
            {"message": {"no": "text"}},
            '{"message": {"no": "text"}}',
        ),
    ],
)
def test_an_error_may_have_any_body(
    error_of: Any, errors: ModuleType, content: bytes, body: Any, message: str
) -> None:
    """What is not as expected is kept, and hides nothing; without a message it is one."""
    error = error_of(Api(Reply(502, content=content)))
    assert type(error) is errors.InternalServerError
    assert (error.status, error.code, error.message) == (502, None, message)
    assert error.request_id is None
    assert error.body == body


# --- what is tried again


def request_count(api: Api) -> int:
    """Return how many attempts were made."""
    return len(api.requests)


RETRIED = [
    failure(429),
    failure(500),
    failure(502),
    failure(503),
    failure(504),
    failure(400, "ThrottlingException"),
    failure(400, "TooManyRequestsException"),
    failure(400, "RequestLimitExceeded"),
    failure(403, "SlowDown"),
    httpx2.ConnectError("refused"),
    httpx2.ReadError("reset"),
    httpx2.RemoteProtocolError("closed"),
    httpx2.ReadTimeout("slow"),
    httpx2.ConnectTimeout("slow"),
]


def name_of(answer: Any) -> str:
    """Return a test's name for a response."""
    if isinstance(answer, Exception):
        return type(answer).__name__
    return f"{answer.status}-{answer.headers.get('x-amzn-errortype', '')}".rstrip("-")


@pytest.mark.parametrize("method", ["foundation_models.list", "model_customization.create_job"])
@pytest.mark.parametrize("answer", RETRIED, ids=name_of)
def test_three_attempts_in_all(
    call: Caller, delays: list[float], errors: ModuleType, answer: Any, method: str
) -> None:
    """Then the last failure is raised. Creates too: their token makes repeating them safe."""
    api = Api(answer)
    with pytest.raises(errors.ClientError):
        call(method, api.settings, **(CREATE if "create" in method else {}))
    assert request_count(api) == 3
    assert len(delays) == 2
    assert len({request.content for request in api.requests}) == 1


@pytest.mark.parametrize("answer", RETRIED, ids=name_of)
def test_a_later_success_is_a_success(call: Caller, delays: list[float], answer: Any) -> None:
    """The third attempt may still work."""
    api = Api(answer, answer, SUCCESS)
    assert call("foundation_models.list", api.settings).model_summaries is None
    assert request_count(api) == 3
    assert len(delays) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_what_is_final(call: Caller, delays: list[float], errors: ModuleType, status: int) -> None:
    """An error that would only come again is raised at once."""
    api = Api(failure(status))
    with pytest.raises(errors.ApiError):
        call("foundation_models.list", api.settings)
    assert request_count(api) == 1
    assert delays == []


@pytest.mark.parametrize("answer", [failure(503), httpx2.ConnectError("refused")], ids=name_of)
def test_retries_can_be_switched_off(
    call: Caller, delays: list[float], errors: ModuleType, answer: Any
) -> None:
    """For a client, or for a call; and what a call says counts."""
    options = call.bedrock.RequestOptions
    for attempts, of_client, of_call in [
        (1, {"max_retries": 0}, {}),
        (1, {}, {"options": options(max_retries=0)}),
        (5, {"max_retries": 0}, {"options": options(max_retries=4)}),
        (2, {"max_retries": 1}, {}),
    ]:
        api = Api(answer)
        with pytest.raises(errors.ClientError):
            call("model_customization.create_job", api.settings | of_client, **CREATE, **of_call)
        assert request_count(api) == attempts
    assert len(delays) == 0 + 0 + 4 + 1


def test_with_options_switches_retries_off(bedrock: ModuleType, errors: ModuleType) -> None:
    """A copy of a client can have other settings; the client keeps its own."""
    api = Api(failure(503))
    transport = httpx2.Client(transport=httpx2.MockTransport(api))
    with bedrock.AmazonBedrock(api_key="k", http_client=transport) as client:
        with pytest.raises(errors.ApiError):
            client.with_options(max_retries=0).foundation_models.list()
        assert request_count(api) == 1
        with pytest.raises(errors.ApiError):
            client.foundation_models.list()
        assert request_count(api) == 1 + 3


# --- how long to wait


def test_full_jitter(
    call: Caller, delays: list[float], longest_jitter: list[float], errors: ModuleType
) -> None:
    """From nothing to a limit that doubles, up to 20 seconds."""
    api = Api(failure(503))
    with pytest.raises(errors.ApiError):
        call("foundation_models.list", {**api.settings, "max_retries": 8})
    assert delays == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0]
    assert longest_jitter == [0] * 8


@pytest.mark.usefixtures("frozen_now")
@pytest.mark.parametrize(
    ("value", "delay"),
    [
        ("0", 0.0),
        ("7", 7.0),
        ("120", 120.0),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
    ],
)
@pytest.mark.parametrize("status", [429, 500, 503])
def test_retry_after_is_honoured(
    call: Caller, delays: list[float], status: int, value: str, delay: float
) -> None:
    """In seconds or as an HTTP date."""
    api = Api(failure(status, Retry_After=value), SUCCESS)
    call("foundation_models.list", api.settings)
    assert delays == [delay]


@pytest.mark.usefixtures("longest_jitter")
@pytest.mark.parametrize(
    "value",
    ["soon", "", "nan", "Fri, 31 Dec 99999 23:59:59 GMT", "Mon, 99 Foo 2026 12:00:00 GMT", "1;2"],
)
def test_a_senseless_retry_after_is_ignored(call: Caller, delays: list[float], value: str) -> None:
    """Then the wait is the usual one."""
    api = Api(failure(503, Retry_After=value), SUCCESS)
    call("foundation_models.list", api.settings)
    assert delays == [0.5]


@pytest.mark.parametrize("value", ["121", "99999999999"])
def test_nobody_is_made_to_wait_for_ever(
    call: Caller, delays: list[float], errors: ModuleType, value: str
) -> None:
    """A server that asks for more than two minutes gets no further attempt."""
    api = Api(failure(503, Retry_After=value))
    with pytest.raises(errors.ApiError):
        call("foundation_models.list", api.settings)
    assert request_count(api) == 1
    assert delays == []


# --- attempts are signed again


def assert_signed_anew(api: Api) -> None:
    """Check that every attempt has a time and a signature of its own, each of them once."""
    headers = [request.headers for request in api.requests]
    assert len({fields["x-amz-date"] for fields in headers}) == len(headers)
    signatures = {fields["authorization"].partition("Signature=")[2] for fields in headers}
    assert len(signatures) == len(headers)
    for fields in headers:
        for name in ("authorization", "x-amz-date", "x-amz-security-token"):
            assert len(fields.get_list(name)) == 1


@pytest.mark.usefixtures("ticking_clock", "delays")
def test_every_attempt_is_signed_anew(call: Caller) -> None:
    """With the time of the attempt."""
    key = call.bedrock.AwsCredentials("AKIDEXAMPLE", "secret", "session")
    api = Api(failure(500), failure(429), SUCCESS)
    call("foundation_models.list", {"handler": api, "aws_credentials": key})
    assert request_count(api) == 3
    assert_signed_anew(api)


@pytest.mark.usefixtures("ticking_clock", "delays")
def test_every_attempt_asks_for_credentials(call: Caller) -> None:
    """They may have been renewed since."""
    keys: Iterator[int] = iter(range(10))

    def credentials() -> Any:
        return call.bedrock.AwsCredentials(f"AKID{next(keys)}", "secret", "session")

    api = Api(failure(500), httpx2.ReadError("reset"), SUCCESS)
    call("foundation_models.list", {"handler": api, "aws_credentials": credentials})
    used = [
        request.headers["authorization"].split("Credential=")[1].split("/")[0]
        for request in api.requests
    ]
    assert used == ["AKID0", "AKID1", "AKID2"]
    assert_signed_anew(api)


# --- no response, over real sockets


def test_refused_connection(call: Caller, delays: list[float], errors: ModuleType) -> None:
    """Nobody listens there."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings = {"api_key": "k", "base_url": f"http://127.0.0.1:{unused.getsockname()[1]}"}
        with pytest.raises(errors.ApiConnectionError) as caught:
            call("foundation_models.list", settings)
    assert not isinstance(caught.value, errors.ApiTimeoutError)
    assert isinstance(caught.value.__cause__, httpx2.ConnectError)
    assert len(delays) == 2


def test_dropped_connection(
    call: Caller, loopback: Loopback, delays: list[float], errors: ModuleType
) -> None:
    """The server hangs up without a response."""
    for _ in range(3):
        loopback.drop()
    with pytest.raises(errors.ApiConnectionError) as caught:
        call("foundation_models.list", {"api_key": "k", "base_url": loopback.url})
    assert not isinstance(caught.value, errors.ApiTimeoutError)
    assert len(loopback.requests) == 3
    assert len(delays) == 2


@pytest.mark.parametrize("of_the_call", [False, True], ids=["client", "call"])
def test_timeout(call: Caller, loopback: Loopback, errors: ModuleType, of_the_call: bool) -> None:
    """The server takes the request and says nothing."""
    loopback.hang()
    settings = {"api_key": "k", "base_url": loopback.url, "max_retries": 0}
    options = None
    if of_the_call:
        options = call.bedrock.RequestOptions(timeout=0.2)
    else:
        settings["timeout"] = 0.2
    with pytest.raises(errors.ApiTimeoutError) as caught:
        call("foundation_models.list", settings, options=options)
    assert isinstance(caught.value, errors.ApiConnectionError)
    assert isinstance(caught.value.__cause__, httpx2.TimeoutException)


def test_without_credentials_nothing_is_sent(
    call: Caller, delays: list[float], errors: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing is said at once, and never tried again."""
    api = Api(SUCCESS)
    with pytest.raises(errors.MissingCredentialsError):
        call("foundation_models.list", {"handler": api})
    assert api.requests == []
    assert delays == []
