"""What of a service model cannot be expressed: collected while it is read."""

from __future__ import annotations

from dataclasses import field

from ...diagnostics import Code, Diagnostic, Location
from ...json_pointer import join
from ...records import dataclass
from .installed import location_of


@dataclass(slots=True)
class Report:
    """The diagnostics of one service, each once."""

    service: str
    found: dict[Diagnostic, None] = field(default_factory=dict)

    def warn(self, message: str, *place: str) -> None:
        """Report something that is left out, at a place in the service model."""
        pointer = join("", *place)
        location = Location(file=location_of(self.service), pointer=pointer)
        code = Code.NOT_IMPORTED
        self.found[
            Diagnostic(code=code, severity=code.severity, message=message, location=location)
        ] = None
