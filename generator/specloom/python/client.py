"""The client classes: constructor, settings, and a property for each resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from ..ir.api import (
    Api,
    ApiKeyAuth,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    ErrorConventions,
    Hole,
    SecurityScheme,
    Server,
    ServerVariable,
)
from ..ir.types import Doc, Text
from .declarations import security_code
from .imports import import_block
from .literals import docstring, literal, one_line, plain
from .names import (
    RESERVED_IN_CONSTRUCTOR,
    RESERVED_RESOURCES,
    Wish,
    code,
    pascal,
    snake,
    words,
)
from .nodes import (
    ClientModule,
    Import,
    PyClientClass,
    PyMethod,
    PyOperation,
    PyParameter,
    PyProperty,
    PythonCode,
)
from .roster import Roster
from .runtime_files import RuntimePlace

_AWS_REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")
_OPTIONAL = PythonCode(" = None")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A server variable as an argument of the constructor."""

    name: str
    default: Text
    environment: tuple[Text, ...]
    doc: Doc
    values: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A security scheme as an argument of the constructor."""

    name: str
    scheme: SecurityScheme
    environment: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPlan:
    """What the constructor of a client takes."""

    name: str
    server: Server | None
    settings: tuple[Setting, ...]
    setting_names: dict[str, str]
    credentials: tuple[Credential, ...]
    base_url_environment: tuple[Text, ...]

    @property
    def absolute(self) -> bool:
        """Whether the document says where the API is served."""
        return self.server is not None and server_start(self.server).startswith("http")

    @property
    def signed(self) -> bool:
        """Whether a scheme signs requests with AWS Signature Version 4."""
        return any(isinstance(c.scheme.authentication, AwsSigV4Auth) for c in self.credentials)


def plan_client(api: Api, package: str, name: str, roster: Roster) -> ClientPlan:
    """Decide what the constructor takes: the first server's variables, and every security scheme."""
    server = api.servers[0] if api.servers else None
    variables = list(server.variables if server else ())
    for scheme in api.security_schemes:
        match scheme.authentication:
            case AwsSigV4Auth(region_variable=region) if all(v.name != region for v in variables):
                variables.append(_region_variable(region, scheme.at))
    wishes = [Wish(f"variable/{v.name.raw}", [snake(v.name.raw)]) for v in variables]
    wishes += [
        Wish(f"scheme/{s.name.raw}", [snake(s.name.raw), f"{snake(s.name.raw)}_credentials"])
        for s in api.security_schemes
    ]
    names = roster.allot(wishes, reserved=RESERVED_IN_CONSTRUCTOR)
    prefix = package.upper()
    own_environment = server.environment if server else ()
    return ClientPlan(
        name=name,
        server=server,
        settings=tuple(
            Setting(
                name=names[f"variable/{v.name.raw}"],
                default=v.default,
                environment=v.environment,
                doc=v.doc,
                values=v.values,
            )
            for v in variables
        ),
        setting_names={v.name.raw: names[f"variable/{v.name.raw}"] for v in variables},
        credentials=tuple(
            Credential(
                name=names[f"scheme/{s.name.raw}"],
                scheme=s,
                environment=_environment(s, prefix, names[f"scheme/{s.name.raw}"]),
            )
            for s in api.security_schemes
        ),
        base_url_environment=(Text(f"{prefix}_BASE_URL"), *own_environment),
    )


def client_name(title: Text, package: str) -> str:
    """Give the client's class name: the title without "API", "REST" and versions."""
    dropped = {"api", "apis", "rest", "restful", "openapi", "swagger", "specification", "spec"}
    kept = [
        word
        for word in title.raw.split()
        if (parts := words(word)) and not set(parts) <= dropped and not _is_version(word)
    ]
    name = pascal(" ".join(kept) or package.replace("_", " "), "Api")
    return f"{name}Client" if name in RESERVED_RESOURCES else name


def _is_version(word: str) -> bool:
    bare = word.strip("()[]").removeprefix("v").removeprefix("V")
    return bool(bare) and all(char.isdigit() or char in ".-" for char in bare)


def _region_variable(name: Text, at: str) -> ServerVariable:
    return ServerVariable(
        name=name,
        default=Text("us-east-1"),
        doc=Doc(description=Text("The AWS region that requests are signed for.")),
        environment=tuple(map(Text, _AWS_REGION)),
        at=at,
    )


def _environment(scheme: SecurityScheme, prefix: str, name: str) -> tuple[Text, ...]:
    if isinstance(scheme.authentication, (AwsSigV4Auth, BasicAuth)):
        return ()
    return scheme.environment or (Text(f"{prefix}_{name.upper()}"),)


def server_start(server: Server) -> str:
    """Give the literal text that a server's URL begins with."""
    first = server.url.parts[0] if server.url.parts else Text("")
    return "http" if isinstance(first, Hole) else first.raw


