"""Parameters: every style, and values that look like something else."""

from __future__ import annotations

import datetime
from collections import deque
from typing import Any
from urllib.parse import parse_qsl

import pytest
from specloom.diagnostics import Code, Severity
from specloom.parse.coverage import Fate

ONE: Any = "blue"
MANY = ["blue", "black", "brown"]
PARTS = {"R": 100, "G": 200, "B": 150}
STRING = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "one": STRING,
    "many": {"type": "array", "items": STRING},
    "parts": {"type": "object", "additionalProperties": {"type": "integer"}},
}
OK = {"200": {"description": "OK"}}


def get(*parameters: dict[str, Any], path: str = "/a", operation_id: str = "get") -> dict[str, Any]:
    """Return the paths of a document with one operation."""
    operation = {"operationId": operation_id, "parameters": list(parameters), "responses": OK}
    return {path: {"get": operation}}


def parameter(name: str, place: str, schema: Any = STRING, **rest: Any) -> dict[str, Any]:
    """Return a parameter."""
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "schema": schema, **required, **rest}


CELLS = [
    ("path", "matrix", False, ONE, "/;color=blue"),
    ("path", "matrix", False, MANY, "/;color=blue,black,brown"),
    ("path", "matrix", False, PARTS, "/;color=R,100,G,200,B,150"),
    ("path", "matrix", True, ONE, "/;color=blue"),
    ("path", "matrix", True, MANY, "/;color=blue;color=black;color=brown"),
    ("path", "matrix", True, PARTS, "/;R=100;G=200;B=150"),
    ("path", "label", False, ONE, "/.blue"),
    ("path", "label", False, MANY, "/.blue,black,brown"),
    ("path", "label", False, PARTS, "/.R,100,G,200,B,150"),
    ("path", "label", True, ONE, "/.blue"),
    ("path", "label", True, MANY, "/.blue.black.brown"),
    ("path", "label", True, PARTS, "/.R=100.G=200.B=150"),
    ("path", "simple", False, ONE, "/blue"),
    ("path", "simple", False, MANY, "/blue,black,brown"),
    ("path", "simple", False, PARTS, "/R,100,G,200,B,150"),
    ("path", "simple", True, MANY, "/blue,black,brown"),
    ("path", "simple", True, PARTS, "/R=100,G=200,B=150"),
    ("query", "form", False, ONE, "color=blue"),
    ("query", "form", False, MANY, "color=blue,black,brown"),
    ("query", "form", False, PARTS, "color=R,100,G,200,B,150"),
    ("query", "form", True, ONE, "color=blue"),
    ("query", "form", True, MANY, "color=blue&color=black&color=brown"),
    ("query", "form", True, PARTS, "R=100&G=200&B=150"),
    ("query", "spaceDelimited", False, MANY, "color=blue%20black%20brown"),
    ("query", "spaceDelimited", False, PARTS, "color=R%20100%20G%20200%20B%20150"),
    ("query", "spaceDelimited", True, MANY, "color=blue&color=black&color=brown"),
    ("query", "pipeDelimited", False, MANY, "color=blue%7Cblack%7Cbrown"),
    ("query", "pipeDelimited", False, PARTS, "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "pipeDelimited", True, MANY, "color=blue&color=black&color=brown"),
    ("query", "deepObject", True, PARTS, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("header", "simple", False, ONE, "blue"),
    ("header", "simple", False, MANY, "blue,black,brown"),
    ("header", "simple", False, PARTS, "R,100,G,200,B,150"),
    ("header", "simple", True, MANY, "blue,black,brown"),
    ("header", "simple", True, PARTS, "R=100,G=200,B=150"),
    ("cookie", "form", False, ONE, "color=blue"),
    ("cookie", "form", False, MANY, "color=blue,black,brown"),
    ("cookie", "form", False, PARTS, "color=R,100,G,200,B,150"),
    ("cookie", "form", True, ONE, "color=blue"),
]


def test_the_table_of_styles(exchange: Any) -> None:
    """OpenAPI 3.1, section 4.8.12.4: each cell of the table."""
    paths: dict[str, Any] = {}
    for number, (place, style, explode, value, _) in enumerate(CELLS):
        kind = "one" if value is ONE else "many" if value is MANY else "parts"
        color = parameter("color", place, SCHEMAS[kind], style=style, explode=explode)
        path = f"/c{number}/{{color}}" if place == "path" else f"/c{number}"
        paths |= get(color, path=path, operation_id=f"cell{number}")
    api = exchange(paths)
    found = []
    for number, (place, style, explode, value, _) in enumerate(CELLS):
        getattr(api.client, f"cell{number}")(color=value)
        match place:
            case "path":
                wire = api.target.removeprefix(f"/c{number}")
            case "query":
                wire = api.query
            case _:
                wire = api.header("color" if place == "header" else "cookie")
        found.append((place, style, explode, value, wire))
    assert found == CELLS


def test_booleans_numbers_and_times(exchange: Any) -> None:
    """As JSON writes them, one by one and in lists, in every place."""
    flags = {"type": "array", "items": {"type": "boolean"}}
    time = {"type": "string", "format": "date-time"}
    api = exchange(
        get(
            parameter("on", "path", {"type": "boolean"}),
            parameter("flags", "query", flags),
            parameter("ratio", "query", {"type": "number"}),
            parameter("since", "query", time),
            parameter("X-On", "header", {"type": "boolean"}),
            parameter("X-Flags", "header", flags),
            parameter("debug", "cookie", {"type": "boolean"}),
            path="/a/{on}",
        )
    )
    since = datetime.datetime(2020, 7, 21, 17, 32, 28, tzinfo=datetime.UTC)
    api.client.get(
        True, flags=[True, False], ratio=0.5, since=since, x_on=False, x_flags=[True], debug=True
    )
    assert api.target == "/a/true?flags=true&flags=false&ratio=0.5&since=2020-07-21T17%3A32%3A28Z"
    assert (api.header("x-on"), api.header("x-flags")) == ("false", "true")
    assert api.header("cookie") == "debug=true"


def test_what_is_not_given_is_not_sent(exchange: Any) -> None:
    """Neither names nor empty fields; an empty string is a value."""
    places = ("query", "header", "cookie")
    api = exchange(get(*(parameter(f"{place}-p", place) for place in places)))
    api.client.get()
    assert api.target == "/a"
    assert (api.header("header-p"), api.header("cookie")) == (None, None)
    api.client.get(query_p="")
    assert api.target == "/a?query-p="


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        ("a/b", "/x/a%2Fb/c"),
        ("a?b#c", "/x/a%3Fb%23c/c"),
        ("%2F", "/x/%252F/c"),
        ("{second}", "/x/%7Bsecond%7D/c"),
        ("..a", "/x/..a/c"),
        ("a b+é", "/x/a%20b%2B%C3%A9/c"),
        ("~-._", "/x/~-._/c"),
    ],
)
def test_path_values_stay_in_their_segment(exchange: Any, value: str, wire: str) -> None:
    """Whatever they hold; and what was filled in is not filled in again."""
    both = (parameter("first", "path"), parameter("second", "path"))
    api = exchange(get(*both, path="/x/{first}/{second}"))
    api.client.get(value, "c")
    assert api.target == wire


