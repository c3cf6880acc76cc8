"""Each key of a client is declared once: the file, the command line, the lock, the schema and `init` follow from that."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from specloom.build.fingerprint import config_of, source_of
from specloom.build.options import GenerateOptions
from specloom.cli import main
from specloom.cli.command_line import parse
from specloom.commands.configurations import configs_of
from specloom.config import ClientConfig, Filters, Hints, read_config, texts
from specloom.config.keys import Key, file_keys, keys_of
from specloom.config.texts import SCHEMA_NAME, schema
from specloom.output.folder.lock_file import LOCK_NAME, Lock, write_lock

ROOT = Path(__file__).resolve().parents[2]
NO_KEYS = {"folder"}
"""What a configuration has besides its keys: where it lies."""
NOT_RECORDED = {"output", "fetch_headers"}
"""The lock lies in the output folder."""
VALUES: dict[str, tuple[str, str]] = {
    "spec": ('spec = "other.yaml"', ""),
    "output": ('output = "other"', ""),
    "package": ('package = "other"', ""),
    "upstream": ('upstream = "https://example.com/api.yaml"', ""),
    "base_url": ('base_url = "https://pets.example/v1"', ""),
    "runtime": ('runtime = "shared"', 'layout = "vendored"'),
    "runtime_package": ('runtime_package = "..other"', 'runtime = "shared"\nlayout = "vendored"'),
    "only": ('only = ["client"]', ""),
    "fetch_headers": ('fetch_headers = ["A=b"]', ""),
    "license": ('license = "MIT"', ""),
    "header_lines": ('header_lines = ["# ruff: noqa"]', ""),
    "post_generate": ('post_generate = ["ruff check --fix {output}"]', ""),
    "templates": ('templates = "other"', ""),
    "version": ('version = "7.0.0"', ""),
    "required_version": ('required_version = ">=0.0.1"', ""),
    "names": ('[client.names]\nGetPet = "get"', ""),
    "auth": ('[client.auth.key]\ntype = "aws-sigv4"\nservice = "s3"', ""),
    "pagination": ('[client.pagination.ListPets]\nitems = "pets"', ""),
    "wait": (
        '[client.wait.ListPets]\nname = "done"\nproperty = "state"\nsuccess = ["done"]',
        "",
    ),
    "stream": ('[client.stream.ListPets]\nsentinel = "END"', ""),
    "errors": ('[client.errors]\ncode-header = "x-code"', ""),
    "retry": ("[client.retry]\nretry_writes = true", ""),
    "filters": ('[client.filters]\ninclude_tags = ["Pets"]', ""),
}
"""Key -> another value than the default, and what must be said besides; the others follow from their types."""
KEYS = [*file_keys(ClientConfig)]
FLAGS = [
    key
    for key in (*KEYS, *keys_of(Filters))
    if key.kind not in ("table", "section") and "flag" in key.about
]


def value_of(key: Key) -> tuple[str, str]:
    """Return a value that is not the default, as TOML, and what must be said besides."""
    if key.name in VALUES:
        return VALUES[key.name]
    other = {
        "flag": "true",
        "texts": '["other"]',
        "choice": json.dumps(next((c for c in key.choices if c != key.default), "")),
    }[key.kind]
    return f"{key.name} = {other}", ""


def read(folder: Path, *lines: str) -> ClientConfig:
    """Read a client that has what must be there, and these lines."""
    text = "\n".join(line for line in lines if line)
    needed = [
        f"{name} = {json.dumps(value)}"
        for name, value in (("spec", "api.yaml"), ("output", "out"))
        if not re.search(rf"^{name} = ", text, re.MULTILINE)
    ]
    path = folder / "specloom.toml"
    path.write_text("\n".join(["[[client]]", *needed, text]), encoding="utf-8")
    (config,) = read_config(path)
    return config


def test_every_field_is_a_key() -> None:
    """Or has no place in a file."""
    keys = {key.field for key in keys_of(ClientConfig)}
    assert {field.name for field in fields(ClientConfig)} - keys == NO_KEYS
    assert {field.name for field in fields(Hints)} == {key.field for key in keys_of(Hints)}
    assert {field.name for field in fields(Filters)} == {key.field for key in keys_of(Filters)}
    assert all(key.about["help"] for key in KEYS)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_a_key_is_read_and_recorded(tmp_path: Path, key: Key) -> None:
    """Another value makes another configuration, another record in the lock, and comes back from there."""
    given, besides = value_of(key)
    before, after = read(tmp_path, besides), read(tmp_path, besides, given)
    assert before != after
    recorded = json.loads(json.dumps(source_of(after)))
    assert (json.loads(json.dumps(source_of(before))) == recorded) is (key.name in NOT_RECORDED)
    (tmp_path / after.output).mkdir()
    lock = write_lock(Lock(generator="0", source=recorded, inputs={}))
    (tmp_path / after.output / LOCK_NAME).write_text(lock, encoding="utf-8")
    assert source_of(config_of(tmp_path / after.output)) == source_of(after)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_a_key_is_in_the_schema(key: Key) -> None:
    """It takes what the reader takes, and describes it."""
    given, besides = value_of(key)
    text = "\n".join(["[[client]]", *needed(given), besides, given])
    validator = Draft7Validator(schema())
    assert [*validator.iter_errors(tomllib.loads(text))] == []
    found = schema()["properties"]["client"]["items"]["properties"][key.name]
    assert found["description"]
    wrong = tomllib.loads("[[client]]\n" + "\n".join(needed("")))
    wrong["client"][0][key.name] = 1
    assert [*validator.iter_errors(wrong)] != []


def needed(text: str) -> list[str]:
    """Return what a client must say, if a text does not."""
    return [
        line
        for line in ('spec = "a"', 'output = "b"')
        if line.split()[0] != text.split(" ", maxsplit=1)[0]
    ]


@pytest.mark.parametrize("key", FLAGS, ids=lambda key: key.about["flag"])
def test_a_flag_sets_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: Key) -> None:
    """As the file does."""
    monkeypatch.chdir(tmp_path)
    given, _ = value_of(key)
    value = tomllib.loads(given)[key.name]
    words = {
        "flag": [key.about["flag"]],
        "texts": (
            [word for item in value for word in (key.about["flag"], item)]
            if key.kind == "texts"
            else []
        ),
    }.get(key.kind, [key.about["flag"], ",".join(value) if isinstance(value, list) else str(value)])
    inside = key in keys_of(Filters)
    expected = read(tmp_path, *(["[client.filters]"] if inside else []), given)
    read(tmp_path)
    _, options = parse(["generate", *words])
    assert isinstance(options, GenerateOptions)
    (found,) = configs_of(options)
    # Paths of the command line do not lie below the configuration.
    skipped = {"folder"} | ({key.field} if key.about.get("location") else set())
    for field in {field.name for field in fields(found)} - skipped:
        assert getattr(found, field) == getattr(expected, field)
    assert found != read_config(tmp_path / "specloom.toml")[0]


@pytest.mark.parametrize("path", sorted(ROOT.glob("specs/*/specloom.toml")), ids=str)
def test_the_samples_fit_the_schema(path: Path) -> None:
    """As they are."""
    Draft7Validator(schema()).validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "[[client]]\nspec = 'a'\n",
        "[[client]]\nspec = 'a'\noutput = 'b'\nnonsense = 1\n",
        "[[client]]\nspec = 'a'\noutput = 'b'\nformatter = 'blak'\n",
        "[[client]]\nspec = 'a'\noutput = 'b'\n[client.retry]\nstatuses = [200]\n",
        "[[client]]\nspec = 'a'\noutput = 'b'\n[client.auth.key]\ntype = 'bearer'\nregion = 'eu'\n",
        "nonsense = 1\n",
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    """So that an editor marks it."""
    assert [*Draft7Validator(schema()).iter_errors(tomllib.loads(text))] != []


def test_init_names_the_schema_that_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And none where there is none."""
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    assert "#:schema" not in Path("specloom.toml").read_text(encoding="utf-8")
    Path("specloom.toml").unlink()
    capsys.readouterr()
    assert main(["init", "--schema"]) == 0
    Path(SCHEMA_NAME).write_text(capsys.readouterr().out, encoding="utf-8")
    assert json.loads(Path(SCHEMA_NAME).read_text(encoding="utf-8")) == texts.schema()
    assert main(["init"]) == 0
    first, *_ = Path("specloom.toml").read_text(encoding="utf-8").splitlines()
    assert first == f"#:schema ./{SCHEMA_NAME}"
    read_config(Path("specloom.toml"))


def wrong_words(*words: str) -> Any:
    """Return the exit code of a command line that is wrong."""
    with pytest.raises(SystemExit) as left:
        parse(words)
    return left.value.code


def test_a_wrong_value_of_a_flag_says_what_would_be_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By the same check as in the file."""
    assert wrong_words("generate", "a", "--output", "b", "--package", "class") == 2
    assert "--package: cannot be an import name: 'class'" in capsys.readouterr().err
    assert wrong_words("generate", "a", "--output", "b", "--only", "client,doc") == 2
    assert (
        "takes one of client, docs, project, tests; did you mean 'docs'?" in capsys.readouterr().err
    )
