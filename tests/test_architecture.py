"""The rules of the house (DESIGN.md, section 2), proved on the syntax trees of the generator and its templates."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes as jinja
from specloom.output.render.render import FILTERS
from specloom.python.code import doc_nodes, nodes, test_nodes, webhook_nodes

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "generator" / "specloom"
TEMPLATES = ROOT / "templates"
LONGEST_FILE = 500
LARGEST_SHARE_OF_CONTROL = 0.25

ANYWHERE = {"config", "diagnostics", "json_pointer", "records"}
MAY_IMPORT = {
    "__main__": {"cli"},
    "cli": {"commands", "build", "garbage", "__init__"} | ANYWHERE,
    "commands": {
        "run",
        "build",
        "serve",
        "importers",
        "output",
        "changes",
        "python",
        "parse",
        "openapi",
    }
    | {"__init__"}
    | ANYWHERE,
    "run": {"build", "openapi", "process_pool", "garbage"} | ANYWHERE,
    "build": {"output", "changes", "python", "parse", "openapi", "ir", "__init__"} | ANYWHERE,
    "serve": {"python", "openapi", "ir"} | ANYWHERE,
    "output": {"python.code", "python.naming.printable", "process_pool"} | ANYWHERE,
    "changes": {"ir"} | ANYWHERE,
    "python": {"ir"} | ANYWHERE,
    "parse": {"openapi", "ir"} | ANYWHERE,
    "openapi": {"importers"} | ANYWHERE,
    "importers": ANYWHERE,
    "config": {"diagnostics", "records", "__init__"},
    "ir": {"json_pointer", "records"},
    "json_pointer": set(),
    "runtime": set(),
    "diagnostics": set(),
    "process_pool": {"garbage", "records"},
    "garbage": set(),
    "records": set(),
    "__init__": set(),
}
"""What each part may import of ours besides itself; a part is a module or a folder of the package."""

MOST_FLOORS = {"": 9}
"""The longest way down from room to room: in the package; in its folders it is 6."""

RUNTIME_DEPENDENCIES = {"httpx2", "pydantic", "pydantic_core", "typing_extensions", "anyio"}
"""pydantic_core is pydantic's other half: its documentation has schemas of one's own made with it.
typing_extensions comes with pydantic, too."""


@cache
def module_names() -> dict[str, Path]:
    """Return every module of the generator by its dotted name below the package; "__init__" is the package itself."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if len(parts) > 1 and parts[-1] == "__init__":
            parts = parts[:-1]
        found[".".join(parts)] = path
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Return every node of the syntax tree of a file."""
    return list(ast.walk(tree_of(path)))


def imports_of(name: str) -> Iterator[tuple[str, int]]:
    """Yield the modules of ours that a module imports anywhere in it, each with the line."""
    path = module_names()[name]
    folder = ["specloom", *path.relative_to(PACKAGE).parent.parts]
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "specloom":
                    yield _known(alias.name.split(".")), node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = (node.module or "").split(".") if node.module else []
            if node.level:
                base = folder[: len(folder) - node.level + 1] + base
            if base[:1] == ["specloom"]:
                for alias in node.names:
                    yield _known([*base, alias.name]), node.lineno


def _known(parts: list[str]) -> str:
    """Return the longest prefix of a dotted name that is a module of ours."""
    for length in range(len(parts), 1, -1):
        name = ".".join(parts[1:length])
        if name in module_names():
            return name
    return "__init__"


def place(path: Path, line: int) -> str:
    """Return a place in the repository, for a message."""
    return f"{path.relative_to(ROOT)}:{line}"


def part_of(name: str) -> str:
    """Return the part of the house that a module belongs to."""
    return name.partition(".")[0]


def test_every_part_has_a_rule() -> None:
    """A new module or folder must say what it may import."""
    assert {part_of(name) for name in module_names()} - set(MAY_IMPORT) == set()


def is_allowed(target: str, allowed: set[str]) -> bool:
    """Return whether a module, or a folder that it is in, is among those allowed."""
    parts = target.split(".")
    return any(".".join(parts[:length]) in allowed for length in range(1, len(parts) + 1))


@pytest.mark.parametrize("part", sorted(MAY_IMPORT))
def test_imports_run_one_way(part: str) -> None:
    """A part imports only what the table allows it."""
    allowed = MAY_IMPORT[part]
    wrong = [
        f"{place(path, line)} imports {target}"
        for name, path in module_names().items()
        if part_of(name) == part
        for target, line in imports_of(name)
        if part_of(target) != part and not is_allowed(target, allowed)
    ]
    assert wrong == []


def test_nothing_imports_the_runtime() -> None:
    """The runtime is read as files, never imported: it needs what only the generated clients need."""
    wrong = [
        f"{place(path, line)} imports {target}"
        for name, path in module_names().items()
        if part_of(name) != "runtime"
        for target, line in imports_of(name)
        if part_of(target) == "runtime"
    ]
    assert wrong == []


def test_no_import_circle() -> None:
    """Modules import each other in one direction, imports inside functions and for typing included."""
    graph = {name: sorted({t for t, _ in imports_of(name)} - {name}) for name in module_names()}
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> None:
        if name in way:
            circle = [*way[way.index(name) :], name]
            pytest.fail(f"import circle: {' -> '.join(circle)}")
        if name not in done:
            for target in graph[name]:
                visit(target, [*way, name])
            done.add(name)

    for name in graph:
        visit(name, [])


def folders() -> list[str]:
    """Return the package ("") and every folder of it that has rooms, as dotted names."""
    inner = {name.rpartition(".")[0] for name in module_names() if "." in name}
    return sorted({"", *inner, *map(part_of, inner)} - {"runtime"})


def room_of(name: str, folder: str) -> str:
    """Return the module or folder directly in a folder that a module belongs to; "" if it is outside, or the folder's face."""
    start = f"{folder}." if folder else ""
    return name.removeprefix(start).partition(".")[0] if name.startswith(start) else ""


