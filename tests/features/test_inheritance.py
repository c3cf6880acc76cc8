"""Bases and heirs, choices with something beside them, and schemas that add nothing to another."""

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
CAT = obj("petType", petType=STRING, claws={"type": "boolean"})
DOG = obj("petType", petType=STRING, bark=STRING)
MAPPING = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
EITHER = {"oneOf": [ref("Cat"), ref("Dog")]}


# --- siblings of a choice


@pytest.mark.parametrize(
    "beside", [{"properties": {"name": STRING}}, {"required": ["petType"]}, {"type": "object"}]
)
@pytest.mark.parametrize("mapping", [None, MAPPING])
def test_a_discriminator_with_siblings(codec: Any, beside: Any, mapping: Any) -> None:
    """The alternatives are the classes that are referred to, by the mapping's tags or by their names."""
    discriminator = {"propertyName": "petType"} | ({"mapping": mapping} if mapping else {})
    schemas = {
        "Cat": CAT,
        "Dog": DOG,
        "Pet": {"type": "object", **beside, **EITHER, "discriminator": discriminator},
    }
    c = codec({"type": "array", "items": ref("Pet")}, schemas=schemas, version="3.0.3")
    tags = ("cat", "dog") if mapping else ("Cat", "Dog")
    value = [
        {"petType": tags[0], "claws": True, "name": "Tom"},
        {"petType": tags[1], "bark": "wuff"},
        {"petType": "fish", "fins": 2},
    ]
    cat, dog, fish = c.round_trip(value)
    assert (type(cat), type(dog)) == (c.models.Cat, c.models.Dog)
    assert fish == value[2]
    assert cat.name == "Tom"
    assert ("name" in c.models.Cat.model_fields) == ("properties" in beside)


def test_siblings_of_several_choices(codec: Any) -> None:
    """A property that two choices describe otherwise is one or the other; an own one stays as it is."""
    tagged = {**EITHER, "discriminator": {"propertyName": "petType", "mapping": MAPPING}}
    schemas = {
        "Cat": CAT,
        "Dog": {**DOG, "additionalProperties": False},
        "PetA": {**obj(age=INTEGER, claws=STRING), **tagged},
        "PetB": {**obj(age=STRING), **tagged},
        "W": obj(a=ref("PetA"), b=ref("PetB")),
    }
    c = codec(ref("W"), schemas=schemas)
    w = c.round_trip(
        {"a": {"petType": "cat", "age": 3, "claws": True}, "b": {"petType": "cat", "age": "old"}}
    )
    assert (w.a.age, w.b.age, w.a.claws) == (3, "old", True)
    assert type(w.a) is type(w.b) is c.models.Cat
    assert "age" not in c.models.Dog.model_fields


def test_properties_beside_a_choice_without_discriminator(codec: Any) -> None:
    """Each alternative has them, in a class of its own."""
    schemas = {
        "A": obj("a", a=STRING),
        "B": obj("b", b=STRING),
        "S": {**obj("id", id=INTEGER), "oneOf": [ref("A"), ref("B")]},
    }
    c = codec(ref("S"), schemas=schemas)
    found = c.round_trip({"id": 1, "b": "x"})
    assert (found.id, found.b) == (1, "x")


