# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Redact secrets in `repr`, messages and logs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

HIDDEN = "***"
"""What stands where a secret was."""

# Words by which header fields, query parameters and cookies are known to carry credentials. What a
# security scheme declares is secret under any name; this catches what documents do not declare.
_TELLING = frozenset(
    (
        "apikey",
        "auth",
        "authentication",
        "authorization",
        "cookie",
        "credential",
        "credentials",
        "jwt",
        "passphrase",
        "passwd",
        "password",
        "pwd",
        "secret",
        "session",
        "sessionid",
        "sid",
        "sig",
        "signature",
    )
)
_KEYS = frozenset(
    (
        "access",
        "account",
        "admin",
        "api",
        "app",
        "application",
        "auth",
        "client",
        "functions",
        "license",
        "master",
        "private",
        "secret",
        "service",
        "signing",
        "subscription",
    )
)
# Tokens that say where to go on, or which request this is: no credentials.
_PUBLIC_TOKENS = frozenset(
    (
        "client",
        "continuation",
        "cursor",
        "delta",
        "idempotency",
        "next",
        "page",
        "pagination",
        "paging",
        "request",
        "resume",
        "scroll",
        "skip",
        "start",
        "sync",
    )
)
_PUBLIC = frozenset({"www-authenticate", "proxy-authenticate"})
_URLS = frozenset({"location", "content-location", "referer"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_USERINFO = re.compile(r"(?<=//)[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Secrets:
    """The names of the header fields (lower case), query parameters and cookies that carry credentials."""

    headers: frozenset[str] = frozenset()
    query: frozenset[str] = frozenset()
    cookies: frozenset[str] = frozenset()

    @classmethod
    def union(cls, several: Iterable[Secrets]) -> Secrets:
        """Return the secrets of several security schemes as one."""
        secrets = list(several)
        return cls(
            frozenset(name for each in secrets for name in each.headers),
            frozenset(name for each in secrets for name in each.query),
            frozenset(name for each in secrets for name in each.cookies),
        )

    def hides_header(self, name: str) -> bool:
        """Return whether the value of a header field must not be shown, nor sent to another origin."""
        name = name.lower()
        return name in self.headers or names_a_secret(name)

    def hides_query(self, name: str) -> bool:
        """Return whether the value of a query parameter (its name decoded) must not be shown."""
        return name in self.query or names_a_secret(name)

    def shown_headers(self, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Return header fields with their secrets hidden."""
        return {name: self._shown_header(name, value) for name, value in pairs}

    def _shown_header(self, name: str, value: str) -> str:
        if self.hides_header(name):
            return HIDDEN
        return self.shown_url(value) if name.lower() in _URLS else value

    def shown_url(self, url: str) -> str:
        """Return a URL without user name and password, and with the secret values of its query hidden."""
        if "@" in url:
            url = _USERINFO.sub("", url, count=1)
        start, mark, rest = url.partition("?")
        if not mark:
            return url
        query, fragment_mark, fragment = rest.partition("#")
        shown = "&".join(self._shown_pairs(query.split("&")))
        return f"{start}?{shown}{fragment_mark}{fragment}"

    def _shown_pairs(self, pairs: Iterable[str]) -> Iterator[str]:
        for pair in pairs:
            name, _, value = pair.partition("=")
            yield f"{name}={HIDDEN}" if value and self.hides_query(unquote_plus(name)) else pair


NO_SECRETS = Secrets()


def names_a_secret(name: str) -> bool:
    """Return whether a header field, query parameter or cookie carries a credential, going by its name."""
    if name.lower() in _PUBLIC:
        return False
    words = [word.lower() for word in _WORD.findall(name)]
    if words == ["key"] or not _TELLING.isdisjoint(words):
        return True
    if not words:
        return False
    if words[-1] == "token":
        return _PUBLIC_TOKENS.isdisjoint(words)
    return words[-1] == "key" and not _KEYS.isdisjoint(words)


class _UrlFilter(logging.Filter):
    """Hides credentials in the URLs that the HTTP library logs; it never drops a record."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets = NO_SECRETS

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(self._shown, record.args))
        return True

    def _shown(self, argument: object) -> object:
        if type(argument).__name__ != "URL" and not isinstance(argument, str):
            return argument
        text = str(argument)
        return self.secrets.shown_url(text) if "://" in text else argument


_URL_FILTER = _UrlFilter()
_HTTP_LOGGERS = ("httpx2", "httpx")


def hide_in_logs(secrets: Secrets) -> None:
    """Hide credentials from the line that the HTTP library logs for every request, from now on."""
    _URL_FILTER.secrets = Secrets.union((_URL_FILTER.secrets, secrets))
    for name in _HTTP_LOGGERS:
        logging.getLogger(name).addFilter(_URL_FILTER)  # once: the logger knows its filters
