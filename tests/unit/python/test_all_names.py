"""The names of a client without the client: what a comparison needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from specloom.build.understanding import understand
from specloom.build.versioning import surface_by_names
from specloom.config import read_config
from specloom.ir.types import TypeId
from specloom.python.client.client_surface import client_surface
from specloom.python.naming.name_registry import PastClient
from specloom.python.package import Release, package_of
from specloom.python.plan import plan
from specloom.run.progress import progress_of

ROOT = Path(__file__).resolve().parents[3]


def test_names_alone_are_those_of_the_package() -> None:
    """The package writes what the plan has, its surface has all names, and the names in the lock give it again."""
    (config,) = read_config(ROOT / "specs/kitchen-sink/specloom.toml")
    with progress_of(quiet=True) as progress:
        api = understand(config, progress).api
    client = plan(api, config, PastClient())
    recorded = client.names.recorded
    assert package_of(client, Release(version="1.0.0")).names == recorded
    surface = client_surface(api, client)
    book = surface.models[TypeId("#/components/schemas/Book")]
    assert (book.name, book.fields["isbn"]) == ("Book", "isbn")
    assert surface_by_names(api, config, recorded) == surface


def test_a_plan_does_not_change_any_more() -> None:
    """Names are allotted while it is made; writing the package twice gives the same, and changes no name."""
    (config,) = read_config(ROOT / "specs/kitchen-sink/specloom.toml")
    with progress_of(quiet=True) as progress:
        api = understand(config, progress).api
    client = plan(api, config, PastClient())
    before = client_surface(api, client)
    first = package_of(client, Release(version="1.0.0"))
    second = package_of(client, Release(version="1.0.0"))
    for one, other in zip(first.files, second.files, strict=True):
        assert (one.recipe and one.recipe.make()) == (other.recipe and other.recipe.make())
    assert replace(first, files=()) == replace(second, files=())
    assert client_surface(api, client) == before
    with pytest.raises(TypeError):
        client.names.recorded["client"] = "Other"  # type: ignore[index]
