"""Custom Models.

Operations for listing custom models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, models
from .._runtime.decoding import Json
from .._runtime.operation import PaginatedOperation, Pagination
from .._runtime.resource import AsyncResource, Resource
from .._runtime.unset import UNSET

if TYPE_CHECKING:
    from .._runtime.options import RequestOptions
    from .._runtime.pages import AsyncPages, Page
    from .._runtime.unset import Unset

_LIST: PaginatedOperation[models.ModelSummary, models.ListCustomModelsResponse] = (
    PaginatedOperation(
        id="ListCustomModels",
        method="GET",
        path="/custom-models",
        responses={"200": Json(lambda: models.ListCustomModelsResponse)},
        errors={"400": errors.ValidationException, "500": errors.InternalServerException},
        pagination=Pagination(
            token_parameter="nextToken",
            next_token=lambda page: page.next_token,
            items=lambda page: page.model_summaries or [],
        ),
    )
)


class CustomModels(Resource):
    """The operations of Custom Models."""

    def list(
        self,
        *,
        max_results: int | Unset = UNSET,
        next_token: str | Unset = UNSET,
        base_model_arn_equals: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> Page[models.ModelSummary, models.ListCustomModelsResponse]:
        """Amazon Bedrock List custom models.

        Returns a list of the custom models that you have created with the
        CreateModelCustomizationJob operation.

        Args:
            max_results: Maximum number of results to return.
            next_token: Token for pagination.
            base_model_arn_equals: Filter by base model ARN.
            options: Settings of this call alone.

        Returns:
            The first page; iterating it walks through every page.

        Raises:
            ValidationException: Bad request (400).
            InternalServerException: Internal server error (500).
        """
        return self._client.paginate(
            _LIST,
            query={
                "maxResults": max_results,
                "nextToken": next_token,
                "baseModelArnEquals": base_model_arn_equals,
            },
            options=options,
        )


class AsyncCustomModels(AsyncResource):
    """The operations of Custom Models, to be awaited."""

    def list(
        self,
        *,
        max_results: int | Unset = UNSET,
        next_token: str | Unset = UNSET,
        base_model_arn_equals: str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> AsyncPages[models.ModelSummary, models.ListCustomModelsResponse]:
        """Amazon Bedrock List custom models.

        Returns a list of the custom models that you have created with the
        CreateModelCustomizationJob operation.

        Args:
            max_results: Maximum number of results to return.
            next_token: Token for pagination.
            base_model_arn_equals: Filter by base model ARN.
            options: Settings of this call alone.

        Returns:
            The first page; iterating it walks through every page.

        Raises:
            ValidationException: Bad request (400).
            InternalServerException: Internal server error (500).
        """
        return self._client.paginate(
            _LIST,
            query={
                "maxResults": max_results,
                "nextToken": next_token,
                "baseModelArnEquals": base_model_arn_equals,
            },
            options=options,
        )
