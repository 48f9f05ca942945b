"""A large sheet in parts that can be read anywhere, each of whole claims.

Who plans the parts reads the numbers of the claims alone, from front to back, and with them all that
spans a sheet: which rows are a claim, which are faults, in which blocks the file is cut. A part says which
rows of which stretch of the file to take, and to which claims they belong; making tables of them is nine
tenths of the work and needs to know nothing else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import polars as pl

from ...tables import Tables
from ..reading import Reading
from .block import Dated
from .claims import SORTED_ROWS, ClaimRows, brought_together, runs
from .column_map import ColumnMap
from .extract import Extractor
from .layout import Layout, lay_out
from .log import SheetLog
from .reading import LOOKED_AT, Whole
from .rows import Rows, Sheet


class Stretch(Protocol):
    """Rows of a file that follow one another, as a part says where they stand."""

    @property
    def first(self) -> int:
        """The number of the first row."""

    def texts(self, path: Path, headers: Mapping[int, str]) -> pl.DataFrame:
        """The columns at some places, named by them, as cleaned texts; InputError where they cannot be read."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What all parts of a sheet have in common; small, for it is sent with each."""

    file: str
    headers: tuple[str, ...]
    asked: ColumnMap | None
    dates: dict[int, Dated]
    otherwise: str

    def layout(self) -> Layout:
        """What the columns are; made once for all parts of a file."""
        known = (self.file, self.headers)
        if known not in _LAYOUTS:
            _LAYOUTS.clear()
            _LAYOUTS[known] = lay_out(*known, self.asked)
        return _LAYOUTS[known]


_LAYOUTS: Final[dict[tuple[str, tuple[str, ...]], Layout]] = {}


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Rows of a sheet that are whole claims."""

    path: str
    manner: Manner
    stretch: Stretch
    chosen: bytes  # a bit for each row of the stretch: whether it is among them
    scattered: bool  # whether the rows of a claim may stand anywhere, for these are all that the sheet has

    def tables(self) -> tuple[Iterator[Tables], SheetLog]:
        """The tables of the claims, and what was told as they were made, which is complete when they are."""
        manner, layout, log = self.manner, self.manner.layout(), SheetLog(self.manner.file)
        stated = manner.asked.claim_type if manner.asked else None
        extractor = Extractor(layout, manner.dates, log, stated, manner.otherwise)
        rows = self._rows(sorted({column.index for column in layout.columns}))
        (identifier, *_) = layout.of("claim.claim_id")
        if layout.wide:
            found = ClaimRows(rows, np.arange(len(rows.numbers)))
        else:
            ids = rows.cells[str(identifier.index)]
            found = brought_together(rows, ids) if self.scattered else ClaimRows(rows, runs(ids))
        return extractor.tables(found), log

    def _rows(self, places: list[int]) -> Rows:
        cells = self.stretch.texts(Path(self.path), {place: self.manner.headers[place] for place in places})
        at = np.flatnonzero(np.unpackbits(np.frombuffer(self.chosen, np.uint8), bitorder="little"))
        numbers = pl.Series(self.stretch.first + at, dtype=pl.Int32)
        follow = at[-1] - at[0] + 1 == len(at)
        return Rows(numbers, cells.slice(int(at[0]), len(at)) if follow else cells[pl.Series(at)])


class Parting(ABC):
    """A sheet as parts, in their order; what is told of it as a whole is complete when they are taken."""

    def __init__(self, path: str, sheet: Sheet, asked: ColumnMap | None) -> None:
        self._path = path
        self._whole = Whole(sheet, asked, SORTED_ROWS)
        self._other_payers = 0

    def parts(self) -> Iterator[SheetPart]:
        """The parts, each of about the bytes of a block, or a page."""
        whole = self._whole
        manner = Manner(
            whole.sheet.file, tuple(whole.sheet.headers), whole.asked, whole.dates, whole.extractor().otherwise
        )
        for found in whole.gathering.claims(self._identifiers()):
            # where claims are of several types, what is found is a page, whose types are told apart
            yield from (self._part(manner, some) for some in ([found] if whole.mixed else self._cut(found)))

    def taken(self, tables: Tables) -> Tables:
        """Tables of the next part, with what is numbered throughout the file."""
        payers = tables.other_payers
        if not payers.height:
            return tables
        numbered = payers.with_columns(pl.col("#other_payer") + self._other_payers)
        self._other_payers += payers.height
        return replace(tables, other_payers=numbered)

    def told(self, log: SheetLog) -> None:
        """What was told of the next part."""
        self._whole.told.add_repairs(log)

    def finish(self, reading: Reading) -> None:
        """Put to `reading` what is known at the end."""
        self._whole.finish(reading)

    @abstractmethod
    def _identifiers(self) -> Iterator[Rows]:
        """The numbers of the claims, some rows at a time."""

    @abstractmethod
    def _rows_of_part(self, found: ClaimRows) -> int:
        """So many of these rows, or a few more, take about the bytes of a block."""

    @abstractmethod
    def _stretch(self, first: int, last: int) -> Stretch:
        """The rows from one to another, which are not before those that were asked for earlier."""

    def _decide(self, batches: Iterable[Rows]) -> bool:
        """Whether rows are read in their order, for there are many; if so, the first have decided what they can.

        The batches have the columns that decide, and their first row stands under the header.
        """
        first: list[Rows] = []
        last = self._whole.sheet.header_row + max(LOOKED_AT, SORTED_ROWS + 1)
        for rows in batches:
            first.append(rows)
            if rows.numbers[-1] >= last:
                break
        else:
            if not self._whole.layout.wide:
                return False
        if first:
            self._whole.decide(first)
        return True

    def _cut(self, found: ClaimRows) -> Iterator[ClaimRows]:
        """The same claims, so many at a time that they take about the bytes of a block."""
        rows = self._rows_of_part(found)
        begins = [0, *(np.flatnonzero(np.diff(found.starts // rows)) + 1).tolist()]
        for begin, end in zip(begins, [*begins[1:], found.count], strict=True):
            yield found.part(begin, end)

    def _part(self, manner: Manner, found: ClaimRows) -> SheetPart:
        numbers = found.rows.numbers.to_numpy()
        stretch = self._stretch(int(numbers.min()), int(numbers.max()))
        chosen = np.zeros(int(numbers.max()) - stretch.first + 1, np.bool_)
        chosen[numbers - stretch.first] = True
        bits = np.packbits(chosen, bitorder="little").tobytes()
        return SheetPart(self._path, manner, stretch, bits, scattered=not self._whole.gathering.streaming)
