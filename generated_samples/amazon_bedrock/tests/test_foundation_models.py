"""What the operations of Foundation Models send, and what they make of the answer."""

from __future__ import annotations

import pytest

from amazon_bedrock import errors, models
from support import Answer, FakeApi


def test_list() -> None:
    """ListFoundationModels: GET /foundation-models."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelSummaries": [
                    {
                        "customizationsSupported": ["FINE_TUNING"],
                        "inferenceTypesSupported": ["ON_DEMAND"],
                        "inputModalities": ["TEXT"],
                        "modelArn": "modelArn",
                        "modelId": "modelId",
                        "modelName": "modelName",
                        "outputModalities": ["TEXT"],
                        "providerName": "providerName",
                        "responseStreamingSupported": True,
                    }
                ]
            },
        )
    )
    with api.client() as client:
        answer = client.foundation_models.list(
            by_provider="byProvider", by_output_modality="TEXT", by_inference_type="ON_DEMAND"
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/foundation-models?byProvider=byProvider&byOutputModality=TEXT&byInferenceType=ON_DEMAND"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer == models.ListFoundationModelsResponse(
        model_summaries=[
            models.FoundationModelSummary(
                customizations_supported=["FINE_TUNING"],
                inference_types_supported=["ON_DEMAND"],
                input_modalities=["TEXT"],
                model_arn="modelArn",
                model_id="modelId",
                model_name="modelName",
                output_modalities=["TEXT"],
                provider_name="providerName",
                response_streaming_supported=True,
            )
        ]
    )


@pytest.mark.anyio
async def test_list_async() -> None:
    """ListFoundationModels: GET /foundation-models."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelSummaries": [
                    {
                        "customizationsSupported": ["FINE_TUNING"],
                        "inferenceTypesSupported": ["ON_DEMAND"],
                        "inputModalities": ["TEXT"],
                        "modelArn": "modelArn",
                        "modelId": "modelId",
                        "modelName": "modelName",
                        "outputModalities": ["TEXT"],
                        "providerName": "providerName",
                        "responseStreamingSupported": True,
                    }
                ]
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.foundation_models.list(
            by_provider="byProvider", by_output_modality="TEXT", by_inference_type="ON_DEMAND"
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/foundation-models?byProvider=byProvider&byOutputModality=TEXT&byInferenceType=ON_DEMAND"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer == models.ListFoundationModelsResponse(
        model_summaries=[
            models.FoundationModelSummary(
                customizations_supported=["FINE_TUNING"],
                inference_types_supported=["ON_DEMAND"],
                input_modalities=["TEXT"],
                model_arn="modelArn",
                model_id="modelId",
                model_name="modelName",
                output_modalities=["TEXT"],
                provider_name="providerName",
                response_streaming_supported=True,
            )
        ]
    )


def test_list_raises_validation_exception_400() -> None:
    """ListFoundationModels: 400 raises ValidationException."""
    body = {"message": "message"}
    api = FakeApi(Answer(400, body, headers={"x-amzn-errortype": "ValidationException"}))
    with api.client() as client, pytest.raises(errors.ValidationException) as caught:
        client.foundation_models.list()
    assert caught.value.status == 400
    assert caught.value.body == body
    assert caught.value.code == "ValidationException"


def test_list_raises_access_denied_exception_403() -> None:
    """ListFoundationModels: 403 raises AccessDeniedException."""
    body = {"message": "message"}
    api = FakeApi(Answer(403, body, headers={"x-amzn-errortype": "AccessDeniedException"}))
    with api.client() as client, pytest.raises(errors.AccessDeniedException) as caught:
        client.foundation_models.list()
    assert caught.value.status == 403
    assert caught.value.body == body
    assert caught.value.code == "AccessDeniedException"


def test_list_raises_throttling_exception_429() -> None:
    """ListFoundationModels: 429 raises ThrottlingException."""
    body = {"message": "message"}
    api = FakeApi(Answer(429, body, headers={"x-amzn-errortype": "ThrottlingException"}))
    with api.client() as client, pytest.raises(errors.ThrottlingException) as caught:
        client.foundation_models.list()
    assert caught.value.status == 429
    assert caught.value.body == body
    assert caught.value.code == "ThrottlingException"


