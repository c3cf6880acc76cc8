"""The guide's recipes for Amazon Bedrock run, and streams are what botocore reads."""

from __future__ import annotations

import ast
import json
import re
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import botocore.session
import httpx2
import pytest
from botocore.awsrequest import AWSResponse
from botocore.eventstream import EventStream
from botocore.parsers import EventStreamJSONParser
from specloom.build.pipeline import generate
from specloom.config import ClientConfig, Filters
from specloom.run.progress import SilentProgress

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "generated_samples" / "amazon_bedrock_runtime" / "src"
GUIDE = ROOT / "docs" / "bedrock.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EVENTS = "application/vnd.amazon.eventstream"
OTHERS = {
    "bedrock-agent-runtime": ("Retrieve",),
    "bedrock": ("CreateModelInvocationJob", "GetModelInvocationJob", "ListGuardrails"),
}
USAGE = {"inputTokens": 1, "outputTokens": 2, "totalTokens": 3}


def frame(payload: Any, **headers: str) -> bytes:
    """Return a message of an event stream; `payload` may be bytes that are no JSON."""
    fields = b"".join(
        struct.pack("!B", len(name) + 1)
        + f":{name.replace('_', '-')}".encode()
        + struct.pack("!BH", 7, len(value))
        + value.encode()
        for name, value in headers.items()
    )
    content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    prelude = struct.pack("!II", 16 + len(fields) + len(content), len(fields))
    whole = prelude + struct.pack("!I", crc32(prelude)) + fields + content
    return whole + struct.pack("!I", crc32(whole))


def event(name: str, payload: Any) -> bytes:
    """Return a frame that is an event."""
    return frame(payload, message_type="event", event_type=name, content_type="application/json")


def exception(name: str, payload: Any) -> bytes:
    """Return a frame that is an exception."""
    return frame(
        payload, message_type="exception", exception_type=name, content_type="application/json"
    )


CONVERSATION = [
    event("messageStart", {"role": "assistant"}),
    event("contentBlockStart", {"contentBlockIndex": 0, "start": {}}),
    event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "Once upon "}}),
    event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "a tïme"}}),
    event("contentBlockStop", {"contentBlockIndex": 0}),
    event(
        "contentBlockStart",
        {"contentBlockIndex": 1, "start": {"toolUse": {"toolUseId": "t1", "name": "weather"}}},
    ),
    event(
        "contentBlockDelta",
        {"contentBlockIndex": 1, "delta": {"toolUse": {"input": '{"city": "Rome"}'}}},
    ),
    event("contentBlockStop", {"contentBlockIndex": 1}),
    event("messageStop", {"stopReason": "tool_use"}),
    event("metadata", {"usage": USAGE, "metrics": {"latencyMs": 7}}),
]


def message(*blocks: Any) -> dict[str, Any]:
    """Return what a conversation returns."""
    stop = "tool_use" if any("toolUse" in block for block in blocks) else "end_turn"
    output = {"message": {"role": "assistant", "content": [*blocks]}}
    return {"output": output, "stopReason": stop, "usage": USAGE, "metrics": {"latencyMs": 5}}


