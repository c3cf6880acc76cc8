"""Answers, errors and models: requests and responses are judged apart."""

from __future__ import annotations

from typing import Any

import pytest


def lines(zoo: Any, old: Any, new: Any, use: str) -> list[str]:
    """Return the changes of the schema Pet, used in requests, in responses, or in both."""
    documents = []
    for schema in (old, new):
        operations = []
        if use in ("response", "both"):
            operations.append(zoo.answers(zoo.ref("Pet")))
        if use in ("request", "both"):
            # Two operations, so that it is said of the model and not of their arguments.
            operations.append(zoo.takes(zoo.ref("Pet")))
            operations.append(zoo.takes(zoo.ref("Pet"), path="/cats", operationId="addCat"))
        documents.append(zoo.document(*operations, schemas={"Pet": schema}))
    found: list[str] = zoo.compare(*documents).lines()
    return found


def test_fields_come_and_go(zoo: Any) -> None:
    """A field that is gone breaks everybody; a new one those who must give it."""
    less, more = zoo.obj(name="string"), zoo.obj(name="string", age="integer")
    must = zoo.obj(("age",), name="string", age="integer")
    for use in ("request", "response", "both"):
        assert lines(zoo, more, less, use) == ["breaking field-removed models.Pet.age"]
        assert lines(zoo, less, more, use) == ["safe field-added models.Pet.age"]
    assert lines(zoo, less, must, "request") == ["breaking field-added models.Pet.age"]
    assert lines(zoo, less, must, "both") == ["breaking field-added models.Pet.age"]
    assert lines(zoo, less, must, "response") == ["safe field-added models.Pet.age"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"name": {"type": "string"}}},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ],
)
def test_numbers_of_properties(zoo: Any, schema: Any) -> None:
    """Are limits like others, of objects and of maps; the record of the old version has them."""
    few, many = {**schema, "minProperties": 1}, {**schema, "minProperties": 2}
    assert lines(zoo, schema, few, "request") == ["breaking limit-set models.Pet"]
    assert lines(zoo, few, many, "request") == ["breaking limit-tightened models.Pet"]
    assert lines(zoo, many, few, "response") == ["risky limit-loosened models.Pet"]
    assert lines(zoo, few, few, "both") == []


def test_required_and_optional(zoo: Any) -> None:
    """What must be given is worse in requests, what may be missing in answers."""
    optional, required = zoo.obj(name="string"), zoo.obj(("name",), name="string")
    must, may = "field-became-required models.Pet.name", "field-became-optional models.Pet.name"
    assert lines(zoo, optional, required, "request") == [f"breaking {must}"]
    assert lines(zoo, optional, required, "response") == [f"safe {must}"]
    assert lines(zoo, optional, required, "both") == [f"breaking {must}"]
    assert lines(zoo, required, optional, "request") == [f"safe {may}"]
    assert lines(zoo, required, optional, "response") == [f"breaking {may}"]


@pytest.mark.parametrize(
    ("old", "new", "kind", "request_severity", "response_severity"),
    [
        ("integer", "number", "field-type-changed", "safe", "breaking"),
        ("number", "integer", "field-type-changed", "breaking", "safe"),
        ("string", "integer", "field-type-changed", "breaking", "breaking"),
        ("string", ["string", "null"], "field-became-nullable", "safe", "breaking"),
        (["string", "null"], "string", "field-no-longer-nullable", "breaking", "safe"),
    ],
)
def test_types_of_fields(
    zoo: Any, old: Any, new: Any, kind: str, request_severity: str, response_severity: str
) -> None:
    """Callers may give less and get more than before without harm, and not the other way round."""
    before, after = (zoo.obj(("name",), name={"type": t}) for t in (old, new))
    line = f"{kind} models.Pet.name"
    assert lines(zoo, before, after, "request") == [f"{request_severity} {line}"]
    assert lines(zoo, before, after, "response") == [f"{response_severity} {line}"]
    worst = "breaking" if "breaking" in (request_severity, response_severity) else "safe"
    assert lines(zoo, before, after, "both") == [f"{worst} {line}"]


