"""ClientPlan to PyPackage: which files there are, and what each holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import field
from functools import partial
from itertools import chain, count

from ..ir.api import Codec
from ..ir.name_keys import ERRORS, MODELS, TYPES, method_key
from ..ir.types import Doc, ObjectDecl, Text, TypeId
from ..records import dataclass, replace
from .client.body_places import body_places
from .client.client import client_module
from .client.client_plan import ClientPlan
from .client.deprecated_names import formerly
from .client.errors import error_module
from .client.lazy_packages import export_module
from .client.models import ModelTypes, model_module, typed_dict_module
from .client.page_declarations import page_modules
from .client.webhooks import ATTRIBUTE, PARSE, event_module, webhook_module
from .code.doc_nodes import CHANGELOG
from .code.encoders import docstring, docstring_with_code, literal
from .code.nodes import ExportModule
from .code.prose import first_paragraph, one_line, said_version, with_article
from .code.py_package import PyFile, PyPackage
from .code.recipe import Recipe
from .code.runtime_package import (
    AWS_EVENTS_RUNTIME,
    CASES_RUNTIME,
    FILES_PUBLIC,
    MIXED_BODIES_RUNTIME,
    MIXED_STREAMS_RUNTIME,
    PUBLIC,
    STREAMS_PUBLIC,
    STREAMS_RUNTIME,
    WAIT_RUNTIME,
    WEBHOOKS_RUNTIME,
    header,
    runtime_files,
    runtime_header,
)
from .code.uploads import objects_of_parts
from .docs.files import documentation_files
from .docs.readme import first_program
from .examples.calls import DocumentedResource
from .examples.recipes import Facts
from .naming.deprecated import Aliases, NamedKind, Thing
from .naming.identifiers import HIDDEN_IN_MODELS
from .naming.model_modules import SHARED
from .naming.printable import PythonCode
from .project import project_files
from .resources import ResourceWriter
from .tests.files import test_files, testing_module
from .tests.sample_exchange import sample_exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The version that a client is written in, with the old names that it still has.

    `runtime_version` is that of the shared runtime which the client asks for, if it does.
    """

    version: str
    aliases: Aliases = field(default_factory=Aliases)
    runtime_version: str | None = None


def package_of(plan: ClientPlan, release: Release) -> PyPackage:
    """Return the package of a release: all files that are written for the client."""
    config = plan.config
    is_project = config.layout == "project"
    root = f"src/{plan.package}/" if is_project else ""
    files: list[PyFile] = []
    facts = Facts(plan)
    suite, resources = facts.unwatched, _documented_resources(plan, release)
    if "client" in config.parts:
        # Where a vendored package is imported from is not known.
        is_shown = is_project and plan.api.operations
        program = first_program(suite, resources) if is_shown else None
        files += _ImportPackage(plan, release, root, program, facts).files()
        if plan.api.operations or plan.webhooks.webhooks:
            fake_api = testing_module(suite)
            files.append(
                PyFile(path=f"{root}testing.py", template="testing.py.jinja", content=fake_api)
            )
    if is_project:
        if "tests" in config.parts and (plan.api.operations or plan.webhooks.webhooks):
            files += test_files(suite, resources, facts)
        if "docs" in config.parts:
            files += documentation_files(
                suite,
                resources,
                facts,
                partial(sample_exchange, suite),
                partial(_title_of, plan),
            )
        if "project" in config.parts:
            files += project_files(plan, release.version)
    return PyPackage(
        name=plan.package,
        files=tuple(sorted(files, key=lambda file: file.path)),
        header=header(config.license, config.header_lines),
        runtime_header=runtime_header(config.header_lines),
        runtime_folder=f"{root}_runtime",
        runtime_files=runtime_files(
            config,
            renamed=bool(release.aliases.live),
            further={
                *page_modules(plan.api),
                *plan.constructor.runtime_files,
                *_stream_modules(plan),
                *([WEBHOOKS_RUNTIME] if plan.webhooks.webhooks else []),
                *(CASES_RUNTIME if is_project else ()),
                *([WAIT_RUNTIME] if any(op.wait for op in plan.api.operations) else []),
            },
        ),
        seeded=frozenset(("tests/conftest.py", CHANGELOG)),
        names=dict(plan.names.recorded.items()),
        aliases=release.aliases.record,
        operations=sum(each.made_of is None for each in plan.api.operations),
        models=sum(isinstance(d, ObjectDecl) for d in plan.api.types.values()),
    )


