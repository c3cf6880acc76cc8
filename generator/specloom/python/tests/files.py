"""The files of the generated tests."""

from __future__ import annotations

from collections.abc import Sequence

from ..client.credentials import TEST_SECRET
from ..client.operation_constants import path_text
from ..client.operation_plan import OperationPlan
from ..code.encoders import literal
from ..code.imports import import_block
from ..code.nodes import TestingModule, TestRoutes, TestSupport
from ..code.prose import one_line
from ..code.py_package import PyFile
from ..examples.calls import DocumentedResource, Suite
from ..examples.recipes import Facts
from ..naming.identifiers import code
from ..naming.printable import Import, PythonCode
from .expected_requests import route_body, success_of, test_arguments
from .test_modules import test_module
from .webhook_tests import webhook_test_module

_WEBHOOK_TESTS = tuple(
    f"tests/test_{name}.py" for name in ("webhooks", "webhook_events", "parsed_webhooks")
)
"""Where the tests of webhooks go: to the first that is no resource's."""

_MOST_ROUTES = 60
"""The operations whose sample responses are all in one module."""


def test_files(suite: Suite, resources: Sequence[DocumentedResource], facts: Facts) -> list[PyFile]:
    """Return the tests, and what they share."""
    files: list[PyFile] = []
    for resource in resources:
        title, accessor = one_line(resource.title), PythonCode(resource.accessor)
        recipe = facts.recipe(test_module, facts.suite, title, accessor, resource.plans)
        path = f"tests/test_{resource.file}.py"
        files.append(PyFile(path=path, template="test_resource.py.jinja", recipe=recipe))
    if suite.client.webhooks.webhooks:
        used = {file.path for file in files}
        path = next(path for path in _WEBHOOK_TESTS if path not in used)
        recipe = facts.recipe(webhook_test_module, facts.suite)
        files.append(PyFile(path=path, template="test_webhooks.py.jinja", recipe=recipe))
    large = sum(len(resource.plans) for resource in resources) > _MOST_ROUTES
    if large:
        files += [
            PyFile(
                path=f"tests/{_routes_name(each)}.py",
                template="tests_routes.py.jinja",
                recipe=facts.recipe(routes_module, facts.suite, each.plans),
            )
            for each in resources
        ]
    support = _support(suite, resources, large=large)
    for name in ("conftest.py", "test_documentation.py"):
        files.append(PyFile(path=f"tests/{name}", template=f"tests_{name}.jinja", content=support))
    return files


def routes_module(suite: Suite, plans: Sequence[OperationPlan]) -> TestRoutes:
    """Make the module of the routes of some operations."""
    return TestRoutes(routes=_routes(suite, plans), states=_states(suite, plans))


def _routes(suite: Suite, plans: Sequence[OperationPlan]) -> PythonCode:
    routes = [
        PythonCode.of(
            "({}, {}, {}, {})",
            literal(plan.operation.method),
            literal(path_text(plan.operation)),
            literal(success_of(plan)[0]),
            _route_body(suite, plan),
        )
        for plan in plans
        if plan.operation.wait is None
    ]
    return PythonCode.joined(", ", routes)


def _states(suite: Suite, plans: Sequence[OperationPlan]) -> PythonCode:
    """Write what the methods that wait, wait for. Several of them may have the same route."""
    states = [
        PythonCode.of(
            "({}, ({}, {}), {})",
            literal(plan.method),
            literal(plan.operation.method),
            literal(path_text(plan.operation)),
            _route_body(suite, plan),
        )
        for plan in plans
        if plan.operation.wait is not None
    ]
    return PythonCode.joined(", ", states)


def _routes_name(resource: DocumentedResource) -> PythonCode:
    return code(f"routes_{resource.file}")


def _support(suite: Suite, resources: Sequence[DocumentedResource], *, large: bool) -> TestSupport:
    modules = tuple(map(_routes_name, resources)) if large else ()
    elsewhere = [PythonCode.of("*{}.ROUTES", module) for module in modules]
    states = [
        PythonCode.of("*{}.STATES", _routes_name(resource))
        for resource in resources
        if any(plan.operation.wait for plan in resource.plans)
    ]
    here = [] if large else [plan for resource in resources for plan in resource.plans]
    environment = [
        PythonCode.of("{}: {}", literal(name), literal(TEST_SECRET)) for name in _environment(suite)
    ]
    return TestSupport(
        environment=PythonCode.joined(", ", environment),
        routes=PythonCode.joined(", ", elsewhere) if large else _routes(suite, here),
        states=PythonCode.joined(", ", states) if large else _states(suite, here),
        route_modules=tuple(sorted(modules)),
        streams=suite.client.has_streams,
    )


def testing_module(suite: Suite) -> TestingModule:
    """Make `testing.py` of the client's package: the fake API that its own tests and those of its users have."""
    client = suite.client
    arguments = PythonCode.joined(", ", test_arguments(suite))
    runtime = "._runtime.testing"
    names = ("BaseFakeApi", "FakeResponse", "ReceivedRequest", "as_json", "make_fake_error")
    needed = {
        Import("collections.abc", "Mapping"),
        Import("typing", "Any"),
        Import("typing", "TypeVar"),
        Import("._client", client.name),
        Import("._client", f"Async{client.name}"),
        Import("._runtime.errors", "ClientError"),
        *(Import(runtime, name) for name in names),
        *(
            Import(module, name)
            for name, module in client.constructor.exports.items()
            if f"{name}(" in arguments
        ),
    }
    return TestingModule(
        client=code(client.name),
        async_client=code(f"Async{client.name}"),
        arguments=arguments,
        imports=import_block(needed, runtime=client.symbols.runtime),
    )


def _route_body(suite: Suite, plan: OperationPlan) -> PythonCode:
    """Write the sample response of an operation; a stream is a pair of its media type and its bytes."""
    body = route_body(suite, plan)
    if isinstance(body, tuple):
        return PythonCode.of("({}, {})", *map(literal, body))
    return literal(body)


def _environment(suite: Suite) -> list[str]:
    credentials = suite.client.constructor.credentials
    names = [name.raw for c in credentials for name in c.environment[:1]]
    names += [name for c in credentials for name in c.form.variables]
    return names
