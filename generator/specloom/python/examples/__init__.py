"""Example values and example calls, for tests and documentation."""
