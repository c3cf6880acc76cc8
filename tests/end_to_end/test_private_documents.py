"""Documents that are fetched with header fields of the user's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specloom.cli import main

SECRET = "s3cr3t-of-the-documents"
PETS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/pets": {
            "get": {
                "operationId": "list",
                "responses": {
                    "200": {
                        "description": "All",
                        "content": {"application/json": {"schema": {"$ref": "pet.json"}}},
                    }
                },
            }
        }
    },
}


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with the secret in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCS_TOKEN", SECRET)


@pytest.fixture
def private(loopback: Any) -> Any:
    """A server of a document in two files."""
    loopback.answer(200, PETS, route="GET /pets.json")
    loopback.answer(200, {"type": "object"}, route="GET /pet.json")
    return loopback


def sent(server: Any) -> list[tuple[str, str | None]]:
    """Return the requests so far, and the credentials of each."""
    return [(each.target, each.header("Authorization")) for each in server.requests]


def test_every_file_of_the_document(private: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The value is taken from the environment, and is nowhere in what is written or said."""
    config = f"""[[client]]
spec = "{private.url}/pets.json"
fetch_headers = ["Authorization=Bearer ${{DOCS_TOKEN}}"]
output = "out"
formatter = "none"
"""
    Path("specloom.toml").write_text(config)
    assert main(["generate"]) == 0
    credentials = f"Bearer {SECRET}"
    assert sent(private) == [("/pets.json", credentials), ("/pet.json", credentials)]
    assert SECRET not in "".join(capsys.readouterr())
    for path in Path().rglob("*"):
        assert not path.is_file() or SECRET not in path.read_text()
        assert (
            not path.is_file()
            or path.name == "specloom.toml"
            or "DOCS_TOKEN" not in path.read_text()
        )
    assert main(["check", "--upstream", "--quiet"]) == 0
    assert set(sent(private)[2:]) == {("/pets.json", credentials), ("/pet.json", credentials)}


def test_a_file_holds_the_value(private: Any) -> None:
    """Its line end is none of the value."""
    Path("token").write_text(f"Bearer {SECRET}\n")
    url = f"{private.url}/pets.json"
    assert main(["validate", url, "--quiet", "--header", "Authorization=@token"]) == 0
    assert {credentials for _, credentials in sent(private)} == {f"Bearer {SECRET}"}


def test_no_other_origin(private: Any, loopback: Any) -> None:
    """A reference that was allowed to lead elsewhere is followed without them."""
    elsewhere = private.url.replace("127.0.0.1", "localhost")
    text = json.dumps(PETS).replace("pet.json", f"{elsewhere}/pet.json")
    private.answer(200, json.loads(text), route="GET /pets.json")
    command = ["validate", f"{private.url}/pets.json", "--allow-ref", elsewhere, "--quiet"]
    assert main([*command, "--header", f"Authorization={SECRET}"]) == 0
    assert sent(private) == [("/pets.json", SECRET), ("/pet.json", None)]


def test_a_comparison_has_one_origin(private: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Which of two servers is meant cannot be known, so nothing is sent."""
    other = private.url.replace("127.0.0.1", "localhost")
    command = ["diff", f"{private.url}/pets.json", f"{other}/pets.json"]
    assert main([*command, "--header", f"Authorization={SECRET}"]) == 2
    assert "one origin" in capsys.readouterr().err
    assert private.requests == []


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Authorization=Bearer ${NOT_SET}", "environment variable NOT_SET is not set"),
        ("Authorization=@missing", "missing cannot be read"),
    ],
)
def test_what_is_not_there(
    header: str, message: str, private: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is fetched without it."""
    assert main(["validate", f"{private.url}/pets.json", "--header", header]) == 2
    assert message in capsys.readouterr().err
    assert private.requests == []


@pytest.mark.parametrize("header", ["Authorization", "=x", "A B=c", "A= x", "A=x\ny"])
def test_no_header_field(header: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused before anything is read, without its value."""
    with pytest.raises(SystemExit) as left:
        main(["validate", "pets.json", "--header", header])
    assert left.value.code == 2
    assert "--header" in capsys.readouterr().err
    Path("specloom.toml").write_text(
        f"[[client]]\nspec = 'pets.json'\noutput = 'out'\nfetch_headers = [{json.dumps(header)}]"
    )
    assert main(["generate"]) == 2
    assert "fetch_headers" in capsys.readouterr().err
