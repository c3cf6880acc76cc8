"""Hostile documents: whatever text stands wherever it can, it stays text (security.md, rules S2 and S4).

Each nasty token is put into each slot of a document that has one of everything. Slots are found by
walking the document, so one that is added is covered. Either the document is refused, with located
diagnostics, or every file that is made of it has only the shapes, the imports and the names that a
harmless document gives.

Some twelve strings get a token at a time; where that goes wrong, each is tried alone. Each string gets
three of the tokens; with SPECLOOM_HOSTILE=all it gets every one.
"""

from __future__ import annotations

import ast
import builtins
import json
import os
import random
import re
import tomllib
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from specloom.build import fingerprint, pipeline
from specloom.build.changelog import CHANGELOG_MARKER
from specloom.changes.surface.surface_file import SURFACE_NAME, read_surface, write_surface
from specloom.config import ClientConfig
from specloom.diagnostics import Code, Diagnostic, GenerationFailed
from specloom.output.folder import semantic_hash
from specloom.output.render import finish, render
from specloom.python.code.doc_nodes import CHANGELOG
from specloom.python.docs.readme import ABOUT
from specloom.run.progress import SilentProgress

MARK = "hacked__Marker"
"""No name that the generator makes is written so; it may occur inside of string constants only."""

TOKENS = {
    "quotes": f'"""\n{MARK}()\n"""',
    "single quotes": f"'''\n{MARK}()\n'''",
    "double quote": f'"; {MARK}(); "',
    "single quote": f"'; {MARK}(); '",
    "both quotes": f"\"'; {MARK}(); '\"",
    "ends in quotes": f'{MARK} """',
    "ends in a quote": f'{MARK} "',
    "backslash and quotes": f'\\"""; {MARK}() #',
    "ends in a backslash": f"{MARK}\\",
    "line feed": f"\n{MARK}()\n",
    "carriage return": f"a\r{MARK}()\r",
    "other line ends": f"a\u2028{MARK}()\u2029\x85\x0b\x0c{MARK}()",
    "comment": f"# {MARK}\n{MARK}()",
    "coding": f"# -*- coding: utf-7 -*- {MARK}",
    "braces": f"{{{MARK}()}} {{0}} {{}} {{",
    "jinja": f"{{{{ {MARK}() }}}}{{% if {MARK} %}}{{# {MARK} #}}",
    "percent": f"%({MARK})s %s %d %",
    "escapes": f"\\N{{{MARK}}} \\x \\u \\U",
    "brackets": f") or {MARK}() or (",
    "list": f"] + [{MARK}()",
    "keyword argument": f"x=1, {MARK}=2",
    "lambda": f"lambda: {MARK}()",
    "surrogate": f"\ud800{MARK}\udc00",
    "emoji": f"\U0001f600{MARK}\U0001f600",
    "bidi": f"\u202e{MARK}\u2066\u200b\ufeff",
    "nul": f"{MARK}\x00\x1b[31m\x7f",
    "html": f"<script>{MARK}()</script><!-- -->",
    "link": f"[{MARK}](javascript:{MARK}()) ](javascript:x)",
    "reference": f"[{MARK}]\n\n[{MARK}]: javascript:{MARK}",
    "table": f"| {MARK} | ` |\n| --- | --- |\n",
    "fence": f"x\n```python\n{MARK}()\n```\n",
    "tilde fence": f"~~~python\n{MARK}()\n~~~",
    "heading": f"# {MARK}\n\n{MARK}\n===",
    "ends of others": f"]]> */ --> {MARK} -->",
    "path": f"../../{MARK}/..",
    "url": f"https://{MARK}@evil.example/?a=b#c",
    "nothing to see": "\u200b\u2060",
    "white space": " \t ",
    "signs": "-",
    "digits": "007",
    "keyword": "class",
    "dunder": "__class__",
    "long": f"{MARK} " * 300,
    "empty": "",
}

