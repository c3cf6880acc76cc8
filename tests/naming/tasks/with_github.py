"""What people do with GitHub's API."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from github import GitHub, models, stream_response
from github.errors import NotFoundError, RateLimitError

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
    ("GET", "/user/repos", [{"full_name": "octo/hello"}]),
    (
        "GET",
        "/repos/octo/hello/contents/README.md",
        {"type": "file", "content": "SGVsbG8=", "sha": "1", "path": "README.md"},
    ),
    ("PUT", "/repos/octo/hello/contents/README.md", {"commit": {"sha": "2"}}),
    ("POST", "/repos/octo/hello/releases", {"tag_name": "v1.0.0", "html_url": "https://e.x"}),
    ("GET", "/repos/octo/hello/zipball/main", None),
    ("POST", "/repos/octo/hello/actions/workflows/ci.yml/dispatches", None),
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


def log_in(client: GitHub) -> None:
    client = client.with_options(headers={"authorization": "Bearer ghp_..."})
    for repo in client.repos.list_for_authenticated_user(sort="pushed"):
        print(repo.full_name)


def change_a_file(client: GitHub) -> None:
    readme = client.repos.get_content("octo", "hello", "README.md")
    if isinstance(readme, models.ContentFile):
        text = base64.b64decode(readme.content) + b", world"
        client.repos.create_or_update_file_contents(
            "octo",
            "hello",
            "README.md",
            message="Greet everyone",
            content=base64.b64encode(text).decode(),
            sha=readme.sha,
        )


def release(client: GitHub) -> None:
    made = client.repos.create_release(
        "octo", "hello", tag_name="v1.0.0", generate_release_notes=True
    )
    print(made.html_url)


def download(client: GitHub) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        stream_response(client.repos.download_zipball_archive)("octo", "hello", "main") as zipball,
    ):
        zipball.save(Path(folder) / "hello.zip")


def run_a_workflow(client: GitHub) -> None:
    try:
        client.actions.create_workflow_dispatch("octo", "hello", "ci.yml", ref="main")
    except RateLimitError as error:
        print(error.headers.get("retry-after"))
