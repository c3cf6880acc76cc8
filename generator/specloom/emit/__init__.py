"""From the Python model to files: rendering, formatting, the lock, and the only writer."""
