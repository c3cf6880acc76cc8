"""A client of a real FastAPI application: what is sent is what the endpoint gets, and what it returns is what comes back.

The document is the one that the running application serves. FastAPI's own contradictions are left out: it declares
arrays in headers as comma-separated, and reads them repeated; of `Depends` on two schemes it writes "or" and means "and".
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fastapi_app
from fastapi_app import Color, Level
from serving import Case, Service, check_async, check_sync, serve

KEY = UUID("12345678-1234-5678-1234-567812345678")
MOMENT = datetime(2026, 1, 31, 12, 30, 0, 123456, tzinfo=UTC)
CREDENTIALS: dict[str, Any] = {
    "token": "b-1",
    "login": ("ada", "l:o g€"),
    "header_key": "h-1",
    "query_key": "q/1 &",
    "cookie_key": "never sent",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("fastapi")
    with serve(
        fastapi_app.make_app(), fastapi_app.seen, folder, "frames", "/openapi.json"
    ) as running:
        yield running


def is_model(class_name: str, /, **fields: Any) -> Any:
    """Return a check: the result is of the model of this name, with these values."""

    def check(result: Any, package: Any) -> bool:
        assert type(result).__name__ == class_name, result
        return {field: getattr(result, field) for field in fields} == fields

    return check


CASES = [
    # Parameters
    Case(
        operation="read_scalars",
        call=lambda c, p: c.parameters.read_scalars(
            "a/b c%2F?#;=é", -7, 0.1, True, "green", date(2026, 1, 31), KEY
        ),
        seen=None,
        raises=("NotFoundError", "404"),
    ),
    Case(
        operation="read_scalars",
        call=lambda c, p: c.parameters.read_scalars(
            "b c?#;=é+", -7, 0.1, True, "green", date(2026, 1, 31), KEY
        ),
        seen={
            "text": "b c?#;=é+",
            "number": -7,
            "ratio": 0.1,
            "flag": True,
            "color": Color.GREEN,
            "day": date(2026, 1, 31),
            "key": KEY,
        },
        returns={"ratio": 0.1},
    ),
    Case(
        operation="read_path",
        call=lambda c, p: c.parameters.read_path("a..b/.c/ü"),
        seen={"name": "a..b/.c/ü"},
        returns="a..b/.c/ü",
    ),
    Case(
        operation="read_path",
        call=lambda c, p: c.parameters.read_path("a/../b"),
        seen=None,
        raises=("ValueError", "name"),
    ),
    Case(
        operation="read_number",
        call=lambda c, p: c.parameters.read_number(5),
        seen={"sent": "5"},
        returns=5.0,
    ),
    Case(
        operation="read_query",
        call=lambda c, p: c.parameters.read_query(
            needed="ä&=+",
            count=3,
            tags=["a", "b,c"],
            levels={1},
            at=MOMENT,
            since=date(2026, 2, 1),
            length=timedelta(hours=26),
            price=Decimal("1.10"),
            the_alias="x",
            flag=False,
        ),
        seen={
            "needed": "ä&=+",
            "count": 3,
            "tags": ["a", "b,c"],
            "levels": {Level.LOW},
            "at": MOMENT,
            "since": date(2026, 2, 1),
            "length": timedelta(hours=26),
            "price": Decimal("1.10"),
            "aliased": "x",
            "flag": False,
        },
    ),
    Case(
        operation="read_query",
        call=lambda c, p: c.parameters.read_query(needed="", tags=None, flag=None),
        seen={"needed": "", "count": 10},
    ),
    Case(
        operation="read_query",
        call=lambda c, p: c.parameters.read_query(
            needed="x", options=p.RequestOptions(query={"count": 4, "tags": ["a", "b"]})
        ),
        seen={"needed": "x", "count": 4, "tags": ["a", "b"]},
    ),
    Case(
        operation="read_query_model",
        call=lambda c, p: c.parameters.read_query_model(order_by="updated_at", tags=deque("ab")),
        seen={"limit": 100, "order_by": "updated_at", "tags": ["a", "b"]},
    ),
    Case(
        operation="read_headers",
        call=lambda c, p: c.parameters.read_headers(x_plain="a, b", x_number=0, strange_header="s"),
        seen={"x_plain": "a, b", "x_number": 0, "strange_header": "s"},
    ),
    Case(
        operation="read_headers",
        call=lambda c, p: c.parameters.read_headers(x_plain="a\r\nx-number: 1"),
        seen=None,
        raises=("ValueError", "x-plain"),
    ),
    Case(
        operation="read_header_model",
        call=lambda c, p: c.parameters.read_header_model(save_data=True),
        seen={"save_data": True, "if_modified": None},
    ),
    Case(
        operation="read_cookies",
        call=lambda c, p: c.parameters.read_cookies(session="s%3Aa+b/c==", tracker=1),
        seen={"session": "s%3Aa+b/c==", "tracker": 1},
    ),
    Case(
        operation="read_cookies",
        call=lambda c, p: c.parameters.read_cookies(session="a; tracker=2"),
        seen=None,
        raises=("ValueError", "session"),
    ),
    # Bodies
    Case(
        operation="create_item",
        call=lambda c, p: c.bodies.create_item(
            id=12345678901234567890,
            name="n",
            price=Decimal("12345678901234567890.10"),
            ratio=2,
            color="green",
            level=2,
            created=MOMENT,
            day=date(2026, 1, 31),
            clock=time(12, 30),
            length=timedelta(days=1, seconds=1.5),
            key=KEY,
            raw="text",
            tags={"a"},
            parts=[{"name": "p"}, p.models.Part(name="q", weight=5)],
            by_name={"p": {"name": "p", "weight": None}},
            pair=(1, "x"),
            anything={"deep": [1, None, {"x": 2.5}]},
            the_alias="z",
        ),
        seen={
            "item": {
                "id": 12345678901234567890,
                "name": "n",
                "price": Decimal("12345678901234567890.10"),
                "ratio": 2.0,
                "color": Color.GREEN,
                "level": Level.HIGH,
                "created": MOMENT,
                "day": date(2026, 1, 31),
                "clock": time(12, 30),
                "length": timedelta(days=1, seconds=1.5),
                "key": KEY,
                "raw": b"text",
                "tags": {"a"},
                "parts": [{"name": "p"}, {"name": "q", "weight": 5.0}],
                "by_name": {"p": {"name": "p", "weight": None}},
                "pair": (1, "x"),
                "anything": {"deep": [1, None, {"x": 2.5}]},
                "aliased": "z",
            }
        },
        returns=is_model("ItemOutput", id=12345678901234567890, raw="text", created=MOMENT),
    ),
    Case(
        operation="update_part",
        call=lambda c, p: c.bodies.update_part(7, body={"a": None, "b": [1, 2.5, "é"]}),
        seen={"id": 7, "part": {"a": None, "b": [1, 2.5, "é"]}},
        returns={"a": None, "b": [1, 2.5, "é"]},
    ),
    Case(
        operation="patch_changes",
        call=lambda c, p: c.bodies.patch_changes(name=None),
        seen={"name": None},
        returns=is_model("Changes", name=None, weight=None),
    ),
    Case(
        operation="patch_changes",
        call=lambda c, p: c.bodies.patch_changes(weight=1.5),
        seen={"weight": 1.5},
        returns=is_model("Changes", name=None, weight=1.5),
    ),
    Case(
        operation="put_several",
        call=lambda c, p: c.bodies.put_several(
            part={"name": "a"}, other=p.models.Part(name="b"), count=2, q="ü"
        ),
        seen={"part": "a", "other": "b", "count": 2, "q": "ü"},
    ),
    Case(
        operation="post_list",
        call=lambda c, p: c.bodies.post_list(body=({"name": n} for n in ())),
        seen=None,
        raises=("TypeError", "generator"),
    ),
    Case(
        operation="post_list",
        call=lambda c, p: c.bodies.post_list(body=deque([{"name": "a"}, {"name": "b"}])),
        seen={"names": ["a", "b"]},
        returns=lambda result, p: [part.name for part in result] == ["a", "b"],
    ),
    Case(
        operation="post_number",
        call=lambda c, p: c.bodies.post_number(body=150.0),
        seen={"number": 150.0},
        returns=150.0,
    ),
    Case(
        operation="post_pet",
        call=lambda c, p: c.bodies.post_pet(body=p.models.Dog(tricks=["sit"])),
        seen={"type": "Dog", "kind": "dog", "tricks": ["sit"]},
        returns=is_model("Dog", kind="dog", tricks=["sit"]),
    ),
    Case(
        operation="post_pet",
        call=lambda c, p: c.bodies.post_pet(body={"kind": "parrot", "speed": 3}),
        seen={"type": "Bird", "kind": "parrot", "speed": 3.0},
        returns=is_model("Bird", kind="parrot", speed=3.0),
    ),
    Case(
        operation="post_plain_union",
        call=lambda c, p: c.bodies.post_plain_union(value=p.models.Dog()),
        seen={"type": "Dog", "kind": "dog", "tricks": []},
        returns=is_model("Dog", kind="dog", tricks=[]),
    ),
    Case(
        operation="post_event",
        call=lambda c, p: c.bodies.post_event(at=MOMENT, pets=[p.models.Cat()]),
        seen={"fields": ["at", "pets", "type"], "type": "event"},
        returns=is_model("Event", type="event", at=MOMENT),
    ),
    Case(
        operation="post_mixed",
        call=lambda c, p: c.bodies.post_mixed(value="7"),
        seen={"value": "7"},
        returns="7",
    ),
    Case(
        operation="post_mixed",
        call=lambda c, p: c.bodies.post_mixed(value=7),
        seen={"value": 7},
        returns=7,
    ),
    Case(operation="post_mixed", call=lambda c, p: c.bodies.post_mixed(), seen={"value": None}),
    Case(
        operation="post_tree",
        call=lambda c, p: c.bodies.post_tree(
            name="a", children=[{"name": "b", "children": [], "parent": None}]
        ),
        seen={"node": {"name": "a", "children": [{"name": "b", "children": [], "parent": None}]}},
        returns=lambda result, p: result.children[0].name == "b",
    ),
    # Forms and files
    Case(
        operation="submit",
        call=lambda c, p: c.forms.submit(name="a&b=ü", count=None, tags=("x", "y")),
        seen={"name": "a&b=ü", "count": None, "tags": ["x", "y"]},
    ),
    Case(
        operation="submit_fields",
        call=lambda c, p: c.forms.submit_fields(name="n", ratio=2, agreed=True, color="red"),
        seen={"name": "n", "ratio": 2.0, "agreed": True, "color": Color.RED},
    ),
    Case(
        operation="submit_fields",
        call=lambda c, p: c.forms.submit_fields(name="n", color=None),
        seen={"name": "n", "ratio": 0.5, "agreed": False, "color": None},
    ),
    Case(
        operation="post_token",
        call=lambda c, p: c.forms.post_token(username="ada", password="p w", scope="a b"),
        seen={"user": "ada", "password": "p w", "scopes": ["a", "b"]},
        returns={"access_token": "ada", "token_type": "bearer"},
    ),
    Case(
        operation="post_file",
        call=lambda c, p: c.forms.post_file(
            file=p.File(b"\x00\xff", "ü.bin", "image/png"), note=None
        ),
        seen={
            "content": b"\x00\xff",
            "name": "ü.bin",
            "type": "image/png",
            "note": None,
        },
        returns=2,
    ),
    Case(
        operation="post_file",
        call=lambda c, p: c.forms.post_file(file=p.File(b"", "a", "a/b\r\nX: 1")),
        seen=None,
        raises=("ValueError", "content type"),
    ),
    Case(
        operation="post_bytes",
        call=lambda c, p: c.forms.post_bytes(content=b"\x00\xff\r\n--"),
        seen={"content": b"\x00\xff\r\n--"},
        returns=6,
    ),
    Case(
        operation="post_files",
        call=lambda c, p: c.forms.post_files(files=(b"1", p.File(b"2", "two.txt"))),
        seen={"contents": [b"1", b"2"], "main": None},
        returns=["file", "two.txt"],
    ),
    # Responses
    Case(
        operation="get_untyped",
        call=lambda c, p: c.responses.get_untyped(kind="k"),
        seen={"kind": "k"},
        returns={"kind": "k"},
    ),
    Case(
        operation="get_file",
        call=lambda c, p: c.responses.get_file(),
        returns=b"\x00\xff\xfe",
    ),
    Case(
        operation="get_stream",
        call=lambda c, p: c.responses.get_stream(),
        returns=lambda result, p: result in (b'{"n":1}\n{"n":2}\n', '{"n":1}\n{"n":2}\n'),
    ),
    Case(
        operation="get_events",
        call=lambda c, p: c.responses.get_events(),
        returns="data: 1\n\ndata: 2\n\n",
    ),
    Case(operation="get_text", call=lambda c, p: c.responses.get_text(), returns="grüße"),
    Case(operation="get_page", call=lambda c, p: c.responses.get_page(), returns="<p>hello</p>"),
    Case(
        operation="get_moved",
        call=lambda c, p: c.responses.get_moved(),
        returns=lambda result, p: result.location == "https://elsewhere.example/things?a=b"
        and result.status == 307,
    ),
    Case(operation="delete_nothing", call=lambda c, p: c.responses.delete_nothing()),
    Case(
        operation="get_generic",
        call=lambda c, p: c.responses.get_generic(),
        returns=lambda result, p: (result.total, result.items[0].size) == (1, 6),
    ),
    Case(
        operation="get_number",
        call=lambda c, p: c.responses.get_number(),
        returns=lambda result, p: result == {"whole": 5, "half": 0.5}
        and type(result["whole"]) is int,
    ),
    Case(operation="get_header", call=lambda c, p: c.responses.get_header(), returns=1),
    Case(
        operation="get_failing",
        call=lambda c, p: c.responses.get_failing(status=404),
        seen={"status": 404},
        raises=("NotFoundError", "404 Not Found: GET "),
    ),
    Case(
        operation="get_failing",
        call=lambda c, p: c.responses.get_failing(status=409),
        seen={"status": 409},
        raises=("ConflictError", "It is taken"),
    ),
    Case(
        operation="get_failing",
        call=lambda c, p: c.responses.get_failing(status=400),
        seen={"status": 400},
        raises=("BadRequestError", "It is taken"),
    ),
    Case(
        operation="get_failing",
        call=lambda c, p: c.responses.get_failing(status=418),
        seen={"status": 418},
        raises=("ApiError", "Some detail"),
    ),
    Case(
        operation="get_failing",
        call=lambda c, p: c.responses.get_failing(status="x"),
        seen=None,
        raises=("HTTPValidationError", "query.status"),
    ),
    Case(
        operation="many",
        call=lambda c, p: c.responses.retrieve_many(),
        seen={"method": "GET"},
        returns="GET",
    ),
    Case(
        operation="many",
        call=lambda c, p: c.responses.update_many(),
        seen={"method": "PUT"},
        returns="PUT",
    ),
    Case(operation="head_nothing", call=lambda c, p: c.responses.head_nothing()),
    Case(
        operation="get_either",
        call=lambda c, p: c.responses.get_either(which="dog"),
        seen={"which": "dog"},
        returns=is_model("Dog", kind="dog", tricks=["sit"]),
    ),
    # Security
    Case(operation="with_bearer", call=lambda c, p: c.secured.with_bearer(), seen={"token": "b-1"}),
    Case(
        operation="with_bearer",
        call=lambda c, p: c.with_options(token="b-2").secured.with_bearer(),
        seen={"token": "b-2"},
    ),
    Case(
        operation="with_bearer",
        call=lambda c, p: c.secured.with_bearer(
            options=p.RequestOptions(headers={"Authorization": "Bearer b-3"})
        ),
        seen={"token": "b-3"},
    ),
    Case(
        operation="with_basic",
        call=lambda c, p: c.with_options(login=("ada", "l:o g")).secured.with_basic(),
        seen={"user": "ada", "password": "l:o g"},
    ),
    Case(
        operation="with_header_key",
        call=lambda c, p: c.secured.with_header_key(),
        seen={"key": "h-1"},
    ),
    Case(
        operation="with_query_key",
        call=lambda c, p: c.secured.with_query_key(q="x"),
        seen={"key": "q/1 &", "q": "x"},
    ),
    Case(
        operation="open_session",
        call=lambda c, p: c.secured.open_session(name="ada"),
        seen={"name": "ada"},
    ),
    Case(
        operation="maybe_bearer_token",
        call=lambda c, p: c.secured.maybe_bearer_token(
            options=p.RequestOptions(headers={"authorization": "Bearer m"})
        ),
        seen={"token": "m"},
    ),
]


def identify(case: Case) -> str:
    """Return the name of a case for test reports."""
    return case.operation


@pytest.mark.parametrize("case", CASES, ids=identify)
def test_a_synchronous_call(case: Case, service: Service) -> None:
    with service.package.Frames(**CREDENTIALS, max_retries=0) as client:
        check_sync(case, service, client)


@pytest.mark.parametrize("case", CASES, ids=identify)
def test_an_asynchronous_call(case: Case, service: Service) -> None:
    make = service.package.AsyncFrames
    check_async(case, service, lambda: make(**CREDENTIALS, max_retries=0))


def test_every_operation_is_called(service: Service) -> None:
    assert service.operation_ids == {case.operation for case in CASES} | {"with_session"}


def test_nothing_of_the_document_is_lost(service: Service) -> None:
    """The one warning is about the id that FastAPI writes for two methods."""
    assert all("many" in warning for warning in service.warnings), service.warnings


def test_a_session_cookie_is_sent_as_it_came(service: Service) -> None:
    """The cookie that the login sets is the credential of the next client."""
    with service.package.Frames(**CREDENTIALS) as client:
        login = service.package.raw_response(client.secured.open_session)(name="ada")
        cookie = login.headers["set-cookie"].partition(";")[0].partition("=")[2]
        with_cookie = client.with_options(cookie_key=cookie)
        assert with_cookie.secured.with_session() == "ada"


def test_headers_of_a_response_are_within_reach(service: Service) -> None:
    with service.package.Frames(**CREDENTIALS) as client:
        raw = service.package.raw_response(client.responses.get_header)()
        assert (raw.parsed, raw.request_id, raw.attempts) == (1, "r-1", 1)
        assert "a=b" in raw.headers["set-cookie"] and "a=b" not in repr(raw)


def test_a_relative_server_is_where_the_document_came_from(service: Service) -> None:
    """FastAPI writes its `root_path` as a server (OpenAPI 3.1, section 4.8.5.1)."""
    with service.package.Frames(**CREDENTIALS) as client:
        assert client.base_url == f"{service.url}/api/v1"


def test_what_came_back_is_changed_and_sent_as_a_whole(service: Service) -> None:
    """The server sees what it had sent, and the change."""
    with service.package.Frames(**CREDENTIALS) as client:
        changes = client.bodies.patch_changes(name="x")
        service.seen.take()
        changes.name = "y"
        assert client.bodies.patch_changes(body=changes).name == "y"
        assert service.seen.take() == [("patch_changes", {"name": "y", "weight": None})]