ABOUT_PAGE = f"docs/{ABOUT}"
"""What a description with more than paragraphs has a page for."""

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Alpha Service",
        "summary": "alpha summary",
        "description": "alpha description",
        "termsOfService": "https://terms.example",
        "contact": {"name": "alpha contact", "url": "https://c.example", "email": "a@b.example"},
        "license": {"name": "alpha license", "identifier": "MIT"},
        "version": "1.0-alpha",
    },
    "externalDocs": {"url": "https://docs.example", "description": "external words"},
    "x-specloom-errors": {
        "code-header": "X-Error-Code",
        "code-members": ["errorCode", "errorInfo.code"],
        "message-members": ["errorText"],
        "request-id-headers": ["X-Request-Id"],
        "retryable-codes": ["SlowDown"],
    },
    "servers": [
        {
            "url": "https://{zone}.server.example/base",
            "description": "server words",
            "x-specloom-environment": ["SERVER_URL"],
            "variables": {
                "zone": {
                    "default": "zone-1",
                    "enum": ["zone-1", "zone-2"],
                    "description": "zone words",
                    "x-specloom-environment": ["SERVER_ZONE"],
                }
            },
        }
    ],
    "tags": [{"name": "Beta Items", "description": "tag words", "externalDocs": {"url": "x"}}],
    "security": [{"keyScheme": []}, {"bearerScheme": []}, {"awsScheme": []}],
    "paths": {
        "/beta/{betaId}/part": {
            "summary": "path summary",
            "description": "path words",
            "parameters": [
                {
                    "name": "betaId",
                    "in": "path",
                    "required": True,
                    "description": "path parameter words",
                    "schema": {"type": "string", "pattern": "^b+$", "format": "beta-format"},
                }
            ],
            "get": {
                "operationId": "listBetaItems",
                "tags": ["Beta Items"],
                "summary": "operation summary",
                "description": "operation words",
                "externalDocs": {"url": "https://op.example", "description": "more words"},
                "x-specloom-pagination": {
                    "token-parameter": "pageToken",
                    "next-token": "nextToken",
                    "items": "betaList",
                },
                "parameters": [
                    {
                        "name": "pageToken",
                        "in": "query",
                        "description": "query words",
                        "schema": {"type": "string", "default": "first-page"},
                        "example": "example-page",
                    },
                    {
                        "name": "filterBy",
                        "in": "query",
                        "style": "deepObject",
                        "schema": {
                            "type": "object",
                            "properties": {"innerFilter": {"type": "string"}},
                        },
                        "examples": {"oneExample": {"summary": "ex words", "value": {"a": "b"}}},
                    },
                    {
                        "name": "jsonBy",
                        "in": "query",
                        "content": {"application/json": {"schema": {"enum": ["up", "down"]}}},
                    },
                    {
                        "name": "X-Beta-Header",
                        "in": "header",
                        "description": "header words",
                        "schema": {"type": "string", "enum": ["h-1", "h-2"], "default": "h-1"},
                    },
                    {"name": "betaCookie", "in": "cookie", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "answer words",
                        "headers": {
                            "X-Answer": {"description": "hd", "schema": {"type": "string"}}
                        },
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/BetaList"},
                                "examples": {"two": {"value": {"nextToken": "t"}}},
                            }
                        },
                    },
                    "404": {
                        "description": "error words",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/MissingError"}
                            }
                        },
                    },
                    "default": {"$ref": "#/components/responses/OddAnswer"},
                },
            },
            "post": {
                "operationId": "beta.create-one",
                "tags": ["Beta Items"],
                "deprecated": True,
                "x-specloom-idempotency": {"body-member": "clientToken"},
                "security": [{"basicScheme": []}, {"oauthScheme": ["write:beta"]}],
                "requestBody": {
                    "description": "body words",
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Beta"}},
                        "application/vnd.beta; profile=one": {"schema": {"type": "string"}},
                    },
                },
                "responses": {
                    "201": {
                        "description": "made",
                        "content": {"text/plain": {"schema": {"type": "string"}}},
                    }
                },
            },
        },
        "/gamma": {
            "put": {
                "x-specloom-idempotency": {"header": "X-Gamma-Token"},
                "servers": [{"url": "https://gamma.example", "description": "gamma words"}],
                "requestBody": {"$ref": "#/components/requestBodies/GammaBody"},
                "responses": {"204": {"description": "gone"}},
            }
        },
    },
    "components": {
        "schemas": {
            "Beta": {
                "type": "object",
                "title": "beta title",
                "description": "schema words",
                "required": ["betaName", "betaKind"],
                "properties": {
                    "betaName": {
                        "type": "string",
                        "title": "field title",
                        "description": "field words",
                        "default": "field-default",
                        "examples": ["field-example"],
                    },
                    "betaKind": {"$ref": "#/components/schemas/BetaKind"},
                    "clientToken": {"type": "string"},
                    "beta-odd": {"type": "array", "items": {"type": "object", "properties": {
                        "oddInner": {"const": "constant-value"}}}},
                    "betaMap": {"type": "object", "additionalProperties": {"type": "integer"}},
                    "betaShape": {"$ref": "#/components/schemas/BetaShape"},
                },
            },
            "BetaKind": {
                "type": "string",
                "description": "enum words",
                "enum": ["kind-one", "kind two"],
                "x-enum-varnames": ["KIND_ONE", "KIND_TWO"],
                "x-enum-descriptions": ["the first", "the second"],
            },
            "BetaShape": {
                "oneOf": [
                    {"$ref": "#/components/schemas/Circle"},
                    {"$ref": "#/components/schemas/Square"},
                ],
                "discriminator": {
                    "propertyName": "shapeKind",
                    "mapping": {"round": "#/components/schemas/Circle"},
                },
            },
            "Circle": {
                "type": "object",
                "required": ["shapeKind"],
                "properties": {"shapeKind": {"type": "string"}, "radius": {"type": "number"}},
            },
            "Square": {
                "type": "object",
                "required": ["shapeKind"],
                "properties": {"shapeKind": {"type": "string"}, "side": {"type": "number"}},
            },
            "BetaList": {
                "type": "object",
                "properties": {
                    "betaList": {"type": "array", "items": {"$ref": "#/components/schemas/Beta"}},
                    "nextToken": {"type": ["string", "null"]},
                },
            },
            "MissingError": {
                "type": "object",
                "properties": {"errorCode": {"type": "string"}, "errorText": {"type": "string"}},
            },
        },
        "responses": {
            "OddAnswer": {
                "description": "odd words",
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "properties": {"oddText": {"type": "string"}}}
                    }
                },
            }
        },
        "requestBodies": {
            "GammaBody": {
                "content": {
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "properties": {"gammaField": {"type": "string", "format": "date"}},
                        }
                    }
                }
            }
        },
        "securitySchemes": {
            "keyScheme": {
                "type": "apiKey",
                "name": "X-Api-Key",
                "in": "header",
                "description": "key words",
                "x-specloom-environment": ["ALPHA_KEY"],
            },
            "bearerScheme": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "basicScheme": {"type": "http", "scheme": "basic"},
            "oauthScheme": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "https://token.example",
                        "scopes": {"write:beta": "scope words"},
                    }
                },
            },
            "awsScheme": {
                "type": "http",
                "scheme": "aws4",
                "x-specloom-auth": {
                    "type": "aws-sigv4",
                    "service": "beta-service",
                    "region-variable": "zone",
                },
            },
        },
    },
}  # fmt: skip

