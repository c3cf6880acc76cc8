"""Client of the Kitchen Sink Bookshop, version 2.3.

A second-hand bookshop: books, the people who wrote them, and the people who buy them.

Written for specloom's own tests; it uses as much of OpenAPI as can be said in versions 2.0,
3.0 and 3.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._runtime.lazy import lazy_exports

if TYPE_CHECKING:
    from . import errors, models, types
    from ._client import AsyncKitchenSinkBookshop, KitchenSinkBookshop
    from ._runtime.files import File
    from ._runtime.options import Hooks, RequestOptions
    from ._runtime.pages import AsyncPage, AsyncPages, Page
    from ._runtime.raw import RawResponse, raw_response
    from ._runtime.unset import UNSET, Unset

__version__ = "0.1.0"

__all__ = [
    "AsyncKitchenSinkBookshop",
    "AsyncPage",
    "AsyncPages",
    "File",
    "Hooks",
    "KitchenSinkBookshop",
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
    "AsyncKitchenSinkBookshop": "._client",
    "AsyncPage": "._runtime.pages",
    "AsyncPages": "._runtime.pages",
    "File": "._runtime.files",
    "Hooks": "._runtime.options",
    "KitchenSinkBookshop": "._client",
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
