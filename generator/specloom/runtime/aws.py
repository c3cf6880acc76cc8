# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""AWS Signature Version 4: signing requests, and the credentials.

The signature goes into the Authorization header. Paths are encoded twice, as every AWS service but
S3 expects them. Nothing here needs more than the standard library; profiles, SSO, assumed roles and
the credentials of containers and instances come from botocore where it is installed.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib
import importlib.util
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from .environment import from_environment
from .errors import MissingCredentialsError
from .forks import watch_forks
from .redaction import Secrets

if TYPE_CHECKING:
    from typing import Self

    from .auth import Origin
    from .http import HttpRequest
    from .uploads import UploadBody

_ALGORITHM = "AWS4-HMAC-SHA256"
_CHANGED_ON_THE_WAY = {"expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"}
_DEFAULT_PORTS = {"http": 80, "https": 443}

_FOUND_NONE = (
    "no AWS credentials: pass AwsCredentials to the client, or set AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary ones); "
)
_NONE_IN_BOTOCORE = "botocore found none in profiles, SSO, containers or instance roles either"
_NO_BOTOCORE = "for profiles, SSO and roles install this package with its [aws] extra (botocore)"


@dataclass(frozen=True, slots=True)
class AwsCredentials:
    """An AWS access key; temporary ones come with a session token."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


class FrozenCredentials(Protocol):
    """Credentials at one moment, shaped as botocore's `ReadOnlyCredentials`."""

    @property
    def access_key(self) -> str | None: ...
    @property
    def secret_key(self) -> str | None: ...
    @property
    def token(self) -> str | None: ...


@runtime_checkable
class CredentialsProvider(Protocol):
    """Credentials that may be renewed, as `boto3.Session().get_credentials()` gives them."""

    def get_frozen_credentials(self) -> FrozenCredentials: ...


AwsCredentialsSource: TypeAlias = (
    AwsCredentials
    | FrozenCredentials
    | CredentialsProvider
    | Callable[[], AwsCredentials | FrozenCredentials | CredentialsProvider | None]
)
"""AWS credentials, or whatever gives the ones to use now; it is asked again for every request."""


def canonical_path(path: str) -> str:
    """Return the path, as it goes on the wire, without dot and empty segments, encoded once more."""
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    end = "/" if segments and path.endswith("/") else ""
    return quote(f"/{'/'.join(segments)}{end}", safe="/-._~")


def canonical_query(query: str) -> str:
    """Return the query with its pairs sorted and in the one encoding that AWS compares.

    Both sides undo whatever percent-encoding was sent and apply their own; `+` is not a space here.
    """
    pairs = sorted(
        [quote(unquote_to_bytes(part), safe="-._~") for part in pair.partition("=")[::2]]
        for pair in query.split("&")
        if pair
    )
    return "&".join("=".join(pair) for pair in pairs)


