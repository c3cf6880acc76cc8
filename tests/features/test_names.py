"""Names: whatever the document calls things, the client has a name for each, and the wire has the document's."""

from __future__ import annotations

import inspect
import shutil
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

STRING = {"type": "string"}
OK = {"200": {"description": "OK"}}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}


def attributes(model: Any) -> dict[str, str]:
    """Return the attributes of a model by wire name."""
    model.model_rebuild()
    fields = model.model_fields.items()
    return {name if info.alias is None else info.alias: name for name, info in fields}


# --- properties


def test_properties_that_differ_by_spelling(codec: Any) -> None:
    """Each has an attribute of its own."""
    names = ("fooBar", "foo_bar", "foo-bar", "FooBar")
    c = codec(
        ref("A"), schemas={"A": {"type": "object", "properties": dict.fromkeys(names, STRING)}}
    )
    a = c.round_trip({name: name for name in names})
    found = attributes(c.models.A)
    assert sorted(found) == sorted(names)
    assert {name: getattr(a, found[name]) for name in names} == {name: name for name in names}


def test_the_spelling_that_is_pythons_own_is_kept(codec: Any) -> None:
    """Whichever other spellings stand beside it."""
    for names in (["fooBar", "foo_bar"], ["FooBar", "foo-bar", "foo_bar"]):
        schema = {"type": "object", "properties": dict.fromkeys(names, STRING)}
        c = codec(ref("A"), schemas={"A": schema})
        assert attributes(c.models.A)["foo_bar"] == "foo_bar"


@pytest.mark.parametrize("left_out", ["fooBar", "foo_bar", "foo-bar", "FooBar"])
def test_a_property_less_renames_no_other(client_of: Any, left_out: str) -> None:
    """A second run, into the same folder, keeps the names that the first one gave."""
    names = ["fooBar", "foo_bar", "foo-bar", "FooBar"]
    found = []
    for wanted in (names, [name for name in names if name != left_out]):
        schema = {"type": "object", "properties": dict.fromkeys(wanted, STRING)}
        response = {"description": "It", "content": {"application/json": {"schema": ref("A")}}}
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Feature", "version": "1"},
            "paths": {"/a": {"get": {"operationId": "get", "responses": {"200": response}}}},
            "components": {"schemas": {"A": schema}},
        }
        module = client_of(document, name="feature_again")
        found.append(attributes(module.models.A))
        forget("feature_again")
    before, after = found
    assert after == {name: before[name] for name in names if name != left_out}


def forget(package: str) -> None:
    """Remove a package, so that it is imported again."""
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
    for cache in [p for path in sys.path for p in Path(path).glob(f"{package}/**/__pycache__")]:
        shutil.rmtree(cache, ignore_errors=True)  # a path may be listed twice


BUILTINS = {
    "object": "x",
    "type": "x",
    "id": "x",
    "filter": "x",
    "format": "x",
    "fields": "x",
    "str": "x",
    "int": 1,
    "float": 1.5,
    "bool": True,
    "list": ["x"],
    "tuple": ["x"],
    "bytes": "AP8=",
    "uuid": "0f0e0d0c-0b0a-4908-8706-050403020100",
    "datetime": "2020-01-02",
    "date": "2020-07-21T17:32:28Z",
    "property": "x",
    "self": "x",
}


def schema_of(value: Any, name: str) -> dict[str, Any]:
    """Return the schema of one of the values above."""
    formats = {"uuid": "uuid", "datetime": "date", "date": "date-time", "bytes": "byte"}
    match value:
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
        case list():
            return {"type": "array", "items": STRING}
        case _:
            return {**STRING, "format": formats[name]} if name in formats else STRING


@pytest.mark.parametrize("required", [True, False])
def test_properties_that_are_called_as_builtins(codec: Any, required: bool) -> None:
    """They keep their names; what their annotations need is written otherwise."""
    properties = {name: schema_of(value, name) for name, value in BUILTINS.items()}
    a = obj(*(properties if required else ()), **properties, others={"type": "object"})
    c = codec(ref("A"), schemas={"A": a})
    assert set(attributes(c.models.A)) == {*BUILTINS, "others"}
    assert all(name == wire for wire, name in attributes(c.models.A).items())
    decoded = c.round_trip(BUILTINS)
    assert (decoded.object, decoded.int, decoded.list, decoded.bytes) == ("x", 1, ["x"], b"\0\xff")
    assert (str(decoded.uuid), decoded.datetime.year) == (BUILTINS["uuid"], 2020)
    assert c.round_trip({**BUILTINS, "new": 1}).model_extra == {"new": 1}