@pytest.mark.parametrize("value", [".", "..", "../admin", "a/../b", "a\\..", "%2e%2e"])
def test_path_values_that_climb_are_refused(exchange: Any, value: str) -> None:
    """A proxy that decodes before it looks would take them for another path."""
    api = exchange(get(parameter("id", "path"), path="/x/{id}/card"))
    with pytest.raises(ValueError, match="'id'"):
        api.client.get(value)
    assert api.requests == []


def test_an_empty_path_value_is_refused(exchange: Any) -> None:
    """It would address another resource."""
    api = exchange(get(parameter("id", "path"), path="/x/{id}"))
    with pytest.raises(ValueError, match="id"):
        api.client.get("")
    assert api.requests == []


@pytest.mark.parametrize(("reserved", "wire"), [(False, "q=a%2Fb%3Ac%2Cd"), (True, "q=a/b:c,d")])
def test_allow_reserved(exchange: Any, reserved: bool, wire: str) -> None:
    """Reserved characters stand as they are where the parameter allows it."""
    api = exchange(get(parameter("q", "query", allowReserved=reserved)))
    api.client.get(q="a/b:c,d")
    assert api.query == wire


def test_allow_reserved_ends_no_query(exchange: Any) -> None:
    """Even then, "&", "#" and "%" in a value do not change the other parameters (3.1, 4.8.12.2)."""
    api = exchange(get(parameter("q", "query", allowReserved=True), parameter("z", "query")))
    api.client.get(q="a&z=1#f", z="2")
    assert api.request.url.fragment == ""
    assert api.query.endswith("&z=2")
    assert parse_qsl(api.query) == [("q", "a&z=1#f"), ("z", "2")]


