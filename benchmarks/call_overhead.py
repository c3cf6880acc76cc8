"""CPU time of a call of the generated client, and of the same request over bare httpx2.

Both go over the same in-memory transport, so what is left is the client's own work. The calls are
those that people write: `client.foundation_models.get(...)`, and `httpx2.Client.get(...).json()`.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable

from measure import SAMPLE, Times, heading, interleaved, microseconds, table

sys.path.insert(0, str(SAMPLE / "src"))

import httpx2
from amazon_bedrock import AmazonBedrock, AsyncAmazonBedrock, AwsCredentials

_NUMBER = 200
_REPEAT = 40
_ADDRESS = "https://bedrock.us-east-1.amazonaws.com"
_MODEL = "amazon.titan-text-lite-v1"
_URL = f"{_ADDRESS}/foundation-models/{_MODEL}"
_HEADERS = {"accept": "application/json", "authorization": "Bearer secret"}
_ANSWER = b'{"modelDetails": {"modelId": "amazon.titan-text-lite-v1", "modelName": "Titan Lite"}}'
_CREDENTIALS = AwsCredentials("AKIDEXAMPLE", "secret")


def _answer(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(
        200, content=_ANSWER, headers={"content-type": "application/json"}, request=request
    )


def _http_client() -> httpx2.Client:
    return httpx2.Client(transport=httpx2.MockTransport(_answer))


def _async_http_client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.MockTransport(_answer))


def _sync_times() -> dict[str, Times]:
    bare = _http_client()
    key = AmazonBedrock(base_url=_ADDRESS, api_key="secret", http_client=_http_client())
    signed = AmazonBedrock(
        base_url=_ADDRESS, aws_credentials=_CREDENTIALS, http_client=_http_client()
    )
    return interleaved(
        {
            "httpx2": lambda: bare.get(_URL, headers=_HEADERS).json(),
            "API key": lambda: key.foundation_models.get(_MODEL),
            "AWS signature": lambda: signed.foundation_models.get(_MODEL),
        },
        number=_NUMBER,
        repeat=_REPEAT,
    )


async def _async_times() -> dict[str, Times]:
    bare = _async_http_client()
    key = AsyncAmazonBedrock(base_url=_ADDRESS, api_key="secret", http_client=_async_http_client())
    signed = AsyncAmazonBedrock(
        base_url=_ADDRESS, aws_credentials=_CREDENTIALS, http_client=_async_http_client()
    )

    async def get() -> object:
        return (await bare.get(_URL, headers=_HEADERS)).json()

    cases: dict[str, Callable[[], Awaitable[object]]] = {
        "httpx2": get,
        "API key": lambda: key.foundation_models.get(_MODEL),
        "AWS signature": lambda: signed.foundation_models.get(_MODEL),
    }
    found: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(_REPEAT):
        for name, call in cases.items():
            begin = time.process_time()
            for _ in range(_NUMBER):
                await call()
            found[name].append((time.process_time() - begin) / _NUMBER)
    return {name: Times(values) for name, values in found.items()}


def main() -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    heading("Calls")
    print(f"CPU microseconds of one call; {_REPEAT} x {_NUMBER} calls of each, in turn.\n")
    rows = []
    for kind, times in (("sync", _sync_times()), ("async", asyncio.run(_async_times()))):
        bare = times["httpx2"]
        for name, value in times.items():
            over = "" if value is bare else f"{(value.least - bare.least) * 1e6:+.1f}"
            rows.append(
                [f"{kind}, {name}", microseconds(value.least), microseconds(value.median), over]
            )
    table(["", "least", "median", "over httpx2 (least)"], rows)


if __name__ == "__main__":
    main()
