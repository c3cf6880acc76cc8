"""Paginators and waiters to the hints of the operations that they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .report import Report
from .shapes import Shape, Shapes

_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class _NotExpressible(Exception):
    """Something that the hints have no words for; the message says what."""


def page_hint(
    name: str,
    paginator: Mapping[str, Any],
    operation: Mapping[str, Any],
    shapes: Shapes,
    report: Report,
) -> dict[str, Any] | None:
    """Return `x-specloom-pagination` of an operation; None where its pages cannot be expressed, which is reported."""
    try:
        return _page_hint(name, paginator, operation, shapes, report)
    except _NotExpressible as error:
        report.warn(f"the pages are not walked: {error}", "pagination", name)
        return None


def _page_hint(
    name: str,
    paginator: Mapping[str, Any],
    operation: Mapping[str, Any],
    shapes: Shapes,
    report: Report,
) -> dict[str, Any]:
    token, following = paginator.get("input_token"), paginator.get("output_token")
    if not isinstance(token, str) or not isinstance(following, str):
        raise _NotExpressible("they are linked by several tokens")
    member = shapes.members(operation["input"]["shape"]).get(token)
    if member is None:
        raise _NotExpressible(f"there is no argument {token}")
    output = operation["output"]["shape"]
    keys = paginator.get("result_key", [])
    items, *others = [keys] if isinstance(keys, str) else keys or [""]
    hint = {
        "kind": "token",
        "token-parameter": member.get("locationName", token),
        "parameter-in": {"querystring": "query", "header": "header"}.get(
            member.get("location", ""), "body"
        ),
        "next-token": _path(shapes, output, following),
    }
    in_header = shapes.members(output).get(following, {}).get("location") == "header"
    if in_header:
        hint["next-token-in"] = "header"
    if items:
        hint["items"] = _path(shapes, output, items, kind="list")
    if more := paginator.get("more_results"):
        hint["has-more"] = _path(shapes, output, more)
    if others:
        message = f"a page has its items in {items}; {', '.join(others)} are in its response alone"
        report.warn(message, "pagination", name)
    return hint


def _path(shapes: Shapes, structure: str, expression: str, *, kind: str = "") -> str:
    """Return the path of a property in JSON for an expression (JMESPath) that is one."""
    if not _PATH.fullmatch(expression):
        raise _NotExpressible(f"{expression} is not the path of a property")
    names, found = [], structure
    payload = shapes[structure].get("payload")
    for part in expression.split("."):
        member = shapes.members(found).get(part)
        if member is None:
            raise _NotExpressible(f"there is no property {expression}")
        # What is the whole body has no name in it.
        if not (found == structure and part == payload):
            names.append(str(member.get("locationName", part)))
        found = member["shape"]
    if kind and shapes[found]["type"] != kind:
        raise _NotExpressible(f"{expression} is no {kind}")
    return ".".join(names)


def wait_hints(
    waiters: Mapping[str, Any], operations: Mapping[str, Shape], shapes: Shapes, report: Report
) -> dict[str, Any]:
    """Return `x-specloom-wait` by operation: a list if there are several; waiters that cannot be expressed are reported."""
    hints: dict[str, list[dict[str, Any]]] = {}
    for name, waiter in waiters.items():
        operation = operations.get(waiter["operation"], {})
        try:
            hint = _wait_hint(name, waiter, operation, shapes)
        except _NotExpressible as error:
            report.warn(f"the waiter is left out: {error}", "waiters", name)
        else:
            hints.setdefault(waiter["operation"], []).append(hint)
    return {name: found if len(found) > 1 else found[0] for name, found in hints.items()}


def _wait_hint(
    name: str, waiter: Mapping[str, Any], operation: Shape, shapes: Shapes
) -> dict[str, Any]:
    values: dict[str, list[Any]] = {"success": [], "failure": [], "retry": []}
    paths: dict[str, None] = {}
    for acceptor in waiter["acceptors"]:
        if acceptor["matcher"] == "error" and acceptor["state"] != "success":
            continue  # an error is raised at once, as any other
        if acceptor["matcher"] != "path":
            what = "an error" if acceptor["matcher"] == "error" else f"a {acceptor['matcher']}"
            raise _NotExpressible(f"it waits for {what}")
        paths[_path(shapes, operation.get("output", {}).get("shape", ""), acceptor["argument"])] = (
            None
        )
        values[acceptor["state"]].append(acceptor["expected"])
    if len(paths) != 1 or not values["success"]:
        raise _NotExpressible("it looks at several properties")
    hint: dict[str, Any] = {
        "name": _CAPITAL.sub("_", name).lower(),
        "property": next(iter(paths)),
        "success": values["success"],
    }
    if values["failure"]:
        hint["failure"] = values["failure"]
    delay, attempts = waiter.get("delay", 1), waiter.get("maxAttempts", 1)
    return hint | {"interval": delay, "timeout": delay * attempts}
