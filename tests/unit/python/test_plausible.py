"""Texts in samples by what a thing is called."""

from __future__ import annotations

import pytest
from specloom.ir.scalars import ScalarKind
from specloom.ir.types import Scalar
from specloom.python.examples.plausible import plausible_sample


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s3Uri", "s3://example/reports"),
        ("training_s3_uri", "s3://example/reports"),
        ("output_gs_url", "gs://example/reports"),
        ("imageUrl", "https://example.com"),
        ("job_name", "my-job"),
        ("x-listen-api-key", "example-key"),
        ("emailAddress", "ada@example.com"),
        ("source_ip_address", "192.0.2.1"),
        ("billing_address", "Damrak 1, Amsterdam"),
        ("customer_first_name", "Ada"),
    ],
)
def test_names_say_what_texts_look_like(name: str, expected: str) -> None:
    """A URI is of the scheme that its name says; the last two words say more than the last one."""
    assert plausible_sample(Scalar(kind=ScalarKind.STRING), name, 0) == expected
