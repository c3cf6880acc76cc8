"""What the API sends of its own accord: which webhooks and callbacks are parsed, and what tells them apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...ir.api import Api, Parameter, ParameterLocation
from ...ir.incoming import Incoming, incoming_of
from ...ir.resolve import Types, declaration_of
from ...ir.types import Json, ObjectDecl, TypeRef, UnionDecl
from ...records import dataclass
from ..code.discriminators import values_of

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPlan:
    """A webhook or a callback of the client.

    Attributes:
        incoming: What is sent.
        constants: The properties of the body that tell it from others, with all values that each may have.
        headers: The same for header fields, whose names are in lower case.
        event: What the header field with the name of the event is, by the document's example.
    """

    incoming: Incoming
    constants: Mapping[str, _Values]
    headers: Mapping[str, _Values]
    event: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksPlan:
    """What a client parses of what the API sends; `event_header` is the header field that names the event, if there is one."""

    webhooks: tuple[WebhookPlan, ...]
    event_header: str | None


def plan_webhooks(api: Api) -> WebhooksPlan:
    """Decide what tells the webhooks and callbacks of an API apart."""
    found = incoming_of(api)
    bodies = _telling([_constants(api.types, each.payload.type, frozenset()) for each in found])
    headers = _telling([_header_values(api.types, each) for each in found])
    event_header = _event_header(found, headers)
    return WebhooksPlan(
        webhooks=tuple(
            WebhookPlan(
                incoming=each,
                constants=constants,
                headers=fields,
                event=_example(_headers_of(each).get(event_header or "")),
            )
            for each, constants, fields in zip(found, bodies, headers, strict=True)
        ),
        event_header=event_header,
    )


def _constants(types: Types, ref: TypeRef, around: frozenset[object]) -> dict[str, _Values]:
    """Return the properties of a body for which it lists all values; of a union, those of all alternatives."""
    declaration = declaration_of(types, ref)
    match declaration:
        case ObjectDecl():
            return {
                field.wire_name.raw: tuple(dict.fromkeys(value.raw for value in values))
                for field in declaration.fields
                if (values := values_of(types, field.type)) and all(map(_is_tag, values))
            }
        case UnionDecl() if declaration.id not in around and not declaration.nullable:
            around |= {declaration.id}
            each = [_constants(types, v.type, around) for v in declaration.variants]
            common = (
                [name for name in each[0] if all(name in other for other in each)] if each else []
            )
            return {
                name: tuple(dict.fromkeys(value for other in each for value in other[name]))
                for name in common
            }
        case _:
            return {}


def _is_tag(value: Json) -> bool:
    return isinstance(value.raw, (str, bool, int))


def _headers_of(incoming: Incoming) -> dict[str, Parameter]:
    return {
        parameter.wire_name.raw.lower(): parameter
        for parameter in incoming.operation.parameters
        if parameter.location is ParameterLocation.HEADER
    }


def _header_values(types: Types, incoming: Incoming) -> dict[str, _Values]:
    """Return the header fields for which a webhook lists all values."""
    listed = {
        name: tuple(value.raw for value in values_of(types, parameter.type))
        for name, parameter in _headers_of(incoming).items()
    }
    return {
        name: values
        for name, values in listed.items()
        if values and all(isinstance(value, str) for value in values)
    }


def _telling(each: Sequence[Mapping[str, _Values]]) -> list[dict[str, _Values]]:
    """Keep what tells webhooks apart.

    One value that not all of them have does. Several do only where others list none of them: a value that is added
    to a status must not make another webhook of it.
    """
    kept: list[dict[str, _Values]] = [{} for _ in each]
    for name in dict.fromkeys(name for constants in each for name in constants):
        listed = {
            index: constants[name] for index, constants in enumerate(each) if name in constants
        }
        same_for_all = len(listed) == len(each) and len({*map(frozenset, listed.values())}) == 1
        if same_for_all or len(each) == 1:
            continue
        for index, values in listed.items():
            others = [frozenset(other) for i, other in listed.items() if i != index]
            apart = [other for other in others if other.isdisjoint(values)]
            same = [other for other in others if other == frozenset(values)]
            if len(values) == 1 or (apart and len(apart) + len(same) == len(others)):
                kept[index][name] = values
    return kept


def _event_header(
    found: Sequence[Incoming], headers: Sequence[Mapping[str, _Values]]
) -> str | None:
    """Return the header field whose examples name the webhooks, at least most of those that have it.

    An example is what the webhook's name begins with: "push", or "project_card" for `project-card-created`. A field whose
    values are listed needs none.
    """
    matches: dict[str, list[bool]] = {}
    for incoming, listed in zip(found, headers, strict=True):
        own = _slug(incoming.name.raw)
        for name, parameter in _headers_of(incoming).items():
            example = _example(parameter)
            if example is not None and name not in listed:
                slug = _slug(example)
                matches.setdefault(name, []).append(own == slug or own.startswith(f"{slug}-"))
    likely = {name: sum(each) for name, each in matches.items() if 2 * sum(each) > len(each)}
    return max(likely, key=lambda name: (likely[name], name)) if likely else None


def _example(parameter: Parameter | None) -> str | None:
    examples = parameter.doc.examples if parameter is not None else ()
    value = examples[0].raw if examples else None
    return value if isinstance(value, str) and _slug(value) else None


def _slug(text: str) -> str:
    """Return the words of a name as they can be compared, as the runtime does."""
    return _SEPARATORS.sub("-", _HUMP.sub("-", text).lower()).strip("-")
