"""Runs the tasks of this folder with generated clients, over a fake API, and checks their types.

    python tests/naming/tasks/run.py NAME=FOLDER... [--pyright COMMAND]

NAME is that of a file of this folder, `with_NAME.py`, FOLDER that with the client's package. Without arguments, it is the two samples; the clients
of the five large documents are generated first, by hand.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[2] / "generated_samples"
PACKAGES = {"bedrock": "amazon_bedrock"}
_OF_SAMPLES = {
    "bedrock": SAMPLES / "amazon_bedrock" / "src",
    "kitchen_sink": SAMPLES / "kitchen_sink" / "src",
}


def tasks_of(name: str) -> tuple[ModuleType, list[Any]]:
    """Return the module of the tasks for a client, whose package can be imported, and its functions."""
    spec = importlib.util.spec_from_file_location(f"tasks_{name}", HERE / f"with_{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    functions = inspect.getmembers(module, inspect.isfunction)
    return module, [each for _, each in functions if each.__module__ == module.__name__]


def run_tasks(name: str) -> int:
    """Run the tasks for a client; return how many there are. Whatever fails raises."""
    testing = importlib.import_module(f"{PACKAGES.get(name, name)}.testing")
    module, tasks = tasks_of(name)
    for task in tasks:
        api = testing.FakeApi()
        for method, path, reply in module.ROUTES:
            status = 204 if reply is None else 200
            api.on(method, path, testing.FakeResponse(status, reply))
        task(api.client())
    return len(tasks)


def type_errors(name: str, folder: Path, pyright: str) -> str:
    """Return what mypy, and pyright if there is one, say of the tasks for a client; "" if that is nothing."""
    file, told = str(HERE / f"with_{name}.py"), ""
    environment = {**os.environ, "MYPYPATH": str(folder)}
    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", os.devnull]
    for command in ([*mypy, file], [pyright, file]):
        if command[0]:
            done = subprocess.run(
                command, check=False, cwd=folder, env=environment, capture_output=True, text=True
            )
            told += done.stdout + done.stderr if done.returncode else ""
    return told


def main() -> int:
    """Run and check; the exit code is 1 where a type is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", nargs="*", metavar="NAME=FOLDER")
    parser.add_argument("--pyright", default="", metavar="COMMAND")
    options = parser.parse_args()
    given = (each.partition("=") for each in options.clients)
    clients = {name: Path(folder).resolve() for name, _, folder in given} or _OF_SAMPLES
    code = 0
    for name, folder in clients.items():
        sys.path.insert(0, str(folder))
        print(f"{name}: {run_tasks(name)} tasks")
        told = type_errors(name, folder, options.pyright)
        code = 1 if told else code
        print(told, end="")
    return code


if __name__ == "__main__":
    sys.exit(main())
