"""From the neutral model to the Python model."""
