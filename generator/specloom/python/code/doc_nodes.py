"""Nodes that the templates of documentation and project files receive."""

from __future__ import annotations

from ...records import dataclass
from ..naming.printable import Markdown, Toml

CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocParameter:
    """A row of a table of parameters."""

    name: Markdown
    type: Markdown
    required: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocError:
    """A row of a table of errors."""

    name: Markdown
    status: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocOperation:
    """The documentation of one operation. Samples are Python source in fenced blocks."""

    anchor: Markdown
    operation_id: Markdown
    call: Markdown
    http: Markdown
    old_names: Markdown
    summary: Markdown
    description: Markdown
    deprecated: bool
    signature: Markdown
    parameters: tuple[DocParameter, ...]
    returns: Markdown
    errors: tuple[DocError, ...]
    needs: Markdown
    appendix: Markdown
    sample: Markdown
    async_sample: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocPage:
    """`docs/<tag>.md`; `rows` are those of its table of operations."""

    title: Markdown
    description: Markdown
    file: Markdown
    rows: Markdown
    operations: tuple[DocOperation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocCredential:
    """A way to authenticate, as the README tells it."""

    argument: Markdown
    description: Markdown
    takes: Markdown
    environment: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocSetting:
    """A server variable, as the README tells it."""

    name: Markdown
    default: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocSite:
    """The README and the index of the documentation, with the rows of their tables of operations.

    `about` is the page that has all of the document's description, of which the README has the beginning; `testing` is the
    page on tests.
    """

    title: Markdown
    description: Markdown
    about: Markdown | None
    testing: Markdown
    version: Markdown
    distribution: Markdown
    package: Markdown
    client: Markdown
    async_client: Markdown
    readme_table: Markdown
    index_rows: Markdown
    webhooks: Markdown
    credentials: tuple[DocCredential, ...]
    credential_sample: Markdown
    settings: tuple[DocSetting, ...]
    base_url_row: Markdown
    retry_writes: Markdown
    options_sample: Markdown
    first_call: Markdown
    async_call: Markdown
    error_sample: Markdown
    raw_sample: Markdown
    page_sample: Markdown | None
    stream_sample: Markdown | None
    webhook_sample: Markdown | None
    aws: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocTesting:
    """The page on tests of code that uses the client; samples are Python source in fenced blocks."""

    title: Markdown
    package: Markdown
    module: Markdown
    fake_api: Markdown
    routes: Markdown
    patched: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocAbout:
    """The page that has all of the document's description."""

    title: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """`pyproject.toml`."""

    distribution: Toml
    package: Toml
    version: Toml
    description: Toml
    aws: bool
    webhooks: bool
    license: Toml | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changelog:
    """`CHANGELOG.md` as it begins."""

    heading: Markdown
    api_version: Markdown
