"""Where `AwsSigV4` takes its credentials from, in which order, and when it asks again."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import botocore.credentials
import botocore.session
import pytest
from specloom.runtime import aws
from specloom.runtime.auth import carries
from specloom.runtime.errors import ClientError, MissingCredentialsError
from specloom.runtime.http import HttpRequest

GIVEN = aws.AwsCredentials("GIVEN", "given-secret")
TIME = datetime(2026, 11, 23, 1, 43, 5, tzinfo=UTC)
Frozen = namedtuple("Frozen", ["access_key", "secret_key", "token"])


class Provider:
    """Credentials that change every time they are asked for."""

    def __init__(self, *frozen: Frozen) -> None:
        self._frozen = iter(frozen)

    def get_frozen_credentials(self) -> Frozen:
        return next(self._frozen)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No credentials anywhere, and nobody to ask over the network."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    return monkeypatch


@pytest.fixture
def key_in_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("AWS_ACCESS_KEY_ID", "FROMENV")
    environment.setenv("AWS_SECRET_ACCESS_KEY", "env-secret")


@pytest.fixture
def profiles(tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text(
        "[default]\naws_access_key_id = DEFAULTPROFILE\naws_secret_access_key = a\n"
        "[work]\naws_access_key_id = WORKPROFILE\naws_secret_access_key = b\n"
        "aws_session_token = work-token\n"
    )


@pytest.fixture
def no_botocore(environment: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "botocore"]:
        environment.delitem(sys.modules, name)
    environment.setitem(sys.modules, "botocore", None)


def scheme(credentials: aws.AwsCredentialsSource | None, **arguments) -> aws.AwsSigV4:
    return aws.AwsSigV4(credentials, service="bedrock", region="us-east-1", **arguments)


def send(signer: aws.AwsSigV4, request: HttpRequest | None = None) -> HttpRequest:
    request = request or HttpRequest("GET", "https://bedrock.us-east-1.amazonaws.com/x")
    signer.apply(request)
    return request


def key_of(request: HttpRequest) -> str:
    return request.headers["authorization"].partition("Credential=")[2].partition("/")[0]


def token_of(request: HttpRequest) -> str | None:
    return request.headers.get("x-amz-security-token")


# --- the sources, one by one


def test_credentials_are_positional_or_by_keyword():
    by_keyword = aws.AwsCredentials(access_key_id="a", secret_access_key="b", session_token="c")
    assert aws.AwsCredentials("a", "b", "c") == by_keyword
    assert aws.AwsCredentials("a", "b").session_token is None
    with pytest.raises(AttributeError):
        by_keyword.secret_access_key = "other"


def test_repr_hides_secrets():
    shown = repr(aws.AwsCredentials("AKIDEXAMPLE", "very-secret", "token-secret"))
    assert "AKIDEXAMPLE" in shown
    assert "very-secret" not in shown
    assert "token-secret" not in shown


@pytest.mark.parametrize(
    "source",
    [
        aws.AwsCredentials("KEY", "secret", "token"),
        Frozen("KEY", "secret", "token"),
        Provider(Frozen("KEY", "secret", "token")),
        lambda: aws.AwsCredentials("KEY", "secret", "token"),
        lambda: Frozen("KEY", "secret", "token"),
        lambda: Provider(Frozen("KEY", "secret", "token")),
        botocore.credentials.Credentials("KEY", "secret", "token"),
        botocore.credentials.ReadOnlyCredentials("KEY", "secret", "token"),
        boto3.Session("KEY", "secret", "token", region_name="eu-west-1").get_credentials(),
        boto3.Session("KEY", "secret", "token", region_name="eu-west-1").get_credentials,
    ],
    ids=[
        "AwsCredentials",
        "frozen",
        "provider",
        "callable",
        "callable-frozen",
        "callable-provider",
        "botocore",
        "botocore-frozen",
        "boto3",
        "boto3-callable",
    ],
)
def test_argument(source: aws.AwsCredentialsSource):
    signer = scheme(source, clock=lambda: TIME)
    assert signer.origin() == "argument"
    plain = scheme(aws.AwsCredentials("KEY", "secret", "token"), clock=lambda: TIME)
    assert send(signer) == send(plain)


def test_environment(environment: pytest.MonkeyPatch):
    environment.setenv("AWS_ACCESS_KEY_ID", "FROMENV")
    environment.setenv("AWS_SECRET_ACCESS_KEY", "env-secret")
    environment.setenv("AWS_SESSION_TOKEN", "env-token")
    signer = scheme(None, clock=lambda: TIME)
    assert signer.origin() == "environment"
    given = aws.AwsCredentials("FROMENV", "env-secret", "env-token")
    assert send(signer) == send(scheme(given, clock=lambda: TIME))


@pytest.mark.usefixtures("key_in_environment")
@pytest.mark.parametrize("token", [None, ""])
def test_environment_without_token(environment: pytest.MonkeyPatch, token: str | None):
    if token is not None:
        environment.setenv("AWS_SESSION_TOKEN", token)
    request = send(scheme(None))
    assert key_of(request) == "FROMENV"
    assert token_of(request) is None
    assert "x-amz-security-token" not in request.headers["authorization"]


@pytest.mark.usefixtures("profiles")
def test_default_profile_from_botocore():
    signer = scheme(None)
    assert signer.origin() == "environment"
    assert key_of(send(signer)) == "DEFAULTPROFILE"


@pytest.mark.usefixtures("profiles")
def test_named_profile_from_botocore(environment: pytest.MonkeyPatch):
    environment.setenv("AWS_PROFILE", "work")
    request = send(scheme(None))
    assert (key_of(request), token_of(request)) == ("WORKPROFILE", "work-token")


@pytest.mark.usefixtures("profiles", "key_in_environment")
def test_argument_then_environment_then_botocore(environment: pytest.MonkeyPatch):
    assert key_of(send(scheme(GIVEN))) == "GIVEN"
    assert key_of(send(scheme(None))) == "FROMENV"
    environment.delenv("AWS_SECRET_ACCESS_KEY")
    environment.delenv("AWS_ACCESS_KEY_ID")
    assert key_of(send(scheme(None))) == "DEFAULTPROFILE"


@pytest.mark.usefixtures("key_in_environment")
def test_the_environment_wins_over_a_profile_as_in_botocore(
    environment: pytest.MonkeyPatch, profiles: None
):
    environment.setenv("AWS_PROFILE", "work")
    theirs = botocore.session.Session().get_credentials().access_key
    assert key_of(send(scheme(None))) == theirs == "FROMENV"


# --- asked again for every request


def test_callable_is_asked_for_every_request():
    keys = iter([aws.AwsCredentials("FIRST", "1", "token-1"), aws.AwsCredentials("SECOND", "2")])
    signer = scheme(lambda: next(keys))
    request = send(signer)
    assert (key_of(request), token_of(request)) == ("FIRST", "token-1")
    again = send(signer, request)
    assert (key_of(again), token_of(again)) == ("SECOND", None)
    assert "x-amz-security-token" not in again.headers["authorization"]


def test_provider_is_asked_for_every_request():
    signer = scheme(Provider(Frozen("FIRST", "1", "token-1"), Frozen("SECOND", "2", "token-2")))
    requests = [send(signer), send(signer)]
    assert [key_of(request) for request in requests] == ["FIRST", "SECOND"]
    assert [token_of(request) for request in requests] == ["token-1", "token-2"]


@pytest.mark.usefixtures("key_in_environment")
def test_environment_is_read_for_every_request(environment: pytest.MonkeyPatch):
    signer = scheme(None)
    assert key_of(send(signer)) == "FROMENV"
    environment.setenv("AWS_ACCESS_KEY_ID", "ROTATED")
    assert key_of(send(signer)) == "ROTATED"


def test_botocore_chain_is_kept_and_asked_for_every_request(environment: pytest.MonkeyPatch):
    walks = []

    def get_credentials(session: botocore.session.Session) -> Provider:
        walks.append(session)
        return Provider(Frozen("FIRST", "1", None), Frozen("SECOND", "2", "token-2"))

    environment.setattr(botocore.session.Session, "get_credentials", get_credentials)
    signer = scheme(None)
    assert [key_of(send(signer)), key_of(send(signer))] == ["FIRST", "SECOND"]
    assert len(walks) == 1
    assert walks[0].get_config_variable("region") == "us-east-1"


def test_botocore_chain_is_walked_once_by_many_threads(environment: pytest.MonkeyPatch):
    walks = []
    barrier = threading.Barrier(4)

    def get_credentials(session: botocore.session.Session) -> object:
        walks.append(session)
        time.sleep(0.05)
        return botocore.credentials.Credentials("CHAIN", "secret")

    environment.setattr(botocore.session.Session, "get_credentials", get_credentials)
    signer = scheme(None)

    def work(_: int) -> str:
        barrier.wait(10)
        return key_of(send(signer))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == ["CHAIN"] * 4
    assert len(walks) == 1


def test_each_attempt_is_signed_anew():
    times = iter([TIME, TIME + timedelta(minutes=20)])
    signer = scheme(aws.AwsCredentials("KEY", "secret", "token"), clock=lambda: next(times))
    request = send(signer)
    first = dict(request.headers)
    send(signer, request)
    later = scheme(
        aws.AwsCredentials("KEY", "secret", "token"), clock=lambda: TIME + timedelta(minutes=20)
    )
    assert request == send(later)
    assert first["x-amz-date"] == "20261123T014305Z"
    assert request.headers["x-amz-date"] == "20261123T020305Z"
    assert request.headers["authorization"] != first["authorization"]


def test_the_clock_is_the_real_one_by_default():
    request = send(scheme(GIVEN))
    signed_at = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ")
    assert abs(signed_at.replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=5)


def test_only_the_headers_change():
    request = HttpRequest("POST", "https://h/a%3Ab?c=%2B", {"content-type": "text/plain"}, b"x")
    send(scheme(GIVEN), request)
    assert (request.method, request.url, request.content) == ("POST", "https://h/a%3Ab?c=%2B", b"x")
    assert set(request.headers) == {"content-type", "x-amz-date", "authorization"}


# --- building a client neither waits nor fails


def test_nothing_is_looked_up_before_the_first_request(environment: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("looked up too early")

    environment.setattr(botocore.session, "Session", fail)
    assert scheme(None).origin() == "environment"
    assert scheme(fail).origin() == "argument"
    with pytest.raises(MissingCredentialsError, match="looked up too early"):
        send(scheme(None))


def test_blocking():
    assert scheme(GIVEN).blocking is False
    assert scheme(lambda: GIVEN).blocking is True
    assert scheme(Provider()).blocking is True
    assert scheme(None).blocking is True


@pytest.mark.usefixtures("no_botocore")
def test_the_environment_alone_does_not_block():
    assert scheme(None).blocking is False


# --- nothing found


def test_nothing_found_by_botocore():
    signer = scheme(None)
    assert signer.origin() == "environment"
    with pytest.raises(MissingCredentialsError) as caught:
        send(signer)
    assert "AWS_ACCESS_KEY_ID" in str(caught.value)
    assert "botocore found none" in str(caught.value)


@pytest.mark.usefixtures("no_botocore")
def test_nothing_found_without_botocore():
    signer = scheme(None)
    assert signer.origin() == "missing"
    with pytest.raises(MissingCredentialsError) as caught:
        send(signer)
    assert isinstance(caught.value, ClientError)
    for hint in ("AwsCredentials", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "[aws]"):
        assert hint in str(caught.value)


@pytest.mark.usefixtures("no_botocore", "profiles")
def test_argument_and_environment_need_no_botocore(environment: pytest.MonkeyPatch):
    assert key_of(send(scheme(GIVEN))) == "GIVEN"
    signer = scheme(None)
    with pytest.raises(MissingCredentialsError):
        send(signer)
    environment.setenv("AWS_ACCESS_KEY_ID", "FROMENV")
    environment.setenv("AWS_SECRET_ACCESS_KEY", "env-secret")
    assert signer.origin() == "environment"
    assert key_of(send(signer)) == "FROMENV"


def test_botocore_that_cannot_be_imported(environment: pytest.MonkeyPatch):
    def import_module(name: str) -> None:
        raise ImportError(f"{name} is broken")

    environment.setattr(importlib, "import_module", import_module)
    with pytest.raises(MissingCredentialsError, match=r"botocore\.session is broken"):
        send(scheme(None))


def test_found_later(tmp_path: Path):
    signer = scheme(None)
    with pytest.raises(MissingCredentialsError):
        send(signer)
    (tmp_path / "credentials").write_text(
        "[default]\naws_access_key_id = LATER\naws_secret_access_key = a\n"
    )
    assert key_of(send(signer)) == "LATER"


def test_unknown_profile(environment: pytest.MonkeyPatch):
    environment.setenv("AWS_PROFILE", "no-such-profile")
    with pytest.raises(MissingCredentialsError, match="no-such-profile") as caught:
        send(scheme(None))
    assert isinstance(caught.value.__cause__, botocore.exceptions.ProfileNotFound)


def test_half_a_key_in_the_environment(environment: pytest.MonkeyPatch):
    environment.setenv("AWS_ACCESS_KEY_ID", "HALF")
    with pytest.raises(MissingCredentialsError, match="missing: AWS_SECRET_ACCESS_KEY"):
        send(scheme(None))


@pytest.mark.usefixtures("no_botocore")
@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_half_a_key_without_botocore(environment: pytest.MonkeyPatch, name: str):
    environment.setenv(name, "HALF")
    assert scheme(None).origin() == "missing"
    with pytest.raises(MissingCredentialsError):
        send(scheme(None))


@pytest.mark.usefixtures("key_in_environment")
@pytest.mark.parametrize(
    "source",
    [
        lambda: None,
        aws.AwsCredentials("", ""),
        aws.AwsCredentials("KEY", ""),
        Frozen(None, None, None),
        lambda: Frozen("KEY", None, None),
    ],
    ids=["None", "empty", "no-secret", "frozen-empty", "frozen-no-secret"],
)
def test_an_empty_argument_is_not_replaced_by_the_environment(source: aws.AwsCredentialsSource):
    request = HttpRequest("GET", "https://h/x")
    with pytest.raises(MissingCredentialsError, match="returned none"):
        send(scheme(source), request)
    assert request.headers == {}


@pytest.mark.parametrize("source", ["AKID:secret", ("AKID", "secret"), boto3])
def test_something_else_altogether(source: object):
    with pytest.raises(TypeError, match=f"^{type(source).__name__} is not a source") as caught:
        send(scheme(source))
    assert "secret" not in str(caught.value)


def test_a_failure_of_the_callers_own_callable_is_theirs():
    def broken() -> aws.AwsCredentials:
        raise LookupError("vault is sealed")

    with pytest.raises(LookupError, match="vault is sealed"):
        send(scheme(broken))


def test_a_token_among_the_parameters_is_no_signature() -> None:
    """Documents declare `X-Amz-Security-Token` as a parameter: a request that has it is signed all the same."""
    given = scheme(aws.AwsCredentials("AKID", "secret"))
    request = HttpRequest("GET", "https://a.example/", {"x-amz-security-token": "t"})
    assert not carries(request, given)
    request.headers["authorization"] = "AWS4-HMAC-SHA256 Credential=other"
    assert carries(request, given)
