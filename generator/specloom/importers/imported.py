"""The importers by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..diagnostics import ConfigurationError, did_you_mean, similar
from .document import Imported


def _botocore(name: str) -> Imported:
    from .botocore.service import import_service  # the parts of one importer are rarely needed

    return import_service(name)


_LOCATION = re.compile(r"([a-z][a-z0-9]+):([A-Za-z0-9-]+)")
IMPORTERS: Mapping[str, Callable[[str], Imported]] = {"botocore": _botocore}
"""The name of an importer -> the function from the name of a service to its document."""


def split_location(location: str) -> tuple[str, str] | None:
    """Return the importer and the name of a location such as "botocore:sqs"; None for a path or a URL."""
    match = _LOCATION.fullmatch(location)
    return None if match is None else (match[1], match[2])


def import_document(importer: str, name: str) -> Imported:
    """Make a document.

    Args:
        importer: The name of an importer.
        name: What it is asked for, such as the name of a service.

    Raises:
        ConfigurationError: There is no such importer.
        GenerationFailed: The importer has no such service, or cannot express it.
    """
    if importer not in IMPORTERS:
        known = ", ".join(sorted(IMPORTERS))
        meant = did_you_mean(similar(importer, IMPORTERS))
        raise ConfigurationError(
            f"there is no importer {importer!r}; known: {known}" + (f". {meant}" if meant else "")
        )
    return IMPORTERS[importer](name)
