"""The names of types that the document gives none: title, constant or tag, property, place, in this order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import understand
from specloom.config import ClientConfig
from specloom.ir.name_keys import NameKey, model_key
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan
from specloom.run.progress import SilentProgress

TEXT: dict[str, Any] = {"type": "string"}


def thing(**rest: Any) -> dict[str, Any]:
    """Return an object with a property of its own."""
    return {"type": "object", "properties": {"some": TEXT}, **rest}


def tagged(tag: str, value: str, **properties: Any) -> dict[str, Any]:
    """Return an object that a constant tells apart."""
    return {"type": "object", "properties": {tag: {"const": value}, **properties}}


def names_of(
    folder: Path, schemas: dict[str, Any], past: dict[NameKey, str] | None = None
) -> dict[str, str]:
    """Return the names of the types in a document with these schemas, by their places in `components.schemas`."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    (folder / "openapi.json").write_text(json.dumps(document))
    config = ClientConfig(spec=str(folder / "openapi.json"), output=str(folder))
    api = understand(config, SilentProgress()).api
    names = plan(api, config, PastClient(names=past or {})).names
    prefix = "#/components/schemas/"
    return {
        type_id.removeprefix(prefix): names[model_key(type_id)]
        for type_id in api.types
        if model_key(type_id) in names
    }


def holder(schema: dict[str, Any], name: str = "content") -> dict[str, Any]:
    """Return schemas of one object, Message, with a property."""
    return {"Message": {"type": "object", "properties": {name: schema}}}


UNION = "Message/properties/content/oneOf"


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        pytest.param(
            holder(thing(title="Rich text")),
            {"Message/properties/content": "RichText"},
            id="a title that is a name",
        ),
        pytest.param(
            holder(thing(title="The text that is sent.")),
            {"Message/properties/content": "Content"},
            id="a title that is a sentence",
        ),
        pytest.param(
            holder(thing(title="params")),
            {"Message/properties/content": "Content"},
            id="a title that says nothing",
        ),
        pytest.param(
            holder({"oneOf": [tagged("type", "text"), tagged("type", "image_url")]}),
            {f"{UNION}/0": "TextContent", f"{UNION}/1": "ImageUrlContent"},
            id="the constant that tells an alternative apart",
        ),
        pytest.param(
            holder({"oneOf": [tagged("role", "a", id=TEXT), tagged("role", "b", id=TEXT)]}),
            {f"{UNION}/0": "AContent", f"{UNION}/1": "BContent"},
            id="a constant of another property",
        ),
        pytest.param(
            {
                "RunEvent": {
                    "oneOf": [tagged("event", "run.queued"), tagged("event", "run.step.done")],
                    "discriminator": {"propertyName": "event"},
                }
            },
            {"RunEvent/oneOf/0": "RunQueuedEvent", "RunEvent/oneOf/1": "RunStepDoneEvent"},
            id="a constant of several words, in a union with a name",
        ),
        pytest.param(
            holder(
                {
                    "oneOf": [
                        {"type": "object", "required": ["file"], "properties": {"file": TEXT}},
                        {"type": "object", "required": ["url"], "properties": {"url": TEXT}},
                    ]
                }
            ),
            {f"{UNION}/0": "FileContent", f"{UNION}/1": "UrlContent"},
            id="a property that an alternative alone requires",
        ),
        pytest.param(
            holder({"anyOf": [{"type": "integer"}, thing()]}, "created"),
            {"Message/properties/created/anyOf/1": "Created"},
            id="the only object beside numbers takes the name of the property",
        ),
        pytest.param(
            {"Range": {"anyOf": [{"type": "integer"}, thing()]}},
            {"Range": "Range", "Range/anyOf/1": "RangeObject"},
            id="the only object in a union that has the name itself",
        ),
        pytest.param(
            holder({"oneOf": [thing(), thing()]}),
            {f"{UNION}/0": "MessageContentVariant1", f"{UNION}/1": "MessageContentVariant2"},
            id="nothing that tells them apart",
        ),
        pytest.param(
            {
                "Order": {"type": "object", "properties": {"address": thing()}},
                "Customer": {"type": "object", "properties": {"address": thing(required=["some"])}},
            },
            {
                "Order/properties/address": "OrderAddress",
                "Customer/properties/address": "CustomerAddress",
            },
            id="nobody gets what two would have",
        ),
        pytest.param(
            {
                "io.k8s.api.core.v1.Pod": thing(),
                "io.k8s.api.apps.v1.Scale": thing(),
                "io.k8s.api.apps.v2.Scale": thing(),
                "Pet.v1": thing(),
                "Account.Create": thing(),
            },
            {
                "io.k8s.api.core.v1.Pod": "Pod",
                "io.k8s.api.apps.v1.Scale": "V1Scale",
                "io.k8s.api.apps.v2.Scale": "V2Scale",
                "Pet.v1": "PetV1",
                "Account.Create": "AccountCreate",
            },
            id="dotted names",
        ),
        pytest.param(
            {
                "Page": {
                    "type": "object",
                    "properties": {"page": thing(), "pages": {"items": thing()}},
                }
            },
            {"Page": "Page", "Page/properties/page": "PageObject"},
            id="a property of the name of its object",
        ),
        pytest.param(
            {
                "Commit": {
                    "type": "object",
                    "properties": {
                        "commit": {"type": "object", "properties": {"commit": thing()}},
                    },
                }
            },
            {
                "Commit": "Commit",
                "Commit/properties/commit": "CommitCommit",
                "Commit/properties/commit/properties/commit": "CommitCommitCommit",
            },
            id="a property of the name of its object, twice",
        ),
    ],
)
def test_inline_types(tmp_path: Path, schemas: dict[str, Any], expected: dict[str, str]) -> None:
    """A type without a name is called by what the document says of it, nearest first."""
    names = names_of(tmp_path, schemas)
    assert {place: names[place] for place in expected} == expected


