"""Clients that two branches changed: back to one branch's state, with the other's names, so that they can be generated.

Git merges a client line by line, which suits neither its lock nor what is generated. What was generated is
restored as it was on this branch, and generated again from the merged document; what people wrote stays.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from ..changes.surface.surface_file import SURFACE_NAME
from ..config import ClientConfig
from ..diagnostics import OutputError, printable
from ..output.disk.transaction import Overtaken, hash_of, recover, write
from ..output.folder.lock_file import LOCK_NAME, Lock, is_in_conflict, read_lock, write_lock
from ..output.folder.three_way_merge import merge
from ..python.code.doc_nodes import CHANGELOG
from ..records import dataclass, replace
from .changelog import has_lost_entries_only, without_entries_of, without_new_entries

_LABEL = re.compile(r"^(<{7}|\|{7}|>{7}) [^\n]*$", re.MULTILINE)
"""A marker of a conflict, with what the side is called; that depends on the command that merged."""
_APPLIED_AGAIN = ("CHERRY_PICK_HEAD", "REBASE_HEAD")
_SQUASHED = re.compile(r"^commit ([0-9a-f]{40,64})$", re.MULTILINE)
"""The commits that `git merge --squash` names in its message, the last one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """A client on one side of a merge: its files by path below the folder, and its lock."""

    files: Mapping[str, str]
    lock: Lock


@dataclass(frozen=True, slots=True)
class _Commits:
    """The commits that git merges into HEAD: the other one, and the one that both are based on."""

    other: str
    base: str
    is_merge: bool = False


def restore(config: ClientConfig) -> tuple[str, ...]:
    """Restore what was generated as it is on this branch; return the paths, below the folder, that were touched.

    There are none where nothing of the client is in conflict. Raises `OutputError` where it is not known with what, or
    something has to be resolved by hand first; nothing is changed then.
    """
    folder = config.output_path
    if not folder.is_dir():
        return ()
    repository = _Git(folder)
    unmerged = repository.unmerged()
    if not any(path.is_relative_to(folder.resolve()) for path in unmerged):
        return ()
    commits = repository.merging()
    if commits is None:
        raise OutputError(
            f"{folder} is in conflict, but git does not say with what; restore it with git checkout HEAD -- {folder}, "
            "and what you wrote in it yourself, then run specloom generate"
        )
    ours, theirs = repository.side("HEAD"), repository.side(commits.other)
    base = repository.files(commits.base)
    owned = {LOCK_NAME, SURFACE_NAME, *ours.lock.files, *theirs.lock.files}
    _refuse_open(config, unmerged, owned)
    recover(folder)
    before = {path: _text_at(folder / path) for path in (*owned, CHANGELOG)}
    merged = _Merged(
        base=base, ours=ours.files, theirs=theirs.files, repository=repository, commits=commits
    )
    texts: dict[str, str | None] = dict(_restored(folder, owned, before, merged))
    names = {**theirs.lock.names, **ours.lock.names}
    texts[LOCK_NAME] = write_lock(replace(ours.lock, names=names))
    changelog = _merged_changelog(
        merged,
        folder / CHANGELOG,
        before[CHANGELOG],
        in_conflict=(folder / CHANGELOG).resolve() in unmerged,
    )
    if changelog != before[CHANGELOG]:
        texts[CHANGELOG] = changelog
    _write(folder, texts, before)
    return tuple(sorted(texts))


def _text_at(place: Path) -> str | None:
    return place.read_bytes().decode("utf-8", "surrogateescape") if place.is_file() else None


def _write(folder: Path, texts: Mapping[str, str | None], before: Mapping[str, str | None]) -> None:
    """Write all files or none. Raises `OutputError` if one has changed since it was read."""

    def content(text: str | None) -> bytes | None:
        return None if text is None else text.encode("utf-8", "surrogateescape")

    there = {path: content(before[path]) for path in texts}
    expected = {path: None if was is None else hash_of(was) for path, was in there.items()}
    try:
        write(folder, {p: content(t) for p, t in texts.items()}, expected, guard=LOCK_NAME)
    except Overtaken as error:
        raise OutputError(f"{folder} was changed meanwhile; run specloom resolve again") from error


