"""The table of scalar types: what each is in JSON and in Python, and sample texts of it.

All stages read what they need of a scalar here, so that a new string format is one entry: one of
`TEXT_FORMATS` if its values are `str` in Python, a member of the enum `ScalarKind` if they have a class of the
standard library. This is the one module of the neutral model that names Python types.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import ipaddress
import re
import uuid
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from ..records import dataclass

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(.+)")
_URI_CHARS = r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
_POINTER = r"(?:/(?:[^~/]|~[01])*)*"
_DURATION = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?")


def _any_text(text: str) -> bool:
    return True


def _unchanged(text: str) -> Any:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarFormat:
    """What the values of a scalar type are.

    Attributes:
        names: The values of `format` (and of `contentEncoding`) that mean it.
        json: The type of its values in JSON.
        python: The type of its values in Python, as an annotation; a class of the standard library with
            its module.
        in_models: The type of the runtime that fields of models have in place of `python`, if any.
        report: What change reports call it, if not `python`.
        texts: Sample texts, from readable to short; "NAME" in one stands for a name.
        another: Returns further sample texts, by their number from 1 on, where there are more than `texts`.
        fits: Returns whether a text is of the format; asked where `python` is `str`.
        read: Returns the Python value of a text. Raises `ValueError` for a text that is of another form.
        write: Returns the text that the client sends for a Python value.
        needs_its_type: Whether the client has to know the type to send a value as JSON, since the same
            Python class is sent in other ways elsewhere.
    """

    names: tuple[str, ...] = ()
    json: str = "string"
    python: str = "str"
    in_models: str = ""
    report: str = ""
    texts: tuple[str, ...] = ()
    another: Callable[[int], str] | None = None
    fits: Callable[[str], bool] = _any_text
    read: Callable[[str], Any] = _unchanged
    write: Callable[[Any], str] = str
    needs_its_type: bool = False

    def sample(self, turn: int) -> str:
        """Return a sample text; another one for each `turn` from 0 on, where there are more."""
        if turn and self.another is not None:
            return self.another(turn)
        return self.texts[min(turn, len(self.texts) - 1)]

    def written(self, text: str) -> str:
        """Return a text of the document as the client writes the value. Raise `ValueError` if it is none."""
        return self.write(self.read(text))


# --- texts and values


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


_is_whole = _like(r"-?[0-9]{1,18}")
_is_number = _like(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")


def _is_host(text: str) -> bool:
    return _HOST.fullmatch(text) is not None


def _is_email(text: str) -> bool:
    match = _EMAIL.fullmatch(text)
    return match is not None and _is_host(match[1]) and ".." not in text


def _is_address(kind: Callable[[str], object]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            return bool(kind(text)) and "%" not in text
        except ValueError:
            return False

    return fits


def _one_character(text: str) -> bool:
    return len(text) == 1


def _read_base64(text: str) -> bytes:
    content = base64.b64decode(text, validate=True)
    if _write_base64(content) != text:
        raise ValueError("not as it is usually written")
    return content


def _write_base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _read_date(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%Y-%m-%d").date()


def _read_date_time(text: str) -> datetime.datetime:
    if text[10:11] not in ("T", "t"):
        raise ValueError("a date alone, or of another form (RFC 3339, section 5.6)")
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a date-time needs an offset (RFC 3339, section 5.6)")
    try:
        return moment.astimezone(datetime.UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError("out of range") from None


def _read_time(text: str) -> datetime.time:
    clock = datetime.time.fromisoformat(text)
    if clock.tzinfo is None or clock.utcoffset() != datetime.timedelta():
        raise ValueError("a time needs an offset (RFC 3339, section 5.6)")
    return clock.replace(microsecond=0, tzinfo=datetime.UTC)


def _write_utc(value: datetime.datetime | datetime.time) -> str:
    return value.replace(tzinfo=None).isoformat() + "Z"


def _later_time(turn: int) -> str:
    minutes, seconds = divmod(turn, 60)
    return f"03:{minutes:02}:{seconds:02}Z"


def _read_duration(text: str) -> datetime.timedelta:
    """Return the length of a duration in days, hours, minutes and seconds; `ValueError` for other forms."""
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        raise ValueError("no such duration")
    days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
    return datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _write_duration(length: datetime.timedelta) -> str:
    return f"P{length.days}DT{length.seconds}S"


def _read_uuid(text: str) -> uuid.UUID:
    value = uuid.UUID(text)
    if str(value) != text.lower():
        raise ValueError("no UUID as it is usually written")
    return value


def _read_decimal(text: str) -> decimal.Decimal:
    if not _is_number(text) or str(value := decimal.Decimal(text)) != text:
        raise ValueError("no number as it is usually written")
    return value


# --- the table


class ScalarKind(Enum):
    """The scalar types that differ in Python: those of JSON Schema, and formats that have a class of their own.

    The first part is the name of the kind in the records of clients; `form` is what its values are.
    """

    _value_: str
    form: ScalarFormat

    def __new__(cls, value: str, form: ScalarFormat) -> ScalarKind:
        """Make an enum member whose value is its name in records."""
        kind = object.__new__(cls)
        kind._value_ = value
        kind.form = form
        return kind

    STRING = "string", ScalarFormat()
    INTEGER = "integer", ScalarFormat(json="integer", python="int")
    NUMBER = "number", ScalarFormat(json="number", python="float")
    BOOLEAN = "boolean", ScalarFormat(json="boolean", python="bool")
    NULL = "null", ScalarFormat(json="null", python="None")
    # The bytes themselves.
    BYTES = (
        "bytes",
        ScalarFormat(names=("binary",), python="bytes", read=str.encode, write=bytes.decode),
    )
    BASE64 = (
        "base64",
        ScalarFormat(
            names=("byte", "base64"),
            python="bytes",
            in_models="Base64",
            report="bytes (base64)",
            texts=(_write_base64(b"bytes"),),
            another=lambda turn: _write_base64(f"bytes {turn}".encode()),
            read=_read_base64,
            write=_write_base64,
            needs_its_type=True,
        ),
    )
    DATE = (
        "date",
        ScalarFormat(
            names=("date",),
            python="datetime.date",
            texts=("2026-01-02",),
            another=lambda turn: f"{2026 + turn}-01-02",
            read=_read_date,
        ),
    )
    DATE_TIME = (
        "date-time",
        ScalarFormat(
            names=("date-time",),
            python="datetime.datetime",
            in_models="DateTime",
            texts=("2026-01-02T03:04:05Z",),
            another=lambda turn: f"{2026 + turn}-01-02T03:04:05Z",
            read=_read_date_time,
            write=_write_utc,
        ),
    )
    TIME = (
        "time",
        ScalarFormat(
            names=("time",),
            python="datetime.time",
            texts=("03:04:05Z",),
            another=_later_time,
            read=_read_time,
            write=_write_utc,
        ),
    )
    DURATION = (
        "duration",
        ScalarFormat(
            names=("duration",),
            python="datetime.timedelta",
            in_models="TimeDelta",
            texts=("P1DT2S",),
            another=lambda turn: f"P1DT{turn + 2}S",
            read=_read_duration,
            write=_write_duration,
        ),
    )
    UUID = (
        "uuid",
        ScalarFormat(
            names=("uuid",),
            python="uuid.UUID",
            texts=("0f0e0d0c-0b0a-4908-8706-050403020100",),
            another=lambda turn: f"0f0e0d0c-0b0a-4908-8706-050403{turn:06x}",
            read=_read_uuid,
        ),
    )
    DECIMAL = (
        "decimal",
        ScalarFormat(
            names=("decimal",),
            python="decimal.Decimal",
            texts=("1.5",),
            another=lambda turn: f"{turn + 1}.5",
            read=_read_decimal,
            needs_its_type=True,
        ),
    )
    # `binary` in JSON and in forms both; only ever settled in `python/`.
    TEXT_OR_BYTES = "text-or-bytes", ScalarFormat(python="str | bytes")


TEXT_FORMATS = (
    ScalarFormat(
        names=("email", "idn-email"),
        texts=("user@example.com", "user@a.io", "a@b.io"),
        fits=_is_email,
    ),
    ScalarFormat(
        names=("hostname", "idn-hostname"),
        texts=("NAME.example.com", "example.com", "a.io", "a"),
        fits=_is_host,
    ),
    ScalarFormat(
        names=("ipv4", "ip"), texts=("192.0.2.1",), fits=_is_address(ipaddress.IPv4Address)
    ),
    ScalarFormat(
        names=("ipv6",), texts=("2001:db8::1", "::1"), fits=_is_address(ipaddress.IPv6Address)
    ),
    ScalarFormat(
        names=("uri", "url", "iri"),
        texts=("https://example.com/NAME", "https://a.io", "a:b"),
        fits=_like(rf"[A-Za-z][A-Za-z0-9+.-]*:(?!//\Z){_URI_CHARS}"),
    ),
    ScalarFormat(
        names=("uri-reference", "iri-reference"),
        texts=("https://example.com/NAME", "/NAME", "/a", "a"),
        fits=_like(_URI_CHARS),
    ),
    ScalarFormat(
        names=("uri-template",),
        texts=("https://example.com/{id}", "/{id}", "/a"),
        fits=_like(r"(?:[^\s\"'<>\\^`|{}]|\{[+#./;?&]?[A-Za-z0-9_.,:*%]+\})*"),
    ),
    ScalarFormat(names=("json-pointer",), texts=("/NAME", "/a", ""), fits=_like(_POINTER)),
    ScalarFormat(
        names=("relative-json-pointer",),
        texts=("0/NAME", "0/a", "0"),
        fits=_like(rf"(?:0|[1-9][0-9]*)(?:#|{_POINTER})"),
    ),
    # Plain expressions alone; no others are shown.
    ScalarFormat(
        names=("regex",),
        texts=("^[a-z]+$", "a"),
        fits=_like(r"\^?(?:[A-Za-z0-9 _-]|\[[a-zA-Z0-9-]+\][+*]?)*\$?"),
    ),
    ScalarFormat(
        names=("ulid",),
        texts=("01ARZ3NDEKTSV4RRFFQ69G5FAV",),
        another=lambda turn: f"01ARZ3NDEKTSV4RRFFQ69{turn:05}",
        fits=_like("(?i:[0-7][0-9A-HJKMNP-TV-Z]{25})"),
    ),
    ScalarFormat(names=("char",), texts=("a",), fits=_one_character),
    ScalarFormat(
        names=("int32", "int64", "integer"),
        texts=("1", "12", "123", "1234", "12345678"),
        fits=_is_whole,
    ),
    ScalarFormat(
        names=("number", "float", "double"), texts=("1.5", "1", "12.5", "1234"), fits=_is_number
    ),
)
"""The formats whose values are `str` in Python; clients take any text for them."""

JSON_TYPES: Mapping[str, ScalarKind] = {
    kind.value: kind for kind in ScalarKind if kind.value == kind.form.json
}
"""The kind for each simple type of JSON Schema."""

KINDS: Mapping[str, ScalarKind] = {name: kind for kind in ScalarKind for name in kind.form.names}
"""The kind for each format that has one."""

MODULES = frozenset(
    kind.form.python.rpartition(".")[0] for kind in ScalarKind if "." in kind.form.python
)
"""The modules of the standard library that annotations name."""

VALUE_TYPES = frozenset(kind.form.in_models for kind in ScalarKind if kind.form.in_models)
"""The types of the runtime that fields of models have."""

_BY_NAME = {name: form for form in TEXT_FORMATS for name in form.names}


def text_format(name: str) -> ScalarFormat | None:
    """Return the entry of a format whose values are `str`, None if there is none of that name."""
    return _BY_NAME.get(name)
