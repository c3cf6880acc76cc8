"""Typed dictionaries, in wire names: Provisioned Throughput."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from typing import Literal


class CreateProvisionedModelThroughputRequestDict(TypedDict):
    """What `models.CreateProvisionedModelThroughputRequest` is made of, by wire name."""

    modelUnits: int
    provisionedModelName: str
    modelId: str
    clientRequestToken: NotRequired[str]
    commitmentDuration: NotRequired[Literal["OneMonth", "SixMonths"] | str]