@pytest.mark.parametrize("folder", folders())
def test_few_floors(folder: str) -> None:
    """Between the rooms of a folder imports run one way, too, and the way down is short."""
    below: dict[str, set[str]] = {}
    for name in module_names():
        if room := room_of(name, folder):
            targets = {room_of(target, folder) for target, _ in imports_of(name)}
            below.setdefault(room, set()).update(targets - {room, "", "__init__"})

    def floor(room: str, way: tuple[str, ...]) -> int:
        assert room not in way, f"circle: {' -> '.join([*way, room])}"
        return 1 + max((floor(target, (*way, room)) for target in below[room]), default=0)

    floors = {room: floor(room, ()) for room in below}
    assert max(floors.values()) <= MOST_FLOORS.get(folder, 6), floors


PRINTERS = {"commands.console", "run.progress", "cli.main", "cli.arguments"}
"""The console, progress, and what is said before a command begins."""


def test_only_the_console_prints() -> None:
    """Commands return values."""
    wrong = [
        place(path, node.lineno)
        for name, path in module_names().items()
        if name not in PRINTERS and part_of(name) != "runtime"
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert wrong == []


MOST_PARAMETERS = 5


def test_few_parameters() -> None:
    """What a function needs travels as values that have a name; `redirect_request` is urllib's."""
    wrong = []
    for name, path in module_names().items():
        for node in nodes_of(path) if part_of(name) != "runtime" else ():
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_function and node.name != "redirect_request":
                names = [a.arg for a in (*node.args.args, *node.args.kwonlyargs)]
                if len([n for n in names if n not in ("self", "cls")]) > MOST_PARAMETERS:
                    wrong.append(f"{place(path, node.lineno)} {node.name}")
    assert wrong == []


def test_class_names_are_unique() -> None:
    """Who reads the name of a class knows which one it is; the runtime is another program."""
    places: dict[str, list[str]] = {}
    for name, path in module_names().items():
        if part_of(name) != "runtime":
            for node in nodes_of(path):
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name, []).append(place(path, node.lineno))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_long_files() -> None:
    """A file of the generator, or a template, has at most 500 lines."""
    paths = [*PACKAGE.rglob("*.py"), *TEMPLATES.glob("*.jinja")]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    wrong = [f"{place(p, n)}" for p, n in sorted(lengths.items()) if n > LONGEST_FILE]
    assert wrong == []


