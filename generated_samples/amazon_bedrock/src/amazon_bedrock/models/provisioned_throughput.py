"""Models: Provisioned Throughput."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime.models import DateTime, Model


class CreateProvisionedModelThroughputRequest(Model):
    """The object at ``#/components/schemas/CreateProvisionedModelThroughputRequest`` in the API's
    description.
    """

    model_units: Annotated[int, Field(alias="modelUnits")]
    """Number of model units to allocate."""

    provisioned_model_name: Annotated[str, Field(alias="provisionedModelName")]
    """A name for the provisioned throughput."""

    model_id: Annotated[str, Field(alias="modelId")]
    """The ID of the model to provision."""

    client_request_token: Annotated[str | None, Field(alias="clientRequestToken")] = None
    """Makes the request idempotent: repeating it with the same token does not create a second
    resource.
    """

    commitment_duration: Annotated[
        Literal["OneMonth", "SixMonths"] | str | None, Field(alias="commitmentDuration")
    ] = None
    """The commitment duration."""


class CreateProvisionedModelThroughputResponse(Model):
    """The object at ``#/components/schemas/CreateProvisionedModelThroughputResponse`` in the API's
    description.
    """

    provisioned_model_arn: Annotated[str | None, Field(alias="provisionedModelArn")] = None
    """The ARN of the provisioned throughput."""


class ListProvisionedModelThroughputsResponse(Model):
    """The object at ``#/components/schemas/ListProvisionedModelThroughputsResponse`` in the API's
    description.
    """

    next_token: Annotated[str | None, Field(alias="nextToken")] = None
    provisioned_model_summaries: Annotated[
        list[ProvisionedModelSummary] | None, Field(alias="provisionedModelSummaries")
    ] = None


class ProvisionedModelSummary(Model):
    """The object at
    ``#/components/schemas/ListProvisionedModelThroughputsResponse/properties/provisionedModelSummaries/items``
    in the API's description.
    """

    creation_time: Annotated[DateTime | None, Field(alias="creationTime")] = None
    model_arn: Annotated[str | None, Field(alias="modelArn")] = None
    model_units: Annotated[int | None, Field(alias="modelUnits")] = None
    provisioned_model_arn: Annotated[str | None, Field(alias="provisionedModelArn")] = None
    provisioned_model_name: Annotated[str | None, Field(alias="provisionedModelName")] = None
    status: str | None = None
