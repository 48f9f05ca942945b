"""The Medicare Code Editor's tables as CSV: flags of codes by day, age groups, discharge statuses.

`code,start,end,flags`, the flags joined by `;`, with several rows for a code whose flags changed. The last
day of the release stands as end where a row is open. The release is known by that day: one that ends in
March began the October before, one that ends in September in April. Flags keep the names of the
grouper's data (`manifestation`, `unacceptable`, `newborn` ...). Layout: CSV made of CMS's MCE data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .columns import Column, beneath, loosely
from .downloads import Download
from .formats import Format, Taking
from .icd import CM, PCS, code_set_of
from .parts import Part, Wrong, first_day, part, released
from .values import day, whole

_DATES: Final = (Column("start", ("start",)), Column("end", ("end",)))
_FLAGS: Final = (Column("code", ("code",)), *_DATES, Column("flags", ("flags",)))
_AGES: Final = (
    Column("group", ("group",)),
    Column("start_age", ("startage",)),
    Column("end_age", ("endage",)),
    *_DATES,
)
_STATUSES: Final = (Column("code", ("code",)), *_DATES)
_VERSION: Final = re.compile(r"v\d\d(?:[._]\d)?")
_STATUS_NAME: Final = re.compile(r"discharge[-_ ]?status")


def has_header(download: Download, columns: Sequence[Column]) -> bool:
    """Whether the first row names these columns, in their order, and no others."""
    if not download.first_rows:
        return False
    names = [loosely(cell) for cell in download.first_rows[0]]
    return len(names) == len(columns) and all(one.goes_by(name) for one, name in zip(columns, names, strict=True))


def windows(download: Download, columns: Sequence[Column], wrongs: Sequence[Wrong]) -> Part:
    """The rows of a table with `start` and `end` as YYYYMMDD, which become `from` and `to`; blank is open."""
    return part(
        download,
        beneath(download, columns, 1),
        [
            *wrongs,
            *(
                Wrong(
                    pl.col(name).is_not_null() & day(name, "YYYYMMDD").is_null(),
                    f"the {name} is not a date YYYYMMDD",
                    "bad-date",
                )
                for name in ("start", "end")
            ),
            Wrong(day("end", "YYYYMMDD") < day("start", "YYYYMMDD"), "it ends before it begins", "bad-date"),
        ],
    )


def from_to() -> list[pl.Expr]:
    """The window of each row."""
    return [day("start", "YYYYMMDD").alias(FROM), day("end", "YYYYMMDD").alias(TO)]


def _taking(
    code_set: Callable[[Part], str],
    key: str,
    columns: Sequence[Column],
    attributes: Sequence[pl.Expr] = (),
    wrongs: Sequence[Wrong] = (),
) -> Taking:
    """How a table of the editor is taken, whatever its key and attributes."""

    def take(downloads: Sequence[Download], _: date | None) -> list[Release]:
        (download,) = downloads
        taken = windows(download, columns, wrongs)
        dated = taken.select(key, *from_to(), *attributes)
        last = dated.rows[TO].max()
        if not isinstance(last, date):
            download.refuse("no row has an end, by which the release is known", "no-date")
        begins = date(last.year - 1, 10, 1) if last.month == 3 else date(last.year, 4, 1)
        open_ends = pl.when(pl.col(TO) != last).then(pl.col(TO)).alias(TO)
        rows = dated.select(pl.exclude(TO), open_ends)
        version = _VERSION.search(download.name.casefold())
        edition = f"{begins} {version[0] if version else ''}".strip()
        return [released(code_set(dated), edition, (first_day([rows], begins), last), (key,), [rows])]

    return take


def _code_set(taken: Part) -> str:
    return code_set_of(taken.rows["code"].head(1000).to_list(), "mce-icd-10-cm", "mce-icd-10-pcs")


_CODE_FORM: Final = Wrong(
    ~pl.col("code").str.contains(f"{CM}|{PCS}").fill_null(value=False), "the code is no ICD-10 code", "bad-code"
)
_AGE_FORM: Final = Wrong(
    whole("start_age").is_null() | whole("end_age").is_null(), "an age is not a whole number", "bad-number"
)
_LISTED: Final = pl.col("flags").fill_null("").str.split(";").list.filter(pl.element() != "").alias("flags")

CODE_EDITOR: Final = Format(
    "Medicare Code Editor, flags of codes",
    ("mce-icd-10-cm", "mce-icd-10-pcs"),
    lambda download: has_header(download, _FLAGS),
    lambda download: download.file,
    _taking(_code_set, "code", _FLAGS, [_LISTED], [_CODE_FORM]),
)
AGE_GROUPS: Final = Format(
    "Medicare Code Editor, age groups",
    ("mce-age-group",),
    lambda download: has_header(download, _AGES),
    lambda download: download.file,
    _taking(
        lambda _: "mce-age-group",
        "group",
        _AGES,
        [whole("start_age").alias("start_age"), whole("end_age").alias("end_age")],
        [_AGE_FORM],
    ),
)
DISCHARGE_STATUSES: Final = Format(
    "Medicare Code Editor, discharge statuses",
    ("mce-discharge-status",),
    lambda download: has_header(download, _STATUSES) and _STATUS_NAME.search(download.stem) is not None,
    lambda download: download.file,
    _taking(lambda _: "mce-discharge-status", "code", _STATUSES),
)
