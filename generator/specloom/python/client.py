"""The client classes: constructor, settings, and a property for each resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from ..ir.api import (
    Api,
    ApiKeyAuth,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    ErrorConventions,
    Hole,
)
from ..ir.types import Text
from .client_plan import ClientPlan, Credential, Setting
from .declarations import security_code
from .imports import import_block
from .literals import docstring, literal, one_line, plain
from .names import code
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
from .runtime_files import RuntimePlace

_OPTIONAL = PythonCode(" = None")


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
    }
    if any(setting.environment for setting in plan.settings):
        needed.add(Import("._runtime.environment", "from_environment"))
    typing_only = {
        Import("httpx2"),
        Import("collections.abc", "Mapping"),
        Import("._runtime.options", "Hooks"),
    }
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
    options, values = _credential_options(plan, needed, typing_only)
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
        settings=tuple(filter(None, map(_setting_line, plan.settings))),
        address_arguments=PythonCode.of(
            "base_url_environment={}, server={}",
            _names(plan.base_url_environment),
            _described_url(plan),
        ),
        schemes=schemes,
        credential_options=options,
        credential_values=values,
        retry_writes=literal(api.retry.writes),
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
    if api.retry.statuses:
        statuses = PythonCode.joined(", ", [literal(status) for status in api.retry.statuses])
        lines.append(PythonCode.of("retryable_statuses=frozenset({{{}}})", statuses))
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


def _setting_line(setting: Setting) -> PythonCode | None:
    sources = [code(setting.name)]
    if setting.environment:
        sources.append(_from_environment(setting.environment))
    if setting.default is not None:
        sources.append(literal(setting.default))
    if len(sources) == 1:
        return None
    return PythonCode.of("{} = {}", code(setting.name), PythonCode.joined(" or ", sources))


def _from_environment(names: Sequence[Text]) -> PythonCode:
    listed = PythonCode.joined(", ", [literal(name) for name in names])
    return PythonCode.of("from_environment([{}])", listed)


def _described_url(plan: ClientPlan) -> PythonCode:
    """Write where the document says that the API is served: a URL, or the path of one."""
    if plan.server is None:
        return PythonCode("None")
    parts = [
        code(plan.setting_names[part.name.raw]) if isinstance(part, Hole) else literal(part)
        for part in plan.server.url.parts
    ]
    url = PythonCode.joined(" + ", parts) or literal("/")
    open_ones = [code(s.name) for s in plan.settings if s.default is None]
    if not open_ones:
        return url
    return PythonCode.of("{} if {} else None", url, PythonCode.joined(" and ", open_ones))


def _credential_options(
    plan: ClientPlan, needed: set[Import], typing_only: set[Import]
) -> tuple[PythonCode | None, PythonCode | None]:
    """Write what `with_options` takes for the security schemes, and the mapping that it makes of it."""
    if not plan.credentials:
        return None, None
    needed.add(Import("._runtime.unset", "UNSET"))
    typing_only |= {
        Import("typing", "Self"),
        Import("typing", "Unpack"),
        Import("._runtime.options", "ClientSettings"),
        Import("._runtime.unset", "Unset"),
    }
    parameters = []
    for credential in plan.credentials:
        parameter = _credential_parameter(credential, typing_only)
        annotation = PythonCode.of("{} | Unset", parameter.annotation)
        parameters.append(replace(parameter, annotation=annotation, default=PythonCode(" = UNSET")))
    return (
        PythonCode.joined(", ", [parameter.code for parameter in parameters]),
        PythonCode.joined(
            ", ",
            [
                PythonCode.of("{}: {}", literal(c.scheme.name), code(c.name))
                for c in plan.credentials
            ],
        ),
    )


def _scheme_entry(credential: Credential, plan: ClientPlan, imports: set[Import]) -> PythonCode:
    name = code(credential.name)
    match credential.scheme.authentication:
        case ApiKeyAuth(name=wire_name, location=location):
            imports.add(Import("._runtime.auth", "ApiKey"))
            value = PythonCode.of(
                "ApiKey({}, name={}, location={}, argument={}, environment={})",
                name,
                literal(wire_name),
                literal(location.value),
                literal(credential.name),
                _names(credential.environment),
            )
        case BearerAuth():
            imports.add(Import("._runtime.auth", "BearerToken"))
            value = PythonCode.of(
                "BearerToken({}, argument={}, environment={})",
                name,
                literal(credential.name),
                _names(credential.environment),
            )
        case BasicAuth():
            imports.add(Import("._runtime.auth", "BasicCredentials"))
            value = PythonCode.of(
                "BasicCredentials({}, argument={})", name, literal(credential.name)
            )
        case AwsSigV4Auth(service=service, region_variable=region):
            imports.add(Import("._runtime.aws", "AwsSigV4"))
            value = PythonCode.of(
                "AwsSigV4({}, service={}, region={}, argument={})",
                name,
                literal(service),
                code(plan.setting_names[region.raw]),
                literal(credential.name),
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
    lines += [
        f"    base_url: {base_url_text(plan)}",
        "    headers: Header fields to send with every request; they win over credentials.",
        "    timeout: Seconds to wait for the server; None waits for ever.",
        "    deadline: Seconds for a whole call, with all attempts and pauses; None for no limit.",
        "    max_retries: Attempts after the first one that fails.",
        "    retry_writes: Repeat requests, too, that may change something twice.",
        "    follow_redirects: Go where redirects lead; credentials stay with the API.",
        "    http_client: Your own httpx2 client, for proxies, certificates and the like.",
        "    strict_responses: Raise ResponseValidationError for answers that do not fit.",
        "    hooks: Functions that see every request and response.",
    ]
    title = one_line(api.title)
    return docstring(f"{start} {title}.", plain(api.doc.description), "\n".join(lines), indent=4)


def base_url_text(plan: ClientPlan) -> str:
    """Describe the argument `base_url`: what it replaces, and whether a path is appended to it."""
    if plan.absolute:
        return "Where the API is served, instead of any server that the document names."
    path = "" if plan.server is None else plan.server_path
    if not path.strip("/"):
        return "Where the API is served."
    return (
        f"The address of the host that serves the API, such as 'https://api.example.com'; "
        f"the path {path!r} of the document's server is appended."
    )


def setting_text(setting: Setting) -> str:
    """Describe a server variable, with the environment variables that it reads and its default."""
    text = one_line(setting.doc.description) or "A part of the server's address"
    sources = [f"${name.raw}" for name in setting.environment]
    if setting.default is None:
        sources.append("none: without it, base_url must be given")
    else:
        sources.append(repr(setting.default.raw))
    return f"{text.rstrip('.')}. Default: {', else '.join(sources)}."


def credential_text(credential: Credential) -> str:
    """Describe a credential argument, with the environment variables that it reads."""
    text = one_line(credential.scheme.doc.description) or _kind_text(credential)
    text = text.rstrip(".")
    if credential.scheme.doc.deprecated:
        text = f"Deprecated. {text}"
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
