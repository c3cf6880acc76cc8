"""Operations and their arguments: what callers have to write otherwise, and what they need not notice."""

from __future__ import annotations

from typing import Any

import pytest


def test_nothing_changes(zoo: Any) -> None:
    """A document is the same as itself, whatever is in it."""
    pet = zoo.obj(("name",), name="string", owner=zoo.ref("Pet"), tags={"enum": ["a", "b"]})
    same = zoo.document(
        zoo.answers(zoo.ref("Pet")), zoo.takes(zoo.ref("Pet")), schemas={"Pet": pet}
    )
    assert zoo.compare(same, same) == []


def test_operations_come_and_go(zoo: Any) -> None:
    """One that is gone breaks its callers; a new one hurts nobody."""
    old = zoo.document({}, {"path": "/old", "operationId": "findOld"})
    new = zoo.document({}, {"path": "/new", "operationId": "findNew"})
    found = zoo.compare(old, new)
    assert found.lines() == [
        "breaking operation-removed client.pets.find_old",
        "safe operation-added client.pets.find_new",
    ]
    assert (found[0].old, found[0].new) == ("#/paths/~1old/get", None)
    assert (found[1].old, found[1].new) == (None, "#/paths/~1new/get")


def test_another_path_is_none_of_the_callers_business(zoo: Any) -> None:
    """An operationId found elsewhere is the same method."""
    found = zoo.compare(zoo.document({"path": "/pets"}), zoo.document({"path": "/v2/pets"}))
    assert found.lines() == ["safe operation-moved client.pets.list"]
    assert "/v2/pets" in found[0].message


def test_another_tag_is_another_name(zoo: Any) -> None:
    """A resource that is renamed as a whole is one change, a method that moves alone another."""
    cats = {"path": "/cats", "operationId": "findCats"}
    old = zoo.document({}, cats)
    both = zoo.compare(old, zoo.document({"tags": ["zoo"]}, {**cats, "tags": ["zoo"]}))
    assert both.lines() == ["breaking resource-renamed client.pets"]
    assert both[0].message == "is called client.zoo now"
    assert both[0].affects == ("client.pets.find_cats", "client.pets.list")
    one = zoo.compare(old, zoo.document({}, {**cats, "tags": ["zoo"]}))
    assert one.lines() == ["breaking operation-renamed client.pets.find_cats"]


def test_deprecation_is_safe(zoo: Any) -> None:
    """Code works as before, but will not for ever."""
    found = zoo.compare(zoo.document({}), zoo.document({"deprecated": True}))
    assert found.lines() == ["safe operation-deprecated client.pets.list"]


def arguments(zoo: Any, old: list[Any], new: list[Any], path: str = "/pets") -> list[str]:
    """Return the changes from parameters to others."""
    documents = (zoo.document({"path": path, "parameters": p}) for p in (old, new))
    lines: list[str] = zoo.compare(*documents).lines()
    return lines


def test_parameters_come_and_go(zoo: Any) -> None:
    """A new parameter breaks callers only if they must give it."""
    limit, sort = zoo.query("pageLimit"), zoo.query("sort", required=True)
    assert arguments(zoo, [limit], []) == [
        "breaking parameter-removed client.pets.list(page_limit)"
    ]
    assert arguments(zoo, [], [limit]) == ["safe parameter-added client.pets.list(page_limit)"]
    assert arguments(zoo, [], [sort]) == ["breaking parameter-added client.pets.list(sort)"]


def test_a_required_parameter_with_one_value_is_not_an_argument_that_callers_must_give(
    zoo: Any,
) -> None:
    """The client sends it by itself, as its signature says."""
    constant = zoo.query("version", {"const": "2"}, required=True)
    assert arguments(zoo, [], [constant]) == ["safe parameter-added client.pets.list(version)"]


