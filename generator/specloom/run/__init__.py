"""A run over the clients of a configuration."""
