"""The Document: nodes, references, grammar, provenance."""
