"""Documents that come from elsewhere: whether they moved there, and taking the new version over."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any, Protocol

import pytest
from specloom.cli import main


class Server(Protocol):
    """What conftest.py makes."""

    url: str
    requests: list[Any]

    def answer(self, status: int, json_value: Any = None, *, route: str | None = None) -> None: ...


def document(*operations: str) -> dict[str, Any]:
    """Return a document with some operations."""
    answer = {"responses": {"204": {"description": "Nothing."}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {f"/{name}": {"get": {"operationId": name, **answer}} for name in operations},
    }


def write_config(spec: str, more: str = "") -> None:
    """Write a configuration of one client."""
    table = f'[[client]]\nspec = "{spec}"\noutput = "out"\nformatter = "none"\ngroup_by = "none"\n{more}\n'
    Path("specloom.toml").write_text(table)


@pytest.fixture
def vendored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loopback: Server) -> Server:
    """A client of a document that lies in a file, and names where it comes from."""
    monkeypatch.chdir(tmp_path)
    Path("pets.json").write_text(json.dumps(document("list")))
    write_config("pets.json", f'upstream = "{loopback.url}/api/pets.json"')
    assert main(["generate", "--quiet"]) == 0
    assert loopback.requests == []
    loopback.answer(200, document("list"), route="GET /api/pets.json")
    return loopback


def operations() -> set[str]:
    """Return the methods of the client."""
    lines = Path("out/src/pets/_client.py").read_text().splitlines()
    return {line.split("(")[0].split()[-1] for line in lines if "def list" in line}


def test_it_has_not_moved(vendored: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """What says the same has not changed, even if it is laid out in another way."""
    Path("pets.json").write_text(json.dumps(document("list"), indent=4))
    assert main(["generate", "--quiet"]) == 0
    assert main(["check", "--upstream"]) == 0
    assert capsys.readouterr().out == f"out: {vendored.url}/api/pets.json has not changed\n"
    assert main(["check", "--upstream", "--quiet", "out"]) == 0  # from the lock alone
    assert capsys.readouterr().out == ""
    assert len(vendored.requests) == 2


def test_it_has_moved(vendored: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """That is said, for people and for tools; nothing is written."""
    vendored.answer(200, document("list", "listAll"), route="GET /api/pets.json")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    url = f"{vendored.url}/api/pets.json"
    assert main(["check", "--upstream"]) == 1
    assert capsys.readouterr().out == f"out: the document has changed upstream\n  differs: {url}\n"
    assert main(["check", "--upstream", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "kind": "client",
            "output": "out",
            "upstream": url,
            "moved": True,
            "files": [url],
            "error": None,
        }
    ]
    assert before == {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def test_taking_it_over(vendored: Server) -> None:
    """The file is replaced, and the client generated, in one go."""
    vendored.answer(200, document("list", "listAll"), route="GET /api/pets.json")
    assert main(["generate", "--upstream", "--dry-run", "--quiet"]) == 0
    assert json.loads(Path("pets.json").read_text()) == document("list")
    assert main(["generate", "--upstream", "--quiet"]) == 0
    assert json.loads(Path("pets.json").read_text()) == document("list", "listAll")
    assert "list_all" in operations()
    assert main(["check", "--quiet"]) == 0
    assert main(["check", "--upstream", "--quiet"]) == 0


def test_the_first_time(vendored: Server) -> None:
    """The file need not be there."""
    Path("pets.json").unlink()
    assert main(["generate", "--upstream", "--quiet"]) == 0
    assert json.loads(Path("pets.json").read_text()) == document("list")


def test_a_version_that_cannot_be_used(
    vendored: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file stays, and the client with it."""
    broken = document("list", "listAll")
    broken["paths"] = "none"
    vendored.answer(200, broken, route="GET /api/pets.json")
    assert main(["generate", "--upstream"]) == 1
    assert "SL007" in capsys.readouterr().err
    assert json.loads(Path("pets.json").read_text()) == document("list")
    assert main(["check", "--quiet"]) == 0


@pytest.mark.parametrize(
    ("status", "value", "complaint"),
    [
        (404, {}, "error SL001 unreadable-file: the URL cannot be read: the server returned 404"),
        (200, {"message": "hello"}, "error SL005 not-openapi: the server returned something"),
    ],
)
def test_a_faulty_server(
    vendored: Server,
    capsys: pytest.CaptureFixture[str],
    status: int,
    value: Any,
    complaint: str,
) -> None:
    """It is named; whether the document moved is not known."""
    vendored.answer(status, value, route="GET /api/pets.json")
    assert main(["check", "--upstream", "--json"]) == 1
    said = capsys.readouterr()
    assert f"{vendored.url}/api/pets.json: {complaint}" in said.err
    (entry,) = json.loads(said.out)
    assert entry["moved"] is None and entry["error"]
    assert main(["generate", "--upstream", "--quiet"]) == 1
    assert json.loads(Path("pets.json").read_text()) == document("list")


