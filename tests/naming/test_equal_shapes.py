"""Inline types of one shape are one class."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from specloom.build.pipeline import understand
from specloom.config import ClientConfig
from specloom.ir.api import Api
from specloom.ir.name_keys import NameKey, model_key
from specloom.python.client.client_plan import ClientPlan
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan
from specloom.python.renames import aliases_of
from specloom.python.shapes import with_one_class_per_shape
from specloom.run.progress import SilentProgress

TEXT: dict[str, Any] = {"type": "string"}
LIMITS = {
    "X-RateLimit-Limit": {"schema": {"type": "integer"}},
    "X-RateLimit-Remaining": {"schema": {"type": "integer"}},
}


def thing(**properties: Any) -> dict[str, Any]:
    """Return an object."""
    return {"type": "object", "properties": properties}


def schemas(**named: Any) -> dict[str, Any]:
    """Return a document without operations."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": named},
    }


def operations(**responses: Any) -> dict[str, Any]:
    """Return a document with one operation for each name, and its responses."""
    paths = {
        f"/{name}": {"get": {"operationId": name, "responses": r}} for name, r in responses.items()
    }
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a response with a JSON body."""
    return {"description": "It.", "content": {"application/json": {"schema": schema}}}


def client_of(
    folder: Path,
    document: dict[str, Any],
    past: PastClient | None = None,
    names: Mapping[str, str] | None = None,
    **settings: Any,
) -> ClientPlan:
    """Return the plan of a client."""
    (folder / "openapi.json").write_text(json.dumps(document))
    config = ClientConfig(
        spec=str(folder / "openapi.json"), output=str(folder), names=dict(names or {}), **settings
    )
    past = past or PastClient()
    api = understand(config, SilentProgress()).api
    return plan(with_one_class_per_shape(api, config, past), config, past)


def classes(client: ClientPlan) -> list[str]:
    """Return the names of the types."""
    return sorted(client.symbols.names.values())


def then(client: ClientPlan, api: Api | None = None) -> PastClient:
    """Return what the last run left of a client."""
    return PastClient(api=api or client.api, names=client.names.recorded)


def test_header_fields_of_all_operations(tmp_path: Path) -> None:
    """The same header fields everywhere are one class, called by what they hold."""
    response = {"description": "It.", "headers": LIMITS}
    document = operations(
        one={"200": response}, two={"200": response, "404": {**response, "description": "No."}}
    )
    assert classes(client_of(tmp_path, document)) == ["RateLimitHeaders"]


def test_errors_of_several_operations(tmp_path: Path) -> None:
    """An inline error of several operations and statuses is named after none of them."""
    wrong = answer(thing(message=TEXT, id=TEXT))
    document = operations(one={"401": wrong, "500": wrong}, two={"default": wrong})
    assert classes(client_of(tmp_path, document)) == ["ErrorResponse"]


def test_what_a_shared_response_holds(tmp_path: Path) -> None:
    """A body of several operations is named by the property that it is about; links and counts do not count."""
    found = answer(thing(action={"type": "integer"}, links=thing(next=TEXT)))
    document = operations(one={"200": found}, two={"200": found})
    assert classes(client_of(tmp_path, document)) == ["ActionResponse", "Links"]


def test_shapes_in_a_circle(tmp_path: Path) -> None:
    """Shapes that lead back to themselves are compared by structure."""
    document = schemas(
        **{
            name: thing(
                node=thing(
                    value=TEXT, next={"$ref": f"#/components/schemas/{name}/properties/node"}
                )
            )
            for name in ("A", "B")
        }
    )
    assert classes(client_of(tmp_path, document)) == ["A", "B", "Node"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(thing(street={"type": "integer"}), id="another type"),
        pytest.param({**thing(street=TEXT), "required": ["street"]}, id="required"),
        pytest.param(
            thing(street={**TEXT, "description": "With number."}), id="described otherwise"
        ),
        pytest.param({**thing(street=TEXT), "title": "Place"}, id="another title"),
        pytest.param(thing(street=TEXT, town=TEXT), id="one more property"),
        pytest.param(thing(street={**TEXT, "readOnly": True}), id="another access"),
    ],
)
def test_what_makes_another_shape(tmp_path: Path, other: dict[str, Any]) -> None:
    """What callers see differently is another class."""
    document = schemas(A=thing(address=thing(street=TEXT)), B=thing(address=other))
    assert len(classes(client_of(tmp_path, document))) == 4


def test_what_is_said_of_a_property_stays_there(tmp_path: Path) -> None:
    """Descriptions of the properties that hold a shape do not make it another one."""
    said = {"description": "Where A lives."}
    document = schemas(
        A=thing(address={**thing(street=TEXT), **said}), B=thing(address=thing(street=TEXT))
    )
    client = client_of(tmp_path, document)
    assert classes(client) == ["A", "Address", "B"]
    texts = {
        field.doc.description.raw
        for declaration in client.api.types.values()
        for field in getattr(declaration, "fields", ())
        if field.doc.description
    }
    assert texts == {"Where A lives."}


def test_component_schemas_stay_apart(tmp_path: Path) -> None:
    """What the document names is a class of that name."""
    document = schemas(A=thing(street=TEXT), B=thing(street=TEXT))
    assert classes(client_of(tmp_path, document)) == ["A", "B"]


def test_alternatives_of_one_shape(tmp_path: Path) -> None:
    """Alternatives that come to the same are one."""
    document = schemas(A=thing(value={"oneOf": [thing(street=TEXT), thing(street=TEXT), TEXT]}))
    client = client_of(tmp_path, document)
    assert len(classes(client)) == 2


ADDRESSES = schemas(A=thing(address=thing(street=TEXT)), B=thing(address=thing(street=TEXT)))
PLACES = [f"#/components/schemas/{name}/properties/address" for name in ("A", "B")]


def test_classes_of_the_last_run_stay(tmp_path: Path) -> None:
    """Types that had classes of their own keep them; new ones of the shape join."""
    old = PastClient(names={NameKey(PLACES[0]): "AddressOfA", NameKey(PLACES[1]): "AddressOfB"})
    assert classes(client_of(tmp_path, ADDRESSES, old)) == ["A", "AddressOfA", "AddressOfB", "B"]
    more = {**ADDRESSES["components"]["schemas"], "C": thing(address=thing(street=TEXT))}
    assert classes(client_of(tmp_path, schemas(**more), old)) == [
        "A",
        "AddressOfA",
        "AddressOfB",
        "B",
        "C",
    ]


def test_the_name_stays_when_its_place_goes(tmp_path: Path) -> None:
    """A class is called the same when another place of its shape stands for it."""
    document = schemas(**{name: thing(address=thing(street=TEXT)) for name in ("B", "C")})
    first = client_of(tmp_path, document)
    assert classes(first) == ["Address", "B", "C"]
    renamed = PastClient(
        api=first.api,
        names={
            key: "Place" if name == "Address" else name
            for key, name in first.names.recorded.items()
        },
    )
    less = schemas(C=document["components"]["schemas"]["C"])
    assert classes(client_of(tmp_path, less, renamed)) == ["C", "Place"]
    more = schemas(A=thing(address=thing(street=TEXT)), **document["components"]["schemas"])
    second = client_of(tmp_path, more, renamed)
    assert classes(second) == ["A", "B", "C", "Place"]
    assert {model_key(i) for i, name in second.symbols.names.items() if name == "Place"} == {
        model_key(i) for i, name in first.symbols.names.items() if name == "Address"
    }


def test_new_names_on_request(tmp_path: Path) -> None:
    """Who gives up the old names gets one class, and both old names work on where that is configured."""
    names = {NameKey(PLACES[0]): "AddressOfA", NameKey(PLACES[1]): "AddressOfB"}
    old = PastClient(names=names, version="1.0.0", renaming=True)
    client = client_of(tmp_path, ADDRESSES, old, rename_aliases=True)
    assert classes(client) == ["A", "Address", "B"]
    live = aliases_of(client, old, "1.1.0").live
    assert {(alias.old, alias.new) for alias in live} == {
        ("models.AddressOfA", "models.Address"),
        ("models.AddressOfB", "models.Address"),
    }


def test_a_configured_name_makes_a_class_of_its_own(tmp_path: Path) -> None:
    """Who wants another name for one place gets another class."""
    client = client_of(tmp_path, ADDRESSES, names={PLACES[1]: "Home"})
    assert classes(client) == ["A", "Address", "B", "Home"]


def test_other_constants_are_another_shape(tmp_path: Path) -> None:
    """One of three differs in a constant alone: no other enumeration has its value, and several have the others'."""
    made = operations(
        **{
            name: {"200": answer(thing(action={"type": "string", "enum": [value]}, name=TEXT))}
            for name, value in {"a": "created", "b": "closed", "c": "created"}.items()
        }
    )
    assert len(classes(client_of(tmp_path, made))) == 2


def test_a_response_of_several_operations_is_called_after_what_it_holds(tmp_path: Path) -> None:
    """Not after one of them; where it holds no component, or two, or lists, nothing better is known."""
    pet, owner = ({"$ref": f"#/components/schemas/{name}"} for name in ("Pet", "Owner"))
    document = operations(
        **{
            name: {"200": answer(thing(ok={"type": "boolean"}, result=schema))}
            for name, schema in {
                "send": {"anyOf": [pet, {"type": "null"}]},
                "forward": {"anyOf": [pet, {"type": "null"}]},
                "list": {"type": "array", "items": pet},
                "sort": {"type": "array", "items": pet},
                "stop": TEXT,
                "start": TEXT,
                "sell": thing(pet=pet, owner=owner),
                "alone": owner,
            }.items()
        }
    )
    document["components"] = {"schemas": {"Pet": thing(name=TEXT), "Owner": thing(id=TEXT)}}
    assert set(classes(client_of(tmp_path, document))) >= {
        "PetResponse",
        "ListResponse",
        "StartResponse",
        "SellResponse",
        "AloneResponse",
    }
