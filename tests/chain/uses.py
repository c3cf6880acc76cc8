"""A client to code that uses everything of it: methods, fields, constructors, typed dictionaries, constants, exceptions.

The code is written from the client's own, with its annotations, so that type checkers accept it for this client. What
they refuse when another version of the client is in its place is what an update breaks.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Use:
    """A use on one line: the name that is used, as change reports have it, and the annotations that it is used with."""

    subject: str
    annotations: tuple[str, ...] = ()


@dataclass(slots=True)
class Module:
    """A module of uses, and what is used on each of its lines."""

    name: str
    lines: list[str] = field(default_factory=list)
    uses: dict[int, Use] = field(default_factory=dict)

    def add(self, line: str, use: Use | None = None) -> None:
        """Add a line."""
        self.lines.append(line)
        if use is not None:
            self.uses[len(self.lines)] = use


@dataclass(frozen=True, slots=True)
class Client:
    """A client to be used.

    Attributes:
        folder: The folder of its import package.
        name: The class of the client.
        methods: Its methods, as they are called after `client.`.
        read: The models that responses have; their fields are read.
        made: The models that requests have; their constructors are called.
    """

    folder: Path
    name: str
    methods: Collection[str]
    read: Collection[str]
    made: Collection[str]

    @property
    def package(self) -> str:
        """Its import name."""
        return self.folder.name


def uses_of(client: Client) -> list[Module]:
    """Return modules that use all of a client."""
    modules = []
    for path in sorted((client.folder / "models").glob("*.py")):
        if path.stem != "__init__":
            modules.append(_of_models(client, path))
    for path in sorted((client.folder / "types").glob("*.py")):
        if path.stem != "__init__":
            modules.append(_of_types(client, path))
    for path in [*sorted((client.folder / "resources").glob("*.py")), client.folder / "_client.py"]:
        modules.append(_of_methods(client, path))
    modules.append(_of_errors(client))
    return [module for module in modules if module.uses]


def _head(client: Client, path: Path, tree: ast.Module, public: str = "") -> Module:
    """Begin a module with what another one imports; what lies in `public` is imported from there, each name on its line."""
    module = Module(f"use_{path.parent.name}_{path.stem}")
    module.add("from __future__ import annotations")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            module.add(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            _add_import(client, path, module, node)
    for name in _defined(tree) if public else ():
        use = Use(f"{public}.{name}")
        module.add(f"from {client.package}.{public} import {name}", use)
    return module


def _add_import(client: Client, path: Path, module: Module, node: ast.ImportFrom) -> None:
    inside = len(path.relative_to(client.folder).parts) - 1
    origin = node.module or ""
    if node.level:
        base = [client.package, *path.relative_to(client.folder).parts[: inside - node.level + 1]]
        origin = ".".join([*base, *([origin] if origin else [])])
    for folder in ("models", "types"):
        if origin.startswith(f"{client.package}.{folder}."):
            origin = f"{client.package}.{folder}"
            for each in node.names:
                use = Use(f"{folder}.{each.name}")
                module.add(f"from {origin} import {_imported(each)}", use)
            return
    module.add(f"from {origin} import {', '.join(map(_imported, node.names))}")


def _imported(name: ast.alias) -> str:
    return f"{name.name} as {name.asname}" if name.asname else name.name


def _defined(tree: ast.Module) -> list[str]:
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name):
            names.append(target.id)
    return [name for name in names if not name.startswith("_")]


# --- models and typed dictionaries


def _of_models(client: Client, path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = _head(client, path, tree, "models")
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        subject, fields = f"models.{node.name}", list(_fields(node))
        if not fields:
            for name in _constants(node):
                module.add(f"{node.name}.{name}", Use(f"{subject}.{name}"))
            continue
        if node.name in client.read:
            module.add(f"def read_{node.name}(value: {node.name}) -> None:")
            for number, (name, annotation, _) in enumerate(fields):
                use = Use(f"{subject}.{name}", (annotation,))
                module.add(f"    a{number}: {annotation} = value.{name}", use)
        if node.name not in client.made:
            continue
        given = [f"a{number}: {annotation}" for number, (_, annotation, _) in enumerate(fields)]
        module.add(f"def make_{node.name}({', '.join(given)}) -> None:")
        _add_call(module, node.name, subject, [f"{each[0]}=a{n}" for n, each in enumerate(fields)])
        must = [f"{each[0]}=a{n}" for n, each in enumerate(fields) if not each[2]]
        module.add(f"    {node.name}({', '.join(must)})", Use(subject))
    return module


def _add_call(module: Module, function: str, subject: str, arguments: list[str]) -> None:
    """Add a call with each argument on a line of its own, where type checkers report what is wrong with it."""
    module.add(f"    {function}(", Use(subject))
    for argument in arguments:
        module.add(f"        {argument},", Use(f"{subject}.{argument.partition('=')[0]}"))
    module.add("    )")


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str, bool]]:
    """Yield the fields of a class: name, annotation, and whether it has a default."""
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            if each.target.id.startswith("_") or each.target.id == "model_config":
                continue
            annotation = each.annotation
            if (
                isinstance(annotation, ast.Subscript)
                and ast.unparse(annotation.value) == "Annotated"
            ):
                inner = annotation.slice
                annotation = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
            yield each.target.id, ast.unparse(annotation), each.value is not None


def _constants(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            yield each.targets[0].id


def _of_types(client: Client, path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = _head(client, path, tree, "types")
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            entries = {name: annotation for name, annotation, _ in _fields(node)}
            _add_dictionary(module, node.name, entries)
        elif isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("TypedDict("):
            assert isinstance(node.value, ast.Call)
            _add_dictionary(module, ast.unparse(node.targets[0]), _functional(node.value))
    return module


def _functional(call: ast.Call) -> dict[str, str]:
    entries = {}
    listed = call.args[1]
    assert isinstance(listed, ast.Dict)
    for key, value in zip(listed.keys, listed.values, strict=True):
        assert isinstance(key, ast.Constant)
        text = value.value if isinstance(value, ast.Constant) else ast.unparse(value)
        entries[str(key.value)] = str(text)
    return entries


def _add_dictionary(module: Module, name: str, entries: Mapping[str, str]) -> None:
    """Add that a dictionary is made with all entries, and with those that it must have."""
    plain = {
        key: (
            text.removeprefix("NotRequired[").removesuffix("]")
            if text.startswith("NotRequired[")
            else text
        )
        for key, text in entries.items()
    }
    subject = f"types.{name}"
    given = ", ".join(f"a{n}: {text}" for n, text in enumerate(plain.values()))
    module.add(f"def make_{name}({given}) -> None:")
    module.add(f"    all_: {name} = {{", Use(subject))
    for number, key in enumerate(plain):
        module.add(f"        {key!r}: a{number},", Use(f"{subject}.{key}"))
    module.add("    }")
    must = ", ".join(
        f"{key!r}: a{n}"
        for n, (key, text) in enumerate(entries.items())
        if not text.startswith("NotRequired[")
    )
    module.add(f"    least: {name} = {{{must}}}", Use(subject))


# --- methods, the constructor, exceptions


def _of_methods(client: Client, path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = _head(client, path, tree)
    module.add(f"from {client.package} import {client.name}")
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("Async"):
            continue
        for each in node.body:
            if not isinstance(each, ast.FunctionDef):
                continue
            if path.name == "_client.py":
                if each.name == "__init__":
                    _add_method(module, client.name, client.name, each)
                elif each.name in client.methods:
                    _add_method(module, f"client.{each.name}", client.name, each)
            elif f"{path.stem}.{each.name}" in client.methods:
                _add_method(module, f"client.{path.stem}.{each.name}", client.name, each)
    return module


def _add_method(module: Module, call: str, client: str, node: ast.FunctionDef) -> None:
    """Add calls of a method: with all arguments, with those that it must have."""
    overloads = [ast.unparse(each) for each in node.decorator_list]
    arguments = node.args
    if "overload" not in overloads and arguments.kwarg is not None:
        return
    positional = [*arguments.posonlyargs, *arguments.args][1:]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    listed = [(each, default, "") for each, default in zip(positional, defaults, strict=False)]
    listed += [
        (each, default, f"{each.arg}=")
        for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    listed = [each for each in listed if each[0].arg != "options" and each[0].annotation]
    given = "".join(
        f", a{n}: {ast.unparse(a.annotation)}" for n, (a, _, _) in enumerate(listed) if a.annotation
    )
    module.add(f"def call_{len(module.lines)}(client: {client}{given}) -> None:")
    returns = ast.unparse(node.returns) if node.returns else "None"
    result = "" if returns == "None" else f"result: {returns} = "
    module.add(f"    {result}{call}(", Use(call, (returns,)))
    for number, (argument, _, keyword) in enumerate(listed):
        module.add(f"        {keyword}a{number},", Use(f"{call}({argument.arg})"))
    module.add("    )")
    must = [f"{keyword}a{n}" for n, (_, default, keyword) in enumerate(listed) if default is None]
    module.add(f"    {call}({', '.join(must)})", Use(call))


def _of_errors(client: Client) -> Module:
    path = client.folder / "errors.py"
    module = Module("use_errors")
    listed: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            listed = ast.literal_eval(node.value)
    for name in listed:
        module.add(f"from {client.package}.errors import {name}", Use(f"errors.{name}"))
    return module
