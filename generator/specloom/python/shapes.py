"""One class for all inline types of a shape, unless they have had several, or are configured to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..config import ClientConfig
from ..ir.api import Api
from ..ir.equal_shapes import with_equal_shapes_once
from ..ir.name_keys import model_key
from ..ir.types import TypeId
from .naming.name_registry import PastClient


def with_one_class_per_shape(api: Api, config: ClientConfig, past: PastClient) -> Api:
    """Return the API in which each shape of inline types occurs once.

    Types that had classes of their own in the last run keep them, and so do those with configured names.
    A new type joins one that was there.
    """
    past = past.anew() if past.renaming else past
    before = past.api.types if past.api else {}

    def apart(block: Sequence[TypeId]) -> Mapping[TypeId, TypeId]:
        heads: dict[str, TypeId] = {}
        stands_for: dict[TypeId, TypeId] = {}
        # What was there stays for itself; of new ones that have the same name, the one with the nearest place.
        for type_id in sorted(block, key=lambda i: (i not in before, i.count("/"), i)):
            name = config.names.get(type_id) or past.names.get(model_key(type_id), "")
            if type_id in before:
                heads.setdefault(name, type_id)
                heads.setdefault("", type_id)
                stands_for[type_id] = type_id
            elif name:
                stands_for[type_id] = heads.setdefault(name, type_id)
            else:
                first = next(iter(heads.values()), type_id)
                stands_for[type_id] = heads.setdefault("", first)
        return stands_for

    return with_equal_shapes_once(api, apart)
