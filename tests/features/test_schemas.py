"""Schemas: what a response is read as, and what a value is sent as."""

from __future__ import annotations

import copy
import datetime
import decimal
import inspect
import pickle
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}


STRING = {"type": "string"}
INTEGER = {"type": "integer"}


# --- boolean schemas, const, tuples


def test_boolean_schemas(codec: Any) -> None:
    """`true` takes anything; `items: false` ends a tuple."""
    pair = {"type": "array", "prefixItems": [STRING, INTEGER], "items": False}
    c = codec(ref("A"), schemas={"A": obj(pair=pair, anything=True, nothing=False)})
    a = c.round_trip({"pair": ["x", 1], "anything": {"deep": [None]}})
    assert a.pair == ["x", 1]
    assert a.anything == {"deep": [None]}
    assert not hasattr(a, "nothing")


def test_const(codec: Any) -> None:
    """Of every type; null too."""
    c = codec(
        ref("A"),
        schemas={"A": obj("kind", kind={"const": "a"}, number={"const": 1}, no={"const": None})},
    )
    a = c.round_trip({"kind": "a", "number": 1, "no": None})
    assert (a.kind, a.number, a.no) == ("a", 1, None)
    assert c.encode(c.models.A(kind="a")) == {"kind": "a", "number": 1, "no": None}


def test_array_without_items(codec: Any) -> None:
    """Its items are anything."""
    c = codec(ref("A"), schemas={"A": obj(list={"type": "array"})})
    assert c.encode(c.decode({"list": [1, "x", None, {}]})) == {"list": [1, "x", None, {}]}


def test_array_without_items_as_the_answer(codec: Any) -> None:
    """An array of anything is still an array."""
    assert codec({"type": "array"}).round_trip([1, "x", None]) == [1, "x", None]


def test_tuples(codec: Any) -> None:
    """Where the number of items is fixed, each has its own type; else an item is any of them."""
    schemas = {
        "O": obj(q=INTEGER),
        "Fixed": {
            "type": "array",
            "prefixItems": [STRING, {"type": "string", "format": "date-time"}, ref("O")],
            "minItems": 3,
            "maxItems": 3,
        },
        "Open": {"type": "array", "prefixItems": [STRING, ref("O")], "maxItems": 2},
        "W": obj(
            fixed=ref("Fixed"), many={"type": "array", "items": ref("Fixed")}, open=ref("Open")
        ),
    }
    value = ["x", "2020-07-21T17:32:28Z", {"q": 1}]
    c = codec(ref("W"), schemas=schemas)
    w = c.round_trip({"fixed": value, "many": [value], "open": ["x", {"q": 1}]})
    assert w.fixed == ("x", w.fixed[1], c.models.O(q=1)) == w.many[0]
    assert w.fixed[1].year == 2020
    assert w.open == ["x", c.models.O(q=1)]
    c = codec(ref("Fixed"), schemas=schemas, strict=False)
    assert c.round_trip(["x", "yesterday", {"q": 1}]) == ("x", "yesterday", c.models.O(q=1))
    assert c.round_trip(["x"]) == ["x"]


