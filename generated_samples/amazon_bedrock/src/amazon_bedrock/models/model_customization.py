"""Models: Model Customization."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime.models import DateTime, Model


class ConflictException(Model):
    """The object at ``#/components/schemas/ConflictException`` in the API's description."""

    message: str | None = None


class CreateModelCustomizationJobRequest(Model):
    """The object at ``#/components/schemas/CreateModelCustomizationJobRequest`` in the API's
    description.
    """

    job_name: Annotated[str, Field(alias="jobName")]
    """A name for the customization job."""

    custom_model_name: Annotated[str, Field(alias="customModelName")]
    """A name for the resulting custom model."""

    role_arn: Annotated[str, Field(alias="roleArn")]
    """The ARN of the IAM role for the job."""

    base_model_identifier: Annotated[str, Field(alias="baseModelIdentifier")]
    """The identifier of the base model to customize."""

    training_data_config: Annotated[TrainingDataConfig, Field(alias="trainingDataConfig")]
    output_data_config: Annotated[OutputDataConfig, Field(alias="outputDataConfig")]
    client_request_token: Annotated[str | None, Field(alias="clientRequestToken")] = None
    """Makes the request idempotent: repeating it with the same token does not create a second
    resource.
    """

    customization_type: Annotated[
        Literal["FINE_TUNING", "CONTINUED_PRE_TRAINING"] | str | None,
        Field(alias="customizationType"),
    ] = None
    """The customization type."""

    hyper_parameters: Annotated[dict[str, str] | None, Field(alias="hyperParameters")] = None
    """Hyperparameters for the customization job."""


class CreateModelCustomizationJobResponse(Model):
    """The object at ``#/components/schemas/CreateModelCustomizationJobResponse`` in the API's
    description.
    """

    job_arn: Annotated[str | None, Field(alias="jobArn")] = None
    """The ARN of the customization job."""


class GetModelCustomizationJobResponse(Model):
    """The object at ``#/components/schemas/GetModelCustomizationJobResponse`` in the API's
    description.
    """

    base_model_arn: Annotated[str | None, Field(alias="baseModelArn")] = None
    client_request_token: Annotated[str | None, Field(alias="clientRequestToken")] = None
    """The token that you gave when you created the job."""

    creation_time: Annotated[DateTime | None, Field(alias="creationTime")] = None
    customization_type: Annotated[
        Literal[
            "FINE_TUNING",
            "CONTINUED_PRE_TRAINING",
            "DISTILLATION",
            "REINFORCEMENT_FINE_TUNING",
            "IMPORTED",
        ]
        | str
        | None,
        Field(alias="customizationType"),
    ] = None
    """The type of model customization."""

    end_time: Annotated[DateTime | None, Field(alias="endTime")] = None
    """When the job ended."""

    failure_message: Annotated[str | None, Field(alias="failureMessage")] = None
    """Why the job failed."""

    hyper_parameters: Annotated[dict[str, str] | None, Field(alias="hyperParameters")] = None
    """The hyperparameters of the job."""

    job_arn: Annotated[str | None, Field(alias="jobArn")] = None
    job_name: Annotated[str | None, Field(alias="jobName")] = None
    last_modified_time: Annotated[DateTime | None, Field(alias="lastModifiedTime")] = None
    output_data_config: Annotated[OutputDataConfig | None, Field(alias="outputDataConfig")] = None
    output_model_arn: Annotated[str | None, Field(alias="outputModelArn")] = None
    """The ARN of the output model."""

    output_model_kms_key_arn: Annotated[str | None, Field(alias="outputModelKmsKeyArn")] = None
    """The key that encrypts the output model."""

    output_model_name: Annotated[str | None, Field(alias="outputModelName")] = None
    """The name of the output model."""

    role_arn: Annotated[str | None, Field(alias="roleArn")] = None
    """The ARN of the IAM role."""

    status: Literal["InProgress", "Completed", "Failed", "Stopping", "Stopped"] | str | None = None
    status_details: Annotated[StatusDetails | None, Field(alias="statusDetails")] = None
    """Details about the status of the data processing, training and validation."""

    training_data_config: Annotated[
        TrainingDataConfig | None, Field(alias="trainingDataConfig")
    ] = None
    training_metrics: Annotated[TrainingMetrics | None, Field(alias="trainingMetrics")] = None
    """Metrics of the training."""

    validation_data_config: Annotated[
        ValidationDataConfig | None, Field(alias="validationDataConfig")
    ] = None
    """Where the validation data is."""

    validation_metrics: Annotated[
        list[ValidationMetric] | None, Field(alias="validationMetrics")
    ] = None
    """The loss of each validator."""

    vpc_config: Annotated[VpcConfig | None, Field(alias="vpcConfig")] = None
    """The VPC that the job runs in."""


