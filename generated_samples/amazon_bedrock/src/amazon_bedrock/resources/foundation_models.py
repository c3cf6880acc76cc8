"""Foundation Models.

Operations for listing and describing foundation models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, models
from .._runtime.decoding import Json
from .._runtime.operation import Operation
from .._runtime.resource import AsyncResource, Resource
from .._runtime.unset import UNSET

if TYPE_CHECKING:
    from typing import Literal

    from .._runtime.options import RequestOptions
    from .._runtime.unset import Unset

_LIST: Operation[models.ListFoundationModelsResponse] = Operation(
    id="ListFoundationModels",
    method="GET",
    path="/foundation-models",
    responses={"200": Json(lambda: models.ListFoundationModelsResponse)},
    errors={
        "400": errors.ValidationException,
        "403": errors.AccessDeniedException,
        "429": errors.ThrottlingException,
        "500": errors.InternalServerException,
    },
)

_GET: Operation[models.GetFoundationModelResponse] = Operation(
    id="GetFoundationModel",
    method="GET",
    path="/foundation-models/{modelIdentifier}",
    responses={"200": Json(lambda: models.GetFoundationModelResponse)},
    errors={
        "400": errors.ValidationException,
        "404": errors.ResourceNotFoundException,
        "500": errors.InternalServerException,
    },
)


class FoundationModels(Resource):
    """The operations of Foundation Models."""

    def list(
        self,
        *,
        by_provider: str | Unset = UNSET,
        by_output_modality: Literal["TEXT", "IMAGE", "EMBEDDING"] | str | Unset = UNSET,
        by_inference_type: Literal["ON_DEMAND", "PROVISIONED"] | str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.ListFoundationModelsResponse:
        """Amazon Bedrock List foundation models.

        Lists the Amazon Bedrock foundation models that you can use. You can filter the results by
        provider, output modality, and inference type.

        Args:
            by_provider: Filter by model provider (e.g., amazon, anthropic, meta).
            by_output_modality: Filter by output modality (TEXT, IMAGE, EMBEDDING).
            by_inference_type: Filter by inference type (ON_DEMAND, PROVISIONED).
            options: Settings of this call alone.

        Returns:
            Successful response.

        Raises:
            ValidationException: Bad request (400).
            AccessDeniedException: Access denied (403).
            ThrottlingException: Too many requests (429).
            InternalServerException: Internal server error (500).
        """
        return self._client.call(
            _LIST,
            query={
                "byProvider": by_provider,
                "byOutputModality": by_output_modality,
                "byInferenceType": by_inference_type,
            },
            options=options,
        )

    def get(
        self,
        model_identifier: str,
        *,
        options: RequestOptions | None = None,
    ) -> models.GetFoundationModelResponse:
        """Amazon Bedrock Get foundation model details.

        Gets details about a specific Amazon Bedrock foundation model, including its capabilities,
        supported input and output modalities, and inference types.

        Args:
            model_identifier: The model identifier (e.g., anthropic.claude-3-sonnet-20240229-v1:0).
            options: Settings of this call alone.

        Returns:
            Successful response.

        Raises:
            ValidationException: Bad request (400).
            ResourceNotFoundException: Resource not found (404).
            InternalServerException: Internal server error (500).
        """
        return self._client.call(_GET, path={"modelIdentifier": model_identifier}, options=options)


class AsyncFoundationModels(AsyncResource):
    """The operations of Foundation Models, to be awaited."""

    async def list(
        self,
        *,
        by_provider: str | Unset = UNSET,
        by_output_modality: Literal["TEXT", "IMAGE", "EMBEDDING"] | str | Unset = UNSET,
        by_inference_type: Literal["ON_DEMAND", "PROVISIONED"] | str | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.ListFoundationModelsResponse:
        """Amazon Bedrock List foundation models.

        Lists the Amazon Bedrock foundation models that you can use. You can filter the results by
        provider, output modality, and inference type.

        Args:
            by_provider: Filter by model provider (e.g., amazon, anthropic, meta).
            by_output_modality: Filter by output modality (TEXT, IMAGE, EMBEDDING).
            by_inference_type: Filter by inference type (ON_DEMAND, PROVISIONED).
            options: Settings of this call alone.

        Returns:
            Successful response.

        Raises:
            ValidationException: Bad request (400).
            AccessDeniedException: Access denied (403).
            ThrottlingException: Too many requests (429).
            InternalServerException: Internal server error (500).
        """
        return await self._client.call(
            _LIST,
            query={
                "byProvider": by_provider,
                "byOutputModality": by_output_modality,
                "byInferenceType": by_inference_type,
            },
            options=options,
        )

    async def get(
        self,
        model_identifier: str,
        *,
        options: RequestOptions | None = None,
    ) -> models.GetFoundationModelResponse:
        """Amazon Bedrock Get foundation model details.

        Gets details about a specific Amazon Bedrock foundation model, including its capabilities,
        supported input and output modalities, and inference types.

        Args:
            model_identifier: The model identifier (e.g., anthropic.claude-3-sonnet-20240229-v1:0).
            options: Settings of this call alone.

        Returns:
            Successful response.

        Raises:
            ValidationException: Bad request (400).
            ResourceNotFoundException: Resource not found (404).
            InternalServerException: Internal server error (500).
        """
        return await self._client.call(
            _GET, path={"modelIdentifier": model_identifier}, options=options
        )