def test_content_parameters(exchange: Any) -> None:
    """A parameter with `content` is a JSON document, in every place."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Filter"}}}
    filter_ = {"type": "object", "properties": {"minPrice": {"type": "integer"}}}
    api = exchange(
        get(
            {"name": "j", "in": "query", "content": content},
            {"name": "X-J", "in": "header", "content": content},
            {"name": "p", "in": "path", "required": True, "content": content},
            path="/a/{p}",
        ),
        schemas={"Filter": filter_},
    )
    value = api.models.Filter(min_price=1)
    api.client.get(value, j={"minPrice": 2}, x_j=value)
    assert api.target == "/a/%7B%22minPrice%22%3A1%7D?j=%7B%22minPrice%22%3A2%7D"
    assert api.header("x-j") == '{"minPrice":1}'


def test_deep_objects_nest(exchange: Any) -> None:
    """Objects in objects, lists in objects, and models as values."""
    schema = {
        "type": "object",
        "properties": {
            "price": {"type": "object", "properties": {"max": {"type": "integer"}}},
            "tags": {"type": "array", "items": STRING},
        },
    }
    api = exchange(
        get(
            parameter(
                "f", "query", {"$ref": "#/components/schemas/F"}, style="deepObject", explode=True
            )
        ),
        schemas={"F": schema},
    )
    api.client.get(f={"price": {"max": 1}, "tags": ["a", "b"]})
    assert api.query == "f%5Bprice%5D%5Bmax%5D=1&f%5Btags%5D%5B%5D=a&f%5Btags%5D%5B%5D=b"
    api.client.get(f=api.models.F(tags=["a"]))
    assert api.query == "f%5Btags%5D%5B%5D=a"


def test_arrays_as_deep_objects(exchange: Any) -> None:
    """The standard leaves them open; brackets are what servers that know deepObject read."""
    deep = {"style": "deepObject", "explode": True}
    api = exchange(
        get(
            parameter("ids", "query", {"type": "array", "items": STRING}, **deep),
            parameter("items", "query", {"type": "array", "items": {"type": "object"}}, **deep),
        )
    )
    api.client.get(ids=["a", "b"], items=[{"n": 1, "t": ["x"]}, {"n": 2}])
    assert parse_qsl(api.query) == [
        ("ids[]", "a"),
        ("ids[]", "b"),
        ("items[0][n]", "1"),
        ("items[0][t][]", "x"),
        ("items[1][n]", "2"),
    ]


def test_the_same_name_in_several_places(exchange: Any) -> None:
    """Three arguments, each sent where it belongs; the path's has the plain name."""
    api = exchange(
        get(*(parameter("id", place) for place in ("header", "query", "path")), path="/x/{id}")
    )
    api.client.get("p", query_id="q", header_id="h")
    assert api.target == "/x/p?id=q"
    assert api.header("id") == "h"


def test_parameters_of_the_path_item(exchange: Any) -> None:
    """They hold for its operations, which may override them."""
    item = {
        "parameters": [parameter("id", "path"), parameter("page", "query", {"type": "integer"})],
        "get": {"operationId": "get", "responses": OK},
        "put": {
            "operationId": "put",
            "parameters": [
                parameter("page", "query", {"type": "array", "items": STRING}, explode=False)
            ],
            "responses": OK,
        },
    }
    api = exchange({"/x/{id}": item})
    api.client.get("1", page=2)
    assert api.target == "/x/1?page=2"
    api.client.put("1", page=["a", "b"])
    assert api.target == "/x/1?page=a,b"


def test_collection_formats_of_swagger(client_of: Any) -> None:
    """csv, ssv, tsv, pipes and multi."""
    formats = ("csv", "ssv", "pipes", "multi")
    document = {
        "swagger": "2.0",
        "info": {"title": "Feature", "version": "1"},
        "host": "api.example.com",
        "schemes": ["https"],
        "paths": {
            "/a": {
                "get": {
                    "operationId": "get",
                    "parameters": [
                        {
                            "name": name,
                            "in": "query",
                            "type": "array",
                            "items": STRING,
                            "collectionFormat": name,
                        }
                        for name in formats
                    ],
                    "responses": OK,
                }
            }
        },
    }
    import httpx2

    seen: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.query.decode())
        return httpx2.Response(200, json={})

    client = client_of(document).Feature(
        http_client=httpx2.Client(transport=httpx2.MockTransport(handle))
    )
    client.get(**{name: ["a", "b"] for name in formats})
    assert seen == ["csv=a,b&ssv=a%20b&pipes=a%7Cb&multi=a&multi=b"]


