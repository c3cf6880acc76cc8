"""Streams: from what a document says of them to the items that come out, and what is asked for."""

from __future__ import annotations

import importlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest

STRING = {"type": "string"}
CHUNK = {
    "type": "object",
    "required": ["delta"],
    "properties": {"delta": STRING, "index": {"type": "integer"}},
}
ITEM = {"$ref": "#/components/schemas/Chunk"}
ERROR = {"type": "object", "properties": {"message": STRING, "code": STRING}}
SCHEMAS = {
    "Chunk": CHUNK,
    "Chat": {"type": "object", "properties": {"text": STRING}},
    "Problem": ERROR,
}
EVENTS = "text/event-stream"
JSON_DATA = {"contentMediaType": "application/json", "contentSchema": ITEM}


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body in pieces; one that is an exception is raised. `closed` counts how often it was closed."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self._pieces = pieces
        self.closed = 0
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.read += 1
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


class Server:
    """A server in memory: it returns its responses in turn, and keeps the requests."""

    def __init__(self, module: ModuleType, *responses: httpx2.Response) -> None:
        self.module = module
        self.models = importlib.import_module(f"{module.__name__}.models")
        self.errors = importlib.import_module(f"{module.__name__}.errors")
        self.requests: list[httpx2.Request] = []
        self._responses = list(responses)

    def client(self, **settings: Any) -> Any:
        transport = httpx2.MockTransport(self._handle)
        settings = {"max_retries": 0, "http_client": httpx2.Client(transport=transport), **settings}
        return self.module.Feature(**settings)

    def async_client(self, **settings: Any) -> Any:
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self._handle))
        return self.module.AsyncFeature(**{"max_retries": 0, "http_client": client, **settings})

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self._responses.pop(0)


def stream(
    *pieces: bytes | Exception, media_type: str = EVENTS, status: int = 200
) -> httpx2.Response:
    return httpx2.Response(status, headers={"content-type": media_type}, stream=Pieces(*pieces))


def operation(content: dict[str, Any], **rest: Any) -> dict[str, Any]:
    responses = {"200": {"description": "ok", "content": content}, **rest.pop("responses", {})}
    return {"operationId": "listen", "responses": responses, **rest}


def document(verb: str = "get", *, version: str = "3.1.0", **parts: Any) -> dict[str, Any]:
    return {
        "openapi": version,
        "info": {"title": "Feature", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/listen": {verb: operation(**parts)}},
        "components": {"schemas": SCHEMAS},
    }


def chat(stream: dict[str, Any] | None, **rest: Any) -> dict[str, Any]:
    """Return an operation that answers JSON, or a stream where its body says so."""
    properties = {"prompt": STRING, **({"stream": stream} if stream else {})}
    body = {"type": "object", "required": ["prompt"], "properties": properties}
    return document(
        "post",
        content={
            "application/json": {"schema": {"$ref": "#/components/schemas/Chat"}},
            EVENTS: {"schema": ITEM},
        },
        requestBody={"required": True, "content": {"application/json": {"schema": body}}},
        **rest,
    )


def read_both(server: Callable[[], Server], settings: dict[str, Any] | None = None) -> list[Any]:
    """Return what both clients make of a stream, which must be the same."""
    with server().client(**(settings or {})) as client:
        items = list(client.listen())

    async def main() -> list[Any]:
        async with server().async_client(**(settings or {})) as client:
            return [item async for item in client.listen()]

    assert anyio.run(main) == items
    return items


@pytest.mark.parametrize(
    ("version", "content"),
    [
        ("3.1.0", {EVENTS: {"schema": ITEM}}),
        ("3.0.3", {EVENTS: {"schema": ITEM}}),
        ("3.1.0", {EVENTS: {"schema": {"type": "array", "items": ITEM}}}),
        ("3.2.0", {EVENTS: {"itemSchema": ITEM}}),
        ("3.1.0", {EVENTS: {"itemSchema": {"properties": {"data": JSON_DATA}}}}),
        ("3.2.0", {EVENTS: {"itemSchema": {"properties": {"data": ITEM, "id": STRING}}}}),
        (
            "3.2.0",
            {EVENTS: {"itemSchema": {"properties": {"data": JSON_DATA, "event": {"const": "x"}}}}},
        ),
        ("3.1.0", {EVENTS: {"schema": {"properties": {"event": STRING, "data": ITEM}}}}),
    ],
)
def test_the_type_of_events(
    client_of: Callable[..., ModuleType], version: str, content: dict[str, Any]
) -> None:
    """The items are the data, however the document says what that is."""
    module = client_of(document(version=version, content=content))
    body = b'data: {"delta": "a"}\n\n: ping\n\ndata: {"delta": "b",\ndata: "new": 1}\n\ndata: [DONE]\n\n'
    found = read_both(lambda: Server(module, stream(body[:30], body[30:31], body[31:])))
    models = importlib.import_module(f"{module.__name__}.models")
    assert found == [models.Chunk(delta="a"), models.Chunk.model_validate({"delta": "b", "new": 1})]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/jsonl", b'{"delta": "a"}\n\n{"delta": "b"}'),
        ("application/x-ndjson", b'{"delta": "a"}\r\n{"delta": "b"}\r\n'),
        ("application/json-seq", b'\x1e{"delta": "a"}\n\x1e{"delta": "b"}\n'),
        ("application/geo+json-seq", b'\x1e{"delta": "a"}\n\x1e{"delta": "b"}\n'),
    ],
)
@pytest.mark.parametrize("key", ["schema", "itemSchema"])
def test_the_type_of_sequences(
    client_of: Callable[..., ModuleType], media_type: str, body: bytes, key: str
) -> None:
    module = client_of(document(content={media_type: {key: ITEM}}))
    found = read_both(lambda: Server(module, stream(body[:9], body[9:], media_type=media_type)))
    assert [item.delta for item in found] == ["a", "b"]
    assert Server(module).client().listen.__annotations__["return"] == "Stream[models.Chunk]"


