"""Reading one sheet from its first byte to its last claim."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Final, Literal, TypeAlias

import polars as pl

from ...tables import Tables
from ..reading import BLOCK_BYTES, Reading
from .block import DATE_TYPES, Dated
from .claims import SORTED_ROWS, Gathering
from .column_map import ColumnMap
from .csv_sheet import CsvSheet
from .dates import LAST_BIRTH_YEAR, Order, Style, open_order, orders, read_day
from .excel_sheet import ExcelSheet
from .extract import EVIDENCE, Extractor
from .layout import lay_out, unknown_columns
from .log import SheetLog
from .record_sheet import JsonSheet, ParquetSheet
from .rows import Rows, Sheet

Format: TypeAlias = Literal["csv", "ndjson", "parquet", "xlsx"]

LOOKED_AT: Final = 50_000
"""Rows in which it is decided how dates are written."""

_DAYS: Final = 2_000
"""So many distinct days of service say in which year the sheet ends."""

_FORMS: Final = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%m-%d-%Y", "%d-%m-%Y", "%d-%b-%Y")


def opened(stream: IO[bytes], file: str, kind: Format, asked: ColumnMap | None, block_bytes: int) -> Sheet:
    """The sheet that a stream of a known format holds."""
    match kind:
        case "csv":
            return CsvSheet(stream, file, asked, block_bytes)
        case "xlsx":
            return ExcelSheet(stream, file, asked)
        case "parquet":
            return ParquetSheet(stream, file)
        case "ndjson":
            return JsonSheet(stream, file, block_bytes)


def read(
    stream: IO[bytes],
    file: str,
    kind: Format,
    *,
    block_bytes: int = BLOCK_BYTES,
    wanted: frozenset[str] | None = None,  # noqa: ARG001  # what cannot be read is told of any column; the rest is cheap
    columns: ColumnMap | None = None,
    sorted_rows: int = SORTED_ROWS,
) -> Reading:
    """Begin to read a sheet of claims; `file` is what its user called it.

    CSV and NDJSON are read from where the stream stands, the others need one that can be sought in.
    `columns` is what the user says of them. A sheet of `sorted_rows` at most may have the rows of a claim
    anywhere. Raises InputError for what cannot be read, here or when tables are taken.
    """
    reading = Reading(file, iter(()))
    reading.tables = _tables(reading, stream, kind, block_bytes, columns, sorted_rows)
    return reading


def _tables(
    reading: Reading, stream: IO[bytes], kind: Format, block_bytes: int, asked: ColumnMap | None, sorted_rows: int
) -> Iterator[Tables]:
    with stream:
        whole = Whole(opened(stream, reading.file, kind, asked, block_bytes), asked, sorted_rows)
        extractor: Extractor | None = None
        for found in whole.gathering.claims(whole.rows()):
            extractor = extractor or whole.extractor()
            extractor.layout, extractor.dates = whole.layout, whole.dates
            made = extractor.tables(found)
            del found
            for tables in made:
                reading.claims += tables.claims.height
                yield tables
                del tables
    whole.finish(reading)


class Whole:
    """What is known of a sheet as a whole; its layout is made anew when a record brings a column none before had."""

    def __init__(self, sheet: Sheet, asked: ColumnMap | None, sorted_rows: int) -> None:
        self.sheet, self.asked, self.told = sheet, asked, SheetLog(sheet.file)
        self.layout = lay_out(sheet.file, sheet.headers, asked)
        self.dates: dict[int, Dated] = {}
        self.stated = asked.claim_type if asked else None
        self.mixed = self.stated is None and bool(self.layout.of("claim.type", *EVIDENCE))
        self._otherwise = "837P"
        (identifier, *_) = self.layout.of("claim.claim_id")
        self.gathering = Gathering(self.told, str(identifier.index), self.layout.wide, self.mixed, sorted_rows)

    def extractor(self) -> Extractor:
        """What makes tables of its claims, once `decide` has seen the first rows."""
        return Extractor(self.layout, self.dates, self.told, self.stated, self._otherwise)

    def finish(self, reading: Reading) -> None:
        """Put to `reading` what is known at the end."""
        if self.stated is None and not self.layout.of("claim.type"):
            self._guessed(mixed=self.mixed)
        self._ragged()
        reading.rows, reading.bytes = self.gathering.rows_read, self.sheet.bytes_read
        unknown = unknown_columns(self.told.file, self.layout)
        reading.warnings += self.told.warnings([*self.sheet.warnings, *unknown])
        reading.faults += self.told.faults()

    def rows(self) -> Iterator[Rows]:
        """The rows of the sheet, once the first have said how dates are written."""
        batches = _ahead(self.sheet, self.needed())
        first: list[Rows] = []
        count = 0
        for rows, width in batches:
            self._grown(width)
            first.append(rows)
            count += len(rows.numbers)
            del rows
            if count >= LOOKED_AT:
                break
        if first:
            self.decide(first)
        first.reverse()
        while first:
            yield first.pop()  # a block is not to be held any longer than it is needed
        for rows, width in batches:
            self._grown(width)
            yield rows
            del rows

    def needed(self) -> set[int]:
        """The places of the columns that fill a field."""
        return {column.index for column in self.layout.columns}

    def deciding(self) -> set[int]:
        """The places of those that `decide` looks at."""
        codes = self.layout.of("line.procedure_code")
        return {c.index for c in self.layout.columns if c.target.field.type in DATE_TYPES or c in codes}

    def _grown(self, width: int) -> None:
        """Take in the columns that came with the rows at hand, of which there are so many."""
        known = len(self.layout.columns) + len(self.layout.unknown)
        if self.sheet.header_row == 0 and width > known:
            self.layout = lay_out(self.told.file, self.sheet.headers[:width], self.asked)

    def decide(self, first: list[Rows]) -> None:
        """Say how the dates of each column are written, and the type of claims where nothing else tells it."""
        first = _looked_at(first, self.sheet.header_row + LOOKED_AT)
        texts: dict[int, list[str]] = {}
        proved: set[Order] = set()
        asked = self.asked.dates if self.asked else None
        columns = [column for column in self.layout.columns if column.target.field.type in DATE_TYPES]
        by_column: dict[int, set[Order]] = {}
        for column in columns:
            texts[column.index] = _distinct(first, str(column.index))
            by_column[column.index] = orders(texts[column.index])
            proved |= by_column[column.index]
        served = [text for column in columns if "birth" not in column.target.path for text in texts[column.index]]
        last_year = _last_year(served[:_DAYS])
        for column in columns:
            own = by_column[column.index]
            order = asked or _only(own) or _only(proved) or "MDY"
            if asked is None and not own and not _only(proved) and open_order(texts[column.index]):
                self.told.warn(
                    f"nothing in the column '{column.header[:60]}' says whether 03/04 is in March or in April; it "
                    "was read as month/day", "open-date", "if the day comes first, say dates: DMY in a column map",
                )  # fmt: skip
            style = Style(order, self.sheet.excel, last_year if "birth" in column.target.path else 2069)
            self.dates[column.index] = Dated(style, _form(texts[column.index], order))
        codes = [
            code for column in self.layout.of("line.procedure_code") for code in _distinct(first, str(column.index))
        ]
        dental = sum(len(code) == 5 and code[:1].upper() == "D" and code[1:].isdigit() for code in codes)
        if codes and dental * 2 > len(codes):
            self._otherwise = "837D"

    def _guessed(self, *, mixed: bool) -> None:
        rest = "those with a type of bill or a revenue code as 837I, with a tooth as 837D, and " if mixed else ""
        what = "the others" if mixed else "all"
        self.told.warn(
            f"the file does not say of which type its claims are: {rest}{what} were read as {self._otherwise}",
            "guessed-type", "say type: 837P, 837I or 837D in a column map",
        )  # fmt: skip

    def _ragged(self) -> None:
        for number in self.sheet.ragged:
            self.told.fault(
                number, "the row has more or fewer cells than there are columns, so that values may stand in the "
                "wrong column", "ragged-row", "put quotation marks around cells that hold the separator",
            )  # fmt: skip


def _ahead(sheet: Sheet, wanted: set[int]) -> Iterator[tuple[Rows, int]]:
    """The batches of a sheet, and how many columns it has up to each.

    The next one is read while one is worked on: both are done outside of Python's lock.
    """
    batches = sheet.batches(wanted)

    def taken() -> tuple[Rows | None, int]:
        rows = next(batches, None)
        return rows, len(sheet.headers)

    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(taken)
        while True:
            rows, width = coming.result()
            if rows is None:
                return
            coming = reader.submit(taken)
            yield rows, width
            del rows


def _looked_at(first: list[Rows], last: int) -> list[Rows]:
    """So many rows, wherever the blocks end."""
    found, left = [], LOOKED_AT
    for rows in first:
        count = min(left, int((rows.numbers <= last).sum()))
        found.append(Rows(rows.numbers.head(count), rows.cells.head(count)))
        left -= count
    return found


def _distinct(batches: list[Rows], name: str) -> list[str]:
    there = [rows.cells[name] for rows in batches if name in rows.cells.columns]
    return pl.concat(there).drop_nulls().unique(maintain_order=True).to_list() if there else []


def _last_year(texts: list[str]) -> int:
    """The last year of some dates: nobody was born after it, whatever the two digits of a birth date are."""
    days = (read_day(text, Style()).day or read_day(text, Style("DMY")).day for text in texts)
    return max((day.year for day in days if day), default=LAST_BIRTH_YEAR)


def _only(found: set[Order]) -> Order | None:
    return next(iter(found)) if len(found) == 1 else None


def _form(texts: list[str], order: Order) -> str:
    """The format that the first dates of a column have, if it is one that Polars reads; else none."""
    sample = pl.DataFrame({"t": [text.removesuffix(" 00:00:00") for text in texts[:100]]}, schema={"t": pl.String})
    best, form = 0, ""
    for one in _FORMS:
        if (
            (one.startswith("%m") and order == "DMY")
            or (one.startswith("%d/") and order != "DMY")
            or (one.startswith("%d-%m") and order != "DMY")
        ):
            continue
        count = sample.select(pl.col("t").str.to_date(one, strict=False).count()).item()
        if count > best:
            best, form = count, one
    return form
