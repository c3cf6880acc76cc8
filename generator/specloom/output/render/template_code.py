"""The byte code of templates, kept so that a run need not compile them. The processes that check files do without jinja2."""

from __future__ import annotations

from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from .derived import keep, kept_at, place_of


class TemplateCode(jinja2.BytecodeCache):
    """Keeps the byte code of the generator's own templates."""

    _KIND = f"template, jinja2 {jinja2.__version__}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the byte code of a template if it is there, and for this version of Python."""
        kept = kept_at(self._place_of(bucket))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the byte code of a template."""
        keep(self._place_of(bucket), bucket.bytecode_to_string())

    def _place_of(self, bucket: Bucket) -> Path:
        return place_of(self._KIND, f"{bucket.key} {bucket.checksum}")
