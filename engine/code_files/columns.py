"""Columns by their headers, matched loosely, and the rows beneath them as text with their line numbers.

Publishers change case, spaces, line breaks and hyphens of a header from release to release, put title
rows above it and split it over several: so it is found by what it says. A column that is not known is
noted, one that is missing stops the import, for a table read by position would be silently wrong.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

import polars as pl

from ..errors import InputError, Problem
from .downloads import Download, in_utf_8
from .workbook import cells

_BESIDE: Final = re.compile(r"[^a-z0-9*]+")
LINE: Final = "line"
"""Name of the column with the place of a row: its line in a text, its row in a sheet, counting from 1.

After a record that spans lines, a header, a notice or the prose of a coverage article, it is counted on.
"""

MOST_FIELDS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column as we call it, and the headers it goes by: small letters and digits alone, `*` for any."""

    name: str
    called: tuple[str, ...]
    needed: bool = True

    def goes_by(self, header: str) -> bool:
        """Whether a header, loosely read, is this column's."""
        return any(fnmatchcase(header, one) for one in self.called)


@dataclass(frozen=True, slots=True)
class Beneath:
    """The rows beneath a header: `rows` has text in columns named as asked and `line`; no row is blank."""

    rows: pl.DataFrame
    unknown: tuple[str, ...]  # headers that no column goes by
    torn: pl.Series  # lines of rows with more fields than the header, or a cell that spans lines


def loosely(header: str) -> str:
    """A header without case, spaces and signs.

    >>> loosely("HCPCS/ CPT Code")
    'hcpcscptcode'
    """
    return _BESIDE.sub("", header.casefold()).replace("*", "")


def headers(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each column all it may be called, when rows above the data are read together from each of them on."""
    width = max((len(row) for row in rows), default=0)
    texts = [[loosely(row[at]) if at < len(row) else "" for row in rows] for at in range(width)]
    return [["".join(column[first:]) for first in range(len(column))] for column in texts]


def header_row(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> int | None:
    """The first row in which every needed column is named; None where there is none."""
    for at, row in enumerate(rows):
        names = [loosely(cell) for cell in row]
        if all(any(column.goes_by(name) for name in names) for column in columns if column.needed):
            return at
    return None


def first_row(rows: Sequence[Sequence[str]], is_data: Callable[[Sequence[str]], bool]) -> int | None:
    """The first row that is data; None where there is none."""
    return next((at for at, row in enumerate(rows) if is_data(row)), None)


def beneath(
    download: Download,
    columns: Sequence[Column],
    data_at: int,
    *,
    passed: Sequence[str] = (),
    quoted: bool = True,
    prose: bool = False,
) -> Beneath:
    """The rows from the record `data_at` on, in the columns that the rows above it name.

    `passed` are headers that are known and not wanted; with `prose` their cells may span lines. InputError
    names each needed column that is missing.
    """
    names = headers(download.first_rows[:data_at])
    places = {column.name: _place(column, names) for column in columns}
    missing = [column for column in columns if column.needed and places[column.name] is None]
    if missing:
        shown = ", ".join(f"'{column.name}'" for column in missing)
        sentence = f"the header has no column for {shown}: the publisher has changed the layout, or it is another file"
        raise InputError([Problem(download.file, f"record {data_at}", sentence, "missing-column")])
    taken = {name: place for name, place in places.items() if place is not None}
    known = Column("", tuple(passed))
    unknown = [
        " ".join(row[at] for row in download.first_rows[max(0, data_at - 1) : data_at] if at < len(row))
        for at, called in enumerate(names)
        if at not in taken.values() and any(called) and not any(known.goes_by(one) for one in called)
    ]
    cut = _cells(download, data_at, len(names), quoted=quoted)
    width = str(len(names))
    torn = [pl.col(width).is_not_null()] if width in cut.columns else []
    if quoted and download.kind != "workbook":  # a mark that is not closed swallows rows up to the next one
        asked = [str(place) for place in taken.values()] if prose else cut.columns
        torn += [
            pl.col(name).str.contains("\n", literal=True) for name in asked if name in cut.columns and name != LINE
        ]
    lines = cut.filter(pl.any_horizontal(torn).fill_null(value=False))[LINE] if torn else cut[LINE].clear()
    found = cut.select(
        LINE,
        *(
            (pl.col(str(place)) if str(place) in cut.columns else pl.lit(None, pl.String)).alias(name)
            for name, place in taken.items()
        ),
        *(pl.lit(None, pl.String).alias(name) for name, place in places.items() if place is None),
    )
    return Beneath(found.select(LINE, *(column.name for column in columns)), tuple(filter(None, unknown)), lines)


def _place(column: Column, names: Sequence[Sequence[str]]) -> int | None:
    return next((at for at, called in enumerate(names) if any(column.goes_by(one) for one in called if one)), None)


def _cells(download: Download, data_at: int, width: int, *, quoted: bool) -> pl.DataFrame:
    """The cells from a record on, blank rows left out, with their lines."""
    if download.kind == "workbook":
        found = cells(download.content, download.file).slice(data_at).with_row_index(LINE, data_at + 1)
    else:
        found = delimited(download, data_at, width, quoted=quoted)
    texts = [name for name in found.columns if name != LINE]
    trimmed = found.with_columns(_trimmed(pl.col(name), found[name]) for name in texts)
    return trimmed.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in texts))


def _trimmed(column: pl.Expr, values: pl.Series) -> pl.Expr:
    """Without space around, nothing as null; a column that has none is left, for stripping millions takes seconds."""
    stray = values.str.contains(r"^[\s\x{a0}]|[\s\x{a0}]$|^$").any()
    if not stray:
        return column
    stripped = column.str.strip_chars(" \t\r\n\u00a0\ufeff")
    return pl.when(stripped != "").then(stripped)


def delimited(download: Download, data_at: int, width: int, *, quoted: bool = True) -> pl.DataFrame:
    """The fields of a delimited text from a record on, as text in columns 0, 1, 2 ..., one more than `width`."""
    content = in_utf_8(download.content)
    offset, lines = _offset(content, data_at, download.separator, quoted=quoted)
    fields = min(width + 1, MOST_FIELDS)
    empty = pl.DataFrame(schema={LINE: pl.UInt32, **{str(at): pl.String for at in range(fields)}})
    if not content[offset:].strip():
        return empty
    try:
        return pl.read_csv(
            io.BytesIO(memoryview(content)[offset:]),
            separator=download.separator,
            has_header=False,
            quote_char='"' if quoted else None,
            schema={str(at): pl.String for at in range(fields)},
            truncate_ragged_lines=True,
            missing_columns="insert",
        ).with_row_index(LINE, lines + 1)
    except pl.exceptions.PolarsError:
        sentence = "the rows of the table cannot be told apart: a quotation mark is not closed, or it is no table"
        raise InputError([Problem(download.file, None, sentence, "bad-table", "get the file once more")]) from None


def _offset(content: bytes, records: int, separator: str, *, quoted: bool) -> tuple[int, int]:
    """Where the record after so many begins: its byte and the lines before it."""
    head = io.StringIO(content[: 1 << 20].decode("utf-8", "replace"), newline="")
    lines: list[str] = []
    taken = _noted(head, lines)
    reader = csv.reader(taken, delimiter=separator) if quoted else taken
    for _ in range(records):
        next(reader, None)
    return len("".join(lines).encode()), len(lines)


def _noted(lines: Iterable[str], passed: list[str]) -> Iterator[str]:
    """The lines, each noted in `passed` as it is taken: a record may be several."""
    for line in lines:
        passed.append(line)
        yield line
