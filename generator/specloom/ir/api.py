"""An API: operations, servers, security, conventions, as in OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import ClassVar, Literal, TypeAlias

from ..records import dataclass
from .pagination import Pagination
from .types import Doc, Json, Presence, Text, TypeDecl, TypeId, TypeRef

GroupBy: TypeAlias = Literal["tag", "path", "none"]
"""What operations are grouped by: the resources of a client; "none" makes all of them methods of it."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in a template that a value fills."""

    name: Text


TemplatePart: TypeAlias = Text | Hole


@dataclass(frozen=True, slots=True)
class Template:
    """A URL or path with holes, parsed once: literal text and holes in turn."""

    parts: tuple[TemplatePart, ...]


class ParameterLocation(Enum):
    """Where a parameter goes (`in`)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


class Style(Enum):
    """How a parameter's value is laid out (OpenAPI 3.1, section 4.8.12.3)."""

    SIMPLE = "simple"
    LABEL = "label"
    MATRIX = "matrix"
    FORM = "form"
    SPACE_DELIMITED = "spaceDelimited"
    PIPE_DELIMITED = "pipeDelimited"
    DEEP_OBJECT = "deepObject"
    COOKIE = "cookie"


class Codec(Enum):
    """How a media type's bytes and values are turned into each other."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    TEXT = "text"
    BYTES = "bytes"
    EVENTS = "events"  # server-sent events whose data is JSON
    TEXT_EVENTS = "text-events"  # server-sent events whose data is text
    JSON_LINES = "json-lines"
    JSON_SEQUENCE = "json-sequence"
    AWS_EVENTS = "aws-events"
    PARTS = "parts"  # parts without names

    @property
    def is_sequence(self) -> bool:
        """Whether a body is a sequence of items, which are read and written one by one."""
        return self in _SEQUENCES

    @property
    def is_events(self) -> bool:
        """Whether a body is a sequence of server-sent events."""
        return self in (Codec.EVENTS, Codec.TEXT_EVENTS)


_SEQUENCES = frozenset(
    (
        Codec.EVENTS,
        Codec.TEXT_EVENTS,
        Codec.JSON_LINES,
        Codec.JSON_SEQUENCE,
        Codec.AWS_EVENTS,
        Codec.PARTS,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStyle:
    """How a property of a form is laid out, where the form says so (OpenAPI 3.1, section 4.8.15.1)."""

    name: Text
    style: Style
    explode: bool
    allow_reserved: bool = False


def without_parameters(media_type: str) -> str:
    """Return a media type without its parameters, in lower case (RFC 9110, section 8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A body in one media type. `part_types` are the media types that its parts have, by property; of parts without
    names, `item_types` are those by position, the last one for all that follow ("" where the document does not say it).

    Of a sequence, `type` is that of an item: of server-sent events, that of their data. `event_names` are the
    events that this is about, where others have other data and a content of their own; `sentinel` is the
    text that ends the sequence.
    """

    media_type: Text
    codec: Codec
    type: TypeRef
    part_types: tuple[tuple[Text, Text], ...] = ()
    part_styles: tuple[PartStyle, ...] = ()
    item_types: tuple[Text, ...] = ()
    examples: tuple[Json, ...] = ()
    event_names: tuple[Text, ...] = ()
    sentinel: Text | None = None
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter outside the body. `content` is set when the value is serialised as a document (JSON).

    `given_name` is what the document calls its argument (`x-specloom-name`).
    """

    wire_name: Text
    location: ParameterLocation
    type: TypeRef
    presence: Presence
    style: Style
    explode: bool
    allow_reserved: bool = False
    content: Content | None = None
    given_name: Text | None = None
    doc: Doc = field(default_factory=Doc)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """A request body, in one of several media types."""

    contents: tuple[Content, ...]
    required: bool
    doc: Doc = field(default_factory=Doc)
    at: str


@dataclass(frozen=True, slots=True)
class ExactStatus:
    """One status code."""

    code: int


@dataclass(frozen=True, slots=True)
class StatusRange:
    """A class of status codes, such as `4XX`; `first_digit` is 4."""

    first_digit: int


@dataclass(frozen=True, slots=True)
class DefaultStatus:
    """Every status code that is not declared otherwise."""


Status: TypeAlias = ExactStatus | StatusRange | DefaultStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A response header field."""

    wire_name: Text
    type: TypeRef
    presence: Presence
    doc: Doc = field(default_factory=Doc)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What can be called next with values of a response; `parameters` are pairs of name and runtime expression."""

    name: Text
    operation: Text
    parameters: tuple[tuple[Text, Text], ...] = ()
    doc: Doc = field(default_factory=Doc)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response that an operation may give; `header_type` is the object that its header fields make up."""

    status: Status
    contents: tuple[Content, ...]
    headers: tuple[Header, ...] = ()
    header_type: TypeId | None = None
    links: tuple[Link, ...] = ()
    doc: Doc = field(default_factory=Doc)
    at: str


@dataclass(frozen=True, slots=True)
class BodyMember:
    """A property of the JSON request body."""

    name: Text


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A header field of the request."""

    name: Text


Idempotency: TypeAlias = BodyMember | HeaderField
"""Where the token goes that makes repeating a request safe (`x-specloom-idempotency`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A variable of a server's URL. `environment` lists the environment variables that set it.

    `default` is None where the document has none, so that it must be given.
    """

    name: Text
    default: Text | None
    values: tuple[Text, ...] = ()
    doc: Doc = field(default_factory=Doc)
    environment: tuple[Text, ...] = ()
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the API is served. `environment` lists the environment variables that replace the URL."""

    url: Template
    variables: tuple[ServerVariable, ...] = ()
    doc: Doc = field(default_factory=Doc)
    environment: tuple[Text, ...] = ()
    at: str


@dataclass(frozen=True, slots=True)
class ApiKeyAuth:
    """An API key in a header field, the query or a cookie."""

    words: ClassVar[str] = "an API key"
    name: Text
    location: ParameterLocation


@dataclass(frozen=True, slots=True)
class BasicAuth:
    """HTTP Basic authentication (RFC 7617)."""

    words: ClassVar[str] = "a user name and a password"


class GrantType(Enum):
    """What a client can obtain tokens with (RFC 6749)."""

    CLIENT_CREDENTIALS = "client_credentials"
    PASSWORD = "password"
    REFRESH_TOKEN = "refresh_token"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGrant:
    """A way to obtain tokens, and the token endpoint that serves it: a URL, which may be relative to the server's."""

    type: GrantType
    token_url: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BearerAuth:
    """A bearer token (RFC 6750): HTTP bearer, OAuth 2 and OpenID Connect.

    `grants` are the ways to obtain one, `discovery_url` is where an OpenID provider describes itself.
    """

    words: ClassVar[str] = "a bearer token"
    grants: tuple[TokenGrant, ...] = ()
    discovery_url: Text | None = None

    @property
    def grant_types(self) -> frozenset[GrantType]:
        """What tokens can be obtained with."""
        found = {grant.type for grant in self.grants}
        if self.discovery_url is not None:
            found |= {GrantType.CLIENT_CREDENTIALS, GrantType.REFRESH_TOKEN}
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class DigestAuth:
    """HTTP Digest authentication (RFC 7616)."""

    words: ClassVar[str] = "a user name and a password"


@dataclass(frozen=True, slots=True)
class AwsSigV4Auth:
    """AWS Signature Version 4 for a service, in the region that the server variable `region_variable` holds."""

    words: ClassVar[str] = "AWS credentials"
    service: Text
    region_variable: Text


Authentication: TypeAlias = ApiKeyAuth | BasicAuth | BearerAuth | DigestAuth | AwsSigV4Auth
"""A way to authenticate; `words` is what a caller then has, for reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """A security scheme; `environment` lists the environment variables that hold its secret."""

    name: Text
    authentication: Authentication
    doc: Doc = field(default_factory=Doc)
    environment: tuple[Text, ...] = ()
    at: str


SecurityRequirements: TypeAlias = tuple[tuple[Text, ...], ...]
"""Alternatives (any of them), each a list of scheme names (all of them); an empty list means none is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorConventions:
    """How the API words its errors (`x-specloom-errors`).

    `code_header` and `request_id_headers` name response header fields; `code_members` and
    `message_members` are paths of property names in the error's body, tried in order;
    with `qualified_codes`, only "Code" of "namespace#Code:uri" counts. `retryable_codes` are error codes that a client may try again whatever the status.
    """

    code_header: Text | None = None
    code_members: tuple[tuple[Text, ...], ...] = ()
    message_members: tuple[tuple[Text, ...], ...] = ()
    request_id_headers: tuple[Text, ...] = ()
    qualified_codes: bool = False
    retryable_codes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRules:
    """What may be tried again beyond what HTTP says (`x-specloom-retry`).

    With `writes`, so may requests that are not idempotent; `statuses` are further ones that may pass.
    """

    writes: bool = False
    statuses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A group of operations."""

    name: Text
    doc: Doc = field(default_factory=Doc)
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedValue:
    """A property of the body, or else a query parameter, that is no argument: always sent with a value, or never (None)."""

    in_body: bool
    name: Text
    value: Json | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What a method waits for (`x-specloom-wait`): that a property of the response has one of the values of `success`.

    `path` are the names of properties that lead there, `failure` the values with which it never will. The seconds between
    calls, `interval`, and those for all of them, `timeout`, are defaults.
    """

    name: Text
    path: tuple[Text, ...]
    success: tuple[Json, ...]
    failure: tuple[Json, ...] = ()
    interval: Json
    timeout: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: a method on a path. `method` is as it is sent: in upper case, except for methods of the API's own.

    Where a response is JSON or a stream, there are two: the one that returns JSON, and one that is the
    `stream_of` it, by its pointer. Where a method waits, there are two as well: that one is the `wait_of` the other.
    """

    operation_id: Text | None
    method: str
    path: Template
    tags: tuple[Text, ...]
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: tuple[Response, ...]
    security: SecurityRequirements
    servers: tuple[Server, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    pagination: Pagination | None = None
    idempotency: Idempotency | None = None
    fixed: tuple[FixedValue, ...] = ()
    stream_of: str | None = None
    wait_of: str | None = None
    wait: Wait | None = None
    doc: Doc = field(default_factory=Doc)
    at: str

    @property
    def made_of(self) -> str | None:
        """The pointer of the operation that this one calls in another way; None for one of the document."""
        return self.stream_of or self.wait_of

    def is_fixed(self, name: Text, *, in_body: bool) -> bool:
        """Return whether a property of the body, or else a query parameter, is no argument."""
        return any(each.in_body is in_body and each.name == name for each in self.fixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """Requests that the API sends: to the URL that `expression` gives, for a callback, or to a webhook.

    A webhook has no expression; where it is sent is agreed on elsewhere.
    """

    name: Text
    expression: Text | None
    operations: tuple[Operation, ...]
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A whole API. `security` holds for every operation that does not say otherwise.

    `group_by` is how the document groups its operations (`x-specloom-group-by`).

    `specloom inspect` shows `contact` and `license`; clients do not.
    """

    title: Text
    version: Text
    doc: Doc = field(default_factory=Doc)
    contact: Text | None = None
    license: Text | None = None
    servers: tuple[Server, ...] = ()
    tags: tuple[Tag, ...] = ()
    operations: tuple[Operation, ...] = ()
    webhooks: tuple[Callback, ...] = ()
    types: Mapping[TypeId, TypeDecl] = field(default_factory=dict)
    security: SecurityRequirements = ()
    security_schemes: tuple[SecurityScheme, ...] = ()
    errors: ErrorConventions | None = None
    retry: RetryRules = field(default_factory=RetryRules)
    group_by: GroupBy | None = None
