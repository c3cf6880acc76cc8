"""Responses: by status, by media type, with headers; and errors."""

from __future__ import annotations

import contextlib
import pickle
from typing import Any

import pytest

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}


def response(schema: Any = None, media_type: str = "application/json") -> dict[str, Any]:
    """Return a response."""
    content = {} if schema is None else {"content": {media_type: {"schema": schema}}}
    return {"description": "It", **content}


def get(**responses: Any) -> dict[str, Any]:
    """Return the paths of a document with one operation; `s200` is the response for 200."""
    keyed = {key.removeprefix("s"): value for key, value in responses.items()}
    return {"/a": {"get": {"operationId": "get", "responses": keyed}}}


def test_several_success_types(exchange: Any) -> None:
    """The status says which."""
    paths = get(s200=response(ref("Done")), s202=response(ref("Job")), s204=response())
    api = exchange(paths, schemas={"Done": obj(result=STRING), "Job": obj(result=STRING)})
    for status, kind in ((200, api.models.Done), (202, api.models.Job)):
        api.answer({"result": "x"}, status=status)
        assert type(api.client.get()) is kind
    api.answer(status=204, content=b"")
    assert api.client.get() is None


def test_any_success_means_the_declared_one(exchange: Any) -> None:
    """Servers return 200 where 201 is declared."""
    api = exchange(get(s201=response(ref("A"))), schemas={"A": obj(a=STRING)})
    api.answer({"a": "x"}, status=200)
    assert api.client.get() == api.models.A(a="x")


def test_ranges_of_success(exchange: Any) -> None:
    """2XX, and default where nothing else is said."""
    for key in ("2XX", "default"):
        api = exchange(
            {"/a": {"get": {"operationId": "get", "responses": {key: response(ref("A"))}}}},
            schemas={"A": obj(a=STRING)},
        )
        api.answer({"a": "x"}, status=203)
        assert api.client.get() == api.models.A(a="x")


def test_errors_by_status_range_and_default(exchange: Any) -> None:
    """The exact status, then its range, then default; each with its own typed body.

    The class is that of the status, of the document's own only for a schema that belongs to one status.
    """
    names = ("Missing", "ClientFault", "Fault")
    paths = get(
        s200=response(ref("A")),
        s404=response(ref("Missing")),
        s4XX=response(ref("ClientFault")),
        sdefault=response(ref("Fault")),
    )
    schemas = {"A": obj(a=STRING), **{name: obj(message=STRING, n=INTEGER) for name in names}}
    api = exchange(paths, schemas=schemas)
    found = {}
    for status in (404, 400, 422, 418, 500, 301):
        api.answer({"message": "no luck", "n": 1}, status=status)
        with pytest.raises(api.errors.ApiError) as caught:
            api.client.get()
        assert (caught.value.status, caught.value.message) == (status, "no luck")
        assert caught.value.body == {"message": "no luck", "n": 1}
        found[status] = (type(caught.value).__name__, type(caught.value.parsed).__name__)
    assert found == {
        404: ("Missing", "Missing"),
        400: ("BadRequestError", "ClientFault"),
        422: ("UnprocessableEntityError", "ClientFault"),
        418: ("ApiError", "ClientFault"),
        500: ("InternalServerError", "Fault"),
        301: ("ApiError", "Fault"),
    }
    assert issubclass(api.errors.Missing, api.errors.NotFoundError)


def test_an_error_that_is_not_declared(exchange: Any) -> None:
    """It is an `ApiError` with whatever the server said."""
    api = exchange(get(s200=response()))
    api.answer(content=b"<h1>Bad Gateway</h1>", media_type="text/html", status=502)
    with pytest.raises(api.errors.ApiError) as caught:
        api.client.get()
    assert (caught.value.status, caught.value.body) == (502, "<h1>Bad Gateway</h1>")


