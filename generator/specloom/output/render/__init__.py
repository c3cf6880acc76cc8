"""Templates to formatted text."""
