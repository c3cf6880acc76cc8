"""Ways to authenticate: each is decided in `python/client/credentials.py`, and its names hide nothing."""

from __future__ import annotations

from typing import get_args

import pytest
from specloom.ir.api import (
    ApiKeyAuth,
    Authentication,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    DigestAuth,
    GrantType,
    ParameterLocation,
    TokenGrant,
)
from specloom.ir.types import Text
from specloom.python.client.credentials import TEST_SECRET, CredentialForm, credential_form
from specloom.python.naming.identifiers import RESERVED_RESOURCES

WAYS: tuple[Authentication, ...] = (
    ApiKeyAuth(name=Text("x-key"), location=ParameterLocation.HEADER),
    BasicAuth(),
    BearerAuth(),
    BearerAuth(
        grants=tuple(TokenGrant(type=each, token_url=Text("/token")) for each in GrantType),
        discovery_url=Text("https://id.example.com"),
    ),
    DigestAuth(),
    AwsSigV4Auth(service=Text("s3"), region_variable=Text("region")),
)


def form_of(way: Authentication) -> CredentialForm:
    """Return the form of a way, in a client whose server has a region."""
    return credential_form(way, {"region": "region"})


def test_every_way_is_tested() -> None:
    """A new one belongs into the list above."""
    assert {type(way) for way in WAYS} == set(get_args(Authentication))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: type(way).__name__)
def test_names_are_reserved(way: Authentication) -> None:
    """No resource or client of a document is called like what the module of the client imports for credentials."""
    form = form_of(way)
    imports = {*form.annotation.imports, *form.factory.imports, *form.exports}
    assert {item.name for item in imports} - RESERVED_RESOURCES == set()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: type(way).__name__)
def test_users_can_find_out_what_to_give(way: Authentication) -> None:
    """The documentation says what is taken; a value that the environment does not hold is shown."""
    form = form_of(way)
    assert form.description and form.takes and form.example and way.words
    assert form.has_variable or form.variables or form.example == form.test_value


def test_what_is_sent() -> None:
    """A signature is left to the runtime's tests; anything else is known."""
    sent = [form_of(way).sent for way in WAYS]
    assert [each and (each.location.value, each.name, each.text) for each in sent] == [
        ("header", "x-key", TEST_SECRET),
        ("header", "authorization", "Basic dXNlcjpwYXNzd29yZA=="),
        ("header", "authorization", f"Bearer {TEST_SECRET}"),
        ("header", "authorization", f"Bearer {TEST_SECRET}"),
        None,
        None,
    ]
