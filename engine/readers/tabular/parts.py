"""A large CSV in parts that can be read anywhere, each of whole claims.

Who plans the parts reads the numbers of the claims alone, from front to back, and with them all that
spans a sheet: which rows are a claim, which are faults, in which blocks the file is cut. A part says which
rows of which blocks to take, and to which claims they belong; making tables of them is nine tenths of the
work and needs to know nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np
import polars as pl

from ...tables import Tables
from ..reading import Reading
from .block import Dated
from .claims import SORTED_ROWS, ClaimRows, brought_together, joined, runs
from .column_map import ColumnMap
from .csv_records import CsvRecords, Span
from .csv_sheet import CsvSheet
from .encodings import sound
from .extract import Extractor
from .layout import Layout, lay_out
from .log import SheetLog
from .reading import LOOKED_AT, Whole
from .rows import Rows

_BLOCKS: Final = 6  # so many are cut of the bytes of a block, for one in which a part begins is read twice
_ROWS: Final = 20_000  # whose claims are gathered at a time


@dataclass(frozen=True, slots=True)
class Manner:
    """What all parts of a sheet have in common; small, for it is sent with each."""

    before: int  # bytes of the file before its text
    records: CsvRecords
    headers: tuple[str, ...]
    asked: ColumnMap | None
    dates: dict[int, Dated]
    otherwise: str

    def layout(self) -> Layout:
        """What the columns are; made once for all parts of a file."""
        known = (self.records.file, self.headers)
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
    spans: tuple[Span, ...]  # the blocks in which the rows stand, as they follow one another in the file
    chosen: bytes  # a bit for each record of the blocks: whether its row is among them
    scattered: bool  # whether the rows of a claim may stand anywhere, for these are all that the sheet has

    def tables(self) -> tuple[Iterator[Tables], SheetLog]:
        """The tables of the claims, and what was told as they were made, which is complete when they are."""
        manner, layout, log = self.manner, self.manner.layout(), SheetLog(self.manner.records.file)
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
        found = []
        with Path(self.path).open("rb") as stream:
            for span in _joined(self.spans):
                block, _ = sound(os.pread(stream.fileno(), span.bytes, self.manner.before + span.offset))
                found.append(self.manner.records.texts(block, span, places))
        cells = pl.concat(found, how="diagonal") if len(found) > 1 else found[0]
        at = np.flatnonzero(np.unpackbits(np.frombuffer(self.chosen, np.uint8), bitorder="little"))
        numbers = pl.Series(self.spans[0].first + at, dtype=pl.Int32)
        follow = at[-1] - at[0] + 1 == len(at)
        return Rows(numbers, cells.slice(int(at[0]), len(at)) if follow else cells[pl.Series(at)])


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Regular blocks that follow one another as one."""
    before: Span | None = None
    for span in spans:
        if before is not None and before.regular is not None and span.regular is not None:
            before = replace(before, bytes=before.bytes + span.bytes, regular=before.regular + span.regular)
            continue
        if before is not None:
            yield before
        before = span
    if before is not None:
        yield before


class Parting:
    """A sheet as parts, in their order; what is told of it as a whole is complete when they are taken."""

    def __init__(self, path: str, sheet: CsvSheet, whole: Whole, block_bytes: int) -> None:
        self._path, self._sheet, self._whole, self._block_bytes = path, sheet, whole, block_bytes
        self._spans: list[Span] = []
        self._other_payers = 0

    @classmethod
    @contextmanager
    def of(cls, path: Path, asked: ColumnMap | None, block_bytes: int) -> Iterator[Self | None]:
        """A file that lies on the disk as parts; None where it is small or its text is not as it stands in the file.

        Raises InputError for what cannot be read.
        """
        file = str(path)
        with path.open("rb") as stream:
            sheet = CsvSheet(stream, file, asked, max(1, block_bytes // _BLOCKS))
            whole = Whole(sheet, asked, SORTED_ROWS)
            if sheet.before is None or not _decided(path, sheet, whole, block_bytes):
                yield None
            else:
                yield cls(file, sheet, whole, block_bytes)

    def parts(self) -> Iterator[SheetPart]:
        """The parts, each of about the bytes of a block, or a page."""
        whole = self._whole
        records, headers = replace(self._sheet.records, ragged=[]), tuple(self._sheet.headers)
        manner = Manner(
            self._sheet.before or 0, records, headers, whole.asked, whole.dates, whole.extractor().otherwise
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

    def _identifiers(self) -> Iterator[Rows]:
        """The numbers of the claims, a block at a time, of rows that have a text in any column that is read."""
        sheet, place = self._sheet, int(self._whole.gathering.id_column)
        every = sorted(self._whole.needed())
        waiting: list[Rows] = []
        for span, block in sheet.blocks():
            seen = len(sheet.ragged)
            rows = sheet.rows(block, span, [place])  # the others are looked at where a row may have no text at all
            if len(rows.numbers) < sheet.height or rows.cells[str(place)].null_count():
                del sheet.ragged[seen:]
                rows = sheet.rows(block, span, every)
                rows = Rows(rows.numbers, rows.cells.select(str(place)))
            self._spans.append(span)
            if len(rows.numbers):
                waiting.append(rows)
            if sum(len(one.numbers) for one in waiting) >= _ROWS:
                yield joined(waiting)
                waiting = []
        if waiting:
            yield joined(waiting)

    def _cut(self, found: ClaimRows) -> Iterator[ClaimRows]:
        """The same claims, so many at a time that they take about the bytes of a block."""
        last = int(found.rows.numbers[-1])
        size = sum(span.bytes for span in self._spans if span.first <= last)
        rows = max(1, self._block_bytes * (last - self._spans[0].first + 1) // size)
        begins = [0, *(np.flatnonzero(np.diff(found.starts // rows)) + 1).tolist()]
        for begin, end in zip(begins, [*begins[1:], found.count], strict=True):
            yield found.part(begin, end)

    def _part(self, manner: Manner, found: ClaimRows) -> SheetPart:
        numbers = found.rows.numbers.to_numpy()
        first, last = int(numbers.min()), int(numbers.max())
        begin = max(at for at, span in enumerate(self._spans) if span.first <= first)
        del self._spans[:begin]
        spans = tuple(span for span in self._spans if span.first <= last)
        chosen = np.zeros(last - spans[0].first + 1, np.bool_)
        chosen[numbers - spans[0].first] = True
        bits = np.packbits(chosen, bitorder="little").tobytes()
        return SheetPart(self._path, manner, spans, bits, scattered=not self._whole.gathering.streaming)


def _decided(path: Path, sheet: CsvSheet, whole: Whole, block_bytes: int) -> bool:
    """Whether rows are read in their order, for there are many; if so, the first have decided what they can."""
    first: list[Rows] = []
    with path.open("rb") as stream:
        sheet = sheet.again(stream, block_bytes)
        last = sheet.header_row + max(LOOKED_AT, SORTED_ROWS + 1)
        for rows in sheet.batches(whole.deciding()):
            first.append(rows)
            if rows.numbers[-1] >= last:
                break
        else:
            if not whole.layout.wide:
                return False
    if first:
        whole.decide(first)
    return True