def client_module(
    api: Api,
    plan: ClientPlan,
    *,
    user_agent: str,
    properties: Sequence[tuple[PyProperty, PyProperty]],
    operations: Sequence[PyOperation],
    methods: Sequence[tuple[PyMethod, PyMethod]],
    imports: set[Import],
    runtime: RuntimePlace,
) -> ClientModule:
    """Make `_client.py`. Properties and methods come in pairs: synchronous and asynchronous."""
    needed = set(imports) | {
        Import("typing", "TYPE_CHECKING"),
        Import("._runtime.client", "AsyncClient"),
        Import("._runtime.client", "SyncClient"),
        Import("._runtime.operation", "ApiDefinition"),
        Import("._runtime.transport", "DEFAULT_TIMEOUT"),
        Import("._runtime.retry", "DEFAULT_MAX_RETRIES"),
        Import("._runtime.environment", "from_environment"),
    }
    typing_only = {Import("httpx2"), Import("._runtime.options", "Hooks")}
    typing_only |= {
        Import(f".resources.{item.module}", item.class_name) for pair in properties for item in pair
    }
    definition = _definition(api, user_agent, needed)
    parameters = [
        *(_setting_parameter(setting) for setting in plan.settings),
        *(_credential_parameter(credential, typing_only) for credential in plan.credentials),
    ]
    base_url_type = PythonCode("str | None") if plan.absolute else PythonCode("str")
    parameters.append(
        PyParameter(
            name=PythonCode("base_url"),
            annotation=base_url_type,
            default=_OPTIONAL if plan.absolute else PythonCode(""),
        )
    )
    parameters.sort(key=lambda parameter: bool(parameter.default))
    schemes = PythonCode.joined(
        ", ", [_scheme_entry(credential, plan, needed) for credential in plan.credentials]
    )
    return ClientModule(
        docstring=docstring(f"The clients of the {one_line(api.title)}."),
        imports=import_block(needed, typing_only, runtime),
        definition=definition,
        operations=tuple(operations),
        parameters=PythonCode.joined(", ", [parameter.code for parameter in parameters]),
        settings=tuple(_setting_line(setting) for setting in plan.settings),
        base_url=_base_url(plan),
        default_base_url=_described_url(plan) if _own_servers(api) and plan.absolute else None,
        schemes=schemes,
        classes=(
            PyClientClass(
                name=code(plan.name),
                base=PythonCode("SyncClient"),
                http_client=PythonCode("httpx2.Client"),
                docstring=_class_docstring(api, plan, "A client of the"),
                properties=tuple(pair[0] for pair in properties),
                methods=tuple(pair[0] for pair in methods),
            ),
            PyClientClass(
                name=code(f"Async{plan.name}"),
                base=PythonCode("AsyncClient"),
                http_client=PythonCode("httpx2.AsyncClient"),
                docstring=_class_docstring(api, plan, "An asynchronous client of the"),
                properties=tuple(pair[1] for pair in properties),
                methods=tuple(pair[1] for pair in methods),
            ),
        ),
    )


def _definition(api: Api, user_agent: str, imports: set[Import]) -> PythonCode:
    lines = [
        PythonCode.of("user_agent={}", literal(user_agent)),
        PythonCode.of("security={}", security_code(api.security)),
    ]
    if api.errors is not None:
        imports.add(Import("._runtime.operation", "ErrorConventions"))
        imports.add(Import(".", "errors"))
        lines.append(PythonCode.of("conventions=ErrorConventions({})", _conventions(api.errors)))
        lines.append(PythonCode("errors_by_code=errors.BY_CODE"))
    return PythonCode.joined(", ", lines)


def _conventions(errors: ErrorConventions) -> PythonCode:
    parts = []
    if errors.code_header is not None:
        parts.append(PythonCode.of("code_header={}", literal(errors.code_header)))
    if errors.code_members:
        parts.append(PythonCode.of("code_members={}", security_code(errors.code_members)))
    if errors.message_members:
        parts.append(PythonCode.of("message_members={}", security_code(errors.message_members)))
    if errors.request_id_headers:
        names = PythonCode.joined(
            "", [PythonCode.of("{},", literal(n)) for n in errors.request_id_headers]
        )
        parts.append(PythonCode.of("request_id_headers=({})", names))
    if errors.qualified_codes:
        parts.append(PythonCode("qualified_codes=True"))
    if errors.retryable_codes:
        codes = PythonCode.joined(", ", [literal(code) for code in errors.retryable_codes])
        parts.append(PythonCode.of("retryable_codes=frozenset({{{}}})", codes))
    return PythonCode.joined(", ", parts)


def _setting_parameter(setting: Setting) -> PyParameter:
    return PyParameter(
        name=code(setting.name), annotation=PythonCode("str | None"), default=_OPTIONAL
    )


def credential_type(credential: Credential) -> Import | None:
    """Give the runtime type that a credential argument takes; None for a user name and password."""
    match credential.scheme.authentication:
        case ApiKeyAuth() | BearerAuth():
            return Import("._runtime.auth", "Secret")
        case AwsSigV4Auth():
            return Import("._runtime.aws", "AwsCredentialsSource")
        case BasicAuth():
            return None


def _credential_parameter(credential: Credential, imports: set[Import]) -> PyParameter:
    needed = credential_type(credential)
    if needed is None:
        annotation = PythonCode("tuple[str, str] | None")
    else:
        imports.add(needed)
        annotation = PythonCode.of("{} | None", code(needed.name))
    return PyParameter(name=code(credential.name), annotation=annotation, default=_OPTIONAL)