def test_repeated_headers(exchange: Any) -> None:
    """Each value separately; the names in any case."""
    api = exchange(get(s200=response(ref("A"))), schemas={"A": obj(a=STRING)})
    api.answer({"a": "x"}, headers=[("Set-Cookie", "a=1, 2"), ("set-cookie", "b=2"), ("X-N", "1")])
    raw = api.module.raw_response(api.client.get)()
    assert raw.headers.get_all("SET-COOKIE") == ["a=1, 2", "b=2"]
    assert raw.headers["x-n"] == "1"
    assert raw.headers.get_all("absent") == []
    assert raw.parsed == api.models.A(a="x")


@pytest.mark.parametrize(
    ("media_type", "schema", "content", "value"),
    [
        ("text/plain", STRING, "é".encode(), "é"),
        ("text/csv", None, b"a,b\n", "a,b\n"),
        ("application/xml", obj(a=STRING), b"<a/>", "<a/>"),
        ("application/pdf", {"type": "string", "format": "binary"}, b"%PDF\xff", b"%PDF\xff"),
        ("application/octet-stream", None, b"\x00", b"\x00"),
        ("application/problem+json", obj(a=STRING), b'{"a": "x"}', {"a": "x"}),
    ],
)
def test_media_types(
    exchange: Any, media_type: str, schema: Any, content: bytes, value: Any
) -> None:
    """JSON by its suffix, text as text, anything else as bytes."""
    declared = {"description": "It", "content": {media_type: {"schema": schema} if schema else {}}}
    api = exchange(get(s200=declared))
    api.answer(content=content, media_type=media_type)
    found = api.client.get()
    assert (found.model_dump() if isinstance(value, dict) else found) == value


BESIDE_JSON = {
    "text/csv": {"schema": STRING},
    "application/json": {"schema": ref("A")},
    "application/pdf": {},
}


def test_json_is_the_type_where_it_is_offered(exchange: Any) -> None:
    """It is what is asked for; what else there is comes with a lower quality."""
    declared = {"description": "It", "content": BESIDE_JSON}
    api = exchange(get(s200=declared), schemas={"A": obj(a=STRING)})
    api.answer({"a": "x"}, media_type="application/json; charset=utf-8")
    assert api.client.get() == api.models.A(a="x")
    assert (
        api.request.headers["accept"] == "application/json, application/pdf;q=0.5, text/csv;q=0.5"
    )
    assert type(api.client).get.__annotations__["return"] == "models.A"


@pytest.mark.parametrize(
    ("media_type", "content", "value"),
    [("text/csv", b"a\n", "a\n"), ("application/pdf", b"%PDF\xff", b"%PDF\xff")],
)
@pytest.mark.parametrize("way", ["accept", "headers", "client"])
def test_what_is_offered_beside_json_comes_when_asked_for(
    exchange: Any, media_type: str, content: bytes, value: Any, way: str
) -> None:
    """It is decoded by its Content-Type; whoever asks knows what comes."""
    declared = {"description": "It", "content": BESIDE_JSON}
    api = exchange(get(s200=declared), schemas={"A": obj(a=STRING)})
    api.answer(content=content, media_type=media_type)
    client, options = api.client, api.module.RequestOptions()
    if way == "accept":
        options = api.module.RequestOptions(accept=media_type)
    elif way == "headers":
        options = api.module.RequestOptions(headers={"Accept": media_type})
    else:
        client = api.client.with_options(headers={"Accept": media_type})
    raw = api.module.raw_response(client.get)(options=options)
    assert api.request.headers["accept"] == media_type
    assert (raw.content, raw.parsed) == (content, value)
    api.answer({"a": "x"})
    assert client.get(options=options) == api.models.A(a="x")


