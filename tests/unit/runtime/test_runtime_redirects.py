"""Redirects: which are followed, and that no credential leaves the origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest
from specloom.runtime.auth import ApiKey, BasicCredentials, BearerToken, DeclaredScheme
from specloom.runtime.client import AsyncClient, SyncClient
from specloom.runtime.decoding import Json
from specloom.runtime.errors import ApiError, ClientError
from specloom.runtime.http import HttpRequest
from specloom.runtime.operation import ApiDefinition, Operation
from specloom.runtime.options import Hooks, RequestOptions
from specloom.runtime.raw import RawResponse
from specloom.runtime.redirects import Redirect, RedirectLocation

BASE_URL = "https://api.example.com/v1"


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"


def operation(method: str = "GET", **more: Any) -> Operation[Any]:
    """Return an operation that returns any JSON."""
    responses = more.pop("responses", {"200": Json(lambda: object)})
    return Operation(id="go", method=method, path="/a", responses=responses, **more)


class Web:
    """Servers by URL: each redirects, or says which request reached it."""

    def __init__(self, redirects: Mapping[str, tuple[int, str]]) -> None:
        self.redirects = redirects
        self.requests: list[httpx2.Request] = []

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Redirect, or succeed."""
        self.requests.append(request)
        found = self.redirects.get(str(request.url))
        if found is None:
            return httpx2.Response(200, json={"method": request.method})
        return httpx2.Response(found[0], headers={"location": found[1]}, text="<h1>Moved</h1>")

    def client(
        self,
        schemes: Mapping[str, DeclaredScheme] | None = None,
        http_client: dict[str, Any] | None = None,
        **more: Any,
    ) -> SyncClient:
        """Return a client of the server below BASE_URL."""
        transport = httpx2.MockTransport(self.handle)
        return SyncClient(
            ApiDefinition(user_agent="things/1", security=[[name] for name in schemes or {}]),
            base_url=more.pop("base_url", BASE_URL),
            schemes=schemes or {},
            http_client=httpx2.Client(transport=transport, **(http_client or {})),
            **more,
        )

    @property
    def urls(self) -> list[str]:
        """Where the requests went."""
        return [str(request.url) for request in self.requests]


START = f"{BASE_URL}/a"


def call(client: SyncClient, method: str = "GET", **arguments: Any) -> Any:
    """Call the operation."""
    arguments.setdefault("options", None)
    return client.call(operation(method), **arguments)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", [f"{BASE_URL}/b", "/v1/b", "b", "//api.example.com/v1/b"])
def test_reads_are_followed(status: int, location: str) -> None:
    """To wherever Location leads, absolute or relative (RFC 9110, section 10.2.2)."""
    web = Web({START: (status, location)})
    assert call(web.client()) == {"method": "GET"}
    assert web.urls == [START, f"{BASE_URL}/b"]


def test_head_stays_head() -> None:
    """Also after a 303."""
    web = Web({START: (303, "b")})
    assert call(web.client(), "HEAD") is None
    assert [request.method for request in web.requests] == ["HEAD", "HEAD"]


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_writes_keep_method_and_body(status: int, method: str) -> None:
    """Within the origin."""
    web = Web({START: (status, "/v1/a/")})
    assert call(web.client(), method, body={"x": 1}) == {"method": method}
    assert [request.content for request in web.requests] == [b'{"x":1}', b'{"x":1}']
    assert web.requests[1].headers["content-type"] == "application/json"
    assert web.urls[1] == f"{BASE_URL}/a/"


def test_see_other_after_a_write_is_a_read() -> None:
    """The write was done, and its result is elsewhere (RFC 9110, section 15.4.4)."""
    web = Web({START: (303, "b")})
    assert call(web.client(), "POST", body={"x": 1}) == {"method": "GET"}
    assert web.requests[1].content == b""
    assert "content-type" not in web.requests[1].headers


@pytest.mark.parametrize(
    ("method", "status", "location", "reason"),
    [
        ("POST", 301, "b", "a POST is not sent again after 301"),
        ("PUT", 302, "b", "a PUT is not sent again after 302"),
        ("POST", 307, "https://other.example/b", "a POST is not sent to another origin"),
        ("DELETE", 308, "http://api.example.com/v1/b", "a DELETE is not sent to another origin"),
        ("GET", 302, "ftp://api.example.com/b", "not a web address"),
        ("GET", 302, "myapp:done", "not a web address"),
        ("GET", 302, "https://[::1/", "not a URL"),
    ],
)
def test_what_is_not_followed_says_where_to(
    method: str, status: int, location: str, reason: str
) -> None:
    """With the target and the reason, and without what signs it."""
    web = Web({START: (status, location)})
    with pytest.raises(ApiError) as caught:
        call(web.client(), method)
    assert caught.value.status == status
    assert caught.value.headers["location"] == location
    assert len(web.requests) == 1
    assert f"{method} {START} (go): it redirects to " in str(caught.value)
    assert reason in str(caught.value)
    if location.startswith("https://other"):
        assert location in str(caught.value)


