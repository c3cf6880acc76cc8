"""The names of operations in well-known documents, and in those of frameworks, as a careful person would choose them.

Each file in `operations/` is the skeleton of one document: facts alone. All of its operations are named
together, as they would be in the document.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from specloom.config import ClientConfig
from specloom.ir.api import Api, Hole, Operation, Template
from specloom.ir.types import Text
from specloom.json_pointer import escape
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan

TABLES = Path(__file__).parent / "operations"
CONFIG = ClientConfig(spec="unused", output="unused", formatter="none")


def rows_of(table: str) -> list[list[str]]:
    """Return the rows of a table: method and path, operationId, tags, name."""
    lines = (TABLES / f"{table}.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    return rows[2:]


def operation_of(route: str, operation_id: str, tags: str) -> Operation:
    """Return an operation that has a name and a place, and nothing else."""
    method, path = route.split(" ")
    pieces = re.split(r"\{([^{}]*)\}", path)
    parts = [Hole(Text(each)) if i % 2 else Text(each) for i, each in enumerate(pieces) if each]
    return Operation(
        operation_id=Text(operation_id) if operation_id else None,
        method=method,
        path=Template(tuple(parts)),
        tags=tuple(Text(tag) for tag in tags.split(", ") if tag),
        parameters=(),
        body=None,
        responses=(),
        security=(),
        at=f"#/paths/{escape(path)}/{method.lower()}",
    )


@cache
def names_in(table: str) -> dict[str, str]:
    """Return what the operations of a table are called on the client, by method and path."""
    routes = {}
    for route, operation_id, tags, _ in rows_of(table):
        operation = operation_of(route, operation_id, tags)
        routes[operation.at] = (route, operation)
    title = (TABLES / f"{table}.md").read_text().splitlines()[0].removeprefix("# ")
    api = Api(
        title=Text(f"{title} API"),
        version=Text("1"),
        operations=tuple(operation for _, operation in routes.values()),
    )
    return {
        routes[each.operation.at][0]: (
            f"{resource.module}.{each.method}" if resource.tag else each.method
        )
        for resource in plan(api, CONFIG, PastClient()).resources
        for each in resource.operations
    }


CASES = [
    pytest.param(table, row[0], row[3], id=f"{table}: {row[1] or row[0]}")
    for table in sorted(path.stem for path in TABLES.glob("*.md"))
    for row in rows_of(table)
]


@pytest.mark.parametrize(("table", "route", "name"), CASES)
def test_operation_names(table: str, route: str, name: str) -> None:
    """What callers write is what they expect."""
    assert names_in(table)[route] == name


def test_there_are_enough() -> None:
    """The tables are a judge only while they are long."""
    assert len(CASES) >= 150
