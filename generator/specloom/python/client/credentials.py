"""How a client authenticates in each of the ways that it knows: all that depends on the way is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import assert_never

from ...ir.api import (
    ApiKeyAuth,
    Authentication,
    AwsSigV4Auth,
    BasicAuth,
    BearerAuth,
    DigestAuth,
    GrantType,
    ParameterLocation,
)
from ...records import dataclass
from ..code.encoders import literal
from ..code.prose import one_line
from ..naming.identifiers import code, imported
from ..naming.printable import Import, Markdown, PythonCode

TEST_SECRET = "test-secret"
"""What the generated tests give for secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a request carries: the value of a header field, a cookie or a query parameter."""

    location: ParameterLocation
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialForm:
    """What a way to authenticate is in Python.

    Attributes:
        annotation: The type of the constructor's argument, apart from None.
        factory: The class of the runtime that authenticates requests.
        arguments: Its arguments that the document decides.
        description: What the argument is, if the document does not say.
        further: What else its documentation says: other values that it takes, and its default.
        takes: The values that it takes, for the table in the README.
        has_variable: Whether an environment variable that is named after the scheme holds the default.
        variables: The environment variables that hold the default otherwise, whatever the scheme's name.
        optional_variables: Those of them that need not be set.
        example: A value, for documentation.
        test_value: The value that the generated tests give.
        exports: What the package exports for it.
        sent: What a request carries for `test_value`; None for what the server or the time decides.
        is_signature: Whether requests are signed.
        has_client: Whether environment variables may hold the id and the secret of an OAuth 2 client.
        has_grants: Whether the client can obtain tokens itself.
        runtime_files: Files of the runtime that only clients with this way need.
    """

    annotation: PythonCode
    factory: PythonCode
    arguments: Mapping[str, PythonCode] = field(default_factory=dict)
    description: str
    further: str = ""
    takes: Markdown
    has_variable: bool = False
    variables: tuple[str, ...] = ()
    optional_variables: tuple[str, ...] = ()
    example: PythonCode
    test_value: PythonCode
    exports: tuple[Import, ...] = ()
    sent: Sent | None
    is_signature: bool = False
    has_client: bool = False
    has_grants: bool = False
    runtime_files: tuple[str, ...] = ()


def credential_form(
    authentication: Authentication, setting_names: Mapping[str, str]
) -> CredentialForm:
    """Decide what a way to authenticate is in Python.

    Args:
        authentication: The way.
        setting_names: The arguments of the constructor for server variables, by the names of these.
    """
    match authentication:
        case ApiKeyAuth(name=name, location=location):
            return CredentialForm(
                annotation=imported("._runtime.auth", "Secret"),
                factory=imported("._runtime.auth", "ApiKey"),
                arguments={"name": literal(name), "location": literal(location.value)},
                description=f"The API key that is sent as {location.value} {one_line(name)!r}",
                takes=_SECRET_TAKES,
                has_variable=True,
                example=_SECRET_EXAMPLE,
                test_value=literal(TEST_SECRET),
                sent=Sent(location=location, name=name.raw, text=TEST_SECRET),
            )
        case BearerAuth() if authentication.grant_types:
            return _oauth2(authentication)
        case BearerAuth():
            return CredentialForm(
                annotation=imported("._runtime.auth", "Secret"),
                factory=imported("._runtime.auth", "BearerToken"),
                description="The bearer token, or a callable that returns it",
                takes=_SECRET_TAKES,
                has_variable=True,
                example=_SECRET_EXAMPLE,
                test_value=literal(TEST_SECRET),
                sent=_in_authorization(f"Bearer {TEST_SECRET}"),
            )
        case BasicAuth():
            return CredentialForm(
                annotation=_user_and_password(),
                factory=imported("._runtime.auth", "BasicCredentials"),
                description="A user name and a password",
                takes=Markdown("a user name and a password, as a tuple"),
                example=PythonCode('("user", "password")'),
                test_value=PythonCode('("user", "password")'),
                sent=_in_authorization("Basic dXNlcjpwYXNzd29yZA=="),
            )
        case DigestAuth():
            return CredentialForm(
                annotation=_user_and_password(),
                factory=imported("._runtime.digest", "DigestCredentials"),
                description="A user name and a password",
                takes=Markdown("a user name and a password, as a tuple"),
                example=PythonCode('("user", "password")'),
                test_value=PythonCode('("user", "password")'),
                sent=None,
                runtime_files=("digest.py",),
            )
        case AwsSigV4Auth(service=service, region_variable=region):
            return CredentialForm(
                annotation=imported("._runtime.aws", "AwsCredentialsSource"),
                factory=imported("._runtime.aws", "AwsSigV4"),
                arguments={"service": literal(service), "region": code(setting_names[region.raw])},
                description="AWS credentials",
                further=(
                    "AwsCredentials, any object with get_frozen_credentials(), or a callable. "
                    "Default: the AWS_* environment variables, else botocore's chain if it is installed."
                ),
                takes=Markdown(
                    "`AwsCredentials`, botocore's credentials, or a function that returns either"
                ),
                variables=("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
                optional_variables=("AWS_SESSION_TOKEN",),
                example=PythonCode('AwsCredentials(access_key_id="...", secret_access_key="...")'),
                test_value=PythonCode('AwsCredentials("AKIDEXAMPLE", "secret")'),
                exports=(Import("._runtime.aws", "AwsCredentials"),),
                sent=None,
                is_signature=True,
                runtime_files=("aws.py",),
            )
        case _:
            assert_never(authentication)


_CLASSES = {
    GrantType.CLIENT_CREDENTIALS: "ClientCredentials",
    GrantType.REFRESH_TOKEN: "RefreshTokenCredentials",
    GrantType.PASSWORD: "PasswordCredentials",
}
_SHOWN = {
    GrantType.CLIENT_CREDENTIALS: Markdown("`ClientCredentials`"),
    GrantType.REFRESH_TOKEN: Markdown("`RefreshTokenCredentials`"),
    GrantType.PASSWORD: Markdown("`PasswordCredentials`"),
}
_EXAMPLES = {
    GrantType.CLIENT_CREDENTIALS: PythonCode(
        'ClientCredentials(client_id="...", client_secret="...")'
    ),
    GrantType.REFRESH_TOKEN: PythonCode('RefreshTokenCredentials(refresh_token="...")'),
    GrantType.PASSWORD: PythonCode('PasswordCredentials(username="...", password="...")'),
}
_GRANTS = "._runtime.oauth2_grants"


def _oauth2(authentication: BearerAuth) -> CredentialForm:
    """Decide what a scheme is in Python whose tokens the client can obtain itself."""
    grants = [each for each in _CLASSES if each in authentication.grant_types]
    names = [_CLASSES[each] for each in grants]
    arguments = {}
    if authentication.grants:
        pairs = [
            PythonCode.of("{}: {}", literal(each.type.value), literal(each.token_url))
            for each in authentication.grants
        ]
        arguments["token_urls"] = PythonCode.of("{{{}}}", PythonCode.joined(", ", pairs))
    if authentication.discovery_url is not None:
        arguments["discovery_url"] = literal(authentication.discovery_url)
    secret = imported("._runtime.auth", "Secret")
    shown = [_SHOWN[each] for each in grants]
    return CredentialForm(
        annotation=PythonCode.joined(" | ", [secret, *(imported(_GRANTS, each) for each in names)]),
        factory=imported("._runtime.oauth2", "OAuth2Scheme"),
        arguments=arguments,
        description=f"The bearer token, a callable that returns it, or {' or '.join(names)}, which obtain it",
        takes=Markdown.of(
            "a string, a function that returns one, or {}", Markdown.joined(" or ", shown)
        ),
        has_variable=True,
        example=_EXAMPLES[grants[0]],
        test_value=literal(TEST_SECRET),
        exports=tuple(Import(_GRANTS, each) for each in names),
        sent=_in_authorization(f"Bearer {TEST_SECRET}"),
        has_grants=True,
        has_client=GrantType.CLIENT_CREDENTIALS in grants,
        runtime_files=("oauth2.py", "oauth2_grants.py", "oauth2_tokens.py"),
    )


def _user_and_password() -> PythonCode:
    own = imported("._runtime.auth", "SecurityScheme")
    return PythonCode.of("tuple[str, str] | {}", own)


_SECRET_TAKES = Markdown("a string, or a function that returns one")
_SECRET_EXAMPLE = PythonCode('"..."')


def _in_authorization(text: str) -> Sent:
    return Sent(location=ParameterLocation.HEADER, name="authorization", text=text)