@pytest.mark.parametrize(
    ("content", "accept", "annotation"),
    [
        ({"text/csv": {"schema": STRING}}, "text/csv", "str"),
        ({"text/csv": {}, "application/pdf": {}}, "application/pdf, text/csv", "str | bytes"),
        (
            {"application/vnd.a.v3+json": {"schema": ref("A")}},
            "application/vnd.a.v3+json",
            "models.A",
        ),
        ({"application/json; charset=utf-8": {"schema": ref("A")}}, "application/json", "models.A"),
        (
            {"application/json; version=2": {"schema": ref("A")}},
            "application/json; version=2",
            "models.A",
        ),
        ({"*/*": {"schema": ref("A")}}, "*/*", "models.A"),
        ({"image/*": {}}, "image/*", "bytes"),
        (
            {
                name: {"schema": ref("A")}
                for name in ("text/plain", "application/json", "text/json")
            },
            "application/json, text/json;q=0.9, text/plain;q=0.5",
            "models.A",
        ),
        (
            {
                "application/vnd.b+json": {"schema": ref("B")},
                "application/json": {"schema": ref("A")},
            },
            "application/json, application/vnd.b+json;q=0.9",
            "models.A | models.B",
        ),
        ({"application/json, text/json": {"schema": ref("A")}}, "*/*", "bytes"),
        ({}, "*/*", "Any"),
    ],
)
def test_accept_names_what_is_declared(
    exchange: Any, content: Any, accept: str, annotation: str
) -> None:
    """JSON first, as it is declared; anything where nothing is."""
    api = exchange(
        get(s200={"description": "It", "content": content}),
        schemas={"A": obj("a", a=STRING), "B": obj("b", b=STRING)},
    )
    api.answer(status=204, content=b"")
    with contextlib.suppress(api.errors.ClientError):
        api.client.get()
    assert api.request.headers["accept"] == accept
    assert type(api.client).get.__annotations__["return"] == annotation


def test_a_schema_that_is_repeated_is_one_type(exchange: Any) -> None:
    """Each media type of Swagger 2.0's `produces` has the same one; so has what is written out twice."""
    inline = obj("a", a=STRING, b=obj(c=STRING))
    names = ("application/json", "application/vnd.a+json", "text/json", "application/xml")
    content = {name: {"schema": inline} for name in names}
    api = exchange(get(s200={"description": "It", "content": content}))
    assert type(api.client).get.__annotations__["return"] == "models.GetResponse"
    api.answer({"a": "x", "b": {"c": "y"}})
    found = api.client.get()
    assert type(found) is api.models.GetResponse
    assert found.b.c == "y"
    assert not hasattr(api.models, "GetResponse_2")


def test_several_json_types_stay_a_union(exchange: Any) -> None:
    """The Content-Type says which it is."""
    content = {
        "application/vnd.b+json": {"schema": ref("B")},
        "application/json": {"schema": ref("A")},
        "text/csv": {"schema": STRING},
    }
    api = exchange(
        get(s200={"description": "It", "content": content}),
        schemas={"A": obj("a", a=STRING), "B": obj("b", b=STRING)},
    )
    api.answer({"a": "x"})
    assert api.client.get() == api.models.A(a="x")
    api.answer({"b": "x"}, media_type="application/vnd.b+json")
    assert api.client.get() == api.models.B(b="x")


def test_the_accept_header_of_an_operation_that_returns_nothing(exchange: Any) -> None:
    """No JSON is asked for where none is declared."""
    api = exchange(get(s204=response(), sdefault=response(obj(a=STRING))))
    api.answer(status=204, content=b"")
    assert api.client.get() is None
    assert api.request.headers["accept"] == "*/*"
    assert type(api.client).get.__annotations__["return"] == "None"


