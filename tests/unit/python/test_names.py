"""Names: any words of a document become distinct, stable Python identifiers."""

from __future__ import annotations

import keyword
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.config import ClientConfig
from specloom.ir.api import Api
from specloom.ir.types import Given, Invented, NamePart, Role, Text
from specloom.python.client.constructor import client_name
from specloom.python.names import package_name
from specloom.python.naming import identifiers
from specloom.python.naming.class_names import class_candidates
from specloom.python.naming.identifiers import (
    Scope,
    Wish,
    allot,
    code,
    pascal,
    snake,
)
from specloom.python.naming.words import singular, words

TOKENS = [
    "", " ", "_", "__", "-", "a", "A", "aa", "id", "ID", "Id", "i_d", "class", "None", "True",
    "match", "self", "__init__", "__class__", "model_config", "json", "foo_bar", "fooBar",
    "FooBar", "foo-bar", "FOO_BAR", "1", "1a", "2", "+1", "-1", "Nm³", "m³", "μg", "é", "ß",
    "İ", "ﬁ", "日本", "日本語", "\u202e", "\ud800", "\x00", "a\nb", "x" * 200, "a.b.c", "a[b]", "$ref",
    "@type", "#", "*", "value", "value_2", "value_3", "field", "list", "dict", "str", "import",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(TOKENS), st.text(st.characters(exclude_categories=())))
SOME = settings(max_examples=1000, derandomize=True, database=None)


def is_name(name: str) -> bool:
    """Return whether a name can be given to anything."""
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)


# --- any text


@SOME
@given(text=TEXTS)
def test_any_text_gives_a_name(text: str) -> None:
    """Variables and classes get names that are identifiers, in ASCII, of bounded length."""
    for name in (snake(text), snake(text, "field"), pascal(text), pascal(text, "Schema")):
        assert is_name(name), name
        assert len(name) <= 100
    assert snake(text) == snake(text).lower()
    assert not snake(text).startswith("_")
    assert not pascal(text).startswith("_")


@SOME
@given(text=TEXTS)
def test_words_are_plain(text: str) -> None:
    """Words are lower-case ASCII letters and digits."""
    for word in words(text):
        assert word
        assert word.isascii()
        assert word.isalnum()
        assert word == word.lower()


@SOME
@given(texts=st.lists(TEXTS, unique=True, max_size=12), reserved=st.frozensets(TEXTS, max_size=3))
def test_names_are_distinct(texts: list[str], reserved: frozenset[str]) -> None:
    """Any list of texts gets distinct names, not even differing by case alone, and none that is reserved."""
    allotted = allot([Wish(text, [snake(text)]) for text in texts], reserved=reserved)
    assert list(allotted) == texts
    assert len({name.lower() for name in allotted.values()}) == len(texts)
    assert all(map(is_name, allotted.values()))
    assert not reserved.intersection(allotted.values())


@SOME
@given(
    texts=st.lists(TEXTS, unique=True, max_size=8),
    more=st.lists(TEXTS, unique=True, max_size=8),
    randomizer=st.randoms(use_true_random=False),
)
def test_names_are_stable(texts: list[str], more: list[str], randomizer: Any) -> None:
    """With the names of the last run, nothing new and no other order renames anything old."""
    wishes = [Wish(text, [snake(text), f"other_{snake(text)}"]) for text in texts]
    before = allot(wishes)
    wishes += [Wish(text, [snake(text)]) for text in more if text not in texts]
    randomizer.shuffle(wishes)
    after = allot(wishes, locked=before)
    assert {text: after[text] for text in texts} == before
    assert len({name.lower() for name in after.values()}) == len(wishes)


@SOME
@given(texts=st.lists(TEXTS, unique=True, max_size=8))
def test_names_are_repeatable(texts: list[str]) -> None:
    """A run with the names of the run before gives them again, reserved words or not."""
    wishes = [Wish(text, [snake(text)]) for text in texts]
    reserved = ("value", "a", "class_")
    before = allot(wishes, reserved=reserved)
    assert allot(wishes, reserved=reserved, locked=before) == before


def test_configured_names_come_first() -> None:
    """Configured beats locked beats given beats invented."""
    wishes = [
        Wish("invented", ["name"], given=False),
        Wish("given", ["name"]),
        Wish("locked", ["other"]),
        Wish("configured", ["other"]),
    ]
    assert allot(wishes) == {
        "invented": "name_2",
        "given": "name",
        "locked": "other",
        "configured": "other_2",
    }
    assert allot(wishes, configured={"configured": "other"}, locked={"locked": "other"}) == {
        "invented": "name_2",
        "given": "name",
        "locked": "other_2",
        "configured": "other",
    }


