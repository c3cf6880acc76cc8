"""What an API is called: the words of its title that say so, or its host.

| title, host | words |
| --- | --- |
| Amazon Bedrock API | Amazon Bedrock |
| GitHub's official OpenAPI spec + Octokit extension | GitHub |
| Petstore - OpenAPI 3.0 | Petstore |
| Payment Initiation and Account Services, `api.bank.example.com` | example |
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...ir.api import Server
from ...ir.types import Text
from .words import ascii_of, spelled, words

_MOST_WORDS = 3
_MOST_OTHER_WORDS = 2
_IN_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_SUBTITLE = re.compile(
    r"\s+[-+|\u2013\u2014\u2022\u00b7]\s+|[|:\u2013\u2014](?=\s|$)|\s+:"
    r"|(?<=\bAPI)\s+(?:by|for|from|of|to|with)\s+",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?:[vV]er(?:sion)?\.?|[vV])?[0-9]+(?:[._][0-9x*]+)+(?:[-.]?[a-z]+[0-9]*)?"
    r"|[vV](?:er)?\.?[0-9]+[a-z]*[0-9]*|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"
)
_ENDS_WITH_API = re.compile(r"(?<=[0-9a-z])(?:API|Api)s?$|(?<=[A-Z]{2})API(?:s|$)$")
_API = frozenset(
    "api apis openapi swagger oas oas3 specification specifications spec specs documentation docs doc endpoint "
    "endpoints definition definitions webservice webservices".split()
)
"""Words that say that there is an API."""
_TEXTS = frozenset("documentation docs specification spec definition reference".split())
"""Words for what is written about an API, which are no part of its name where they stand at the end."""
_KIND = frozenset(
    "rest restful http https json xml open web public official unofficial external developer developers reference "
    "alpha beta preview generated version v".split()
)
"""Words that say of what kind it is, where they stand before those."""
_WHAT_OF_IT = frozenset(
    "client explorer guide interface overview reference server service services suite v".split()
)
"""Words that say no more where they stand behind those."""
_ALWAYS = frozenset("rest restful official unofficial version welcome".split())
_LINKS = frozenset(
    "a an the of for to by with from and in on at as is our your this that s".split()
)
_LEADING = frozenset("a an the of for to by with from and in on at our your this welcome".split())

_NO_NAMES = frozenset(
    "api apis app apps dev test testing staging sandbox prod production www example localhost local internal change "
    "server host hostname domain yourdomain your-domain url invalid default mock swagger io".split()
)
_PLATFORMS = frozenset(
    "amazonaws googleapis azurewebsites azure-api windows cloudapp herokuapp appspot run vercel netlify rapidapi "
    "cloudfunctions cloudfront swaggerhub github gitlab fly onrender ngrok stoplight readme apiary apiary-mock "
    "mashape apigee".split()
)
"""Domains that others have their hosts below."""
_SECOND_LEVEL = frozenset("co com org net gov ac edu or ne go gob gouv nhs".split())


def api_words(title: Text, servers: Sequence[Server] = ()) -> list[str]:
    """Return what an API is called, in the document's spelling; nothing if neither title nor host says so.

    The title counts without "API", "REST", versions, possessives and subtitles. If more than three words are
    left, or none, the name of the first server's host is taken where it has one.
    """
    found = _title_words(title.raw)
    if 0 < len(found) <= _MOST_WORDS:
        return found
    return _host_words(servers, found) or found


def spoken_title(title: Text) -> Text:
    """Return a title as a person says it: "GitHub API" for the one above; one that has little else as it is.

    A title of many words without a name among them is a description, and stays, too.
    """
    found = _title_words(title.raw)
    kept = title.raw.split()
    while len(kept) > 1 and kept[-1].lower() in _TEXTS:
        kept.pop()
    said = " ".join(kept)
    is_short = len(said.split()) <= len(found) + _MOST_OTHER_WORDS
    if not 0 < len(found) <= _MOST_WORDS or is_short:
        return Text(said)
    return Text(f"{' '.join(found)} API")


def package_words(title: Text, servers: Sequence[Server] = ()) -> list[str]:
    """Return the words of a package's name. A word with capitals inside is one if the host has it so."""
    host = re.sub("-", "", _host(servers)).split(".")
    return [each.lower() if each.lower() in host else each for each in api_words(title, servers)]


