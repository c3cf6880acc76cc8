"""What the log shows of requests: no credentials in the query."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote_plus

from .messages import HttpRequest

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_TELLING = frozenset(
    "apikey auth authentication authorization credential credentials jwt passphrase passwd password pwd secret "
    "session sessionid sid sig signature".split()
)
"""Words by which names are known to carry credentials, whatever the document declares."""
_KEYS = frozenset(
    "access account admin api app application auth client license master private secret service signing "
    "subscription".split()
)
"""The words before "key" that make it a secret."""
_PLACES = frozenset(
    "client continuation cursor delta idempotency next page pagination paging request resume scroll skip start "
    "sync".split()
)
"""The words before "token" that make it a place in a list, or the name of a request."""


def target_of(request: HttpRequest, secrets: Collection[str]) -> str:
    """Return what a request is for, as it can be shown; `secrets` are the names of declared credentials."""
    if not request.query:
        return request.path
    pairs = (pair.partition("=") for pair in request.query.split("&"))
    shown = (
        (
            f"{name}=***"
            if mark and _is_secret(unquote_plus(name), secrets)
            else f"{name}{mark}{value}"
        )
        for name, mark, value in pairs
    )
    return f"{request.path}?{'&'.join(shown)}"


def _is_secret(name: str, declared: Collection[str]) -> bool:
    if name in declared:
        return True
    words = [word.lower() for word in _WORD.findall(name)]
    before = set(words[:-1])
    last = words[-1] if words else ""
    return (
        not _TELLING.isdisjoint(words)
        or (last in ("key", "keys") and (not before or not _KEYS.isdisjoint(before)))
        or (last in ("token", "tokens") and _PLACES.isdisjoint(before))
    )
