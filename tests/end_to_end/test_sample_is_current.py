"""The committed sample is what the generator makes of the committed document, byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.build import pipeline
from specloom.config import ClientConfig, read_config
from specloom.output.folder.lock_file import LOCK_NAME, read_lock, same_but_for_tools
from specloom.run.progress import SilentProgress

DOCUMENT = "e7c4bb45ce66641b5c128704dbaed41eb973187f09a325272d250b8e930b468e"
CACHES = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}

BUILD = """
import hashlib, json, sys
from pathlib import Path
from specloom.build import pipeline
from specloom.config import read_config
from specloom.run.progress import SilentProgress

(config,) = read_config(Path(sys.argv[1]))
made = pipeline.build(config, SilentProgress())
print(json.dumps({**made.tree, "specloom.lock.json": made.lock_text}))
"""


def build(config: ClientConfig) -> dict[str, str]:
    """Make the files of a client in memory, the lock among them."""
    made = pipeline.build(config, SilentProgress())
    return {**made.tree, LOCK_NAME: made.lock_text}


def committed(folder: Path) -> dict[str, str]:
    """Return the files of the sample, except for what tools leave behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not CACHES & set(path.parts)
    }


def assert_same(made: dict[str, str], expected: dict[str, str]) -> None:
    """Check that both have the same paths and texts; the locks may name another build of the same version."""
    assert sorted(made) == sorted(expected)
    texts = [(path, text, expected[path]) for path, text in made.items() if path != LOCK_NAME]
    assert [path for path, text, wanted in texts if text != wanted] == []
    assert same_but_for_tools(read_lock(made[LOCK_NAME]), read_lock(expected[LOCK_NAME]))


@pytest.fixture
def sample(repository: Path) -> Path:
    """The committed client."""
    return repository / "generated_samples/amazon_bedrock"


@pytest.fixture
def specs(repository: Path, tmp_path: Path) -> Path:
    """A copy of the specs folder, with no client beside it."""
    folder = tmp_path / "specs"
    shutil.copytree(repository / "specs", folder)
    return folder / "amazon-bedrock"


def test_the_document_is_untouched(repository: Path) -> None:
    """It is never edited: what it lacks is in the overlay."""
    content = (repository / "specs/amazon-bedrock/openapi.yaml").read_bytes()
    assert hashlib.sha256(content).hexdigest() == DOCUMENT
    lock = json.loads((repository / "generated_samples/amazon_bedrock" / LOCK_NAME).read_text())
    assert lock["inputs"]["document: openapi.yaml"] == DOCUMENT


def test_the_sample_is_current(repository: Path, sample: Path) -> None:
    """Nothing differs, nothing is missing, and nothing lies there that is not generated."""
    (config,) = read_config(repository / "specs/amazon-bedrock/specloom.toml")
    assert_same(build(config), committed(sample))


def test_the_sample_needs_no_memory(specs: Path, sample: Path) -> None:
    """A first run, in another folder and with no lock to take names from, makes the same."""
    (config,) = read_config(specs / "specloom.toml")
    assert not config.output_path.exists()
    assert_same(build(config), committed(sample))


def built_with_seed(repository: Path, config: Path, seed: str) -> dict[str, str]:
    """Make the files of a client in another process, with another seed for the hashes of strings."""
    finished = subprocess.run(
        [sys.executable, "-c", BUILD, str(config)],
        env={
            **os.environ,
            "PYTHONPATH": str(repository / "generator"),
            "PYTHONHASHSEED": seed,
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "C",
            # Nothing is read or written in the locale's encoding.
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONWARNDEFAULTENCODING": "1",
            "PYTHONWARNINGS": "error::EncodingWarning",
        },
        stdout=subprocess.PIPE,
        check=True,
    )
    files: dict[str, str] = json.loads(finished.stdout)
    return files


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_the_hash_seed_does_not_matter(
    repository: Path, specs: Path, sample: Path, seed: str
) -> None:
    """Sets and dictionaries of another process have another order."""
    config = specs / "specloom.toml"
    assert_same(built_with_seed(repository, config, seed), committed(sample))


def test_the_hash_seed_does_not_matter_for_two_media_types(
    repository: Path, tmp_path: Path
) -> None:
    """A method that takes properties, or another body with its media type, has two names of our own."""
    shutil.copytree(repository / "tests/cases/several_media_types", tmp_path / "case")
    config = tmp_path / "case/specloom.toml"
    config.write_text('[[client]]\nspec = "openapi.yaml"\noutput = "client"\n')
    first, second = (built_with_seed(repository, config, seed) for seed in ("1", "3"))
    assert first == second


def permuted(value: Any, chance: random.Random) -> Any:
    """Return the same value with the properties of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: permuted(value[key], chance) for key in keys}
    if isinstance(value, list):
        return [permuted(item, chance) for item in value]
    return value


def without_input_hashes(files: dict[str, str]) -> dict[str, str]:
    """Return the same files; in the lock the hashes of what was read are left out."""
    lock = re.sub(r'("document: [^"]+"): "[0-9a-f]{64}"', r'\1: ""', files[LOCK_NAME])
    return {**files, LOCK_NAME: lock}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_key_order_does_not_matter(specs: Path, sample: Path, seed: int) -> None:
    """A document that says the same in another order makes the same client."""
    place = specs / "openapi.yaml"
    original = yaml.safe_load(place.read_text())
    shuffled = permuted(original, random.Random(seed))
    assert shuffled == original
    assert json.dumps(shuffled) != json.dumps(original)
    place.write_text(yaml.safe_dump(shuffled, sort_keys=False))
    (config,) = read_config(specs / "specloom.toml")
    made, expected = build(config), committed(sample)
    assert made[LOCK_NAME] != expected[LOCK_NAME]
    assert_same(without_input_hashes(made), without_input_hashes(expected))
