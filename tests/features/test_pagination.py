"""Lists in pages: detected, hinted, or left alone; proposals, diagnostics, and what locked clients return."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from specloom.cli import main

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
BOOLEAN = {"type": "boolean"}
THING = {"type": "object", "required": ["id"], "properties": {"id": STRING}}
THINGS = {"type": "array", "items": THING}
URL = {"type": ["string", "null"], "format": "uri"}

Run = Callable[..., tuple[int, str, str]]


def obj(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties}


def array_of(items: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an array."""
    return {"type": "array", "items": items}


def query(name: str, schema: Mapping[str, Any] = STRING, text: str = "") -> dict[str, Any]:
    """Return a query parameter."""
    return {"name": name, "in": "query", "schema": schema, "description": text}


def listing(
    response: Mapping[str, Any],
    *parameters: Mapping[str, Any],
    headers: Sequence[str] = (),
    **more: Any,
) -> dict[str, Any]:
    """Return an operation that returns a JSON body."""
    fields = {name: {"schema": STRING} for name in headers}
    ok = {
        "description": "OK",
        "headers": fields,
        "content": {"application/json": {"schema": response}},
    }
    return {
        "operationId": "listThings",
        "parameters": list(parameters),
        "responses": {"200": ok},
        **more,
    }


def document(operation: Mapping[str, Any], path: str = "/things", method: str = "get") -> Any:
    """Return a document with one operation."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Feature", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {path: {method: dict(operation)}},
    }


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder, where the document is `api.json`."""
    monkeypatch.chdir(tmp_path)

    def command(contents: Any, *arguments: str) -> tuple[int, str, str]:
        Path("api.json").write_text(json.dumps(contents))
        try:
            code = main([arguments[0], "api.json", *arguments[1:]])
        except SystemExit as stop:
            code = int(str(stop.code))
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def hint_of(run: Run, operation: Mapping[str, Any], **more: Any) -> tuple[str, Any]:
    """Return whether pages are detected or likely, and the hint that says the same; "" if there are none."""
    code, out, _ = run(document(operation, **more), "inspect", "--quiet")
    assert code == 0
    lines = out.split("\npages\n")[1:]
    if not lines:
        return "", None
    how, rest = lines[0].strip().split(maxsplit=1)
    return how, json.loads(rest[rest.index('{"kind"') :])