def test_a_target_that_the_http_library_refuses() -> None:
    """It is the server's fault, not a wrong argument."""
    web = Web({START: (302, "/" + "a" * 70_000)})
    with pytest.raises(ClientError, match="the redirect leads to no valid URL"):
        call(web.client())
    assert len(web.requests) == 1


def test_a_target_is_named_without_its_query() -> None:
    """It may sign the target."""
    web = Web({START: (307, "https://u:p@files.example/b?X-Amz-Signature=SIGNED")})
    with pytest.raises(ApiError) as caught:
        call(web.client(), "POST")
    assert "it redirects to https://files.example/b?...;" in str(caught.value)


def test_redirects_have_a_limit() -> None:
    """Ten, also in a loop."""
    web = Web({START: (302, "a")})
    with pytest.raises(ClientError, match=r"redirects to .*number 11 in a row"):
        call(web.client())
    assert len(web.requests) == 11


def test_redirects_can_be_turned_off() -> None:
    """For a client, for a copy of it, for a call; the closest setting counts."""
    web = Web({START: (302, "b")})
    client = web.client(follow_redirects=False)
    for made, options in (
        (client, None),
        (web.client().with_options(follow_redirects=False), None),
        (web.client(), RequestOptions(follow_redirects=False)),
        (
            web.client(http_client={"follow_redirects": True}),
            RequestOptions(follow_redirects=False),
        ),
    ):
        web.requests.clear()
        with pytest.raises(ApiError, match="follow_redirects is off"):
            call(made, options=options)
        assert web.urls == [START]
    assert call(client, options=RequestOptions(follow_redirects=True)) == {"method": "GET"}


def test_the_request_of_a_raw_response_is_the_last_one() -> None:
    """With the number of attempts, and the time."""
    web = Web({START: (302, "b")})
    raw: RawResponse[Any] = call(web.client().with_raw_responses())
    assert raw.request.url == f"{BASE_URL}/b"
    assert raw.attempts == 1
    assert raw.elapsed.total_seconds() > 0


def test_hooks_see_every_request_and_response() -> None:
    """Those of redirects, too."""
    seen: list[Any] = []
    web = Web({START: (302, "b")})
    call(web.client(hooks=Hooks(before_request=[seen.append], after_response=[seen.append])))
    assert [type(item).__name__ for item in seen] == ["HttpRequest", "HttpResponse"] * 2
    assert [item.url for item in seen[::2]] == [START, f"{BASE_URL}/b"]


# --- credentials

SECRET = "SECRET-KEY"
SCHEMES: dict[str, DeclaredScheme] = {
    "bearer": BearerToken(SECRET),
    "header": ApiKey(SECRET, name="X-Very-Own", location="header"),
    "query": ApiKey(SECRET, name="very_own", location="query"),
    "cookie": ApiKey(SECRET, name="sid", location="cookie"),
    "basic": BasicCredentials((SECRET, SECRET)),
}


def everything(request: httpx2.Request) -> str:
    """Return all of a request that could hold a secret."""
    return f"{request.url} {request.headers.raw!r} {request.content!r}"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("status", [302, 303, 307])
@pytest.mark.parametrize(
    "target",
    [
        "https://other.example/b",
        "http://api.example.com/v1/b",
        "https://api.example.com:8443/v1/b",
        "https://sub.api.example.com/v1/b",
    ],
)
@pytest.mark.parametrize("own", [{}, {"follow_redirects": True}])
def test_no_credential_leaves_the_origin(
    scheme: str, status: int, target: str, own: dict[str, Any]
) -> None:
    """Whoever owns the HTTP client."""
    own = {**own, "headers": {"X-Mine": SECRET}, "auth": (SECRET, SECRET), "cookies": {"c": SECRET}}
    own = own if scheme == "basic" else {"follow_redirects": own.get("follow_redirects", False)}
    web = Web({})
    client = web.client({scheme: SCHEMES[scheme]}, own).with_options(headers={"X-Token": SECRET})
    call(client)
    first = web.requests[0]
    assert everything(first).count(SECRET) >= 1 or "basic" in everything(first).lower()
    web.redirects = {str(first.url): (status, target)}
    web.requests.clear()
    call(client)
    assert web.urls == [str(first.url), target]
    secrets = (SECRET, "authorization", "U0VDUkVUL")
    shown = everything(web.requests[1])
    assert [secret for secret in secrets if secret in shown] == []
    assert web.requests[1].headers["user-agent"] == "things/1"


def test_a_key_that_the_server_repeats_does_not_leave_either() -> None:
    """Servers put the query of the request into Location."""
    scheme = ApiKey(SECRET, name="api_key", location="query")
    start = f"{START}?q=1&api_key={SECRET}"
    target = f"https://other.example/b?q=1&api_key={SECRET}&token=of-the-target"
    web = Web({start: (302, target)})
    call(web.client({"query": scheme}), query={"q": 1})
    assert web.urls[1] == "https://other.example/b?q=1&token=of-the-target"


