"""Lists and streams of five large APIs: clients of excerpts of their documents, against servers that do as theirs."""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from specloom.build.understanding import describe, understand
from specloom.config import ClientConfig, Hints
from specloom.run.progress import SilentProgress

pytest.importorskip("uvicorn")
sys.path.insert(0, str(Path(__file__).parent))

from large_api_servers import COUNT, EXPIRED, WORDS, Server, running

DOCUMENTS = Path(__file__).with_name("large_apis")
CLASSES = {
    "github": "GitHub",
    "stripe": "Stripe",
    "openai": "OpenAI",
    "digitalocean": "DigitalOcean",
    "kubernetes": "Kubernetes",
}
SIZE = 10


@dataclass(frozen=True)
class Listing:
    """A list of an API: the method, what it is called with, what tells its items apart, and how many pages it has."""

    api: str
    method: str
    arguments: tuple[Any, ...]
    settings: Mapping[str, Any]
    key: str
    expected: Sequence[Any]
    pages: int = 3

    def of(self, client: Any) -> Callable[..., Any]:
        """Return the method."""
        found: Callable[..., Any] = attrgetter(self.method)(client)
        return found

    def call(self, client: Any, **more: Any) -> Any:
        """Call it."""
        return self.of(client)(*self.arguments, **self.settings, **more)

    def keys(self, items: Iterable[Any]) -> list[Any]:
        """Return what tells items apart."""
        return [*map(attrgetter(self.key), items)]


def _numbered(text: str) -> list[str]:
    return [text.format(number) for number in range(COUNT)]


NUMBERS = [*range(COUNT)]
THINGS = _numbered("thing-{}")
BY_LIMIT, BY_PER_PAGE = {"limit": SIZE}, {"per_page": SIZE}
LISTS = {
    "github tags": Listing(
        "github", "repos.list_tags", ("o", "r"), BY_PER_PAGE, "node_id", _numbered("{}")
    ),
    "github stargazers": Listing(
        "github",
        "activity.list_stargazers_for_repo",
        ("o", "r"),
        BY_PER_PAGE,
        "user.login",
        _numbered("user{}"),
    ),
    "github search": Listing(
        "github", "search.topics", (), {"q": "x", **BY_PER_PAGE}, "name", _numbered("topic{}")
    ),
    "github deliveries": Listing(
        "github", "orgs.list_webhook_deliveries", ("o", 1), BY_PER_PAGE, "id", NUMBERS
    ),
    "stripe tax codes": Listing(
        "stripe", "tax_codes.list", (), BY_LIMIT, "id", _numbered("txcd_{:08}")
    ),
    "stripe search": Listing(
        "stripe", "prices.get_search", (), {"query": "q", **BY_LIMIT}, "id", _numbered("price_{}")
    ),
    "openai files": Listing("openai", "files.list", (), BY_LIMIT, "id", _numbered("file-{}")),
    "openai events": Listing(
        "openai", "fine_tuning.list_events", ("j",), BY_LIMIT, "id", _numbered("ftevent-{}")
    ),
    "openai groups": Listing(
        "openai", "project_groups.list", ("p",), BY_LIMIT, "group_id", _numbered("group_{}")
    ),
    "openai costs": Listing(
        "openai", "usage.costs", (), {"start_time": 1, **BY_LIMIT}, "start_time", NUMBERS
    ),
    # The document does not say which properties `links.pages` has, so that pages are counted, up to an empty one.
    "digitalocean keys": Listing(
        "digitalocean", "ssh_keys.list", (), BY_PER_PAGE, "id", NUMBERS, pages=4
    ),
    "digitalocean tags": Listing(
        "digitalocean", "tags.list", (), BY_PER_PAGE, "name", _numbered("tag{}"), pages=4
    ),
    "kubernetes config maps": Listing(
        "kubernetes",
        "core_v1.list_namespaced_config_map",
        ("default",),
        BY_LIMIT,
        "metadata.name",
        THINGS,
    ),
    "kubernetes secrets": Listing(
        "kubernetes",
        "core_v1.list_namespaced_secret",
        ("default",),
        BY_LIMIT,
        "metadata.name",
        THINGS,
    ),
}
URLS = ("per_page=10", "page=2&per_page=10", "page=3&per_page=10")
MESSAGES = [{"role": "user", "content": "Say hello"}]
OVERLAID = "an overlay"
"""Clients whose pages are not detected, but said by the overlay that `specloom inspect --pages` writes."""


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Server]]:
    """Each API, running."""
    with contextlib.ExitStack() as stack:
        yield {api: stack.enter_context(running(api)) for api in CLASSES}