def _stream_modules(plan: ClientPlan) -> list[str]:
    """Return the files of the runtime that streams need."""
    needed = [*STREAMS_RUNTIME] if plan.has_streams else []
    if plan.reads(Codec.AWS_EVENTS):
        needed.append(AWS_EVENTS_RUNTIME)
    if plan.reads(Codec.PARTS):
        needed.append(MIXED_STREAMS_RUNTIME)
    if plan.sends(Codec.PARTS):
        needed.append(MIXED_BODIES_RUNTIME)
    return needed


class _ImportPackage:
    """Writes the modules of the import package."""

    def __init__(
        self,
        plan: ClientPlan,
        release: Release,
        root: str,
        program: PythonCode | None,
        facts: Facts,
    ) -> None:
        self._facts = facts
        self._plan = plan
        self._program = program
        self._release = release
        self._root = root
        self._resources = ResourceWriter(plan, release.aliases)
        self._places = body_places(plan.api)

    def files(self) -> list[PyFile]:
        """Return the files of the package, the runtime aside."""
        plan, resources = self._plan, self._resources
        errors = error_module(plan, self._release.aliases.within(ERRORS))
        return [
            self._file("__init__.py", "exports.py", self._top()),
            self._file("_client.py", "client.py", self._client_module()),
            self._file("errors.py", "errors.py", errors),
            self._file("py.typed", "empty", None),
            self._file("resources/__init__.py", "empty", None),
            *(
                self._made(
                    f"resources/{each.module}.py",
                    "resource.py",
                    resources.recipe(each, self._facts),
                )
                for each in resources.all
            ),
            *self._parts_of_resources(),
            *self._model_files(),
            *self._webhook_files(),
        ]

    def _parts_of_resources(self) -> Iterator[PyFile]:
        for resource in self._resources.all:
            folder = f"resources/_{resource.module}"
            if resource.parts:
                yield self._file(f"{folder}/__init__.py", "empty", None)
            for module, recipe in self._resources.part_recipes(resource, self._facts):
                yield self._made(f"{folder}/{module}.py", "resource.py", recipe)

    def _file(self, path: str, template: str, content: object) -> PyFile:
        return PyFile(path=f"{self._root}{path}", template=f"{template}.jinja", content=content)

    def _made(self, path: str, template: str, recipe: Recipe) -> PyFile:
        return PyFile(path=f"{self._root}{path}", template=f"{template}.jinja", recipe=recipe)

    def _top(self) -> ExportModule:
        api, constructor = self._plan.api, self._plan.constructor
        origins = {
            **PUBLIC,
            **(STREAMS_PUBLIC if self._plan.has_streams else {}),
            **(FILES_PUBLIC if self._plan.takes_files else {}),
            **dict.fromkeys(("errors", "models", "types"), "."),
            **({ATTRIBUTE: "."} if self._plan.webhooks.webhooks else {}),
            constructor.name: "._client",
            f"Async{constructor.name}": "._client",
            **constructor.exports,
        }
        called = with_article(api.title)
        if version := said_version(api.version):
            called += f", version {version}"
        said = (f"Client for {called}.", first_paragraph(api.doc.description))
        text = docstring_with_code(*said, code=self._program) if self._program else docstring(*said)
        version, runtime = self._release.version, self._release.runtime_version
        return replace(
            export_module(text, ".", origins, self._plan.symbols.runtime),
            version=literal(version),
            runtime_version=literal(runtime) if runtime else None,
        )

    def _client_module(self) -> object:
        untagged = next((each for each in self._plan.resources if each.tag is None), None)
        members = self._resources.members(untagged, client="self")
        return client_module(
            self._plan,
            version=self._release.version,
            properties=self._resources.properties(),
            members=members,
        )

    def _model_files(self) -> list[PyFile]:
        symbols = self._plan.symbols
        members: dict[str, list[TypeId]] = {}
        for type_id in symbols.names:
            members.setdefault(symbols.modules[type_id], []).append(type_id)
        files = []
        origins = dict.fromkeys(("Base64", "DateTime", "TimeDelta"), ".._runtime.models")
        dict_origins: dict[str, str] = {}
        types, requests, in_parts = (
            symbols.api.types,
            symbols.request_names,
            objects_of_parts(symbols),
        )
        hidden = HIDDEN_IN_MODELS & {*symbols.names.values(), *requests.values()}
        for module, type_ids in sorted(members.items()):
            title = _title_of(self._plan, module)
            places = {i: self._places[i] for i in type_ids if i in self._places}
            held = ModelTypes(type_ids, places, in_parts.intersection(type_ids), hidden)
            recipe = self._facts.recipe(model_module, self._facts.worded, module, title, held)
            files.append(self._made(f"models/{module}.py", "models.py", recipe))
            origins |= {symbols.names[type_id]: f".{module}" for type_id in type_ids}
            origins |= {requests[i]: f".{module}" for i in type_ids if i in requests}
            given = [i for i in type_ids if symbols.is_argument(i)]
            if given:
                of_parts = in_parts.intersection(given)
                aliased = symbols.argument_names
                docs = {i: types[i].doc if i in aliased else None for i in given}
                recipe = self._facts.recipe(
                    typed_dict_module, self._facts.symbols, module, title, docs, of_parts
                )
                files.append(self._made(f"types/{module}.py", "types.py", recipe))
                dict_origins |= dict.fromkeys(map(symbols.argument_name, given), f".{module}")
        models = "The models of the API; each module is loaded when it is first used."
        for folder, origin, text in (
            (MODELS, origins, models),
            (
                TYPES,
                dict_origins,
                "Typed dictionaries that arguments take in place of models, and aliases.",
            ),
        ):
            exports = export_module(
                docstring(text),
                "..",
                origin,
                symbols.runtime,
                aliases=self._release.aliases.within(folder),
            )
            files.append(self._file(f"{folder}/__init__.py", "exports.py", exports))
        return files

    def _webhook_files(self) -> list[PyFile]:
        if not self._plan.webhooks.webhooks:
            return []
        origins = {
            "WebhookEvent": ".event",
            PARSE: ".parser",
            "UnknownEvent": ".._runtime.webhooks",
        }
        recipe, client = self._facts.recipe, self._facts.client
        called = with_article(self._plan.api.title)
        text = docstring(f"What {called} sends of its own accord; it needs no client.")
        exports = export_module(text, "..", origins, self._plan.symbols.runtime)
        return [
            self._file(f"{ATTRIBUTE}/__init__.py", "exports.py", exports),
            self._made(f"{ATTRIBUTE}/event.py", "types.py", recipe(event_module, client)),
            self._made(f"{ATTRIBUTE}/parser.py", "webhooks.py", recipe(webhook_module, client)),
        ]


