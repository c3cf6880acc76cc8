"""The clients of the Amazon Bedrock API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors
from ._runtime.auth import BearerToken
from ._runtime.aws import AwsSigV4
from ._runtime.client import AsyncClient, SyncClient
from ._runtime.environment import from_environment
from ._runtime.operation import ApiDefinition, ErrorConventions
from ._runtime.retry import DEFAULT_MAX_RETRIES
from ._runtime.transport import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    import httpx2

    from ._runtime.auth import Secret
    from ._runtime.aws import AwsCredentialsSource
    from ._runtime.options import Hooks
    from .resources.custom_models import AsyncCustomModels, CustomModels
    from .resources.foundation_models import AsyncFoundationModels, FoundationModels
    from .resources.model_customization import AsyncModelCustomization, ModelCustomization
    from .resources.provisioned_throughput import AsyncProvisionedThroughput, ProvisionedThroughput

_API = ApiDefinition(
    user_agent="amazon-bedrock/0.1.0",
    security=(
        ("api_key",),
        ("aws_credentials",),
    ),
    conventions=ErrorConventions(
        code_header="x-amzn-errortype",
        code_members=(
            ("code",),
            ("Code",),
            ("__type",),
        ),
        message_members=(
            ("message",),
            ("Message",),
        ),
        request_id_headers=(
            "x-amzn-requestid",
            "x-amz-request-id",
        ),
        qualified_codes=True,
        retryable_codes=frozenset(
            {
                "BandwidthLimitExceeded",
                "EC2ThrottledException",
                "LimitExceededException",
                "PriorRequestNotComplete",
                "ProvisionedThroughputExceededException",
                "RequestLimitExceeded",
                "RequestThrottled",
                "RequestThrottledException",
                "SlowDown",
                "ThrottledException",
                "Throttling",
                "ThrottlingException",
                "TooManyRequestsException",
                "TransactionInProgressException",
            }
        ),
    ),
    errors_by_code=errors.BY_CODE,
)


class AmazonBedrock(SyncClient):
    """A client of the Amazon Bedrock API.

    The Amazon Bedrock management API provides operations for managing foundation models, custom
    models, model customization jobs, provisioned throughput, and other Bedrock resources.

    Args:
        region: The AWS region. Default: $AWS_REGION, else $AWS_DEFAULT_REGION, else
            'us-east-1'.
        api_key: An Amazon Bedrock API key. Default: $AWS_BEARER_TOKEN_BEDROCK.
        aws_credentials: AWS credentials; requests are signed with AWS Signature Version 4.
            AwsCredentials, any object with get_frozen_credentials(), or a callable. Default:
            the AWS_* environment variables, else botocore's chain if it is installed.
        base_url: Where the API is served, if not where its description says.
        timeout: Seconds to wait for the server; None waits for ever.
        max_retries: Attempts after the first one that fails.
        http_client: Your own httpx2 client, for proxies, certificates and the like.
        strict_responses: Raise ResponseValidationError for answers that do not fit.
        hooks: Functions that see every request and response.
    """

    def __init__(
        self,
        *,
        region: str | None = None,
        api_key: Secret | None = None,
        aws_credentials: AwsCredentialsSource | None = None,
        base_url: str | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        http_client: httpx2.Client | None = None,
        strict_responses: bool = False,
        hooks: Hooks | None = None,
    ) -> None:
        region = region or from_environment(["AWS_REGION", "AWS_DEFAULT_REGION"]) or "us-east-1"
        super().__init__(
            _API,
            base_url=base_url
            or from_environment(
                ["AMAZON_BEDROCK_BASE_URL", "AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL"]
            )
            or "https://bedrock." + region + ".amazonaws.com",
            schemes={
                "api_key": BearerToken(api_key, environment=["AWS_BEARER_TOKEN_BEDROCK"]),
                "aws_credentials": AwsSigV4(aws_credentials, service="bedrock", region=region),
            },
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
            strict_responses=strict_responses,
            hooks=hooks,
        )

    @property
    def custom_models(self) -> CustomModels:
        """Operations for listing custom models."""
        from .resources.custom_models import CustomModels

        return CustomModels(self)

    @property
    def foundation_models(self) -> FoundationModels:
        """Operations for listing and describing foundation models."""
        from .resources.foundation_models import FoundationModels

        return FoundationModels(self)

    @property
    def model_customization(self) -> ModelCustomization:
        """Operations for creating and managing model customization jobs."""
        from .resources.model_customization import ModelCustomization

        return ModelCustomization(self)

    @property
    def provisioned_throughput(self) -> ProvisionedThroughput:
        """Operations for managing provisioned model throughput."""
        from .resources.provisioned_throughput import ProvisionedThroughput

        return ProvisionedThroughput(self)


class AsyncAmazonBedrock(AsyncClient):
    """An asynchronous client of the Amazon Bedrock API.

    The Amazon Bedrock management API provides operations for managing foundation models, custom
    models, model customization jobs, provisioned throughput, and other Bedrock resources.

    Args:
        region: The AWS region. Default: $AWS_REGION, else $AWS_DEFAULT_REGION, else
            'us-east-1'.
        api_key: An Amazon Bedrock API key. Default: $AWS_BEARER_TOKEN_BEDROCK.
        aws_credentials: AWS credentials; requests are signed with AWS Signature Version 4.
            AwsCredentials, any object with get_frozen_credentials(), or a callable. Default:
            the AWS_* environment variables, else botocore's chain if it is installed.
        base_url: Where the API is served, if not where its description says.
        timeout: Seconds to wait for the server; None waits for ever.
        max_retries: Attempts after the first one that fails.
        http_client: Your own httpx2 client, for proxies, certificates and the like.
        strict_responses: Raise ResponseValidationError for answers that do not fit.
        hooks: Functions that see every request and response.
    """

    def __init__(
        self,
        *,
        region: str | None = None,
        api_key: Secret | None = None,
        aws_credentials: AwsCredentialsSource | None = None,
        base_url: str | None = None,
        timeout: float | None = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        http_client: httpx2.AsyncClient | None = None,
        strict_responses: bool = False,
        hooks: Hooks | None = None,
    ) -> None:
        region = region or from_environment(["AWS_REGION", "AWS_DEFAULT_REGION"]) or "us-east-1"
        super().__init__(
            _API,
            base_url=base_url
            or from_environment(
                ["AMAZON_BEDROCK_BASE_URL", "AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL"]
            )
            or "https://bedrock." + region + ".amazonaws.com",
            schemes={
                "api_key": BearerToken(api_key, environment=["AWS_BEARER_TOKEN_BEDROCK"]),
                "aws_credentials": AwsSigV4(aws_credentials, service="bedrock", region=region),
            },
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
            strict_responses=strict_responses,
            hooks=hooks,
        )

    @property
    def custom_models(self) -> AsyncCustomModels:
        """Operations for listing custom models."""
        from .resources.custom_models import AsyncCustomModels

        return AsyncCustomModels(self)

    @property
    def foundation_models(self) -> AsyncFoundationModels:
        """Operations for listing and describing foundation models."""
        from .resources.foundation_models import AsyncFoundationModels

        return AsyncFoundationModels(self)

    @property
    def model_customization(self) -> AsyncModelCustomization:
        """Operations for creating and managing model customization jobs."""
        from .resources.model_customization import AsyncModelCustomization

        return AsyncModelCustomization(self)

    @property
    def provisioned_throughput(self) -> AsyncProvisionedThroughput:
        """Operations for managing provisioned model throughput."""
        from .resources.provisioned_throughput import AsyncProvisionedThroughput

        return AsyncProvisionedThroughput(self)
