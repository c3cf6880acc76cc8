"""The files of the generated tests."""

from __future__ import annotations

from collections.abc import Sequence

from ..client.credentials import TEST_SECRET
from ..code.encoders import literal
from ..code.imports import import_block
from ..code.prose import one_line
from ..code.py_package import PyFile
from ..code.recipe import Recipe
from ..code.test_nodes import TestingModule, TestSupport
from ..examples.calls import DocumentedResource, Suite
from ..examples.recipes import Facts
from ..naming.identifiers import code
from ..naming.printable import Import, PythonCode
from .expected_requests import test_arguments
from .test_modules import test_module
from .webhook_tests import webhook_test_module

_WEBHOOK_TESTS = ("test_webhooks", "test_webhook_events", "test_parsed_webhooks")
"""Where the tests of webhooks go: to the first that is no resource's."""

_SAMPLES_TEMPLATE = "tests_samples.json.jinja"


def test_files(suite: Suite, resources: Sequence[DocumentedResource], facts: Facts) -> list[PyFile]:
    """Return the tests, and what they share."""
    files: list[PyFile] = []
    for resource in resources:
        title, accessor = one_line(resource.title), PythonCode(resource.accessor)
        recipe = facts.recipe(test_module, facts.suite, title, accessor, resource.plans)
        files += _with_samples(_module_name(resource), "test_resource.py.jinja", recipe)
    if suite.client.webhooks.webhooks:
        used = {_module_name(resource) for resource in resources}
        name = next(name for name in _WEBHOOK_TESTS if name not in used)
        recipe = facts.recipe(webhook_test_module, facts.suite)
        files += _with_samples(name, "test_webhooks.py.jinja", recipe)
    support = _support(suite, resources)
    for name in ("conftest.py", "operation_test.py", "test_documentation.py", "server_test.py"):
        files.append(PyFile(path=f"tests/{name}", template=f"tests_{name}.jinja", content=support))
    return files


def _module_name(resource: DocumentedResource) -> str:
    return f"test_{resource.file}"


def _with_samples(name: str, template: str, recipe: Recipe) -> list[PyFile]:
    """Return a module of tests, and the JSON file beside it, which holds its samples if it has any."""
    module, samples = (f"tests/{name}.{suffix}" for suffix in ("py", "json"))
    return [
        PyFile(path=module, template=template, recipe=recipe),
        PyFile(path=samples, template=_SAMPLES_TEMPLATE, recipe=recipe, beside=module),
    ]


def _support(suite: Suite, resources: Sequence[DocumentedResource]) -> TestSupport:
    environment = [
        PythonCode.of("{}: {}", literal(name), literal(TEST_SECRET)) for name in _environment(suite)
    ]
    return TestSupport(
        environment=PythonCode.joined(", ", environment),
        modules=literal([_module_name(resource) for resource in resources]),
        package=code(suite.client.package),
    )


def testing_module(suite: Suite) -> TestingModule:
    """Make `testing.py` of the client's package: the fake API that its own tests and those of its users have."""
    client = suite.client
    arguments = PythonCode.joined(", ", test_arguments(suite))
    runtime = "._runtime.testing"
    names = ("BaseFakeApi", "FakeResponse", "ReceivedRequest", "as_json", "make_fake_error")
    has_cases = client.config.layout == "project"
    of_cases = ("BaseCase", "Failure", "Pages", "samples") if has_cases else ()
    needed = {
        Import("collections.abc", "Mapping"),
        Import("typing", "Any"),
        Import("typing", "TypeVar"),
        Import("._client", client.name),
        Import("._client", f"Async{client.name}"),
        Import("._runtime.errors", "ClientError"),
        *(Import(runtime, name) for name in names),
        *(Import("._runtime.cases", name) for name in of_cases),
        *([Import("._runtime.round_trips", "wrong_models")] if has_cases else []),
        *([Import("._runtime.server_check", "check_server")] if has_cases else []),
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
        cases=has_cases,
        imports=import_block(needed, runtime=client.symbols.runtime),
    )


def _environment(suite: Suite) -> list[str]:
    credentials = suite.client.constructor.credentials
    names = [name.raw for c in credentials for name in c.environment[:1]]
    names += [name for c in credentials for name in c.form.variables]
    return names