def test_no_server(vendored: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing responds."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/pets.json"
        write_config("pets.json", f'upstream = "{address}"')
        assert main(["check", "--upstream"]) == 1
    assert f"{address}: error SL001 unreadable-file: " in capsys.readouterr().err


def test_check_of_a_file_stays_offline(vendored: Server) -> None:
    """Without the option nobody is asked, upstream or not."""
    assert main(["check", "--quiet"]) == 0
    assert main(["generate", "--quiet"]) == 0
    assert main(["check", "--quiet", "out"]) == 0
    assert vendored.requests == []


@pytest.mark.usefixtures("vendored")
def test_a_client_without_upstream(capsys: pytest.CaptureFixture[str]) -> None:
    """Alone it is a mistake; beside others it is mentioned."""
    write_config("pets.json")
    for command in ("check", "generate"):
        assert main([command, "--upstream"]) == 2
        assert "no client has an upstream, or a URL as its spec" in capsys.readouterr().err


def test_a_client_that_was_never_generated(
    vendored: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to compare with."""
    Path("out/specloom.lock.json").unlink()
    assert main(["check", "--upstream"]) == 1
    assert "nothing is known of its document; generate it first" in capsys.readouterr().err
    assert vendored.requests == []


@pytest.mark.parametrize(
    ("spec", "upstream", "complaint"),
    [
        ("pets.json", "ftp://x/pets.json", "must be an http or https URL"),
        ("https://x/pets.json", "https://x/pets.json", "has a meaning only where spec is a file"),
    ],
)
@pytest.mark.usefixtures("vendored")
def test_wrong_configuration(
    capsys: pytest.CaptureFixture[str], spec: str, upstream: str, complaint: str
) -> None:
    """The key is named."""
    write_config(spec, f'upstream = "{upstream}"')
    assert main(["check"]) == 2
    assert f"client.upstream {complaint}" in capsys.readouterr().err


# --- a document that lies at a URL


def test_a_document_at_a_url(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    loopback: Server,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It, and what it refers to beside it, is compared by bytes; nothing else is asked for."""
    monkeypatch.chdir(tmp_path)
    whole = document("list")
    whole["paths"]["/all"] = {"$ref": "parts/all%20of%20it.json"}
    part = document("listAll")["paths"]["/listAll"]
    loopback.answer(200, whole, route="GET /api/pets.json")
    loopback.answer(200, part, route="GET /api/parts/all%20of%20it.json")
    write_config(f"{loopback.url}/api/pets.json")
    assert main(["generate", "--quiet"]) == 0
    assert main(["check", "--upstream", "--quiet"]) == 0
    loopback.requests.clear()

    part["get"]["summary"] = "All of them."
    loopback.answer(200, part, route="GET /api/parts/all%20of%20it.json")
    assert main(["check", "--upstream"]) == 1
    out = capsys.readouterr().out
    assert out == (
        f"out: the document has changed upstream\n  differs: {loopback.url}/api/parts/all%20of%20it.json\n"
    )
    paths = [request.target for request in loopback.requests]
    assert sorted(paths) == ["/api/parts/all%20of%20it.json", "/api/pets.json"]


def test_the_lock_leads_nowhere_else(vendored: Server) -> None:
    """Names in it are not addresses: what does not lie below the document is not asked for."""
    lock = Path("out/specloom.lock.json")
    data = json.loads(lock.read_text())
    for name in (f"{vendored.url}/other", "../../secret.json", "//127.0.0.1:1/x", "/etc/x"):
        data["inputs"][f"document: {name}"] = "0" * 64
    lock.write_text(json.dumps(data))
    main(["check", "--upstream"])
    for request in vendored.requests:
        assert request.target.startswith("/api/")


@pytest.mark.parametrize("name", ["../api/other.json", "{folder}/api/other.json"])
def test_the_lock_writes_nowhere_else(vendored: Server, tmp_path: Path, name: str) -> None:
    """A name in it can be a path out of the document's folder, and yet lie below the document's URL."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "pets.json").write_text(json.dumps(document("list")))
    url = f"{vendored.url}{tmp_path}/api/"
    write_config("home/pets.json", f'upstream = "{url}pets.json"')
    assert main(["generate", "--quiet"]) == 0
    lock = Path("out/specloom.lock.json")
    data = json.loads(lock.read_text())
    data["inputs"][f"document: {name.format(folder=tmp_path)}"] = "0" * 64
    lock.write_text(json.dumps(data))
    for path, content in (("pets", document("list", "listAll")), ("other", {"x": 1})):
        vendored.answer(200, content, route=f"GET {tmp_path}/api/{path}.json")
    assert main(["generate", "--upstream", "--quiet"]) == 0
    assert not (tmp_path / "api").exists()
