"""The whole package: which files there are, and what each holds."""

from __future__ import annotations

from collections.abc import Mapping

from ..config import ClientConfig
from ..ir.api import Api
from ..ir.name_keys import CLIENT, ERRORS, MODELS, TYPES, method_key, recorded_names
from ..ir.types import Doc, ObjectDecl, Text, TypeId
from .client.client import client_module
from .client.deprecated_names import formerly
from .client.errors import error_module
from .client.lazy_packages import export_module
from .client.models import model_module, typed_dict_module
from .code.constants import settled
from .code.doc_nodes import CHANGELOG
from .code.encoders import docstring, one_line, plain
from .code.nodes import ExportModule, PyFile, PyPackage
from .code.runtime_package import PUBLIC, header, runtime_files
from .docs.pages import Resource
from .naming.deprecated import Kind, Thing
from .naming.findings import Finding, Findings
from .naming.model_modules import SHARED
from .naming.name_registry import Past, Roster
from .plan import Allotment
from .project import ProjectAround
from .renames import aliases_of
from .resources import Resources


def lower(
    api: Api,
    config: ClientConfig,
    locked: Mapping[str, str] | None = None,
    past: Api | None = None,
    runtime_version: str | None = None,
    aliases: Mapping[str, Mapping[str, str]] | None = None,
    version_before: str | None = None,
) -> tuple[PyPackage, tuple[Finding, ...]]:
    """Decide what the Python will be: names, types, modules and files.

    `locked` are the names of the last run, by JSON pointer, and `past` is the API as it was then; what
    had a name keeps it where it can. `runtime_version` is that of the shared runtime which the client
    asks for, if it does. `aliases` are the old names that the last run left, as the lock has them, and
    `version_before` is what the version of the client was then.
    """
    roster = Roster(
        configured=recorded_names(config.names),
        locked=recorded_names(locked or {}),
        past=Past(past),
        aliases=aliases or {},
        version=version_before,
    )
    return Lowering(api, config, roster, runtime_version).package(config.version)


