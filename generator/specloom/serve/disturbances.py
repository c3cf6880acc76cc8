"""What may be wrong with a service: latency, and faults of some share of the requests."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from ..diagnostics import ConfigurationError
from ..records import dataclass

DROP = "drop"
"""Ends the connection, where a fault is a status otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultShare:
    """An error status, or 0 for a connection that ends, and the share of requests that get it."""

    status: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """The least and the most seconds that a response is held back."""

    least: float = 0.0
    most: float = 0.0


class Disturbances:
    """Decides about faults and latency, one request after the other; with the same seed, the same."""

    def __init__(
        self,
        *,
        faults: Iterable[FaultShare] = (),
        latency: Latency | None = None,
        seed: int | None = None,
    ) -> None:
        self._faults = tuple(faults)
        self._latency = latency or Latency()
        self._faulty = random.Random(seed)  # noqa: S311 - nothing secret depends on it
        self._slow = random.Random(seed)  # noqa: S311

    def fault(self) -> int | None:
        """Return the status of the next request's fault, 0 for a connection that ends; None for no fault."""
        if not self._faults:
            return None
        drawn = self._faulty.random()
        for fault in self._faults:
            drawn -= fault.share
            if drawn < 0:
                return fault.status
        return None

    def delay(self) -> float:
        """Return how many seconds the next response is held back."""
        return self._slow.uniform(self._latency.least, self._latency.most)


def faults_of(texts: Iterable[str]) -> tuple[FaultShare, ...]:
    """Return faults such as "503:0.1" and "drop:0.05". Raises `ConfigurationError` for a text that is none."""
    faults = []
    for text in texts:
        match = re.fullmatch(rf"({DROP}|[45][0-9][0-9])(?::([01]|[01]?\.[0-9]+|1\.0+))?", text)
        if match is None:
            raise ConfigurationError(
                f"--fault takes a status and the share of requests, such as 503:0.1, or {DROP}:0.05; not {text}"
            )
        status = 0 if match[1] == DROP else int(match[1])
        faults.append(FaultShare(status=status, share=float(match[2] or 1)))
    if sum(fault.share for fault in faults) > 1:
        raise ConfigurationError("the shares of --fault add up to more than 1")
    return tuple(faults)


def latency_of(text: str) -> Latency:
    """Return a latency such as "200" or "100-300", in milliseconds. Raises `ConfigurationError` for a text that is none."""
    match = re.fullmatch(r"([0-9]{1,7})(?:-([0-9]{1,7}))?", text)
    if match is None or int(match[2] or match[1]) < int(match[1]):
        raise ConfigurationError(
            f"--latency takes milliseconds, such as 200 or 100-300; not {text}"
        )
    return Latency(least=int(match[1]) / 1000, most=int(match[2] or match[1]) / 1000)
