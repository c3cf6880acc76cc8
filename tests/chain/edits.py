"""Edits over updates of real APIs: those that survive must be those that `git merge-file` would keep.

    python tests/chain/edits.py [--chains NAME ...]

Functions and classes of the generated modules get a line of the user's own, one at a time: before the last
statement, and below the docstring. What specloom's merge makes of it after the update is compared with what git makes of it.
Then a user lives in the folder: with edits in every module that changes, an ejected file, and modules reformatted by black.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [
    str(REPOSITORY / "generator"),
    str(REPOSITORY / "tests" / "corpus"),
    str(Path(__file__).parent),
]

from documents import DIRECTORY, fetch  # noqa: E402
from driver import Project  # noqa: E402
from specloom.output.folder.three_way_merge import merge  # noqa: E402

CHAINS = {
    "adyen_checkout": ("adyen.com/CheckoutService", "adyen.com/CheckoutService-v71"),
    "adyen_transfers": ("adyen.com/TransferService", "adyen.com/TransferService-v4"),
    "nexmo_application": ("nexmo.com/application", "nexmo.com/application.v2"),
    "twilio_pricing": ("twilio.com/twilio_pricing_v1", "twilio.com/twilio_pricing_v2"),
    "twilio_studio": ("twilio.com/twilio_studio_v1", "twilio.com/twilio_studio_v2"),
    "twilio_chat": ("twilio.com/twilio_chat_v1", "twilio.com/twilio_chat_v2"),
}
MOST_EDITS = 20
"""How many edits of one module are tried over an update, spread over all of it: each costs a process of git."""
NOTE = "# A line of the user's own."


@dataclass(frozen=True, slots=True)
class Edit:
    """A line of the user's own in a module; `section` is the function or class that it is in."""

    path: str
    section: str
    before: str
    text: str


def edits_of(path: str, text: str) -> Iterator[Edit]:
    """Yield an edit before the last statement and one below the first of each function and class."""
    lines = text.splitlines(keepends=True)
    for section, node in sections(ast.parse(text)):
        for statement in {node.body[-1].lineno: node.body[-1], node.body[0].lineno: node.body[0]}:
            # A decorated function begins above its line.
            if lines[statement - 1].lstrip().startswith(("def ", "async def ", "class ")):
                continue
            margin = lines[statement - 1][
                : len(lines[statement - 1]) - len(lines[statement - 1].lstrip())
            ]
            edited = [*lines[: statement - 1], f"{margin}{NOTE}\n", *lines[statement - 1 :]]
            yield Edit(path, section, text, "".join(edited))


def sections(
    tree: ast.AST, outer: str = ""
) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield the functions and classes of a module, by their qualified names."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{outer}.{child.name}" if outer else child.name
            yield name, child
            yield from sections(child, name)


def section_of_note(text: str) -> str | None:
    """Return the function or class that the line is in; None if it is not there."""
    lines = text.splitlines()
    number = next((n for n, line in enumerate(lines, 1) if line.strip() == NOTE), None)
    if number is None:
        return None
    found = ""
    for name, node in sections(ast.parse(text)):
        if node.lineno <= number <= (node.end_lineno or node.lineno):
            found = name
    return found


