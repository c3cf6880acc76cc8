"""Authors.

Who wrote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, models
from .._runtime.decoding import Json
from .._runtime.operation import Operation
from .._runtime.resource import AsyncResource, Resource
from .._runtime.unset import UNSET

if TYPE_CHECKING:
    import uuid

    from .._runtime.options import RequestOptions
    from .._runtime.unset import Unset

_SEARCH: Operation[list[models.Author]] = Operation(
    id="searchAuthors",
    method="GET",
    path="/authors",
    responses={"200": Json(lambda: list[models.Author])},
)

_GET: Operation[models.Author] = Operation(
    id="getAuthor",
    method="GET",
    path="/authors/{author-id}",
    responses={"200": Json(lambda: models.Author)},
    errors={"404": errors.NotFound},
)


class Authors(Resource):
    """The operations of Authors."""

    def search(
        self,
        *,
        q: str,
        limit: int | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> list[models.Author]:
        """Search for authors.

        Args:
            q: A part of the name.
            limit: How many to give at most. The server's default is ``20``.
            options: Settings of this call alone.

        Returns:
            Who was found.
        """
        return self._client.call(_SEARCH, query={"q": q, "limit": limit}, options=options)

    def get(
        self,
        author_id: uuid.UUID,
        *,
        options: RequestOptions | None = None,
    ) -> models.Author:
        """Look at an author.

        Args:
            author_id: The path parameter ``author-id``.
            options: Settings of this call alone.

        Returns:
            The author.

        Raises:
            NotFound: There is no such thing (404).
        """
        return self._client.call(_GET, path={"author-id": author_id}, options=options)


class AsyncAuthors(AsyncResource):
    """The operations of Authors, to be awaited."""

    async def search(
        self,
        *,
        q: str,
        limit: int | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> list[models.Author]:
        """Search for authors.

        Args:
            q: A part of the name.
            limit: How many to give at most. The server's default is ``20``.
            options: Settings of this call alone.

        Returns:
            Who was found.
        """
        return await self._client.call(_SEARCH, query={"q": q, "limit": limit}, options=options)

    async def get(
        self,
        author_id: uuid.UUID,
        *,
        options: RequestOptions | None = None,
    ) -> models.Author:
        """Look at an author.

        Args:
            author_id: The path parameter ``author-id``.
            options: Settings of this call alone.

        Returns:
            The author.

        Raises:
            NotFound: There is no such thing (404).
        """
        return await self._client.call(_GET, path={"author-id": author_id}, options=options)