def test_an_optional_field_was_none_before(zoo: Any) -> None:
    """Null adds nothing to what the annotation of an optional field says."""
    old, new = zoo.obj(name="string"), zoo.obj(name={"type": ["string", "null"]})
    assert lines(zoo, old, new, "response") == ["safe field-became-nullable models.Pet.name"]


def test_enumerations_are_open(zoo: Any) -> None:
    """A new value in answers is a risk, a lost one in requests is a break."""
    few, many = ({"type": "string", "enum": values} for values in (["a", "b"], ["a", "b", "c"]))
    old, new = zoo.obj(kind=few), zoo.obj(kind=many)
    added, removed = "enum-value-added models.Pet.kind", "enum-value-removed models.Pet.kind"
    assert lines(zoo, old, new, "request") == [f"safe {added}"]
    assert lines(zoo, old, new, "response") == [f"risky {added}"]
    assert lines(zoo, new, old, "request") == [f"breaking {removed}"]
    assert lines(zoo, new, old, "response") == [f"safe {removed}"]


def test_members_of_enumeration_classes_go(zoo: Any) -> None:
    """Code names the members of a class, also to compare them with answers."""

    def kind(*values: str) -> dict[str, Any]:
        names = [value.upper() for value in values]
        return {"type": "string", "enum": list(values), "x-enum-varnames": names}

    schemas = [{"Kind": kind("a", "b"), "Pet": zoo.obj(kind=zoo.ref("Kind"))}]
    schemas.append({**schemas[0], "Kind": kind("a")})
    old, new = (zoo.document(zoo.answers(zoo.ref("Pet")), schemas=s) for s in schemas)
    assert zoo.compare(old, new).lines() == ["breaking enum-value-removed models.Kind"]


def test_read_only_fields_count_in_answers_only(zoo: Any) -> None:
    """A required read-only field is nothing that callers must give."""
    old = zoo.obj(("name",), name="string")
    new = zoo.obj(("name", "id"), name="string", id={"type": "string", "readOnly": True})
    assert lines(zoo, old, new, "response") == ["safe field-added models.Pet.id"]
    assert lines(zoo, old, new, "request") == []
    found = lines(zoo, old, new, "both")
    assert "safe field-added models.Pet.id" in found
    assert not any(line.startswith("breaking") for line in found)


def test_a_field_becomes_read_only(zoo: Any) -> None:
    """Requests do not take it any more, answers have it as before."""
    old = zoo.obj(name="string", id="string")
    new = zoo.obj(name="string", id={"type": "string", "readOnly": True})
    assert lines(zoo, old, new, "request") == ["breaking field-became-read-only models.Pet.id"]
    assert lines(zoo, old, new, "response") == []
    assert "breaking field-became-read-only models.Pet.id" in lines(zoo, old, new, "both")
    assert lines(zoo, new, old, "request") == ["safe field-no-longer-read-only models.Pet.id"]


def test_a_field_becomes_write_only(zoo: Any) -> None:
    """Answers do not have it any more."""
    old = zoo.obj(name="string", secret="string")
    new = zoo.obj(name="string", secret={"type": "string", "writeOnly": True})
    line = "field-became-write-only models.Pet.secret"
    assert lines(zoo, old, new, "response") == [f"breaking {line}"]
    assert lines(zoo, old, new, "request") == []


def test_a_shared_model_is_reported_once(zoo: Any) -> None:
    """However many operations use it, and however deep; they are named."""

    def made(kind: str) -> dict[str, Any]:
        operations = [
            zoo.answers(zoo.ref("Pet"), path=f"/{n}", operationId=f"find{n}") for n in "abcde"
        ]
        schemas = {"Pet": zoo.obj(toy=zoo.ref("Toy")), "Toy": zoo.obj(size=kind)}
        content: dict[str, Any] = zoo.document(*operations, schemas=schemas)
        return content

    found = zoo.compare(made("string"), made("integer"))
    assert found.lines() == ["breaking field-type-changed models.Toy.size"]
    assert len(found[0].affects) == 5
    assert found[0].message == "is int instead of str"
    assert found[0].new == "#/components/schemas/Toy/properties/size"


