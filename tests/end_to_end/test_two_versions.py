"""Two vendored versions of one API lie side by side, each with variables and a User-Agent of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from specloom.cli.main import main

NAMES = ("rec_v40", "rec_v68")


def document(version: str) -> dict[str, Any]:
    """Return a version of an API whose title does not say which version it is."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Acme Recurring API", "version": version},
        "servers": [{"url": "https://acme.example"}],
        "security": [{"token": []}],
        "paths": {
            "/things": {
                "get": {
                    "operationId": "listThings",
                    "tags": ["things"],
                    "responses": {"204": {"description": "Nothing."}},
                }
            }
        },
        "components": {
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-Token"}}
        },
    }


def generate(folder: Path, *, more: str = "") -> None:
    """Generate both versions into a package."""
    (folder / "my_app").mkdir(exist_ok=True)
    (folder / "my_app/__init__.py").touch()
    for name in NAMES:
        (folder / f"{name}.json").write_text(json.dumps(document(name)))
    tables = [
        f'[[client]]\nspec = "{name}.json"\noutput = "my_app/{name}"\n'
        f'layout = "vendored"\nformatter = "none"\n{more}'
        for name in NAMES
    ]
    (folder / "specloom.toml").write_text("\n".join(tables))
    assert main(["generate", "--quiet", "--config", str(folder / "specloom.toml")]) == 0


@pytest.mark.parametrize("more", ["", 'runtime = "shared"\n'])
def test_each_reads_its_own_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    """Key, address and User-Agent are those of the folder, though the titles are the same."""
    generate(tmp_path, more=more)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "my_app"]:
        monkeypatch.delitem(sys.modules, name)
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(204)

    for name in NAMES:
        monkeypatch.setenv(f"{name.upper()}_TOKEN", f"token of {name}")
        monkeypatch.setenv(f"{name.upper()}_BASE_URL", f"https://{name[-3:]}.example")
    for name in NAMES:
        package = __import__(f"my_app.{name}", fromlist=["AcmeRecurring"])
        client = httpx2.Client(transport=httpx2.MockTransport(handle))
        package.AcmeRecurring(http_client=client).things.list()
    assert [request.headers["x-token"] for request in seen] == [
        f"token of {name}" for name in NAMES
    ]
    assert [request.url.host for request in seen] == ["v40.example", "v68.example"]
    assert [request.headers["user-agent"].split("/")[0] for request in seen] == [
        "rec-v40",
        "rec-v68",
    ]


def test_an_existing_client_keeps_its_variables(tmp_path: Path) -> None:
    """Its lock says what the package was called when that followed from the title; so does a renamed folder's."""
    generate(tmp_path, more='package = "acme_recurring"\n')
    client = tmp_path / "my_app/rec_v40"
    assert '"acme-recurring/0.1.0"' in (client / "_client.py").read_text()
    generate(tmp_path)
    assert '"acme-recurring/0.1.0"' in (client / "_client.py").read_text()
    assert "ACME_RECURRING_TOKEN" in (client / "_client.py").read_text()
    client.rename(tmp_path / "my_app/renamed")
    text = (tmp_path / "specloom.toml").read_text().replace("my_app/rec_v40", "my_app/renamed")
    (tmp_path / "specloom.toml").write_text(text)
    assert main(["generate", "--quiet", "--config", str(tmp_path / "specloom.toml")]) == 0
    assert "ACME_RECURRING_TOKEN" in (tmp_path / "my_app/renamed/_client.py").read_text()


def test_a_folder_whose_name_is_none_for_a_package(tmp_path: Path) -> None:
    """The name follows from the title then, as in a project."""
    (tmp_path / "a.json").write_text(json.dumps(document("1")))
    (tmp_path / "specloom.toml").write_text(
        '[[client]]\nspec = "a.json"\noutput = "2-clients"\nlayout = "vendored"\nformatter = "none"\n'
    )
    assert main(["generate", "--quiet", "--config", str(tmp_path / "specloom.toml")]) == 0
    assert "ACME_RECURRING_TOKEN" in (tmp_path / "2-clients/_client.py").read_text()
