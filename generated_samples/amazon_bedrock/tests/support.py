"""An API in the test's own process: it keeps what it was sent, and answers what it was told."""

from __future__ import annotations

import email
import email.policy
import json as json_module
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx2
from amazon_bedrock import AmazonBedrock, AsyncAmazonBedrock, AwsCredentials
from amazon_bedrock._runtime.encoding import to_json

ARGUMENTS: dict[str, Any] = {
    "api_key": "test-secret",
    "aws_credentials": AwsCredentials("AKIDEXAMPLE", "secret"),
    "base_url": "https://api.example.com",
}
"""The arguments that the clients under test are made with."""

_NOT_COMPARED = {"host", "user-agent", "accept-encoding", "connection", "content-length"}


def as_json(value: object) -> Any:
    """Give a value as it would be sent."""
    return to_json(value)


class Answer:
    """What the API answers to one request: a JSON value, or octets."""

    def __init__(
        self,
        status: int,
        json: Any = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.headers = dict(headers or {})
        if content is None:
            self.content = b"" if json is None else json_module.dumps(json).encode()
            self.headers.setdefault("content-type", "application/json")
        else:
            self.content = content


@dataclass
class Request:
    """A request as it came in; `target` is the raw path and query, exactly as sent."""

    method: str
    target: str
    headers: dict[str, str]
    content: bytes
    content_type: str

    @property
    def unsigned_headers(self) -> dict[str, str]:
        """The header fields without the signature, which changes with the time."""
        signature = ("authorization", "x-amz-date", "x-amz-security-token")
        return {name: value for name, value in self.headers.items() if name not in signature}

    @property
    def json(self) -> Any:
        """The body as a JSON value."""
        return json_module.loads(self.content)

    @property
    def parts(self) -> list[list[str]]:
        """The body as parts: name, file name, media type and text of each."""
        head = f"content-type: {self.content_type}\r\n\r\n".encode()
        message = email.message_from_bytes(head + self.content, policy=email.policy.HTTP)
        parts = []
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            kind = part.get_content_type() if "content-type" in part else ""
            payload = part.get_payload(decode=True)
            text = payload.decode() if isinstance(payload, bytes) else ""
            parts.append([str(name), part.get_filename() or "", kind, text])
        return parts

    @property
    def form(self) -> list[list[str]]:
        """The body as the pairs of a form."""
        return [list(pair) for pair in parse_qsl(self.content.decode(), keep_blank_values=True)]


@dataclass
class FakeApi:
    """The API: it gives its answers in turn, the last one for ever."""

    answers: tuple[Answer, ...]
    requests: list[Request] = field(default_factory=list)

    def __init__(self, *answers: Answer) -> None:
        self.answers = answers
        self.requests = []

    @property
    def request(self) -> Request:
        """The only request."""
        (request,) = self.requests
        return request

    def client(self) -> AmazonBedrock:
        """A client of this API."""
        http_client = httpx2.Client(transport=httpx2.MockTransport(self._handle), headers={})
        http_client.headers.clear()
        return AmazonBedrock(**ARGUMENTS, http_client=http_client, max_retries=0)

    def async_client(self) -> AsyncAmazonBedrock:
        """An asynchronous client of this API."""
        http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(self._handle), headers={})
        http_client.headers.clear()
        return AsyncAmazonBedrock(**ARGUMENTS, http_client=http_client, max_retries=0)

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        headers = {
            name.lower(): value
            for name, value in request.headers.items()
            if name.lower() not in _NOT_COMPARED
        }
        content_type = headers.get("content-type", "")
        if content_type.startswith("multipart/"):
            headers["content-type"] = content_type.partition(";")[0]  # the boundary is random
        target = request.url.raw_path.decode("ascii")
        received = Request(request.method, target, headers, request.content, content_type)
        self.requests.append(received)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        return httpx2.Response(answer.status, headers=answer.headers, content=answer.content)