def test_list_raises_internal_server_exception_500() -> None:
    """ListFoundationModels: 500 raises InternalServerException."""
    body = {"message": "message"}
    api = FakeApi(Answer(500, body, headers={"x-amzn-errortype": "InternalServerException"}))
    with api.client() as client, pytest.raises(errors.InternalServerException) as caught:
        client.foundation_models.list()
    assert caught.value.status == 500
    assert caught.value.body == body
    assert caught.value.code == "InternalServerException"


def test_get() -> None:
    """GetFoundationModel: GET /foundation-models/{modelIdentifier}."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelDetails": {
                    "customizationsSupported": ["FINE_TUNING"],
                    "inferenceTypesSupported": ["ON_DEMAND"],
                    "inputModalities": ["TEXT"],
                    "modelArn": "modelArn",
                    "modelId": "modelId",
                    "modelName": "modelName",
                    "outputModalities": ["TEXT"],
                    "providerName": "providerName",
                    "responseStreamingSupported": True,
                }
            },
        )
    )
    with api.client() as client:
        answer = client.foundation_models.get("modelIdentifier/1:2")
    assert api.request.method == "GET"
    assert api.request.target == "/foundation-models/modelIdentifier%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer == models.GetFoundationModelResponse(
        model_details=models.FoundationModelSummary(
            customizations_supported=["FINE_TUNING"],
            inference_types_supported=["ON_DEMAND"],
            input_modalities=["TEXT"],
            model_arn="modelArn",
            model_id="modelId",
            model_name="modelName",
            output_modalities=["TEXT"],
            provider_name="providerName",
            response_streaming_supported=True,
        )
    )


@pytest.mark.anyio
async def test_get_async() -> None:
    """GetFoundationModel: GET /foundation-models/{modelIdentifier}."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelDetails": {
                    "customizationsSupported": ["FINE_TUNING"],
                    "inferenceTypesSupported": ["ON_DEMAND"],
                    "inputModalities": ["TEXT"],
                    "modelArn": "modelArn",
                    "modelId": "modelId",
                    "modelName": "modelName",
                    "outputModalities": ["TEXT"],
                    "providerName": "providerName",
                    "responseStreamingSupported": True,
                }
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.foundation_models.get("modelIdentifier/1:2")
    assert api.request.method == "GET"
    assert api.request.target == "/foundation-models/modelIdentifier%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer == models.GetFoundationModelResponse(
        model_details=models.FoundationModelSummary(
            customizations_supported=["FINE_TUNING"],
            inference_types_supported=["ON_DEMAND"],
            input_modalities=["TEXT"],
            model_arn="modelArn",
            model_id="modelId",
            model_name="modelName",
            output_modalities=["TEXT"],
            provider_name="providerName",
            response_streaming_supported=True,
        )
    )


def test_get_raises_validation_exception_400() -> None:
    """GetFoundationModel: 400 raises ValidationException."""
    body = {"message": "message"}
    api = FakeApi(Answer(400, body, headers={"x-amzn-errortype": "ValidationException"}))
    with api.client() as client, pytest.raises(errors.ValidationException) as caught:
        client.foundation_models.get("modelIdentifier/1:2")
    assert caught.value.status == 400
    assert caught.value.body == body
    assert caught.value.code == "ValidationException"


def test_get_raises_resource_not_found_exception_404() -> None:
    """GetFoundationModel: 404 raises ResourceNotFoundException."""
    body = {"message": "message"}
    api = FakeApi(Answer(404, body, headers={"x-amzn-errortype": "ResourceNotFoundException"}))
    with api.client() as client, pytest.raises(errors.ResourceNotFoundException) as caught:
        client.foundation_models.get("modelIdentifier/1:2")
    assert caught.value.status == 404
    assert caught.value.body == body
    assert caught.value.code == "ResourceNotFoundException"


def test_get_raises_internal_server_exception_500() -> None:
    """GetFoundationModel: 500 raises InternalServerException."""
    body = {"message": "message"}
    api = FakeApi(Answer(500, body, headers={"x-amzn-errortype": "InternalServerException"}))
    with api.client() as client, pytest.raises(errors.InternalServerException) as caught:
        client.foundation_models.get("modelIdentifier/1:2")
    assert caught.value.status == 500
    assert caught.value.body == body
    assert caught.value.code == "InternalServerException"
