"""Typed Python clients, tests and documentation from OpenAPI documents."""

__version__ = "0.1.0"
