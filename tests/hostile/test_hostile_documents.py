"""Hostile documents: whatever text stands wherever it can, it stays text (security.md, rules S2 and S4).

Each nasty token is put into each slot of a document that has one of everything. Slots are found by
walking the document, so one that is added is covered. Either the document is refused, with located
diagnostics, or every file that is made of it has only the shapes, the imports and the names that a
harmless document gives.

The full product of tokens and slots takes long; SPECLOOM_HOSTILE=all runs it.
"""

from __future__ import annotations

import ast
import builtins
import json
import os
import re
import sys
import tomllib
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from specloom.config import ClientConfig
from specloom.diagnostics import GenerationFailed
from specloom.pipeline import Build, build
from specloom.progress import SilentProgress

MARK = "hacked__Marker"
"""No name that the generator makes is written so; it may occur inside of string constants only."""

TOKENS = {
    "quotes": f'"""\n{MARK}()\n"""',
    "single quotes": f"'''\n{MARK}()\n'''",
    "double quote": f'"; {MARK}(); "',
    "single quote": f"'; {MARK}(); '",
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
    "title summary description termsOfService version x-enum-descriptions identifier".split()
)
"""The members that hold text for people: no token in them is a reason to refuse the document."""


# --- slots


Path_ = tuple[str | int, ...]


