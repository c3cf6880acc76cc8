"""A generated client under load, against a server that misbehaves: no call, connection or descriptor may be lost.

    make soak                                    # or: python tests/soak/run.py --calls 10000
    python tests/soak/run.py --calls 1000        # a short one

Every call must end: with its own result, or with an error of the client's that says why. One line is printed for each
part; the exit code is 1 if something was lost. CI does not run this: it takes a minute or more, and needs /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

TASKS = 50
THREADS = 16
MOST_GROWTH = 8.0
"""Megabytes that the process may grow by after the first tenth of the calls."""
THING = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "text": {"type": "string"}},
}


def operation(name: str, media_type: str, kind: str, *parameters: Any) -> dict[str, Any]:
    content = {media_type: {kind: THING}}
    responses = {"200": {"description": "It", "content": content}}
    return {"get": {"operationId": name, "parameters": [*parameters], "responses": responses}}


NUMBER = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "Soak", "version": "1"},
    "servers": [{"url": "http://127.0.0.1"}],
    "paths": {
        "/things/{id}": operation("get", "application/json", "schema", NUMBER),
        "/events": operation("watch", "text/event-stream", "itemSchema"),
    },
}


def client_module(folder: Path) -> ModuleType:
    """Generate the client, and import it."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(DOCUMENT))
    generate(
        ClientConfig(
            spec=str(spec),
            output=str(folder / "out"),
            package="soak_client",
            formatter="none",
            group_by="none",
            parts=frozenset({"client"}),
        ),
        SilentProgress(),
    )
    sys.path.insert(0, str(folder / "out" / "src"))
    return importlib.import_module("soak_client")


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


class Soak:
    """What all parts share: the client's module, the server's URL, and what became of the calls."""

    def __init__(self, module: ModuleType, url: str, calls: int) -> None:
        self.module, self.url, self.calls = module, url, calls
        self.errors = importlib.import_module(f"{module.__name__}.errors")
        self.outcomes: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.lock = threading.Lock()
        self.size: float | None = None

    @property
    def settings(self) -> dict[str, Any]:
        return {"base_url": self.url, "max_retries": 8, "timeout": 20}

    def record(self, outcome: str, number: int = 0, got: Any = None) -> None:
        """Count the outcome of a call; `got` is what came for `number`."""
        with self.lock:
            if outcome == "done" and got != number:
                self.wrong.append(f"{number} got {got}")
            self.outcomes[outcome] += 1
            if sum(self.outcomes.values()) == self.calls // 10:
                self.size = megabytes()  # from here on, nothing may grow

    def part(self, name: str, work: Callable[[Soak], None]) -> bool:
        """Run one part and print its line; return whether nothing was lost."""
        self.outcomes.clear()
        self.wrong.clear()
        gc.collect()
        before, began, self.size = descriptors(), time.monotonic(), None
        asked = self.state()["requests"]
        work(self)
        gc.collect()
        elapsed = time.monotonic() - began
        lost = self.calls - sum(self.outcomes.values())
        state = self.settled()
        leaked = descriptors() - before
        grown = megabytes() - (self.size or megabytes())
        fine = not (lost or self.wrong or state["open"] or leaked > 0 or grown > MOST_GROWTH)
        what = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        print(
            f"{name}: {self.calls} calls, {state['requests'] - asked} requests: {what}; {lost} lost, "
            f"{len(self.wrong)} wrong; left open: {state['open']} connections, {max(leaked, 0)} descriptors; "
            f"memory {grown:+.1f} MB; {elapsed:.0f} s: {'ok' if fine else 'FAILED'}",
            flush=True,
        )
        return fine

    def state(self) -> dict[str, int]:
        found: dict[str, int] = httpx2.get(f"{self.url}/state", trust_env=False).json()
        return found

    def settled(self) -> dict[str, int]:
        """Return the server's state once it has seen that the connections are closed."""
        for _ in range(50):
            if not self.state()["open"]:
                break
            time.sleep(0.1)
        return self.state()


async def in_tasks(soak: Soak, call: Callable[[Any, int], Any]) -> None:
    """Make the calls from many tasks of one asynchronous client."""
    numbers = iter(range(soak.calls))
    async with soak.module.AsyncSoak(**soak.settings) as client:

        async def work() -> None:
            for number in numbers:
                try:
                    await call(client, number)
                except soak.errors.ClientError as error:
                    soak.record(type(error).__name__)

        await asyncio.gather(*(work() for _ in range(TASKS)))


def tasks(soak: Soak) -> None:
    async def call(client: Any, number: int) -> None:
        soak.record("done", number, (await client.get(number)).id)

    asyncio.run(in_tasks(soak, call))


def cancelled(soak: Soak) -> None:
    chance = random.Random(1)

    async def call(client: Any, number: int) -> None:
        limit = chance.uniform(0, 0.02) if chance.random() < 0.3 else None
        try:
            async with asyncio.timeout(limit):
                got = (await client.get(number)).id
        except TimeoutError:
            soak.record("cancelled")
        else:
            soak.record("done", number, got)

    asyncio.run(in_tasks(soak, call))


def broken_off(soak: Soak) -> None:
    chance = random.Random(2)

    async def call(client: Any, number: int) -> None:
        last = chance.randrange(100)
        async with client.watch() as stream:
            async for event in stream:
                if event.id == last:
                    return soak.record("broken off")
        return soak.record("done", 49, event.id)

    asyncio.run(in_tasks(soak, call))


def threads(soak: Soak) -> None:
    chance = random.Random(3)
    numbers = iter(range(soak.calls))

    def work() -> None:
        while True:
            with soak.lock:
                number, streams, last = (
                    next(numbers, None),
                    chance.random() < 0.2,
                    chance.randrange(100),
                )
            if number is None:
                return
            try:
                if streams:
                    with client.watch() as stream:
                        ids = [each.id for _, each in zip(range(last), stream, strict=False)]
                    soak.record("broken off" if last < 50 else "done", len(ids), min(last, 50))
                else:
                    soak.record("done", number, client.get(number).id)
            except soak.errors.ClientError as error:
                soak.record(type(error).__name__)

    with soak.module.Soak(**soak.settings) as client, ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(work) for _ in range(THREADS)]:
            future.result()


PARTS: dict[str, Callable[[Soak], None]] = {
    f"{TASKS} tasks": tasks,
    f"{TASKS} tasks, 30 % cancelled": cancelled,
    f"{TASKS} tasks, streams broken off": broken_off,
    f"{THREADS} threads, a fifth of them streams": threads,
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=10_000, help="calls in each part")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable()
    command = [sys.executable, str(Path(__file__).parent / "server.py"), str(options.seed)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        with tempfile.TemporaryDirectory() as folder:
            soak = Soak(client_module(Path(folder)), url, options.calls)
            fine = [soak.part(name, work) for name, work in PARTS.items()]
    finally:
        server.terminate()
        server.wait()
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
