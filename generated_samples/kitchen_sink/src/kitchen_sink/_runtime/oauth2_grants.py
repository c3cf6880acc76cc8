# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""What a client obtains OAuth 2.0 tokens with (RFC 6749)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

ClientAuthentication: TypeAlias = Literal["client_secret_basic", "client_secret_post"]
"""How a client proves who it is: in the `Authorization` header, or in the body (RFC 6749, section 2.3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """An application's own id and secret, which tokens are obtained with (RFC 6749, section 4.4).

    `scopes` are those to ask for; without any, the server decides. `token_url` replaces that of the
    API's description; a relative one is resolved against the API's URL. `parameters` are sent along
    with every request for a token, such as `audience`.
    """

    client_id: str
    client_secret: str = field(repr=False)
    scopes: Sequence[str] = ()
    token_url: str | None = None
    client_authentication: ClientAuthentication = "client_secret_basic"
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokenCredentials:
    """A refresh token, which access tokens are obtained with (RFC 6749, section 6).

    The server may replace it at each use: `on_new_refresh_token` is then called with the new one, to
    store it. `client_id` alone is that of a public client. See `ClientCredentials` for the rest.
    """

    refresh_token: str = field(repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    scopes: Sequence[str] = ()
    token_url: str | None = None
    client_authentication: ClientAuthentication = "client_secret_basic"
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    on_new_refresh_token: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordCredentials:
    """A user's name and password, which tokens are obtained with (RFC 6749, section 4.3).

    See `ClientCredentials` for the rest.
    """

    username: str
    password: str = field(repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    scopes: Sequence[str] = ()
    token_url: str | None = None
    client_authentication: ClientAuthentication = "client_secret_basic"
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)


Grant: TypeAlias = ClientCredentials | RefreshTokenCredentials | PasswordCredentials
"""What tokens are obtained with."""
