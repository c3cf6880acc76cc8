"""OAuth 2: clients obtain tokens, keep them, renew them, and show no secret (RFC 6749)."""

from __future__ import annotations

import base64
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import anyio
import httpx2
import pytest

API = "https://api.example.com/v1"
LOGIN = "https://login.example.com/token"
DISCOVERY = "https://id.example.com/.well-known/openid-configuration"
SECRET = "s3cr%t+ /ü"
FLOWS = {
    "machine": {"clientCredentials": {"tokenUrl": LOGIN, "scopes": {"read": "Read"}}},
    "near": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
    "plain": {"clientCredentials": {"tokenUrl": "http://login.example.com/token", "scopes": {}}},
    "user": {"password": {"tokenUrl": LOGIN, "refreshUrl": f"{LOGIN}/refresh", "scopes": {}}},
    "browser": {
        "authorizationCode": {
            "authorizationUrl": "https://login.example.com/authorize",
            "tokenUrl": LOGIN,
            "scopes": {},
        }
    },
    "implicit": {
        "implicit": {"authorizationUrl": "https://login.example.com/authorize", "scopes": {}}
    },
}
SCHEMES: dict[str, Any] = {
    **{name: {"type": "oauth2", "flows": flows} for name, flows in FLOWS.items()},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": DISCOVERY},
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Feature", "version": "1"},
    "servers": [{"url": API}],
    "paths": {
        f"/{name}": {
            method: {
                "operationId": f"{verb}_{name}",
                "security": [{name: []}],
                "responses": {"204": {"description": "Done"}},
            }
            for method, verb in (("get", "read"), ("post", "write"))
        }
        for name in SCHEMES
    },
    "components": {"securitySchemes": SCHEMES},
}


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client's package."""
    return module_client_of(DOCUMENT, name="oauth_shop")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits between attempts."""
    monkeypatch.setattr("random.uniform", lambda low, high: 0.0)


class Provider:
    """An API and the provider of its tokens; `token` changes what the provider returns, `refused` are old tokens."""

    def __init__(self, **token: Any) -> None:
        self.token = token
        self.failures: list[httpx2.Response | Exception] = []
        self.token_requests: list[httpx2.Request] = []
        self.api_requests: list[httpx2.Request] = []
        self.refused: set[str] = set()
        self.described: dict[str, Any] = {"token_endpoint": LOGIN}
        self.slow = 0.0
        self._lock = threading.Lock()

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Return what either does, going by the URL."""
        if str(request.url) == DISCOVERY:
            self.token_requests.append(request)
            return httpx2.Response(200, json=self.described)
        if "oken" in request.url.path:
            time.sleep(self.slow)
            return self._issue(request)
        self.api_requests.append(request)
        token = request.headers["authorization"].removeprefix("Bearer ")
        return httpx2.Response(401 if token in self.refused else 204)

    def _issue(self, request: httpx2.Request) -> httpx2.Response:
        with self._lock:
            self.token_requests.append(request)
            number = len([r for r in self.token_requests if r.method == "POST"])
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, Exception):
                raise failure
            return failure
        body = {"access_token": f"t{number}", "token_type": "Bearer", "expires_in": 3600}
        return httpx2.Response(200, json={**body, **self.token})

    async def handle_later(self, request: httpx2.Request) -> httpx2.Response:
        """Do the same for an asynchronous client."""
        await anyio.sleep(self.slow)
        slow, self.slow = self.slow, 0.0
        response = self.handle(request)
        self.slow = slow
        return response

    def client(self, module: ModuleType, **settings: Any) -> Any:
        """Return a client."""
        http = httpx2.Client(transport=httpx2.MockTransport(self.handle))
        return module.Feature(http_client=http, **settings)

    def async_client(self, module: ModuleType, **settings: Any) -> Any:
        """Return an asynchronous client."""
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self.handle_later))
        return module.AsyncFeature(http_client=http, **settings)

    def forms(self) -> list[dict[str, str]]:
        """Return what was asked for tokens with."""
        posts = [r for r in self.token_requests if r.method == "POST"]
        return [{k: v[0] for k, v in parse_qs(r.content.decode()).items()} for r in posts]

    @property
    def sent(self) -> list[str]:
        """The tokens that the API received."""
        return [r.headers["authorization"].removeprefix("Bearer ") for r in self.api_requests]