def test_parameters_become_required(zoo: Any) -> None:
    """Only one way hurts."""
    optional, required = zoo.query("sort"), zoo.query("sort", required=True)
    line = "parameter-became-required client.pets.list(sort)"
    assert arguments(zoo, [optional], [required]) == [f"breaking {line}"]
    line = "parameter-became-optional client.pets.list(sort)"
    assert arguments(zoo, [required], [optional]) == [f"safe {line}"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"type": "integer"}, {"type": "number"}, "safe parameter-type-changed"),
        ({"type": "number"}, {"type": "integer"}, "breaking parameter-type-changed"),
        ({"type": "string"}, {"type": "integer"}, "breaking parameter-type-changed"),
        ({"type": "string"}, {"type": ["string", "null"]}, "safe parameter-became-nullable"),
        ({"type": ["string", "null"]}, {"type": "string"}, "breaking parameter-no-longer-nullable"),
        ({"type": "string", "enum": ["a"]}, {"type": "string"}, "safe parameter-type-changed"),
        ({"type": "string"}, {"type": "string", "enum": ["a"]}, "breaking parameter-type-changed"),
        ({"enum": ["a", "b"]}, {"enum": ["a", "c", "b"]}, "safe enum-value-added"),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "breaking enum-value-removed"),
        (
            {"maximum": 9, "type": "integer"},
            {"maximum": 5, "type": "integer"},
            "breaking limit-tightened",
        ),
        (
            {"maximum": 5, "type": "integer"},
            {"maximum": 9, "type": "integer"},
            "safe limit-loosened",
        ),
        (
            {"minimum": 5, "type": "integer"},
            {"minimum": 9, "type": "integer"},
            "breaking limit-tightened",
        ),
        ({"type": "string"}, {"maxLength": 9, "type": "string"}, "breaking limit-set"),
        (
            {"pattern": "a", "type": "string"},
            {"pattern": "b", "type": "string"},
            "risky pattern-changed",
        ),
        ({"type": "string"}, {"type": "string", "default": "x"}, "safe parameter-default-changed"),
        (
            {"type": "string", "default": "y"},
            {"type": "string", "default": "x"},
            "risky parameter-default-changed",
        ),
        (
            {"type": "array", "items": {"type": "string"}},
            {"type": "array", "items": {"type": "integer"}},
            "breaking parameter-type-changed",
        ),
        (
            {"type": "array", "items": {"type": "string", "maxLength": 3}},
            {"type": "array", "items": {"type": "string", "maxLength": 2}},
            "breaking limit-tightened",
        ),
    ],
)
def test_types_of_parameters(zoo: Any, old: Any, new: Any, expected: str) -> None:
    """Callers give parameters: the server may take more than before, but not less."""
    found = arguments(zoo, [zoo.query("sort", old)], [zoo.query("sort", new)])
    assert found == [f"{expected} client.pets.list(sort)"]


def test_parameters_move(zoo: Any) -> None:
    """Where a keyword goes is seen on the wire only."""
    header = {**zoo.query("sort"), "in": "header"}
    found = arguments(zoo, [zoo.query("sort")], [header])
    assert found == ["safe parameter-moved client.pets.list(sort)"]
    exploded = zoo.query("sort", {"type": "array", "items": {"type": "string"}})
    joined = {**exploded, "explode": False}
    found = arguments(zoo, [exploded], [joined])
    assert found == ["safe parameter-serialization-changed client.pets.list(sort)"]


def test_path_parameters_have_positions(zoo: Any) -> None:
    """Path parameters can be given by position, so their order counts; and by name, so names do."""

    def at(path: str) -> dict[str, Any]:
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        parameters = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in names
        ]
        content: dict[str, Any] = zoo.document({"path": path, "parameters": parameters})
        return content

    turned = zoo.compare(at("/{house}/{cage}"), at("/{cage}/{house}"))
    assert "breaking parameter-order-changed client.pets.list" in turned.lines()
    renamed = zoo.compare(at("/{house}/{cage}"), at("/{house}/{box}"))
    assert renamed.lines() == ["breaking parameter-renamed client.pets.list(cage)"]
    spelled = zoo.compare(at("/{houseId}"), at("/{house_id}"))
    assert spelled == []


