"""JSON and YAML text to values and their positions."""
