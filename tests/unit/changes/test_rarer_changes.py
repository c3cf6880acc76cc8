"""Changes that are rarer: second classes, header fields, unions' discriminators, names of members, webhooks."""

from __future__ import annotations

from typing import Any

import pytest


def schema(zoo: Any, old: Any, new: Any, use: str = "response", **others: Any) -> list[str]:
    """Return the changes of the schema Pet, which an operation answers or takes whole."""
    documents = []
    for pet in (old, new):
        schemas = {**others, "Pet": pet}
        listed = {"type": "array", "items": zoo.ref("Pet")}
        operations = []
        if use in ("response", "both"):
            operations.append(zoo.answers(listed))
        if use in ("request", "both"):
            operations.append(zoo.takes(listed))
        documents.append(zoo.document(*operations, schemas=schemas))
    found: list[str] = zoo.compare(*documents).lines()
    return found


def test_a_class_for_requests(zoo: Any) -> None:
    """The first read-only field gives requests a class of their own; with the last one it goes."""
    plain = zoo.obj(name="string")
    split = zoo.obj(name="string", id={"type": "string", "readOnly": True})
    assert schema(zoo, plain, split, "both") == [
        "risky model-split models.PetRequest",
        "safe field-added models.Pet.id",
    ]
    assert "breaking model-removed models.PetRequest" in schema(zoo, split, plain, "both")
    typed = zoo.obj(name="integer", id={"type": "string", "readOnly": True})
    assert schema(zoo, split, typed, "both") == ["breaking field-type-changed models.Pet.name"]
    written = zoo.obj(name="string", id={"type": "string", "writeOnly": True})
    assert "breaking field-became-write-only models.Pet.id" in schema(
        zoo,
        plain | {"properties": {**plain["properties"], "id": {"type": "string"}}},
        written,
        "both",
    )
    assert schema(zoo, written, split, "request") == [
        "breaking field-became-read-only models.Pet.id"
    ]


def test_unlisted_properties(zoo: Any) -> None:
    """Refusing them is a risk in requests, another type a break; answers keep whatever comes."""
    open_, closed = zoo.obj(name="string"), {
        **zoo.obj(name="string"),
        "additionalProperties": False,
    }
    kind = "extra-fields-changed models.Pet"
    assert schema(zoo, open_, closed, "request") == [f"risky {kind}"]
    assert schema(zoo, closed, open_, "request") == [f"safe {kind}"]
    assert schema(zoo, open_, closed) == []
    text, number = ({**open_, "additionalProperties": {"type": t}} for t in ("string", "integer"))
    assert schema(zoo, text, number) == [f"breaking {kind}"]


def test_nullable_models(zoo: Any) -> None:
    """Null that is allowed by the schema itself is said once, of the model."""
    plain = zoo.obj(name="string")
    nullable = {**plain, "type": ["object", "null"]}
    assert schema(zoo, plain, nullable) == ["breaking model-became-nullable models.Pet"]
    assert schema(zoo, nullable, plain) == ["safe model-no-longer-nullable models.Pet"]
    assert schema(zoo, nullable, plain, "request") == [
        "breaking model-no-longer-nullable models.Pet"
    ]


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ({"type": "string"}, {"type": "integer"}, "breaking"),
        ({"type": "string", "enum": ["a", "b"]}, {"type": "string"}, "risky"),
        ({"type": "string"}, {"type": "string", "enum": ["a", "b"]}, "safe"),
        (
            {"type": "string", "enum": ["a"], "x-enum-varnames": ["A"]},
            {"type": "string"},
            "breaking",
        ),
        ({"type": "object"}, {"type": "string"}, "breaking"),
        ({"type": "integer"}, {"oneOf": [{"type": "integer"}, {"type": "string"}]}, "breaking"),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, {"type": "integer"}, "safe"),
    ],
)
def test_a_schema_becomes_something_else(zoo: Any, old: Any, new: Any, severity: str) -> None:
    """Whatever it was and is, there is one change, of the model."""
    assert schema(zoo, old, new) == [f"{severity} model-type-changed models.Pet"]