def test_lists_in_exploded_objects(exchange: Any) -> None:
    """A property that is a list repeats its name, as in `sort=a&sort=b` beside `page=1`."""
    schema = {
        "type": "object",
        "properties": {
            "page": {"type": "integer"},
            "sort": {"type": "array", "items": STRING},
        },
    }
    api = exchange(get(parameter("pageable", "query", schema)))
    api.client.get(pageable={"page": 1, "sort": ["a", "b,c"]})
    assert api.query == "page=1&sort=a&sort=b%2Cc"


def test_the_query_as_a_whole(exchange: Any) -> None:
    """OpenAPI 3.2: a form in place of the query; in another media type it is left out and named."""
    form = {"application/x-www-form-urlencoded": {"schema": SCHEMAS["parts"]}}
    paths = get({"name": "q", "in": "querystring", "required": True, "content": form})
    other = {"application/jsonpath": {"schema": STRING}}
    paths |= get(
        {"name": "q", "in": "querystring", "content": other}, path="/b", operation_id="other"
    )
    api = exchange(paths, version="3.2.0")
    api.client.get(q={"R": 100, "G": 200})
    assert api.target == "/a?R=100&G=200"
    api.client.other()
    assert api.target == "/b"
    assert [d.code for d in api.diagnostics] == [Code.UNSUPPORTED_PARAMETER]
    assert {entry.fate for entry in api.ledger} == {Fate.KEPT, Fate.NOTED, Fate.NAMED}


def test_the_cookie_style(exchange: Any) -> None:
    """OpenAPI 3.2: a cookie as it is; what it cannot hold is refused."""
    many = {"type": "array", "items": STRING}
    api = exchange(
        get(
            parameter("a", "cookie", style="cookie"),
            parameter("b", "cookie", many, style="cookie"),
        ),
        version="3.2.0",
    )
    api.client.get(a="x/y=z", b=["1", "2"])
    assert api.header("cookie") == "a=x/y=z; b=1; b=2"
    with pytest.raises(ValueError, match="'a'"):
        api.client.get(a="x/y=z; c=1")


def test_text_as_the_content_of_a_parameter(exchange: Any) -> None:
    """Only JSON is written as JSON; what is not text in another way is up to the caller, which is said."""
    api = exchange(
        get(
            {"name": "t", "in": "query", "content": {"text/plain": {"schema": STRING}}},
            {"name": "X-T", "in": "header", "content": {"text/plain": {"schema": STRING}}},
            {"name": "b", "in": "query", "content": {"application/cbor": {}}},
        )
    )
    api.client.get(t="a b", x_t="c d", b="e")
    assert (api.query, api.header("x-t")) == ("t=a%20b&b=e", "c d")
    assert [d.code for d in api.diagnostics] == [Code.UNSUPPORTED_PARAMETER]


@pytest.mark.parametrize("name", ["Accept", "content-type", "Authorization"])
def test_header_fields_of_the_client_are_named(exchange: Any, name: str) -> None:
    """The standard says to ignore them; that is said, and there is another way to set them."""
    api = exchange(get(parameter(name, "header")))
    assert [d.code for d in api.diagnostics] == [Code.UNSUPPORTED_PARAMETER]
    assert Fate.LOST not in {entry.fate for entry in api.ledger}
    options = api.module.RequestOptions(headers={name: "x"})
    api.client.get(options=options)
    assert api.header(name) == "x"


@pytest.mark.parametrize(
    "name", ["Content-Length", "host", "Transfer-Encoding", "Connection", "TE"]
)
def test_framing_header_fields_are_no_parameters(exchange: Any, name: str) -> None:
    """They belong to the HTTP library: a value of another's would break the request, or smuggle one."""
    api = exchange(get(parameter(name, "header", required=True), parameter("a", "header")))
    api.client.get(a="x")
    assert (api.header("a"), api.header("host")) == ("x", "api.example.com")
    noted = [d for d in api.diagnostics if d.code is Code.UNSUPPORTED_PARAMETER]
    assert [d.severity for d in noted] == [Severity.NOTE]
    assert Fate.LOST not in {entry.fate for entry in api.ledger}


