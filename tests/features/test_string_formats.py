"""The table of scalars (`ir/scalars.py`): every stage works for every format in it, with no other place to edit."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from specloom import cli
from specloom.ir.scalars import KINDS, TEXT_FORMATS, ScalarFormat

FORMATS: dict[str, ScalarFormat] = {
    **{name: kind.form for name, kind in KINDS.items()},
    **{name: form for form in TEXT_FORMATS for name in form.names},
}
every_format = pytest.mark.parametrize("name", FORMATS)


def sample_of(name: str) -> str:
    """Return the text of a format that the tests of a client send."""
    form = FORMATS[name]
    return form.texts[0].replace("NAME", "name") if form.texts else "text"


def document(*, formats: bool) -> dict[str, Any]:
    """Return a document with a property and a parameter of each format; of plain strings without `formats`."""
    schemas: dict[str, Any] = {
        name: {"type": "string", **({"format": name} if formats else {})} for name in FORMATS
    }
    listed = {"type": "array", "uniqueItems": True, "minItems": 2, "items": schemas["ulid"]}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Record"}}}
    done = {"204": {"description": "Done."}}
    parameters = [{"name": name, "in": "query", "schema": schemas[name]} for name in FORMATS]
    put = {"operationId": "write", "requestBody": {"required": True, "content": content}}
    get = {"operationId": "read", "responses": {"200": {"description": "It.", "content": content}}}
    find = {"operationId": "find", "parameters": parameters, "responses": done}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Feature", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {
            "/record": {"get": get, "put": {**put, "responses": done}},
            "/found": {"get": find},
        },
        "components": {
            "schemas": {"Record": {"type": "object", "properties": {**schemas, "listed": listed}}}
        },
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the clients `plain` and `formats`; the folder that they lie in."""
    folder = tmp_path_factory.mktemp("formats")
    for name in ("plain", "formats"):
        (folder / f"{name}.json").write_text(json.dumps(document(formats=name == "formats")))
        output = ("--output", str(folder / name), "--group-by", "none")
        arguments = (*output, "--formatter", "none", "--quiet", "--strict")
        assert cli.main(("generate", str(folder / f"{name}.json"), *arguments)) == 0
    return folder


@pytest.fixture(scope="module")
def changes(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What is reported where plain strings get formats, by what it is about; the record of the client is read."""
    return changes_of(folder, "plain", "formats.json")


def changes_of(folder: Path, old: str, new: str) -> dict[str, list[dict[str, Any]]]:
    """Run `specloom diff`; the changes by their subject."""
    command = [sys.executable, "-m", "specloom", "diff", old, new, "--quiet", "--format", "json"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    found: dict[str, list[dict[str, Any]]] = {}
    for change in json.loads(run.stdout)["changes"]:
        found.setdefault(change["subject"], []).append(change)
    return found


@pytest.fixture(scope="module")
def exchange(folder: Path, exchange_of: Callable[..., Any]) -> Any:
    """The client of the document with formats."""
    path = str(folder / "formats" / "src")
    # Tests of other files, which run in between, may have left a client of this name.
    forget_client()
    sys.path.insert(0, path)
    yield exchange_of(importlib.import_module("feature"))
    sys.path.remove(path)
    forget_client()


def forget_client() -> None:
    """Remove the client from the loaded modules, so that the next import loads it."""
    for loaded in [name for name in sys.modules if name.partition(".")[0] == "feature"]:
        del sys.modules[loaded]
    importlib.invalidate_caches()


@every_format
def test_samples_are_of_their_format(name: str) -> None:
    """All sample texts fit, and are as the client writes them."""
    form = FORMATS[name]
    texts = [text.replace("NAME", "name") for text in form.texts]
    further = [form.another(turn) for turn in range(1, 5)] if form.another else []
    assert [text for text in (*texts, *further) if not form.fits(text)] == []
    assert [form.written(text) for text in (*texts, *further)] == [*texts, *further]
    assert len({*texts, *further}) == len(texts) + len(further)
    types = {type(form.read(text)) for text in texts}
    names = {f"{each.__module__}.{each.__name__}".removeprefix("builtins.") for each in types}
    assert names <= {form.python}


@every_format
def test_a_value_goes_both_ways(name: str, exchange: Any) -> None:
    """What a response holds has the format's Python type, and is sent as it came: in a body and in a query."""
    form, sample = FORMATS[name], sample_of(name)
    exchange.answer({name: sample})
    record = exchange.client.read()
    fields = {info.alias or field: field for field, info in type(record).model_fields.items()}
    value = getattr(record, fields[name])
    assert isinstance(value, str if name == "binary" else type(form.read(sample)))
    exchange.client.write(**{name.replace("-", "_"): value})
    assert json.loads(exchange.body) == {name: sample}
    exchange.client.find(**{name.replace("-", "_"): value})
    assert parse_qsl(exchange.query) == [(name, sample)]


@every_format
def test_a_new_format_is_reported(name: str, changes: dict[str, list[dict[str, Any]]]) -> None:
    """In words: the type if that is another, else the format."""
    form = FORMATS[name]
    (change,) = changes[f"client.find({name.replace('-', '_')})"]
    is_text = form.python == "str" or name == "binary"  # which is text in a query
    expected = f"'{name}'" if is_text else form.report or form.python
    assert expected in change["message"]
    assert change["severity"] == ("risky" if is_text else "breaking")


def test_the_record_of_a_client_has_all_formats(folder: Path) -> None:
    """A client compared with the document that it was made from has no changes; `check` has nothing to say."""
    assert changes_of(folder, "formats", "formats.json") == {}
    assert cli.main(("check", str(folder / "formats"), "--quiet")) == 0


def test_generated_tests_pass(folder: Path) -> None:
    """They send and read samples of every format."""
    tests = folder / "formats"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests / "tests")]
    run = subprocess.run(command, cwd=tests, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_ulid(folder: Path, exchange: Any) -> None:
    """The worked example of CONTRIBUTING: text in Python, with samples that are ULIDs; several are distinct."""
    exchange.answer({"ulid": "any text that a server may send"})
    assert exchange.client.read().ulid == "any text that a server may send"
    text = (folder / "formats" / "tests" / "test_operations.py").read_text()
    assert 'ulid="01ARZ3NDEKTSV4RRFFQ69G5FAV"' in text
    assert 'listed=["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ6900001"]' in text


def test_names_are_given_once() -> None:
    """No format has two entries."""
    assert len(FORMATS) == len(KINDS) + sum(len(form.names) for form in TEXT_FORMATS)
