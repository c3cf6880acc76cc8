"""Uploads: what is signed, and what is read how."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from specloom.runtime.aws import AwsCredentials, AwsSigV4
from specloom.runtime.http import HttpRequest
from specloom.runtime.sources import source_of
from specloom.runtime.uploads import CHUNK_SIZE, UploadBody

CONTENT = b"x" * (2 * CHUNK_SIZE + 1)


def signed(upload: UploadBody | None, content: bytes = b"") -> str:
    """Return the signature of a request."""
    scheme = AwsSigV4(
        AwsCredentials("id", "secret"),
        service="s",
        region="r",
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
    )
    request = HttpRequest("PUT", "https://h/a", {}, content, upload=upload)
    scheme.apply(request)
    return request.headers["authorization"]


@pytest.mark.parametrize("kind", ["path", "open", "list"])
def test_files_are_hashed_before_they_are_sent(kind: str, tmp_path: Path) -> None:
    """In chunks; they are sent from their beginning then."""
    path = tmp_path / "a"
    path.write_bytes(CONTENT)
    value: Any = {"path": path, "open": io.BytesIO(CONTENT), "list": [CONTENT[:3], CONTENT[3:]]}
    upload = UploadBody([b"head", source_of(value[kind])])
    assert signed(upload) == signed(None, b"head" + CONTENT)
    assert b"".join(upload.chunks()) == b"head" + CONTENT
    assert upload.sha256() == hashlib.sha256(b"head" + CONTENT).hexdigest()
    upload.close()


@pytest.mark.parametrize("kind", ["iterator", "asynchronous"])
def test_what_is_read_once_cannot_be_signed(kind: str) -> None:
    """It would have to be read before it is sent; nothing is taken from it. A hash of the caller's own is used."""

    class Later:
        def __aiter__(self) -> Any:
            raise NotImplementedError

    iterator = iter([b"a"])
    value: Any = {"iterator": iterator, "asynchronous": Later()}[kind]
    upload = UploadBody([source_of(value)])
    with pytest.raises(ValueError, match=r"AWS signs a hash of the body.*itera.*UNSIGNED-PAYLOAD"):
        signed(upload)
    assert list(iterator) == [b"a"]
    scheme = AwsSigV4(AwsCredentials("id", "secret"), service="s", region="r")
    headers = {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    scheme.apply(HttpRequest("PUT", "https://h/a", headers, upload=upload))
    assert "authorization" in headers


def test_a_large_file_is_read_in_chunks(tmp_path: Path) -> None:
    """None of them is larger than the others."""
    path = tmp_path / "a"
    path.write_bytes(CONTENT)
    upload = UploadBody([source_of(path), CONTENT])
    assert upload.size == 2 * len(CONTENT)
    assert [len(chunk) for chunk in upload.chunks()] == [CHUNK_SIZE, CHUNK_SIZE, 1] * 2
    upload.close()


@pytest.mark.parametrize("value", ["text", 5, {"a": b"b"}])
def test_what_is_no_file(value: Any) -> None:
    """The message says what is."""
    with pytest.raises(TypeError, match=r"a file cannot be an? .*: give bytes, a Path"):
        source_of(value)
