"""The Medicare physician fee schedule's relative value file (PPRRVU): payment policy by code and modifier.

As CSV or sheet, whose header is split over five rows under titles, or as text of fixed width, whose
positions move from year to year and are those of 2025 and 2026 here. The two forms agree; where both
are given the text is read. Descriptions are licensed and never kept. Relative values are whole
thousandths. A release holds from its quarter to the end of its year, as CMS recalculates nothing back.
Source: CMS, RVU26A record layout; checked on RVU25D, in which both forms agree in all 19,090 rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .columns import LINE, Column, beneath, first_row, headers
from .downloads import Download
from .editions import year_end
from .fixed_width import field, lines
from .formats import Format
from .parts import Part, Wrong, checked, part, released
from .values import PROCEDURE, digit, is_no_procedure, thousandths

COLUMNS: Final = (
    Column("code", ("hcpcs", "hcpcscode")),
    Column("modifier", ("mod", "modifier")),
    Column("status", ("statuscode", "procstat")),
    Column("work_rvu", ("workrvu",)),
    Column("nonfacility_pe_rvu", ("nonfacpervu", "nonfacilitypervu")),
    Column("nonfacility_na", ("nonfacnaindicator", "nonfacilitynaindicator")),
    Column("facility_pe_rvu", ("facilitypervu",)),
    Column("facility_na", ("facilitynaindicator",)),
    Column("malpractice_rvu", ("mprvu", "malpracticervu")),
    Column("pctc", ("pctcind*",)),
    Column("global_days", ("globdays", "globaldays")),
    Column("multiple_procedure", ("multproc", "multipleprocedure*")),
    Column("bilateral", ("bilatsurg", "bilateralsurgery*")),
    Column("assistant_surgery", ("asstsurg", "assistantsurgery*")),
    Column("co_surgery", ("cosurg", "cosurgeons*")),
    Column("team_surgery", ("teamsurg", "teamsurgery*")),
    Column("endoscopic_base", ("endobase", "endoscopicbase*")),
    Column("supervision", ("physiciansupervisionofdiagnosticprocedures", "*supervision*diagnosticprocedures")),
)
_PASSED: Final = ("description", "notusedfor*", "*total", "preop", "intraop", "postop", "convfactor", "calculationflag",
                  "*imagingfamily*", "*opps*", "pricing*")  # fmt: skip

_POSITIONS: Final = {
    "code": (1, 5), "modifier": (6, 7), "status": (58, 58), "work_rvu": (60, 65), "nonfacility_pe_rvu": (67, 72),
    "nonfacility_na": (73, 74), "facility_pe_rvu": (76, 81), "facility_na": (82, 83), "malpractice_rvu": (85, 89),
    "pctc": (103, 103), "global_days": (104, 106), "multiple_procedure": (116, 116), "bilateral": (117, 117),
    "assistant_surgery": (118, 118), "co_surgery": (119, 119), "team_surgery": (120, 120),
    "endoscopic_base": (128, 132), "supervision": (142, 143),
}  # fmt: skip
"""Since 2025 at least; 2026 added a pricing indicator at 121, which was blank."""

_FIRST_OF_LAYOUT: Final = 2025

_RECORD: Final = re.compile(r"[A-Z0-9]{5}.{52}[A-Z] [ \d.]{6} [ \d.]{6}.{30}[0-9 ](?:[X-Z]{3}|MMM|\d{3}|   )")
_RELEASES: Final = {"a": 1, "b": 4, "c": 7, "d": 10}
_MONTHS: Final = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_NAMED: Final = (
    re.compile(r"(?<![a-z])rvu(?P<year>\d\d)(?P<letter>[a-d])(?P<correction>r?)(?![a-z])"),
    re.compile(r"pprrvu(?P<year>(?:20)?\d\d)[-_ ]?(?P<month>jan|apr|jul|oct)"),
)
_TITLE: Final = re.compile(r"(?P<year>20\d\d) national physician fee schedule.*?(?P<month>jan|apr|jul|oct)[a-z]*")
_VALUES: Final = ("work_rvu", "nonfacility_pe_rvu", "facility_pe_rvu", "malpractice_rvu")
_INDICATORS: Final = ("pctc", "multiple_procedure", "bilateral", "assistant_surgery", "co_surgery", "team_surgery")


def _is_row(row: Sequence[str]) -> bool:
    """A row of a code has a number where the work value stands; the header, whose HCPCS looks like a code, has not."""
    return len(row) >= 25 and re.fullmatch(PROCEDURE, row[0]) is not None and re.match(r"\d*\.?\d", row[5]) is not None


def _is_text(download: Download) -> bool:
    head = download.text_head.splitlines()[:200]
    return any(line.startswith("HDR") for line in head) or (
        len(head) > 1 and all(_RECORD.match(line) for line in head[1:9])
    )


def _recognised(download: Download) -> bool:
    at = first_row(download.first_rows, _is_row)
    if at:
        names = [called for column in headers(download.first_rows[:at]) for called in column]
        return "hcpcs" in names and any("globdays" in one or "globaldays" in one for one in names)
    return _is_text(download)


def _begins(download: Download) -> tuple[date | None, str]:
    """The first day of a release and its name, by the names of file and archive or the title in the file."""
    for form, text in [*((form, download.name.casefold()) for form in _NAMED), (_TITLE, _titles(download))]:
        if found := form.search(text):
            parts = found.groupdict()
            year = int(parts["year"]) % 100 + 2000
            month = _RELEASES[parts["letter"]] if parts.get("letter") else _MONTHS[parts["month"]]
            letter = next(one for one, first in _RELEASES.items() if first == month)
            return date(year, month, 1), f"RVU{year % 100}{letter}{parts.get('correction') or ''}".upper()
    return None, ""


def _titles(download: Download) -> str:
    return " ".join(" ".join(row) for row in download.first_rows[:8]).casefold()


def _text(download: Download) -> Part:
    begins, _ = _begins(download)
    records = lines(download).filter(~pl.col("text").str.starts_with("HDR"))
    fitting = records.head(200)["text"].to_list()
    if (begins and begins.year < _FIRST_OF_LAYOUT) or not all(_RECORD.match(record) for record in fitting):
        sentence = "the positions of this text are not those of 2025 and later, and other layouts are not known"
        download.refuse(sentence, "unknown-layout", "give the CSV of the same release")
    rows = records.select(LINE, *(field(*at).alias(name) for name, at in _POSITIONS.items()))
    return checked(download, rows, _wrongs())


def _wrongs() -> list[Wrong]:
    status = pl.col("status").str.contains("^[A-Z]$").fill_null(value=False)
    return [
        Wrong(is_no_procedure("code"), "the code is not a procedure code", "bad-code"),
        Wrong(~status, "the status code is not a letter", "unknown-value"),
        Wrong(
            ~_days().str.contains(r"^(\d{3}|[X-Z]{3}|MMM)$").fill_null(value=True),
            "the global days are not 000, 010, 090, MMM, XXX, YYY or ZZZ",
            "unknown-value",
        ),
        *(
            Wrong(pl.col(name).is_not_null() & thousandths(name).is_null(), f"{name} is not a number", "bad-number")
            for name in _VALUES
        ),
    ]


def _days() -> pl.Expr:
    """Global days; a sheet may have made numbers of them."""
    days = pl.col("global_days").str.replace(r"\.0+$", "")
    return pl.when(days.str.contains(r"^\d{1,2}$")).then(days.str.zfill(3)).otherwise(days)


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    download, *others = sorted(downloads, key=lambda one: (not re.search("non.?qpp", one.name.casefold()), one.name))
    begins, name = _begins(download)
    begins = begins or effective
    if begins is None:
        sentence = "neither the file nor its name says of which release it is"
        download.refuse(sentence, "no-date", "say from which day it holds, or name its archive as CMS does, RVU26A.zip")
    at = first_row(download.first_rows, _is_row)
    taken = part(download, beneath(download, COLUMNS, at, passed=_PASSED), _wrongs()) if at else _text(download)
    supervision = digit("supervision")
    rows = taken.select(
        "code",
        pl.col("modifier").fill_null("").alias("modifier"),
        pl.lit(None, pl.Date).alias(FROM),
        pl.lit(None, pl.Date).alias(TO),
        "status",
        _days().alias("global_days"),
        *(digit(name).alias(name) for name in _INDICATORS),
        "endoscopic_base",
        pl.when(supervision.str.len_chars() == 1).then("0" + supervision).otherwise(supervision).alias("supervision"),
        (pl.col("nonfacility_na") == "NA").fill_null(value=False).alias("nonfacility_na"),
        (pl.col("facility_na") == "NA").fill_null(value=False).alias("facility_na"),
        *(thousandths(value).alias(value) for value in _VALUES),
    )
    notes = [f"{one.name} was passed over: {download.name} has the same codes of the release" for one in others]
    edition = f"{begins} {name}".strip()
    return [released("mpfs", edition, (begins, year_end(begins)), ("code", "modifier"), [rows], notes)]


FEE_SCHEDULE: Final = Format(
    "physician fee schedule",
    ("mpfs",),
    _recognised,
    lambda download: f"{_begins(download)} {download.archive or ''}",
    _take,
)