def test_nothing_is_said_of_sequences_that_are_read(exchange: Any) -> None:
    """A document of OpenAPI 3.1 may say `itemSchema`, as FastAPI writes it."""
    paths = document(content={EVENTS: {"itemSchema": {"properties": {"data": JSON_DATA}}}})["paths"]
    assert exchange(paths, schemas=SCHEMAS).diagnostics == ()


NAMED = {
    "type": "object",
    "required": ["event"],
    "properties": {"event": STRING, "data": STRING},
    "oneOf": [
        {"properties": {"event": {"const": "text"}}},
        {"properties": {"event": {"enum": ["add", "set"]}, "data": JSON_DATA}},
    ],
}


def test_events_with_names(client_of: Callable[..., ModuleType], type_errors: Any) -> None:
    """Where several names are listed, an item has its name, and data of the type that belongs to it."""
    module = client_of(document(version="3.2.0", content={EVENTS: {"itemSchema": NAMED}}))
    body = (
        b'id: 1\nevent: text\ndata: [DONE]\n\nevent: set\ndata: {"delta": "a"}\n\n'
        b'event: other\ndata: {"x": 1}\n\nevent: another\ndata: plain\n\n'
    )
    found = read_both(lambda: Server(module, stream(body)))
    chunk = importlib.import_module(f"{module.__name__}.models").Chunk(delta="a")
    event = module.NamedEvent
    assert found == [
        event("text", "[DONE]", "1"),
        event("set", chunk, "1"),
        event("other", {"x": 1}, "1"),
        event("another", "plain", "1"),
    ]
    code = f"""
from {module.__name__} import Feature
for item in Feature().listen():
    if item.event == "text":
        print(item.data.upper())
    else:
        print(item.data.delta, item.data.upper())
"""
    assert type_errors(module, code) == [
        '7: error: "Chunk" has no attribute "upper"  [attr-defined]'
    ]


def test_events_of_which_nothing_is_said(client_of: Callable[..., ModuleType]) -> None:
    """They are returned as they came, errors and sentinels among them."""
    module = client_of(document(content={EVENTS: {"schema": STRING}}))
    body = b"id: 1\nretry: 5\nevent: error\ndata: a\ndata: b\n\ndata: [DONE]\n\n"
    event = module.ServerSentEvent
    assert read_both(lambda: Server(module, stream(body))) == [
        event("error", "a\nb", "1", 5),
        event("message", "[DONE]", "1"),
    ]


def test_typed_streams_show_their_events_too(client_of: Callable[..., ModuleType]) -> None:
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    body = b'id: 7\nevent: e\ndata: {"delta": "a"}\n\n'
    with Server(module, stream(body)).client().listen() as found:
        assert list(found.events()) == [module.ServerSentEvent("e", '{"delta": "a"}', "7")]
        assert found.last_event_id == "7"


