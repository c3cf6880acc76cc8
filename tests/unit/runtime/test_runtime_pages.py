"""Pages of every kind: what the next request is, and what ends them."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2
import pytest
from specloom.runtime.client import AsyncClient, SyncClient
from specloom.runtime.decoding import Json
from specloom.runtime.errors import PaginationError
from specloom.runtime.link_header import links
from specloom.runtime.linked_pages import LinkedTokenPagination, LinkPagination, NextUrlPagination
from specloom.runtime.numbered_pages import OffsetPagination, PageNumberPagination
from specloom.runtime.operation import ApiDefinition, PaginatedOperation, Pagination
from specloom.runtime.options import RequestOptions
from specloom.runtime.pages import Page
from specloom.runtime.token_pages import LastItemPagination, TokenPagination

BASE = "https://api.example.com/v1"


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"


class Api:
    """Returns its responses in turn: a body, or a body and header fields."""

    def __init__(self, *responses: Any) -> None:
        self.responses = list(responses)
        self.requests: list[httpx2.Request] = []

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        body = self.responses.pop(0)
        body, headers = body if isinstance(body, tuple) else (body, {})
        return httpx2.Response(200, headers=headers, content=json.dumps(body).encode())

    def list(
        self,
        pagination: Pagination,
        *,
        method: str = "GET",
        options: RequestOptions | None = None,
        **arguments: Any,
    ) -> Page[Any, Any]:
        """Return the first page, from a synchronous client."""
        transport = httpx2.Client(transport=httpx2.MockTransport(self.handle))
        client = SyncClient(
            ApiDefinition(user_agent="u"), base_url=BASE, schemes={}, http_client=transport
        )
        return client.paginate(_operation(pagination, method), options=options, **arguments)

    async def walk(self, pagination: Pagination, **arguments: Any) -> Sequence[Any]:
        """Return all items, from an asynchronous client."""
        transport = httpx2.AsyncClient(transport=httpx2.MockTransport(self.handle))
        client = AsyncClient(
            ApiDefinition(user_agent="u"), base_url=BASE, schemes={}, http_client=transport
        )
        pages = client.paginate(_operation(pagination, "GET"), options=None, **arguments)
        return [item async for item in pages]

    def targets(self) -> Sequence[str]:
        """Return the paths and queries that were requested."""
        return [request.url.raw_path.decode().removeprefix("/v1") for request in self.requests]


def _operation(pagination: Pagination, method: str) -> PaginatedOperation[Any, Any]:
    return PaginatedOperation(
        id="listThings",
        method=method,
        path="/things",
        responses={"200": Json(lambda: Any)},
        pagination=pagination,
    )


def data(*ids: int, **more: Any) -> Mapping[str, Any]:
    """Return a page whose items are objects."""
    return {"data": [{"id": number} for number in ids], **more}


DATA = ("data",)
KINDS: list[tuple[Pagination, list[Any], list[str]]] = [
    (
        TokenPagination(items=DATA, parameter=("t",), token_at=("meta", "next")),
        [data(1, meta={"next": "b c"}), data(meta={"next": 7}), data(2, meta=None)],
        ["/things", "/things?t=b%20c", "/things?t=7"],
    ),
    (
        TokenPagination(items=DATA, parameter=("t",), token_at=("last",), has_more=("more",)),
        [data(1, last="1", more=True), data(2, last="2", more=False)],
        ["/things", "/things?t=1"],
    ),
    (
        TokenPagination(items=DATA, parameter=("t",), token_at=("X-Next",), token_in="header"),
        [(data(1), {"x-next": "n"}), (data(2), {"x-next": ""})],
        ["/things", "/things?t=n"],
    ),
    (
        LinkedTokenPagination(items=DATA, parameter=("t",), url=("next",)),
        [data(1, next="https://other.example/x?a=1&t=b%2Fc"), data(2, next="https://x/?a=1")],
        ["/things", "/things?t=b%2Fc"],
    ),
    (
        LinkedTokenPagination(items=DATA, parameter=("t",)),
        [(data(1), {"link": '</x?t=2>; rel="next"'}), (data(2), {"link": "</x>; rel=prev"})],
        ["/things", "/things?t=2"],
    ),
    (
        LastItemPagination(items=DATA, parameter=("after",), has_more=("has_more",)),
        [data(1, 2, has_more=True), data(3, has_more=False)],
        ["/things", "/things?after=2"],
    ),
    (
        LastItemPagination(items=DATA, parameter=("after",)),
        [data(1, 2), data(3), data()],
        ["/things", "/things?after=2", "/things?after=3"],
    ),
    (
        PageNumberPagination(items=DATA, parameter=("page",)),
        [data(1, 2), data(3), data()],
        ["/things", "/things?page=2", "/things?page=3"],
    ),
    (
        PageNumberPagination(items=DATA, parameter=("page",), first=0, total_pages=("pages",)),
        [data(1, pages=2), data(2, pages=2)],
        ["/things", "/things?page=1"],
    ),
    (
        PageNumberPagination(items=DATA, parameter=("page",), total_items=("total",)),
        [data(1, 2, total=3), data(3, total=3)],
        ["/things", "/things?page=2"],
    ),
    (
        PageNumberPagination(items=DATA, parameter=("page",), has_more=("more",)),
        [data(1, more=True), data(more=True), data(3, more=False)],
        ["/things", "/things?page=2", "/things?page=3"],
    ),
    (
        PageNumberPagination(
            items=DATA, parameter=("page",), size=("size",), size_limits=(2, None)
        ),
        [data(1, 2), data(3)],
        ["/things", "/things?page=2"],
    ),
    (
        # A search whose server returns the first two of a thousand pages.
        PageNumberPagination(items=DATA, parameter=("page",), total_items=("total",)),
        [
            (data(1, total=1000), {"link": '<?page=2>; rel="next", <?page=2>; rel="last"'}),
            (data(2, total=1000), {"link": '<?page=1>; rel="prev", <?page=1>; rel="first"'}),
        ],
        ["/things", "/things?page=2"],
    ),
    (
        # Links to the first and the last page say nothing of the next one.
        PageNumberPagination(items=DATA, parameter=("page",)),
        [
            (data(1), {"link": "<?page=1>; rel=first, <?page=2>; rel=last"}),
            (data(2), {"link": "<?page=1>; rel=first, <?page=2>; rel=last"}),
            data(),
        ],
        ["/things", "/things?page=2", "/things?page=3"],
    ),
    (
        OffsetPagination(items=DATA, parameter=("skip",)),
        [(data(1), {"link": "<?skip=1>; rel=next"}), (data(2), {"link": "<?skip=0>; rel=prev"})],
        ["/things", "/things?skip=1"],
    ),
    (
        OffsetPagination(items=DATA, parameter=("skip",)),
        [data(1, 2), data(3), data()],
        ["/things", "/things?skip=2", "/things?skip=3"],
    ),
    (
        OffsetPagination(items=DATA, parameter=("skip",), total_items=("total",)),
        [data(1, 2, total="3"), data(3, total="3")],
        ["/things", "/things?skip=2"],
    ),
    (
        LinkPagination(),
        [
            ([{"id": 1}], {"link": '<?page=9>; rel="last", <?page=2>; rel="prefetch next"'}),
            ([{"id": 2}], {"link": f'<{BASE}/things/?page=3>; title="a, b>"; REL=next'}),
            ([{"id": 3}], {"link": '<?page=1>; rel="first"'}),
        ],
        ["/things", "/things?page=2", "/things/?page=3"],
    ),
    (
        NextUrlPagination(items=DATA, url=("links", "pages", "next")),
        [
            data(1, links={"pages": {"next": f"{BASE}/things?page=2"}}),
            data(2, links={"pages": {"next": "/v1/more"}}),
            data(3, links={}),
        ],
        ["/things", "/things?page=2", "/more"],
    ),
]


@pytest.mark.parametrize(("pagination", "pages", "targets"), KINDS)
@pytest.mark.anyio
async def test_every_kind_walks_to_the_end(
    pagination: Pagination, pages: Sequence[Any], targets: Sequence[str]
) -> None:
    """Each request follows from the page before, in both clients, and the last page is known as the last."""
    expected = [
        item
        for page in pages
        for body in [page[0] if isinstance(page, tuple) else page]
        for item in (body["data"] if isinstance(body, dict) else body)
    ]
    api = Api(*pages)
    assert list(api.list(pagination)) == expected
    assert api.targets() == targets
    assert api.responses == []
    api = Api(*pages)
    assert await api.walk(pagination) == expected
    assert api.targets() == targets


def test_counting_goes_on_from_the_argument() -> None:
    """A walk that begins in the middle knows its numbers, and not how many items were before."""
    pages = PageNumberPagination(items=DATA, parameter=("page",), total_items=("total",))
    api = Api(data(5, 6, total=7), data(7, total=7), data(total=7))
    assert len(list(api.list(pages, query={"page": 3}))) == 3
    assert api.targets() == ["/things?page=3", "/things?page=4", "/things?page=5"]
    offsets = OffsetPagination(items=DATA, parameter=("skip",), total_items=("total",))
    api = Api(data(5, 6, total=7), data(7, total=7))
    options = RequestOptions(query={"skip": "4"})
    assert len(list(api.list(offsets, options=options))) == 3
    assert api.targets() == ["/things?skip=4", "/things?skip=6"]


def test_a_size_that_the_server_cuts_ends_nothing() -> None:
    """A page is short only against what the server may have allowed."""
    pages = PageNumberPagination(
        items=DATA, parameter=("page",), size=("size",), size_limits=(None, 2)
    )
    api = Api(data(1, 2), data(3))
    assert len(list(api.list(pages, query={"size": 500}))) == 3
    api = Api(data(1, 2), data())
    assert len(list(api.list(pages))) == 2  # nothing is known of the size


@pytest.mark.parametrize("total", [0, -1, 1, None, "many", True, {}])
def test_a_total_that_cannot_be_right_ends_nothing(total: Any) -> None:
    """Servers that do not count say 0 or -1; what is less than has been seen is no total."""
    kinds: list[Pagination] = [
        OffsetPagination(items=DATA, parameter=("skip",), total_items=("total",)),
        PageNumberPagination(items=DATA, parameter=("page",), total_items=("total",)),
    ]
    for pagination in kinds:
        api = Api(data(1, 2, total=total), data(3, total=total), data(total=total))
        assert len(list(api.list(pagination))) == 3
    pages = PageNumberPagination(items=DATA, parameter=("page",), total_pages=("total",))
    api = Api(data(1, 2, total=0), data(3, total=0), data(total=0))
    assert len(list(api.list(pages))) == 3


def test_tokens_of_a_body_and_of_a_header() -> None:
    """The argument goes where the operation takes it; options of the same name do not undo it."""
    nested = TokenPagination(
        items=DATA, parameter=("page", "cursor"), part="body", token_at=("next",)
    )
    api = Api(data(1, next="n"), data(2))
    body = {"q": "x", "page": {"size": 1}}
    assert len(list(api.list(nested, method="POST", body=body))) == 2
    sent = [json.loads(request.content) for request in api.requests]
    assert sent == [body, {"q": "x", "page": {"size": 1, "cursor": "n"}}]
    header = TokenPagination(items=DATA, parameter=("X-Page",), part="header", token_at=("next",))
    api = Api(data(1, next="n"), data(2))
    options = RequestOptions(headers={"X-Page": "first", "X-Trace": "t"})
    assert len(list(api.list(header, options=options))) == 2
    assert [request.headers["x-page"] for request in api.requests] == ["first", "n"]
    assert [request.headers["x-trace"] for request in api.requests] == ["t", "t"]


@pytest.mark.parametrize("items", [{"data": None}, {}, {"data": {}}, None])
def test_items_that_are_null_or_missing(items: Any) -> None:
    """They are no items."""
    page = Api(items).list(TokenPagination(items=DATA, parameter=("t",), token_at=("next",)))
    assert (list(page), list(page.items), page.has_next) == ([], [], False)


def test_items_that_are_no_list() -> None:
    """That is said, rather than walked over letter by letter."""
    page = Api({"data": "abc"}).list(LinkPagination(items=DATA))
    with pytest.raises(
        PaginationError, match="listThings: the response has no list at data, but a str"
    ):
        list(page)
    assert "no list at data" in repr(page)


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example.com/v1/things?page=2",
        "http://api.example.com:8080/v1/things?page=2",
        "http://other.example.com/v1/things?page=2",
        "https://api.example.com:8443/v1/things",
        "//other.example.com/v1/things",
        "file:///etc/passwd",
        "https://[broken",
    ],
)
@pytest.mark.parametrize("by_header", [False, True])
def test_the_next_page_is_never_at_another_origin(url: str, by_header: bool) -> None:
    """Credentials would go there."""
    api = Api((data(1, next=url), {"link": f'<{url}>; rel="next"'}))
    kinds: list[Pagination] = [
        NextUrlPagination(items=DATA, url=("next",)),
        LinkPagination(items=DATA),
    ]
    with pytest.raises(PaginationError):
        list(api.list(kinds[by_header]))
    assert len(api.requests) == 1


def test_a_server_behind_a_proxy_that_ends_tls() -> None:
    """Takes itself for http; the next page is requested as the first one was."""
    api = Api(data(1, next="http://API.example.com/v1/things?page=2"), data(2))
    list(api.list(NextUrlPagination(items=DATA, url=("next",))))
    assert [request.url.scheme for request in api.requests] == ["https", "https"]
    assert api.targets()[1] == "/things?page=2"


@pytest.mark.parametrize("url", [7, True, {"href": "?page=2"}, ["?page=2"]])
def test_a_link_that_is_no_text(url: Any) -> None:
    """It is not written into a URL."""
    api = Api(data(1, next=url))
    with pytest.raises(PaginationError, match="is not a URL, but a"):
        list(api.list(NextUrlPagination(items=DATA, url=("next",))))


@pytest.mark.parametrize("url", ["", "  ", None, False])
def test_a_link_that_is_empty(url: Any) -> None:
    """It ends the pages."""
    api = Api(data(1, next=url))
    assert len(list(api.list(NextUrlPagination(items=DATA, url=("next",))))) == 1


@pytest.mark.parametrize("no", ["false", "False", "0", "no", "", 0, False, None])
@pytest.mark.parametrize("yes", ["true", "True", "1", 1, True])
def test_booleans_that_are_text(yes: Any, no: Any) -> None:
    """Say what they say, for pages of every kind."""
    more: dict[str, Any] = {"items": DATA, "has_more": ("more",)}
    kinds: list[Pagination] = [
        TokenPagination(parameter=("t",), token_at=("next",), **more),
        LastItemPagination(parameter=("after",), **more),
        PageNumberPagination(parameter=("page",), **more),
        OffsetPagination(parameter=("skip",), **more),
    ]
    for kind in kinds:
        api = Api(data(1, next="a", more=yes), data(2, next="b", more=no))
        assert len(list(api.list(kind))) == 2, kind


def test_a_url_without_user_name_and_fragment() -> None:
    """What is not of the resource is not requested."""
    api = Api(data(1, next="https://me:pw@api.example.com/v1/x y?a=1#part"), data(2))
    list(api.list(NextUrlPagination(items=DATA, url=("next",))))
    assert str(api.requests[1].url) == "https://api.example.com/v1/x%20y?a=1"


def test_what_the_options_add_goes_with_a_url() -> None:
    """Unless the URL has it already."""
    api = Api(data(1, next="/v1/things?page=2&size=5"), data(2))
    options = RequestOptions(query={"size": 1, "trace": "t"})
    list(api.list(NextUrlPagination(items=DATA, url=("next",)), options=options))
    assert api.targets() == ["/things?size=1&trace=t", "/things?page=2&size=5&trace=t"]


@pytest.mark.parametrize(
    ("pagination", "page", "match"),
    [
        (NextUrlPagination(items=DATA, url=("next",)), data(1, next="?p=2"), "there before"),
        (PageNumberPagination(items=DATA, parameter=("page",)), data(1), "the same page twice"),
        (OffsetPagination(items=DATA, parameter=("skip",)), data(1), "the same page twice"),
        (LastItemPagination(items=DATA, parameter=("after",)), data(1), "there before"),
        (
            LastItemPagination(items=DATA, parameter=("after",), has_more=("more",)),
            data(more=True),
            "there may be more pages, but no items",
        ),
        (
            LastItemPagination(items=DATA, parameter=("after",), has_more=("more",)),
            {"data": [{"name": "a"}], "more": True},
            "the last item has no id",
        ),
        (
            TokenPagination(items=DATA, parameter=("t",), token_at=("n",), has_more=("more",)),
            data(1, more=True),
            "no token",
        ),
    ],
)
def test_pages_that_lead_nowhere(pagination: Pagination, page: Any, match: str) -> None:
    """A server that ignores the argument, or leads back, is not requested forever."""
    api = Api(*[page] * 5)
    with pytest.raises(PaginationError, match=match):
        list(api.list(pagination))
    assert len(api.requests) <= 3


def test_equal_pages_of_plain_values_are_no_repetition() -> None:
    """Two pages of zeros are two pages."""
    api = Api([0, 0], [0, 0], [])
    assert list(api.list(PageNumberPagination(parameter=("page",)))) == [0, 0, 0, 0]


@pytest.mark.parametrize(("limit", "requests"), [(0, 1), (1, 1), (2, 1), (3, 2), (9, 3), (None, 3)])
def test_a_limit_for_the_items(limit: int | None, requests: int) -> None:
    """No more items are yielded, and no page is requested that is not needed for them."""
    api = Api(data(1, 2), data(3, 4), data())
    page = api.list(
        OffsetPagination(items=DATA, parameter=("skip",)), options=RequestOptions(max_items=limit)
    )
    walked = list(page)
    assert len(walked) == min(4, 4 if limit is None else limit)
    assert len(api.requests) == requests
    assert len(page.items) == 2


def test_a_negative_limit() -> None:
    """It is an error of the caller."""
    page = Api(data(1)).list(LinkPagination(items=DATA), options=RequestOptions(max_items=-1))
    with pytest.raises(ValueError, match="max_items"):
        list(page)


def test_copies_of_a_page() -> None:
    """A copy walks on; a deep one has a response of its own; a page cannot be pickled, and says so."""
    api = Api(data(1, n="a"), data(2), data(2))
    page = api.list(TokenPagination(items=DATA, parameter=("t",), token_at=("n",)))
    deep = copy.deepcopy(page)
    deep.response["data"].append({"id": 9})
    assert len(page.items) == 1
    assert len(deep.items) == 2
    assert len(list(copy.copy(page))) == 2
    assert len(list(deep)) == 3
    with pytest.raises(TypeError, match="pickle its items or its response"):
        pickle.dumps(page)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("", []),
        ("<a>", [("a", {})]),
        ('<a>; rel="next"; rel=prev', [("a", {"rel": "next"})]),
        ('<a,b;c>;rel=next , <d> ; REL="x y"', [("a,b;c", {"rel": "next"}), ("d", {"rel": "x y"})]),
        (r'<a>; title="q\"uo, <x>"; rel=next', [("a", {"title": 'q"uo, <x>', "rel": "next"})]),
        ("<a>; x; y=; rel=next", [("a", {"x": "", "y": "", "rel": "next"})]),
        ("<a> junk, <b>; rel=next", [("a", {}), ("b", {"rel": "next"})]),
        ("nothing", []),
        (",, <a>", [("a", {})]),
    ],
)
def test_links_of_a_header(field: str, expected: Sequence[Any]) -> None:
    """Targets and parameters, quoted and not (RFC 8288, section 3)."""
    assert list(links(field)) == expected