def test_a_property_that_cannot_occur(codec: Any) -> None:
    """By the schema `false`: there is nothing to give, and it is noted."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "extra": False}}
    c = codec({"$ref": "#/components/schemas/A"}, schemas={"A": schema})
    assert list(c.models.A.model_fields) == ["a"]
    assert c.round_trip({"a": "x", "extra": 1}).a == "x"


def test_false_among_alternatives(codec: Any) -> None:
    """It takes no value, so it adds nothing."""
    c = codec(
        ref("A"), schemas={"A": obj(a={"anyOf": [False, {"type": "string", "format": "date"}]})}
    )
    assert c.round_trip({"a": "2020-01-02"}).a == datetime.date(2020, 1, 2)


# --- null


@pytest.mark.parametrize("value", [None, "x"])
def test_nullable_in_3_1(codec: Any, value: Any) -> None:
    """It means nothing there, but authors who write it mean it."""
    schemas = {
        "Child": obj("name", name=STRING),
        "Null": {"type": "object", "nullable": True, "properties": {"name": STRING}},
        "A": obj(
            *("text", "ref", "all", "named", "enum"),
            text={"type": "string", "nullable": True},
            ref={**ref("Child"), "nullable": True},
            all={"allOf": [ref("Child")], "nullable": True},
            named=ref("Null"),
            enum={"enum": ["x"], "nullable": True},
        ),
    }
    child = value and {"name": value}
    c = codec(ref("A"), schemas=schemas)
    a = c.round_trip({"text": value, "ref": child, "all": child, "named": child, "enum": value})
    if value is None:
        assert [a.text, a.ref, a.all, a.named, a.enum] == [None] * 5
    else:
        assert type(a.ref) is type(a.all) is c.models.Child


@pytest.mark.parametrize("value", [None, {"name": "x"}])
def test_nullable_beside_a_reference_in_3_0(codec: Any, value: Any) -> None:
    """Common usage, though 3.0 has it that properties beside $ref are ignored."""
    schemas = {
        "Child": obj("name", name=STRING),
        "A": obj("myRef", myRef={**ref("Child"), "nullable": True}),
    }
    c = codec(ref("A"), schemas=schemas, version="3.0.3")
    a = c.round_trip({"myRef": value})
    assert a.my_ref == (None if value is None else c.models.Child(name="x"))


@pytest.mark.parametrize("value", [None, {"name": "x"}])
def test_nullable_all_of_in_3_0(codec: Any, value: Any) -> None:
    """The way in which 3.0 says that a reference may be null."""
    schemas = {
        "Child": obj("name", name=STRING),
        "A": obj("child", child={"allOf": [ref("Child")], "nullable": True}),
    }
    a = codec(ref("A"), schemas=schemas, version="3.0.3").round_trip({"child": value})
    assert (a.child is None) == (value is None)


def test_nullable_enum_in_3_0(codec: Any) -> None:
    """Null is a value though the enumeration does not list it."""
    e = {"type": "string", "enum": ["A"], "nullable": True}
    c = codec(ref("A"), schemas={"A": obj("e", e=e)}, version="3.0.3")
    assert c.round_trip({"e": None}).e is None
    assert c.round_trip({"e": "A"}).e == "A"


def test_type_arrays(codec: Any) -> None:
    """Several types, null among them."""
    c = codec(ref("A"), schemas={"A": obj("v", v={"type": ["string", "integer", "null"]})})
    for value in ("x", 1, None):
        found = c.round_trip({"v": value}).v
        assert found == value
        assert type(found) is type(value)


@pytest.mark.parametrize("value", ["a", "", None])
def test_null_and_blank_enums_as_django_writes_them(codec: Any, value: Any) -> None:
    """oneOf of an enumeration, one of "" and one of null."""
    field = {"oneOf": [ref("FieldEnum"), ref("BlankEnum"), ref("NullEnum")], "nullable": True}
    schemas = {
        "FieldEnum": {"type": "string", "enum": ["a", "b"]},
        "BlankEnum": {"enum": [""]},
        "NullEnum": {"enum": [None]},
        "A": obj("field", field=field),
    }
    c = codec(ref("A"), schemas=schemas, version="3.0.3")
    assert c.round_trip({"field": value}).field == value


def test_patch_sends_what_was_set(exchange: Any) -> None:
    """No defaults are sent, and None is null."""
    patched = obj(name={"type": "string", "default": ""}, rating={"type": ["integer", "null"]})
    api = exchange(
        {
            "/a": {
                "patch": {
                    "operationId": "change",
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": ref("Patched")}},
                    },
                    "responses": {"204": {"description": "Done"}},
                }
            }
        },
        schemas={"Patched": patched},
    )
    api.client.change(rating=None)
    assert api.body == b'{"rating":null}'
    api.client.change(name="")
    assert api.body == b'{"name":""}'
    api.client.change()
    assert api.body == b"{}"


def test_models_send_what_was_set(codec: Any) -> None:
    """The same for a model: None is null, a default is not sent."""
    schemas = {
        "Patched": obj(name={"type": "string", "default": ""}, rating={"type": ["integer", "null"]})
    }
    c = codec(ref("Patched"), schemas=schemas)
    assert c.encode(c.models.Patched(rating=None)) == {"rating": None}
    assert c.encode(c.models.Patched()) == {}
    assert c.encode({"rating": None}) == {"rating": None}


# --- objects


def test_typed_additional_properties_beside_properties(codec: Any) -> None:
    """Properties that have no name are read by their type too."""
    point = obj("x", x=INTEGER)
    schemas = {
        "Point": point,
        "A": {**obj("id", id=INTEGER), "additionalProperties": ref("Point")},
    }
    c = codec(ref("A"), schemas=schemas)
    a = c.round_trip({"id": 1, "other": {"x": 2}})
    assert a.id == 1
    assert a.model_extra["other"] == c.models.Point(x=2)


def test_map_of_objects(codec: Any) -> None:
    """Typed additionalProperties alone make a dictionary."""
    schemas = {
        "Point": obj("x", x=INTEGER),
        "Map": {"type": "object", "additionalProperties": ref("Point")},
    }
    c = codec(ref("Map"), schemas=schemas)
    assert c.round_trip({"a": {"x": 2}}) == {"a": c.models.Point(x=2)}


def test_unknown_properties_survive(codec: Any) -> None:
    """Servers add properties."""
    c = codec(ref("A"), schemas={"A": obj(a=STRING)})
    assert c.round_trip({"a": "x", "new": [1]}).model_extra == {"new": [1]}


def test_pattern_properties(codec: Any) -> None:
    """They are read, typed where there is one pattern, and sent back."""
    c = codec(
        ref("A"),
        schemas={
            "Point": obj("x", x=INTEGER),
            "A": {**obj(id=INTEGER), "patternProperties": {"^p-": ref("Point")}},
        },
    )
    a = c.round_trip({"id": 1, "p-1": {"x": 2}})
    assert a.model_extra["p-1"] == c.models.Point(x=2)


def test_pattern_properties_alone(codec: Any) -> None:
    """Without named properties they make a dictionary, of several patterns too."""
    one = {"type": "object", "patternProperties": {"^n": INTEGER}, "additionalProperties": False}
    assert codec(one).round_trip({"n": 1}) == {"n": 1}
    two = {
        "type": "object",
        "patternProperties": {"^n": INTEGER, "^d": {**STRING, "format": "date"}},
    }
    read = codec(two).round_trip({"n": 1, "d": "2020-01-02"})
    assert read == {"n": 1, "d": datetime.date(2020, 1, 2)}


def test_all_of_overrides_a_property(codec: Any) -> None:
    """What both schemas say of it holds: it is an object, and a Boo."""
    schemas = {
        "Foo": obj(p={"type": "object"}, q=STRING),
        "Boo": obj("x", x=INTEGER),
        "Bar": {"allOf": [ref("Foo")], "properties": {"p": ref("Boo")}},
    }
    c = codec(ref("Bar"), schemas=schemas)
    bar = c.round_trip({"p": {"x": 1}, "q": "y"})
    assert (bar.p.x, bar.q) == (1, "y")


def test_all_of_of_all_of(codec: Any) -> None:
    """A schema that merely renames another one can be a base."""
    schemas = {
        "A": obj("a", a=STRING),
        "B": {"allOf": [ref("A")]},
        "C": {"allOf": [ref("B"), obj(x=INTEGER)]},
    }
    c = codec(ref("C"), schemas=schemas)
    value = c.round_trip({"a": "y", "x": 1})
    assert type(value).__name__ == "C"
    assert (value.a, value.x) == ("y", 1)


def test_required_given_elsewhere(codec: Any) -> None:
    """`required` counts for a property of another property of allOf."""
    schemas = {"A": {"allOf": [obj(a=STRING), {"required": ["a"]}]}}
    c = codec(ref("A"), schemas=schemas)
    with pytest.raises(ValueError, match="a\n"):
        c.models.A()
    assert c.round_trip({"a": "x"}).a == "x"


def test_description_beside_a_reference(codec: Any) -> None:
    """It makes no new class."""
    schemas = {
        "Child": obj("x", x=INTEGER),
        "A": obj(c={**ref("Child"), "description": "Mine"}, d={"allOf": [ref("Child")]}),
    }
    c = codec(ref("A"), schemas=schemas)
    a = c.round_trip({"c": {"x": 1}, "d": {"x": 2}})
    assert type(a.c) is type(a.d) is c.models.Child


# --- recursion


def test_classes_that_refer_to_each_other(codec: Any) -> None:
    """A cycle of two, through a list."""
    schemas = {
        "Brother": obj(sister=ref("Sister")),
        "Sister": obj("bs", bs={"type": "array", "items": ref("Brother")}),
    }
    c = codec(ref("Brother"), schemas=schemas)
    brother = c.round_trip({"sister": {"bs": [{"sister": {"bs": []}}, {}]}})
    assert type(brother.sister.bs[0].sister) is c.models.Sister


def test_a_cycle_of_three_and_lists_of_lists(codec: Any) -> None:
    """Containers in containers."""
    rows = {"type": "array", "items": {"type": "array", "items": ref("A")}}
    schemas = {"A": obj(b=ref("B")), "B": obj(c=ref("C")), "C": obj(rows=rows)}
    c = codec(ref("A"), schemas=schemas)
    a = c.round_trip({"b": {"c": {"rows": [[{}, {"b": {}}], []]}}})
    assert type(a.b.c.rows[0][1].b) is c.models.B


@pytest.mark.parametrize("value", ["x", 1.5, None, [1.5, ["x"]], {"a": {"b": [None]}}])
def test_recursive_alias(codec: Any, value: Any) -> None:
    """A union that is a list and a map of itself."""
    json = {
        "oneOf": [
            STRING,
            {"type": "number"},
            {"type": "null"},
            {"type": "array", "items": ref("Json")},
            {"type": "object", "additionalProperties": ref("Json")},
        ]
    }
    assert codec(ref("Json"), schemas={"Json": json}).round_trip(value) == value


def test_recursive_list(codec: Any) -> None:
    """An array of itself."""
    schemas = {"Tree": {"type": "array", "items": ref("Tree")}}
    assert codec(ref("Tree"), schemas=schemas).round_trip([[], [[]]]) == [[], [[]]]


def test_alias_of_an_alias(codec: Any) -> None:
    """A name for a name for a list of objects."""
    schemas = {
        "Item": obj("x", x=INTEGER),
        "Items": {"type": "array", "items": ref("Item")},
        "More": ref("Items"),
    }
    c = codec(ref("More"), schemas=schemas)
    assert c.round_trip([{"x": 1}]) == [c.models.Item(x=1)]


def test_a_reference_into_another_schema(codec: Any) -> None:
    """References lead anywhere, not only to components."""
    schemas = {
        "A": obj("inner", inner=obj("x", x=INTEGER)),
        "B": obj(inner={"$ref": "#/components/schemas/A/properties/inner"}, a=ref("A")),
    }
    c = codec(ref("B"), schemas=schemas)
    b = c.round_trip({"inner": {"x": 1}, "a": {"inner": {"x": 2}}})
    assert type(b.inner) is type(b.a.inner)


# --- strings with a format


def test_date_times(codec: Any) -> None:
    """Always aware; one without an offset is UTC, and every offset can be read."""
    c = codec({"type": "string", "format": "date-time"})
    utc = datetime.timezone.utc  # noqa: UP017
    moment = datetime.datetime(2020, 7, 21, 17, 32, 28, tzinfo=utc)
    assert c.round_trip("2020-07-21T17:32:28Z") == moment
    assert c.decode("2020-07-21T19:32:28+02:00") == moment
    assert c.decode("2020-07-21T17:32:28") == moment
    assert c.decode("2020-07-21T17:32:28").tzinfo is not None
    assert c.encode(moment) == "2020-07-21T17:32:28Z"
    assert c.encode(moment.replace(tzinfo=None)) == "2020-07-21T17:32:28Z"
    west = datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))
    assert c.encode(moment.astimezone(west)) == "2020-07-21T14:02:28-03:30"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_dates_never_shift(codec: Any, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the zone of the computer."""
    monkeypatch.setenv("TZ", zone)
    c = codec({"type": "string", "format": "date"})
    assert c.round_trip("2024-02-29") == datetime.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("name", "wire", "value"),
    [
        ("time", "17:32:28", datetime.time(17, 32, 28)),
        (
            "uuid",
            "12345678-1234-5678-1234-567812345678",
            uuid.UUID(int=0x12345678123456781234567812345678),
        ),
        ("byte", "AP8=", b"\x00\xff"),
        ("decimal", "1.50", decimal.Decimal("1.50")),
        ("email", "a@b.example", "a@b.example"),
        ("password", "x", "x"),
        ("made-up", "x", "x"),
    ],
)
def test_string_formats(codec: Any, name: str, wire: str, value: Any) -> None:
    """Those that have a Python type are of it; others are text."""
    assert codec({"type": "string", "format": name}).round_trip(wire) == value


