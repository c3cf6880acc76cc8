"""Client of the Amazon Bedrock API, version 2023-04-20.

The Amazon Bedrock management API provides operations for managing foundation models, custom
models, model customization jobs, provisioned throughput, and other Bedrock resources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._runtime.lazy import lazy_exports

if TYPE_CHECKING:
    from . import errors, models, types
    from ._client import AmazonBedrock, AsyncAmazonBedrock
    from ._runtime.aws import AwsCredentials
    from ._runtime.files import File
    from ._runtime.options import Hooks, RequestOptions
    from ._runtime.pages import AsyncPage, AsyncPages, Page
    from ._runtime.raw import RawResponse, raw_response
    from ._runtime.unset import UNSET, Unset

__version__ = "0.1.0"

__all__ = [
    "AmazonBedrock",
    "AsyncAmazonBedrock",
    "AsyncPage",
    "AsyncPages",
    "AwsCredentials",
    "File",
    "Hooks",
    "Page",
    "RawResponse",
    "RequestOptions",
    "UNSET",
    "Unset",
    "errors",
    "models",
    "raw_response",
    "types",
]

_MODULES: dict[str, str] = {
    "AmazonBedrock": "._client",
    "AsyncAmazonBedrock": "._client",
    "AsyncPage": "._runtime.pages",
    "AsyncPages": "._runtime.pages",
    "AwsCredentials": "._runtime.aws",
    "File": "._runtime.files",
    "Hooks": "._runtime.options",
    "Page": "._runtime.pages",
    "RawResponse": "._runtime.raw",
    "RequestOptions": "._runtime.options",
    "UNSET": "._runtime.unset",
    "Unset": "._runtime.unset",
    "errors": ".",
    "models": ".",
    "raw_response": "._runtime.raw",
    "types": ".",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_exports(__name__, _MODULES)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
