"""Rows of a sheet as every format hands them over: texts by column, with the numbers a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

from ...errors import InputError, Problem

BATCH_ROWS: Final = 20_000
"""Rows handed over at a time where a format is not read by bytes; of a wide CSV as many are a block."""

WIDEST: Final = 16_384
"""Columns of an Excel sheet; what has more is no list of claims."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows: `cells` has the texts of the columns that were asked for, named by their place from 0.

    `numbers` are the rows as the spreadsheet shows them, the header being one of them. Texts are trimmed, and
    null where nothing is left.
    """

    numbers: pl.Series
    cells: pl.DataFrame


class Sheet(Protocol):
    """A sheet being read. `headers` may grow while it is: records of NDJSON need not have the same keys."""

    file: str
    headers: list[str]
    header_row: int  # 0 where the format has names apart from the rows
    excel: bool  # numbers in a column of dates are Excel's day numbers for sure
    warnings: list[Problem]

    @property
    def ragged(self) -> list[int]:
        """Rows with more or fewer cells than there are columns."""

    @property
    def bytes_read(self) -> int:
        """Bytes of the file that were read."""

    def batches(self, wanted: Collection[int] | None) -> Iterator[Rows]:
        """The rows under the header, with the columns of these places (None: all) and perhaps others; once."""


def cleaned(cells: pl.DataFrame) -> pl.DataFrame:
    """Texts without white space at their ends, and null where nothing is left."""
    if not cells.width:
        return cells
    stripped = cells.select(pl.all().str.strip_chars())
    empty = stripped.select((pl.all() == "").any()).row(0)
    names = [name for name, some in zip(cells.columns, empty, strict=True) if some]
    return stripped.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)


def numbered(first: int, cells: pl.DataFrame) -> Rows:
    """Rows of cleaned texts that follow one another from `first` on, those without any text left out."""
    numbers = pl.int_range(first, first + cells.height, dtype=pl.Int32, eager=True)
    if cells.width and all(column.null_count() for column in cells):
        there = cells.select(~pl.all_horizontal(pl.all().is_null())).to_series()
        if not there.all():
            return Rows(numbers.filter(there), cells.filter(there))
    return Rows(numbers, cells)


def refused(file: str, sentence: str, kind: str, hint: str = "", place: str | None = None) -> InputError:
    """What ends the reading of a file."""
    return InputError([Problem(file, place, sentence, kind, hint)])
