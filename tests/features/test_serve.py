"""What the mock server responds with: `specloom serve`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from mock_caller import mock_of
from mock_serving import INTEGER, STRING, Serving, as_json, operation, parameter, ref, value_of
from specloom.config import ClientConfig
from specloom.diagnostics import ConfigurationError
from specloom.serve.asgi import MockApplication
from specloom.serve.disturbances import Disturbances, FaultShare, Latency, faults_of, latency_of
from specloom.serve.messages import HttpRequest, HttpResponse

DATE = {"type": "string", "format": "date"}
UUID = {"type": "string", "format": "uuid"}

# --- routing


def test_a_path_is_found_with_and_without_that_of_the_server(tmp_path: Path) -> None:
    """A base URL may have the path of the document's server, or not."""
    serving = Serving(tmp_path, {"/pets": {"get": operation(_200=as_json(ref("Pet")))}})
    assert serving.server.base_path == "/v1"
    assert serving.send("/v1/pets").status == 200
    assert serving.send("/pets").status == 200
    assert serving.send("/v2/pets").status == 404


def test_a_path_without_parameters_comes_first(tmp_path: Path) -> None:
    """`/pets/mine` is not the pet with the id "mine" (OpenAPI 3.1, section 4.8.8.2)."""
    one = operation(parameter("id", INTEGER, "path"), _200=as_json(ref("Pet")))
    mine = operation(_200=as_json({"type": "array", "items": ref("Pet")}))
    serving = Serving(tmp_path, {"/pets/{id}": {"get": one}, "/pets/mine": {"get": mine}})
    assert isinstance(value_of(serving.send("/pets/mine")), list)
    assert isinstance(value_of(serving.send("/pets/7")), dict)
    assert serving.places("/pets/yours") == [("path", "id")]


def test_a_path_with_more_text_comes_first(tmp_path: Path) -> None:
    """`/pets/7.json` is the pet 7 in JSON."""
    plain = operation(parameter("id", INTEGER, "path"), _200={})
    dotted = operation(parameter("id", INTEGER, "path"), parameter("kind", STRING, "path"), _201={})
    serving = Serving(
        tmp_path, {"/pets/{id}": {"get": plain}, "/pets/{id}.{kind}": {"get": dotted}}
    )
    assert serving.send("/pets/7.json").status == 201
    assert serving.send("/pets/7").status == 200


def test_path_parameters_are_decoded(tmp_path: Path) -> None:
    """A slash within a value is not one of the path."""
    named = operation(parameter("name", {"enum": ["a/b", "ä"]}, "path"))
    serving = Serving(tmp_path, {"/pets/{name}.json": {"get": named}})
    assert serving.send("/pets/a%2Fb.json").status == 204
    assert serving.send("/pets/%C3%A4.json").status == 204
    assert serving.send("/pets/a/b.json").status == 404


def test_a_wrong_path_or_method_is_refused(tmp_path: Path) -> None:
    """404 for a path, 405 with the methods that there are."""
    serving = Serving(tmp_path, {"/pets": {"put": operation(), "delete": operation()}})
    assert serving.send("/cats").status == 404
    refused = serving.send("/pets", "POST")
    assert refused.status == 405
    assert sorted(refused.headers["allow"].split(", ")) == ["DELETE", "PUT"]


# --- values


def test_examples_of_the_document_are_served_as_they_are(tmp_path: Path) -> None:
    """With what the schema does not list, and however long."""
    example = {"id": 3, "name": "Rex", "more": list(range(500))}
    paths = {"/pet": {"get": operation(_200=as_json(ref("Pet"), example=example))}}
    assert value_of(Serving(tmp_path, paths).send("/pet")) == example


def test_an_example_that_contradicts_its_schema_is_not_served(tmp_path: Path) -> None:
    """A client could not read it; a value is made."""
    paths = {"/pet": {"get": operation(_200=as_json(ref("Pet"), example={"id": "three"}))}}
    value = value_of(Serving(tmp_path, paths).send("/pet"))
    assert isinstance(value["id"], int)
    assert value["name"]


