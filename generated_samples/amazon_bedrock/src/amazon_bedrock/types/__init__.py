"""Typed dictionaries that may stand for models in arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_exports

if TYPE_CHECKING:
    from .model_customization import (
        CreateModelCustomizationJobRequestDict,
        OutputDataConfigDict,
        TrainingDataConfigDict,
    )
    from .provisioned_throughput import CreateProvisionedModelThroughputRequestDict

__all__ = [
    "CreateModelCustomizationJobRequestDict",
    "CreateProvisionedModelThroughputRequestDict",
    "OutputDataConfigDict",
    "TrainingDataConfigDict",
]

_MODULES: dict[str, str] = {
    "CreateModelCustomizationJobRequestDict": ".model_customization",
    "CreateProvisionedModelThroughputRequestDict": ".provisioned_throughput",
    "OutputDataConfigDict": ".model_customization",
    "TrainingDataConfigDict": ".model_customization",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_exports(__name__, _MODULES)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
