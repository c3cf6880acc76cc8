"""The client's surface as the design promises it: the snippet runs as it stands."""

from __future__ import annotations

import asyncio
import textwrap
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Loopback

# DESIGN.md, section 4, character by character.
SNIPPET = """\
    from amazon_bedrock import AmazonBedrock, AsyncAmazonBedrock      # the title without "API", "REST", version
    from amazon_bedrock import raw_response
    from amazon_bedrock.models import OutputDataConfig
    from amazon_bedrock.errors import ApiError, ThrottlingException

    with AmazonBedrock(region="us-east-1") as client:                 # server variables are keyword arguments
        models = client.foundation_models.list(by_provider="amazon")
        for model in models.model_summaries or []:
            print(model.model_id)

        job = client.model_customization.create_job(
            job_name="tune-1", custom_model_name="mine", role_arn="arn:aws:iam::123456789012:role/r",
            base_model_identifier="amazon.titan-text-lite-v1",
            training_data_config={"s3Uri": "s3://bucket/train.jsonl"},      # a mapping in wire names, or the model
            output_data_config=OutputDataConfig(s3_uri="s3://bucket/out"),
            hyper_parameters={"epochCount": "2"},
        )
        for job in client.model_customization.list_jobs(status_equals="InProgress"):    # walks every page
            ...
        page = client.custom_models.list(max_results=50)
        page.items; page.response.next_token; page.next_page()

        try:
            client.foundation_models.get("arn:aws:bedrock:us-east-1::foundation-model/x")
        except ThrottlingException as error:
            print(error.status, error.code, error.message, error.request_id, error.body)

        raw = raw_response(client.foundation_models.get)("amazon.titan-text-lite-v1")   # RawResponse[GetFoundationModelResponse]
        print(raw.status, raw.headers["x-amzn-requestid"], raw.parsed.model_details)

    async with AsyncAmazonBedrock() as client:
        async for job in client.model_customization.list_jobs(): ...
"""

JOBS = "GET /model-customization-jobs"
X = "GET /foundation-models/arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fx"
TITAN = "GET /foundation-models/amazon.titan-text-lite-v1"


def parts() -> tuple[str, str]:
    """Return the synchronous and the asynchronous part, the latter inside a coroutine function."""
    code = textwrap.dedent(SNIPPET)
    synchronous, separator, asynchronous = code.partition("async with ")
    body = textwrap.indent(separator + asynchronous, "    ")
    return synchronous, f"async def main():\n{body}"


@pytest.fixture
def server(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """Bedrock, and an environment that leads to it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK", loopback.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    models = {"modelSummaries": [{"modelId": "amazon.one"}, {"modelId": "amazon.two"}]}
    loopback.answer(200, models, route="GET /foundation-models?byProvider=amazon")
    loopback.answer(201, {"jobArn": "arn:job"}, route="POST /model-customization-jobs")
    for query, following in [("", "?"), ("statusEquals=InProgress", "&statusEquals=InProgress")]:
        first = f"{JOBS}?{query}".rstrip("?")
        page = {"modelCustomizationJobSummaries": [{"jobName": "a"}], "nextToken": "t+2"}
        loopback.answer(200, page, route=first)
        second = f"{JOBS}?nextToken=t%2B2{following}".rstrip("?")
        page = {"modelCustomizationJobSummaries": [{"jobName": "b"}]}
        loopback.answer(200, page, route=second)
    page = {"modelSummaries": [{"modelName": "mine"}], "nextToken": "n"}
    loopback.answer(200, page, route="GET /custom-models?maxResults=50")
    page = {"modelSummaries": [{"modelName": "yours"}], "nextToken": None}
    loopback.answer(200, page, route="GET /custom-models?maxResults=50&nextToken=n")
    throttled = {
        "x-amzn-errortype": "ThrottlingException",
        "x-amzn-requestid": "request-1",
        "Retry-After": "0",
    }
    loopback.answer(429, {"message": "Too many requests"}, headers=throttled, route=X)
    details = {"modelDetails": {"modelId": "amazon.titan-text-lite-v1"}}
    loopback.answer(200, details, headers={"x-amzn-requestid": "request-2"}, route=TITAN)
    return loopback


def routes(server: Loopback) -> list[str]:
    """Return what was asked for, in order."""
    return [f"{request.method} {request.target}" for request in server.requests]


def test_the_synchronous_part(
    bedrock: ModuleType, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every call of it, with what it prints."""
    names: dict[str, Any] = {}
    exec(compile(parts()[0], "DESIGN.md", "exec"), names)
    body = {"message": "Too many requests"}
    details = bedrock.models.FoundationModelSummary(model_id="amazon.titan-text-lite-v1")
    assert capsys.readouterr().out.splitlines() == [
        "amazon.one",
        "amazon.two",
        f"429 ThrottlingException Too many requests request-1 {body}",
        f"200 request-2 {details}",
    ]
    assert routes(server) == [
        "GET /foundation-models?byProvider=amazon",
        "POST /model-customization-jobs",
        f"{JOBS}?statusEquals=InProgress",
        f"{JOBS}?nextToken=t%2B2&statusEquals=InProgress",
        "GET /custom-models?maxResults=50",
        "GET /custom-models?maxResults=50&nextToken=n",
        *[X] * 3,
        TITAN,
    ]
    sent = server.requests[1].json
    assert len(sent.pop("clientRequestToken")) == 36
    assert sent == {
        "jobName": "tune-1",
        "customModelName": "mine",
        "roleArn": "arn:aws:iam::123456789012:role/r",
        "baseModelIdentifier": "amazon.titan-text-lite-v1",
        "trainingDataConfig": {"s3Uri": "s3://bucket/train.jsonl"},
        "outputDataConfig": {"s3Uri": "s3://bucket/out"},
        "hyperParameters": {"epochCount": "2"},
    }
    for request in server.requests:
        scope = request.authorization("Credential").split("/")
        assert (scope[0], *scope[2:]) == ("AKIDEXAMPLE", "us-east-1", "bedrock", "aws4_request")
    assert names["job"].job_name == "b"
    assert names["page"].items[0].model_name == "mine"
    assert names["page"].response.next_token == "n"
    assert isinstance(names["raw"], bedrock.RawResponse)
    assert isinstance(names["raw"].parsed, bedrock.models.GetFoundationModelResponse)


def test_the_asynchronous_part(bedrock: ModuleType, server: Loopback) -> None:
    """It walks through every page."""
    synchronous, asynchronous = parts()
    imports = synchronous.partition("with AmazonBedrock")[0]
    names: dict[str, Any] = {}
    exec(compile(imports + asynchronous, "DESIGN.md", "exec"), names)
    asyncio.run(names["main"]())
    assert routes(server) == [JOBS, f"{JOBS}?nextToken=t%2B2"]


def test_the_default_region(bedrock: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """`AsyncAmazonBedrock()` works without any argument: the environment or the document decides."""
    assert bedrock.AsyncAmazonBedrock().base_url == "https://bedrock.us-east-1.amazonaws.com"
    monkeypatch.setenv("AWS_REGION", "eu-central-2")
    assert bedrock.AmazonBedrock().base_url == "https://bedrock.eu-central-2.amazonaws.com"