def test_the_runtime_stands_alone() -> None:
    """The runtime imports itself relatively, the standard library, and the clients' dependencies."""
    allowed = sys.stdlib_module_names | RUNTIME_DEPENDENCIES
    wrong = []
    for path in sorted((PACKAGE / "runtime").glob("*.py")):
        for node in nodes_of(path):
            if isinstance(node, ast.Import):
                roots = [alias.name.partition(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                roots = [(node.module or "").partition(".")[0]]
            elif isinstance(node, ast.ImportFrom):
                roots = [] if node.level == 1 else ["." * node.level]
            else:
                continue
            wrong += [
                f"{place(path, node.lineno)}: {root}" for root in roots if root not in allowed
            ]
    assert wrong == []


# --- nothing of the document is executed or formatted

BANNED_NAMES = {"eval", "exec", "__import__", "execfile"}
BANNED_ATTRIBUTES = {"from_string", "system", "popen", "unsafe_load", "full_load"}
STARTS_PROCESSES = {
    "subprocess": {"output/render/ruff.py", "build/branch_merge.py", "build/post_generate.py"}
}
"""What may be imported where all the same: ruff and git are programs, and so are hooks of the configuration."""
BANNED_MODULES = {"subprocess", "pickle", "marshal", "shelve", "pty", "runpy", "code"}
UNSAFE_LOADERS = {"Loader", "FullLoader", "UnsafeLoader", "CLoader", "CFullLoader", "CUnsafeLoader"}


def all_nodes() -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node of every module of the generator."""
    for path in module_names().values():
        for node in nodes_of(path):
            yield path, node


def _banned(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        attribute = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in BANNED_NAMES or attribute in BANNED_ATTRIBUTES:
            return f"{name or attribute}()"
    if isinstance(node, ast.Import):
        return next((a.name for a in node.names if a.name in BANNED_MODULES), None)
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in BANNED_MODULES:
        return node.module
    if isinstance(node, ast.Attribute) and node.attr in UNSAFE_LOADERS:
        return ast.unparse(node) if ast.unparse(node.value) == "yaml" else None
    return None


def test_no_banned_calls() -> None:
    """Nothing evaluates, unpickles, or starts a process, and no template is made of a string."""
    wrong = [
        f"{place(path, getattr(node, 'lineno', 0))}: {name}"
        for path, node in all_nodes()
        if (name := _banned(node))
        and path.relative_to(PACKAGE).as_posix() not in STARTS_PROCESSES.get(name, ())
    ]
    assert wrong == []


def test_yaml_is_loaded_safely() -> None:
    """A call of yaml.load, and the like, names a safe loader."""
    reading = {"load", "load_all", "compose", "compose_all", "parse", "scan"}
    wrong = []
    for path, node in all_nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "yaml":
            loaders = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "Loader")]
            if node.func.attr in reading and "Safe" not in "".join(map(ast.unparse, loaders)):
                wrong.append(f"{place(path, node.lineno)}: yaml.{node.func.attr}")
    assert wrong == []


def test_only_constants_are_format_patterns() -> None:
    """`.format` and `%` have a pattern of ours; `Printable.of` is the one place that takes it as an argument."""
    wrong = []
    for path, node in all_nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            pattern, used = node.func.value, node.func.attr in ("format", "format_map")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            pattern, used = node.left, not isinstance(node.right, ast.Constant)
        else:
            continue
        ours = _is_ours(pattern) or ast.unparse(pattern) in _names_of_constants(tree_of(path))
        if used and not ours and path.name != "printable.py":
            wrong.append(f"{place(path, node.lineno)}: {ast.unparse(node)}")
    assert wrong == []


# --- document text becomes code in one place

ENCODERS = {
    f"python/{name}.py"
    for name in (
        "naming/printable",
        "naming/identifiers",
        "code/encoders",
        "code/imports",
        "code/json_text",
    )
}
"""The modules that may make printable code of any string."""

REVIEWED = {
    # A word of ours that was chosen by a table or a match just above.
    "PythonCode(f'builtins.{name}')",
    "PythonCode(name)",
    "PythonCode(client)",
    "PythonCode(self.module(name))",
    # Code that loses its end; a comment of the configuration, which was checked to be one.
    "PythonCode(annotation.removesuffix(' | None'))",
    "PythonCode(own_comment)",
    # Allotted names, and what was made of them.
    "Markdown(f'{resource.file}.md')",
    "Markdown(_heading_id(call))",
    "PythonCode(resource.accessor)",
    "PythonCode(call.code.removeprefix(start))",
}
"""Strings outside the encoders that become code as they are: reviewed, each is ours or an allotted name."""


def _is_ours(node: ast.expr) -> bool:
    """Return whether an expression can only be text of ours: constants, choices between them."""
    match node:
        case ast.Constant():
            return True
        case ast.IfExp(body=body, orelse=other):
            return _is_ours(body) and _is_ours(other)
        case ast.JoinedStr(values=values):
            return all(isinstance(value, ast.Constant) for value in values)
    return False


def printable_calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call of a printable class outside the encoders."""
    kinds = {"PythonCode", "JsonCode", "Markdown", "Toml", "Yaml", "Printable"}
    for path, node in all_nodes():
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if (
            is_call
            and node.func.id in kinds
            and path.relative_to(PACKAGE).as_posix() not in ENCODERS
        ):
            yield path, node


def test_only_the_encoders_make_code_of_text() -> None:
    """Elsewhere code is made of constants, and of the few reviewed expressions."""
    wrong = [
        f"{place(path, call.lineno)}: {ast.unparse(call)}"
        for path, call in printable_calls()
        if not all(map(_is_ours, call.args)) and ast.unparse(call) not in REVIEWED
    ]
    assert wrong == []


def test_the_review_is_current() -> None:
    """Every reviewed expression still exists."""
    there = {ast.unparse(call) for _, call in printable_calls()}
    assert REVIEWED - there == set()


def test_layouts_are_constants() -> None:
    """The layout of `Printable.of`, and the separator of `joined`, is a constant, or a name for some."""
    wrong = []
    for path in module_names().values():
        constants = _names_of_constants(tree_of(path))
        for node in nodes_of(path):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("of", "joined")
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("PythonCode", "Markdown", "Toml", "Yaml")
            ):
                layout = node.args[0]
                named = isinstance(layout, ast.Name) and layout.id in constants
                if not (_is_ours(layout) or named):
                    wrong.append(f"{place(path, node.lineno)}: {ast.unparse(layout)}")
    assert wrong == []


@cache
def _names_of_constants(tree: ast.Module) -> set[str]:
    """Return the names that are only ever assigned constants of ours in a module, and are not parameters."""
    good: set[str] = set()
    bad: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        whole = isinstance(target, ast.Name) and _is_ours(node.value)
                        (good if whole else bad).add(name.id)
        elif isinstance(node, ast.arg):
            bad.add(node.arg)
        elif isinstance(node, (ast.For, ast.comprehension, ast.NamedExpr)):
            bad |= {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
    return good - bad


# --- templates lay out, and decide nothing


def templates() -> list[Path]:
    """Return every template."""
    return sorted(TEMPLATES.glob("*.jinja"))


@pytest.fixture(params=templates(), ids=lambda path: path.name)
def template(request: pytest.FixtureRequest) -> Path:
    """One template after the other."""
    path: Path = request.param
    return path


def parsed(path: Path) -> jinja.Template:
    """Return the syntax tree of a template."""
    return jinja2.Environment().parse(path.read_text(encoding="utf-8"))


def test_a_template_says_what_it_receives(template: Path) -> None:
    """The first line declares the type of the content, and there is such a type."""
    if template.name == "empty.jinja":
        assert template.read_text(encoding="utf-8") == ""
        return
    first = template.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(
        r"\{# receives: .*\b(nodes|doc_nodes|test_nodes|webhook_nodes)\.(\w+) #\}", first
    )
    assert match, first
    modules = {
        "nodes": nodes,
        "doc_nodes": doc_nodes,
        "test_nodes": test_nodes,
        "webhook_nodes": webhook_nodes,
    }
    assert hasattr(modules[match[1]], match[2]), match[2]


def test_a_template_calls_macros_only(template: Path) -> None:
    """What is called has been defined by a macro, here or in a template that is imported by name."""
    tree = parsed(template)
    macros = {node.name for node in tree.find_all(jinja.Macro)}
    macros |= {str(name) for node in tree.find_all(jinja.FromImport) for name in node.names}
    called = {
        node.node.name if isinstance(node.node, jinja.Name) else "?"
        for node in tree.find_all(jinja.Call)
    }
    assert called - macros == set()


def test_a_template_makes_no_text(template: Path) -> None:
    """There is no arithmetic, no joining of texts, and no variable: those are decided in `python/`."""
    tree = parsed(template)
    wrong = [f"line {n.lineno}: {n.operator}" for n in tree.find_all(jinja.BinExpr) if n.operator]
    wrong = [line for line in wrong if not line.endswith((": and", ": or"))]
    wrong += [f"line {n.lineno}: ~" for n in tree.find_all(jinja.Concat)]
    wrong += [f"line {node.lineno}: set" for node in tree.find_all(jinja.Assign)]
    assert wrong == []


def test_filters_make_no_text(template: Path) -> None:
    """The filters of templates choose among values: what is printed was encoded before."""
    used = {node.name for node in parsed(template).find_all(jinja.Filter)}
    assert used - FILTERS == set()


def test_templates_are_mostly_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Control lines are at most a quarter of the lines of all templates together."""
    lines = [line for path in templates() for line in path.read_text("utf-8").splitlines()]
    control = sum(line.lstrip().startswith("{%") for line in lines)
    with capsys.disabled():
        print(f"\ncontrol lines in templates: {control}/{len(lines)} = {control / len(lines):.1%}")
    assert control / len(lines) <= LARGEST_SHARE_OF_CONTROL
