"""CPU time of encoding models as a request body, against `json.dumps` of the same JSON values."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from measure import SAMPLE, heading, interleaved, table

sys.path.insert(0, str(SAMPLE / "src"))

from amazon_bedrock import models
from amazon_bedrock._runtime.digits import write_json
from amazon_bedrock._runtime.encoding import encode_json, to_json
from decode import ITEMS, content_of

_NUMBER = 20
_REPEAT = 40


def main() -> None:
    heading("Encode")
    content = content_of()
    model = models.ListFoundationModelsResponse.model_validate_json(content)
    plain = json.loads(content)
    assert json.loads(encode_json(model)) == plain
    cases: dict[str, Callable[[], object]] = {
        "`json.dumps` of the values": lambda: json.dumps(plain).encode(),
        "the body is the model": lambda: encode_json(model),
        "the model is an argument": lambda: encode_json({"body": model, "name": "x"}),
        "by way of JSON values": lambda: write_json(to_json(model)).encode(),
    }
    times = interleaved(cases, number=_NUMBER, repeat=_REPEAT)
    print(f"CPU milliseconds; {ITEMS} items, {len(content) // 1000} kB.\n")
    base = times["`json.dumps` of the values"].least
    rows = [
        [name, f"{value.least * 1e3:.2f}", f"{value.least / base:.2f}"]
        for name, value in times.items()
    ]
    table(["", "least", "ratio"], rows)


if __name__ == "__main__":
    main()
