"""oneOf, anyOf and discriminators."""

from __future__ import annotations

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
ALIKE_BY_KIND = obj("kind", kind=STRING, v=INTEGER)
ALIKE = obj("type", type=STRING, v=INTEGER)


def test_a_mapping_tells_equal_schemas_apart(codec: Any) -> None:
    """Both alternatives would take the value; the tag decides."""
    discriminator = {
        "propertyName": "type",
        "mapping": {"circle": "#/components/schemas/Circle", "sq": "#/components/schemas/Square"},
    }
    schemas = {
        "Circle": ALIKE,
        "Square": ALIKE,
        "Shape": {"oneOf": [ref("Circle"), ref("Square")], "discriminator": discriminator},
    }
    c = codec(ref("Shape"), schemas=schemas)
    assert type(c.round_trip({"type": "sq"})) is c.models.Square
    assert type(c.round_trip({"type": "circle", "v": 1})) is c.models.Circle


def test_a_discriminator_without_mapping(codec: Any) -> None:
    """The schema's name is the tag; a mapping may also give bare names."""
    shape = {"oneOf": [ref("Circle"), ref("Square")]}
    for mapping in ({}, {"mapping": {"Square": "Square"}}):
        schemas = {
            "Circle": ALIKE,
            "Square": ALIKE,
            "Shape": {**shape, "discriminator": {"propertyName": "type", **mapping}},
        }
        c = codec(ref("Shape"), schemas=schemas)
        assert type(c.round_trip({"type": "Square"})) is c.models.Square
        assert type(c.round_trip({"type": "Circle"})) is c.models.Circle


def test_an_unknown_tag_survives(codec: Any) -> None:
    """Servers add alternatives."""
    schemas = {
        "Circle": ALIKE,
        "Square": ALIKE,
        "Shape": {
            "oneOf": [ref("Circle"), ref("Square")],
            "discriminator": {"propertyName": "type"},
        },
    }
    c = codec({"type": "array", "items": ref("Shape")}, schemas=schemas)
    value = [{"type": "Circle"}, {"type": "Hexagon", "sides": 6}]
    shapes = c.round_trip(value)
    assert type(shapes[0]) is c.models.Circle
    assert shapes[1] == value[1]


def test_constants_decide_without_a_discriminator(codec: Any) -> None:
    """const, and an enumeration of one value."""
    schemas = {
        "A": obj("kind", kind={"const": "a"}, v=INTEGER),
        "B": obj("kind", kind={"type": "string", "enum": ["b"]}, v=INTEGER),
        "Either": {"oneOf": [ref("A"), ref("B")]},
    }
    c = codec(ref("Either"), schemas=schemas)
    assert type(c.round_trip({"kind": "a", "v": 1})) is c.models.A
    assert type(c.round_trip({"kind": "b", "v": 1})) is c.models.B


def test_a_discriminator_whose_tags_are_constants(codec: Any) -> None:
    """What a variant requires of the property counts as its tag."""
    schemas = {
        "CardPayment": obj("method", method={"const": "card"}, v=INTEGER),
        "CashPayment": obj("method", method={"const": "cash"}, v=INTEGER),
        "Payment": {
            "oneOf": [ref("CardPayment"), ref("CashPayment")],
            "discriminator": {"propertyName": "method"},
        },
    }
    c = codec(ref("Payment"), schemas=schemas)
    assert type(c.round_trip({"method": "cash"})) is c.models.CashPayment


def test_a_discriminator_with_several_values_each(codec: Any) -> None:
    """Values that one alternative alone lists are its tags; what all list says nothing."""
    kinds = {"type": "string", "enum": ["A", "B"]}
    schemas = {
        "Cat": obj("kind", kind={"enum": ["cat", "tiger"]}, v=INTEGER),
        "Fish": obj("kind", kind={"enum": ["fish", "shark"]}, v=INTEGER),
        "Pet": {"oneOf": [ref("Cat"), ref("Fish")], "discriminator": {"propertyName": "kind"}},
        "Kind": kinds,
        "A": obj(kind=ref("Kind"), v=INTEGER),
        "B": obj(kind=ref("Kind"), v=INTEGER),
        "Both": {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "kind"}},
        "W": obj(pet=ref("Pet"), both=ref("Both")),
    }
    c = codec(ref("W"), schemas=schemas)
    w = c.round_trip({"pet": {"kind": "shark"}, "both": {"kind": "B"}})
    assert (type(w.pet), type(w.both)) == (c.models.Fish, c.models.B)
    assert type(c.round_trip({"pet": {"kind": "tiger"}}).pet) is c.models.Cat