def test_further_properties_beside_one_called_str(codec: Any) -> None:
    """The dictionary of further properties has a type that needs `str`, so the field gives way."""
    a = {**obj(str=STRING, object=STRING), "additionalProperties": {"type": "integer"}}
    c = codec(ref("A"), schemas={"A": a})
    assert attributes(c.models.A) == {"str": "str_", "object": "object"}
    assert c.round_trip({"str": "x", "object": "y", "n": 1}).model_extra == {"n": 1}


def test_type_checkers_know_fields_methods_and_resources_called_as_builtins(
    exchange: Any, type_errors: Any
) -> None:
    """Within a class, a name hides the builtin; annotations say which is meant."""
    properties = {name: schema_of(value, name) for name, value in BUILTINS.items()}
    names = {"type": "array", "items": STRING}
    content = {"content": {"application/json": {"schema": ref("A")}}}
    answer = {"200": {"description": "OK", "content": {"application/json": {"schema": names}}}}
    tagged = {
        f"/{i}": {"get": {"operationId": f"op{i}", "tags": [tag], "responses": answer}}
        for i, tag in enumerate(("str", "list", "object", "int", "property"))
    }
    untagged = {
        method: {"operationId": name, "requestBody": content, "responses": answer}
        for method, name in (("put", "tuple"), ("post", "list"), ("patch", "findAll"))
    }
    api = exchange({**tagged, "/u": untagged}, schemas={"A": obj("list", **properties)})
    code = f"""
from {api.module.__name__} import Feature

def use(client: Feature) -> tuple[str, int, list[str]]:
    return client.str.op0()[0], len(client.list.op1()[0]), client.property_.op4()
"""
    assert type_errors(api.module, code) == []


def test_fields_and_methods_called_as_the_packages_that_annotations_name(
    exchange: Any, type_errors: Any
) -> None:
    """Within a class, `types` and `models` hide the packages of the client; annotations say which is meant."""
    kind = {"type": "string", "enum": ["A", "B"]}
    part = obj("types", types={"type": "array", "items": ref("Kind")}, models=ref("Kind"))
    whole = obj("part", part=ref("Part"), types=ref("Part"), models=ref("Part"))
    found = obj(models=ref("Kind"), types=ref("Kind"))
    body = {"content": {"application/json": {"schema": ref("Whole")}}, "required": True}
    answer = {
        "200": {"description": "OK", "content": {"application/json": {"schema": ref("Found")}}}
    }
    paths = {
        f"/{name}": {"post": {"operationId": name, "requestBody": body, "responses": answer}}
        for name in ("models", "types", "other")
    }
    schemas = {"Kind": kind, "Part": part, "Whole": whole, "Found": found}
    api = exchange(paths, schemas=schemas)
    assert api.models.Part(types=["A"]).types == ["A"]
    code = f"""
from {api.module.__name__} import Feature, models

def use(client: Feature) -> models.Found:
    client.types(part={{"types": ["A"]}}, models=models.Part(types=["B"], models="A"))
    return client.models(part=models.Part(types=["A"]), types={{"types": []}})
"""
    assert type_errors(api.module, code) == []


@pytest.mark.parametrize("tag", ["overload", "other", ""])
def test_a_method_or_a_resource_called_overload(exchange: Any, type_errors: Any, tag: str) -> None:
    """It does not stand in place of the decorator of methods that can be called in two ways."""
    content = {"content": {"application/json": {"schema": ref("A")}}}
    responses = {"200": {**content, "description": "OK"}}
    body = {"requestBody": {**content, "required": True}}
    tags = {"tags": [tag]} if tag else {}
    paths = {
        "/a": {"get": {"operationId": "overload", **tags, "responses": responses}},
        "/b": {"put": {"operationId": "update", **tags, **body, "responses": responses}},
    }
    api = exchange(paths, schemas={"A": obj(a=STRING)})
    resource = getattr(api.client, tag) if tag else api.client
    api.answer({"a": "x"})
    assert resource.update(body=resource.overload()) == resource.update(a="x")
    assert api.body == b'{"a":"x"}'
    home = f"client.{tag}" if tag else "client"
    code = f"""
from {api.module.__name__} import Feature, models

def use(client: Feature) -> models.A:
    return {home}.update(body={home}.overload())
"""
    assert type_errors(api.module, code) == []


