"""Loads all of the generator, and what it keeps from its first run: compiled templates and validators."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import ledger
from specloom.build import pipeline
from specloom.cli import dispatch
from specloom.config import ClientConfig
from specloom.run.progress import SilentProgress

__all__ = ("dispatch", "ledger")

DOCUMENTS = (
    {"openapi": "3.0.3", "info": {"title": "Rehearsal", "version": "1"}, "paths": {}},
    {
        "openapi": "3.1.0",
        "info": {"title": "Rehearsal", "version": "1"},
        "paths": {"/": {"get": {"tags": ["things"], "responses": {"200": {"description": "OK"}}}}},
    },
)

with tempfile.TemporaryDirectory() as folder:
    for number, document in enumerate(DOCUMENTS):
        spec = Path(folder, f"{number}.json")
        spec.write_text(json.dumps(document), encoding="utf-8")
        output = str(spec.with_suffix(""))
        pipeline.generate(
            ClientConfig(spec=str(spec), output=output, formatter="none"), SilentProgress()
        )