@pytest.mark.parametrize("values", [(1, 2), (True, False)])
def test_a_discriminator_that_is_no_text(codec: Any, values: Any) -> None:
    """Mappings have texts as keys; on the wire are numbers and booleans."""
    schemas = {
        "A": obj("v", v={"const": values[0]}),
        "B": obj("v", v={"const": values[1]}),
        "Either": {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "v"}},
    }
    c = codec(ref("Either"), schemas=schemas)
    assert type(c.round_trip({"v": values[0]})) is c.models.A
    assert type(c.round_trip({"v": values[1]})) is c.models.B


def test_a_union_with_a_discriminator_in_another(codec: Any) -> None:
    """Told apart by the same property they are one; in any other an unknown tag takes nothing away."""
    tagged = {"discriminator": {"propertyName": "kind"}}
    schemas = {
        "Cat": ALIKE_BY_KIND,
        "Dog": ALIKE_BY_KIND,
        "Fish": ALIKE_BY_KIND,
        "Mammal": {"oneOf": [ref("Cat"), ref("Dog")], **tagged},
        "Pet": {"oneOf": [ref("Mammal"), ref("Fish")], **tagged},
        "Stone": obj("weight", weight={"type": "string", "format": "date"}),
        "Thing": {"oneOf": [ref("Mammal"), ref("Stone")]},
        "W": obj(pet=ref("Pet"), thing=ref("Thing")),
    }
    c = codec(ref("W"), schemas=schemas)
    for kind in ("Cat", "Dog", "Fish"):
        assert type(c.round_trip({"pet": {"kind": kind}}).pet) is getattr(c.models, kind)
    w = c.round_trip({"pet": {"kind": "?", "n": None}, "thing": {"weight": "2020-01-02"}})
    assert w.pet == {"kind": "?", "n": None}
    assert type(w.thing) is c.models.Stone
    assert type(c.round_trip({"thing": {"kind": "Dog"}}).thing) is c.models.Dog


def test_a_discriminator_among_other_alternatives(codec: Any) -> None:
    """Texts and null beside the objects that it tells apart."""
    schemas = {
        "A": ALIKE,
        "B": ALIKE,
        "Any": {
            "anyOf": [ref("A"), STRING, ref("B"), {"type": "null"}],
            "discriminator": {"propertyName": "type"},
        },
    }
    c = codec(ref("Any"), schemas=schemas)
    assert type(c.round_trip({"type": "B"})) is c.models.B
    assert c.round_trip("x") == "x"
    assert c.round_trip(None) is None


def test_a_nullable_union_with_a_discriminator(codec: Any) -> None:
    """Null is not an object without a tag."""
    schemas = {
        "A": ALIKE,
        "B": ALIKE,
        "Either": {
            "oneOf": [ref("A"), ref("B")],
            "discriminator": {"propertyName": "type"},
            "nullable": True,
        },
    }
    c = codec(ref("Either"), schemas=schemas, version="3.0.3")
    assert c.round_trip(None) is None
    assert type(c.round_trip({"type": "B"})) is c.models.B


def test_required_keys_decide(codec: Any) -> None:
    """The only alternative that fits is meant."""
    schemas = {"A": obj("a", a=STRING), "B": obj("b", b=STRING)}
    c = codec({"oneOf": [ref("A"), ref("B")]}, schemas=schemas)
    assert type(c.round_trip({"b": "x"})) is c.models.B
    assert type(c.round_trip({"a": "x"})) is c.models.A


def test_own_keys_decide(codec: Any) -> None:
    """Nothing is required, but the keys belong to one alternative."""
    schemas = {"A": obj(a=STRING, both=STRING), "B": obj(b=STRING, both=STRING)}
    c = codec({"anyOf": [ref("A"), ref("B")]}, schemas=schemas)
    assert type(c.round_trip({"b": "x", "both": "y"})) is c.models.B
    assert type(c.round_trip({"a": "x", "both": "y"})) is c.models.A


@pytest.mark.parametrize("value", ["x", 1, 1.5, True, ["x"], {"a": "x"}])
def test_types_decide(codec: Any, value: Any) -> None:
    """A value keeps its own JSON type: 1 is not text, and true is not a number."""
    options = [STRING, {"type": "number"}, INTEGER, {"type": "boolean"}]
    options += [{"type": "array", "items": STRING}, ref("A")]
    c = codec({"oneOf": options}, schemas={"A": obj("a", a=STRING)})
    found = c.round_trip(value)
    if isinstance(value, dict):
        assert found == c.models.A(a="x")
    else:
        assert found == value
        assert type(found) is type(value)


def test_date_time_or_text(codec: Any) -> None:
    """What is not a date-time stays text."""
    c = codec({"oneOf": [{"type": "string", "format": "date-time"}, {"const": "never"}]})
    assert c.round_trip("never") == "never"
    assert c.round_trip("2020-07-21T17:32:28Z").year == 2020


