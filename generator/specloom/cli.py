"""The command line: arguments in, diagnostics and results out, exit codes.

Exit codes: 0 done; 1 the document, the check or the generation failed; 2 wrong usage or configuration;
70 a bug of ours; 130 and 143 interrupted, by Ctrl-C and by SIGTERM. Diagnostics and progress go to standard error, results to standard output.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from . import __version__
from .config import ALL_PARTS, CONFIG_NAME

_CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")
_INTERRUPTED = (130, 143)
"""The exit codes after Ctrl-C and after SIGTERM: 128 and the number of the signal."""

_COLLECT = (50_000, 20, 100)
"""How seldom garbage is looked for: models are large and have hardly a cycle, so looking costs a quarter of a run."""


def run() -> NoReturn:
    """Run the command line as a program."""
    code = main()
    if code in _INTERRUPTED:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> NoReturn:
    """End at once, with the processes that format files.

    Python would wait for what they are doing; for ever, if the signal has ended them as well.
    """
    if "multiprocessing.util" in sys.modules:
        import multiprocessing
        import threading

        threading.excepthook = lambda _: None  # The thread that serves them complains of their end.
        for process in multiprocessing.active_children():
            process.kill()
            process.join(1.0)
        sys.modules["multiprocessing.util"]._run_finalizers(0)  # gives back the locks they shared
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code."""
    options = _options(arguments)
    gc.set_threshold(*_COLLECT)
    before = _on_termination(_terminated)
    try:
        # Loaded once the arguments are known to be right: the stages take their time.
        from . import commands

        code: int = commands.COMMANDS[options.command](options)
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt as interrupt:
        print("specloom: interrupted; no client is half written", file=sys.stderr)
        return _INTERRUPTED[isinstance(interrupt, Terminated)]
    except Exception as error:
        from .failures import failure_of
        from .reporting import show_failure

        failure = failure_of(error)
        show_failure(failure, traceback=options.traceback)
        return failure.code
    finally:
        _on_termination(before)
    return code


class Terminated(KeyboardInterrupt):
    """SIGTERM has come, as when a CI job is cancelled: everything ends as it does after Ctrl-C."""


def _terminated(number: int, frame: object) -> None:
    signal.signal(
        signal.SIGTERM, signal.SIG_IGN
    )  # What is being tidied up is not interrupted again.
    raise Terminated


def _on_termination(handler: Any) -> Any:
    """Set what SIGTERM does; return what it did. Without effect outside of the main thread."""
    try:
        return signal.signal(signal.SIGTERM, handler)
    except ValueError:
        return signal.SIG_DFL


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints say what a wrong word may have meant."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and a complaint, and leave with the exit code for wrong usage."""
        choice = _CHOICE.search(message)
        if choice is not None:
            message += _meant(choice[1], re.findall(r"[\w-]+", choice[2]))
        super().error(message)

    def refuse(self, unknown: list[str]) -> NoReturn:
        """Complain about arguments that are not known."""
        options = [option for action in self._actions for option in action.option_strings]
        wrong = next((name.partition("=")[0] for name in unknown if name.startswith("-")), "")
        self.error(f"unrecognized arguments: {' '.join(unknown)}{_meant(wrong, options)}")