def test_decimal_numbers(exchange: Any) -> None:
    """A number of `format: decimal` may be given as a `Decimal`, says the annotation, and keeps its digits."""
    schema = {"type": "number", "format": "decimal"}
    content = {
        "application/json": {
            "schema": obj(amount=schema, either={"oneOf": [schema, {"type": "string"}]})
        }
    }
    operation = {
        "operationId": "pay",
        "parameters": [
            {"name": "least", "in": "query", "schema": schema},
            {"name": "plain", "in": "query", "schema": {"type": "number"}},
        ],
        "requestBody": {"required": True, "content": content},
        "responses": {"204": {"description": "Done"}},
    }
    c = exchange({"/payments": {"post": operation}})
    exact = decimal.Decimal("1.00000000000000000001")
    c.client.pay(least=exact, amount=exact)
    assert c.query == f"least={exact}"
    assert c.body == f'{{"amount":{exact}}}'.encode()
    annotations = inspect.get_annotations(type(c.client).pay)
    assert annotations["least"] == annotations["amount"] == "float | decimal.Decimal | Unset"
    assert annotations["either"] == "float | decimal.Decimal | str | Unset"
    assert annotations["plain"] == "float | Unset"


def test_durations(codec: Any) -> None:
    """ISO 8601; what is sent may be worded differently, but is as long. What came goes back as it came."""
    c = codec({"type": "string", "format": "duration"})
    assert c.decode("P1DT2H3M4S") == datetime.timedelta(days=1, hours=2, minutes=3, seconds=4)
    assert c.decode(c.encode(datetime.timedelta(hours=36, milliseconds=5))) == datetime.timedelta(
        hours=36, milliseconds=5
    )
    for written in ("P1M", "P1Y2M", "PT36H"):
        assert c.round_trip(written) == c.decode(written)
    assert copy.deepcopy(pickle.loads(pickle.dumps(c.decode("P1M")))).written == "P1M"


