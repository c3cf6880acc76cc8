"""Which thing of a client gets which name."""
