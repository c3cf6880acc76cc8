"""Memory and CPU time of sending and receiving a file of 200 MB, over loopback.

Every figure is that of a process of its own: how much its peak of memory is above what it had with a client that
has made its first call.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import ROOT, heading, table

SIZE = 200 * 1024 * 1024
_SAMPLE = ROOT / "generated_samples" / "kitchen_sink" / "src"
_CHUNK = 64 * 1024

_SETUP = """
import asyncio, io, os, resource, sys, time
from pathlib import Path
from kitchen_sink import AsyncKitchenSinkBookshop, File, KitchenSinkBookshop, stream_response
url, path, saved = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
settings = {"base_url": url, "api_key": "k"}

def peak():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

def chunks():
    with path.open("rb") as file:
        while chunk := file.read(65536):
            yield chunk

def measured(before, began):
    used = time.process_time() - began
    print((peak() - before) / 1024, used)
"""
_SYNC = """
with KitchenSinkBookshop(**settings) as client:
    client.books.upload_recording("warm", body=b"x")
    with stream_response(client.books.get_cover)("warm") as response:
        response.read()
    before, began = peak(), time.process_time()
    {}
    measured(before, began)
"""
_ASYNC = """
async def main():
    async with AsyncKitchenSinkBookshop(**settings) as client:
        await client.books.upload_recording("warm", body=b"x")
        async with stream_response(client.books.get_cover)("warm") as response:
            await response.read()
        before, began = peak(), time.process_time()
        {}
        measured(before, began)

asyncio.run(main())
"""
_UPLOADS = {
    "upload of a `Path`": "upload_recording('x', body=path)",
    "upload of an iterator": "upload_recording('x', body=chunks())",
    "a form with a `Path`": "upload_cover('x', picture=path)",
    "a form with an open file": "upload_cover('x', picture=path.open('rb'))",
}
_DOWNLOADS = {
    "download with `save`": (
        "with stream_response(client.books.download_recording)('x') as response: response.save(saved)"
    ),
    "download in chunks": (
        "with stream_response(client.books.download_recording)('x') as response:\n"
        "        assert sum(map(len, response.iter_bytes())) == path.stat().st_size"
    ),
}
_ASYNC_DOWNLOADS = {
    "download with `save`": (
        "async with stream_response(client.books.download_recording)('x') as response:\n"
        "            await response.save(saved)"
    ),
    "download in chunks": (
        "async with stream_response(client.books.download_recording)('x') as response:\n"
        "            async for chunk in response.iter_bytes(): pass"
    ),
}
_WHOLE = "for comparison: the method itself, which returns the bytes"


def cases() -> dict[str, tuple[str, str]]:
    """Return the programs of the synchronous and of the asynchronous client, by what they do."""
    found = {
        name: (_SYNC.format(f"client.books.{call}"), _ASYNC.format(f"await client.books.{call}"))
        for name, call in _UPLOADS.items()
    }
    for name, code in _DOWNLOADS.items():
        found[name] = (_SYNC.format(code), _ASYNC.format(_ASYNC_DOWNLOADS[name]))
    call = "client.books.download_recording('x')"
    found[_WHOLE] = (_SYNC.format(call), _ASYNC.format(f"await {call}"))
    return found


_SERVER = f"""
import socket, sys
listening = socket.socket(fileno=int(sys.argv[1]))
body = bytes({_CHUNK})

def head_of(connection, rest):
    while b"\\r\\n\\r\\n" not in rest:
        chunk = connection.recv(65536)
        if not chunk:
            return None, b""
        rest += chunk
    head, _, rest = rest.partition(b"\\r\\n\\r\\n")
    return head.lower(), rest

def take(connection, head, rest):
    if b"transfer-encoding: chunked" in head:
        tail = rest[-5:]
        while tail != b"0\\r\\n\\r\\n":
            tail = (tail + connection.recv(1 << 20))[-5:]
        return
    length = head.partition(b"content-length: ")[2].split(b"\\r")[0]
    left = int(length or 0) - len(rest)
    while left > 0:
        left -= len(connection.recv(1 << 20))

while True:
    connection, _ = listening.accept()
    rest = b""
    while True:
        head, rest = head_of(connection, rest)
        if head is None:
            break
        take(connection, head, rest)
        rest = b""
        if head.startswith(b"put"):
            connection.sendall(b"HTTP/1.1 204 No Content\\r\\n\\r\\n")
        elif b"/recording" in head:
            connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: {SIZE}\\r\\n\\r\\n")
            for _ in range({SIZE // _CHUNK}):
                connection.sendall(body)
        else:
            connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\nx")
"""


@contextmanager
def server() -> Iterator[str]:
    """Run a server that takes and sends files, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = listening.fileno()
        process = subprocess.Popen([sys.executable, "-c", _SERVER, str(number)], pass_fds=[number])
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            process.kill()
            process.wait()


def measure(code: str, arguments: list[str]) -> tuple[float, float]:
    """Return the megabytes above the idle process, and the CPU seconds, of a program."""
    environment = {**os.environ, "PYTHONPATH": str(_SAMPLE)}
    command = [sys.executable, "-c", _SETUP + code, *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    megabytes, seconds = map(float, done.stdout.split())
    return megabytes, seconds


def main() -> None:
    heading("Files")
    print(
        f"A file of {SIZE // 1024**2} MB: memory above the idle process at its peak, and CPU time.\n"
    )
    rows = []
    with tempfile.TemporaryDirectory() as folder, server() as url:
        path = Path(folder, "file")
        path.write_bytes(bytes(SIZE))
        arguments = [url, str(path), str(Path(folder, "saved"))]
        for name, programs in cases().items():
            row = [name]
            for code in programs:
                megabytes, seconds = measure(code, arguments)
                row += [f"{megabytes:.1f} MB", f"{seconds:.2f} s"]
            rows.append(row)
            if "save" in name:
                assert Path(folder, "saved").stat().st_size == SIZE
    table(["", "synchronous", "CPU", "asynchronous", "CPU"], rows)


if __name__ == "__main__":
    main()
