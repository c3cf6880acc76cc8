"""A client of a real Litestar application: what is sent is what the handler gets, and what it returns is what comes back.

Litestar's own contradictions are left out: it declares `time` as a duration, reads a list of one form field as text, and
percent-decodes cookies, which RFC 6265 does not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import litestar_app
from litestar_app import Cat, Dog, Login, Owner, Size, Tree
from serving import ANYTHING, Case, Service, check_async, check_sync, serve

KEY = UUID("12345678-1234-5678-1234-567812345678")
MOMENT = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("litestar")
    with serve(
        litestar_app.make_app(), litestar_app.seen, folder, "stars", "/schema/openapi.json"
    ) as running:
        yield running


CASES = [
    Case(
        operation="read_scalars",
        call=lambda c, p: c.values.read_scalars("a b?#é+", -7, 5, date(2026, 1, 31), KEY),
        seen={
            "text": "a b?#é+",
            "number": -7,
            "ratio": 5.0,
            "day": date(2026, 1, 31),
            "key": KEY,
        },
    ),
    Case(
        operation="read_path",
        call=lambda c, p: c.values.read_path("a..b/.c/ü"),
        seen={"name": "/a..b/.c/ü"},
        returns="/a..b/.c/ü",
    ),
    Case(
        operation="read_path",
        call=lambda c, p: c.values.read_path(".."),
        seen=None,
        raises=("ValueError", "name"),
    ),
    Case(
        operation="read_query",
        call=lambda c, p: c.values.read_query(
            needed="ä&=+", size="large", tags=["a", "b,c"], at=MOMENT, price="1.10", the_alias="x"
        ),
        seen={
            "needed": "ä&=+",
            "size": Size.LARGE,
            "tags": ["a", "b,c"],
            "at": MOMENT,
            "price": Decimal("1.10"),
            "aliased": "x",
            "flag": None,
        },
    ),
    Case(
        operation="read_query",
        call=lambda c, p: c.values.read_query(
            needed="", size="small", tags={"a"}, at=MOMENT, flag=True, price=None
        ),
        seen={
            "needed": "",
            "size": Size.SMALL,
            "tags": ["a"],
            "at": MOMENT,
            "price": None,
            "aliased": None,
            "flag": True,
        },
    ),
    Case(
        operation="read_carried",
        call=lambda c, p: c.values.read_carried(x_token="a, b", session="a+b/c==", x_number=5),
        seen={"token": "a, b", "session": "a+b/c==", "number": 5},
    ),
    # Bodies
    Case(
        operation="create_owner",
        call=lambda c, p: c.bodies.create_owner(
            name="Ada",
            born=date(2000, 2, 29),
            pets=[p.models.Cat(lives=3), p.models.Dog(), {"kind": "dog", "tricks": ["sit"]}],
            sizes={"hat": "small"},
            balance="1.10",
            scores=(1, 2.5),
            note=None,
        ),
        seen={
            "data": Owner(
                name="Ada",
                born=date(2000, 2, 29),
                pets=[Cat(lives=3), Dog(), Dog(tricks=["sit"])],
                sizes={"hat": Size.SMALL},
                balance=Decimal("1.10"),
                scores=[1.0, 2.5],
                note=None,
            )
        },
        returns=lambda result, p: [type(pet).__name__ for pet in result.pets]
        == ["Cat", "Dog", "Dog"]
        and result.balance == "1.10"
        and result.scores == [1, 2.5],
    ),
    Case(
        operation="patch_owner",
        call=lambda c, p: c.bodies.patch_owner("ada", body={"name": "Ada"}),
        seen={"name": "ada", "note": msgspec.UNSET},
        returns=ANYTHING,
    ),
    Case(
        operation="patch_owner",
        call=lambda c, p: c.bodies.patch_owner("ada", body=p.models.Owner(name="A", note=None)),
        seen={"name": "ada", "note": None},
        returns=ANYTHING,
    ),
    Case(
        operation="put_pet",
        call=lambda c, p: c.bodies.put_pet(body=p.models.Dog(tricks=["sit"])),
        seen={"data": Dog(tricks=["sit"])},
        returns=lambda result, p: result == p.models.Dog(kind="dog", tricks=["sit"]),
    ),
    Case(
        operation="put_numbers",
        call=lambda c, p: c.bodies.put_numbers(body=range(3)),
        seen={"data": [0, 1, 2]},
        returns=[0, 1, 2],
    ),
    Case(
        operation="post_tree",
        call=lambda c, p: c.bodies.post_tree(name="a", children=[{"name": "b"}]),
        seen={"data": Tree("a", [Tree("b")])},
        returns=lambda result, p: result.children[0].name == "b",
    ),
    # Forms and files
    Case(
        operation="send_login",
        call=lambda c, p: c.forms.send_login(user="ada&b", password="ü =+", remember=True),
        seen={"data": Login("ada&b", "ü =+", True)},
        returns="ada&b",
    ),
    Case(
        operation="send_upload",
        call=lambda c, p: c.forms.send_upload(
            title="ü",
            main=p.File(b"\x00\xff", "a.bin"),
            others=[b"1", p.File(b"2", "two.txt", "text/plain")],
        ),
        seen={"title": "ü", "contents": [b"\x00\xff", b"1", b"2"], "name": "a.bin"},
        returns=["a.bin", "file", "two.txt"],
    ),
    Case(
        operation="send_one",
        call=lambda c, p: c.forms.send_one(file=b"\r\n--\x00"),
        seen={"content": b"\r\n--\x00"},
        returns=5,
    ),
    # Results
    Case(operation="get_text", call=lambda c, p: c.results.get_text(), returns="grüße"),
    Case(
        operation="get_file",
        call=lambda c, p: c.results.get_file(),
        returns=Path(litestar_app.__file__).read_bytes(),
    ),
    Case(operation="get_stream", call=lambda c, p: c.results.get_stream(), returns="one,two"),
    Case(operation="delete_nothing", call=lambda c, p: c.results.delete_nothing()),
    Case(
        operation="get_moved",
        call=lambda c, p: c.results.get_moved(),
        returns=lambda result, p: (result.status, result.location)
        == (302, "https://elsewhere.example/x"),
    ),
    Case(
        operation="get_failing",
        call=lambda c, p: c.results.get_failing(status=404),
        seen={"status": 404},
        raises=("ApiError", "It is not here"),
    ),
    Case(
        operation="get_failing",
        call=lambda c, p: c.results.get_failing(status=409),
        seen={"status": 409},
        raises=("ApiError", "409 Conflict: GET "),
    ),
    Case(
        operation="get_anything",
        call=lambda c, p: c.results.get_anything(),
        returns={"a": 5, "b": [1.5, None]},
    ),
    Case(
        operation="get_secured",
        call=lambda c, p: c.results.get_secured(),
        seen={"key": "k-1", "token": None},
    ),
    Case(
        operation="get_secured",
        call=lambda c, p: c.results.get_secured(options=p.RequestOptions(headers={"x-key": "k-2"})),
        seen={"key": "k-2", "token": None},
    ),
]


def identify(case: Case) -> str:
    """Return the name of a case for test reports."""
    return case.operation


@pytest.mark.parametrize("case", CASES, ids=identify)
def test_a_synchronous_call(case: Case, service: Service) -> None:
    with service.package.Stars(key="k-1", max_retries=0) as client:
        check_sync(case, service, client)


@pytest.mark.parametrize("case", CASES, ids=identify)
def test_an_asynchronous_call(case: Case, service: Service) -> None:
    check_async(
        case,
        service,
        lambda: service.package.AsyncStars(key="k-1", max_retries=0),
    )


def test_every_operation_is_called(service: Service) -> None:
    assert service.operation_ids == {case.operation for case in CASES}


def test_nothing_of_the_document_is_lost(service: Service) -> None:
    assert service.warnings == ()
