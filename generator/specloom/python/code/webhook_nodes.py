"""What the output will hold of webhooks: one typed object for each template."""

from __future__ import annotations

from ...records import dataclass
from ..naming.printable import PythonCode
from .nodes import ImportBlock, PyArgument
from .test_nodes import PySample


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
class PyWebhookCase:
    """A request to a webhook, with `headers` and `body`, and the `event` that it is parsed as.

    There is no `event` where another class may fit as well.
    """

    name: PythonCode
    headers: PythonCode
    body: PythonCode
    event: PythonCode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTestModule:
    """`tests/test_webhooks.py`, and `tests/test_webhooks.json` with the `samples`.

    `constants` are models that several tests expect. The event of `told` cases is known.
    """

    docstring: PythonCode
    imports: ImportBlock
    samples: tuple[PySample, ...]
    constants: tuple[PyArgument, ...]
    told: tuple[PyWebhookCase, ...]
    untold: tuple[PyWebhookCase, ...]