PROSE = frozenset(
    ["title", "summary", "description", "termsOfService", "version", "x-enum-descriptions"]
)
"""The properties that hold text for people: no token in them is a reason to refuse the document."""


# --- slots

MAPS = {
    "paths",
    "schemas",
    "properties",
    "responses",
    "content",
    "headers",
    "examples",
    "value",
} | {
    "variables",
    "securitySchemes",
    "scopes",
    "requestBodies",
    "mapping",
}
"""The properties whose own keys are free to choose; so are those of security requirements."""

Place = tuple[str | int, ...]
Changes = Mapping[str, str]


def slots(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield every free string of a document: values by their place, and keys by theirs with a "~" behind it."""
    if isinstance(value, dict):
        free = bool(place) and (place[-1] in MAPS or place[-2:-1] == ("security",))
        for key, item in value.items():
            if free and key not in ("default", "200", "404"):
                yield (*place, key, "~"), key
            yield from slots(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from slots(item, (*place, index))
    elif isinstance(value, str):
        yield place, value


def is_prose(place: Place) -> bool:
    """Return whether a slot holds text for people."""
    named = [part for part in place if isinstance(part, str)]
    return place[-1] != "~" and bool(named) and named[-1] in PROSE


STRINGS = sorted({text for place, text in slots(DOCUMENT) if place[-1] not in ("$ref", "openapi")})
"""Every distinct string but references; it is replaced wherever it occurs, so that references still lead there."""


def replaced(value: Any, change: Callable[[Place, str], str], place: Place = ()) -> Any:
    """Return the document with every free string changed by a function of its place and text."""
    if isinstance(value, dict):
        return {
            change((*place, key, "~"), key): replaced(item, change, (*place, key))
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [replaced(item, change, (*place, index)) for index, item in enumerate(value)]
    return change(place, value) if isinstance(value, str) else value


def renamed(changes: Changes) -> Any:
    """Return the document with strings replaced everywhere: as keys, values, holes, and in references."""

    def segment(match: re.Match[str]) -> str:
        new = changes.get(match[0], match[0])
        return new.replace("~", "~0").replace("/", "~1")

    def hole(match: re.Match[str]) -> str:
        return f"{{{changes.get(match[1], match[1])}}}"

    def change(place: Place, text: str) -> str:
        if place in SLOTS and text in changes:
            return changes[text]
        if text.startswith("#/components/"):
            return re.sub(r"[^/]+$", segment, text)
        return re.sub(r"\{([^{}]*)\}", hole, text)

    return replaced(DOCUMENT, change)


SLOTS = frozenset(place for place, _ in slots(DOCUMENT))


# --- the oracle


@pytest.fixture(autouse=True, scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the documents; what is found out about a text is found out once."""
    global FOLDER  # noqa: PLW0603
    FOLDER = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "_environment", cache(render._environment))
        patch.setattr(finish, "check_python", cache(finish.check_python))
        patch.setattr(finish, "meaning_of", cache(semantic_hash.meaning_of))
        patch.setattr(fingerprint, "_generator_hash", cache(fingerprint._generator_hash))
        yield FOLDER


