"""A rendered file, before formatting."""

from __future__ import annotations

from ...records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file as it was rendered, before formatting; with `copied`, as it is to be written.

    `made_of` is the record of what its nodes were made of, "" where there is none. With `kept`, it was not rendered:
    it is made of the same as in the last run, and the text is that of the folder.
    """

    path: str
    text: str
    copied: bool = False
    made_of: str = ""
    kept: bool = False
