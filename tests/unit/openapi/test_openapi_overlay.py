"""Overlays: what they change, where the changes come from, and which are refused."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from specloom.diagnostics import Code, Diagnostic, GenerationFailed, Severity
from specloom.openapi.load import Document, load

SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "tags": ["a"],
    "paths": {
        "/pets": {
            "get": {
                "parameters": [
                    {"name": "a", "in": "query"},
                    {"name": "b", "in": "query"},
                    {"name": "c", "in": "query", "schema": {"enum": ["x"]}},
                ]
            },
            "post": {},
        },
        "/owners": {"get": {"parameters": [{"name": "a"}]}},
    },
}


def overlay_text(*actions: Any) -> str:
    return json.dumps(
        {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions}, indent=1
    )


def apply(*texts: str, spec: Any = SPEC) -> tuple[Document, tuple[Diagnostic, ...]]:
    files = {f"overlay{index}.yaml": text for index, text in enumerate(texts)}
    files["openapi.json"] = json.dumps(spec, indent=1)
    return load(
        "openapi.json",
        overlays=[name for name in files if name != "openapi.json"],
        reader=lambda location: files[location].encode(),
    )


def changed(*actions: Any, spec: Any = SPEC) -> Any:
    document, diagnostics = apply(overlay_text(*actions), spec=spec)
    assert diagnostics == ()
    return document.data


def refused(text: str) -> Diagnostic:
    with pytest.raises(GenerationFailed) as raised:
        apply(text)
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.location.file == "overlay0.yaml"
    assert diagnostic.location.line is not None
    return diagnostic


def test_updates_merge_objects_recursively() -> None:
    data = changed({"target": "$.info", "update": {"title": "New", "contact": {"name": "n"}}})
    assert data["info"] == {"title": "New", "version": "1", "contact": {"name": "n"}}
    data = changed({"target": "$", "update": {"paths": {"/pets": {"get": {"x-a": 1}}}}})
    assert data["paths"]["/pets"]["get"]["x-a"] == 1
    assert len(data["paths"]["/pets"]["get"]["parameters"]) == 3
    assert "post" in data["paths"]["/pets"]


def test_updates_append_to_lists() -> None:
    assert changed({"target": "$.tags", "update": "b"})["tags"] == ["a", "b"]
    assert changed({"target": "$.tags", "update": ["b", "c"]})["tags"] == ["a", "b", "c"]
    assert changed({"target": "$", "update": {"tags": ["b"]}})["tags"] == ["a", "b"]


def test_everything_else_is_replaced() -> None:
    data = changed({"target": "$", "update": {"tags": "none", "info": [], "openapi": None}})
    assert data["tags"] == "none"
    assert data["info"] == []
    assert data["openapi"] is None


def test_plain_values_are_replaced() -> None:
    # Overlay 1.1; before, the mapping around them had to be the target.
    data = changed(
        {"target": "$.info.title", "update": "New"},
        {"target": "$.tags[0]", "update": None},
        {"target": "$.paths['/pets'].get.parameters[*].name", "update": "x"},
    )
    assert data["info"]["title"] == "New"
    assert data["tags"] == [None]
    assert [p["name"] for p in data["paths"]["/pets"]["get"]["parameters"]] == ["x", "x", "x"]


def test_copies() -> None:
    data = changed({"target": "$.paths['/owners']", "copy": "$.paths['/pets']"})
    parameters = data["paths"]["/owners"]["get"]["parameters"]
    # Objects are merged, lists are concatenated.
    assert [p["name"] for p in parameters] == ["a", "a", "b", "c"]
    assert "post" in data["paths"]["/owners"]
    assert data["paths"]["/pets"] == SPEC["paths"]["/pets"]
    data = changed({"target": "$.tags", "copy": "$.info"})
    assert data["tags"] == ["a", SPEC["info"]]
    data = changed({"target": "$.info.title", "copy": "$.tags[0]"})
    assert data["info"]["title"] == "a"


def test_moving_is_to_copy_and_remove() -> None:
    data = changed(
        {"target": "$.paths", "update": {"/animals": {}}},
        {"target": "$.paths['/animals']", "copy": "$.paths['/pets']"},
        {"target": "$.paths['/pets']", "remove": True},
    )
    assert data["paths"]["/animals"] == SPEC["paths"]["/pets"]
    assert "/pets" not in data["paths"]


def test_what_was_copied_is_located_where_it_was_written() -> None:
    document, _ = apply(overlay_text({"target": "$.paths['/owners']", "copy": "$.paths['/pets']"}))
    origin = document.origin("#/paths/~1owners/get/parameters/3/schema")
    assert origin == ("openapi.json", "/paths/~1pets/get/parameters/2/schema")
    assert document.origin("#/paths/~1owners/post") == ("openapi.json", "/paths/~1pets/post")


@pytest.mark.parametrize(
    "actions",
    [
        [{"target": "$.tags", "copy": "$.tags"}] * 40,
        [{"target": "$.info", "update": {"x": {}}}, {"target": "$.info.x", "copy": "$"}] * 40,
    ],
)
def test_copies_of_copies_are_bounded(actions: Any) -> None:
    assert refused(overlay_text(*actions)).code is Code.TOO_LARGE


def test_an_empty_member_leaves_what_is_there() -> None:
    # As in the specification's first example: `components:` and `tags:` without a value.
    assert changed({"target": "$", "update": {"tags": None, "paths": None}}) == SPEC


def test_every_match_is_updated_and_filters_work() -> None:
    data = changed({"target": "$.paths.*.get", "update": {"x-safe": True}})
    assert data["paths"]["/pets"]["get"]["x-safe"] is True
    assert data["paths"]["/owners"]["get"]["x-safe"] is True
    target = "$.paths.*.get.parameters[?@.name=='a' && @.in=='query']"
    data = changed({"target": target, "update": {"required": True}})
    assert data["paths"]["/pets"]["get"]["parameters"][0]["required"] is True
    assert data["paths"]["/owners"]["get"]["parameters"] == [{"name": "a"}]


def test_extensions_can_be_targeted_without_brackets() -> None:
    spec = {"info": {"x-mine": {"a": 1}}}
    data = changed({"target": "$.info.x-mine", "update": {"a": 2}}, spec=spec)
    assert data == {"info": {"x-mine": {"a": 2}}}


def test_values_written_twice_are_independent() -> None:
    data = changed(
        {"target": "$.paths.*.get", "update": {"x": {"list": []}}},
        {"target": "$.paths['/pets'].get.x.list", "update": 1},
    )
    assert data["paths"]["/pets"]["get"]["x"] == {"list": [1]}
    assert data["paths"]["/owners"]["get"]["x"] == {"list": []}


def test_removal() -> None:
    data = changed({"target": "$.paths['/pets'].post", "remove": True})
    assert list(data["paths"]["/pets"]) == ["get"]
    data = changed({"target": "$..parameters[?@.name=='a']", "remove": True})
    assert [p["name"] for p in data["paths"]["/pets"]["get"]["parameters"]] == ["b", "c"]
    assert data["paths"]["/owners"]["get"]["parameters"] == []
    data = changed({"target": "$.paths['/pets'].get.parameters[0,1]", "remove": True})
    assert [p["name"] for p in data["paths"]["/pets"]["get"]["parameters"]] == ["c"]


def test_removal_of_things_inside_each_other() -> None:
    data = changed({"target": "$.paths['/pets']..*", "remove": True})
    assert data["paths"]["/pets"] == {}


def test_removal_wins_over_update_and_actions_build_on_each_other() -> None:
    data = changed(
        {"target": "$.info", "remove": True, "update": {"title": "ignored"}},
        {"target": "$", "update": {"info": {"title": "fresh"}}},
        {"target": "$.info", "update": {"version": "2"}},
    )
    assert data["info"] == {"title": "fresh", "version": "2"}


def test_the_input_is_not_changed() -> None:
    document, _ = apply(overlay_text({"target": "$.info", "update": {"title": "x"}}))
    before = copy.deepcopy(SPEC)
    assert document.root.data == before
    assert document.data != before


def test_shared_yaml_parts_are_changed_where_the_target_is() -> None:
    files = {
        "a.yaml": "x: &a {k: 1}\ny: *a\n",
        "o.yaml": overlay_text({"target": "$.y", "update": {"k": 2}}),
    }
    document, _ = load("a.yaml", overlays=["o.yaml"], reader=lambda name: files[name].encode())
    assert document.data == {"x": {"k": 1}, "y": {"k": 2}}


def test_what_was_written_comes_from_the_overlay() -> None:
    document, _ = apply(
        overlay_text(
            {"target": "$.paths['/pets'].get", "update": {"x-new": {"deep": [1]}, "tags": ["t"]}},
            {"target": "$.tags", "update": "b"},
            {"target": "$.info", "update": {"title": "New"}},
        )
    )
    for at, pointer in {
        "#/paths/~1pets/get/x-new/deep/0": "/actions/0/update/x-new/deep/0",
        "#/tags/1": "/actions/1/update",
        "#/info/title": "/actions/2/update/title",
    }.items():
        place = document.locate(at)
        assert place.file == "overlay0.yaml"
        assert place.pointer.startswith(pointer)
    for at in ("#/paths/~1pets/get", "#/tags/0", "#/info/version", "#/info"):
        assert document.locate(at).file == "openapi.json"
        assert document.locate(at).pointer == at[1:]


def test_positions_follow_items_that_move_up() -> None:
    document, _ = apply(
        overlay_text({"target": "$..parameters[?@.name=='a']", "remove": True}),
        overlay_text({"target": "$..parameters[?@.name=='b']", "remove": True}),
    )
    assert document.node("#/paths/~1pets/get/parameters/0/name").value == "c"
    place = document.locate("#/paths/~1pets/get/parameters/0/schema/enum")
    assert place.pointer == "/paths/~1pets/get/parameters/2/schema/enum"
    lines = json.dumps(SPEC, indent=1).splitlines()
    assert place.line is not None
    assert '"enum"' in lines[place.line - 1]


def test_positions_of_a_later_overlay_win_and_old_ones_move_along() -> None:
    first = overlay_text(
        {"target": "$.paths['/pets'].get.parameters[1]", "update": {"x": {"k": 1}}},
        {"target": "$.info", "update": {"x": {"k": {"l": 1}}}},
    )
    second = overlay_text(
        {"target": "$.paths['/pets'].get.parameters[0]", "remove": True},
        {"target": "$.info.x", "remove": True},
        {"target": "$.info", "update": {"x": {"k": {"l": 2}}}},
    )
    document, _ = apply(first, second)
    moved = document.locate("#/paths/~1pets/get/parameters/0/x/k")
    assert (moved.file, moved.pointer) == ("overlay0.yaml", "/actions/0/update/x/k")
    rewritten = document.locate("#/info/x/k/l")
    assert (rewritten.file, rewritten.pointer) == ("overlay1.yaml", "/actions/2/update/x/k/l")


def test_nested_removals_keep_positions() -> None:
    spec = {"a": [{"b": [1, 2, 3]}, {"b": [{"x": 4}, {"x": 5}]}, {"b": []}]}
    document, _ = apply(
        overlay_text({"target": "$['a'][0]", "remove": True}),
        overlay_text({"target": "$.a[0].b[0]", "remove": True}),
        spec=spec,
    )
    assert document.data == {"a": [{"b": [{"x": 5}]}, {"b": []}]}
    assert document.locate("#/a/0/b/0/x").pointer == "/a/1/b/1/x"
    both, _ = apply(overlay_text({"target": "$..[0]", "remove": True}), spec=spec)
    assert both.data == {"a": [{"b": [{"x": 5}]}, {"b": []}]}
    assert both.locate("#/a/0/b/0/x").pointer == "/a/1/b/1/x"


def test_a_target_that_matches_nothing_is_a_warning() -> None:
    document, diagnostics = apply(overlay_text({"target": "$.paths['/nope']", "remove": True}))
    (diagnostic,) = diagnostics
    assert diagnostic.code is Code.OVERLAY_TARGET_UNMATCHED
    assert diagnostic.severity is Severity.WARNING
    assert diagnostic.location.pointer == "/actions/0/target"
    assert document.data == SPEC


def test_yaml_overlays() -> None:
    text = (
        "overlay: 1.0.0\ninfo: {title: t, version: 1.0.0}\nx-mine: 1\n"
        "actions:\n  - target: $.info\n    description: d\n    x-y: 1\n    update: {title: N}\n"
    )
    document, _ = apply(text)
    assert document.node("#/info/title").value == "N"
    assert document.locate("#/info/title").line == 8


INFO = '"info": {"title": "t", "version": "1"}'
GOOD = f'"overlay": "1.0.0", {INFO}'


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("[]", ""),
        ("openapi: 3.1.0", "/overlay"),
        ('{"overlay": "2.0.0"}', "/overlay"),
        ("overlay: 1.0", "/overlay"),
        ('{"overlay": "1.0.0"}', "/info"),
        ('{"overlay": "1.0.0", "info": {"title": "t"}}', "/info"),
        (f"{{{GOOD}}}", "/actions"),
        (f'{{{GOOD}, "actions": []}}', "/actions"),
        (f'{{{GOOD}, "actions": [1]}}', "/actions/0"),
        (f'{{{GOOD}, "actions": [{{"update": {{}}}}]}}', "/actions/0/target"),
        (f'{{{GOOD}, "actions": [{{"target": 1, "update": {{}}}}]}}', "/actions/0/target"),
        (f'{{{GOOD}, "actions": [{{"target": "$"}}]}}', "/actions/0"),
        (f'{{{GOOD}, "actions": [{{"target": "$", "remove": "yes"}}]}}', "/actions/0/remove"),
        (f'{{{GOOD}, "actions": [{{"target": "$", "copy": "$.a"}}]}}', "/actions/0/copy"),
        (f'{{{GOOD}, "actions": [{{"target": "$", "updates": {{}}}}]}}', "/actions/0/updates"),
        (f'{{{GOOD}, "action": []}}', "/action"),
        (overlay_text({"target": "$.paths[", "update": {}}), "/actions/0/target"),
        (overlay_text({"target": "paths", "update": {}}), "/actions/0/target"),
        (overlay_text({"target": "$", "remove": True}), "/actions/0/target"),
        (overlay_text({"target": "$.info", "update": 1}), "/actions/0/update"),
        (overlay_text({"target": "$.info.title", "update": {}}), "/actions/0/update"),
        (overlay_text({"target": "$.info.title", "copy": "$.info"}), "/actions/0/copy"),
        (overlay_text({"target": "$.info", "copy": "$.info.title"}), "/actions/0/copy"),
        (overlay_text({"target": "$.info", "copy": "$.nowhere"}), "/actions/0/copy"),
        (overlay_text({"target": "$.info", "copy": "$.paths.*"}), "/actions/0/copy"),
        (overlay_text({"target": "$.info", "copy": "$.paths["}), "/actions/0/copy"),
        (overlay_text({"target": "$.info", "copy": 1}), "/actions/0/copy"),
        (overlay_text({"target": "$.info", "copy": "$.x", "update": {}}), "/actions/0/copy"),
    ],
)
def test_invalid_overlays_are_refused(text: str, pointer: str) -> None:
    found = refused(text)
    assert found.code is Code.INVALID_OVERLAY
    assert found.location.pointer == pointer


def test_nothing_is_applied_before_all_actions_are_checked() -> None:
    found = refused(overlay_text({"target": "$.nope", "update": {}}, {"target": "$"}))
    assert found.location.pointer == "/actions/1"


def test_overlays_cannot_nest_too_deep() -> None:
    deep: Any = {}
    for _ in range(90):
        deep = {"a": deep}
    spec = {"a": copy.deepcopy(deep)}
    target = "$" + ".a" * 60
    with pytest.raises(GenerationFailed) as raised:
        apply(overlay_text({"target": target, "update": {"b": deep}}), spec=spec)
    assert raised.value.diagnostics[0].code is Code.TOO_LARGE


def test_an_unreadable_overlay(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("openapi: 3.1.0\n")
    with pytest.raises(GenerationFailed) as raised:
        load(str(tmp_path / "a.yaml"), overlays=[str(tmp_path / "none.yaml")])
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.code is Code.UNREADABLE_FILE
    assert diagnostic.location.file.endswith("none.yaml")