@pytest.mark.parametrize(
    ("media_type", "content", "value"),
    [
        ("application/json; charset=utf-8", b'{"a": [1]}', {"a": [1]}),
        ("application/problem+json", b"null", None),
        ("text/html; charset=latin-1", "é".encode("latin-1"), "é"),
        ("text/plain", b"\xff\xfe", b"\xff\xfe"),
        ("application/pdf", b"%PDF\xff", b"%PDF\xff"),
        ("application/json", b"<html>", b"<html>"),
        ("", b"\x00", b"\x00"),
        ("application/json", b"", None),
    ],
)
def test_a_success_of_which_nothing_is_said(
    exchange: Any, media_type: str, content: bytes, value: Any
) -> None:
    """What comes is decoded by its Content-Type, and never damaged."""
    api = exchange(get(s200=response()))
    api.answer(content=content, media_type=media_type)
    assert api.client.get() == value
    assert api.module.raw_response(api.client.get)().content == content
    assert type(api.client).get.__annotations__["return"] == "Any"


def test_statuses_without_a_body(exchange: Any) -> None:
    """Whatever the document shows (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5)."""
    for status in (204, 205):
        api = exchange(get(**{f"s{status}": response(ref("A"))}), schemas={"A": obj(a=STRING)})
        api.answer(status=status, content=b"")
        assert api.client.get() is None
        assert type(api.client).get.__annotations__["return"] == "None"


def test_a_success_without_a_body_beside_one_with(exchange: Any) -> None:
    """The type is not lost to it."""
    api = exchange(get(s200=response(ref("A")), s202=response()), schemas={"A": obj(a=STRING)})
    api.answer(status=202, content=b"")
    assert api.client.get() is None
    assert type(api.client).get.__annotations__["return"] == "models.A | None"


def test_ranges_of_media_types(exchange: Any) -> None:
    """What the schema describes decides; a range is looked up after the exact media type."""
    content = {
        "text/plain": {"schema": STRING},
        "image/*": {"schema": {"type": "string", "format": "binary"}},
    }
    paths = {
        f"/{name}": {"get": {"operationId": name, "responses": {"200": declared}}}
        for name, declared in (
            ("any", response(ref("A"), "*/*")),
            ("text", response(STRING, "*/*")),
            ("octets", response(None, "*/*")),
            ("either", {"description": "It", "content": content}),
        )
    }
    api = exchange(paths, schemas={"A": obj(a=STRING)})
    api.answer({"a": "x"})
    assert api.client.any() == api.models.A(a="x")
    api.answer(content=b"\xff", media_type="image/png")
    assert api.client.either() == b"\xff"
    api.answer(content=b"x", media_type="text/plain")
    assert api.client.text() == api.client.either() == "x"


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("text/event-stream", b'data: {"a": "x"}\n\ndata: {"a": "y"}\n\n'),
        ("application/x-ndjson", b'{"a": "x"}\n{"a": "y"}\n'),
    ],
)
def test_streams_are_no_documents(exchange: Any, media_type: str, content: bytes) -> None:
    """Nothing of a stream is lost, and it is never decoded as one JSON document."""
    api = exchange(get(s200=response(ref("A"), media_type)), schemas={"A": obj(a=STRING)})
    api.answer(content=content, media_type=media_type)
    assert [item.a for item in api.client.get()] == ["x", "y"]


@pytest.mark.parametrize("strict", [True, False])
def test_an_empty_response_where_a_body_is_declared(exchange: Any, strict: bool) -> None:
    """204 and 205 have no body whatever the document shows; with 200 it is missing."""
    api = exchange(
        get(s200=response(ref("A"))),
        schemas={"A": obj(a=STRING)},
        settings={"strict_responses": strict},
    )
    for status in (204, 205):
        api.answer(content=b"", status=status)
        assert api.client.get() is None
    api.answer(content=b"", status=200)
    with pytest.raises(api.errors.ResponseDecodeError):
        api.client.get()


@pytest.mark.parametrize("key", ["2XX", "default"])
def test_no_content_under_a_range(exchange: Any, key: str) -> None:
    """A 204 that only a range or the default declares has no body either."""
    api = exchange(
        {"/a": {"get": {"operationId": "get", "responses": {key: response(ref("A"))}}}},
        schemas={"A": obj(a=STRING)},
    )
    api.answer(content=b"", status=204)
    assert api.client.get() is None