def test_no_credential_comes_back() -> None:
    """Another origin must not choose what is asked of the API with the user's credentials."""
    web = Web(
        {START: (302, "https://evil.example/"), "https://evil.example/": (302, f"{BASE_URL}/all")}
    )
    call(web.client({"bearer": BearerToken(SECRET)}))
    assert [SECRET in everything(request) for request in web.requests] == [True, False, False]


def test_a_hook_s_header_stays_too() -> None:
    """Hooks add what they want to requests of the API."""

    def sign(request: HttpRequest) -> None:
        request.headers["x-signed"] = SECRET

    web = Web({START: (302, "https://other.example/b")})
    call(web.client(hooks=Hooks(before_request=[sign])))
    assert [SECRET in everything(request) for request in web.requests] == [True, False]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_credentials_stay_within_the_origin(scheme: str) -> None:
    """Each request is authenticated, once."""
    web = Web({START: (307, "b?q=2")})
    call(web.client({scheme: SCHEMES[scheme]}))
    one = everything(web.requests[0]).replace(START, "")
    web.redirects = {str(web.requests[0].url): (307, "b?q=2")}
    web.requests.clear()
    call(web.client({scheme: SCHEMES[scheme]}))
    two = everything(web.requests[1]).replace(f"{BASE_URL}/b", "")
    assert one.count(SECRET) == two.count(SECRET)
    assert len(web.requests) == 2
    names = [sorted(request.headers) for request in web.requests]
    assert names[0] == names[1]


def test_an_upgrade_to_tls_is_the_same_origin() -> None:
    """The host is the same, and now it is known to be."""
    web = Web({"http://api.example.com/v1/a": (307, START)})
    client = web.client({"bearer": BearerToken(SECRET)}, base_url="http://api.example.com/v1")
    assert call(client, "POST", body={"x": 1}) == {"method": "POST"}
    assert [SECRET in everything(request) for request in web.requests] == [True, True]


# --- redirects as results


@pytest.mark.parametrize("location", ["https://files.example/b?sig=1", "/b"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_declared_redirect_is_the_result(location: str, method: str) -> None:
    """It is not followed: the caller wants to know where it leads."""
    web = Web({START: (302, location)})
    declared = operation(method, responses={"302": RedirectLocation()})
    result: Redirect = web.client(strict_responses=True).call(declared, options=None)
    expected = location if location.startswith("https") else f"https://api.example.com{location}"
    assert (result.status, result.location) == (302, expected)
    assert result.headers["location"] == location
    assert len(web.requests) == 1


def test_a_declared_range_of_redirects() -> None:
    """3XX is as good as each of them."""
    web = Web({START: (307, "b")})
    declared = operation(responses={"3XX": RedirectLocation()})
    assert web.client().call(declared, options=None).location == f"{BASE_URL}/b"


def test_a_redirect_that_is_declared_beside_a_body_is_followed() -> None:
    """The body is the result; where redirects are turned off, the place is."""
    web = Web({START: (302, "b")})
    declared = operation(responses={"200": Json(lambda: object), "302": RedirectLocation()})
    assert web.client().call(declared, options=None) == {"method": "GET"}
    options = RequestOptions(follow_redirects=False)
    assert web.client().call(declared, options=options).location == f"{BASE_URL}/b"


def test_a_declared_redirect_to_nowhere() -> None:
    """Without a Location there is no result."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(302))
    client = SyncClient(
        ApiDefinition(user_agent="x"),
        base_url=BASE_URL,
        schemes={},
        http_client=httpx2.Client(transport=transport),
    )
    with pytest.raises(ClientError, match="no Location"):
        client.call(operation(responses={"302": RedirectLocation()}), options=None)


@pytest.mark.anyio
async def test_asynchronous_clients_follow_too() -> None:
    """By the same rules."""
    web = Web({START: (302, "b"), f"{BASE_URL}/b": (302, "https://other.example/c")})

    async def handle(request: httpx2.Request) -> httpx2.Response:
        return web.handle(request)

    async def ask(follow: Callable[[AsyncClient], Any]) -> Any:
        transport = httpx2.MockTransport(handle)
        http_client = httpx2.AsyncClient(transport=transport, follow_redirects=True)
        api = ApiDefinition(user_agent="x", security=[["bearer"]])
        schemes = {"bearer": BearerToken(SECRET)}
        client = AsyncClient(api, base_url=BASE_URL, schemes=schemes, http_client=http_client)
        return await follow(client)

    assert await ask(lambda client: client.call(operation(), options=None)) == {"method": "GET"}
    assert [SECRET in everything(request) for request in web.requests] == [True, True, False]
