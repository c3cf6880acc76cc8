"""Old names that work on: generated, used, type-checked, and removed in time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from specloom.cli import main
from specloom.output.folder.lock_file import LOCK_NAME

STRING = {"type": "string"}
PET = "#/components/schemas/Pet"


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def answers(**schemas: Any) -> dict[str, Any]:
    """Return responses in JSON, by status without its first letter."""
    return {
        status[1:]: {"description": "So.", "content": {"application/json": {"schema": schema}}}
        for status, schema in schemas.items()
    }


def document() -> dict[str, Any]:
    """Return two tags, a model that refers to itself, and an error."""
    name = {"name": "name", "in": "path", "required": True, "schema": STRING}
    pet = {"name": STRING, "mother": ref("Pet")}
    request = {"type": "object", "properties": {"pet": ref("Pet")}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets API", "version": "1"},
        "servers": [{"url": "https://pets.example"}],
        "paths": {
            "/pets/{name}": {
                "get": {
                    "operationId": "GetPet",
                    "tags": ["Pets"],
                    "parameters": [name],
                    "responses": answers(s200=ref("Pet"), s404=ref("Missing")),
                },
                "put": {
                    "operationId": "PutPet",
                    "tags": ["Pets"],
                    "parameters": [name],
                    "requestBody": {"content": {"application/json": {"schema": request}}},
                    "responses": answers(s200=ref("Pet")),
                },
            },
            "/shops": {
                "get": {
                    "operationId": "ListShops",
                    "tags": ["Shops"],
                    "responses": answers(s200={"type": "array", "items": STRING}),
                }
            },
        },
        "components": {
            "schemas": {
                "Pet": {"type": "object", "properties": pet},
                "Missing": {"type": "object", "properties": {"message": STRING}},
            }
        },
    }


class Scratch:
    """A folder with a document and its client."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.document = document()

    def generate(self, names: dict[str, str] | None = None, more: str = "") -> list[str]:
        """Generate the client, with these names configured; return the files that changed."""
        (self.folder / "pets.json").write_text(json.dumps(self.document))
        table = "".join(f"{json.dumps(k)} = {json.dumps(v)}\n" for k, v in (names or {}).items())
        (self.folder / "specloom.toml").write_text(
            '[[client]]\nspec = "pets.json"\noutput = "out"\nformatter = "none"\n'
            f"rename_aliases = true\n{more}\n[client.names]\n{table}"
        )
        before = self.contents()
        assert main(["generate", "--quiet"]) == 0
        after = self.contents()
        return sorted(p for p in before.keys() | after if before.get(p) != after.get(p))

    def contents(self) -> dict[str, bytes]:
        """Return every file of the client."""
        out = self.folder / "out"
        files = sorted(p for p in out.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}

    @property
    def aliases(self) -> dict[str, Any]:
        """What the lock has."""
        lock = json.loads((self.folder / "out" / LOCK_NAME).read_text())
        found: dict[str, Any] = lock.get("aliases", {})
        return found

    def python(self, *arguments: str) -> str:
        """Run Python where the client can be imported; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-B", *arguments],
            cwd=self.folder,
            env={
                "PYTHONPATH": str(self.folder / "out/src"),
                "PATH": "",
                "MYPY_CACHE_DIR": os.environ["MYPY_CACHE_DIR"],
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def use(self, code: str) -> list[str]:
        """Run code that has a client, an asynchronous one, and the modules; return its warnings.

        Each with the line of the code that it is about.
        """
        (self.folder / "use.py").write_text(_PROLOGUE + code + _EPILOGUE)
        found: list[str] = json.loads(self.python("use.py"))
        return found


_PROLOGUE = """\
import asyncio, json, pathlib, warnings
import httpx2
from pets import AsyncPets, Pets, errors, models, raw_response, types

def handle(request):
    if request.url.path == "/pets/none":
        return httpx2.Response(404, json={"message": "gone"})
    return httpx2.Response(200, json=["a"] if "shops" in str(request.url) else {"name": "Rex"})