def git_merge(edit: Edit, now: str) -> str | None:
    """Return what git makes of an edit; None for a conflict."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, (edit.text, edit.before, now), strict=True):
            path.write_text(text, encoding="utf-8")
        command = ["git", "merge-file", "-p", "-q", *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def verdict(edit: Edit, now: str) -> str:
    """Return what became of an edit, compared with git; "lost" and "wrong place" must not occur."""
    names = {name for name, _ in sections(ast.parse(now))}
    merged, by_git = merge(edit.path, edit.before, edit.text, now), git_merge(edit, now)
    kept = not merged.conflicts
    if kept:
        place = section_of_note(merged.text)
        if place is None or (place != edit.section and edit.section in names):
            return "wrong place"
    if by_git is None:
        return "kept, though git would not" if kept else "a conflict, as for git"
    place = section_of_note(by_git)
    if not kept and place != edit.section:
        return "a conflict, where git would move it elsewhere"
    return "kept, as by git" if kept else "lost"


def judge(documents: Sequence[Path], folder: Path) -> Counter[str]:
    """Merge edits, one at a time, over each update of a chain; return how many had each verdict."""
    project = Project(folder=folder, package="edited", formatter="none")
    project.start()
    counted: Counter[str] = Counter()
    before: dict[str, str] = {}
    for document in documents:
        project.update(document)
        now = modules(project)
        for path in sorted(before.keys() & now.keys()):
            if before[path] != now[path]:
                edits = list(edits_of(path, before[path]))
                for edit in edits[:: max(1, len(edits) // MOST_EDITS)]:
                    result = verdict(edit, now[path])
                    counted[result] += 1
                    if result in ("lost", "wrong place"):
                        print(f"    {result}: {path}: {edit.section}")
        before = now
    return counted


def modules(project: Project) -> dict[str, str]:
    """Return the generated modules, the runtime aside."""
    return {
        path: (project.client / path).read_text(encoding="utf-8")
        for path in project.lock["files"]
        if path.endswith(".py") and "_runtime/" not in path
    }


def live(documents: Sequence[Path], folder: Path) -> list[str]:
    """Update a client that a user lives in; return what did not survive."""
    project = Project(folder=folder, package="lived", formatter="none")
    project.start()
    project.update(documents[0])
    shutil.copytree(folder, folder / "next")
    ahead = Project(folder=folder / "next", package="lived", formatter="none")
    ahead.update(documents[1])
    before, now = modules(project), modules(ahead)
    shutil.rmtree(folder / "next")
    chosen: dict[str, Edit] = {}
    for path in sorted(before.keys() & now.keys()):
        if before[path] != now[path]:
            fits = (e for e in edits_of(path, before[path]) if git_merge(e, now[path]) is not None)
            for edit in fits:
                if not verdict(edit, now[path]).startswith("a conflict"):
                    chosen[path] = edit
                    break
    for path, edit in chosen.items():
        (project.client / path).write_text(edit.text, encoding="utf-8")
    others = [str(project.client / path) for path in before if path not in chosen]
    subprocess.run([sys.executable, "-m", "black", "--quiet", "-l", "79", *others], check=True)
    if chosen:
        project.run("generate", "--adopt")
    project.run("generate", "--eject", "client/README.md")
    readme = (project.client / "README.md").read_bytes()
    project.update(documents[1])
    project.run("check")
    wrong = [
        f"{path}: the line of {edit.section} is not there"
        for path, edit in chosen.items()
        if section_of_note((project.client / path).read_text(encoding="utf-8")) is None
    ]
    if (project.client / "README.md").read_bytes() != readme:
        wrong.append("the ejected file was changed")
    print(f"    {len(chosen)} edits adopted, {len(others)} modules reformatted, 1 file ejected")
    return wrong


def main() -> int:
    """Update the clients of the chains; the exit code is 1 if an edit was lost, or came to lie in a wrong place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".corpus", metavar="DIR")
    parser.add_argument("--chains", nargs="+", default=[*CHAINS], choices=CHAINS, metavar="CHAIN")
    options = parser.parse_args()
    documents = fetch(options.cache, DIRECTORY) / "api"
    failed = False
    for name in options.chains:
        paths = [documents / f"{each}.json" for each in CHAINS[name]]
        with tempfile.TemporaryDirectory() as scratch:
            print(f"{name}:", flush=True)
            counted = judge(paths, Path(scratch, "judged"))
            for result, count in sorted(counted.items()):
                print(f"    {count} {result}")
            wrong = live(paths, Path(scratch, "lived"))
            print("\n".join(f"    wrong: {each}" for each in wrong), flush=True)
            failed = failed or bool(wrong or counted["lost"] or counted["wrong place"])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