def test_members_of_a_body_are_arguments(zoo: Any) -> None:
    """A body of one operation is seen by callers as keyword arguments, and reported as such."""
    old = zoo.document(zoo.takes(zoo.obj(("name",), name="string", age="integer")))
    new = zoo.document(zoo.takes(zoo.obj(("name", "kind"), name="integer", kind="string")))
    assert zoo.compare(old, new).lines() == [
        "breaking parameter-removed client.pets.add(age)",
        "breaking parameter-added client.pets.add(kind)",
        "breaking parameter-type-changed client.pets.add(name)",
    ]


def test_a_parameter_that_goes_into_the_body(zoo: Any) -> None:
    """The keyword is the same."""
    old = zoo.document({**zoo.takes(zoo.obj(name="string")), "parameters": [zoo.query("age")]})
    new = zoo.document(zoo.takes(zoo.obj(name="string", age="string")))
    assert zoo.compare(old, new).lines() == ["safe parameter-moved client.pets.add(age)"]


def test_a_body_that_takes_no_other_members(zoo: Any) -> None:
    """Its members are arguments all the same: that it comes to take others changes nothing for callers."""
    old = {**zoo.obj(name="string"), "additionalProperties": False}
    found = zoo.compare(
        zoo.document(zoo.takes(old)), zoo.document(zoo.takes(zoo.obj(("age",), age="string")))
    )
    assert found.lines() == [
        "breaking parameter-added client.pets.add(age)",
        "breaking parameter-removed client.pets.add(name)",
    ]


def test_a_range_of_media_types_comes_beside_others(zoo: Any) -> None:
    """It cannot be sent, and adds no type to what is listed."""
    pets, ranges = (zoo.document(zoo.takes(zoo.obj(name="string"))) for _ in range(2))
    content = ranges["paths"]["/pets"]["post"]["requestBody"]["content"]
    content["application/*+json"] = {"schema": {}}
    assert zoo.compare(pets, ranges).lines() == []


def test_a_body_of_another_media_type(zoo: Any) -> None:
    """Each media type has a type of its own."""
    documents = [zoo.document(zoo.takes({"type": "string"})) for _ in range(2)]
    for document, kind in zip(documents, ("integer", "boolean"), strict=True):
        content = document["paths"]["/pets"]["post"]["requestBody"]["content"]
        content["application/vnd.pets+json"] = {"schema": {"type": kind}}
    assert zoo.compare(*documents).lines() == [
        "breaking parameter-type-changed client.pets.add(body)"
    ]


def test_a_body_that_is_no_object(zoo: Any) -> None:
    """It is one argument; becoming one is a break for those who gave members."""
    text, number = {"type": "string"}, {"type": "integer"}
    found = zoo.compare(zoo.document(zoo.takes(text)), zoo.document(zoo.takes(number)))
    assert found.lines() == ["breaking parameter-type-changed client.pets.add(body)"]
    found = zoo.compare(
        zoo.document(zoo.takes(zoo.obj(name="string"))), zoo.document(zoo.takes(text))
    )
    assert "breaking body-form-changed client.pets.add" in found.lines()
    found = zoo.compare(
        zoo.document(zoo.takes(text)), zoo.document(zoo.takes(text, required=False))
    )
    assert found.lines() == ["safe parameter-became-optional client.pets.add(body)"]


def test_media_types_of_bodies(zoo: Any) -> None:
    """A caller who chose a media type cannot any more; another one for the only one is not seen."""

    def sends(*names: str) -> dict[str, Any]:
        content = {name: {"schema": {"type": "string"}} for name in names}
        operation = {"method": "post", "requestBody": {"required": True, "content": content}}
        made: dict[str, Any] = zoo.document(operation)
        return made

    both = sends("text/plain", "application/json")
    assert zoo.compare(both, sends("application/json")).lines() == [
        "breaking request-media-type-removed client.pets.list"
    ]
    assert zoo.compare(sends("application/json"), both).lines() == [
        "safe request-media-type-added client.pets.list"
    ]
    assert zoo.compare(sends("text/plain"), sends("text/markdown")).lines() == [
        "safe request-media-type-changed client.pets.list"
    ]


