"""Our signatures against botocore's own signer, over what the vectors lack: ARNs, `+`, ports, and chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from unittest import mock
from urllib.parse import quote, urlsplit

import boto3
import botocore.auth
import httpx2
import pytest
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.runtime import aws
from specloom.runtime.http import HttpRequest

TIME = datetime(2026, 11, 23, 1, 43, 5, tzinfo=UTC)
KEY = aws.AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TEMPORARY = replace(KEY, session_token="AQoDYXdzEPT//////////wEXAMPLE+token==")
HOST = "https://bedrock.us-east-1.amazonaws.com"
SIGNATURE_FIELDS = ("authorization", "x-amz-date", "x-amz-security-token")


def encode(text: str) -> str:
    """Return a text as our client encodes path and query parameters."""
    return quote(text, safe="-._~")


def signed_by_us(
    request: HttpRequest, credentials: aws.AwsCredentials, time: datetime = TIME
) -> dict[str, str]:
    request = replace(request, headers=dict(request.headers))
    aws.AwsSigV4(credentials, service="bedrock", region="us-east-1", clock=lambda: time).apply(
        request
    )
    return {name: request.headers[name] for name in SIGNATURE_FIELDS if name in request.headers}


def signed_by_botocore(
    request: HttpRequest, credentials: aws.AwsCredentials, time: datetime = TIME
) -> dict[str, str]:
    theirs = AWSRequest(
        method=request.method,
        url=request.url,
        headers=dict(request.headers),
        data=request.content,
    )
    keys = Credentials(
        credentials.access_key_id, credentials.secret_access_key, credentials.session_token
    )
    naive = time.astimezone(UTC).replace(tzinfo=None)
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=naive):
        botocore.auth.SigV4Auth(keys, "bedrock", "us-east-1").add_auth(theirs)
    return {name: theirs.headers[name] for name in SIGNATURE_FIELDS if name in theirs.headers}


ARN = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1"
URLS = {
    "arn-encoded": f"{HOST}/foundation-models/{encode(ARN)}",
    "arn-colons-raw": f"{HOST}/foundation-models/arn:aws:bedrock:us-east-1::foundation-model%2Fx",
    "arn-raw": f"{HOST}/foundation-models/{ARN}",
    "lower-case-escapes": f"{HOST}/foundation-models/arn%3aaws%2fx",
    "encoded-percent": f"{HOST}/a/{encode('100%25')}",
    "space": f"{HOST}/a%20b/c%20",
    "tilde": f"{HOST}/~a/b~?~=~",
    "plus": f"{HOST}/a+b/{encode('c+d')}?q={encode('e+f')}",
    "sub-delimiters": f"{HOST}/!$&'()*,;=@",
    "unicode": f"{HOST}/{encode('ሴ/é😀')}?{encode('schlüssel')}={encode('größe 😀')}",
    "no-path": HOST,
    "no-path-but-query": f"{HOST}?a=1",
    "root": f"{HOST}/",
    "trailing-slash": f"{HOST}/custom-models/",
    "double-slashes": f"{HOST}//custom-models///x//",
    "dot-segments": f"{HOST}/a/./b/../c/..",
    "above-root": f"{HOST}/../../a",
    "encoded-dots": f"{HOST}/a/%2E%2E/b",
    "bare-question-mark": f"{HOST}/custom-models?",
    "empty-values": f"{HOST}/custom-models?b=&a=&c",
    "repeated-keys": f"{HOST}/custom-models?k=b&k=a&k=B&k=&K=a&k=a",
    "keys-that-are-prefixes": f"{HOST}/custom-models?ab=1&a=2&a-b=3&a%20b=4&a=1",
    "encoded-separators": f"{HOST}/x?a%26b=c%3Dd&a=b%26c",
    "equals-in-value": f"{HOST}/x?nextToken={encode('eyJhIjoi==')}",
    "port": "http://127.0.0.1:39443/custom-models",
    "other-scheme's-port": "http://localhost:443/custom-models",
    "default-port": "https://bedrock.us-east-1.amazonaws.com:443/custom-models",
    "default-port-http": "http://localhost:80/custom-models",
    "ipv6": "http://[::1]:5000/custom-models",
    "ipv6-default-port": "http://[::1]/custom-models",
    "upper-case-host": "https://Bedrock.US-East-1.amazonaws.com/custom-models",
    "user-in-url": "https://user:secret@localhost:8443/custom-models",
}


@pytest.mark.parametrize("credentials", [KEY, TEMPORARY], ids=["permanent", "temporary"])
@pytest.mark.parametrize("url", [pytest.param(url, id=name) for name, url in URLS.items()])
def test_url(url: str, credentials: aws.AwsCredentials):
    request = HttpRequest("GET", url)
    ours = signed_by_us(request, credentials)
    assert ours == signed_by_botocore(request, credentials)
    assert set(ours) == set(SIGNATURE_FIELDS if credentials is TEMPORARY else SIGNATURE_FIELDS[:2])


@pytest.mark.parametrize("url", [pytest.param(url, id=name) for name, url in URLS.items()])
def test_what_httpx2_sends_has_the_signature_of_what_we_signed(url: str):
    sent = httpx2.Request("GET", url)
    on_the_wire = f"{sent.url.scheme}://irrelevant{sent.url.raw_path.decode()}"
    received = HttpRequest("GET", on_the_wire, {"host": sent.headers["host"]})
    assert signed_by_us(HttpRequest("GET", url), KEY) == signed_by_botocore(received, KEY)


@pytest.mark.parametrize(
    ("method", "headers", "content"),
    [
        ("POST", {"content-type": "application/json"}, b'{"modelUnits": 1}'),
        ("POST", {"content-type": "application/json"}, b""),
        ("POST", {}, bytes(range(256))),
        ("PUT", {"content-type": "text/plain;  charset=utf-8 "}, "größe".encode()),
        ("DELETE", {}, b""),
        ("get", {}, b""),
        ("POST", {"x-amz-target": "A.B", "x-amz-meta-b": "  two   words ", "x-amz-a": ""}, b"{}"),
        ("POST", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}, b"whatever"),
        ("GET", {"host": "other.example:81"}, b""),
        ("GET", {"user-agent": "x/1", "connection": "keep-alive", "x-amzn-trace-id": "1"}, b""),
    ],
)
def test_headers_and_body(method: str, headers: dict[str, str], content: bytes):
    request = HttpRequest(method, f"{HOST}/model-customization-jobs", headers, content)
    assert signed_by_us(request, TEMPORARY) == signed_by_botocore(request, TEMPORARY)


def test_the_body_is_signed():
    one, other = (HttpRequest("POST", f"{HOST}/x", content=content) for content in (b"1", b"2"))
    assert signed_by_us(one, KEY)["authorization"] != signed_by_us(other, KEY)["authorization"]


def test_a_signature_of_an_earlier_attempt_does_not_count():
    request = HttpRequest(
        "POST", f"{HOST}/x", {"authorization": "stale", "x-amz-date": "stale"}, b"{}"
    )
    fresh = HttpRequest("POST", f"{HOST}/x", {}, b"{}")
    assert signed_by_us(request, KEY) == signed_by_us(fresh, KEY) == signed_by_botocore(fresh, KEY)


def test_the_time_is_converted_to_utc():
    request = HttpRequest("GET", f"{HOST}/x")
    elsewhere = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    ours = signed_by_us(request, KEY, elsewhere)
    assert ours["x-amz-date"] == "20251231T233000Z"
    assert ours == signed_by_botocore(request, KEY, elsewhere)


def test_only_headers_that_nobody_changes_underway_are_signed():
    headers = {
        "accept": "*/*",
        "accept-encoding": "gzip",
        "connection": "keep-alive",
        "content-length": "2",
        "content-type": "application/json",
        "user-agent": "x/1",
        "x-amz-target": "t",
        "x-amzn-trace-id": "1",
        "x-api-key": "k",
    }
    ours = signed_by_us(HttpRequest("POST", f"{HOST}/x", headers, b"{}"), TEMPORARY)
    names = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
    assert f"SignedHeaders={names}," in ours["authorization"]


@pytest.mark.parametrize("credentials", [KEY, TEMPORARY], ids=["permanent", "temporary"])
@pytest.mark.parametrize(
    ("operation", "arguments", "signed"),
    [
        ("list_foundation_models", {"byProvider": "a b~+/ü"}, "host;x-amz-date"),
        ("get_foundation_model", {"modelIdentifier": ARN}, "host;x-amz-date"),
        ("list_custom_models", {"maxResults": 5, "nextToken": "a+b/=="}, "host;x-amz-date"),
        ("delete_custom_model", {"modelIdentifier": "m"}, "host;x-amz-date"),
        (
            "create_provisioned_model_throughput",
            {"modelUnits": 1, "provisionedModelName": "n", "modelId": ARN},
            "content-type;host;x-amz-date",
        ),
    ],
)
def test_requests_of_boto3_itself(
    operation: str,
    arguments: dict[str, object],
    signed: str,
    credentials: aws.AwsCredentials,
    monkeypatch: pytest.MonkeyPatch,
):
    """The whole of boto3 builds and signs these; what it signs, and how, is what we do with the same request."""
    monkeypatch.delenv("AWS_BEARER_TOKEN_BEDROCK", raising=False)
    client = boto3.client(
        "bedrock",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1:39443",
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token,
    )
    prepared = []

    class Empty:
        def stream(self):
            yield b"{}"

    def answer(request, **_):
        prepared.append(request)
        return AWSResponse(request.url, 200, {}, Empty())

    client.meta.events.register("before-send.bedrock", answer)
    getattr(client, operation)(**arguments)

    (sent,) = prepared
    theirs = {
        name.lower(): value.decode() if isinstance(value, bytes) else value
        for name, value in sent.headers.items()
    }
    if credentials.session_token:
        signed += ";x-amz-security-token"
    assert f"SignedHeaders={signed}," in theirs["authorization"]

    time = datetime.strptime(theirs["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    request = HttpRequest(sent.method, sent.url, theirs, sent.body or b"")
    ours = signed_by_us(request, credentials, time)
    assert ours == {name: theirs[name] for name in SIGNATURE_FIELDS if name in theirs}


SEGMENTS = st.lists(st.text() | st.sampled_from(["", ".", "..", "a:b/c", "%3A", "+ ~"]), max_size=5)
PAIRS = st.lists(st.tuples(st.text(max_size=4), st.text()), max_size=6)


@settings(max_examples=400, database=None)
@given(
    segments=SEGMENTS,
    slash=st.booleans(),
    pairs=PAIRS,
    content=st.binary(max_size=64),
    credentials=st.sampled_from([KEY, TEMPORARY]),
    time=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
def test_any_path_and_query(
    segments: list[str],
    slash: bool,
    pairs: list[tuple[str, str]],
    content: bytes,
    credentials: aws.AwsCredentials,
    time: datetime,
):
    path = "".join(f"/{encode(segment)}" for segment in segments) + "/" * slash
    query = "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)
    request = HttpRequest("POST", f"{HOST}{path}?{query}" if pairs else HOST + path, {}, content)
    assert urlsplit(request.url).netloc == urlsplit(HOST).netloc
    assert signed_by_us(request, credentials, time) == signed_by_botocore(
        request, credentials, time
    )
