"""A large CSV in parts: blocks of bytes whose rows were counted, and whose claims are known by their numbers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import polars as pl

from .claims import ClaimRows, joined
from .column_map import ColumnMap
from .csv_records import CsvRecords, Span
from .csv_sheet import CsvSheet
from .encodings import sound
from .parts import Parting
from .rows import Rows

_BLOCKS: Final = 6  # so many are cut of the bytes of a block, for one in which a part begins is read twice
_ROWS: Final = 20_000  # whose claims are gathered at a time


@dataclass(frozen=True, slots=True)
class CsvStretch:
    """Blocks of a CSV that follow one another in the file."""

    before: int  # bytes of the file before its text
    records: CsvRecords
    spans: tuple[Span, ...]

    @property
    def first(self) -> int:
        """The number of the first row."""
        return self.spans[0].first

    def texts(self, path: Path, headers: Mapping[int, str]) -> pl.DataFrame:
        """The columns at some places, as cleaned texts."""
        found = []
        with path.open("rb") as stream:
            for span in _joined(self.spans):
                block, _ = sound(os.pread(stream.fileno(), span.bytes, self.before + span.offset))
                found.append(self.records.texts(block, span, [*headers]))
        return pl.concat(found, how="diagonal") if len(found) > 1 else found[0]


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


class CsvParting(Parting):
    """A CSV as parts."""

    def __init__(self, path: Path, sheet: CsvSheet, asked: ColumnMap | None, block_bytes: int) -> None:
        super().__init__(str(path), sheet, asked)
        self._sheet, self._block_bytes = sheet, block_bytes
        self._records = replace(sheet.records, ragged=[])
        self._spans: list[Span] = []

    @classmethod
    @contextmanager
    def of(cls, path: Path, asked: ColumnMap | None, block_bytes: int) -> Iterator[Self | None]:
        """A file that lies on the disk as parts; None where it is small or its text is not as it stands in the file.

        Raises InputError for what cannot be read.
        """
        with path.open("rb") as stream:
            sheet = CsvSheet(stream, str(path), asked, max(1, block_bytes // _BLOCKS))
            parting = cls(path, sheet, asked, block_bytes)
            yield parting if sheet.before is not None and parting._has_decided(path) else None

    def _has_decided(self, path: Path) -> bool:
        with path.open("rb") as stream:
            return self._decide(self._sheet.again(stream, self._block_bytes).batches(self._whole.deciding()))

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

    def _rows_of_part(self, found: ClaimRows) -> int:
        last = int(found.rows.numbers[-1])
        size = sum(span.bytes for span in self._spans if span.first <= last)
        return max(1, self._block_bytes * (last - self._spans[0].first + 1) // size)

    def _stretch(self, first: int, last: int) -> CsvStretch:
        begin = max(at for at, span in enumerate(self._spans) if span.first <= first)
        del self._spans[:begin]
        spans = tuple(span for span in self._spans if span.first <= last)
        return CsvStretch(self._sheet.before or 0, self._records, spans)