def test_the_body_is_the_one_that_is_accepted(tmp_path: Path) -> None:
    """By the `Accept` of the request; JSON where it says nothing."""
    content = {
        "text/csv": {"schema": STRING, "example": "a,b"},
        "application/json": {"schema": ref("Pet")},
    }
    serving = Serving(tmp_path, {"/pet": {"get": operation(_200={"content": content})}})
    assert serving.send("/pet").headers["content-type"] == "application/json"
    csv = serving.send("/pet", accept="application/json;q=0.5, text/*")
    assert csv.headers["content-type"] == "text/csv"
    assert csv.content == b"a,b"


@pytest.mark.parametrize(
    ("declared", "schema", "sent"),
    [
        ("*/*", ref("Pet"), "application/json"),
        ("text/*", STRING, "text/plain"),
        ("image/*", {}, "image/x"),
    ],
)
def test_a_range_of_media_types_is_sent_as_one_of_them(
    declared: str, schema: Any, sent: str, tmp_path: Path
) -> None:
    """The usual one for a body of that kind."""
    content = {declared: {"schema": schema}}
    serving = Serving(tmp_path, {"/pet": {"get": operation(_200={"content": content})}})
    assert serving.send("/pet").headers["content-type"] == sent


def test_declared_header_fields_are_sent(tmp_path: Path) -> None:
    """With values of their types."""
    headers = {"X-Left": {"schema": {"type": "integer", "minimum": 5}}}
    serving = Serving(tmp_path, {"/pet": {"get": operation(_204={"headers": headers})}})
    assert int(serving.send("/pet").headers["x-left"]) >= 5


def test_a_redirect_leads_somewhere(tmp_path: Path) -> None:
    """It has a `Location`."""
    serving = Serving(tmp_path, {"/pet": {"get": operation(_302={})}})
    response = serving.send("/pet")
    assert response.status == 302
    assert response.headers["location"].startswith("https://")


def test_swagger_2_is_served(tmp_path: Path) -> None:
    """Forms, collection formats and the base path included."""
    place = tmp_path / "swagger.json"
    pets = {
        "parameters": [
            {
                "name": "ids",
                "in": "query",
                "type": "array",
                "items": INTEGER,
                "collectionFormat": "pipes",
            },
            {"name": "photo", "in": "formData", "type": "file", "required": True},
        ],
        "consumes": ["multipart/form-data"],
        "responses": {
            "200": {"description": "-", "schema": STRING, "examples": {"application/json": "x"}}
        },
        "produces": ["application/json"],
    }
    document = {
        "swagger": "2.0",
        "info": {"title": "Pets", "version": "1"},
        "basePath": "/api",
        "paths": {"/pets": {"post": pets}},
    }
    place.write_text(json.dumps(document))
    serving = Serving.__new__(Serving)
    serving.server = mock_of(ClientConfig(spec=str(place), output=str(tmp_path / "out")))
    kind = "multipart/form-data; boundary=B"
    part = b'--B\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n\xff\r\n--B--\r\n'
    response = serving.send("/api/pets?ids=1|2", "POST", content=part, content_type=kind)
    assert (response.status, response.content) == (200, b'"x"')
    wrong = serving.places("/api/pets?ids=1|b", "POST", content=part, content_type=kind)
    assert wrong == [("query", "ids")]
    empty = serving.places("/api/pets", "POST", content=b"--B--\r\n", content_type=kind)
    assert empty == [("body", "")]


# --- Prefer


def prefering(tmp_path: Path) -> Serving:
    """Return the server of a pet with named examples and errors."""
    examples = {name: {"value": {"id": 1, "name": name}} for name in ("rex", "tom")}
    one = operation(
        _200=as_json(ref("Pet"), examples=examples), _404=as_json(ref("Problem")), _5XX={}
    )
    return Serving(tmp_path, {"/pet": {"get": one}})


def test_prefer_chooses_a_response(tmp_path: Path) -> None:
    """By its status, of which a class may be declared."""
    serving = prefering(tmp_path)
    response = serving.send("/pet", prefer="respond-async, code=404; why=x, code=503")
    assert response.status == 404
    assert value_of(response) == {"reason": "no such pet"}
    assert response.headers["preference-applied"] == "code=404"
    assert serving.send("/pet", prefer="code=503").status == 503


