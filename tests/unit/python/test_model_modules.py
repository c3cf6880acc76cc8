"""Models in modules: small enough, called by what is in them, and without circles."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from specloom.build.pipeline import understand
from specloom.config import ClientConfig
from specloom.ir.type_graph import ids_of
from specloom.python.client.client_plan import ClientPlan
from specloom.python.naming.name_registry import PastClient
from specloom.python.plan import plan
from specloom.run.progress import SilentProgress

FAMILIES = ("Invoice", "PaymentMethod", "Refund")
SIZE = 40


def document(families: Sequence[str] = FAMILIES) -> dict[str, Any]:
    """Return a document of one resource with some families of schemas, each one referring to the next."""
    schemas: dict[str, Any] = {}
    for family in families:
        for number in range(SIZE):
            below = f"{family}Part{number + 1}"
            inner = (
                {"$ref": f"#/components/schemas/{below}"}
                if number + 1 < SIZE
                else {"type": "string"}
            )
            schemas[f"{family}Part{number}"] = {"type": "object", "properties": {"inner": inner}}
    for family, other in itertools.pairwise(families):
        properties = schemas[f"{family}Part{SIZE - 1}"]["properties"]
        properties["other"] = {"$ref": f"#/components/schemas/{other}Part0"}
    found = {"schema": {"$ref": f"#/components/schemas/{families[0]}Part0"}}
    answer = {"200": {"description": "It.", "content": {"application/json": found}}}
    operation = {"operationId": "look", "tags": ["Billing"], "responses": answer}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/bills": {"get": operation}},
        "components": {"schemas": schemas},
    }


def client_of(
    folder: Path, past: PastClient | None = None, families: Sequence[str] = FAMILIES
) -> ClientPlan:
    """Return the plan of the client."""
    (folder / "openapi.json").write_text(json.dumps(document(families)))
    config = ClientConfig(spec=str(folder / "openapi.json"), output=str(folder))
    return plan(understand(config, SilentProgress()).api, config, past or PastClient())


def test_modules_of_a_large_group(tmp_path: Path) -> None:
    """Each is called by the words of its classes, has at most sixty, and needs none that needs it."""
    client = client_of(tmp_path)
    modules = client.symbols.modules
    names = {modules[type_id] for type_id in client.symbols.names}
    assert names == {"billing", "billing_invoice"}
    for name in names:
        assert sum(modules[type_id] == name for type_id in client.symbols.names) <= 60
    needs = {
        (modules[type_id], modules[target])
        for type_id in client.symbols.names
        for target in ids_of(client.api.types[type_id])
        if modules[type_id] != modules[target]
    }
    assert not any((after, before) in needs for before, after in needs)


def test_modules_are_called_by_things(tmp_path: Path) -> None:
    """What is done to them, "create or update", is left out."""
    families = ("BillingCreateOrUpdateRefund", "BillingSetRefund")
    client = client_of(tmp_path, families=families)
    assert set(client.symbols.modules.values()) == {"billing", "billing_refund"}


def test_modules_stay(tmp_path: Path) -> None:
    """The lock keeps them, whatever they were called."""
    first = client_of(tmp_path)
    old = {
        key: {"billing": "billing_7"}.get(name, name) if key.startswith("module ") else name
        for key, name in first.names.recorded.items()
    }
    second = client_of(tmp_path, PastClient(api=first.api, names=old))
    assert second.names.recorded == old