PAGE, SIZE = query("page", {**INTEGER, "default": 1}), query("per_page", INTEGER)
DETECTED: list[tuple[Any, Any]] = [
    (
        listing(
            obj(podcasts=THINGS, next_page_number=INTEGER, has_next=BOOLEAN),
            query("page", INTEGER),
        ),
        {
            "kind": "token",
            "token-parameter": "page",
            "next-token": "next_page_number",
            "has-more": "has_next",
            "items": "podcasts",
        },
    ),
    (
        listing(obj(items=THINGS, nextPageToken=STRING), query("pageToken")),
        {
            "kind": "token",
            "token-parameter": "pageToken",
            "next-token": "nextPageToken",
            "items": "items",
        },
    ),
    (
        listing(
            obj(items=THINGS, NextToken=STRING), query("NextToken"), query("MaxResults", INTEGER)
        ),
        {
            "kind": "token",
            "token-parameter": "NextToken",
            "next-token": "NextToken",
            "items": "items",
        },
    ),
    (
        listing(obj(channels=THINGS, response_metadata=obj(next_cursor=STRING)), query("cursor")),
        {
            "kind": "token",
            "token-parameter": "cursor",
            "next-token": "response_metadata.next_cursor",
            "items": "channels",
        },
    ),
    (
        listing(
            obj(items=THINGS, metadata={"continue": STRING, **obj(**{"continue": STRING})}),
            query("limit", INTEGER),
            query("continue"),
        ),
        {
            "kind": "token",
            "token-parameter": "continue",
            "next-token": "metadata.continue",
            "items": "items",
        },
    ),
    (
        listing(obj(data=THINGS, last_id=STRING, has_more=BOOLEAN), query("after")),
        {
            "kind": "token",
            "token-parameter": "after",
            "next-token": "last_id",
            "has-more": "has_more",
            "items": "data",
        },
    ),
    (
        listing(obj(results=THINGS, paging=obj(next=obj(after=STRING))), query("after")),
        {
            "kind": "token",
            "token-parameter": "after",
            "next-token": "paging.next.after",
            "items": "results",
        },
    ),
    (
        listing(
            obj(data=THINGS, has_more=BOOLEAN), query("starting_after"), query("ending_before")
        ),
        {
            "kind": "last-item",
            "token-parameter": "starting_after",
            "item-property": "id",
            "has-more": "has_more",
            "items": "data",
        },
    ),
    (
        listing(
            obj(data=THINGS, has_more=BOOLEAN),
            query("after", STRING, "Identifier for the last job from the previous page."),
        ),
        {
            "kind": "last-item",
            "token-parameter": "after",
            "item-property": "id",
            "has-more": "has_more",
            "items": "data",
        },
    ),
    (
        listing(THINGS, PAGE, SIZE),
        {"kind": "page", "page-parameter": "page", "first-page": 1, "items": ""},
    ),
    (
        listing(
            obj(content=THINGS, totalPages=INTEGER, totalElements=INTEGER),
            query("page", {**INTEGER, "default": 0}),
            query("size", INTEGER),
        ),
        {
            "kind": "page",
            "page-parameter": "page",
            "first-page": 0,
            "total-pages": "totalPages",
            "items": "content",
        },
    ),
    (
        listing(
            obj(data=THINGS, meta=obj(total=INTEGER)),
            query("page[number]", {**INTEGER, "minimum": 1}),
            query("page[size]", INTEGER),
        ),
        {
            "kind": "page",
            "page-parameter": "page[number]",
            "first-page": 1,
            "total-items": "meta.total",
            "items": "data",
        },
    ),
    (
        listing(obj(data=THINGS, total=INTEGER), query("offset", INTEGER), query("limit", INTEGER)),
        {
            "kind": "offset",
            "offset-parameter": "offset",
            "first-offset": 0,
            "total-items": "total",
            "items": "data",
        },
    ),
    (listing(THINGS, PAGE, SIZE, headers=["Link"]), {"kind": "link", "items": ""}),
    (
        listing({"anyOf": [THINGS, array_of(obj(id=STRING, at=STRING))]}, PAGE, headers=["Link"]),
        {"kind": "link", "items": ""},
    ),
    (
        listing(THINGS, query("after", STRING, "A cursor, as given in the [Link header](/links).")),
        {"kind": "link", "items": ""},
    ),
    (
        listing(
            obj(
                data=THINGS,
                has_more=BOOLEAN,
                next={"type": ["string", "null"], "description": "Cursor for the next page."},
            ),
            query("after"),
        ),
        {
            "kind": "token",
            "token-parameter": "after",
            "next-token": "next",
            "has-more": "has_more",
            "items": "data",
        },
    ),
    (
        listing(obj(count=INTEGER, next=URL, previous=URL, results=THINGS), query("page", INTEGER)),
        {"kind": "next-url", "next-url": "next", "items": "results"},
    ),
    (
        listing(obj(**{"value": THINGS, "@odata.nextLink": STRING})),
        {"kind": "next-url", "next-url": "@odata.nextLink", "items": "value"},
    ),
    (
        listing(
            obj(
                _embedded=obj(orders=THINGS),
                _links=obj(next=obj(href=STRING), self=obj(href=STRING)),
            ),
            query("page", INTEGER),
        ),
        {"kind": "next-url", "next-url": "_links.next.href", "items": "_embedded.orders"},
    ),
]
DOUBTFUL: list[tuple[str, Any]] = [
    ("it is not known what the first page is", listing(THINGS, query("page", INTEGER), SIZE)),
    ("a page may be that of a book", listing(THINGS, PAGE)),
    (
        "there are two ways to page",
        listing(THINGS, PAGE, SIZE, query("offset", INTEGER), query("limit", INTEGER)),
    ),
    (
        "next may be something else",
        listing(obj(notes=THINGS, next=STRING), query("cursor")),
    ),
    (
        "the cursor may be that of this page",
        listing(obj(items=THINGS, cursor=STRING), query("cursor")),
    ),
    (
        "after may be a time",
        listing(
            obj(data=THINGS, has_more=BOOLEAN),
            query("after", STRING, "Only events after this date."),
        ),
    ),
    (
        "next_page says whether",
        listing(
            obj(
                images=THINGS, next_page={**STRING, "description": "True if additional pages exist"}
            ),
            query("page"),
        ),
    ),
    ("next may be anything", listing(obj(items=THINGS, next=STRING))),
    (
        "the thing has a list",
        listing(obj(id=STRING, name=STRING, balance=STRING, tokens=THINGS), PAGE, SIZE),
    ),
    (
        "an offset may count pages",
        listing(
            obj(data=THINGS, totalElements=INTEGER, totalPages=INTEGER),
            query("offset", INTEGER),
            query("limit", INTEGER),
        ),
    ),
    ("Link may be any link", listing(THINGS, headers=["Link"])),
    (
        "a status and the one before",
        listing(
            obj(data=THINGS, has_more=BOOLEAN, next={**STRING, "description": "The next state."}),
            query("after"),
        ),
    ),
    ("a token may be a password", listing(obj(items=THINGS, next_token=STRING), query("token"))),
]
NONE: list[tuple[str, Any]] = [
    ("nothing is asked for", listing(obj(items=THINGS, total=INTEGER))),
    ("two lists", listing(obj(users=THINGS, groups=THINGS, next_cursor=STRING), query("cursor"))),
    ("no list", listing(obj(id=STRING, next_cursor=STRING), query("cursor"))),
    ("values, not things", listing({"type": "array", "items": {"type": "number"}}, PAGE, SIZE)),
    ("a header that is not declared", listing(THINGS, query("q"))),
    (
        "two numbers, of which one is said to be a flag",
        listing(
            obj(tiers=THINGS, days={**INTEGER, "description": "Days, or 0: whether it is due."}),
            query("amount", INTEGER),
        ),
    ),
    (
        "a list, or one thing",
        listing({"anyOf": [THINGS, THING]}, PAGE, SIZE, headers=["Link"]),
    ),
    (
        "tags of things",
        listing(obj(tags=THINGS), PAGE, SIZE),
    ),
    (
        "a time where a text is returned",
        listing(obj(items=THINGS, next_cursor=STRING), query("cursor", BOOLEAN)),
    ),
]


