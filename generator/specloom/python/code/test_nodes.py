"""What the templates of the generated tests receive."""

from __future__ import annotations

from ...records import dataclass
from ..naming.printable import JsonCode, PythonCode
from .nodes import ImportBlock, PyArgument


@dataclass(frozen=True, slots=True, kw_only=True)
class PyResponse:
    """A response of the fake API of a test: `body` is sent as JSON."""

    status: PythonCode
    body: PythonCode | None = None
    options: tuple[PyArgument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PyFailure:
    """An error that an operation declares: its status, the class `error`, and the `body` of the response as JSON.

    `name` is the constant that it is, where several operations declare it.
    """

    name: PythonCode | None = None
    status: PythonCode
    error: PythonCode
    body: PythonCode | None = None
    options: tuple[PyArgument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PyTwoPages:
    """Two pages of a list; `read` is what the second `request` has of the first page, which is `value`.

    `only` is a page that is the first and the last, where that differs from the last one of two.
    """

    first: PyResponse
    last: PyResponse
    only: PyResponse | None
    items: PythonCode
    read: PythonCode
    value: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PyCase:
    """What the tests of one operation expect: `Case` of the runtime has the same attributes.

    `comment` names the operation as the document does. `body` is that of the request, by its kind.
    """

    comment: PythonCode | None
    name: PythonCode
    route: PythonCode
    call: PythonCode
    target: PythonCode
    headers: PythonCode
    signed: bool
    body: PyArgument | None
    response: PyResponse
    read: PythonCode | None = None
    result: PythonCode | None = None
    pages: PyTwoPages | None = None
    fails: PyResponse | None = None
    failures: tuple[PyFailure, ...] = ()
    also: PythonCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PySample:
    """A value of the JSON file beside a module of tests."""

    name: JsonCode
    value: JsonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class TestModule:
    """`tests/test_<tag>.py`, and `tests/test_<tag>.json` with the `samples`.

    `constants` are models that several cases expect, `shared_failures` errors that several declare. `tests` are the
    classes of `operation_test.py` that test something that a case has.
    """

    __test__ = False

    docstring: PythonCode
    imports: ImportBlock
    samples: tuple[PySample, ...]
    constants: tuple[PyArgument, ...]
    shared_failures: tuple[PyFailure, ...]
    cases: tuple[PyCase, ...]
    tests: PythonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class TestingModule:
    """`testing.py`: the fake API of a client; `arguments` are those that its clients are made with.

    `cases` says whether the client has tests of its own.
    """

    __test__ = False

    imports: ImportBlock
    client: PythonCode
    async_client: PythonCode
    arguments: PythonCode
    cases: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSupport:
    """What the tests of one client share: `modules` is a literal with the names of those that have cases."""

    __test__ = False

    environment: PythonCode
    modules: PythonCode
    package: PythonCode