def credentials(module: ModuleType, **more: Any) -> Any:
    """Return the credentials of a client."""
    return module.ClientCredentials(**{"client_id": "me", "client_secret": SECRET, **more})


def name_and_secret(request: httpx2.Request) -> list[str]:
    """Return the id and the secret of a request for a token (RFC 6749, section 2.3.1)."""
    scheme, _, encoded = request.headers["authorization"].partition(" ")
    assert scheme == "Basic"
    return [unquote_plus(part) for part in base64.b64decode(encoded).decode().split(":")]


def test_client_credentials(module: ModuleType) -> None:
    """One request for a token serves many calls; it goes where the document says, as the RFC says."""
    provider = Provider()
    given = credentials(module, scopes=["read", "write"], parameters={"audience": "shop"})
    client = provider.client(module, machine=given)
    client.read_machine()
    client.write_machine()
    client.with_options(timeout=3).read_machine()
    (request,) = provider.token_requests
    assert str(request.url) == LOGIN and request.method == "POST"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert name_and_secret(request) == ["me", SECRET]
    assert provider.forms() == [
        {"grant_type": "client_credentials", "scope": "read write", "audience": "shop"}
    ]
    assert provider.sent == ["t1", "t1", "t1"]


def test_the_asynchronous_client(module: ModuleType) -> None:
    """It does the same; one task obtains the token, and the others wait for it."""
    provider = Provider()
    provider.slow = 0.01

    async def work() -> None:
        client = provider.async_client(module, machine=credentials(module))
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(client.read_machine)

    anyio.run(work)
    assert len(provider.token_requests) == 1 and provider.sent == ["t1"] * 20


def test_a_task_that_is_cancelled_leaves_the_others_alone(module: ModuleType) -> None:
    """Another one then obtains the token; and the client works in the next event loop."""
    provider = Provider()
    provider.slow = 0.02
    client = provider.async_client(module, machine=credentials(module))

    async def work() -> None:
        async with anyio.create_task_group() as group:
            with anyio.move_on_after(0.005):
                await client.read_machine()
            for _ in range(3):
                group.start_soon(client.read_machine)

    anyio.run(work)
    assert len(provider.sent) == 3 and len(provider.token_requests) == 1
    client._schemes["machine"]._cache._token = None
    anyio.run(client.read_machine)
    assert len(provider.token_requests) == 2


def test_one_of_many_threads_obtains_the_token(module: ModuleType) -> None:
    """The others wait."""
    provider = Provider()
    provider.slow = 0.02
    client = provider.client(module, machine=credentials(module))
    with ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(client.read_machine) for _ in range(64)]:
            done.result()
    assert len(provider.token_requests) == 1 and len(provider.sent) == 64


def test_a_secret_in_the_body(module: ModuleType) -> None:
    """Where the provider wants it there."""
    provider = Provider()
    given = credentials(module, client_authentication="client_secret_post")
    provider.client(module, machine=given).read_machine()
    assert "authorization" not in provider.token_requests[0].headers
    assert provider.forms() == [
        {"grant_type": "client_credentials", "client_id": "me", "client_secret": SECRET}
    ]


@pytest.mark.parametrize(
    ("settings", "token_url", "found"),
    [
        ({}, None, "https://api.example.com/oauth/token"),
        ({"base_url": "https://eu.example.com/x"}, None, "https://eu.example.com/oauth/token"),
        ({}, "token", "https://api.example.com/v1/token"),
        ({}, "http://login.test/token", "http://login.test/token"),
    ],
)
def test_where_tokens_come_from(
    module: ModuleType, settings: dict[str, Any], token_url: str | None, found: str
) -> None:
    """Relative URLs belong to the API's; the user's own win, and may be what they like."""
    provider = Provider()
    given = credentials(module, token_url=token_url)
    provider.client(module, near=given, **settings).read_near()
    assert str(provider.token_requests[0].url) == found


