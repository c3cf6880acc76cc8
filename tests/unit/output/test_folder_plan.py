"""What a plan does to a folder, whatever lies in it: nobody's work is lost, and nothing of ours is left over."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.output.folder import folder_plan
from specloom.output.folder.lock_file import LOCK_NAME, FileRecord, Lock, digest, write_lock
from specloom.output.folder.semantic_hash import meaning_of

PATHS = ["a.py", "b.md", "c/d.py", "c/e/f.toml", "c/e/g.py", "h/i/j.md"]
TEXTS = ["x = 1\n", "x = 2\n", "y = 'z'\n", ""]
EDIT = "mine = 3\n"
TREES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(TEXTS))
SOME = st.sets(st.sampled_from(PATHS))


def lock_of(tree: dict[str, str], seeded: set[str], ejected: set[str] = frozenset()) -> str:  # type: ignore[assignment]
    """Return the lock of a run that made this."""
    files = {
        path: FileRecord(sha256=digest(text), meaning=meaning_of(path, text))
        for path, text in tree.items()
        if path not in seeded
    }
    return write_lock(
        Lock(
            generator="1",
            source={},
            inputs={},
            files=files,
            seeded=tuple(sorted(seeded & set(tree))),
            ejected=tuple(ejected),
        )
    )


def contents(folder: Path) -> dict[str, str]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def folder_with(files: dict[str, str]) -> Iterator[Path]:
    """Return a folder that holds some files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "out"
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        yield folder


@settings(max_examples=300)
@given(
    old=TREES,
    new=TREES,
    seeded=SOME,
    edits=SOME,
    deleted=SOME,
    foreign=SOME,
    ejected=SOME,
    discard=st.booleans(),
)
def test_any_update(
    old: dict[str, str],
    new: dict[str, str],
    seeded: set[str],
    edits: set[str],
    deleted: set[str],
    foreign: set[str],
    ejected: set[str],
    discard: bool,
) -> None:
    """Random files of the last run and of this one, edited, deleted, taken over, and foreign."""
    foreign -= set(old)
    edits &= set(old)
    before = {path: text for path, text in old.items() if path not in deleted}
    before |= dict.fromkeys(edits, EDIT) | dict.fromkeys(foreign, "foreign\n")
    before |= {LOCK_NAME: lock_of(old, seeded), "h/notes.txt": "notes\n"}
    ejected &= set(old) & set(before)
    tree = {path: text for path, text in new.items() if path not in ejected}
    with folder_with(before) as folder:
        disk = folder_plan.look_further(folder_plan.look(folder), folder, tree)
        lock_text = lock_of(tree, seeded, ejected)
        wanted = folder_plan.Wanted(tree=tree, lock_text=lock_text, seeded=seeded, ejected=ejected)
        plan = folder_plan.plan(wanted, disk, discard=discard)
        owned = set(old) - seeded
        generated = set(tree) - seeded
        assert set(plan.foreign) == {
            p for p in generated & set(before) - owned if before[p] != tree[p]
        }
        if discard:
            assert plan.edited == plan.orphans == ()
        else:
            assert set(plan.edited) == edits & generated & owned
            assert set(plan.orphans) == (edits & owned) - set(tree) - ejected
        if plan.edited or plan.foreign:
            return
        folder_plan.apply(plan, folder, disk)
        after = contents(folder)
        # Foreign, seeded and ejected files are as they were, and so are edits without --discard.
        kept = foreign - generated | ejected | {"h/notes.txt"} | set(plan.orphans)
        kept |= (set(old) & seeded) & set(before)
        assert {path: after.get(path) for path in kept} == {path: before[path] for path in kept}
        # What is generated is there, and nothing else.
        assert {path: after[path] for path in generated} == {path: tree[path] for path in generated}
        made = generated | (set(tree) & seeded) | {LOCK_NAME}
        assert set(after) <= made | kept
        assert not [p for p in folder.rglob("*") if p.is_dir() and not any(p.iterdir())]
        # And the next run has nothing to do.
        disk = folder_plan.look_further(folder_plan.look(folder), folder, tree)
        again = folder_plan.plan(wanted, disk, discard=False)
        assert again.in_sync