@pytest.mark.parametrize(
    "declared",
    [response(), response(ref("A")), response(STRING, "text/plain"), response(None, "image/png")],
)
def test_head_has_no_body(exchange: Any, declared: Any) -> None:
    """Declared as GET's response often is."""
    operation = {"operationId": "look", "responses": {"200": declared}}
    api = exchange({"/a": {"head": operation}}, schemas={"A": obj("a", a=STRING)})
    api.answer(content=b"")
    assert api.client.look() is None
    assert api.request.method == "HEAD"


def headers_of(**types: Any) -> dict[str, Any]:
    """Return a response that declares header fields."""
    fields = {
        name.replace("_", "-"): {"description": "It", "schema": type_}
        for name, type_ in types.items()
    }
    return {"description": "OK", "headers": fields}


def test_typed_headers(exchange: Any) -> None:
    """Header fields are read as the model that they make up: by Python name, and by type."""
    paths = {
        "/a": {
            "get": {
                "operationId": "a",
                "responses": {
                    "200": headers_of(
                        X_Total={"type": "integer"},
                        X_Tags={"type": "array", "items": {"type": "integer"}},
                        X_Last={"type": "boolean"},
                        Last_Modified={"type": "string", "format": "date-time"},
                        X_Absent={"type": "string"},
                        X_Odd={"type": "integer"},
                        X_Pair={"type": "object", "properties": {"a": {"type": "integer"}}},
                        Content_Type={"type": "string"},
                    ),
                    "429": headers_of(Retry_After={"type": "integer"}),
                },
            }
        }
    }
    api = exchange(paths)
    modified = "Sun, 06 Nov 1994 08:49:37 GMT"
    fields = {
        "x-total": "12",
        "X-TAGS": "1, 2",
        "X-Last": "true",
        "Last-Modified": modified,
        "X-Odd": "many",
        "X-Pair": "a,1",
    }
    api.answer({}, headers=list(fields.items()))
    raw = api.module.raw_response(api.client.a)()
    headers = raw.headers_as(api.models.AResponseHeaders)
    assert (headers.x_total, headers.x_tags, headers.x_last) == (12, [1, 2], True)
    assert headers.last_modified.isoformat() == "1994-11-06T08:49:37+00:00"
    assert (headers.x_absent, headers.x_odd, headers.x_pair.a) == (None, "many", 1)
    assert not hasattr(headers, "content_type")

    api.answer({}, status=429, headers=[("Retry-After", "7")])
    with pytest.raises(api.errors.ApiError) as caught:
        api.client.a()
    assert caught.value.headers_as(api.models.A429ResponseHeaders).retry_after == 7


def test_headers_of_a_shared_response(exchange: Any) -> None:
    """A response that several operations refer to has one model; a header may be a JSON document."""
    header = {"content": {"application/json": {"schema": {"type": "array", "items": {}}}}}
    shared = {"description": "OK", "headers": {"X-List": header}}
    api = exchange(
        {
            f"/{i}": {
                "get": {
                    "operationId": i,
                    "responses": {"200": {"$ref": "#/components/responses/List"}},
                }
            }
            for i in "ab"
        },
        components={"responses": {"List": shared}},
    )
    api.answer({}, headers=[("x-list", '[1, {"a": "b,c"}]')])
    raw = api.module.raw_response(api.client.b)()
    assert raw.headers_as(api.models.ListHeaders).x_list == [1, {"a": "b,c"}]


# --- errors whose body is not a single object


BAD = {
    "BadA": obj("a", a=STRING),
    "BadB": obj("b", b=STRING, n=INTEGER),
    "Fault": obj("fault", fault=STRING),
}


