"""Where the segments of a block stand in the envelopes of the file."""

from __future__ import annotations

import numpy as np

from .blocks import Block
from .faults import Position
from .tokens import Ints


class Places:
    """The ordinals of the envelopes of a block's segments, counted from the start of the block."""

    def __init__(self, block: Block) -> None:
        self._heads = [rows[rows >= block.context] for rows in map(block.tokens.rows, ("ISA", "GS", "ST"))]

    def of(self, row: int) -> Position:
        """The position of one segment."""
        interchange, group, transaction = (int(np.searchsorted(rows, row, "right")) for rows in self._heads)
        return Position(interchange, group, transaction)

    def columns(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """The positions of many segments, as columns."""
        interchange, group, transaction = (np.searchsorted(heads, rows, "right") for heads in self._heads)
        return interchange, group, transaction
