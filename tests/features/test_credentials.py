"""Credentials: which ones a request carries, what they may hold, and that nothing shows them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest

SCHEMES = {
    "Bearer Auth": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Shop-Id"},
    "ticket": {"type": "apiKey", "in": "query", "name": "ticket"},
    "crumb": {"type": "apiKey", "in": "cookie", "name": "crumb"},
    "login": {"type": "http", "scheme": "basic"},
}
GIVEN = {
    "Bearer Auth": {"bearer_auth": "own"},
    "key": {"key": "own"},
    "ticket": {"ticket": "own"},
    "crumb": {"crumb": "own"},
    "login": {"login": ("me", "own")},
}


NEEDS: list[tuple[str, ...]] = [
    (),
    *((name,) for name in SCHEMES),
    ("Bearer Auth", "ticket"),
    ("Bearer Auth", "key", "ticket", "crumb"),
]


def operation(index: int, names: tuple[str, ...]) -> dict[str, Any]:
    """Return an operation that needs the security schemes of these names."""
    return {
        "operationId": f"read_{index}",
        "security": [{name: [] for name in names}] if names else [],
        "parameters": [
            {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
            {"name": "q", "in": "query", "schema": {"type": "string"}},
        ],
        "responses": {"204": {"description": "Done"}},
    }


@pytest.fixture(scope="module")
def module(module_client_of: Callable[..., ModuleType]) -> ModuleType:
    """The client's package."""
    return module_client_of(
        {
            "openapi": "3.1.0",
            "info": {"title": "Feature", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": {f"/a{i}": {"get": operation(i, names)} for i, names in enumerate(NEEDS)},
            "components": {"securitySchemes": SCHEMES},
        }
    )


@pytest.fixture
def shop(module: ModuleType, exchange_of: Callable[..., Any]) -> Callable[..., Any]:
    """Makes clients; `read` calls the operation that needs the security schemes of these names."""

    def make(*names: str, **settings: Any) -> Any:
        api = exchange_of(module, **settings)
        api.answer(status=204, content=b"")
        api.operation = f"read_{NEEDS.index(names)}"

        def read(client: Any = None, **arguments: Any) -> Any:
            return getattr(client or api.client, api.operation)(**arguments)

        def own(**settings: Any) -> Any:
            """Return a client over an HTTP client of the user's own."""
            http = httpx2.Client(transport=httpx2.MockTransport(api._handle), **settings)
            return module.Feature(http_client=http, max_retries=0)

        api.read, api.own = read, own
        return api

    return make


@pytest.mark.parametrize(
    ("name", "options", "found"),
    [
        ("Bearer Auth", {"headers": {"Authorization": "Bearer other"}}, "Bearer other"),
        ("login", {"headers": {"authorization": "Bearer other"}}, "Bearer other"),
        ("key", {"headers": {"x-shop-id": "other"}}, "other"),
        ("ticket", {"query": {"ticket": "other"}}, "other"),
        ("crumb", {"cookies": {"crumb": "other"}}, "other"),
        ("crumb", {"headers": {"cookie": "crumb=other"}}, "other"),
    ],
)
@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("level", ["call", "client", "constructor"])
def test_credentials_of_one_call_win(
    shop: Any, name: str, options: dict[str, Any], found: str, given: bool, level: str
) -> None:
    """Over those of the scheme; and they are enough where the scheme has none."""
    settings: dict[str, Any] = dict(GIVEN[name]) if given else {}
    if level == "constructor":
        if "headers" not in options:
            return
        settings["headers"] = options["headers"]
    api = shop(name, **settings)
    if level == "call":
        api.read(options=api.module.RequestOptions(**options))
    elif level == "client":
        api.read(api.client.with_options(**options))
    else:
        api.read()
    request = api.request
    values = [
        *request.headers.get_list("authorization"),
        *request.headers.get_list("x-shop-id"),
        *request.url.params.get_list("ticket"),
        *(pair.partition("=")[2] for pair in request.headers.get_list("cookie")),
    ]
    assert values == [found]


def test_going_without_credentials(shop: Any) -> None:
    """None takes one away, for documents that require what the server does not."""
    api = shop("Bearer Auth", bearer_auth="own")
    api.read(options=api.module.RequestOptions(headers={"Authorization": None}))
    assert api.header("authorization") is None
    api.read(api.client.with_options(headers={"authorization": None}))
    assert api.header("authorization") is None
    api.read()
    assert api.header("authorization") == "Bearer own"


def test_a_client_with_other_credentials(shop: Any) -> None:
    """It shares the connections; the first one keeps its own."""
    api = shop("Bearer Auth", bearer_auth="one")
    api.read(api.client.with_options(bearer_auth="two"))
    assert api.header("authorization") == "Bearer two"
    api.read(api.client.with_options(bearer_auth=lambda: "three", headers={"x-a": "b"}))
    assert (api.header("authorization"), api.header("x-a")) == ("Bearer three", "b")
    api.read()
    assert api.header("authorization") == "Bearer one"
    other = api.client.with_options(headers={"authorization": "Bearer four"})
    api.read(other.with_options(bearer_auth="five"))
    assert api.header("authorization") == "Bearer five"


def test_what_is_missing_is_named(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the constructor's argument and the environment variables, not by the scheme."""
    api = shop("Bearer Auth", "ticket")
    prefix = api.module.__name__.upper()
    monkeypatch.setenv(f"{prefix}_TICKET", "  ")
    with pytest.raises(api.errors.MissingCredentialsError) as caught:
        api.read()
    text = str(caught.value)
    assert f"bearer_auth= to the client (or set {prefix}_BEARER_AUTH in" in text
    assert "ticket=" in text
    assert api.requests == []


@pytest.mark.parametrize(
    ("name", "settings", "part", "found"),
    [
        ("Bearer Auth", {"auth": ("u", "p")}, "authorization", "Basic dTpw"),
        ("Bearer Auth", {"headers": {"Authorization": "Bearer x"}}, "authorization", "Bearer x"),
        ("key", {"headers": {"X-Shop-Id": "x"}}, "x-shop-id", "x"),
        ("crumb", {"cookies": {"crumb": "x"}}, "cookie", "crumb=x"),
        ("ticket", {"auth": ("u", "p")}, "authorization", "Basic dTpw"),
    ],
)
def test_credentials_of_an_http_client(
    shop: Any, name: str, settings: dict[str, Any], part: str, found: str
) -> None:
    """A call is never refused that the user's own HTTP client completes."""
    api = shop(name)
    api.read(api.own(**settings))
    assert api.header(part) == found


def test_an_http_client_replaces_no_credentials(shop: Any) -> None:
    """What was given to the client, or to the call, is nearer than the HTTP client's `auth`."""
    api = shop("Bearer Auth")
    client = api.own(auth=("u", "p"))
    api.read(client.with_options(bearer_auth="mine"))
    assert api.header("authorization") == "Bearer mine"
    api.read(client, options=api.module.RequestOptions(headers={"authorization": "Bearer call"}))
    assert api.header("authorization") == "Bearer call"


@pytest.mark.parametrize(
    "settings",
    [{"auth": ("u", "p")}, {"headers": {"Authorization": "Bearer own"}}],
)
@pytest.mark.parametrize("level", ["call", "client"])
def test_a_call_without_the_credentials_of_an_http_client(
    shop: Any, settings: dict[str, Any], level: str
) -> None:
    """None takes the header away, whoever would add it; the next call has it again."""
    api = shop("Bearer Auth")
    client, headers = api.own(**settings), {"Authorization": None}
    if level == "client":
        api.read(client.with_options(headers=headers))
    else:
        api.read(client, options=api.module.RequestOptions(headers=headers))
    assert api.header("authorization") is None
    api.read(client)
    assert api.header("authorization") is not None


def test_cookies_and_settings_of_an_http_client(shop: Any) -> None:
    """Its cookies are sent, also those that the server set; its query and timeout count as well."""
    api = shop()
    http = httpx2.Client(
        transport=httpx2.MockTransport(api._handle),
        cookies={"a": "1"},
        params={"team": "t"},
        timeout=3,
    )
    client = api.module.Feature(http_client=http)
    api.answer(status=204, content=b"", headers=[("set-cookie", "session=s%3A1")])
    api.read(client)
    assert (api.header("cookie"), api.query) == ("a=1", "team=t")
    assert api.request.extensions["timeout"]["read"] == 3
    api.read(client.with_options(timeout=9), options=api.module.RequestOptions(cookies={"a": "2"}))
    assert set(str(api.header("cookie")).split("; ")) == {"a=2", "session=s%3A1"}
    assert api.request.extensions["timeout"]["read"] == 9


@pytest.mark.parametrize(("name", "given"), [("Bearer Auth", True), ("Bearer Auth", False)])
def test_a_user_name_in_the_base_url(shop: Any, name: str, given: bool) -> None:
    """It is Basic authentication where there is no other, and never shown."""
    base_url = "https://u%40x:p@api.example.com/v1"
    api = shop(name, base_url=base_url, **(GIVEN[name] if given else {}))
    api.read()
    assert api.header("authorization") == ("Bearer own" if given else "Basic dUB4OnA=")
    assert str(api.request.url) == api.client.base_url + "/a1" == "https://api.example.com/v1/a1"


@pytest.mark.parametrize("fault", ["sec\nret", "secret\n", " secret", "sec\x00ret", "s\ud800t"])
@pytest.mark.parametrize(
    ("name", "argument"), [("Bearer Auth", "bearer_auth"), ("key", "key"), ("crumb", "crumb")]
)
def test_credentials_that_cannot_be_sent(shop: Any, name: str, argument: str, fault: str) -> None:
    """They are refused before anything is sent, once, by the argument; the value is not shown."""
    api = shop(name, **{argument: fault, "max_retries": 3})
    with pytest.raises(ValueError, match=argument) as caught:
        api.read()
    assert "ret" not in str(caught.value) and "s\ud800t" not in str(caught.value)
    assert api.requests == []


@pytest.mark.parametrize("fault", ["a\r\nb", "a\n", "\x07", " a", "a "])
def test_headers_that_cannot_be_sent(shop: Any, fault: str) -> None:
    """The same holds for arguments, options and what a hook sets."""

    def change(request: Any) -> None:
        request.headers["x-hook"] = fault

    api = shop(max_retries=3)
    options = api.module.RequestOptions
    with pytest.raises(ValueError, match="X-Trace"):
        api.read(x_trace=fault)
    with pytest.raises(ValueError, match=r"(?i)x-more"):
        api.read(options=options(headers={"X-More": fault}))
    with pytest.raises(ValueError, match=r"(?i)x-more"):
        api.read(api.client.with_options(headers={"X-More": fault}))
    with pytest.raises(ValueError, match="x y"):
        api.read(options=options(headers={"x y": "a"}))
    hooked = api.module.Feature(
        http_client=httpx2.Client(transport=httpx2.MockTransport(api._handle)),
        hooks=api.module.Hooks(before_request=[change]),
    )
    with pytest.raises(ValueError, match="x-hook"):
        api.read(hooked)
    assert api.requests == []


def test_header_values_outside_ascii(shop: Any) -> None:
    """They go as UTF-8, which servers decode or keep as it is (RFC 9110, section 5.5)."""
    api = shop()
    api.read(x_trace="h\u00e9llo \u65e5")
    assert dict(api.request.headers.raw)[b"x-trace"].decode() == "h\u00e9llo \u65e5"


def test_secrets_from_the_environment(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks and line ends around them are dropped, which `$(cat token)` and files often leave."""
    api = shop("Bearer Auth")
    monkeypatch.setenv(f"{api.module.__name__.upper()}_BEARER_AUTH", " token-1\r\n")
    api.read()
    assert api.header("authorization") == "Bearer token-1"


def test_cookie_credentials_go_as_they_are(shop: Any) -> None:
    """Servers decode no cookie: one that they set must come back as it was."""
    api = shop("crumb", crumb="s%3Aa+b/c==")
    api.read()
    assert api.header("cookie") == "crumb=s%3Aa+b/c=="


def test_nothing_shows_secrets(shop: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the request nor the response nor the log, whatever the names of the headers."""
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    names = ("Bearer Auth", "key", "ticket", "crumb")
    credentials = {k: v.replace("own", "hush") for n in names for k, v in GIVEN[n].items()}
    hooks = {"before_request": [], "after_response": [lambda r: shown.append(repr(r))]}
    api = shop(*names, **credentials)
    client = api.module.Feature(
        http_client=httpx2.Client(transport=httpx2.MockTransport(api._handle)),
        hooks=api.module.Hooks(**hooks),
        base_url="https://me:hush@api.example.com",
        headers={"Proxy-Authorization": "hush", "X-Amz-Security-Token": "hush"},
        **credentials,
    )
    api.answer(status=204, content=b"hush", headers=[("set-cookie", "a=hush")])
    raw = api.module.raw_response(getattr(client, api.operation))(q="seen")
    shown += [repr(raw), repr(raw.request), repr(raw.headers), raw.request.safe_url, repr(client)]
    api.answer({"message": "no"}, status=400, headers=[("set-cookie", "a=hush")])
    with pytest.raises(api.errors.ApiError) as caught:
        api.read(client, q="seen")
    shown += [repr(caught.value), str(caught.value), repr(caught.value.headers)]
    shown += [repr(caught.value.request), caplog.text]
    assert "hush" in api.query and "q=seen" in raw.request.safe_url
    assert [text for text in shown if "hush" in text] == []


def test_the_asynchronous_client(shop: Any) -> None:
    """It decides the same way."""
    api = shop("Bearer Auth")

    async def work() -> None:
        transport = httpx2.MockTransport(api._handle)
        http = httpx2.AsyncClient(transport=transport, auth=("u", "p"))
        client = api.module.AsyncFeature(http_client=http)
        await api.read(
            client,
        )
        assert api.header("authorization") == "Basic dTpw"
        await api.read(client.with_options(bearer_auth="two"))
        assert api.header("authorization") == "Bearer two"
        with pytest.raises(ValueError, match="X-Trace"):
            await api.read(client, x_trace="a\nb")

    anyio.run(work)


def test_schemes_that_have_one_place_in_a_request(exchange: Any) -> None:
    """Needed together, they cannot be sent together: any of them is taken; and scopes make no other alternative."""
    flow = {"authorizationUrl": "https://a.example", "tokenUrl": "https://a.example", "scopes": {}}
    schemes = {
        "implicit": {"type": "oauth2", "flows": {"implicit": flow}},
        "code": {"type": "oauth2", "flows": {"authorizationCode": flow}},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    }
    security = [{"implicit": [scope], "code": [scope], "key": []} for scope in ("a", "b")]
    read = {
        "operationId": "read",
        "security": security,
        "responses": {"204": {"description": "It"}},
    }
    api = exchange({"/a": {"get": read}}, components={"securitySchemes": schemes})
    api.answer(status=204, content=b"")
    for given in ({"implicit": "t"}, {"code": "t"}):
        api.client.with_options(**given, key="k").read()
        assert (api.header("authorization"), api.header("x-key")) == ("Bearer t", "k")
    with pytest.raises(api.errors.MissingCredentialsError) as caught:
        api.client.with_options(key="k").read()
    assert str(caught.value).count(", or ") == 1


def test_many_schemes_that_share_places(exchange: Any) -> None:
    """Each combination would do; not all of a million are listed."""
    schemes = {
        f"{which}{number}": {"type": "apiKey", "in": "header", "name": f"X-{number}"}
        for number in range(20)
        for which in ("a", "b")
    }
    read = {
        "operationId": "read",
        "security": [{key: [] for key in schemes}],
        "responses": {"204": {"description": "It"}},
    }
    api = exchange({"/a": {"get": read}}, components={"securitySchemes": schemes})
    api.answer(status=204, content=b"")
    api.client.with_options(**{f"a{number}": str(number) for number in range(20)}).read()
    assert [api.header(f"x-{number}") for number in range(20)] == list(map(str, range(20)))
