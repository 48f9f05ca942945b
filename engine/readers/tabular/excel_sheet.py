"""XLSX: the sheet of a workbook that holds claims, with its cells as Excel shows them, not as it stores them.

A cell of dates comes as a date and a number as a number, both as text, so that a day number in a column of dates can be
told from a date. A formula comes as the value Excel last computed, an error as an empty cell that is reported.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from typing import IO, Final

import polars as pl

from ...errors import Problem
from .column_map import ColumnMap
from .header import LOOKED_AT, header_row, known_names, trimmed
from .rows import BATCH_ROWS, WIDEST, Rows, cleaned, numbered, refused

LARGEST: Final = 400_000_000
"""Bytes of a workbook unpacked: it takes twice as much memory, and a small file may claim to hold anything."""


class ExcelSheet:
    """The sheet of a workbook that has most columns of claims; a workbook is read whole."""

    excel = True

    def __init__(self, stream: IO[bytes], file: str, asked: ColumnMap | None) -> None:
        import fastexcel  # here, for it takes a moment that a check of an 837 need not pay

        self.file = file
        self.ragged: list[int] = []
        self.warnings: list[Problem] = []
        data = stream.read()
        self.bytes_read = len(data)
        _check_size(data, file)
        try:
            self._book = fastexcel.read_excel(data)
        except fastexcel.FastExcelError:
            hint = "open it in a spreadsheet program and save it as .xlsx or CSV, without a password"
            raise refused(file, "the workbook cannot be read", "bad-workbook", hint) from None
        sheet, rows = self._chosen(asked)
        at = header_row(rows, asked)
        if at is None:
            raise refused(file, f"no row of the sheet '{sheet}' names the columns", "no-header",
                          "give sheet and header_row in a column map")  # fmt: skip
        self.header_row = at + 1
        self.headers = trimmed(rows[at])
        self._sheet = sheet

    def _chosen(self, asked: ColumnMap | None) -> tuple[str, list[tuple[str | None, ...]]]:
        """The name of the sheet asked for, or of the one with most names that are known, and its first rows."""
        names = self._book.sheet_names
        if asked and asked.sheet is not None:
            if asked.sheet not in names:
                hint = f"its sheets are {', '.join(repr(name) for name in names)}"
                raise refused(self.file, f"the workbook has no sheet '{asked.sheet}'", "no-sheet", hint)
            names = [asked.sheet]
        found = {name: self._cells(name, LOOKED_AT).rows() for name in names}
        if not found:
            raise refused(self.file, "the workbook has no sheet", "no-sheet")

        def rank(name: str) -> int:
            return max(known_names(found[name], asked), default=0)

        best = max(found, key=rank)
        if len([name for name in found if rank(name) == rank(best) > 1]) > 1:
            sentence = f"several sheets hold claims; '{best}' was read"
            hint = "name one as sheet in a column map"
            self.warnings.append(Problem(self.file, None, sentence, "several-sheets", hint, level="warning"))
        return best, found[best]

    def _cells(self, name: str, rows: int | None = None) -> pl.DataFrame:
        """The cells of a sheet from its first row on, as texts."""
        import fastexcel

        try:
            sheet = self._book.load_sheet(name, header_row=None, skip_rows=0, n_rows=rows, dtypes="string")
            batch, errors = sheet.to_arrow_with_errors() if sheet.width else (None, None)
        except fastexcel.FastExcelError:
            raise refused(self.file, f"the sheet '{name}' cannot be read", "bad-workbook") from None
        if sheet.width > WIDEST:
            raise refused(self.file, f"the sheet '{name}' has {sheet.width:,} columns", "too-wide")
        if errors is not None and rows is None:
            self._warn([error.position for error in errors.errors])
        cells = pl.DataFrame(batch) if batch is not None else pl.DataFrame()
        return cells.rename({old: str(at) for at, old in enumerate(cells.columns)})

    def _warn(self, errors: list[tuple[int, int]]) -> None:
        """A warning for cells that hold an error of Excel, such as a division by zero: they are read as empty."""
        if errors:
            row, column = min(errors)
            sentence = f"from here on {len(errors):,} cells hold an error of Excel and count as empty"
            place, hint = f"row {row + 1}, column {column + 1}", "mend the formulas, and save the workbook"
            self.warnings.append(Problem(self.file, place, sentence, "excel-error", hint, level="warning"))

    def batches(self, wanted: Collection[int] | None) -> Iterator[Rows]:
        """The rows under the header."""
        cells = self._cells(self._sheet)
        del self._book
        places = [str(at) for at in range(len(self.headers)) if (wanted is None or at in wanted) and at < cells.width]
        cells = cells.select(places)
        for first in range(self.header_row, cells.height, BATCH_ROWS):
            yield numbered(first + 1, cleaned(cells.slice(first, BATCH_ROWS)))


def _check_size(data: bytes, file: str) -> None:
    """Refuse what would fill the memory when it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
            names = {entry.filename for entry in packed.infolist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        raise refused(file, "the workbook is broken off or no workbook", "bad-workbook") from None
    if size > LARGEST:
        raise refused(file, f"the workbook unpacks to {size:,} bytes", "too-large", "save the sheet as CSV")
    if not any(name.startswith("xl/") for name in names):
        raise refused(
            file, "the file is a zip archive and no workbook", "not-a-workbook", "unpack it and check its files"
        )
