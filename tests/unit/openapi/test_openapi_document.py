"""Loading documents: files, standard input, URLs, nodes, positions, the list of inputs."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest
from specloom.diagnostics import Code, Diagnostic, GenerationFailed
from specloom.openapi.load import Document, Node, Origin, load

TEXT = """\
openapi: 3.1.0
paths:
  /pets:
    get:
      tags: [a, b]
      deprecated: true
"""


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "openapi.yaml"
    path.write_text(TEXT)
    document, diagnostics = load(str(path))
    assert diagnostics == ()
    return document


def refused(location: str, **options: object) -> Diagnostic:
    with pytest.raises(GenerationFailed) as raised:
        load(location, **options)  # type: ignore[arg-type]
    (diagnostic,) = raised.value.diagnostics
    return diagnostic


def test_nodes_know_their_names(document: Document) -> None:
    root = document.node()
    assert root.at == "#"
    pets = root.child("paths").child("/pets")
    assert pets.at == "#/paths/~1pets"
    assert (pets.file, pets.pointer) == ("", "/paths/~1pets")
    assert document.node("#/paths/~1pets") == pets
    get = pets.get("get")
    assert get is not None
    assert [node.at for node in get.child("tags").elements()] == [
        "#/paths/~1pets/get/tags/0",
        "#/paths/~1pets/get/tags/1",
    ]
    assert get.child("tags").child(1).value == "b"
    assert next((name, node.value) for name, node in root.items()) == ("openapi", "3.1.0")


def test_what_a_node_does_not_have(document: Document) -> None:
    root = document.node()
    assert root.get("nope") is None
    assert root.child("openapi").get("x") is None
    assert list(root.child("openapi").items()) == []
    assert list(root.elements()) == []
    assert root.text("openapi") == "3.1.0"
    assert root.text("paths") is None
    assert root.text("nope") is None
    for step in ("nope", 0):
        with pytest.raises(LookupError):
            root.child(step)
    with pytest.raises(LookupError):
        document.node("#/paths/~1pets/get/tags/2")
    with pytest.raises(LookupError):
        document.node("#/paths/~1pets/get/tags/-1")


def test_nodes_are_equal_by_place(document: Document) -> None:
    assert document.node("#/paths") == document.node("#/paths")
    assert len({document.node("#/paths"), document.node("#/paths")}) == 1
    assert document.node("#/paths") != document.node("#/openapi")
    assert "get" not in repr(document.node("#/paths"))


def test_places_have_lines_and_columns(document: Document) -> None:
    found = document.locate("#/paths/~1pets/get/deprecated")
    assert (found.file, found.pointer) == (document.root.name, "/paths/~1pets/get/deprecated")
    assert (found.line, found.column) == (6, 7)
    missing = document.locate("#/paths/~1pets/get/responses/200")
    assert (missing.line, missing.column) == (4, 5)
    assert document.locate("#").line == 1


def test_places_survive_another_value(document: Document) -> None:
    changed = document.with_data(
        {"servers": [], "paths": {"/a": {"get": {}}}, "x": {"y": 1}},
        {
            "": Origin(document.root.name, ""),
            "/paths/~1a": Origin(document.root.name, "/paths/~1pets"),
            "/x": Origin(document.root.name, "/openapi"),
        },
    )
    assert changed.node("#/paths/~1a").value == {"get": {}}
    assert changed.locate("#/paths/~1a/get").line == 4
    assert changed.locate("#/x/y").pointer == "/openapi/y"
    assert changed.locate("#/servers").line == 1
    assert document.node("#/paths/~1pets").value is not None


@pytest.mark.parametrize("name", ["missing.yaml", "folder", "nul\0.yaml"])
def test_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    found = refused(str(tmp_path / name))
    assert found.code is Code.UNREADABLE_FILE
    assert "Traceback" not in found.message


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_bytes("a: 1\nb: é\n".encode("latin-1"))
    found = refused(str(path))
    assert found.code is Code.UNREADABLE_FILE
    assert (found.location.line, found.location.column) == (2, 4)
    path.write_bytes('{"a": 1}'.encode("utf-16"))
    assert refused(str(path)).code is Code.UNREADABLE_FILE


def test_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specloom.openapi.files.source_files.MAX_BYTES", 5)
    monkeypatch.setattr("specloom.openapi.files.reader.MAX_BYTES", 5)
    path = tmp_path / "openapi.yaml"
    path.write_text("a: 1234567")
    assert refused(str(path)).code is Code.TOO_LARGE


def test_syntax_faults_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text("a: [\n")
    found = refused(str(path))
    assert found.code is Code.INVALID_SYNTAX
    assert found.location.file == str(path)
    assert found.location.line is not None


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    document, _ = load("-")
    assert document.root.name == "<stdin>"
    assert document.node("#/openapi").value == "3.1.0"
    assert list(document.inputs()) == ["<stdin>"]


def test_a_reader_can_be_given() -> None:
    document, _ = load("specs/x.json", reader=lambda location: f'["{location}"]'.encode())
    assert document.data == ["specs/x.json"]
    assert document.root.name == "specs/x.json"


def test_inputs_are_named_from_the_documents_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "specs" / "schemas").mkdir(parents=True)
    (tmp_path / "specs" / "openapi.yaml").write_bytes(b"\xef\xbb\xbfopenapi: 3.1.0\r\n")
    overlay = (
        "overlay: 1.0.0\ninfo: {title: t, version: v}\nactions: [{target: $, update: {x-a: 1}}]\n"
    )
    (tmp_path / "overlay.yaml").write_text(overlay)
    monkeypatch.chdir(tmp_path)
    document, _ = load("specs/openapi.yaml", overlays=["overlay.yaml"])
    assert document.inputs() == {
        "../overlay.yaml": hashlib.sha256(overlay.encode()).hexdigest(),
        "openapi.yaml": hashlib.sha256(b"\xef\xbb\xbfopenapi: 3.1.0\n").hexdigest(),
    }
    monkeypatch.chdir(tmp_path / "specs")
    elsewhere, _ = load("./openapi.yaml", overlays=["../overlay.yaml"])
    assert elsewhere.inputs() == document.inputs()


class _Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        routes = {
            "/api/openapi.json": (200, '{"a": {"$ref": "parts/a.json"}}', ""),
            "/api/parts/a.json": (200, '{"b": 1}', ""),
            "/moved": (302, "", "/api/openapi.json"),
            "/away": (302, "", "http://other.invalid/openapi.json"),
        }
        status, text, target = routes.get(self.path, (404, "", ""))
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    _Handler.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_urls_are_read_when_the_user_names_them(server: str) -> None:
    document, _ = load(f"{server}/api/openapi.json")
    assert document.root.name == f"{server}/api/openapi.json"
    assert load(f"{server}/moved")[0].data == document.data


def test_urls_that_cannot_be_read(server: str) -> None:
    assert "404" in refused(f"{server}/nope").message
    away = refused(f"{server}/away")
    assert away.code is Code.UNREADABLE_FILE
    assert "another origin" in away.message


def test_files_below_a_url_belong_to_it(server: str) -> None:
    from specloom.openapi.document.references import follow

    document, _ = load(f"{server}/api/openapi.json")
    target: Node = follow(document.node("#/a"))
    assert target.at == "parts/a.json#"
    assert target.value == {"b": 1}
    assert document.locate("parts/a.json#/b").file == f"{server}/api/parts/a.json"
    assert _Handler.asked == ["/api/openapi.json", "/api/parts/a.json"]
