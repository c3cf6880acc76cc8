"""Checks of configuration values that have the right type.

A check takes the value and the table around it, and yields faults (see `keys`).
"""

from __future__ import annotations

import keyword
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from .. import __version__
from ..diagnostics import quote
from .keys import Fault

SHARED_RUNTIME = ".._specloom_runtime"
"""A shared runtime, as its clients import it: by default it lies beside their packages."""
_IMPORT = re.compile(r"[a-z][a-z0-9]+:[A-Za-z0-9-]+")
_URL = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_RELATIVE = re.compile(r"\.\.+[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
# PEP 440 without epochs and local versions; semver 2.0.0 without pre-releases.
_VERSIONS = {
    "manual": re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?", re.ASCII),
    "semver": re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", re.ASCII),
}
_LONGEST_VERSION = 100
_CODING = re.compile(r"#.*?coding[:=]")
"""A comment that Python takes for the encoding of a file (PEP 263)."""
_LICENSE = re.compile(r"[A-Za-z0-9.+:()-]+(?: [A-Za-z0-9.+:()-]+)*")
AUTH_TYPES: Mapping[str, tuple[str, ...]] = {
    "bearer": (),
    "basic": (),
    "digest": (),
    "openid-connect": ("discovery-url",),
    "api-key": ("name", "in"),
    "aws-sigv4": ("service",),
}
"""Ways to authenticate that a configuration may name, with what has to be said of each."""
AUTH_PLACES = ("header", "query", "cookie")
"""Where an API key may be."""


def is_package_name(name: str) -> bool:
    """Return whether a name can be the import name of a package."""
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)


def is_error_status(value: object) -> bool:
    """Return whether a value is the HTTP status of an error."""
    return isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600


def check_package(name: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with an import name."""
    if not is_package_name(name):
        yield "", f"cannot be an import name: {name!r}"


def is_import(location: str) -> bool:
    """Return whether a location names an importer and a service, such as "importer:service"; a path has no such form."""
    return _IMPORT.fullmatch(location) is not None


def is_elsewhere(location: str) -> bool:
    """Return whether a location is no path: a URL, or a service that is imported."""
    return "://" in location or is_import(location)


def check_upstream(url: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with the URL, or the imported service, that a document comes from."""
    if not url.lower().startswith(("http://", "https://")) and not is_import(url):
        yield "", "must be an http or https URL, or a service that specloom imports"
    elif table.get("spec") == "-" or is_elsewhere(str(table.get("spec"))):
        yield "", "has a meaning only where spec is a file"


def check_base_url(url: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with the address of a service."""
    complaint = wrong_base_url(url)
    if complaint:
        yield "", complaint


def wrong_base_url(url: str) -> str:
    """Return what is wrong with the address of a service; "" if nothing is."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, half an IPv6 address
        named = False
    if not named or parts.scheme not in ("http", "https") or not _URL.fullmatch(url):
        return "must be an http or https URL, such as https://api.example.com/v1"
    if parts.query or parts.fragment or "@" in parts.netloc:
        return "must be a URL without query, fragment and credentials"
    return ""


def check_fetch_headers(fields: Sequence[str], table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with header fields for fetching a document; their values are never shown."""
    for number, field in enumerate(fields):
        name, sign, value = field.partition("=")
        if not sign or not _FIELD_NAME.fullmatch(name):
            yield f"[{number}]", "must be NAME=VALUE, with a name that a header field can have"
        elif not value.isprintable() or value != value.strip():
            yield f"[{number}]", f"has a value of {name} that no header field can have"


def check_runtime(runtime: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with which runtime a client has."""
    if runtime == "shared" and table.get("layout") != "vendored":
        yield "", 'can be "shared" only with layout = "vendored"'


def check_runtime_package(name: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with where a shared runtime lies."""
    if table.get("runtime") != "shared":
        yield "", 'has a meaning only with runtime = "shared"'
    elif not _RELATIVE.fullmatch(name) or any(map(keyword.iskeyword, name.split("."))):
        yield "", f"must be like {SHARED_RUNTIME!r}: two dots or more, and a package"


def check_license(expression: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with a license expression."""
    if not _LICENSE.fullmatch(expression):
        yield "", "must be an SPDX license expression"


def check_header_lines(lines: Sequence[str], table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with lines that every generated module begins with."""
    for line in lines:
        if not line.startswith("#") or not line.isprintable():
            yield "", f"must be comments of one line each, not {quote(line)}"
        elif _CODING.match(line):
            yield "", f"cannot change the encoding of the modules, which is UTF-8: {quote(line)}"


def check_post_generate(commands: Sequence[str], table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with commands that run after generation."""
    for number, command in enumerate(commands):
        try:
            words = shlex.split(command)
        except ValueError as error:
            yield f"[{number}]", f"is no command line: {error}"
            continue
        if not words or not words[0]:
            yield f"[{number}]", "must be a command, with its arguments"


def check_version(version: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with a version, under the policy that the table names."""
    policy = str(table.get("version_policy", "manual"))
    form = _VERSIONS.get(policy, _VERSIONS["manual"])
    if len(version) > _LONGEST_VERSION or not form.fullmatch(version):
        wanted = "X.Y.Z" if policy == "semver" else "a version of Python packages (PEP 440)"
        yield "", f"must be {wanted}, not {quote(version)}"


def check_required_version(required: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find out whether this is a version of specloom that is required."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        is_met = SpecifierSet(required).contains(__version__, prereleases=True)
    except InvalidSpecifier:
        yield "", f'must be a version specifier such as ">=0.1,<0.2", not {quote(required)}'
        return
    if not is_met:
        yield "", f"requires specloom {required}; this is {__version__}"


def check_names(names: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with names of operations, schemas and tags."""
    for key, value in names.items():
        valid = isinstance(value, str) and value.isascii() and value.isidentifier()
        if not valid or keyword.iskeyword(value):
            yield f".{key}", "must be a Python identifier"


def check_auth(schemes: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with security schemes that the document does not declare, or declares otherwise."""
    for name, scheme in schemes.items():
        if not isinstance(scheme, dict):
            continue  # said by the reader of the table
        if scheme.get("type") not in AUTH_TYPES:
            yield f".{name}.type", f"must be one of {', '.join(AUTH_TYPES)}"
            continue
        needed = AUTH_TYPES[scheme["type"]]
        for key in needed:
            if not isinstance(scheme.get(key), str) or not scheme[key]:
                yield f".{name}.{key}", "is required, as a string"
        if "in" in needed and isinstance(scheme.get("in"), str) and scheme["in"] not in AUTH_PLACES:
            yield f".{name}.in", f"must be one of {', '.join(AUTH_PLACES)}"


def check_retry(rules: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with what may be tried again."""
    if not isinstance(rules.get("retry-writes", False), bool):
        yield ".retry_writes", "must be true or false"
    statuses = rules.get("statuses", [])
    if not isinstance(statuses, list) or not all(map(is_error_status, statuses)):
        yield ".statuses", "must be a list of statuses from 400 to 599"
