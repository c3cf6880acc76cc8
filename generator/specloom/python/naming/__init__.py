"""Identifiers, and the names that are kept from run to run."""
