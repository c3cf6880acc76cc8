"""The service models that an installed botocore has, read as files: nothing of it is imported."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from ...diagnostics import (
    Code,
    Diagnostic,
    GenerationFailed,
    Location,
    Severity,
    did_you_mean,
    quote,
    similar,
)
from ...records import dataclass

_VERSION = re.compile(r"""^__version__\s*=\s*["']([^"']+)["']""", re.MULTILINE)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
PROTOCOL = "rest-json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFiles:
    """What botocore has about a service.

    Attributes:
        name: What botocore calls it, such as "bedrock-runtime".
        botocore: The version of botocore.
        model: `service-2`.
        paginators: `paginators-1`, by operation.
        waiters: `waiters-2`, by name.
        rules: `endpoint-rule-set-1`; empty if there is none.
        partitions: The partitions that its regions may be in.
    """

    name: str
    botocore: str
    model: Mapping[str, Any]
    paginators: Mapping[str, Any]
    waiters: Mapping[str, Any]
    rules: Mapping[str, Any]
    partitions: tuple[Mapping[str, Any], ...]


def location_of(name: str) -> str:
    """Return what a service is called in messages, and on the command line."""
    return f"botocore:{name}"


def fail(name: str, message: str, *, hint: str = "") -> NoReturn:
    """Raise `GenerationFailed`: a service cannot be imported."""
    raise GenerationFailed(
        [
            Diagnostic(
                code=Code.NOT_IMPORTED,
                severity=Severity.ERROR,
                message=message,
                location=Location(file=location_of(name)),
                hint=hint,
            )
        ]
    )


def read_service(name: str) -> ServiceFiles:
    """Read what the installed botocore has about a service, in its newest API version.

    Raises:
        GenerationFailed: botocore is not installed, has no such service, or one of another protocol.
    """
    package = _package(name)
    data = package / "data"
    folder = data / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        known = sorted(each.name for each in data.iterdir() if each.is_dir())
        fail(
            name, f"botocore has no service {quote(name)}", hint=did_you_mean(similar(name, known))
        )
    versions = [each for each in sorted(folder.iterdir()) if _find(each, "service-2") is not None]
    if not versions:
        fail(name, f"botocore has no service-2 model of {quote(name)}")
    files = versions[-1]
    model = _load(name, files, "service-2")
    _check_protocol(name, model.get("metadata", {}))
    return ServiceFiles(
        name=name,
        botocore=_version(package),
        model=model,
        paginators=_load(name, files, "paginators-1").get("pagination", {}),
        waiters=_load(name, files, "waiters-2").get("waiters", {}),
        rules=_load(name, files, "endpoint-rule-set-1"),
        partitions=tuple(_load(name, data, "partitions").get("partitions", ())),
    )


def _check_protocol(name: str, metadata: Mapping[str, Any]) -> None:
    protocols = metadata.get("protocols") or [metadata.get("protocol", "")]
    if PROTOCOL not in protocols:
        fail(
            name,
            f"{quote(name)} speaks {', '.join(map(str, protocols))}: only {PROTOCOL} can be imported",
        )


def _package(name: str) -> Path:
    found = importlib.util.find_spec("botocore")
    places = list(found.submodule_search_locations or ()) if found is not None else []
    if not places or not (Path(places[0]) / "data").is_dir():
        fail(
            name,
            "botocore is not installed in the environment of specloom, or without its data",
            hint="Install it there: python -m pip install botocore",
        )
    return Path(places[0])


def _version(package: Path) -> str:
    match = _VERSION.search((package / "__init__.py").read_text(encoding="utf-8"))
    return match[1] if match else "of an unknown version"


def _find(folder: Path, stem: str) -> Path | None:
    paths = (folder / f"{stem}.json", folder / f"{stem}.json.gz")
    return next((path for path in paths if path.is_file()), None)


def _load(name: str, folder: Path, stem: str) -> dict[str, Any]:
    """Read a file of data, with what botocore's maintainers add to it; {} if it is not there."""
    content = _read(name, _find(folder, stem))
    extras = _read(name, _find(folder, f"{stem}.sdk-extras"))
    return _merged(content, extras.get("merge", {}))


def _read(name: str, path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        raw = path.read_bytes()
        value = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    except (OSError, ValueError, EOFError) as error:
        fail(name, f"botocore's {quote(path.name)} cannot be read: {quote(str(error))}")
    return value if isinstance(value, dict) else {}


def _merged(base: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in extra.items():
        known = base.get(key)
        inner = isinstance(value, dict) and isinstance(known, dict)
        base[key] = _merged(known, value) if inner and isinstance(known, dict) else value
    return base