client = Pets(http_client=httpx2.Client(transport=httpx2.MockTransport(handle)))
waiting = AsyncPets(http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(handle)))
catching = warnings.catch_warnings(record=True)
caught = catching.__enter__()
warnings.simplefilter("default")
"""
_EPILOGUE = """
lines = pathlib.Path(__file__).read_text().splitlines()
assert all(warning.filename == __file__ for warning in caught), caught
assert all(warning.category is DeprecationWarning for warning in caught), caught
print(json.dumps([f"{lines[w.lineno - 1].strip()} -> {w.message}" for w in caught]))
"""


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """A folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Scratch(tmp_path)


NAMES = {
    "GetPet": "find",
    "ListShops": "every",
    "tag/Pets": "animals",
    PET: "Animal",
    "#/components/schemas/Missing": "NotThere",
}
GONE = "the old name is removed in version 0.3.0"


def test_names_changed_by_the_configuration(scratch: Scratch) -> None:
    """Whatever has another name works by its old one, and each use is warned of, where it is."""
    scratch.generate()
    scratch.generate(NAMES)
    said = scratch.use("""\
assert client.pets.get("a").name == "Rex"
assert client.animals.find("a").name == "Rex"
assert client.shops.list() == ["a"]
assert asyncio.run(waiting.shops.list()) == ["a"]
assert raw_response(client.shops.list)().parsed == ["a"]
assert models.Pet is models.Animal
assert models.Pet(name="b").name == "b"
from pets.models import Pet
assert Pet is models.Animal
assert types.PetDict is types.AnimalDict
try:
    client.animals.find("none")
except errors.Missing as error:
    assert error.parsed.message == "gone"
assert "Pet" not in models.__all__ and "Pet" not in dir(models)
""")
    pets = f"client.pets is now client.animals; {GONE}"
    get = f"client.animals.get is now client.animals.find; {GONE}"
    shops = f"client.shops.list is now client.shops.every; {GONE}"
    pet = f"pets.models.Pet is now Animal; {GONE}"
    assert said == [
        f'assert client.pets.get("a").name == "Rex" -> {pets}',
        f'assert client.pets.get("a").name == "Rex" -> {get}',
        f'assert client.shops.list() == ["a"] -> {shops}',
        f'assert asyncio.run(waiting.shops.list()) == ["a"] -> {shops}',
        f'assert raw_response(client.shops.list)().parsed == ["a"] -> {shops}',
        f"assert models.Pet is models.Animal -> {pet}",
        f'assert models.Pet(name="b").name == "b" -> {pet}',
        f"from pets.models import Pet -> {pet}",
        f"assert types.PetDict is types.AnimalDict -> pets.types.PetDict is now AnimalDict; {GONE}",
        f"except errors.Missing as error: -> pets.errors.Missing is now NotThere; {GONE}",
    ]
    docs = (scratch.folder / "out/docs/animals.md").read_text()
    assert "operationId `GetPet`, formerly `client.animals.get`" in docs


def test_new_names_are_not_warned_of(scratch: Scratch) -> None:
    """Nor do old names cost anything before they are used."""
    scratch.generate()
    scratch.generate(NAMES)
    code = "client.animals.find('a'), client.shops.every(), models.Animal, types.AnimalDict, dir(models)"
    assert scratch.use(code) == []
    loaded = "import pets, sys; print([n for n in sys.modules if n.endswith('typing_extensions')])"
    assert scratch.python("-c", loaded) == "[]\n"


def test_old_names_have_the_types_of_new_ones(scratch: Scratch) -> None:
    """mypy --strict finds nothing in the client, and sees what old names are."""
    scratch.generate()
    scratch.generate(NAMES)
    (scratch.folder / "typed.py").write_text("""\
from typing import assert_type

from pets import AsyncPets, Pets, errors, models, raw_response, types


def use(client: Pets, pet: models.Pet, entry: types.PetDict, error: errors.Missing) -> None:
    assert_type(client.pets.get("a"), models.Animal)
    assert_type(client.shops.list(), list[str])
    assert_type(raw_response(client.shops.list)().parsed, list[str])
    assert_type(pet, models.Animal)
    assert_type(entry, types.AnimalDict)
    assert_type(error.parsed, models.NotThere | None)
    client.animals.update("a", pet={"name": "b"})
    client.shops.list(nothing=1)  # type: ignore[call-arg]


async def wait(client: AsyncPets) -> None:
    assert_type(await client.pets.get("a"), models.Animal)


class Mine(models.Pet):
    pass
""")
    scratch.python("-m", "mypy", "--strict", "out/src", "typed.py")


