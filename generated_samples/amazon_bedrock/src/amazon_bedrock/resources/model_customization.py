"""Model Customization.

Operations for creating and managing model customization jobs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors, models
from .._runtime.decoding import Json
from .._runtime.operation import Operation, PaginatedOperation, Pagination
from .._runtime.resource import AsyncResource, Resource
from .._runtime.unset import UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from .. import types
    from .._runtime.options import RequestOptions
    from .._runtime.pages import AsyncPages, Page
    from .._runtime.unset import Unset

_LIST_JOBS: PaginatedOperation[
    models.ModelCustomizationJobSummary, models.ListModelCustomizationJobsResponse
] = PaginatedOperation(
    id="ListModelCustomizationJobs",
    method="GET",
    path="/model-customization-jobs",
    responses={"200": Json(lambda: models.ListModelCustomizationJobsResponse)},
    errors={"400": errors.ValidationException, "500": errors.InternalServerException},
    pagination=Pagination(
        token_parameter="nextToken",
        next_token=lambda page: page.next_token,
        items=lambda page: page.model_customization_job_summaries or [],
    ),
)

_CREATE_JOB: Operation[models.CreateModelCustomizationJobResponse] = Operation(
    id="CreateModelCustomizationJob",
    method="POST",
    path="/model-customization-jobs",
    responses={"201": Json(lambda: models.CreateModelCustomizationJobResponse)},
    errors={
        "400": errors.ValidationException,
        "409": errors.ConflictException,
        "500": errors.InternalServerException,
    },
    idempotency_member="clientRequestToken",
)

_GET_JOB: Operation[models.GetModelCustomizationJobResponse] = Operation(
    id="GetModelCustomizationJob",
    method="GET",
    path="/model-customization-jobs/{jobIdentifier}",
    responses={"200": Json(lambda: models.GetModelCustomizationJobResponse)},
    errors={
        "400": errors.ValidationException,
        "404": errors.ResourceNotFoundException,
        "500": errors.InternalServerException,
    },
)


class ModelCustomization(Resource):
    """The operations of Model Customization."""

    def list_jobs(
        self,
        *,
        max_results: int | Unset = UNSET,
        next_token: str | Unset = UNSET,
        status_equals: (
            Literal["InProgress", "Completed", "Failed", "Stopping", "Stopped"] | str | Unset
        ) = UNSET,
        options: RequestOptions | None = None,
    ) -> Page[models.ModelCustomizationJobSummary, models.ListModelCustomizationJobsResponse]:
        """Amazon Bedrock List model customization jobs.

        Returns a list of model customization jobs that you have submitted.

        Args:
            max_results: Maximum number of results to return.
            next_token: Token for pagination.
            status_equals: Filter by job status.
            options: Settings of this call alone.

        Returns:
            The first page; iterating it walks through every page.

        Raises:
            ValidationException: Bad request (400).
            InternalServerException: Internal server error (500).
        """
        return self._client.paginate(
            _LIST_JOBS,
            query={
                "maxResults": max_results,
                "nextToken": next_token,
                "statusEquals": status_equals,
            },
            options=options,
        )

    def create_job(
        self,
        *,
        job_name: str,
        custom_model_name: str,
        role_arn: str,
        base_model_identifier: str,
        training_data_config: models.TrainingDataConfig | types.TrainingDataConfigDict,
        output_data_config: models.OutputDataConfig | types.OutputDataConfigDict,
        client_request_token: str | Unset = UNSET,
        customization_type: Literal["FINE_TUNING", "CONTINUED_PRE_TRAINING"] | str | Unset = UNSET,
        hyper_parameters: Mapping[str, str] | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.CreateModelCustomizationJobResponse:
        """Amazon Bedrock Create a model customization job.

        Creates a fine-tuning job to customize a foundation model. You provide training data, a base
        model, and output configuration to produce a custom model tailored to your use case.

        Args:
            job_name: A name for the customization job.
            custom_model_name: A name for the resulting custom model.
            role_arn: The ARN of the IAM role for the job.
            base_model_identifier: The identifier of the base model to customize.
            training_data_config: The body's member ``trainingDataConfig``.
            output_data_config: The body's member ``outputDataConfig``.
            client_request_token: Makes the request idempotent: repeating it with the same token
                does not create a second resource.
            customization_type: The customization type.
            hyper_parameters: Hyperparameters for the customization job.
            options: Settings of this call alone.

        Returns:
            Job created successfully.

        Raises:
            ValidationException: Bad request (400).
            ConflictException: Resource already exists (409).
            InternalServerException: Internal server error (500).
        """
        return self._client.call(
            _CREATE_JOB,
            body={
                "jobName": job_name,
                "customModelName": custom_model_name,
                "roleArn": role_arn,
                "baseModelIdentifier": base_model_identifier,
                "trainingDataConfig": training_data_config,
                "outputDataConfig": output_data_config,
                "clientRequestToken": client_request_token,
                "customizationType": customization_type,
                "hyperParameters": hyper_parameters,
            },
            options=options,
        )

    def get_job(
        self,
        job_identifier: str,
        *,
        options: RequestOptions | None = None,
    ) -> models.GetModelCustomizationJobResponse:
        """Amazon Bedrock Get model customization job details.

        Retrieves the properties associated with a model customization job, including the status,
        creation time, and training metrics.

        Args:
            job_identifier: The identifier of the customization job.
            options: Settings of this call alone.

        Returns:
            Successful response.

        Raises:
            ValidationException: Bad request (400).
            ResourceNotFoundException: Resource not found (404).
            InternalServerException: Internal server error (500).
        """
        return self._client.call(_GET_JOB, path={"jobIdentifier": job_identifier}, options=options)


class AsyncModelCustomization(AsyncResource):
    """The operations of Model Customization, to be awaited."""

    def list_jobs(
        self,
        *,
        max_results: int | Unset = UNSET,
        next_token: str | Unset = UNSET,
        status_equals: (
            Literal["InProgress", "Completed", "Failed", "Stopping", "Stopped"] | str | Unset
        ) = UNSET,
        options: RequestOptions | None = None,
    ) -> AsyncPages[models.ModelCustomizationJobSummary, models.ListModelCustomizationJobsResponse]:
        """Amazon Bedrock List model customization jobs.

        Returns a list of model customization jobs that you have submitted.

        Args:
            max_results: Maximum number of results to return.
            next_token: Token for pagination.
            status_equals: Filter by job status.
            options: Settings of this call alone.

        Returns:
            The first page; iterating it walks through every page.

        Raises:
            ValidationException: Bad request (400).
            InternalServerException: Internal server error (500).
        """
        return self._client.paginate(
            _LIST_JOBS,
            query={
                "maxResults": max_results,
                "nextToken": next_token,
                "statusEquals": status_equals,
            },
            options=options,
        )

    async def create_job(
        self,
        *,
        job_name: str,
        custom_model_name: str,
        role_arn: str,
        base_model_identifier: str,
        training_data_config: models.TrainingDataConfig | types.TrainingDataConfigDict,
        output_data_config: models.OutputDataConfig | types.OutputDataConfigDict,
        client_request_token: str | Unset = UNSET,
        customization_type: Literal["FINE_TUNING", "CONTINUED_PRE_TRAINING"] | str | Unset = UNSET,
        hyper_parameters: Mapping[str, str] | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> models.CreateModelCustomizationJobResponse:
        """Amazon Bedrock Create a model customization job.

        Creates a fine-tuning job to customize a foundation model. You provide training data, a base
        model, and output configuration to produce a custom model tailored to your use case.

        Args:
            job_name: A name for the customization job.
            custom_model_name: A name for the resulting custom model.
            role_arn: The ARN of the IAM role for the job.
            base_model_identifier: The identifier of the base model to customize.
            training_data_config: The body's member ``trainingDataConfig``.
            output_data_config: The body's member ``outputDataConfig``.
            client_request_token: Makes the request idempotent: repeating it with the same token
                does not create a second resource.
            customization_type: The customization type.
            hyper_parameters: Hyperparameters for the customization job.
            options: Settings of this call alone.

        Returns:
            Job created successfully.

        Raises:
            ValidationException: Bad request (400).
            ConflictException: Resource already exists (409).
            InternalServerException: Internal server error (500).
        """
        return await self._client.call(
            _CREATE_JOB,
            body={
                "jobName": job_name,
                "customModelName": custom_model_name,
                "roleArn": role_arn,
                "baseModelIdentifier": base_model_identifier,
                "trainingDataConfig": training_data_config,
                "outputDataConfig": output_data_config,
                "clientRequestToken": client_request_token,
                "customizationType": customization_type,
                "hyperParameters": hyper_parameters,
            },
            options=options,
        )

    async def get_job(
        self,
        job_identifier: str,
        *,
        options: RequestOptions | None = None,
    ) -> models.GetModelCustomizationJobResponse:
        """Amazon Bedrock Get model customization job details.

        Retrieves the properties associated with a model customization job, including the status,
        creation time, and training metrics.

        Args:
            job_identifier: The identifier of the customization job.
            options: Settings of this call alone.

        Returns:
            Successful response.

        Raises:
            ValidationException: Bad request (400).
            ResourceNotFoundException: Resource not found (404).
            InternalServerException: Internal server error (500).
        """
        return await self._client.call(
            _GET_JOB, path={"jobIdentifier": job_identifier}, options=options
        )
