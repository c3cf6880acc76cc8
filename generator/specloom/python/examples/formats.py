"""The formats of strings that are registered for JSON Schema and OpenAPI: a text for each, and what fits it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(.+)")
_URI_CHARS = r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
_URI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:(?!//\Z){_URI_CHARS}")
_REFERENCE = re.compile(_URI_CHARS)
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_RELATIVE_POINTER = re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")


@dataclass(frozen=True, slots=True)
class Format:
    """A format: texts that fit it, from readable to short ("NAME" stands for a name), and what else does."""

    texts: tuple[str, ...]
    fits: Callable[[str], bool]


def _email(text: str) -> bool:
    match = _EMAIL.fullmatch(text)
    return match is not None and _HOST.fullmatch(match[1]) is not None and ".." not in text


def _address(
    kind: type[ipaddress.IPv4Address] | type[ipaddress.IPv6Address],
) -> Callable[..., bool]:
    def fits(text: str) -> bool:
        try:
            return bool(kind(text)) and "%" not in text
        except ValueError:
            return False

    return fits


def _like(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _template(text: str) -> bool:
    return (
        re.fullmatch(r"(?:[^\s\"'<>\\^`|{}]|\{[+#./;?&]?[A-Za-z0-9_.,:*%]+\})*", text) is not None
    )


def _regex(text: str) -> bool:
    """Return whether a text is a plain expression; no others are shown."""
    return re.fullmatch(r"\^?(?:[A-Za-z0-9 _-]|\[[a-zA-Z0-9-]+\][+*]?)*\$?", text) is not None


_EMAILS = Format(("user@example.com", "user@a.io", "a@b.io"), _email)
_HOSTS = Format(("NAME.example.com", "example.com", "a.io", "a"), _like(_HOST))
_URIS = Format(("https://example.com/NAME", "https://a.io", "a:b"), _like(_URI))
_REFERENCES = Format(("https://example.com/NAME", "/NAME", "/a", "a"), _like(_REFERENCE))
_INTEGERS = Format(("1", "12", "123", "1234", "12345678"), _like(_WHOLE))
_NUMBERS = Format(("1.5", "1", "12.5", "1234"), _like(_NUMBER))
_IPV4 = Format(("192.0.2.1",), _address(ipaddress.IPv4Address))

FORMATS: dict[str, Format] = {
    "email": _EMAILS,
    "idn-email": _EMAILS,
    "hostname": _HOSTS,
    "idn-hostname": _HOSTS,
    "ipv4": _IPV4,
    "ip": _IPV4,
    "ipv6": Format(("2001:db8::1", "::1"), _address(ipaddress.IPv6Address)),
    "uri": _URIS,
    "url": _URIS,
    "iri": _URIS,
    "uri-reference": _REFERENCES,
    "iri-reference": _REFERENCES,
    "uri-template": Format(("https://example.com/{id}", "/{id}", "/a"), _template),
    "json-pointer": Format(("/NAME", "/a", ""), _like(_POINTER)),
    "relative-json-pointer": Format(("0/NAME", "0/a", "0"), _like(_RELATIVE_POINTER)),
    "regex": Format(("^[a-z]+$", "a"), _regex),
    "char": Format(("a",), lambda text: len(text) == 1),
    "int32": _INTEGERS,
    "int64": _INTEGERS,
    "integer": _INTEGERS,
    "number": _NUMBERS,
    "float": _NUMBERS,
    "double": _NUMBERS,
}
