"""The questions of `specloom init` to whoever sits at a terminal; each has a default that Enter takes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from ..build.interview import Interview
from ..config.checks import is_package_name, wrong_base_url
from ..config.proposals import Proposal
from . import console

_WAYS = ("none", "bearer", "api-key", "basic")
_FIELD = "X-API-Key"


def ask_about(found: Interview) -> Interview:
    """Return what a document says, together with what a person adds."""
    found = _package(found)
    found = _server(found)
    return found if found.authenticates else _credentials(found)


def _package(found: Interview) -> Interview:
    name = _ask("Import name of the client", found.package, _wrong_package)
    if name == found.package:
        return found
    proposal = Proposal(line=f"package = {json.dumps(name)}", reason="as you said", taken=True)
    return found.with_key("package", proposal)


def _wrong_package(name: str) -> str:
    return "" if is_package_name(name) else "that cannot be an import name"


def _server(found: Interview) -> Interview:
    if not found.is_anywhere:
        question = "Where is the API served (Enter: leave that open)"
        url = _ask(question, "", lambda said: said and wrong_base_url(said))
        return found.with_address(url) if url else found
    if len(found.listed) < 2 or len(found.listed) != len(found.servers):
        return found
    for number, server in enumerate(found.servers, 1):
        console.say(f"  {number}  {server}")
    numbers = [str(number) for number in range(1, len(found.servers) + 1)]
    chosen = _ask("Which server is called by default", "1", _one_of(numbers))
    return found if chosen == "1" else found.with_server(int(chosen) - 1)


def _credentials(found: Interview) -> Interview:
    likely = found.proposals.tables.get("auth", ())
    default = next((way for way in _WAYS if likely and f'"{way}"' in likely[0].line), "none")
    way = _ask(f"How do callers authenticate ({', '.join(_WAYS)})", default, _one_of(_WAYS))
    match way:
        case "bearer":
            return found.with_scheme('api_token = { type = "bearer" }')
        case "basic":
            return found.with_scheme('login = { type = "basic" }')
        case "api-key":
            named = [p.line.split('name = "')[1].split('"')[0] for p in likely if "name" in p.line]
            name = _ask("Which header field has the key", (*named, _FIELD)[0], _wrong_field)
            field = json.dumps(name)
            return found.with_scheme(
                f'api_key = {{ type = "api-key", in = "header", name = {field} }}'
            )
    return found


def _wrong_field(name: str) -> str:
    good = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return "" if good else "that cannot be the name of a header field"


def _one_of(known: tuple[str, ...] | list[str]) -> Callable[[str], str]:
    return lambda said: "" if said in known else f"one of {', '.join(known)}"


def _ask(question: str, default: str, wrong: Callable[[str], str]) -> str:
    """Return what is typed, once it is possible; Enter, or the end of the input, takes the default."""
    while True:
        console.prompt(f"{question}{f' [{default}]' if default else ''}: ")
        line = sys.stdin.readline()
        said = line.strip() or default
        complaint = wrong(said)
        if not complaint:
            return said
        if not line:
            return default
        console.say(f"  {complaint}")
