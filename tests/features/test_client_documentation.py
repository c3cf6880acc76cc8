"""What the documentation of a client says of credentials and settings, and how its samples use them."""

from __future__ import annotations

import json
import posixpath
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from specloom.build import pipeline
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

NOTHING = {"204": {"description": "Nothing"}}


def tree_of(tmp_path: Path, operations: dict[str, Any], **document: Any) -> dict[str, str]:
    """Return the files of a client whose operations are at paths of their names."""
    spec = tmp_path / "openapi.json"
    paths = {
        f"/{name}": {"get": {"operationId": name, "responses": NOTHING, **more}}
        for name, more in operations.items()
    }
    start = {"openapi": "3.1.0", "info": {"title": "Feature", "version": "1"}, "paths": paths}
    spec.write_text(json.dumps({"servers": [{"url": "https://a.example"}], **start, **document}))
    config = ClientConfig(spec=str(spec), output=str(tmp_path / "out"), formatter="none")
    return dict(pipeline.build(config, SilentProgress()).tree)


def about(page: str, method: str) -> str:
    """Return what a page says of an operation."""
    return page.partition(f"## `client.{method}`")[2].partition("\n## ")[0]


def test_operations_say_which_credentials_they_need(tmp_path: Path) -> None:
    """By the arguments of the client; alternatives, several together, optional, and none."""
    schemes = {
        "the-key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "staff": {"type": "http", "scheme": "basic"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    key, staff, token = {"the-key": []}, {"staff": []}, {"token": []}
    operations = {
        "either": {"security": [staff, key]},
        "both": {"security": [{**staff, **key}]},
        "maybe": {"security": [{}, token]},
        "free": {"security": []},
    }
    tree = tree_of(tmp_path, operations, components={"securitySchemes": schemes})
    page = tree["docs/operations.md"]
    assert "\nNeeds `staff`, or `the_key`.\n" in about(page, "either")
    assert "\nNeeds `staff` and `the_key`.\n" in about(page, "both")
    assert "\nTakes `token`, or no credentials.\n" in about(page, "maybe")
    assert "\nNeeds no credentials.\n" in about(page, "free")
    # A user name cannot come from the environment, so samples give one where nothing else will do.
    assert "with Feature() as client" in about(page, "either")
    assert 'with Feature(staff=("user", "password")) as client' in about(page, "both")
    readme = tree["README.md"]
    assert "| `the_key` | " in readme
    assert 'Feature(token="...")' in readme


def test_without_credentials_there_is_nothing_to_say(tmp_path: Path) -> None:
    """Neither of an operation nor in the README."""
    tree = tree_of(tmp_path, {"free": {}})
    assert "credentials" not in tree["docs/operations.md"]
    assert "declares no credentials" in tree["README.md"]


def test_nothing_that_comes_is_not_printed(tmp_path: Path) -> None:
    """A type checker would complain about a sample that uses the response of such a method."""
    page = tree_of(tmp_path, {"free": {}})["docs/operations.md"]
    assert "    client.free()\n" in page
    assert "        await client.free()\n" in page
    assert "print(" not in page


def test_the_page_on_tests_has_the_name_of_no_other(tmp_path: Path) -> None:
    """A resource may be called "Testing"."""
    tree = tree_of(tmp_path, {"free": {}})
    assert "from feature.testing import FakeApi" in tree["docs/testing.md"]
    tree = tree_of(tmp_path, {"free": {"tags": ["Testing"]}})
    assert "client.testing.free()" in tree["docs/testing.api.md"]
    assert tree["docs/testing.md"].startswith("# Testing\n")
    assert "(testing.api.md)" in tree["docs/index.md"]
    assert "(docs/testing.api.md)" in tree["README.md"]


def test_the_samples_on_tests_of_a_list_in_numbered_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They run: the fake API has one page, however the next one would be found."""
    items = {"type": "array", "minItems": 1, "items": {"type": "object"}}
    content = {"application/json": {"schema": items}}
    operation = {
        "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}}],
        "responses": {"200": {"description": "OK", "content": content}},
        "x-specloom-pagination": {
            "kind": "page",
            "page-parameter": "page",
            "first-page": 1,
            "items": "",
        },
    }
    tree = tree_of(tmp_path, {"things": operation})
    for path, text in tree.items():
        if path.startswith("src/"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
    assert "Page[" in tree["src/feature/_client.py"]
    samples = re.findall(r"```python\n(.*?)```", tree["docs/testing.md"], re.DOTALL)
    assert len(samples) == 3
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    for number, sample in enumerate(samples):
        (tmp_path / f"sample_{number}.py").write_text(sample)
        runpy.run_path(str(tmp_path / f"sample_{number}.py"))


def test_settings_are_listed_with_their_defaults(tmp_path: Path) -> None:
    """The parts of the address, and the address itself."""
    variables = {"region": {"default": "eu", "description": "Where it is."}}
    tree = tree_of(
        tmp_path,
        {"free": {}},
        servers=[{"url": "https://{region}.a.example", "variables": variables}],
    )
    assert '| `region` | `"eu"` | Where it is. |' in tree["README.md"]
    assert "| `base_url` | `FEATURE_BASE_URL`, else the API's own |" in tree["README.md"]
    nowhere = tree_of(tmp_path, {"free": {}}, servers=[{"url": "/v1"}])["README.md"]
    assert "| `base_url` | none: required |" in nowhere


def test_links_lead_to_headings(tmp_path: Path) -> None:
    """Each link to an operation is what renderers call its heading: no raw HTML is needed, and none is there."""
    operations: dict[str, Any] = {
        name: {"tags": ["Big Things"]} for name in ("getOne", "listAllOfThem", "zip_2_it")
    }
    tree = tree_of(tmp_path, {**operations, "untagged": {}})
    pages = {path: text for path, text in tree.items() if path.endswith(".md")}
    assert not any("<a " in text for text in pages.values())
    links = 0
    for path, text in pages.items():
        for target, anchor in re.findall(r"\]\(([^()#]*)#([^()]+)\)", text):
            page = posixpath.normpath(posixpath.join(posixpath.dirname(path), target or "."))
            headings = re.findall(r"^#+ (.+)$", pages[path if not target else page], re.MULTILINE)
            # As GitHub and Python-Markdown do: lower case, blanks to hyphens, no other punctuation.
            ids = [re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings]
            assert ids.count(anchor) == 1, (path, anchor)
            links += 1
    assert links >= 4 * 3


# --- docstrings


def module_of(tree: dict[str, str], ending: str) -> str:
    """Return the only file of a tree whose path has an ending."""
    (text,) = [text for path, text in tree.items() if path.endswith(ending)]
    return text


def test_classes_of_clients_say_the_first_paragraph(tmp_path: Path) -> None:
    """The README has the rest: headings, tables and further paragraphs are not pasted into the code."""
    text = "# Introduction\n\nThis API sells\nbooks.\n\nSecond paragraph.\n\n| a | b |\n"
    info = {"title": "Shop", "version": "1", "description": text}
    tree = tree_of(tmp_path, {"free": {}}, info=info)
    for ending in ("src/shop/_client.py", "src/shop/__init__.py"):
        module = module_of(tree, ending)
        assert "\n    This API sells books.\n" in module or "\nThis API sells books.\n" in module
        assert "Introduction" not in module
        assert "Second paragraph" not in module
    assert "Second paragraph" in tree["README.md"]
    listed = {"title": "Shop", "version": "1", "description": "- not a paragraph\n- at all"}
    assert "not a paragraph" not in module_of(
        tree_of(tmp_path, {"free": {}}, info=listed), "_client.py"
    )


def test_arguments_keep_their_paragraphs_and_lists(tmp_path: Path) -> None:
    """Lines of a paragraph are joined, and what is appended begins a sentence."""
    described = "What to\nsort by:\n\n* the name\n  of it\n* the date\n\nNewest first."
    parameters = [
        {"name": "sort", "in": "query", "schema": {"type": "string"}, "description": described},
        {
            "name": "size",
            "in": "query",
            "schema": {"type": "integer", "default": 20},
            "description": "Items per page",
        },
        {"name": "itemId", "in": "query", "schema": {"type": "string", "title": "Item Id"}},
    ]
    module = module_of(tree_of(tmp_path, {"get": {"parameters": parameters}}), "_client.py")
    expected = """
            sort: What to sort by:

                * the name of it
                * the date

                Newest first.
"""
    assert expected in module
    assert "size: Items per page. The server's default is ``20``.\n" in module
    # What only repeats a name is left out.
    assert "            item_id:" not in module
    assert "Item Id" not in module


def test_types_without_words_say_what_they_are(tmp_path: Path) -> None:
    """Responses and bodies of one operation; nothing of others, and never a pointer."""
    inner = {"type": "object", "properties": {"a": {"type": "string", "title": "A"}}}
    schema = {"type": "object", "title": "Found", "properties": {"inner": inner}}
    content = {"application/json": {"schema": schema}}
    operations = {"get": {"responses": {"200": {"description": "OK", "content": content}}}}
    module = module_of(tree_of(tmp_path, operations), "models/operations.py")
    assert '    """Response of ``GET /get``."""\n' in module
    assert module.count('"""') == 4
    assert "#/" not in module


def test_errors_are_grouped_by_class(tmp_path: Path) -> None:
    """Each with its statuses, and what they mean."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    statuses = {
        "404": "The thing is not there.",
        "500": "Internal Server Error",
        "503": "AWS is down",
        "default": "Something else",
    }
    responses = {s: {"description": d, "content": content} for s, d in statuses.items()}
    schemas = {"Error": {"type": "object", "properties": {"message": {"type": "string"}}}}
    tree = tree_of(
        tmp_path, {"get": {"responses": {**NOTHING, **responses}}}, components={"schemas": schemas}
    )
    expected = """
        Raises:
            errors.NotFoundError: 404, the thing is not there.
            errors.InternalServerError: 500, internal server error; 503, AWS is down.
            errors.ApiError: any other status, something else.
"""
    assert expected in module_of(tree, "_client.py")


def test_an_address_with_variables_is_a_formatted_string(tmp_path: Path) -> None:
    """Whatever quotes and braces the document has in it."""
    server = {
        "url": "https://{region}.a\"b'c%7B\\.example/{v}",
        "variables": {"region": {"default": "eu"}, "v": {"default": "1"}},
    }
    module = module_of(tree_of(tmp_path, {"free": {}}, servers=[server]), "_client.py")
    (line,) = {line.strip() for line in module.split("\n") if line.strip().startswith("server=f")}
    written = line.removeprefix("server=").rstrip(",")
    assert eval(written, {"region": "x", "v": "2"}) == "https://x.a\"b'c%7B\\.example/2"
    plain = [{"url": "https://a.example/x"}]
    assert 'server="https://a.example/x"' in module_of(
        tree_of(tmp_path, {"free": {}}, servers=plain), "_client.py"
    )


OBJECT: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}


def json_of(name: str) -> dict[str, Any]:
    """Return a body of JSON that is a component, or an array of one."""
    ref = {"$ref": f"#/components/schemas/{name.removesuffix('[]')}"}
    schema = {"type": "array", "items": ref} if name.endswith("[]") else ref
    return {"description": "It", "content": {"application/json": {"schema": schema}}}


def test_only_what_has_one_place_is_described_by_it(tmp_path: Path) -> None:
    """A model that is part of another one, or of a list, is not "the response of" an operation."""
    schemas = {
        "Alone": OBJECT,
        "Part": OBJECT,
        "Listed": OBJECT,
        "Whole": {"type": "object", "properties": {"part": {"$ref": "#/components/schemas/Part"}}},
    }
    returned = ("Alone", "Part", "Listed", "Listed[]", "Whole")
    operations: dict[str, Any] = {
        f"get{index}": {"responses": {"200": json_of(name)}} for index, name in enumerate(returned)
    }
    schemas |= {"Fault": OBJECT, "Any": OBJECT}
    operations["find"] = {"responses": {**NOTHING, "default": json_of("Fault")}}
    operations["all"] = {"responses": {"default": json_of("Any")}}
    tree = tree_of(tmp_path, operations, components={"schemas": schemas})
    models = "\n".join(text for file, text in tree.items() if "/models/" in file)
    assert 'class Alone(Model):\n    """Response of ``GET /get0``."""' in models
    assert '"""Response of ``GET /get4``."""' in models
    assert '"""Response of ``GET /find`` for any other status."""' in models
    assert '"""Response of ``GET /all``."""' in models
    assert models.count("Response of") == 4


def test_models_are_used_by_what_has_that_form(tmp_path: Path) -> None:
    """Of a model with two classes, the one for requests is used by requests, the other one by responses."""
    thing = {
        **OBJECT,
        "properties": {"id": {"type": "string", "readOnly": True}, **OBJECT["properties"]},
    }
    create = {"requestBody": json_of("Thing"), "responses": NOTHING}
    operations = {"get": {"responses": {"200": json_of("Thing")}}}
    paths = {
        "/create": {"post": {"operationId": "create", **create}},
        "/find": {"get": {"operationId": "find", **operations["get"]}},
    }
    tree = tree_of(tmp_path, {}, paths=paths, components={"schemas": {"Thing": thing}})
    (page,) = [text for file, text in tree.items() if file.startswith("docs/models/")]
    uses = {
        section.partition("`")[0]: re.findall(r"\[`([^`]+)`\]", section.partition("**Used by**")[2])
        for section in page.split("\n## `")[1:]
    }
    assert uses == {"Thing": ["client.find"], "ThingRequest": ["client.create"]}


def test_header_fields_of_several_responses_are_listed_once(tmp_path: Path) -> None:
    """With all of their statuses; those of another response have rows of their own."""
    limits = {"X-Limit": {"description": "The limit.", "schema": {"type": "integer"}}}
    other = {"X-Other": {"schema": {"type": "string"}}}
    responses = {
        "204": {"description": "Nothing", "headers": limits},
        "404": {"description": "None", "headers": limits},
        "default": {"description": "Error", "headers": other},
    }
    page = tree_of(tmp_path, {"find": {"responses": responses}})["docs/operations.md"]
    rows = [line for line in page.split("\n") if "`X-" in line]
    assert len(rows) == 2
    assert rows[0].startswith("| `204`, `404`, `models.")
    assert rows[1].startswith("| `default`, `models.")


def test_an_error_that_is_only_an_error_is_not_described(tmp_path: Path) -> None:
    """The docstring says for which statuses it is; the documentation does not call them "default"."""
    default = {"default": {"description": "Unexpected error"}}
    missing = {"404": {"description": "There is no such thing."}}
    operations = {
        "find": {"responses": {**NOTHING, **default}},
        "get": {"responses": {**NOTHING, **missing, **default}},
    }
    tree = tree_of(tmp_path, operations)
    code, page = tree["src/feature/_client.py"], tree["docs/operations.md"]
    assert "errors.ApiError: any error status.\n" in code
    assert "errors.ApiError: any other status.\n" in code
    assert "| any | Unexpected error |" in about(page, "find")
    assert "| any other | Unexpected error |" in about(page, "get")


def test_the_table_of_credentials_has_their_first_paragraph(tmp_path: Path) -> None:
    """A scheme may be described by a whole guide, with headings and code."""
    guide = "## Tokens\n\nYou need a token.\n\n### How\n\n```\ncurl\n```\n"
    schemes = {"token": {"type": "http", "scheme": "bearer", "description": guide}}
    tree = tree_of(tmp_path, {"find": {}}, components={"securitySchemes": schemes})
    assert "| `token` | You need a token. |" in tree["README.md"]
    assert "curl" not in tree["src/feature/_client.py"]


def test_files_are_explained_where_something_takes_them(tmp_path: Path) -> None:
    """A client without uploads has no word of them in its README."""
    upload = {"content": {"application/octet-stream": {}}}
    paths = {"/a": {"put": {"operationId": "send", "requestBody": upload, "responses": NOTHING}}}
    assert "- A file is bytes" in tree_of(tmp_path, {}, paths=paths)["README.md"]
    assert "- A file is bytes" not in tree_of(tmp_path, {"find": {}})["README.md"]


def test_long_summaries_are_short_in_the_index(tmp_path: Path) -> None:
    """Its table has their first sentence, and the page of the operation all of it; verbs get a capital."""
    rest = "What that is, and how it is done, is said in many more words than a table has room for, if read at once."
    tree = tree_of(tmp_path, {"find": {"summary": f"find a thing. {rest}"}})
    assert "| Find a thing. |" in tree["docs/index.md"]
    assert f"Find a thing. {rest}" in tree["docs/operations.md"]
    assert '"""Find a thing. What' in tree["src/feature/_client.py"]


def test_titles_are_said_of_what_has_them(tmp_path: Path) -> None:
    """Not of a property of that type, nor of a class whose name has their words."""
    owner = {"type": "object", "title": "Person", "properties": {"name": {"type": "string"}}}
    size = {"type": "integer", "title": "How many there are"}
    box = {"type": "object", "title": "Box", "properties": {"owner": owner, "size": size}}
    body = {"description": "It", "content": {"application/json": {"schema": box}}}
    tree = tree_of(tmp_path, {"find": {"responses": {"200": body}}})
    models = "\n".join(text for file, text in tree.items() if "/models/" in file)
    assert "    owner: Person | None = None\n    size: int | None = None\n" in models
    assert '"""How many there are."""' in models
    assert '"""Person."""' not in models


def test_each_error_of_a_status_says_what_it_is(tmp_path: Path) -> None:
    """The description of the response is of all of them together."""
    schemas = {
        name: {**OBJECT, "description": text}
        for name, text in {"Gone": "It was here.", "Hidden": "It is not for you."}.items()
    }
    schemas["Bare"] = OBJECT
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in schemas]
    content = {"application/json": {"schema": {"anyOf": refs}}}
    missing = {"description": "It is not there.", "content": content}
    operations = {"find": {"responses": {**NOTHING, "404": missing}}}
    tree = tree_of(tmp_path, operations, components={"schemas": schemas})
    code, page = tree["src/feature/_client.py"], tree["docs/operations.md"]
    said = {"Gone": "It was here.", "Hidden": "It is not for you.", "Bare": "It is not there."}
    for name, text in said.items():
        assert f"errors.{name}: 404, {text[0].lower()}{text[1:]}\n" in code
        assert f"| [`{name}`](guide/errors.md#{name.lower()}) | 404 | {text} |" in page


def test_a_tag_that_is_only_named_is_named_once(tmp_path: Path) -> None:
    """A description that repeats the name of the tag says nothing; another one does."""
    tags = [
        {"name": "Things", "description": "things."},
        {"name": "Boxes", "description": "What things are in."},
    ]
    operations = {"find": {"tags": ["Things"]}, "open": {"tags": ["Boxes"]}}
    tree = tree_of(tmp_path, operations, tags=tags)
    assert '"""Things."""' in tree["src/feature/resources/things.py"]
    assert '"""Boxes.\n\nWhat things are in.\n"""' in tree["src/feature/resources/boxes.py"]
    client = tree["src/feature/_client.py"]
    assert '"""Things operations."""' in client
    assert '"""What things are in."""' in client
