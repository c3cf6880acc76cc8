"""What references to types come to: aliases, null, and both in any order."""

from __future__ import annotations

import pytest
from specloom.ir.resolve import (
    declaration_of,
    is_enum_class,
    object_of,
    resolve,
    resolve_nullable,
    without_null,
)
from specloom.ir.scalars import ScalarKind
from specloom.ir.types import (
    AliasDecl,
    EnumDecl,
    EnumMember,
    Given,
    Invented,
    Json,
    Named,
    NameHint,
    Nullable,
    ObjectDecl,
    Scalar,
    Text,
    TypeDecl,
    TypeId,
    TypeRef,
)

STRING = Scalar(kind=ScalarKind.STRING)


def named(name: str) -> Named:
    """Return a reference."""
    return Named(id=TypeId(name))


def alias(name: str, target: TypeRef) -> AliasDecl:
    """Return another name for a type."""
    return AliasDecl(id=TypeId(name), hint=Given(Text(name)), target=target, at=name)


def thing(name: str, *, nullable: bool = False) -> ObjectDecl:
    """Return an object without properties."""
    return ObjectDecl(
        id=TypeId(name), hint=Given(Text(name)), fields=(), nullable=nullable, at=name
    )


TYPES: dict[TypeId, TypeDecl] = {
    declaration.id: declaration
    for declaration in (
        thing("Pet"),
        thing("Gone", nullable=True),
        alias("Animal", named("Pet")),
        alias("Creature", named("Animal")),
        alias("Perhaps", Nullable(inner=named("Animal"))),
        alias("Nobody", named("Gone")),
        alias("Word", STRING),
        alias("This", named("That")),
        alias("That", named("This")),
    )
}


def test_aliases_are_followed() -> None:
    """To the end; one that leads back to itself ends the way."""
    assert resolve(TYPES, named("Creature")) == named("Pet")
    assert resolve(TYPES, named("Word")) == STRING
    assert resolve(TYPES, named("Perhaps")) == Nullable(inner=named("Animal"))
    assert resolve(TYPES, named("Unknown")) == named("Unknown")
    assert resolve(TYPES, named("This")) in (named("This"), named("That"))
    assert resolve(TYPES, named("Creature"), keep={TypeId("Animal")}) == named("Animal")


def test_null_is_taken_off() -> None:
    """Of the type itself, however often."""
    assert without_null(STRING) == (False, STRING)
    assert without_null(Nullable(inner=Nullable(inner=STRING))) == (True, STRING)


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (named("Creature"), (False, named("Pet"))),
        (Nullable(inner=named("Creature")), (True, named("Pet"))),
        (named("Perhaps"), (True, named("Pet"))),
        (named("Nobody"), (True, named("Gone"))),
        (Nullable(inner=named("Word")), (True, STRING)),
    ],
    ids=["alias", "null outside", "null inside", "nullable declaration", "scalar"],
)
def test_aliases_and_null_in_any_order(ref: TypeRef, expected: tuple[bool, TypeRef]) -> None:
    """Both are looked through."""
    assert resolve_nullable(TYPES, ref) == expected


def test_alias_in_a_circle_ends_the_way() -> None:
    """With null in between, too."""
    types: dict[TypeId, TypeDecl] = {TypeId("A"): alias("A", Nullable(inner=named("A")))}
    assert resolve_nullable(types, named("A")) == (True, named("A"))
    assert declaration_of(types, named("A")) is None


def test_what_a_type_names() -> None:
    """A declaration, through aliases, but never an alias."""
    assert declaration_of(TYPES, named("Creature")) == thing("Pet")
    assert declaration_of(TYPES, named("This")) is None
    assert declaration_of(TYPES, named("Word")) is None
    assert object_of(TYPES, named("Animal")) == thing("Pet")
    assert object_of(TYPES, STRING) is None


@pytest.mark.parametrize(
    ("base", "name", "hint", "expected"),
    [
        (ScalarKind.STRING, "RED", Given(Text("Color")), True),
        (ScalarKind.STRING, None, Given(Text("Color")), False),
        (ScalarKind.INTEGER, None, Given(Text("Level")), True),
        (ScalarKind.INTEGER, None, Invented(()), False),
        (ScalarKind.INTEGER, "LOW", Invented(()), True),
        (ScalarKind.BOOLEAN, "YES", Given(Text("Flag")), False),
    ],
)
def test_enumerations_that_are_classes(
    base: ScalarKind, name: str | None, hint: NameHint, expected: bool
) -> None:
    """Those whose values have names, and named ones of numbers."""
    declaration = EnumDecl(
        id=TypeId("E"),
        hint=hint,
        base=Scalar(kind=base),
        members=(EnumMember(value=Json(1), name=Text(name) if name else None),),
        at="E",
    )
    assert is_enum_class(declaration) is expected
