"""Shapes of a service model to JSON Schemas.

Structures, unions and enumerations become components, as they have a name worth keeping; lists, maps and
simple values are written where they are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .commonmark import commonmark
from .report import Report

Shape = Mapping[str, Any]
Schema = dict[str, Any]

_NUMBERS: Mapping[str, Schema] = {
    "integer": {"type": "integer", "format": "int32"},
    "long": {"type": "integer", "format": "int64"},
    "short": {"type": "integer"},
    "byte": {"type": "integer"},
    "bigInteger": {"type": "integer"},
    "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
    "bigDecimal": {"type": "number"},
    "boolean": {"type": "boolean"},
}
_TIMESTAMPS: Mapping[str, Schema] = {
    "iso8601": {"type": "string", "format": "date-time"},
    "rfc822": {"type": "string", "format": "http-date"},
    "httpDate": {"type": "string", "format": "http-date"},
    "unixTimestamp": {"type": "number"},
}
_DEFAULT_TIMESTAMPS = {"header": "rfc822", "querystring": "iso8601", "uri": "iso8601"}
_UNIX = "In seconds since 1970-01-01T00:00:00Z."
_BODY = "unixTimestamp"


class Shapes:
    """The shapes of a service, and the components that their schemas refer to."""

    def __init__(self, shapes: Mapping[str, Shape], report: Report) -> None:
        self._shapes = shapes
        self._report = report
        self._errors: dict[str, str] = {}
        self._around: list[str] = []
        self.components: dict[str, Schema] = {}

    def __getitem__(self, name: str) -> Shape:
        return self._shapes[name]

    def members(self, name: str) -> Mapping[str, Shape]:
        """Return the properties of a structure, each a reference to a shape with traits of its own."""
        members: Mapping[str, Shape] = self._shapes[name].get("members", {})
        return members

    def kind(self, reference: Shape) -> str:
        """Return the type of the shape that a reference is to, such as "string"."""
        return str(self._shapes[reference["shape"]]["type"])

    def has(self, reference: Shape, trait: str) -> bool:
        """Return whether a reference, or the shape that it is to, has a trait."""
        return bool(reference.get(trait) or self._shapes[reference["shape"]].get(trait))

    def schema(self, reference: Shape, location: str = "") -> Schema:
        """Return the schema of a reference, with its description.

        `location` is where its value is sent: "header", "querystring", "uri", or "" for a body.
        """
        name = reference["shape"]
        shape = self._shapes[name]
        schema = self._of_shape(name, reference, location)
        text = _described(reference) or ("" if "$ref" in schema else _described(shape))
        if shape["type"] == "timestamp" and schema.get("type") == "number":
            text = f"{text}\n\n{_UNIX}" if text else _UNIX
        if text:
            schema["description"] = text
        if reference.get("deprecated"):
            schema["deprecated"] = True
        return schema

    def _of_shape(self, name: str, reference: Shape, location: str) -> Schema:
        shape = self._shapes[name]
        match shape["type"]:
            case "structure":
                return {} if shape.get("document") else self._component(name)
            case "list" | "map" if name in self._around:
                return self._recursive(name)
            case "list" | "map":
                self._around.append(name)
                schema = self._collection(shape, location)
                self._around.pop()
                if name in self.components:  # it has met itself
                    self.components[name] = schema
                    return _ref(name)
                return schema
            case "string" if shape.get("enum") or reference.get("enum"):
                return self._enumeration(name)
            case "string":
                return self._string(shape, reference, location)
            case "timestamp":
                return self._timestamp(shape, reference, location)
            case "blob":
                return {"type": "string", "format": "byte"} | _lengths(shape, "Length", bytes_=True)
            case kind:
                return dict(_NUMBERS.get(kind, {})) | _limits(shape)

    def _recursive(self, name: str) -> Schema:
        self.components.setdefault(name, {})
        return _ref(name)

    def _collection(self, shape: Shape, location: str) -> Schema:
        if shape["type"] == "list":
            items = self.schema(shape["member"], location)
            if shape.get("sparse"):
                items = {"anyOf": [items, {"type": "null"}]}
            return {"type": "array", "items": items} | _lengths(shape, "Items")
        values = self.schema(shape["value"])
        if shape.get("sparse"):
            values = {"anyOf": [values, {"type": "null"}]}
        return {"type": "object", "additionalProperties": values} | _lengths(shape, "Properties")

    def _enumeration(self, name: str) -> Schema:
        if name not in self.components:
            shape = self._shapes[name]
            self.components[name] = _with_text(
                {"type": "string", "enum": list(dict.fromkeys(shape.get("enum", ())))}, shape
            )
        return _ref(name)

    def _string(self, shape: Shape, reference: Shape, location: str) -> Schema:
        schema: Schema = {"type": "string"} | _lengths(shape, "Length")
        if isinstance(shape.get("pattern"), str):
            schema[_pattern_keyword(shape["pattern"])] = shape["pattern"]
        if reference.get("jsonvalue") or shape.get("jsonvalue"):
            schema = {"type": "string", "contentMediaType": "application/json"}
            if location == "header":
                schema["contentEncoding"] = "base64"
        return schema

    def _timestamp(self, shape: Shape, reference: Shape, location: str) -> Schema:
        default = _DEFAULT_TIMESTAMPS.get(location, _BODY)
        written = reference.get("timestampFormat") or shape.get("timestampFormat") or default
        return dict(_TIMESTAMPS.get(written, {}))

    def _component(self, name: str) -> Schema:
        if name not in self.components:
            shape = self._shapes[name]
            self.components[name] = {}
            is_union = shape.get("union") or shape.get("eventstream")
            self.components[name] = (
                self.union(name, self.members(name))
                if is_union
                else _with_text(self.object(name, self.members(name)), shape)
            )
        return _ref(name)

    def object(self, name: str, members: Mapping[str, Shape]) -> Schema:
        """Return the schema of a structure with some of its properties."""
        required = [
            members[each].get("locationName", each)
            for each in self._shapes[name].get("required", ())
            if each in members
        ]
        schema: Schema = {"type": "object"}
        if required:
            schema["required"] = required
        if members:
            schema["properties"] = {
                member.get("locationName", each): self.schema(member)
                for each, member in members.items()
            }
        if self._shapes[name].get("deprecated"):
            schema["deprecated"] = True
        return schema

    def union(self, name: str, members: Mapping[str, Shape]) -> Schema:
        """Return the schema of a structure of which exactly one property is set: one component for each."""
        alternatives = []
        for each, member in members.items():
            key = member.get("locationName", each)
            property_ = self._event(member) or self.schema(member)
            schema = {"type": "object", "required": [key], "properties": {key: property_}}
            if "description" in property_:
                schema["description"] = property_["description"]
            alternatives.append(_ref(self._alternative(name, each, schema)))
        return _with_text({"oneOf": alternatives}, self._shapes[name])

    def _alternative(self, union: str, member: str, schema: Schema) -> str:
        name = f"{union}{member[:1].upper()}{member[1:]}"
        while name in self._shapes:
            name += "Choice"
        self.components[name] = schema
        return name

    def _event(self, member: Shape) -> Schema | None:
        """Return the schema of an event whose payload is one of its properties; None for all others."""
        name = member["shape"]
        if not self._shapes[name].get("event"):
            return None
        payload = next((m for m in self.members(name).values() if m.get("eventpayload")), None)
        if payload is None:
            return None
        headers = {k: m for k, m in self.members(name).items() if m.get("eventheader")}
        if self.kind(payload) != "structure":
            for each in headers:
                message = "the header of an event whose payload is no structure is left out"
                self._report.warn(message, "shapes", name, "members", each)
            return self.schema(payload)
        own = self.members(payload["shape"])
        merged = self.object(payload["shape"], own)
        merged.setdefault("properties", {}).update(self.object(name, headers).get("properties", {}))
        return merged

    def error(self, name: str) -> Schema:
        """Return a reference to an error, a component that is called as its code."""
        if name not in self._errors:
            code = self._shapes[name].get("error", {}).get("code") or name
            taken = code in self._shapes or code in self._errors.values()
            self._errors[name] = name if taken or not code.isalnum() else code
        component = self._errors[name]
        if component not in self.components:
            self.components[component] = {}
            body = {k: m for k, m in self.members(name).items() if "location" not in m}
            self.components[component] = _with_text(self.object(name, body), self._shapes[name])
        return _ref(component)


def _pattern_keyword(pattern: str) -> str:
    """Return the keyword of a regular expression; validators in Python refuse one of a dialect that they lack."""
    try:
        re.compile(pattern)
    except re.error:
        return "x-pattern"
    return "pattern"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _described(shape: Shape) -> str:
    text = commonmark(shape.get("documentation", ""))
    if shape.get("deprecated") and shape.get("deprecatedMessage"):
        message = f"Deprecated: {commonmark(shape['deprecatedMessage'])}"
        text = f"{text}\n\n{message}" if text else message
    return text


def described(shape: Shape) -> str:
    """Return the description of a shape, a property or an operation in CommonMark; "" if there is none."""
    return _described(shape)


def _with_text(schema: Schema, shape: Shape) -> Schema:
    text = _described(shape)
    if text:
        schema["description"] = text
    return schema


def _limits(shape: Shape) -> Schema:
    return _bounds(shape, (("min", "minimum"), ("max", "maximum")))


def _lengths(shape: Shape, what: str, *, bytes_: bool = False) -> Schema:
    # The limits of a blob are those of its bytes, not of the Base64 that is sent.
    return {} if bytes_ else _bounds(shape, (("min", f"min{what}"), ("max", f"max{what}")))


def _bounds(shape: Shape, pairs: Iterable[tuple[str, str]]) -> Schema:
    return {
        keyword: int(shape[key]) if float(shape[key]).is_integer() else shape[key]
        for key, keyword in pairs
        if isinstance(shape.get(key), int | float)
    }
