# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""HTTP Digest authentication (RFC 7616), done by the HTTP library: the server's challenge comes first."""

from __future__ import annotations

import threading
from typing import Any

from .auth import BasicCredentials, SecurityScheme
from .errors import MissingCredentialsError
from .http import HttpRequest


class DigestCredentials(BasicCredentials):
    """A user name and a password, which only prove that they are known."""

    def __init__(
        self, credentials: tuple[str, str] | SecurityScheme | None, *, argument: str = ""
    ) -> None:
        super().__init__(credentials, argument=argument)
        self._kept = threading.local()

    def apply(self, request: HttpRequest) -> None:
        if self._credentials is None:
            raise MissingCredentialsError(f"no user name and password: {self.how_to_give}")
        request.digest = self

    def of(self, library: Any) -> Any:
        """Return the authentication of the HTTP library that a request is sent with.

        It keeps the last challenge, so that not every request is sent twice; each thread has its own.
        """
        known: Any = getattr(self._kept, "known", None)
        key = (library.__name__, self._credentials)
        if known is None or known[0] != key:
            self._kept.known = known = (key, library.DigestAuth(*self._credentials))
        return known[1]
