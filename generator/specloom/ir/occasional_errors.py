"""The exceptions that a client has only if its API has pages, webhooks, or tokens to obtain."""

from __future__ import annotations

from collections.abc import Sequence

from .api import Api, BearerAuth
from .incoming import incoming_of
from .page_types import item_types

OF_PAGES = ("PaginationError",)
OF_WEBHOOKS = ("WebhookError", "WebhookSignatureError")
OF_TOKENS = ("TokenRequestError",)


def occasional_errors(api: Api) -> Sequence[str]:
    """Return those of an API."""
    has_pages = any(
        each.pagination is not None and item_types(api.types, each, each.pagination)
        for each in api.operations
    )
    obtains_tokens = any(
        isinstance(each.authentication, BearerAuth) and each.authentication.grant_types
        for each in api.security_schemes
    )
    return (
        *(OF_PAGES if has_pages else ()),
        *(OF_WEBHOOKS if incoming_of(api) else ()),
        *(OF_TOKENS if obtains_tokens else ()),
    )
