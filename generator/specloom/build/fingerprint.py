"""Fingerprint of a client's inputs: document, configuration, generator.

Nothing here loads a stage of the generator, so that an unchanged client is recognised quickly.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from .. import __version__
from ..config import ClientConfig
from ..config.checks import check_required_version, is_elsewhere
from ..config.keys import recorded, restored
from ..diagnostics import ConfigurationError, printable
from ..output.folder.folder_plan import read_lock_of
from ..output.folder.lock_file import DOCUMENT_INPUT, LOCK_NAME, PATCH_INPUT, digest
from ..output.folder.patches import read_patches
from ..output.render.assets import template_names, template_source
from ..output.render.formatters import formatter_identity
from ..output.render.overrides import sources_in

TEMPLATE = "template: "
ABSENT = "absent"
"""Stands for the hash of a file that cannot be read."""


def inputs_of(
    config: ClientConfig, documents: Mapping[str, str], patches: Mapping[str, str]
) -> dict[str, str]:
    """Return everything that the output depends on: name -> hash or version.

    Args:
        config: The configuration.
        documents: The files of the document and the overlays -> hash.
        patches: The patches: path of the patched file -> text.
    """
    return {
        **{f"{DOCUMENT_INPUT}{name}": value for name, value in documents.items()},
        **patch_inputs(patches),
        "configuration": _hash_of(source_of(config)),
        "templates": _hash_of([[n, template_source(n)] for n in template_names()]),
        **_own_templates(config),
        "generator": _generator_hash(),
        "formatter": formatter_identity(config.formatter),
    }


def _own_templates(config: ClientConfig) -> dict[str, str]:
    """Return the part of the inputs that the user's own templates are; none where they cannot be read."""
    if config.templates_path is None:
        return {}
    with suppress(ConfigurationError):  # The run says what is wrong with them.
        sources = sources_in(config.templates_path)
        return {f"{TEMPLATE}{name}": digest(text) for name, text in sources.items()}
    return {TEMPLATE: ABSENT}


def with_patches(inputs: Mapping[str, str], patches: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs of a run with other patches; nothing is read again."""
    others = {name: value for name, value in inputs.items() if not name.startswith(PATCH_INPUT)}
    return {**others, **patch_inputs(patches)}


def patch_inputs(patches: Mapping[str, str]) -> dict[str, str]:
    """Return the part of the inputs that patches are."""
    return {f"{PATCH_INPUT}{path}": digest(text) for path, text in patches.items()}


def current_inputs(config: ClientConfig, recorded: Mapping[str, str]) -> dict[str, str] | None:
    """Return the same as `inputs_of` for the files that a lock names, as they are now.

    None where it cannot be known without reading the document: it comes from standard input, from
    a URL, or is imported.
    """
    names = [
        name.removeprefix(DOCUMENT_INPUT) for name in recorded if name.startswith(DOCUMENT_INPUT)
    ]
    if config.spec == "-" or any(is_elsewhere(name) for name in (config.spec, *names)):
        return None
    folder = Path(config.input_path(config.spec)).parent.resolve()
    documents = {name: _hash_at(folder / name) for name in names}
    return inputs_of(config, documents, read_patches(config.output_path))


def _hash_at(path: Path) -> str:
    try:
        return hashlib.sha256(_with_plain_line_ends(path.read_bytes())).hexdigest()
    except OSError:
        return ABSENT


@cache  # The program that runs does not change.
def _generator_hash() -> str:
    """Return a hash of the generator's own modules and data, and of the runtime that it copies."""
    root = str(Path(__file__).parents[1])
    total = hashlib.sha256(__version__.encode())
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        below = folder[len(root) + 1 :].replace(os.sep, "/")
        for name in sorted(files):
            if name.endswith((".py", ".txt")):
                total.update(f"\0{below}{'/' if below else ''}{name}\0".encode())
                with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 - there are hundreds
                    total.update(_with_plain_line_ends(file.read()))
    return total.hexdigest()


def _with_plain_line_ends(content: bytes) -> bytes:
    """Return the content of a file with the line ends that it has elsewhere: a checkout may have others."""
    return content.replace(b"\r\n", b"\n") if b"\r" in content else content


def _hash_of(value: Any) -> str:
    return digest(json.dumps(value, sort_keys=True))


def config_of(folder: Path) -> ClientConfig:
    """Return the configuration that an output folder was made with, from its lock.

    Raises `ConfigurationError` where there is none.
    """
    lock = read_lock_of(folder)
    if lock is None:
        raise ConfigurationError(f"{folder} has no {LOCK_NAME}, so specloom did not make it")
    try:
        return _recorded_config(folder, lock.source)
    except (KeyError, TypeError, AttributeError) as error:
        message = f"{folder / LOCK_NAME} does not say how the client was made: {error}"
        raise ConfigurationError(printable(message)) from error


def _recorded_config(folder: Path, source: Mapping[str, Any]) -> ClientConfig:
    if source["spec"] == "-":
        raise ConfigurationError(f"{folder} was made from standard input; it cannot be checked")
    values = restored(ClientConfig, source, partial(_found_again, folder))
    config = ClientConfig(**{**values, "output": str(folder)})
    for _, fault in check_required_version(config.required_version or "", {}):
        raise ConfigurationError(printable(f"{folder / LOCK_NAME}: required_version {fault}"))
    return config


def _found_again(folder: Path, location: str) -> str:
    """Return where a location of a lock is, as seen from here: `api/pets.yaml`, not `pets/../api/pets.yaml`."""
    if location == "-" or is_elsewhere(location):
        return location
    return os.path.normpath(folder / location)


def shares_runtime(config: ClientConfig) -> bool:
    """Return whether a client shares a runtime with others, or did when it was generated last."""
    if config.runtime == "shared":
        return True
    lock = read_lock_of(config.output_path)
    return lock is not None and lock.source.get("runtime") == "shared"


def is_shared_runtime(folder: Path) -> bool:
    """Return whether a folder is a runtime that several clients share."""
    lock = read_lock_of(folder)
    return lock is not None and isinstance(lock.source.get("clients"), list)


def source_of(config: ClientConfig) -> Mapping[str, Any]:
    """Return the configuration as the lock records it; paths are relative to the output folder."""
    return recorded(config, partial(_relative, config))


def _relative(config: ClientConfig, location: str) -> str:
    if location == "-" or is_elsewhere(location):
        return location
    path = os.path.relpath(config.input_path(location), config.output_path)
    return Path(path).as_posix()
