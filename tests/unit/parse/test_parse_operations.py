"""Operations to the neutral model: parameters, bodies, responses, security, servers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from specloom.ir.api import (
    Api,
    ApiKeyAuth,
    Codec,
    DefaultStatus,
    ExactStatus,
    Hole,
    Operation,
    Parameter,
    Response,
    SecurityScheme,
    Server,
    StatusRange,
)

Operations = Callable[..., Operation]

ARRAY = {"type": "array", "items": {"type": "string"}}
SAID = {"description": "d"}
OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
STRING = {"type": "string"}


def _parameter(parameter: Parameter, spelled: Any, presence: Any) -> str:
    """Return a parameter in short, such as `query q?: string form explode`."""
    name = f"{parameter.wire_name.raw}{presence(parameter.presence)}"
    words = [parameter.location.value, f"{name}: {spelled(parameter.type)}", parameter.style.value]
    words += ["explode"] * parameter.explode + ["reserved"] * parameter.allow_reserved
    if parameter.content is not None:
        words.append(f"as {parameter.content.codec.value}")
    return " ".join(words)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"name": "q", "in": "query", "schema": STRING}, "query q?: string form explode"),
        (
            {"name": "q", "in": "query", "schema": STRING, "required": True},
            "query q: string form explode",
        ),
        (
            {"name": "q", "in": "query", "schema": {**STRING, "default": "d"}},
            'query q="d": string form explode',
        ),
        ({"name": "q", "in": "query", "schema": ARRAY}, "query q?: [string] form explode"),
        (
            {"name": "q", "in": "query", "schema": ARRAY, "explode": False},
            "query q?: [string] form",
        ),
        (
            {"name": "q", "in": "query", "schema": ARRAY, "style": "spaceDelimited"},
            "query q?: [string] spaceDelimited",
        ),
        (
            {"name": "q", "in": "query", "schema": ARRAY, "style": "pipeDelimited"},
            "query q?: [string] pipeDelimited",
        ),
        (
            {"name": "q", "in": "query", "schema": OBJECT, "style": "deepObject"},
            "query q?: #/paths/~1x/post/parameters/0/schema deepObject",
        ),
        (
            {"name": "q", "in": "query", "schema": STRING, "allowReserved": True},
            "query q?: string form explode reserved",
        ),
        (
            {"name": "q", "in": "query", "content": {"application/json": {"schema": OBJECT}}},
            "query q?: #/paths/~1x/post/parameters/0/content/application~1json/schema form explode as json",
        ),
        ({"name": "X-H", "in": "header", "schema": ARRAY}, "header X-H?: [string] simple"),
        ({"name": "c", "in": "cookie", "schema": STRING}, "cookie c?: string form explode"),
        ({"name": "Accept", "in": "header", "schema": STRING}, ""),
        ({"name": "Authorization", "in": "header", "schema": STRING}, ""),
    ],
)
def test_parameters(
    declared: Any, expected: str, operation_of: Operations, spelled: Any, presence: Any
) -> None:
    operation = operation_of({"parameters": [declared]})
    assert " ".join(_parameter(p, spelled, presence) for p in operation.parameters) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (
            {"name": "id", "in": "path", "required": True, "schema": STRING},
            "path id: string simple",
        ),
        (
            {"name": "id", "in": "path", "required": True, "schema": ARRAY, "style": "label"},
            "path id: [string] label",
        ),
        (
            {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": ARRAY,
                "style": "matrix",
                "explode": True,
            },
            "path id: [string] matrix explode",
        ),
        ({"name": "id", "in": "path", "schema": STRING}, "path id: string simple"),
    ],
)
def test_path_parameters(
    declared: Any, expected: str, operation_of: Operations, spelled: Any, presence: Any
) -> None:
    operation = operation_of({"parameters": [declared]}, path="/x/{id}")
    assert " ".join(_parameter(p, spelled, presence) for p in operation.parameters) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (
            {"content": {"application/json": {"schema": STRING}}},
            "optional; application/json json string",
        ),
        (
            {"required": True, "content": {"application/json": {"schema": ARRAY}}},
            "required; application/json json [string]",
        ),
        (
            {"content": {"application/problem+json": {"schema": STRING}}},
            "optional; application/problem+json json string",
        ),
        (
            {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}},
            "optional; application/x-www-form-urlencoded form map of any",
        ),
        (
            {"content": {"multipart/form-data": {"schema": {"type": "object"}}}},
            "optional; multipart/form-data multipart map of any",
        ),
        ({"content": {"text/plain": {"schema": STRING}}}, "optional; text/plain text string"),
        (
            {"content": {"application/octet-stream": {}}},
            "optional; application/octet-stream bytes bytes",
        ),
        (
            {"content": {"application/xml": {"schema": STRING}}},
            "optional; application/xml text string",
        ),
        (
            {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
            "optional; image/png bytes bytes",
        ),
        ({"content": {"application/json": {}}}, "optional; application/json json any"),
        (
            {"content": {"text/plain": {"schema": STRING}, "application/json": {"schema": STRING}}},
            "optional; application/json json string; text/plain text string",
        ),
        ({"content": {}}, "optional"),
    ],
)
def test_bodies(declared: Any, expected: str, operation_of: Operations, spelled: Any) -> None:
    body = operation_of({"requestBody": declared}).body
    assert body is not None
    contents = [f"{c.media_type.raw} {c.codec.value} {spelled(c.type)}" for c in body.contents]
    assert "; ".join(["required" if body.required else "optional", *contents]) == expected


def _response(response: Response, spelled: Any, presence: Any) -> str:
    """Return a response in short, such as `200; text/csv string; header X-N?: integer`."""
    match response.status:
        case ExactStatus(code):
            status = str(code)
        case StatusRange(digit):
            status = f"{digit}XX"
        case DefaultStatus():
            status = "default"
    contents = [f"{c.media_type.raw} {spelled(c.type)}" for c in response.contents]
    headers = [
        f"header {h.wire_name.raw}{presence(h.presence)}: {spelled(h.type)}"
        for h in response.headers
    ]
    return "; ".join([status, *contents, *headers])


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (
            {"200": {**SAID, "content": {"application/json": {"schema": STRING}}}},
            "200; application/json string",
        ),
        ({"204": SAID}, "204"),
        ({"4XX": SAID}, "4XX"),
        ({"default": SAID}, "default"),
        ({"200": SAID, "404": SAID, "5xx": SAID}, "200 / 404 / 5XX"),
        (
            {"201": {**SAID, "headers": {"X-N": {"schema": {"type": "integer"}}}}},
            "201; header X-N?: integer",
        ),
        (
            {"200": {**SAID, "headers": {"X-N": {"required": True, "schema": STRING}}}},
            "200; header X-N: string",
        ),
        ({"200": {**SAID, "content": {"text/csv": {"schema": STRING}}}}, "200; text/csv string"),
        ({"nonsense": SAID, "200": SAID}, "200"),
    ],
)
def test_responses(
    declared: Any, expected: str, operation_of: Operations, spelled: Any, presence: Any
) -> None:
    responses = operation_of({"responses": declared}).responses
    assert " / ".join(_response(one, spelled, presence) for one in responses) == expected


def _scheme(scheme: SecurityScheme) -> str:
    authentication = scheme.authentication
    words = [f"{scheme.name.raw}:", type(authentication).__name__]
    if isinstance(authentication, ApiKeyAuth):
        words += [authentication.location.value, authentication.name.raw]
    return " ".join(words)


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "s: ApiKeyAuth header X-Key [['s']]"),
        ({"type": "apiKey", "in": "query", "name": "k"}, "s: ApiKeyAuth query k [['s']]"),
        ({"type": "apiKey", "in": "cookie", "name": "k"}, "s: ApiKeyAuth cookie k [['s']]"),
        ({"type": "http", "scheme": "basic"}, "s: BasicAuth [['s']]"),
        ({"type": "http", "scheme": "Bearer"}, "s: BearerAuth [['s']]"),
        ({"type": "http", "scheme": "digest"}, "s: DigestAuth [['s']]"),
        (
            {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://e.com/t", "scopes": {}}},
            },
            "s: BearerAuth [['s']]",
        ),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://e.com"}, "s: BearerAuth [['s']]"),
        ({"type": "mutualTLS"}, " [[]]"),
    ],
)
def test_security(scheme: Any, expected: str, parsed: Callable[..., tuple[Api, Any]]) -> None:
    components = {"securitySchemes": {"s": scheme}}
    paths = {"/x": {"get": {"responses": {"204": SAID}}}}
    api, _ = parsed(components=components, security=[{"s": []}], paths=paths)
    required = [[name.raw for name in names] for names in api.operations[0].security]
    assert f"{' '.join(map(_scheme, api.security_schemes))} {required}" == expected


def _server(server: Server) -> str:
    url = "".join(
        "{" + part.name.raw + "}" if isinstance(part, Hole) else part.raw
        for part in server.url.parts
    )
    variables = [
        f"{v.name.raw}={v.default.raw if v.default else None} {[text.raw for text in v.values]}"
        for v in server.variables
    ]
    return " ".join([url, *variables])


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        ([{"url": "https://a.example"}], "https://a.example"),
        (
            [
                {
                    "url": "https://{r}.example",
                    "variables": {"r": {"default": "eu", "enum": ["eu", "us"]}},
                }
            ],
            "https://{r}.example r=eu ['eu', 'us']",
        ),
        ([{"url": "https://{r}.example"}], "https://{r}.example r=None []"),
        ([{"url": "/v1"}], "/v1"),
        (
            [{"url": "https://a.example"}, {"url": "https://b.example"}],
            "https://a.example / https://b.example",
        ),
        ([], ""),
    ],
)
def test_servers(servers: Any, expected: str, parsed: Callable[..., tuple[Api, Any]]) -> None:
    api, _ = parsed(servers=servers, paths={"/x": {"get": {"responses": {"204": SAID}}}})
    assert " / ".join(map(_server, api.servers)) == expected


def test_operations_share_a_parameter_and_a_response(
    parsed: Callable[..., tuple[Api, Any]],
) -> None:
    """Each has the response with its own status, and reads a sequence item by item only where that is a success."""
    lines = {"application/jsonl": {"schema": {"type": "array", "items": {"type": "integer"}}}}
    shared: dict[str, Any] = {
        "parameters": {"P": {"name": "p", "in": "query", "schema": {"enum": ["a"]}}},
        "responses": {"R": {"description": "d", "content": lines}},
    }
    operation = {
        "parameters": [{"$ref": "#/components/parameters/P"}],
        "responses": {
            code: {"$ref": "#/components/responses/R"} for code in ("200", "201", "404", "409")
        },
    }
    api, _ = parsed(paths={"/x": {"get": operation, "put": operation}}, components=shared)
    for found in api.operations:
        assert [p.wire_name.raw for p in found.parameters] == ["p"]
        assert [(r.status, r.contents[0].codec) for r in found.responses] == [
            (ExactStatus(200), Codec.JSON_LINES),
            (ExactStatus(201), Codec.JSON_LINES),
            (ExactStatus(404), Codec.BYTES),
            (ExactStatus(409), Codec.BYTES),
        ]
