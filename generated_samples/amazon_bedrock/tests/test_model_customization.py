"""What the operations of Model Customization send, and what they make of the answer."""

from __future__ import annotations

import datetime

import pytest

from amazon_bedrock import errors, models
from support import Answer, FakeApi


def test_list_jobs() -> None:
    """ListModelCustomizationJobs: GET /model-customization-jobs."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelCustomizationJobSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "jobArn": "jobArn",
                        "jobName": "jobName",
                        "status": "status",
                    }
                ],
                "nextToken": "nextToken",
            },
        )
    )
    with api.client() as client:
        answer = client.model_customization.list_jobs(
            max_results=1, next_token="nextToken", status_equals="InProgress"
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/model-customization-jobs?maxResults=1&nextToken=nextToken&statusEquals=InProgress"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer.response == models.ListModelCustomizationJobsResponse(
        model_customization_job_summaries=[
            models.ModelCustomizationJobSummary(
                base_model_arn="baseModelArn",
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                job_arn="jobArn",
                job_name="jobName",
                status="status",
            )
        ],
        next_token="nextToken",
    )


@pytest.mark.anyio
async def test_list_jobs_async() -> None:
    """ListModelCustomizationJobs: GET /model-customization-jobs."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelCustomizationJobSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "jobArn": "jobArn",
                        "jobName": "jobName",
                        "status": "status",
                    }
                ],
                "nextToken": "nextToken",
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.model_customization.list_jobs(
            max_results=1, next_token="nextToken", status_equals="InProgress"
        )
    assert api.request.method == "GET"
    assert (
        api.request.target
        == "/model-customization-jobs?maxResults=1&nextToken=nextToken&statusEquals=InProgress"
    )
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer.response == models.ListModelCustomizationJobsResponse(
        model_customization_job_summaries=[
            models.ModelCustomizationJobSummary(
                base_model_arn="baseModelArn",
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                job_arn="jobArn",
                job_name="jobName",
                status="status",
            )
        ],
        next_token="nextToken",
    )


