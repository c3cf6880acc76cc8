# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Redirects as results: what an operation returns whose only answer is another place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from .errors import ResponseDecodeError
from .http import Headers, HttpResponse

if TYPE_CHECKING:
    from .decoding import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where the server points to (RFC 9110, section 15.4). The client has not gone there.

    `location` is an absolute URL; the client's credentials are not meant for it.
    """

    status: int
    location: str
    headers: Headers


class RedirectLocation:
    """The body of a response that is a redirect: its Location, resolved against the request's URL."""

    def decode(self, response: HttpResponse, report: Report) -> Redirect:
        location = response.headers.get("location")
        if location is None:
            raise ResponseDecodeError("the redirect has no Location", response=response)
        try:
            location = urljoin(response.request.url, location)
        except ValueError:
            raise ResponseDecodeError(
                "the redirect's Location is not a URL", response=response
            ) from None
        return Redirect(status=response.status, location=location, headers=response.headers)
