"""Nodes that the templates of documentation and project files receive."""

from __future__ import annotations

from ...records import dataclass
from ..naming.printable import Markdown, Toml, Yaml

CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocParameter:
    """An entry of a list of parameters, or of the properties of a model.

    `links` lead to the models of the type; `wire_name` is what it is called in JSON, where that is another name. `description`
    may have several blocks, which are indented.
    """

    name: Markdown
    type: Markdown
    links: Markdown
    required: Markdown
    wire_name: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocError:
    """A row of a table of errors."""

    name: Markdown
    status: Markdown
    description: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocOperation:
    """The documentation of one operation. Samples are programs in fenced blocks."""

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
    curl_sample: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocPage:
    """`docs/<tag>.md`; `rows` are those of its table of operations."""

    title: Markdown
    description: Markdown
    file: Markdown
    rows: Markdown
    operations: tuple[DocOperation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocModel:
    """The documentation of a model, of an enumeration, or of a name for another type.

    `target` is what such a name stands for; `members` are the values of an enumeration class; `used_by` are links to operations
    and models.
    """

    name: Markdown
    description: Markdown
    deprecated: bool
    target: Markdown
    links: Markdown
    fields: tuple[DocParameter, ...]
    members: tuple[DocParameter, ...]
    example: Markdown
    used_by: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocModels:
    """`docs/models/<module>.md`: the models of a module."""

    title: Markdown
    models: tuple[DocModel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocErrorClass:
    """An exception class: what it is below, the type of `parsed`, and links to the operations that raise it."""

    name: Markdown
    base: Markdown
    status: Markdown
    parsed: Markdown
    description: Markdown
    raised_by: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocErrors:
    """`docs/guide/errors.md`: the classes of the document's own, and the rows of a table of all others."""

    package: Markdown
    usual_rows: Markdown
    classes: tuple[DocErrorClass, ...]
    sample: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocLists:
    """`docs/guide/pagination.md` and `docs/guide/streams.md`: the operations concerned, as rows of a table, and a sample."""

    rows: Markdown
    sample: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocLink:
    """A page of the documentation: its title, its file, and what it is about."""

    title: Markdown
    file: Markdown
    about: Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class DocContents:
    """`docs/llms.txt`: every page, for programs that read documentation."""

    title: Markdown
    summary: Markdown
    guide: tuple[DocLink, ...]
    resources: tuple[DocLink, ...]
    models: tuple[DocLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """An entry of the navigation."""

    title: Yaml
    file: Yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """`mkdocs.yml`, and the hooks beside it."""

    name: Yaml
    description: Yaml
    guide: tuple[SitePage, ...]
    resources: tuple[SitePage, ...]
    models: tuple[SitePage, ...]


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
    page on tests. `takes_files` is whether an argument of any operation may be a file.
    """

    title: Markdown
    description: Markdown
    about: Markdown | None
    testing: Markdown
    guide: tuple[DocLink, ...]
    resources: tuple[DocLink, ...]
    models: tuple[DocLink, ...]
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
    takes_files: bool


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
