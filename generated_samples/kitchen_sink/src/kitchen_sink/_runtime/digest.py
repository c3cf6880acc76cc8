# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""HTTP Digest authentication (RFC 7616), done by the HTTP library: the server's challenge comes first."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeAlias

from .auth import BasicCredentials, SecurityScheme
from .errors import MissingCredentialsError
from .http import HttpRequest

if TYPE_CHECKING:
    from .uploads import UploadBody

Flow: TypeAlias = Generator[Any, Any, None]
"""Yields requests of the HTTP library, and is sent their responses."""


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
        request.digest = DigestProof(self, request.upload)

    def known(self, library: Any) -> Any:
        """Return the authentication of the HTTP library.

        It keeps the last challenge, so that not every request is sent twice; each thread has its own.
        """
        known: Any = getattr(self._kept, "known", None)
        key = (library.__name__, self._credentials)
        if known is None or known[0] != key:
            self._kept.known = known = (key, library.DigestAuth(*self._credentials))
        return known[1]

    def forget(self) -> None:
        """Forget the last challenge."""
        self._kept.known = None


class DigestProof:
    """The proof for one request, whose body may be an upload. `fault` says why it could not be given, "" if it could."""

    def __init__(self, credentials: DigestCredentials, upload: UploadBody | None) -> None:
        self._credentials = credentials
        self._upload = upload
        self.fault = ""

    def of(self, library: Any) -> Any:
        """Return the authentication of the HTTP library that the request is sent with."""
        return _class_of(library)(functools.partial(self._flow, library))

    def _flow(self, library: Any, request: Any) -> Flow:
        """Send a request, and again with the proof if the server asks for one. A challenge that cannot be met ends it."""
        steps = self._credentials.known(library).auth_flow(request)
        response = yield next(steps)
        try:
            following = steps.send(response)
        except StopIteration:
            return
        except (library.RequestError, NotImplementedError, ValueError) as error:
            self.fault = f"its challenge cannot be met: {error}"
            self._credentials.forget()
            return
        if self._upload is not None and self._upload.is_once:
            self.fault = f"not sent again: {self._upload.is_once}"
            return
        yield following


@functools.cache
def _class_of(library: Any) -> Any:
    """Return the class of the HTTP library's that authenticates by a flow."""

    class FlowAuth(library.Auth):  # type: ignore[misc]
        def __init__(self, flow: Callable[[Any], Flow]) -> None:
            self._flow = flow

        def auth_flow(self, request: Any) -> Flow:
            return self._flow(request)

    return FlowAuth
