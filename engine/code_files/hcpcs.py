"""HCPCS Level II and its modifiers (ANWEB), as text of fixed width or as a sheet.

The text has records of 320 characters, one or more of them cut short, under lines of disclaimers that
some releases have and some not: a record is a line with a sequence number at 6-10 and a kind at 11 (3 a
procedure, 7 a modifier, 4 and 8 the next lines of a description). A code holds from the day it was added
to its termination, which is the last day it may be used. Codes are kept in the file for some years after
they end and then left out, so a release answers from the first year of which it has ended codes.
Source: CMS, HCPCS record layout of 2019 and the files of January 2019 and July 2024.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .columns import LINE, Column, beneath, header_row
from .downloads import Download
from .editions import quarter_end, year_named
from .fixed_width import field, fields, lines
from .formats import Format
from .parts import Part, Wrong, checked, released
from .values import PROCEDURE, day, is_no_day, whole

_RECORD: Final = re.compile(r"[A-Z0-9 ]{5}\d{5}[3478]")
_MONTH: Final = re.compile(r"(?<![a-z])(jan|apr|jul|oct)(?![a-z])")
_MONTHS: Final = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_PROCEDURES, _MODIFIERS = "3", "7"
_KINDS: Final = {_PROCEDURES: "procedure", _MODIFIERS: "modifier"}
_CODE_SETS: Final = (
    ("hcpcs", _PROCEDURES, PROCEDURE),
    ("hcpcs-level-ii-modifier", _MODIFIERS, "^[A-Z0-9]{2}$"),  # without the modifiers of CPT
)
_ENDED: Final = 10
"""So many codes that ended in a year are no accident: fewer are strays of years otherwise left out."""

_SHEET: Final = (
    Column("code", ("hcpc", "hcpcs")),
    Column("kind", ("recid",)),
    Column("short_description", ("shortdescription",)),
    *(Column(f"price{at}", (f"price{at}",)) for at in range(1, 5)),
    Column("multiple_pricing", ("multpi",)),
    *(Column(f"labcert{at}", (f"labcert{at}",)) for at in range(1, 9)),
    *(Column(f"xref{at}", (f"xref{at}",)) for at in range(1, 6)),
    Column("coverage", ("cov", "coverage")),
    Column("asc_group", ("ascgrp",)),
    Column("betos", ("betos",)),
    *(Column(f"tos{at}", (f"tos{at}",)) for at in range(1, 6)),
    Column("anesthesia_units", ("anestbu",)),
    Column("added", ("adddt", "dateadded")),
    Column("action_effective", ("acteffdt",)),
    Column("terminated", ("termdt",)),
    Column("action", ("actioncd",)),
)
_PASSED: Final = ("seqnum", "longdescription", "cim*", "mcm*", "statute", "ascdt", "opps*", "procnote")
_LISTS: Final = {
    "pricing": ("price", 4), "lab_certifications": ("labcert", 8), "replaced_by": ("xref", 5),
    "types_of_service": ("tos", 5),
}  # fmt: skip
_TEXTS: Final = ("coverage", "multiple_pricing", "asc_group", "betos", "action")


def _is_text(download: Download) -> bool:
    records = [line for line in download.text_head.splitlines()[:60] if _RECORD.match(line)]
    return len(records) > 0 and all(len(record) > 250 for record in records[:5])


def _recognised(download: Download) -> bool:
    return _is_text(download) or header_row(download.first_rows, _SHEET[:3]) is not None


def _begins(download: Download) -> date | None:
    """The first day of the quarter in the name; a file of a year alone is of its January."""
    year, month = year_named(download.path.name) or year_named(download.name), _MONTH.search(download.name.casefold())
    return date(year, _MONTHS[month[1]] if month else 1, 1) if year else None


def _text(download: Download) -> pl.DataFrame:
    records = lines(download).filter(
        pl.col("text").str.slice(5, 5).str.contains(r"^\d{5}$") & pl.col("text").str.slice(10, 1).is_in(list("3478"))
    )
    return records.select(
        LINE,
        field(1, 5).alias("code"),
        field(11, 11).alias("kind"),
        field(92, 119).alias("short_description"),
        fields(120, 127, 2).alias("pricing"),
        field(128, 128).alias("multiple_pricing"),
        fields(181, 204, 3).alias("lab_certifications"),
        fields(205, 229, 5).alias("replaced_by"),
        field(230, 230).alias("coverage"),
        field(231, 232).alias("asc_group"),
        field(257, 259).alias("betos"),
        fields(261, 265, 1).alias("types_of_service"),
        field(266, 268).alias("anesthesia_units"),
        field(269, 276).alias("added"),
        field(277, 284).alias("action_effective"),
        field(285, 292).alias("terminated"),
        field(293, 293).alias("action"),
    )


def _sheet(download: Download) -> tuple[pl.DataFrame, list[str]]:
    found = beneath(download, _SHEET, (header_row(download.first_rows, _SHEET[:3]) or 0) + 1, passed=_PASSED)
    lists = [
        pl.concat_list(pl.col(f"{name}{at}") for at in range(1, count + 1)).list.drop_nulls().alias(to)
        for to, (name, count) in _LISTS.items()
    ]
    notes = [f"{download.name}: column '{name}' is not known and was left out" for name in found.unknown]
    return found.rows.with_columns(lists), notes


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    begins = _begins(download) or effective
    if begins is None:
        download.refuse("the name does not say of which quarter it is", "no-date", "say from which day it holds")
    rows, notes = (_text(download), []) if _is_text(download) else _sheet(download)
    earliest = _first_year(rows, begins)
    there = set(rows["kind"].to_list())
    notes += [f"{download.name} has no {word} records" for kind, word in _KINDS.items() if kind not in there]
    releases = []
    for code_set, kind, form in _CODE_SETS:
        of_kind = rows.filter(pl.col("kind") == kind)
        if of_kind.is_empty():
            continue
        records = rows.filter(pl.col("kind").is_in([kind, str(int(kind) + 1)])).height
        taken = _part(download, of_kind, form)
        read = Part(taken.source, taken.rows, records, taken.refused, taken.refused_count)
        reaches = (earliest, quarter_end(begins))
        releases.append(released(code_set, f"{begins} {download.path.stem}", reaches, ("code",), [read], notes))
    return releases


def _part(download: Download, rows: pl.DataFrame, form: str) -> Part:
    # A code re-activated (action R) was not valid between its termination and that day.
    begun = (
        pl.when(pl.col("action") == "R").then(day("action_effective", "YYYYMMDD")).otherwise(day("added", "YYYYMMDD"))
    )
    return checked(
        download,
        rows,
        [
            Wrong(
                ~pl.col("code").str.contains(form).fill_null(value=False), "the code is of no known form", "bad-code"
            ),
            Wrong(begun.is_null(), "the day it was added is not a date YYYYMMDD", "bad-date"),
            Wrong(is_no_day("terminated", "YYYYMMDD"), "the termination is not a date YYYYMMDD", "bad-date"),
            Wrong(day("terminated", "YYYYMMDD") < begun, "the code ends before it begins", "bad-date"),
        ],
    ).select(
        "code",
        begun.alias(FROM),
        day("terminated", "YYYYMMDD").alias(TO),
        # Texts of dental codes are the ADA's, in whatever file they stand.
        pl.when(~pl.col("code").str.starts_with("D")).then(pl.col("short_description")).alias("short_description"),
        *_TEXTS,
        *_LISTS,
        whole("anesthesia_units").alias("anesthesia_units"),
    )


def _first_year(rows: pl.DataFrame, begins: date) -> date:
    """The first day of the first year of which the file still has the codes that ended in it."""
    days = rows.select(day("terminated", "YYYYMMDD")).to_series().drop_nulls()
    ended = Counter(days.dt.year().to_list())
    years = [year for year, count in ended.items() if count >= _ENDED and year <= begins.year]
    return date(min(years), 1, 1) if years else begins


HCPCS: Final = Format(
    "HCPCS Level II",
    ("hcpcs", "hcpcs-level-ii-modifier"),
    _recognised,
    lambda download: f"{_begins(download)} {download.path.stem}",
    _take,
)
