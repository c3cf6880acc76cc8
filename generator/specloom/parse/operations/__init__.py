"""Paths, operations, parameters, bodies, responses and security to the neutral model."""
