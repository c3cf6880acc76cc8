"""Following references, and refusing to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from specloom.diagnostics import Code, Diagnostic, Severity
from specloom.openapi.document.references import ReferenceFault, follow, resolve
from specloom.openapi.load import Document, load

Write = Callable[..., Document]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below a folder "api", and loads "openapi.json" there."""

    def write(files: dict[str, Any], **options: Any) -> Document:
        for name, content in files.items():
            path = tmp_path / "api" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
        return load(str(tmp_path / "api" / "openapi.json"), **options)[0]

    return write


def fault(document: Document, at: str) -> Diagnostic:
    with pytest.raises(ReferenceFault) as raised:
        resolve(document.node(at))
    # It costs the part that refers, not the document.
    assert raised.value.diagnostic.severity is Severity.WARNING
    return raised.value.diagnostic


@pytest.mark.parametrize(
    ("reference", "at"),
    [
        ("#/components/schemas/Pet", "#/components/schemas/Pet"),
        ("#/paths/~1pets~1%7Bid%7D/get", "#/paths/~1pets~1{id}/get"),
        ("#/paths/~1pets~1{id}/get", "#/paths/~1pets~1{id}/get"),
        ("#/components/schemas/Pet/properties/x", "#/components/schemas/Pet/properties/x"),
        ("#/components/schemas/Pet/$defs/a%20b", "#/components/schemas/Pet/$defs/a b"),
        ("#/components/schemas/List/allOf/1", "#/components/schemas/List/allOf/1"),
        ("#here", "#/components/schemas/Pet/$defs/a b"),
        ("#", "#"),
    ],
)
def test_references_within_the_document(write: Write, reference: str, at: str) -> None:
    document = write(
        {
            "openapi.json": {
                "paths": {"/pets/{id}": {"get": {}}},
                "components": {
                    "schemas": {
                        "Pet": {
                            "properties": {"x": {}},
                            "$defs": {"a b": {"$anchor": "here"}},
                        },
                        "List": {"allOf": [{}, {"a": 1}]},
                    }
                },
                "use": {"$ref": reference},
            }
        }
    )
    target = follow(document.node("#/use"))
    assert target.at == at
    assert target == document.node(at)