def test_xml_comes_beside_a_body_of_members(zoo: Any) -> None:
    """The members are arguments still."""
    pets, more = (zoo.document(zoo.takes(zoo.obj(name="string"))) for _ in range(2))
    content = more["paths"]["/pets"]["post"]["requestBody"]["content"]
    content["application/xml"] = {}
    assert zoo.compare(pets, more).lines() == ["safe request-media-type-added client.pets.add"]
    assert zoo.compare(more, pets).lines() == [
        "breaking request-media-type-removed client.pets.add"
    ]


def test_what_operations_share_is_said_once(zoo: Any) -> None:
    """A parameter of many operations is one change, which names them."""

    def shared(schema: dict[str, Any]) -> dict[str, Any]:
        parameter = {"$ref": "#/components/parameters/size"}
        operations = [
            {"path": f"/{n}", "operationId": f"find{n}", "parameters": [parameter]} for n in "abc"
        ]
        components = {"parameters": {"size": zoo.query("size", schema)}}
        made: dict[str, Any] = zoo.document(*operations, components=components)
        return made

    found = zoo.compare(shared({"type": "string"}), shared({"type": "integer"}))
    assert found.lines() == ["breaking parameter-type-changed client.pets.*(size)"]
    assert found[0].affects == ("client.pets.finda", "client.pets.findb", "client.pets.findc")
    assert found[0].old == found[0].new == "#/components/parameters/size"


def test_pages_and_tokens(zoo: Any) -> None:
    """Pagination changes what a method returns; a lost token makes repeating less safe."""
    answer = zoo.answers(
        zoo.obj(token="string", pets={"type": "array", "items": {"type": "string"}})
    )
    plain = {**answer, "parameters": [zoo.query("token")]}
    paged = {
        **plain,
        "x-specloom-pagination": {
            "token-parameter": "token",
            "next-token": "token",
            "items": "pets",
        },
    }
    gained = zoo.compare(zoo.document(plain), zoo.document(paged))
    assert gained.lines() == ["breaking pagination-added client.pets.list"]
    lost = zoo.compare(zoo.document(paged), zoo.document(plain))
    assert lost.lines() == [
        "breaking pagination-removed client.pets.list",
        "breaking error-class-removed errors.PaginationError",
    ]
    by_link = {**plain, "x-specloom-pagination": {"kind": "link", "items": "pets"}}
    other = zoo.compare(zoo.document(paged), zoo.document(by_link))
    assert other.lines() == ["safe pagination-changed client.pets.list"]


def test_a_body_that_may_be_null(zoo: Any) -> None:
    """Its properties stay arguments; what changes is whether None can be given instead of them."""
    plain = zoo.document(zoo.takes(zoo.obj(name="string")))
    null = zoo.document(zoo.takes({"anyOf": [zoo.obj(name="string"), {"type": "null"}]}))
    assert zoo.compare(plain, null).lines() == [
        "safe parameter-became-nullable client.pets.add(body)"
    ]
    assert zoo.compare(null, plain).lines() == [
        "breaking parameter-no-longer-nullable client.pets.add(body)"
    ]


def test_a_body_that_had_no_properties(zoo: Any) -> None:
    """Of a GET, it was no argument; its properties are new ones."""
    empty = {"content": {"application/json": {"schema": {"type": "object"}}}}
    named = {"content": {"application/json": {"schema": zoo.obj(name="string")}}}
    old, new = zoo.document({"requestBody": empty}), zoo.document({"requestBody": named})
    assert zoo.compare(old, old) == []
    assert zoo.compare(old, new).lines() == ["safe parameter-added client.pets.list(name)"]
    assert zoo.compare(new, old).lines() == ["breaking parameter-removed client.pets.list(name)"]
