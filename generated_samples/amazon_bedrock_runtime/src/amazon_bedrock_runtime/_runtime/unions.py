# SPDX-FileCopyrightText: 2026 specloom contributors
# SPDX-License-Identifier: Apache-2.0
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false
"""Unions whose alternatives are told apart by a property (OpenAPI 3.1, section 4.8.25)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_UNKNOWN = ""


class OneOf:
    """Marks a union: the property `wire_name` holds the tag that chooses the class.

    An object with a tag that is not listed stays as it came, a mapping: servers add alternatives as
    they add values to enumerations.

    Args:
        wire_name: The property.
        classes: The class for each tag, or the classes that a tag leaves possible, as a union.
        absent: What an object without the property, or with null, may be; None: a mapping.
        unlisted: What an object with another tag may be; None: a mapping.
    """

    def __init__(
        self,
        wire_name: str,
        classes: Mapping[str, Any],
        *,
        absent: Any = None,
        unlisted: Any = None,
    ) -> None:
        self.wire_name = wire_name
        self.classes = classes
        self.absent = absent
        self.unlisted = unlisted

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        types = [t for t in (*self.classes.values(), self.absent, self.unlisted) if t is not None]
        names = {type_: f"{i}" for i, type_ in enumerate(dict.fromkeys(types))}
        instances: dict[Any, str] = {}
        for type_, name in names.items():
            for class_ in get_args(type_) or (type_,):
                instances.setdefault(class_, name)

        def choose(value: Any) -> str:
            if isinstance(value, BaseModel):
                return instances.get(type(value), _UNKNOWN)
            type_ = self.choose(value)
            return _UNKNOWN if type_ is None else names[type_]

        choices: dict[Any, CoreSchema] = {
            name: handler.generate_schema(type_) for type_, name in names.items()
        }
        # A mapping without fields of its own: in a union around this one, any class that takes the
        # object fits better.
        choices[_UNKNOWN] = core_schema.typed_dict_schema({}, extra_behavior="allow")
        return core_schema.tagged_union_schema(choices, discriminator=choose)

    def choose(self, data: Any) -> Any:
        """Return the type for decoded JSON; None for an object that stays a mapping, and for what is not an object."""
        if not isinstance(data, dict):
            return None
        value = data.get(self.wire_name)
        if value is None:
            return self.absent
        tag = _tag(value)
        return self.unlisted if tag is None else self.classes.get(tag, self.unlisted)


def _tag(value: Any) -> str | None:
    """Return a tag as mappings write it: numbers and booleans as in JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None
