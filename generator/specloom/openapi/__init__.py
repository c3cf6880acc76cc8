"""From bytes to a Document: an OpenAPI description in normal form (3.1), with the place of every value."""
