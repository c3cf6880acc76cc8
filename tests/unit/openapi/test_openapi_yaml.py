"""Text to values: JSON, YAML 1.2, and everything that is refused."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.diagnostics import Code, Diagnostic, GenerationFailed
from specloom.openapi.text.parse import parse_text


def refused(text: str) -> Diagnostic:
    with pytest.raises(GenerationFailed) as raised:
        parse_text(text, "api.yaml")
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.location.file == "api.yaml"
    return diagnostic


def place(diagnostic: Diagnostic) -> tuple[int | None, int | None]:
    return diagnostic.location.line, diagnostic.location.column


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.dictionaries(st.text(), JSON_VALUES, max_size=4))
def test_json_is_read_exactly(value: dict[str, Any]) -> None:
    assert parse_text(json.dumps(value), "x") == value
    assert parse_text(json.dumps(value, indent="\t"), "x") == value


def dump(value: object) -> str:
    # libyaml does not know JSON's surrogate pairs.
    return json.dumps(value, ensure_ascii=False)


PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))


@given(st.dictionaries(PRINTABLE, st.one_of(PRINTABLE, st.integers(), st.booleans(), st.none())))
def test_yaml_is_read_exactly(value: dict[str, Any]) -> None:
    text = "\n".join(f"{dump(key)}: {dump(item)}" for key, item in value.items())
    assert parse_text(text or "{}", "x") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30:45", "12:30:45"),
        ("2020-01-01", "2020-01-01"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("007", "007"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("-12", -12),
        ("+1", 1),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("12345678901234567890123", 12345678901234567890123),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ('!!int "12"', 12),
        ("!!float 3", 3.0),
        ("!!map {}", {}),
    ],
)
def test_plain_scalars_follow_json(text: str, value: object) -> None:
    read = parse_text(f"a: {text}\n", "x")
    assert read == {"a": value}
    assert isinstance(read, dict)
    assert type(read["a"]) is type(value)


def test_keys_are_text() -> None:
    text = "200: a\nnull: b\ntrue: c\n1.0: d\n2020-01-01: e\n"
    assert parse_text(text, "x") == {
        "200": "a",
        "null": "b",
        "true": "c",
        "1.0": "d",
        "2020-01-01": "e",
    }


def test_byte_order_mark_and_any_line_ends_are_accepted() -> None:
    assert parse_text("\ufeffa: 1\r\nb: 2\r\n", "x") == {"a": 1, "b": 2}
    assert parse_text('\ufeff{"a": 1,\r\n"b": 2}', "x") == {"a": 1, "b": 2}


def test_an_empty_text_is_null() -> None:
    assert parse_text("", "x") is None
    assert parse_text("# nothing\n", "x") is None


def test_a_flow_mapping_is_yaml_although_it_begins_like_json() -> None:
    assert parse_text("{a: 1, 'b': no}  # comment", "x") == {"a": 1, "b": "no"}


def test_aliases_and_merge_keys() -> None:
    text = "a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [{x: 5}, *a]}\n'<<': e\n"
    assert parse_text(text, "x") == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 3},
        "d": {"x": 5, "y": 2},
        "<<": "e",
    }


def test_an_alias_can_be_a_key() -> None:
    assert parse_text("a: &k name\n*k : 1\n", "x") == {"a": "name", "name": 1}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": 1,\n "b": {"c": 1, "c": 2}}', (2, 16)),
        ('{"a": 1, "\\u0061": 2}', (1, 10)),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", (4, 3)),
        ("200: a\n'200': b\n", (2, 1)),
        ("a: {<<: {}, <<: {}}", (1, 13)),
    ],
)
def test_duplicate_keys_are_refused_at_the_second(text: str, where: tuple[int, int]) -> None:
    found = refused(text)
    assert found.code is Code.DUPLICATE_KEY
    assert place(found) == where


@pytest.mark.parametrize(
    ("text", "words", "where"),
    [
        ('{"a": NaN}', "NaN", (1, 7)),
        ("[1,\n-Infinity]", "-Infinity", (2, 1)),
        ('{"a": 1e999}', "out of range", (1, 7)),
        ("a: .nan", "'.nan'", (1, 4)),
        ("a: -.inf", "'-.inf'", (1, 4)),
        ("a: 1e999", "out of range", (1, 4)),
        ("a: " + "1" * 5000, "too many digits", (1, 4)),
        ('{"a": ' + "1" * 5000 + "}", "too many digits", (1, 7)),
        ("a: !!binary aGk=", "!!binary", (1, 4)),
        ("a: !!timestamp 2020-01-01", "!!timestamp", (1, 4)),
        ("a: !!python/object/apply:os.system [id]", "!!python/object/apply:os.system", (1, 4)),
        ("a: !local 1", "!local", (1, 4)),
        ("!!set {a}", "!!set", (1, 1)),
        ("!!binary a: 1", "!!binary", (1, 1)),
        ("a: !!int x", "is not !!int", (1, 4)),
        ("a: 1\n---\nb: 2\n", "several YAML documents", (2, 1)),
        ("? [a]\n: 1\n", "keys are text", (1, 3)),
        ("? {a: b}\n: 1\n", "keys are text", (1, 3)),
        ("a: &a\n  b: *a\n", "inside what it repeats", (2, 6)),
        ("a: {<<: 1}", "takes a mapping", (1, 9)),
        ("a: b: c", "not YAML", (1, 5)),
        ("a:\n\t- b", "tabs", (2, 1)),
        ('{"a": 1', "not JSON", (1, 8)),
        ('{"a" 1}', "not JSON", (1, 6)),
    ],
)
def test_what_json_cannot_hold_is_refused_by_name(
    text: str, words: str, where: tuple[int, int]
) -> None:
    found = refused(text)
    assert words in f"{found.message} {found.hint}"
    assert found.code is Code.INVALID_SYNTAX
    assert place(found) == where


def test_control_characters_are_a_located_fault() -> None:
    assert refused("a: 1\nb: \x07\n").code is Code.INVALID_SYNTAX


def test_messages_are_printable() -> None:
    message = refused('a: 1\n"\x85\u202e": 2\n"\x85\u202e": 3\n').message
    assert message.isascii()
    assert message.isprintable()


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", '{"a":'])
@pytest.mark.parametrize("count", [101, 2_000, 200_000])
def test_depth_is_refused_before_any_recursion(opening: str, count: int) -> None:
    found = refused(opening * count)
    assert found.code in (Code.TOO_LARGE, Code.INVALID_SYNTAX)
    closed = refused("[" * count + "]" * count)
    assert closed.code is Code.TOO_LARGE
    assert place(closed) == (1, 101)


def test_a_hundred_levels_are_read_whatever_the_stack() -> None:
    def deep(frames: int) -> object:
        return deep(frames - 1) if frames else parse_text("[" * 100 + "]" * 100, "x")

    assert deep(500) is not None
    assert parse_text("- " * 99 + "a", "x") is not None


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [x, x]"]
    for level in range(1, levels + 1):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]")
    return "\n".join(lines)


def test_alias_bombs_are_refused() -> None:
    found = refused(bomb(30, 9))
    assert found.code is Code.TOO_LARGE
    assert "aliases" in found.message


def test_merging_bombs_are_refused() -> None:
    entries = ", ".join(f"k{index}: 1" for index in range(3_000))
    sources = ", ".join(["*a"] * 3_000)
    assert refused(f"a: &a {{{entries}}}\nb: {{<<: [{sources}]}}").code is Code.TOO_LARGE


def test_aliases_cannot_nest_deeper_than_the_limit() -> None:
    assert refused(bomb(101, 1)).code is Code.TOO_LARGE


def test_many_aliases_of_small_things_are_fine() -> None:
    text = "a: &a {type: string}\nb:\n" + "".join(f"  k{index}: *a\n" for index in range(20_000))
    value = parse_text(text, "x")
    assert isinstance(value, dict)


def test_size_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specloom.openapi.text.parse.MAX_BYTES", 10)
    assert refused("a: 1234567890").code is Code.TOO_LARGE


def test_without_libyaml_the_result_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &a {x: [1, no, é😀]}\nb: *a\n"
    expected = parse_text(text, "x")
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert parse_text(text, "x") == expected
    assert place(refused("a: !x 1")) == (1, 4)


def test_the_recursion_limit_is_left_alone() -> None:
    before = sys.getrecursionlimit()
    refused("[" * 5_000)
    assert sys.getrecursionlimit() == before
