"""The client classes: constructor, settings, and a property for each resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...ir.api import Api, ErrorConventions, Hole
from ...ir.types import Text
from ..code.encoders import docstring, docstring_section, f_string, literal
from ..code.imports import import_block, imports_of, one_level_up
from ..code.layout import parameter
from ..code.nodes import (
    ClientModule,
    PyArgument,
    PyClientClass,
    PyCredential,
    PyParameter,
    PyProperty,
    PySetting,
)
from ..code.prose import first_paragraph, one_line, with_article
from ..naming.identifiers import code, imported
from ..naming.printable import Import, PythonCode
from .client_plan import ClientPlan
from .constructor import ConstructorPlan, Credential, Setting
from .declarations import Members
from .operation_constants import security_code

_NONE = PythonCode("None")


def client_module(
    client: ClientPlan,
    *,
    version: str,
    properties: Sequence[tuple[PyProperty, PyProperty]],
    members: Members,
) -> ClientModule:
    """Make `_client.py` of a version. Properties come in pairs, as methods do: synchronous and asynchronous."""
    api, plan = client.api, client.constructor
    needed = {
        Import("typing", "TYPE_CHECKING"),
        Import("._runtime.client", "AsyncClient"),
        Import("._runtime.client", "SyncClient"),
        Import("._runtime.operation", "ApiDefinition"),
        Import("._runtime.transport", "DEFAULT_TIMEOUT"),
        Import("._runtime.retry", "DEFAULT_MAX_RETRIES"),
    }
    if any(setting.environment for setting in plan.settings):
        needed.add(Import("._runtime.environment", "from_environment"))
    if plan.credentials:
        needed.add(Import("._runtime.unset", "UNSET"))
    typing_only = {
        Import("._runtime.http_clients", "AsyncHttpClient"),
        Import("._runtime.http_clients", "HttpClient"),
        Import("._runtime.http_clients", "StepTimeouts"),
        Import("collections.abc", "Mapping"),
        Import("._runtime.options", "Hooks"),
    }
    if members.methods:
        needed.add(Import("._runtime.options", "RequestOptions"))
    if plan.credentials:
        typing_only |= {
            Import("typing", "Self"),
            Import("typing", "Unpack"),
            Import("._runtime.options", "ClientSettings"),
        }
    definition = _definition(client, f"{client.distribution}/{version}")
    credentials = tuple(map(_credential, plan.credentials))
    parameters = [
        *(_setting_parameter(setting) for setting in plan.settings),
        *map(_credential_parameter, plan.credentials),
    ]
    base_url_type = PythonCode("str | None") if plan.absolute else PythonCode("str")
    parameters.append(
        PyParameter(
            name=PythonCode("base_url"),
            annotation=base_url_type,
            default=_NONE if plan.absolute else None,
        )
    )
    parameters.sort(key=lambda item: item.default is not None)
    calls = imports_of(members)
    carried = imports_of(definition, parameters, credentials, properties)
    run_time = calls.run_time | calls.typing_only | carried.run_time
    needed |= {one_level_up(item) for item in run_time}
    typing_only |= carried.typing_only
    return ClientModule(
        docstring=docstring(f"The clients of {with_article(api.title)}."),
        imports=import_block(needed, typing_only, client.symbols.runtime),
        definition=definition,
        errors=members.errors,
        operations=members.operations,
        parameters=tuple(parameters),
        settings=tuple(map(_setting, plan.settings)),
        base_url_environment=tuple(map(literal, plan.base_url_environment)),
        server=_described_url(plan),
        credentials=credentials,
        retry_writes=literal(api.retry.writes),
        classes=(
            PyClientClass(
                name=code(plan.name),
                base=PythonCode("SyncClient"),
                http_client=PythonCode("HttpClient"),
                docstring=_class_docstring(api, plan, "Client for"),
                properties=tuple(pair[0] for pair in properties),
                methods=tuple(pair[0] for pair in members.methods),
            ),
            PyClientClass(
                name=code(f"Async{plan.name}"),
                base=PythonCode("AsyncClient"),
                http_client=PythonCode("AsyncHttpClient"),
                docstring=_class_docstring(api, plan, "Asynchronous client for"),
                properties=tuple(pair[1] for pair in properties),
                methods=tuple(pair[1] for pair in members.methods),
            ),
        ),
    )


def _definition(client: ClientPlan, user_agent: str) -> tuple[PyArgument, ...]:
    api = client.api
    values = {"user_agent": literal(user_agent), "security": security_code(api.security)}
    if api.errors is not None:
        conventions = imported("._runtime.operation", "ErrorConventions")
        values["conventions"] = PythonCode.of("{}({})", conventions, _conventions(api.errors))
    if client.errors.by_code:
        values["errors_by_code"] = PythonCode.of("{}.BY_CODE", imported(".", "errors"))
    if client.errors.typed:
        values["errors_by_status"] = PythonCode.of("{}.BY_STATUS", imported(".", "errors"))
    if api.retry.statuses:
        statuses = PythonCode.joined(", ", [literal(status) for status in api.retry.statuses])
        values["retryable_statuses"] = PythonCode.of("frozenset({{{}}})", statuses)
    return _arguments(values)


def _arguments(values: Mapping[str, PythonCode]) -> tuple[PyArgument, ...]:
    return tuple(PyArgument(name=code(name), value=value) for name, value in values.items())


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
    return PyParameter(name=code(setting.name), annotation=PythonCode("str | None"), default=_NONE)


def _credential_parameter(credential: Credential) -> PyParameter:
    annotation = PythonCode.of("{} | None", credential.form.annotation)
    return parameter(code(credential.name), annotation, _NONE)


def _setting(setting: Setting) -> PySetting:
    return PySetting(
        name=code(setting.name),
        environment=tuple(literal(name) for name in setting.environment),
        default=None if setting.default is None else literal(setting.default),
    )


def _described_url(plan: ConstructorPlan) -> PythonCode:
    """Write where the document says that the API is served: a URL, or the path of one."""
    if plan.server is None:
        return PythonCode("None")
    url = f_string(
        [
            code(plan.setting_names[part.name.raw]) if isinstance(part, Hole) else part
            for part in plan.server.url.parts or (Text("/"),)
        ]
    )
    open_ones = [code(s.name) for s in plan.settings if s.default is None]
    if not open_ones:
        return url
    return PythonCode.of("{} if {} else None", url, PythonCode.joined(" and ", open_ones))


def _credential(credential: Credential) -> PyCredential:
    unset = imported("._runtime.unset", "Unset")
    values = {**credential.form.arguments, "argument": literal(credential.name)}
    if credential.form.has_variable:
        values["environment"] = literal([name.raw for name in credential.environment])
    if credential.client_environment:
        values["client_environment"] = literal([n.raw for n in credential.client_environment])
    return PyCredential(
        scheme=literal(credential.scheme.name),
        name=code(credential.name),
        option=parameter(
            code(credential.name),
            PythonCode.of("{} | {} | None", credential.form.annotation, unset),
            imported("._runtime.unset", "UNSET"),
        ),
        factory=credential.form.factory,
        arguments=_arguments(values),
    )


def _class_docstring(api: Api, plan: ConstructorPlan, start: str) -> PythonCode:
    entries = []
    for setting in plan.settings:
        entries.append(f"{setting.name}: {setting_text(setting)}")
    for credential in plan.credentials:
        entries.append(f"{credential.name}: {credential_text(credential)}")
    entries += [
        f"base_url: {base_url_text(plan)}",
        "headers: Header fields to send with every request; they win over credentials.",
        "timeout: Seconds to wait for the server, or an httpx2.Timeout; None disables the timeout.",
        "deadline: Seconds for a whole call, including all attempts and pauses; None for no limit.",
        "max_retries: Attempts after the first one that fails.",
        "retry_writes: Also retry requests that may change something twice.",
        "follow_redirects: Follow redirects; credentials are sent to the API only.",
        "max_response_bytes: Bytes that the body of a response may have; None for no limit.",
        "http_client: Your own httpx2 or httpx client, for proxies, certificates, cookies and so on.",
        "strict_responses: Raise ResponseValidationError for responses that do not match the schema.",
        "hooks: Functions that are called with every request and response.",
    ]
    text = first_paragraph(api.doc.description)
    return docstring(
        f"{start} {with_article(api.title)}.", text, docstring_section("Args", entries), indent=4
    )


def base_url_text(plan: ConstructorPlan) -> str:
    """Describe the argument `base_url`: what it replaces, and whether a path is appended to it."""
    if plan.absolute:
        return "The URL of the API, instead of any server that the document names."
    path = "" if plan.server is None else plan.server_path
    if not path.strip("/"):
        return "The URL of the API."
    return (
        f"The address of the host that serves the API, such as 'https://api.example.com'; "
        f"the path {path!r} of the document's server is appended."
    )


def setting_text(setting: Setting) -> str:
    """Describe a server variable, with the environment variables that it reads and its default."""
    text = one_line(setting.doc.description) or "A part of the server's address"
    sources = [f"${name.raw}" for name in setting.environment]
    if setting.default is None:
        sources.append("none: without it, base_url is required")
    else:
        sources.append(repr(setting.default.raw))
    return f"{text.rstrip('.')}. Default: {', else '.join(sources)}."


def credential_text(credential: Credential) -> str:
    """Describe a credential argument, with the environment variables that it reads."""
    text = first_paragraph(credential.scheme.doc.description) or credential.form.description
    text = text.rstrip(".")
    if credential.scheme.doc.deprecated:
        text = f"Deprecated. {text}"
    if credential.form.further:
        return f"{text}. {credential.form.further}"
    names = ", else ".join(f"${name.raw}" for name in credential.environment)
    if credential.client_environment:
        names += f", else {' and '.join(f'${name.raw}' for name in credential.client_environment)}"
    return f"{text}. Default: {names}." if names else f"{text}."
