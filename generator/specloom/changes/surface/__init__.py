"""The record of a client as its callers see it: `specloom.surface.json`."""