def test_secrets_do_not_go_over_plain_http(module: ModuleType) -> None:
    """A document that says so is not followed."""
    provider = Provider()
    with pytest.raises(ValueError, match="is not https"):
        provider.client(module, plain=credentials(module)).read_plain()
    assert not provider.token_requests


@pytest.mark.parametrize("life", [3600, "3600", 3600.0, 1e300])
def test_tokens_are_renewed_early(
    module: ModuleType, life: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at the last moment, at which they could expire on the way."""
    provider = Provider(expires_in=life)
    client = provider.client(module, machine=credentials(module))
    now = time.monotonic()
    clock = [now]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    client.read_machine()
    clock[0] = now + 3500
    client.read_machine()
    assert len(provider.token_requests) == 1
    clock[0] = now + (3550 if life != 1e300 else 1e12)
    client.read_machine()
    assert provider.sent == ["t1", "t1", "t2"]


@pytest.mark.parametrize("life", [None, "soon", -1, True, [], {}])
def test_a_token_of_unknown_life(module: ModuleType, life: Any) -> None:
    """It is used until it is refused."""
    provider = Provider(expires_in=life)
    client = provider.client(module, machine=credentials(module))
    client.read_machine()
    client.read_machine()
    assert len(provider.token_requests) == 1


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("call", ["read_machine", "write_machine"])
def test_a_refused_token_is_renewed_once(module: ModuleType, call: str, asynchronous: bool) -> None:
    """After a 401, which is no retry; a second 401 is the caller's."""
    provider = Provider()
    make = provider.async_client if asynchronous else provider.client
    client = make(module, machine=credentials(module), max_retries=0)

    def run() -> None:
        anyio.run(getattr(client, call)) if asynchronous else getattr(client, call)()

    run()
    provider.refused = {"t1"}
    run()
    assert provider.sent == ["t1", "t1", "t2"]
    provider.refused = {f"t{n}" for n in range(9)}
    with pytest.raises(module.errors.AuthenticationError):
        run()
    assert provider.sent == ["t1", "t1", "t2", "t2", "t3"]


def test_a_given_token_is_not_renewed(module: ModuleType) -> None:
    """There is nothing to renew it with; the credentials of the environment do not stand in."""
    provider = Provider()
    provider.refused = {"mine"}
    with pytest.raises(module.errors.AuthenticationError):
        provider.client(module, machine="mine").read_machine()
    assert provider.sent == ["mine"] and not provider.token_requests


def test_the_environment(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables are named as that of the token is, which wins over them."""
    provider = Provider()
    client = provider.client(module)
    with pytest.raises(module.errors.MissingCredentialsError) as caught:
        client.read_machine()
    wanted = "or OAUTH_SHOP_MACHINE_CLIENT_ID and OAUTH_SHOP_MACHINE_CLIENT_SECRET"
    assert wanted in str(caught.value)
    monkeypatch.setenv("OAUTH_SHOP_MACHINE_CLIENT_ID", "env")
    monkeypatch.setenv("OAUTH_SHOP_MACHINE_CLIENT_SECRET", "shh\n")
    client.read_machine()
    client.read_machine()
    assert len(provider.token_requests) == 1
    assert name_and_secret(provider.token_requests[0]) == ["env", "shh"]
    monkeypatch.setenv("OAUTH_SHOP_MACHINE", "token")
    client.read_machine()
    assert provider.sent == ["t1", "t1", "token"]


def test_with_options(module: ModuleType) -> None:
    """Another tenant has other tokens, over the same connections; the first keeps its own."""
    provider = Provider()
    client = provider.client(module, machine=credentials(module))
    other = client.with_options(machine=credentials(module, client_id="other"))
    for each in (client, other, client, other):
        each.read_machine()
    assert provider.sent == ["t1", "t2", "t1", "t2"]
    assert [name_and_secret(r)[0] for r in provider.token_requests] == ["me", "other"]


# --- other grants


def test_a_password(module: ModuleType) -> None:
    """Once; then the refresh token that came with the token, until that is refused."""
    provider = Provider(refresh_token="again")
    given = module.PasswordCredentials(username="ann", password="pw", client_id="app")
    client = provider.client(module, user=given)
    client.read_user()
    provider.refused = {"t1"}
    client.read_user()
    first, second = provider.forms()
    assert first == {
        "grant_type": "password",
        "username": "ann",
        "password": "pw",
        "client_id": "app",
    }
    assert second == {
        "grant_type": "refresh_token",
        "refresh_token": "again",
        "client_id": "app",
    }
    assert str(provider.token_requests[1].url) == f"{LOGIN}/refresh"
    provider.refused |= {"t2"}
    provider.failures = [httpx2.Response(400, json={"error": "invalid_grant"})]
    client.read_user()
    assert [form["grant_type"] for form in provider.forms()[2:]] == ["refresh_token", "password"]


def test_a_refresh_token(module: ModuleType) -> None:
    """The provider may replace it: the next one is used then, and can be stored."""
    provider = Provider(refresh_token="second")
    stored: list[str] = []
    given = module.RefreshTokenCredentials(
        refresh_token="first", client_id="app", on_new_refresh_token=stored.append
    )
    client = provider.client(module, browser=given)
    client.read_browser()
    provider.refused = {"t1"}
    client.read_browser()
    assert [form["refresh_token"] for form in provider.forms()] == ["first", "second"]
    assert stored == ["second"]
    provider.refused |= {"t2"}
    provider.failures = [httpx2.Response(400, json={"error": "invalid_grant"})]
    with pytest.raises(module.errors.TokenRequestError, match="invalid_grant"):
        client.read_browser()


def test_open_id_connect(module: ModuleType) -> None:
    """The provider's description has the token endpoint; it is read once."""
    provider = Provider()
    client = provider.client(module, openid=credentials(module))
    client.read_openid()
    provider.refused = {"t1"}
    client.read_openid()
    assert [(r.method, str(r.url)) for r in provider.token_requests] == [
        ("GET", DISCOVERY),
        ("POST", LOGIN),
        ("POST", LOGIN),
    ]
    assert "authorization" not in provider.token_requests[0].headers


@pytest.mark.parametrize("endpoint", ["http://login.example.com/token", "ftp://x/token", 7, None])
def test_a_description_that_is_not_to_be_trusted(module: ModuleType, endpoint: Any) -> None:
    """No secret goes where it is not safe."""
    provider = Provider()
    provider.described = {"token_endpoint": endpoint}
    with pytest.raises((ValueError, module.errors.TokenRequestError)):
        provider.client(module, openid=credentials(module)).read_openid()
    assert [r.method for r in provider.token_requests] == ["GET"]


def test_flows_without_a_token_endpoint(module: ModuleType) -> None:
    """Take a token, and nothing else."""
    provider = Provider()
    provider.client(module, implicit="mine").read_implicit()
    assert provider.sent == ["mine"]
    assert type(provider.client(module)._schemes["implicit"]).__name__ == "BearerToken"


# --- what goes wrong


def test_errors_of_the_token_endpoint(module: ModuleType) -> None:
    """They are typed (RFC 6749, section 5.2), final, and show no secret even where the provider repeats it."""
    provider = Provider()
    body = {
        "error": "invalid_client",
        "error_description": f"no client me with {SECRET}\nforged line",
        "error_uri": "https://login.example.com/help",
    }
    provider.failures = [httpx2.Response(401, json=body)]
    with pytest.raises(module.errors.TokenRequestError) as caught:
        provider.client(module, machine=credentials(module)).read_machine()
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.status, error.code, error.url) == (401, "invalid_client", LOGIN)
    assert error.description == "no client me with *** forged line"
    assert error.uri == "https://login.example.com/help"
    assert "machine: the token endpoint refused (401): invalid_client: no client" in str(error)
    shown = f"{error!r} {error} {vars(error)} {credentials(module)!r}"
    assert SECRET not in shown and len(provider.token_requests) == 1
    assert isinstance(error, module.errors.ClientError) and not provider.api_requests


def test_an_error_that_comes_as_a_success(module: ModuleType) -> None:
    """Some providers say 200 and put the error into the body."""
    provider = Provider()
    provider.failures = [httpx2.Response(200, json={"error": "bad_code", "error_description": "d"})]
    with pytest.raises(
        module.errors.TokenRequestError, match=r"refused \(200\): bad_code: d"
    ) as it:
        provider.client(module, machine=credentials(module)).read_machine()
    assert (it.value.status, it.value.code) == (200, "bad_code")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"access_token": ""}',
        b'{"access_token": 7}',
        b'{"access_token": "a\\r\\nx: y"}',
        b'{"access_token": "a", "token_type": "mac"}',
        b'{"access_token": "a", "pad": "' + b"x" * 300_000 + b'"}',
    ],
)
def test_the_token_endpoint_is_not_trusted(module: ModuleType, content: bytes) -> None:
    """What is no token is none."""
    provider = Provider()
    provider.failures = [httpx2.Response(200, content=content)]
    with pytest.raises(module.errors.TokenRequestError, match="the token endpoint returned"):
        provider.client(module, machine=credentials(module)).read_machine()
    assert not provider.api_requests