def _meant(word: str, known: list[str]) -> str:
    from .diagnostics import similar

    near = similar(word, known, 1)
    return f"; did you mean {near[0]}?" if near else ""


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse the arguments; the usage that belongs to a wrong one is that of its command."""
    parser = _parser()
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        commands = next(a.choices for a in parser._actions if isinstance(a.choices, dict))
        commands[options.command].refuse(unknown)
    return options


def _parser() -> _Parser:
    parser = _Parser(
        prog="specloom",
        description="Generate a typed Python client, its tests and its documentation from an OpenAPI document.",
    )
    parser.add_argument("--version", action="version", version=f"specloom {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_generate(commands)
    _add_check(commands)
    _add_validate(commands)
    _add_diff(commands)
    _add_inspect(commands)
    _add_init(commands)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")
    parser.add_argument("--traceback", action="store_true", help="show where a bug of ours arose")


def _references(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow-ref",
        action="append",
        metavar="DIR|ORIGIN",
        default=[],
        help="a folder or an origin that references may lead to",
    )


def _add_generate(commands: Any) -> None:
    parser = commands.add_parser("generate", help="write or update a client")
    parser.add_argument("spec", nargs="?", metavar="SPEC", help='a path, a URL or "-"')
    parser.add_argument("--output", metavar="DIR", help="the folder to write to")
    parser.add_argument("--config", metavar="FILE", help=f"instead of {CONFIG_NAME} in this folder")
    parser.add_argument("--overlay", action="append", metavar="FILE", help="an OpenAPI Overlay")
    parser.add_argument("--package", metavar="NAME", help="the import name of the client")
    _filters(parser)
    parser.add_argument("--only", metavar="PART,...", help=", ".join(sorted(ALL_PARTS)))
    parser.add_argument(
        "--formatter", choices=("black", "ruff", "none"), help="how Python is formatted"
    )
    edits = parser.add_mutually_exclusive_group()
    edits.add_argument("--discard", action="store_true", help="give up edits to generated files")
    edits.add_argument("--adopt", action="store_true", help="keep edits to them as patches")
    parser.add_argument(
        "--eject",
        action="append",
        metavar="FILE",
        default=[],
        help="take over a generated file: it is written no more",
    )
    parser.add_argument("--force", action="store_true", help="write into a folder that is not ours")
    parser.add_argument("--strict", action="store_true", help="take warnings as errors")
    parser.add_argument("--dry-run", action="store_true", help="say what would change")
    parser.add_argument(
        "--watch", action="store_true", help="generate again whenever an input is saved"
    )
    parser.add_argument(
        "--upstream",
        action="store_true",
        help="first fetch the documents of clients that name an upstream",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    _references(parser)
    _common(parser)
    parser.set_defaults(command="generate")


def _filters(parser: argparse.ArgumentParser) -> None:
    for option, metavar, meaning in (
        ("--include-tag", "T", "only operations with this tag"),
        ("--include-path", "P", "only paths like this pattern"),
        ("--exclude-path", "P", "no paths like this pattern"),
        ("--include-operation", "ID", "only the operation with this operationId"),
    ):
        parser.add_argument(option, action="append", metavar=metavar, default=[], help=meaning)
    parser.add_argument(
        "--exclude-deprecated", action="store_true", help="no deprecated operations"
    )


def _add_check(commands: Any) -> None:
    parser = commands.add_parser("check", help="tell whether clients are what specloom makes now")
    parser.add_argument("folders", nargs="*", metavar="DIR", help="generated folders")
    parser.add_argument("--config", metavar="FILE", help=f"instead of {CONFIG_NAME} in this folder")
    parser.add_argument(
        "--upstream",
        action="store_true",
        help="tell whether the documents have moved where they come from, and nothing else",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    _common(parser)
    parser.set_defaults(command="check")


def _add_validate(commands: Any) -> None:
    parser = commands.add_parser("validate", help="show what is wrong with a document")
    parser.add_argument("spec", metavar="SPEC", help='a path, a URL or "-"')
    parser.add_argument("--overlay", action="append", metavar="FILE", default=[])
    parser.add_argument("--strict", action="store_true", help="take warnings as errors")
    parser.add_argument("--notes", action="store_true", help="list notes instead of counting them")
    _references(parser)
    _common(parser)
    parser.set_defaults(command="validate")


def _add_diff(commands: Any) -> None:
    parser = commands.add_parser("diff", help="show what changes for the callers of a client")
    parser.add_argument("old", metavar="OLD", help='a path, a URL, "-", or a generated folder')
    parser.add_argument("new", metavar="NEW", help='a path, a URL or "-"')
    parser.add_argument(
        "--overlay",
        action="append",
        metavar="FILE",
        default=[],
        help="an OpenAPI Overlay, for both documents",
    )
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    parser.add_argument(
        "--fail-on",
        choices=("breaking", "risky"),
        help="exit with 1 if there are such changes, or worse",
    )
    _references(parser)
    _common(parser)
    parser.set_defaults(command="diff")


def _add_inspect(commands: Any) -> None:
    parser = commands.add_parser("inspect", help="show what a document means")
    parser.add_argument("spec", metavar="SPEC", help='a path, a URL or "-"')
    parser.add_argument("--overlay", action="append", metavar="FILE", default=[])
    parser.add_argument("--json", action="store_true", help="print the whole neutral model")
    parser.add_argument(
        "--ledger",
        action="store_true",
        help="print every part of the document, and what became of it",
    )
    _references(parser)
    _common(parser)
    parser.set_defaults(command="inspect")


def _add_init(commands: Any) -> None:
    parser = commands.add_parser("init", help=f"write a commented {CONFIG_NAME}")
    parser.add_argument("spec", nargs="?", metavar="SPEC", default="openapi.yaml")
    _common(parser)
    parser.set_defaults(command="init")


if __name__ == "__main__":
    sys.exit(main())