def test_names_of_the_last_run_stay(tmp_path: Path) -> None:
    """Names that were made by other rules are kept, and those of new types keep clear of them."""
    schemas = holder({"oneOf": [tagged("type", "text"), tagged("type", "image")]})
    old = {
        NameKey(f"#/components/schemas/{UNION}/0"): "MessageContentVariant1",
        NameKey(f"#/components/schemas/{UNION}/1"): "TextContent",
    }
    names = names_of(tmp_path, schemas, old)
    assert names[f"{UNION}/0"] == "MessageContentVariant1"
    assert names[f"{UNION}/1"] == "TextContent"


def test_media_types_tell_bodies_apart(tmp_path: Path) -> None:
    """Two bodies of one response are called by their media types, not by numbers."""
    content = {
        "application/json": {"schema": thing()},
        "application/vnd.full+json": {"schema": thing(required=["some"])},
    }
    responses = {"200": {"description": "It.", "content": content}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/files": {"get": {"operationId": "look", "responses": responses}}},
    }
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    config = ClientConfig(spec=str(tmp_path / "openapi.json"), output=str(tmp_path))
    api = understand(config, SilentProgress()).api
    names = plan(api, config, PastClient()).names
    found = {names[model_key(type_id)] for type_id in api.types}
    assert found == {"LookResponseJson", "LookResponseFullJson"}


def test_long_names_have_the_resource(tmp_path: Path) -> None:
    """Where the operation makes the name of a property's type too long, its resource says whose property it is."""
    prop = "dependency_graph_submission_options"

    def posting(tag: str, name: str, **shape: Any) -> dict[str, Any]:
        schema = {"type": "object", "properties": {prop: thing(**shape)}}
        return {
            "operationId": name,
            "tags": [tag],
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {"204": {"description": "Done."}},
        }

    long = "create-configuration-for-every-repository-of-the-enterprise"
    paths = {
        "/security": {"post": posting("security", f"security/{long}", required=["some"])},
        "/quality": {"post": posting("quality", f"quality/{long}")},
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    config = ClientConfig(spec=str(tmp_path / "openapi.json"), output=str(tmp_path))
    names = plan(understand(config, SilentProgress()).api, config, PastClient()).symbols.names
    assert sorted(name for type_id, name in names.items() if prop in type_id) == [
        "QualityDependencyGraphSubmissionOptions",
        "SecurityDependencyGraphSubmissionOptions",
    ]


def test_items_of_short_plurals(tmp_path: Path) -> None:
    """The items of `reserved_ips` are each a reserved IP."""
    schemas = holder({"type": "array", "items": thing()}, "reserved_ips")
    assert "ReservedIp" in names_of(tmp_path, schemas).values()


def test_what_many_operations_have_is_called_after_none(tmp_path: Path) -> None:
    """A nameless schema that others refer to has its property's name, though another one is called so."""
    links = thing(required=["some"])
    first = "#/paths/~1keys/get/responses/200/content/application~1json/schema/properties/links"

    def listing(name: str, schema: Any) -> dict[str, Any]:
        body = {"schema": {"type": "object", "properties": {"links": schema, name: TEXT}}}
        responses = {"200": {"description": "It.", "content": {"application/json": body}}}
        return {"get": {"operationId": f"list_{name}", "responses": responses}}

    paths = {
        "/keys": listing("keys", links),
        **{f"/{name}": listing(name, {"$ref": first}) for name in ("tags", "disks", "users")},
        "/odd": listing("odd", thing()),
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    config = ClientConfig(spec=str(tmp_path / "openapi.json"), output=str(tmp_path))
    names = plan(understand(config, SilentProgress()).api, config, PastClient()).symbols.names
    found = sorted(name for type_id, name in names.items() if type_id.endswith("properties/links"))
    assert found == ["Links", "ListOddLinks"]
