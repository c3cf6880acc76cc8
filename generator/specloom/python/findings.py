"""What the lowering has to say about the document; places are given as ids and located later."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..diagnostics import Code
from ..ir.api import Api


@dataclass(frozen=True, slots=True)
class Finding:
    """A warning about a node of the neutral model; `at` is the node's place in the document."""

    code: Code
    message: str
    at: str


@dataclass(slots=True)
class Findings:
    """The warnings of one lowering."""

    found: list[Finding] = field(default_factory=list)

    def warn(self, code: Code, message: str, at: str) -> None:
        """Report something of the document that the output will not hold as it should."""
        finding = Finding(code, message, at)
        if finding not in self.found:
            self.found.append(finding)


def name_what_is_left_out(api: Api, findings: Findings) -> None:
    """Name what the neutral model holds and no file of the output does."""
    for webhook in api.webhooks:
        message = "the webhook's types are generated, but nothing that receives it"
        findings.warn(Code.NOT_GENERATED, message, webhook.at)
    for operation in api.operations:
        for callback in operation.callbacks:
            message = "the callback's types are generated, but nothing that receives it"
            findings.warn(Code.NOT_GENERATED, message, callback.at)
        for link in (link for response in operation.responses for link in response.links):
            message = "the link is in the model, but nothing is made of it"
            findings.warn(Code.NOT_GENERATED, message, link.at)
