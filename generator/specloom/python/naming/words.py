"""The words of a name: where a name of the document is taken apart, whatever it is a name of.

| a name | its words |
| --- | --- |
| `fooBar`, `foo-bar`, `FooBar` | foo bar |
| `HTTPStatus`, `getVPCs`, `userIDs` | http status, get vpcs, user ids |
| `OAuth2Client`, `listGitHubApps` | oauth2 client, list github apps (`spellings.txt`) |
| `s3Bucket`, `APIv2`, `P2PLink` | s3 bucket, api v2, p2p link |
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

from ...records import dataclass

_SIGNS = {"+": " plus ", "*": " star ", "$": " ", "@": " at ", "%": " percent ", "#": " "}
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")
_SIGNED = re.compile(r"([+-])([0-9]+(?:\.[0-9]+)?)")
_LEADING_DIGIT = re.compile(r"[^0-9A-Za-z]*(?=[0-9])")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th|ST|ND|RD|TH)(?![0-9a-z])")
_CARDINAL = re.compile(r"([0-9]+)(?=[^0-9A-Za-z]+[A-Za-z]|[A-Z][a-z]|[A-Za-z]{3})")
_CARDINALS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_CAPITALS = re.compile("[A-Z]{2}")
_SHORT_PART, _LONG_WORD = 3, 10
_COMMON = frozenset(
    "a all an and as at by for from in into is of on or the to with "
    "add archive cancel check create delete find get list modify post put remove replace retrieve search send "
    "set update upload".split()
)
"""Words that names have without being in what the document says of an operation."""
_IRREGULAR = {
    "aliases": "alias",
    "caches": "cache",
    "children": "child",
    "cookies": "cookie",
    "data": "data",
    "indices": "index",
    "movies": "movie",
    "people": "person",
    "series": "series",
    "status": "status",
    "statuses": "status",
}
_UNCOUNTED = ("ss", "us", "is", "news")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A word that is spelled in its own way.

    `anywhere` says that it is found within a run of small letters. `leading` is what a name begins with
    that would begin with its digit.
    """

    text: str
    anywhere: bool = False
    leading: str = ""

    def variants(self) -> set[str]:
        """Return how the word is met where it begins a word: as it is, and as names in CamelCase have it."""
        humps = _HUMP.findall(self.text)
        camel = "".join(hump.capitalize() for hump in humps)
        found = {self.text, self.text[0].upper() + self.text[1:], camel}
        if not self.text.isalpha():
            return found | {self.text.lower(), self.text.upper()}
        # "Db" and "DB" are one word anyway.
        return {text for text in found if not (text.isupper() or text.istitle() or text.islower())}

    def openings(self) -> set[str]:
        """Return how the word is met at the beginning of a name in camelCase alone."""
        return {text[0].lower() + text[1:] for text in self.variants()} - self.variants()


@cache
def spellings() -> tuple[Spelling, ...]:
    """Return the words of `spellings.txt`."""
    lines = Path(__file__).with_name("spellings.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return tuple(
        Spelling(
            text=word.removeprefix("~"), anywhere=word.startswith("~"), leading=leading.strip()
        )
        for word, _, leading in entries
    )


@cache
def spelled() -> Mapping[str, str]:
    """Return how words are spelled that have a spelling of their own, by their small letters."""
    return {word.text.lower(): word.text for word in reversed(spellings())}


@cache
def _pattern(*, with_spellings: bool) -> re.Pattern[str]:
    """Return what matches one word after another in letters and digits."""
    listed = spellings() if with_spellings else ()
    texts = [text for word in listed for text in word.variants()]
    upper = _any(text for text in texts if not text[0].islower())
    lower = _any(text for text in texts if text[0].islower())
    opening = _any(text for word in listed for text in word.openings())
    inside = _any(word.text for word in listed if word.anywhere)
    end = r"(?:s(?![a-z])|(?![a-z])|(?=v[0-9]))"
    known = f"(?:{upper}|(?<![a-z]){lower}|(?<![0-9A-Za-z]){opening}|{inside}){end}"
    # Compiling takes as long as all else does that is done for a small API: only what begins with a capital is in it again.
    capital = f"(?:(?!{upper}{end})[A-Z])" if with_spellings else "[A-Z]"
    small = f"(?:(?!{inside}{end})[a-z])" if with_spellings else "[a-z]"
    return re.compile(
        # the code point of a letter
        rf"(?<![0-9A-Za-z])u[0-9a-f]{{4,6}}(?![0-9A-Za-z])|{known}"
        # P2P, x5t: a letter, a digit and a letter by themselves
        r"|(?<![A-Z])[A-Z][0-9]{1,2}[A-Z](?=[A-Z][a-z]|(?![0-9A-Za-z]))"
        r"|(?<![A-Za-z])[a-z][0-9]{1,2}[a-z](?![0-9a-z])"
        # v1alpha1
        r"|[vV][0-9]+(?:alpha|beta|Alpha|Beta)[0-9]*(?![0-9a-z])"
        # 3rd, 24h, 5xx; 24h of volume24h
        r"|(?<![0-9A-Za-z])[0-9]+[a-z]{1,2}(?![0-9A-Za-z])|(?<=[a-z]{3})[0-9]+[hdwmy](?![0-9A-Za-z])"
        # CSGO of CSGOIsOn
        rf"|{capital}{{3,}}(?=Is[A-Z])"
        # VPCs, OSes
        rf"|{capital}{{2,}}(?:s|(?<=[SX])es)(?![a-z])"
        # API of APIv2, ID of IDtoName, POST of POSTcreate, HTTP of HTTPStatus
        rf"|{capital}{{2,}}(?=v[0-9]|(?:and|by|for|from|in|of|to|with)[A-Z])"
        r"|(?<![0-9A-Za-z])(?:GET|POST|PUT|PATCH)(?=[a-z]{3})"
        rf"|{capital}+(?=[A-Z][a-z])"
        rf"|[A-Z]?{small}+|{capital}+|[0-9]+|[A-Z]"
    )


