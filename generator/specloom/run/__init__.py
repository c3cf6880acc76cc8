"""One run over the clients of a configuration: jobs, side by side in processes, and their progress."""
