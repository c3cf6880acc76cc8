"""On the wire like boto3: the same call, made with both, arrives as the same request."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any
from unittest import mock

import boto3
import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

if TYPE_CHECKING:
    from .conftest import Caller, Loopback, Received

KEY = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "wJalrXUt/MDENG+bPxRfiCYEXAMPLE",
}
TEMPORARY = {**KEY, "aws_session_token": "AQoDYXdzEPT//////////wEXAMPLE+token=="}

ARN = "arn:aws:bedrock:eu-central-1:123456789012:custom-model/amazon.titan:1/ab~c"
AWKWARD = "modèle 日本 a+b~c/d:e?f#g%2Fh&i=j'k\"l\\m[n]@,;!$*(o)|"
TOKEN = "AAMA+/8=&next token~=="


@dataclass(frozen=True)
class Case:
    """An operation called with both clients; `theirs` is boto3's method and its arguments."""

    theirs: str
    boto_arguments: dict[str, Any]
    ours: str
    path_arguments: tuple[str, ...] = ()
    arguments: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.theirs


CASES = [
    Case(
        "list_foundation_models",
        {"byProvider": AWKWARD, "byOutputModality": "TEXT", "byInferenceType": "ON_DEMAND"},
        "foundation_models.list",
        arguments={
            "by_provider": AWKWARD,
            "by_output_modality": "TEXT",
            "by_inference_type": "ON_DEMAND",
        },
    ),
    Case("list_foundation_models", {}, "foundation_models.list"),
    Case("get_foundation_model", {"modelIdentifier": ARN}, "foundation_models.get", (ARN,)),
    Case("get_foundation_model", {"modelIdentifier": AWKWARD}, "foundation_models.get", (AWKWARD,)),
    Case(
        "create_model_customization_job",
        {
            "jobName": "tune-1",
            "customModelName": AWKWARD,
            "roleArn": "arn:aws:iam::123456789012:role/service-role/r",
            "clientRequestToken": "token-1",
            "baseModelIdentifier": ARN,
            "customizationType": "CONTINUED_PRE_TRAINING",
            "trainingDataConfig": {"s3Uri": f"s3://bucket/{AWKWARD}.jsonl"},
            "outputDataConfig": {"s3Uri": "s3://bucket/out put+1"},
            "hyperParameters": {"epochCount": "2", "naïve ✓": AWKWARD},
        },
        "model_customization.create_job",
        arguments={
            "job_name": "tune-1",
            "custom_model_name": AWKWARD,
            "role_arn": "arn:aws:iam::123456789012:role/service-role/r",
            "client_request_token": "token-1",
            "base_model_identifier": ARN,
            "customization_type": "CONTINUED_PRE_TRAINING",
            "training_data_config": {"s3Uri": f"s3://bucket/{AWKWARD}.jsonl"},
            "output_data_config": {"s3Uri": "s3://bucket/out put+1"},
            "hyper_parameters": {"epochCount": "2", "naïve ✓": AWKWARD},
        },
    ),
    Case(
        "list_model_customization_jobs",
        {"maxResults": 1000, "nextToken": TOKEN, "statusEquals": "InProgress"},
        "model_customization.list_jobs",
        arguments={"max_results": 1000, "next_token": TOKEN, "status_equals": "InProgress"},
    ),
    Case(
        "get_model_customization_job",
        {"jobIdentifier": ARN},
        "model_customization.get_job",
        (ARN,),
    ),
    Case(
        "list_custom_models",
        {"maxResults": 7, "nextToken": TOKEN, "baseModelArnEquals": ARN},
        "custom_models.list",
        arguments={"max_results": 7, "next_token": TOKEN, "base_model_arn_equals": ARN},
    ),
    Case(
        "create_provisioned_model_throughput",
        {
            "clientRequestToken": "token-2",
            "modelUnits": 3,
            "provisionedModelName": AWKWARD,
            "modelId": ARN,
            "commitmentDuration": "SixMonths",
        },
        "provisioned_throughput.create",
        arguments={
            "client_request_token": "token-2",
            "model_units": 3,
            "provisioned_model_name": AWKWARD,
            "model_id": ARN,
            "commitment_duration": "SixMonths",
        },
    ),
    Case(
        "list_provisioned_model_throughputs",
        {"maxResults": 1, "nextToken": TOKEN, "statusEquals": "InService"},
        "provisioned_throughput.list",
        arguments={"max_results": 1, "next_token": TOKEN, "status_equals": "InService"},
    ),
]


@pytest.fixture(scope="session")
def boto3_session() -> boto3.Session:
    """One session, so that its service model is loaded once."""
    return boto3.Session()


def call_boto3(
    session: boto3.Session, server: Loopback, case: Case, key: dict[str, str]
) -> Received:
    """Make the call with boto3; return what arrived."""
    client = session.client(
        "bedrock",
        endpoint_url=server.url,
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 1}),
        **key,
    )
    getattr(client, case.theirs)(**case.boto_arguments)
    return server.requests.pop()


def call_ours(call: Caller, server: Loopback, case: Case, key: dict[str, str]) -> Received:
    """Make the call with the generated client; return what arrived."""
    settings = {
        "aws_credentials": call.bedrock.AwsCredentials(*key.values()),
        "region": "us-east-1",
        "base_url": server.url,
    }
    call(case.ours, settings, *case.path_arguments, **case.arguments)
    return server.requests.pop()


