"""NCCI procedure-to-procedure edits of Medicare: pairs of codes, for practitioners and for hospitals.

One quarter's publication has all windows of every pair since 1996 and comes in four files, cut by the
code of column 1, as tab-delimited text in latin-1 under a preamble of six lines, as sheets, or flat
under one header. A pair has several windows, and a row with indicator 9 (deleted retroactively, its
last day its first) may stand beside the live row of the same first day; all are kept.
Source: file_formats of CMS, National Correct Coding Initiative edits, as measured on four releases.
Medicaid's edits have another layout, not confirmed here, and are refused by their name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .columns import Column, beneath, first_row, headers
from .downloads import Download
from .editions import quarter_end, quarter_named
from .formats import Format
from .parts import Part, Wrong, first_day, part, released
from .values import day, is_no_day, is_no_procedure

COLUMNS: Final = (
    Column("column_1", ("column1",)),
    Column("column_2", ("column2",)),
    Column("before_1996", ("inexistence*",)),
    Column("effective", ("effective*",)),
    Column("deletion", ("deletion*",)),
    Column("modifier_indicator", ("modifier*",)),
    Column("rationale", ("ptpeditrationale", "rationale*"), needed=False),
)

_SETTINGS: Final = {
    "ncci-ptp-practitioner": re.compile(r"ccipra|practitioner"),
    "ncci-ptp-hospital": re.compile(r"ccioph|hospital|outpatient"),
}
_MEDICAID: Final = re.compile(r"medicaid|(?<![a-z])mcd(?![a-z])")
_VERSION: Final = re.compile(r"v\d{3}r\d+")
_PART: Final = re.compile(r"-f(\d)(?!\d)")
PARTS: Final = frozenset("1234")
"""CMS cuts each of the two tables in four."""


def is_pair(row: Sequence[str]) -> bool:
    """Whether a row is of a pair: six fields at least, two codes and a date."""
    return (
        len(row) >= 6
        and re.fullmatch(r"[A-Z0-9]{5}", row[0]) is not None
        and re.fullmatch(r"\d{8}", row[3]) is not None
    )


def refuse_medicaid(download: Download) -> None:
    """Medicaid's edits look alike and say something else: they are not taken for Medicare's."""
    if _MEDICAID.search(download.name.casefold()):
        sentence = "these are NCCI edits of Medicaid, whose layout is not read here"
        download.refuse(sentence, "unknown-format", "give the Medicare edits")


def _recognised(download: Download) -> bool:
    at = first_row(download.first_rows, is_pair)
    if not at:
        return False
    names = [called for column in headers(download.first_rows[:at])[:2] for called in column]
    return "column1" in names and "column2" in names


def _setting(download: Download) -> str:
    """The code set that the names of a file and its archive tell, for nothing in it does."""
    refuse_medicaid(download)
    name = download.name.casefold()
    found = [code_set for code_set, form in _SETTINGS.items() if form.search(name)]
    if len(found) != 1:
        sentence = "these are NCCI pairs, and neither they nor their name say whether for practitioners or hospitals"
        download.refuse(sentence, "unknown-setting", "give the file the name under which CMS publishes it")
    return found[0]


def _version(download: Download) -> str:
    found = _VERSION.search(download.name.casefold())
    return found[0] if found else ""


def _together(download: Download) -> str:
    return f"{_setting(download)} {quarter_named(download.name) or ''} {_version(download)}"


def _part(download: Download) -> Part:
    at = first_row(download.first_rows, is_pair) or 0
    found = beneath(download, COLUMNS, at, quoted=download.separator != "\t")
    taken = part(
        download,
        found,
        [
            Wrong(is_no_procedure("column_1"), "column 1 is not a procedure code", "bad-code"),
            Wrong(is_no_procedure("column_2"), "column 2 is not a procedure code", "bad-code"),
            Wrong(day("effective", "YYYYMMDD").is_null(), "the effective date is not a date YYYYMMDD", "bad-date"),
            Wrong(
                (pl.col("deletion") != "*") & is_no_day("deletion", "YYYYMMDD"),
                "the deletion date is neither a date YYYYMMDD nor *",
                "bad-date",
            ),
            Wrong(
                ~pl.col("modifier_indicator").is_in(["0", "1", "9"]).fill_null(value=False),
                "the modifier indicator is not 0, 1 or 9",
                "unknown-value",
            ),
            Wrong(
                day("deletion", "YYYYMMDD") < day("effective", "YYYYMMDD"),
                "the edit is deleted before it takes effect",
                "bad-date",
            ),
        ],
    )
    return taken.select(
        "column_1",
        "column_2",
        day("effective", "YYYYMMDD").alias(FROM),
        day("deletion", "YYYYMMDD").alias(TO),
        "modifier_indicator",
        (pl.col("before_1996") == "*").fill_null(value=False).alias("before_1996"),
        "rationale",
    )


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    first = downloads[0]
    begins = quarter_named(first.name) or effective
    if begins is None:
        first.refuse("the name does not say of which quarter the edits are", "no-date", "say from which day they hold")
    parts = [_part(download) for download in downloads]
    numbers = {found[1] for one in downloads if (found := _PART.search(one.name.casefold()))}
    notes = []
    if missing := sorted(PARTS - numbers):
        notes.append(
            f"part {', '.join(missing)} of 4 was not among the files: pairs that stand there are not known"
            if numbers
            else f"the names do not say which of the 4 parts these are; {len(downloads)} file(s) were given"
        )
    earliest = first_day(parts, begins)
    notes += [f"pairs whose window begins on {earliest} may have begun earlier"]
    version = quarter_named(_version(first))
    latest = max(
        (day_of for one in parts for day_of in [one.rows[FROM].max()] if isinstance(day_of, date)), default=begins
    )
    if latest > quarter_end(begins) or version not in (None, begins):
        notes.append(f"the name says the quarter of {begins}, but the version or a row (from {latest}) is of another")
    edition = f"{begins} {_version(first)}".strip()
    return [released(_setting(first), edition, (earliest, quarter_end(begins)), ("column_1", "column_2"), parts, notes)]


NCCI_PAIRS: Final = Format("NCCI procedure-to-procedure edits", tuple(_SETTINGS), _recognised, _together, _take)
