"""What is said while a client is planned about the document; places are given as ids and located later."""

from __future__ import annotations

from ...diagnostics import Code
from ...records import dataclass


@dataclass(frozen=True, slots=True)
class NamingFinding:
    """A warning about a node of the neutral model; `at` is the node's place in the document.

    `left_out` are the places of what is not written, of which the message speaks; `also` are further
    places that it counts.
    """

    code: Code
    message: str
    at: str
    left_out: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    hint: str = ""
