"""Arguments for every operation of a service model: as boto3 takes them, and as a generated client does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StringShape, StructureShape

AWKWARD = "modèle 日本 a+b~c/d:e?f#g%2Fh&i=j'k\"l\\m[n]@,;!$*(o)|"
PLAIN = "arn:aws:bedrock:eu-central-1:123456789012:thing/amazon.titan:1/ab~c"
HEADER = 'a b;c="d", e'
TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DOCUMENT = {"text": AWKWARD, "list": [1, 1.5, None, True, {"a": {}}], "none": None}
BYTES = b"\x00\xffbytes\n"
MOST_LEVELS = 7


@dataclass(frozen=True)
class Call:
    """One call: what both clients are given. `name` is boto3's of the operation, `index` tells its calls apart."""

    operation: str
    index: int
    theirs: dict[str, Any]
    ours: dict[str, Any]
    """By the names of the model; values of bodies are mappings in wire names."""

    def __str__(self) -> str:
        return f"{self.operation}[{self.index}]"


def calls_of(operation: OperationModel) -> Iterator[Call]:
    """Yield the calls of an operation: what is required, then everything, once for each alternative of its unions."""
    shape = operation.input_shape
    if shape is None:
        yield Call(operation.name, 0, {}, {})
        return
    makers = [Maker(everything=False), Maker(everything=True)]
    rounds = 0
    for index, maker in enumerate(makers):
        theirs, ours = maker.arguments(shape)
        yield Call(operation.name, index, theirs, ours)
        rounds = max(rounds, maker.alternatives)
    for turn in range(1, rounds):
        theirs, ours = Maker(everything=True, turn=turn).arguments(shape)
        yield Call(operation.name, turn + 1, theirs, ours)


@dataclass
class Maker:
    """Makes values of shapes; `turn` says which alternative of a union is taken."""

    everything: bool
    turn: int = 0
    alternatives: int = field(default=0, init=False)

    def arguments(self, shape: StructureShape) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the arguments for both clients."""
        theirs, ours = {}, {}
        for name, member in shape.members.items():
            token = member.metadata.get("idempotencyToken")
            if not (self.everything or token or name in shape.required_members):
                continue
            theirs[name], ours[name] = self._value(member, (shape.name,))
        return theirs, ours

    def _value(self, shape: Shape, around: tuple[str, ...]) -> tuple[Any, Any]:
        """Return a value as boto3 takes it, and with the names that JSON has."""
        if getattr(shape, "is_document_type", False):
            return DOCUMENT, DOCUMENT
        if isinstance(shape, StructureShape):
            return self._structure(shape, (*around, shape.name))
        if isinstance(shape, ListShape):
            return self._list(shape, (*around, shape.name))
        if isinstance(shape, MapShape):
            theirs, ours = self._value(shape.value, (*around, shape.name))
            return {"key ✓": theirs}, {"key ✓": ours}
        value = self._scalar(shape)
        return value if isinstance(value, tuple) else (value, value)

    def _list(self, shape: ListShape, around: tuple[str, ...]) -> tuple[Any, Any]:
        if self._is_deep(shape.member, around) and not shape.metadata.get("min"):
            return [], []
        count = max(shape.metadata.get("min", 1), 2 if self.everything else 1)
        pairs = [self._value(shape.member, around)] * min(count, shape.metadata.get("max", count))
        return [theirs for theirs, _ in pairs], [ours for _, ours in pairs]

    def _structure(self, shape: StructureShape, around: tuple[str, ...]) -> tuple[Any, Any]:
        names = list(shape.members)
        if shape.is_tagged_union:
            names = self._alternative(shape, around)
        elif not self.everything or len(around) > MOST_LEVELS:
            names = [name for name in names if name in shape.required_members]
        theirs, ours = {}, {}
        for name in names:
            member = shape.members[name]
            is_needed = shape.is_tagged_union or name in shape.required_members
            if self._is_deep(member, around) and not is_needed:
                continue
            theirs[name], inner = self._value(member, around)
            ours[member.serialization.get("name", name)] = inner
        return theirs, ours

    def _alternative(self, shape: StructureShape, around: tuple[str, ...]) -> list[str]:
        """Return the property of a union that is set: one after the other, of those that end."""
        names = [n for n, member in shape.members.items() if not self._is_deep(member, around)]
        names = names or list(shape.members)
        if self.everything:
            self.alternatives = max(self.alternatives, len(names))
        return [names[self.turn % len(names)]]

    def _is_deep(self, shape: Shape, around: tuple[str, ...]) -> bool:
        """Return whether a value would contain one of its own kind, or lies far down."""
        if isinstance(shape, ListShape):
            return self._is_deep(shape.member, around)
        if isinstance(shape, MapShape):
            return self._is_deep(shape.value, around)
        return isinstance(shape, StructureShape) and shape.name in around

    def _scalar(self, shape: Shape) -> Any:
        match shape.type_name:
            case "string":
                return self._text(shape)
            case "integer" | "long":
                return max(1, shape.metadata.get("min", 1))
            case "float" | "double":
                return float(shape.metadata.get("min", 0)) or 0.5
            case "boolean":
                return True
            case "timestamp":
                return TIME, _written(shape)
            case "blob":
                return BYTES
            case other:
                raise AssertionError(other)

    def _text(self, shape: Shape) -> str:
        if isinstance(shape, StringShape) and shape.enum:
            return str(shape.enum[self.turn % len(shape.enum)])
        if shape.metadata.get("jsonvalue"):
            return '{"a": 1}'
        location = shape.serialization.get("location")
        text = HEADER if location == "header" else AWKWARD if self.everything else PLAIN
        least = shape.metadata.get("min", 0)
        return text * (least // len(text) + 1) if least > len(text) else text


def _written(shape: Shape) -> Any:
    """Return the time as a generated client takes it: seconds and HTTP dates are a number and a text."""
    location = shape.serialization.get("location")
    usual = {"header": "rfc822", "querystring": "iso8601", "uri": "iso8601"}
    match shape.serialization.get("timestampFormat", usual.get(location, "unixtimestamp")).lower():
        case "unixtimestamp":
            return int(TIME.timestamp())
        case "iso8601":
            return TIME
        case _:
            return format_datetime(TIME, usegmt=True)