def test_old_names_can_be_called_in_all_ways(scratch: Scratch) -> None:
    """Type checkers know the overloads of a method by its old name, and warn of each."""
    body = scratch.document["paths"]["/pets/{name}"]["put"]["requestBody"]
    body["content"]["application/xml"] = {"schema": STRING}
    scratch.generate()
    scratch.generate({"PutPet": "store"})
    # Another option of the command would have mypy check all libraries again.
    (scratch.folder / "typed.py").write_text("""\
# mypy: enable-error-code="deprecated"
from typing import assert_type

from pets import AsyncPets, Pets, models


def use(client: Pets) -> None:
    assert_type(client.pets.update("a", pet={"name": "b"}), models.Pet)
    assert_type(client.pets.update("a", body="<p/>", content_type="application/xml"), models.Pet)
    client.pets.update("a", body="<p/>")  # type: ignore[call-overload]


async def wait(client: AsyncPets) -> None:
    found = await client.pets.update("a", body="<p/>", content_type="application/xml")
    assert_type(found, models.Pet)
""")
    options = ("--strict", "--report-deprecated-as-note")
    warned = scratch.python("-m", "mypy", *options, "out/src", "typed.py")
    lines = [8, 9, 14]
    assert [line for line in lines if f"typed.py:{line}: note: overload" in warned] == lines


def test_old_names_stay_for_one_minor_version(scratch: Scratch) -> None:
    """They are in the lock; a run that changes nothing keeps them; then they go."""
    scratch.generate()
    assert scratch.aliases == {}
    scratch.generate(NAMES)
    made = scratch.aliases
    assert made["tag/Shops list"] == {"for": "#/paths/~1shops/get", "until": "0.3.0"}
    assert set(made) == {
        "client pets", "errors Missing", "models Missing", "models Pet", "tag/Pets get",
        "tag/Shops list", "types PetDict",
    }  # fmt: skip
    assert scratch.generate(NAMES) == []
    assert main(["check", "--quiet"]) == 0
    for version, kept in (("0.1.7", made), ("0.2.0", made), ("0.3.0", {})):
        scratch.generate(NAMES, more=f'version = "{version}"')
        assert scratch.aliases == kept
    assert "src/pets/_runtime/aliases.py" not in scratch.contents()
    assert "def list(" not in (scratch.folder / "out/src/pets/resources/shops.py").read_text()


def test_a_version_that_is_raised_with_the_names(scratch: Scratch) -> None:
    """It is the first one with the old names, so they go in the next."""
    scratch.generate()
    scratch.generate({"ListShops": "every"}, more='version = "0.2.0"')
    assert scratch.aliases["tag/Shops list"]["until"] == "0.3.0"
    scratch.generate({"ListShops": "each"}, more='version_policy = "semver"\nversion = "0.2.0"')
    assert scratch.aliases["tag/Shops every"]["until"] == "0.4.0"


def test_the_report_says_how_long_old_names_work(scratch: Scratch) -> None:
    """It breaks callers all the same, but not today."""
    scratch.generate()
    scratch.generate(NAMES)
    entry = (scratch.folder / "out/CHANGELOG.md").read_text().partition("## Version")[0]
    methods = ("client.shops.list", "client.pets.get", "client.pets.update")
    for old in (*methods, "models.Pet", "errors.Missing"):
        (line,) = [line for line in entry.splitlines() if line.startswith(f"- `{old}`:")]
        assert "the old name works until 0.3.0" in line