@pytest.fixture(scope="module")
def modules(
    module_client_of: Callable[..., ModuleType], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., ModuleType]:
    """Returns the client of an API, as its document is or with an overlay; it is generated once."""
    made: dict[tuple[str, str], ModuleType] = {}

    def module(api: str, with_what: str = "") -> ModuleType:
        if (api, with_what) not in made:
            text = (DOCUMENTS / f"{api}.json").read_text()
            settings: dict[str, Any] = {"group_by": None}
            if with_what:
                place = tmp_path_factory.mktemp("overlays") / "pages.yaml"
                place.write_text(_proposed(api) if with_what == OVERLAID else with_what)
                hints = Hints(pagination={"mode": "hints"})
                settings |= {"overlays": (str(place),), "hints": hints}
            made[api, with_what] = module_client_of(json.loads(text), **settings)
        return made[api, with_what]

    return module


def _proposed(api: str) -> str:
    config = ClientConfig(spec=str(DOCUMENTS / f"{api}.json"), output="unused")
    return describe(understand(config, SilentProgress()), "pages")


@contextlib.contextmanager
def opened(module: ModuleType, server: Server, **more: Any) -> Iterator[Any]:
    """Open the client of an API. Its responses must fit the document; each request has credentials."""
    name = CLASSES[_api(module)]
    with getattr(module, name)(**_settings(module, server), **more) as client:
        yield client


@contextlib.asynccontextmanager
async def async_opened(module: ModuleType, server: Server, **more: Any) -> AsyncIterator[Any]:
    """Open the asynchronous one."""
    name = CLASSES[_api(module)]
    async with getattr(module, f"Async{name}")(**_settings(module, server), **more) as client:
        yield client


def _api(module: ModuleType) -> str:
    return next(api for api, name in CLASSES.items() if hasattr(module, name))


def _settings(module: ModuleType, server: Server) -> dict[str, Any]:
    headers = {"Authorization": "Bearer secret"}
    return {"base_url": server.base_url, "headers": headers, "strict_responses": True}


@pytest.mark.parametrize("with_what", ["", OVERLAID], ids=["detected", "overlay"])
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.anyio
async def test_every_item_of_every_page(
    modules: Callable[..., ModuleType], servers: dict[str, Server], name: str, with_what: str
) -> None:
    """In both clients, with no request too many; credentials, options and retries hold on each page."""
    listing = LISTS[name]
    module, server = modules(listing.api, with_what), servers[listing.api]
    options = module.RequestOptions(headers={"x-trace": "t"}, max_retries=1)
    with opened(module, server) as client:
        server.reset(fails_at=2)
        assert listing.keys(listing.call(client, options=options)) == listing.expected
    assert {request.headers["x-trace"] for request in server.requests} == {"t"}
    assert len(server.requests) == listing.pages + 1
    async with async_opened(module, server) as client:
        server.reset(fails_at=2)
        items = [item async for item in listing.call(client, options=options)]
        assert listing.keys(items) == listing.expected
    assert {request.headers["x-trace"] for request in server.requests} == {"t"}
    assert len(server.requests) == listing.pages + 1


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.anyio
async def test_page_by_page(
    modules: Callable[..., ModuleType], servers: dict[str, Server], name: str
) -> None:
    """`pages()` yields pages of the size that was asked for, `next_page()` fetches one."""
    listing = LISTS[name]
    module, server = modules(listing.api), servers[listing.api]
    sizes, expected = [10, 10, 3, 0][: listing.pages], listing.expected
    with opened(module, server) as client:
        assert [len(page.items) for page in listing.call(client).pages()] == sizes
        page, walked = listing.call(client), []
        while page is not None:
            walked.append(listing.keys(page.items))
            page = page.next_page()
        assert walked == [expected[:10], expected[10:20], expected[20:], []][: listing.pages]
    async with async_opened(module, server) as client:
        assert [len(page.items) async for page in listing.call(client).pages()] == sizes
        page, again = await listing.call(client), []
        while page is not None:
            again.append(listing.keys(page.items))
            page = await page.next_page()
        assert again == walked


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.anyio
async def test_no_more_items_than_asked_for(
    modules: Callable[..., ModuleType], servers: dict[str, Server], name: str
) -> None:
    """`max_items` ends the items, and the requests."""
    listing = LISTS[name]
    module, server = modules(listing.api), servers[listing.api]
    options = module.RequestOptions(max_items=15)
    server.reset()
    with opened(module, server) as client:
        assert listing.keys(listing.call(client, options=options)) == listing.expected[:15]
    async with async_opened(module, server) as client:
        items = [item async for item in listing.call(client, options=options)]
        assert listing.keys(items) == listing.expected[:15]
    assert len(server.requests) == 4


@pytest.mark.parametrize("name", LISTS)
def test_hooks_and_raw_responses_of_pages(
    modules: Callable[..., ModuleType], servers: dict[str, Server], name: str
) -> None:
    """Hooks see every request; the raw response has the page."""
    listing = LISTS[name]
    module, server = modules(listing.api), servers[listing.api]
    seen: list[Any] = []
    with opened(module, server, hooks=module.Hooks(before_request=[seen.append])) as client:
        raw = module.raw_response(listing.of(client))(*listing.arguments, **listing.settings)
        assert raw.status == 200
        assert listing.keys(raw.parsed) == listing.expected
    assert len(seen) == listing.pages


