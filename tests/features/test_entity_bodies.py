"""Bodies as a whole: what a response held is changed and sent back, beside arguments for the properties."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.output.folder.lock_file import read_lock
from specloom.run.progress import SilentProgress

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
FORM = "application/x-www-form-urlencoded"


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: Any, *media_types: str) -> dict[str, Any]:
    """Return a schema as the content of a body."""
    return {"content": {name: {"schema": schema} for name in media_types or ("application/json",)}}


def resource(schema: Any, *media_types: str, required: bool = True) -> dict[str, Any]:
    """Return a path with a GET and a PUT of one schema, as `get` and `put`."""
    body = {"required": required, **content(schema, *media_types)}
    it = {"200": {"description": "It", **content(schema)}}
    parameters = [{"name": "id", "in": "path", "required": True, "schema": INTEGER}]
    return {
        "/pets/{id}": {
            "parameters": parameters,
            "get": {"operationId": "get", "responses": it},
            "put": {"operationId": "put", "requestBody": body, "responses": it},
        }
    }


PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": STRING,
        "nick": STRING,
        "bornOn": {"type": "string", "format": "date"},
        "owner": ref("Owner"),
    },
}
OWNER = {"type": "object", "properties": {"name": STRING}}
SCHEMAS = {"Pet": PET, "Owner": OWNER}
ANSWER = {"name": "Rex", "bornOn": "2020-01-02", "owner": {"name": "Ann", "x": 1}, "y": [2]}
SPLIT = {
    "Pet": {
        "type": "object",
        "required": ["id", "name", "owner"],
        "properties": {
            "id": {**INTEGER, "readOnly": True},
            "name": STRING,
            "secret": {**STRING, "writeOnly": True},
            "owner": ref("Owner"),
            "friends": {"type": "array", "items": ref("Owner")},
            "byRole": {"type": "object", "additionalProperties": ref("Owner")},
        },
    },
    "Owner": {
        "type": "object",
        "required": ["key"],
        "properties": {"key": {**INTEGER, "readOnly": True}, "name": STRING},
    },
}


def test_get_change_put(exchange: Any) -> None:
    """What is not set is not sent, and what the document lacks is sent back."""
    api = exchange(resource(ref("Pet")), schemas=SCHEMAS)
    api.answer(ANSWER)
    pet = api.client.get(1)
    pet.name = "Max"
    api.client.put(1, body=pet)
    assert json.loads(api.body) == {**ANSWER, "name": "Max"}
    api.client.put(1, name="Max", owner=pet.owner)
    assert json.loads(api.body) == {"name": "Max", "owner": {"name": "Ann", "x": 1}}
    api.client.put(1, body={"name": "Max", "nick": None})
    assert json.loads(api.body) == {"name": "Max", "nick": None}


def test_a_body_is_given_once(exchange: Any) -> None:
    """As a whole, or by its properties, of which the required ones must be there."""
    api = exchange(resource(ref("Pet")), schemas=SCHEMAS)
    with pytest.raises(TypeError, match="properties are given, too: name"):
        api.client.put(1, name="x", body={"name": "Max"})
    with pytest.raises(TypeError, match="missing: name"):
        api.client.put(1)


def test_an_optional_body(exchange: Any) -> None:
    """Without any property and without the whole there is none."""
    api = exchange(resource(ref("Owner"), required=False), schemas=SCHEMAS)
    api.client.put(1)
    assert api.body == b""
    api.client.put(1, body={})
    assert api.body == b"{}"


def test_type_checkers_know_both_ways(exchange: Any, type_errors: Any) -> None:
    """Arguments of the two exclude each other."""
    api = exchange(resource(ref("Pet")), schemas=SCHEMAS, config={"name": "feature_entity"})
    code = (
        "from feature_entity import AsyncFeature, Feature, models, raw_response\n"
        "client = Feature()\n"
        "pet = client.get(1)\n"
        'pet.name = "x"\n'
        "pet = client.put(1, body=pet)\n"
        "pet = raw_response(client.put)(1, body=pet).parsed\n"
        'client.put(1, body={"name": "x", "owner": {"name": "Ann"}})\n'
        'client.put(1, name="x", owner=pet.owner or models.Owner())\n'
        "async def change(client: AsyncFeature) -> models.Pet:\n"
        "    return await client.put(1, body=await client.get(1))\n"
        "client.put(1)\n"
        "client.put(1, body=pet.owner)\n"
        'client.put(1, name="x", body=pet)\n'
        'client.put(1, body={"nam": "x"})\n'
    )
    found = type_errors(api.module, code)
    assert [int(line.partition(":")[0]) for line in found] == [11, 12, 13, 14], found


def test_only_what_a_response_has(exchange: Any) -> None:
    """Of an object that no response has, there is nothing to send back; one in a list is a thing to send back."""
    done = {"204": {"description": "Done"}}
    body = {"required": True, **content(ref("Pet"))}
    send = {"post": {"operationId": "send", "requestBody": body, "responses": done}}
    api = exchange({"/a": send}, schemas=SCHEMAS)
    with pytest.raises(TypeError, match="body"):
        api.client.send(body={"name": "x"})
    them = {"200": {"description": "Them", **content({"type": "array", "items": ref("Pet")})}}
    api = exchange(
        {"/a": {**send, "get": {"operationId": "all", "responses": them}}}, schemas=SCHEMAS
    )
    api.answer([ANSWER])
    api.client.send(body=api.client.all()[0])
    assert json.loads(api.body) == ANSWER


def test_an_argument_called_body(exchange: Any, type_errors: Any) -> None:
    """A property or a parameter keeps that name; the whole is called otherwise."""
    comment = {"type": "object", "required": ["body"], "properties": {"body": STRING}}
    config = {"name": "feature_comment"}
    api = exchange(
        resource(ref("C"), "application/json", FORM), schemas={"C": comment}, config=config
    )
    api.answer({"body": "text"})
    api.client.put(1, body="x")
    assert json.loads(api.body) == {"body": "x"}
    api.client.put(1, full_body=api.client.get(1), content_type=FORM)
    assert api.body == b"body=text"
    code = "from feature_comment import Feature\nc = Feature()\nc.put(1, full_body=c.get(1))\n"
    assert type_errors(api.module, code) == []
    paths = resource(ref("Owner"))
    paths["/pets/{id}"]["put"]["parameters"] = [{"name": "body", "in": "query", "schema": STRING}]
    api = exchange(paths, schemas=SCHEMAS)
    api.client.put(1, body="q", full_body={"name": "Ann"})
    assert (api.query, json.loads(api.body)) == ("body=q", {"name": "Ann"})


def test_read_only_properties_are_left_out(exchange: Any, type_errors: Any) -> None:
    """The class of responses is taken where that of requests is: also nested, in arrays and in maps."""
    config = {"name": "feature_split"}
    api = exchange(resource(ref("Pet")), schemas=SPLIT, config=config)
    owner = {"key": 9, "name": "Ann"}
    answer = {"id": 1, "name": "Rex", "owner": owner, "friends": [owner], "byRole": {"x": owner}}
    api.answer({**answer, "more": True})
    pet = api.client.get(1)
    api.client.put(1, body=pet)
    ann = {"name": "Ann"}
    sent = {"name": "Rex", "owner": ann, "friends": [ann], "byRole": {"x": ann}}
    assert json.loads(api.body) == {**sent, "more": True}
    api.client.put(1, name="x", owner=pet.owner, friends=[pet.owner, {"name": "Bo"}])
    assert json.loads(api.body) == {"name": "x", "owner": ann, "friends": [ann, {"name": "Bo"}]}
    assert pet.model_dump(mode="json")["owner"]["key"] == 9
    code = (
        "from feature_split import Feature, models\n"
        "client = Feature()\n"
        "pet = client.get(1)\n"
        "pet = client.put(1, body=pet)\n"
        'client.put(1, body=models.PetRequest(name="x", owner=models.OwnerRequest(), secret="s"))\n'
        'client.put(1, name="x", owner=pet.owner, friends=[pet.owner, {"name": "Bo"}])\n'
        'client.put(1, body={"name": "x", "owner": pet.owner})\n'
    )
    assert type_errors(api.module, code) == []


def test_models_for_requests_take_what_responses_have(exchange: Any, type_errors: Any) -> None:
    """Their fields do, too: an object, those of lists and maps, unions told apart or not, and such as hold themselves."""
    schemas = copy.deepcopy(SPLIT)
    schemas["A"] = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "a"}, "no": {**INTEGER, "readOnly": True}},
    }
    schemas["B"] = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "b"}, "owner": ref("Owner")},
    }
    schemas["Item"] = {"oneOf": [ref("A"), ref("B")]}
    trees = {"type": "array", "items": ref("Tree")}
    schemas["Tree"] = {"anyOf": [STRING, ref("Owner"), trees]}
    schemas["Pet"]["properties"] |= {
        "item": ref("Item"),
        "tree": ref("Tree"),
        "boss": {"anyOf": [ref("Owner"), {"type": "array", "items": STRING}]},
        "forest": trees,
    }
    config = {"name": "feature_either"}
    api = exchange(resource(ref("Pet")), schemas=schemas, config=config)
    owner, ann = {"key": 9, "name": "Ann"}, {"name": "Ann"}
    api.answer(
        {
            "id": 1,
            "name": "Rex",
            "owner": owner,
            "friends": [owner],
            "byRole": {"x": owner},
            "item": {"kind": "a", "no": 1},
            "tree": ["a", [owner]],
            "boss": owner,
            "forest": [owner],
        }
    )
    code = (
        "from feature_either import Feature, models\n"
        "def change(client: Feature) -> None:\n"
        "    pet = client.get(1)\n"
        "    client.put(1, body=models.PetRequest(\n"
        '        name="Max", owner=pet.owner, friends=pet.friends, by_role=pet.by_role, boss=pet.boss,\n'
        "        item=pet.item, tree=pet.tree, forest=pet.forest))\n"
        "def others(client: Feature) -> None:\n"
        "    owner = client.get(1).owner\n"
        '    bo = models.OwnerRequest(name="Bo")\n'
        "    requests: list[models.OwnerRequest] = [bo]\n"
        "    maps: dict[str, models.Owner] = {'x': owner}\n"
        "    client.put(1, body=models.PetRequest(\n"
        '        name="y", owner=bo, friends=requests, by_role=maps, tree=[[bo], owner]))\n'
        '    client.put(1, name="y", owner={"name": "z"}, friends=[bo, owner], tree=["a", [owner, {"name": "z"}]])\n'
        "def wrong(client: Feature) -> None:\n"
        '    client.put(1, body=models.PetRequest(name="y", owner=models.ARequest()))\n'
    )
    found = type_errors(api.module, code)
    assert [int(line.partition(":")[0]) for line in found] == [16], found
    space: dict[str, Any] = {}
    exec(code, space)
    space["change"](api.client)
    assert json.loads(api.body) == {
        "name": "Max",
        "owner": ann,
        "friends": [ann],
        "byRole": {"x": ann},
        "item": {"kind": "a"},
        "tree": ["a", [ann]],
        "boss": ann,
        "forest": [ann],
    }
    space["others"](api.client)
    assert json.loads(api.body) == {
        "name": "y",
        "owner": {"name": "z"},
        "friends": [{"name": "Bo"}, ann],
        "tree": ["a", [ann, {"name": "z"}]],
    }


@pytest.mark.parametrize("media_type", [FORM, "multipart/form-data"])
def test_read_only_properties_are_left_out_of_forms(exchange: Any, media_type: str) -> None:
    """In several parts, too; and where options add properties."""
    api = exchange(resource(ref("Owner"), media_type), schemas=SPLIT)
    api.answer({"key": 9, "name": "Ann"})
    owner = api.client.get(1)
    for options in (None, api.module.RequestOptions(extra_body={"more": "m"})):
        api.client.put(1, body=owner, options=options)
        assert b"name" in api.body and b"Ann" in api.body
        assert b"key" not in api.body
        assert (b"more" in api.body) is (options is not None)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_body_that_may_be_null(exchange: Any, type_errors: Any, version: str) -> None:
    """Its properties are arguments; null is given as the whole."""
    merge: dict[str, Any] = {"type": "object", "properties": {"method": STRING}}
    schema = (
        {**merge, "nullable": True} if version == "3.0.3" else {"anyOf": [merge, {"type": "null"}]}
    )
    done = {"204": {"description": "Done"}}
    for required in (True, False):
        body = {"required": required, **content(schema)}
        put = {"operationId": "merge", "requestBody": body, "responses": done}
        config = {"name": f"feature_null_{required}_{version[2]}".lower()}
        api = exchange({"/a": {"put": put}}, version=version, config=config)
        api.client.merge(method="squash")
        assert api.body == b'{"method":"squash"}'
        api.client.merge(body=None)
        assert api.body == b"null"
        api.client.merge(body={"method": "x"})
        assert api.body == b'{"method":"x"}'
        api.client.merge()
        assert api.body == (b"{}" if required else b"")
    code = f"from {config['name']} import Feature\nFeature().merge(body=None)\nFeature().merge()\n"
    assert type_errors(api.module, code) == []


def methods(folder: Path) -> str:
    """Return the code of all methods of the client in a folder."""
    files = [folder / "src/zoo/_client.py", *(folder / "src/zoo/resources").glob("*.py")]
    return "".join(file.read_text() for file in files)


def older(folder: Path, *lock_keys: tuple[str, str | None]) -> None:
    """Make a client's records those of a specloom that knew no whole bodies beside properties."""
    lock = folder / "specloom.lock.json"
    data = json.loads(lock.read_text())
    names = read_lock(lock.read_text()).names
    data["names"] = {key: name for key, name in names.items() if not key.endswith("?whole")}
    for key, name in lock_keys:
        if name is None:
            data["names"].pop(key, None)
        else:
            data["names"][key] = name
    data["inputs"]["generator"] = "older"
    lock.write_text(json.dumps(data))
    surface = folder / "specloom.surface.json"
    surface.write_text(
        surface.read_text().replace(',"whole":false', "").replace('"whole":false,', "")
    )


