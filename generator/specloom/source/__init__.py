"""From a location to a Document: reading, syntax, references, overlays, validation, upgrade."""