def test_formats_inside_models(codec: Any) -> None:
    """A model writes its values as they came."""
    schema = obj(
        at={"type": "string", "format": "date-time"},
        data={"type": "string", "contentEncoding": "base64"},
        amount={"type": "string", "format": "decimal"},
        id={"type": "string", "format": "uuid"},
        day={"type": "string", "format": "date"},
    )
    c = codec(ref("A"), schemas={"A": schema})
    a = c.round_trip(
        {
            "at": "2020-07-21T17:32:28Z",
            "data": "AP8=",
            "amount": "1.50",
            "id": "12345678-1234-5678-1234-567812345678",
            "day": "2024-02-29",
        }
    )
    assert a.data == b"\x00\xff"
    assert a.at.tzinfo is not None


def test_large_integers_and_numbers(codec: Any) -> None:
    """int64 beyond what a float holds; a number may be written without a fraction."""
    c = codec(
        ref("A"), schemas={"A": obj(i={"type": "integer", "format": "int64"}, n={"type": "number"})}
    )
    assert c.round_trip({"i": 9007199254740993, "n": 1}).i == 9007199254740993


# --- leniency


def test_an_answer_that_does_not_fit_is_still_an_answer(codec: Any) -> None:
    """A client that is not strict gives what fits typed, and the rest as it came."""
    schemas = {
        "A": obj(
            "id", "name", id=INTEGER, name=STRING, at={"type": "string", "format": "date-time"}
        )
    }
    c = codec(ref("A"), schemas=schemas, strict=False)
    a = c.decode({"id": "not a number", "at": "2020-07-21T17:32:28Z"})
    assert (a.id, a.name) == ("not a number", None)
    assert a.at.year == 2020