def test_an_update_of_an_older_client_keeps_its_arguments(tmp_path: Path) -> None:
    """Bodies that were one argument stay so, overloads are added, and none of it is a change of the API."""
    paths: dict[str, Any] = resource(ref("Pet"))
    done = {"204": {"description": "Done"}}
    null = {"requestBody": content({**OWNER, "nullable": True}), "responses": done}
    empty = {"requestBody": content({"type": "object", "properties": {}}), "responses": done}
    paths["/merge"] = {"put": {"operationId": "merge", **null}}
    paths["/find"] = {"get": {"operationId": "find", **empty}}
    optional = {"requestBody": content({**OWNER, "required": ["name"]}), "responses": done}
    paths["/visit"] = {"put": {"operationId": "visit", **optional}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Zoo", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"schemas": copy.deepcopy(SCHEMAS)},
    }
    spec, folder = tmp_path / "zoo.json", tmp_path / "zoo"
    spec.write_text(json.dumps(document))
    config = ClientConfig(
        spec=str(spec), output=str(folder), formatter="none", package="zoo", group_by="none"
    )
    generate(config, SilentProgress())
    wholes = [f"#/paths/~1{path}?body" for path in ("merge/put", "find/get", "visit/put")]
    older(folder, *((key, "body") for key in wholes))
    outcome = generate(config, SilentProgress())
    assert outcome.failure is None
    assert [change.kind for change in outcome.changes] == []
    client = methods(folder)
    merge = client.partition("def merge(")[2].partition(")")[0]
    find = client.partition("def find(")[2].partition(")")[0]
    visit = client.partition("def visit(")[2].partition(")")[0]
    assert "body: " in merge and "name: " not in merge
    assert "body: " in find
    assert "body: " in visit and "name: " not in visit
    assert client.count("@overload") == 4
    # Afterwards, the document has something to say of the body that was nothing.
    document["paths"]["/find"]["get"]["requestBody"] = content(OWNER)
    spec.write_text(json.dumps(document))
    outcome = generate(config, SilentProgress())
    assert outcome.failure is None
    assert "parameter-removed" not in [change.kind for change in outcome.changes]


def test_what_callers_give_stays_when_no_response_has_it_any_more(tmp_path: Path) -> None:
    """The overload is recorded in the lock."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": resource(ref("Pet")),
        "components": {"schemas": SCHEMAS},
    }
    spec, folder = tmp_path / "zoo.json", tmp_path / "zoo"
    config = ClientConfig(
        spec=str(spec), output=str(folder), formatter="none", package="zoo", group_by="none"
    )
    for _ in range(2):
        spec.write_text(json.dumps(document))
        assert generate(config, SilentProgress()).failure is None
        assert "body: models.Pet | types.PetDict" in methods(folder)
        document["paths"]["/pets/{id}"].pop("get", None)
        document["paths"]["/pets/{id}"]["put"]["responses"] = {"204": {"description": "Done"}}