def test_every_operation_is_compared(bedrock: ModuleType) -> None:
    """No operation of the client is left out of the comparison."""
    with bedrock.AmazonBedrock(api_key="k") as client:
        tags = [
            name
            for name, value in vars(type(client)).items()
            if isinstance(value, cached_property) and not name.startswith("_")
        ]
        methods = {
            f"{tag}.{name}"
            for tag in tags
            for name in vars(type(getattr(client, tag)))
            if not name.startswith(("_", "wait_until_"))  # these call another one
        }
    assert methods == {case.ours for case in CASES}
    assert len(methods) == 8


@pytest.mark.parametrize("key", [KEY, TEMPORARY], ids=["key", "temporary"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_same_request(
    call: Caller,
    loopback: Loopback,
    boto3_session: boto3.Session,
    case: Case,
    key: dict[str, str],
) -> None:
    """Method, raw path, raw query, JSON body, content type and signed headers are boto3's."""
    theirs = call_boto3(boto3_session, loopback, case, key)
    ours = call_ours(call, loopback, case, key)
    assert ours.method == theirs.method
    assert ours.path == theirs.path
    assert ours.query == theirs.query
    assert ours.json == theirs.json
    assert ours.header("content-type") == theirs.header("content-type")
    assert ours.header("host") == theirs.header("host")
    assert ours.header("x-amz-security-token") == key.get("aws_session_token")
    assert ours.authorization("SignedHeaders") == theirs.authorization("SignedHeaders")
    scope = ours.authorization("Credential").split("/")
    assert scope[0::2] == ["AKIDEXAMPLE", "us-east-1", "aws4_request"]
    assert scope[2:] == theirs.authorization("Credential").split("/")[2:]


def test_awkward_text_is_escaped_once(call: Caller, loopback: Loopback) -> None:
    """The raw path, written out: every octet but the unreserved ones, escaped once."""
    settings = {"api_key": "k", "base_url": loopback.url}
    call("foundation_models.get", settings, "a:b/c d+é~%2F")
    call("custom_models.list", settings, next_token="x =+&~")
    path, listing = loopback.requests
    assert path.target == "/foundation-models/a%3Ab%2Fc%20d%2B%C3%A9~%252F"
    assert listing.target == "/custom-models?nextToken=x%20%3D%2B%26~"


@pytest.mark.parametrize("key", [KEY, TEMPORARY], ids=["key", "temporary"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_signature_fits_what_arrived(
    call: Caller, loopback: Loopback, case: Case, key: dict[str, str]
) -> None:
    """botocore, given the request as it arrived, makes the same signature."""
    ours = call_ours(call, loopback, case, key)
    names = ours.authorization("SignedHeaders").split(";")
    arrived = AWSRequest(
        method=ours.method,
        url=loopback.url + ours.target,
        headers={
            name: ours.header(name) or ""
            for name in names
            if name not in ("x-amz-date", "x-amz-security-token")
        },
        data=ours.body,
    )
    moment = datetime.strptime(ours.header("x-amz-date") or "", "%Y%m%dT%H%M%SZ").replace(
        tzinfo=UTC
    )
    signer = botocore.auth.SigV4Auth(Credentials(*key.values()), "bedrock", "us-east-1")
    with mock.patch.object(
        botocore.auth, "get_current_datetime", return_value=moment.replace(tzinfo=None)
    ):
        signer.add_auth(arrived)
    assert ours.header("authorization") == arrived.headers["authorization"]


CREATES = [case for case in CASES if case.theirs.startswith("create_")]


def without_token(case: Case) -> Case:
    """Return the same call with no idempotency token in it."""
    return Case(
        case.theirs,
        {k: v for k, v in case.boto_arguments.items() if k != "clientRequestToken"},
        case.ours,
        arguments={k: v for k, v in case.arguments.items() if k != "client_request_token"},
    )


@pytest.mark.parametrize("case", CREATES, ids=str)
def test_both_invent_a_token(
    call: Caller, loopback: Loopback, boto3_session: boto3.Session, case: Case
) -> None:
    """A create without a token gets a random UUID, a new one for each call, as with boto3."""
    case = without_token(case)
    theirs = call_boto3(boto3_session, loopback, case, KEY).json
    first = call_ours(call, loopback, case, KEY).json
    second = call_ours(call, loopback, case, KEY).json
    tokens = [body.pop("clientRequestToken") for body in (theirs, first, second)]
    assert first == second == theirs
    assert [str(uuid.UUID(token)) for token in tokens] == tokens
    assert {uuid.UUID(token).version for token in tokens} == {4}
    assert len(set(tokens)) == 3


@pytest.mark.usefixtures("ticking_clock")
@pytest.mark.parametrize("case", CREATES, ids=str)
def test_retry_repeats_the_token_with_a_fresh_signature(
    call: Caller, loopback: Loopback, case: Case
) -> None:
    """The second attempt has the same body, so the same token, and is signed for its own time."""
    loopback.answer(500, {"message": "try again"}, headers={"Retry-After": "0"})
    loopback.answer(201, {})
    settings = {
        "aws_credentials": call.bedrock.AwsCredentials("AKIDEXAMPLE", "secret"),
        "base_url": loopback.url,
    }
    call(case.ours, settings, **without_token(case).arguments)
    first, second = loopback.requests
    assert uuid.UUID(first.json["clientRequestToken"]).version == 4
    assert second.body == first.body
    assert second.target == first.target
    assert second.header("x-amz-date") != first.header("x-amz-date")
    assert second.authorization("Signature") != first.authorization("Signature")
