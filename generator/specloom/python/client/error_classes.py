"""Which exception is raised for an error: the class of its status, or one that the document has a name for.

A schema has a class of its own if it stands for error codes, or if it is a component that belongs to one
status. All others are shared: their errors are raised as the class of the status, and `parsed` has the type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from ...ir.api import Api, Codec, ErrorConventions, Operation, Response
from ...ir.name_keys import error_key
from ...ir.resolve import Types, object_of, without_null
from ...ir.responses import (
    ANY_ERROR,
    STATUS_CLASSES,
    error_objects,
    failures,
    readable,
    status_class,
)
from ...ir.types import Named, ObjectDecl, Text, TypeId, TypeRef
from ...json_pointer import split
from ...records import dataclass, replace
from ..code.discriminators import values_of
from ..naming.name_registry import Names

_FOLDERS = (("components", "schemas"), ("definitions",), ("schemas",), ("$defs",))


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorObject:
    """An object that a document declares as an error.

    Attributes:
        declaration: The object.
        statuses: The keys of the statuses that it is declared for.
        descriptions: What the responses are described as that have it.
        codes: The error codes that it stands for.
        has_class: Whether there is an exception class of its own.
    """

    declaration: ObjectDecl
    statuses: frozenset[str]
    descriptions: frozenset[Text]
    codes: tuple[str, ...] = ()
    has_class: bool = False

    @property
    def status_class(self) -> str:
        """The class of its statuses, the one above them if they have several."""
        classes = {status_class(status) for status in self.statuses}
        return classes.pop() if len(classes) == 1 else ANY_ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsPlan:
    """The exception classes of a client.

    Attributes:
        objects: Everything that the document declares as an error, by id.
        names: The classes of the document's own, by the object that each carries.
        by_code: The class for each error code.
        typed: The status classes whose errors have one type of body, and that type.
    """

    objects: Mapping[TypeId, ErrorObject]
    names: Mapping[TypeId, str]
    by_code: Mapping[str, str]
    typed: Mapping[str, TypeId]

    def caught(self, type_id: TypeId) -> str:
        """Return the class that catches every error whose body is an object."""
        return self.names.get(type_id) or self.objects[type_id].status_class


def plan_errors(api: Api, objects: Mapping[TypeId, ErrorObject], names: Names) -> ErrorsPlan:
    """Decide about the exception classes of a client."""
    own = {i: name for i in objects if (name := own_class(names, i)) is not None}
    return ErrorsPlan(
        objects=objects,
        names=own,
        by_code={
            wire_code: names[error_key(i)]
            for i, each in objects.items()
            for wire_code in each.codes
        },
        typed=typed_classes(api, own),
    )


def own_class(names: Names, type_id: TypeId) -> str | None:
    """Return the class that an object has of its own; None if its errors are raised as the class of the status.

    A schema that is called like the class of its status has that class.
    """
    key = error_key(type_id)
    is_named = key in names and names[key] not in STATUS_CLASSES.values()
    return names[key] if is_named else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBodies:
    """The objects that the body of an error may be, by id.

    Attributes:
        objects: The objects.
        only: Whether it is never anything else.
    """

    objects: Mapping[TypeId, ObjectDecl]
    only: bool

    @property
    def single(self) -> TypeId | None:
        """The one object that it always is, None if there is no such object."""
        return next(iter(self.objects)) if self.only and len(self.objects) == 1 else None


def error_bodies(types: Types, response: Response) -> ErrorBodies:
    """Return the objects that the body of an error may be."""
    contents = readable(response)
    bodies = [error_objects(types, each.type) for each in contents if each.codec is Codec.JSON]
    return ErrorBodies(
        objects={each.id: each for body in bodies for each in body.objects},
        only=len(contents) == len(bodies) and not any(body.others for body in bodies),
    )


def declared_errors(api: Api) -> dict[TypeId, ErrorObject]:
    """Return the objects that are declared as errors, by id, with what is decided about their classes."""
    found: dict[TypeId, ErrorObject] = {}
    for status, response in _declared(api.operations):
        for type_id, declaration in error_bodies(api.types, response).objects.items():
            before = found.get(type_id)
            description = response.doc.description
            found[type_id] = ErrorObject(
                declaration=declaration,
                statuses=(before.statuses if before else frozenset()) | {status},
                descriptions=(before.descriptions if before else frozenset())
                | ({description} if description is not None else set()),
            )
    codes = _codes(api, found)
    return {
        type_id: replace(
            each,
            codes=codes.get(type_id, ()),
            has_class=type_id in codes or (_is_component(type_id) and _has_one_status(each)),
        )
        for type_id, each in found.items()
    }


def typed_classes(api: Api, named: Mapping[TypeId, str]) -> dict[str, TypeId]:
    """Return the status classes whose errors have one type of body, and that type.

    `named` has the classes of the document's own: a status of which all errors have one says no more by a type. If
    all errors of a document have one type, that is the type of every class.
    """
    declared: dict[str, set[TypeId | None]] = {}
    for status, response in _declared(api.operations):
        if response.contents:
            declared.setdefault(status, set()).add(error_bodies(api.types, response).single)
    whole = _one({type_id for each in declared.values() for type_id in each})
    if whole is not None:
        return dict.fromkeys([ANY_ERROR, *STATUS_CLASSES.values()], whole)
    typed: dict[str, TypeId] = {}
    for name in STATUS_CLASSES.values():
        # What is declared for any status, or for a range, may be the body of one of these.
        own = _one({i for status, ids in declared.items() if _may_be(status, name) for i in ids})
        if own is not None and own not in named:
            typed[name] = own
    return typed


def _one(type_ids: Collection[TypeId | None]) -> TypeId | None:
    return next(iter(type_ids)) if len(type_ids) == 1 else None


def _may_be(status: str, name: str) -> bool:
    """Return whether an error that is declared for a status may be raised as a status class."""
    covered = next(key for key, value in STATUS_CLASSES.items() if value == name)
    return status in ("default", f"{covered[0]}XX") or status_class(status) == name


def _declared(operations: Iterable[Operation]) -> Iterable[tuple[str, Response]]:
    return (pair for operation in operations for pair in failures(operation).items())


def _is_component(type_id: TypeId) -> bool:
    """Return whether a schema is one that documents refer to by name, not a part of something else."""
    file, _, pointer = type_id.partition("#")
    *folder, _ = split(pointer) or [""]
    return tuple(folder) in _FOLDERS or (bool(file) and not folder)


def _has_one_status(error: ErrorObject) -> bool:
    return len(error.statuses) == 1 and next(iter(error.statuses)).isdigit()


def _codes(api: Api, errors: Mapping[TypeId, ErrorObject]) -> dict[TypeId, tuple[str, ...]]:
    """Return the error codes that each schema stands for; none where the API has no codes.

    They are the values that the schema lists for the property that holds the code, such as a constant,
    as far as no other schema lists them. Without such values, the name of a component is its code; a document
    with a single one has no such names.
    """
    if api.errors is None:
        return {}
    listed = {type_id: _listed_codes(api.errors, api.types, type_id) for type_id in errors}
    times = Counter(wire_code for codes in listed.values() for wire_code in codes)
    codes = {
        type_id: own
        for type_id, values in listed.items()
        if (own := tuple(wire_code for wire_code in values if times[wire_code] == 1))
    }
    named = [type_id for type_id in errors if type_id not in codes and _is_component(type_id)]
    if len(named) + len(codes) > 1:
        codes |= {type_id: (split(type_id.partition("#")[2])[-1],) for type_id in named}
    return codes


def _listed_codes(rules: ErrorConventions, types: Types, type_id: TypeId) -> tuple[str, ...]:
    if rules.code_header is not None:
        return ()  # The body does not say the code.
    for path in rules.code_members:
        type_ref: TypeRef | None = Named(id=type_id)
        for name in path:
            type_ref = _property(types, type_ref, name)
        values = [] if type_ref is None else [v.raw for v in values_of(types, type_ref)]
        texts = [value for value in values if isinstance(value, str)]
        if texts and len(texts) == len(values):
            if rules.qualified_codes:
                texts = [text.partition(":")[0].rpartition("#")[2] for text in texts]
            return tuple(dict.fromkeys(texts))
    return ()


def _property(types: Types, ref: TypeRef | None, name: Text) -> TypeRef | None:
    target = None if ref is None else object_of(types, without_null(ref)[1])
    if target is None:
        return None
    return next((f.type for f in target.fields if f.wire_name.raw == name.raw), None)