AWKWARD = [
    *("class", "from", "None", "True", "match", "async", "self", "cls"),
    *("str", "int", "list", "dict", "type", "id", "object", "bytes", "property", "super"),
    *("copy", "json", "schema", "validate", "fields", "construct", "model_dump", "model_config"),
    *("model_fields", "model_extra", "model_post_init", "__init__", "__class__", "__dict__"),
    *("_private", "__", "_", "-", "@id", "$ref-like", "1st", "2", "", " ", "a b", "a.b", "a/b"),
    *("größe", "日本語", "π", "😀", "Any", "Field", "Model", "datetime", "uuid", "decimal"),
    *("it's", 'say "hi"', "back\\slash", "new\nline", "{brace}", "%s", "x" * 200),
]


def test_awkward_properties(codec: Any) -> None:
    """Keywords, builtins, what pydantic uses itself, digits, signs, and other alphabets."""
    types = [STRING, {"type": "integer"}, {"type": "string", "format": "date-time"}]
    value = {name: ["x", 1, "2020-07-21T17:32:28Z"][i % 3] for i, name in enumerate(AWKWARD)}
    properties = {name: types[i % 3] for i, name in enumerate(AWKWARD)}
    c = codec(ref("A"), schemas={"A": {"type": "object", "properties": properties}})
    a = c.round_trip(value)
    found = attributes(c.models.A)
    assert sorted(found) == sorted(AWKWARD)
    assert len(set(found.values())) == len(AWKWARD)
    assert c.encode(a.model_copy(deep=True)) == value
    assert {name: getattr(a, found[name]) for name in ("class", "π", "2")} == {
        name: a.model_dump(by_alias=True)[name] for name in ("class", "π", "2")
    }


# --- schemas


def test_two_schemas_that_would_have_one_class(codec: Any) -> None:
    """None replaces the other."""
    names = ("foo_bar", "FooBar", "Foo-Bar", "foobar", "FOOBAR")
    schemas = {name: obj(name, **{name: STRING}) for name in names}
    schemas["All"] = {"type": "object", "properties": {name: ref(name) for name in names}}
    c = codec(ref("All"), schemas=schemas)
    found = attributes(c.models.All)
    every = c.round_trip({name: {name: "x"} for name in names})
    classes = {type(getattr(every, found[name])) for name in names}
    assert len(classes) == len(names)
    assert len({kind.__name__.lower() for kind in classes}) == len(names)


SCHEMAS = [
    *("List", "Dict", "Model", "Any", "Field", "Literal", "Annotated", "Optional", "Union"),
    *("datetime", "str", "int", "Exception", "None", "True", "class", "Page", "Client", "Unset"),
    *("OneOf", "OpenEnum", "DateTime", "Base64", "File", "BaseModel", "TypeAlias", "errors"),
    *("models", "types", "1Password", "2", "größe", "日本語", "a.b.C", "-", "A<B>", "Feature"),
    *("AsyncFeature", "ApiError", "Operation", "RequestOptions", "float", "bool", "bytes"),
]


def test_awkward_schemas(codec: Any) -> None:
    """Names of builtins, of what generated modules import, and those that are not identifiers."""
    body = obj(
        at={"type": "string", "format": "date-time"},
        e={"type": "string", "enum": ["a"]},
        data={"type": "string", "format": "byte"},
        n={"type": "array", "items": {"type": "integer"}},
    )
    schemas = dict.fromkeys(SCHEMAS, body)
    quoted = [name.replace("~", "~0").replace("/", "~1") for name in SCHEMAS]
    schemas["Everything"] = obj(**{f"p{i}": ref(name) for i, name in enumerate(quoted)})
    c = codec(ref("Everything"), schemas=schemas)
    one = {"at": "2020-07-21T17:32:28Z", "data": "AP8=", "e": "a", "n": [1]}
    found = c.round_trip({f"p{i}": one for i in range(len(SCHEMAS))})
    kinds = {type(getattr(found, f"p{i}")) for i in range(len(SCHEMAS))}
    assert len(kinds) == len(SCHEMAS)


