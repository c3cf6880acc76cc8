"""What each command does: one module per command; they return values, and only the console prints."""