def _title_of(plan: ClientPlan, module: str) -> str:
    """Return what a module of models is about."""
    for resource in plan.resources:
        if resource.module == module and resource.tag is not None:
            return one_line(resource.tag.name)
    return "shared by several tags" if module.startswith(SHARED) else module.replace("_", " ")


def _documented_resources(plan: ClientPlan, release: Release) -> list[DocumentedResource]:
    """Return the groups of operations as tests and documentation show them."""
    old_names = {
        op.at: formerly(release.aliases.of(Thing(NamedKind.METHOD, method_key(op.at))))
        for op in plan.api.operations
    }
    taken = {each.module for each in plan.resources}
    found: list[DocumentedResource] = []
    for each in plan.resources:
        resource = DocumentedResource(
            title=each.tag.name if each.tag else Text("Operations"),
            file=each.module,
            accessor=f"client.{each.module}" if each.tag else "client",
            doc=each.tag.doc if each.tag else Doc(),
            plans=each.own_operations,
            old_names={plan.operation.at: old_names[plan.operation.at] for plan in each.operations},
        )
        found.append(resource)
        for part in each.parts:
            file = _free(f"{each.module}_{part.module.strip('_')}", taken)
            taken.add(file)
            title = Text(f"{resource.title.raw}: {part.words}")
            found.append(
                replace(resource, title=title, file=file, doc=Doc(), plans=part.operations)
            )
    return [resource for resource in found if resource.plans or resource.doc != Doc()]


def _free(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken: with a number behind it, if need be."""
    numbers = (f"{name}_{number}" for number in count(2))
    return next(each for each in chain((name,), numbers) if each not in taken)