def raised_by(api: Any, value: Any, *, status: int = 400, **answer: Any) -> Any:
    """Return what the client raises for a response."""
    api.answer(value, status=status, **answer)
    with pytest.raises(api.errors.ApiError) as caught:
        api.client.get()
    copied = pickle.loads(pickle.dumps(caught.value))
    assert (type(copied), copied.parsed) == (type(caught.value), caught.value.parsed)
    return caught.value


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("named", [False, True])
def test_an_error_that_is_one_of_several(exchange: Any, keyword: str, named: bool) -> None:
    """There is a class for each, chosen by what came."""
    union = {keyword: [ref("BadA"), ref("BadB"), STRING]}
    schemas = {**BAD, "Bad": union}
    api = exchange(
        get(s200=response(), s400=response(ref("Bad") if named else union)), schemas=schemas
    )
    error = raised_by(api, {"a": "x"})
    assert (type(error), error.parsed) == (api.errors.BadA, api.models.BadA(a="x"))
    error = raised_by(api, {"b": "x", "n": 1})
    assert (type(error), error.parsed) == (api.errors.BadB, api.models.BadB(b="x", n=1))
    error = raised_by(api, "text")
    assert (type(error), error.parsed) == (api.errors.BadRequestError, "text")
    error = raised_by(api, None, content=b"<html>", media_type="text/html")
    assert (type(error), error.parsed) == (api.errors.BadRequestError, None)


def test_an_error_that_a_discriminator_tells(exchange: Any) -> None:
    """The same properties, and another value of one."""
    kinds = {
        name: obj("kind", kind={"const": name.lower()}, text=STRING) for name in ("Left", "Right")
    }
    union = {"oneOf": [ref("Left"), ref("Right")], "discriminator": {"propertyName": "kind"}}
    for key in ("s409", "s4XX"):
        api = exchange(get(s200=response(), **{key: response(union)}), schemas=kinds)
        for name in kinds:
            error = raised_by(api, {"kind": name.lower(), "text": "x"}, status=409)
            # What belongs to several statuses has no class, and is told apart all the same.
            assert type(error).__name__ == (name if key == "s409" else "ConflictError")
            assert type(error.parsed) is getattr(api.models, name)


def test_an_error_that_may_be_null(exchange: Any) -> None:
    """It has the class of what it is otherwise."""
    for schema in ({"anyOf": [ref("Fault"), {"type": "null"}]}, {"oneOf": [ref("Fault")]}):
        api = exchange(get(s200=response(), s409=response(schema)), schemas=BAD)
        error = raised_by(api, {"fault": "x"}, status=409)
        assert (type(error), error.parsed) == (api.errors.Fault, api.models.Fault(fault="x"))
        error = raised_by(api, None, status=409)
        assert (type(error), error.parsed) == (api.errors.Fault, None)


def test_errors_of_unions_in_unions(exchange: Any) -> None:
    """Every object is told apart, once."""
    inner = {"anyOf": [ref("BadB"), {"type": "null"}]}
    union = {"oneOf": [ref("BadA"), ref("Inner"), {"oneOf": [ref("Fault"), ref("BadA")]}]}
    schemas = {**BAD, "Inner": inner}
    api = exchange(get(s200=response(), sdefault=response(union)), schemas=schemas)
    for value, name in (({"a": "x"}, "BadA"), ({"b": "x"}, "BadB"), ({"fault": "x"}, "Fault")):
        error = raised_by(api, value, status=500)
        assert type(error) is api.errors.InternalServerError
        assert type(error.parsed) is getattr(api.models, name)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "array", "items": ref("Fault")}, [{"fault": "x"}]),
        ({"type": "object", "additionalProperties": ref("Fault")}, {"k": {"fault": "x"}}),
        ({"type": "object"}, {"k": [1]}),
        ({}, {"k": 1}),
        (STRING, "no luck"),
        (INTEGER, 7),
        ({"type": "string", "enum": ["a", "b"]}, "b"),
        (ref("Faults"), [{"fault": "x"}]),
    ],
)
@pytest.mark.parametrize("key", ["s422", "s4XX", "sdefault"])
def test_an_error_that_is_no_object(exchange: Any, schema: Any, value: Any, key: str) -> None:
    """It has no class, and a typed body all the same."""
    schemas = {**BAD, "Faults": {"type": "array", "items": ref("Fault")}}
    api = exchange(get(s200=response(), **{key: response(schema)}), schemas=schemas)
    error = raised_by(api, value, status=422)
    assert type(error) is api.errors.UnprocessableEntityError
    fault = api.models.Fault(fault="x") if hasattr(api.models, "Fault") else None
    expected = value
    if isinstance(value, list):
        expected = [fault]
    elif isinstance(value, dict) and isinstance(value.get("k"), dict):
        expected = {"k": fault}
    assert error.parsed == expected
    assert error.body == value


