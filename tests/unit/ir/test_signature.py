"""What a caller gives to an operation: arguments in their order, and the two forms of a body."""

from __future__ import annotations

from dataclasses import replace

from specloom.ir.api import (
    Codec,
    Content,
    Hole,
    Operation,
    Parameter,
    ParameterLocation,
    RequestBody,
    Style,
    Template,
)
from specloom.ir.scalars import ScalarKind
from specloom.ir.signature import flat_signature, in_order, whole_signature
from specloom.ir.types import (
    Access,
    Const,
    Field,
    Given,
    Json,
    Named,
    ObjectDecl,
    Optional,
    Required,
    Scalar,
    Text,
    TypeId,
)

STRING = Scalar(kind=ScalarKind.STRING)
PET = TypeId("#/components/schemas/Pet")


def parameter(name: str, location: ParameterLocation, *, required: bool = True) -> Parameter:
    """Return a parameter of text."""
    return Parameter(
        location=location,
        wire_name=Text(name),
        type=STRING,
        presence=Required() if required else Optional(),
        style=Style.SIMPLE,
        explode=False,
        at=f"#/{name}",
    )


def content(media_type: str, codec: Codec = Codec.JSON) -> Content:
    """Return a body that is a pet."""
    return Content(
        media_type=Text(media_type), codec=codec, type=Named(id=PET), at=f"#/{media_type}"
    )


def field(name: str, **more: object) -> Field:
    """Return a property of a pet."""
    usual = Field(wire_name=Text(name), type=STRING, presence=Required(), at=f"{PET}/{name}")
    return replace(usual, **more)  # type: ignore[arg-type]


def operation(*contents: Content, required: bool = True, **more: object) -> Operation:
    """Return an operation that takes pets."""
    body = RequestBody(contents=contents, required=required, at="#/body") if contents else None
    usual = Operation(
        operation_id=None,
        method="POST",
        path=Template((Text("/pets"),)),
        tags=(),
        parameters=(),
        body=body,
        responses=(),
        security=(),
        at="#/paths/~1pets/post",
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def pet(*fields: Field) -> dict[TypeId, ObjectDecl]:
    """Return the declaration of a pet."""
    hint = Given(Text("Pet"))
    return {PET: ObjectDecl(id=PET, hint=hint, fields=fields, at=PET)}


def test_path_parameters_come_first_and_in_the_order_of_the_path() -> None:
    """Whatever the order of the document; a hole that nothing declares is passed over."""
    path = [Text("/"), Hole(Text("b")), Text("/"), Hole(Text("none")), Text("/"), Hole(Text("a"))]
    parameters = (
        parameter("limit", ParameterLocation.QUERY, required=False),
        parameter("a", ParameterLocation.PATH),
        parameter("trace", ParameterLocation.HEADER),
        parameter("b", ParameterLocation.PATH),
    )
    signature = whole_signature(operation(path=Template(tuple(path)), parameters=parameters))
    keys = ["path/b", "path/a", "query/limit", "header/trace"]
    assert [argument.key for argument in signature.arguments] == keys
    positional, keywords = in_order(signature.arguments)
    assert [argument.key for argument in positional] == ["path/b", "path/a"]
    assert [argument.key for argument in keywords] == ["header/trace", "query/limit"]


def test_the_properties_of_a_body_are_arguments_but_for_read_only_ones() -> None:
    """They follow the parameters; the other form is the body as one argument."""
    types = pet(field("name"), field("id", access=Access.READ))
    taking = operation(content("application/json"))
    flat, whole = flat_signature(types, taking), whole_signature(taking)
    assert flat is not None
    assert flat.flat is types[PET]
    assert [argument.key for argument in flat.arguments] == ["body/name"]
    assert whole.flat is None
    assert [(argument.key, argument.required) for argument in whole.arguments] == [("body", True)]


def test_an_optional_body_with_required_properties_or_constants() -> None:
    """Its properties, or the whole; nothing at all, too, which the whole says where a property must be there."""
    taking = operation(content("application/json"), required=False)
    flat = flat_signature(pet(field("name")), taking)
    assert flat is not None
    found = [(each.key, each.required, each.may_be_left_out) for each in flat.arguments]
    assert found == [("body/name", True, True)]
    assert flat.whole is not None
    assert not flat.whole.required
    constant = field("kind", type=Const(value=Json("pet")), presence=Optional())
    flat = flat_signature(pet(field("name", presence=Optional()), constant), taking)
    assert flat is not None
    # Absence says something, too, so that the constant is not sent by itself.
    assert [(each.key, each.required, each.constant) for each in flat.arguments] == [
        ("body/name", False, None),
        ("body/kind", False, None),
    ]
    assert flat.whole is not None
    assert flat.whole.required


def test_a_body_that_must_go_as_a_whole() -> None:
    """One that is no object, or none at all."""
    assert flat_signature({}, operation(content("application/json"))) is None
    assert flat_signature({}, operation()) is None
    assert whole_signature(operation()).arguments == ()


def test_the_choice_of_a_media_type() -> None:
    """There is an argument for it where there are several; other forms of the body are alternatives."""
    one = whole_signature(operation(content("application/json")))
    assert one.content_type is None
    assert one.alternatives == ()
    several = whole_signature(
        operation(content("application/json"), content("text/plain", Codec.TEXT))
    )
    assert several.content_type is not None
    assert not several.content_type.required
    (alternative,) = several.alternatives
    assert alternative.content_type.required
    assert alternative.content_type.type == Const(value=Json("text/plain"))
