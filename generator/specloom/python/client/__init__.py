"""The modules of the client package."""
