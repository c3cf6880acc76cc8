# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Pages that are linked by a token: one that the server returns, or a property of the last item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from .pagination import Argument, Exchange, Part, value_at


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPagination:
    """The response has a token, which the next request sends.

    `parameter` takes it; `token_at` is the property of the response that has it, or the header field, as
    `token_in` says. A missing, null or empty token ends the pages, and so does `has_more` if it is not true.
    """

    items: tuple[str, ...] = ()
    parameter: tuple[str, ...]
    part: Part = "query"
    token_at: tuple[str, ...] = ()
    token_in: Literal["body", "header"] = "body"
    has_more: tuple[str, ...] = ()
    counted = False

    def following(self, exchange: Exchange) -> Argument | None:
        """Return the token as the argument of the next request."""
        token = self.token(exchange)
        if token is not None:
            return Argument(self.part, self.parameter, token)
        if self.has_more and exchange.says(self.has_more):
            raise exchange.error(
                "there are more pages, but the response has no token for the next one"
            )
        return None

    def token(self, exchange: Exchange) -> Any:
        """Return the token; None where there is none."""
        if self.has_more and not exchange.says(self.has_more):
            return None
        if self.token_in == "header":
            return exchange.headers.get(self.token_at[0]) or None
        return exchange.value(self.token_at) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastItemPagination:
    """The next page begins after the last item of this one, which `parameter` names by its property `property`.

    `has_more` says whether there is one; without it, an empty page is the last.
    """

    items: tuple[str, ...] = ()
    parameter: tuple[str, ...]
    part: Part = "query"
    property: tuple[str, ...] = ("id",)
    has_more: tuple[str, ...] = ()
    counted = False

    def following(self, exchange: Exchange) -> Argument | None:
        """Return the property of the last item as the argument of the next request."""
        token = self.token(exchange)
        if token is not None:
            return Argument(self.part, self.parameter, token)
        if exchange.says(self.has_more) if self.has_more else exchange.items:
            lack = (
                f"the last item has no {'.'.join(self.property)}" if exchange.items else "no items"
            )
            raise exchange.error(f"there may be more pages, but {lack}")
        return None

    def token(self, exchange: Exchange) -> Any:
        """Return the property of the last item; None where there is no item, or no page after it."""
        items = exchange.items
        if not items or (self.has_more and not exchange.says(self.has_more)):
            return None
        return value_at(items[-1], self.property) or None