@pytest.mark.anyio
async def test_a_next_url_that_a_hint_names(
    modules: Callable[..., ModuleType], servers: dict[str, Server]
) -> None:
    """The last page is the one whose `links.pages` has no `next`, so that there is no request for an empty one."""
    hint = {"kind": "next-url", "next-url": "links.pages.next", "items": "ssh_keys"}
    action = {
        "target": "$.paths['/v2/account/keys'].get",
        "update": {"x-specloom-pagination": hint},
    }
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "Pages", "version": "1"},
        "actions": [action],
    }
    module, server = modules("digitalocean", json.dumps(overlay)), servers["digitalocean"]
    targets = [f"/v2/account/keys?{query}" for query in URLS]
    server.reset()
    with opened(module, server) as client:
        assert [key.id for key in client.ssh_keys.list(per_page=SIZE)] == NUMBERS
    assert server.targets == targets
    server.reset()
    async with async_opened(module, server) as client:
        assert [key.id async for key in client.ssh_keys.list(per_page=SIZE)] == NUMBERS
    assert server.targets == targets


@pytest.mark.anyio
async def test_a_token_that_has_expired(
    modules: Callable[..., ModuleType], servers: dict[str, Server]
) -> None:
    """What the server says is the error, on the page that it says it of."""
    module, server = modules("kubernetes"), servers["kubernetes"]
    errors = importlib.import_module(f"{module.__name__}.errors")
    arguments = {"continue_": EXPIRED, "limit": SIZE}
    with opened(module, server) as client, pytest.raises(errors.ApiError) as caught:
        client.core_v1.list_namespaced_config_map("default", **arguments)
    assert caught.value.status == 410
    assert "The provided continue parameter is too old" in str(caught.value)
    with pytest.raises(errors.ApiError, match="too old"):
        async with async_opened(module, server) as client:
            await client.core_v1.list_namespaced_config_map("default", **arguments)


@pytest.mark.anyio
async def test_chunks_of_a_chat(
    modules: Callable[..., ModuleType], servers: dict[str, Server]
) -> None:
    """They end with `[DONE]`; the method without a stream gets the whole completion."""
    module, server = modules("openai"), servers["openai"]
    arguments = {"model": "gpt-4o", "messages": MESSAGES}
    counted = {**arguments, "stream_options": {"include_usage": True}}
    text = "".join(WORDS)
    with opened(module, server) as client:
        completion = client.chat.create_completion(**arguments)
        assert completion.choices[0].message.content == text
        with client.chat.create_completion_stream(**arguments) as stream:
            chunks = [*stream]
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == text
        assert chunks[-1].choices[0].finish_reason == "stop"
        *_, last = client.chat.create_completion_stream(**counted)
        assert (last.choices, last.usage.total_tokens) == ([], 7)
    async with async_opened(module, server) as client:
        completion = await client.chat.create_completion(**arguments)
        assert completion.choices[0].message.content == text
        async with client.chat.create_completion_stream(**arguments) as stream:
            again = [chunk async for chunk in stream]
        assert again == chunks
        counts = [chunk.usage async for chunk in client.chat.create_completion_stream(**counted)]
        assert counts[-1].total_tokens == 7


@pytest.mark.anyio
async def test_events_of_a_response(
    modules: Callable[..., ModuleType], servers: dict[str, Server]
) -> None:
    """Each is of the type that its `type` says; one that the document does not have is there, too."""
    module, server = modules("openai"), servers["openai"]
    models = importlib.import_module(f"{module.__name__}.models")
    arguments = {"model": "gpt-4o", "input": "Say hello"}
    kinds = ["Created", None, "OutputItemAdded", *(["TextDelta"] * len(WORDS)), "TextDone"]

    def check(events: list[Any], last: str) -> None:
        assert [event.sequence_number for event in events if hasattr(event, "sequence_number")]
        expected = [kind and f"Response{kind}Event" for kind in [*kinds, last]]
        assert [_kind(event, models) for event in events] == expected
        texts = [event for event in events if isinstance(event, models.ResponseTextDeltaEvent)]
        assert [event.delta for event in texts] == WORDS

    with opened(module, server) as client:
        response = client.responses.create(**arguments)
        assert response.output[0].content[0].text == "".join(WORDS)
        with client.responses.create_stream(**arguments) as stream:
            events = [*stream]
        check(events, "Completed")
        assert events[-1].response == response
        failed = [*client.responses.create_stream(model="gpt-4o", input="fail")]
        check(failed, "Failed")
        assert failed[-1].response.error.message == "The model failed"
    async with async_opened(module, server) as client:
        assert await client.responses.create(**arguments) == response
        async with client.responses.create_stream(**arguments) as stream:
            check([event async for event in stream], "Completed")


def _kind(event: Any, models: ModuleType) -> str | None:
    """Return the model of an event; None for what the document does not have."""
    name = type(event).__name__
    return name if hasattr(models, name) else None
