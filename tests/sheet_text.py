"""Sheets for tests: rows of texts as files of each format, claims of any reader as rows, and rows read again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import polars as pl

from engine.errors import Problem
from engine.fields import FIELDS, Grain, Type
from engine.readers import ColumnMap, Reading
from engine.readers.tabular import Target
from engine.readers.tabular.reading import Format, read
from engine.tables import Tables

Row: TypeAlias = Mapping[str, str]

LINE: Row = {
    "Claim ID": "A1", "Patient Last Name": "ROE", "Patient First Name": "JANE", "DOB": "02/29/1980", "Member ID": "M1",
    "Billing NPI": "1234567893", "From Date": "01/25/2024", "POS": "11", "CPT": "99213", "Dx1": "J06.9", "DxPtr": "1",
    "Units": "1", "Charge": "100.00",
}  # fmt: skip
"""A line of a made-up claim, under names that exports have."""


def line(**differences: str | None) -> dict[str, str]:
    """The line of `LINE` with differences, `_` standing for the blanks of a name; None leaves a column out."""
    named = {name.replace("_", " "): value for name, value in differences.items()}
    return {name: value for name, value in ({**LINE, **named}).items() if value is not None}


def csv_of(rows: Sequence[Row], separator: str = ",", above: str = "") -> bytes:
    """Rows as a CSV under the names of the first."""
    text = io.StringIO(newline="")
    text.write(above)
    writer = csv.DictWriter(text, [*rows[0]], delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def ndjson_of(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def parquet_of(rows: Sequence[Row]) -> bytes:
    stream = io.BytesIO()
    pl.DataFrame(rows).write_parquet(stream)
    return stream.getvalue()


def xlsx_of(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook of cells: texts, numbers, dates as Excel keeps them; `=1/0|#DIV/0!` is a formula and its value."""
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "mm/dd/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    match cell:
                        case date():
                            sheet.write_datetime(at, column, cell, day)
                        case str() if cell.startswith("="):
                            formula, _, value = cell.partition("|")
                            sheet.write_formula(at, column, formula, None, value or 0)
                        case str():
                            sheet.write_string(at, column, cell)
                        case None:
                            pass
                        case _:
                            sheet.write(at, column, cell)
    return stream.getvalue()


def grid(rows: Sequence[Row]) -> list[list[str]]:
    """Rows with their names above, as cells."""
    return [[*rows[0]], *([*row.values()] for row in rows)]


def read_all(data: bytes, kind: Format = "csv", **options: Any) -> tuple[list[Tables], Reading]:  # noqa: ANN401  # whatever the reader takes
    """The tables of a sheet, and what was told of it."""
    reading = read(io.BytesIO(data), f"sheet.{kind}", kind, **options)
    return list(reading.tables), reading


def read_one(data: bytes, kind: Format = "csv", **options: Any) -> tuple[Tables, Reading]:  # noqa: ANN401  # whatever the reader takes
    """The only tables of a sheet."""
    (tables,), reading = read_all(data, kind, **options)
    return tables, reading


def mapped(claim_type: str | None = "837P", **more: Any) -> ColumnMap:  # noqa: ANN401  # whatever the reader takes
    """A column map that says the type of claims, so that nothing is told of it."""
    columns = {header: target for header, text in more.pop("columns", {}).items() if (target := Target.parse(text))}
    return ColumnMap(columns=columns, claim_type=claim_type, **more)


def kinds(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.place or ''} {problem.kind}".strip() for problem in problems]


def unread(tables: Tables) -> list[tuple[object, ...]]:
    """Row, column, value and reason of what could not be read."""
    return tables.unreadable.select("row", "column", "value", "why").rows()


def plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The fields of a frame that have a value, and the keys that tie it to others; no places."""
    return [
        {name: value for name, value in row.items() if value is not None and not name.startswith("@")}
        for row in frame.iter_rows(named=True)
    ]


_SCALE = {Type.MONEY: 100, Type.QUANTITY: 1000}


def _text(path: str, value: Any) -> str:  # noqa: ANN401  # of any type a field has
    kind = FIELDS[path].type
    return str(Decimal(value) / _SCALE[kind]) if kind in _SCALE else str(value)


def _cells(grain: Grain, row: Mapping[str, Any], number: int | None = None) -> dict[str, str]:
    """The cells of a row of a frame, under the names that column maps have."""
    found: dict[str, str] = {}
    for path, value in row.items():
        if path not in FIELDS or value is None or isinstance(value, bool):
            continue
        name = path if number is None else f"{grain}.{number}.{path.partition('.')[2]}"
        if Target.parse(name) is None:
            continue
        if isinstance(value, list):
            found |= {f"{name}.{at}": str(one) for at, one in enumerate(value, start=1)}
        else:
            found[name] = _text(path, value)
    return found


DERIVED = ("position", "kind", "pointer", "line_paid_total", "line_adjustment_total", "adjustment_total",
           "adjustment_groups", "remaining_liability")  # fmt: skip


def rows_of(tables: Tables) -> list[dict[str, str]]:
    """The claims of any reader as rows of a sheet, a row a line."""
    parts: dict[int, dict[str, str]] = {}
    for grain, frame in ((Grain.DIAGNOSIS, tables.diagnoses), (Grain.PROCEDURE, tables.procedures),
                         (Grain.OCCURRENCE, tables.occurrences), (Grain.OTHER_PAYER, tables.other_payers)):  # fmt: skip
        for row in frame.iter_rows(named=True):
            cells = parts.setdefault(row["#claim"], {})
            number = 1 + sum(name.startswith(f"{grain}.") and name.endswith(".code") for name in cells)
            number = row.get(f"{grain}.position") or number
            kept = {name: value for name, value in row.items() if name.partition(".")[2] not in DERIVED}
            cells |= _cells(grain, kept, number)
    claims = [_cells(Grain.CLAIM, row) for row in tables.claims.iter_rows(named=True)]
    found = []
    for row in tables.lines.iter_rows(named=True):
        claim = row["#claim"]
        found.append({**claims[claim], **parts.get(claim, {}), **_cells(Grain.LINE, row)})
    names = dict.fromkeys(name for row in found for name in row)
    return [{name: row.get(name, "") for name in names} for row in found]
