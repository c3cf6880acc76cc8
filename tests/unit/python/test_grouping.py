"""The resource of each operation: by tag, by path or none, and as in the last run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from specloom.config import ClientConfig
from specloom.ir.api import Api, Hole, Operation, Template
from specloom.ir.name_keys import path_key, tag_key
from specloom.ir.types import Text
from specloom.json_pointer import escape
from specloom.python.client.client_plan import ClientPlan
from specloom.python.naming.name_registry import PastClient
from specloom.python.naming.routes import segments_of, shared_prefix, without_prefix
from specloom.python.plan import plan
from specloom.python.renames import aliases_of

CONFIG = ClientConfig(spec="unused", output="unused", formatter="none")
Row = tuple[str, ...]
"""Method and path, operationId, and the tag if there is one."""


def operation_of(route: str, operation_id: str = "", tag: str = "") -> Operation:
    """Return an operation that has a name and a place, and nothing else."""
    method, path = route.split(" ")
    pieces = path.replace("}", "{").split("{")
    parts = [Hole(Text(each)) if i % 2 else Text(each) for i, each in enumerate(pieces) if each]
    return Operation(
        operation_id=Text(operation_id) if operation_id else None,
        method=method,
        path=Template(tuple(parts)),
        tags=(Text(tag),) if tag else (),
        parameters=(),
        body=None,
        responses=(),
        security=(),
        at=f"#/paths/{escape(path)}/{method.lower()}",
    )


def api_of(*rows: Row) -> Api:
    """Return an API of operations."""
    return Api(
        title=Text("Zoo"), version=Text("1"), operations=tuple(operation_of(*row) for row in rows)
    )


def planned(
    rows: Sequence[Row],
    names: Mapping[Any, str] | None = None,
    past: Sequence[Row] | None = None,
    **settings: Any,
) -> ClientPlan:
    """Return the plan of a client; `names` and `past` are of the last run."""
    before = PastClient(api=api_of(*past) if past else None, names=names or {})
    return plan(api_of(*rows), replace(CONFIG, **settings), before)


def called(client: ClientPlan) -> list[str]:
    """Return what callers write for the operations of a client."""
    return sorted(
        f"{resource.module}.{each.method}" if resource.tag else each.method
        for resource in client.resources
        for each in resource.operations
    )


UNTAGGED: list[Row] = [
    ("GET /v1/users", "listUsers"),
    ("GET /v1/users/{id}", "getUser"),
    ("GET /v1/orders", "listOrders"),
]
TAGGED: list[Row] = [
    ("GET /users", "listUsers", "users"),
    ("GET /orders", "listOrders", "orders"),
]
LOCKED = {"package": "zoo", "client": "Zoo", "#/paths/~1v1~1users/get": "list_users"}
"""A lock of the time when there was no `group_by`."""


# --- by what


def test_without_tags_the_path_decides() -> None:
    """The choice is recorded."""
    client = planned(UNTAGGED)
    assert called(client) == ["orders.list", "users.get", "users.list"]
    assert client.names.recorded["group_by"] == "path"  # type: ignore[index]


def test_with_tags_these_decide() -> None:
    """The choice is recorded."""
    client = planned(TAGGED)
    assert called(client) == ["orders.list", "users.list"]
    assert client.names.recorded["group_by"] == "tag"  # type: ignore[index]


SPELLED: list[Row] = [
    ("GET /cats", "listCats", "Pet Shops"),
    ("GET /dogs", "listDogs", "Pet Shops"),
    ("GET /birds", "listBirds", "pet-shops"),
]


def test_tags_that_differ_in_spelling_are_one_resource() -> None:
    """It is that of the tag that most operations have, and later that of the last run."""
    first = planned(SPELLED)
    assert called(first) == ["pet_shops.list_birds", "pet_shops.list_cats", "pet_shops.list_dogs"]
    names = first.names.recorded
    assert tag_key(Text("pet-shops")) not in names
    later = [(*SPELLED[0][:2], "pet-shops"), *SPELLED[1:]]  # most have the other one now
    second = planned(later, names, SPELLED)
    assert (called(second), second.names.recorded) == (called(first), names)


def test_tags_that_had_a_resource_each_keep_it() -> None:
    """As the lock of an earlier version has it."""
    lock = {"group_by": "tag", "package": "zoo", "client": "Zoo"}
    keys = {tag_key(Text("Pet Shops")): "pet_shops", tag_key(Text("pet-shops")): "pet_shops_2"}
    assert called(planned(SPELLED, {**lock, **keys})) == [
        "pet_shops.list_cats",
        "pet_shops.list_dogs",
        "pet_shops_2.list_birds",
    ]


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        ("tag", ["people.list_users", "users.get"]),
        ("path", ["users.get", "users.list"]),
        ("none", ["get_user", "list_users"]),
    ],
)
def test_the_configuration_decides(group_by: str, expected: list[str]) -> None:
    """Whatever the document has."""
    rows: list[Row] = [
        ("GET /users", "listUsers", "people"),
        ("GET /users/{id}", "getUser"),
    ]
    assert called(planned(rows, group_by=group_by)) == expected


@pytest.mark.parametrize("way", ["tag", "path", "none"])
def test_a_recorded_choice_stays(way: str) -> None:
    """A document that gains or loses its tags moves nothing, with its API known or not."""
    first = planned(UNTAGGED, group_by=way)
    rows: list[Row] = [*UNTAGGED, ("GET /v1/pets", "listPets", "animals")]
    for past in (UNTAGGED, None):
        second = planned(rows, first.names.recorded, past)
        assert set(called(first)) <= set(called(second))
        assert second.names.recorded["group_by"] == way  # type: ignore[index]
        third = planned(rows, second.names.recorded, rows)
        assert called(third) == called(second)
        assert third.names.recorded == second.names.recorded


def test_a_document_that_gains_tags() -> None:
    """Its operations stay where they are."""
    first = planned(UNTAGGED)
    tagged: list[Row] = [(*row, "everything") for row in UNTAGGED]
    second = planned([*tagged, ("GET /v1/pets", "listPets", "everything")], first.names.recorded)
    assert called(second) == [*called(first)[:1], "pets.list", *called(first)[1:]]


# --- old locks


@pytest.mark.parametrize("past", [UNTAGGED[:1], None])
def test_an_old_lock_keeps_operations_on_the_client(past: Sequence[Row] | None) -> None:
    """New ones join them."""
    client = planned(UNTAGGED, LOCKED, past)
    assert called(client) == ["get_user", "list_orders", "list_users"]
    assert "group_by" not in client.names.recorded
    assert called(planned(UNTAGGED, client.names.recorded, UNTAGGED)) == called(client)


def test_an_old_lock_keeps_names_of_methods() -> None:
    """What the rules of today would call otherwise is called as it was."""
    rows: list[Row] = [
        ("DELETE /roles/{id}", "delete-project-role", "Roles"),
        ("GET /items", "read_items_items_get", "items"),
        ("GET /items/{id}", "read_item_items__id__get", "items"),
    ]
    names = {
        "package": "zoo",
        "tag/Roles": "roles",
        "tag/items": "items",
        "#/paths/~1roles~1{id}/delete": "delete_project",
        "#/paths/~1items/get": "read_items_get",
    }
    assert called(planned(rows, names)) == [
        "items.read_item",
        "items.read_items_get",
        "roles.delete_project",
    ]


@pytest.mark.parametrize("knows_api", [True, False])
def test_resources_of_paths_keep_their_names(knows_api: bool) -> None:
    """Earlier versions wrote segments in small letters, and took what follows "#" for one."""
    rows: list[Row] = [
        ("GET /otaUpdates", "ListOTAUpdates"),
        ("GET /otaUpdates/{id}", "GetOTAUpdate"),
        ("POST /importLens", "ImportLens"),
        ("POST /#X-Amz-Target=Models.Create", "CreateModel"),
        ("GET /PPE", "getPpe"),
    ]
    names = {
        "package": "zoo",
        "client": "Zoo",
        "group_by": "path",
        path_key("otaupdates"): "otaupdates",
        path_key("importlens"): "importlens",
        path_key("#x-amz-target=models.create"): "x_amz_target_models_create",
        path_key("ppe"): "ppe",
        "#/paths/~1otaUpdates/get": "list_ota_updates",
        "#/paths/~1importLens/post": "import_lens",
        "#/paths/~1#X-Amz-Target=Models.Create/post": "create_model",
    }
    client = planned(rows, names, rows if knows_api else None)
    assert set(called(client)) >= {
        "otaupdates.list_ota_updates",
        "importlens.import_lens",
        "x_amz_target_models_create.create_model",
    }
    again = planned(rows, client.names.recorded, rows if knows_api else None)
    assert called(again) == called(client)
    classes = {resource.module: resource.class_name for resource in client.resources}
    assert classes["ppe"] == "Ppe"
    assert {r.module: r.class_name for r in again.resources} == classes


def test_another_way_gives_new_names() -> None:
    """`get_user` of the client is `users.get` then; what stays where it is keeps its name."""
    first = planned(UNTAGGED, LOCKED, UNTAGGED)
    second = planned(UNTAGGED, first.names.recorded, UNTAGGED, group_by="path")
    assert called(second) == ["orders.list", "users.get", "users.list"]
    rows: list[Row] = [*TAGGED, ("GET /users/{id}", "readUserNow")]
    names = {"package": "zoo", "#/paths/~1users/get": "all_of_them", "tag/users": "users"}
    third = planned(rows, names, group_by="tag")
    assert called(third) == ["orders.list", "users.all_of_them", "users.read_now"]


def test_old_names_work_on_after_another_way() -> None:
    """With `rename_aliases`, methods of the client lead to the resources for a while."""
    names = {**LOCKED, "#/paths/~1v1~1users~1{id}/get": "get_user"}
    before = PastClient(api=api_of(*UNTAGGED), names=names, version="1.0.0")
    config = replace(CONFIG, group_by="path", rename_aliases=True)
    aliases = aliases_of(plan(api_of(*UNTAGGED), config, before), before, "1.1.0")
    assert {alias.old: alias.new for alias in aliases.live} == {
        "client.list_users": "client.users.list",
        "client.get_user": "client.users.get",
    }


def test_renaming_decides_anew() -> None:
    """`generate --rename` groups as for a new client."""
    before = PastClient(api=api_of(*UNTAGGED), names=LOCKED, renaming=True)
    assert called(plan(api_of(*UNTAGGED), CONFIG, before)) == [
        "orders.list",
        "users.get",
        "users.list",
    ]


# --- documents where some operations have tags


def test_operations_without_a_tag_beside_others() -> None:
    """Their path gives their resource: that of the tag whose operations are there, or one of their own."""
    rows: list[Row] = [
        ("GET /users", "listUsers", "User"),
        ("GET /users/{id}/avatar", "getAvatar"),
        ("GET /orders", "listOrders"),
        ("GET /", "getRoot"),
    ]
    assert called(planned(rows)) == ["get_root", "orders.list", "user.get_avatar", "user.list"]


def test_no_operation_gets_into_a_resource_by_accident() -> None:
    """A tag that is called as a segment, but has nothing there, has other things in mind."""
    rows: list[Row] = [
        ("GET /people", "listPeople", "users"),
        ("GET /users/{id}", "getUser"),
        ("GET /users", "searchUser"),
    ]
    client = planned(rows)
    assert called(client) == ["get_user", "search_user", "users.list_people"]
    assert called(planned(rows, client.names.recorded, rows)) == called(client)


def test_a_new_tag_takes_no_resource() -> None:
    """The resource of a path keeps its name, and the tag takes another one."""
    rows: list[Row] = [*TAGGED, ("GET /pets", "listPets")]
    first = planned(rows)
    more: list[Row] = [*rows, ("GET /animals", "listAnimals", "pets")]
    second = planned(more, first.names.recorded, rows)
    assert called(second) == [
        "orders.list",
        "pets.list",
        "pets_2.list_animals",
        "users.list",
    ]


# --- what gives no resource


def test_an_operation_that_is_called_as_its_path() -> None:
    """`client.export.export()` would say it twice."""
    rows: list[Row] = [*UNTAGGED, ("GET /v1/export", "export")]
    first = planned(rows)
    assert "export" in called(first)
    more: list[Row] = [*rows, ("GET /v1/export/{id}", "exportOne")]
    second = planned(more, first.names.recorded, rows)
    assert {"export", "export_one"} <= set(called(second))
    assert called(planned(more, second.names.recorded)) == called(second)


@pytest.mark.parametrize("segment", ["close", "with_options", "base_url", "class", "1-clicks"])
def test_resources_hide_nothing_of_the_client(segment: str) -> None:
    """What the client has already keeps its name."""
    rows: list[Row] = [(f"GET /{segment}", "listThem"), (f"GET /{segment}/{{id}}", "getThem")]
    (resource,) = planned(rows).resources
    assert resource.module.isidentifier()
    assert resource.module not in ("close", "with_options", "base_url", "class")


# --- paths


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/v1/users/{id}", ["v1", "users", None]),
        ("/v1/{name}:cancel", ["v1", None, "cancel"]),
        ("/users:batchGet", ["users", "batchGet"]),
        ("/users.json", ["users"]),
        ("/docs.{format}", ["docs"]),
        ("/users('{id}')", ["users", None]),
        ("/{a}-{b}/x/", [None, "x"]),
        ("/", []),
        ("/.well-known/x", [".well-known", "x"]),
    ],
)
def test_segments(path: str, segments: list[str | None]) -> None:
    """A parameter is None, whatever is around it."""
    assert segments_of(operation_of(f"GET {path}")) == segments


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/v1/users", "/v1/users/{id}", "/v1/orders"], []),
        (["/store/orders", "/store/orders/{id}", "/store/items"], ["store"]),
        (["/api/store/orders", "/api/store/orders/{id}", "/api/store/v2/items"], ["store"]),
        (
            ["/accounts/{a}/zones", "/accounts/{a}/zones/{b}", "/accounts/{a}/dns"],
            ["accounts", None],
        ),
        (["/accounts", "/accounts/{a}/zones", "/accounts/{a}/zones/{b}"], []),
        (["/pets/search", "/pets/mine"], []),
        (["/pets", "/pets/{id}"], []),
        (["/a/b/c"], []),
        ([], []),
    ],
)
def test_what_all_paths_begin_with(paths: list[str], expected: list[str | None]) -> None:
    """It says nothing about what a path is of, as versions and `api` do."""
    assert shared_prefix([operation_of(f"GET {path}") for path in paths]) == expected


def test_a_prefix_is_recorded() -> None:
    """An operation elsewhere does not rename all the others."""
    rows: list[Row] = [
        ("GET /store/orders", "listOrders"),
        ("GET /store/orders/{id}", "getOrder"),
        ("GET /store/items", "listItems"),
    ]
    first = planned(rows)
    assert called(first) == ["items.list", "orders.get", "orders.list"]
    assert first.names.recorded["path_prefix"] == "store"  # type: ignore[index]
    second = planned([*rows, ("GET /shops", "listShops")], first.names.recorded)
    assert called(second) == ["items.list", "orders.get", "orders.list", "shops.list"]
    assert without_prefix(["store"], ["store"]) == ["store"]


def test_a_tag_called_as_the_api_stays_where_the_last_run_had_it() -> None:
    """A new client groups by path, an existing one keeps its resource and the names of its methods."""
    rows: list[Row] = [
        ("GET /pets", "listPets", "Zoo"),
        ("GET /cages/{id}", "getCage", "Zoo"),
        ("POST /tickets", "post_ticket", "Zoo"),
        ("PUT /tickets/{id}", "put_ticket", "Zoo"),
    ]
    new = ["cages.get", "pets.list", "tickets.create", "tickets.update"]
    assert called(planned(rows)) == new
    old = planned(rows, group_by="tag")
    assert called(old) == ["zoo.get_cage", "zoo.list_pets", "zoo.post_ticket", "zoo.put_ticket"]
    again = planned(rows, names=old.names.recorded, past=rows)
    assert called(again) == called(old)
    assert called(planned(rows, names=planned(rows).names.recorded, past=rows)) == new


ZOO: list[Row] = [
    ("GET /pets", "listPets", "Zoo"),
    ("GET /cages/{id}", "getCage", "Zoo"),
    ("POST /tickets", "createTicket", "Zoo"),
]


@pytest.mark.parametrize("tag", ["Zoo", "default"])
@pytest.mark.parametrize(
    ("rows", "added"),
    [
        (ZOO[:2], []),
        (ZOO, [("GET /zoos/{id}", "getZoo", "{tag}"), ("GET /defaults", "listAll", "{tag}")]),
        (ZOO, [("GET /keepers", "listKeepers", "Keepers")]),
    ],
)
def test_a_client_that_paths_group_stays_so(tag: str, rows: list[Row], added: list[Row]) -> None:
    """When the document loses paths, gets one that is called as the tag, or another tag."""
    before: list[Row] = [(route, name, tag) for route, name, _ in ZOO]
    first = planned(before)
    assert called(first) == ["cages.get", "pets.list", "tickets.create"]
    now: list[Row] = [(route, name, tag) for route, name, _ in rows]
    now += [(route, name, other.format(tag=tag)) for route, name, other in added]
    for past in (before, None):
        again = called(planned(now, first.names.recorded, past))
        assert set(called(first)[: len(rows)]) <= set(again)


@pytest.mark.parametrize(
    "rows",
    [
        [("GET /list-zoos", "", "Zoo"), ("GET /get-zoo", "", "Zoo"), ("POST /add-zoo", "", "Zoo")],
        [
            ("GET /all", "listZoos", "Zoo"),
            ("GET /one/{id}", "getZooById", "Zoo"),
            ("POST /new", "createZoo", "Zoo"),
            ("GET /status", "getStatus", "Zoo"),
        ],
    ],
)
def test_a_tag_that_operations_are_about(rows: list[Row]) -> None:
    """It is a resource, though it is called as the API, and paths tell things apart."""
    assert {name.partition(".")[0] for name in called(planned(rows))} == {"zoo"}