def slots(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Every string of a document: values by their path, and keys by their path with a "~" behind it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key, "~"), key
            yield from slots(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from slots(item, (*path, index))
    elif isinstance(value, str):
        yield path, value


STRINGS = sorted({text for _, text in slots(DOCUMENT)})
"""Every distinct string; it is replaced wherever it occurs, so that references still lead somewhere."""


def is_prose(path: Path_) -> bool:
    """Whether a slot holds text for people."""
    named = [part for part in path if isinstance(part, str)]
    return path[-1] != "~" and bool(named) and named[-1] in PROSE


def replaced(value: Any, change: Callable[[Path_, str], str], path: Path_ = ()) -> Any:
    """The document with every string changed by a function of its path and text."""
    if isinstance(value, dict):
        return {
            change((*path, key, "~"), key): replaced(item, change, (*path, key))
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [replaced(item, change, (*path, index)) for index, item in enumerate(value)]
    return change(path, value) if isinstance(value, str) else value


def renamed(old: str, new: str) -> Any:
    """The document with a string replaced everywhere: as a key, a value, a hole, and in references."""
    segment = new.replace("~", "~0").replace("/", "~1")

    def change(path: Path_, text: str) -> str:
        if text == old:
            return new
        if path[-1] in ("$ref", "round") and text.endswith(f"/{old}"):
            return f"{text.removesuffix(old)}{segment}"
        return text.replace(f"{{{old}}}", f"{{{new}}}")

    return replaced(DOCUMENT, change)


# --- the oracle


@cache
def folder() -> Path:
    """A folder for the documents."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix="specloom-hostile-"))


def generated(document: Any) -> Build | None:
    """Generate in memory; None for a document that is refused as it should be."""
    spec = folder() / "openapi.json"
    spec.write_text(json.dumps(document), encoding="ascii")
    config = ClientConfig(
        spec=str(spec), output=str(folder() / "out"), package="alpha", formatter="none"
    )
    try:
        made = build(config, SilentProgress())
    except GenerationFailed as failure:
        assert failure.diagnostics
        check_diagnostics(failure.diagnostics)
        return None
    check_diagnostics(made.diagnostics)
    return made


def check_diagnostics(diagnostics: Any) -> None:
    """Each says where, and is safe to print on a terminal."""
    for diagnostic in diagnostics:
        assert diagnostic.location.file
        for line in str(diagnostic).split("\n"):
            assert line.isascii(), line
            assert line.isprintable(), line


HARMLESS = generated(DOCUMENT)
PATH = re.compile(r"(?:[a-z0-9_]+/)*[a-z0-9_]+(?:\.[a-z0-9_]+)*|README\.md")
BUILTINS_USED = frozenset(
    """AssertionError AttributeError Exception RuntimeError ValueError TypeError __name__ bool bytes
    dict enumerate exec compile float frozenset globals int isinstance len list min max print
    property range set sorted str super tuple type __file__ getattr""".split()
)
IMPORTS_USED = frozenset(
    """__future__ alpha asyncio builtins collections dataclasses datetime decimal httpx2 json
    pathlib pydantic pytest re support typing urllib uuid enum typing_extensions""".split()
)
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


def check(made: Build) -> None:
    """Every file is what it should be, and no more."""
    paths = list(made.tree)
    assert len({path.lower() for path in paths}) == len(paths)
    json.loads(made.lock_text).keys()
    made.lock_text.encode("utf-8")
    for path, text in made.tree.items():
        assert PATH.fullmatch(path), path
        assert len(path) < 200
        text.encode("utf-8")
        if "/_runtime/" in path:
            continue  # copied, and the same for everybody
        if path.endswith(".py"):
            check_python(text, path, samples=False)
        elif path.endswith(".md"):
            check_markdown(text, path)
        elif path.endswith(".toml"):
            check_toml(text)


def check_toml(text: str) -> None:
    """The project has the tables of the harmless one, and its dependencies."""
    assert HARMLESS is not None
    data, harmless = (tomllib.loads(t) for t in (text, HARMLESS.tree["pyproject.toml"]))
    data["project"].pop("description")
    harmless["project"].pop("description")
    assert data == harmless


READER = MarkdownIt("commonmark").enable("table")
READER.validateLink = lambda url: True  # type: ignore[method-assign]
TARGET = re.compile(
    r"(https?://|mailto:).*|(\.\./)?(docs/)?(README|[a-z0-9_]+)\.md(#[a-z0-9_]+)?|#[a-z0-9_]+"
)


def check_markdown(text: str, path: str) -> None:
    """No HTML but our anchors, no links elsewhere, and samples that are harmless Python."""
    assert MARK not in "".join(re.findall(r"\]\(([^)]*)\)", text)) or "\\](" in text, path
    for token in READER.parse(text):
        for part in (token, *(token.children or ())):
            if part.type in ("html_block", "html_inline"):
                assert re.fullmatch(r'<a id="[a-z0-9_]+">|</a>|<a id="[a-z0-9_]+"></a>\n?', part.content), path
            target = part.attrGet("href") or part.attrGet("src")
            assert target is None or TARGET.fullmatch(str(target)), f"{path}: {target}"
        if token.type == "fence" and token.info == "python":
            check_python(token.content, path, samples=True)
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            assert token.level == 0
    # What the generated tests run as samples is what a reader sees as samples.
    ran = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert ran == [t.content for t in READER.parse(text) if t.info == "python"], path


def check_python(text: str, path: str, *, samples: bool) -> None:
    """It compiles without a warning, is ASCII, and has only known statements, imports and names."""
    assert text.isascii(), path
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(text, path, "exec", dont_inherit=True)
    tree = ast.parse(text)
    if not samples:
        for statement in tree.body:
            assert isinstance(statement, AT_THE_TOP) or is_string(statement), ast.dump(statement)
    bound: set[str] = set()
    loaded: set[str] = set()
    for node in ast.walk(tree):
        for name in names_in(node):
            assert MARK not in name, f"{path}: {name}"
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [] if node.level else [node.module or ""]
        else:
            modules = []
        for module in modules:
            assert module.partition(".")[0] in IMPORTS_USED, f"{path}: imports {module}"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loaded.add(node.id)
        else:
            bound |= names_in(node)
    unknown = loaded - bound - BUILTINS_USED
    assert not unknown, f"{path}: {unknown}"
    if not path.endswith("test_documentation.py"):
        assert not loaded & {"exec", "compile"}, path


def is_string(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring, of a module or of a constant."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def names_in(node: ast.AST) -> set[str]:
    """The names that a node holds itself."""
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.ClassDef(name=name):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {name}
        case ast.Attribute(attr=name):
            return {name}
        case ast.keyword(arg=str(name)) | ast.ExceptHandler(name=str(name)):
            return {name}
        case ast.alias(name=name, asname=other):
            return {other or name.partition(".")[0]}
    return set()


# --- the tests

ALL = os.environ.get("SPECLOOM_HOSTILE") == "all"


def test_the_harmless_document() -> None:
    """The document is accepted, has no word of the marker, and passes the oracle."""
    assert HARMLESS is not None
    assert BUILTINS_USED <= set(dir(builtins)) | {"__file__", "__name__"}
    assert IMPORTS_USED <= sys.stdlib_module_names | {
        "alpha", "httpx2", "pydantic", "pytest", "support", "typing_extensions"
    }  # fmt: skip
    check(HARMLESS)
    assert len(STRINGS) > 200


@pytest.mark.parametrize("token", TOKENS)
def test_text_for_people(token: str) -> None:
    """A token in every title, summary and description at once: the client is made, with the same names."""
    document = replaced(DOCUMENT, lambda path, text: TOKENS[token] if is_prose(path) else text)
    made = generated(document)
    assert made is not None
    check(made)
    assert HARMLESS is not None
    assert list(made.tree) == list(HARMLESS.tree)


def cases() -> Iterator[tuple[str, str]]:
    """Every string with some of the tokens, all in turn; with all of them if so asked."""
    names = list(TOKENS)
    for number, text in enumerate(STRINGS):
        chosen = names if ALL else [names[(number * 3 + i * 17) % len(names)] for i in range(2)]
        yield from ((text, token) for token in chosen)


@pytest.mark.parametrize(("text", "token"), cases())
def test_every_string(text: str, token: str) -> None:
    """A token in the place of a string, wherever that occurs."""
    made = generated(renamed(text, TOKENS[token]))
    if made is not None:
        check(made)