BASE: dict[str, Any] = {
    "Base": {
        **obj("@type", **{"@type": STRING}),
        "discriminator": {"propertyName": "@type"},
    },
    "A": {"allOf": [ref("Base"), obj(value=INTEGER)]},
    "B": {"allOf": [ref("Base"), obj(value=INTEGER)]},
}


def test_a_discriminator_on_an_all_of_base(codec: Any) -> None:
    """A response that is declared as the base is of the class that its tag names."""
    c = codec(ref("Base"), schemas=BASE)
    assert type(c.round_trip({"@type": "A", "value": 1})) is c.models.A
    assert type(c.round_trip({"@type": "B", "value": 1})) is c.models.B
    assert c.encode(c.decode({"@type": "New", "x": 1})) == {"@type": "New", "x": 1}


def test_heirs_of_an_all_of_base_are_themselves(codec: Any) -> None:
    """One that is declared as an heir has the properties of the base."""
    c = codec(ref("A"), schemas=BASE)
    assert type(c.round_trip({"@type": "A", "value": 1})) is c.models.A


def test_lists_and_grandchildren_of_an_all_of_base(codec: Any) -> None:
    """Also with a mapping, inside of containers, and two steps down."""
    schemas = {
        "Pet": {
            **obj("kind", kind=STRING),
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"cat": "#/components/schemas/Cat", "tiger": "Tiger"},
            },
        },
        "Cat": {"allOf": [ref("Pet"), obj(lives=INTEGER)]},
        "Tiger": {"allOf": [ref("Cat"), obj(stripes=INTEGER)]},
        "Zoo": obj(pets={"type": "array", "items": ref("Pet")}),
    }
    c = codec(ref("Zoo"), schemas=schemas)
    zoo = c.round_trip({"pets": [{"kind": "cat", "lives": 9}, {"kind": "tiger", "stripes": 3}]})
    assert [type(pet) for pet in zoo.pets] == [c.models.Cat, c.models.Tiger]


@pytest.mark.parametrize("extension", ["x-discriminator-value", "x-ms-discriminator-value"])
def test_tags_that_heirs_name_themselves(codec: Any, extension: str) -> None:
    """Extensions of Swagger's days, when there was no mapping."""
    schemas = {**BASE, "A": {**BASE["A"], extension: "a"}}
    c = codec(ref("Base"), schemas=schemas)
    assert type(c.round_trip({"@type": "a", "value": 1})) is c.models.A
    assert type(c.round_trip({"@type": "B", "value": 1})) is c.models.B


def test_a_mapping_that_leads_nowhere_is_named(codec: Any) -> None:
    """The other tags work."""
    mapping = {"b": "B", "c": "Missing"}
    union = {
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }
    c = codec(ref("Either"), schemas={"A": ALIKE, "B": ALIKE, "Either": union})
    assert ["'Missing'" in d.message for d in c.diagnostics] == [True]
    assert type(c.round_trip({"type": "b"})) is c.models.B


def test_equal_unions_invent_no_tags(codec: Any) -> None:
    """The same oneOf twice, written out: every value on the wire is one of the document."""
    union = {
        "oneOf": [
            obj("type", type={"type": "string", "enum": ["text"]}, text=STRING),
            obj("type", type={"type": "string", "enum": ["image"]}, url=STRING),
        ],
        "discriminator": {"propertyName": "type"},
    }
    c = codec(ref("Both"), schemas={"Both": obj(first=union, second=union)})
    value = {"first": {"type": "image", "url": "u"}, "second": {"type": "text", "text": "t"}}
    both = c.round_trip(value)
    assert both.first.url == "u"
    assert both.second.text == "t"


def test_properties_beside_a_union_hold_for_each_alternative(codec: Any) -> None:
    """Every alternative has them."""
    schema = {**obj("id", id=INTEGER), "oneOf": [obj("a", a=STRING), obj("b", b=STRING)]}
    c = codec(ref("S"), schemas={"S": schema})
    found = c.round_trip({"id": 1, "b": "x"})
    assert (found.id, found.b) == (1, "x")


