"""The names of a client without the client: what a comparison needs."""

from __future__ import annotations

from pathlib import Path

from specloom.build.pipeline import understand
from specloom.config import read_config
from specloom.python.package import lower, name_everything
from specloom.run.progress import progress_of

ROOT = Path(__file__).resolve().parents[3]


def test_names_alone_are_those_of_the_package() -> None:
    """Allotting gives what lowering gives: the names for the lock, and all of them."""
    (config,) = read_config(ROOT / "specs/kitchen-sink/specloom.toml")
    with progress_of(quiet=True) as progress:
        api = understand(config, progress).api
    package, _ = lower(api, config)
    recorded, names = name_everything(api, config)
    assert recorded == package.names
    assert names == package.all_names
    assert recorded.items() <= names.items()
    assert names["#/components/schemas/Book?isbn"] == "isbn"