class JobPhaseStatus(Model):
    """The status of one phase of a customization job."""

    creation_time: Annotated[DateTime | None, Field(alias="creationTime")] = None
    last_modified_time: Annotated[DateTime | None, Field(alias="lastModifiedTime")] = None
    status: (
        Literal["InProgress", "Completed", "Stopping", "Stopped", "Failed", "NotStarted"]
        | str
        | None
    ) = None


class ListModelCustomizationJobsResponse(Model):
    """The object at ``#/components/schemas/ListModelCustomizationJobsResponse`` in the API's
    description.
    """

    model_customization_job_summaries: Annotated[
        list[ModelCustomizationJobSummary] | None, Field(alias="modelCustomizationJobSummaries")
    ] = None
    next_token: Annotated[str | None, Field(alias="nextToken")] = None


class ModelCustomizationJobSummary(Model):
    """The object at
    ``#/components/schemas/ListModelCustomizationJobsResponse/properties/modelCustomizationJobSummaries/items``
    in the API's description.
    """

    base_model_arn: Annotated[str | None, Field(alias="baseModelArn")] = None
    creation_time: Annotated[DateTime | None, Field(alias="creationTime")] = None
    job_arn: Annotated[str | None, Field(alias="jobArn")] = None
    job_name: Annotated[str | None, Field(alias="jobName")] = None
    status: str | None = None


class OutputDataConfig(Model):
    """The object at
    ``#/components/schemas/CreateModelCustomizationJobRequest/properties/outputDataConfig`` in
    the API's description.
    """

    s3_uri: Annotated[str, Field(alias="s3Uri")]
    """The S3 URI for output data."""


class StatusDetails(Model):
    """Details about the status of the data processing, training and validation."""

    data_processing_details: Annotated[
        JobPhaseStatus | None, Field(alias="dataProcessingDetails")
    ] = None
    training_details: Annotated[JobPhaseStatus | None, Field(alias="trainingDetails")] = None
    validation_details: Annotated[JobPhaseStatus | None, Field(alias="validationDetails")] = None


class TrainingDataConfig(Model):
    """The object at
    ``#/components/schemas/CreateModelCustomizationJobRequest/properties/trainingDataConfig`` in
    the API's description.
    """

    s3_uri: Annotated[str | None, Field(alias="s3Uri")] = None
    """The S3 URI of the training data."""


class TrainingMetrics(Model):
    """Metrics of the training."""

    training_loss: Annotated[float | None, Field(alias="trainingLoss")] = None
    """The loss over the training data."""


class ValidationDataConfig(Model):
    """Where the validation data is."""

    validators: list[Validator] | None = None


class ValidationMetric(Model):
    """The object at
    ``#/components/schemas/GetModelCustomizationJobResponse/properties/validationMetrics/items``
    in the API's description.
    """

    validation_loss: Annotated[float | None, Field(alias="validationLoss")] = None
    """The loss over the validation data."""


class Validator(Model):
    """The object at
    ``#/components/schemas/GetModelCustomizationJobResponse/properties/validationDataConfig/properties/validators/items``
    in the API's description.
    """

    s3_uri: Annotated[str, Field(alias="s3Uri")]
    """The S3 URI of the validation data."""


class VpcConfig(Model):
    """The VPC that the job runs in."""

    subnet_ids: Annotated[list[str], Field(alias="subnetIds")]
    security_group_ids: Annotated[list[str], Field(alias="securityGroupIds")]
