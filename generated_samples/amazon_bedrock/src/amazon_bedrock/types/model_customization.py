"""Typed dictionaries, in wire names: Model Customization."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from .. import models


class CreateModelCustomizationJobRequestDict(TypedDict):
    """What `models.CreateModelCustomizationJobRequest` is made of, by wire name."""

    jobName: str
    customModelName: str
    roleArn: str
    baseModelIdentifier: str
    trainingDataConfig: models.TrainingDataConfig | TrainingDataConfigDict
    outputDataConfig: models.OutputDataConfig | OutputDataConfigDict
    clientRequestToken: NotRequired[str]
    customizationType: NotRequired[Literal["FINE_TUNING", "CONTINUED_PRE_TRAINING"] | str]
    hyperParameters: NotRequired[Mapping[str, str]]


class OutputDataConfigDict(TypedDict):
    """What `models.OutputDataConfig` is made of, by wire name."""

    s3Uri: str


class TrainingDataConfigDict(TypedDict):
    """What `models.TrainingDataConfig` is made of, by wire name."""

    s3Uri: NotRequired[str]
