"""Parse the command line: the command, then what is its own.

What a command takes is loaded once it is named: `specloom --help` needs none of it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from .. import __version__

if TYPE_CHECKING:
    from ..build.options import Options

COMMANDS: Mapping[str, str] = {
    "generate": "write or update a client",
    "check": "check that clients are up to date",
    "resolve": "generate clients again that git could not merge",
    "validate": "show what is wrong with a document",
    "explain": "say what a code means, and what to do about it",
    "diff": "show what changes for the callers of a client",
    "inspect": "show the operations, types and security of a document",
    "serve": "serve a document: check requests, and respond with its examples or made values",
    "templates": "list the templates, or write one out to be changed",
    "init": "write a commented specloom.toml",
    "import": "make an OpenAPI document of another description of a service",
    "completion": "print what makes a shell complete command lines",
}
"""Command -> what it does."""

EXAMPLES: Mapping[str, Sequence[str]] = {
    "generate": (
        "specloom generate openapi.yaml --output petstore",
        "specloom generate https://api.example.com/openapi.json -o client --only client",
        "specloom generate --upstream",
    ),
    "check": ("specloom check", "specloom check clients/petstore", "specloom check --upstream"),
    "resolve": ("specloom resolve",),
    "validate": (
        "specloom validate openapi.yaml",
        "specloom validate openapi.yaml --strict --format sarif",
    ),
    "explain": ("specloom explain SL101",),
    "diff": (
        "specloom diff old.yaml new.yaml",
        "specloom diff clients/petstore new.yaml --format markdown --fail-on breaking",
    ),
    "inspect": ("specloom inspect openapi.yaml", "specloom inspect openapi.yaml --pages"),
    "serve": (
        "specloom serve openapi.yaml",
        "specloom serve openapi.yaml --port 0 --latency 100-300 --fault 503:0.1 --seed 1",
    ),
    "templates": ("specloom templates list", "specloom templates eject README.md.jinja"),
    "init": ("specloom init openapi.yaml", "specloom init --publish"),
    "import": ("specloom import botocore bedrock-runtime -o openapi.yaml",),
    "completion": (
        "specloom completion bash > ~/.local/share/bash-completion/completions/specloom",
        "specloom completion fish > ~/.config/fish/completions/specloom.fish",
    ),
}
"""Command -> command lines that use it, for its help."""

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

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print the help or the version. Raises `OSError` where it cannot be written, which argparse passes over."""
        if file is None or file is not sys.stdout:
            super()._print_message(message, file)
        else:
            file.write(message)
            file.flush()


def _meant(word: str, known: list[str]) -> str:
    from ..diagnostics import similar

    near = similar(word, known, 1)
    return f"; did you mean {near[0]}?" if near else ""


def parse(arguments: Sequence[str]) -> tuple[str, Options]:
    """Parse arguments; return the command and its options. Exits with 2 for wrong usage.

    The usage that belongs to a wrong argument is that of its command.
    """
    parser, commands = parsers(arguments)
    if not arguments:
        parser.print_help(sys.stderr)
        sys.exit(2)
    parsed, unknown = parser.parse_known_args(arguments)
    command = str(parsed.command)
    if unknown:
        commands[command].refuse(unknown)
    from .arguments import options_of

    return command, options_of(command, parsed)


def usage_of(command: str) -> str:
    """Return the usage of a command."""
    _, commands = parsers([command])
    return commands[command].format_usage()


def parsers(arguments: Sequence[str]) -> tuple[_Parser, Mapping[str, _Parser]]:
    """Return the parser of a command line, and those of the commands; only those named in it have their options."""
    parser = _Parser(
        prog="specloom",
        description="Generate a typed Python client, its tests and its documentation from an OpenAPI document.",
    )
    parser.add_argument("-V", "--version", action="version", version=f"specloom {__version__}")
    choices = parser.add_subparsers(required=True, metavar="COMMAND")
    commands = {}
    for command, does in COMMANDS.items():
        commands[command] = choices.add_parser(
            command,
            help=does,
            description=f"{does[0].upper()}{does[1:]}.",
            epilog="\n".join(["examples:", *(f"  {line}" for line in EXAMPLES[command])]),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        commands[command].set_defaults(command=command)
        if command in arguments:
            from .arguments import add_options

            add_options(commands[command], command)
    return parser, commands
