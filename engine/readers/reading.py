"""What reading one file gives, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ..errors import Problem
from ..tables import Fault, Tables

BLOCK_BYTES: Final = 12_000_000
"""Bytes read at a time: some 15,000 claims.

Each block costs a tenth of a second before its first claim is judged, so small ones are slow (6 MB:
half the speed). A check of a large file, reader and all, holds about 750 MB.
"""

_CUT_OFF: Final = frozenset({"breaks-off", "missing-trailer"})
"""Faults after which nobody knows how many claims the file had."""


@dataclass(slots=True)
class Reading:
    """One file being read: its tables are taken from `tables`, once, block by block.

    Everything else is complete when `tables` is exhausted. Taking the next tables raises InputError
    where the rest of the file cannot be read; then nothing of the file counts as read.
    """

    file: str
    tables: Iterator[Tables]
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    claims: int = 0
    rows: int = 0  # of a sheet, without its header and rows that are empty
    segments: int = 0
    bytes: int = 0
    interchanges: int = 0
    groups: int = 0
    transactions: int = 0

    @property
    def cut_off(self) -> list[Problem]:
        """What shows that the file ends before its claims may have, so that nobody knows how many it had."""
        return [fault.problem for fault in self.faults if fault.problem.kind in _CUT_OFF]
