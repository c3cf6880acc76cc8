"""What the output will hold of webhooks: one typed object for each template."""

from __future__ import annotations

from ...records import dataclass
from ..naming.printable import PythonCode
from .nodes import ImportBlock, PyArgument, PyCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class PyWebhook:
    """A webhook or a callback: `name` as a literal, the `type` of its payload, and what tells it from others."""

    name: PythonCode
    type: PythonCode
    arguments: tuple[PyArgument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookModule:
    """`webhooks/parser.py`: the class `name`; `event_header` is the header field that names the event, as a literal."""

    docstring: PythonCode
    imports: ImportBlock
    name: PythonCode
    event_header: PythonCode | None
    webhooks: tuple[PyWebhook, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PyWebhookTest:
    """A generated test of a webhook: a request with `headers` and `body`, and what it is parsed as, `checks`."""

    name: PythonCode
    docstring: PythonCode
    headers: PythonCode
    body: PythonCode
    checks: tuple[PyCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTestModule:
    """`tests/test_webhooks.py`."""

    docstring: PythonCode
    imports: ImportBlock
    tests: tuple[PyWebhookTest, ...]
