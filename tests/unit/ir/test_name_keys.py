"""The keys of names in the lock: each is spelled as lock files have it, and says what it is when it is parsed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specloom.ir import name_keys
from specloom.ir.api import ParameterLocation
from specloom.ir.name_keys import KeyKind, parse_key
from specloom.ir.types import Json, Text, TypeId
from specloom.output.folder.lock_file import read_lock

ROOT = Path(__file__).resolve().parents[3]
PET = TypeId("#/components/schemas/Pet")
LIST = "#/paths/~1pets/get"
KEYS = [
    (name_keys.PACKAGE, KeyKind.OTHER, "package"),
    (name_keys.CLIENT, KeyKind.OTHER, "client"),
    (name_keys.OPERATION_NAMES, KeyKind.OTHER, "operation_names"),
    (name_keys.tag_key(Text("my pets")), KeyKind.TAG, "tag/my pets"),
    (name_keys.tag_class_key(Text("a/b")), KeyKind.TAG_CLASS, "class/a/b"),
    (name_keys.GROUP_BY, KeyKind.OTHER, "group_by"),
    (name_keys.PATH_PREFIX, KeyKind.OTHER, "path_prefix"),
    (name_keys.path_key("my-pets"), KeyKind.PATH, "path/my-pets"),
    (name_keys.path_class_key("my-pets"), KeyKind.PATH_CLASS, "path-class/my-pets"),
    (name_keys.variable_key(Text("region")), KeyKind.VARIABLE, "variable/region"),
    (name_keys.scheme_key(Text("api key")), KeyKind.SCHEME, "scheme/api key"),
    (name_keys.environment_key(Text("api_key")), KeyKind.ENVIRONMENT, "environment/api_key"),
    (name_keys.method_key(LIST), KeyKind.OTHER, LIST),
    (name_keys.whole_body_key(LIST), KeyKind.OTHER, f"{LIST}?body"),
    (name_keys.model_key(PET), KeyKind.OTHER, PET),
    (name_keys.request_model_key(PET), KeyKind.REQUEST_MODEL, f"request {PET}"),
    (name_keys.error_key(PET), KeyKind.ERROR, f"error {PET}"),
    (name_keys.module_key(PET), KeyKind.MODULE, f"module {PET}"),
    (name_keys.attribute_key(PET, Text("$ref")), KeyKind.OTHER, f"{PET}?$ref"),
    (name_keys.constant_key(PET, Json(1)), KeyKind.OTHER, f"{PET}=1"),
    (name_keys.constant_key(PET, Json("red")), KeyKind.OTHER, f"{PET}=red"),
]


@pytest.mark.parametrize(("key", "kind", "text"), KEYS, ids=[text for *_, text in KEYS])
def test_a_key_is_spelled_as_in_the_lock_and_parsed(key: str, kind: KeyKind, text: str) -> None:
    assert key == text
    parsed = parse_key(text)
    assert parsed.kind is kind
    assert text == kind.value + parsed.subject
    assert parsed.key == text


def test_every_kind_of_key_is_tried() -> None:
    assert {kind for _, kind, _ in KEYS} == set(KeyKind)
    assert not [kind for kind in KeyKind if kind.value.startswith("#")]


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        (name_keys.located_key(ParameterLocation.QUERY, Text("a/b?c")), "query/a/b?c"),
        (name_keys.located_key(ParameterLocation.HEADER, Text("X-Id")), "header/X-Id"),
        (name_keys.body_property_key(Text("name")), "body/name"),
        (name_keys.BODY, "body"),
    ],
)
def test_an_argument_has_a_key_in_its_method_and_one_in_the_lock(argument: str, text: str) -> None:
    assert argument == text
    key = name_keys.method_argument_key(LIST, name_keys.ArgumentKey(argument))
    assert key == f"{LIST}?{text}"


@given(st.text())
def test_every_text_is_parsed_without_a_loss(text: str) -> None:
    assert parse_key(text).key == text


@given(st.sampled_from([name_keys.CLIENT, name_keys.MODELS, name_keys.tag_key(Text("a b"))]))
def test_the_key_of_an_old_name_has_its_scope_and_its_name(scope: name_keys.NameKey) -> None:
    key = name_keys.old_name_key(scope, "get_pet")
    assert key == f"{scope} get_pet"
    assert name_keys.parse_old_name_key(key) == (scope, "get_pet")


def test_the_keys_of_the_samples_are_known() -> None:
    """What the committed locks have is of the kinds above, all of which occur there."""
    locks = sorted(ROOT.glob("generated_samples/*/specloom.lock.json"))
    names = [read_lock(path.read_text(encoding="utf-8")).names for path in locks]
    keys = {key for each in names for key in each}
    plain = {name_keys.PACKAGE, name_keys.CLIENT, name_keys.OPERATION_NAMES}
    plain |= {name_keys.GROUP_BY, name_keys.PATH_PREFIX}
    others = {key for key in keys if parse_key(key).kind is KeyKind.OTHER}
    assert keys - others
    assert not {key for key in others - plain if not key.startswith("#/")}


def test_no_other_module_builds_a_key() -> None:
    """mypy wants a `NameKey` wherever a key is meant; nobody else makes one of a string."""
    package = ROOT / "generator" / "specloom"
    makers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("NameKey", "ArgumentKey", "ParsedKey")
    }
    assert makers == {"ir/name_keys.py"}


def test_no_other_module_takes_a_key_apart() -> None:
    """What kinds of keys begin with is written nowhere else."""
    package = ROOT / "generator" / "specloom"
    starts = {kind.value for kind in KeyKind} - {""}
    sites = [
        f"{path.relative_to(package)}:{node.lineno}"
        for path in package.rglob("*.py")
        if "runtime" not in path.parts and path.name != "name_keys.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in starts
    ]
    assert sites == []
