"""From bytes to a Document in normal form (OpenAPI 3.1)."""
