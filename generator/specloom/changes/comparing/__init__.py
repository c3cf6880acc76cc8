"""Two versions of a client, part by part."""
