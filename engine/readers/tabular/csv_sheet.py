"""CSV: rows of a text file, read by blocks of bytes that are cut at the ends of records.

A block is read at once where it is sure that each row has as many cells as there are columns: the separators outside of
cells are counted. A block of another kind is read by Python's csv module, row by row, and rows with more or
fewer cells are told.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from typing import IO, Final

import polars as pl

from ...errors import Problem
from .cells import cells
from .column_map import ColumnMap
from .encodings import Utf8
from .header import LOOKED_AT, header_row, known_names, trimmed
from .quoting import LINE_FEED, cut
from .rows import WIDEST, Rows, cleaned, names, numbered, refused

SEPARATORS: Final = ",;\t|"

LONGEST_RECORD: Final = 16_000_000
"""Bytes of one row; what is longer is a quote that nobody closed."""

_HEAD: Final = 1_000_000


class CsvSheet:
    """A CSV being read; the stream is read once, from where it stands."""

    excel = False

    def __init__(self, stream: IO[bytes], file: str, asked: ColumnMap | None, block_bytes: int) -> None:
        self.file = file
        self.ragged: list[int] = []
        self.warnings: list[Problem] = []
        self._text = Utf8(stream, file)
        self._block_bytes = max(block_bytes, 1)
        self._data = self._first()
        self._separator, rows = self._dialect(asked)
        at = header_row(rows, asked)
        if at is None:
            raise refused(file, "no row names the columns", "no-header", "give header_row in a column map")
        self.header_row = at + 1
        self.headers = trimmed(rows[at])
        if len(self.headers) > WIDEST:
            raise refused(file, f"the file has {len(self.headers):,} columns", "too-wide", "name the separator's file")
        self._width = len(rows[at])

    @property
    def bytes_read(self) -> int:
        """Bytes of the file that were read."""
        return self._text.bytes_read

    def _first(self) -> bytes:
        """Enough of the text to see the header and some rows."""
        data = b""
        while len(data) < _HEAD and (more := self._text.read(_HEAD)):
            data += more
        if not data.strip():
            raise refused(self.file, "the file is empty", "empty-file")
        return data

    def _dialect(self, asked: ColumnMap | None) -> tuple[str, list[list[str]]]:
        """The separator whose rows have most names that are known, else most cells; and the first rows."""
        text = self._text.sound(self._data).decode("utf-8", "replace")
        found = {separator: self._head_rows(text, separator) for separator in SEPARATORS}

        def rank(separator: str) -> tuple[int, int]:
            rows = found[separator]
            return max(known_names(rows, asked)), min(max(map(len, rows)), 1000)

        ranks = {separator: rank(separator) for separator in SEPARATORS}
        best = max(ranks, key=ranks.__getitem__)
        if ranks[best][1] < 2:
            raise refused(
                self.file, "the rows have one cell each: no comma, semicolon, tab or bar parts them", "no-columns"
            )
        return best, found[best]

    def _head_rows(self, text: str, separator: str) -> list[list[str]]:
        rows = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                rows.append(row)
                if len(rows) == LOOKED_AT:
                    break
        except csv.Error:  # a cell of more than 131,072 characters
            pass
        return rows or [[]]

    def batches(self, wanted: Collection[int] | None) -> Iterator[Rows]:
        """The rows under the header, a block of bytes at a time."""
        places = sorted(range(len(self.headers)) if wanted is None else wanted)
        next_row, final = 1, False
        while not final:
            data, end, final, regular_rows = self._records()
            block = self._text.sound(data[:end])
            self._data = data[end:]
            del data
            texts = self._fast(block, places, regular_rows)
            if texts is None:
                texts = self._slow(block, places, next_row)
            del block
            first = next_row
            next_row += texts.height
            if first <= self.header_row:  # in the first block, which may be small
                texts = texts.slice(self.header_row - first + 1)
                first = next_row - texts.height
            if texts.height:
                yield numbered(first, texts)
        if self._text.mixed:
            sentence = "some text is not UTF-8; it was read as Windows-1252"
            self.warnings.append(Problem(self.file, None, sentence, "encoding", level="warning"))

    def _records(self) -> tuple[bytes, int, bool, int | None]:
        """The next bytes, where their last record ends, whether the file does, and how many regular rows there are.

        None for the last is a block of which some row has more or fewer cells than there are columns.
        """
        data, size = self._data, self._block_bytes
        final = False
        while True:
            if len(data) < size:
                more = self._text.read(size - len(data))
                final = not more
                data += more
            part = data if final or len(data) <= size else data[:size]
            found = cut(part, ord(self._separator), final=final and len(part) == len(data))
            if found.unclosed or (not found.end and len(part) >= LONGEST_RECORD):
                raise refused(
                    self.file, "a quotation mark is opened and not closed", "open-quote",
                    f"close it, or look for a row of more than {LONGEST_RECORD:,} bytes",
                )  # fmt: skip
            if found.end or final:
                rows = found.line_feeds + (found.end > 0 and part[found.end - 1] != LINE_FEED)
                regular = found.standard and found.separators == rows * (self._width - 1)
                return data, found.end, final and found.end == len(data), rows if regular else None
            size *= 2

    def _fast(self, block: bytes, places: Sequence[int], rows: int | None) -> pl.DataFrame | None:
        """The cells of a block of so many regular rows; None where it is not regular, or Polars finds other rows."""
        if rows is None or not places:
            return None
        if (found := cells(block, ord(self._separator), self._width, rows, places)) is not None:
            return found
        schema = dict.fromkeys(names(range(self._width)), pl.String)
        head = self._separator.join(schema).encode() + b"\n"
        try:
            texts = pl.read_csv(
                head + block, separator=self._separator, schema=schema, columns=names(places), infer_schema=False
            )
        except pl.exceptions.PolarsError:
            return None
        return cleaned(texts) if texts.height == rows else None

    def _slow(self, block: bytes, places: Sequence[int], first: int) -> pl.DataFrame:
        """The cells of any block, row by row."""
        columns: list[list[str | None]] = [[] for _ in places]
        number = first
        try:
            for row in csv.reader(io.StringIO(block.decode(), newline=""), delimiter=self._separator):
                if row and len(row) != self._width and self._is_ragged(row, number):
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
        return number > self.header_row and (len(row) < self._width or any(cell.strip() for cell in row[self._width :]))
