"""Models: Custom Models."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .._runtime.models import DateTime, Model


class ListCustomModelsResponse(Model):
    """The object at ``#/components/schemas/ListCustomModelsResponse`` in the API's description."""

    model_summaries: Annotated[list[ModelSummary] | None, Field(alias="modelSummaries")] = None
    next_token: Annotated[str | None, Field(alias="nextToken")] = None


class ModelSummary(Model):
    """The object at
    ``#/components/schemas/ListCustomModelsResponse/properties/modelSummaries/items`` in the
    API's description.
    """

    base_model_arn: Annotated[str | None, Field(alias="baseModelArn")] = None
    base_model_name: Annotated[str | None, Field(alias="baseModelName")] = None
    creation_time: Annotated[DateTime | None, Field(alias="creationTime")] = None
    model_arn: Annotated[str | None, Field(alias="modelArn")] = None
    model_name: Annotated[str | None, Field(alias="modelName")] = None
