"""From the neutral model to what the Python will be: every decision about names, types and layout."""