def _title_words(title: str) -> list[str]:
    plain = _IN_PARENTHESES.sub(" ", title.replace("\u2019", "'"))
    for part in _SUBTITLE.split(plain):
        found = _significant([token for token in re.split(r"[\s,;]+", part) if words(token)])
        if found:
            return found
    return []


def _significant(tokens: list[str]) -> list[str]:
    """Return the words of a title, or a part of it, that name the API."""
    plain = [word for token in tokens for word in _parts(re.sub(r"'s?$", "", token))]
    kept: list[str] = []
    said: set[str] = set()
    for index, token in enumerate(plain):
        before, said = said, set(words(token))
        follows = set(words(plain[index + 1])) if index + 1 < len(plain) else set()
        if (
            said <= _API
            or (said <= _WHAT_OF_IT and before and before <= _API)
            or said <= _ALWAYS
            or _VERSION.fullmatch(token)
        ):
            continue
        if said <= _API | _KIND | {"v2", "v3"} and (follows & (_API | _KIND) or len(said) > 1):
            continue
        is_one = token.lower() in spelled()
        kept.append(token if is_one else _ENDS_WITH_API.sub("", token))
    while kept and kept[0].lower() in _LEADING:
        kept.pop(0)
    while kept and (kept[-1].lower() in _LINKS or (len(kept) > 1 and kept[-1].isdigit())):
        kept.pop()
    return [] if {word.lower() for word in kept} <= _KIND else kept


def _parts(token: str) -> list[str]:
    """Split a word of a title where it is several, of which some may say nothing; domains stay whole."""
    if _VERSION.fullmatch(token.strip("()[]/")):
        return []
    if re.search(r"[A-Za-z]\.[A-Za-z]", token):
        domain = re.sub(r"(?::\d+|/.*)$", "", token)
        domain = re.sub(r"^(?:www|api)\.(?=.*\.)", "", domain, flags=re.IGNORECASE)
        return [re.sub(r"(?<=[0-9A-Za-z])\.(?:com|org|net)$", "", domain, flags=re.IGNORECASE)]
    parts = [part for part in re.split(r"[-_/.&]+", token) if words(part)]
    said = [set(words(part)) <= _API | _KIND for part in parts]
    return parts if any(said) else [token]


def _host_words(servers: Sequence[Server], title: list[str]) -> list[str]:
    label = _host_name(servers)
    if label is None:
        return []
    # The title may say how it is spelled: "Big Red Cloud" for bigredcloud.
    bare = re.sub(r"[^0-9a-z]", "", label)
    for start in range(len(title)):
        for end in range(start + 1, len(title) + 1):
            if "".join(word for token in title[start:end] for word in words(token)) == bare:
                return title[start:end]
    return [spelled().get(bare, label)]


def _host_name(servers: Sequence[Server]) -> str | None:
    """Return the part of the first server's host that is a name: "github" for `api.github.com`."""
    labels = _host(servers).split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return None
    known = labels[:-1]
    if len(known) > 1 and len(labels[-1]) == 2 and known[-1] in _SECOND_LEVEL:
        known = known[:-1]
    label = known[-1]
    if label in _PLATFORMS and len(known) > 1:
        label = next((name for name in known if name not in _NO_NAMES), "")
        return label if re.fullmatch(r"[a-z]{3,}(?:-[a-z]+)*", label) else None
    is_name = re.fullmatch(r"[0-9a-z-]*[a-z][0-9a-z-]*", label) and len(label) > 1
    return label if is_name and label not in _NO_NAMES else None


def _host(servers: Sequence[Server]) -> str:
    """Return the host of the first server in small letters, with "*" for variables; "" where the document has none."""
    parts = servers[0].url.parts if servers else ()
    url = "".join(part.raw if isinstance(part, Text) else "*" for part in parts)
    found = re.match(r"(?:[a-z]+:)?//([^/:@?#]+)", ascii_of(url).lower())
    return found[1] if found else ""