def test_recursive_models_end(zoo: Any) -> None:
    """A model that contains itself is compared once."""
    old = zoo.obj(
        name="string", child=zoo.ref("Pet"), friends={"type": "array", "items": zoo.ref("Pet")}
    )
    new = {**old, "properties": {**old["properties"], "name": {"type": "integer"}}}
    assert lines(zoo, old, new, "response") == ["breaking field-type-changed models.Pet.name"]


def test_a_renamed_schema_is_a_renamed_class(zoo: Any) -> None:
    """Its fields are compared all the same, and it is not one that went and one that came."""
    old = zoo.document(zoo.answers(zoo.ref("Pet")), schemas={"Pet": zoo.obj(name="string")})
    new = zoo.document(zoo.answers(zoo.ref("Cat")), schemas={"Cat": zoo.obj(name="integer")})
    found = zoo.compare(old, new)
    assert found.lines() == [
        "breaking model-renamed models.Pet",
        "breaking field-type-changed models.Pet.name",
    ]
    assert found[0].message == "is called models.Cat now"


def test_a_renamed_schema_that_nothing_uses(zoo: Any) -> None:
    """The shape tells which it is; another shape is another model."""
    shape = zoo.obj(("name",), name="string")
    old = zoo.document({}, schemas={"Pet": shape})
    assert zoo.compare(old, zoo.document({}, schemas={"Cat": shape})).lines() == [
        "breaking model-renamed models.Pet"
    ]
    other = zoo.document({}, schemas={"Cat": zoo.obj(lives="integer")})
    assert zoo.compare(old, other).lines() == [
        "breaking model-removed models.Pet",
        "safe model-added models.Cat",
    ]


def test_another_model_at_a_place(zoo: Any) -> None:
    """Where both models were there before, one of them took the other's place."""
    schemas = {
        "Pet": zoo.obj(name="string"),
        "Cat": zoo.obj(name="string"),
        "Dog": zoo.obj(bark="string"),
    }
    old = zoo.document(zoo.answers(zoo.ref("Pet")), schemas=schemas)
    same = zoo.compare(old, zoo.document(zoo.answers(zoo.ref("Cat")), schemas=schemas))
    assert same.lines() == ["breaking response-type-changed client.pets.list"]
    assert same[0].message == "is Cat, which has the same shape, instead of Pet"
    other = zoo.compare(old, zoo.document(zoo.answers(zoo.ref("Dog")), schemas=schemas))
    assert other.lines() == ["breaking response-type-changed client.pets.list"]


def test_unions(zoo: Any) -> None:
    """Another alternative is a break in responses, for code that covers all of them; a lost one in requests."""
    schemas = {
        "Cat": zoo.obj(("lives",), lives="integer"),
        "Dog": zoo.obj(("bark",), bark="string"),
    }

    def made(use: str, *names: str) -> dict[str, Any]:
        pet = {"oneOf": [zoo.ref(name) for name in names] + [{"type": "integer"}]}
        body = zoo.answers(zoo.ref("Animal")) if use == "response" else zoo.takes(zoo.ref("Animal"))
        content: dict[str, Any] = zoo.document(body, schemas={**schemas, "Animal": pet})
        return content

    assert zoo.compare(made("response", "Cat"), made("response", "Cat", "Dog")).lines() == [
        "breaking variant-added models.Animal"
    ]
    assert zoo.compare(made("request", "Cat"), made("request", "Cat", "Dog")).lines() == [
        "safe variant-added models.Animal"
    ]
    assert zoo.compare(made("request", "Cat", "Dog"), made("request", "Dog")).lines() == [
        "breaking variant-removed models.Animal",
        "breaking typed-dict-removed types.CatDict",
    ]
    assert zoo.compare(made("response", "Cat", "Dog"), made("response", "Dog")).lines() == [
        "safe variant-removed models.Animal"
    ]