FOLDER = Path()


def generated(document: Any) -> pipeline.Build | None:
    """Generate in memory; None for a document that is refused as it should be."""
    (FOLDER / "openapi.json").write_text(json.dumps(document), encoding="ascii")
    config = ClientConfig(
        spec="openapi.json", output="out", package="alpha", formatter="none", folder=FOLDER
    )
    try:
        made = pipeline.build(config, SilentProgress())
    except GenerationFailed as failure:
        assert failure.diagnostics
        check_diagnostics(failure.diagnostics)
        return None
    check_diagnostics(made.diagnostics)
    return made


@cache
def harmless() -> pipeline.Build:
    """Return what is made of the document as it is."""
    made = generated(DOCUMENT)
    assert made is not None
    return made


def check_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Check that each says where, and is safe to print on a terminal."""
    for diagnostic in diagnostics:
        assert diagnostic.location.file
        for line in str(diagnostic).split("\n"):
            assert line.isascii(), ascii(line)
            assert line.isprintable(), ascii(line)


PATH = re.compile(r"(?:[a-z0-9_]+/)*[a-z0-9_]+(?:\.[a-z0-9_]+)*|README\.md|CHANGELOG\.md")
READER = MarkdownIt("commonmark").enable("table")
READER.validateLink = lambda url: True  # type: ignore[method-assign]
TARGET = re.compile(
    r"(https?://|mailto:).*|(\.\./){0,2}(docs/)?((models|guide)/)?(README|CHANGELOG|about\.api|[a-z0-9_]+)\.md(#[a-z0-9_-]+)?"
    r"|#[a-z0-9_]+|#responses-that-do-not-match-the-schema"
)
SAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VALUE_MODULES = {"builtins", "datetime", "decimal", "uuid"}
VALUE_TYPES = {"bool", "bytes", "dict", "float", "int", "list", "object", "str"}
AT_THE_TOP = (
    ast.Import,
    ast.ImportFrom,
    ast.Assign,
    ast.AnnAssign,
    ast.ClassDef,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.If,
)


def ours(tree: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the files that are made of the document: all but the copied runtime, the same for everybody."""
    return ((path, text) for path, text in tree.items() if "/_runtime/" not in path)


def check(made: pipeline.Build) -> None:
    """Check that every file is what it should be, and no more."""
    paths = list(made.tree)
    assert len({path.lower() for path in paths}) == len(paths)
    made.lock_text.encode("utf-8")
    json.loads(made.lock_text)
    for path, text in ours(made.tree):
        assert PATH.fullmatch(path), path
        assert len(path) < 200
        text.encode("utf-8")
        if path.endswith(".py"):
            check_python(text, path)
        elif path.endswith(".md"):
            check_markdown(text, path)
        elif path.endswith(".toml"):
            check_toml(text)
        elif path == "mkdocs.yml":
            check_site(text)
        elif path == SURFACE_NAME:
            assert text.isascii()
            assert write_surface(read_surface(text)) == text
        elif path.endswith(".json"):
            check_samples(text)


