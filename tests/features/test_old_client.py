"""A client of an earlier version keeps its names, whatever later versions would call things.

`old_client/` is what version 0.1.0 as of November 2026 left: lock, surface, and every name that callers could use.
It split VPCs into `vp_cs`, GitHub into `git_hub`, and called a field `object` `object_`.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from specloom.build.options import WriteOptions
from specloom.build.pipeline import generate
from specloom.changes.model import Change, ChangeKind
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

OLD = Path(__file__).with_name("old_client")
RECORDS = ("specloom.lock.json", "specloom.surface.json")


def public_names(package: Path) -> Iterator[str]:
    """Yield what callers can use: modules, classes, methods with their arguments, fields, constants, variables."""
    for path in sorted(package.rglob("*.py")):
        if "_runtime" in path.parts:
            continue
        parts = path.relative_to(package).with_suffix("").parts
        # What is in `models` and `types` is imported from there, whatever module it is in.
        module = ".".join(parts[:1] if parts[0] in ("models", "types") else parts)
        yield module
        tree = ast.parse(path.read_text())
        yield from _members(tree, module)
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and text.isidentifier():
                yield from [text] if text.startswith(package.name.upper()) else []


def _members(node: Any, place: str) -> Iterator[str]:
    for item in node.body:
        match item:
            case ast.ClassDef(name=name):
                yield f"{place}.{name}"
                yield from _members(item, f"{place}.{name}")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"{place}.{name}"
                arguments = [*item.args.posonlyargs, *item.args.args, *item.args.kwonlyargs]
                yield from (f"{place}.{name}({argument.arg}=)" for argument in arguments)
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                if not name.startswith("_"):
                    yield f"{place}.{name}"
            case ast.If():
                yield from _members(item, place)


def update(
    folder: Path, *, rename: bool = False, **settings: Any
) -> tuple[Path, tuple[Change, ...]]:
    """Generate the client again; return its package, and what has changed for callers."""
    config = ClientConfig(
        spec=str(OLD / "openapi.json"), output=str(folder), formatter="none", **settings
    )
    result = generate(config, SilentProgress(), WriteOptions(rename=rename))
    return folder / "src" / result.package, result.changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with what the old version left."""
    for name in RECORDS:
        shutil.copy(OLD / name, tmp_path / name)
    return tmp_path


def test_an_update_keeps_every_name(folder: Path) -> None:
    """Package, classes, methods, resources, arguments, fields, constants, errors, environment variables."""
    package, changes = update(folder)
    before = (OLD / "names.txt").read_text().splitlines()
    assert sorted(set(before).difference(public_names(package))) == []
    # Classes of errors that only one operation raises are old names of the class of their status.
    assert {change.kind for change in changes} <= {ChangeKind.ERROR_CLASS_REMOVED}


def test_so_does_the_next_one(folder: Path) -> None:
    """What a later version chose otherwise is in the lock now, even if the surface is lost."""
    update(folder)
    (folder / "specloom.surface.json").unlink()
    package, _ = update(folder)
    before = (OLD / "names.txt").read_text().splitlines()
    assert sorted(set(before).difference(public_names(package))) == []


def test_a_new_client_has_other_names(tmp_path: Path) -> None:
    """Otherwise, the tests above say nothing."""
    package, _ = update(tmp_path)
    assert package.name != json.loads((OLD / "specloom.lock.json").read_text())["names"]["package"]
    assert {"resources.vpcs.VPCs", "models.VPC.vpcs", "models.VPC.github"} <= {
        *public_names(package)
    }


def test_new_names_are_taken_on_request(folder: Path) -> None:
    """With `--rename`; with `rename_aliases`, old classes, methods and resources work on for a while."""
    package, changes = update(folder, rename=True, rename_aliases=True)
    names = {*public_names(package)}
    assert {"models.VPC.vpcs", "models.VPC.object", "resources.vpcs.VPCs"} <= names
    assert "resources.vpcs.VPCs.update_vms(options=)" in names
    assert "models.VPC.vp_cs" not in names
    # What users have in their imports, calls of the constructor and environments stays.
    before = (OLD / "names.txt").read_text().splitlines()
    kept = [n for n in before if n.isupper() or n.startswith("_client.OpenAISVMsOpenAPI.__init__(")]
    assert len(kept) > 10
    assert sorted(set(kept).difference(names)) == []
    assert {change.kind.is_rename for change in changes} >= {True}
    client = (package / "_client.py").read_text()
    assert "def vpcs(" in client and "def vp_cs(" in client


def test_the_next_update_keeps_the_new_names(folder: Path) -> None:
    """`--rename` is for one run."""
    package, _ = update(folder, rename=True)
    renamed = {*public_names(package)}
    package, changes = update(folder)
    assert {*public_names(package)} == renamed
    assert list(changes) == []


def test_single_names_are_taken_by_configuration(folder: Path) -> None:
    """With the old name as an alias; all others stay."""
    names = {"tag/VPCs": "vpcs", "#/components/schemas/VPC": "Network"}
    package, _ = update(folder, names=names, rename_aliases=True)
    found = {*public_names(package)}
    assert {"models.Network.vp_cs", "resources.vpcs.VPCs"} <= found
    client = (package / "_client.py").read_text()
    assert "def vpcs(" in client and "def vp_cs(" in client
    assert '"VPC"' in (package / "models" / "__init__.py").read_text()
