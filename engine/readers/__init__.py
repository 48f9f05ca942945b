"""Readers of claim files: whatever the format, the canonical tables come out, block by block.

x12         837 files
reading     what every reader hands over
"""

from __future__ import annotations

from .reading import BLOCK_BYTES, Reading
from .x12 import read

__all__ = ["BLOCK_BYTES", "Reading", "read"]