@pytest.mark.parametrize(("operation", "hint"), DETECTED)
def test_what_is_detected(run: Run, operation: Any, hint: Any) -> None:
    """An argument, and what the response has to go with it; the hint that says so is the same without detection."""
    assert hint_of(run, operation) == ("detected", hint)
    assert hint_of(run, {**operation, "x-specloom-pagination": hint})[0] == "said"
    said = hint_of(run, {**operation, "x-specloom-pagination": hint})[1]
    assert said == hint


@pytest.mark.parametrize(
    "operation", [each for _, each in DOUBTFUL], ids=[why for why, _ in DOUBTFUL]
)
def test_what_is_only_likely(run: Run, operation: Any) -> None:
    """The method returns the response; the hint is proposed."""
    assert hint_of(run, operation)[0] in ("likely", "")


@pytest.mark.parametrize("operation", [each for _, each in NONE], ids=[why for why, _ in NONE])
def test_what_has_no_pages(run: Run, operation: Any) -> None:
    """There is nothing to propose."""
    assert hint_of(run, operation) == ("", None)


def test_a_list_that_is_called_after_its_path(run: Run) -> None:
    """`tags` beside other properties are of the thing; at the end of the path they are the list."""
    operation = listing(obj(tags=THINGS, meta=obj(total=INTEGER)), PAGE, SIZE)
    assert hint_of(run, operation, path="/things") == ("", None)
    how, hint = hint_of(run, operation, path="/v2/tags")
    assert (how, hint["items"]) == ("detected", "tags")
    said = {**operation, "x-specloom-pagination": {"kind": "page", "page-parameter": "page"}}
    assert hint_of(run, said, path="/v2/tags")[1]["items"] == "tags"


