"""A server on loopback that misbehaves: it breaks connections, cuts bodies, delays, and is busy.

    python server.py SEED

prints the port. `GET /things/N` returns N, if it returns anything; `GET /events` is a stream of server-sent events;
`GET /state` says how many connections there are besides the one that asks, and how many requests there were.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from typing import Any

EVENTS = 50


class Server:
    """Connections and requests are counted."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.open = 0
        self.requests = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send responses on one connection until either side closes it."""
        self.open += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.requests += 1
                path = head.split(" ", 2)[1]
                if path == "/events":
                    await self.stream(writer)
                elif path == "/state":
                    state = {"open": self.open - 1, "requests": self.requests}
                    await self.send(writer, state)
                elif not await self.thing(writer, int(path.rpartition("/")[2])):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def thing(self, writer: asyncio.StreamWriter, number: int) -> bool:
        """Send one response, or none; return whether the connection goes on."""
        chance = self.random.random()
        if chance < 0.04:  # no response
            return False
        if chance < 0.07:  # half a response
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{")
            await writer.drain()
            return False
        if chance < 0.10:  # JSON that is not
            await self.send(writer, number, content=b'{"id": ')
        elif chance < 0.16:
            fields = {"retry-after": "0"} if chance < 0.13 else {}
            await self.send(writer, {"error": "busy"}, status="503 Busy", **fields)
        else:
            if chance > 0.95:
                await asyncio.sleep(0.02)
            await self.send(writer, {"id": number, "text": "x" * self.random.randrange(2000)})
        return True

    async def send(
        self,
        writer: asyncio.StreamWriter,
        value: Any,
        *,
        status: str = "200 OK",
        content: bytes | None = None,
        **fields: str,
    ) -> None:
        """Send a response as JSON."""
        body = json.dumps(value).encode() if content is None else content
        lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}"]
        lines += [f"{n.replace('_', '-')}: {v}" for n, v in fields.items()]
        lines += ["content-type: application/json", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()

    async def stream(self, writer: asyncio.StreamWriter) -> None:
        """Send events, a few at a time."""
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        for number in range(EVENTS):
            event = f'data: {{"id": {number}}}\n\n'.encode()
            writer.write(b"%x\r\n%s\r\n" % (len(event), event))
            if number % 5 == 0:
                await writer.drain()
                await asyncio.sleep(0)
        writer.write(b"0\r\n\r\n")
        await writer.drain()


async def main() -> None:
    server = Server(int(sys.argv[1]))
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=500)
    print(listening.sockets[0].getsockname()[1], flush=True)
    async with listening:
        await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
