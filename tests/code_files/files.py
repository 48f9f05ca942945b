"""Makes files as publishers offer them, with invented codes, and takes them."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # XlsxWriter ships no types

from engine.code_files import taken
from engine.code_sets.release import Release
from engine.errors import InputError, Problem


def written(path: Path, content: str | bytes, encoding: str = "latin-1") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, bytes) else content.encode("latin-1"))
    return path


def workbook(path: Path, rows: list[list[str | int | None]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def one(*paths: Path) -> Release:
    """The one release that the files hold."""
    (release,) = taken(paths)
    return release


def problems(*paths: Path) -> list[Problem]:
    """What keeps the files from being taken."""
    with pytest.raises(InputError) as refused:
        taken(paths)
    return refused.value.problems


def fixed(length: int, *fields: tuple[int, str]) -> str:
    """A line of fixed width: each field begins at its position, counting from 1."""
    row = [" "] * length
    for first, text in fields:
        row[first - 1 : first - 1 + len(text)] = text
    assert len(row) == length
    return "".join(row)


PAIRS_PREAMBLE = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\r\n"
    "Column1/Column2 Edits\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)
PAIRS = (
    "X0001\tX0002\t\t20200101\t*\t0\tMutually exclusive procedures\r\n"
    "X0001\tX0003\t\t20200101\t*\t1\tStandards of medical / surgical practice\r\n"
    "X0004\tX0005\t\t20220101\t20231231\t1\tCPT Manual or CMS manual coding instruction\r\n"
    "X0004\tX0005\t\t20150101\t20181231\t0\tCPT Manual or CMS manual coding instruction\r\n"
    "X0006\tX0007\t\t19960101\t19960101\t9\tCPT Manual or CMS manual coding instruction\r\n"
    "X0006\tX0007\t*\t19960101\t*\t0\tCPT Manual or CMS manual coding instruction\r\n"
)
