"""Against moto, a server of Bedrock's API that somebody else wrote, with its own oddities."""

from __future__ import annotations

import json
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import IO, TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

if TYPE_CHECKING:
    from .conftest import Caller

ACCOUNT = "123456789012"


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """A running moto server: its address. The system chooses a free port (0), moto says which."""
    command = [sys.executable, "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        found: queue.Queue[str] = queue.Queue()
        reader = threading.Thread(target=find_address, args=(server.stderr, found))
        reader.start()
        try:
            address = found.get(timeout=60)
            assert address.startswith("http://"), address
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)
            reader.join()


def find_address(lines: IO[bytes], found: queue.Queue[str]) -> None:
    """Read what the server says to the end, and pass on the address that it names."""
    said = b""
    for line in lines:
        said += line
        match = re.search(rb"Running on (http://127\.0\.0\.1:\d+)", line)
        if match:
            found.put(match[1].decode())
    found.put(f"moto ended: {said.decode()}")


@pytest.fixture
def settings(moto: str, bedrock: ModuleType) -> dict[str, Any]:
    """What a client of the moto server is made with; the server has forgotten everything."""
    with urlopen(Request(f"{moto}/moto-api/reset", method="POST"), timeout=30) as answer:
        assert answer.status == 200
    return {
        "base_url": moto,
        "region": "us-east-1",
        "aws_credentials": bedrock.AwsCredentials("AKIDEXAMPLE", "secret", "session"),
        "max_retries": 0,
    }


def job(number: int = 1, **other: Any) -> dict[str, Any]:
    """Return the arguments that create a job."""
    arguments = {
        "job_name": f"job-{number}",
        "custom_model_name": f"model-{number}",
        "role_arn": f"arn:aws:iam::{ACCOUNT}:role/r",
        "base_model_identifier": "amazon.titan-text-lite-v1",
        "training_data_config": {"s3Uri": "s3://bucket/train.jsonl"},
        "output_data_config": {"s3Uri": "s3://bucket/out"},
        "hyper_parameters": {"epochCount": "2", "naïve": "✓"},
    }
    return arguments | other


@pytest.fixture
def create(call: Caller, settings: dict[str, Any]) -> Any:
    """Create a job."""

    def make(number: int = 1, **other: Any) -> Any:
        return call("model_customization.create_job", settings, **job(number, **other))

    return make


# --- what works


def test_create_job(call: Caller, settings: dict[str, Any]) -> None:
    """moto returns 200 where 201 is declared, and calls its JSON text/html."""
    raw = call.raw("model_customization.create_job", settings, **job())
    assert raw.status == 200
    assert raw.headers["content-type"].startswith("text/html")
    assert isinstance(raw.parsed, call.bedrock.models.CreateModelCustomizationJobResponse)
    assert raw.parsed.job_arn == (
        f"arn:aws:bedrock:us-east-1:{ACCOUNT}:model-customization-job/job-1"
    )


def test_create_with_models_as_arguments(call: Caller, create: Any) -> None:
    """Nested objects may be models as well as mappings."""
    from amazon_bedrock import models

    create(
        training_data_config=models.TrainingDataConfig(s3_uri="s3://bucket/train.jsonl"),
        output_data_config=models.OutputDataConfig(s3_uri="s3://bucket/out"),
    )


