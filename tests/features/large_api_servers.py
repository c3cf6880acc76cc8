"""What five large APIs do with the requests of a list or a stream, as far as their documentation says it.

Requests that they would refuse are refused here: without credentials, with a page size out of range, with a cursor
that the server has not made.
"""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

COUNT = 23
FOUND = 40
"""What GitHub says that a search has found; it returns no more than `COUNT` of them."""
WORDS = ["Hel", "lo", " wor", "ld"]


class Refused(Exception):
    """A request that the API refuses."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def _number(request: Request, name: str, usual: int, most: int | None = None) -> int:
    """Return a number of the query, from 1 on."""
    text = request.query_params.get(name, str(usual))
    if not text.isdecimal() or int(text) < 1 or (most is not None and int(text) > most):
        raise Refused(422, {"message": f"{name} is out of range"})
    return int(text)


# GitHub: an array, or an object that has one, and links in a header.


def _github_links(request: Request, path: str, numbers: dict[str, int]) -> dict[str, str]:
    size = request.query_params.get("per_page")
    kept = f"per_page={size}&" if size else ""
    base = f"{str(request.base_url).rstrip('/')}{path}"
    links = [f'<{base}?{kept}page={to}>; rel="{name}"' for name, to in numbers.items()]
    return {"Link": ", ".join(links)} if links else {}


def _github_numbers(request: Request) -> tuple[list[int], dict[str, int]]:
    size, page = _number(request, "per_page", 30, 100), _number(request, "page", 1)
    last = -(-COUNT // size)
    numbers = {}
    if page > 1:
        numbers["prev"] = page - 1
    if page < last:
        numbers |= {"next": page + 1, "last": last}
    if page > 1:
        numbers["first"] = 1
    return [*range(COUNT)][(page - 1) * size : page * size], numbers


def github_tags(request: Request) -> Response:
    """Return tags; the links are those of the repository's number, as GitHub's are."""
    shown, numbers = _github_numbers(request)
    commit = {"sha": "c5b97d5", "url": "https://api.github.com/commits/c5b97d5"}
    ball = "https://api.github.com/ball"
    tags = [
        {
            "name": f"v{n}",
            "commit": commit,
            "zipball_url": ball,
            "tarball_url": ball,
            "node_id": str(n),
        }
        for n in shown
    ]
    return JSONResponse(tags, headers=_github_links(request, "/repositories/1300192/tags", numbers))


def github_stargazers(request: Request) -> Response:
    """Return the times of stars, as GitHub does where that is asked for; the document has both kinds of arrays."""
    shown, numbers = _github_numbers(request)
    links = ("html_url", "followers_url", "following_url", "gists_url", "starred_url", "repos_url")
    more = ("subscriptions_url", "organizations_url", "events_url", "received_events_url")
    urls = dict.fromkeys((*links, *more, "url", "avatar_url"), "https://github.com/x")
    user = {**urls, "node_id": "n", "gravatar_id": None, "type": "User", "site_admin": False}
    stars = [
        {"starred_at": "2026-01-02T03:04:05Z", "user": {**user, "login": f"user{n}", "id": n}}
        for n in shown
    ]
    headers = _github_links(request, "/repositories/1300192/stargazers", numbers)
    return JSONResponse(stars, headers=headers)


def github_topics(request: Request) -> Response:
    """Return what a search found. It counts more than it returns, and refuses pages beyond that."""
    shown, numbers = _github_numbers(request)
    if not shown:
        raise Refused(422, {"message": f"Only the first {COUNT} search results are available"})
    items = [
        {
            "name": f"topic{n}",
            "display_name": None,
            "short_description": None,
            "description": None,
            "created_by": None,
            "released": None,
            "created_at": "2016-12-17T20:30:44Z",
            "updated_at": "2016-12-17T20:30:44Z",
            "featured": False,
            "curated": True,
            "score": 1.0,
        }
        for n in shown
    ]
    body = {"total_count": FOUND, "incomplete_results": False, "items": items}
    return JSONResponse(body, headers=_github_links(request, "/search/topics", numbers))


def github_deliveries(request: Request) -> Response:
    """Return deliveries of a webhook, after a cursor that only the links have."""
    size, cursor = _number(request, "per_page", 30, 100), request.query_params.get("cursor")
    start = 0 if cursor is None else _cursor(cursor)
    shown = [*range(COUNT)][start : start + size]
    deliveries = [
        {
            "id": n,
            "guid": f"g{n}",
            "delivered_at": "2021-05-12T20:33:44Z",
            "redelivery": False,
            "duration": 0.3,
            "status": "OK",
            "status_code": 200,
            "event": "issues",
            "action": "opened",
            "installation_id": None,
            "repository_id": None,
        }
        for n in shown
    ]
    url = request.url.include_query_params(cursor=_token(start + size))
    more = {"Link": f'<{url}>; rel="next"'} if start + size < COUNT else {}
    return JSONResponse(deliveries, headers=more)


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(f"after {start}".encode()).decode()


def _cursor(token: str) -> int:
    """Return where a page begins, by a token that this server made."""
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("after "))
    except ValueError:
        raise Refused(400, {"message": f"Invalid cursor: {token}"}) from None


# Stripe: `has_more`, after an id; searches have a token instead.


def _after_id(request: Request, name: str, ids: list[str]) -> int:
    """Return where a page begins, by the id of the item before it."""
    given = request.query_params.get(name)
    if given is not None and given not in ids:
        missing = {"code": "resource_missing", "message": f"No such item: {given}"}
        raise Refused(400, {"error": {**missing, "type": "invalid_request_error", "param": name}})
    return 0 if given is None else ids.index(given) + 1


def stripe_tax_codes(request: Request) -> Response:
    """Return tax codes."""
    ids = [f"txcd_{n:08}" for n in range(COUNT)]
    start, size = _after_id(request, "starting_after", ids), _number(request, "limit", 10, 100)
    data = [
        {"id": each, "object": "tax_code", "name": each, "description": "A good"}
        for each in ids[start : start + size]
    ]
    more = start + size < COUNT
    return JSONResponse({"object": "list", "url": "/v1/tax_codes", "has_more": more, "data": data})


def stripe_search(request: Request) -> Response:
    """Return what a search for prices found."""
    if "query" not in request.query_params:
        raise Refused(400, {"error": {"message": "Missing required param: query."}})
    page, size = request.query_params.get("page"), _number(request, "limit", 10, 100)
    start = 0 if page is None else _cursor(page)
    price = {
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": 1,
        "currency": "usd",
        "livemode": False,
        "metadata": {},
        "product": "prod_1",
        "type": "one_time",
    }
    data = [{**price, "id": f"price_{n}"} for n in [*range(COUNT)][start : start + size]]
    body = {"object": "search_result", "url": "/v1/prices/search", "data": data}
    token = _token(start + size) if start + size < COUNT else None
    return JSONResponse({**body, "has_more": token is not None, "next_page": token})


# OpenAI: `has_more` and the last id, or a cursor; tokens for days.


def _page_after(request: Request, ids: list[str], most: int = 100) -> tuple[list[str], bool]:
    start, size = _after_id(request, "after", ids), _number(request, "limit", 20, most)
    return ids[start : start + size], start + size < len(ids)


def openai_files(request: Request) -> Response:
    """Return files."""
    ids, more = _page_after(request, [f"file-{n}" for n in range(COUNT)], 10_000)
    file = {
        "object": "file",
        "bytes": 1,
        "created_at": 1,
        "expires_at": 2,
        "filename": "a.jsonl",
        "purpose": "batch",
        "status": "processed",
    }
    ends = {"first_id": ids[0], "last_id": ids[-1]} if ids else {"first_id": None, "last_id": None}
    data = [{**file, "id": each} for each in ids]
    return JSONResponse({"object": "list", "data": data, "has_more": more, **ends})


def openai_events(request: Request) -> Response:
    """Return events of a job; only the items say where they end."""
    ids, more = _page_after(request, [f"ftevent-{n}" for n in range(COUNT)])
    event = {"object": "fine_tuning.job.event", "created_at": 1, "level": "info", "message": "m"}
    data = [{**event, "id": each} for each in ids]
    return JSONResponse({"object": "list", "data": data, "has_more": more})


def openai_groups(request: Request) -> Response:
    """Return groups, which have no `id`: `next` is what to go on after."""
    ids, more = _page_after(request, [f"group_{n}" for n in range(COUNT)])
    group = {
        "object": "project.group",
        "project_id": "p",
        "group_name": "Support",
        "group_type": "group",
        "created_at": 1,
    }
    data = [{**group, "group_id": each} for each in ids]
    cursor = ids[-1] if more else None
    return JSONResponse({"object": "list", "data": data, "has_more": more, "next": cursor})


def openai_costs(request: Request) -> Response:
    """Return what each day has cost."""
    _number(request, "start_time", 0)
    page, size = request.query_params.get("page"), _number(request, "limit", 7, 180)
    start = 0 if page is None else _cursor(page)
    shown = [*range(COUNT)][start : start + size]
    data = [{"object": "bucket", "start_time": n, "end_time": n + 1} for n in shown]
    token = _token(start + size) if start + size < COUNT else None
    body = {"object": "page", "data": data, "has_more": token is not None, "next_page": token}
    return JSONResponse(body)


def _sent(frames: list[str]) -> StreamingResponse:
    async def chunks() -> AsyncIterator[str]:
        for frame in frames:
            yield frame

    return StreamingResponse(chunks(), media_type="text/event-stream")


async def openai_chat(request: Request) -> Response:
    """Return a completion, or its chunks and `[DONE]`."""
    asked = await request.json()
    if not asked.get("messages") or not isinstance(asked.get("model"), str):
        raise Refused(400, {"error": {"message": "you must provide a model and messages"}})
    head = {"id": "chatcmpl-1", "created": 1, "model": asked["model"]}
    if not asked.get("stream"):
        if "stream_options" in asked:
            raise Refused(400, {"error": {"message": "stream_options is for streams alone"}})
        message = {"role": "assistant", "content": "".join(WORDS), "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return JSONResponse({**head, "object": "chat.completion", "choices": [choice]})
    head["object"] = "chat.completion.chunk"
    deltas = [{"role": "assistant", "content": ""}, *({"content": word} for word in WORDS), {}]
    ends = [None] * (len(deltas) - 1) + ["stop"]
    chunks = [
        {**head, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": end}]}
        for delta, end in zip(deltas, ends, strict=True)
    ]
    if (asked.get("stream_options") or {}).get("include_usage"):
        counted = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
        chunks.append({**head, "choices": [], "usage": counted})
    return _sent([*(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks), "data: [DONE]\n\n"])


async def openai_responses(request: Request) -> Response:
    """Return a response, or the events of it; they end with the last one, without `[DONE]`."""
    asked = await request.json()
    text = "".join(WORDS)
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    made = {"id": "resp_1", "object": "response", "created_at": 1, "model": asked["model"]}
    made |= {"error": None, "status": "completed", "output": [{**item, "content": [part]}]}
    if not asked.get("stream"):
        return JSONResponse(made)
    started = {**made, "status": "in_progress", "output": []}
    at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    events: list[tuple[str, dict[str, Any]]] = [
        ("response.created", {"response": started}),
        ("response.in_progress", {"response": started}),
        (
            "response.output_item.added",
            {"output_index": 0, "item": {**item, "status": "in_progress", "content": []}},
        ),
        *(("response.output_text.delta", {**at, "delta": word, "logprobs": []}) for word in WORDS),
        ("response.output_text.done", {**at, "text": text, "logprobs": []}),
    ]
    if asked["input"] == "fail":
        failure = {"code": "server_error", "message": "The model failed"}
        failed = {**made, "status": "failed", "error": failure, "output": []}
        events.append(("response.failed", {"response": failed}))
    else:
        events.append(("response.completed", {"response": made}))
    numbered = [
        (name, {"type": name, "sequence_number": number, **values})
        for number, (name, values) in enumerate(events)
    ]
    return _sent([f"event: {name}\ndata: {json.dumps(event)}\n\n" for name, event in numbered])


# DigitalOcean: URLs in `links.pages`, of which the last page has no `next`; a page beyond the last is empty.


def _digitalocean(request: Request, name: str, item: Callable[[int], Any]) -> Response:
    size, page = _number(request, "per_page", 20, 200), _number(request, "page", 1)
    last = -(-COUNT // size)
    numbers = {"first": 1, "prev": page - 1} if page > 1 else {}
    if page < last:
        numbers |= {"next": page + 1, "last": last}
    urls = {
        key: str(request.url.include_query_params(page=to, per_page=size))
        for key, to in numbers.items()
    }
    items = [item(n) for n in range(COUNT)][(page - 1) * size : page * size]
    links = {"pages": urls} if urls else {}
    return JSONResponse({name: items, "links": links, "meta": {"total": COUNT}})


def digitalocean_keys(request: Request) -> Response:
    """Return keys for SSH."""
    key = {"public_key": "ssh-rsa AAAA", "name": "mine", "fingerprint": "3b:16"}
    return _digitalocean(request, "ssh_keys", lambda n: {**key, "id": n})


def digitalocean_tags(request: Request) -> Response:
    """Return tags."""
    return _digitalocean(request, "tags", lambda n: {"name": f"tag{n}"})


# Kubernetes: a token in the metadata, missing at the end, that expires.

EXPIRED = base64.urlsafe_b64encode(b"after 999").decode()


def _kubernetes(request: Request, kind: str) -> Response:
    token = request.query_params.get("continue")
    size = int(request.query_params.get("limit", COUNT))
    if token == EXPIRED:
        status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
        message = "The provided continue parameter is too old"
        raise Refused(410, {**status, "message": message, "reason": "Expired", "code": 410})
    start = 0 if token is None else _cursor(token)
    metadata: dict[str, Any] = {"resourceVersion": "10245"}
    if start + size < COUNT:
        left = COUNT - start - size
        metadata |= {"continue": _token(start + size), "remainingItemCount": left}
    names = [f"thing-{n}" for n in range(COUNT)][start : start + size]
    items = [{"metadata": {"name": name, "namespace": "default"}} for name in names]
    body = {"kind": kind, "apiVersion": "v1", "metadata": metadata, "items": items}
    return JSONResponse(body)


def kubernetes_config_maps(request: Request) -> Response:
    """Return configuration maps."""
    return _kubernetes(request, "ConfigMapList")


def kubernetes_secrets(request: Request) -> Response:
    """Return secrets."""
    return _kubernetes(request, "SecretList")


APIS: dict[str, dict[str, Any]] = {
    "github": {
        "/repos/{owner}/{repo}/tags": github_tags,
        "/repositories/1300192/tags": github_tags,
        "/repos/{owner}/{repo}/stargazers": github_stargazers,
        "/repositories/1300192/stargazers": github_stargazers,
        "/search/topics": github_topics,
        "/orgs/{org}/hooks/{hook_id}/deliveries": github_deliveries,
    },
    "stripe": {"/v1/tax_codes": stripe_tax_codes, "/v1/prices/search": stripe_search},
    "openai": {
        "/files": openai_files,
        "/fine_tuning/jobs/{job}/events": openai_events,
        "/organization/projects/{project}/groups": openai_groups,
        "/organization/costs": openai_costs,
        "/chat/completions": openai_chat,
        "/responses": openai_responses,
    },
    "digitalocean": {"/v2/account/keys": digitalocean_keys, "/v2/tags": digitalocean_tags},
    "kubernetes": {
        "/api/v1/namespaces/{namespace}/configmaps": kubernetes_config_maps,
        "/api/v1/namespaces/{namespace}/secrets": kubernetes_secrets,
    },
}


class Server:
    """A running API; `requests` are those that came, and `fails_at` is the number of one that it refuses once."""

    def __init__(self) -> None:
        self.base_url = ""
        self.requests: list[Request] = []
        self.fails_at = 0

    def reset(self, fails_at: int = 0) -> None:
        """Forget what came."""
        self.requests.clear()
        self.fails_at = fails_at

    @property
    def targets(self) -> list[str]:
        """The paths and queries of the requests."""
        return [str(each.url).removeprefix(self.base_url) for each in self.requests]

    def app(self, api: str) -> Starlette:
        """Return the application of one API."""
        routes = [
            Route(path, self._endpoint(handler), methods=["GET", "POST"])
            for path, handler in APIS[api].items()
        ]
        return Starlette(routes=routes)

    def _endpoint(self, handler: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            self.requests.append(request)
            if len(self.requests) == self.fails_at:
                return JSONResponse({"message": "unavailable"}, 503)
            if request.headers.get("authorization") != "Bearer secret":
                return JSONResponse({"message": "unauthorized"}, 401)
            try:
                answered = handler(request)
                return await answered if hasattr(answered, "__await__") else answered  # type: ignore[no-any-return]
            except Refused as refused:
                return JSONResponse(refused.body, refused.status)

        return endpoint


@contextmanager
def running(api: str) -> Iterator[Server]:
    """Run an API under uvicorn on loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    served = Server()
    served.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(served.app(api), log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