def test_another_union_of_the_same_types(zoo: Any) -> None:
    """The annotation is the same; an enumeration of the same values, too, unless it is a class."""
    schemas = {"Cat": zoo.obj(lives="integer"), "Dog": zoo.obj(bark="string")}
    union = {"oneOf": [zoo.ref("Cat"), zoo.ref("Dog")]}
    colour = {"type": "string", "enum": ["red", "green"]}

    def holding(kind: str, **more: Any) -> dict[str, Any]:
        holder = zoo.obj(("of",), of=zoo.ref(kind))
        both = {"A": union, "B": union, "C": {**colour, **more}, "D": {**colour, **more}}
        content: dict[str, Any] = zoo.document(
            zoo.answers(zoo.ref("Holder")), schemas={**schemas, **both, "Holder": holder}
        )
        return content

    assert zoo.compare(holding("A"), holding("B")).lines() == []
    assert zoo.compare(holding("C"), holding("D")).lines() == []
    names = {"x-enum-varnames": ["RED", "GREEN"]}
    assert zoo.compare(holding("C", **names), holding("D", **names)).lines() == [
        "breaking field-type-changed models.Holder.of"
    ]


@pytest.mark.parametrize("direction", ["request", "response", "both"])
def test_an_optional_field_becomes_nullable(zoo: Any, direction: str) -> None:
    """The attribute could be None before."""
    old, new = zoo.obj(name="string"), zoo.obj(name={"type": ["string", "null"]})
    (line,) = lines(zoo, old, new, direction)
    assert line == "safe field-became-nullable models.Pet.name"


def test_lists_of_constructors_are_invariant(zoo: Any) -> None:
    """Type checkers refuse a `list[int]` where `list[int | str]` is wanted; an argument is a sequence."""

    def of(*types: str) -> dict[str, Any]:
        return {"type": "array", "items": {"type": [*types]}}

    old, new = zoo.obj(ids=of("integer")), zoo.obj(ids=of("integer", "string"))
    changed = "field-type-changed models.Pet.ids"
    assert lines(zoo, old, new, "both")[0] == f"breaking {changed}"
    (line,) = lines(
        zoo,
        zoo.obj(id="integer"),
        zoo.obj(id=of("integer")["items"] | {"type": ["integer", "string"]}),
        "request",
    )
    assert line.startswith("safe")


def test_a_constant_that_becomes_any_text(zoo: Any) -> None:
    """Its annotation is the value alone, not open as those of enumerations are."""
    old = zoo.obj(("kind",), kind={"const": "ok"})
    new = zoo.obj(("kind",), kind="string")
    assert lines(zoo, old, new, "response") == ["breaking field-type-changed models.Pet.kind"]


def test_an_alternative_that_changed_is_not_another(zoo: Any) -> None:
    """A list of a model stays one, whatever becomes of the model."""

    def made(kind: str) -> dict[str, Any]:
        pets = {"type": "array", "items": zoo.ref("Pet")}
        schemas = {"Pet": zoo.obj(name=kind), "Animal": {"oneOf": [pets, {"type": "integer"}]}}
        content: dict[str, Any] = zoo.document(zoo.answers(zoo.ref("Animal")), schemas=schemas)
        return content

    found = zoo.compare(made("string"), made("integer"))
    assert found.lines() == ["breaking field-type-changed models.Pet.name"]


def test_anything_becomes_something(zoo: Any) -> None:
    """A text read as JSON is a text still; a date, or an object with attributes, is not what it was."""
    schemas = ({}, {"type": "string"}, {"type": "string", "format": "date"}, zoo.obj(x="string"))
    fields = [zoo.obj(("name",), name=schema) for schema in schemas]
    severities = [lines(zoo, fields[0], field, "response")[0].split()[0] for field in fields[1:]]
    assert severities == ["safe", "breaking", "breaking"]
    assert lines(zoo, fields[1], fields[0], "response")[0].startswith("breaking")