def test_renamed_again(scratch: Scratch) -> None:
    """Both former names lead to the third; and the first one is not an old name when it comes back."""
    scratch.generate()
    scratch.generate({"ListShops": "every", PET: "Animal"})
    scratch.generate({"ListShops": "each", PET: "Creature"})
    said = scratch.use("""\
assert client.shops.list() == client.shops.every() == client.shops.each() == ["a"]
assert models.Pet is models.Animal is models.Creature
""")
    assert [text.partition(" -> ")[2].partition(";")[0] for text in said] == [
        "client.shops.list is now client.shops.each",
        "client.shops.every is now client.shops.each",
        "pets.models.Pet is now Creature",
        "pets.models.Animal is now Creature",
    ]
    scratch.generate({"ListShops": "list", PET: "Pet"})
    assert {"tag/Shops every", "tag/Shops each"} == {k for k in scratch.aliases if "Shops" in k}
    assert scratch.use("client.shops.list(), models.Pet") == []


def test_a_name_that_is_needed_goes_to_who_needs_it(
    scratch: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The loss of the old name is reported for as long as it would have worked."""
    scratch.generate()
    scratch.document["paths"]["/shops"]["post"] = {
        "operationId": "OpenShop", "tags": ["Shops"], "responses": answers(s200=STRING),
    }  # fmt: skip
    names = {"ListShops": "every", "OpenShop": "list"}
    scratch.generate(names)
    assert scratch.use("assert client.shops.every() == ['a']; client.shops.list") == []
    for command in (["generate", "--strict"], ["validate", "pets.json"]):
        main(command)
    said = capsys.readouterr().err
    assert "SL502 name-taken: client.shops.list cannot stay as an old name of" in said
    assert "client.shops.every: another thing has this name now (#/paths/~1shops/get)" in said
    assert main(["check", "--quiet"]) == 0


def test_nothing_is_kept_unless_asked(scratch: Scratch) -> None:
    """Without the key a new name is all there is; taking the key away takes the old names away."""
    scratch.generate()
    scratch.generate({PET: "Animal"})
    assert scratch.aliases
    path = scratch.folder / "specloom.toml"
    path.write_text(path.read_text().replace("rename_aliases = true", "rename_aliases = false"))
    assert main(["generate", "--quiet"]) == 0
    assert scratch.aliases == {}
    assert "Pet = Animal" not in (scratch.folder / "out/src/pets/models/__init__.py").read_text()


# --- renames in the document


def test_a_schema_with_another_name(scratch: Scratch) -> None:
    """It is known by its shape, though it refers to itself."""
    scratch.generate()
    text = json.dumps(scratch.document).replace("schemas/Pet", "schemas/Animal")
    scratch.document = json.loads(text.replace('"Pet":', '"Animal":'))
    scratch.generate()
    assert scratch.use("assert models.Pet is models.Animal; types.PetDict") == [
        f"assert models.Pet is models.Animal; types.PetDict -> pets.models.Pet is now Animal; {GONE}",
        "assert models.Pet is models.Animal; types.PetDict -> "
        f"pets.types.PetDict is now AnimalDict; {GONE}",
    ]
    assert scratch.generate() == []


def test_an_operation_under_another_tag(scratch: Scratch) -> None:
    """The old place stays, also if nothing else of the tag is left."""
    scratch.generate()
    shops = scratch.document["paths"].pop("/shops")
    shops["get"]["tags"] = ["Pets"]
    shops["get"]["operationId"] = "ListShops"
    scratch.document["paths"]["/all-shops"] = shops
    scratch.document["paths"]["/pets/{name}"]["put"]["tags"] = ["Owners"]
    scratch.generate()
    said = scratch.use("""\
assert client.shops.list() == client.pets.list_shops() == ["a"]
assert client.pets.update("a").name == client.owners.update("a").name == "Rex"
assert asyncio.run(waiting.shops.list()) == ["a"]
""")
    assert [text.partition(" -> ")[2].partition(";")[0] for text in said] == [
        "client.shops.list is now client.pets.list_shops",
        "client.pets.update is now client.owners.update",
        "client.shops.list is now client.pets.list_shops",
    ]
    scratch.python("-m", "mypy", "--strict", "out/src")
    scratch.document["info"]["description"] = "The next run knows by the lock alone."
    before = scratch.contents()["src/pets/resources/shops.py"]
    scratch.generate()
    assert scratch.contents()["src/pets/resources/shops.py"] == before


def test_an_operation_gets_a_tag_or_loses_it(scratch: Scratch) -> None:
    """Its path says the same, so it stays where it is."""
    shops = scratch.document["paths"]["/shops"]["get"]
    put = scratch.document["paths"]["/pets/{name}"]["put"]
    tags = shops.pop("tags")
    scratch.generate()
    shops["tags"] = tags
    del put["tags"]
    scratch.generate()
    assert scratch.use('client.shops.list(), client.pets.update("a")') == []


def test_operations_move_from_the_client_to_resources(scratch: Scratch) -> None:
    """The old names are those of the client itself."""
    scratch.generate(more='group_by = "none"')
    scratch.generate(more='group_by = "tag"')
    said = scratch.use('assert client.list_shops() == client.shops.list() == ["a"]')
    assert [text.partition(" -> ")[2].partition(";")[0] for text in said] == [
        "client.list_shops is now client.shops.list",
    ]
    scratch.python("-m", "mypy", "--strict", "out/src")


def test_the_tests_of_a_client_with_old_names_pass(scratch: Scratch) -> None:
    """Those that were generated with it."""
    scratch.generate()
    scratch.generate(NAMES)
    scratch.python("-m", "pytest", "-q", "-W", "error::DeprecationWarning:pets", "out/tests")


def test_a_tag_that_is_spelled_otherwise(scratch: Scratch) -> None:
    """Callers see no difference, so there is nothing to warn of."""
    scratch.generate()
    scratch.document = json.loads(json.dumps(scratch.document).replace('"Pets"', '"pets"'))
    scratch.generate()
    assert scratch.aliases == {}


def test_operation_names_in_full(scratch: Scratch) -> None:
    """Another style gives new names, although the lock has others."""
    scratch.generate()
    scratch.generate(more='operation_names = "full"')
    said = scratch.use("assert client.shops.list() == client.shops.list_shops()")
    assert [text.partition(" -> ")[2] for text in said] == [
        f"client.shops.list is now client.shops.list_shops; {GONE}"
    ]
    assert scratch.generate(more='operation_names = "full"') == []


def test_the_class_of_a_body_stays_under_its_old_name(scratch: Scratch) -> None:
    """A class that nothing leads to, as properties are arguments, is there because it was; so it is if its schema is renamed."""
    body = {"type": "object", "properties": {"size": STRING, "colour": STRING}}
    content = {"application/json": {"schema": ref("ShopCreateOptions")}}
    shops = scratch.document["paths"]["/shops"]
    shops["post"] = {
        "operationId": "AddShop",
        "tags": ["Shops"],
        "requestBody": {"required": True, "content": content},
        "responses": {"204": {"description": "Done."}},
    }
    schemas = scratch.document["components"]["schemas"]
    schemas["ShopCreateOptions"] = body
    scratch.generate(more="unreachable_schemas = true")
    schemas["ShopCreateRequest"] = schemas.pop("ShopCreateOptions")
    content["application/json"]["schema"] = ref("ShopCreateRequest")
    scratch.generate()
    shown = scratch.python(
        "-W",
        "ignore",
        "-c",
        "from pets.models import ShopCreateOptions, ShopCreateRequest; from pets import types; "
        "print(ShopCreateOptions is ShopCreateRequest, types.ShopCreateOptionsDict is types.ShopCreateRequestDict)",
    )
    assert shown.strip() == "True True"
    changelog = (scratch.folder / "out/CHANGELOG.md").read_text()
    for name in ("models.ShopCreateOptions", "types.ShopCreateOptionsDict"):
        assert (
            f"`{name}`: is called {name.replace('Options', 'Request')} now; the old name works"
            in changelog
        )
    assert "Breaking" not in changelog