def test_a_union_that_only_requires(codec: Any) -> None:
    """anyOf of `required` alone: the object stays one class."""
    schema = {**obj(a=STRING, b=STRING), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    c = codec(ref("S"), schemas={"S": schema})
    assert type(c.round_trip({"b": "x"})) is c.models.S


def test_nullable_union(codec: Any) -> None:
    """Null is one of the alternatives."""
    schemas = {"A": obj("a", a=STRING), "B": obj("b", b=STRING)}
    c = codec({"oneOf": [ref("A"), ref("B"), {"type": "null"}]}, schemas=schemas)
    assert c.round_trip(None) is None
    assert type(c.round_trip({"b": "x"})) is c.models.B


def test_union_of_a_thousand(exchange: Any) -> None:
    """Python recurses for each "|" of a row; a choice between very many types imports and type-checks."""
    names = [f"N{number}" for number in range(1600)]
    schemas: dict[str, Any] = {
        name: {"type": "object", "properties": {"odd-name": {"type": "string"}}} for name in names
    }
    schemas["Any"] = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}
    schemas["Box"] = {
        "type": "object",
        "properties": {"odd-box": {"$ref": "#/components/schemas/Any"}},
    }
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Box"}}}}
    paths = {
        "/a": {
            "post": {
                "operationId": "a",
                "requestBody": body,
                "responses": {"200": {"description": "OK", **body}},
            }
        }
    }
    api = exchange(paths, schemas=schemas)
    api.answer({"odd-box": {"odd-name": "x"}})
    assert api.client.a(odd_box={"odd-name": "y"}).odd_box.odd_name == "x"
    assert api.body == b'{"odd-box":{"odd-name":"y"}}'


def test_several_choices_at_once(codec: Any) -> None:
    """Each combination is an alternative; where they are too many, what they add is kept and said."""

    def choices(count: int) -> dict[str, Any]:
        groups = [
            {"oneOf": [obj(f"a{n}", **{f"a{n}": STRING}), obj(f"b{n}", **{f"b{n}": INTEGER})]}
            for n in range(count)
        ]
        return {"allOf": [obj(id=INTEGER), *groups]}

    schemas = {"Few": choices(2), "Many": choices(14), "W": obj(few=ref("Few"), many=ref("Many"))}
    c = codec(ref("W"), schemas=schemas)
    many = {"id": 1, **{f"a{n}": "x" for n in range(14)}}
    w = c.round_trip({"few": {"id": 2, "a0": "x", "b1": 3}, "many": many})
    assert sorted(type(w.few).model_fields) == ["a0", "b1", "id"]
    assert (type(w.many), w.many.id) == (c.models.Many, 1)
    assert ["16384 combinations" in d.message for d in c.diagnostics] == [True]


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string", "format": "date"}, "2020-01-01T00:00:00Z"),
        ({"type": "string", "format": "date-time"}, "yesterday"),
        ({"type": "string", "format": "time"}, "noon"),
        ({"type": "string", "format": "duration"}, "long"),
        ({"type": "string", "format": "uuid"}, "none"),
        ({"type": "string", "format": "decimal"}, "many"),
        ({"type": "string", "contentEncoding": "base64"}, "***"),
        ({"type": ["string", "null"], "format": "date"}, "never"),
        ({"oneOf": [{"type": "string", "format": "date"}, {"type": "integer"}]}, "never"),
        (
            {
                "anyOf": [
                    {"type": "string", "format": "date"},
                    {"type": "string", "format": "uuid"},
                ]
            },
            "x",
        ),
        ({"type": "array", "items": {"type": "string", "format": "date"}}, ["2020-01-01", "x"]),
        (
            {"type": "object", "additionalProperties": {"type": "string", "format": "date"}},
            {"k": "x"},
        ),
    ],
)
@pytest.mark.parametrize("order", [("Loose", "Exact"), ("Exact", "Loose")])
def test_a_string_that_does_not_parse_costs_no_alternative(
    codec: Any, schema: Any, text: Any, order: tuple[str, str]
) -> None:
    """The alternative that knows the property wins, though another takes anything; the text is kept and said."""
    schemas = {
        "Loose": obj(id=STRING, note=STRING),
        "Exact": obj("id", "when", id=STRING, when=schema),
    }
    union = {"anyOf": [ref(name) for name in order]}
    c = codec({"type": "array", "items": union}, schemas=schemas, strict=False)
    value = [{"id": "a", "when": text}, {"id": "b", "note": "x"}, {"id": "a", "when": text}]
    found = c.round_trip(value)
    assert [type(item).__name__ for item in found] == ["Exact", "Loose", "Exact"]
    assert found[0].id == "a"
    c = codec({"type": "array", "items": union}, schemas=schemas)
    with pytest.raises(c.errors.ResponseValidationError, match=r"\$\[0\]\.when"):
        c.decode(value)


def test_a_string_that_parses_in_another_alternative(codec: Any) -> None:
    """Where all else is equal, the alternative that takes the text wins."""
    when = {"type": "string", "format": "date"}
    schemas = {"Day": obj("when", when=when), "Word": obj("when", when=STRING)}
    c = codec({"anyOf": [ref("Day"), ref("Word")]}, schemas=schemas)
    assert type(c.round_trip({"when": "2020-01-01"})).__name__ == "Day"
    assert type(c.round_trip({"when": "yesterday"})).__name__ == "Word"
