"""Parameters of paths, and variables of servers, that the document calls otherwise: nothing changes for callers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from specloom.cli import main
from specloom.output.folder.lock_file import LOCK_NAME, read_lock

Document = dict[str, Any]


def path_parameter(name: str, **schema: Any) -> Document:
    """Return a parameter of a path."""
    return {"name": name, "in": "path", "required": True, "schema": schema or {"type": "string"}}


def books(one: str, other: str = "page", *, ids: bool = True) -> Document:
    """Return operations on paths with parameters, one of them inherited from the path, and inline types."""
    found = {"type": "object", "properties": {"title": {"type": "string"}}}
    response = {"description": "So.", "content": {"application/json": {"schema": found}}}
    kinds = {"type": "string", "enum": ["new", "used"], "x-enum-varnames": ["NEW", "USED"]}

    def operation(name: str, *parameters: Document) -> Document:
        said = {"operationId": name} if ids else {}
        return {
            **said,
            "tags": ["books"],
            "parameters": [*parameters, {"name": "kind", "in": "query", "schema": kinds}],
            "responses": {"200": response},
        }

    return {
        "openapi": "3.1.0",
        "info": {"title": "Library", "version": "1"},
        "servers": [{"url": "https://library.example"}],
        "paths": {
            f"/books/{{{one}}}": {
                "parameters": [path_parameter(one)],
                "get": operation("getBook"),
                "delete": operation("deleteBook"),
            },
            f"/books/{{{one}}}/pages/{{{other}}}": {
                "get": operation("getPage", path_parameter(one), path_parameter(other)),
            },
        },
    }


@pytest.fixture
def update(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Document]:
    """Generates the client of a document, and returns what the run says in JSON."""

    def run(document: Document, *arguments: str) -> Document:
        (tmp_path / "library.json").write_text(json.dumps(document))
        spec, output = str(tmp_path / "library.json"), str(tmp_path / "out")
        command = ["generate", spec, "--output", output, "--formatter", "none", "--json"]
        assert main([*command, "--only", "client", *arguments]) == 0
        (result,) = json.loads(capsys.readouterr().out)
        found: Document = result
        assert main(["check", output]) == 0
        capsys.readouterr()
        return found

    return run


def names(folder: Path) -> list[str]:
    """Return the names that the lock of the client has, without their keys."""
    return sorted(read_lock((folder / "out" / LOCK_NAME).read_text()).names.values())


@pytest.mark.parametrize("ids", [True, False])
def test_names_stay(tmp_path: Path, update: Callable[..., Document], ids: bool) -> None:
    """Methods, arguments and classes are called as before, and nothing is reported; the next run knows it, too."""
    update(books("bookId", ids=ids))
    method = next((tmp_path / "out").rglob("resources/books.py")).read_text()
    before = names(tmp_path)
    result = update(books("id", "number", ids=ids))
    assert result["changes"] == []
    assert set(before) <= set(names(tmp_path))
    text = next((tmp_path / "out").rglob("resources/books.py")).read_text()
    assert (
        "book_id: str" in text
        and "book_id" in method
        and "page: str" in text
        and "number: str" not in text
    )
    # The wire has the new document's path, and the next run finds what the last one kept.
    assert update(books("id", "number", ids=ids))["updated"] == []
    assert update(books("key", "number", ids=ids))["changes"] == []
    assert "book_id: str" in next((tmp_path / "out").rglob("resources/books.py")).read_text()


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("name", ["bookId", "id"])
def test_a_slash_at_the_end(
    tmp_path: Path, update: Callable[..., Document], name: str, ids: bool
) -> None:
    """It is another path on the wire, and the same method with the same classes and arguments."""
    first, second = books("bookId", ids=ids), books(name, ids=ids)
    second["paths"] = {f"{path}/": item for path, item in second["paths"].items()}
    for old, new in ((first, second), (second, first)):
        update(old, "--force")
        before = names(tmp_path)
        text = next((tmp_path / "out").rglob("resources/books.py")).read_text()
        result = update(new)
        assert {change["kind"] for change in result["changes"]} == {"operation-moved"}
        assert len(result["changes"]) == 3
        # What an argument is called is recorded where its parameter is called otherwise.
        assert set(before) - {"book_id"} <= set(names(tmp_path))
        signatures = [line for line in text.splitlines() if "def " in line or "_id: str" in line]
        now = next((tmp_path / "out").rglob("resources/books.py")).read_text()
        assert [n for n in now.splitlines() if "def " in n or "_id: str" in n] == signatures


def test_a_path_with_and_without_a_slash(update: Callable[..., Document]) -> None:
    """Where the document has both, they are two operations."""
    document = books("id")
    update(document)
    more = books("id", ids=False)["paths"]
    document["paths"] |= {f"{path}/": item for path, item in more.items()}
    assert {change["kind"] for change in update(document)["changes"]} == {"operation-added"}


def test_swapped_names(tmp_path: Path, update: Callable[..., Document]) -> None:
    """Positions decide: what callers give goes to the same place of the path as before."""
    update(books("owner", "name"))
    assert update(books("name", "owner"))["changes"] == []
    text = next((tmp_path / "out").rglob("resources/books.py")).read_text()
    assert text.index("owner: str") < text.index("name: str", text.index("def get_page"))


def test_without_a_record(tmp_path: Path, update: Callable[..., Document]) -> None:
    """The lock alone is enough: method and path are in its keys."""
    update(books("bookId", ids=False))
    next((tmp_path / "out").rglob("specloom.surface.json")).unlink()
    before = names(tmp_path)
    update(books("id", ids=False))
    assert [name for name in before if name not in names(tmp_path)] == []


def test_new_names_on_request(update: Callable[..., Document]) -> None:
    """Where new names are asked for, arguments are called after the document."""
    update(books("bookId"))
    result = update(books("id"), "--rename")
    assert {change["kind"] for change in result["changes"]} == {"parameter-renamed"}


def test_places_of_the_old_document(update: Callable[..., Document]) -> None:
    """A change has the pointers of both documents, and its place in the new one."""
    update(books("bookId"))
    document = books("id")
    document["paths"]["/books/{id}"]["get"]["deprecated"] = True
    (change,) = update(document)["changes"]
    assert change["old"]["pointer"] == "/paths/~1books~1{bookId}/get"
    assert change["new"]["pointer"] == "/paths/~1books~1{id}/get"
    assert change["new"]["place"].rpartition("/")[2].startswith("library.json:1:")


def test_two_paths_of_a_kind(update: Callable[..., Document]) -> None:
    """Paths that are one but for names are told apart by these; nothing is taken for another one."""
    document = books("bookId")
    document["paths"]["/books/{isbn}"] = {
        "get": {
            "operationId": "getBookByIsbn",
            "tags": ["books"],
            "parameters": [path_parameter("isbn")],
            "responses": {"204": {"description": "Done."}},
        }
    }
    update(document)
    kept = document["paths"].pop("/books/{bookId}")
    document["paths"]["/books/{id}"] = {**kept, "parameters": [path_parameter("id")]}
    assert "operation-removed" not in {c["kind"] for c in update(document)["changes"]}


def test_variables_of_the_server(update: Callable[..., Document]) -> None:
    """A variable keeps its keyword, by its position in the URL."""

    def served(*variables: str) -> Document:
        url = "https://" + ".".join(f"{{{name}}}" for name in variables) + ".example"
        return {
            **books("id"),
            "servers": [{"url": url, "variables": {name: {"default": "a"} for name in variables}}],
        }

    update(served("region", "zone"))
    assert update(served("area", "zone"))["changes"] == []
    assert update(served("zone", "area"))["changes"] == []
