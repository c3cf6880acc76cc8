"""What changes for the callers of a client from one version of its API to the next."""