# --- JSON or a stream


@pytest.mark.parametrize("usual", [None, False, True])
def test_two_methods(client_of: Callable[..., ModuleType], usual: bool | None) -> None:
    """The property that switches is no argument: each method sends what it needs."""
    default = {} if usual is None else {"default": usual}
    module = client_of(chat({"type": ["boolean", "null"], **default}))
    server = Server(
        module, httpx2.Response(200, json={"text": "a"}), stream(b'data: {"delta": "a"}\n\n')
    )
    with server.client() as client:
        assert client.listen(prompt="p").text == "a"
        assert [item.delta for item in client.listen_stream(prompt="p")] == ["a"]
        for method in (client.listen, client.listen_stream):
            with pytest.raises(TypeError, match="stream"):
                method(prompt="p", stream=True)
    plain, streaming = server.requests
    assert json.loads(plain.content) == {"prompt": "p", **({"stream": False} if usual else {})}
    assert json.loads(streaming.content) == {"prompt": "p", "stream": True}
    assert plain.headers["accept"] == "application/json"
    assert streaming.headers["accept"] == EVENTS


def test_two_methods_without_a_switch(client_of: Callable[..., ModuleType]) -> None:
    """What is accepted decides."""
    server = Server(client_of(chat(None)), stream(b'data: {"delta": "a"}\n\n'))
    assert [item.delta for item in server.client().listen_stream(prompt="p")] == ["a"]
    assert json.loads(server.requests[0].content) == {"prompt": "p"}


def test_a_body_as_a_whole_is_switched_too(client_of: Callable[..., ModuleType]) -> None:
    made = chat({"type": "boolean"})
    body = made["paths"]["/listen"]["post"]["requestBody"]["content"]["application/json"]
    made["components"] = {
        "schemas": {
            **SCHEMAS,
            "Ask": {
                "type": ["object", "null"],
                **{k: v for k, v in body["schema"].items() if k != "type"},
            },
        }
    }
    body["schema"] = {
        "oneOf": [{"$ref": "#/components/schemas/Ask"}, {"$ref": "#/components/schemas/Chat"}]
    }
    made["paths"]["/listen"]["post"]["x-specloom-stream"] = {}
    module = client_of(made)
    server = Server(module, stream(b'data: {"delta": "a"}\n\n'))
    assert len(list(server.client().listen_stream(body={"prompt": "p"}))) == 1


@pytest.mark.parametrize("place", ["document", "configuration"])
def test_the_hint(client_of: Callable[..., ModuleType], place: str) -> None:
    """A hint names the switch, its value, and the text that ends the stream."""
    made = chat({"type": "boolean"})
    post = made["paths"]["/listen"]["post"]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    schema["properties"]["format"] = STRING
    hint = {"property": "format", "value": "sse", "sentinel": "[END]"}
    settings: dict[str, Any] = {}
    if place == "document":
        post["x-specloom-stream"] = hint
    else:
        from specloom.config import Hints

        settings["hints"] = Hints(stream={"listen": hint})
    module = client_of(made, **settings)
    body = b'data: {"delta": "a"}\n\ndata: [END]\n\ndata: {"delta": "b"}\n\n'
    server = Server(module, stream(body), httpx2.Response(200, json={}))
    with server.client() as client:
        assert [item.delta for item in client.listen_stream(prompt="p", stream=False)] == ["a"]
        client.listen(prompt="p", format="x")
    assert json.loads(server.requests[0].content) == {
        "prompt": "p",
        "stream": False,
        "format": "sse",
    }
    assert json.loads(server.requests[1].content) == {"prompt": "p", "format": "x"}


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ({"property": "nothing"}, "has no property of the body 'nothing'"),
        ({"parameter": "nothing"}, "has no query parameter 'nothing'"),
        ({"property": 1}, "takes the texts property, parameter, sentinel"),
        (
            {"proprety": "stream"},
            "unknown field 'proprety' of x-specloom-stream; did you mean 'property'",
        ),
    ],
)
def test_wrong_hints(exchange: Any, hint: dict[str, Any], said: str) -> None:
    paths = chat({"type": "boolean"}, **{"x-specloom-stream": hint})["paths"]
    messages = [each.message for each in exchange(paths, schemas=SCHEMAS).diagnostics]
    assert any(said in message for message in messages), messages