def test_a_type_beside_a_choice_of_formats(codec: Any) -> None:
    """The alternatives leave the type open, so it is that beside them."""
    schema = {"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}
    c = codec(ref("A"), schemas={"A": obj(ip=schema)})
    assert c.round_trip({"ip": "::1"}).ip == "::1"
    assert "str" in str(c.models.A.model_fields["ip"].annotation)


@pytest.mark.parametrize("required", [["kind", "n"], ["kind", "s"]])
def test_inline_alternatives_with_a_tag_of_plain_text(codec: Any, required: list[str]) -> None:
    """They have no names, so the other properties decide."""
    schema = {
        "oneOf": [
            obj("kind", "n", kind=STRING, n=INTEGER),
            obj("kind", "s", kind=STRING, s=STRING),
        ],
        "discriminator": {"propertyName": "kind"},
    }
    c = codec(schema)
    value = {"kind": "any", "n": 1} if "n" in required else {"kind": "any", "s": "x"}
    found = c.round_trip(value)
    assert sorted(type(found).model_fields) == sorted(required)


def test_inline_and_named_alternatives_under_one_discriminator(codec: Any) -> None:
    """The name of a component is a tag; what is inline is found by its properties."""
    schemas = {
        "Num": obj("kind", "n", kind=STRING, n=INTEGER),
        "Either": {
            "oneOf": [ref("Num"), obj("kind", "s", kind=STRING, s=STRING)],
            "discriminator": {"propertyName": "kind"},
        },
    }
    c = codec(ref("Either"), schemas=schemas)
    assert type(c.round_trip({"kind": "Num", "n": 1})) is c.models.Num
    assert c.round_trip({"kind": "other", "s": "x"}).s == "x"


# --- springdoc's form


def springdoc(**discriminator: Any) -> dict[str, Any]:
    """Return a base that lists its heirs, and heirs that take in the base."""
    return {
        "Animal": {
            **obj("type", type=STRING, name=STRING),
            **EITHER,
            "discriminator": {"propertyName": "type", **discriminator},
        },
        "Cat": {"type": "object", "allOf": [ref("Animal"), obj(claws={"type": "boolean"})]},
        "Dog": {"allOf": [ref("Animal"), obj(bark=STRING)]},
    }


def test_a_base_that_lists_its_heirs(codec: Any) -> None:
    """The choice is between the heirs, and each has the properties of the base."""
    schemas = {
        **springdoc(mapping=MAPPING),
        "Puppy": {"allOf": [ref("Dog"), obj(months=INTEGER)]},
        "Horse": {"allOf": [ref("Animal")]},
        "W": obj(any=ref("Animal"), cat=ref("Cat"), puppy=ref("Puppy"), horse=ref("Horse")),
    }
    c = codec(ref("W"), schemas=schemas)
    value = {
        "any": {"type": "dog", "name": "Rex", "bark": "wuff"},
        "cat": {"type": "cat", "claws": True},
        "puppy": {"type": "puppy", "name": "Bo", "bark": "w", "months": 3},
        "horse": {"type": "horse", "name": "Al"},
    }
    w = c.round_trip(value)
    assert [type(x).__name__ for x in (w.any, w.cat, w.puppy, w.horse)] == [
        *("Dog", "Cat", "Puppy", "Horse")
    ]
    assert (w.any.name, w.puppy.bark) == ("Rex", "w")
    assert not [name for name in c.models.__all__ if "Variant" in name]
    assert c.round_trip({"any": {"type": "bird", "wings": 2}}).any == {"type": "bird", "wings": 2}


def test_a_base_that_lists_its_heirs_without_discriminator(codec: Any) -> None:
    """Their own properties tell them apart."""
    schemas = springdoc()
    del schemas["Animal"]["discriminator"]
    c = codec(ref("Animal"), schemas=schemas)
    assert type(c.round_trip({"type": "x", "bark": "w"})) is c.models.Dog


def test_an_heir_that_adds_nothing_is_a_class(codec: Any) -> None:
    """Its tag tells it from the base and from its siblings."""
    schemas = {
        "Pet": {**obj("kind", kind=STRING), "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [ref("Pet")]},
        "Dog": {"type": "object", "allOf": [ref("Pet")], "description": "A dog"},
    }
    c = codec(ref("Pet"), schemas=schemas)
    assert type(c.round_trip({"kind": "Dog"})) is c.models.Dog
    assert type(c.round_trip({"kind": "Cat"})) is c.models.Cat


def test_a_choice_that_is_taken_in_is_still_a_choice(codec: Any) -> None:
    """Where the alternatives do not take in the base, whoever takes it in is one of them, too."""
    schemas = {
        "Cat": CAT,
        "Dog": DOG,
        "Pet": {**EITHER, "discriminator": {"propertyName": "petType", "mapping": MAPPING}},
        "Stored": {"allOf": [ref("Pet"), obj("id", id=INTEGER)]},
    }
    c = codec({"type": "array", "items": ref("Stored")}, schemas=schemas)
    cat, dog = c.round_trip(
        [{"id": 1, "petType": "cat", "claws": True}, {"id": 2, "petType": "dog", "bark": "w"}]
    )
    assert (cat.id, cat.claws, dog.id, dog.bark) == (1, True, 2, "w")
    assert type(cat) is not type(dog)


def test_heirs_say_more_of_an_inherited_property(codec: Any) -> None:
    """Each heir has a type of its own for it, and the base keeps its own."""
    schemas = {
        "Base": obj(kind=STRING, p=obj(a=STRING), rows={"type": "array", "items": obj(a=STRING)}),
        "Cat": {
            "allOf": [
                ref("Base"),
                obj(kind={"enum": ["cat", "tiger"]}, p={"properties": {"c": INTEGER}}),
            ]
        },
        "Dog": {
            "allOf": [ref("Base")],
            "properties": {
                "kind": {"enum": ["dog", "wolf"]},
                "p": {"properties": {"d": {**STRING, "format": "date"}}},
                "rows": {"items": obj(b={**STRING, "format": "date"})},
            },
        },
        "W": obj(base=ref("Base"), cat=ref("Cat"), dog=ref("Dog")),
    }
    c = codec(ref("W"), schemas=schemas)
    w = c.round_trip(
        {
            "base": {"p": {"a": "x"}, "rows": [{"a": "x"}]},
            "cat": {"kind": "tiger", "p": {"a": "x", "c": 1}},
            "dog": {
                "kind": "wolf",
                "p": {"a": "x", "d": "2020-01-02"},
                "rows": [{"b": "2020-01-02"}],
            },
        }
    )
    assert (w.dog.p.d.year, w.dog.rows[0].b.year) == (2020, 2020)
    assert sorted(type(w.cat.p).model_fields) == ["a", "c"]
    assert sorted(type(w.base.p).model_fields) == ["a"]
    assert "wolf" in str(c.models.Dog.model_fields["kind"].annotation)
    assert "tiger" in str(c.models.Cat.model_fields["kind"].annotation)


def test_the_same_property_from_two_bases(codec: Any) -> None:
    """It is what both refer to; of two, the one that takes in the other."""
    schemas = {
        "P": obj(a=STRING),
        "Q": {"allOf": [ref("P"), obj(b=STRING)]},
        "A": obj(p=ref("P"), q=ref("P")),
        "B": obj(p={**ref("P"), "description": "The same"}, q=ref("Q")),
        "C": {"allOf": [ref("A"), ref("B")]},
    }
    c = codec(ref("C"), schemas=schemas)
    found = c.round_trip({"p": {"a": "x"}, "q": {"a": "x", "b": "y"}})
    assert (type(found.p), type(found.q)) == (c.models.P, c.models.Q)


# --- schemas that add nothing to another


ADDRESS = {"allOf": [ref("Address")]}
SAME = {
    "alone": ADDRESS,
    "typed": {"type": "object", **ADDRESS},
    "member": {"allOf": [ref("Address"), {"type": "object"}]},
    "closed": {**ADDRESS, "additionalProperties": False},
    "open": {**ADDRESS, "additionalProperties": True},
    "described": {"allOf": [ref("Address"), {"type": "object", "description": "x"}]},
    "nullable": {"allOf": [ref("Address"), {"type": "object"}], "nullable": True},
    "sized": {**ADDRESS, "minProperties": 1, "maxProperties": 5},
    "empty": {**ADDRESS, "properties": {}},
    "any": {"allOf": [ref("Address"), {}, {"description": "d"}]},
    "one_of": {"type": "object", "oneOf": [ref("Address")]},
    "xml": {**ADDRESS, "xml": {"name": "q"}},
    "required": {**ADDRESS, "required": ["street"]},
    "repeated": {**ADDRESS, "properties": {"street": STRING}},
    "default": {**ADDRESS, "default": {"street": "x"}, "example": {"street": "y"}},
    "nested": {"allOf": [{"allOf": [ref("Address")], "type": "object"}]},
    "null_one_of": {"nullable": True, "oneOf": [ref("Address")]},
    "null_any_of": {"nullable": True, "type": "object", "anyOf": [ref("Address")]},
    "null_typed": {"type": "object", "nullable": True, **ADDRESS},
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_what_adds_nothing_to_a_reference_is_no_class_of_its_own(codec: Any, version: str) -> None:
    """`allOf: [{$ref: Address}]` with type, annotations and the like beside it is Address."""
    schemas = {
        "Address": obj("street", street=STRING),
        "Color": {"type": "string", "enum": ["a", "b"]},
        "Order": obj(*SAME, **SAME, color={"type": "string", "allOf": [ref("Color")]}),
    }
    c = codec(ref("Order"), schemas=schemas, version=version)
    value: dict[str, Any] = {name: {"street": "s"} for name in SAME}
    order = c.round_trip({**value, "color": "a"})
    assert {name: type(getattr(order, name)) for name in SAME} == dict.fromkeys(
        SAME, c.models.Address
    )
    assert "Color" in c.models.Order.__annotations__["color"]
    nothing = {name: None for name in SAME if name.startswith("null")}
    assert c.round_trip({**value, **nothing}).null_typed is None


def test_what_adds_something_to_a_reference_is_a_class_of_its_own(codec: Any) -> None:
    """A property, that one is required, or a name of its own is more than the schema says that is referred to."""
    schemas = {
        "Address": obj(street=STRING),
        "Order": obj(
            more={**ADDRESS, "properties": {"city": STRING}},
            needed={**ADDRESS, "required": ["street"]},
            named=ref("Named"),
        ),
        "Named": {"type": "object", **ADDRESS, "description": "The author's own name for it"},
    }
    c = codec(ref("Order"), schemas=schemas)
    value = {"more": {"street": "s", "city": "c"}, "needed": {"street": "s"}, "named": {}}
    order = c.round_trip(value)
    assert type(order.named) is c.models.Named is not c.models.Address
    assert order.more.city == "c"
    assert type(order.needed).model_fields["street"].is_required()


@pytest.mark.parametrize(
    "null",
    [
        {"nullable": True},
        {"nullable": True, "description": "none"},
        {"enum": [None]},
        {"enum": [None], "nullable": True},
        {"enum": ["null"], "nullable": True},
        {"nullable": True, "not": {}},
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_alternatives_that_mean_null(codec: Any, null: Any, version: str) -> None:
    """Whichever way a generator says null where it has no type for it."""
    schemas = {
        "X": obj("s", s=STRING),
        "W": obj(
            "first", "last", first={"oneOf": [null, ref("X")]}, last={"anyOf": [ref("X"), null]}
        ),
    }
    c = codec(ref("W"), schemas=schemas, version=version)
    w = c.round_trip({"first": None, "last": {"s": "x"}})
    assert (w.first, type(w.last)) == (None, c.models.X)
    assert c.models.W.__annotations__["last"] == "X | None"


@pytest.mark.parametrize("null", [{"type": "null"}, {"type": ["null"]}, {"const": None}])
def test_alternatives_that_are_null(codec: Any, null: Any) -> None:
    """Whichever way JSON Schema has for it; what takes nothing adds nothing."""
    schemas = {"X": obj("s", s=STRING), "W": obj("x", x={"anyOf": [ref("X"), null, {"not": {}}]})}
    c = codec(ref("W"), schemas=schemas)
    assert c.round_trip({"x": None}).x is None
    assert c.models.W.__annotations__["x"] == "X | None"


def test_null_among_the_types_beside_a_reference(codec: Any) -> None:
    """Authors who write it mean that the reference may be null."""
    schemas = {
        "X": obj("s", s=STRING),
        "W": obj("x", x={"type": ["object", "null"], "allOf": [ref("X")]}),
    }
    c = codec(ref("W"), schemas=schemas)
    assert c.round_trip({"x": None}).x is None
    assert type(c.round_trip({"x": {"s": "x"}}).x) is c.models.X


# --- OpenAPI 3.2: defaultMapping


@pytest.mark.parametrize("default", ["Other", "#/components/schemas/Other", "Cat"])
@pytest.mark.parametrize("listed", [True, False])
def test_the_default_of_a_discriminator(codec: Any, default: str, listed: bool) -> None:
    """It is meant where the tag is unknown, and where there is none."""
    schemas = {
        "Cat": obj(petType=STRING, claws={"type": "boolean"}),
        "Dog": DOG,
        "Other": obj(petType=STRING, note=STRING),
        "Pet": {
            "oneOf": [ref("Cat"), ref("Dog"), *([ref("Other")] if listed else [])],
            "discriminator": {
                "propertyName": "petType",
                "mapping": MAPPING,
                "defaultMapping": default,
            },
        },
    }
    c = codec({"type": "array", "items": ref("Pet")}, schemas=schemas, version="3.2.0")
    value = [
        {"petType": "dog"},
        {"petType": "fish", "note": "n"},
        {"note": "n"},
        {"petType": "cat"},
    ]
    dog, unknown, missing, cat = c.round_trip(value)
    other = getattr(c.models, default.rpartition("/")[2])
    assert (type(dog), type(cat)) == (c.models.Dog, c.models.Cat)
    assert type(unknown) is type(missing) is other
    assert unknown.note == "n"


def test_the_default_of_a_base(codec: Any) -> None:
    """Also where the heirs take in the base; what does not fit is decoded as far as it fits."""
    schemas = {
        "Pet": {
            **obj("kind", kind=STRING),
            "discriminator": {"propertyName": "kind", "defaultMapping": "Other"},
        },
        "Cat": {"allOf": [ref("Pet"), obj(claws={"type": "boolean"})]},
        "Other": {"allOf": [ref("Pet"), obj(n=INTEGER)]},
    }
    c = codec(ref("Pet"), schemas=schemas, version="3.2.0", strict=False)
    assert type(c.round_trip({"kind": "fish", "n": 1})) is c.models.Other
    assert type(c.round_trip({"kind": "Cat", "claws": True})) is c.models.Cat
    wrong = c.decode({"kind": "fish", "n": "many"})
    assert (type(wrong), wrong.n) == (c.models.Other, "many")


# --- tags that only some heirs pin


def test_a_tag_that_only_some_heirs_pin(codec: Any) -> None:
    """A name is a tag only if it can be the property's value; in another spelling it is meant, too."""
    kinds = {"type": "string", "enum": ["pet", "cat", "guide-dog", "dog"]}
    schemas = {
        "Pet": {**obj("kind", kind=kinds), "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [ref("Pet"), obj(kind={"enum": ["cat"]}, claws={"type": "boolean"})]},
        "Kitten": {"allOf": [ref("Cat"), obj(months=INTEGER)]},
        "GuideDog": {"allOf": [ref("Pet"), obj(bark=STRING)]},
        "Dog": {"allOf": [ref("Pet")]},
    }
    c = codec({"type": "array", "items": ref("Pet")}, schemas=schemas)
    value = [
        {"kind": "cat", "claws": True},
        {"kind": "guide-dog"},
        {"kind": "dog"},
        {"kind": "pet"},
    ]
    assert [type(pet).__name__ for pet in c.round_trip(value)] == ["Cat", "GuideDog", "Dog", "Pet"]


def test_a_tag_that_one_alternative_pins(codec: Any) -> None:
    """The others have theirs by their names."""
    schemas = {
        "Round": obj("t", t={"const": "round"}, r=INTEGER),
        "Square": obj("t", t=STRING, a=INTEGER),
        "Shape": {
            "oneOf": [ref("Round"), ref("Square")],
            "discriminator": {"propertyName": "t"},
        },
    }
    c = codec(ref("Shape"), schemas=schemas)
    assert type(c.round_trip({"t": "round", "r": 1})) is c.models.Round
    assert type(c.round_trip({"t": "Square", "a": 1})) is c.models.Square