def test_prefer_chooses_an_example(tmp_path: Path) -> None:
    """By its name; the first one is served without."""
    serving = prefering(tmp_path)
    assert value_of(serving.send("/pet"))["name"] == "rex"
    response = serving.send("/pet", prefer='example="tom"')
    assert value_of(response)["name"] == "tom"
    assert response.headers["preference-applied"] == 'example="tom"'


@pytest.mark.parametrize(
    ("prefer", "explanation"),
    [
        ("code=410", "no response with 410 is declared; there are 200, 404, 5XX"),
        ("code=soon", "code must be a status, such as 404"),
        ("example=kim", "there is no such example; there are rex, tom"),
        ("code=503, example=rex", "this response has no body, so it has no example"),
    ],
)
def test_what_is_not_declared_is_not_preferred(
    prefer: str, explanation: str, tmp_path: Path
) -> None:
    """The refusal says what there is."""
    assert prefering(tmp_path).errors("/pet", prefer=prefer) == [
        {"location": "header", "name": "Prefer", "message": explanation}
    ]


# --- pages


def listed(items: str, *parameters: Any, **hint: Any) -> dict[str, Any]:
    """Return a list in pages, in the property `items`."""
    properties = {
        items: {"type": "array", "items": ref("Pet")},
        "next": {"type": ["string", "null"]},
        "more": {"type": "boolean"},
        "pages": INTEGER,
        "total": INTEGER,
    }
    schema = {"type": "object", "properties": properties, "required": [items]}
    made = operation(*parameters, _200=as_json(schema))
    return {**made, "x-specloom-pagination": {"items": items, **hint}}


def test_pages_with_tokens_end(tmp_path: Path) -> None:
    """The first page has a token, the one that it leads to has none."""
    pages = listed(
        "pets", parameter("after", STRING), **{"token-parameter": "after", "next-token": "next"}
    )
    serving = Serving(tmp_path, {"/pets": {"get": pages}})
    first = value_of(serving.send("/pets"))
    second = value_of(serving.send(f"/pets?after={first['next']}"))
    assert first["pets"] and second["pets"]
    assert not second.get("next")


def test_a_token_that_must_be_there_is_empty(tmp_path: Path) -> None:
    """On the last page, where the schema requires it."""
    properties = {"pets": {"type": "array", "items": ref("Pet")}, "next": STRING}
    schema = {"type": "object", "properties": properties, "required": ["pets", "next"]}
    pages = operation(parameter("after", STRING), _200=as_json(schema))
    hint = {"items": "pets", "token-parameter": "after", "next-token": "next"}
    serving = Serving(tmp_path, {"/pets": {"get": {**pages, "x-specloom-pagination": hint}}})
    assert value_of(serving.send("/pets"))["next"]
    assert value_of(serving.send("/pets?after=x"))["next"] == ""


def test_pages_beyond_the_second_are_empty(tmp_path: Path) -> None:
    """Whoever begins there comes to an end, too."""
    hint = {"page-parameter": "page", "total-items": "total"}
    pages = listed("pets", parameter("page", INTEGER), kind="page", **hint)
    serving = Serving(tmp_path, {"/pets": {"get": pages}})
    bodies = [value_of(serving.send(f"/pets?page={number}")) for number in (1, 2, 3)]
    assert [(len(body["pets"]), body["total"]) for body in bodies] == [(1, 2), (1, 2), (0, 2)]


def test_pages_with_offsets_end(tmp_path: Path) -> None:
    """The second page begins after the items of the first one."""
    hint = {"offset-parameter": "skip", "total-items": "total"}
    pages = listed("pets", parameter("skip", INTEGER), kind="offset", **hint)
    serving = Serving(tmp_path, {"/pets": {"get": pages}})
    bodies = [value_of(serving.send(f"/pets?skip={number}")) for number in (0, 1, 2)]
    assert [(len(body["pets"]), body["total"]) for body in bodies] == [(1, 2), (1, 2), (0, 2)]