def test_list_jobs_pages() -> None:
    """ListModelCustomizationJobs: iterating asks for page after page."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelCustomizationJobSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "jobArn": "jobArn",
                        "jobName": "jobName",
                        "status": "status",
                    }
                ],
                "nextToken": "token-2",
            },
        ),
        Answer(
            200,
            {
                "modelCustomizationJobSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "jobArn": "jobArn",
                        "jobName": "jobName",
                        "status": "status",
                    }
                ]
            },
        ),
    )
    with api.client() as client:
        items = list(client.model_customization.list_jobs())
    assert len(items) == 2
    assert len(api.requests) == 2
    assert "nextToken=token-2" in api.requests[1].target


@pytest.mark.anyio
async def test_list_jobs_pages_async() -> None:
    """ListModelCustomizationJobs: iterating asks for page after page."""
    api = FakeApi(
        Answer(
            200,
            {
                "modelCustomizationJobSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "jobArn": "jobArn",
                        "jobName": "jobName",
                        "status": "status",
                    }
                ],
                "nextToken": "token-2",
            },
        ),
        Answer(
            200,
            {
                "modelCustomizationJobSummaries": [
                    {
                        "baseModelArn": "baseModelArn",
                        "creationTime": "2026-01-02T03:04:05Z",
                        "jobArn": "jobArn",
                        "jobName": "jobName",
                        "status": "status",
                    }
                ]
            },
        ),
    )
    async with api.async_client() as client:
        items = [item async for item in client.model_customization.list_jobs()]
    assert len(items) == 2
    assert len(api.requests) == 2
    assert "nextToken=token-2" in api.requests[1].target


def test_list_jobs_raises_validation_exception_400() -> None:
    """ListModelCustomizationJobs: 400 raises ValidationException."""
    body = {"message": "message"}
    api = FakeApi(Answer(400, body, headers={"x-amzn-errortype": "ValidationException"}))
    with api.client() as client, pytest.raises(errors.ValidationException) as caught:
        client.model_customization.list_jobs()
    assert caught.value.status == 400
    assert caught.value.body == body
    assert caught.value.code == "ValidationException"


def test_list_jobs_raises_internal_server_exception_500() -> None:
    """ListModelCustomizationJobs: 500 raises InternalServerException."""
    body = {"message": "message"}
    api = FakeApi(Answer(500, body, headers={"x-amzn-errortype": "InternalServerException"}))
    with api.client() as client, pytest.raises(errors.InternalServerException) as caught:
        client.model_customization.list_jobs()
    assert caught.value.status == 500
    assert caught.value.body == body
    assert caught.value.code == "InternalServerException"


def test_create_job() -> None:
    """CreateModelCustomizationJob: POST /model-customization-jobs."""
    api = FakeApi(Answer(201, {"jobArn": "jobArn"}))
    with api.client() as client:
        answer = client.model_customization.create_job(
            job_name="jobName",
            custom_model_name="customModelName",
            role_arn="roleArn",
            base_model_identifier="baseModelIdentifier",
            training_data_config=models.TrainingDataConfig(s3_uri="s3Uri"),
            output_data_config=models.OutputDataConfig(s3_uri="s3Uri"),
            client_request_token="clientRequestToken",
            customization_type="FINE_TUNING",
            hyper_parameters={"key": "hyperParameters"},
        )
    assert api.request.method == "POST"
    assert api.request.target == "/model-customization-jobs"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
        "content-type": "application/json",
    }
    assert api.request.json == {
        "baseModelIdentifier": "baseModelIdentifier",
        "clientRequestToken": "clientRequestToken",
        "customModelName": "customModelName",
        "customizationType": "FINE_TUNING",
        "hyperParameters": {"key": "hyperParameters"},
        "jobName": "jobName",
        "outputDataConfig": {"s3Uri": "s3Uri"},
        "roleArn": "roleArn",
        "trainingDataConfig": {"s3Uri": "s3Uri"},
    }
    assert answer == models.CreateModelCustomizationJobResponse(job_arn="jobArn")


@pytest.mark.anyio
async def test_create_job_async() -> None:
    """CreateModelCustomizationJob: POST /model-customization-jobs."""
    api = FakeApi(Answer(201, {"jobArn": "jobArn"}))
    async with api.async_client() as client:
        answer = await client.model_customization.create_job(
            job_name="jobName",
            custom_model_name="customModelName",
            role_arn="roleArn",
            base_model_identifier="baseModelIdentifier",
            training_data_config=models.TrainingDataConfig(s3_uri="s3Uri"),
            output_data_config=models.OutputDataConfig(s3_uri="s3Uri"),
            client_request_token="clientRequestToken",
            customization_type="FINE_TUNING",
            hyper_parameters={"key": "hyperParameters"},
        )
    assert api.request.method == "POST"
    assert api.request.target == "/model-customization-jobs"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
        "content-type": "application/json",
    }
    assert api.request.json == {
        "baseModelIdentifier": "baseModelIdentifier",
        "clientRequestToken": "clientRequestToken",
        "customModelName": "customModelName",
        "customizationType": "FINE_TUNING",
        "hyperParameters": {"key": "hyperParameters"},
        "jobName": "jobName",
        "outputDataConfig": {"s3Uri": "s3Uri"},
        "roleArn": "roleArn",
        "trainingDataConfig": {"s3Uri": "s3Uri"},
    }
    assert answer == models.CreateModelCustomizationJobResponse(job_arn="jobArn")


def test_create_job_raises_validation_exception_400() -> None:
    """CreateModelCustomizationJob: 400 raises ValidationException."""
    body = {"message": "message"}
    api = FakeApi(Answer(400, body, headers={"x-amzn-errortype": "ValidationException"}))
    with api.client() as client, pytest.raises(errors.ValidationException) as caught:
        client.model_customization.create_job(
            job_name="jobName",
            custom_model_name="customModelName",
            role_arn="roleArn",
            base_model_identifier="baseModelIdentifier",
            training_data_config=models.TrainingDataConfig(),
            output_data_config=models.OutputDataConfig(s3_uri="s3Uri"),
        )
    assert caught.value.status == 400
    assert caught.value.body == body
    assert caught.value.code == "ValidationException"


def test_create_job_raises_conflict_exception_409() -> None:
    """CreateModelCustomizationJob: 409 raises ConflictException."""
    body = {"message": "message"}
    api = FakeApi(Answer(409, body, headers={"x-amzn-errortype": "ConflictException"}))
    with api.client() as client, pytest.raises(errors.ConflictException) as caught:
        client.model_customization.create_job(
            job_name="jobName",
            custom_model_name="customModelName",
            role_arn="roleArn",
            base_model_identifier="baseModelIdentifier",
            training_data_config=models.TrainingDataConfig(),
            output_data_config=models.OutputDataConfig(s3_uri="s3Uri"),
        )
    assert caught.value.status == 409
    assert caught.value.body == body
    assert caught.value.code == "ConflictException"


def test_create_job_raises_internal_server_exception_500() -> None:
    """CreateModelCustomizationJob: 500 raises InternalServerException."""
    body = {"message": "message"}
    api = FakeApi(Answer(500, body, headers={"x-amzn-errortype": "InternalServerException"}))
    with api.client() as client, pytest.raises(errors.InternalServerException) as caught:
        client.model_customization.create_job(
            job_name="jobName",
            custom_model_name="customModelName",
            role_arn="roleArn",
            base_model_identifier="baseModelIdentifier",
            training_data_config=models.TrainingDataConfig(),
            output_data_config=models.OutputDataConfig(s3_uri="s3Uri"),
        )
    assert caught.value.status == 500
    assert caught.value.body == body
    assert caught.value.code == "InternalServerException"


def test_get_job() -> None:
    """GetModelCustomizationJob: GET /model-customization-jobs/{jobIdentifier}."""
    api = FakeApi(
        Answer(
            200,
            {
                "baseModelArn": "baseModelArn",
                "clientRequestToken": "clientRequestToken",
                "creationTime": "2026-01-02T03:04:05Z",
                "customizationType": "FINE_TUNING",
                "endTime": "2026-01-02T03:04:05Z",
                "failureMessage": "failureMessage",
                "hyperParameters": {"key": "hyperParameters"},
                "jobArn": "jobArn",
                "jobName": "jobName",
                "lastModifiedTime": "2026-01-02T03:04:05Z",
                "outputDataConfig": {"s3Uri": "s3Uri"},
                "outputModelArn": "outputModelArn",
                "outputModelKmsKeyArn": "outputModelKmsKeyArn",
                "outputModelName": "outputModelName",
                "roleArn": "roleArn",
                "status": "InProgress",
                "statusDetails": {
                    "dataProcessingDetails": {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "lastModifiedTime": "2026-01-02T03:04:05Z",
                        "status": "InProgress",
                    },
                    "trainingDetails": {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "lastModifiedTime": "2026-01-02T03:04:05Z",
                        "status": "InProgress",
                    },
                    "validationDetails": {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "lastModifiedTime": "2026-01-02T03:04:05Z",
                        "status": "InProgress",
                    },
                },
                "trainingDataConfig": {"s3Uri": "s3Uri"},
                "trainingMetrics": {"trainingLoss": 1.5},
                "validationDataConfig": {"validators": [{"s3Uri": "s3Uri"}]},
                "validationMetrics": [{"validationLoss": 1.5}],
                "vpcConfig": {"securityGroupIds": ["securityGroupIds"], "subnetIds": ["subnetIds"]},
            },
        )
    )
    with api.client() as client:
        answer = client.model_customization.get_job("jobIdentifier/1:2")
    assert api.request.method == "GET"
    assert api.request.target == "/model-customization-jobs/jobIdentifier%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer == models.GetModelCustomizationJobResponse(
        base_model_arn="baseModelArn",
        client_request_token="clientRequestToken",
        creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        customization_type="FINE_TUNING",
        end_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        failure_message="failureMessage",
        hyper_parameters={"key": "hyperParameters"},
        job_arn="jobArn",
        job_name="jobName",
        last_modified_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        output_data_config=models.OutputDataConfig(s3_uri="s3Uri"),
        output_model_arn="outputModelArn",
        output_model_kms_key_arn="outputModelKmsKeyArn",
        output_model_name="outputModelName",
        role_arn="roleArn",
        status="InProgress",
        status_details=models.StatusDetails(
            data_processing_details=models.JobPhaseStatus(
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                last_modified_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                status="InProgress",
            ),
            training_details=models.JobPhaseStatus(
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                last_modified_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                status="InProgress",
            ),
            validation_details=models.JobPhaseStatus(
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                last_modified_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                status="InProgress",
            ),
        ),
        training_data_config=models.TrainingDataConfig(s3_uri="s3Uri"),
        training_metrics=models.TrainingMetrics(training_loss=1.5),
        validation_data_config=models.ValidationDataConfig(
            validators=[models.Validator(s3_uri="s3Uri")]
        ),
        validation_metrics=[models.ValidationMetric(validation_loss=1.5)],
        vpc_config=models.VpcConfig(
            subnet_ids=["subnetIds"], security_group_ids=["securityGroupIds"]
        ),
    )


@pytest.mark.anyio
async def test_get_job_async() -> None:
    """GetModelCustomizationJob: GET /model-customization-jobs/{jobIdentifier}."""
    api = FakeApi(
        Answer(
            200,
            {
                "baseModelArn": "baseModelArn",
                "clientRequestToken": "clientRequestToken",
                "creationTime": "2026-01-02T03:04:05Z",
                "customizationType": "FINE_TUNING",
                "endTime": "2026-01-02T03:04:05Z",
                "failureMessage": "failureMessage",
                "hyperParameters": {"key": "hyperParameters"},
                "jobArn": "jobArn",
                "jobName": "jobName",
                "lastModifiedTime": "2026-01-02T03:04:05Z",
                "outputDataConfig": {"s3Uri": "s3Uri"},
                "outputModelArn": "outputModelArn",
                "outputModelKmsKeyArn": "outputModelKmsKeyArn",
                "outputModelName": "outputModelName",
                "roleArn": "roleArn",
                "status": "InProgress",
                "statusDetails": {
                    "dataProcessingDetails": {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "lastModifiedTime": "2026-01-02T03:04:05Z",
                        "status": "InProgress",
                    },
                    "trainingDetails": {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "lastModifiedTime": "2026-01-02T03:04:05Z",
                        "status": "InProgress",
                    },
                    "validationDetails": {
                        "creationTime": "2026-01-02T03:04:05Z",
                        "lastModifiedTime": "2026-01-02T03:04:05Z",
                        "status": "InProgress",
                    },
                },
                "trainingDataConfig": {"s3Uri": "s3Uri"},
                "trainingMetrics": {"trainingLoss": 1.5},
                "validationDataConfig": {"validators": [{"s3Uri": "s3Uri"}]},
                "validationMetrics": [{"validationLoss": 1.5}],
                "vpcConfig": {"securityGroupIds": ["securityGroupIds"], "subnetIds": ["subnetIds"]},
            },
        )
    )
    async with api.async_client() as client:
        answer = await client.model_customization.get_job("jobIdentifier/1:2")
    assert api.request.method == "GET"
    assert api.request.target == "/model-customization-jobs/jobIdentifier%2F1%3A2"
    assert api.request.headers == {
        "accept": "application/json, */*;q=0.5",
        "authorization": "Bearer test-secret",
    }
    assert api.request.content == b""
    assert answer == models.GetModelCustomizationJobResponse(
        base_model_arn="baseModelArn",
        client_request_token="clientRequestToken",
        creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        customization_type="FINE_TUNING",
        end_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        failure_message="failureMessage",
        hyper_parameters={"key": "hyperParameters"},
        job_arn="jobArn",
        job_name="jobName",
        last_modified_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        output_data_config=models.OutputDataConfig(s3_uri="s3Uri"),
        output_model_arn="outputModelArn",
        output_model_kms_key_arn="outputModelKmsKeyArn",
        output_model_name="outputModelName",
        role_arn="roleArn",
        status="InProgress",
        status_details=models.StatusDetails(
            data_processing_details=models.JobPhaseStatus(
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                last_modified_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                status="InProgress",
            ),
            training_details=models.JobPhaseStatus(
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                last_modified_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                status="InProgress",
            ),
            validation_details=models.JobPhaseStatus(
                creation_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                last_modified_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
                status="InProgress",
            ),
        ),
        training_data_config=models.TrainingDataConfig(s3_uri="s3Uri"),
        training_metrics=models.TrainingMetrics(training_loss=1.5),
        validation_data_config=models.ValidationDataConfig(
            validators=[models.Validator(s3_uri="s3Uri")]
        ),
        validation_metrics=[models.ValidationMetric(validation_loss=1.5)],
        vpc_config=models.VpcConfig(
            subnet_ids=["subnetIds"], security_group_ids=["securityGroupIds"]
        ),
    )


def test_get_job_raises_validation_exception_400() -> None:
    """GetModelCustomizationJob: 400 raises ValidationException."""
    body = {"message": "message"}
    api = FakeApi(Answer(400, body, headers={"x-amzn-errortype": "ValidationException"}))
    with api.client() as client, pytest.raises(errors.ValidationException) as caught:
        client.model_customization.get_job("jobIdentifier/1:2")
    assert caught.value.status == 400
    assert caught.value.body == body
    assert caught.value.code == "ValidationException"


def test_get_job_raises_resource_not_found_exception_404() -> None:
    """GetModelCustomizationJob: 404 raises ResourceNotFoundException."""
    body = {"message": "message"}
    api = FakeApi(Answer(404, body, headers={"x-amzn-errortype": "ResourceNotFoundException"}))
    with api.client() as client, pytest.raises(errors.ResourceNotFoundException) as caught:
        client.model_customization.get_job("jobIdentifier/1:2")
    assert caught.value.status == 404
    assert caught.value.body == body
    assert caught.value.code == "ResourceNotFoundException"


def test_get_job_raises_internal_server_exception_500() -> None:
    """GetModelCustomizationJob: 500 raises InternalServerException."""
    body = {"message": "message"}
    api = FakeApi(Answer(500, body, headers={"x-amzn-errortype": "InternalServerException"}))
    with api.client() as client, pytest.raises(errors.InternalServerException) as caught:
        client.model_customization.get_job("jobIdentifier/1:2")
    assert caught.value.status == 500
    assert caught.value.body == body
    assert caught.value.code == "InternalServerException"
