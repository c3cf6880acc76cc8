"""The Overlay Specification 1.0 and 1.1: edits of a description."""
