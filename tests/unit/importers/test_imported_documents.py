"""`botocore:SERVICE` wherever a document can be named: read, generated, checked, and compared with what there is now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from specloom.cli.main import main
from specloom.config import ClientConfig
from specloom.diagnostics import Code
from specloom.openapi.load import load

SHAPES = {
    "Reply": {"type": "structure", "members": {"a": {"shape": "String"}}, "payload": "a"},
    "Events": {"type": "structure", "members": {"a": {"shape": "String"}}, "eventstream": True},
    "Talk": {"type": "structure", "members": {"events": {"shape": "Events"}}, "payload": "events"},
}


def get(uri: str, **more: Any) -> dict[str, Any]:
    """Return an operation."""
    return {"http": {"method": "GET", "requestUri": uri}, **more}


def test_a_service_can_be_named_as_a_document(write_service: Callable[..., None]) -> None:
    """It is made when it is read, and what cannot be imported is said."""
    talk = get("/talk", input={"shape": "Talk"}, output={"shape": "Talk"})
    write_service({"Get": get("/get"), "Talk": talk}, SHAPES)
    document, said = load("botocore:toys")
    assert [*document.node().value["paths"]] == ["/get"]
    assert [each.code for each in said] == [Code.NOT_IMPORTED]
    assert dict(document.files.inputs()).keys() == {"botocore:toys"}


def test_upstream_is_the_installed_botocore(
    write_service: Callable[..., None],
    botocore: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`check` makes the document again; `check --upstream` tells when botocore has moved."""
    write_service({"Get": get("/get")}, {})
    out = str(tmp_path / "out")
    assert main(["generate", "botocore:toys", "-o", out, "--formatter", "none", "-q"]) == 0
    assert main(["check", out]) == 0
    assert main(["check", "--upstream", out]) == 0
    assert "botocore:toys has not changed" in capsys.readouterr().out
    (botocore / "__init__.py").write_text("__version__ = '1.2.4'\n")
    assert main(["check", "--upstream", out]) == 1
    assert "botocore:toys" in capsys.readouterr().out


def test_a_file_may_come_from_a_service(
    write_service: Callable[..., None],
    botocore: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`upstream = "botocore:toys"`: the document lies here, and `generate --upstream` takes a new one over."""
    write_service({"Get": get("/get")}, {})
    monkeypatch.chdir(tmp_path)
    assert main(["import", "botocore", "toys", "-o", "toys.yaml"]) == 0
    Path("specloom.toml").write_text(
        '[[client]]\nspec = "toys.yaml"\nupstream = "botocore:toys"\noutput = "out"\nformatter = "none"\n'
    )
    assert main(["generate", "-q"]) == 0
    assert main(["check", "--upstream"]) == 0
    write_service({"Get": get("/get"), "Fetch": get("/fetch")}, {})
    assert main(["check", "--upstream"]) == 1
    assert main(["generate", "--upstream", "-q"]) == 0
    assert "/fetch" in Path("toys.yaml").read_text(encoding="utf-8")
    assert main(["check", "--upstream"]) == 0


def test_paths_and_urls_are_no_services() -> None:
    """A location without a folder is below that of the configuration, unless it names a service."""
    config = ClientConfig(spec="a", output="b", folder=Path("specs"))
    assert config.input_path("botocore:toys") == "botocore:toys"
    assert config.input_path("toys.yaml") == str(Path("specs/toys.yaml"))
    assert config.input_path("v1:toys.yaml") == str(Path("specs/v1:toys.yaml"))
