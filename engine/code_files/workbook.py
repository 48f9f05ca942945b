"""The cells of a workbook as text: the first sheet that has any, from its first row on."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import polars as pl

from ..errors import InputError, Problem

LARGEST: Final = 600_000_000
"""Bytes of a workbook unpacked: it takes twice as much memory, and a small file may claim to hold anything."""


def first_cells(content: bytes, file: str, rows: int) -> list[list[str]]:
    """The cells of the first rows, stripped, empty ones as empty texts."""
    return [[(cell or "").strip() for cell in row] for row in cells(content, file, rows).iter_rows()]


def cells(content: bytes, file: str, rows: int | None = None) -> pl.DataFrame:
    """The cells as text in columns named 0, 1, 2 ...; InputError for what is no workbook or too large."""
    import fastexcel  # here, for it takes a moment that a start without one need not pay

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > LARGEST:
            raise InputError([Problem(file, None, f"the workbook unpacks to {size:,} bytes", "too-large")])
        book = fastexcel.read_excel(content)
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=rows, dtypes="string")
            if sheet.width and sheet.height:
                batch, _ = sheet.to_arrow_with_errors()
                found = pl.DataFrame(batch)
                return found.rename({old: str(at) for at, old in enumerate(found.columns)})
    except (fastexcel.FastExcelError, zipfile.BadZipFile, NotImplementedError):
        hint = "open it in a spreadsheet program and save it as .xlsx or CSV, without a password"
        raise InputError([Problem(file, None, "the workbook cannot be read", "bad-workbook", hint)]) from None
    return pl.DataFrame()
