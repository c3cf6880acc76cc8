"""Swagger 2.0, OpenAPI 3.0 and 3.2 to the normal form (3.1)."""
