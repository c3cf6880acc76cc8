"""`make face`: what the clients of five large APIs look like, in numbers.

Not part of CI: it fetches the documents as `make corpus` does (see docs/corpus.md), and takes minutes. What it prints of
each client: names that nobody would write, the longest ones, `Variant` classes, classes with equal fields, classes
that nothing else mentions, error classes, and lines per operation.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "corpus"))

from documents import DIRECTORY, PACKAGES, fetch  # noqa: E402
from specloom.build.pipeline import build, understand  # noqa: E402
from specloom.config import ClientConfig  # noqa: E402
from specloom.ir.types import ObjectDecl  # noqa: E402
from specloom.python.client.client_plan import ClientPlan  # noqa: E402
from specloom.python.naming.name_registry import PastClient  # noqa: E402
from specloom.python.plan import plan  # noqa: E402
from specloom.python.shapes import with_one_class_per_shape  # noqa: E402
from specloom.run.progress import SilentProgress  # noqa: E402

DOCUMENTS = ("stripe.com", "digitalocean.com", "kubernetes.io", "openai.com", "github.com")
SHOWN = 5
_SPLIT_ACRONYM = re.compile(r"_[a-z]_[a-z]{1,2}s?\b")
_NUMBERED = re.compile(r"_(\d+)$")
_LONGEST_UNCUT = 90


def main() -> int:
    """Print the face of each client; the exit code is 1 where a name is bad or a class is reached by nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".corpus", metavar="DIR")
    parser.add_argument("--names-only", action="store_true", help="count no lines, which is faster")
    parser.add_argument("names", nargs="*", default=DOCUMENTS, metavar="DOCUMENT")
    options = parser.parse_args()
    faults = sum(
        _show(name, _path_of(options.cache, name), options.names_only) for name in options.names
    )
    return 1 if faults else 0


def _path_of(cache: Path, name: str) -> Path:
    if Path(name).is_file():
        return Path(name)
    if name == "github.com":
        octokit = next(package for package in PACKAGES if package.name == "@octokit/openapi")
        return fetch(cache, octokit) / octokit.roots[0]
    return fetch(cache, DIRECTORY) / "api" / f"{name}.json"


def _show(name: str, path: Path, names_only: bool) -> int:
    with tempfile.TemporaryDirectory() as folder:
        config = ClientConfig(spec=str(path), output=folder, formatter="none")
        api = understand(config, SilentProgress()).api
        client = plan(with_one_class_per_shape(api, config, PastClient()), config, PastClient())
        tree = {} if names_only else build(config, SilentProgress()).tree
    classes = list(client.symbols.names.values())
    bad = sorted(_bad_names(client))
    variants = [each for each in classes if "Variant" in each]
    equal = sum(count - 1 for count in Counter(_fields(client)).values())
    errors = sorted(client.errors.names.values())
    print(f"{name}: {len(client.api.operations)} operations, {len(classes)} types")
    _line("bad names", len(bad), bad)
    _line("longest types", "", sorted(classes, key=len, reverse=True))
    methods = [op.method for resource in client.resources for op in resource.operations]
    _line("longest methods", "", sorted(methods, key=len, reverse=True))
    _line("Variant", f"{len(variants)}, {len(variants) / max(1, len(classes)):.1%}", variants)
    _line("classes with the fields of another", equal, [])
    _line("error classes", len(errors), errors)
    unmentioned = sorted(_unmentioned(client, tree)) if tree else []
    if tree:
        _line("classes that nothing mentions", len(unmentioned), unmentioned)
        for part, prefix in (("package", "src/"), ("tests", "tests/"), ("docs", "docs/")):
            lines = sum(
                text.count("\n")
                for file, text in tree.items()
                if file.startswith(prefix) and "/_runtime/" not in file
            )
            _line(f"lines of {part}", f"{lines}, {lines / len(methods):.0f} per operation", [])
    print()
    return len(bad) + len(unmentioned)


def _line(what: str, count: object, some: list[str]) -> None:
    shown = ", ".join([*some[:SHOWN], *(["..."] if some[SHOWN:] else [])])
    print(f"  {what}: {count}{' ' if shown and count != '' else ''}{shown}")


def _bad_names(client: ClientPlan) -> Iterator[str]:
    """Yield the names that split an acronym, are numbered where the document is not, or are cut."""
    for key, name in client.names.configurable.items():
        plain = re.sub("[^a-z0-9]+", "_", key.lower())
        split = _SPLIT_ACRONYM.search(name)
        number = _NUMBERED.search(name)
        is_split = split is not None and split[0].strip("_") not in plain
        is_numbered = number is not None and number[1] not in re.findall(r"\d+", key)
        if is_split or is_numbered or len(name) > _LONGEST_UNCUT:
            yield name


def _fields(client: ClientPlan) -> Iterator[object]:
    for type_id in client.symbols.names:
        declaration = client.api.types[type_id]
        if isinstance(declaration, ObjectDecl):
            yield frozenset((f.wire_name, f.type, f.presence) for f in declaration.fields)


def _unmentioned(client: ClientPlan, tree: dict[str, str]) -> Iterator[str]:
    """Yield the classes whose names occur nowhere but where they are written, in code and pages."""
    texts = [
        text
        for file, text in tree.items()
        if file.endswith((".py", ".md"))
        and not file.endswith(("models/__init__.py", "types/__init__.py"))
    ]
    mentions = Counter(word for text in texts for word in re.findall(r"\w+", text))
    written = Counter(
        word
        for text in texts
        for word in re.findall(r"^(?:class )?(\w+)(?=[(:]| = )", text, re.MULTILINE)
    )
    for name in client.symbols.names.values():
        if mentions[name] <= written[name]:
            yield name


if __name__ == "__main__":
    sys.exit(main())
