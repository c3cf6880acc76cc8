"""The plan of a client: everything that is decided about its Python before any code is written."""

from __future__ import annotations

from ...config import ClientConfig
from ...ir.api import Api, Codec, Tag
from ...ir.name_keys import NameKey
from ...ir.requests import takes_files
from ...ir.types import TypeId
from ...records import dataclass
from ..code.symbols import Symbols
from ..naming.name_registry import Names
from .constructor import ConstructorPlan
from .error_classes import ErrorsPlan
from .operation_plan import OperationPlan
from .webhook_plan import WebhooksPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePart:
    """Operations of a large resource that have a module and a class of their own, from which the resource's inherits."""

    module: str
    class_name: str
    operations: tuple[OperationPlan, ...]

    @property
    def words(self) -> str:
        """What it is about, as text."""
        return self.module.strip("_").replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePlan:
    """The operations of one resource, and the module and class that they go to.

    Those of the client itself have a module of tests and a page of documentation, but no class.

    Attributes:
        tag: What the resource is called and described as, None for the client itself.
        scope: What the methods' names belong to: the client, or the class of the resource.
        module: The name of the module, and of the property of the client.
        class_name: The name of the class.
        operations: The operations.
        parts: Those of them that are not in the module itself.
    """

    tag: Tag | None
    scope: NameKey
    module: str
    class_name: str
    operations: tuple[OperationPlan, ...]
    parts: tuple[ResourcePart, ...] = ()

    @property
    def own_operations(self) -> tuple[OperationPlan, ...]:
        """The operations that are in the module of the resource."""
        elsewhere = {plan.method for part in self.parts for plan in part.operations}
        return tuple(plan for plan in self.operations if plan.method not in elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPlan:
    """What the Python client will be: names, signatures, types, modules.

    Attributes:
        api: The API, with the types that the client has.
        config: How the client is configured.
        names: All names by key, for the lock, and for the comparison with another version.
        package: The import name.
        symbols: The names, modules and roles of the types.
        unreached: The types that nothing leads to, which are not written.
        resources: The operations by resource, those of the client itself last.
        errors: The exception classes.
        constructor: What the constructor takes.
        webhooks: What is parsed of what the API sends of its own accord.
        first_call: The pointer of the operation that the client is introduced with; None if it has none.
    """

    api: Api
    config: ClientConfig
    names: Names
    package: str
    symbols: Symbols
    unreached: frozenset[TypeId]
    resources: tuple[ResourcePlan, ...]
    errors: ErrorsPlan
    constructor: ConstructorPlan
    webhooks: WebhooksPlan
    first_call: str | None

    @property
    def name(self) -> str:
        """The name of the client's class."""
        return self.constructor.name

    @property
    def has_streams(self) -> bool:
        """Whether an operation returns a stream."""
        return any(plan.is_stream for each in self.resources for plan in each.operations)

    @property
    def takes_files(self) -> bool:
        """Whether the body of a request may be a file, or have files."""
        return any(takes_files(operation) for operation in self.api.operations)

    def reads(self, codec: Codec) -> bool:
        """Return whether the body of a success is of a kind."""
        return any(
            content.codec is codec
            for each in self.resources
            for plan in each.operations
            for success in plan.successes
            for content in success.contents
        )

    def sends(self, codec: Codec) -> bool:
        """Return whether the body of a request is of a kind."""
        return any(
            content.codec is codec
            for each in self.resources
            for plan in each.operations
            for content in plan.bodies.all
        )

    @property
    def distribution(self) -> str:
        """The name under which the client is installed."""
        return self.package.replace("_", "-")