@pytest.mark.parametrize("call", ["read_machine", "write_machine"])
@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_token_endpoint_that_fails_for_a_moment(
    module: ModuleType, call: str, asynchronous: bool
) -> None:
    """Is asked again, writes too: the API has not been asked yet. No error holds the request, which has secrets."""
    provider = Provider()
    provider.failures = [httpx2.Response(503), httpx2.ReadTimeout("slow")]
    make = provider.async_client if asynchronous else provider.client
    client = make(module, machine=credentials(module))
    anyio.run(getattr(client, call)) if asynchronous else getattr(client, call)()
    assert provider.sent == ["t3"]
    provider.refused = {"t3"}
    provider.failures = [httpx2.ReadTimeout("slow")] * 3
    with pytest.raises(module.errors.ApiTimeoutError) as caught:
        anyio.run(getattr(client, call)) if asynchronous else getattr(client, call)()
    assert f"no token from {LOGIN}" in str(caught.value)
    assert caught.value.request is None or caught.value.request.content == b""


def test_redirects_do_not_take_secrets_along(module: ModuleType) -> None:
    """A token endpoint that points elsewhere is one that refused."""
    provider = Provider()
    provider.failures = [httpx2.Response(307, headers={"location": "https://evil.example"})]
    with pytest.raises(module.errors.TokenRequestError, match="307"):
        provider.client(module, machine=credentials(module)).read_machine()
    assert len(provider.token_requests) == 1


