"""A frequency table for people: in a terminal, as CSV, and as a page with bars."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Final, TextIO

import polars as pl

from .csv_file import table as safe_csv
from .frequency import FIGURES
from .html_page import write_page
from .wording import dollars, number, percent, plain, plural

if TYPE_CHECKING:
    import pandas as pd

LIMIT: Final = 50
"""Rows shown in a terminal when nobody says how many; files have them all."""

_HEADINGS: Final = ("Findings", "Share", "Claims", "Of checked", "Not evaluated", "Per 1,000", "Charges")
_FRACTIONS: Final = ("claims_per_1000", "share")
_NAMING: Final = ("payer", "provider")
_PIPE_WIDTH: Final = 240  # rows of a table are not wrapped for a program that reads them


def write_terminal(
    frequency: pd.DataFrame,
    stream: TextIO,
    *,
    limit: int | None = LIMIT,
    redact: bool = False,
    width: int | None = None,
) -> None:
    """Write the first `limit` rows (None: all) as columns, plain where the stream is no terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = stream.isatty()
    page = stream if terminal else StringIO()
    console = Console(
        file=page, width=width or (None if terminal else _PIPE_WIDTH), markup=False, highlight=False, emoji=False
    )
    keys, rows = _rows(frequency, redact=redact)
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold" if terminal else "")
    for key in keys:
        table.add_column(key.capitalize(), overflow="fold")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows[:limit]:
        table.add_row(*(Text(cell) for cell in row))
    console.print(Text(_total(frequency)))
    console.print()
    console.print(table)
    if limit is not None and len(rows) > limit:
        console.print(Text(f"\nand {plural(len(rows) - limit, 'row')} more; --format csv has them all"))
    if isinstance(page, StringIO):
        stream.writelines(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def write_csv(frequency: pd.DataFrame, stream: TextIO, *, redact: bool = False) -> None:
    """Write all rows; charges are in dollars, shares are fractions of 1."""
    frame = _shown(frequency, redact=redact)
    cents = (pl.col("charge_cents").cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(18, 2))
    rounded = frame.with_columns(cents.alias("charge"), pl.col("claims_per_1000").round(3), pl.col("share").round(6))
    stream.write(safe_csv(rounded.drop("charge_cents")))


def write_html(frequency: pd.DataFrame, stream: TextIO, *, redact: bool = False) -> None:
    """Write all rows as one self-contained page with a bar for each."""
    keys, rows = _rows(frequency, redact=redact)
    most = max(frequency["findings"].max(), 1) if rows else 1
    values = {
        "keys": keys,
        "headings": _HEADINGS,
        "total": _total(frequency),
        "rows": [
            {"names": row[: len(keys)], "figures": row[len(keys) :], "bar": 100 * findings / most}
            for row, findings in zip(rows, frequency["findings"].tolist(), strict=True)
        ],
    }
    write_page("frequency.html", values, stream)


def _keys(frequency: pd.DataFrame) -> list[str]:
    return [str(column) for column in frequency.columns if column not in FIGURES]


def _shown(frequency: pd.DataFrame, *, redact: bool) -> pl.DataFrame:
    """The table with harmless names; redacted, payers and providers are numbered as they come."""
    columns: dict[str, list[object]] = {name: frequency[name].tolist() for name in map(str, frequency.columns)}
    for key in _keys(frequency):
        names = [plain(name) for name in columns[key]]
        numbers = {name: f"{key} {n}" for n, name in enumerate(dict.fromkeys(names), 1)}
        columns[key] = [numbers[name] if redact and key in _NAMING else name for name in names]
    types: dict[str, pl.DataType] = dict.fromkeys(_keys(frequency), pl.String())
    types |= {name: pl.Float64() if name in _FRACTIONS else pl.Int64() for name in FIGURES}
    return pl.DataFrame(columns, schema=types)


def _rows(frequency: pd.DataFrame, *, redact: bool) -> tuple[list[str], list[tuple[str, ...]]]:
    keys = _keys(frequency)
    return keys, [
        (
            *(row[key] for key in keys),
            number(row["findings"]),
            percent(row["share"], 1),
            number(row["claims"]),
            number(row["claims_checked"]),
            number(row["not_evaluated"]) if "rule" in keys else "",
            f"{row['claims_per_1000']:,.1f}",
            dollars(row["charge_cents"]),
        )
        for row in _shown(frequency, redact=redact).iter_rows(named=True)
    ]


def _total(frequency: pd.DataFrame) -> str:
    found = plural(int(frequency["findings"].sum()), "finding") if len(frequency) else "No findings"
    return f"{found} by {', '.join(_keys(frequency))}. A claim with several findings may stand in several rows."
