"""The name of an operation leaves out the words of its resource, where it means the same without them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom.python.naming.method_names import without_clashes
from specloom.python.naming.operation_words import Repeated, compared, operation_words, spelled
from specloom.python.naming.words import words

TEXTS = st.text(st.sampled_from("aA sS_-./1é")) | st.lists(
    st.sampled_from("list get users user roles role invite all by or create read my".split())
).map(" ".join)


def short(operation_id: str, tag: str, *prefixes: str, addresses_one: bool = False) -> str:
    """Return the name of an operation under a tag."""
    repeated = Repeated(
        resource=compared(words(tag)),
        prefixes=[compared(words(prefix)) for prefix in prefixes],
        addresses_one=addresses_one,
    )
    return "_".join(operation_words(operation_id, repeated))


@pytest.mark.parametrize(
    ("operation_id", "tag", "expected"),
    [
        ("ListCustomModels", "Custom Models", "list"),
        ("GetCustomModel", "Custom Models", "get"),
        ("DeleteCustomModel", "custom-model", "delete"),
        ("CreateModelCustomizationJob", "Model Customization", "create_job"),
        ("listPets", "pets", "list"),
        ("listAllPets", "pets", "list_all"),
        ("createAPet", "pets", "create"),
        ("batchDeleteUsers", "Users", "batch_delete"),
        ("createOrUpdateTeam", "teams", "create_or_update"),
        ("listModels", "Foundation Models", "list"),
        ("getFoundationModelAvailability", "Foundation Models", "get_availability"),
        ("listCoreV1NamespacedPod", "core_v1", "list_namespaced_pod"),
    ],
)
def test_the_resource_behind_the_verb_goes(operation_id: str, tag: str, expected: str) -> None:
    """Nothing stands between the verb and the words that repeat the resource (DESIGN.md, section 4)."""
    assert short(operation_id, tag) == expected


@pytest.mark.parametrize(
    ("operation_id", "tag"),
    [
        ("delete-project-role", "Roles"),
        ("create-organization-role", "Roles"),
        ("delete-project-spend-alert", "Spend Alerts"),
        ("activateProjectCertificates", "Certificates"),
        ("CreateProvisionedModelThroughput", "Provisioned Throughput"),
        ("listCarpets", "pets"),
        ("pets-by-owner", "owner"),
        ("get-user-of-team", "Team"),
    ],
)
def test_what_stands_between_keeps_it(operation_id: str, tag: str) -> None:
    """Without its last word, `delete_project_role` would delete a project."""
    assert short(operation_id, tag) == "_".join(words(operation_id))


@pytest.mark.parametrize(
    ("operation_id", "tag"),
    [
        ("inviteUser", "Invites"),
        ("invite", "Invites"),
        ("searchUsers", "Search"),
        ("orderPizza", "Orders"),
        ("logFileHandler", "logs"),
        ("checkoutSession", "Checkout"),
        ("petsByOwner", "pets"),
        ("pets", "pets"),
    ],
)
def test_the_verb_stays(operation_id: str, tag: str) -> None:
    """A verb that is spelled as the resource is no repetition, and a preposition begins no name."""
    assert short(operation_id, tag) == "_".join(words(operation_id))


@pytest.mark.parametrize(
    ("operation_id", "tag", "expected"),
    [
        ("repos/list-for-org", "repos", "list_for_org"),
        ("repos/get", "repo", "get"),
        ("compute.instances.list", "instances", "list"),
        ("compute.instances.setLabels", "Instances", "set_labels"),
        ("admin.apps.approve", "admin.apps", "approve"),
        ("search/topics", "search", "topics"),
        ("copilot/copilot-team-report", "copilot", "team_report"),
        ("actions/get-actions-cache-usage", "actions", "get_cache_usage"),
        ("actions/get-github-actions-usage", "actions", "get_github_actions_usage"),
        ("pets.", "pets", "pets"),
    ],
)
def test_segments_before_the_last(operation_id: str, tag: str, expected: str) -> None:
    """In a dotted or slashed operationId, the segment that equals the resource goes, and what is before it."""
    assert short(operation_id, tag) == expected


@pytest.mark.parametrize(
    ("operation_id", "tag", "expected"),
    [
        ("droplets_list", "Droplets", "list"),
        ("droplets_list_kernels", "Droplets", "list_kernels"),
        ("domains_list_records", "Domain Records", "list"),
        ("domains_create_record", "Domain Records", "create"),
        ("cdn_list_endpoints", "CDN Endpoints", "list"),
        ("cdn_purge_cache", "CDN Endpoints", "cdn_purge_cache"),
        ("registry_get", "Container Registry", "get"),
        ("registry_update_subscription", "Container Registry", "update_subscription"),
        ("oneClicks_list", "1-Click Applications", "one_clicks_list"),
        ("domains_list", "Domain Records", "domains_list"),
        ("usage-costs", "Usage", "costs"),
        ("uptime_checks_list", "Uptime", "list_checks"),
        ("things_comments_partial_update", "things", "partial_update_comments"),
    ],
)
def test_the_resource_before_the_verb_goes(operation_id: str, tag: str, expected: str) -> None:
    """All of its words, its last ones, or its first ones where the rest stands behind the verb."""
    assert short(operation_id, tag) == expected


def test_a_beginning_that_all_operations_have() -> None:
    """The words that all operationIds of a resource begin with name it, if one of them is in its name."""
    assert short("oneClicks_list", "1-Click Applications", "one clicks") == "list"
    assert short("cdn_purge_cache", "CDN Endpoints", "cdn") == "purge_cache"


@pytest.mark.parametrize(
    ("operation_id", "addresses_one", "expected"),
    [
        ("list_items", False, "list"),
        ("get_item", True, "get"),
        ("create_item", False, "create"),
        ("update_items", True, "update"),
        ("delete_items", False, "delete_items"),
        ("get_items", False, "get_items"),
        ("create_items", False, "create_items"),
        ("read_item", True, "read_item"),
        ("read_items", False, "read_items"),
        ("search_items", False, "search"),
        ("find_items_by_status", False, "find_by_status"),
    ],
)
def test_one_and_many(operation_id: str, addresses_one: bool, expected: str) -> None:
    """`items.delete()` would not say that it deletes all, nor `items.read()` whether it reads one."""
    assert short(operation_id, "items", addresses_one=addresses_one) == expected


def test_words_that_are_no_plural() -> None:
    """Settings and analytics are one thing."""
    assert short("getSettings", "Settings") == "get"
    assert short("getAnalytics", "Analytics") == "get"


@pytest.mark.parametrize("tag", ["", "---"])
def test_a_tag_without_words(tag: str) -> None:
    """It repeats nothing."""
    assert short("listPets", tag) == "list_pets"


def test_a_number_at_the_beginning_is_written_out() -> None:
    """No name in Python begins with a digit."""
    assert spelled(words("1-Click Applications")) == ["one", "click", "applications"]
    assert spelled(["11", "teams"]) == ["11", "teams"]
    assert spelled([]) == []


@settings(max_examples=500, derandomize=True, database=None)
@given(operation_id=TEXTS, tag=TEXTS, one=st.booleans())
def test_what_is_left_is_part_of_the_whole(operation_id: str, tag: str, one: bool) -> None:
    """A name has words of its operationId alone, and is never empty where that is not."""
    left = short(operation_id, tag, addresses_one=one)
    whole = words(operation_id)
    assert bool(left) == bool(whole)
    assert set(left.split("_")) - {""} <= set(whole)


def test_names_that_clash_grow() -> None:
    """Whoever would have the same name takes its next one, until they differ."""
    wanted = {
        "a": ["get", "get_pet"],
        "b": ["get", "get_dog", "x"],
        "c": ["get_dog", "y"],
        "d": ["x"],
    }
    left = without_clashes(wanted)
    assert {key: names[0] for key, names in left.items()} == {
        "a": "get_pet",
        "b": "x",
        "c": "y",
        "d": "x",
    }