def _any(texts: Iterable[str]) -> str:
    """Return a pattern of any of some texts, the longest first; without texts, it matches nothing."""
    ordered = sorted(set(texts), key=lambda text: (-len(text), text))
    return f"(?:{'|'.join(ordered)})" if ordered else "(?!)"


@cache
def _hint() -> re.Pattern[str]:
    """Return what finds the small letters of a spelling in those of a name; quick, for few names have one."""
    found = {word.text.lower() for word in spellings()}
    by_pair = groupby(sorted(found), key=lambda text: text[:2])
    return re.compile("|".join(f"{pair}{_any(t[2:] for t in texts)}" for pair, texts in by_pair))


def words(text: str) -> list[str]:
    """Split a name into lower-case ASCII words: at separators, changes of case and digits.

    Letters with marks lose them; other characters outside ASCII become their code point, so that no
    name is empty without need.
    """
    return list(_words(text))


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for piece in _SEPARATORS.split(ascii_of(text)) for word in _humps(piece))


def _humps(piece: str) -> list[str]:
    """Split letters and digits at changes of case and digits."""
    small = piece.lower()
    if piece.isalpha() and (piece == small or piece.isupper() or piece.istitle()):
        return [small]
    pattern = _pattern(with_spellings=_hint().search(small) is not None)
    found: list[str] = []
    for index, match in enumerate(pattern.finditer(piece)):
        word = match[0]
        # "s3", "v1", "oauth2": a number belongs to the word that it touches.
        if word.isdigit() and index:
            found[-1] += word
        else:
            found.append(word.lower())
    return found


def ascii_of(text: str) -> str:
    """Return a name in ASCII; signs alone become words."""
    plain = text if text.isascii() else _without_marks(text)
    if re.search(r"[0-9A-Za-z]", plain):
        return plain
    return "".join(_SIGNS.get(char, " ") for char in plain)


def _without_marks(text: str) -> str:
    out = []
    for char in unicodedata.normalize("NFKD", text):
        if char.isascii():
            out.append(char)
        elif char.isalnum():
            out.append(f" u{ord(char):x} ")
    return "".join(out)


def letter_first(text: str) -> str:
    """Return a name in ASCII without the digit that it begins with, where a person would write it as a word.

    "1-Click" gives "one -Click", "2FA" "two_factor", "3rdParty" "third Party", "-1" "minus 1"; "24h" stays.
    """
    signed = _SIGNED.fullmatch(text)
    if signed:
        return f"{'plus' if signed[1] == '+' else 'minus'} {signed[2]}"
    start = _LEADING_DIGIT.match(text)
    if start is None:
        return text
    rest = text[start.end() :]
    for word in spellings():
        end = rest[len(word.text) :]
        if word.leading and rest.lower().startswith(word.text.lower()) and not end[:1].islower():
            return f"{word.leading} {end}"
    for pattern, names in ((_ORDINAL, _ORDINALS), (_CARDINAL, _CARDINALS)):
        match = pattern.match(rest)
        if match and match[1] in map(str, range(len(names))):
            return f"{names[int(match[1])]} {rest[match.end() :]}"
    return text


SHORT_PLURALS = {"dbs": "db", "ids": "id", "ips": "ip", "vms": "vm"}
"""Plurals of three letters, which many other words have that are none."""


def singular(word: str) -> str:
    """Return the singular of an English plural in lower case; any other word as it is."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(_UNCOUNTED) or len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word.removesuffix("s")


def spaced(text: str, vocabulary: Collection[str]) -> str:
    """Return a name with spaces between words that are run together in it; as it is if there are none."""
    pieces = re.split(r"([^0-9A-Za-z]+)", text)
    apart = [(piece, words_apart(piece, vocabulary)) for piece in pieces]
    return "".join(piece if found == words(piece) else " ".join(found) for piece, found in apart)


def words_apart(text: str, vocabulary: Collection[str]) -> list[str]:
    """Split a name as `words` does, and words that are run together in it at those of a vocabulary.

    "createanAPIkeyforauser" with the words of "Create an API key for a user" gives these. The vocabulary
    is in small letters; singulars and plurals of its words count as well.
    """
    known = {form for word in vocabulary for form in (word, singular(word), f"{word}s")}
    found: list[str] = []
    for piece in _SEPARATORS.split(ascii_of(text)):
        parts = [part for hump in _humps(piece) for part in cut(hump, known)]
        if not known.issuperset(parts) and _CAPITALS.search(piece):
            # Capitals that follow each other may be where no word begins: "AP", "Ikey".
            whole = cut(piece.lower(), known)
            parts = whole if len(whole) > 1 else parts
        found += parts
    return found


def cut(word: str, vocabulary: Collection[str]) -> list[str]:
    """Split a word that is several words run together; return it alone if it is not made of known words.

    "getspendlimit" with "spend" and "limit" gives "get", "spend", "limit". Of several ways, the one with the
    fewest words is taken. A short word is cut only into words of three letters or more that are all in the vocabulary.
    """
    is_long = len(word) >= _LONG_WORD
    if word in vocabulary or len(word) < 2 * _SHORT_PART or not word.isalpha():
        return [word]
    # best[end]: the fewest words that make up the first `end` letters
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, part = best[start], word[start:end]
            if before is None or not (part in vocabulary or (is_long and part in _COMMON)):
                continue
            if not is_long and len(part) < _SHORT_PART:
                continue
            known = best[end]
            if known is None or len(before) + 1 < len(known):
                best[end] = [*before, part]
    return best[-1] or [word]
