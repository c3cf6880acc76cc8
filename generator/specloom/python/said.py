"""What is said about the document once its client is planned."""

from __future__ import annotations

from ..ir.api import Api
from .client.client_plan import ClientPlan
from .client.webhooks import webhook_findings
from .locked_pages import page_findings
from .naming.deprecated import Aliases
from .naming.findings import NamingFinding
from .naming.name_registry import PastClient
from .reached import unreached_findings


def findings_of(
    api: Api, client: ClientPlan, past: PastClient, aliases: Aliases
) -> tuple[NamingFinding, ...]:
    """Return what is to be said: of pages, of types that are not written, of webhooks, and of old names."""
    return (
        *page_findings(api, past),
        *unreached_findings(client.api, client.unreached),
        *webhook_findings(client, aliases),
        *aliases.findings,
    )
