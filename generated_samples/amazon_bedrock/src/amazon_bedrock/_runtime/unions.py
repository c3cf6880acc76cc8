# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
"""Unions whose members are told apart by a property (OpenAPI 3.1, section 4.8.25)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_UNKNOWN = ""


class OneOf:
    """Marks a union: the property `wire_name` holds the tag that chooses the class.

    An object without a tag, or with one that is not listed, is of the class `default`. Without one it
    stays as it came, a mapping: servers add alternatives as they add values to enumerations.
    """

    def __init__(self, wire_name: str, classes: Mapping[str, Any], default: Any = None) -> None:
        self.wire_name = wire_name
        self.classes = classes
        self.default = default

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        listed = [*self.classes.values(), *([] if self.default is None else [self.default])]
        names = {class_: f"{i}" for i, class_ in enumerate(dict.fromkeys(listed))}
        tags = {tag: names[class_] for tag, class_ in self.classes.items()}
        others = _UNKNOWN if self.default is None else names[self.default]

        def choose(value: Any) -> str:
            if isinstance(value, BaseModel):
                return names.get(type(value), _UNKNOWN)
            if not isinstance(value, dict):
                return _UNKNOWN
            tag = _tag(value.get(self.wire_name))
            return others if tag is None else tags.get(tag, others)

        choices: dict[Any, CoreSchema] = {
            name: handler.generate_schema(class_) for class_, name in names.items()
        }
        # A mapping without fields of its own: in a union around this one, any class that takes the
        # object fits better.
        choices[_UNKNOWN] = core_schema.typed_dict_schema({}, extra_behavior="allow")
        return core_schema.tagged_union_schema(choices, discriminator=choose)

    def choose(self, data: Any) -> Any:
        """Return the class for decoded JSON, None if its tag is not listed and there is no default."""
        if not isinstance(data, dict):
            return None
        tag = _tag(data.get(self.wire_name))
        return self.default if tag is None else self.classes.get(tag, self.default)


def _tag(value: Any) -> str | None:
    """Give a tag as mappings write it: numbers and booleans as in JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None