def _refuse_open(config: ClientConfig, unmerged: Iterable[Path], owned: Iterable[str]) -> None:
    """Raise `OutputError` if a file that only people can resolve is still in conflict."""
    folder = config.output_path.resolve()
    ours = {folder / path for path in (*owned, CHANGELOG)}
    spec = Path(config.input_path(config.spec)).resolve()
    inputs = {spec, *(Path(config.input_path(each)).resolve() for each in config.overlays)}
    theirs = [
        path
        for path in unmerged
        if (path.is_relative_to(folder) and path not in ours)
        or path in inputs
        or (path.is_relative_to(spec.parent) and not path.is_relative_to(folder))
    ]
    if theirs:
        listed = "".join(f"\n  {printable(str(path))}" for path in sorted(theirs))
        raise OutputError(f"resolve these files first, and git add them:{listed}")


def _restored(
    folder: Path, owned: Iterable[str], before: Mapping[str, str | None], merged: _Merged
) -> Iterator[tuple[str, str | None]]:
    """Yield the files that git has merged, with their text on this branch; None for those that only the other has.

    Raises `OutputError` for a file that somebody edited during the merge.
    """
    edited = []
    for path in owned:
        there, mine = before[path], merged.ours.get(path)
        if there == mine:
            continue
        is_record = path in (LOCK_NAME, SURFACE_NAME)
        if is_record or there is None or merged.is_of_git(path, there):
            yield path, mine
        else:
            edited.append(path)
    if edited:
        listed = "".join(f"\n  {printable(str(folder / path))}" for path in sorted(edited))
        raise OutputError(
            f"these generated files were edited during the merge; undo that, or move the edits away:{listed}"
        )


@dataclass(kw_only=True)
class _Merged:
    """What git makes of a client: its files where the branches parted, on both branches, and merged."""

    base: Mapping[str, str]
    ours: Mapping[str, str]
    theirs: Mapping[str, str]
    repository: _Git
    commits: _Commits

    @cached_property
    def _files(self) -> Mapping[str, str]:
        return self.repository.merged_files(self.commits)

    def is_of_git(self, path: str, there: str) -> bool:
        """Return whether a file is as the merge left it: nobody has typed anything into it."""
        if there in (self.theirs.get(path), self._files.get(path)):
            return True
        sides = tuple(side.get(path, "") for side in (self.base, self.ours, self.theirs))
        if not is_in_conflict(there):
            return there == self.repository.merged(*sides)
        possible = [self._files.get(path, ""), *self.repository.conflicts(*sides)]
        return _LABEL.sub(r"\1", there) in {_LABEL.sub(r"\1", text) for text in possible}


def _merged_changelog(
    sides: _Merged, place: Path, there: str | None, *, in_conflict: bool
) -> str | None:
    """Return the changelog with what people wrote on both branches, and `there` during the merge.

    The other branch's generated entries are left out: the update says again what that branch changed. Git may have merged
    them, for a commit that is applied again, or by its driver "union".
    """
    base, mine, theirs = (
        side.get(CHANGELOG, "") for side in (sides.base, sides.ours, sides.theirs)
    )
    if in_conflict or (there is not None and sides.is_of_git(CHANGELOG, there)):
        written = without_new_entries(base, theirs)
        if has_lost_entries_only(base, written):
            return mine
        merged = merge(CHANGELOG, base, mine, written)
        if not merged.conflicts:
            return merged.text
    if in_conflict:
        raise OutputError(f"resolve {place} first, and git add it: both branches edited it by hand")
    return there and without_entries_of(theirs, there, mine)