def test_a_hint_where_nothing_streams(exchange: Any) -> None:
    paths = document(
        content={"application/json": {"schema": ITEM}}, **{"x-specloom-stream": {"property": "x"}}
    )["paths"]
    (message,) = [each.message for each in exchange(paths, schemas=SCHEMAS).diagnostics]
    assert message == "x-specloom-stream: the operation has no response that is a stream"


# --- what may go wrong


def test_an_error_before_the_stream(client_of: Callable[..., ModuleType]) -> None:
    """It is read whole, and is the error that the document declares; the connection is free again."""
    problem = {
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    }
    made = document(
        content={EVENTS: {"schema": ITEM}}, responses={"404": {"description": "none", **problem}}
    )
    body = Pieces(b'{"message": "no ', b'such thing", "code": "c"}')
    answer = httpx2.Response(404, headers={"content-type": "application/json"}, stream=body)
    server = Server(client_of(made), answer)
    with pytest.raises(server.errors.Problem) as caught:
        server.client().listen()
    assert (caught.value.status, caught.value.message, caught.value.code) == (
        404,
        "no such thing",
        "c",
    )
    assert body.closed == 1


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_what_is_no_stream(client_of: Callable[..., ModuleType], kind: str) -> None:
    server = Server(
        client_of(document(content={EVENTS: {"schema": ITEM}})),
        stream(b'{"a": 1}', media_type=kind),
    )
    with pytest.raises(server.errors.ResponseDecodeError, match=f"no stream but {kind}") as caught:
        server.client().listen()
    assert caught.value.content == b'{"a": 1}'


def test_nothing_to_stream(client_of: Callable[..., ModuleType]) -> None:
    """204 is a stream without items."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    assert read_both(lambda: Server(module, httpx2.Response(204))) == []


@pytest.mark.parametrize(
    "error",
    [httpx2.ReadError("reset"), httpx2.RemoteProtocolError("incomplete chunked read")],
)
def test_a_connection_that_breaks(client_of: Callable[..., ModuleType], error: Exception) -> None:
    """What came is returned before; nothing is requested again."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    server = Server(module, stream(b'data: {"delta": "a"}\n\ndata: {"del', error))
    items = []
    with pytest.raises(
        server.errors.ApiConnectionError, match=r"GET .*/listen \(listen\)"
    ) as caught:
        for item in server.client(max_retries=5).listen():
            items.append(item.delta)
    assert (items, caught.value.__cause__, len(server.requests)) == (["a"], error, 1)


def test_a_chunk_that_does_not_come(client_of: Callable[..., ModuleType]) -> None:
    server = Server(
        client_of(document(content={EVENTS: {"schema": ITEM}})), stream(httpx2.ReadTimeout("slow"))
    )
    with pytest.raises(server.errors.ApiTimeoutError):
        list(server.client().listen())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'event: error\ndata: {"message": "overloaded", "code": "c"}\n\n', "overloaded"),
        (b"event: error\ndata: plain words\n\n", "plain words"),
        (b'data: {"error": {"message": "overloaded", "code": "c"}}\n\n', "overloaded"),
    ],
)
def test_errors_within_the_stream(
    client_of: Callable[..., ModuleType], body: bytes, message: str
) -> None:
    """They are raised as all errors of the server are, after the items before them."""
    server = Server(
        client_of(document(content={EVENTS: {"schema": ITEM}})),
        stream(b'data: {"delta": "a"}\n\n' + body + b'data: {"delta": "b"}\n\n'),
    )
    found = server.client().listen()
    assert next(found).delta == "a"
    with pytest.raises(server.errors.ApiError) as caught:
        next(found)
    assert (caught.value.status, caught.value.message) == (200, message)
    assert caught.value.headers["content-type"] == EVENTS


def test_errors_that_the_document_describes(client_of: Callable[..., ModuleType]) -> None:
    """They are items like others."""
    error = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"const": "error"}, "message": STRING},
    }
    union = {"oneOf": [{"$ref": "#/components/schemas/Failed"}, ITEM]}
    made = document(content={EVENTS: {"schema": union}})
    made["components"] = {"schemas": {**SCHEMAS, "Failed": error}}
    module = client_of(made)
    (item,) = (
        Server(module, stream(b'event: error\ndata: {"type": "error", "message": "m"}\n\n'))
        .client()
        .listen()
    )
    assert item.message == "m"


