"""What the lowering has to say about the document; places are given as ids and located later."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...diagnostics import Code


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
