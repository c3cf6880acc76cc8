"""The options of one command, from its arguments."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..build.options import COMMANDS, Options
from ..config import ClientConfig
from ..config.keys import Key, file_keys, keys_of, parts_of, wrong_parts


def add_options(parser: argparse.ArgumentParser, command: str) -> None:
    """Add the options of a command, those that set keys of a client, and those that all commands have."""
    declared = COMMANDS[command]
    common = {key.field for key in keys_of(Options)}
    keys = [*file_keys(declared)]
    lists: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    for key in (
        *(key for key in keys if key.field not in common),
        *_configured(declared),
        *(key for key in keys if key.field in common),
    ):
        heading, group = key.about.get("heading"), key.about.get("group")
        listed = parser
        if heading is not None:
            if heading not in lists:
                lists[heading] = parser.add_argument_group(heading)
            listed = lists[heading]
        if group is not None:
            if group not in groups:
                groups[group] = listed.add_mutually_exclusive_group()
            listed = groups[group]
        _add_option(listed, key)


def options_of(command: str, parsed: argparse.Namespace) -> Options:
    """Return the options that were given to a command."""
    declared = COMMANDS[command]
    return declared(**_values(declared, parsed), given=_values(ClientConfig, parsed))


def _configured(declared: type[Options], within: type = ClientConfig) -> Iterator[Key]:
    """Yield the keys of a client that a command sets."""
    for key in keys_of(within):
        if key.kind == "section":
            yield from _configured(declared, key.section)
        elif "flag" in key.about and (
            declared.CONFIGURED is None or key.field in declared.CONFIGURED
        ):
            yield key


def _add_option(parser: Any, key: Key) -> None:
    about = key.about
    flag = about["flag"]
    settings: dict[str, Any] = {"help": about["help"], "default": argparse.SUPPRESS}
    if not flag.startswith("-"):
        number = {"texts": "*"}.get(key.kind, None if key.required else "?")
        if key.kind == "choice":
            settings["choices"] = key.choices
        parser.add_argument(key.field, metavar=flag, nargs=number, **settings)
        return
    match key.kind:
        case "flag":
            settings["action"] = "store_true"
        case "choice":
            settings["choices"] = key.choices
        case "texts":
            one = partial(_checked, key, several=True)
            settings |= {"action": "append", "type": one, "metavar": about.get("metavar")}
        case _:
            settings |= {"type": partial(_checked, key), "metavar": about.get("metavar")}
    short = [about["short"]] if "short" in about else []
    parser.add_argument(*short, flag, dest=key.field, **settings)


def _checked(key: Key, text: str, *, several: bool = False) -> Any:
    """Return the value that a text on the command line means, of a key that has `several` or one.

    Raises `ArgumentTypeError` for a wrong one.
    """
    if key.kind == "parts":
        names = [name.strip() for name in text.split(",")]
        for message in wrong_parts(key, names):
            raise argparse.ArgumentTypeError(message)
        return parts_of(key, names)
    for _, message in key.faults((text,) if several else text, {}):
        raise argparse.ArgumentTypeError(message)
    return text


def _values(declared: type, parsed: argparse.Namespace) -> dict[str, Any]:
    """Return what was given of the fields of a dataclass with keys."""
    values: dict[str, Any] = {}
    for key in keys_of(declared):
        if key.kind == "section":
            inner = _values(key.section, parsed)
            if inner:
                values[key.field] = key.section(**inner)
        elif "flag" in key.about and hasattr(parsed, key.field):
            value = getattr(parsed, key.field)
            values[key.field] = tuple(value) if isinstance(value, list) else value
    return values
