"""What is wrong with a description, as diagnostics."""
