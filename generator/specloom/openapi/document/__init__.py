"""The Document: nodes, references, the grammar of OpenAPI, and where each node comes from."""