def test_a_token_in_the_body_of_a_post(run: Run) -> None:
    """Only tokens are detected there."""
    body = {"content": {"application/json": {"schema": obj(start_cursor=STRING, q=STRING)}}}
    operation = listing(obj(results=THINGS, next_cursor=STRING, has_more=BOOLEAN), requestBody=body)
    how, hint = hint_of(run, operation, method="post")
    assert how == "detected"
    assert (hint["parameter-in"], hint["token-parameter"]) == ("body", "start_cursor")
    numbers = {"content": {"application/json": {"schema": obj(page=INTEGER, limit=INTEGER)}}}
    assert hint_of(run, listing(THINGS, requestBody=numbers), method="post")[0] == ""


@pytest.mark.parametrize(
    ("hint", "place", "said"),
    [
        ("token", "", "must be an object"),
        (
            {"kind": "tokn"},
            "/kind",
            "kind must be one of token, last-item, page, offset, link, next-url, none; did you mean 'token'?",
        ),
        ({"kind": "token", "next-token": "next"}, "", "needs the text token-parameter"),
        (
            {"token-parameter": "cursr", "next-token": "next"},
            "/token-parameter",
            "no query parameter and no header parameter and no property of the body 'cursr'; did you mean 'cursor'?",
        ),
        (
            {"token-parameter": "cursor", "parameter-in": "header", "next-token": "next"},
            "/token-parameter",
            "no header parameter 'cursor'",
        ),
        (
            {"token-parameter": "cursor", "next-token": "nxt"},
            "/next-token",
            "next-token: the response has no property 'nxt'; did you mean 'next'?",
        ),
        (
            {"token-parameter": "cursor", "next-token": "next", "items": "next"},
            "/items",
            "items: 'next' is no array",
        ),
        (
            {"token-parameter": "cursor", "next-token": "next", "next-token-in": "cookie"},
            "/next-token-in",
            "next-token-in must be one of body, header, url, link",
        ),
        (
            {"kind": "last-item", "token-parameter": "cursor", "item-property": "ident"},
            "/item-property",
            "an item has no property 'ident'",
        ),
        (
            {"kind": "page", "page-parameter": "cursor", "first-page": -1},
            "/first-page",
            "first-page must be a number from 0 on",
        ),
        (
            {"kind": "offset", "offset-parameter": "cursor", "size-parameter": "size"},
            "/size-parameter",
            "no query parameter 'size'",
        ),
        ({"kind": "next-url"}, "", "needs the text next-url"),
        (
            {"kind": "link", "next-url": "next"},
            "/next-url",
            "'next-url' is not used with the kind link",
        ),
    ],
)
def test_what_is_wrong_with_a_hint(run: Run, hint: Any, place: str, said: str) -> None:
    """A warning with the place of the key; the method then returns the response."""
    operation = listing(obj(data=THINGS, next=STRING), query("cursor"))
    code, _, err = run(document({**operation, "x-specloom-pagination": hint}), "validate")
    assert code == 0
    (line,) = [line for line in err.splitlines() if "SL402" in line]
    assert said in line
    assert f"/get/x-specloom-pagination{place})" in line


