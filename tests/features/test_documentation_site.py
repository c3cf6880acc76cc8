"""The documentation of a client as a site: pages of models, links between them, samples, navigation, descriptions."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from specloom.build import pipeline
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["petName", "owner"],
        "example": {"petName": "Rex"},
        "properties": {
            "petName": {"type": "string", "description": "What it is called.", "example": "Rex"},
            "owner": {"$ref": "#/components/schemas/Owner"},
            "born": {"type": "string", "format": "date"},
            "weight": {"type": "number", "default": 2},
        },
    },
    "Owner": {
        "type": "object",
        "properties": {"email": {"type": "string"}, "country": {"type": "string", "maxLength": 2}},
    },
    "Problem": {"type": "object", "properties": {"message": {"type": "string"}}},
}
TEXT = "How many.\n\nEither:\n- few, see [the rules](https://a.example/rules)\n- many\n\n## Limits\n\n```\nmax = 3\n```"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": 'Feature: "quoted" #1', "version": "1", "description": "Pets & more."},
    "servers": [{"url": "https://a.example/v1"}],
    "security": [{"key": []}],
    "tags": [{"name": "Pets", "description": "All about pets."}],
    "paths": {
        "/pets/{petId}": {
            "put": {
                "tags": ["Pets"],
                "operationId": "putPet",
                "description": "### Careful\n\nIt is replaced.",
                "parameters": [
                    {"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}},
                    {
                        "name": "limit",
                        "in": "query",
                        "required": True,
                        "description": TEXT,
                        "schema": {"type": "integer"},
                    },
                    {
                        "name": "X-Trace",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}
                    },
                },
                "responses": {
                    "200": {
                        "description": "The pet.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}
                        },
                    },
                    "404": {
                        "description": "No pet",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                        },
                    },
                },
            }
        }
    },
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "api key"}},
    },
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of the client."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT))
    config = ClientConfig(
        spec=str(folder / "openapi.json"),
        output=str(folder / "out"),
        package="feature",
        formatter="none",
    )
    return dict(pipeline.build(config, SilentProgress()).tree)


def test_models_have_pages(tree: dict[str, str]) -> None:
    """With types that lead to each other, names in JSON, defaults, examples, and who uses them."""
    page = tree["docs/models/pets.md"]
    pet = page.partition("## `Pet`")[2].partition("\n## ")[0]
    assert (
        '- `pet_name` (`str`, required, in JSON `petName`): What it is called. Example: `"Rex"`.'
        in pet
    )
    assert "- `owner` (`models.Owner`, required; [`Owner`](pets.md#owner))" in pet
    assert "- `weight` (`float`, optional): Default: `2`." in pet
    assert '```json\n{\n  "petName": "Rex"\n}\n```' in pet
    assert "**Used by** [`client.pets.update`](../pets.md#clientpetsupdate)" in pet
    owner = page.partition("## `Owner`")[2].partition("\n## ")[0]
    assert "[`Pet`](pets.md#pet)" in owner


def test_descriptions_keep_their_layout(tree: dict[str, str]) -> None:
    """Paragraphs, lists, links and code, indented below the entry; headings become bold."""
    page = tree["docs/pets.md"]
    expected = (
        "- `limit` (`int`, required): How many.\n\n    Either:\n\n"
        "    - few, see [the rules](https://a.example/rules)\n    - many\n\n    **Limits**\n\n"
        "    ```\n    max = 3\n    ```\n"
    )
    assert expected in page
    assert "\n**Careful**\n\nIt is replaced.\n" in page


def test_operations_lead_to_models_and_errors(tree: dict[str, str]) -> None:
    """What is returned, and what is raised."""
    page = tree["docs/pets.md"]
    assert "### Returns\n\n`models.Pet` ([`Pet`](models/pets.md#pet)): The pet.\n" in page
    assert re.search(r"\| \[`\w+`\]\(guide/errors.md#[\w-]+\).*\| 404 \| No pet \|", page)
    assert "[`client.pets.update`](../pets.md#clientpetsupdate)" in tree["docs/guide/errors.md"]
    assert "docs/guide/pagination.md" not in tree and "docs/guide/streams.md" not in tree


def test_values_of_samples_are_plausible(tree: dict[str, str]) -> None:
    """By name and bounds; the objects in a body are shown, too."""
    sample = tree["docs/pets.md"].partition("```python\n")[2].partition("```")[0]
    assert 'client.pets.update("pet-42", ' in sample
    assert "limit=20" in sample
    assert 'models.Owner(country="NL", email="ada@example.com")' in sample
    assert 'pet_name="Rex"' in sample


def test_curl_sends_the_same(tree: dict[str, str]) -> None:
    """A shell reads the command as the request of the Python sample."""
    command = tree["docs/pets.md"].partition("```sh\n")[2].partition("```")[0]
    words = shlex.split(command.replace("\\\n", ""))
    assert words[:3] == ["curl", "-X", "PUT"]
    assert words[3] == "https://a.example/v1/pets/pet-42?limit=20&api%20key=$FEATURE_KEY"
    headers = [words[n + 1] for n, word in enumerate(words) if word == "-H"]
    assert headers == ["X-Trace: example-x-trace", "Content-Type: application/json"]
    body = json.loads(words[words.index("-d") + 1])
    assert body == {"petName": "Rex", "owner": {"email": "ada@example.com", "country": "NL"}}


def test_navigation(tree: dict[str, str]) -> None:
    """Every page is in mkdocs.yml, whatever the title holds, and in llms.txt."""
    config = yaml.safe_load(tree["mkdocs.yml"])
    assert config["site_name"] == 'Feature: "quoted" #1'
    listed = set(re.findall(r"[\w./]+\.md", json.dumps(config["nav"])))
    pages = {
        path.removeprefix("docs/")
        for path in tree
        if path.startswith("docs/") and path.endswith(".md")
    }
    assert pages == listed - {"guide/start.md", "guide/changes.md"}
    linked = set(re.findall(r"\]\(([^)]+)\)", tree["docs/llms.txt"]))
    assert linked == pages
    assert "- [Pets](pets.md): All about pets." in tree["docs/llms.txt"]


def test_hooks_make_tabs_and_pages(tree: dict[str, str]) -> None:
    """Samples become tabs, and links to the README lead to its page; without mkdocs, the rest is plain Markdown."""
    source = tree["mkdocs_hooks.py"].replace(
        "from mkdocs.structure.files import File, Files", "File = Files = object"
    )
    names: dict[str, Any] = {"__name__": "hooks"}
    exec(compile(source, "mkdocs_hooks.py", "exec"), names)

    page = SimpleNamespace(file=SimpleNamespace(src_uri="pets.md"))
    shown = names["on_page_markdown"](tree["docs/pets.md"], page)
    assert shown.count('=== "') == 3
    assert '=== "curl"\n\n    ```sh\n    curl -X PUT' in shown
    assert "(guide/start.md)" in shown and "README.md" not in shown


def test_names_in_tables_wrap_between_words(tree: dict[str, str]) -> None:
    """Short ones do not wrap; what is outside of tables stays as it is. The guide's site does the same."""
    source = tree["mkdocs_hooks.py"].replace(
        "from mkdocs.structure.files import File, Files", "File = Files = object"
    )
    guide = (ROOT / ".github/scripts/mkdocs_hooks.py").read_text()
    name, long = "client.pets.list", "client.large_animals.listAllOfThem"
    html = f"<p><code>{long}</code></p><td><code>{name}</code>\n<code>{long}</code></td>"
    wrapped = "client.<wbr>large_<wbr>animals.<wbr>list<wbr>All<wbr>Of<wbr>Them"
    for text in (source, guide):
        names: dict[str, Any] = {"__name__": "hooks"}
        exec(compile(text, "mkdocs_hooks.py", "exec"), names)
        assert names["on_page_content"](html) == (
            f'<p><code>{long}</code></p><td><code class="short">{name}</code>\n<code>{wrapped}</code></td>'
        )
    style = re.search(r'_STYLE = """\\\n(.*?)"""', source, re.DOTALL)
    assert style is not None and style[1] == (ROOT / "docs/extra.css").read_text()
