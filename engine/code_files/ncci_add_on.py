"""NCCI's add-on codes: which primary procedures an add-on code may stand beside.

A sheet under a notice, with days as year and day of the year (`2026091` is 2026-04-01), which arrive as
text or numbers. A row holds from its effective day until the first of three: the deletion of the edit, of
the add-on code, of the primary code. Type 1 lists all primary codes, type 2 none (`CCCCC`, the contractor
defines them), type 3 some. CMS does not say whether the day of deletion still counts; here it does.
Source: CMS, NCCI add-on code edits (XLSX since 2023). The fixed-width text is not read: its positions
are not published openly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .columns import Column, beneath, header_row
from .downloads import Download
from .editions import quarter_end, quarter_named
from .formats import Format
from .parts import Wrong, first_day, part, released
from .values import day, digit, is_no_procedure

COLUMNS: Final = (
    Column("type", ("aocedittype*", "edittype*", "type")),
    Column("add_on_code", ("addoncode",)),
    Column("add_on_deleted", ("aocdeldt*", "addoncodedeldt*")),
    Column("primary_code", ("primarycode",)),
    Column("primary_deleted", ("primarycodedeldt*",)),
    Column("effective", ("aocediteffdt*", "aoceffdt*")),
    Column("deleted", ("aoceditdeldt*",)),
)
_NOTES: Final = ("specialinstructionnotes",)
_DELETIONS: Final = ("deleted", "add_on_deleted", "primary_deleted")


def _day(column: str) -> pl.Expr:
    return day(pl.col(column).str.replace(r"\.0+$", ""), "YYYYDDD")


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    begins = quarter_named(download.name) or effective
    if begins is None:
        download.refuse("the name does not say of which quarter it is", "no-date", "say from which day it holds")
    at = header_row(download.first_rows, COLUMNS[1:4:2]) or 0
    ends = pl.min_horizontal(_day(name) for name in _DELETIONS)
    taken = part(
        download,
        beneath(download, COLUMNS, at + 1, passed=_NOTES),
        [
            Wrong(is_no_procedure("add_on_code"), "the add-on code is not a procedure code", "bad-code"),
            Wrong(is_no_procedure("primary_code"), "the primary code is not a procedure code", "bad-code"),
            Wrong(
                ~digit("type").is_in(["1", "2", "3"]).fill_null(value=False), "the type is not 1, 2 or 3", "bad-value"
            ),
            Wrong(_day("effective").is_null(), "the effective date is not a date YYYYDDD", "bad-date"),
            *(
                Wrong(
                    pl.col(name).is_not_null() & _day(name).is_null(),
                    f"the date {name} is not a date YYYYDDD",
                    "bad-date",
                )
                for name in _DELETIONS
            ),
            Wrong(ends < _day("effective"), "the edit or one of its codes ends before the edit begins", "bad-date"),
        ],
    ).select("add_on_code", "primary_code", _day("effective").alias(FROM), ends.alias(TO), digit("type").alias("type"))
    earliest = first_day([taken], begins)
    notes = [f"edits that begin on {earliest} may have begun earlier", "the day of a deletion counts as the last"]
    edition, reaches = begins.isoformat(), (earliest, quarter_end(begins))
    # of each add-on code its type, on the days on which any of its edits holds
    types = taken.select(pl.col("add_on_code").alias("code"), FROM, TO, "type")
    types = replace(types, rows=types.rows.unique(maintain_order=True))
    return [
        released("add-on", edition, reaches, ("add_on_code", "primary_code"), [taken], notes),
        released("add-on-code", edition, reaches, ("code",), [types], notes),
    ]


NCCI_ADD_ON: Final = Format(
    "NCCI add-on codes",
    ("add-on",),
    lambda download: header_row(download.first_rows, COLUMNS[1:4:2]) is not None,
    lambda download: f"{quarter_named(download.name)} {download.file}",
    _take,
)
