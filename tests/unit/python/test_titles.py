"""Package, class and environment variables are called as people call the API."""

from __future__ import annotations

import pytest
from specloom.config import ClientConfig
from specloom.ir.api import Api, ApiKeyAuth, BearerAuth, Hole, SecurityScheme, Server, Template
from specloom.ir.api import ParameterLocation as In
from specloom.ir.types import Text
from specloom.python.client.constructor import client_name
from specloom.python.names import package_name
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan

CONFIG = ClientConfig(spec="openapi.yaml", output="out")


def server(url: str) -> tuple[Server, ...]:
    """Return the servers of a document that has one; "*" in its URL is a variable."""
    if not url:
        return ()
    parts: list[Text | Hole] = [Text(url)]
    if "*" in url:
        before, _, after = url.partition("*")
        parts = [Text(before), Hole(Text("x")), Text(after)]
    return (Server(url=Template(tuple(parts)), at="#/servers/0"),)


@pytest.mark.parametrize(
    ("title", "url", "package", "name"),
    [
        ("GitHub's official OpenAPI spec + Octokit extension", "https://api.github.com", "github", "GitHub"),
        ("GitHub v3 REST API", "https://api.github.com", "github", "GitHub"),
        ("OpenAI API", "https://api.openai.com/v1", "openai", "OpenAI"),
        ("Stripe API", "https://api.stripe.com/", "stripe", "Stripe"),
        ("Kubernetes", "", "kubernetes", "Kubernetes"),
        ("DigitalOcean API", "https://api.digitalocean.com", "digitalocean", "DigitalOcean"),
        ("Amazon Bedrock API", "https://bedrock.*.amazonaws.com", "amazon_bedrock", "AmazonBedrock"),
        ("The Amazon Bedrock API", "", "amazon_bedrock", "AmazonBedrock"),
        ("Petstore - OpenAPI 3.0", "/api/v3", "petstore", "Petstore"),
        ("Swagger Petstore", "", "petstore", "Petstore"),
        ("Swagger Petstore - OpenAPI 3.1", "", "petstore", "Petstore"),
        ("Pets (1.0.2)", "", "pets", "Pets"),
        ("Pets API 2024-05-01 (beta)", "", "pets", "Pets"),
        ("Pets: an API for pets", "", "pets", "Pets"),
        ("RESTful API for Pets", "", "pets", "Pets"),
        ("The Pets Web API Specification, version 2.1", "", "pets", "Pets"),
        ("Pet\u2019s API", "", "pet", "Pet"),
        ("pet-store-api", "", "pet_store", "PetStore"),
        ("PetStoreAPI", "", "pet_store", "PetStore"),
        ("Todo Service", "", "todo_service", "TodoService"),
        ("My Public API", "", "my", "My"),
        ("Open Data API", "", "open_data", "OpenData"),
        # the host says where a word ends
        ("AppVeyor REST API", "https://ci.appveyor.com/api", "appveyor", "AppVeyor"),
        ("TCGdex API", "https://api.tcgdex.net", "tcgdex", "TCGdex"),
        ("AppVeyor REST API", "https://example.com", "app_veyor", "AppVeyor"),
        # more than three words, or none
        ("Transport for London Unified API", "https://api.digital.tfl.gov.uk", "tfl", "Tfl"),
        ("Storm Glass Marine Weather", "https://api.stormglass.io", "storm_glass", "StormGlass"),
        ("AWS Key Management Service", "https://kms.*.amazonaws.com", "kms", "Kms"),
        ("Key Value Store for Everyone", "http://localhost:8000", "key_value_store_for_everyone", "KeyValueStoreForEveryone"),
        ("Key Value Store for Everyone", "https://*.example.com", "key_value_store_for_everyone", "KeyValueStoreForEveryone"),
        ("Developer documentation", "https://api.journy.io", "journy", "Journy"),
        ("API v2", "https://api.github.com", "github", "GitHub"),
        ("API", "/", "api_client", "ApiClient"),
        ("", "https://192.168.0.1/", "api_client", "ApiClient"),
        # names of domains
        ("api.datumbox.com", "", "datumbox", "Datumbox"),
        ("api.video", "", "api_video", "ApiVideo"),
        ("APIs.guru", "https://api.apis.guru/v2", "apis_guru", "APIsGuru"),
        # names that are taken
        ("FastAPI", "", "fastapi_client", "FastAPI"),
        ("Calendar JSON API", "", "calendar_client", "Calendar"),
    ],
)  # fmt: skip
def test_what_an_api_is_called(title: str, url: str, package: str, name: str) -> None:
    """By its title without what says no more; by its host where the title is long."""
    servers = server(url)
    api = Api(title=Text(title), version=Text("1"), servers=servers)
    assert package_name(api, CONFIG) == package
    assert client_name(Text(title), "api_client", servers) == name


@pytest.mark.parametrize(
    ("scheme", "variable"),
    [
        ("ApiKeyAuth", "OPENAI_API_KEY"),
        ("openai_api_key", "OPENAI_API_KEY"),
        ("bearerAuth", "OPENAI_BEARER_AUTH"),
        ("accessToken", "OPENAI_ACCESS_TOKEN"),
        ("OAuth2PasswordBearer", "OPENAI_OAUTH2_PASSWORD_BEARER"),
        ("base_url", "OPENAI_BASE_URL_CREDENTIALS"),
    ],
)
def test_environment_variables(scheme: str, variable: str) -> None:
    """The package, and the name of the credential without words that say no more."""
    assert _variables(scheme) == {scheme: variable}


def test_two_credentials_have_two_variables() -> None:
    """A shorter name is given once."""
    found = _variables("ApiKeyAuth", "api_key", "AdminApiKeyAuth")
    assert set(found.values()) == {"OPENAI_API_KEY", "OPENAI_API_KEY_AUTH", "OPENAI_ADMIN_API_KEY"}


def test_variables_of_an_older_client_stay() -> None:
    """They were not recorded, but followed from the argument, which was; recorded ones stay, too."""
    older = {"package": "openai", "scheme/ApiKeyAuth": "api_key_auth"}
    assert _variables("ApiKeyAuth", names=older) == {"ApiKeyAuth": "OPENAI_API_KEY_AUTH"}
    recorded = {**older, "environment/ApiKeyAuth": "api_key"}
    assert _variables("ApiKeyAuth", names=recorded) == {"ApiKeyAuth": "OPENAI_API_KEY"}


def _variables(*schemes: str, names: dict[str, str] | None = None) -> dict[str, str]:
    api = Api(
        title=Text("OpenAI API"),
        version=Text("1"),
        security_schemes=tuple(
            SecurityScheme(
                name=Text(name),
                authentication=(
                    BearerAuth() if "earer" in name else ApiKeyAuth(Text("x-key"), In.HEADER)
                ),
                at=f"#/components/securitySchemes/{name}",
            )
            for name in schemes
        ),
    )
    constructor = plan(api, CONFIG, PastClient(names=names or {})).constructor  # type: ignore[arg-type]
    return {each.scheme.name.raw: each.environment[0].raw for each in constructor.credentials}