def test_an_answer_that_does_not_fit_keeps_its_wire_names(codec: Any) -> None:
    """A property whose name is the empty string, too."""
    schema = {"type": "object", "properties": {"": INTEGER, "a": INTEGER}}
    c = codec(ref("A"), schemas={"A": schema}, strict=False)
    value = {"": 1, "a": "not a number"}
    assert c.encode(c.decode(value)) == value


# --- what is said for people


def described(field: Any) -> dict[str, Any]:
    """Return a schema as Pydantic and OpenAI write optional values: everything is said inside of an alternative."""
    inside = {
        "type": "number",
        "title": "Heat",
        "description": "How hot.",
        "default": 1,
        "deprecated": True,
        "examples": [0.5],
    }
    alternatives = [inside, {"type": "null"}]
    return {field: alternatives[::-1] if field == "oneOf" else alternatives}


@pytest.mark.parametrize("field", ["anyOf", "oneOf"])
def test_what_is_said_beside_null_is_kept(exchange: Any, field: str) -> None:
    """Description, default and deprecation, in the model, in the arguments and in their documentation."""
    schema = obj(heat=described(field))
    body = {"content": {"application/json": {"schema": schema}}}
    paths = {
        "/a": {
            "post": {
                "operationId": "a",
                "parameters": [{"in": "query", "name": "q", "schema": described(field)}],
                "requestBody": body,
                "responses": {"200": {"description": "OK", **body}},
            }
        }
    }
    api = exchange(paths)
    text = Path(api.module.__file__).parent.rglob("*.py")
    written = "".join(p.read_text() for p in sorted(text) if "_runtime" not in p.parts)
    assert written.count("How hot.") >= 4  # field, arguments of both clients
    assert written.count("Default: ``1``") >= 1
    assert "Deprecated" in written