def test_a_later_candidate_is_tried() -> None:
    """Before numbers come the other names that a thing may have."""
    wishes = [Wish("a", ["item"]), Wish("b", ["item", "order_item"])]
    assert allot(wishes) == {"a": "item", "b": "order_item"}


def test_a_reserved_name_gets_an_underscore() -> None:
    """A reserved word is in nobody's way for long."""
    scope = Scope(["self"])
    assert [scope.take("self") for _ in range(3)] == ["self_", "self_2", "self_3"]


# --- tables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fooBar", "foo bar"),
        ("foo-bar", "foo bar"),
        ("FooBar", "foo bar"),
        ("foo_bar", "foo bar"),
        ("foo bar", "foo bar"),
        ("FOO_BAR", "foo bar"),
        ("HTTPServer", "http server"),
        ("getHTTPResponse", "get http response"),
        ("S3Uri", "s3 uri"),
        ("s3Uri", "s3 uri"),
        ("oauth2", "oauth2"),
        ("v1", "v1"),
        ("2fa", "2fa"),
        ("caf\u00e9", "cafe"),
        ("a+b", "a b"),
        ("+1", "1"),
        ("+", "plus"),
        ("", ""),
        ("--", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    """Words end at separators and at changes of case."""
    assert words(text) == expected.split()


def test_a_letter_outside_ascii_is_one_word() -> None:
    """A name in another script stays as short as it can: one word for each of its characters."""
    assert len(words("\u65e5\u672c")) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fooBar", "foo_bar"),
        ("ModelARN", "model_arn"),
        ("class", "class_"),
        ("None", "none"),
        ("from", "from_"),
        ("123", "value_123"),
        ("", "value"),
        ("__init__", "init"),
        ("x-amzn-RequestId", "x_amzn_request_id"),
        ("filter[name]", "filter_name"),
        ("@type", "type"),
    ],
)
def test_snake(text: str, expected: str) -> None:
    """Names of variables and fields."""
    assert snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fooBar", "FooBar"),
        ("foo_bar", "FooBar"),
        ("ARNList", "ARNList"),
        ("vpc-config", "VpcConfig"),
        ("VPCConfig", "VPCConfig"),
        ("none", "None_"),
        ("None", "None_"),
        ("404", "Value404"),
        ("", "Value"),
        ("custom models", "CustomModels"),
    ],
)
def test_pascal(text: str, expected: str) -> None:
    """Names of classes keep the spelling of the document."""
    assert pascal(text) == expected


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("models", "model"),
        ("summaries", "summary"),
        ("boxes", "box"),
        ("branches", "branch"),
        ("classes", "class"),
        ("status", "status"),
        ("statuses", "status"),
        ("address", "address"),
        ("analysis", "analysis"),
        ("series", "series"),
        ("news", "news"),
        ("data", "data"),
        ("model", "model"),
        ("gas", "gas"),
        ("ids", "ids"),
        ("types", "type"),
        ("files", "file"),
        ("caches", "cache"),
        ("databases", "database"),
        ("licenses", "license"),
        ("sizes", "size"),
        ("movies", "movie"),
        ("cookies", "cookie"),
        ("aliases", "alias"),
    ],
)
def test_singular(plural: str, expected: str) -> None:
    """English plurals, as far as names need them."""
    assert singular(plural) == expected


# --- classes


