"""operationIds of frameworks are undone where the document as a whole follows the pattern."""

from __future__ import annotations

import pytest
from specloom.ir.api import Hole, Operation, Template
from specloom.ir.types import Text
from specloom.json_pointer import escape
from specloom.python.naming.operation_ids import undone_ids


def operation_of(route: str, operation_id: str) -> Operation:
    """Return an operation that has a name and a place, and nothing else."""
    method, path = route.split(" ")
    pieces = path.replace("}", "{").split("{")
    parts = [Hole(Text(each)) if i % 2 else Text(each) for i, each in enumerate(pieces) if each]
    return Operation(
        operation_id=Text(operation_id) if operation_id else None,
        method=method,
        path=Template(tuple(parts)),
        tags=(),
        parameters=(),
        body=None,
        responses=(),
        security=(),
        at=f"#/paths/{escape(path)}/{method.lower()}",
    )


def undone(**ids: str) -> dict[str, str]:
    """Return what was undone, by operationId; `ids` are routes by operationIds."""
    operations = [operation_of(route, operation_id) for operation_id, route in ids.items()]
    found = undone_ids(operations)
    return {
        op.operation_id.raw: found[op.at].text
        for op in operations
        if op.operation_id and op.at in found
    }


FASTAPI = {
    "read_items_items__get": "GET /items/",
    "read_item_items__item_id__get": "GET /items/{item_id}",
}


def test_a_stray_operation_does_not_hide_the_pattern() -> None:
    """It keeps its operationId; the others are undone."""
    assert undone(**FASTAPI, getStray="GET /stray") == {
        "read_items_items__get": "read_items",
        "read_item_items__item_id__get": "read_item",
    }


def test_an_accidental_match_is_no_pattern() -> None:
    """`list_items_get` under GET /items could be FastAPI's, but the others are not."""
    assert undone(list_items_get="GET /items", listUsers="GET /users", addUser="POST /users") == {}
    assert undone(Users_List="GET /users", listPets="GET /pets", addPet="POST /pets") == {}
    assert undone(CatsController_find="GET /cats", listPets="GET /pets") == {}


def test_half_of_the_operations_are_not_the_document() -> None:
    """More than half must fit."""
    assert undone(**FASTAPI, getStray="GET /stray", getOther="GET /other") == {}


def test_one_operation_is_enough_for_a_whole_path() -> None:
    """FastAPI's pattern has the path and the method in it; others need a second witness."""
    assert undone(root__get="GET /") == {"root__get": "root"}
    assert undone(CatsController_findAll="GET /cats") == {}


@pytest.mark.parametrize(
    ("operation_id", "route", "function"),
    [
        ("healthz_healthz_get", "GET /healthz", "healthz"),
        ("get_file_files__path__get", "GET /files/{path}", "get_file"),
        ("a_b_tags__tag_name___patch", "PATCH /tags/{tag-name}/", "a_b"),
        ("größe_größe__get", "GET /größe/", "größe"),
    ],
)
def test_fastapi_is_undone_exactly(operation_id: str, route: str, function: str) -> None:
    """Every sign that is not part of a word is "_", as in `fastapi.utils.generate_unique_id`."""
    assert undone(**{operation_id: route}) == {operation_id: function}


def test_what_people_choose_is_not_made_of_method_and_path() -> None:
    """`getUsers` for GET /users says what a person would say."""
    assert undone(getUsers="GET /users", getPets="GET /pets") == {}
    assert undone(GetUsers="GET /users", GetUsersId="GET /users/{id}") == {
        "GetUsers": "",
        "GetUsersId": "",
    }


def test_numbers_of_spring() -> None:
    """A number goes if the operationId is there without it, and most numbers are of that kind."""
    assert undone(findAll="GET /a", findAll_1="GET /b", findAll_2="GET /c") == {
        "findAll_1": "findAll",
        "findAll_2": "findAll",
    }
    assert undone(report_1="GET /a", report_2="GET /b", other="GET /c") == {}


def test_operations_without_an_operation_id() -> None:
    """They are named after method and path, whatever the others are."""
    operations = [operation_of("GET /users", ""), operation_of("GET /pets", "listPets")]
    assert [at for at, each in undone_ids(operations).items() if not each.text] == [
        "#/paths/~1users/get"
    ]
