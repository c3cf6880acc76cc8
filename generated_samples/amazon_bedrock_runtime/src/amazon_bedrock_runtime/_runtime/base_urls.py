# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Base URLs: the user's, else the document's (OpenAPI 3.1, section 4.8.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from .auth import basic_authorization
from .environment import from_environment
from .redaction import NO_SECRETS


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """What the URLs of requests begin with.

    `url` has no slash at the end, no query and no user information; `query` is added to that of each
    request, and `authorization` is the Basic field for a user name and password that the URL had.
    """

    url: str
    query: str = ""
    authorization: str | None = None

    @classmethod
    def parse(cls, url: str) -> BaseUrl:
        """Read an absolute URL. Raises `ValueError` if it is none."""
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if not parts.scheme or not parts.netloc:
            raise ValueError(
                f"{NO_SECRETS.shown_url(url)!r} is not a URL that begins with https:// or http://"
            )
        userinfo, at, host = parts.netloc.rpartition("@")
        user, _, password = userinfo.partition(":")
        return cls(
            urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", "")),
            parts.query,
            basic_authorization(unquote(user), unquote(password)) if at else None,
        )


class BaseUrls:
    """Chooses the base URL of each operation.

    `base_url` is the constructor's argument; where it is None, the first environment variable of
    `environment` that is set. Either of them wins over every server of the document. `server` is
    where the document says that the API is served. Where it gives only a path, `base_url` is the
    host, and the path is appended (unless `base_url` ends with it).
    """

    def __init__(
        self, base_url: str | None, environment: Sequence[str], server: str | None
    ) -> None:
        self._server = server
        self._chosen = _chosen(base_url, environment)
        if self._chosen is None and (server is None or "://" not in server):
            raise ValueError(
                "it is not known where the API is served: pass base_url to the client, or the server "
                "variables that have no default"
            )
        self.root = self._root()
        self._known: dict[str, BaseUrl] = {}

    def with_base_url(self, base_url: str) -> BaseUrls:
        """Return the same choice for another `base_url`."""
        return BaseUrls(base_url, (), self._server)

    def of(self, server: str | None) -> BaseUrl:
        """Return the base URL of an operation; `server` is its own, if it has one."""
        if server is None:
            return self.root
        base_url = self._known.get(server)
        if base_url is None:
            base_url = self._known[server] = self._of_operation(server)
        return base_url

    def _root(self) -> BaseUrl:
        if self._chosen is None:
            return BaseUrl.parse(self._server or "")
        if self._is_host:
            return BaseUrl.parse(_below(self._chosen, self._server or ""))
        return BaseUrl.parse(self._chosen)

    @property
    def _is_host(self) -> bool:
        """Whether the document leaves the host open, so that `base_url` is no more than that."""
        return self._server is None or "://" not in self._server

    def _of_operation(self, server: str) -> BaseUrl:
        if self._chosen is None:
            # A relative server is relative to the document, which is best known by the other servers.
            return BaseUrl.parse(urljoin(f"{self._server}/", server))
        if self._is_host and "://" not in server:
            return BaseUrl.parse(_below(self._chosen, server))
        return self.root


def _chosen(base_url: str | None, environment: Sequence[str]) -> str | None:
    if base_url is None:
        return from_environment(environment)
    if not base_url.strip():
        raise ValueError("base_url must not be empty: leave it out, or pass None, for the default")
    return base_url.strip()


def _below(base_url: str, server: str) -> str:
    """Append the path of a relative server to a base URL."""
    path = urlsplit(urljoin("https://host/", server)).path.rstrip("/")
    parts = urlsplit(base_url)
    own = parts.path.rstrip("/")
    joined = own if own.endswith(path) else own + path
    return urlunsplit(parts._replace(path=joined))