def test_pages_with_urls_end(tmp_path: Path) -> None:
    """The URL of the second page is one of the server, and has the first one's query."""
    pages = listed("pets", parameter("name", STRING), kind="next-url", **{"next-url": "next"})
    serving = Serving(tmp_path, {"/pets": {"get": pages}})
    url = value_of(serving.send("/v1/pets?name=a%20b"))["next"]
    assert url.startswith("http://mock.test/v1/pets?name=a%20b&")
    second = value_of(serving.send(url.removeprefix("http://mock.test")))
    assert second["pets"]
    assert not second.get("next")


def test_pages_with_links_end(tmp_path: Path) -> None:
    """The last page has no `Link`, though the document shows one."""
    array = {"type": "array", "items": ref("Pet")}
    link = {"Link": {"schema": STRING, "example": '<https://pets.example/2>; rel="next"'}}
    listing = operation(_200={**as_json(array), "headers": link})
    pages = {**listing, "x-specloom-pagination": {"kind": "link"}}
    serving = Serving(tmp_path, {"/pets": {"get": pages}})
    sent = serving.send("/pets").headers["link"]
    url, _, relation = sent.partition(">; ")
    assert relation == 'rel="next"'
    second = serving.send(url.removeprefix("<http://mock.test"))
    assert second.status == 200
    assert "link" not in second.headers


def test_pages_with_numbers_end(tmp_path: Path) -> None:
    """A full first page, as a shorter one would be the last; the pages are counted."""
    page = parameter("page", INTEGER)
    size = parameter("size", {"type": "integer", "default": 3})
    hint = {"page-parameter": "page", "size-parameter": "size", "total-pages": "pages"}
    pages = listed("pets", page, size, kind="page", **hint)
    serving = Serving(tmp_path, {"/pets": {"get": pages}})
    first = value_of(serving.send("/pets?size=4"))
    second = value_of(serving.send("/pets?size=4&page=2"))
    assert (len(first["pets"]), first["pages"], second["pages"]) == (4, 2, 2)


# --- streams


def streamed(media_type: str) -> dict[str, Any]:
    """Return an operation that streams pets (OpenAPI 3.2)."""
    return operation(_200={"content": {media_type: {"itemSchema": ref("Pet")}}})


def test_json_lines_are_streamed(tmp_path: Path) -> None:
    """A few items, each sent by itself."""
    paths = {"/pets": {"get": streamed("application/jsonl")}}
    response = Serving(tmp_path, paths, openapi="3.2.0").send("/pets")
    assert response.headers["content-type"] == "application/jsonl"
    items = [json.loads(piece) for piece in response.pieces if piece]
    assert len(items) == 2
    assert all(isinstance(item["id"], int) for item in items)


def test_a_stream_is_what_the_request_asks_for(tmp_path: Path) -> None:
    """Where the response is JSON or a stream, a property of the body decides."""
    content = {
        "application/json": {"schema": ref("Pet")},
        "text/event-stream": {"schema": ref("Pet")},
    }
    asked = {"type": "object", "properties": {"stream": {"type": "boolean"}}}
    paths = {"/pets": {"post": operation(body=as_json(asked), _200={"content": content})}}
    serving = Serving(tmp_path, paths)
    plain = serving.send("/pets", "POST", body={})
    stream = serving.send("/pets", "POST", body={"stream": True})
    assert plain.headers["content-type"] == "application/json"
    assert stream.headers["content-type"] == "text/event-stream"
    assert stream.content.count(b"data: ") == 2


# --- faults and latency


def test_faults_come_to_a_share_of_the_requests(tmp_path: Path) -> None:
    """With the declared body, if there is one; the same requests with the same seed."""
    paths = {"/pet": {"get": operation(_200=as_json(ref("Pet")), _503=as_json(ref("Problem")))}}

    def statuses(seed: int) -> list[int]:
        faults = [FaultShare(status=503, share=0.25), FaultShare(status=500, share=0.25)]
        serving = Serving(tmp_path, paths, disturbances=Disturbances(faults=faults, seed=seed))
        responses = [serving.send("/pet") for _ in range(200)]
        for response in responses:
            if response.status == 503:
                assert value_of(response) == {"reason": "no such pet"}
            if response.status == 500:
                assert response.headers["content-type"] == "application/problem+json"
        return [response.status for response in responses]

    found = statuses(1)
    assert set(found) == {200, 500, 503}
    assert found == statuses(1) != statuses(2)