def check_samples(text: str) -> None:
    """Check that samples are JSON in ASCII, under names of ours, and refer to nothing but each other."""
    assert text.isascii()
    samples = json.loads(text)
    for name, value in samples.items():
        assert name.isidentifier(), name
        for place, reference in slots(value):
            if place[-1] == "$ref":
                assert reference.removeprefix("#/") in samples, reference


def check_toml(text: str) -> None:
    """Check that the project has the tables of the harmless one, and its dependencies."""
    data, expected = (tomllib.loads(t) for t in (text, harmless().tree["pyproject.toml"]))
    for project in (data["project"], expected["project"]):
        project.pop("description")
        extras = project.pop("optional-dependencies", {})
        assert set(extras) <= {"aiohttp", "aws", "dev", "docs", "otel", "webhooks"}
    assert data == expected


def check_site(text: str) -> None:
    """Check that the site has the settings of the harmless one, and pages with a title."""
    data, expected = (yaml.safe_load(t) for t in (text, harmless().tree["mkdocs.yml"]))
    for site in (data, expected):
        for name in ("site_name", "site_description"):
            assert isinstance(site.pop(name, ""), str)
        for section in site.pop("nav"):
            ((title, pages),) = section.items()
            assert isinstance(title, str)
            for page in pages:
                ((name, target),) = page.items()
                assert isinstance(name, str) and TARGET.fullmatch(target)
    assert data == expected


@cache
def known_headings() -> set[str]:
    """Return the headings of the harmless documentation."""
    return {
        tokens[i + 1].content
        for path, text in ours(harmless().tree)
        if path.endswith(".md")
        for tokens in [READER.parse(text)]
        for i, token in enumerate(tokens)
        if token.type == "heading_open"
    } | {
        "Models"
    }  # in the README of a client without operations


@cache
def check_markdown(text: str, path: str) -> None:
    """Check that there is no HTML but our marker in the changelog, and that headings, links and samples are harmless."""
    tokens = READER.parse(text)
    assert [token.tag for token in tokens if token.type == "heading_open"].count("h1") == 1, path
    for number, token in enumerate(tokens):
        for part in (token, *(token.children or ())):
            if part.type in ("html_block", "html_inline"):
                marker = path == CHANGELOG and part.content == f"{CHANGELOG_MARKER}\n"
                assert marker, f"{path}: {part.content!a}"
            target = part.attrGet("href") or part.attrGet("src")
            assert target is None or TARGET.fullmatch(str(target)), f"{path}: {target!a}"
        if token.type == "heading_open" and token.tag != "h1":
            heading = tokens[number + 1]
            kinds = [part.type for part in heading.children or ()]
            expected = heading.content in known_headings() or kinds == ["code_inline"]
            # The page of the description has its headings, as plain text.
            expected |= path == ABOUT_PAGE and {*kinds} <= {"text", "code_inline"}
            assert expected, f"{path}: {heading.content!a}"
    # What the generated tests run as samples is what a reader sees as samples.
    ran = SAMPLE.findall(text)
    assert ran == [token.content for token in tokens if token.info == "python"], path
    for sample in ran:
        check_python(sample, path)


@cache
def known_names() -> tuple[frozenset[str], frozenset[str]]:
    """Return the modules that the harmless files import, and the names that none of them defines: builtins."""
    modules: set[str] = set(VALUE_MODULES)
    names: set[str] = set(VALUE_TYPES)
    for path, text in ours(harmless().tree):
        sources = [text] if path.endswith(".py") else SAMPLE.findall(text)
        for tree in map(ast.parse, sources):
            modules |= imported(tree)
            names |= undefined(tree)
    assert names <= set(dir(builtins)) | {"__file__", "__name__"}
    return frozenset(modules), frozenset(names)


@cache  # Most of the files are the same whatever stands in one place of the document.
def check_python(text: str, path: str) -> None:
    """Check that a module compiles without a warning, is ASCII, and has only known statements, imports and names."""
    assert text.isascii(), path
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(text, path, "exec", dont_inherit=True)
    tree = ast.parse(text)
    if path.endswith(".py"):
        for statement in tree.body:
            expected = isinstance(statement, AT_THE_TOP) or is_string(statement)
            assert expected, f"{path}: {ast.unparse(statement)}"
    for node in ast.walk(tree):
        for name in (*bound_by(node), *mentioned_by(node)):
            assert MARK not in name, f"{path}: {name}"
    modules, names = known_names()
    assert imported(tree) <= modules, f"{path}: imports {imported(tree) - modules}"
    assert undefined(tree) <= names, f"{path}: uses {undefined(tree) - names}"


