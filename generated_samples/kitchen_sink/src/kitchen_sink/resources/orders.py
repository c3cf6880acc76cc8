"""Orders.

What was sold, and how it was paid.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from .. import errors, models
from .._runtime.decoding import Empty, Json
from .._runtime.operation import Operation
from .._runtime.resource import AsyncResource, Resource
from .._runtime.unset import UNSET

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from typing import Literal

    from .. import types
    from .._runtime.options import RequestOptions
    from .._runtime.unset import Unset

_LIST: Operation[builtins.list[models.Order]] = Operation(
    id="listOrders",
    method="GET",
    path="/orders",
    responses={"200": Json(lambda: builtins.list[models.Order])},
)

_PLACE: Operation[models.Order | models.Postponed] = Operation(
    id="placeOrder",
    method="POST",
    path="/orders",
    responses={"201": Json(lambda: models.Order), "202": Json(lambda: models.Postponed)},
    errors={"409": errors.Conflict, "default": errors.Problem},
    idempotency_header="Idempotency-Key",
)

_GET: Operation[models.Order] = Operation(
    id="getOrder",
    method="GET",
    path="/orders/{order_id}",
    responses={"200": Json(lambda: models.Order)},
    errors={"404": errors.NotFound},
)

_CANCEL: Operation[None] = Operation(
    id="cancelOrder",
    method="POST",
    path="/orders/{order_id}/cancel",
    responses={"204": Empty()},
)

_LIST_PAYMENTS: Operation[builtins.list[models.AnyPayment]] = Operation(
    id="listOrderPayments",
    method="GET",
    path="/orders/{order_id}/payments",
    responses={"200": Json(lambda: builtins.list[models.AnyPayment])},
)


class Orders(Resource):
    """The operations of Orders."""

    def list(
        self,
        *,
        since: datetime.datetime | Unset = UNSET,
        status: Literal["open", "paid", "sent", "cancelled"] | str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> builtins.list[models.Order]:
        """List the orders.

        Args:
            since: The query parameter ``since``.
            status: The query parameter ``status``.
            options: Settings of this call alone.

        Returns:
            The orders.
        """
        return self._client.call(_LIST, query={"since": since, "status": status}, options=options)

    def place(
        self,
        *,
        lines: Sequence[models.OrderLine | types.OrderLineDict],
        to: models.Address | types.AddressDict,
        idempotency_key: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        message: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Order | models.Postponed:
        """Place an order.

        Args:
            lines: The body's member ``lines``.
            to: The body's member ``to``.
            idempotency_key: Makes it safe to repeat the request.
            from_: Who sends it as a present.
            message: The body's member ``message``.
            options: Settings of this call alone.

        Returns:
            The order.

        Raises:
            Conflict: A book is not there (409).
            Problem: Something else is wrong (default).
        """
        return self._client.call(
            _PLACE,
            header={"Idempotency-Key": idempotency_key},
            body={"lines": lines, "to": to, "from": from_, "message": message},
            options=options,
        )

    def get(
        self,
        order_id: int,
        *,
        options: RequestOptions | None = None,
    ) -> models.Order:
        """Look at an order.

        Args:
            order_id: The order's number.
            options: Settings of this call alone.

        Returns:
            The order.

        Raises:
            NotFound: There is no such thing (404).
        """
        return self._client.call(_GET, path={"order_id": order_id}, options=options)

    def cancel(
        self,
        order_id: int,
        *,
        options: RequestOptions | None = None,
    ) -> None:
        """Cancel an order.

        Deprecated.

        Args:
            order_id: The order's number.
            options: Settings of this call alone.
        """
        return self._client.call(_CANCEL, path={"order_id": order_id}, options=options)

    def list_payments(
        self,
        order_id: int,
        *,
        options: RequestOptions | None = None,
    ) -> builtins.list[models.AnyPayment]:
        """List how an order was paid.

        Args:
            order_id: The order's number.
            options: Settings of this call alone.

        Returns:
            The payments.
        """
        return self._client.call(_LIST_PAYMENTS, path={"order_id": order_id}, options=options)


class AsyncOrders(AsyncResource):
    """The operations of Orders, to be awaited."""

    async def list(
        self,
        *,
        since: datetime.datetime | Unset = UNSET,
        status: Literal["open", "paid", "sent", "cancelled"] | str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> builtins.list[models.Order]:
        """List the orders.

        Args:
            since: The query parameter ``since``.
            status: The query parameter ``status``.
            options: Settings of this call alone.

        Returns:
            The orders.
        """
        return await self._client.call(
            _LIST, query={"since": since, "status": status}, options=options
        )

    async def place(
        self,
        *,
        lines: Sequence[models.OrderLine | types.OrderLineDict],
        to: models.Address | types.AddressDict,
        idempotency_key: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        message: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Order | models.Postponed:
        """Place an order.

        Args:
            lines: The body's member ``lines``.
            to: The body's member ``to``.
            idempotency_key: Makes it safe to repeat the request.
            from_: Who sends it as a present.
            message: The body's member ``message``.
            options: Settings of this call alone.

        Returns:
            The order.

        Raises:
            Conflict: A book is not there (409).
            Problem: Something else is wrong (default).
        """
        return await self._client.call(
            _PLACE,
            header={"Idempotency-Key": idempotency_key},
            body={"lines": lines, "to": to, "from": from_, "message": message},
            options=options,
        )

    async def get(
        self,
        order_id: int,
        *,
        options: RequestOptions | None = None,
    ) -> models.Order:
        """Look at an order.

        Args:
            order_id: The order's number.
            options: Settings of this call alone.

        Returns:
            The order.

        Raises:
            NotFound: There is no such thing (404).
        """
        return await self._client.call(_GET, path={"order_id": order_id}, options=options)

    async def cancel(
        self,
        order_id: int,
        *,
        options: RequestOptions | None = None,
    ) -> None:
        """Cancel an order.

        Deprecated.

        Args:
            order_id: The order's number.
            options: Settings of this call alone.
        """
        return await self._client.call(_CANCEL, path={"order_id": order_id}, options=options)

    async def list_payments(
        self,
        order_id: int,
        *,
        options: RequestOptions | None = None,
    ) -> builtins.list[models.AnyPayment]:
        """List how an order was paid.

        Args:
            order_id: The order's number.
            options: Settings of this call alone.

        Returns:
            The payments.
        """
        return await self._client.call(_LIST_PAYMENTS, path={"order_id": order_id}, options=options)