def test_faults_and_latency_are_written_as_texts() -> None:
    """Shares from 0 to 1, which do not add up to more; milliseconds."""
    assert faults_of(["503:0.1", "drop:.5"]) == (
        FaultShare(status=503, share=0.1),
        FaultShare(status=0, share=0.5),
    )
    assert faults_of(["500"]) == (FaultShare(status=500, share=1.0),)
    assert latency_of("200") == Latency(least=0.2, most=0.2)
    assert latency_of("100-300") == Latency(least=0.1, most=0.3)
    for wrong in (["503:2"], ["200:0.1"], ["503:0.6", "500:0.6"], ["lost"]):
        with pytest.raises(ConfigurationError):
            faults_of(wrong)
    for wrong_latency in ("fast", "300-100", "-1", ""):
        with pytest.raises(ConfigurationError):
            latency_of(wrong_latency)


# --- ASGI


def asked(application: MockApplication, scope: Mapping[str, Any], content: bytes = b"") -> Any:
    """Send a request to an ASGI application; return the messages that it sends."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    usual = {"type": "http", "method": "GET", "query_string": b"", "headers": []}
    asyncio.run(application({**usual, **scope}, receive, send))
    return sent


def test_a_response_waits_for_its_latency(tmp_path: Path) -> None:
    """As long as was said; a line tells what happened."""
    paths = {"/pet": {"get": operation(_200=as_json(ref("Pet")))}}
    latency = Disturbances(latency=latency_of("100-300"), seed=1)
    server = Serving(tmp_path, paths, disturbances=latency).server
    waits: list[float] = []
    lines: list[str] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    application = MockApplication(server, lines.append, sleep)
    sent = asked(application, {"path": "/pet", "query_string": b"a=b"})
    assert len(waits) == 1
    assert 0.1 <= waits[0] <= 0.3
    assert lines == ["GET /pet?a=b 200"]
    assert sent[0]["status"] == 200
    body = b"".join(message.get("body", b"") for message in sent)
    assert dict(sent[0]["headers"])[b"content-length"] == str(len(body)).encode()
    asked(application, {"path": "/cat"})
    assert lines[1] == "GET /cat 404: the document has no such path"


def test_a_dropped_response_is_not_complete(tmp_path: Path) -> None:
    """A server then closes the connection."""
    drop = Disturbances(faults=[FaultShare(status=0, share=1.0)])
    server = Serving(tmp_path, {"/pet": {"get": operation()}}, disturbances=drop).server
    sent = asked(MockApplication(server), {"path": "/pet"})
    assert [message["type"] for message in sent] == ["http.response.start"]


def test_a_head_has_no_body(tmp_path: Path) -> None:
    """It is that of GET, unless the document has its own."""
    server = Serving(tmp_path, {"/pet": {"get": operation(_200=as_json(ref("Pet")))}}).server
    sent = asked(MockApplication(server), {"path": "/pet", "method": "HEAD"})
    assert sent[0]["status"] == 200
    assert int(dict(sent[0]["headers"])[b"content-length"]) > 0
    assert b"".join(message.get("body", b"") for message in sent) == b""


def test_no_text_of_the_document_breaks_a_header_field(tmp_path: Path) -> None:
    """Line ends in a media type or a name do not make another field."""
    content = {"text/plain\r\nx-evil: 1": {"schema": STRING}}
    server = Serving(tmp_path, {"/pet": {"get": operation(_200={"content": content})}}).server
    sent = asked(MockApplication(server), {"path": "/pet"})
    assert all(b"\n" not in name + value for name, value in sent[0]["headers"])


def test_credentials_are_not_shown(tmp_path: Path) -> None:
    """Those in the query are not in the line for a request."""
    key = {"key": {"type": "apiKey", "in": "query", "name": "api key"}}
    more = {"security": [{"key": []}], "components": {"securitySchemes": key}}
    server = Serving(tmp_path, {"/pet": {"get": operation()}}, **more).server
    lines: list[str] = []
    asked(
        MockApplication(server, lines.append),
        {"path": "/pet", "query_string": b"a=b&api%20key=secret&c"},
    )
    assert lines == ["GET /pet?a=b&api%20key=***&c 204"]


def test_a_bug_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server goes on, and says which it was."""
    server = Serving(tmp_path, {"/pet": {"get": operation()}}).server

    def fail(request: HttpRequest) -> HttpResponse:
        raise KeyError("lost")

    monkeypatch.setattr(server, "respond", fail)
    lines: list[str] = []
    sent = asked(MockApplication(server, lines.append), {"path": "/pet"})
    assert sent[0]["status"] == 500
    assert lines == ["GET /pet 500: a bug in specloom: KeyError: 'lost'"]


