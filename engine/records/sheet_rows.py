"""The rows of a record sheet, typed and checked one by one; what is wrong with a row leaves it out and is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from ..errors import InputError, Problem
from ..fields import Type
from ..readers.opening import Format, opened
from ..readers.reading import BLOCK_BYTES
from ..readers.tabular.dates import Style
from ..readers.tabular.recognition import normal
from ..readers.tabular.rows import Sheet as CellSheet
from .cells import date_order, values_of
from .columns import Column, Sheet
from .log import Log

ROW, FILE = "#row", "#file"
"""Columns beside the values: the row (or segment) a record came from, and which of the files."""

_FORMATS: Final[tuple[Format, ...]] = ("x12", "csv", "ndjson", "parquet", "xlsx")

_NO_TABLE: Final = "this is no table: its first line names columns, with a comma, semicolon, tab or bar between them"

_SERVED: Final = 2069
_BORN: Final = 2029  # the last year that two digits of a birth date stand for, as in Excel


def read_rows(path: Path, sheet: Sheet, log: Log) -> pl.DataFrame:
    """The rows that are right, with the columns of the sheet and ROW; all columns are there.

    InputError where the file is none that can be read, or a needed column is missing.
    """
    from ..readers.tabular.reading import opened as opened_sheet  # here, for most commands start without a sheet

    try:
        found = opened(path, _FORMATS)
    except InputError as error:
        if any(problem.kind == "not-x12" for problem in error.problems):  # that it is no claim file is no news here
            raise _refused(log, _NO_TABLE, "not-a-sheet") from None
        raise
    with found.stream:
        if found.format == "x12":
            raise _refused(
                log, "this is an X12 file; only those that end with .271, .278 or .835 are read", "not-a-sheet"
            )
        cells = opened_sheet(found.stream, log.source.file, found.format, sheet.known, BLOCK_BYTES)
        places = _places(cells, sheet, log)
        texts = _texts(cells, places)
        for problem in cells.warnings:
            log.whole(problem.sentence, problem.kind, problem.hint, problem.level)
    log.source.read = texts.height
    ragged = texts[ROW].is_in(cells.ragged)
    for row in texts[ROW].filter(ragged).to_list():
        log.row(row, "", "the row has more or fewer cells than there are columns", "ragged-row",
                "put quotation marks around cells that hold the separator")  # fmt: skip
    rows = _typed(texts.filter(~ragged), sheet, places, cells, log)
    log.source.refused = texts.height - rows.height
    return rows


def _places(cells: CellSheet, sheet: Sheet, log: Log) -> dict[str, int]:
    """The place of each column that is there; what is not known is told, what is missing refuses the file."""
    names = [normal(header) for header in cells.headers]
    found = {column.name: [at for at, name in enumerate(names) if name in column.names] for column in sheet.columns}
    exact = {column.name: [at for at in found[column.name] if _plain(cells.headers[at]) == column.name]
             for column in sheet.columns}  # fmt: skip
    if not any(found.values()):  # what stands there may be a patient's, and is not quoted
        needed = ", ".join(column.name for column in sheet.columns if column.needed)
        sentence = "no row names the columns, or by no name that is known"
        raise InputError([_problem(log, sentence, "no-header", f"it needs {needed}; see docs/records.md")])
    problems = []
    places: dict[str, int] = {}
    for column in sheet.columns:
        mine = exact[column.name] or found[column.name]
        if len(mine) > 1:
            several = " and ".join(f"'{cells.headers[at][:60]}'" for at in mine)
            problems.append(_problem(log, f"the columns {several} would all be {column.name}", "claimed-twice",
                                     "rename or remove all but one"))  # fmt: skip
        elif mine:
            places[column.name] = mine[0]
        elif column.needed:
            there = ", ".join(f"'{header[:60]}'" for header in cells.headers[:40] if header)
            problems.append(_problem(log, f"there is no column {column.name}; there are: {there}", "missing-column",
                                     f"name it {column.name}, or as docs/records.md says"))  # fmt: skip
    if problems:
        raise InputError(problems)
    unknown = [header[:60] for at, header in enumerate(cells.headers) if header and at not in places.values()]
    if unknown:
        shown = ", ".join(f"'{header}'" for header in unknown[:12]) + (" and more" if len(unknown) > 12 else "")
        log.whole(f"not known and left aside: {shown}", "unknown-column", level="warning")
    return places


def _plain(header: str) -> str:
    return header.strip().lower().replace(" ", "_").replace("-", "_")


def _texts(cells: CellSheet, places: Mapping[str, int]) -> pl.DataFrame:
    """All rows as texts, in columns named as ours, with their numbers."""
    names = {str(place): name for name, place in places.items()}
    parts = [
        rows.cells.select(pl.col(at).alias(name) for at, name in names.items() if at in rows.cells.columns)
        .with_columns(rows.numbers.cast(pl.Int64).alias(ROW))
        for rows in cells.batches(set(places.values()))
    ]  # fmt: skip
    empty = pl.DataFrame(schema={**dict.fromkeys(places, pl.String), ROW: pl.Int64})
    return pl.concat([empty, *parts], how="diagonal")


def _typed(texts: pl.DataFrame, sheet: Sheet, places: Mapping[str, int], cells: CellSheet, log: Log) -> pl.DataFrame:
    """The values of rows that are wholly right."""
    headers = {name: cells.headers[place] for name, place in places.items()}
    dates = [column for column in sheet.columns if column.type is Type.DATE and column.name in places]
    chosen, doubtful = date_order([texts[column.name] for column in dates])
    styles = {
        column.name: Style(order, cells.excel, _BORN if column.name == "birth_date" else _SERVED)
        for column, order in zip(dates, chosen, strict=True)
    }
    for column, doubt in zip(dates, doubtful, strict=True):
        if doubt:
            log.whole(
                f"nothing in the column '{headers[column.name][:60]}' says whether 03/04 is in March or in April; it "
                "was read as month/day", "open-date", "write dates as YYYY-MM-DD", level="warning",
            )  # fmt: skip
    made: dict[str, pl.Series] = {ROW: texts[ROW]}
    bad = pl.repeat(False, texts.height, dtype=pl.Boolean, eager=True)  # a value to repeat
    for column in sheet.columns:
        if column.name not in places:
            made[column.name] = pl.repeat(None, texts.height, dtype=column.dtype, eager=True)
            continue
        done = values_of(texts[column.name], column, styles.get(column.name, Style()))
        made[column.name] = done.values.cast(column.dtype)
        wrong = done.wrong.is_not_null()
        if wrong.any():
            bad |= wrong
            for row, why in zip(texts[ROW].filter(wrong).to_list(), done.wrong.drop_nulls().to_list(), strict=True):
                log.row(row, headers[column.name], *_unreadable(column, why))
        for what, count in done.told.items():
            log.whole(f"column '{headers[column.name][:60]}': {what} ({count:,})", "repaired", level="warning")
        if column.needed and (absent := made[column.name].is_null() & ~wrong).any():
            bad |= absent
            for row in texts[ROW].filter(absent).to_list():
                log.row(row, headers[column.name], f"the row has no {column.name}", "missing-value")
    frame = pl.DataFrame(made)
    if "to" in frame.columns:
        backwards = (frame["to"] < frame["from"]).fill_null(value=False)
        for row in frame[ROW].filter(backwards & ~bad).to_list():
            log.row(row, headers["to"], "the last day is before the first", "bad-dates")
        bad |= backwards
    return frame.filter(~bad)


_KINDS: Final = {
    Type.DATE: ("this is not a date", "bad-date", "write YYYY-MM-DD"),
    Type.MONEY: ("this is not an amount", "bad-amount", "write 123.45"),
    Type.QUANTITY: ("this is not a number", "bad-number", ""),
}  # fmt: skip


def _unreadable(column: Column, why: str) -> tuple[str, str, str]:
    """Sentence, kind and hint of a cell that cannot be read; the cell itself is never quoted."""
    if why and "check digit" in why:
        return why, "bad-npi", "take the NPI from NPPES"
    if column.words is not None:
        return why, "unknown-word", f"it is one of {', '.join(sorted(set(column.words.values())))}"
    sentence, kind, hint = _KINDS.get(column.type, ("this cannot be read", "bad-value", ""))
    return f"{sentence}: {why}" if why else sentence, kind, hint


def _problem(log: Log, sentence: str, kind: str, hint: str) -> Problem:
    return Problem(log.source.file, None, sentence, kind, hint)


def _refused(log: Log, sentence: str, kind: str) -> InputError:
    return InputError([_problem(log, sentence, kind, "")])
