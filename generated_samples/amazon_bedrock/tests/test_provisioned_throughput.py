"""What the operations of Provisioned Throughput send, and what they make of the answer."""

from __future__ import annotations

import datetime

import pytest

from amazon_bedrock import errors, models
from support import Answer, FakeApi


def test_create_provisioned_model_throughput() -> None:
    """CreateProvisionedModelThroughput: POST /provisioned-model-throughput."""
    api = FakeApi(Answer(201, {"provisionedModelArn": "provisionedModelArn"}))
    with api.client() as client:
        answer = client.provisioned_throughput.create_provisioned_model_throughput(
            model_units=1,
            provisioned_model_name="provisionedModelName",
            model_id="modelId",
            client_request_token="clientRequestToken",
            commitment_duration="OneMonth",
        )
    assert api.request.method == "POST"
    assert api.request.target == "/provisioned-model-throughput"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
        "content-type": "application/json",
    }
    assert api.request.json == {
        "clientRequestToken": "clientRequestToken",
        "commitmentDuration": "OneMonth",
        "modelId": "modelId",
        "modelUnits": 1,
        "provisionedModelName": "provisionedModelName",
    }
    assert answer == models.CreateProvisionedModelThroughputResponse(
        provisioned_model_arn="provisionedModelArn"
    )


@pytest.mark.anyio
async def test_create_provisioned_model_throughput_async() -> None:
    """CreateProvisionedModelThroughput: POST /provisioned-model-throughput."""
    api = FakeApi(Answer(201, {"provisionedModelArn": "provisionedModelArn"}))
    async with api.async_client() as client:
        answer = await client.provisioned_throughput.create_provisioned_model_throughput(
            model_units=1,
            provisioned_model_name="provisionedModelName",
            model_id="modelId",
            client_request_token="clientRequestToken",
            commitment_duration="OneMonth",
        )
    assert api.request.method == "POST"
    assert api.request.target == "/provisioned-model-throughput"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
        "content-type": "application/json",
    }
    assert api.request.json == {
        "clientRequestToken": "clientRequestToken",
        "commitmentDuration": "OneMonth",
        "modelId": "modelId",
        "modelUnits": 1,
        "provisionedModelName": "provisionedModelName",
    }
    assert answer == models.CreateProvisionedModelThroughputResponse(
        provisioned_model_arn="provisionedModelArn"
    )


def test_create_provisioned_model_throughput_raises_validation_exception_400() -> None:
    """CreateProvisionedModelThroughput: 400 raises ValidationException."""
    body = {"message": "message"}
    api = FakeApi(Answer(400, body, headers={"x-amzn-errortype": "ValidationException"}))
    with api.client() as client, pytest.raises(errors.ValidationException) as caught:
        client.provisioned_throughput.create_provisioned_model_throughput(
            model_units=1, provisioned_model_name="provisionedModelName", model_id="modelId"
        )
    assert caught.value.status == 400
    assert caught.value.body == body
    assert caught.value.code == "ValidationException"


def test_create_provisioned_model_throughput_raises_internal_server_exception_500() -> None:
    """CreateProvisionedModelThroughput: 500 raises InternalServerException."""
    body = {"message": "message"}
    api = FakeApi(Answer(500, body, headers={"x-amzn-errortype": "InternalServerException"}))
    with api.client() as client, pytest.raises(errors.InternalServerException) as caught:
        client.provisioned_throughput.create_provisioned_model_throughput(
            model_units=1, provisioned_model_name="provisionedModelName", model_id="modelId"
        )
    assert caught.value.status == 500
    assert caught.value.body == body
    assert caught.value.code == "InternalServerException"


def test_list_provisioned_model_throughputs() -> None:
    """ListProvisionedModelThroughputs: GET /provisioned-model-throughputs."""
    api = FakeApi(
        Answer(
            200,
            {
                "nextToken": "nextToken",
                "provisionedModelSummaries": [
                    {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelUnits": 1,
                        "provisionedModelArn": "provisionedModelArn",
                        "provisionedModelName": "provisionedModelName",
                        "status": "status",
                    }
                ],
            },
        )
    )
    with api.client() as client:
        answer = client.provisioned_throughput.list_provisioned_model_throughputs(
            max_results=1, next_token="nextToken", status_equals="Creating"
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/provisioned-model-throughputs?maxResults=1&nextToken=nextToken&statusEquals=Creating"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer.response == models.ListProvisionedModelThroughputsResponse(
        next_token="nextToken",
        provisioned_model_summaries=[
            models.ProvisionedModelSummary(
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                model_arn="modelArn",
                model_units=1,
                provisioned_model_arn="provisionedModelArn",
                provisioned_model_name="provisionedModelName",
                status="status",
            )
        ],
    )