def test_get_job(call: Caller, settings: dict[str, Any], create: Any) -> None:
    """What was sent comes back, decoded; moto's dates have a space and no zone."""
    created = create(client_request_token="token-1", customization_type="FINE_TUNING")
    raw = call.raw("model_customization.get_job", settings, "job-1")
    got = raw.parsed
    assert isinstance(got, call.bedrock.models.GetModelCustomizationJobResponse)
    assert got.job_arn == created.job_arn
    assert got.job_name == "job-1"
    assert got.status == "InProgress"
    assert got.client_request_token == "token-1"
    assert got.customization_type == "FINE_TUNING"
    assert got.hyper_parameters == {"epochCount": "2", "naïve": "✓"}
    assert got.training_data_config.s3_uri == "s3://bucket/train.jsonl"
    assert got.output_data_config.s3_uri == "s3://bucket/out"
    assert got.training_metrics.training_loss == 0.0
    assert [metric.validation_loss for metric in got.validation_metrics] == [0.0]
    assert got.output_model_name == "model-1-job-1"
    assert got.failure_message == "Failure Message"
    assert got.vpc_config is None
    assert got.model_extra == {}
    sent = json.loads(raw.content)
    for name, moment in [
        ("creationTime", got.creation_time),
        ("lastModifiedTime", got.last_modified_time),
        ("endTime", got.end_time),
    ]:
        assert moment.utcoffset() == timedelta(0)
        assert moment == datetime.strptime(sent[name], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def test_a_token_is_sent_by_itself(call: Caller, settings: dict[str, Any], create: Any) -> None:
    """moto keeps the token that the client invented."""
    create()
    token = call("model_customization.get_job", settings, "job-1").client_request_token
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", token)


def test_list_jobs_walks_every_page(call: Caller, settings: dict[str, Any], create: Any) -> None:
    """Five jobs by two are three pages; the last one has null for a token."""
    for number in range(1, 6):
        create(number)
    names = [f"job-{number}" for number in range(1, 6)]
    listed = call.items("model_customization.list_jobs", settings, max_results=2)
    assert [item.job_name for item in listed] == names
    assert all(item.creation_time.tzinfo is not None for item in listed)

    sizes, token = [], None
    while token is not None or not sizes:
        more = {} if token is None else {"next_token": token}
        page = call("model_customization.list_jobs", settings, max_results=2, **more)
        sizes.append(len(page.items))
        token = page.next_token
    assert sizes == [2, 2, 1]
    assert page.response.next_token is None


def test_the_last_page_has_a_null_token(
    call: Caller, settings: dict[str, Any], create: Any
) -> None:
    """`null` ends a list, and for a property it is None."""
    create()
    raw = call.raw("model_customization.list_jobs", settings)
    assert b'"nextToken": null' in raw.content
    assert raw.parsed.next_token is None
    assert [item.job_name for item in raw.parsed.items] == ["job-1"]


def test_list_jobs_by_status(call: Caller, settings: dict[str, Any], create: Any) -> None:
    """A filter that fits, and one that does not."""
    create()
    listed = call.items("model_customization.list_jobs", settings, status_equals="InProgress")
    assert [item.job_name for item in listed] == ["job-1"]
    assert call.items("model_customization.list_jobs", settings, status_equals="Failed") == []


def test_list_custom_models(call: Caller, settings: dict[str, Any], create: Any) -> None:
    """Every model that the jobs made, by two and by base model."""
    for number in range(1, 6):
        create(number, base_model_identifier="base-a" if number < 4 else "base-b")
    listed = call.items("custom_models.list", settings, max_results=2)
    assert [item.model_name for item in listed] == [f"model-{number}" for number in range(1, 6)]
    assert listed[0].model_arn == f"arn:aws:bedrock:us-east-1:{ACCOUNT}:custom-model/model-1"
    assert listed[0].creation_time.tzinfo is not None
    base = "arn:aws:bedrock:us-east-1::foundation-model/base-b"
    filtered = call.items("custom_models.list", settings, base_model_arn_equals=base)
    assert [item.model_name for item in filtered] == ["model-4", "model-5"]


def test_empty_lists(call: Caller, settings: dict[str, Any]) -> None:
    """Nothing there is no error."""
    assert call.items("model_customization.list_jobs", settings) == []
    assert call.items("custom_models.list", settings) == []


def test_the_region_is_in_the_signature(
    call: Caller, settings: dict[str, Any], create: Any
) -> None:
    """moto keeps regions apart by what the Authorization header says."""
    create()
    elsewhere = {**settings, "region": "ap-southeast-4"}
    assert call.items("custom_models.list", elsewhere) == []
    assert len(call.items("custom_models.list", settings)) == 1


def test_strict_clients_cope_too(call: Caller, settings: dict[str, Any], create: Any) -> None:
    """No response of moto's breaks its schema."""
    create()
    strict = {**settings, "strict_responses": True}
    assert call("model_customization.get_job", strict, "job-1").job_name == "job-1"
    assert len(call.items("model_customization.list_jobs", strict)) == 1
    assert len(call.items("custom_models.list", strict)) == 1


# --- what fails


@pytest.fixture
def error_of(call: Caller, settings: dict[str, Any]) -> Any:
    """Make a call that fails; return the exception."""

    def make(method: str, *args: Any, **kwargs: Any) -> Any:
        with pytest.raises(call.bedrock.errors.ClientError) as caught:
            call(method, settings, *args, **kwargs)
        return caught.value

    return make


def test_unknown_job(bedrock: ModuleType, error_of: Any) -> None:
    """moto returns 400 where 404 is declared: the code chooses the class."""
    error = error_of("model_customization.get_job", "no-such-job")
    assert type(error) is bedrock.errors.ResourceNotFoundException
    assert (error.status, error.code) == (400, "ResourceNotFoundException")
    assert "no-such-job" in error.message
    assert error.body["__type"] == "ResourceNotFoundException"


def test_names_are_not_decoded_on_the_way(bedrock: ModuleType, error_of: Any) -> None:
    """moto shows the path as it came: an ARN is one escaped segment."""
    error = error_of("model_customization.get_job", "arn:aws:bedrock/x y")
    assert type(error) is bedrock.errors.ResourceNotFoundException
    assert "arn%3Aaws%3Abedrock%2Fx%20y" in error.message


def test_duplicate_name(bedrock: ModuleType, create: Any, error_of: Any) -> None:
    """A code that the document does not know: the class of the status, with the code."""
    create()
    error = error_of("model_customization.create_job", **job())
    assert type(error) is bedrock.errors.BadRequestError
    assert (error.status, error.code) == (400, "ResourceInUseException")
    assert "job-1 already exists" in error.message


def test_bad_uri(bedrock: ModuleType, error_of: Any) -> None:
    """What moto refuses."""
    error = error_of(
        "model_customization.create_job", **job(output_data_config={"s3Uri": "http://bucket"})
    )
    assert type(error) is bedrock.errors.ValidationException
    assert (error.status, error.code) == (400, "ValidationException")
    assert error.parsed.message == error.message != ""


def test_bad_page_token(bedrock: ModuleType, error_of: Any) -> None:
    """A code of moto's own."""
    error = error_of("model_customization.list_jobs", next_token="no=such+token")
    assert type(error) is bedrock.errors.BadRequestError
    assert (error.status, error.code) == (400, "InvalidToken")


def test_an_operation_that_moto_lacks(bedrock: ModuleType, error_of: Any) -> None:
    """A page of HTML with status 500 is an error as well."""
    error = error_of("foundation_models.list")
    assert type(error) is bedrock.errors.InternalServerException
    assert (error.status, error.code) == (500, None)
    assert "<html" in error.body
