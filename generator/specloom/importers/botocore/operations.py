"""Operations of a service model to those of OpenAPI (protocol rest-json)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .report import Report
from .shapes import Schema, Shape, Shapes, described

_JSON = "application/json"
_EVENTS = "application/vnd.amazon.eventstream"
_BINARY = "application/octet-stream"
_LABEL = re.compile(r"\{([^{}+]+)(\+?)\}")
_PLACES = {"uri": "path", "querystring": "query", "header": "header"}
_FIXED_BY_HTTP = ("accept", "content-type")
_BINARY_SCHEMA: Schema = {"type": "string", "format": "binary"}
_TEXT_SCHEMA: Schema = {"type": "string"}
STREAMS = "itemSchema"


class Operations:
    """Writes the operations of a service."""

    def __init__(self, shapes: Shapes, report: Report) -> None:
        self._shapes = shapes
        self._report = report

    def is_expressible(self, name: str, operation: Shape) -> bool:
        """Return whether an operation can be expressed; report one that cannot."""
        place = ("operations", name)
        if "input" in operation and self._stream(operation["input"]["shape"]):
            both = "output" in operation and self._stream(operation["output"]["shape"])
            what = (
                "a bidirectional stream (HTTP/2)" if both else "a stream of events as its request"
            )
            self._report.warn(f"the operation is left out: it is {what}", *place)
            return False
        if operation.get("authtype") == "v4-unsigned-body":
            message = "the body is signed, though the service takes it without"
            self._report.warn(message, *place)
        for trait in ("requestcompression", "httpChecksum", "httpChecksumRequired"):
            if operation.get(trait):
                self._report.warn(f"what the trait {trait} asks for is not done", *place)
        if "{" in operation.get("endpoint", {}).get("hostPrefix", ""):
            message = (
                "the host has an argument in its name: the operation is called at the usual host"
            )
            self._report.warn(message, *place)
        return True

    def path(self, operation: Shape) -> tuple[str, dict[str, str]]:
        """Return the path of an operation, and what its query always has."""
        path, _, query = operation["http"]["requestUri"].partition("?")
        if any(greedy for _, greedy in _LABEL.findall(path)):
            message = "slashes of the last part of the path are sent percent-encoded"
            self._report.warn(message, "operations", operation["name"])
        pairs = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
        return _LABEL.sub(r"{\1}", path), pairs

    def operation(
        self, name: str, operation: Shape, fixed: Mapping[str, str], labels: Mapping[str, str]
    ) -> dict[str, Any]:
        """Return an operation.

        Args:
            name: Its name.
            operation: Its model.
            fixed: What its query always has.
            labels: The names of its path parameters in the path, by those in the model.
        """
        text = described(operation)
        written: dict[str, Any] = {"operationId": name}
        if text:
            written["description"] = text
        if operation.get("deprecated"):
            written["deprecated"] = True
        parameters = [
            {"name": key, "in": "query", "required": True, "schema": {"const": value}}
            for key, value in fixed.items()
        ]
        if "input" in operation:
            shape = operation["input"]["shape"]
            parameters += self._parameters(name, shape, labels)
            body = self._request_body(shape)
            idempotency = self._idempotency(name, shape)
        else:
            body, idempotency = None, None
        if parameters:
            written["parameters"] = parameters
        if body is not None:
            written["requestBody"] = body
        written["responses"] = self._responses(name, operation)
        if idempotency is not None:
            written["x-specloom-idempotency"] = idempotency
        return written

    def _stream(self, structure: str) -> str | None:
        """Return the property of a structure that is a stream of events."""
        return next(
            (
                name
                for name, member in self._shapes.members(structure).items()
                if self._shapes.has(member, "eventstream")
            ),
            None,
        )

    # --- requests

    def _parameters(
        self, operation: str, structure: str, labels: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        required = self._shapes[structure].get("required", ())
        parameters = []
        for name, member in self._shapes.members(structure).items():
            location = member.get("location", "")
            if location == "headers":
                message = f"{name}: headers with any names are no argument"
                self._report.warn(message, "operations", operation)
            if location not in _PLACES:
                continue
            wire = member.get("locationName", name)
            schema = self._shapes.schema(member, location)
            text = schema.pop("description", "") if "$ref" not in schema else described(member)
            parameter: dict[str, Any] = {
                "name": labels.get(wire, wire) if location == "uri" else wire,
                "in": _PLACES[location],
            }
            if location == "uri" or name in required:
                parameter["required"] = True
            if text:
                parameter["description"] = text
            if schema.pop("deprecated", False):
                parameter["deprecated"] = True
            if location == "header" and wire.lower() in _FIXED_BY_HTTP:
                parameter |= {"example": _JSON, "x-specloom-argument": True}
            if name.casefold() != wire.casefold() or parameter["name"] != wire:
                parameter["x-specloom-name"] = name
            schema.pop("description", None)
            parameters.append(parameter | {"schema": schema})
        return parameters

    def _request_body(self, structure: str) -> dict[str, Any] | None:
        shape, members = self._shapes[structure], self._shapes.members(structure)
        payload = shape.get("payload")
        if payload is not None:
            content = self._payload(members[payload])
            body: dict[str, Any] = {}
            if text := described(members[payload]):
                body["description"] = text
            is_object = self._shapes.kind(members[payload]) == "structure"
            # botocore sends `{}` for an object that is not given; documents and unions have no empty value.
            is_empty = is_object and not any(
                self._shapes.has(members[payload], trait)
                for trait in ("document", "union", "required")
            )
            if payload in shape.get("required", ()) or is_empty:
                body["required"] = True
            return body | {"content": content}
        inner = {k: m for k, m in members.items() if "location" not in m}
        if not inner:
            return None
        reference = self._body(structure, inner)
        return {"required": True, "content": {_JSON: {"schema": reference}}}

    def _payload(self, member: Shape) -> dict[str, Any]:
        """Return the content of a body that is one property."""
        kind = self._shapes.kind(member)
        if kind == "blob":
            return {_BINARY: {"schema": dict(_BINARY_SCHEMA)}}
        if kind == "string":
            return {"text/plain": {"schema": dict(_TEXT_SCHEMA)}}
        schema = self._shapes.schema(member)
        schema.pop("description", None)
        return {_JSON: {"schema": schema}}

    def _body(self, structure: str, members: Mapping[str, Shape]) -> Schema:
        """Return the schema of a body with some properties of a structure: a component with its name."""
        if len(members) == len(self._shapes.members(structure)):
            return self._shapes.schema({"shape": structure})
        components = self._shapes.components
        name = structure if structure not in components else f"{structure}Body"
        if name not in components:
            components[name] = {}
            components[name] = self._shapes.object(structure, members)
        return {"$ref": f"#/components/schemas/{name}"}

    def _idempotency(self, operation: str, structure: str) -> dict[str, str] | None:
        for name, member in self._shapes.members(structure).items():
            if not member.get("idempotencyToken"):
                continue
            wire = member.get("locationName", name)
            match member.get("location"):
                case None:
                    return {"body-member": wire}
                case "header":
                    return {"header": wire}
                case _:
                    message = f"the idempotency token {name} is not made by the client: it is in the query"
                    self._report.warn(message, "operations", operation)
        return None

    # --- responses

    def _responses(self, name: str, operation: Shape) -> dict[str, Any]:
        status = str(operation["http"].get("responseCode", 200))
        success: dict[str, Any] = {"description": "The operation has succeeded."}
        errors = [each["shape"] for each in operation.get("errors", ())]
        if "output" in operation:
            output = operation["output"]["shape"]
            success |= self._success(output)
            stream = self._stream(output)
            if stream is not None:
                errors += self._exceptions(self._shapes.members(output)[stream]["shape"])
        return {status: success} | self._errors(dict.fromkeys(errors))

    def _exceptions(self, stream: str) -> list[str]:
        return [
            member["shape"]
            for member in self._shapes.members(stream).values()
            if self._shapes.has(member, "exception")
        ]

    def _success(self, structure: str) -> dict[str, Any]:
        members = self._shapes.members(structure)
        response: dict[str, Any] = {}
        if text := described(self._shapes[structure]):
            response["description"] = text
        headers = self._headers(members)
        if headers:
            response["headers"] = headers
        stream = self._stream(structure)
        payload = self._shapes[structure].get("payload")
        inner = {k: m for k, m in members.items() if "location" not in m}
        if stream is not None:
            response["content"] = {_EVENTS: {STREAMS: self._events(members[stream]["shape"])}}
        elif payload is not None:
            response["content"] = self._payload(members[payload])
        elif inner:
            response["content"] = {_JSON: {"schema": self._body(structure, inner)}}
        return response

    def _headers(self, members: Mapping[str, Shape]) -> dict[str, Any]:
        headers = {}
        for name, member in members.items():
            if member.get("location") == "header":
                schema = self._shapes.schema(member, "header")
                text = described(member)
                schema.pop("description", None)
                header = {"description": text} if text else {}
                headers[member.get("locationName", name)] = header | {"schema": schema}
        return headers

    def _events(self, stream: str) -> Schema:
        """Return the schema of the events of a stream; exceptions are raised, and are none."""
        components = self._shapes.components
        if stream not in components:
            components[stream] = {}
            events = {
                name: member
                for name, member in self._shapes.members(stream).items()
                if not self._shapes.has(member, "exception")
            }
            components[stream] = self._shapes.union(stream, events)
        return {"$ref": f"#/components/schemas/{stream}"}

    def _errors(self, names: Mapping[str, None]) -> dict[str, Any]:
        by_status: dict[str, list[str]] = {}
        for name in names:
            shape = self._shapes[name]
            default = 500 if shape.get("fault") else 400
            status = shape.get("error", {}).get("httpStatusCode", default)
            by_status.setdefault(str(status), []).append(name)
        return {status: self._error(by_status[status]) for status in sorted(by_status)}

    def _error(self, names: Sequence[str]) -> dict[str, Any]:
        texts = dict.fromkeys(t for name in names if (t := described(self._shapes[name])))
        schemas = [self._shapes.error(name) for name in names]
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        return {
            "description": "\n\n".join(texts) or ", ".join(names),
            "content": {_JSON: {"schema": schema}},
        }
