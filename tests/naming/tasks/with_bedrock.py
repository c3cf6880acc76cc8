"""What people do with Amazon Bedrock."""

from __future__ import annotations

from amazon_bedrock import AmazonBedrock, RequestOptions, raw_response
from amazon_bedrock.errors import ApiError, ResourceNotFoundException, ThrottlingException
from amazon_bedrock.models import OutputDataConfig

MODEL = {"modelId": "amazon.titan", "modelArn": "arn"}
ROUTES: list[tuple[str, str, object]] = [
    ("GET", "/foundation-models", {"modelSummaries": [MODEL]}),
    ("GET", "/foundation-models?byProvider=amazon", {"modelSummaries": [MODEL]}),
    ("GET", "/foundation-models/{id}", {"modelDetails": MODEL}),
    ("POST", "/model-customization-jobs", {"jobArn": "arn:job"}),
    (
        "GET",
        "/model-customization-jobs?statusEquals=InProgress",
        {"modelCustomizationJobSummaries": []},
    ),
    ("POST", "/provisioned-model-throughput", {"provisionedModelArn": "arn"}),
]


def models_of_a_provider(client: AmazonBedrock) -> None:
    found = client.foundation_models.list(by_provider="amazon")
    assert [each.model_id for each in found.model_summaries or []] == ["amazon.titan"]


def tune_a_model(client: AmazonBedrock) -> None:
    job = client.model_customization.create_job(
        job_name="tune-1",
        custom_model_name="mine",
        role_arn="arn:aws:iam::123456789012:role/r",
        base_model_identifier="amazon.titan",
        training_data_config={"s3Uri": "s3://bucket/train.jsonl"},
        output_data_config=OutputDataConfig(s3_uri="s3://bucket/out"),
        hyper_parameters={"epochCount": "2"},
    )
    assert job.job_arn == "arn:job"


def jobs_in_progress(client: AmazonBedrock) -> None:
    for job in client.model_customization.list_jobs(status_equals="InProgress"):
        print(job.job_name)


def buy_throughput(client: AmazonBedrock) -> None:
    bought = client.provisioned_throughput.create(
        model_units=1,
        provisioned_model_name="fast",
        model_id="amazon.titan",
        options=RequestOptions(timeout=5),
    )
    print(bought.provisioned_model_arn)


def errors_by_name(client: AmazonBedrock) -> None:
    try:
        raw = raw_response(client.foundation_models.get)("amazon.titan")
        assert raw.parsed.model_details is not None
    except ResourceNotFoundException:
        print("no such model")
    except ThrottlingException as error:
        print(error.request_id)
    except ApiError as error:
        print(error.status, error.code, error.message)
