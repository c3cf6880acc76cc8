"""CPU time and memory of a call over loopback: ours beside bare httpx2 and other clients, in one run.

    python benchmarks/runtime.py            # installs the other clients into an environment of its own, in a cache folder

Every client does the same in a process of its own, again and again in turn: it is imported and made, requests one small
object from a server on loopback, and then many times the same. Only the client's process is measured. The clients
are those that people use for such an API: openapi-python-client's output for the same document, boto3 for the
same operation, and the openai package for a model of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import resource
import subprocess
import time
import venv
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "generated_samples" / "amazon_bedrock" / "src"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "specloom-benchmarks"
PEERS = [
    "boto3>=1.44",
    "httpx2>=2.5,<3",
    "openai>=3",
    "openapi-python-client==0.29.1",
    "pydantic>=2.11,<3",
    "ruff",
]
CALLS = 150
ROUNDS = 8
MODEL = {
    "modelDetails": {"modelArn": "arn:aws:bedrock:::x", "modelId": "x", "modelName": "X"},
    "id": "x", "object": "model", "created": 1, "owned_by": "somebody",
}  # fmt: skip
"""What the server returns to every request: a model of Bedrock, and one of OpenAI."""


class _Server(asyncio.Protocol):
    """Returns the same to every request of a connection."""

    def __init__(self) -> None:
        body = json.dumps(MODEL).encode()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        self._response = head % len(body) + body

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if data.endswith(b"\r\n\r\n"):
            self._transport.write(self._response)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# --- what the clients do; each function returns a call, and is timed with it


def _httpx2(url: str) -> Callable[[], Any]:
    import httpx2

    client = httpx2.Client(trust_env=False)
    return lambda: client.get(f"{url}/foundation-models/x").json()


def _httpx2_async(url: str) -> Callable[[], Awaitable[Any]]:
    import httpx2

    client = httpx2.AsyncClient(trust_env=False)

    async def call() -> Any:
        return (await client.get(f"{url}/foundation-models/x")).json()

    return call


def _specloom(url: str) -> Callable[[], Any]:
    import amazon_bedrock

    client = amazon_bedrock.AmazonBedrock(base_url=url, api_key="key")
    return lambda: client.foundation_models.get("x")


def _specloom_signed(url: str) -> Callable[[], Any]:
    import amazon_bedrock

    key = amazon_bedrock.AwsCredentials("AKIDEXAMPLE", "secret")
    client = amazon_bedrock.AmazonBedrock(base_url=url, aws_credentials=key)
    return lambda: client.foundation_models.get("x")


def _specloom_async(url: str) -> Callable[[], Awaitable[Any]]:
    import amazon_bedrock

    client = amazon_bedrock.AsyncAmazonBedrock(base_url=url, api_key="key")
    return lambda: client.foundation_models.get("x")


def _opc(url: str) -> Callable[[], Any]:
    client = importlib.import_module("opc_client.client").AuthenticatedClient(
        base_url=url, token="key"
    )
    operation = importlib.import_module("opc_client.api.foundation_models.get_foundation_model")
    return lambda: operation.sync("x", client=client)


def _opc_async(url: str) -> Callable[[], Awaitable[Any]]:
    client = importlib.import_module("opc_client.client").AuthenticatedClient(
        base_url=url, token="key"
    )
    operation = importlib.import_module("opc_client.api.foundation_models.get_foundation_model")
    return lambda: operation.asyncio("x", client=client)


def _openai(url: str) -> Callable[[], Any]:
    client = importlib.import_module("openai").OpenAI(base_url=url, api_key="key")
    return lambda: client.models.retrieve("x")


def _openai_async(url: str) -> Callable[[], Awaitable[Any]]:
    client = importlib.import_module("openai").AsyncOpenAI(base_url=url, api_key="key")
    return lambda: client.models.retrieve("x")


def _boto3(url: str) -> Callable[[], Any]:
    client = importlib.import_module("boto3").client(
        "bedrock",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )
    return lambda: client.get_foundation_model(modelIdentifier="x")


CASES: dict[str, Callable[[str], Callable[[], Any]]] = {
    "httpx2": _httpx2,
    "specloom": _specloom,
    "openapi-python-client": _opc,
    "openai": _openai,
    "specloom, AWS signature": _specloom_signed,
    "boto3, AWS signature": _boto3,
    "httpx2, async": _httpx2_async,
    "specloom, async": _specloom_async,
    "openapi-python-client, async": _opc_async,
    "openai, async": _openai_async,
}


def _measure(name: str, url: str) -> None:
    """Print what one client takes: CPU seconds to the end of the first call and of a later one, and its memory."""
    began = time.process_time()
    call = CASES[name](url)
    seconds: list[float] = []
    first = 0.0

    def timed(work: Callable[[], Any], number: int) -> float:
        start = time.process_time()
        for _ in range(number):
            assert work() is not None
        return (time.process_time() - start) / number

    async def all_async() -> None:
        nonlocal first
        assert await call() is not None
        first = time.process_time() - began
        for _ in range(ROUNDS):
            start = time.process_time()
            for _ in range(CALLS):
                await call()
            seconds.append((time.process_time() - start) / CALLS)

    if name.endswith("async"):
        asyncio.run(all_async())
    else:
        timed(call, 1)
        first = time.process_time() - began
        seconds += [timed(call, CALLS) for _ in range(ROUNDS)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"first": first, "call": min(seconds), "memory": peak}))


# --- the other clients


def _environment() -> Path:
    """Make the environment of the other clients, unless it is there; return its interpreter."""
    python = CACHE / "peers" / "bin" / "python"
    done = CACHE / "installed.json"
    if not done.exists() or json.loads(done.read_text()) != PEERS:
        venv.create(CACHE / "peers", with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
        output = CACHE / "clients" / "opc_client"
        subprocess.run(
            [
                *(
                    python.with_name("openapi-python-client"),
                    "generate",
                    "--overwrite",
                    "--meta",
                    "none",
                ),
                *("--path", ROOT / "specs/amazon-bedrock/openapi.yaml", "--output-path", output),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PATH": f"{python.parent}:{os.environ.get('PATH', '')}"},
        )
        done.write_text(json.dumps(PEERS))
    return python


def _run(repeat: int) -> None:
    from measure import heading, table

    python = _environment()
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
    environment = {
        **kept,
        "PYTHONPATH": f"{SAMPLE}{os.pathsep}{CACHE / 'clients'}",
        "NO_PROXY": "*",
    }
    server = subprocess.Popen([python, __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CASES}
    try:
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        for turn in range(repeat + 1):  # the first one writes byte code
            for name, results in found.items():
                command = [python, __file__, "--case", name, "--url", url]
                done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
                if turn:
                    results.append(json.loads(done.stdout))
    finally:
        server.terminate()
        server.wait()
    heading("Clients")
    print(
        f"CPU time over loopback, the least of {repeat} processes x {ROUNDS} x {CALLS} calls of each, in turn.\n"
    )
    rows = []
    for name, results in found.items():
        bare = found["httpx2, async" if name.endswith("async") else "httpx2"]
        call = min(each["call"] for each in results)
        ratio = call / min(each["call"] for each in bare)
        first = min(each["first"] for each in results) * 1e3
        memory = max(each["memory"] for each in results)
        rows.append([name, f"{call * 1e6:.0f}", f"{ratio:.2f}", f"{first:.0f}", f"{memory:.0f}"])
    table(["", "us a call", "to httpx2", "ms, import to first call", "MB"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeat", type=int, default=5, help="processes of each client")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_serve())
    elif options.case:
        _measure(options.case, options.url)
    else:
        _run(options.repeat)


if __name__ == "__main__":
    main()
