"""Customers.

Who bought it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, models
from .._runtime.decoding import Json
from .._runtime.operation import Operation
from .._runtime.resource import AsyncResource, Resource
from .._runtime.unset import UNSET

if TYPE_CHECKING:
    from .._runtime.options import RequestOptions
    from .._runtime.unset import Unset

_GET_ME: Operation[models.Customer] = Operation(
    id="getMe",
    method="GET",
    path="/customers/me",
    responses={"200": Json(lambda: models.Customer)},
    security=(("customer_login",),),
)

_SIGN_IN: Operation[models.Session] = Operation(
    id="signIn",
    method="POST",
    path="/sessions",
    responses={"200": Json(lambda: models.Session)},
    errors={"401": errors.Problem},
    security=(),
    media_type="application/x-www-form-urlencoded",
)


class Customers(Resource):
    """The operations of Customers."""

    def get_me(
        self,
        *,
        options: RequestOptions | None = None,
    ) -> models.Customer:
        """Look at yourself.

        Args:
            options: Settings of this call alone.

        Returns:
            You.
        """
        return self._client.call(_GET_ME, options=options)

    def sign_in(
        self,
        *,
        email: str,
        password: str,
        remember: bool | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Session:
        """Sign in.

        Args:
            email: The body's member ``email``.
            password: The body's member ``password``.
            remember: The server's default is ``False``.
            options: Settings of this call alone.

        Returns:
            Your session.

        Raises:
            Problem: The e-mail address or the password is wrong (401).
        """
        return self._client.call(
            _SIGN_IN,
            body={"email": email, "password": password, "remember": remember},
            options=options,
        )


class AsyncCustomers(AsyncResource):
    """The operations of Customers, to be awaited."""

    async def get_me(
        self,
        *,
        options: RequestOptions | None = None,
    ) -> models.Customer:
        """Look at yourself.

        Args:
            options: Settings of this call alone.

        Returns:
            You.
        """
        return await self._client.call(_GET_ME, options=options)

    async def sign_in(
        self,
        *,
        email: str,
        password: str,
        remember: bool | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Session:
        """Sign in.

        Args:
            email: The body's member ``email``.
            password: The body's member ``password``.
            remember: The server's default is ``False``.
            options: Settings of this call alone.

        Returns:
            Your session.

        Raises:
            Problem: The e-mail address or the password is wrong (401).
        """
        return await self._client.call(
            _SIGN_IN,
            body={"email": email, "password": password, "remember": remember},
            options=options,
        )
