"""`python -m specloom`."""

import sys

from .cli import main

# Processes that format files import this module once more.
if __name__ == "__main__":
    sys.exit(main())