def name_everything(
    api: Api,
    config: ClientConfig,
    locked: Mapping[str, str] | None = None,
    past: Api | None = None,
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the names that `lower` would allot: those for the lock, and all, without making anything of them."""
    roster = Roster(
        configured=recorded_names(config.names),
        locked=recorded_names(locked or {}),
        past=Past(past),
    )
    Allotment(settled(api), config, roster)
    return dict(sorted(roster.allotted.items())), roster.everything()


class Lowering:
    """One lowering: the names are decided when it is made, the rest when the package is asked for."""

    def __init__(
        self,
        api: Api,
        config: ClientConfig,
        roster: Roster,
        runtime_version: str | None,
    ) -> None:
        api = settled(api)
        self._api = api
        self._config = config
        self._runtime_version = runtime_version
        self._roster = roster
        self._allotment = Allotment(api, config, roster)
        self._package = self._allotment.package
        self._groups = self._allotment.groups
        self._symbols = self._allotment.symbols
        self._client = self._allotment.client
        self._findings = Findings()
        self._version = config.version

    @property
    def names(self) -> Mapping[str, str]:
        """The allotment of names, as the lock keeps it."""
        return dict(sorted(self._roster.allotted.items()))

    def package(self, version: str) -> tuple[PyPackage, tuple[Finding, ...]]:
        """Return the package of a version of the client, and what is to be said about the document."""
        self._version = version
        self._aliases = aliases_of(self._api, self._config, self._roster, self._allotment, version)
        self._resources = Resources(self._api, self._allotment, self._aliases)
        project = self._config.layout == "project"
        root = f"src/{self._package}/" if project else ""
        parts = self._config.parts
        files: list[PyFile] = []
        if "client" in parts:
            files += self._client_files(root)
        if project:
            around = self._project_around()
            files += around.tests() if "tests" in parts and self._api.operations else []
            files += around.docs() if "docs" in parts else []
            files += around.project() if "project" in parts else []
        package = PyPackage(
            name=self._package,
            files=tuple(sorted(files, key=lambda file: file.path)),
            header=header(self._config.license),
            runtime_folder=f"{root}_runtime",
            runtime_files=runtime_files(
                self._config, signed=self._client.signed, renamed=bool(self._aliases.live)
            ),
            seeded=frozenset(("tests/conftest.py", CHANGELOG)),
            names=self.names,
            all_names=dict(self._roster.everything()),
            aliases=self._aliases.record,
            operations=len(self._api.operations),
            models=sum(isinstance(d, ObjectDecl) for d in self._api.types.values()),
        )
        return package, (*self._aliases.findings, *self._findings.found)

    @property
    def old_names(self) -> Mapping[str, str]:
        """The old names that the package still has, as callers write them, and the versions in which they go."""
        found = {alias.old: alias.until for alias in self._aliases.live}
        for resource in self._aliases.within(CLIENT, Kind.RESOURCE):
            # What can be called on the resource can be called by its old name.
            methods = [alias.place.name for alias in self._aliases.within(resource.thing.key)]
            for group in self._groups:
                if group.scope == resource.thing.key:
                    methods += [plan.method for plan in self._allotment.plans(group)]
            found |= {f"{resource.old}.{method}": resource.until for method in methods}
        return found

    # --- the import package

    def _client_files(self, root: str) -> list[PyFile]:
        files = [
            PyFile(path=f"{root}__init__.py", template="exports.py.jinja", content=self._top()),
            PyFile(
                path=f"{root}_client.py", template="client.py.jinja", content=self._client_module()
            ),
            PyFile(
                path=f"{root}errors.py",
                template="errors.py.jinja",
                content=error_module(
                    self._api,
                    self._symbols,
                    self._allotment.error_types,
                    self._allotment.error_names,
                    self._allotment.suite.error_codes,
                    self._aliases.within(ERRORS),
                ),
            ),
            PyFile(path=f"{root}py.typed", template="empty.jinja", content=None),
            PyFile(path=f"{root}resources/__init__.py", template="empty.jinja", content=None),
        ]
        for group in self._resources.groups:
            path = f"{root}resources/{group.module}.py"
            content = self._resources.module(group)
            files.append(PyFile(path=path, template="resource.py.jinja", content=content))
        return files + self._model_files(root)

    def _top(self) -> ExportModule:
        origins = {
            **PUBLIC,
            **dict.fromkeys(("errors", "models", "types"), "."),
            self._client.name: "._client",
            f"Async{self._client.name}": "._client",
        }
        if self._client.signed:
            origins["AwsCredentials"] = "._runtime.aws"
        title, version = one_line(self._api.title), one_line(self._api.version)
        text = docstring(
            f"Client of the {title}, version {version}.", plain(self._api.doc.description)
        )
        versions = (self._version, self._runtime_version)
        return export_module(text, ".", origins, self._symbols.runtime, *versions)

    def _model_files(self, root: str) -> list[PyFile]:
        members: dict[str, list[TypeId]] = {}
        for type_id in self._symbols.names:
            members.setdefault(self._symbols.modules[type_id], []).append(type_id)
        wanted = self._symbols.writable
        files = []
        origins = dict.fromkeys(("Base64", "DateTime", "TimeDelta"), ".._runtime.models")
        dict_origins: dict[str, str] = {}
        for module, type_ids in sorted(members.items()):
            title = self._group_title(module)
            content = model_module(self._symbols, module, title, type_ids)
            files.append(
                PyFile(
                    path=f"{root}models/{module}.py", template="models.py.jinja", content=content
                )
            )
            origins |= {self._symbols.names[type_id]: f".{module}" for type_id in type_ids}
            requests = self._symbols.request_names
            origins |= {requests[i]: f".{module}" for i in type_ids if i in requests}
            objects = [
                i for i in type_ids if i in wanted and isinstance(self._api.types[i], ObjectDecl)
            ]
            if objects:
                dicts = typed_dict_module(self._symbols, module, title, objects)
                path = f"{root}types/{module}.py"
                files.append(PyFile(path=path, template="types.py.jinja", content=dicts))
                dict_origins |= {
                    f"{self._symbols.class_name(i, writing=True)}Dict": f".{module}"
                    for i in objects
                }
        models = "The models of the API; each module is loaded when it is first used."
        for folder, origin, text in (
            (MODELS, origins, models),
            (TYPES, dict_origins, "Typed dictionaries that may stand for models in arguments."),
        ):
            exports = export_module(
                docstring(text),
                "..",
                origin,
                self._symbols.runtime,
                aliases=self._aliases.within(folder),
            )
            path = f"{root}{folder}/__init__.py"
            files.append(PyFile(path=path, template="exports.py.jinja", content=exports))
        return files

    def _group_title(self, module: str) -> str:
        for group in self._groups:
            if group.module == module and group.tag is not None:
                return one_line(group.tag.name)
        return "shared by several tags" if module.startswith(SHARED) else module.replace("_", " ")

    def _client_module(self) -> object:
        untagged = next((group for group in self._groups if group.tag is None), None)
        members = self._resources.members(untagged, client="self")
        return client_module(
            self._api,
            self._client,
            user_agent=f"{self._distribution()}/{self._version}",
            properties=self._resources.properties(),
            operations=members.operations,
            methods=members.methods,
            runtime=self._symbols.runtime,
        )

    # --- the project around it

    def _distribution(self) -> str:
        return self._package.replace("_", "-")

    def _project_around(self) -> ProjectAround:
        old_names = {
            op.at: formerly(self._aliases.of(Thing(Kind.METHOD, method_key(op.at))))
            for op in self._api.operations
        }
        resources = [
            Resource(
                title=group.tag.name if group.tag else Text("Operations"),
                file=group.module,
                accessor=f"client.{group.module}" if group.tag else "client",
                doc=group.tag.doc if group.tag else Doc(),
                plans=self._allotment.plans(group),
                old_names=old_names,
            )
            for group in self._groups
        ]
        return ProjectAround(
            suite=self._allotment.suite,
            resources=tuple(resources),
            distribution=self._distribution(),
            version=self._version,
            license=self._config.license,
        )
