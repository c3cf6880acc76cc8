"""Parse command-line arguments to the options of a command."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NoReturn

from .. import __version__
from ..build.options import COMMANDS, Options
from ..config import ClientConfig
from ..config.keys import Key, file_keys, keys_of, parts_of, wrong_parts
from ..diagnostics import similar

_CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints say what a wrong word may have meant."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and a complaint, and leave with the exit code for wrong usage."""
        choice = _CHOICE.search(message)
        if choice is not None:
            message += _meant(choice[1], re.findall(r"[\w-]+", choice[2]))
        super().error(message)

    def refuse(self, unknown: list[str]) -> NoReturn:
        """Report arguments that are not known, as wrong usage."""
        options = [option for action in self._actions for option in action.option_strings]
        wrong = next((name.partition("=")[0] for name in unknown if name.startswith("-")), "")
        self.error(f"unrecognized arguments: {' '.join(unknown)}{_meant(wrong, options)}")


def _meant(word: str, known: list[str]) -> str:
    near = similar(word, known, 1)
    return f"; did you mean {near[0]}?" if near else ""


def command_line() -> _Parser:
    """Return the parser of the whole command line."""
    parser = _Parser(
        prog="specloom",
        description="Generate a typed Python client, its tests and its documentation from an OpenAPI document.",
    )
    parser.add_argument("--version", action="version", version=f"specloom {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command, (declared, does) in COMMANDS.items():
        _add_options(commands.add_parser(command, help=does), declared)
        commands.choices[command].set_defaults(command=command)
    return parser


def parse(parser: _Parser, arguments: Sequence[str] | None) -> tuple[str, Options]:
    """Parse arguments; return the command and its options. Exits with 2 for wrong usage.

    The usage that belongs to a wrong argument is that of its command.
    """
    parsed, unknown = parser.parse_known_args(arguments)
    command = str(parsed.command)
    if unknown:
        commands = next(a.choices for a in parser._actions if isinstance(a.choices, dict))
        commands[command].refuse(unknown)
    declared, _ = COMMANDS[command]
    return command, declared(**_values(declared, parsed), given=_values(ClientConfig, parsed))


def _add_options(parser: _Parser, declared: type[Options]) -> None:
    """Add the options of a command, those that set keys of a client, and those that all commands have."""
    common = {key.field for key in keys_of(Options)}
    keys = [*file_keys(declared)]
    groups: dict[str, Any] = {}
    for key in (
        *(key for key in keys if key.field not in common),
        *_configured(declared),
        *(key for key in keys if key.field in common),
    ):
        group = key.about.get("group")
        if group is not None and group not in groups:
            groups[group] = parser.add_mutually_exclusive_group()
        _add_option(groups.get(group or "", parser), key)


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
        parser.add_argument(key.field, metavar=flag, nargs=number, **settings)
        return
    match key.kind:
        case "flag":
            settings["action"] = "store_true"
        case "choice":
            settings["choices"] = key.choices
        case "texts":
            settings |= {"action": "append", "metavar": about.get("metavar")}
        case _:
            settings |= {"type": partial(_checked, key), "metavar": about.get("metavar")}
    parser.add_argument(flag, dest=key.field, **settings)


def _checked(key: Key, text: str) -> Any:
    """Return the value that a text on the command line means. Raises `ArgumentTypeError` for a wrong one."""
    if key.kind == "parts":
        names = [name.strip() for name in text.split(",")]
        for message in wrong_parts(key, names):
            raise argparse.ArgumentTypeError(message)
        return parts_of(key, names)
    for _, message in key.faults(text, {}):
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