@pytest.mark.anyio
async def test_list_provisioned_model_throughputs_async() -> None:
    """ListProvisionedModelThroughputs: GET /provisioned-model-throughputs."""
    api = FakeApi(
        Answer(
            200,
            {
                "nextToken": "nextToken",
                "provisionedModelSummaries": [
                    {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelUnits": 1,
                        "provisionedModelArn": "provisionedModelArn",
                        "provisionedModelName": "provisionedModelName",
                        "status": "status",
                    }
                ],
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.provisioned_throughput.list_provisioned_model_throughputs(
            max_results=1, next_token="nextToken", status_equals="Creating"
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/provisioned-model-throughputs?maxResults=1&nextToken=nextToken&statusEquals=Creating"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer.response == models.ListProvisionedModelThroughputsResponse(
        next_token="nextToken",
        provisioned_model_summaries=[
            models.ProvisionedModelSummary(
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                model_arn="modelArn",
                model_units=1,
                provisioned_model_arn="provisionedModelArn",
                provisioned_model_name="provisionedModelName",
                status="status",
            )
        ],
    )


def test_list_provisioned_model_throughputs_pages() -> None:
    """ListProvisionedModelThroughputs: iterating asks for page after page."""
    api = FakeApi(
        Answer(
            200,
            {
                "nextToken": "token-2",
                "provisionedModelSummaries": [
                    {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelUnits": 1,
                        "provisionedModelArn": "provisionedModelArn",
                        "provisionedModelName": "provisionedModelName",
                        "status": "status",
                    }
                ],
            },
        ),
        Answer(
            200,
            {
                "provisionedModelSummaries": [
                    {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelUnits": 1,
                        "provisionedModelArn": "provisionedModelArn",
                        "provisionedModelName": "provisionedModelName",
                        "status": "status",
                    }
                ]
            },
        ),
    )
    with api.client() as client:
        items = list(client.provisioned_throughput.list_provisioned_model_throughputs())
    assert len(items) == 2
    assert len(api.requests) == 2
    assert "nextToken=token-2" in api.requests[1].target


@pytest.mark.anyio
async def test_list_provisioned_model_throughputs_pages_async() -> None:
    """ListProvisionedModelThroughputs: iterating asks for page after page."""
    api = FakeApi(
        Answer(
            200,
            {
                "nextToken": "token-2",
                "provisionedModelSummaries": [
                    {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelUnits": 1,
                        "provisionedModelArn": "provisionedModelArn",
                        "provisionedModelName": "provisionedModelName",
                        "status": "status",
                    }
                ],
            },
        ),
        Answer(
            200,
            {
                "provisionedModelSummaries": [
                    {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelUnits": 1,
                        "provisionedModelArn": "provisionedModelArn",
                        "provisionedModelName": "provisionedModelName",
                        "status": "status",
                    }
                ]
            },
        ),
    )
    async with api.async_client() as client:
        items = [
            item
            async for item in client.provisioned_throughput.list_provisioned_model_throughputs()
        ]
    assert len(items) == 2
    assert len(api.requests) == 2
    assert "nextToken=token-2" in api.requests[1].target


def test_list_provisioned_model_throughputs_raises_validation_exception_400() -> None:
    """ListProvisionedModelThroughputs: 400 raises ValidationException."""
    body = {"message": "message"}
    api = FakeApi(Answer(400, body, headers={"x-amzn-errortype": "ValidationException"}))
    with api.client() as client, pytest.raises(errors.ValidationException) as caught:
        client.provisioned_throughput.list_provisioned_model_throughputs()
    assert caught.value.status == 400
    assert caught.value.body == body
    assert caught.value.code == "ValidationException"


def test_list_provisioned_model_throughputs_raises_internal_server_exception_500() -> None:
    """ListProvisionedModelThroughputs: 500 raises InternalServerException."""
    body = {"message": "message"}
    api = FakeApi(Answer(500, body, headers={"x-amzn-errortype": "InternalServerException"}))
    with api.client() as client, pytest.raises(errors.InternalServerException) as caught:
        client.provisioned_throughput.list_provisioned_model_throughputs()
    assert caught.value.status == 500
    assert caught.value.body == body
    assert caught.value.code == "InternalServerException"
