"""The mock server: it checks requests against the document, and returns its examples or made values."""
