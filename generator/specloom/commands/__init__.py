"""The commands, one module each; only the console prints."""