def test_what_members_of_all_of_say_is_kept(codec: Any) -> None:
    """AWS's documents describe every property so."""
    child = {"allOf": [ref("Child"), {"description": "The first child.", "deprecated": True}]}
    schemas = {
        "Child": obj(name=STRING),
        "A": obj(
            child=child,
            either={
                "oneOf": [
                    {**STRING, "description": "A name."},
                    {**INTEGER, "description": "An id."},
                ]
            },
        ),
    }
    c = codec(ref("A"), schemas=schemas)
    written = Path(sys.modules[c.models.A.__module__].__file__ or "").read_text()
    assert '"""The first child.\n\n    Deprecated.\n    """' in written
    assert '"""A name.\n\n    An id.\n    """' in written


# --- required


def test_required_names_that_no_property_has(codec: Any) -> None:
    """They are properties all the same, and named; a name that nearly fits is suggested."""
    schemas = {
        "A": obj("totl", total=INTEGER),
        "Map": {"type": "object", "required": ["x"], "additionalProperties": STRING},
        "Typed": {**obj("x", y=INTEGER), "additionalProperties": {**STRING, "format": "date"}},
        "Base": {"required": ["a", "nowhere"]},
        "Heir": {"allOf": [ref("Base"), obj(a=STRING)]},
        "Other": {"allOf": [ref("Base")], "properties": {"b": STRING}},
        "W": obj(a=ref("A"), map=ref("Map"), typed=ref("Typed"), heir=ref("Heir")),
    }
    c = codec(ref("W"), schemas=schemas)
    value = {
        "a": {"totl": 1, "total": 2},
        "map": {"x": "y"},
        "typed": {"x": "2020-01-02"},
        "heir": {"a": "b", "nowhere": 1},
    }
    w = c.round_trip(value)
    assert (w.a.totl, w.typed.x.year) == (1, 2020)
    found = [d for d in c.diagnostics if d.code.value[0] == "SL203"]
    assert sorted((d.location.pointer, d.hint) for d in found) == [
        ("/components/schemas/A/required/0", "Did you mean total?"),
        ("/components/schemas/Base/required/1", ""),
    ]


