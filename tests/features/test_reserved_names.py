"""Names that a later version of specloom needs for itself: a client that had one for something else keeps it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx2
import pytest
from specloom.build.pipeline import generate
from specloom.config import ClientConfig
from specloom.output.folder.lock_file import read_lock
from specloom.python.allotting import resource_names, type_names
from specloom.run.progress import SilentProgress

RESOURCES = {
    "Retry": "retry",
    "SecurityScheme": "security_scheme",
    "ClientCredentials": "client_credentials",
    "DigestCredentials": "digest_credentials",
    "OAuth2Scheme": "oauth2_scheme",
    "HttpClient": "http_client",
    "StreamedResponse": "streamed_response",
    "Stream": "stream",
    "ServerSentEvent": "server_sent_event",
    "LinkPagination": "link_pagination",
}
"""The resources of the old client: their classes, and the properties of the client."""
ERRORS = (
    "WaitTimeoutError",
    "WaitFailedError",
    "PaginationError",
    "TokenRequestError",
    "WebhookError",
    "WebhookSignatureError",
)
SOON = {"RESERVED_FOR_STREAMS", "RESERVED_FOR_FILES", "RESERVED_FOR_WEBHOOKS"}


def document() -> dict[str, Any]:
    """Return a document whose tags and schemas are called as classes of today's runtime are."""
    body = {"type": "object", "properties": {"message": {"type": "string"}}}
    schemas: dict[str, Any] = {name: {**body, "description": name} for name in ERRORS}
    schemas["Retry"] = {"type": "object", "properties": {"after": {"type": "integer"}}}

    def content(name: str) -> dict[str, Any]:
        schema = {"$ref": f"#/components/schemas/{name}"}
        return {"description": name, "content": {"application/json": {"schema": schema}}}

    paths: dict[str, Any] = {
        f"/{module}": {
            "get": {
                "operationId": f"read{tag}",
                "tags": [tag],
                "responses": {"200": content("Retry")},
            }
        }
        for tag, module in RESOURCES.items()
    }
    errors = {str(460 + number): content(name) for number, name in enumerate(ERRORS)}
    paths["/retry"]["get"]["responses"] |= errors
    flow = {"tokenUrl": "https://example.com/token", "scopes": {}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{}, {"login": []}],
        "paths": paths,
        "webhooks": {
            "made": {
                "post": {
                    "requestBody": content("Retry"),
                    "responses": {"204": {"description": "Done"}},
                }
            }
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"login": {"type": "oauth2", "flows": {"clientCredentials": flow}}},
        },
    }


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A client of a generator that reserved nothing, updated by this one."""
    folder = tmp_path_factory.mktemp("reserved")
    (folder / "openapi.json").write_text(json.dumps(document()))
    config = ClientConfig(
        spec=str(folder / "openapi.json"),
        output=str(folder / "out"),
        package="reserved_shop",
        formatter="none",
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in ("RESERVED_ERRORS", "RESERVED_RESOURCES", *SOON):
            for module in (resource_names, type_names):
                if hasattr(module, name):
                    patch.setattr(module, name, frozenset())
        generate(config, SilentProgress())
    lock = folder / "out" / "specloom.lock.json"
    before = read_lock(lock.read_text()).names
    assert {before[f"class/{tag}"] for tag in RESOURCES} == set(RESOURCES)
    outcome = generate(config, SilentProgress())
    assert [d.code.number for d in outcome.diagnostics if d.severity.value == "warning"] == []
    after = read_lock(lock.read_text()).names
    assert {key: after.get(key) for key in before} == before
    sys.path.insert(0, str(folder / "out" / "src"))
    yield importlib.import_module("reserved_shop")
    sys.path.pop(0)
    for loaded in [m for m in sys.modules if m.partition(".")[0] == "reserved_shop"]:
        del sys.modules[loaded]


def test_classes_of_errors(updated: ModuleType) -> None:
    """They are what is raised, and what `errors` exports under their names; nothing else breaks."""
    errors = importlib.import_module("reserved_shop.errors")
    assert len(set(errors.__all__)) == len(errors.__all__)
    for number, name in enumerate(ERRORS):
        response = httpx2.Response(460 + number, json={"message": "no"})
        http = httpx2.Client(transport=httpx2.MockTransport(lambda _, r=response: r))
        with updated.Shop(http_client=http) as client, pytest.raises(errors.ApiError) as caught:
            client.retry.read_retry()
        assert type(caught.value) is getattr(errors, name)
        assert name in errors.__all__


@pytest.mark.parametrize(("class_name", "attribute"), RESOURCES.items())
def test_classes_of_resources(updated: ModuleType, class_name: str, attribute: str) -> None:
    """They are where they were, and the client returns them; what the runtime has is exported as well."""
    http = httpx2.Client(
        transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json={"after": 1}))
    )
    client = updated.Shop(http_client=http)
    resource = getattr(client, attribute)
    module = importlib.import_module(f"reserved_shop.resources.{attribute}")
    assert type(resource) is getattr(module, class_name)
    method = next(name for name in vars(type(resource)) if name.startswith("read"))
    assert getattr(resource, method)().after == 1


def test_exports(updated: ModuleType) -> None:
    """All that the package lists can be imported; its own `Retry` is that of the runtime, as ever."""
    for name in updated.__all__:
        assert getattr(updated, name) is not None
    assert updated.Retry.__module__ == "reserved_shop._runtime.options"


def test_types(updated: ModuleType, type_errors: Any) -> None:
    """Type checkers find nothing in the updated client."""
    code = (
        "from reserved_shop import Shop\n"
        "from reserved_shop.resources.retry import Retry\n"
        "retry: Retry = Shop().retry\n"
    )
    assert type_errors(updated, code) == []
