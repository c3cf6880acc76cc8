"""Provisioned Throughput.

Operations for managing provisioned model throughput.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, models
from .._runtime.decoding import Json
from .._runtime.operation import Operation, PaginatedOperation, Pagination
from .._runtime.resource import AsyncResource, Resource
from .._runtime.unset import UNSET

if TYPE_CHECKING:
    from typing import Literal

    from .._runtime.options import RequestOptions
    from .._runtime.pages import AsyncPages, Page
    from .._runtime.unset import Unset

_CREATE_PROVISIONED_MODEL_THROUGHPUT: Operation[models.CreateProvisionedModelThroughputResponse] = (
    Operation(
        id="CreateProvisionedModelThroughput",
        method="POST",
        path="/provisioned-model-throughput",
        responses={"201": Json(lambda: models.CreateProvisionedModelThroughputResponse)},
        errors={"400": errors.ValidationException, "500": errors.InternalServerException},
        idempotency_member="clientRequestToken",
    )
)

_LIST_PROVISIONED_MODEL_THROUGHPUTS: PaginatedOperation[
    models.ProvisionedModelSummary, models.ListProvisionedModelThroughputsResponse
] = PaginatedOperation(
    id="ListProvisionedModelThroughputs",
    method="GET",
    path="/provisioned-model-throughputs",
    responses={"200": Json(lambda: models.ListProvisionedModelThroughputsResponse)},
    errors={"400": errors.ValidationException, "500": errors.InternalServerException},
    pagination=Pagination(
        token_parameter="nextToken",
        next_token=lambda page: page.next_token,
        items=lambda page: page.provisioned_model_summaries or [],
    ),
)


class ProvisionedThroughput(Resource):
    """The operations of Provisioned Throughput."""

    def create_provisioned_model_throughput(
        self,
        *,
        model_units: int,
        provisioned_model_name: str,
        model_id: str,
        client_request_token: str | Unset = UNSET,
        commitment_duration: Literal["OneMonth", "SixMonths"] | str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.CreateProvisionedModelThroughputResponse:
        """Amazon Bedrock Create provisioned model throughput.

        Creates a provisioned throughput with dedicated capacity for a foundation model or custom
        model. Provisioned throughput provides guaranteed inference performance.

        Args:
            model_units: Number of model units to allocate.
            provisioned_model_name: A name for the provisioned throughput.
            model_id: The ID of the model to provision.
            client_request_token: Makes the request idempotent: repeating it with the same token
                does not create a second resource.
            commitment_duration: The commitment duration.
            options: Settings of this call alone.

        Returns:
            Provisioned throughput created.

        Raises:
            ValidationException: Bad request (400).
            InternalServerException: Internal server error (500).
        """
        return self._client.call(
            _CREATE_PROVISIONED_MODEL_THROUGHPUT,
            body={
                "modelUnits": model_units,
                "provisionedModelName": provisioned_model_name,
                "modelId": model_id,
                "clientRequestToken": client_request_token,
                "commitmentDuration": commitment_duration,
            },
            options=options,
        )

    def list_provisioned_model_throughputs(
        self,
        *,
        max_results: int | Unset = UNSET,
        next_token: str | Unset = UNSET,
        status_equals: Literal["Creating", "InService", "Updating", "Failed"] | str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> Page[models.ProvisionedModelSummary, models.ListProvisionedModelThroughputsResponse]:
        """Amazon Bedrock List provisioned model throughputs.

        Lists the provisioned throughputs that you have created.

        Args:
            max_results: Maximum number of results to return.
            next_token: Token for pagination.
            status_equals: Filter by status.
            options: Settings of this call alone.

        Returns:
            The first page; iterating it walks through every page.

        Raises:
            ValidationException: Bad request (400).
            InternalServerException: Internal server error (500).
        """
        return self._client.paginate(
            _LIST_PROVISIONED_MODEL_THROUGHPUTS,
            query={
                "maxResults": max_results,
                "nextToken": next_token,
                "statusEquals": status_equals,
            },
            options=options,
        )


class AsyncProvisionedThroughput(AsyncResource):
    """The operations of Provisioned Throughput, to be awaited."""

    async def create_provisioned_model_throughput(
        self,
        *,
        model_units: int,
        provisioned_model_name: str,
        model_id: str,
        client_request_token: str | Unset = UNSET,
        commitment_duration: Literal["OneMonth", "SixMonths"] | str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.CreateProvisionedModelThroughputResponse:
        """Amazon Bedrock Create provisioned model throughput.

        Creates a provisioned throughput with dedicated capacity for a foundation model or custom
        model. Provisioned throughput provides guaranteed inference performance.

        Args:
            model_units: Number of model units to allocate.
            provisioned_model_name: A name for the provisioned throughput.
            model_id: The ID of the model to provision.
            client_request_token: Makes the request idempotent: repeating it with the same token
                does not create a second resource.
            commitment_duration: The commitment duration.
            options: Settings of this call alone.

        Returns:
            Provisioned throughput created.

        Raises:
            ValidationException: Bad request (400).
            InternalServerException: Internal server error (500).
        """
        return await self._client.call(
            _CREATE_PROVISIONED_MODEL_THROUGHPUT,
            body={
                "modelUnits": model_units,
                "provisionedModelName": provisioned_model_name,
                "modelId": model_id,
                "clientRequestToken": client_request_token,
                "commitmentDuration": commitment_duration,
            },
            options=options,
        )

    def list_provisioned_model_throughputs(
        self,
        *,
        max_results: int | Unset = UNSET,
        next_token: str | Unset = UNSET,
        status_equals: Literal["Creating", "InService", "Updating", "Failed"] | str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> AsyncPages[models.ProvisionedModelSummary, models.ListProvisionedModelThroughputsResponse]:
        """Amazon Bedrock List provisioned model throughputs.

        Lists the provisioned throughputs that you have created.

        Args:
            max_results: Maximum number of results to return.
            next_token: Token for pagination.
            status_equals: Filter by status.
            options: Settings of this call alone.

        Returns:
            The first page; iterating it walks through every page.

        Raises:
            ValidationException: Bad request (400).
            InternalServerException: Internal server error (500).
        """
        return self._client.paginate(
            _LIST_PROVISIONED_MODEL_THROUGHPUTS,
            query={
                "maxResults": max_results,
                "nextToken": next_token,
                "statusEquals": status_equals,
            },
            options=options,
        )