def test_hints_of_the_configuration_and_the_mode(run: Run) -> None:
    """`pagination` is a mode, or a table of hints by operationId that may have one; `none` is for one operation."""
    detected = listing(obj(data=THINGS, next_cursor=STRING), query("cursor"))
    generated = (
        "generate",
        "--output",
        "out",
        "--formatter",
        "none",
        "--only",
        "client",
        "--force",
    )
    for setting, paged in (
        ("", True),
        ('pagination = "detect"', True),
        ('pagination = "hints"', False),
        ('[client.pagination]\nmode = "hints"', False),
        ('[client.pagination]\nlistThings = { kind = "none" }', False),
        (
            '[client.pagination]\nmode = "hints"\nlistThings = { token-parameter = "cursor", next-token = "next_cursor" }',
            True,
        ),
    ):
        Path("specloom.toml").write_text(
            f'[[client]]\nspec = "api.json"\noutput = "out"\npackage = "feature"\n{setting}\n'
        )
        Path("api.json").write_text(json.dumps(document(detected)))
        assert main(["generate", "--quiet"]) == 0
        text = "".join(path.read_text() for path in Path("out/src/feature/resources").glob("*.py"))
        assert ("-> Page[" in text) is paged, setting
        __import__("shutil").rmtree("out")
    Path("specloom.toml").write_text(
        '[[client]]\nspec = "api.json"\noutput = "out"\npagination = "hint"\n'
    )
    assert run(document(detected), *generated)[0] == 0
    assert main(["generate"]) == 2


