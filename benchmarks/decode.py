"""CPU time of decoding a response of ListFoundationModels with 200 items, against `json.loads` of its bytes."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

from measure import SAMPLE, heading, interleaved, table

sys.path.insert(0, str(SAMPLE / "src"))

from amazon_bedrock import models
from amazon_bedrock._runtime.decoding import Json
from amazon_bedrock._runtime.http import Headers, HttpRequest, HttpResponse

ITEMS = 200
_NUMBER = 20
_REPEAT = 40


def _item(number: int) -> dict[str, Any]:
    return {
        "modelArn": f"arn:aws:bedrock:us-east-1::foundation-model/provider.model-{number}-v1:0",
        "modelId": f"provider.model-{number}-v1:0",
        "modelName": f"Model {number}",
        "providerName": "Provider",
        "inputModalities": ["TEXT", "IMAGE"],
        "outputModalities": ["TEXT"],
        "responseStreamingSupported": True,
        "customizationsSupported": ["FINE_TUNING"],
        "inferenceTypesSupported": ["ON_DEMAND", "PROVISIONED"],
        "modelLifecycle": {"status": "ACTIVE"},
    }


def content_of(first: dict[str, Any] | None = None) -> bytes:
    items = [_item(number) for number in range(ITEMS)]
    items[0] |= first or {}
    return json.dumps({"modelSummaries": items}).encode()


def _decoder(content: bytes) -> Callable[[], object]:
    body: Json[models.ListFoundationModelsResponse] = Json(
        lambda: models.ListFoundationModelsResponse
    )
    response = HttpResponse(200, Headers(), content, HttpRequest("GET", "https://example.com"))

    def decode() -> object:
        answer = body.decode(response, lambda problems: None)
        assert isinstance(answer, models.ListFoundationModelsResponse)
        return answer

    return decode


def main() -> None:
    logging.disable()
    heading("Decode")
    contents = {
        "every item fits": content_of(),
        "an unknown value in an enumeration": content_of({"inputModalities": ["SMELL"]}),
        "a property of another type": content_of({"modelName": 1}),
    }
    cases: dict[str, Callable[[], object]] = {}
    for name, content in contents.items():
        cases[f"json.loads: {name}"] = lambda content=content: json.loads(content)
        cases[name] = _decoder(content)
    times = interleaved(cases, number=_NUMBER, repeat=_REPEAT)
    print(f"CPU milliseconds; {ITEMS} items, {len(contents['every item fits']) // 1000} kB.\n")
    rows = []
    for name in contents:
        plain, decoded = times[f"json.loads: {name}"], times[name]
        rows.append(
            [
                name,
                f"{plain.least * 1e3:.2f}",
                f"{decoded.least * 1e3:.2f}",
                f"{decoded.least / plain.least:.2f}",
            ]
        )
    table(["", "json.loads", "client", "ratio"], rows)


if __name__ == "__main__":
    main()