# --- what documents seldom have


@pytest.mark.parametrize(
    ("name", "is_shown"),
    [
        ("api_key", False),
        ("key", False),
        ("access_token", False),
        ("X-Amz-Signature", False),
        ("clientSecret", False),
        ("page_token", True),
        ("nextToken", True),
        ("sort_key", True),
        ("limit", True),
    ],
)
def test_what_is_called_like_a_secret_is_not_shown(
    name: str, is_shown: bool, tmp_path: Path
) -> None:
    """Whatever the document declares; the token of a page is none."""
    server = Serving(tmp_path, {"/pet": {"get": operation()}}).server
    request = HttpRequest(method="GET", path="/pet", query=f"{name}=a")
    assert server.target(request) == f"/pet?{name}={'a' if is_shown else '***'}"


WAITS = [
    {"name": "ready", "property": "state", "success": ["ready"]},
    {"name": "gone", "property": "state", "success": ["deleted", "gone"]},
]


def test_a_state_is_preferred(tmp_path: Path) -> None:
    """Of those that an operation is waited for; the first one has happened without."""
    schema = {"type": "object", "properties": {"state": STRING}, "required": ["state"]}
    waited = {**operation(_200=as_json(schema)), "x-specloom-wait": WAITS}
    serving = Serving(tmp_path, {"/jobs": {"get": waited}})
    assert value_of(serving.send("/jobs")) == {"state": "ready"}
    gone = serving.send("/jobs", prefer="state=gone")
    assert value_of(gone) == {"state": "deleted"}
    assert gone.headers["preference-applied"] == 'state="gone"'
    refused = serving.send("/jobs", prefer="state=lost")
    assert refused.status == 422
    assert "there are ready, gone" in refused.content.decode()


def test_parameters_of_one_segment_are_told_apart_by_type(tmp_path: Path) -> None:
    """Where their types say nothing, the first one takes as much as it can."""
    kind = parameter("kind", {"enum": ["gz", "tar.gz"]}, "path")
    dotted = operation(parameter("name", {"enum": ["a", "a.tar"]}, "path"), kind)
    number = parameter("number", INTEGER, "path")
    lettered = operation(parameter("letters", {"pattern": "^[a-z]+$"}, "path"), number)
    paths = {"/files/{name}.{kind}": {"get": dotted}, "/rows/{number}{letters}": {"get": lettered}}
    serving = Serving(tmp_path, paths)
    assert serving.places("/files/a.tar.gz") == []
    assert serving.places("/files/a.gz") == []
    assert serving.places("/files/b.zip") == [("path", "name"), ("path", "kind")]
    assert serving.places("/rows/12ab") == []
    assert serving.places("/rows/ab12") == [("path", "letters"), ("path", "number")]