def test_discriminators(zoo: Any) -> None:
    """Which alternative a thing is may be told otherwise."""
    animals = {
        name: zoo.obj(("kind", "sort"), kind="string", sort="string") for name in ("Cat", "Dog")
    }
    pets = [
        {"oneOf": [zoo.ref("Cat"), zoo.ref("Dog")], "discriminator": {"propertyName": name}}
        for name in ("kind", "sort")
    ]
    assert "risky discriminator-changed models.Pet" in schema(zoo, *pets, **animals)


def test_members_have_names(zoo: Any) -> None:
    """A member keeps its name, whatever the document calls it; named anew, it is another one."""
    old, new = (
        {"type": "string", "enum": ["a"], "x-enum-varnames": [name]} for name in ("FIRST", "ONE")
    )
    assert schema(zoo, old, new) == []
    documents = [
        zoo.document(zoo.answers(zoo.ref("Pet")), schemas={"Pet": each}) for each in (old, new)
    ]
    assert zoo.compare(*documents, named_anew=True).lines() == [
        "breaking enum-member-renamed models.Pet.FIRST"
    ]


def test_limits_of_answers(zoo: Any) -> None:
    """Code may rely on limits; nothing else does."""
    tight, wide = (zoo.obj(name={"type": "string", "maxLength": n}) for n in (5, 9))
    assert schema(zoo, tight, wide) == ["risky limit-loosened models.Pet.name"]
    assert schema(zoo, wide, tight) == []
    formats = [zoo.obj(name={"type": "string", "format": f}) for f in ("email", "hostname")]
    assert schema(zoo, *formats, "request") == ["risky format-changed models.Pet.name"]
    assert schema(zoo, *formats) == []
    steps = [zoo.obj(size={"type": "integer", "multipleOf": n}) for n in (6, 3)]
    assert schema(zoo, *steps, "request") == ["safe limit-loosened models.Pet.size"]
    steps.reverse()
    assert schema(zoo, *steps, "request") == ["breaking limit-tightened models.Pet.size"]


def test_limits_of_any_size(zoo: Any) -> None:
    """Numbers are compared as they are written, however large they are."""
    huge = 10**400
    limits = [zoo.obj(size={"type": "number", "maximum": n}) for n in (huge, 1.5)]
    assert schema(zoo, *limits, "request") == ["breaking limit-tightened models.Pet.size"]
    steps = [zoo.obj(size={"type": "number", "multipleOf": n}) for n in (huge, 3.5)]
    assert schema(zoo, *steps, "request") == ["breaking limit-tightened models.Pet.size"]
    steps = [zoo.obj(size={"type": "number", "multipleOf": n}) for n in (0.3, 0.1)]
    assert schema(zoo, *steps, "request") == ["safe limit-loosened models.Pet.size"]


def test_deprecation_everywhere(zoo: Any) -> None:
    """Fields, models and parameters are announced to go, too."""
    old = zoo.obj(name="string")
    field = zoo.obj(name={"type": "string", "deprecated": True})
    assert schema(zoo, old, field) == ["safe field-deprecated models.Pet.name"]
    assert schema(zoo, field, old) == ["safe field-reactivated models.Pet.name"]
    assert schema(zoo, old, {**old, "deprecated": True}) == ["safe model-deprecated models.Pet"]
    parameters = [zoo.query("sort"), zoo.query("sort", deprecated=True)]
    documents = [zoo.document({"parameters": [parameter]}) for parameter in parameters]
    assert zoo.compare(*documents).lines() == ["safe parameter-deprecated client.pets.list(sort)"]


def responses(zoo: Any, **declared: Any) -> dict[str, Any]:
    """Return a document whose operation has these answers: status -> schema, or schemas by media type."""
    made: dict[str, Any] = {}
    for status, content in declared.items():
        by_type = content if content and "schema" not in content else {}
        contents = {name.replace("_", "/"): {"schema": s} for name, s in by_type.items()}
        made[status.lstrip("s")] = {"description": "Done.", "content": contents}
    document: dict[str, Any] = zoo.document({"responses": made})
    return document