def test_answers_come_and_go(zoo: Any) -> None:
    """None that becomes something hurts nobody; something that becomes None does."""
    nothing, something = zoo.document({}), zoo.document(zoo.answers(zoo.obj(name="string")))
    gained = zoo.compare(nothing, something).lines()
    assert gained == [
        "risky success-status-changed client.pets.list",
        "safe response-body-added client.pets.list",
    ]
    assert (
        "breaking response-body-removed client.pets.list" in zoo.compare(something, nothing).lines()
    )


def errors(zoo: Any, **responses: str | None) -> dict[str, Any]:
    """Return a document whose operation raises errors: status -> schema."""
    declared: dict[str, Any] = {"204": {"description": "Done."}}
    for status, name in responses.items():
        content = {"application/json": {"schema": zoo.ref(name)}} if name else {}
        declared[status.lstrip("s")] = {"description": "No.", "content": content}
    schemas = {"Missing": zoo.obj(what="string"), "Busy": zoo.obj(until="string")}
    made: dict[str, Any] = zoo.document({"responses": declared}, schemas=schemas)
    return made


def test_errors(zoo: Any) -> None:
    """What must be caught otherwise is a break; another status is not, as any may come."""
    found = zoo.compare(errors(zoo, s404="Missing"), errors(zoo, s404="Missing", s429="Busy"))
    assert found.lines() == ["safe error-added client.pets.list"]
    assert found[0].message == "may raise errors.Busy for 429"
    found = zoo.compare(errors(zoo, s404="Missing"), errors(zoo, s404="Missing", s429="Missing"))
    assert found.lines() == [
        "breaking error-class-removed errors.Missing",
        "safe error-added client.pets.list",
    ]
    assert found[0].message == "was removed; what it caught is now an errors.ApiError"
    assert found[1].message == "may raise errors.RateLimitError for 429"
    found = zoo.compare(errors(zoo, s404="Missing"), errors(zoo, s404="Busy"))
    assert found.lines() == [
        "breaking error-type-changed client.pets.list",
        "breaking error-class-removed errors.Missing",
    ]
    found = zoo.compare(errors(zoo, s404="Missing", s429="Busy"), errors(zoo, s404="Missing"))
    assert found.lines() == [
        "breaking error-class-removed errors.Busy",
        "safe error-removed client.pets.list",
    ]


def test_errors_that_are_one_of_several(zoo: Any) -> None:
    """A class more hurts nobody, one less must be caught otherwise."""
    one, several = (errors(zoo, s404="Missing") for _ in range(2))
    content = several["paths"]["/pets"]["get"]["responses"]["404"]["content"]
    content["application/json"]["schema"] = {"oneOf": [zoo.ref("Missing"), zoo.ref("Busy")]}
    more = zoo.compare(one, several)
    assert more.lines() == ["safe error-added client.pets.list"]
    assert more[0].message == "may raise errors.Busy for 404"
    fewer = zoo.compare(several, one)
    assert fewer.lines() == [
        "breaking error-type-changed client.pets.list",
        "breaking error-class-removed errors.Busy",
    ]
    assert "raises errors.Missing instead of errors.Missing or errors.Busy" in fewer[0].message
    assert zoo.compare(several, several).lines() == []
    nullable = errors(zoo, s404="Missing")
    content = nullable["paths"]["/pets"]["get"]["responses"]["404"]["content"]
    content["application/json"]["schema"] = {"anyOf": [zoo.ref("Missing"), {"type": "null"}]}
    assert zoo.compare(one, nullable).lines() == []


def test_texts_are_counted(zoo: Any) -> None:
    """Documentation asks for a line, not for one each."""
    old = zoo.document(zoo.answers({**zoo.obj(name="string"), "description": "A pet."}))
    new = zoo.document(
        zoo.answers({**zoo.obj(name="string"), "description": "The pet."}),
    )
    new["paths"]["/pets"]["get"]["summary"] = "Lists pets."
    found = zoo.compare(old, new)
    assert found.lines() == ["safe documentation-changed documentation"]
    assert found[0].message == "is worded differently in 2 places"
