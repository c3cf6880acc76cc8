"""`specloom import botocore`: service models to OpenAPI documents."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from specloom.cli.main import main
from specloom.diagnostics import ConfigurationError, GenerationFailed
from specloom.importers.imported import import_document, split_location

from .conftest import Import, document_of


def operation(uri: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    """Return an operation; `input` and `output` are the names of shapes."""
    shapes = {k: {"shape": more.pop(k)} for k in ("input", "output") if k in more}
    code = more.pop("code", 200)
    http = {"method": method, "requestUri": uri, "responseCode": code}
    return {"http": http, **shapes, **more}


def structure(required: tuple[str, ...] = (), /, **members: Any) -> dict[str, Any]:
    """Return a structure; a member is the name of its shape, or that with its traits."""
    return {
        "type": "structure",
        "required": list(required),
        "members": {k: {"shape": m} if isinstance(m, str) else m for k, m in members.items()},
    }


def at(shape: str, location: str, name: str, **traits: Any) -> dict[str, Any]:
    """Return a member that is not in the body."""
    return {"shape": shape, "location": location, "locationName": name, **traits}


def test_parameters_are_where_the_model_has_them(toys: Import) -> None:
    """Path, query and header parameters; what is left is the body, under the names that JSON has."""
    document, said = toys(
        {"PutToy": operation("/toys/{id}", "PUT", input="PutToyRequest", code=201)},
        {
            "PutToyRequest": structure(
                ("toyId", "title"),
                toyId=at("String", "uri", "id"),
                size=at("Integer", "querystring", "s"),
                trace=at("String", "header", "X-Toy-Trace"),
                title={"shape": "String", "locationName": "Title"},
            )
        },
    )
    put = document["paths"]["/toys/{id}"]["put"]
    assert said == []
    assert [(p["in"], p["name"], p.get("required", False)) for p in put["parameters"]] == [
        ("path", "id", True),
        ("query", "s", False),
        ("header", "X-Toy-Trace", False),
    ]
    # The names that people know from boto3, where the wire has others.
    assert [p["x-specloom-name"] for p in put["parameters"]] == ["toyId", "size", "trace"]
    body = document["components"]["schemas"]["PutToyRequest"]
    assert body["required"] == ["Title"]
    assert list(body["properties"]) == ["Title"]
    assert put["requestBody"]["required"] is True
    assert list(put["responses"]) == ["201"]


def test_media_types_are_arguments_where_the_model_says_so(toys: Import) -> None:
    """`Content-Type` and `Accept` are no parameters in OpenAPI: a hint makes them arguments."""
    document, _ = toys(
        {"Play": operation("/play", "POST", input="PlayRequest", output="PlayResponse")},
        {
            "Body": {"type": "blob"},
            "PlayRequest": {
                **structure(
                    body="Body",
                    contentType=at("String", "header", "Content-Type"),
                    accept=at("String", "header", "Accept"),
                ),
                "payload": "body",
            },
            "PlayResponse": {
                **structure(body="Body", contentType=at("String", "header", "Content-Type")),
                "payload": "body",
            },
        },
    )
    play = document["paths"]["/play"]["post"]
    assert [(p["name"], p["x-specloom-argument"]) for p in play["parameters"]] == [
        ("Content-Type", True),
        ("Accept", True),
    ]
    binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    assert play["requestBody"] == {"content": binary}
    assert play["responses"]["200"]["content"] == binary
    assert "Content-Type" in play["responses"]["200"]["headers"]


TIMES = {
    "Body": {"shape": "Time"},
    "Iso": {"shape": "IsoTime"},
    "Http": {"shape": "Time", "timestampFormat": "rfc822"},
}


def test_timestamps_have_the_format_of_their_place(toys: Import) -> None:
    """Seconds in a body, ISO 8601 in the query, an HTTP date in a header, unless the model says otherwise."""
    document, _ = toys(
        {"Tick": operation("/tick", "POST", input="TickRequest")},
        {
            "Time": {"type": "timestamp"},
            "Times": {"type": "list", "member": {"shape": "Time"}},
            "IsoTime": {"type": "timestamp", "timestampFormat": "iso8601"},
            "TickRequest": structure(
                query=at("Time", "querystring", "q"),
                header=at("Time", "header", "h"),
                seconds=at("Time", "querystring", "u", timestampFormat="unixTimestamp"),
                several=at("Times", "header", "l"),
                **TIMES,
            ),
        },
    )
    tick = document["paths"]["/tick"]["post"]
    *single, several = (p["schema"] for p in tick["parameters"])
    formats = [schema.get("format", schema["type"]) for schema in single]
    assert formats == ["date-time", "http-date", "number"]
    assert several["items"]["format"] == "http-date"
    properties = document["components"]["schemas"]["TickRequest"]["properties"]
    assert properties["Body"]["type"] == "number"
    assert "1970" in properties["Body"]["description"]
    assert properties["Iso"]["format"] == "date-time"
    assert properties["Http"]["format"] == "http-date"


def test_values_have_types(toys: Import) -> None:
    """Enumerations are components; lists, maps, blobs, JSON values and documents are written in place."""
    document, _ = toys(
        {"Get": operation("/get", output="GetResponse")},
        {
            "Kind": {"type": "string", "enum": ["BALL", "DOLL", "BALL"]},
            "Blob": {"type": "blob", "min": 3},
            "Doc": {"type": "structure", "members": {}, "document": True},
            "Name": {"type": "string", "min": 1, "max": 9, "pattern": "[a-z]+"},
            "Other": {"type": "string", "pattern": r"\p{L}+"},
            "Names": {"type": "list", "member": {"shape": "Name"}, "max": 5},
            "Holes": {"type": "list", "member": {"shape": "Integer"}, "sparse": True},
            "Tags": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Name"}},
            "Tree": {"type": "list", "member": {"shape": "Tree"}},
            "GetResponse": structure(
                kind="Kind",
                blob="Blob",
                doc="Doc",
                names="Names",
                holes="Holes",
                tags="Tags",
                tree="Tree",
                other="Other",
                json={"shape": "String", "jsonvalue": True},
                old={"shape": "String", "deprecated": True, "deprecatedMessage": "Use kind."},
            ),
        },
    )
    schemas = document["components"]["schemas"]
    properties = schemas["GetResponse"]["properties"]
    name = {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "[a-z]+"}
    assert schemas["Kind"] == {"type": "string", "enum": ["BALL", "DOLL"]}
    assert properties["kind"] == {"$ref": "#/components/schemas/Kind"}
    assert properties["blob"] == {"type": "string", "format": "byte"}
    assert properties["doc"] == {}
    assert properties["names"] == {"type": "array", "items": name, "maxItems": 5}
    assert properties["holes"]["items"]["anyOf"][1] == {"type": "null"}
    assert properties["tags"] == {"type": "object", "additionalProperties": name}
    assert properties["tree"] == {"$ref": "#/components/schemas/Tree"}
    assert schemas["Tree"] == {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    assert properties["other"] == {"type": "string", "x-pattern": r"\p{L}+"}
    assert properties["json"] == {"type": "string", "contentMediaType": "application/json"}
    assert properties["old"]["deprecated"] is True
    assert properties["old"]["description"] == "Deprecated: Use kind."
    validate(document)


def test_unions_are_objects_with_one_property(toys: Import) -> None:
    """Each alternative is a component, which is called after the union and its member."""
    document, _ = toys(
        {"Get": operation("/get", output="GetResponse")},
        {
            "GetResponse": structure(block="Block"),
            "Image": structure(source="String"),
            "BlockImage": structure(),
            "Block": {**structure(text="String", image="Image", self="Block"), "union": True},
        },
    )
    schemas = document["components"]["schemas"]
    assert schemas["Block"] == {
        "oneOf": [
            {"$ref": "#/components/schemas/BlockText"},
            {"$ref": "#/components/schemas/BlockImageChoice"},
            {"$ref": "#/components/schemas/BlockSelf"},
        ]
    }
    assert schemas["BlockText"] == {
        "type": "object",
        "required": ["text"],
        "properties": {"text": {"type": "string"}},
    }
    assert schemas["BlockSelf"]["properties"]["self"] == {"$ref": "#/components/schemas/Block"}
    assert document["openapi"] == "3.1.0"
    validate(document)


ERRORS = {
    "Wrong": {**structure(message="String"), "exception": True, "error": {"httpStatusCode": 400}},
    "Full": {
        **structure(message="String"),
        "exception": True,
        "error": {"code": "QuotaExceeded", "httpStatusCode": 400},
    },
    "Broken": {**structure(message="String"), "exception": True, "fault": True},
    "Busy": {
        **structure(message="String", wait=at("String", "header", "Retry-After")),
        "exception": True,
        "error": {"httpStatusCode": 429},
        "retryable": {"throttling": True},
    },
}


def test_errors_of_one_status_are_all_there(toys: Import) -> None:
    """A component for each, called as its code; what may be retried is among the codes that are."""
    errors = [{"shape": name} for name in ERRORS]
    document, _ = toys({"Get": operation("/get", errors=errors)}, ERRORS)
    responses = document["paths"]["/get"]["get"]["responses"]
    assert list(responses) == ["200", "400", "429", "500"]
    assert responses["400"]["content"]["application/json"]["schema"] == {
        "anyOf": [
            {"$ref": "#/components/schemas/Wrong"},
            {"$ref": "#/components/schemas/QuotaExceeded"},
        ]
    }
    assert "Busy" in document["x-specloom-errors"]["retryable-codes"]
    assert list(document["components"]["schemas"]["Busy"]["properties"]) == ["message"]
    validate(document)


STREAM = {
    "Reply": {**structure(stream="Events"), "payload": "stream"},
    "Events": {
        **structure(start="Start", audio="Audio", row="Row", failed="Failed"),
        "eventstream": True,
    },
    "Start": {**structure(id="String"), "event": True},
    "Audio": {**structure(bytes={"shape": "Blob", "eventpayload": True}), "event": True},
    "Row": {
        **structure(
            kind={"shape": "String", "eventheader": True},
            cells={"shape": "Cells", "eventpayload": True},
        ),
        "event": True,
    },
    "Cells": structure(("a",), a="String"),
    "Blob": {"type": "blob"},
    "Failed": {
        **structure(message="String"),
        "exception": True,
        "error": {"httpStatusCode": 424},
    },
}


def test_streams_of_events(toys: Import) -> None:
    """An item is an object with one property, the event; exceptions are errors of the operation."""
    document, said = toys({"Talk": operation("/talk", "POST", output="Reply")}, STREAM)
    responses = document["paths"]["/talk"]["post"]["responses"]
    assert responses["200"]["content"] == {
        "application/vnd.amazon.eventstream": {
            "itemSchema": {"$ref": "#/components/schemas/Events"}
        }
    }
    assert list(responses) == ["200", "424"]
    schemas = document["components"]["schemas"]
    assert [each["$ref"].rpartition("/")[2] for each in schemas["Events"]["oneOf"]] == [
        "EventsStart",
        "EventsAudio",
        "EventsRow",
    ]
    assert schemas["EventsAudio"]["properties"]["audio"] == {"type": "string", "format": "byte"}
    row = schemas["EventsRow"]["properties"]["row"]
    assert row["required"] == ["a"]
    assert list(row["properties"]) == ["a", "kind"]
    assert said == []
    # itemSchema is a word of OpenAPI 3.2: validators refuse it in 3.1.
    assert document["openapi"] == "3.2.0"
    validate(document)


def test_a_bidirectional_stream_is_named(toys: Import) -> None:
    """What needs HTTP/2 both ways is left out, and reported."""
    document, said = toys(
        {
            "Talk": operation("/talk", "POST", input="Reply", output="Reply"),
            "Get": operation("/get"),
        },
        STREAM,
    )
    assert list(document["paths"]) == ["/get"]
    assert [each.partition(": ")[2] for each in said] == [
        "warning SL010 not-imported: the operation is left out: it is a bidirectional stream (HTTP/2) "
        "(#/operations/Talk)"
    ]


PAGED = {
    "ListRequest": structure(token=at("String", "querystring", "next")),
    "SearchRequest": structure(nextToken="String"),
    "Names": {"type": "list", "member": {"shape": "String"}},
    "Inner": structure(names="Names"),
    "Page": structure(
        nextToken="String", names="Names", others="Names", inner="Inner", more="String"
    ),
}


def test_paginators_are_hints(toys: Import) -> None:
    """Tokens of the query and of the body, nested items, several result keys; what is none is reported."""

    def pages(**more: Any) -> dict[str, Any]:
        return {"input_token": "token", "output_token": "nextToken", "result_key": "names", **more}

    names = ("List", "Search", "Both", "Odd")
    document, said = toys(
        {
            name: operation(
                f"/{name}",
                "POST",
                input=f"{'Search' * (name == 'Search') or 'List'}Request",
                output="Page",
            )
            for name in names
        },
        PAGED,
        paginators_1={
            "pagination": {
                "List": pages(result_key="inner.names", more_results="more"),
                "Search": pages(input_token="nextToken"),
                "Both": pages(result_key=["names", "others"]),
                "Odd": pages(output_token="nextToken || more"),
            }
        },
        paginators_1_sdk_extras={"merge": {"pagination": {"List": {"output_token": "nextToken"}}}},
    )
    hints = {name: document["paths"][f"/{name}"]["post"]["x-specloom-pagination"] for name in names}
    assert hints["List"] == {
        "kind": "token",
        "token-parameter": "next",
        "parameter-in": "query",
        "next-token": "nextToken",
        "items": "inner.names",
        "has-more": "more",
    }
    assert hints["Search"]["token-parameter"] == "nextToken"
    assert hints["Search"]["parameter-in"] == "body"
    assert hints["Both"]["items"] == "names"
    assert hints["Odd"] == {"kind": "none"}
    assert len(said) == 2
    assert "nextToken || more is not the path of a property" in said[1] + said[0]
    assert "others are in its response alone" in said[0] + said[1]


def test_waiters_are_hints(toys: Import) -> None:
    """A waiter that looks at one property; others are reported."""

    def sees(state: str, expected: str, matcher: str = "path") -> dict[str, Any]:
        return {"matcher": matcher, "argument": "more", "state": state, "expected": expected}

    document, said = toys(
        {"Get": operation("/get", output="Page"), "Other": operation("/other", output="Page")},
        PAGED,
        waiters_2={
            "waiters": {
                "ToyIsReady": {
                    "operation": "Get",
                    "delay": 2,
                    "maxAttempts": 30,
                    "acceptors": [
                        sees("success", "READY"),
                        sees("failure", "BROKEN"),
                        sees("retry", "MADE"),
                        sees("retry", "NotFound", "error"),
                    ],
                },
                "ToyGone": {
                    "operation": "Other",
                    "acceptors": [sees("success", "NotFound", "error")],
                },
            }
        },
    )
    assert document["paths"]["/get"]["get"]["x-specloom-wait"] == {
        "name": "toy_is_ready",
        "property": "more",
        "success": ["READY"],
        "failure": ["BROKEN"],
        "interval": 2,
        "timeout": 60,
    }
    assert "x-specloom-wait" not in document["paths"]["/other"]["get"]
    assert ["waiter is left out: it waits for an error" in each for each in said] == [True]


def test_several_waiters_of_an_operation_are_a_list(toys: Import) -> None:
    """In the order of the model."""
    states = {"ToyMade": "MADE", "ToyBroken": "BROKEN"}
    document, said = toys(
        {"Get": operation("/get", output="Page")},
        PAGED,
        waiters_2={
            "waiters": {
                name: {
                    "operation": "Get",
                    "acceptors": [
                        {
                            "matcher": "path",
                            "argument": "more",
                            "state": "success",
                            "expected": state,
                        }
                    ],
                }
                for name, state in states.items()
            }
        },
    )
    hints = document["paths"]["/get"]["get"]["x-specloom-wait"]
    assert [(hint["name"], hint["success"]) for hint in hints] == [
        ("toy_made", ["MADE"]),
        ("toy_broken", ["BROKEN"]),
    ]
    assert said == []


def test_servers_have_the_endpoints_of_the_rules(toys: Import) -> None:
    """The region, FIPS and dual stack are variables; the usual ones are the defaults."""
    document, _ = toys({"Get": operation("/get")}, {})
    (server,) = document["servers"]
    variables = server["variables"]
    assert server["url"] == "https://{endpoint}.{region}.{domain}"
    assert variables["endpoint"]["enum"] == ["toys", "toys-fips"]
    assert variables["domain"]["enum"] == ["amazonaws.com", "api.aws", "amazonaws.com.cn"]
    assert {k: v["default"] for k, v in variables.items()} == {
        "region": "us-east-1",
        "endpoint": "toys",
        "domain": "amazonaws.com",
    }
    assert server["x-specloom-environment"] == ["AWS_ENDPOINT_URL_TOYS", "AWS_ENDPOINT_URL"]


def test_credentials_are_those_of_the_model(toys: Import) -> None:
    """Signatures with the signing name, and a bearer token where the service takes one."""
    document, _ = toys(
        {"Get": operation("/get"), "Hello": operation("/hello", authtype="none")}, {}
    )
    schemes = document["components"]["securitySchemes"]
    assert schemes["aws_credentials"]["x-specloom-auth"] == {
        "type": "aws-sigv4",
        "service": "toy-box",
        "region-variable": "region",
    }
    assert schemes["api_key"]["x-specloom-environment"] == ["AWS_BEARER_TOKEN_TOY_BOX"]
    assert document["security"] == [{"api_key": []}, {"aws_credentials": []}]
    assert document["paths"]["/hello"]["get"]["security"] == []


def test_paths_that_differ_in_names_alone_are_one(toys: Import) -> None:
    """OpenAPI has one path for both; each argument keeps its name."""
    document, _ = toys(
        {
            "A": operation("/x/{a}/r", input="InA"),
            "B": operation("/x/{b}/r?fixed=1", "PUT", input="InB"),
        },
        {
            "InA": structure(a=at("String", "uri", "a")),
            "InB": structure(b=at("String", "uri", "b")),
        },
    )
    assert list(document["paths"]) == ["/x/{a}/r"]
    fixed, b = document["paths"]["/x/{a}/r"]["put"]["parameters"]
    assert fixed == {"name": "fixed", "in": "query", "required": True, "schema": {"const": "1"}}
    assert (b["name"], b["x-specloom-name"]) == ("a", "b")


def test_idempotency_tokens(toys: Import) -> None:
    """In the body or a header, the client makes them; in the query it does not, which is reported."""
    token = {"idempotencyToken": True}
    document, said = toys(
        {name: operation(f"/{name}", "POST", input=name) for name in ("Body", "Header", "Query")},
        {
            "Body": structure(token={"shape": "String", "locationName": "Token", **token}),
            "Header": structure(token=at("String", "header", "X-Token", **token)),
            "Query": structure(token=at("String", "querystring", "t", **token)),
        },
    )
    hints = [item["post"].get("x-specloom-idempotency") for item in document["paths"].values()]
    assert hints == [{"body-member": "Token"}, {"header": "X-Token"}, None]
    assert len(said) == 1
    assert "it is in the query" in said[0]


def test_the_text_is_always_the_same(write_service: Callable[..., None]) -> None:
    """The same service, the same bytes; a comment says where they come from."""
    shapes = {"Out": {**structure(a="String"), "documentation": "<p>One</p><p>Two</p>"}}
    write_service({"Get": operation("/get", output="Out")}, shapes)
    first, second = import_document("botocore", "toys"), import_document("botocore", "toys")
    assert first.text == second.text
    assert first.text.startswith("# Toys: made of botocore 1.2.3, service model 2020-01-02.\n")
    assert document_of(first)["info"]["x-origin"] == {"format": "botocore:toys", "version": "1.2.3"}


def test_what_cannot_be_imported_is_refused_by_name(
    write_service: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Another protocol, an unknown service, an unknown importer: clear errors and exit codes."""
    write_service({}, {}, metadata={"protocol": "query", "protocols": ["query"]})
    with pytest.raises(GenerationFailed, match="'toys' speaks query: only rest-json"):
        import_document("botocore", "toys")
    with pytest.raises(GenerationFailed, match=r"no service 'toy'(?s:.)*Did you mean toys\?"):
        import_document("botocore", "toy")
    with pytest.raises(GenerationFailed, match=r"no service '\.\./toys'"):
        import_document("botocore", "../toys")
    with pytest.raises(ConfigurationError, match="no importer 'boto'; known: botocore"):
        import_document("boto", "toys")
    assert main(["import", "botocore", "toy"]) == 1
    assert main(["import", "boto", "toys"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_without_botocore_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no dependency of specloom."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(GenerationFailed, match=r"not installed(?s:.)*pip install botocore"):
        import_document("botocore", "bedrock")


def test_the_command_writes_a_file(
    write_service: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To a file with `--output`, which may be there already, else to standard output."""
    write_service({"Get": operation("/get")}, {})
    path = tmp_path / "specs" / "toys.yaml"
    for _ in range(2):
        assert main(["import", "botocore", "toys", "--output", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert "written, from botocore 1.2.3" in capsys.readouterr().out
    assert main(["import", "botocore", "toys"]) == 0
    assert capsys.readouterr().out == text


def test_the_short_form_of_a_location() -> None:
    """An importer, a colon, a name; a path on Windows and a URL are none."""
    assert split_location("botocore:sqs") == ("botocore", "sqs")
    for other in (r"C:\specs\api.yaml", "https://example.com/botocore:x", "botocore", "-"):
        assert split_location(other) is None


def test_the_installed_botocore_is_read() -> None:
    """The real model of Amazon Bedrock Runtime: a valid document, of which one operation is left out."""
    made = import_document("botocore", "bedrock-runtime")
    document = document_of(made)
    validate(document)
    names = {op["operationId"] for item in document["paths"].values() for op in item.values()}
    assert {"Converse", "ConverseStream", "InvokeModel", "ListAsyncInvokes"} <= names
    assert [each.location.pointer for each in made.diagnostics] == [
        "/operations/InvokeModelWithBidirectionalStream"
    ]