def is_string(statement: ast.stmt) -> bool:
    """Return whether a statement is a docstring, of a module or of a constant."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def imported(tree: ast.Module) -> set[str]:
    """Return the packages that a module imports, relative ones left out."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def undefined(tree: ast.Module) -> set[str]:
    """Return the names that a module uses and defines nowhere."""
    nodes = list(ast.walk(tree))
    used = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return used - {name for node in nodes for name in bound_by(node)}


def bound_by(node: ast.AST) -> set[str]:
    """Return the names that a node defines."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.ClassDef(name=name):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {name}
        case ast.ExceptHandler(name=str(name)):
            return {name}
        case ast.alias(name=name, asname=other):
            return {other or name.partition(".")[0]}
    return set()


def mentioned_by(node: ast.AST) -> set[str]:
    """Return the names that a node uses without defining them."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            return {name}
        case ast.ImportFrom(module=str(name)) | ast.alias(name=name):
            return {name}
    return set()


# --- the tests

ALL = os.environ.get("SPECLOOM_HOSTILE") == "all"
AT_ONCE = 12
ROUNDS = len(TOKENS) if ALL else 3


def faults(changes: Changes) -> tuple[str, bool]:
    """Return what goes wrong with some strings replaced, the empty text if nothing does; and whether it is refused."""
    try:
        made = generated(renamed(changes))
        if made is not None:
            check(made)
    except Exception as error:
        return "".join(traceback.format_exception(error)[-3:]), False
    return "", made is None


def test_the_harmless_document() -> None:
    """The document is accepted, every part of it is used, and it passes the oracle."""
    check(harmless())
    assert len(STRINGS) > 150
    assert [str(found) for found in harmless().diagnostics if found.code in LOSSES] == []


LOSSES = {Code.INVALID_EXTENSION, Code.UNSUPPORTED_SECURITY, Code.UNSUPPORTED_SCHEMA}


@pytest.mark.parametrize("token", TOKENS)
def test_text_for_people(token: str) -> None:
    """A token in every title, summary and description at once: the client is made, with the same files."""
    document = replaced(
        DOCUMENT, lambda place, text: TOKENS[token] if is_prose(place) and place in SLOTS else text
    )
    made = generated(document)
    if token == "surrogate" and made is None:
        return  # no text in UTF-8 can hold it, so the document may be refused
    assert made is not None
    check(made)
    assert [path for path in made.tree if path != ABOUT_PAGE] == list(harmless().tree)


def batches() -> list[dict[str, str]]:
    """Yield strings, some at a time, with a token each; every round has them in other company."""
    names = list(TOKENS)
    found = []
    for number in range(ROUNDS):
        strings = list(STRINGS)
        random.Random(number).shuffle(strings)
        for start in range(0, len(strings), AT_ONCE):
            batch = strings[start : start + AT_ONCE]
            found.append(
                {text: names[(STRINGS.index(text) * 5 + number) % len(names)] for text in batch}
            )
    return found


@pytest.mark.parametrize("batch", batches(), ids=lambda batch: f"{len(batch)}-from-{min(batch)!a}")
def test_every_string(batch: dict[str, str]) -> None:
    """A token in the place of a string, wherever that occurs, and several strings at a time."""
    waiting = [batch]
    while waiting:
        some = waiting.pop()
        changes = {text: TOKENS[token] for text, token in some.items()}
        found, refused = faults(changes)
        if found:
            alone = [f"{t!a} <- {some[t]}: {f}" for t in some if (f := faults({t: changes[t]})[0])]
            pytest.fail("\n".join(alone or [f"only together, {some}: {found}"]))
        if len(some) > 1 and refused:
            half = len(some) // 2
            waiting += [dict(list(some.items())[:half]), dict(list(some.items())[half:])]


def _at(place: Place, new: str, slot: Place, text: str) -> str:
    return new if slot == place else text


@pytest.mark.parametrize("place", sorted(p for p in SLOTS if p[-1] in ("$ref", "openapi")), ids=str)
def test_references(place: Place) -> None:
    """A token for a reference leads nowhere, which is said."""
    for token in ("path", "url", "line feed", "surrogate", "empty", "nul"):
        made = generated(replaced(DOCUMENT, partial(_at, place, TOKENS[token])))
        if made is not None:
            check(made)