def test_an_error_that_is_text(exchange: Any) -> None:
    """Text in its own character set; what is declared beside JSON as well."""
    api = exchange(get(s200=response(), s503=response(STRING, "text/plain")))
    answer = {"content": "später".encode("latin-1"), "media_type": "text/plain; charset=latin-1"}
    error = raised_by(api, None, status=503, **answer)
    assert (type(error), error.parsed) == (api.errors.InternalServerError, "später")


def test_errors_without_a_schema(exchange: Any) -> None:
    """Nothing is declared, so nothing is parsed."""
    api = exchange(get(s200=response(), s400=response()))
    error = raised_by(api, {"message": "x"})
    assert type(error) is api.errors.BadRequestError
    assert (error.parsed, error.body) == (None, {"message": "x"})


def test_one_of_several_errors_by_its_code(exchange: Any) -> None:
    """The code says more than the properties do."""
    schemas = {name: obj(message=STRING) for name in ("Throttled", "Conflict")}
    union = {"oneOf": [ref("Throttled"), ref("Conflict")]}
    extension = {"x-specloom-errors": {"code-header": "x-error", "message-members": ["message"]}}
    api = exchange(get(s200=response(), s400=response(union)), schemas=schemas, **extension)
    for name in schemas:
        error = raised_by(api, {"message": "x"}, headers=[("x-error", name)])
        assert (type(error), error.code) == (getattr(api.errors, name), name)
        assert error.parsed == getattr(api.models, name)(message="x")


# --- redirects, and successes beside errors


def test_a_redirect_beside_a_default(exchange: Any) -> None:
    """flask-smorest writes it: the default is an error, and never what is returned."""
    api = exchange(get(s302=response(), sdefault=response(ref("Fault"))), schemas=BAD)
    assert type(api.client).get.__annotations__["return"] == "None"
    api.answer(status=302, content=b"", headers=[("location", "/b")])
    assert api.client.get() is None
    assert raised_by(api, {"fault": "x"}, status=500).parsed == api.models.Fault(fault="x")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_operation_that_only_redirects(exchange: Any, status: int) -> None:
    """It returns where to; the client does not go there."""
    declared = {f"s{status}": response(), "s404": response(ref("Fault"))}
    api = exchange(get(**declared), schemas=BAD)
    assert type(api.client).get.__annotations__["return"] == "Redirect"
    api.answer(status=status, content=b"", headers=[("location", "https://b.example/c?d=e")])
    found = api.client.get()
    assert (type(found), found.location) == (api.module.Redirect, "https://b.example/c?d=e")
    assert type(raised_by(api, {"fault": "x"}, status=404)) is api.errors.Fault


def test_not_modified_is_no_error(exchange: Any) -> None:
    """The annotation says so where the operation takes the condition."""
    paths = get(s200=response(ref("Fault")), s304=response(), sdefault=response(ref("BadA")))
    api = exchange(paths, schemas=BAD)
    assert type(api.client).get.__annotations__["return"] == "models.Fault"
    api.answer(status=304, content=b"")
    options = api.module.RequestOptions(headers={"If-None-Match": '"1"'})
    assert api.client.get(options=options) is None
    operation = paths["/a"]["get"]
    operation["parameters"] = [{"name": "If-None-Match", "in": "header", "schema": STRING}]
    api = exchange(paths, schemas=BAD)
    assert type(api.client).get.__annotations__["return"] == "models.Fault | None"
    api.answer(status=304, content=b"")
    assert api.client.get(if_none_match='"1"') is None


