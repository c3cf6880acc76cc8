"""The files of a document: allowed locations, read files."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urljoin, urlsplit

from ...diagnostics import Code, GenerationFailed, Location, printable, quote
from ...importers.imported import split_location
from ...records import dataclass
from ..text.json_value import MAX_BYTES, JsonValue, refuse
from ..text.parse import SourceText, read_text
from ..text.positions import Positions
from .document_kind import markup_likeness
from .reader import STANDARD_INPUT, Reader
from .urls import is_below, is_url

ABSENT = "absent"
"""Stands for the digest of a file that a reference names, but that cannot be read."""

ROOT = ""
"""The key of the root document."""

OWN_SCHEME = "specloom-file:"
"""Begins an address that is a file's key: of references that the generator writes, not the document."""

_PLAIN_TEXT = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its display name, its text, and what the text says."""

    name: str
    text: str
    source: SourceText
    digest: str = ""
    """The SHA-256 of the file's bytes, in hexadecimal; line ends count as line feeds."""

    @property
    def data(self) -> JsonValue:
        """The JSON value of the text."""
        return self.source.value


class ReferenceRefused(Exception):
    """A reference leads to a place that may not be read; the message says why, the hint what helps."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_source(location: str, name: str, reader: Reader, *, plain: bool = False) -> SourceFile:
    """Read and parse a file.

    Args:
        location: A path, "-" or a URL, as the reader takes it.
        name: The display name.
        reader: Returns the bytes.
        plain: Whether the text itself is the value, such as a description in Markdown.

    Returns:
        The file.

    Raises:
        GenerationFailed: It cannot be read, is too large, is not UTF-8, or is neither JSON nor
            YAML; with one diagnostic.
    """
    try:
        content = reader(location)
    except IsADirectoryError:
        refuse(Code.UNREADABLE_FILE, "this is a directory, not a file", Location(file=name))
    except FileNotFoundError:
        refuse(Code.UNREADABLE_FILE, "there is no such file", Location(file=name))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        what = "URL" if is_url(location) else "file"
        refuse(
            Code.UNREADABLE_FILE,
            f"the {what} cannot be read: {printable(reason)}",
            Location(file=name),
        )
    if len(content) > MAX_BYTES:
        refuse(Code.TOO_LARGE, f"the file has more than {MAX_BYTES} bytes", Location(file=name))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse_encoding(content, error, name)
    markup = None if plain else markup_likeness(text)
    if markup is not None:
        message = f"this is {markup.what}, neither JSON nor YAML"
        refuse(Code.NOT_OPENAPI, message, Location(file=name, line=1, column=1), hint=markup.hint)
    # A checkout on Windows may have other line ends; the document is the same.
    digest = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
    source = SourceText(text, text, 0) if plain else read_text(text, name)
    return SourceFile(name, text, source, digest)


def _refuse_encoding(content: bytes, error: UnicodeDecodeError, name: str) -> NoReturn:
    before = content[: error.start]
    refuse(
        Code.UNREADABLE_FILE,
        f"the file is not UTF-8: byte 0x{content[error.start]:02x} at offset {error.start}",
        Location(
            file=name,
            line=before.count(b"\n") + 1,
            column=len(before) - before.rfind(b"\n"),
        ),
        hint="Save it as UTF-8.",
    )


def display_name(location: str) -> str:
    """Return the display name of a location, for diagnostics.

    `location` is a path, "-" or a URL, as the user gave it. Returns the same, but "<stdin>" for
    standard input.
    """
    return "<stdin>" if location == STANDARD_INPUT else location


class SourceFiles:
    """The files of one document. The one place that decides which files may be read.

    A file's key is its path relative to the root document's folder, with "/"; `ROOT` is the root
    document itself. Files are read when a reference asks for them, once.
    """

    def __init__(
        self,
        location: str,
        root: SourceFile,
        *,
        reader: Reader,
        allowed_references: Sequence[str] = (),
    ) -> None:
        """Begin with the root document.

        Args:
            location: Where the root document was read: a path, "-" or a URL.
            root: The root document.
            reader: Returns the bytes of further files.
            allowed_references: Folders, and origins such as "https://example.com", that references
                may lead into besides the root document's own folder.
        """
        self._location = location
        self._reader = reader
        self._allowed_origins = [entry for entry in allowed_references if is_url(entry)]
        self._allowed_folders = [
            Path(entry).resolve() for entry in allowed_references if not is_url(entry)
        ]
        self._is_file = location != STANDARD_INPUT and not _is_elsewhere(location)
        # Standard input has no folder; its references are taken from the current one, if allowed.
        self._folder = Path(location).parent.resolve() if self._is_file else Path.cwd()
        if self._is_file:
            self._allowed_folders.append(self._folder)
        self._files = {ROOT: root}
        self._locations: dict[str, str] = {ROOT: location}
        self._by_name = {root.name: root}
        self._searched = 0
        self._mention_ids = False
        self._positions: dict[str, Positions] = {}
        self._failures: dict[str, GenerationFailed] = {}
        self._inputs = {self._input_name(location): root.digest}

    def get(self, key: str) -> SourceFile:
        """Return a file, and read it if that has not happened.

        Args:
            key: A key that `find` gave.

        Returns:
            The file.

        Raises:
            GenerationFailed: The file cannot be read or is neither JSON nor YAML.
            KeyError: `find` has not given the key.
        """
        if key in self._failures:
            raise self._failures[key]  # A server that does not respond is asked once.
        if key not in self._files:
            location = self._locations[key]
            # What cannot be read now may be there on the next run, and is an input all the same.
            self._inputs[unquote(key)] = ABSENT
            name, plain = self._display_name(key), key.lower().endswith(_PLAIN_TEXT)
            try:
                source = read_source(location, name, self._reader, plain=plain)
            except GenerationFailed as failure:
                self._failures[key] = failure
                raise
            self._files[key] = self._by_name[source.name] = source
            self._inputs[unquote(key)] = source.digest
        return self._files[key]

    @property
    def has_others(self) -> bool:
        """Whether a file besides the root document has been read."""
        return len(self._files) > 1

    def add(self, source: SourceFile) -> None:
        """Add a file that no reference leads to, such as an overlay.

        `source` is the file; its name is the location that the user gave.
        """
        self._by_name[source.name] = source
        self._inputs[self._input_name(source.name)] = source.digest

    def read(self) -> Sequence[str]:
        """Return the keys of the files that were read so far, in the order of reading."""
        return list(self._files)

    @property
    def mention_ids(self) -> bool:
        """Whether a file that was read, an overlay included, may hold `$id` or `$self`."""
        while self._searched < len(self._by_name):
            text = list(self._by_name.values())[self._searched].text
            self._searched += 1
            self._mention_ids = self._mention_ids or "$id" in text or "$self" in text
        return self._mention_ids

    def address(self, key: str) -> str:
        """Return the absolute URI of a file.

        Returns its URL, or a `file` URI for the place where it was read.
        """
        location = self._locations[key]
        if is_url(location):
            return location
        return (Path.cwd() / location).as_uri()

    def inputs(self) -> Mapping[str, str]:
        """Return the hash of everything that was read so far.

        Returns:
            Names relative to the root document's folder, sorted, with the SHA-256 of the bytes.
        """
        return dict(sorted(self._inputs.items()))

    def position(self, name: str, pointer: str) -> tuple[int, int]:
        """Find a place in a file's text.

        Args:
            name: The file's display name.
            pointer: A JSON pointer; what it names may be missing from the text.

        Returns:
            The 1-based line and column of the place, or of the innermost one around it.
        """
        if name not in self._positions:
            self._positions[name] = self._by_name[name].source.positions()
        return self._positions[name].nearest(pointer)

    def excerpt(self, name: str, pointer: str) -> str:
        """Return the text around a place, if its line is too long to be looked at; else "".

        Args:
            name: The file's display name.
            pointer: A JSON pointer, as for `position`.
        """
        self.position(name, pointer)
        return self._positions[name].excerpt(pointer)

    def find(self, base: str, reference: str) -> str:
        """Decide which file a reference names, and whether it may be read. Reads nothing.

        Args:
            base: The key of the file that holds the reference.
            reference: The reference without its fragment, not empty.

        Returns:
            The key of the file.

        Raises:
            ReferenceRefused: The file may not be read.
        """
        own = reference.removeprefix(OWN_SCHEME)
        if own != reference and own in self._files:
            return own
        base_location = self._locations[base]
        try:
            if is_url(base_location) or is_url(reference):
                return self._find_url(base_location, reference)
            return self._find_path(Path(base_location).parent, reference)
        except (ValueError, OSError) as error:
            raise ReferenceRefused(f"it is not a usable address: {printable(str(error))}") from None

    def _find_url(self, base_location: str, reference: str) -> str:
        url = urljoin(base_location, reference) if is_url(base_location) else reference
        if not is_url(url):
            raise ReferenceRefused("only http and https addresses and files can be referred to")
        if is_url(self._location):
            if url == self._location:
                return ROOT
            folder = urljoin(self._location, ".")
            if is_below(url, folder):
                return self._remember(url.removeprefix(folder), url)
        if any(is_below(url, allowed) for allowed in self._allowed_origins):
            return self._remember(url, url)
        parts = urlsplit(url)
        raise ReferenceRefused(
            f"nothing is fetched from {quote(parts.hostname or '')}",
            f"Allow it with --allow-ref {printable(f'{parts.scheme}://{parts.netloc}')}.",
        )

    def _find_path(self, folder: Path, reference: str) -> str:
        parts = urlsplit(reference)
        if parts.scheme or parts.netloc or parts.query:
            raise ReferenceRefused("only http and https addresses and files can be referred to")
        path = (folder / unquote(parts.path)).resolve()
        if self._is_file and path == Path(self._location).resolve():
            return ROOT
        if not any(path.is_relative_to(allowed) for allowed in self._allowed_folders):
            raise ReferenceRefused(
                "it is outside the document's own folder", "Allow its folder with --allow-ref DIR."
            )
        if path.exists() and not path.is_file():
            raise ReferenceRefused("it is not a file")
        return self._remember(_relative(str(path), self._folder), str(path))

    def _remember(self, name: str, location: str) -> str:
        # In a node's name the first "#" ends the file's part.
        key = name.replace("#", "%23")
        self._locations.setdefault(key, location)
        return key

    def _display_name(self, key: str) -> str:
        name = unquote(key) if not is_url(key) else key
        if self._is_file:
            return posixpath.normpath(
                posixpath.join(posixpath.dirname(self._files[ROOT].name), name)
            )
        return self._locations[key]

    def _input_name(self, location: str) -> str:
        """Return the name of a file in the lock, which depends on nothing about where the project lies."""
        if location == STANDARD_INPUT or _is_elsewhere(location):
            return display_name(location)
        if self._is_file:
            return _relative(str(Path(location).absolute()), self._folder)
        return Path(location).name


def _is_elsewhere(location: str) -> bool:
    return is_url(location) or split_location(location) is not None


def _relative(path: str, folder: Path) -> str:
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # on another Windows drive
        return Path(path).name
    return Path(relative).as_posix()
