"""Upstream documents: have they changed? Fetch them.

Only URLs that the user wrote are asked for: that of the document, what it was found to refer to below
its own folder, and what the configuration allows.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from urllib.parse import quote as percent_encoded
from urllib.parse import urljoin

from ..config import ClientConfig
from ..config.checks import is_elsewhere
from ..diagnostics import Code, ConfigurationError, Location, OutputError, printable
from ..openapi.files.fetch_headers import with_headers
from ..openapi.files.reader import Reader, read_location
from ..openapi.files.source_files import SourceFile, read_source
from ..openapi.files.urls import is_below, is_url
from ..openapi.text.json_value import refuse
from ..openapi.text.parse import parse_text
from ..output.folder.folder_plan import read_lock_of
from ..output.folder.lock_file import DOCUMENT_INPUT, LOCK_NAME, Lock
from ..records import dataclass, replace
from .failures import Failure, failure_of
from .fingerprint import ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """What there is where the document of the client in a folder comes from: from a `url`, or from nowhere (None).

    `moved` lists the URLs whose content differs; `failure` says why that is not known.
    """

    folder: Path
    url: str | None
    moved: tuple[str, ...] = ()
    failure: Failure | None = None


def url_of(config: ClientConfig) -> str | None:
    """Return the URL that a client's document comes from; None for a file that names no upstream."""
    return config.spec if is_elsewhere(config.spec) else config.upstream


def look_at_all(configs: Iterable[ClientConfig]) -> tuple[Upstream, ...]:
    """Check where the documents of clients come from."""
    return tuple(map(_look, configs))


def _look(config: ClientConfig) -> Upstream:
    url = url_of(config)
    upstream = Upstream(folder=config.output_path, url=url)
    try:
        return replace(upstream, moved=_moved(config, url)) if url is not None else upstream
    except Exception as error:
        return replace(upstream, failure=failure_of(error))


def _moved(config: ClientConfig, url: str) -> tuple[str, ...]:
    """Compare what a URL and the files beside it hold with what the client was generated from.

    A document that lies in a file counts as moved only if it says something else: another layout, or
    YAML for JSON, is not a change.

    Raises:
        OutputError: The client has no lock, so it is not known what it was generated from.
        GenerationFailed: A URL cannot be read, or does not hold a document.
    """
    lock = read_lock_of(config.output_path)
    if lock is None:
        raise OutputError(
            f"{config.output_path} has no {LOCK_NAME}, so nothing is known of its document; generate it first"
        )
    recorded = lock.inputs
    moved = []
    reader = _reader(config, url)
    for name, address in _addresses(config, url, lock).items():
        there = _fetch(address, reader, root=address == url)
        was = recorded.get(f"{DOCUMENT_INPUT}{name}", ABSENT)
        if there.digest != was and not _says_the_same(config, name, was, there):
            moved.append(address)
    return tuple(moved)


def _addresses(config: ClientConfig, url: str, lock: Lock | None) -> dict[str, str]:
    """Return the URLs to ask: the name in the lock -> URL. The document itself comes first."""
    root = url if is_elsewhere(config.spec) else Path(config.spec).name
    folder = urljoin(url, ".")
    addresses = {root: url}
    overlays = {_name_of(config, overlay) for overlay in config.overlays}
    for key, digest in lock.inputs.items() if lock else ():
        name = key.removeprefix(DOCUMENT_INPUT)
        if name == key or name in addresses or digest == ABSENT:
            continue
        if is_url(name):
            allowed = (*config.allowed_references, *config.overlays)
            if any(is_url(origin) and is_below(name, origin) for origin in allowed):
                addresses[name] = name
        elif name not in overlays and _stays_below(name):
            address = urljoin(folder, percent_encoded(name))
            # The lock is a file like any other: it leads nowhere else.
            if is_below(address, folder):
                addresses[name] = address
    return addresses


def _stays_below(name: str) -> bool:
    """Return whether the file of a name lies below the folder of the document."""
    path = Path(os.path.normpath(name))
    return not path.is_absolute() and not path.drive and path.parts[:1] != ("..",)