# --- alternatives that lead back to the choice


def test_a_union_that_contains_itself(codec: Any) -> None:
    """It is one of its other alternatives."""
    schemas = {
        "A": {"oneOf": [INTEGER, STRING, ref("A")]},
        "B": {"anyOf": [ref("C"), INTEGER]},
        "C": {"anyOf": [ref("B"), STRING]},
        "D": {"allOf": [ref("D")]},
        "E": {"oneOf": [ref("E")]},
        "F": {**obj(name=STRING), "oneOf": [ref("F"), obj("x", x=INTEGER)]},
        "W": obj(**{name.lower(): ref(name) for name in "ABCDEF"}),
    }
    c = codec(ref("W"), schemas=schemas)
    value = {"a": 1, "b": "x", "c": 1, "d": {"any": 1}, "e": [1], "f": {"name": "n"}}
    w = c.round_trip(value)
    assert (w.a, w.b, w.c, w.f.name) == (1, "x", 1, "n")
    assert sorted(
        d.location.pointer for d in c.diagnostics if "only refers to itself" in d.message
    ) == [
        "/components/schemas/D",
        "/components/schemas/E",
    ]
    for name in "ABC":
        assert "TypeAliasType" not in type(getattr(c.models, name)).__name__


@pytest.mark.parametrize(
    "number", ["1e400", "-1E+400", "1e-400", "2.5e1000", "1e99999999999999999999"]
)
@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "object"},
        {"type": "number"},
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "array"},
    ],
)
def test_numbers_beyond_the_range_of_a_float(codec: Any, schema: Any, number: str) -> None:
    """They are kept as they were written, wherever they are."""
    text = {"object": f'{{"x":{number},"y":[{number},1]}}', "array": f"[{number}]"}.get(
        schema.get("type", ""), number
    )
    c = codec(schema)
    c.answer(content=text.encode())
    value = c.client.read()
    assert "inf" not in repr(value)
    c.client.write(value=value)
    assert c.body.decode() == f'{{"value":{text}}}'


@pytest.mark.parametrize(
    "text",
    [
        "0F0E0D0C-0B0A-0908-0706-050403020100",
        "0f0e0d0c-0b0a-0908-0706-050403020100",
        "0F0E0D0C0B0A09080706050403020100",
        "urn:uuid:0f0e0d0c-0b0a-0908-0706-050403020100",
    ],
)
def test_uuids_keep_their_text(codec: Any, text: str) -> None:
    """They are equal to others of the same value, alone, in models, and in URLs."""
    schema = {"type": "string", "format": "uuid"}
    value = uuid.UUID("0f0e0d0c-0b0a-0908-0706-050403020100")
    found = codec(schema).round_trip(text)
    assert (found, hash(found), str(found)) == (value, hash(value), text)
    for copied in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert (copied, str(copied)) == (value, text)
    inner = {
        "type": "object",
        "properties": {"u": schema, "us": {"type": "array", "items": schema}},
    }
    assert codec(inner).round_trip({"u": text, "us": [text]}).u == value