def test_what_is_not_json(client_of: Callable[..., ModuleType]) -> None:
    server = Server(
        client_of(document(content={EVENTS: {"schema": ITEM}})), stream(b"data: nothing\n\n")
    )
    with pytest.raises(server.errors.ResponseDecodeError, match="not JSON") as caught:
        list(server.client().listen())
    assert caught.value.content == b"nothing"


def test_what_does_not_fit(client_of: Callable[..., ModuleType], caplog: Any) -> None:
    """It keeps its JSON value, and is told once; a strict client raises."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    body = b'data: {"delta": 5}\n\ndata: {"delta": 6}\n\n'
    with caplog.at_level("WARNING"):
        assert [item.delta for item in Server(module, stream(body)).client().listen()] == [5, 6]
    assert len(caplog.records) == 1
    server = Server(module, stream(body))
    with pytest.raises(server.errors.ResponseValidationError) as caught:
        list(server.client(strict_responses=True).listen())
    assert (caught.value.paths, caught.value.content) == (("$.delta",), b'{"delta": 5}')


def test_the_largest_event(client_of: Callable[..., ModuleType]) -> None:
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    server = Server(module, stream(b'data: {"delta": "a"}\n\ndata: {"delta": "' + b"x" * 100))
    found = server.client().listen(options=module.RequestOptions(max_event_bytes=50))
    assert next(found).delta == "a"
    with pytest.raises(
        server.errors.ResponseDecodeError, match=r"\(listen\): an event is larger than 50 bytes"
    ):
        next(found)


# --- leaving, and coming back


def test_a_stream_that_is_left_is_closed(client_of: Callable[..., ModuleType]) -> None:
    """By leaving the loop, by the end of the block, by `close`, or when nobody has it any more."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    many = [b'data: {"delta": "a"}\n\n'] * 100

    def leave(found: Any, way: str) -> None:
        if way == "loop":
            for _ in found:
                break
        elif way == "block":
            with found:
                next(found)
        elif way == "close":
            next(found)
            found.close()
            found.close()
            with pytest.raises(RuntimeError, match="closed before its end"):
                next(found)

    for way in ("loop", "block", "close", "nobody"):
        body = Pieces(*many)
        answer = httpx2.Response(200, headers={"content-type": EVENTS}, stream=body)
        leave(Server(module, answer).client().listen(), way)
        assert body.closed >= 1, way
        assert body.read < 3, way


def test_an_asynchronous_stream_that_is_left_is_closed(
    client_of: Callable[..., ModuleType],
) -> None:
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))

    async def main() -> None:
        for way in ("block", "awaited block", "close", "cancelled"):
            body = Pieces(*[b'data: {"delta": "a"}\n\n'] * 100)
            answer = httpx2.Response(200, headers={"content-type": EVENTS}, stream=body)
            client = Server(module, answer).async_client()
            if way == "block":
                async with client.listen() as found:
                    assert found.response.status == 200
                    async for _ in found:
                        break
            elif way == "awaited block":
                async with await client.listen() as found:
                    assert (await anext(found)).delta == "a"
            elif way == "close":
                found = await client.listen()
                await anext(found)
                await found.close()
            else:
                with anyio.CancelScope() as scope:
                    async for _ in client.listen():
                        scope.cancel()
                        await anyio.sleep(0)
                for _ in range(5):  # the event loop closes what a loop has left
                    await anyio.sleep(0)
            assert body.closed >= 1, way

    anyio.run(main)


def test_nothing_is_requested_before_an_asynchronous_stream_is_used(
    client_of: Callable[..., ModuleType],
) -> None:
    server = Server(client_of(document(content={EVENTS: {"schema": ITEM}})))
    found = server.async_client().listen()
    with pytest.raises(RuntimeError, match="has not been opened"):
        _ = found.response
    assert server.requests == []
    assert repr(found) == "<new AsyncStream of listen>"