class Service:
    """What AWS does, as far as the recipes need it."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.stream = b"".join(CONVERSATION)
        self.states = iter(["InProgress", "Completed"])

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response to a request."""
        self.requests.append(request)
        path = request.url.path
        if path.endswith("/converse-stream"):
            return httpx2.Response(200, headers={"content-type": EVENTS}, content=self.stream)
        return httpx2.Response(200, json=self._json(path, request))

    def _json(self, path: str, request: httpx2.Request) -> Any:
        body = json.loads(request.content) if request.content else {}
        if path.endswith("/converse"):
            wants_tool = "toolConfig" in body and len(body["messages"]) == 1
            use = {"toolUseId": "t1", "name": "weather", "input": {"city": "Rome"}}
            return message({"toolUse": use} if wants_tool else {"text": "Paris"})
        if path.startswith("/guardrail/"):
            blocked = [{"text": "I cannot help with that."}]
            return {
                "usage": {},
                "action": "GUARDRAIL_INTERVENED",
                "outputs": blocked,
                "assessments": [],
            }
        if path.endswith("/retrieve"):
            first = "nextToken" not in body
            result = {"content": {"text": "9 to 5" if first else "closed"}, "score": 0.9}
            return {"retrievalResults": [result], **({"nextToken": "n"} if first else {})}
        if path == "/model-invocation-job":
            return {"jobArn": "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/j"}
        if path.startswith("/model-invocation-job/"):
            return {"jobArn": "a", "jobName": "batch-1", "status": next(self.states)}
        return {"guardrails": [], "results": []}


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The clients of the other services, with the operations that the recipes call."""
    folder = tmp_path_factory.mktemp("bedrock")
    for service, names in OTHERS.items():
        config = ClientConfig(
            spec=f"botocore:{service}",
            output=str(folder / service),
            formatter="none",
            parts=frozenset({"client"}),
            filters=Filters(include_operations=names),
        )
        generate(config, SilentProgress())
    return [folder / service / "src" for service in OTHERS]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service; nothing reaches the network."""
    service = Service()

    async def handle_later(transport: Any, request: httpx2.Request) -> httpx2.Response:
        return service.handle(request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", lambda _, r: service.handle(r))
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", handle_later)
    monkeypatch.delenv("AWS_BEARER_TOKEN_BEDROCK", raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.syspath_prepend(str(SAMPLE))
    return service


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    """Other tests may have clients of the same names."""
    yield
    names = {"amazon_bedrock_runtime", "bedrock", "bedrock_agent_runtime"}
    for name in [name for name in sys.modules if name.partition(".")[0] in names]:
        del sys.modules[name]


def test_the_recipes_run(
    service: Service,
    others: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All of them, one after the other, as somebody would who reads the page."""
    for path in others:
        monkeypatch.syspath_prepend(str(path))
    names: dict[str, Any] = {}
    blocks = BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    assert len(blocks) == 7
    for block in blocks:
        exec(compile(ast.parse(block), str(GUIDE), "exec"), names)
    said = capsys.readouterr().out.splitlines()
    assert said[:5] == ["Paris", "end_turn 3", "Once upon a tïme", "(tool_use)", "3 tokens"]
    assert said[5] == "weather({'city': 'Rome'})"
    assert "Paris" in said[6]
    assert said[7] == "['I cannot help with that.']"
    assert said[9:] == ["0.9 9 to 5", "0.9 closed", "Completed batch-1"]
    hosts = [request.url.host for request in service.requests]
    assert hosts[0] == "bedrock-runtime.us-east-1.amazonaws.com"
    assert set(hosts[-5:]) == {
        "bedrock-agent-runtime.us-east-1.amazonaws.com",
        "bedrock.us-east-1.amazonaws.com",
    }


def test_a_message_is_sent_back_as_it_came(service: Service) -> None:
    """Unions are mappings or models alike, and the same JSON."""
    from amazon_bedrock_runtime import BedrockRuntime, models

    with BedrockRuntime() as client:
        mapping = {"role": "user", "content": [{"text": "Hi"}, {"cachePoint": {"type": "default"}}]}
        client.converse("m", messages=[mapping])
        point = models.CachePointBlock(type="default")
        blocks = [
            models.ContentBlockText(text="Hi"),
            models.ContentBlockCachePoint(cache_point=point),
        ]
        client.converse("m", messages=[models.Message(role="user", content=blocks)])
    first, second = (json.loads(request.content) for request in service.requests)
    assert first == second == {"messages": [mapping]}


def by_botocore(content: bytes) -> list[Any]:
    """Return the events of a stream as boto3 yields them; an exception of the stream ends the list."""
    model = botocore.session.Session().get_service_model("bedrock-runtime")
    shape = model.operation_model("ConverseStream").get_event_stream_output()
    raw = AWSResponse("", 200, {}, httpx_raw(content))
    events = []
    try:
        for item in EventStream(raw.raw, shape, EventStreamJSONParser(), "ConverseStream"):
            events.append(item)
    except Exception as error:
        events.append(error)
    return events


def httpx_raw(content: bytes) -> Any:
    """Return a body as urllib3 would give it, in pieces that cut through frames."""

    class Raw:
        def stream(self, *arguments: Any, **more: Any) -> Iterator[bytes]:
            yield from (content[at : at + 37] for at in range(0, len(content), 37))

        def close(self) -> None:
            """Close nothing."""

    return Raw()


def by_ours(service: Service, content: bytes) -> list[Any]:
    """Return the events of a stream as the generated client yields them, as JSON."""
    from amazon_bedrock_runtime import BedrockRuntime

    service.stream = content
    events: list[Any] = []
    with BedrockRuntime(strict_responses=True) as client, client.converse_stream("m") as stream:
        try:
            for item in stream:
                events.append(item.model_dump(mode="json", by_alias=True, exclude_unset=True))
        except Exception as error:
            events.append(error)
    return events


def test_events_are_those_of_botocore(service: Service) -> None:
    """Text, tool use, the end and what it has cost: every event, the same JSON."""
    whole = b"".join(each for each in CONVERSATION if b'"start": {}' not in each)
    expected = by_botocore(whole)
    assert len(expected) == len(CONVERSATION) - 1
    assert by_ours(service, whole) == expected


@pytest.mark.parametrize(
    "name",
    [
        "throttlingException",
        "modelStreamErrorException",
        "internalServerException",
        "serviceUnavailableException",
        "validationException",
    ],
)
def test_exceptions_of_a_stream_have_their_classes(service: Service, name: str) -> None:
    """Each exception that a stream may have is raised as the class of its code, with the message that botocore has."""
    content = CONVERSATION[0] + exception(name, {"message": "no more"})
    first, theirs = by_botocore(content)
    start, ours = by_ours(service, content)
    errors = sys.modules["amazon_bedrock_runtime.errors"]
    assert start == first
    assert type(ours) is getattr(errors, name[0].upper() + name[1:])
    assert ours.message == "no more"
    assert name in str(theirs)
    assert "no more" in str(theirs)


def damaged() -> dict[str, Callable[[bytes], bytes]]:
    """Return what may happen to a frame."""
    return {
        "payload": lambda raw: raw[:-6] + b"XY" + raw[-4:],
        "prelude": lambda raw: raw[:4] + b"\xff" + raw[5:],
        "checksum": lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
    }


@pytest.mark.parametrize("kind", damaged())
def test_a_damaged_frame_ends_the_stream(service: Service, kind: str) -> None:
    """botocore refuses it, and so do we; what came before is there."""
    content = CONVERSATION[0] + damaged()[kind](CONVERSATION[2]) + CONVERSATION[3]
    first, theirs = by_botocore(content)
    start, ours = by_ours(service, content)
    assert start == first
    assert "Checksum" in type(theirs).__name__ or "Invalid" in type(theirs).__name__
    assert type(ours).__name__ == "ResponseDecodeError"


def test_a_stream_that_is_cut_off_is_an_error(service: Service) -> None:
    """botocore ends without a word; a reader who counts on the rest must know."""
    start, ours = by_ours(service, CONVERSATION[0] + CONVERSATION[2][:-5])
    assert start == {"messageStart": {"role": "assistant"}}
    assert type(ours).__name__ == "ResponseDecodeError"
