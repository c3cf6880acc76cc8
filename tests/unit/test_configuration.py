"""Reading `specloom.toml`: everything that is wrong is said in one run, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from specloom.config import read_config
from specloom.diagnostics import ConfigurationError

CLIENT = '[[client]]\nspec = "api.yaml"\noutput = "out"\n'


def faults(tmp_path: Path, text: str, name: str = "specloom.toml") -> list[str]:
    """Return what is wrong with a configuration, without the name of its file."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        read_config(path)
    lines = str(raised.value).splitlines()
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_all_that_is_wrong_is_said_in_one_run(tmp_path: Path) -> None:
    """Whatever kind of fault it is."""
    text = """
        nonsense = 1
        [[client]]
        spec = 1
        output = "out"
        package = "no-name"
        formatter = "blak"
        overlays = "overlay.yaml"
        rename_aliases = "yes"
        version = "one"
        upstream = "ftp://example.com"
        only = ["clients"]
        [client.names]
        GetPet = "get pet"
        [client.filters]
        include_tags = "Pets"
        exclude_deprecated = 1
        [client.auth]
        key = 1
    """
    found = faults(tmp_path, text)
    keys = [line.split()[0] for line in found]
    assert keys == [
        "nonsense",
        "client.package",
        "client.spec",
        "client.upstream",
        "client.overlays",
        "client.version",
        "client.formatter",
        "client.rename_aliases",
        "client.only",
        "client.names.GetPet",
        "client.auth.key",
        "client.filters.include_tags",
        "client.filters.exclude_deprecated",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("formater = 'black'\n", "client.formater is not known here; did you mean 'formatter'?"),
        ("Overlays = []\n", "client.Overlays is not known here; did you mean 'overlays'?"),
        ("formatter = 'blak'\n", "one of ruff, black, none; did you mean 'black'?"),
        ("only = ['doc']\n", "client.only takes one of client, docs, project, tests; did you mean"),
        (
            "[client.filters]\ninclude_tag = []\n",
            "client.filters.include_tag is not known here; did you mean 'include_tags'?",
        ),
        (
            "[client.filter]\ninclude_tags = []\n",
            "client.filter is not known here; did you mean 'filters'?",
        ),
        (
            "[client.pagination.ListPets]\ntoken_parameter = 'next'\n",
            "client.pagination.ListPets.token_parameter is not known here; did you mean 'token-parameter'?",
        ),
        (
            "[client.auth.key]\ntype = 'bearer'\nregion = 'eu'\n",
            "client.auth.key.region is not known here; known are type, name, in, discovery-url, service, region-variable",
        ),
        (
            "[client.auth.key]\ntype = 'baerer'\n",
            "client.auth.key.type must be one of bearer, basic, digest, openid-connect, api-key, aws-sigv4",
        ),
        (
            "[client.auth.key]\ntype = 'openid-connect'\n",
            "client.auth.key.discovery-url is required, as a string",
        ),
        (
            "[client.auth.key]\ntype = 'api-key'\nname = 'X-Key'\n",
            "client.auth.key.in is required, as a string",
        ),
        (
            "[client.auth.key]\ntype = 'api-key'\nname = 'X-Key'\nin = 'body'\n",
            "client.auth.key.in must be one of header, query, cookie",
        ),
        (
            "[client.errors]\ncode_header = 'x'\n",
            "client.errors.code_header is not known here; did you mean 'code-header'?",
        ),
        (
            "[client.retry]\nretry_write = true\n",
            "client.retry.retry-write is not known here; did you mean 'retry-writes'?",
        ),
        ("[client.retry]\nretry_writes = 1\n", "client.retry.retry_writes must be true or false"),
        ("[client.retry]\nstatuses = [200]\n", "client.retry.statuses must be a list of statuses"),
    ],
)
def test_a_misspelt_key_or_value_says_what_would_be_right(
    tmp_path: Path, text: str, said: str
) -> None:
    """In every table."""
    (line,) = faults(tmp_path, CLIENT + text)
    assert said in line


@pytest.mark.parametrize("key", ["retry_writes", "retry-writes"])
def test_what_may_be_tried_again(tmp_path: Path, key: str) -> None:
    """Written as in Python, or as in the extension."""
    path = tmp_path / "specloom.toml"
    path.write_text(f"{CLIENT}[client.retry]\n{key} = true\nstatuses = [409]\n")
    (config,) = read_config(path)
    assert config.hints.retry == {"retry-writes": True, "statuses": [409]}


def test_a_misspelt_key_is_not_missed_as_well(tmp_path: Path) -> None:
    """One fault is said once."""
    text = '[[client]]\nspec = "api.yaml"\nouput = "out"\n'
    assert faults(tmp_path, text) == ["client.ouput is not known here; did you mean 'output'?"]


def test_which_of_several_clients_is_meant(tmp_path: Path) -> None:
    """By its number in the file."""
    found = faults(tmp_path, f"{CLIENT}layot = 'project'\n{CLIENT}only = 1\n")
    assert [line.rpartition(" (")[2] for line in found] == [
        "client 1 of this file)",
        "client 2 of this file)",
    ]


def test_faults_of_included_files(tmp_path: Path) -> None:
    """They are said beside those of the file that includes them, each with its own name."""
    (tmp_path / "broken.toml").write_text("[[client]\n")
    (tmp_path / "wrong.toml").write_text(f"{CLIENT}nonsense = 1\n")
    text = f'include = ["broken.toml", "wrong.toml"]\n{CLIENT}nonsense = 2\n'
    first, second, third = faults(tmp_path, text)
    assert first.startswith("client.nonsense is not known here")
    assert second.startswith(f"{tmp_path / 'broken.toml'}: not valid TOML")
    assert third.startswith(f"{tmp_path / 'wrong.toml'}: client.nonsense is not known here")


@pytest.mark.parametrize("text", ["tool = 1\n", "[tool]\nspecloom = 1\n"])
def test_a_project_file_with_another_kind_of_table(tmp_path: Path, text: str) -> None:
    """What is not a table has no clients."""
    assert faults(tmp_path, text, "pyproject.toml")
