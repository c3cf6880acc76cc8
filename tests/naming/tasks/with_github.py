"""What people do with GitHub's API."""

from __future__ import annotations

from github import GitHub
from github.errors import NotFoundError

ISSUE = {"number": 7, "title": "It fails", "state": "open"}
ROUTES: list[tuple[str, str, object]] = [
    ("GET", "/repos/octo/hello/issues?state=open", [ISSUE]),
    ("POST", "/repos/octo/hello/issues", ISSUE),
    ("POST", "/repos/octo/hello/issues/7/comments", {"id": 1, "body": "Thanks"}),
    ("GET", "/repos/octo/hello", {"full_name": "octo/hello"}),
    ("PUT", "/repos/octo/hello/pulls/7/merge", {"merged": True, "sha": "1", "message": "x"}),
    (
        "GET",
        "/search/repositories?q=specloom",
        {"total_count": 0, "incomplete_results": False, "items": []},
    ),
    ("GET", "/repos/octo/hello/branches", [{"name": "main", "protected": True}]),
]


def open_issues(client: GitHub) -> None:
    for issue in client.issues.list_for_repo("octo", "hello", state="open"):
        print(issue.number, issue.title)


def report(client: GitHub) -> None:
    issue = client.issues.create(
        "octo", "hello", title="It fails", labels=["bug", {"name": "help"}]
    )
    client.issues.create_comment("octo", "hello", issue.number, body="Thanks")


def merge(client: GitHub) -> None:
    done = client.pulls.merge("octo", "hello", 7, merge_method="squash")
    assert done.merged


def find(client: GitHub) -> None:
    found = client.search.repos(q="specloom")
    print(found)


def branches(client: GitHub) -> None:
    for branch in client.repos.list_branches("octo", "hello"):
        print(branch.name)


def is_it_there(client: GitHub) -> None:
    try:
        print(client.repos.get("octo", "hello").full_name)
    except NotFoundError:
        print("it is not there")