def test_a_redirect_of_a_write_beside_a_success(exchange: Any) -> None:
    """No client follows it, so it is a result: a POST is not sent again after 302."""
    paths = get(s200=response(ref("Fault")), s302=response())
    paths["/a"] = {"post": paths["/a"]["get"]}
    api = exchange(paths, schemas=BAD)
    assert type(api.client).get.__annotations__["return"] == "models.Fault | Redirect"
    api.answer(status=302, content=b"", headers=[("location", "https://b.example/")])
    assert api.client.get().location == "https://b.example/"


def test_a_default_beside_errors_alone(exchange: Any) -> None:
    """It is one more error if it has their body, else the success."""
    paths = get(s400=response(ref("Fault")), sdefault=response(ref("Fault")))
    api = exchange(paths, schemas=BAD)
    assert type(api.client).get.__annotations__["return"] == "Any"
    assert raised_by(api, {"fault": "x"}, status=500).parsed == api.models.Fault(fault="x")
    paths = get(s400=response(ref("Fault")), sdefault=response(ref("BadA")))
    api = exchange(paths, schemas=BAD)
    assert type(api.client).get.__annotations__["return"] == "models.BadA"


def test_informational_statuses_alone(exchange: Any) -> None:
    """No body comes with them."""
    api = exchange(get(s101=response(ref("Fault"))), schemas=BAD)
    assert type(api.client).get.__annotations__["return"] == "None"


def test_any_json_that_is_none(exchange: Any) -> None:
    """FastAPI and Litestar declare JSON of any shape for streams and files: the Content-Type decides then."""
    api = exchange(
        {
            "/a": {
                "get": {
                    "operationId": "read",
                    "responses": {
                        "200": {
                            "description": "It",
                            "content": {"application/json": {"schema": {}}},
                        }
                    },
                }
            }
        }
    )
    api.answer(content=b"a,b", media_type="text/csv")
    assert api.client.read() == "a,b"
    api.answer(content=b"\x00\xff", media_type="application/octet-stream")
    assert api.client.read() == b"\x00\xff"
    api.answer(content=b"{", media_type="application/json")
    with pytest.raises(api.errors.ResponseDecodeError):
        api.client.read()
    api.answer(content=b"{}", media_type="text/plain")
    assert api.client.read() == {}


def test_type_checkers_know_what_wraps_a_method_without_a_documented_result(
    exchange: Any, type_errors: Any
) -> None:
    """Such a method returns Any, which could be a coroutine as well: it is taken for what it is."""
    anything = {"responses": {"200": {"description": "OK"}}}
    option = {"name": "o", "in": "query", "schema": {}}
    api = exchange(
        {"/things": {"get": {"operationId": "read", "parameters": [option], **anything}}}
    )
    name = api.module.__name__
    code = f"""
from {name} import AsyncFeature, Feature, raw_response, stream_response, wait_until


def use(client: Feature) -> object:
    with stream_response(client.read)(o=1) as response:
        response.read()
    wait_until(client.read, until=lambda thing: thing == 1)()
    return raw_response(client.read)(o=1).status


async def use_async(client: AsyncFeature) -> int:
    async with stream_response(client.read)(o=1) as response:
        await response.read()
    await wait_until(client.read, until=lambda thing: thing == 1)()
    status: str = (await raw_response(client.read)(o=1)).status
    return 1
"""
    assert [line.split(" [")[0] for line in type_errors(api.module, code)] == [
        '16: error: Incompatible types in assignment (expression has type "int", variable has type "str") '
    ]
