"""Whole records of a CSV as columns of texts, once it is known how the file is written.

A block is read at once where it is sure that each row has as many cells as there are columns: the separators outside of
cells are counted. A block of another kind is read by Python's csv module, row by row, and rows with more or
fewer cells are told.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from .cells import cells, column
from .rows import cleaned, refused

LONGEST_RECORD: Final = 16_000_000
"""Bytes of one row; what is longer is a quote that nobody closed."""


@dataclass(frozen=True, slots=True)
class Span:
    """A block of whole records: where its bytes stand behind the file's byte order mark, and the row of the first.

    `regular` is how many there are where each has as many cells as there are columns, else None.
    """

    offset: int
    bytes: int
    first: int
    regular: int | None


@dataclass(slots=True)
class CsvRecords:
    """How the records of a file are written; `ragged` are the rows seen that have more or fewer cells than columns."""

    file: str
    separator: str
    width: int
    header_row: int
    ragged: list[int] = field(default_factory=list)

    def texts(self, block: bytes, span: Span, places: Sequence[int]) -> pl.DataFrame:
        """Some columns of a block of UTF-8, cleaned; those without a text may be left out, but for the first."""
        if span.regular is not None and places and (found := self._at_once(block, places, span.regular)) is not None:
            return found
        return self._row_by_row(block, places, span.first)

    def _at_once(self, block: bytes, places: Sequence[int], rows: int) -> pl.DataFrame | None:
        """The cells of so many rows; None where one has more and another fewer cells than there are columns."""
        separator = ord(self.separator)
        if len(places) == 1:
            return column(block, separator, self.width, rows, places[0])
        return cells(block, separator, self.width, rows, places)

    def _row_by_row(self, block: bytes, places: Sequence[int], first: int) -> pl.DataFrame:
        columns: list[list[str | None]] = [[] for _ in places]
        number = first
        csv.field_size_limit(LONGEST_RECORD)  # its own limit would refuse what a regular block may hold
        try:
            for row in csv.reader(io.StringIO(block.decode(), newline=""), delimiter=self.separator):
                if row and len(row) != self.width and self._is_ragged(row, number):
                    self.ragged.append(number)
                for column, place in zip(columns, places, strict=True):
                    column.append(row[place] if place < len(row) else None)
                number += 1
        except csv.Error:
            raise refused(
                self.file, "a cell is too long to be read", "endless-row",
                "look for a quotation mark that is opened and not closed", f"row {number}",
            ) from None  # fmt: skip
        return cleaned(
            pl.DataFrame([pl.Series(str(at), column, pl.String) for at, column in zip(places, columns, strict=True)])
        )

    def _is_ragged(self, row: Sequence[str], number: int) -> bool:
        """Cells beyond the last column that are empty are no harm, and rows above the header are titles."""
        return number > self.header_row and (len(row) < self.width or any(cell.strip() for cell in row[self.width :]))
