"""The client's constructor: server variables, security schemes, base URL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ...ir.api import Api, AwsSigV4Auth, Hole, SecurityScheme, Server, ServerVariable
from ...ir.name_keys import environment_key, scheme_key, variable_key
from ...ir.types import Doc, Text
from ...records import dataclass
from ..naming.identifiers import (
    RESERVED_IN_CONSTRUCTOR,
    RESERVED_RESOURCES,
    Wish,
    pascal,
    snake,
)
from ..naming.name_registry import NameRegistry, Names, PastClient
from ..naming.titles import api_words
from .credentials import CredentialForm, credential_form

_SAYS_NO_MORE = re.compile(r"(?<=key|ken|ret|ord)_auth(?:entication|orization)?$")
"""What may follow `key`, `token`, `secret` and `password`."""
_OF_CLIENT = ("CLIENT_ID", "CLIENT_SECRET")
_AWS_REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A server variable as an argument of the constructor."""

    name: str
    default: Text | None
    environment: tuple[Text, ...]
    doc: Doc
    values: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A security scheme as an argument of the constructor; `form` is what its way to authenticate is in Python.

    `environment` are the variables that hold the secret, `client_environment` those of an OAuth 2 client's id
    and secret.
    """

    name: str
    scheme: SecurityScheme
    form: CredentialForm
    environment: tuple[Text, ...]
    client_environment: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstructorPlan:
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
        return self.server is not None and "://" in url_at_defaults(self.server)

    @property
    def server_path(self) -> str:
        """The path of a server that does not say its host, as users read it."""
        parts = self.server.url.parts if self.server is not None else ()
        return "".join(
            f"{{{self.setting_names[part.name.raw]}}}" if isinstance(part, Hole) else part.raw
            for part in parts
        )

    @property
    def signed(self) -> bool:
        """Whether a scheme signs requests with AWS Signature Version 4."""
        return any(credential.form.is_signature for credential in self.credentials)

    @property
    def obtains_tokens(self) -> bool:
        """Whether the client can obtain the tokens of a scheme itself."""
        return any(credential.form.has_grants for credential in self.credentials)

    @property
    def runtime_files(self) -> frozenset[str]:
        """The files of the runtime that the ways to authenticate need."""
        return frozenset(name for c in self.credentials for name in c.form.runtime_files)

    @property
    def exports(self) -> dict[str, str]:
        """What the package exports for credentials, by the modules that these names are in."""
        return {item.name: item.module for c in self.credentials for item in c.form.exports}


def _variables(api: Api) -> list[ServerVariable]:
    """Return the variables of the first server, and the region where only a signature needs one."""
    server = api.servers[0] if api.servers else None
    variables = list(server.variables if server else ())
    for scheme in api.security_schemes:
        match scheme.authentication:
            case AwsSigV4Auth(region_variable=region) if all(v.name != region for v in variables):
                variables.append(_region_variable(region, scheme.at))
    return variables


def allot_keywords(registry: NameRegistry, api: Api, package: str) -> None:
    """Assign the names of the constructor's arguments, and of the environment variables that hold credentials."""
    wishes = [Wish(variable_key(v.name), [snake(v.name.raw)]) for v in _variables(api)]
    wishes += [
        Wish(scheme_key(s.name), [snake(s.name.raw), f"{snake(s.name.raw)}_credentials"])
        for s in api.security_schemes
    ]
    keywords = registry.allot(wishes, reserved=RESERVED_IN_CONSTRUCTOR)
    registry.allot(
        [
            _variable_wish(scheme, keywords[scheme_key(scheme.name)], package, registry.past)
            for scheme in api.security_schemes
        ],
        reserved=("base_url",),
    )


def _variable_wish(scheme: SecurityScheme, keyword: str, package: str, past: PastClient) -> Wish:
    """Return what the variable of a credential may be called behind the name of the package.

    `github_token` of the package `github` is `GITHUB_TOKEN`, `api_key_auth` of `openai` `OPENAI_API_KEY`.
    """
    key = environment_key(scheme.name)
    if scheme_key(scheme.name) in past.names:
        # It followed from the argument before it was recorded.
        return Wish(key, [keyword])
    name = keyword.removeprefix(f"{package}_")
    short = _SAYS_NO_MORE.sub("", name)
    return Wish(key, list(dict.fromkeys((short, name, keyword))), given=short == keyword)


def plan_constructor(api: Api, package: str, name: str, names: Names) -> ConstructorPlan:
    """Decide what the constructor takes: the first server's variables, and every security scheme."""
    server = api.servers[0] if api.servers else None
    variables = _variables(api)
    setting_names = {v.name.raw: names[variable_key(v.name)] for v in variables}
    prefix = package.upper()
    own_environment = server.environment if server else ()
    return ConstructorPlan(
        name=name,
        server=server,
        settings=tuple(
            Setting(
                name=names[variable_key(v.name)],
                default=v.default,
                environment=v.environment,
                doc=v.doc,
                values=v.values,
            )
            for v in variables
        ),
        setting_names=setting_names,
        credentials=tuple(
            _credential(scheme, names, setting_names, prefix) for scheme in api.security_schemes
        ),
        base_url_environment=(Text(f"{prefix}_BASE_URL"), *own_environment),
    )


def client_name(title: Text, package: str, servers: Sequence[Server] = ()) -> str:
    """Return the client's class name: what the API is called, else the name of the package."""
    found = api_words(title, servers) or package.split("_")
    name = pascal(" ".join(found), "Api")
    return f"{name}Client" if name in RESERVED_RESOURCES else name


def _region_variable(name: Text, at: str) -> ServerVariable:
    return ServerVariable(
        name=name,
        default=Text("us-east-1"),
        doc=Doc(description=Text("The AWS region that requests are signed for.")),
        environment=tuple(map(Text, _AWS_REGION)),
        at=at,
    )


def _credential(
    scheme: SecurityScheme, names: Names, setting_names: Mapping[str, str], prefix: str
) -> Credential:
    form = credential_form(scheme.authentication, setting_names)
    own = f"{prefix}_{names[environment_key(scheme.name)].upper()}"
    environment = (scheme.environment or (Text(own),)) if form.has_variable else ()
    of_client = [f"{environment[0].raw}_{name}" for name in _OF_CLIENT] if form.has_client else []
    return Credential(
        name=names[scheme_key(scheme.name)],
        scheme=scheme,
        form=form,
        environment=environment,
        client_environment=tuple(map(Text, of_client)),
    )


def url_at_defaults(server: Server) -> str:
    """Return the URL of a server with its variables at their defaults; those that have none as their names."""
    defaults = {v.name: (v.default or v.name).raw for v in server.variables}
    return "".join(
        defaults[part.name] if isinstance(part, Hole) else part.raw for part in server.url.parts
    )