@pytest.mark.parametrize(
    ("path", "first", "second", "asked"),
    [
        ("/{a}.{b}", {"enum": ["a.tar"]}, {"enum": ["gz"]}, "/a.tar.gz"),
        ("/{a}-{b}", {"const": "x-y"}, {"const": "z"}, "/x-y-z"),
        ("/{a}:{b}", {"const": "x:y"}, {"const": "z"}, "/x:y:z"),
        ("/{a}..{b}", DATE, DATE, "/2026-01-02..2026-01-31"),
        ("/{a}-{b}", DATE, DATE, "/2026-01-02-2026-01-31"),
        ("/{a}-{b}", UUID, STRING, "/0f0e0d0c-0b0a-4908-8706-050403020100-x-y"),
        ("/{a}-{b}", STRING, UUID, "/x-y-0f0e0d0c-0b0a-4908-8706-050403020100"),
        ("/{a},{b}", {"type": "number"}, {"type": "number"}, "/1.5,-2e3"),
        ("/{a}.{b}", {"type": "number"}, {"const": "json"}, "/1.5.json"),
        ("/{a}{b}", STRING, {"type": "integer"}, "/x12"),
    ],
)
def test_several_parameters_of_one_segment(
    path: str, first: Any, second: Any, asked: str, tmp_path: Path
) -> None:
    """What is between them ends the first as late as it can, as in other routers; types come before that."""
    named = operation(parameter("a", first, "path"), parameter("b", second, "path"))
    assert Serving(tmp_path, {path: {"get": named}}).places(asked) == []


def test_a_verb_behind_a_parameter(tmp_path: Path) -> None:
    """It is no part of the parameter, in an operation of its own."""
    things = {
        "/things/{id}": {"get": operation(parameter("id", STRING, "path"), _200={})},
        "/things/{id}:cancel": {"get": operation(parameter("id", {"const": "a"}, "path"), _201={})},
    }
    serving = Serving(tmp_path, things)
    assert serving.send("/things/a:cancel").status == 201
    assert serving.send("/things/a:stop").status == 200


@pytest.mark.parametrize("url", ["oauth/token", "/v1/oauth/token"])
def test_a_token_endpoint_of_the_server(url: str, tmp_path: Path) -> None:
    """A client with its id and secret gets a token there, and calls with it."""
    flows = {"clientCredentials": {"tokenUrl": url, "scopes": {}}}
    schemes = {"securitySchemes": {"login": {"type": "oauth2", "flows": flows}}}
    more = {"components": schemes, "security": [{"login": []}]}
    serving = Serving(tmp_path, {"/pet": {"get": operation()}}, **more)
    token = value_of(serving.send("/v1/oauth/token", "POST"))
    assert token["token_type"] == "Bearer"
    assert serving.send("/pet").status == 401
    assert serving.send("/pet", authorization=f"Bearer {token['access_token']}").status == 204
    assert serving.send("/v1/oauth/token").status == 404


XML_PET = {
    "type": "object",
    "xml": {"name": "pet", "namespace": "https://pets.example", "prefix": "p"},
    "properties": {
        "id": {"type": "integer", "example": 7, "xml": {"attribute": True}},
        "name": {"const": "A & B"},
        "photos": {
            "type": "array",
            "xml": {"wrapped": True},
            "items": {"const": "x", "xml": {"name": "photo"}},
        },
        "tags": {"type": "array", "items": {"allOf": [{"type": "string"}]}},
        "parent": {"$ref": "#/components/schemas/XmlPet"},
    },
}


def test_xml_is_made(tmp_path: Path) -> None:
    """As the schema says; an example of the document is sent as it is, or written where it is a value."""
    media: dict[str, Any] = {"schema": ref("XmlPet")}
    paths = {"/pet": {"get": operation(_200={"content": {"application/xml": media}})}}

    def sent() -> HttpResponse:
        serving = Serving(tmp_path, paths, components={"schemas": {"XmlPet": XML_PET}})
        return serving.send("/pet")

    assert sent().headers["content-type"] == "application/xml"
    root = ElementTree.fromstring(sent().content)
    assert root.tag == "{https://pets.example}pet"
    assert root.attrib == {"id": "7"}
    assert [child.tag for child in root] == ["name", "photos", "tags", "{https://pets.example}pet"]
    assert root.findtext("name") == "A & B"
    assert [(child.tag, child.text) for child in root.find("photos") or ()] == [("photo", "x")]
    media["example"] = "<pet/>"
    assert sent().content == b"<pet/>"
    media["example"] = {"id": 8, "name": "Rex", "<more>": 1}
    root = ElementTree.fromstring(sent().content)
    assert (root.attrib, root.findtext("name")) == ({"id": "8"}, "Rex")