def test_successes(zoo: Any) -> None:
    """Another success with another type makes the annotation a union."""
    text, number = {"application_json": {"type": "string"}}, {
        "application_json": {"type": "integer"}
    }
    one = responses(zoo, s200=text)
    assert zoo.compare(one, responses(zoo, s200=text, s201=text)).lines() == [
        "risky success-status-added client.pets.list"
    ]
    assert zoo.compare(one, responses(zoo, s200=text, s201=number)).lines() == [
        "breaking success-status-added client.pets.list"
    ]
    # Only a request with a condition of the caller's own gets it: the method's type is as it was.
    assert zoo.compare(one, responses(zoo, s200=text, s304={})).lines() == [
        "safe success-status-added client.pets.list"
    ]
    assert zoo.compare(responses(zoo, s200=text, s201=text), one).lines() == [
        "safe success-status-removed client.pets.list"
    ]
    for anything in (responses(zoo, s400={}), responses(zoo, s200={})):
        changed = "breaking response-type-changed client.pets.list"
        assert zoo.compare(one, anything).lines()[0] == changed
        assert changed in zoo.compare(anything, one).lines()
    anything, nothing = responses(zoo, s200={}), responses(zoo, s204={})
    assert zoo.compare(anything, nothing).lines() == [
        "risky response-body-removed client.pets.list",
        "risky success-status-changed client.pets.list",
    ]
    assert "safe response-body-added client.pets.list" in zoo.compare(nothing, anything).lines()
    two = responses(zoo, s200=text, s201=text)
    assert zoo.compare(two, responses(zoo, s202=number)).lines() == [
        "breaking response-type-changed client.pets.list",
        "risky success-status-changed client.pets.list",
    ]
    assert zoo.compare(two, responses(zoo, s202=text)).lines() == [
        "risky success-status-changed client.pets.list"
    ]
    assert zoo.compare(one, responses(zoo, s201=number)).lines() == [
        "breaking response-type-changed client.pets.list",
        "risky success-status-changed client.pets.list",
    ]


def test_media_types_of_answers(zoo: Any) -> None:
    """What is read in the same way is the same; bytes are no text."""
    text = {"type": "string"}
    json = responses(zoo, s200={"application_json": text})
    other = responses(zoo, s200={"application_vnd.pets+json": text})
    assert zoo.compare(json, other).lines() == ["safe response-media-type-changed client.pets.list"]
    octets = responses(zoo, s200={"application_pdf": {"type": "string", "format": "binary"}})
    assert zoo.compare(json, octets).lines() == ["breaking response-type-changed client.pets.list"]
    beside = responses(zoo, s200={"application_json": text, "text_plain": text})
    assert zoo.compare(json, beside).lines() == zoo.compare(beside, json).lines() == []
    number = {"type": "integer"}
    both = responses(zoo, s200={"application_json": text, "application_vnd.pets+json": number})
    assert zoo.compare(json, both).lines() == [
        "breaking response-media-type-added client.pets.list"
    ]
    assert zoo.compare(both, json).lines() == ["safe response-media-type-removed client.pets.list"]
    nullable = responses(zoo, s200={"application_json": {"type": ["string", "null"]}})
    assert zoo.compare(json, nullable).lines() == [
        "breaking response-became-nullable client.pets.list"
    ]


def test_header_fields(zoo: Any) -> None:
    """They make up a class, so they are its fields."""

    def headed(*names: str) -> dict[str, Any]:
        headers = {name: {"schema": {"type": "string"}} for name in names}
        answer = {"description": "Done.", "headers": headers}
        made: dict[str, Any] = zoo.document({"responses": {"204": answer}})
        return made

    assert zoo.compare(headed("x-a", "x-b"), headed("x-a")).lines() == [
        "breaking field-removed models.ListPetsResponseHeaders.x_b"
    ]
    assert zoo.compare(headed("x-a"), headed()).lines() == [
        "breaking response-headers-removed client.pets.list",
        "breaking model-removed models.ListPetsResponseHeaders",
    ]
    assert zoo.compare(headed(), headed("x-a")).lines() == [
        "safe response-headers-added client.pets.list"
    ]


def _hooked(zoo: Any, schema: Any) -> Any:
    body = {"content": {"application/json": {"schema": schema}}}
    post = {"requestBody": body, "responses": {"204": {"description": "Ok."}}}
    return zoo.document({}, webhooks={"born": {"post": post}})