def test_schemas_called_as_what_models_are_made_of(codec: Any, type_errors: Any) -> None:
    """They have their own names; the modules of models import the others under another one."""
    schemas = {
        "Model": obj("modelId", modelId=STRING),
        "Field": {**obj("fieldId", fieldId=STRING), "additionalProperties": ref("Model")},
        "Form": obj(model=ref("Model"), field=ref("Field")),
    }
    c = codec(ref("Form"), schemas=schemas)
    value = {"model": {"modelId": "m"}, "field": {"fieldId": "f", "x": {"modelId": "n"}}}
    found = c.round_trip(value)
    assert (type(found.model), type(found.field)) == (c.models.Model, c.models.Field)
    assert found.field.x == c.models.Model(model_id="n")
    assert type_errors(sys.modules[c.models.__name__.partition(".")[0]], "") == []


# --- operations and their arguments


def operation(operation_id: str | None, **rest: Any) -> dict[str, Any]:
    """Return an operation."""
    named = {} if operation_id is None else {"operationId": operation_id}
    return {**named, "responses": OK, **rest}


def test_two_operations_that_would_have_one_method(exchange: Any) -> None:
    """Both can be called."""
    api = exchange(
        {
            "/a": {"get": operation("getThing", tags=["t"])},
            "/b": {"get": operation("get_thing", tags=["t"])},
            "/c": {"get": operation("GetThing", tags=["t"])},
        }
    )
    methods = [name for name in dir(api.client.t) if name.startswith("get")]
    assert len(methods) == 3
    for method in methods:
        getattr(api.client.t, method)()
    assert sorted(request.url.path for request in api.requests) == ["/a", "/b", "/c"]


def test_what_returns_a_list_is_called_so(exchange: Any) -> None:
    """Where nobody chose an operationId, whether GET lists things is for the response to say, too."""

    def returning(schema: Any) -> Any:
        content = {"application/json": {"schema": schema}}
        return {"get": {"responses": {"200": {"description": "OK", "content": content}}}}

    matches = {"type": "array", "items": ref("Match")}
    api = exchange(
        {
            "/matches/past": returning(matches),
            "/matches/running": returning({"oneOf": [matches, {"type": "null"}]}),
            "/matches/best": returning(ref("Match")),
            "/matches/{id}/position": returning({"type": "array", "items": {"type": "number"}}),
            "/matches/{id}/like": returning(matches),
            "/leagues/{id}/matches/past": returning(matches),
            "/staff": {**returning(matches), "post": {"responses": OK}},
            "/rules": {**returning(ref("Match")), "post": {"responses": OK}},
            "/health": {**returning(ref("Match")), "post": {"responses": OK}},
        },
        schemas={"Match": obj(name=STRING)},
    )
    verbs = ("list", "retrieve", "create", "update")
    names = [name for name in dir(api.client) if name.startswith(verbs)]
    assert sorted(names) == [
        "create_rule",
        "create_staff",
        "list_league_matches_past",
        "list_matches_like",
        "list_matches_past",
        "list_matches_running",
        "list_rules",
        "list_staff",
        "retrieve_health",
        "retrieve_match_best",
        "retrieve_match_position",
        "update_health",
    ]


def test_tags_that_would_have_one_module(exchange: Any) -> None:
    """Tags that differ by spelling, start with a digit, or are keywords and names of the client's own."""
    tags = [
        "My Tag",
        "my-tag",
        "MyTag",
        "2fa",
        "class",
        "call",
        "close",
        "日本",
        "",
        "import",
        "models",
        "base_url",
    ]
    api = exchange(
        {f"/p{i}": {"get": operation(f"op{i}", tags=[tag])} for i, tag in enumerate(tags)}
    )
    found = set()
    for name, member in inspect.getmembers(type(api.client)):
        group = getattr(api.client, name) if isinstance(member, cached_property) else api.client
        for method in dir(group):
            if method.startswith("op"):
                getattr(group, method)()
                found.add(api.target)
    assert found == {f"/p{i}" for i in range(len(tags))}