def _setting_line(setting: Setting) -> PythonCode:
    sources = [code(setting.name)]
    if setting.environment:
        sources.append(_from_environment(setting.environment))
    sources.append(literal(setting.default))
    return PythonCode.of("{} = {}", code(setting.name), PythonCode.joined(" or ", sources))


def _from_environment(names: Sequence[Text]) -> PythonCode:
    listed = PythonCode.joined(", ", [literal(name) for name in names])
    return PythonCode.of("from_environment([{}])", listed)


def _own_servers(api: Api) -> bool:
    return any(operation.servers for operation in api.operations)


def _base_url(plan: ClientPlan) -> PythonCode:
    if not plan.absolute:
        return PythonCode("base_url")
    environment = _from_environment(plan.base_url_environment)
    return PythonCode.of("base_url or {} or {}", environment, _described_url(plan))


def _described_url(plan: ClientPlan) -> PythonCode:
    """Write where the document says that the API is served."""
    assert plan.server is not None
    parts = [
        code(plan.setting_names[part.name.raw]) if isinstance(part, Hole) else literal(part)
        for part in plan.server.url.parts
    ]
    return PythonCode.joined(" + ", parts)


def _scheme_entry(credential: Credential, plan: ClientPlan, imports: set[Import]) -> PythonCode:
    name = code(credential.name)
    match credential.scheme.authentication:
        case ApiKeyAuth(name=wire_name, location=location):
            imports.add(Import("._runtime.auth", "ApiKey"))
            value = PythonCode.of(
                "ApiKey({}, name={}, location={}, environment={})",
                name,
                literal(wire_name),
                literal(location.value),
                _names(credential.environment),
            )
        case BearerAuth():
            imports.add(Import("._runtime.auth", "BearerToken"))
            value = PythonCode.of(
                "BearerToken({}, environment={})", name, _names(credential.environment)
            )
        case BasicAuth():
            imports.add(Import("._runtime.auth", "BasicCredentials"))
            value = PythonCode.of("BasicCredentials({})", name)
        case AwsSigV4Auth(service=service, region_variable=region):
            imports.add(Import("._runtime.aws", "AwsSigV4"))
            value = PythonCode.of(
                "AwsSigV4({}, service={}, region={})",
                name,
                literal(service),
                code(plan.setting_names[region.raw]),
            )
        case authentication:
            assert_never(authentication)
    return PythonCode.of("{}: {}", literal(credential.scheme.name), value)


def _names(environment: Sequence[Text]) -> PythonCode:
    return PythonCode.of("[{}]", PythonCode.joined(", ", [literal(name) for name in environment]))


def _class_docstring(api: Api, plan: ClientPlan, start: str) -> PythonCode:
    lines = ["Args:"]
    for setting in plan.settings:
        lines.append(f"    {setting.name}: {setting_text(setting)}")
    for credential in plan.credentials:
        lines.append(f"    {credential.name}: {credential_text(credential)}")
    where = "Where the API is served, if not where its description says."
    lines += [
        f"    base_url: {where if plan.absolute else 'Where the API is served.'}",
        "    timeout: Seconds to wait for the server; None waits for ever.",
        "    max_retries: Attempts after the first one that fails.",
        "    http_client: Your own httpx2 client, for proxies, certificates and the like.",
        "    strict_responses: Raise ResponseValidationError for answers that do not fit.",
        "    hooks: Functions that see every request and response.",
    ]
    title = one_line(api.title)
    return docstring(f"{start} {title}.", plain(api.doc.description), "\n".join(lines), indent=4)


def setting_text(setting: Setting) -> str:
    """Describe a server variable, with the environment variables that it reads and its default."""
    text = one_line(setting.doc.description) or "A part of the server's address"
    sources = [f"${name.raw}" for name in setting.environment]
    sources.append(repr(setting.default.raw))
    return f"{text.rstrip('.')}. Default: {', else '.join(sources)}."


def credential_text(credential: Credential) -> str:
    """Describe a credential argument, with the environment variables that it reads."""
    text = one_line(credential.scheme.doc.description) or _kind_text(credential)
    text = text.rstrip(".")
    if isinstance(credential.scheme.authentication, AwsSigV4Auth):
        return (
            f"{text}. AwsCredentials, any object with get_frozen_credentials(), or a callable. "
            "Default: the AWS_* environment variables, else botocore's chain if it is installed."
        )
    names = ", else ".join(f"${name.raw}" for name in credential.environment)
    return f"{text}. Default: {names}." if names else f"{text}."


def _kind_text(credential: Credential) -> str:
    match credential.scheme.authentication:
        case ApiKeyAuth(name=name, location=location):
            return f"The API key that is sent as {location.value} {one_line(name)!r}"
        case BearerAuth():
            return "The bearer token, or a callable that gives it"
        case BasicAuth():
            return "A user name and a password"
        case AwsSigV4Auth():
            return "AWS credentials"
        case authentication:
            assert_never(authentication)