def test_payloads_of_webhooks(zoo: Any) -> None:
    """They are what is parsed: another type may break whoever reads it, and one more value of an enumeration may not."""
    text, number = _hooked(zoo, {"type": "string"}), _hooked(zoo, {"type": "integer"})
    assert zoo.compare(text, text).lines() == []
    assert zoo.compare(text, number).lines() == ["breaking webhook-type-changed webhook 'born'"]
    either = _hooked(zoo, {"type": ["string", "integer"]})
    assert zoo.compare(text, either).lines() == ["breaking webhook-type-changed webhook 'born'"]
    assert zoo.compare(either, text).lines() == ["safe webhook-type-changed webhook 'born'"]
    nullable = _hooked(zoo, {"type": ["string", "null"]})
    assert zoo.compare(text, nullable).lines() == ["breaking webhook-type-changed webhook 'born'"]


def test_what_the_document_says_of_all_operations(zoo: Any) -> None:
    """Error conventions, webhooks, tokens against repetition, servers of an operation."""
    plain = zoo.document({})
    rules = zoo.document({}, **{"x-specloom-errors": {"code-members": ["code"]}})
    assert zoo.compare(plain, rules).lines() == ["risky error-conventions-changed errors"]
    retries = zoo.document({}, **{"x-specloom-retry": {"retry-writes": True}})
    assert zoo.compare(plain, retries).lines() == ["risky retry-rules-changed requests"]
    hooked = zoo.document(
        {}, webhooks={"born": {"post": {"responses": {"204": {"description": "Ok."}}}}}
    )
    assert zoo.compare(plain, hooked).lines() == ["safe webhook-added webhook 'born'"]
    assert zoo.compare(hooked, plain).lines() == ["risky webhook-removed webhook 'born'"]
    token = zoo.document({"x-specloom-idempotency": {"header": "Idempotency-Key"}})
    assert zoo.compare(plain, token).lines() == ["safe idempotency-added client.pets.list"]
    assert zoo.compare(token, plain).lines() == ["risky idempotency-removed client.pets.list"]
    elsewhere = zoo.document({"servers": [{"url": "https://other.example"}]})
    assert zoo.compare(plain, elsewhere).lines() == [
        "risky operation-server-changed client.pets.list"
    ]


@pytest.mark.parametrize(
    ("new", "classes"),
    [
        ({"type": "string", "enum": ["a"]}, []),
        (
            {
                "oneOf": [
                    {"type": "object", "properties": {"name": {"type": "string"}}},
                    {"type": "null"},
                ]
            },
            ["breaking model-removed models.PetObject"],
        ),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, []),
    ],
)
def test_a_schema_that_becomes_another_kind(
    zoo: Any, new: dict[str, Any], classes: list[str]
) -> None:
    """It has kept its place, and nothing that code of callers relies on."""
    old = zoo.obj(name="string")
    assert schema(zoo, old, new) == ["breaking model-type-changed models.Pet"]
    assert schema(zoo, new, old) == ["breaking model-type-changed models.Pet", *classes]


def test_other_tags(zoo: Any) -> None:
    """The discriminator has other values for the same alternatives; one more is no loss."""
    cat, dog = (zoo.obj(kind="string", name="string") for _ in range(2))
    unions = [
        {
            "oneOf": [zoo.ref("Cat"), zoo.ref("Dog")],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {tag: f"#/components/schemas/{name}" for tag, name in tags.items()},
            },
        }
        for tags in (
            {"c": "Cat", "d": "Dog"},
            {"cat": "Cat", "d": "Dog"},
            {"c": "Cat", "cat": "Cat", "d": "Dog"},
        )
    ]
    changed = schema(zoo, *unions[:2], Cat=cat, Dog=dog)
    assert changed == ["risky discriminator-changed models.Pet"]
    assert schema(zoo, unions[0], unions[2], Cat=cat, Dog=dog) == []


def test_a_text_in_another_media_type(zoo: Any) -> None:
    """A string in JSON is a string."""
    text = {"schema": {"type": "string"}}
    documents = [
        zoo.document({"responses": {"200": {"description": "Done.", "content": {kind: text}}}})
        for kind in ("text/plain", "application/json")
    ]
    assert zoo.compare(*documents).lines() == ["safe response-media-type-changed client.pets.list"]
