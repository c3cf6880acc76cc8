"""What a reference that leads nowhere may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ... import json_pointer
from ...diagnostics import did_you_mean, similar
from ..text.json_value import JsonValue

_MOST = 3
_MISSPELT = 2
"""How many parts of one pointer may be wrong at once: each has several candidates."""
_SECTIONS = ("definitions", "parameters", "responses")
"""Where Swagger 2.0 has what later versions have below `components`."""


def suggest_pointer(data: JsonValue, reference: str, wanted: str, prefix: str = "") -> str:
    """Return a hint for a pointer that names nothing.

    Args:
        data: The value of the file that the pointer is meant for.
        reference: The whole reference, as the document has it.
        wanted: The pointer.
        prefix: What references to that file begin with; "" for the file that the reference is in.

    Returns:
        The hint: places whose pointers are spelled nearly the same, else components of the same
        name; "" if there are none.
    """
    near = list(islice(_spelled_like(data, json_pointer.split(wanted), "", _MISSPELT), _MOST))
    return did_you_mean(f"{prefix}#{at}" for at in near) or suggest_component(
        data, reference, prefix
    )


def suggest_component(data: JsonValue, reference: str, prefix: str = "") -> str:
    """Return a hint for a reference of which only the last part is likely to be right.

    Args:
        data: The value of the file whose components are meant.
        reference: The reference, such as "Thing", "#Thing", "Thing.json" or "#/definitions/Thing".
        prefix: As for `suggest_pointer`.

    Returns:
        The hint: the components of that name, else of nearly that name; "" if there are none.
    """
    name = reference.rpartition("#")[2].rpartition("/")[2] or reference.partition("#")[0]
    stem = name.rpartition("/")[2].partition(".")[0]
    sections = [(at, names) for at, names in _components(data) if isinstance(names, dict)]
    # The section that the reference names comes first, then that of schemas.
    sections.sort(key=lambda s: (s[0].rpartition("/")[2] not in reference, s[0] != _SCHEMAS))
    exact = [json_pointer.join(at, n) for at, names in sections for n in (name, stem) if n in names]
    candidates = list(dict.fromkeys(exact))
    if not candidates:
        candidates = [
            json_pointer.join(at, n) for at, names in sections for n in similar(stem, names)
        ]
    return did_you_mean(f"{prefix}#{at}" for at in candidates[:_MOST])


_SCHEMAS = "/components/schemas"


def _components(data: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    if not isinstance(data, dict):
        return
    components = data.get("components")
    if isinstance(components, dict):
        for section, names in components.items():
            yield json_pointer.join("/components", section), names
    for section in _SECTIONS:
        yield f"/{section}", data.get(section)


def _spelled_like(value: JsonValue, tokens: list[str], at: str, wrong: int) -> Iterator[str]:
    """Find pointers that are the wanted one except for a few misspelt parts."""
    if not tokens:
        yield at
    elif isinstance(value, list):
        if json_pointer.is_index(tokens[0]) and int(tokens[0]) < len(value):
            index = int(tokens[0])
            yield from _spelled_like(value[index], tokens[1:], json_pointer.join(at, index), wrong)
    elif isinstance(value, dict):
        is_known = tokens[0] in value
        names: Iterable[str] = (tokens[0],) if is_known else ()
        if not is_known and wrong:
            names = similar(tokens[0], value)
        left = wrong if is_known else wrong - 1
        for name in names:
            yield from _spelled_like(value[name], tokens[1:], json_pointer.join(at, name), left)