class _Git:
    """The repository that a client lies in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, *words: str) -> str:
        """Run git in the client's folder; return what it prints. Raises `OutputError` if it fails, or is not there."""
        return self._run(*words).stdout.decode("utf-8", "surrogateescape")

    def _run(self, *words: str, codes: Iterable[int] = (0,)) -> subprocess.CompletedProcess[bytes]:
        git = shutil.which("git")
        if git is None:
            raise OutputError("git is not installed")
        ran = subprocess.run(  # noqa: S603 - the words are names of commits and of files of ours
            [git, *words], cwd=self._folder, capture_output=True, check=False
        )
        if ran.returncode not in codes:
            message = ran.stderr.decode("utf-8", "replace").strip()
            raise OutputError(f"git {words[0]} failed: {printable(message)}")
        return ran

    def merging(self) -> _Commits | None:
        """Return what is being merged, picked, reverted or taken off the stash; None if nothing is, as far as that is known."""
        if other := self._commit("MERGE_HEAD"):
            return _Commits(other, self.run("merge-base", "HEAD", other).strip(), is_merge=True)
        for name in _APPLIED_AGAIN:
            if other := self._commit(name):
                return _Commits(other, f"{other}^")
        if reverted := self._commit("REVERT_HEAD"):
            return _Commits(f"{reverted}^", reverted)
        # Of these nothing says whether they are what is in conflict, so the lock must be theirs.
        lock = self._commit(f":3:./{LOCK_NAME}")
        message = Path(self._folder, self.run("rev-parse", "--git-path", "SQUASH_MSG").strip())
        squashed = (
            _SQUASHED.findall(message.read_text("utf-8", "replace")) if message.is_file() else []
        )
        possible = [
            _Commits(each, self.run("merge-base", "HEAD", each).strip()) for each in squashed[:1]
        ]
        stashed = self.run("stash", "list", "--format=%H").split()
        possible += [_Commits(each, f"{each}^") for each in stashed]
        alike = (each for each in possible if self._commit(f"{each.other}:./{LOCK_NAME}") == lock)
        return next(alike, None) if lock else None

    def _commit(self, name: str) -> str:
        """Return the hash of what a name of git stands for; "" if there is no such thing."""
        try:
            return self.run("rev-parse", "--verify", "--quiet", name).strip()
        except OutputError:
            return ""

    def merged_files(self, commits: _Commits) -> Mapping[str, str]:
        """Return the client's files as git merges them, conflicts marked; nothing with git before version 2.38."""
        sides = ("HEAD", commits.other)
        try:
            if not commits.is_merge:
                # So that git finds this base: what is applied again has another one in the history, or none.
                sides = (self._based(sides[0], commits.base), self._based(sides[1], commits.base))
            printed = self._run("merge-tree", "--write-tree", *sides, codes=(0, 1)).stdout
            return self.files(printed.decode("ascii", "replace").split("\n")[0])
        except OutputError:
            return {}

    def _based(self, commit: str, base: str) -> str:
        """Return a commit with the files of another one, based on a third."""
        who = ("-c", "user.name=specloom", "-c", "user.email=specloom")
        words = ("commit-tree", f"{commit}^{{tree}}", "-p", base, "-m", "merged")
        return self.run(*who, *words).strip()

    def unmerged(self) -> set[Path]:
        """Return the files that are in conflict, in all of the repository."""
        root = Path(self.run("rev-parse", "--show-toplevel").strip())
        listed = self.run("diff", "--name-only", "--diff-filter=U", "-z", "--no-relative")
        return {(root / name).resolve() for name in listed.split("\0") if name}

    def files(self, commit: str) -> dict[str, str]:
        """Return the client's files in a commit, by path below its folder."""
        packed = self._run("archive", "--format=tar", commit, ".").stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            return {
                member.name: content.read().decode("utf-8", "surrogateescape")
                for member in archive
                if (content := archive.extractfile(member)) is not None
            }

    def side(self, commit: str) -> _Side:
        """Return the client in a commit. Raises `OutputError` if it has no lock there."""
        files = self.files(commit)
        try:
            return _Side(files=files, lock=read_lock(files[LOCK_NAME]))
        except (KeyError, ValueError) as error:
            raise OutputError(
                f"{commit} has no lock of the client {self._folder}: {error}"
            ) from error

    def merged(self, base: str, ours: str, theirs: str) -> str | None:
        """Return what git makes of a file; None where it is in conflict."""
        return self._merge_file((base, ours, theirs))

    def conflicts(self, base: str, ours: str, theirs: str) -> Iterator[str]:
        """Yield what git makes of a file that is in conflict, in each of its styles."""
        for style in ((), ("--diff3",), ("--zdiff3",)):
            text = self._merge_file((base, ours, theirs), *style, codes=range(128))
            if text is not None:
                yield text

    def _merge_file(
        self, sides: tuple[str, str, str], *style: str, codes: Iterable[int] = (0,)
    ) -> str | None:
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, name) for name in ("base", "ours", "theirs")]
            for path, text in zip(paths, sides, strict=True):
                path.write_bytes(text.encode("utf-8", "surrogateescape"))
            base, ours, theirs = map(str, paths)
            try:
                ran = self._run("merge-file", "-p", "-q", *style, ours, base, theirs, codes=codes)
            except OutputError:
                return None
            return ran.stdout.decode("utf-8", "surrogateescape")
