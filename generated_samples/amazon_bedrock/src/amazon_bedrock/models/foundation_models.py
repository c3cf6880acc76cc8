"""Models: Foundation Models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime.models import Model


class AccessDeniedException(Model):
    """The object at ``#/components/schemas/AccessDeniedException`` in the API's description."""

    message: str | None = None


class FoundationModelSummary(Model):
    """The object at ``#/components/schemas/FoundationModelSummary`` in the API's description."""

    customizations_supported: Annotated[
        list[Literal["FINE_TUNING", "CONTINUED_PRE_TRAINING"] | str] | None,
        Field(alias="customizationsSupported"),
    ] = None
    """The customization types supported by the model."""

    inference_types_supported: Annotated[
        list[Literal["ON_DEMAND", "PROVISIONED"] | str] | None,
        Field(alias="inferenceTypesSupported"),
    ] = None
    """The inference types supported by the model."""

    input_modalities: Annotated[
        list[Literal["TEXT", "IMAGE", "EMBEDDING"] | str] | None, Field(alias="inputModalities")
    ] = None
    """The input modalities supported by the model."""

    model_arn: Annotated[str | None, Field(alias="modelArn")] = None
    """The ARN of the foundation model."""

    model_id: Annotated[str | None, Field(alias="modelId")] = None
    """The model identifier."""

    model_name: Annotated[str | None, Field(alias="modelName")] = None
    """The name of the model."""

    output_modalities: Annotated[
        list[Literal["TEXT", "IMAGE", "EMBEDDING"] | str] | None, Field(alias="outputModalities")
    ] = None
    """The output modalities supported by the model."""

    provider_name: Annotated[str | None, Field(alias="providerName")] = None
    """The model provider name."""

    response_streaming_supported: Annotated[
        bool | None, Field(alias="responseStreamingSupported")
    ] = None
    """Whether response streaming is supported."""


class GetFoundationModelResponse(Model):
    """The object at ``#/components/schemas/GetFoundationModelResponse`` in the API's description."""

    model_details: Annotated[FoundationModelSummary | None, Field(alias="modelDetails")] = None


class ListFoundationModelsResponse(Model):
    """The object at ``#/components/schemas/ListFoundationModelsResponse`` in the API's
    description.
    """

    model_summaries: Annotated[
        list[FoundationModelSummary] | None, Field(alias="modelSummaries")
    ] = None
    """A list of foundation model summaries."""


class ThrottlingException(Model):
    """The object at ``#/components/schemas/ThrottlingException`` in the API's description."""

    message: str | None = None