def test_what_the_http_client_adds_stays_with_the_api(module: ModuleType) -> None:
    """Its header fields, cookies and credentials are not for the provider."""
    provider = Provider()
    http = httpx2.Client(
        transport=httpx2.MockTransport(provider.handle),
        headers={"x-key": "k"},
        cookies={"session": "s"},
    )
    client = module.Feature(http_client=http, machine=credentials(module), headers={"x-own": "1"})
    client.read_machine()
    assert not {"x-key", "cookie", "x-own"} & set(provider.token_requests[0].headers)
    assert {"x-key", "cookie", "x-own"} <= set(provider.api_requests[0].headers)


def test_a_deadline_holds_for_tokens_too(module: ModuleType) -> None:
    """Also while another thread obtains one."""
    provider = Provider()
    client = provider.client(module, machine=credentials(module), deadline=0.05)
    cache = client._schemes["machine"]._cache
    with cache._lock, pytest.raises(module.errors.ApiTimeoutError, match="deadline"):
        client.read_machine()


def test_types(module: ModuleType, type_errors: Callable[[ModuleType, str], list[str]]) -> None:
    """A scheme takes what its flows can do, and tokens."""
    code = """
from oauth_shop import ClientCredentials, Feature, PasswordCredentials, RefreshTokenCredentials
from oauth_shop.errors import TokenRequestError

machine = ClientCredentials(client_id="", client_secret="", scopes=["a"])
user = PasswordCredentials(username="", password="")
Feature(machine=machine, user=user, browser=RefreshTokenCredentials(refresh_token=""))
Feature(machine="", user=lambda: "", openid=machine).with_options(openid=machine)
try: ...
except TokenRequestError as error: print(error.code, error.status)
"""
    assert type_errors(module, code) == []
    wrong = f"{code}Feature(machine=user)\nFeature(implicit=machine)\n"
    assert len({error.partition(":")[0] for error in type_errors(module, wrong)}) == 2
