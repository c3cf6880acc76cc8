"""Changes between two versions of a client, as its callers see them."""

from __future__ import annotations

from enum import Enum, StrEnum

from ..records import dataclass


class ChangeSeverity(Enum):
    """What a change does to code that calls the client.

    Breaking code stops working or stops type-checking; risky code may meet what it was not written
    for; safe code is as good as before.
    """

    BREAKING = "breaking"
    RISKY = "risky"
    SAFE = "safe"


_BREAKING, _RISKY, _SAFE = ChangeSeverity


class Verdict(Enum):
    """The part of the version that the changes ask to be raised (semver 2.0.0)."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"


class ChangeKind(StrEnum):
    """Every kind of change; docs/changes.md lists the same. The values are stable identifiers.

    `text` says what happened. `severities` are those that a change of the kind can have; empty where the
    severity depends on the direction in which values go (requests or responses).
    """

    text: str
    severities: tuple[ChangeSeverity, ...]

    def __new__(cls, value: str, text: str, *severities: ChangeSeverity) -> ChangeKind:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.text = text
        kind.severities = severities
        return kind

    @property
    def is_addition(self) -> bool:
        """Whether callers can use more than before, or learn early what will be removed."""
        return self.value.endswith(("-added", "-deprecated"))

    @property
    def is_rename(self) -> bool:
        """Whether only a Python name changed."""
        return self.value.endswith("-renamed")

    # operations
    OPERATION_ADDED = "operation-added", "operation added", _SAFE
    OPERATION_REMOVED = "operation-removed", "operation removed", _BREAKING
    OPERATION_MOVED = "operation-moved", "the same operation on another path or method", _SAFE
    OPERATION_RENAMED = (
        "operation-renamed",
        "method renamed, or moved to another resource: safe if the old name works",
        _BREAKING,
        _SAFE,
    )
    RESOURCE_RENAMED = (
        "resource-renamed",
        "resource renamed, with all of its methods: safe if the old name works",
        _BREAKING,
        _SAFE,
    )
    OPERATION_DEPRECATED = "operation-deprecated", "operation deprecated", _SAFE
    OPERATION_REACTIVATED = "operation-reactivated", "operation no longer deprecated", _SAFE
    OPERATION_SERVER_CHANGED = (
        "operation-server-changed",
        "the operation's own servers changed",
        _RISKY,
    )
    IDEMPOTENCY_ADDED = "idempotency-added", "an idempotency token makes repeating safe", _SAFE
    IDEMPOTENCY_REMOVED = "idempotency-removed", "no idempotency token any longer", _RISKY
    PAGINATION_ADDED = "pagination-added", "the method returns a `Page`", _BREAKING
    PAGINATION_REMOVED = (
        "pagination-removed",
        "the method returns the response instead of a `Page`",
        _BREAKING,
    )
    PAGINATION_CHANGED = (
        "pagination-changed",
        "the items or the token of pages are in another place",
        _RISKY,
        _SAFE,
    )
    SECURITY_TIGHTENED = "security-tightened", "credentials that sufficed no longer do", _BREAKING
    SECURITY_LOOSENED = "security-loosened", "fewer or other credentials suffice as well", _SAFE
    # arguments
    PARAMETER_ADDED = "parameter-added", "argument added: breaking if required", _BREAKING, _SAFE
    PARAMETER_REMOVED = "parameter-removed", "argument removed", _BREAKING
    PARAMETER_RENAMED = "parameter-renamed", "argument renamed", _BREAKING
    PARAMETER_BECAME_REQUIRED = "parameter-became-required", "argument became required", _BREAKING
    PARAMETER_BECAME_OPTIONAL = "parameter-became-optional", "argument became optional", _SAFE
    PARAMETER_TYPE_CHANGED = "parameter-type-changed", "type of an argument changed"
    PARAMETER_BECAME_NULLABLE = "parameter-became-nullable", "argument may be `None`", _SAFE
    PARAMETER_NO_LONGER_NULLABLE = (
        "parameter-no-longer-nullable",
        "argument must no longer be `None`",
        _BREAKING,
    )
    PARAMETER_DEFAULT_CHANGED = (
        "parameter-default-changed",
        "the server's default for an argument changed",
        _RISKY,
        _SAFE,
    )
    PARAMETER_DEPRECATED = "parameter-deprecated", "argument deprecated", _SAFE
    PARAMETER_REACTIVATED = "parameter-reactivated", "argument no longer deprecated", _SAFE
    PARAMETER_MOVED = (
        "parameter-moved",
        "sent in another part of the request; breaking from the path, because its position is lost",
        _BREAKING,
        _SAFE,
    )
    PARAMETER_SERIALIZATION_CHANGED = (
        "parameter-serialization-changed",
        "serialized differently in requests",
        _SAFE,
    )
    PARAMETER_ORDER_CHANGED = (
        "parameter-order-changed",
        "path parameters, which are positional, in another order",
        _BREAKING,
    )
    BODY_FORM_CHANGED = (
        "body-form-changed",
        "the body is one argument instead of one per property, or the reverse",
        _BREAKING,
    )
    REQUEST_MEDIA_TYPE_ADDED = (
        "request-media-type-added",
        "the body can be sent in another media type as well",
        _SAFE,
    )
    REQUEST_MEDIA_TYPE_REMOVED = (
        "request-media-type-removed",
        "the body can no longer be sent in a media type",
        _BREAKING,
    )
    REQUEST_MEDIA_TYPE_CHANGED = (
        "request-media-type-changed",
        "the only media type of the body changed",
        _SAFE,
    )
    # responses and errors
    RESPONSE_TYPE_CHANGED = "response-type-changed", "the method returns another type"
    RESPONSE_BECAME_NULLABLE = "response-became-nullable", "the method may return `None`", _BREAKING
    RESPONSE_NO_LONGER_NULLABLE = (
        "response-no-longer-nullable",
        "the method no longer returns `None`",
        _SAFE,
    )
    RESPONSE_BODY_ADDED = (
        "response-body-added",
        "a method that returned `None` returns a value",
        _SAFE,
    )
    RESPONSE_BODY_REMOVED = "response-body-removed", "the method returns `None`", _BREAKING, _RISKY
    RESPONSE_MEDIA_TYPE_ADDED = (
        "response-media-type-added",
        "a response may have another media type, and another type then",
        _BREAKING,
    )
    RESPONSE_MEDIA_TYPE_REMOVED = (
        "response-media-type-removed",
        "a media type of a response removed",
        _SAFE,
    )
    RESPONSE_MEDIA_TYPE_CHANGED = (
        "response-media-type-changed",
        "another media type that is decoded in the same way",
        _SAFE,
    )
    RESPONSE_HEADERS_ADDED = (
        "response-headers-added",
        "documented response headers where there were none",
        _SAFE,
    )
    RESPONSE_HEADERS_REMOVED = (
        "response-headers-removed",
        "documented response headers removed",
        _BREAKING,
    )
    SUCCESS_STATUS_ADDED = (
        "success-status-added",
        "success status added: breaking if it returns another type",
        _BREAKING,
        _RISKY,
        _SAFE,
    )
    SUCCESS_STATUS_REMOVED = "success-status-removed", "success status removed", _SAFE
    SUCCESS_STATUS_CHANGED = (
        "success-status-changed",
        "no success status is the same as before",
        _RISKY,
    )
    ERROR_ADDED = "error-added", "error documented for another status", _SAFE
    ERROR_REMOVED = "error-removed", "documented error removed", _SAFE
    ERROR_TYPE_CHANGED = "error-type-changed", "another exception for a status", _BREAKING, _SAFE
    ERROR_BECAME_NULLABLE = "error-became-nullable", "the body of an error may be null", _BREAKING
    ERROR_NO_LONGER_NULLABLE = (
        "error-no-longer-nullable",
        "the body of an error is no longer null",
        _SAFE,
    )
    ERROR_CLASS_REMOVED = "error-class-removed", "exception class removed", _BREAKING
    ERROR_CLASS_RENAMED = (
        "error-class-renamed",
        "exception class renamed: safe if the old name works",
        _BREAKING,
        _SAFE,
    )
    ERROR_CONVENTIONS_CHANGED = (
        "error-conventions-changed",
        "codes and messages of errors are in another place",
        _RISKY,
    )
    RETRY_RULES_CHANGED = "retry-rules-changed", "other requests are retried", _RISKY
    # models
    MODEL_ADDED = "model-added", "class or alias added", _SAFE
    MODEL_REMOVED = "model-removed", "class or alias removed", _BREAKING
    MODEL_RENAMED = (
        "model-renamed",
        "class or alias renamed: safe if the old name works",
        _BREAKING,
        _SAFE,
    )
    MODEL_SPLIT = "model-split", "requests and responses have separate classes", _RISKY
    MODEL_TYPE_CHANGED = "model-type-changed", "an alias, enumeration or union became another type"
    MODEL_BECAME_NULLABLE = "model-became-nullable", "may be `None` wherever it is used"
    MODEL_NO_LONGER_NULLABLE = (
        "model-no-longer-nullable",
        "must no longer be `None` wherever it is used",
    )
    MODEL_DEPRECATED = "model-deprecated", "model deprecated", _SAFE
    MODEL_REACTIVATED = "model-reactivated", "model no longer deprecated", _SAFE
    MODEL_MOVED = (
        "model-moved",
        "class or alias defined in another module; `models` has it as before",
        _SAFE,
    )
    TYPED_DICT_REMOVED = (
        "typed-dict-removed",
        "typed dictionary, or alias in `types`, removed: its class is in no request any more",
        _BREAKING,
    )
    TYPED_DICT_RENAMED = (
        "typed-dict-renamed",
        "typed dictionary, or alias in `types`, renamed: safe if the old name works",
        _BREAKING,
        _SAFE,
    )
    FIELD_ADDED = "field-added", "field added: breaking if required in requests", _BREAKING, _SAFE
    FIELD_REMOVED = "field-removed", "field removed", _BREAKING
    FIELD_RENAMED = "field-renamed", "field renamed in Python", _BREAKING
    FIELD_BECAME_REQUIRED = (
        "field-became-required",
        "required in requests, always present in responses",
    )
    FIELD_BECAME_OPTIONAL = (
        "field-became-optional",
        "optional in requests, may be `None` in responses",
    )
    FIELD_TYPE_CHANGED = "field-type-changed", "type of a field changed"
    FIELD_BECAME_NULLABLE = "field-became-nullable", "field may be `None`"
    FIELD_NO_LONGER_NULLABLE = "field-no-longer-nullable", "field must no longer be `None`"
    FIELD_DEFAULT_CHANGED = (
        "field-default-changed",
        "the server's default for a field changed",
        _RISKY,
        _SAFE,
    )
    FIELD_DEPRECATED = "field-deprecated", "field deprecated", _SAFE
    FIELD_REACTIVATED = "field-reactivated", "field no longer deprecated", _SAFE
    FIELD_BECAME_READ_ONLY = (
        "field-became-read-only",
        "requests no longer accept the field",
        _BREAKING,
    )
    FIELD_NO_LONGER_READ_ONLY = (
        "field-no-longer-read-only",
        "requests accept the field",
        _BREAKING,
        _SAFE,
    )
    FIELD_BECAME_WRITE_ONLY = (
        "field-became-write-only",
        "responses no longer have the field",
        _BREAKING,
    )
    FIELD_NO_LONGER_WRITE_ONLY = "field-no-longer-write-only", "responses have the field", _SAFE
    EXTRA_FIELDS_CHANGED = (
        "extra-fields-changed",
        "properties that are not listed have another type, or are refused",
    )
    ENUM_VALUE_ADDED = "enum-value-added", "value added"
    ENUM_VALUE_REMOVED = "enum-value-removed", "value removed"
    ENUM_MEMBER_RENAMED = "enum-member-renamed", "member of an enumeration class renamed", _BREAKING
    VARIANT_ADDED = "variant-added", "alternative of a union added"
    VARIANT_REMOVED = "variant-removed", "alternative of a union removed"
    DISCRIMINATOR_CHANGED = (
        "discriminator-changed",
        "alternatives are selected by another property, or by other values",
        _RISKY,
    )
    LIMIT_SET = "limit-set", "a limit where there was none"
    LIMIT_TIGHTENED = "limit-tightened", "a narrower limit"
    LIMIT_LOOSENED = "limit-loosened", "a wider limit, or limit removed"
    PATTERN_CHANGED = "pattern-changed", "another pattern"
    FORMAT_CHANGED = (
        "format-changed",
        "another `format` or `contentMediaType` of the same Python type",
    )
    # the client
    OLD_NAME_REMOVED = (
        "old-name-removed",
        "an old name, which a rename had left, was removed",
        _BREAKING,
    )
    PACKAGE_RENAMED = "package-renamed", "import package renamed", _BREAKING
    CLIENT_RENAMED = "client-renamed", "class of the client renamed", _BREAKING
    SCHEME_ADDED = "scheme-added", "credentials added to the constructor", _SAFE
    SCHEME_REMOVED = "scheme-removed", "credentials removed from the constructor", _BREAKING
    SCHEME_RENAMED = "scheme-renamed", "keyword of credentials renamed", _BREAKING
    SCHEME_TYPE_CHANGED = "scheme-type-changed", "credentials of another kind", _BREAKING
    SCHEME_WIRE_CHANGED = (
        "scheme-wire-changed",
        "credentials are sent elsewhere, or under another name",
        _SAFE,
    )
    SERVER_URL_ADDED = "server-url-added", "`base_url` has a default", _SAFE
    SERVER_URL_REMOVED = "server-url-removed", "`base_url` no longer has a default", _BREAKING
    SERVER_URL_CHANGED = "server-url-changed", "requests are sent elsewhere by default", _RISKY
    SERVER_VARIABLE_ADDED = "server-variable-added", "keyword of a server variable added", _SAFE
    SERVER_VARIABLE_REMOVED = (
        "server-variable-removed",
        "keyword of a server variable removed",
        _BREAKING,
    )
    SERVER_VARIABLE_RENAMED = (
        "server-variable-renamed",
        "keyword of a server variable renamed",
        _BREAKING,
    )
    SERVER_VARIABLE_DEFAULT_CHANGED = (
        "server-variable-default-changed",
        "default of a server variable changed",
        _RISKY,
    )
    SERVER_VARIABLE_VALUE_ADDED = (
        "server-variable-value-added",
        "value of a server variable added",
        _SAFE,
    )
    SERVER_VARIABLE_VALUE_REMOVED = (
        "server-variable-value-removed",
        "value of a server variable removed",
        _BREAKING,
    )
    WEBHOOK_ADDED = "webhook-added", "webhook or callback added", _SAFE
    WEBHOOK_REMOVED = "webhook-removed", "webhook or callback removed", _RISKY
    WEBHOOK_TYPE_CHANGED = "webhook-type-changed", "webhook or callback of another type"
    DOCUMENTATION_CHANGED = (
        "documentation-changed",
        "summaries, descriptions, examples: one change for all of them",
        _SAFE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change.

    `subject` is what changed, as a
    caller writes it, such as "client.pets.list(limit)"; `message` says how, as the end of a sentence
    that begins with the subject. `old` and `new` are the places in the two documents ("#/paths/..."),
    None where the thing is not there.
    """

    kind: ChangeKind
    severity: ChangeSeverity
    subject: str
    message: str
    old: str | None = None
    new: str | None = None
    affects: tuple[str, ...] = ()
    """The operations that a change of something shared reaches, as a caller writes them; empty for
    what belongs to one operation, or to none."""