def test_follow_takes_one_hop_and_resolve_takes_all(write: Write) -> None:
    document = write(
        {"openapi.json": {"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"type": "string"}}}
    )
    assert follow(document.node("#/a")).at == "#/b"
    assert resolve(document.node("#/a")).at == "#/c"
    assert resolve(document.node("#/c")).at == "#/c"
    assert follow(document.node("#/c")).at == "#/c"


def test_a_ref_that_is_no_text_is_none(write: Write) -> None:
    document = write({"openapi.json": {"properties": {"$ref": {"type": "string"}}}})
    assert resolve(document.node("#/properties")).at == "#/properties"


def test_loops_are_named(write: Write) -> None:
    document = write(
        {"openapi.json": {"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"$ref": "#/b"}}}
    )
    found = fault(document, "#/a")
    assert found.code is Code.CIRCULAR_REFERENCE
    assert "#/b -> #/c -> #/b" in found.message
    assert found.location.pointer == "/a/$ref"


def test_long_chains_are_followed(write: Write) -> None:
    chain = {f"n{index}": {"$ref": f"#/n{index + 1}"} for index in range(20_000)}
    document = write({"openapi.json": {**chain, "n20000": {"end": True}}})
    assert resolve(document.node("#/n0")).value == {"end": True}


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("#/components/schemas/Pets", "#/components/schemas/Pet"),
        ("#/components/schema/Pet", "#/components/schemas"),
        ("#heer", "#here"),
        ("#/components/schemas/Pet/xyz", ""),
        ("#/list/7", ""),
        ("#/list/01", ""),
        ("other.json", "It would be"),
        ("other.json#/x", "It would be"),
    ],
)
def test_references_that_lead_nowhere(write: Write, reference: str, hint: str) -> None:
    document = write(
        {
            "openapi.json": {
                "components": {"schemas": {"Pet": {"$anchor": "here"}}},
                "list": [1, 2],
                "use": {"$ref": reference},
            }
        }
    )
    found = fault(document, "#/use")
    assert found.code is Code.UNRESOLVED_REFERENCE
    assert repr(reference) in found.message
    assert hint in found.hint
    assert found.location.pointer == "/use/$ref"
    assert found.location.line is not None


def test_messages_show_nothing_raw(write: Write) -> None:
    document = write({"openapi.json": {"use": {"$ref": "#/\x1b[31m\u202e" + "x" * 500}}})
    found = fault(document, "#/use")
    assert str(found).isascii()
    assert "\x1b" not in str(found)
    assert len(found.message) < 200


def test_other_files_of_the_folder(write: Write) -> None:
    document = write(
        {
            "openapi.json": {"use": {"$ref": "schemas/pet.yaml#/Pet"}},
            "schemas/pet.yaml": "Pet:\n  owner: {$ref: 'deep/owner.json'}\n",
            "schemas/deep/owner.json": {"home": {"$ref": "../../openapi.json#/use"}},
        }
    )
    pet = follow(document.node("#/use"))
    assert pet.at == "schemas/pet.yaml#/Pet"
    owner = follow(pet.child("owner"))
    assert owner.at == "schemas/deep/owner.json#"
    # The way back to the root document is the root document, not another copy of it.
    assert follow(owner.child("home")) == document.node("#/use")
    place = document.locate("schemas/pet.yaml#/Pet/owner")
    assert place.file.endswith("api/schemas/pet.yaml")
    assert (place.line, place.column) == (2, 3)
    assert sorted(document.inputs()) == [
        "openapi.json",
        "schemas/deep/owner.json",
        "schemas/pet.yaml",
    ]


def test_files_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("{}")
    asked: list[str] = []

    def reader(location: str) -> bytes:
        asked.append(Path(location).name)
        return b'{"x": {"$ref": "b.json"}, "y": {"$ref": "./b.json#"}}'

    document, _ = load(str(tmp_path / "a.json"), reader=reader)
    assert follow(document.node("#/x")) == follow(document.node("#/y"))
    assert asked == ["a.json", "b.json"]


def test_names_are_percent_decoded(write: Write) -> None:
    document = write(
        {"openapi.json": {"use": {"$ref": "a%20b%23c.json#/d"}}, "a b#c.json": {"d": {"e": 1}}}
    )
    target = follow(document.node("#/use"))
    assert target.value == {"e": 1}
    assert target.child("e").file == target.file
    assert document.node(target.at) == target


def test_a_fault_in_another_file_is_reported_there(write: Write) -> None:
    document = write({"openapi.json": {"use": {"$ref": "b.yaml"}}, "b.yaml": "a: 1\na: 2\n"})
    with pytest.raises(ReferenceFault) as raised:
        resolve(document.node("#/use"))
    found = raised.value.diagnostic
    # Readers disagree on which of them counts, wherever they are.
    assert (found.code, found.severity) == (Code.DUPLICATE_KEY, Severity.ERROR)
    assert found.location.file.endswith("b.yaml")


def test_a_broken_file_costs_its_part(write: Write) -> None:
    document = write({"openapi.json": {"use": {"$ref": "b.yaml"}}, "b.yaml": "a: [1\n"})
    found = fault(document, "#/use")
    assert found.code is Code.UNRESOLVED_REFERENCE
    assert found.location.pointer == "/use/$ref"
    assert "b.yaml:2:1: this is not YAML" in found.message


def test_a_file_that_cannot_be_read_is_asked_for_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def reader(location: str) -> bytes:
        asked.append(Path(location).name)
        if location.endswith("b.json"):
            raise OSError("it takes too long")
        return b'{"x": {"$ref": "b.json"}, "y": {"$ref": "b.json#/y"}}'

    document, _ = load(str(tmp_path / "a.json"), reader=reader)
    for at in ("#/x", "#/y"):
        assert fault(document, at).code is Code.UNRESOLVED_REFERENCE
    assert asked == ["a.json", "b.json"]


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.json",
        "schemas/../../secret.json#/x",
        "..%2Fsecret.json",
        "/etc/passwd",
        "file:///etc/passwd",
        "//host/share.json",
        "http://169.254.169.254/latest",
        "https://example.com/pet.json#/Pet",
        "HTTPS://example.com/pet.json",
        "ftp://example.com/pet.json",
        "data:application/json,{}",
        "C:\\secret.json",
        "pet.json?x=1",
        "nul%00.json",
        "folder",
        "link.json",
        "linked/secret.json",
    ],
)
def test_everything_else_is_refused(
    write: Write, tmp_path: Path, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.json").write_text('{"x": {}}')
    (tmp_path / "api" / "folder").mkdir(parents=True)
    (tmp_path / "api" / "link.json").symlink_to(tmp_path / "secret.json")
    (tmp_path / "api" / "linked").symlink_to(tmp_path)
    monkeypatch.setattr("socket.socket", None)
    found = fault(write({"openapi.json": {"use": {"$ref": reference}}}), "#/use")
    assert found.code is Code.REFUSED_REFERENCE
    assert found.location.pointer == "/use/$ref"


def test_a_symlink_within_the_folder_is_fine(write: Write, tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "link.json").symlink_to(tmp_path / "api" / "real.json")
    document = write({"openapi.json": {"use": {"$ref": "link.json"}}, "real.json": {"x": 1}})
    assert follow(document.node("#/use")).at == "real.json#"


def test_folders_can_be_allowed(write: Write, tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "pet.json").write_text('{"Pet": {"$ref": "owner.json"}}')
    (tmp_path / "common" / "owner.json").write_text("{}")
    document = write(
        {"openapi.json": {"use": {"$ref": "../common/pet.json#/Pet"}}},
        allowed_references=[str(tmp_path / "common")],
    )
    assert resolve(document.node("#/use")).at == "../common/owner.json#"
    assert "../common/pet.json" in document.inputs()


def test_origins_can_be_allowed(tmp_path: Path) -> None:
    texts = {
        "https://example.com/api/pet.json": b'{"Pet": {"$ref": "owner.json"}}',
        "https://example.com/api/owner.json": b'{"x": {"$ref": "https://other.example/x"}}',
    }
    root = tmp_path / "a.json"
    texts[str(root)] = json.dumps(
        {
            "use": {"$ref": "https://example.com/api/pet.json#/Pet"},
            "other": {"$ref": "https://example.com.evil.example/api/pet.json"},
            "port": {"$ref": "https://example.com:444/api/pet.json"},
            "path": {"$ref": "https://example.com/api/../x.json"},
            "encoded": {"$ref": "https://example.com/api/%2e%2e/x.json"},
        }
    ).encode()
    document, _ = load(
        str(root), allowed_references=["https://example.com/api"], reader=texts.__getitem__
    )
    owner = resolve(document.node("#/use"))
    assert owner.at == "https://example.com/api/owner.json#"
    assert fault(document, f"{owner.at}/x").code is Code.REFUSED_REFERENCE
    for name in ("other", "port", "path", "encoded"):
        assert fault(document, f"#/{name}").code is Code.REFUSED_REFERENCE


def test_standard_input_has_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.json").write_text("{}")
    monkeypatch.chdir(tmp_path)

    def reader(location: str) -> bytes:
        return b'{"use": {"$ref": "b.json"}}' if location == "-" else b"{}"

    document, _ = load("-", reader=reader)
    assert fault(document, "#/use").code is Code.REFUSED_REFERENCE
    document, _ = load("-", reader=reader, allowed_references=["."])
    assert follow(document.node("#/use")).at == "b.json#"
