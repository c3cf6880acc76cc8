"""What the tests of one module share: JSON values in a file beside it, and models as constants.

What occurs once is not shared, save large bodies, nor what is so small that it reads better in its place. So first
everything that will be written is *noted*, and then it is written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import field
from typing import Any, TypeAlias

from ...ir.types import ObjectDecl, TypeId, TypeRef
from ...records import by_identity, dataclass
from ..code.encoders import literal
from ..code.json_text import json_code
from ..code.nodes import PyArgument
from ..code.symbols import Symbols, object_of
from ..code.test_nodes import PySample
from ..examples.value_writer import ValueWriter
from ..naming.identifiers import Scope, code, imported, snake
from ..naming.printable import PythonCode

_SMALL = 60
"""The characters of a value that is written where it is used, however often that is."""
_LARGE = 600
"""The characters of a body that goes into the JSON file even if it is used once."""
_REFERENCE = '"$ref"'
"""The property that stands for another sample: values that have it themselves are not shared."""
_NO_CODE = PythonCode("")
_compact = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_TextOf: TypeAlias = Callable[[object], str]
"""Returns the text of an object, the same for equal ones. It is made once, so none may be changed meanwhile."""


class Samples:
    """The JSON file beside a module of tests; `text_of` returns that of what is written."""

    def __init__(self, module: str) -> None:
        self._sample = imported(module, "samples")
        self.text_of: _TextOf = by_identity(_compact)
        self._uses: Counter[str] = Counter()
        self._values: dict[str, Any] = {}
        self._wishes: dict[str, str] = {}
        self._large: set[str] = set()
        self._names: dict[str, str] = {}

    def note(self, body: Any, name: str) -> None:
        """Note that a body is written, and what it may be called."""
        if isinstance(body, dict) and len(text := self.text_of(body)) >= _LARGE:
            self._large.add(text)
        self._note(body, name)

    def _note(self, value: Any, name: str) -> None:
        if isinstance(value, list):
            for item in value:
                self._note(item, name)
        if not isinstance(value, dict):
            return
        text = self.text_of(value)
        self._uses[text] += 1
        if text not in self._values:
            self._values[text] = value
            self._wishes[text] = name
            for key, inner in value.items():
                self._note(inner, key)

    def allot(self, class_names: dict[str, str]) -> None:
        """Choose names for what is shared: those of the classes that the values are of, else those noted."""
        scope = Scope()
        for text, wish in self._wishes.items():
            often = self._uses[text] > 1 and len(text) >= _SMALL
            if (often or text in self._large) and _REFERENCE not in text:
                self._names[text] = scope.take(snake(class_names.get(text, wish), "sample"))

    def code(self, value: Any) -> PythonCode:
        """Write a value of a body."""
        if isinstance(value, list):
            return PythonCode.of("[{}]", PythonCode.joined(", ", [self.code(i) for i in value]))
        if not isinstance(value, dict):
            return literal(value)
        name = self._names.get(self.text_of(value))
        if name is not None:
            loaded = PythonCode.of("sample({})", literal(name))
            return loaded.needing(*self._sample.imports)
        pairs = [
            PythonCode.of("{}: {}", literal(key), self.code(value[key])) for key in sorted(value)
        ]
        return PythonCode.of("{{{}}}", PythonCode.joined(", ", pairs))

    def entries(self) -> tuple[PySample, ...]:
        """Return the entries of the file, sorted by name."""
        entries = []
        for text, name in sorted(self._names.items(), key=lambda item: item[1]):
            value = {key: self._referring(inner) for key, inner in self._values[text].items()}
            key = json_code(name)
            entries.append(PySample(name=key, value=json_code(value, before=len(key) + 2)))
        return tuple(entries)

    def _referring(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._referring(item) for item in value]
        if not isinstance(value, dict):
            return value
        name = self._names.get(self.text_of(value))
        if name is not None:
            return {"$ref": f"#/{name}"}
        return {key: self._referring(inner) for key, inner in value.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _ExpectedObject:
    """An object of a value that is expected: what it is, and the objects in it."""

    key: tuple[TypeId, str]
    declaration: ObjectDecl
    value: dict[str, Any]
    inner: list[_ExpectedObject] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noted:
    """What was noted of an object: `ambiguous` and `unfinished` are as those of the writer, for it alone."""

    expected: _ExpectedObject
    ambiguous: bool
    unfinished: bool


class Models(ValueWriter):
    """The models that tests expect, as constants where several are alike.

    `class_names` are those of the objects that were noted, by their text as JSON.
    """

    def __init__(self, symbols: Symbols, text_of: _TextOf, *, writing: bool) -> None:
        super().__init__(symbols, writing=writing)
        self.class_names: dict[str, str] = {}
        self._class_of = symbols.names
        self._text_of = text_of
        self._uses: Counter[tuple[TypeId, str]] = Counter()
        self._shareable: list[_ExpectedObject] = []
        self._names: dict[tuple[TypeId, str], PythonCode] = {}
        self._noted: dict[tuple[TypeId, str], _Noted] = {}
        self._top: list[_ExpectedObject] = []
        self._is_noting = True

    def note(self, ref: TypeRef, value: Any) -> bool:
        """Note that a value is expected; return whether its models can be told."""
        self.ambiguous = False
        self._top = []
        self.write(ref, value)
        if not self.ambiguous:
            self._count(self._top)
        return not self.ambiguous

    def name(self, ref: TypeRef, value: Any) -> None:
        """Note of which classes the objects of a value are, which is not expected as models."""
        declaration = object_of(self._symbols, ref)
        if declaration is None or declaration.id in self._class_of:
            self._top = []
            self.write(ref, value)

    def _count(self, objects: list[_ExpectedObject]) -> None:
        """Count objects; what is inside of one that is there already is not written again."""
        for each in objects:
            self._uses[each.key] += 1
            if self._uses[each.key] == 1:
                self._count(each.inner)
                self._shareable.append(each)

    def _object(self, declaration: ObjectDecl, value: dict[str, Any]) -> PythonCode:
        key = declaration.id, self._text_of(value)
        if not self._is_noting:
            return self._names.get(key) or super()._object(declaration, value)
        noted = self._noted.get(key)
        if noted is None:
            noted = self._noted[key] = self._noted_object(key, declaration, value)
        self._top.append(noted.expected)
        self.ambiguous |= noted.ambiguous
        self._unfinished |= noted.unfinished
        return _NO_CODE

    def _noted_object(
        self, key: tuple[TypeId, str], declaration: ObjectDecl, value: dict[str, Any]
    ) -> _Noted:
        """Note an object and what is in it, without the code of it."""
        self.class_names.setdefault(key[1], self._class_of[declaration.id])
        around = self._top, self.ambiguous, self._unfinished
        self._top, self.ambiguous, self._unfinished = [], False, False
        if self._is_whole(declaration, value):
            for each in self._symbols.fields(declaration, writing=self._writing):
                if each.wire_name.raw in value:
                    self._write(each.type, value[each.wire_name.raw])
        else:
            self._unfinished = True
        noted = _Noted(
            expected=_ExpectedObject(
                key=key, declaration=declaration, value=value, inner=self._top
            ),
            ambiguous=self.ambiguous,
            unfinished=self._unfinished,
        )
        self._top, self.ambiguous, self._unfinished = around
        return noted

    def allot(self, reserved: set[str]) -> tuple[PyArgument, ...]:
        """Choose names for the models that are expected more than once; return them, each after those that it has in it."""
        self._is_noting = False
        scope = Scope(reserved)
        constants = []
        for each in self._shareable:
            if self._uses[each.key] > 1 and len(each.key[1]) >= _SMALL:
                name = code(scope.take(snake(self._class_of[each.declaration.id]).upper()))
                value = super()._object(each.declaration, each.value)
                constants.append(PyArgument(name=name, value=value))
                self._names[each.key] = name
        return tuple(constants)
