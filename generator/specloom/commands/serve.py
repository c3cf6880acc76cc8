"""`specloom serve`: a mock server of what a document describes."""

from __future__ import annotations

import socket

from ..build.options import ServeOptions
from ..build.understanding import understand
from ..config import ClientConfig
from ..diagnostics import ConfigurationError, printable
from ..run.progress import progress_of
from ..serve.asgi import MockApplication
from ..serve.disturbances import Disturbances, faults_of, latency_of
from ..serve.mock import MockServer
from . import console
from .configurations import config_to_serve


def serve(options: ServeOptions) -> None:
    """Run a mock server of a document until Ctrl-C. Raises `ConfigurationError` for wrong options, and an address that cannot be had."""
    try:
        import uvicorn
    except ImportError as error:
        raise ConfigurationError("specloom serve needs uvicorn: pip install uvicorn") from error
    disturbances = Disturbances(
        faults=faults_of(options.faults),
        latency=latency_of(options.latency),
        seed=None if options.seed is None else int(options.seed),
    )
    config = config_to_serve(options)
    server = mock_server(config, disturbances, quiet=options.quiet)
    listener = _listener(options.host, int(options.port))
    try:
        console.put(f"{_url(listener)}{server.base_path}")
        if not options.quiet:
            served = console.count(server.operation_count, "operation")
            console.say(f"specloom: serving {served}; Ctrl-C ends it")
        application = MockApplication(server, _quiet if options.quiet else _say)
        settings = uvicorn.Config(
            application, lifespan="off", log_level="critical", access_log=False, ws="none"
        )
        console.flush()
        uvicorn.Server(settings).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
    if not options.quiet:
        console.say("specloom: no longer serving")


def mock_server(config: ClientConfig, disturbances: Disturbances, *, quiet: bool) -> MockServer:
    """Return the mock server of a document; show what is wrong with that. Raises `GenerationFailed` if it cannot be read."""
    with progress_of(quiet=quiet) as progress:
        understood = understand(config, progress)
    if not quiet:
        console.show(understood.diagnostics)
    return MockServer(understood.api, understood.document, config, disturbances)


def _listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises `ConfigurationError` for an address that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or error
        raise ConfigurationError(f"cannot listen on {host}, port {port}: {reason}") from error


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _say(line: str) -> None:
    console.say(printable(line))


def _quiet(line: str) -> None:
    pass
