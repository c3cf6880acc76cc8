"""Books.

What stands on the shelves.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from .. import errors, models
from .._runtime.decoding import Binary, Empty, Json
from .._runtime.operation import Operation, PaginatedOperation, Pagination, Styles
from .._runtime.parameters import Style
from .._runtime.resource import AsyncResource, Resource
from .._runtime.unset import UNSET

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from .. import types
    from .._runtime.files import File
    from .._runtime.options import RequestOptions
    from .._runtime.pages import AsyncPages, Page
    from .._runtime.unset import Unset

_LIST: PaginatedOperation[models.Book, models.BookPage] = PaginatedOperation(
    id="listBooks",
    method="GET",
    path="/books",
    responses={"200": Json(lambda: models.BookPage)},
    errors={"default": errors.Problem},
    styles=Styles(query={"isbn": Style("form"), "shelf": Style("pipeDelimited")}),
    pagination=Pagination(
        token_parameter="cursor",
        next_token=lambda page: page.next_cursor,
        items=lambda page: page.books or [],
    ),
)

_ADD: Operation[models.Book] = Operation(
    id="addBook",
    method="POST",
    path="/books",
    responses={"201": Json(lambda: models.Book)},
    errors={"409": errors.Conflict, "default": errors.Problem},
)

_GET: Operation[models.Book] = Operation(
    id="getBook",
    method="GET",
    path="/books/{isbn}",
    responses={"200": Json(lambda: models.Book)},
    errors={"404": errors.NotFound},
)

_REPLACE: Operation[models.Book] = Operation(
    id="replaceBook",
    method="PUT",
    path="/books/{isbn}",
    responses={"200": Json(lambda: models.Book)},
    errors={"404": errors.NotFound},
)

_REMOVE: Operation[None] = Operation(
    id="removeBook",
    method="DELETE",
    path="/books/{isbn}",
    responses={"204": Empty()},
    errors={"404": errors.NotFound},
    security=(("staff_login",),),
)

_UPDATE: Operation[models.Book] = Operation(
    id="updateBook",
    method="PATCH",
    path="/books/{isbn}",
    responses={"200": Json(lambda: models.Book)},
    errors={"404": errors.NotFound},
    media_type="application/merge-patch+json",
)

_GET_COVER: Operation[bytes] = Operation(
    id="getBookCover",
    method="GET",
    path="/books/{isbn}/cover",
    responses={"200": Binary()},
)

_UPLOAD_COVER: Operation[None] = Operation(
    id="uploadBookCover",
    method="PUT",
    path="/books/{isbn}/cover",
    responses={"204": Empty()},
    media_type="multipart/form-data",
)

_LIST_REVIEWS: Operation[builtins.list[models.Review]] = Operation(
    id="listBookReviews",
    method="GET",
    path="/books/{isbn}/reviews",
    responses={"200": Json(lambda: builtins.list[models.Review])},
)

_REVIEW: Operation[None] = Operation(
    id="reviewBook",
    method="POST",
    path="/books/{isbn}/reviews",
    responses={"201": Empty()},
)


class Books(Resource):
    """The operations of Books."""

    def list(
        self,
        *,
        genre: (
            Sequence[Literal["novel", "poetry", "drama", "non-fiction", "children's"] | str] | Unset
        ) = UNSET,
        isbn: Sequence[str] | Unset = UNSET,
        shelf: Sequence[int] | Unset = UNSET,
        in_stock: bool | Unset = UNSET,
        published_after: datetime.date | Unset = UNSET,
        sort: Literal["title", "-title", "price", "-price"] | str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> Page[models.Book, models.BookPage]:
        """List the books.

        Newest first, unless `sort` says otherwise.

        Args:
            genre: Only books of any of these genres.
            isbn: Only these books.
            shelf: Only books on these shelves.
            in_stock: Only books that are there. The server's default is ``True``.
            published_after: The query parameter ``publishedAfter``.
            sort: The order. The server's default is ``"title"``.
            limit: How many to give at most. The server's default is ``20``.
            cursor: Where the last page ended.
            options: Settings of this call alone.

        Returns:
            The first page; iterating it walks through every page.

        Raises:
            Problem: Something else is wrong (default).
        """
        return self._client.paginate(
            _LIST,
            query={
                "genre": genre,
                "isbn": isbn,
                "shelf": shelf,
                "inStock": in_stock,
                "publishedAfter": published_after,
                "sort": sort,
                "limit": limit,
                "cursor": cursor,
            },
            options=options,
        )

    def add(
        self,
        *,
        isbn: str,
        title: str,
        genre: models.Genre,
        price: models.Money | types.MoneyDict,
        authors: Sequence[models.Author | types.AuthorDict] | Unset = UNSET,
        binding: models.Binding | int | Unset = UNSET,
        class_: str | Unset = UNSET,
        notes: Mapping[str, str] | Unset = UNSET,
        pages: int | Unset = UNSET,
        published: datetime.date | Unset = UNSET,
        sequel: models.BookRequest | types.BookRequestDict | Unset = UNSET,
        size: models.Size | types.SizeDict | Unset = UNSET,
        subtitle: str | None | Unset = UNSET,
        tags: Sequence[str] | Unset = UNSET,
        thumbnail: bytes | Unset = UNSET,
        weight: float | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Book:
        """Add a book.

        Args:
            isbn: The body's member ``isbn``.
            title: The body's member ``title``.
            genre: The body's member ``genre``.
            price: The body's member ``price``.
            authors: The body's member ``authors``.
            binding: The body's member ``binding``.
            class_: The number in the decimal classification.
            notes: The body's member ``notes``.
            pages: The body's member ``pages``.
            published: The body's member ``published``.
            sequel: The body's member ``sequel``.
            size: The body's member ``size``.
            subtitle: The body's member ``subtitle``.
            tags: The body's member ``tags``.
            thumbnail: The body's member ``thumbnail``.
            weight: In kilograms.
            options: Settings of this call alone.

        Returns:
            The book as it is kept.

        Raises:
            Conflict: There is a book with this ISBN (409).
            Problem: Something else is wrong (default).
        """
        return self._client.call(
            _ADD,
            body={
                "isbn": isbn,
                "title": title,
                "genre": genre,
                "price": price,
                "authors": authors,
                "binding": binding,
                "class": class_,
                "notes": notes,
                "pages": pages,
                "published": published,
                "sequel": sequel,
                "size": size,
                "subtitle": subtitle,
                "tags": tags,
                "thumbnail": thumbnail,
                "weight": weight,
            },
            options=options,
        )

    def get(
        self,
        isbn: str,
        *,
        if_none_match: str | Unset = UNSET,
        x_languages: Sequence[str] | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Book:
        """Look at a book.

        Args:
            isbn: The book's number.
            if_none_match: The ETag of what you have.
            x_languages: Languages of the description, the best first.
            options: Settings of this call alone.

        Returns:
            The book.

        Raises:
            NotFound: There is no such thing (404).
        """
        return self._client.call(
            _GET,
            path={"isbn": isbn},
            header={"If-None-Match": if_none_match, "X-Languages": x_languages},
            options=options,
        )

    def replace(
        self,
        isbn: str,
        *,
        body: models.BookRequest | types.BookRequestDict,
        options: RequestOptions | None = None,
    ) -> models.Book:
        """Replace a book.

        Args:
            isbn: The book's number.
            body: The body.
            options: Settings of this call alone.

        Returns:
            The book as it is kept.

        Raises:
            NotFound: There is no such thing (404).
        """
        return self._client.call(_REPLACE, path={"isbn": isbn}, body=body, options=options)

    def remove(
        self,
        isbn: str,
        *,
        options: RequestOptions | None = None,
    ) -> None:
        """Remove a book.

        Args:
            isbn: The book's number.
            options: Settings of this call alone.

        Raises:
            NotFound: There is no such thing (404).
        """
        return self._client.call(_REMOVE, path={"isbn": isbn}, options=options)

    def update(
        self,
        isbn: str,
        *,
        genre: models.Genre | Unset = UNSET,
        pages: int | None | Unset = UNSET,
        subtitle: str | None | Unset = UNSET,
        tags: Sequence[str] | Unset = UNSET,
        title: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Book:
        """Change a book.

        What is not given stays as it is; null removes a value.

        Args:
            isbn: The book's number.
            genre: The body's member ``genre``.
            pages: The body's member ``pages``.
            subtitle: The body's member ``subtitle``.
            tags: The body's member ``tags``.
            title: The body's member ``title``.
            options: Settings of this call alone.

        Returns:
            The book as it is kept.

        Raises:
            NotFound: There is no such thing (404).
        """
        return self._client.call(
            _UPDATE,
            path={"isbn": isbn},
            body={
                "genre": genre,
                "pages": pages,
                "subtitle": subtitle,
                "tags": tags,
                "title": title,
            },
            options=options,
        )

    def get_cover(
        self,
        isbn: str,
        *,
        options: RequestOptions | None = None,
    ) -> bytes:
        """Get the picture of the cover.

        Args:
            isbn: The book's number.
            options: Settings of this call alone.

        Returns:
            The picture.
        """
        return self._client.call(_GET_COVER, path={"isbn": isbn}, options=options)

    def upload_cover(
        self,
        isbn: str,
        *,
        picture: bytes | File,
        caption: str | Unset = UNSET,
        width: int | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> None:
        """Upload a picture of the cover.

        Args:
            isbn: The book's number.
            picture: PNG or JPEG.
            caption: The body's member ``caption``.
            width: The body's member ``width``.
            options: Settings of this call alone.
        """
        return self._client.call(
            _UPLOAD_COVER,
            path={"isbn": isbn},
            body={"picture": picture, "caption": caption, "width": width},
            options=options,
        )

    def list_reviews(
        self,
        isbn: str,
        *,
        options: RequestOptions | None = None,
    ) -> builtins.list[models.Review]:
        """List the reviews of a book.

        Args:
            isbn: The book's number.
            options: Settings of this call alone.

        Returns:
            The reviews.
        """
        return self._client.call(_LIST_REVIEWS, path={"isbn": isbn}, options=options)

    def review(
        self,
        isbn: str,
        *,
        rating: int,
        text: str,
        by: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> None:
        """Review a book.

        Args:
            isbn: The book's number.
            rating: The body's member ``rating``.
            text: The body's member ``text``.
            by: The server's default is ``"anonymous"``.
            options: Settings of this call alone.
        """
        return self._client.call(
            _REVIEW,
            path={"isbn": isbn},
            body={"rating": rating, "text": text, "by": by},
            options=options,
        )


class AsyncBooks(AsyncResource):
    """The operations of Books, to be awaited."""

    def list(
        self,
        *,
        genre: (
            Sequence[Literal["novel", "poetry", "drama", "non-fiction", "children's"] | str] | Unset
        ) = UNSET,
        isbn: Sequence[str] | Unset = UNSET,
        shelf: Sequence[int] | Unset = UNSET,
        in_stock: bool | Unset = UNSET,
        published_after: datetime.date | Unset = UNSET,
        sort: Literal["title", "-title", "price", "-price"] | str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> AsyncPages[models.Book, models.BookPage]:
        """List the books.

        Newest first, unless `sort` says otherwise.

        Args:
            genre: Only books of any of these genres.
            isbn: Only these books.
            shelf: Only books on these shelves.
            in_stock: Only books that are there. The server's default is ``True``.
            published_after: The query parameter ``publishedAfter``.
            sort: The order. The server's default is ``"title"``.
            limit: How many to give at most. The server's default is ``20``.
            cursor: Where the last page ended.
            options: Settings of this call alone.

        Returns:
            The first page; iterating it walks through every page.

        Raises:
            Problem: Something else is wrong (default).
        """
        return self._client.paginate(
            _LIST,
            query={
                "genre": genre,
                "isbn": isbn,
                "shelf": shelf,
                "inStock": in_stock,
                "publishedAfter": published_after,
                "sort": sort,
                "limit": limit,
                "cursor": cursor,
            },
            options=options,
        )

    async def add(
        self,
        *,
        isbn: str,
        title: str,
        genre: models.Genre,
        price: models.Money | types.MoneyDict,
        authors: Sequence[models.Author | types.AuthorDict] | Unset = UNSET,
        binding: models.Binding | int | Unset = UNSET,
        class_: str | Unset = UNSET,
        notes: Mapping[str, str] | Unset = UNSET,
        pages: int | Unset = UNSET,
        published: datetime.date | Unset = UNSET,
        sequel: models.BookRequest | types.BookRequestDict | Unset = UNSET,
        size: models.Size | types.SizeDict | Unset = UNSET,
        subtitle: str | None | Unset = UNSET,
        tags: Sequence[str] | Unset = UNSET,
        thumbnail: bytes | Unset = UNSET,
        weight: float | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Book:
        """Add a book.

        Args:
            isbn: The body's member ``isbn``.
            title: The body's member ``title``.
            genre: The body's member ``genre``.
            price: The body's member ``price``.
            authors: The body's member ``authors``.
            binding: The body's member ``binding``.
            class_: The number in the decimal classification.
            notes: The body's member ``notes``.
            pages: The body's member ``pages``.
            published: The body's member ``published``.
            sequel: The body's member ``sequel``.
            size: The body's member ``size``.
            subtitle: The body's member ``subtitle``.
            tags: The body's member ``tags``.
            thumbnail: The body's member ``thumbnail``.
            weight: In kilograms.
            options: Settings of this call alone.

        Returns:
            The book as it is kept.

        Raises:
            Conflict: There is a book with this ISBN (409).
            Problem: Something else is wrong (default).
        """
        return await self._client.call(
            _ADD,
            body={
                "isbn": isbn,
                "title": title,
                "genre": genre,
                "price": price,
                "authors": authors,
                "binding": binding,
                "class": class_,
                "notes": notes,
                "pages": pages,
                "published": published,
                "sequel": sequel,
                "size": size,
                "subtitle": subtitle,
                "tags": tags,
                "thumbnail": thumbnail,
                "weight": weight,
            },
            options=options,
        )

    async def get(
        self,
        isbn: str,
        *,
        if_none_match: str | Unset = UNSET,
        x_languages: Sequence[str] | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Book:
        """Look at a book.

        Args:
            isbn: The book's number.
            if_none_match: The ETag of what you have.
            x_languages: Languages of the description, the best first.
            options: Settings of this call alone.

        Returns:
            The book.

        Raises:
            NotFound: There is no such thing (404).
        """
        return await self._client.call(
            _GET,
            path={"isbn": isbn},
            header={"If-None-Match": if_none_match, "X-Languages": x_languages},
            options=options,
        )

    async def replace(
        self,
        isbn: str,
        *,
        body: models.BookRequest | types.BookRequestDict,
        options: RequestOptions | None = None,
    ) -> models.Book:
        """Replace a book.

        Args:
            isbn: The book's number.
            body: The body.
            options: Settings of this call alone.

        Returns:
            The book as it is kept.

        Raises:
            NotFound: There is no such thing (404).
        """
        return await self._client.call(_REPLACE, path={"isbn": isbn}, body=body, options=options)

    async def remove(
        self,
        isbn: str,
        *,
        options: RequestOptions | None = None,
    ) -> None:
        """Remove a book.

        Args:
            isbn: The book's number.
            options: Settings of this call alone.

        Raises:
            NotFound: There is no such thing (404).
        """
        return await self._client.call(_REMOVE, path={"isbn": isbn}, options=options)

    async def update(
        self,
        isbn: str,
        *,
        genre: models.Genre | Unset = UNSET,
        pages: int | None | Unset = UNSET,
        subtitle: str | None | Unset = UNSET,
        tags: Sequence[str] | Unset = UNSET,
        title: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.Book:
        """Change a book.

        What is not given stays as it is; null removes a value.

        Args:
            isbn: The book's number.
            genre: The body's member ``genre``.
            pages: The body's member ``pages``.
            subtitle: The body's member ``subtitle``.
            tags: The body's member ``tags``.
            title: The body's member ``title``.
            options: Settings of this call alone.

        Returns:
            The book as it is kept.

        Raises:
            NotFound: There is no such thing (404).
        """
        return await self._client.call(
            _UPDATE,
            path={"isbn": isbn},
            body={
                "genre": genre,
                "pages": pages,
                "subtitle": subtitle,
                "tags": tags,
                "title": title,
            },
            options=options,
        )

    async def get_cover(
        self,
        isbn: str,
        *,
        options: RequestOptions | None = None,
    ) -> bytes:
        """Get the picture of the cover.

        Args:
            isbn: The book's number.
            options: Settings of this call alone.

        Returns:
            The picture.
        """
        return await self._client.call(_GET_COVER, path={"isbn": isbn}, options=options)

    async def upload_cover(
        self,
        isbn: str,
        *,
        picture: bytes | File,
        caption: str | Unset = UNSET,
        width: int | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> None:
        """Upload a picture of the cover.

        Args:
            isbn: The book's number.
            picture: PNG or JPEG.
            caption: The body's member ``caption``.
            width: The body's member ``width``.
            options: Settings of this call alone.
        """
        return await self._client.call(
            _UPLOAD_COVER,
            path={"isbn": isbn},
            body={"picture": picture, "caption": caption, "width": width},
            options=options,
        )

    async def list_reviews(
        self,
        isbn: str,
        *,
        options: RequestOptions | None = None,
    ) -> builtins.list[models.Review]:
        """List the reviews of a book.

        Args:
            isbn: The book's number.
            options: Settings of this call alone.

        Returns:
            The reviews.
        """
        return await self._client.call(_LIST_REVIEWS, path={"isbn": isbn}, options=options)

    async def review(
        self,
        isbn: str,
        *,
        rating: int,
        text: str,
        by: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> None:
        """Review a book.

        Args:
            isbn: The book's number.
            rating: The body's member ``rating``.
            text: The body's member ``text``.
            by: The server's default is ``"anonymous"``.
            options: Settings of this call alone.
        """
        return await self._client.call(
            _REVIEW,
            path={"isbn": isbn},
            body={"rating": rating, "text": text, "by": by},
            options=options,
        )
