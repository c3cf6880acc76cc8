"""The output folder: lock, plan, patches."""
