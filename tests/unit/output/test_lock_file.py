"""Locks that are no longer as they were written: a message, never a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest
from specloom.output.folder.lock_file import FileRecord, Lock, read_lock, write_lock
from specloom.output.folder.semantic_hash import meaning_of
from specloom.records import replace

LOCK = Lock(generator="1", source={"spec": "a.yaml"}, inputs={}, names={"client": "Pets"})


def test_a_lock_of_an_older_version_has_fewer_parts() -> None:
    """What was added since is as if nothing was recorded."""
    data = json.loads(write_lock(LOCK))
    for part in ("ejected", "version", "proposed", "result"):
        del data[part]
    assert read_lock(json.dumps(data)) == LOCK


def test_records_were_objects_in_older_versions() -> None:
    """With longer hashes of meanings, of which half counts."""
    meaning = meaning_of("a.py", "x = 1\n")
    data = json.loads(write_lock(LOCK))
    before = {"sha256": "0", "meaning": f"{meaning}{'0' * 32}", "origin": "1 2 a,b ABC"}
    data["files"] = {"a.py": before}
    data["ejections"] = {"b.py": f"{meaning}{'0' * 32}"}
    lock = read_lock(json.dumps(data))
    record = FileRecord(sha256="0", meaning=meaning, origin="1", made_of="2 a,b ABC")
    assert lock.files == {"a.py": record}
    assert lock.ejections == {"b.py": meaning}
    assert json.loads(write_lock(lock))["files"] == {"a.py": f"0 {meaning} 1 2 a,b ABC"}


@pytest.mark.parametrize(
    "record",
    [
        FileRecord(sha256="0", meaning="1"),
        FileRecord(sha256="0", meaning="1", origin="2"),
        FileRecord(sha256="0", meaning="1", origin="2", made_of="3 a,b ABC"),
        FileRecord(sha256="0", meaning="1", made_of="3"),
    ],
)
def test_a_record_of_a_file_is_read_again(record: FileRecord) -> None:
    """On one line, so that a file that changes changes one line of the lock."""
    text = write_lock(replace(LOCK, files={"a.py": record}))
    assert read_lock(text).files == {"a.py": record}
    assert sum('"a.py"' in line for line in text.splitlines()) == 1


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("source", []),
        ("inputs", {"generator": 1}),
        ("files", {"a.py": {"sha256": "0"}}),
        ("files", {"a.py": "0"}),
        ("seeded", "README.md"),
        ("ejected", [1]),
        ("names", ["client"]),
        ("version", 1),
        ("aliases", {"models Pet": "Animal"}),
        ("result", None),
    ],
)
def test_a_part_of_another_kind_is_refused(part: str, value: Any) -> None:
    """It would fail somewhere else, later."""
    data = {**json.loads(write_lock(LOCK)), part: value}
    with pytest.raises(ValueError, match=r"expected |a part is missing"):
        read_lock(json.dumps(data))


def test_endless_nesting_is_refused() -> None:
    """Python has a limit of its own."""
    with pytest.raises(ValueError, match="deep"):
        read_lock("[" * 100_000)
