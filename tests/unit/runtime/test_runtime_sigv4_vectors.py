"""AWS's own test vectors for Signature Version 4: 28 of aws-c-auth's and all 34 of the classic suite.

They are not in this repository. SPECLOOM_SIGV4_VECTORS names their folder; without it they are looked
for beside the repository, and skipped where there are none.

The request line of a vector is what the signer is given. A raw space or a raw "ሴ" is therefore handed
over as it stands: encoding it first would have the signer encode it a second time ("%2520"), as it
rightly does in the classic get-space, whose request line is already encoded. In the query nothing is
encoded twice, so there it makes no difference. botocore's own get-space (the other folder) has the raw
line of aws-c-auth's, so it would prove nothing more.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from specloom.runtime import aws

ROOT = Path(__file__).resolve().parents[3]
VECTORS = Path(
    os.environ.get("SPECLOOM_SIGV4_VECTORS") or ROOT.parent / "shared" / "sigv4-test-suite"
)
if not VECTORS.is_dir():
    pytest.skip(
        f"no AWS signing vectors in {VECTORS} (set SPECLOOM_SIGV4_VECTORS)", allow_module_level=True
    )

CLASSIC_KEY = aws.AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
CLASSIC_TOKENS = {
    "get-vanilla-with-session-token": "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"
}
"""The classic suite does not say with which token the signer is to sign; the same case of aws-c-auth does."""


@dataclass(frozen=True)
class Vector:
    name: str
    request: bytes
    credentials: aws.AwsCredentials
    region: str
    service: str
    time: datetime
    canonical_request: str
    string_to_sign: str
    authorization: str


def text(path: Path) -> str:
    return path.read_bytes().replace(b"\r\n", b"\n").decode()


def current_vectors() -> list[Vector]:
    """Return those of aws-c-auth that a signer of header signatures for services other than S3 must meet."""
    vectors = []
    for file in sorted(VECTORS.glob("aws-c-auth-v4/*/context.json")):
        folder, context = file.parent, json.loads(text(file))
        if not context["normalize"] or context["sign_body"] or context.get("omit_session_token"):
            continue
        keys = context["credentials"]
        signed = text(folder / "header-signed-request.txt")
        vectors.append(
            Vector(
                name=f"aws-c-auth-{folder.name}",
                request=(folder / "request.txt").read_bytes(),
                credentials=aws.AwsCredentials(
                    keys["access_key_id"], keys["secret_access_key"], keys.get("token")
                ),
                region=context["region"],
                service=context["service"],
                time=datetime.fromisoformat(context["timestamp"]),
                canonical_request=text(folder / "header-canonical-request.txt"),
                string_to_sign=text(folder / "header-string-to-sign.txt"),
                authorization=signed.partition("\nAuthorization:")[2].partition("\n")[0].strip(),
            )
        )
        assert vectors[-1].authorization.endswith(text(folder / "header-signature.txt").strip())
    return vectors


def classic_vectors() -> list[Vector]:
    return [
        Vector(
            name=f"classic-{file.stem}",
            request=file.read_bytes(),
            credentials=aws.AwsCredentials(
                CLASSIC_KEY.access_key_id,
                CLASSIC_KEY.secret_access_key,
                CLASSIC_TOKENS.get(file.stem),
            ),
            region="us-east-1",
            service="service",
            time=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
            canonical_request=text(file.with_suffix(".creq")),
            string_to_sign=text(file.with_suffix(".sts")),
            authorization=text(file.with_suffix(".authz")).strip(),
        )
        for file in sorted(VECTORS.glob("aws4_testsuite/**/*.req"))
    ]


CURRENT, CLASSIC = current_vectors(), classic_vectors()


def parse(request: bytes) -> tuple[str, str, str, list[tuple[str, str]], bytes]:
    """Return method, path, query, header fields and body of a request as it stands in a vector."""
    head, _, body = request.replace(b"\r\n", b"\n").partition(b"\n\n")
    first, *lines = head.decode().strip("\n").split("\n")
    method, _, rest = first.partition(" ")
    path, _, query = rest.removesuffix(" HTTP/1.1").partition("?")
    fields: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith((" ", "\t")):
            name, value = fields.pop()
            fields.append((name, f"{value} {line.strip()}"))
        else:
            name, _, value = line.partition(":")
            fields.append((name, value))
    return method, path, query, fields, body


def test_every_applicable_vector_is_found():
    assert (len(CURRENT), len(CLASSIC)) == (28, 34)
    assert len({vector.name for vector in CURRENT + CLASSIC}) == 62


@pytest.mark.parametrize("vector", [pytest.param(v, id=v.name) for v in CURRENT + CLASSIC])
def test_vector(vector: Vector, monkeypatch: pytest.MonkeyPatch):
    steps = []
    string_to_sign = aws.string_to_sign

    def observed(canonical: str, timestamp: str, scope: str) -> str:
        steps.extend((canonical, string_to_sign(canonical, timestamp, scope)))
        return steps[-1]

    monkeypatch.setattr(aws, "string_to_sign", observed)
    method, path, query, fields, body = parse(vector.request)
    added = aws.sign(
        method,
        path,
        query,
        fields,
        body,
        credentials=vector.credentials,
        region=vector.region,
        service=vector.service,
        time=vector.time,
        signed=lambda name: True,
    )

    assert steps == [vector.canonical_request, vector.string_to_sign]
    signature = vector.authorization.rpartition("Signature=")[2]
    assert added["authorization"].rpartition("Signature=")[2] == signature
    assert added["authorization"] == vector.authorization
    assert added["x-amz-date"] == "20150830T123600Z"
    assert added.get("x-amz-security-token") == vector.credentials.session_token