def invented(*parts: tuple[str, Role]) -> Invented:
    """Return a hint from the innermost place outwards."""
    return Invented(tuple(NamePart(Text(text), role) for text, role in parts))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("address", Role.MEMBER), ("Order", Role.OWNER)], ["Address", "OrderAddress"]),
        (
            [("", Role.ITEM), ("modelSummaries", Role.MEMBER), ("List", Role.OWNER)],
            ["ModelSummary", "ListModelSummary", "ListModelSummariesItem"],
        ),
        ([("", Role.ITEM), ("data", Role.MEMBER)], ["DataItem"]),
        (
            [
                ("", Role.ITEM),
                ("items", Role.MEMBER),
                ("", Role.RESPONSE),
                ("getOrder", Role.OWNER),
            ],
            ["Item", "GetOrderItem", "GetOrderResponseItemsItem"],
        ),
        ([("", Role.RESPONSE), ("getOrder", Role.OWNER)], ["GetOrderResponse"]),
        ([("404", Role.RESPONSE), ("getOrder", Role.OWNER)], ["GetOrder404Response"]),
        ([("", Role.REQUEST), ("getOrder", Role.OWNER)], ["GetOrderRequest"]),
        ([("", Role.VALUE), ("labels", Role.MEMBER)], ["LabelsValue"]),
        ([("0", Role.VARIANT), ("Shape", Role.OWNER)], ["Shape", "ShapeVariant1"]),
        ([("", Role.ITEM), ("", Role.ITEM), ("rows", Role.MEMBER)], ["Row", "RowsItemItem"]),
        ([("filter", Role.PARAMETER), ("listPets", Role.OWNER)], ["Filter", "ListPetsFilter"]),
    ],
)
def test_class_candidates(parts: list[tuple[str, Role]], expected: list[str]) -> None:
    """Invented names go from short to long; the last one says what the type is."""
    *names, last = class_candidates(invented(*parts))
    assert (names, last) == (expected, f"{last.removesuffix('Object')}Object")


def test_class_candidates_of_a_given_name() -> None:
    """A given name is the only one."""
    assert class_candidates(Given(Text("custom_model"))) == ["CustomModel"]


@SOME
@given(
    texts=st.lists(st.tuples(TEXTS, st.sampled_from(Role)), max_size=5),
)
def test_class_candidates_are_names(texts: list[tuple[str, Role]]) -> None:
    """Whatever the parts are, there is a candidate, and all are identifiers."""
    candidates = class_candidates(invented(*texts))
    assert candidates
    assert all(map(is_name, candidates))


@pytest.mark.parametrize("text", ["-", "_", ".", "404", "1.0"])
@pytest.mark.parametrize("role", [Role.REQUEST, Role.RESPONSE])
def test_class_candidates_of_odd_components(text: str, role: Role) -> None:
    """Bodies and responses in `components` may be called by signs and digits alone."""
    assert all(map(is_name, class_candidates(invented((text, role)))))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Amazon Bedrock API", "AmazonBedrock"),
        ("GitHub v3 REST API", "GitHub"),
        ("Pets (1.0.2)", "Pets"),
        ("API", "MyApi"),
        ("REST API v2", "MyApi"),
        ("", "MyApi"),
    ],
)
def test_client_name(title: str, expected: str) -> None:
    """A client is called as its API, without the words that say no more."""
    assert client_name(Text(title), "my_api") == expected


@SOME
@given(text=TEXTS | st.sampled_from(["1Password Connect", "23andMe API", "3D", "None API"]))
def test_any_title_gives_a_client(text: str) -> None:
    """Whatever the title is, the client's class has a name."""
    assert is_name(client_name(Text(text), "my_api"))


@SOME
@given(text=TEXTS)
def test_code_refuses_what_is_no_name(text: str) -> None:
    """Only identifiers become code as they are."""
    if text.isascii() and text.isidentifier():
        assert code(text) == text
    else:
        with pytest.raises(ValueError):
            code(text)


# --- reserved names


@pytest.mark.parametrize("name", ["self", "options", "given"])
def test_arguments_hide_nothing_that_a_method_uses(name: str) -> None:
    """The body of a method uses these names; an argument must not be called so."""
    assert name in identifiers.RESERVED_PARAMETERS


@pytest.mark.parametrize("name", ["self", "base_url", "timeout", "hooks", "from_environment"])
def test_settings_hide_nothing_that_the_constructor_uses(name: str) -> None:
    """The constructor uses these names; a server variable or scheme must not be called so."""
    assert name in identifiers.RESERVED_IN_CONSTRUCTOR


def test_an_untagged_operation_does_not_hide_the_definition() -> None:
    """The client's module has a constant `_API`; the constant of an operation called "api" is another one."""
    assert "api" in identifiers.RESERVED_IN_CLIENT


@pytest.mark.parametrize(
    "title", ["Calendar API", "Email", "JSON API", "Queue API v1", "Token", "Select", "httpx2"]
)
def test_a_package_hides_no_module(title: str) -> None:
    """A package called as a module of the standard library, or a dependency, would stand in its way."""
    config = ClientConfig(spec="openapi.yaml", output="out")
    name = package_name(Api(title=Text(title), version=Text("1")), config)
    assert name not in sys.stdlib_module_names | {"httpx2", "pydantic", "anyio", "pytest"}
