"""The clients of the Kitchen Sink Bookshop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import models
from ._runtime.auth import ApiKey, BasicCredentials, BearerToken
from ._runtime.client import AsyncClient, SyncClient
from ._runtime.decoding import Json, PlainText
from ._runtime.environment import from_environment
from ._runtime.operation import ApiDefinition, Operation
from ._runtime.options import RequestOptions
from ._runtime.retry import DEFAULT_MAX_RETRIES
from ._runtime.transport import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    import httpx2

    from ._runtime.auth import Secret
    from ._runtime.options import Hooks
    from .resources.authors import AsyncAuthors, Authors
    from .resources.books import AsyncBooks, Books
    from .resources.customers import AsyncCustomers, Customers
    from .resources.orders import AsyncOrders, Orders

_API = ApiDefinition(
    user_agent="kitchen-sink/0.1.0",
    security=(
        ("api_key",),
        ("staff_login",),
    ),
)

_GET_CATEGORIES: Operation[models.Category] = Operation(
    id="getCategories",
    method="GET",
    path="/categories",
    responses={"200": Json(lambda: models.Category)},
)

_GET_STATUS: Operation[models.Status] = Operation(
    id="getStatus",
    method="GET",
    path="/status",
    responses={"200": Json(lambda: models.Status)},
    security=(),
)

_EXPORT_STOCK: Operation[str] = Operation(
    id="exportStock",
    method="GET",
    path="/stock",
    responses={"200": PlainText()},
)

_IMPORT_STOCK: Operation[dict[str, int]] = Operation(
    id="importStock",
    method="PUT",
    path="/stock",
    responses={"200": Json(lambda: dict[str, int])},
    media_type="text/csv",
)


class KitchenSinkBookshop(SyncClient):
    """A client of the Kitchen Sink Bookshop.

    A second-hand bookshop: books, the people who wrote them, and the people who buy them.

    Written for specloom's own tests; it uses as much of OpenAPI as can be said in versions 2.0,
    3.0 and 3.1.

    Args:
        api_key: The key of a partner of the shop. Default: $KITCHEN_SINK_API_KEY.
        customer_login: For customers. Default: $KITCHEN_SINK_CUSTOMER_LOGIN.
        staff_login: For those who work here.
        base_url: Where the API is served, if not where its description says.
        timeout: Seconds to wait for the server; None waits for ever.
        max_retries: Attempts after the first one that fails.
        http_client: Your own httpx2 client, for proxies, certificates and the like.
        strict_responses: Raise ResponseValidationError for answers that do not fit.
        hooks: Functions that see every request and response.
    """

    def __init__(
        self,
        *,
        api_key: Secret | None = None,
        customer_login: Secret | None = None,
        staff_login: tuple[str, str] | None = None,
        base_url: str | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        http_client: httpx2.Client | None = None,
        strict_responses: bool = False,
        hooks: Hooks | None = None,
    ) -> None:
        super().__init__(
            _API,
            base_url=base_url
            or from_environment(["KITCHEN_SINK_BASE_URL"])
            or "https://api.bookshop.example/v2",
            schemes={
                "api_key": ApiKey(
                    api_key,
                    name="X-Api-Key",
                    location="header",
                    environment=["KITCHEN_SINK_API_KEY"],
                ),
                "customer_login": BearerToken(
                    customer_login, environment=["KITCHEN_SINK_CUSTOMER_LOGIN"]
                ),
                "staff_login": BasicCredentials(staff_login),
            },
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
            strict_responses=strict_responses,
            hooks=hooks,
        )

    @property
    def authors(self) -> Authors:
        """Who wrote it."""
        from .resources.authors import Authors

        return Authors(self)

    @property
    def books(self) -> Books:
        """What stands on the shelves."""
        from .resources.books import Books

        return Books(self)

    @property
    def customers(self) -> Customers:
        """Who bought it."""
        from .resources.customers import Customers

        return Customers(self)

    @property
    def orders(self) -> Orders:
        """What was sold, and how it was paid."""
        from .resources.orders import Orders

        return Orders(self)

    def get_categories(
        self,
        *,
        options: RequestOptions | None = None,
    ) -> models.Category:
        """Get the tree of categories.

        Args:
            options: Settings of this call alone.

        Returns:
            The root of the tree.
        """
        return self.call(_GET_CATEGORIES, options=options)

    def get_status(
        self,
        *,
        options: RequestOptions | None = None,
    ) -> models.Status:
        """Ask whether the shop is open.

        Args:
            options: Settings of this call alone.

        Returns:
            What is known.
        """
        return self.call(_GET_STATUS, options=options)

    def export_stock(
        self,
        *,
        options: RequestOptions | None = None,
    ) -> str:
        """Export the stock as a table.

        Args:
            options: Settings of this call alone.

        Returns:
            One line a book.
        """
        return self.call(_EXPORT_STOCK, options=options)

    def import_stock(
        self,
        *,
        body: str,
        options: RequestOptions | None = None,
    ) -> dict[str, int]:
        """Import the stock from a table.

        Args:
            body: One line a book.
            options: Settings of this call alone.

        Returns:
            How many books of each shelf were read.
        """
        return self.call(_IMPORT_STOCK, body=body, options=options)


class AsyncKitchenSinkBookshop(AsyncClient):
    """An asynchronous client of the Kitchen Sink Bookshop.

    A second-hand bookshop: books, the people who wrote them, and the people who buy them.

    Written for specloom's own tests; it uses as much of OpenAPI as can be said in versions 2.0,
    3.0 and 3.1.

    Args:
        api_key: The key of a partner of the shop. Default: $KITCHEN_SINK_API_KEY.
        customer_login: For customers. Default: $KITCHEN_SINK_CUSTOMER_LOGIN.
        staff_login: For those who work here.
        base_url: Where the API is served, if not where its description says.
        timeout: Seconds to wait for the server; None waits for ever.
        max_retries: Attempts after the first one that fails.
        http_client: Your own httpx2 client, for proxies, certificates and the like.
        strict_responses: Raise ResponseValidationError for answers that do not fit.
        hooks: Functions that see every request and response.
    """

    def __init__(
        self,
        *,
        api_key: Secret | None = None,
        customer_login: Secret | None = None,
        staff_login: tuple[str, str] | None = None,
        base_url: str | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        http_client: httpx2.AsyncClient | None = None,
        strict_responses: bool = False,
        hooks: Hooks | None = None,
    ) -> None:
        super().__init__(
            _API,
            base_url=base_url
            or from_environment(["KITCHEN_SINK_BASE_URL"])
            or "https://api.bookshop.example/v2",
            schemes={
                "api_key": ApiKey(
                    api_key,
                    name="X-Api-Key",
                    location="header",
                    environment=["KITCHEN_SINK_API_KEY"],
                ),
                "customer_login": BearerToken(
                    customer_login, environment=["KITCHEN_SINK_CUSTOMER_LOGIN"]
                ),
                "staff_login": BasicCredentials(staff_login),
            },
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
            strict_responses=strict_responses,
            hooks=hooks,
        )

    @property
    def authors(self) -> AsyncAuthors:
        """Who wrote it."""
        from .resources.authors import AsyncAuthors

        return AsyncAuthors(self)

    @property
    def books(self) -> AsyncBooks:
        """What stands on the shelves."""
        from .resources.books import AsyncBooks

        return AsyncBooks(self)

    @property
    def customers(self) -> AsyncCustomers:
        """Who bought it."""
        from .resources.customers import AsyncCustomers

        return AsyncCustomers(self)

    @property
    def orders(self) -> AsyncOrders:
        """What was sold, and how it was paid."""
        from .resources.orders import AsyncOrders

        return AsyncOrders(self)

    async def get_categories(
        self,
        *,
        options: RequestOptions | None = None,
    ) -> models.Category:
        """Get the tree of categories.

        Args:
            options: Settings of this call alone.

        Returns:
            The root of the tree.
        """
        return await self.call(_GET_CATEGORIES, options=options)

    async def get_status(
        self,
        *,
        options: RequestOptions | None = None,
    ) -> models.Status:
        """Ask whether the shop is open.

        Args:
            options: Settings of this call alone.

        Returns:
            What is known.
        """
        return await self.call(_GET_STATUS, options=options)

    async def export_stock(
        self,
        *,
        options: RequestOptions | None = None,
    ) -> str:
        """Export the stock as a table.

        Args:
            options: Settings of this call alone.

        Returns:
            One line a book.
        """
        return await self.call(_EXPORT_STOCK, options=options)

    async def import_stock(
        self,
        *,
        body: str,
        options: RequestOptions | None = None,
    ) -> dict[str, int]:
        """Import the stock from a table.

        Args:
            body: One line a book.
            options: Settings of this call alone.

        Returns:
            How many books of each shelf were read.
        """
        return await self.call(_IMPORT_STOCK, body=body, options=options)
