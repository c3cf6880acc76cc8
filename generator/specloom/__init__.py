"""specloom generates a typed Python client, its tests and its documentation from an OpenAPI document."""

__version__ = "0.1.0"
