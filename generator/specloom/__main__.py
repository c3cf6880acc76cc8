"""`python -m specloom`."""

from .cli import run

# Processes that format files import this module once more.
if __name__ == "__main__":
    run()