def test_operations_without_a_usable_id(exchange: Any) -> None:
    """Missing, a keyword, no identifier, what the client has itself, and the same twice."""
    ids = [None, "class", "2do", "call", "close", "with options", "import", "日本", "same", "same"]
    api = exchange({f"/p{i}": {"get": operation(id_)} for i, id_ in enumerate(ids)})
    inherited = set(dir(type(api.client).__mro__[1]))
    for name in set(dir(api.client)) - inherited:
        if not name.startswith("_") and inspect.ismethod(getattr(api.client, name)):
            getattr(api.client, name)()
    assert {request.url.path for request in api.requests} == {f"/p{i}" for i in range(len(ids))}


PARAMETERS = [
    *("self", "options", "body", "client", "class", "from", "query", "path", "header", "cookie"),
    *("content_type", "models", "types", "UNSET", "given", "errors", "str", "int", "list", "1"),
    *("filter[name]", "filter.name", "$top", "日本", "id", "ID", "Id", "i-d", "datetime", "raw"),
]


def test_awkward_parameters(exchange: Any) -> None:
    """Each is an argument of its own, sent under its own name."""
    parameters = [{"name": name, "in": "query", "schema": STRING} for name in PARAMETERS]
    content = {"application/json": {"schema": obj("id", "self", id=STRING, self=STRING)}}
    body = {"required": True, "content": content}
    api = exchange({"/a": {"post": operation("send", parameters=parameters, requestBody=body)}})
    signature = inspect.signature(api.client.send)
    names = [n for n in signature.parameters if n != "options"]
    assert len(names) == len(PARAMETERS) + 1
    sent = {n: f"v{i}" for i, n in enumerate(names)}
    bodies = [n for n in names if "models." in signature.parameters[n].annotation]
    assert len(bodies) == 1
    api.client.send(**{**sent, bodies[0]: {"id": "x", "self": "y"}})
    assert sorted(api.request.url.params.keys()) == sorted(PARAMETERS)
    assert sorted(v for _, v in api.request.url.params.multi_items()) == sorted(
        v for n, v in sent.items() if n != bodies[0]
    )
    assert api.body == b'{"id":"x","self":"y"}'


def test_body_members_that_meet_parameters(exchange: Any) -> None:
    """The body goes as a whole where its properties would be hard to tell from parameters."""
    content = {"application/json": {"schema": obj("id", id=STRING)}}
    api = exchange(
        {
            "/a/{id}": {
                "put": operation(
                    "put",
                    parameters=[{"name": "id", "in": "path", "required": True, "schema": STRING}],
                    requestBody={"required": True, "content": content},
                )
            }
        }
    )
    api.client.put("p", body={"id": "b"})
    assert (api.target, api.body) == ("/a/p", b'{"id":"b"}')


@pytest.mark.parametrize("name", ["from", "self", "body", "options", "client"])
def test_awkward_body_members(exchange: Any, name: str) -> None:
    """A property of the body by the name of something else."""
    content = {"application/json": {"schema": obj(name, **{name: STRING})}}
    api = exchange(
        {"/a": {"post": operation("send", requestBody={"required": True, "content": content})}}
    )
    parameters = inspect.signature(api.client.send).parameters
    (argument,) = set(parameters) - {"options"}
    is_whole = "models." in parameters[argument].annotation
    value: Any = {name: "x"} if is_whole else "x"
    api.client.send(**{argument: value})
    assert api.body == b'{"%s":"x"}' % name.encode()


def test_an_attribute_by_the_wire_name_of_another_property(codec: Any) -> None:
    """A model that is made by its attributes' names gets each value where it belongs."""
    names = ["penName", "pen_name"]
    c = codec(
        ref("A"), schemas={"A": {"type": "object", "properties": dict.fromkeys(names, STRING)}}
    )
    found = attributes(c.models.A)
    a = c.models.A(**{found["penName"]: "x", found["pen_name"]: "y"})
    assert c.encode(a) == {"penName": "x", "pen_name": "y"}
    assert a == c.decode({"penName": "x", "pen_name": "y"})


def test_a_tag_called_client(exchange: Any) -> None:
    """Neither class of a tag's operations hides a class that the client's module needs."""
    found = operation("getIt", tags=["Client"])
    api = exchange({"/a": {"get": found}}, tags=[{"name": "Client"}])
    names = {type(api.client.client).__name__, f"Async{type(api.client.client).__name__}"}
    assert names.isdisjoint({"SyncClient", "AsyncClient", type(api.client).__name__})
    assert api.client.client.get_it is not None
