"""CSV: rows of a text file, read by blocks of bytes that are cut at the ends of records."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import IO, Final, Self

from ...errors import Problem
from .column_map import ColumnMap
from .csv_records import LONGEST_RECORD, CsvRecords, Span
from .encodings import Utf8
from .header import LOOKED_AT, header_row, known_names, trimmed
from .quoting import LINE_FEED, cut
from .rows import WIDEST, Rows, numbered, refused

SEPARATORS: Final = ",;\t|"

_HEAD: Final = 1_000_000


class CsvSheet:
    """A CSV being read; the stream is read once, from where it stands."""

    excel = False

    def __init__(self, stream: IO[bytes], file: str, asked: ColumnMap | None, block_bytes: int) -> None:
        self.file = file
        self.begin(stream, block_bytes)
        separator, rows = self._dialect(asked)
        at = header_row(rows, asked)
        if at is None:
            raise refused(file, "no row names the columns", "no-header", "give header_row in a column map")
        self.header_row = at + 1
        self.headers = trimmed(rows[at])
        if len(self.headers) > WIDEST:
            raise refused(file, f"the file has {len(self.headers):,} columns", "too-wide", "name the separator's file")
        self.records = CsvRecords(file, separator, len(rows[at]), self.header_row)

    def begin(self, stream: IO[bytes], block_bytes: int) -> None:
        """Read from this stream, which is at its beginning."""
        self.warnings: list[Problem] = []
        self._text = Utf8(stream, self.file)
        self._block_bytes = max(block_bytes, 1)
        self._data = self._first()
        self.height = 0
        """Rows under the header in the block that was taken last, those without a text among them."""
        self._rows_read = 0  # in the same, with those above

    def again(self, stream: IO[bytes], block_bytes: int) -> Self:
        """The same file from its beginning, without another look at how it is written."""
        other = copy(self)
        other.records = replace(self.records, ragged=[])
        other.begin(stream, block_bytes)
        return other

    @property
    def ragged(self) -> list[int]:
        """Rows with more or fewer cells than there are columns."""
        return self.records.ragged

    @property
    def before(self) -> int | None:
        """Bytes of the file before its text; None where the text is not what stands in the file."""
        return self._text.before

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

        ranks: dict[str, tuple[int, int]] = {}
        for separator in SEPARATORS:
            most = max((known for known, _ in ranks.values()), default=0)
            if max(map(len, found[separator])) >= most:  # else it has fewer cells than another has names
                ranks[separator] = rank(separator)
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
        for span, block in self.blocks():
            if len((rows := self.rows(block, span, places)).numbers):
                yield rows

    def rows(self, block: bytes, span: Span, places: Sequence[int]) -> Rows:
        """The rows of a block that stand under the header, without those that have no text in these columns."""
        texts, first = self.records.texts(block, span, places), span.first
        self._rows_read = texts.height
        if first <= self.header_row:  # in the first block, which may be small
            texts = texts.slice(self.header_row - first + 1)
            first = span.first + self._rows_read - texts.height
        self.height = texts.height
        return numbered(first, texts)

    def blocks(self) -> Iterator[tuple[Span, bytes]]:
        """Blocks of whole records as UTF-8, the header among them; each is to be taken as `rows` before the next."""
        next_row, offset, final = 1, 0, False
        while not final:
            data, end, final, regular = self._cut()
            block = self._text.sound(data[:end])
            self._data = data[end:]
            del data
            yield Span(offset, end, next_row, regular), block
            del block
            next_row, offset = next_row + self._rows_read, offset + end
        if self._text.mixed:
            sentence = "some text is not UTF-8; it was read as Windows-1252"
            self.warnings.append(Problem(self.file, None, sentence, "encoding", level="warning"))

    def _cut(self) -> tuple[bytes, int, bool, int | None]:
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
            found = cut(part, ord(self.records.separator), final=final and len(part) == len(data))
            if found.unclosed or (not found.end and len(part) >= LONGEST_RECORD):
                raise refused(
                    self.file, "a quotation mark is opened and not closed", "open-quote",
                    f"close it, or look for a row of more than {LONGEST_RECORD:,} bytes",
                )  # fmt: skip
            if found.end or final:
                rows = found.line_feeds + (found.end > 0 and part[found.end - 1] != LINE_FEED)
                regular = found.standard and found.separators == rows * (self.records.width - 1)
                return data, found.end, final and found.end == len(data), rows if regular else None
            size *= 2