def test_a_client_of_earlier_keeps_what_its_methods_return(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was not paged in the last run is not now, which a note says; a hint pages it, which is a breaking change."""
    generate = ("generate", "--output", "out", "--formatter", "none")
    plain = listing(obj(data=THINGS, next_cursor=STRING))
    paged = listing(obj(data=THINGS, next_cursor=STRING), query("cursor"))
    assert run(document(plain), *generate)[0] == 0
    Path("before.json").write_text(json.dumps(document(plain)))
    for of in ("before.json", "out"):
        Path("api.json").write_text(json.dumps(document(paged)))
        assert main(["diff", of, "api.json"]) == 0
        assert "Page" not in capsys.readouterr().out
    code, _, err = run(document(paged), *generate)
    assert code == 0
    assert "note SL311" in err
    assert "returns the response, as in the last run, although pages are detected" in err
    module = Path("out/src/feature/resources/things.py")
    assert "-> Page[" not in module.read_text()
    hint = {"token-parameter": "cursor", "next-token": "next_cursor"}
    code, out, err = run(document({**paged, "x-specloom-pagination": hint}), *generate)
    assert "-> Page[" in module.read_text()
    assert "returns a Page" in out + err
    assert run(document(paged), *generate)[0] == 0
    assert "-> Page[" in module.read_text()


def test_a_new_client_says_what_is_detected(run: Run) -> None:
    """In a note, which counts the operations."""
    paged = listing(obj(data=THINGS, next_cursor=STRING), query("cursor"))
    code, _, err = run(document(paged), "generate", "--output", "out", "--formatter", "none")
    assert code == 0
    assert "note SL311 pages-detected: 1 operation returns pages, by a token of the response" in err


def test_proposals_are_an_overlay_and_a_configuration(run: Run) -> None:
    """`inspect --pages` writes what `--overlay` reads; what is only likely stands in comments there, and in what `init` writes."""
    certain = listing(obj(data=THINGS, next_cursor=STRING), query("cursor"))
    likely = {**listing(THINGS, query("page", INTEGER), SIZE), "operationId": "listOthers"}
    both = document(certain)
    name = {"name": "a~b", "in": "path", "required": True, "schema": STRING}
    both["paths"]["/it's/{a~b}/others"] = {"get": likely, "parameters": [name]}
    code, out, _ = run(both, "inspect", "--pages", "--quiet")
    assert code == 0
    Path("pages.yaml").write_text(out)
    Path("all.yaml").write_text(
        out.replace("  # - target", "  - target").replace("  #   update", "    update")
    )
    for overlay, count in (("pages.yaml", 1), ("all.yaml", 2)):
        code, out, err = run(both, "inspect", "--overlay", overlay, "--quiet")
        assert (code, err) == (0, "")
        assert out.count("  said ") == count
    assert main(["init", "api.json"]) == 0
    text = Path("specloom.toml").read_text()
    assert (
        '# "listOthers" = { kind = "page", page-parameter = "page", first-page = 1, items = "" }'
        in text
    )
    assert "listThings" not in text
    hinted = text.replace("# [client.pagination]", "[client.pagination]").replace(
        '# "listOthers"', '"listOthers"'
    )
    Path("specloom.toml").write_text(hinted.replace('# output = "client"', 'output = "client"'))
    assert main(["generate", "--quiet"]) == 0


def test_an_overlay_without_certain_pages(run: Run) -> None:
    """It is one all the same, and changes nothing."""
    likely = document({**listing(THINGS, query("page", INTEGER), SIZE)})
    for contents in (likely, document(listing(THINGS))):
        code, out, _ = run(contents, "inspect", "--pages", "--quiet")
        Path("pages.yaml").write_text(out)
        assert (code, run(contents, "inspect", "--overlay", "pages.yaml", "--quiet")[0]) == (0, 0)


@pytest.mark.parametrize("kind", ["link", "next-url"])
def test_the_generated_tests_expect_credentials_in_the_query_of_each_page(
    run: Run, kind: str
) -> None:
    """Also where the next page is at a URL of the server's, which the client adds them to."""
    hint = {"kind": kind, "items": "items", **({"next-url": "next"} if kind == "next-url" else {})}
    contents = document({**listing(obj(items=THINGS, next=STRING)), "x-specloom-pagination": hint})
    scheme = {"type": "apiKey", "in": "query", "name": "token"}
    contents |= {"components": {"securitySchemes": {"key": scheme}}, "security": [{"key": []}]}
    assert run(contents, "generate", "--output", "out", "--formatter", "none")[0] == 0
    environment = {**os.environ, "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(
        command, cwd="out", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert 'value="/page-2?token=test-secret"' in Path("out/tests/test_things.py").read_text()


def test_types_are_exact(run: Run) -> None:
    """For mypy --strict: the item, and the response; a list where the response is one."""
    both = document(listing(obj(data=THINGS, next_cursor=STRING), query("cursor")))
    both["paths"]["/names"] = {
        "get": {
            **listing({"type": "array", "items": STRING}),
            "operationId": "listNames",
            "x-specloom-pagination": {"kind": "link"},
        }
    }
    assert (
        run(both, "generate", "--output", "out", "--formatter", "none", "--only", "client")[0] == 0
    )
    Path("use.py").write_text("""
from typing import assert_type
from feature import AsyncFeature, AsyncPage, AsyncPages, Feature, Page, RawResponse, models, raw_response

def sync(client: Feature) -> None:
    page = client.things.list()
    assert_type(page, Page[models.ListThingsDataItem, models.ListThingsResponse])
    assert_type([item.id for item in page], list[str])
    assert_type(page.next_page(), Page[models.ListThingsDataItem, models.ListThingsResponse] | None)
    names = client.names.list()
    assert_type(names.response, list[str])
    assert_type(list(names), list[str])
    assert_type(raw_response(client.names.list)(), RawResponse[Page[str, list[str]]])

async def asynchronous(client: AsyncFeature) -> None:
    pages = client.names.list()
    assert_type(pages, AsyncPages[str, list[str]])
    assert_type(await pages, AsyncPage[str, list[str]])
    assert_type([name async for name in pages], list[str])
    assert_type([page.items[0] async for page in pages.pages()], list[str])
""")
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "use.py"],
        env={**os.environ, "MYPYPATH": "out/src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
