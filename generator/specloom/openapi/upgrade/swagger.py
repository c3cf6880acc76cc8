"""Swagger 2.0 documents as OpenAPI 3.1 documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...diagnostics import Code, quote
from ...json_pointer import join
from ..document.document import Node
from ..document.grammar import METHODS, ObjectKind
from ..document.references import ReferenceFault, resolve
from ..text.json_value import JsonValue
from .swagger_content import body_from_form, body_from_parameter, upgrade_response
from .swagger_parameters import SwaggerFile, media_types, upgrade_header, upgrade_parameter
from .swagger_security import upgrade_security_scheme

_WEBHOOKS = "x-webhooks"
_CALLBACKS = "x-callbacks"
_REPLACED = frozenset(
    {
        *("swagger", "host", "basePath", "schemes", "consumes", "produces", "paths"),
        *("definitions", "parameters", "responses", "securityDefinitions", _WEBHOOKS),
    }
)
_REPLACED_IN_OPERATIONS = frozenset(
    {"consumes", "produces", "schemes", "parameters", "responses", _CALLBACKS}
)


class SwaggerUpgrade:
    """Upgrades the objects of one file of a Swagger 2.0 document."""

    def __init__(self, context: SwaggerFile, version: str) -> None:
        """Prepare for one file.

        Args:
            context: The file.
            version: The version that the document will declare.
        """
        self._context = context
        self._moves = context.moves
        self._version = version
        self._simple: dict[ObjectKind, Callable[[SwaggerFile, JsonValue, str, str], JsonValue]] = {
            ObjectKind.SCHEMA: _upgrade_schema,
            ObjectKind.PARAMETER: upgrade_parameter,
            ObjectKind.HEADER: upgrade_header,
            ObjectKind.SECURITY_SCHEME: upgrade_security_scheme,
        }

    def convert(self, value: JsonValue, kind: ObjectKind, new: str, old: str) -> JsonValue:
        """Upgrade an object, with all that is in it.

        Args:
            value: The object, or a reference.
            kind: What it is.
            new: The pointer that it will have.
            old: The pointer that it had.

        Returns:
            The object in the terms of OpenAPI 3.1.
        """
        if kind is ObjectKind.OPENAPI:
            return self._document(value)
        if kind is ObjectKind.PATH_ITEM:
            return self._path_item(value, new, old)
        if kind is ObjectKind.CALLBACK and isinstance(value, dict):
            return {
                expression: self._path_item(item, join(new, expression), join(old, expression))
                for expression, item in value.items()
            }
        if kind is ObjectKind.RESPONSE:
            produces = self._context.global_types("produces")
            return upgrade_response(self._context, value, produces, new, old)
        convert = self._simple.get(kind)
        return value if convert is None else convert(self._context, value, new, old)

    def _document(self, root: JsonValue) -> JsonValue:
        if not isinstance(root, dict):
            return root
        self._moves.derive("/openapi", "/swagger")
        result: dict[str, JsonValue] = {"openapi": self._version}
        result.update((name, value) for name, value in root.items() if name not in _REPLACED)
        servers = self._servers(root, root.get("schemes"))
        if servers:
            result["servers"] = servers
            source = next(name for name in ("host", "basePath", "schemes") if name in root)
            self._moves.derive("/servers", join("", source))
        # Before the paths: references to what is shared lead here, not to a copy.
        components = self._components(root)
        result["paths"] = self._entries(root, "paths", ObjectKind.PATH_ITEM, "/paths")
        if components:
            result["components"] = components
        if isinstance(root.get(_WEBHOOKS), dict):
            self._moves.move("/webhooks", join("", _WEBHOOKS))
            result["webhooks"] = self._entries(root, _WEBHOOKS, ObjectKind.PATH_ITEM, "/webhooks")
        return result

    def _servers(self, root: Mapping[str, JsonValue], schemes: JsonValue) -> list[JsonValue]:
        host, base = root.get("host"), root.get("basePath")
        path = base.rstrip("/") if isinstance(base, str) else ""
        if not isinstance(host, str) or not host:
            return [{"url": path}] if path else []
        if "://" in host:
            return [{"url": f"{host.rstrip('/')}{path}"}]
        usable = [scheme for scheme in media_types(schemes) if scheme in ("http", "https")]
        # The first server is the default, so the safer one comes first.
        usable.sort(key=lambda scheme: scheme != "https")
        return [{"url": f"{scheme}://{host}{path}"} for scheme in usable or ["https"]]

    def _components(self, root: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        components: dict[str, JsonValue] = {}
        for old, name, kind in (
            ("definitions", "schemas", ObjectKind.SCHEMA),
            ("responses", "responses", ObjectKind.RESPONSE),
            ("securityDefinitions", "securitySchemes", ObjectKind.SECURITY_SCHEME),
        ):
            new = join("/components", name)
            self._moves.move(new, join("", old))
            entries = self._entries(root, old, kind, new)
            if entries:
                components[name] = entries
        return {**components, **self._shared_parameters(root)}

    def _entries(
        self, root: Mapping[str, JsonValue], name: str, kind: ObjectKind, new: str
    ) -> dict[str, JsonValue]:
        """Upgrade a mapping of objects of one kind."""
        entries = root.get(name)
        if not isinstance(entries, dict):
            return {}
        return {
            key: (
                value
                if key.startswith("x-") and kind is ObjectKind.PATH_ITEM
                else self.convert(value, kind, join(new, key), join("", name, key))
            )
            for key, value in entries.items()
        }

    def _shared_parameters(self, root: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return the document's parameters; those that stand for bodies become Request Bodies."""
        declared = root.get("parameters")
        if not isinstance(declared, dict):
            return {}
        consumes = self._context.global_types("consumes")
        parameters: dict[str, JsonValue] = {}
        bodies: dict[str, JsonValue] = {}
        for name, value in declared.items():
            old = join("/parameters", name)
            node = self._context.node(value, old)
            new = join("/components/requestBodies", name)
            if node.text("in") == "body":
                bodies[name] = body_from_parameter(self._context, node, consumes, new)
            elif node.text("in") == "formData":
                bodies[name] = body_from_form(self._context, [node], consumes, new)
            else:
                new = join("/components/parameters", name)
                self._moves.move(new, old)
                parameters[name] = upgrade_parameter(self._context, value, new, old)
        result: dict[str, JsonValue] = {}
        if parameters:
            result["parameters"] = parameters
        if bodies:
            result["requestBodies"] = bodies
        return result

    def _path_item(self, value: JsonValue, new: str, old: str) -> JsonValue:
        if not isinstance(value, dict):
            return value
        shared = self._declared(value, old)
        result: dict[str, JsonValue] = {}
        for name, entry in value.items():
            if name == "parameters":
                parameters = self._parameters(shared, new, old)
                if parameters:
                    result[name] = parameters
            elif name in METHODS and isinstance(entry, dict):
                place = join(new, name), join(old, name)
                result[name] = self._operation(entry, *place, shared=shared)
            else:
                result[name] = entry
        return result

    def _declared(self, value: Mapping[str, JsonValue], old: str) -> list[tuple[Node, Node]]:
        """Return the parameters of an operation or path: as declared, and what they refer to."""
        declared = self._context.node(value.get("parameters"), join(old, "parameters"))
        pairs = []
        for node in declared.elements():
            try:
                pairs.append((node, resolve(node)))
            except ReferenceFault:
                pairs.append((node, node))  # validation has reported it
        return pairs

    def _parameters(self, declared: Sequence[tuple[Node, Node]], new: str, old: str) -> JsonValue:
        """Return the parameters that are not bodies."""
        result: list[JsonValue] = []
        for index, (node, target) in enumerate(declared):
            if target.text("in") in ("body", "formData"):
                continue
            place = join(new, "parameters", len(result)), join(old, "parameters", index)
            self._moves.move(*place)
            result.append(upgrade_parameter(self._context, node.value, *place))
        return result

    def _operation(
        self,
        value: Mapping[str, JsonValue],
        new: str,
        old: str,
        *,
        shared: Sequence[tuple[Node, Node]],
    ) -> JsonValue:
        result = {
            name: entry for name, entry in value.items() if name not in _REPLACED_IN_OPERATIONS
        }
        declared = self._declared(value, old)
        parameters = self._parameters(declared, new, old)
        if parameters:
            result["parameters"] = parameters
        consumes = self._types(value, "consumes")
        targets = [target for _, target in declared]
        body = self._body(targets, [target for _, target in shared], consumes, new)
        if body is not None:
            result["requestBody"] = body
        if isinstance(value.get("responses"), dict):
            result["responses"] = self._responses(value, new, old)
        if isinstance(value.get(_CALLBACKS), dict):
            result["callbacks"] = self._callbacks(value, new, old)
        root = self._context.document.data
        if "schemes" in value and isinstance(root, dict):
            servers = self._servers(root, value["schemes"])
            if servers:
                self._moves.derive(join(new, "servers"), join(old, "schemes"))
                result["servers"] = servers
        return result

    def _responses(
        self, operation: Mapping[str, JsonValue], new: str, old: str
    ) -> dict[str, JsonValue]:
        produces = self._types(operation, "produces")
        responses: dict[str, JsonValue] = {}
        declared = self._context.node(operation["responses"], join(old, "responses"))
        for status, response in declared.items():
            if status.startswith("x-"):
                responses[status] = response.value
                continue
            place = join(new, "responses", status)
            responses[status] = upgrade_response(
                self._context, response.value, produces, place, response.pointer
            )
        return responses

    def _callbacks(
        self, operation: Mapping[str, JsonValue], new: str, old: str
    ) -> dict[str, JsonValue]:
        """Return the callbacks of an operation, which Swagger 2.0 has no field for: path items, by expression, by name."""
        self._moves.move(join(new, "callbacks"), join(old, _CALLBACKS))
        callbacks: dict[str, JsonValue] = {}
        declared = self._context.node(operation[_CALLBACKS], join(old, _CALLBACKS))
        for name, callback in declared.items():
            place = join(new, "callbacks", name)
            callbacks[name] = self.convert(
                callback.value, ObjectKind.CALLBACK, place, callback.pointer
            )
        return callbacks

    def _types(self, operation: Mapping[str, JsonValue], name: str) -> list[str]:
        """Return an operation's `consumes` or `produces`, which override the document's."""
        if name in operation:
            return media_types(operation[name])
        return self._context.global_types(name)

    def _body(
        self, own: Sequence[Node], shared: Sequence[Node], consumes: Sequence[str], new: str
    ) -> JsonValue:
        """Return the Request Body of an operation, from its parameters and from those of its path."""
        place = join(new, "requestBody")
        bodies = [node for node in (*own, *shared) if node.text("in") == "body"]
        own_forms = {str(node.text("name")): node for node in own if node.text("in") == "formData"}
        shared_forms = {
            str(node.text("name")): node for node in shared if node.text("in") == "formData"
        }
        forms = {**shared_forms, **own_forms}
        if bodies:
            for node in [*(node for node in own if node in bodies[1:]), *own_forms.values()]:
                message = f"an operation has one body: the parameter {quote(str(node.text('name')))} is left out"
                self._context.warn(Code.UNSUPPORTED_PARAMETER, message, node.at)
            return body_from_parameter(self._context, bodies[0], consumes, place)
        if forms:
            return body_from_form(self._context, list(forms.values()), consumes, place)
        return None


def _upgrade_schema(context: SwaggerFile, value: JsonValue, new: str, old: str) -> JsonValue:
    return context.schemas.upgrade(value, new, old)
