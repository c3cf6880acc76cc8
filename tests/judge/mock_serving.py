"""Small documents, and requests to the mock server of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mock_caller import mock_of
from specloom.config import ClientConfig
from specloom.serve.disturbances import Disturbances
from specloom.serve.messages import HttpRequest, HttpResponse
from specloom.serve.mock import MockServer

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 2},
        "tags": {"type": "array", "items": STRING},
    },
}
PROBLEM = {
    "type": "object",
    "required": ["reason"],
    "properties": {"reason": {"type": "string", "example": "no such pet"}},
}


def as_json(schema: Any, **more: Any) -> dict[str, Any]:
    """Return a body of JSON."""
    return {"content": {"application/json": {"schema": schema, **more}}}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def operation(*parameters: Any, body: Any = None, **responses: Any) -> dict[str, Any]:
    """Return an operation; its responses are given as `_200`, without any it has no content."""
    made: dict[str, Any] = {"parameters": list(parameters)}
    if body is not None:
        made["requestBody"] = {"required": True, **body}
    named = {name[1:]: {"description": "-", **each} for name, each in responses.items()}
    return {**made, "responses": named or {"204": {"description": "-"}}}


def parameter(name: str, schema: Any, place: str = "query", **more: Any) -> dict[str, Any]:
    """Return a parameter; those in the path are required."""
    return {"name": name, "in": place, "schema": schema, "required": place == "path", **more}


class Serving:
    """A mock server of a document with some paths, and requests to it."""

    def __init__(
        self, folder: Path, paths: Any, *, disturbances: Disturbances | None = None, **more: Any
    ) -> None:
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Pets", "version": "1"},
            "servers": [{"url": "https://pets.example/v1"}],
            "paths": paths,
            "components": {
                "schemas": {"Pet": PET, "Problem": PROBLEM},
                **more.pop("components", {}),
            },
            **more,
        }
        place = folder / "openapi.json"
        place.write_text(json.dumps(document))
        config = ClientConfig(spec=str(place), output=str(folder / "out"))
        self.server: MockServer = mock_of(config, disturbances)

    def send(
        self,
        target: str,
        method: str = "GET",
        *,
        body: Any = None,
        content: bytes | None = None,
        **headers: str,
    ) -> HttpResponse:
        """Send a request: with a value as JSON, or with bytes. Header fields are given with underscores."""
        path, _, query = target.partition("?")
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            fields.setdefault("content-type", "application/json")
            content = json.dumps(body).encode()
        return self.server.respond(
            HttpRequest(
                method=method,
                path=path,
                query=query,
                headers=list(fields.items()),
                content=content or b"",
                origin="http://mock.test",
            )
        )

    def errors(self, *arguments: Any, **named: Any) -> list[dict[str, str]]:
        """Return what is wrong with a request that is refused with 422; [] for one that is not."""
        response = self.send(*arguments, **named)
        if response.status < 300:
            return []
        assert response.status == 422, response
        assert response.headers["content-type"] == "application/problem+json"
        problem = value_of(response)
        assert problem["status"] == 422
        errors: list[dict[str, str]] = problem["errors"]
        return errors

    def places(self, *arguments: Any, **named: Any) -> list[tuple[str, str]]:
        """Return where a request is wrong: the location, and the name or else the pointer."""
        errors = self.errors(*arguments, **named)
        return [(e["location"], e.get("name", e.get("pointer", ""))) for e in errors]


def value_of(response: HttpResponse) -> Any:
    """Return the JSON value of a body."""
    return json.loads(response.content)