def _name_of(config: ClientConfig, location: str) -> str:
    """Return the name of an overlay in the lock."""
    if is_url(location):
        return location
    if is_elsewhere(config.spec):
        return Path(location).name
    return Path(
        os.path.relpath(Path(config.input_path(location)).absolute(), _home(config))
    ).as_posix()


def _home(config: ClientConfig) -> Path:
    return Path(config.input_path(config.spec)).parent.resolve()


def _reader(config: ClientConfig, url: str) -> Reader:
    return with_headers(read_location, config.fetch_headers, url, config.folder)


def _fetch(address: str, reader: Reader, *, root: bool) -> SourceFile:
    there = read_source(address, address, reader)
    if root and not (isinstance(there.data, dict) and {"openapi", "swagger"} & there.data.keys()):
        refuse(
            Code.NOT_OPENAPI,
            "the server returned something that is not an OpenAPI document",
            Location(file=address),
        )
    return there


def _says_the_same(config: ClientConfig, name: str, was: str, there: SourceFile) -> bool:
    """Return whether the file that the client was generated from still lies here, and has the same content."""
    if is_elsewhere(config.spec):
        return False
    try:
        content = (_home(config) / name).read_bytes().replace(b"\r\n", b"\n")
    except OSError:
        return False
    if hashlib.sha256(content).hexdigest() != was:
        return False
    here = parse_text(content.decode("utf-8-sig"), name)
    return here == there.data


# --- taking a document over


@dataclass(slots=True)
class Documents:
    """Documents that were replaced, with what was there before; None for what was not there.

    `failures` tells why those of a client, by its output folder, could not be fetched.
    """

    failures: dict[Path, Failure] = field(default_factory=dict)
    before: dict[Path, bytes | None] = field(default_factory=dict)
    of_client: list[list[Path]] = field(default_factory=list)
    kept: set[Path] = field(default_factory=set)

    def keep(self, done: Iterable[bool]) -> None:
        """Keep the documents of the clients that are done as they are now."""
        for paths, well in zip(self.of_client, done, strict=True):
            if well:
                self.kept.update(paths)

    def put_back(self) -> None:
        """Restore the documents that no client could be generated from."""
        for path, content in self.before.items():
            if path not in self.kept:
                if content is None:
                    path.unlink(missing_ok=True)
                else:
                    _write(path, content)


@contextmanager
def refreshed(configs: Sequence[ClientConfig]) -> Iterator[Documents]:
    """Fetch the documents of clients that name an upstream, and write them over the files here.

    Everything is fetched before anything is written. What is not kept by the end is put back.

    Raises:
        ConfigurationError: No client names an upstream, or has its document from a URL.
        OutputError: A file cannot be written.
    """
    if not any(map(url_of, configs)):
        raise ConfigurationError("--upstream: no client has an upstream, or a URL as its spec")
    documents = Documents()
    fetched = []
    for config in configs:
        try:
            fetched.append(_fetched(config))
        except Exception as error:
            documents.failures[config.output_path] = failure_of(error)
            fetched.append({})
    try:
        for files in fetched:
            documents.of_client.append([*files])
            for path, content in files.items():
                documents.before.setdefault(path, path.read_bytes() if path.is_file() else None)
                _write(path, content)
        yield documents
    finally:
        documents.put_back()


def _fetched(config: ClientConfig) -> Mapping[Path, bytes]:
    """Fetch the files of a client's document that say something else than those here."""
    if config.upstream is None:
        return {}
    contents = {}
    reader = _reader(config, config.upstream)
    lock = read_lock_of(config.output_path)
    for name, address in _addresses(config, config.upstream, lock).items():
        if is_url(name):
            continue
        there = _fetch(address, reader, root=address == config.upstream)
        path = _home(config) / name
        if not _holds(path, there):
            contents[path] = there.text.encode("utf-8")
    return contents


def _holds(path: Path, there: SourceFile) -> bool:
    try:
        here: object = parse_text(path.read_text(encoding="utf-8-sig"), str(path))
    except Exception:  # not there, or not readable: then the fetched one is better
        return False
    return here == there.data


def _write(path: Path, content: bytes) -> None:
    """Replace a file in one step."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".specloom-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {printable(str(error.strerror))}") from error
