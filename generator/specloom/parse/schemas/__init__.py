"""Schemas to the types of the neutral model."""
