"""Build one client: from its document to its files."""
