"""What the operations of Custom Models send, and what they make of the answer."""

from __future__ import annotations

import datetime

import pytest

from amazon_bedrock import errors, models
from support import Answer, FakeApi


def test_list() -> None:
    """ListCustomModels: GET /custom-models."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "baseModelName": "baseModelName",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelName": "modelName",
                    }
                ],
                "nextToken": "nextToken",
            },
        )
    )
    with api.client() as client:
        answer = client.custom_models.list(
            max_results=1, next_token="nextToken", base_model_arn_equals="baseModelArnEquals"
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/custom-models?maxResults=1&nextToken=nextToken&baseModelArnEquals=baseModelArnEquals"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer.response == models.ListCustomModelsResponse(
        model_summaries=[
            models.ModelSummary(
                base_model_arn="baseModelArn",
                base_model_name="baseModelName",
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                model_arn="modelArn",
                model_name="modelName",
            )
        ],
        next_token="nextToken",
    )


@pytest.mark.anyio
async def test_list_async() -> None:
    """ListCustomModels: GET /custom-models."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "baseModelName": "baseModelName",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelName": "modelName",
                    }
                ],
                "nextToken": "nextToken",
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.custom_models.list(
            max_results=1, next_token="nextToken", base_model_arn_equals="baseModelArnEquals"
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/custom-models?maxResults=1&nextToken=nextToken&baseModelArnEquals=baseModelArnEquals"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer.response == models.ListCustomModelsResponse(
        model_summaries=[
            models.ModelSummary(
                base_model_arn="baseModelArn",
                base_model_name="baseModelName",
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                model_arn="modelArn",
                model_name="modelName",
            )
        ],
        next_token="nextToken",
    )


def test_list_pages() -> None:
    """ListCustomModels: iterating asks for page after page."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "baseModelName": "baseModelName",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelName": "modelName",
                    }
                ],
                "nextToken": "token-2",
            },
        ),
        Answer(
            200,
            {
                "modelSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "baseModelName": "baseModelName",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelName": "modelName",
                    }
                ]
            },
        ),
    )
    with api.client() as client:
        items = list(client.custom_models.list())
    assert len(items) == 2
    assert len(api.requests) == 2
    assert "nextToken=token-2" in api.requests[1].target


@pytest.mark.anyio
async def test_list_pages_async() -> None:
    """ListCustomModels: iterating asks for page after page."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "baseModelName": "baseModelName",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelName": "modelName",
                    }
                ],
                "nextToken": "token-2",
            },
        ),
        Answer(
            200,
            {
                "modelSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "baseModelName": "baseModelName",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "modelArn": "modelArn",
                        "modelName": "modelName",
                    }
                ]
            },
        ),
    )
    async with api.async_client() as client:
        items = [item async for item in client.custom_models.list()]
    assert len(items) == 2
    assert len(api.requests) == 2
    assert "nextToken=token-2" in api.requests[1].target


def test_list_raises_validation_exception_400() -> None:
    """ListCustomModels: 400 raises ValidationException."""
    body = {"message": "message"}
    api = FakeApi(Answer(400, body, headers={"x-amzn-errortype": "ValidationException"}))
    with api.client() as client, pytest.raises(errors.ValidationException) as caught:
        client.custom_models.list()
    assert caught.value.status == 400
    assert caught.value.body == body
    assert caught.value.code == "ValidationException"


def test_list_raises_internal_server_exception_500() -> None:
    """ListCustomModels: 500 raises InternalServerException."""
    body = {"message": "message"}
    api = FakeApi(Answer(500, body, headers={"x-amzn-errortype": "InternalServerException"}))
    with api.client() as client, pytest.raises(errors.InternalServerException) as caught:
        client.custom_models.list()
    assert caught.value.status == 500
    assert caught.value.body == body
    assert caught.value.code == "InternalServerException"