def test_reconnecting(client_of: Callable[..., ModuleType]) -> None:
    """A stream that broke, or ended, goes on after the last event, until the server says 204."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    lost = httpx2.ReadError("reset")

    def server() -> Server:
        return Server(
            module,
            stream(
                b'retry: 1\nid: 1\ndata: {"delta": "a"}\n\nid: 2\ndata: {"delta": "lost"}\n', lost
            ),
            stream(b'data: {"delta": "b"}\n\nid: 3\n\n'),
            httpx2.Response(204),
        )

    kept: list[Server] = []

    def keeping() -> Server:
        kept.append(server())
        return kept[-1]

    options = module.RequestOptions(reconnect=1, headers={"x-own": "1"})
    with keeping().client() as client:
        assert [item.delta for item in client.listen(options=options)] == ["a", "b"]

    async def main() -> list[str]:
        async with keeping().async_client() as client:
            return [item.delta async for item in client.listen(options=options)]

    assert anyio.run(main) == ["a", "b"]
    for each in kept:
        ids = [request.headers.get("last-event-id") for request in each.requests]
        assert ids == [None, "1", "3"]
        assert [request.headers["x-own"] for request in each.requests] == ["1"] * 3


def test_reconnecting_has_an_end(client_of: Callable[..., ModuleType]) -> None:
    """So many times in a row, without an event in between, and not after a sentinel or an error of the server."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    lost = httpx2.ReadError("reset")
    server = Server(module, *[stream(b"retry: 1\n\n", lost) for _ in range(5)])
    with pytest.raises(server.errors.ApiConnectionError):
        list(server.client().listen(options=module.RequestOptions(reconnect=2)))
    assert len(server.requests) == 3
    server = Server(module, stream(b'id: 1\ndata: {"delta": "a"}\n\ndata: [DONE]\n\n'))
    assert len(list(server.client().listen(options=module.RequestOptions(reconnect=2)))) == 1
    server = Server(module, stream(b"retry: 1\n\n", lost), httpx2.Response(401))
    with pytest.raises(server.errors.AuthenticationError):
        list(server.client().listen(options=module.RequestOptions(reconnect=2)))


@pytest.mark.parametrize(
    ("last", "sent"), [(b" 1 2 ", b"1 2"), (b"\xc3\xa9", b"\xc3\xa9"), (b"a\x01b", None)]
)
def test_ids_that_no_header_field_can_hold(
    client_of: Callable[..., ModuleType], last: bytes, sent: bytes | None
) -> None:
    """The server's id is no fault of the caller's: what cannot be sent is left out, blanks at its ends too."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    body = b'retry: 1\nid:%s\ndata: {"delta": "a"}\n\n' % last
    server = Server(module, stream(body, httpx2.ReadError("reset")), httpx2.Response(204))
    assert len(list(server.client().listen(options=module.RequestOptions(reconnect=1)))) == 1
    fields = dict(server.requests[1].headers.raw)
    assert fields.get(b"last-event-id") == sent


def test_a_write_is_resumed_after_an_event_alone(client_of: Callable[..., ModuleType]) -> None:
    """Without an id it would begin again, and do twice what it does."""
    server = Server(
        client_of(chat({"type": "boolean"})),
        stream(b'data: {"delta": "a"}\n\n', httpx2.ReadError("reset")),
    )
    options = server.module.RequestOptions(reconnect=5)
    with pytest.raises(server.errors.ApiConnectionError):
        list(server.client().listen_stream(prompt="p", options=options))
    assert len(server.requests) == 1


def test_retries_before_the_stream(client_of: Callable[..., ModuleType]) -> None:
    """Up to the head of the response, it is a call like others."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    server = Server(
        module,
        httpx2.Response(429, headers={"retry-after": "0"}),
        stream(b'data: {"delta": "a"}\n\n'),
    )
    assert len(list(server.client(max_retries=1).listen())) == 1


def test_a_raw_stream(client_of: Callable[..., ModuleType]) -> None:
    """A stream has its response; there is no whole one."""
    module = client_of(document(content={EVENTS: {"schema": ITEM}}))
    server = Server(module, stream(b""))
    with pytest.raises(TypeError, match=r"stream\.response"):
        module.raw_response(server.client().listen)()
    assert server.requests == []


def test_clients_without_streams_have_no_modules_for_them(
    client_of: Callable[..., ModuleType],
) -> None:
    module = client_of(document(content={"application/json": {"schema": ITEM}}))
    for name in ("streams", "stream_bodies", "event_decoders", "aws_events"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"{module.__name__}._runtime.{name}")
    assert not hasattr(module, "Stream")
