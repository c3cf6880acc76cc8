"""The models of the API; each module is loaded when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_exports

if TYPE_CHECKING:
    from .._runtime.models import Base64, DateTime
    from .custom_models import ListCustomModelsResponse, ModelSummary
    from .foundation_models import (
        AccessDeniedException,
        FoundationModelSummary,
        GetFoundationModelResponse,
        ListFoundationModelsResponse,
        ThrottlingException,
    )
    from .model_customization import (
        ConflictException,
        CreateModelCustomizationJobRequest,
        CreateModelCustomizationJobResponse,
        GetModelCustomizationJobResponse,
        JobPhaseStatus,
        ListModelCustomizationJobsResponse,
        ModelCustomizationJobSummary,
        OutputDataConfig,
        StatusDetails,
        TrainingDataConfig,
        TrainingMetrics,
        ValidationDataConfig,
        ValidationMetric,
        Validator,
        VpcConfig,
    )
    from .provisioned_throughput import (
        CreateProvisionedModelThroughputRequest,
        CreateProvisionedModelThroughputResponse,
        ListProvisionedModelThroughputsResponse,
        ProvisionedModelSummary,
    )
    from .shared import InternalServerException, ResourceNotFoundException, ValidationException

__all__ = [
    "AccessDeniedException",
    "Base64",
    "ConflictException",
    "CreateModelCustomizationJobRequest",
    "CreateModelCustomizationJobResponse",
    "CreateProvisionedModelThroughputRequest",
    "CreateProvisionedModelThroughputResponse",
    "DateTime",
    "FoundationModelSummary",
    "GetFoundationModelResponse",
    "GetModelCustomizationJobResponse",
    "InternalServerException",
    "JobPhaseStatus",
    "ListCustomModelsResponse",
    "ListFoundationModelsResponse",
    "ListModelCustomizationJobsResponse",
    "ListProvisionedModelThroughputsResponse",
    "ModelCustomizationJobSummary",
    "ModelSummary",
    "OutputDataConfig",
    "ProvisionedModelSummary",
    "ResourceNotFoundException",
    "StatusDetails",
    "ThrottlingException",
    "TrainingDataConfig",
    "TrainingMetrics",
    "ValidationDataConfig",
    "ValidationException",
    "ValidationMetric",
    "Validator",
    "VpcConfig",
]

_MODULES: dict[str, str] = {
    "AccessDeniedException": ".foundation_models",
    "Base64": ".._runtime.models",
    "ConflictException": ".model_customization",
    "CreateModelCustomizationJobRequest": ".model_customization",
    "CreateModelCustomizationJobResponse": ".model_customization",
    "CreateProvisionedModelThroughputRequest": ".provisioned_throughput",
    "CreateProvisionedModelThroughputResponse": ".provisioned_throughput",
    "DateTime": ".._runtime.models",
    "FoundationModelSummary": ".foundation_models",
    "GetFoundationModelResponse": ".foundation_models",
    "GetModelCustomizationJobResponse": ".model_customization",
    "InternalServerException": ".shared",
    "JobPhaseStatus": ".model_customization",
    "ListCustomModelsResponse": ".custom_models",
    "ListFoundationModelsResponse": ".foundation_models",
    "ListModelCustomizationJobsResponse": ".model_customization",
    "ListProvisionedModelThroughputsResponse": ".provisioned_throughput",
    "ModelCustomizationJobSummary": ".model_customization",
    "ModelSummary": ".custom_models",
    "OutputDataConfig": ".model_customization",
    "ProvisionedModelSummary": ".provisioned_throughput",
    "ResourceNotFoundException": ".shared",
    "StatusDetails": ".model_customization",
    "ThrottlingException": ".foundation_models",
    "TrainingDataConfig": ".model_customization",
    "TrainingMetrics": ".model_customization",
    "ValidationDataConfig": ".model_customization",
    "ValidationException": ".shared",
    "ValidationMetric": ".model_customization",
    "Validator": ".model_customization",
    "VpcConfig": ".model_customization",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_exports(__name__, _MODULES)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