def canonical_headers(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the fields sorted by lower-case name, repeated ones joined, white space squeezed."""
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name.lower(), []).append(" ".join(value.split()))
    return {name: ",".join(values[name]) for name in sorted(values)}


def canonical_request(
    method: str, path: str, query: str, headers: Mapping[str, str], payload_hash: str
) -> str:
    """Return the text whose hash is signed. Every one of `headers` (from `canonical_headers`) is."""
    return "\n".join(
        (
            method.upper(),
            canonical_path(path),
            canonical_query(query),
            *(f"{name}:{value}" for name, value in headers.items()),
            "",
            ";".join(headers),
            payload_hash,
        )
    )


def string_to_sign(canonical: str, timestamp: str, scope: str) -> str:
    """Return the text that is signed: time, credential scope, hash of the canonical request."""
    return "\n".join((_ALGORITHM, timestamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))


def is_signed(name: str) -> bool:
    """Return whether a field is always signed, by its lower-case name; those that are arguments are, too."""
    return name in ("host", "content-type") or name.startswith("x-amz-")


def sign(
    method: str,
    path: str,
    query: str,
    headers: Iterable[tuple[str, str]],
    body: bytes | UploadBody,
    *,
    credentials: AwsCredentials,
    region: str,
    service: str,
    time: datetime,
    signed: Callable[[str], bool] = is_signed,
) -> dict[str, str]:
    """Sign a request and return the header fields to add to it.

    `path`, `query` and `headers` (with `host`) are those that go on the wire, undecoded; `time` is
    aware. `signed` says by lower-case name which fields the signature covers.
    """
    timestamp = time.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    added = {"x-amz-date": timestamp}
    if credentials.session_token:
        added["x-amz-security-token"] = credentials.session_token
    fields = [(name, value) for name, value in headers if name.lower() not in added]
    covered = canonical_headers(
        (name, value) for name, value in (*fields, *added.items()) if signed(name.lower())
    )
    payload_hash = covered.get("x-amz-content-sha256") or _hash_of(body)
    canonical = canonical_request(method, path, query, covered, payload_hash)

    scope = f"{timestamp[:8]}/{region}/{service}/aws4_request"
    key = f"AWS4{credentials.secret_access_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = string_to_sign(canonical, timestamp, scope)
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    added["authorization"] = (
        f"{_ALGORITHM} Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={';'.join(covered)}, Signature={signature}"
    )
    return added


def _hash_of(body: bytes | UploadBody) -> str:
    """Return the hash of a body. Raises `ValueError` for one that could not be sent after it has been read for it."""
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest()
    try:
        return body.sha256()
    except ValueError as error:
        raise ValueError(
            f"AWS signs a hash of the body before it is sent: {error}; give bytes, a Path or a file that can be "
            "read again, or the header x-amz-content-sha256 where the service takes UNSIGNED-PAYLOAD"
        ) from None


class AwsSigV4:
    """AWS Signature Version 4 as a security scheme.

    Credentials come from the argument, else from the environment (AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN), else from botocore's own chain where botocore is
    installed, which AWS_PROFILE and the shared configuration files steer as everywhere else.
    """

    secrets = Secrets(headers=frozenset({"authorization", "x-amz-security-token"}))

    def __init__(
        self,
        credentials: AwsCredentialsSource | None,
        *,
        service: str,
        region: str,
        argument: str = "aws_credentials",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.argument = argument
        self._credentials = credentials
        self._service = service
        self._region = region
        self._clock = clock
        self._botocore = credentials is None and importlib.util.find_spec("botocore") is not None
        self._chain: CredentialsProvider | None = None
        self._lock = threading.Lock()
        watch_forks(self)
        self.blocking = self._botocore or not isinstance(credentials, AwsCredentials | None)

    def renew_after_fork(self) -> None:
        """Take no lock over that a thread of the parent process held."""
        self._lock = threading.Lock()

    def with_credentials(self, credentials: AwsCredentialsSource | None) -> Self:
        """Return a scheme that signs with other credentials, for the same service and region."""
        return type(self)(
            credentials,
            service=self._service,
            region=self._region,
            argument=self.argument,
            clock=self._clock,
        )

    @property
    def how_to_give(self) -> str:
        return (
            f"pass {self.argument}= to the client (or set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY in the environment)"
        )

    def origin(self) -> Origin:
        """Return where the credentials come from; botocore is not asked, since that can be slow."""
        if self._credentials is not None:
            return "argument"
        return "environment" if self._botocore or _from_environment() else "missing"

    def apply(self, request: HttpRequest) -> None:
        """Sign the request as it stands now; a signature from an earlier attempt goes."""
        credentials = self._current_credentials()
        for name in ("authorization", "x-amz-date", "x-amz-security-token"):
            request.headers.pop(name, None)
        url = urlsplit(request.url)
        fields = {"host": _host(url), **request.headers}
        request.headers |= sign(
            request.method,
            url.path,
            url.query,
            fields.items(),
            request.content if request.upload is None else request.upload,
            credentials=credentials,
            region=self._region,
            service=self._service,
            time=self._clock(),
            signed=lambda name: is_signed(name) or name in request.arguments - _CHANGED_ON_THE_WAY,
        )

    def _current_credentials(self) -> AwsCredentials:
        if self._credentials is not None:
            credentials, reason = (
                _freeze(self._credentials),
                "the source of AWS credentials returned none",
            )
        else:
            credentials = _from_environment() or self._from_botocore()
            reason = _FOUND_NONE + (_NONE_IN_BOTOCORE if self._botocore else _NO_BOTOCORE)
        if credentials is None or not (credentials.access_key_id and credentials.secret_access_key):
            raise MissingCredentialsError(reason)
        return credentials

    def _from_botocore(self) -> AwsCredentials | None:
        if not self._botocore:
            return None
        try:
            with self._lock:
                if self._chain is None:
                    session = importlib.import_module("botocore.session").Session()
                    session.set_config_variable("region", self._region)  # of STS, as boto3 does
                    self._chain = session.get_credentials()
            return None if self._chain is None else _freeze(self._chain)
        except Exception as error:
            message = f"botocore could not load AWS credentials: {error}"
            raise MissingCredentialsError(message) from error


def _from_environment() -> AwsCredentials | None:
    key = from_environment(["AWS_ACCESS_KEY_ID"])
    secret = from_environment(["AWS_SECRET_ACCESS_KEY"]) if key else None
    if not key or not secret:
        return None
    return AwsCredentials(key, secret, from_environment(["AWS_SESSION_TOKEN"]))


def _freeze(source: AwsCredentialsSource | None) -> AwsCredentials | None:
    if source is None or isinstance(source, AwsCredentials):
        return source
    if isinstance(source, CredentialsProvider):
        source = source.get_frozen_credentials()
    elif callable(source):
        return _freeze(source())
    try:
        return AwsCredentials(source.access_key or "", source.secret_key or "", source.token)
    except AttributeError:
        raise TypeError(f"{type(source).__name__} is not a source of AWS credentials") from None


def _host(url: SplitResult) -> str:
    """Return the Host field that the HTTP library will send: no user name, no default port."""
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    return host if url.port in (None, _DEFAULT_PORTS.get(url.scheme)) else f"{host}:{url.port}"