@pytest.mark.parametrize(
    ("name", "place"), [("", "query"), ("", "header"), ("X Odd", "header"), ("a;b", "cookie")]
)
def test_names_that_nothing_can_be_sent_under(exchange: Any, name: str, place: str) -> None:
    """A parameter with such a name could not be sent: it is left out, and named."""
    api = exchange(get(parameter(name, place), parameter("a", "header")))
    api.client.get(a="x")
    assert api.header("a") == "x"
    assert [d.code for d in api.diagnostics] == [Code.UNSUPPORTED_PARAMETER]
    assert Fate.LOST not in {entry.fate for entry in api.ledger}


def test_parameters_whose_properties_only_the_server_sets(exchange: Any) -> None:
    """An object of them could not be sent: .NET's versions are text, in paths and elsewhere."""
    number = {"type": "integer", "readOnly": True}
    version = {"type": "object", "properties": {"major": number, "minor": number}}
    component = {"$ref": "#/components/schemas/Version"}
    path = parameter("version", "path", component, required=True)
    either = {"anyOf": [component, {"type": "null"}]}
    read = {
        "operationId": "read",
        "parameters": [path, parameter("since", "query", either)],
        "responses": {"204": {"description": "Done"}},
    }
    api = exchange({"/plugins/{version}": {"get": read}}, schemas={"Version": version})
    api.answer(status=204, content=b"")
    api.client.read("10.8.0", since="9.1")
    assert api.target == "/plugins/10.8.0?since=9.1"
    assert [d.code for d in api.diagnostics] == [Code.UNSUPPORTED_PARAMETER] * 2


MANY = {"type": "array", "items": {"type": ["integer", "null"]}}
OBJECT = {"type": "object", "properties": {"a": {"type": ["string", "null"]}, "b": STRING}}


def test_undefined_values_are_left_out(exchange: Any) -> None:
    """RFC 6570, section 2.3: null is undefined, alone, in a list and in an object, in any place."""
    api = exchange(
        get(
            parameter("many", "query", MANY),
            parameter("one", "query", MANY, explode=False),
            parameter("flat", "query", OBJECT),
            parameter("deep", "query", OBJECT, style="deepObject"),
            parameter("X-Many", "header", MANY),
            parameter("crumbs", "cookie", MANY),
            parameter("ids", "path", MANY),
            path="/x/{ids}",
        )
    )
    value = {"a": None, "b": "x"}
    api.client.get(
        [1, None, 2],
        many=[None, 1],
        one=[1, None],
        flat=value,
        deep=value,
        x_many=[None, 3],
        crumbs=[None, 4],
    )
    assert api.target == "/x/1,2?many=1&one=1&b=x&deep%5Bb%5D=x"
    assert (api.header("x-many"), api.header("cookie")) == ("3", "crumbs=4")
    nothing = {"a": None}
    api.client.get([1], many=[None], one=[], flat=nothing, deep=nothing, x_many=[None], crumbs=[])
    assert api.target == "/x/1"
    assert (api.header("x-many"), api.header("cookie")) == (None, None)
    with pytest.raises(ValueError, match="'ids'"):
        api.client.get([None])


@pytest.mark.parametrize(
    "values", [(1, 2), {1: 0, 2: 0}.keys(), {1, 2}, range(1, 3), deque([1, 2])]
)
def test_any_collection_is_a_list(exchange: Any, values: Any) -> None:
    """In the query, in header fields, cookies and paths."""
    api = exchange(
        get(
            parameter("q", "query", MANY),
            parameter("X-H", "header", MANY),
            parameter("c", "cookie", MANY, explode=False),
            parameter("p", "path", MANY),
            path="/x/{p}",
        )
    )
    api.client.get(values, q=values, x_h=values, c=values)
    assert (api.target, api.header("x-h"), api.header("cookie")) == (
        "/x/1,2?q=1&q=2",
        "1,2",
        "c=1,2",
    )


def test_reserved_characters_but_the_plus(exchange: Any) -> None:
    """Servers read a plus in a query as a blank."""
    api = exchange(get(parameter("q", "query", allowReserved=True)))
    api.client.get(q="a+b/c d")
    assert api.query == "q=a%2Bb/c%20d"


def test_query_values_of_options(exchange: Any) -> None:
    """Numbers, booleans and lists are written as those of parameters."""
    api = exchange(get(parameter("q", "query")))
    options = api.module.RequestOptions(query={"x": 5, "y": [1, 2], "z": True, "q": None})
    api.client.get(q="a", options=options)
    assert api.query == "x=5&y=1&y=2&z=true"
    api.client.with_options(query={"x": 1, "q": "weak"}).get(q="a")
    assert api.query == "q=a&x=1"
