"""CPU time of importing the Bedrock client, of making a client, and of its first typed response.

Every figure is that of a whole interpreter, less that of one that does nothing.
"""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path

from measure import Times, copy_of_sample, heading, milliseconds, run, table

_REPEAT = 21
_CLIENT = (
    "from amazon_bedrock import AmazonBedrock; client = AmazonBedrock(region='r', api_key='k')"
)
# The mount leaves the default transport, and with it the TLS context, as it is in real life.
_FIRST_CALL = """
import httpx2
from amazon_bedrock import AmazonBedrock
answer = b'{"modelSummaries": [{"modelId": "m"}]}'
transport = httpx2.MockTransport(lambda request: httpx2.Response(200, content=answer))
http_client = httpx2.Client(mounts={'all://': transport})
with AmazonBedrock(region='r', api_key='k', http_client=http_client) as client:
    assert client.foundation_models.list().model_summaries[0].model_id == 'm'
"""
_BOTO3 = """
import boto3
session = boto3.Session(aws_access_key_id='k', aws_secret_access_key='s')
session.client('bedrock', region_name='us-east-1')
"""
_BARE = "a bare interpreter"
_CASES = {
    _BARE: "pass",
    "`import amazon_bedrock`": "import amazon_bedrock",
    "`import pydantic`": "from pydantic import BaseModel, Field",
    "`httpx2.Client()`": "import httpx2; httpx2.Client()",
    "`AmazonBedrock(...)`": _CLIENT,
    "that, and a model is made": (
        f"{_CLIENT}; from amazon_bedrock import models; models.OutputDataConfig(s3_uri='s3://b/o')"
    ),
    "that, and a first response is decoded": _FIRST_CALL,
    "for comparison: `boto3.client(...)`": _BOTO3,
}


def main() -> None:
    heading("Import")
    cases = dict(_CASES)
    if importlib.util.find_spec("boto3") is None:
        cases = {name: code for name, code in cases.items() if code is not _BOTO3}
    with tempfile.TemporaryDirectory() as folder:
        path = copy_of_sample(Path(folder))
        for code in cases.values():
            run(["-c", code], path=path)  # writes the byte code
        found: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(_REPEAT):
            for name, code in cases.items():
                found[name].append(run(["-c", code], path=path).seconds)
    times = {name: Times(values) for name, values in found.items()}
    bare = times.pop(_BARE)
    rows = [[_BARE, milliseconds(bare.least), milliseconds(bare.median)]]
    rows += [
        [
            name,
            f"+{milliseconds(value.least - bare.least)}",
            f"+{milliseconds(value.median - bare.median)}",
        ]
        for name, value in times.items()
    ]
    print(f"CPU milliseconds of {_REPEAT} processes each, byte code present.\n")
    table(["", "least", "median"], rows)


if __name__ == "__main__":
    main()
