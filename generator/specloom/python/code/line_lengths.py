"""How long lines of generated Python are.

On its own: the formatters need these numbers, and a run that finds everything up to date loads no node.
"""

from __future__ import annotations

LINE_LENGTH = 100
"""The columns of a line of a module; the formatters are set to it."""
SAMPLE_LINE_LENGTH = 88
"""The columns of a line of a sample in Markdown."""
