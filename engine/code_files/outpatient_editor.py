"""The outpatient code editor's tables (I/OCE) as CSV: ages and flags of procedures and diagnoses by quarter.

`ioce_hcpcs_flags` has a column of 0 and 1 for each of some hundred flags, in the names of the I/OCE's data
in snake case: those that are 1 become a list. A start of the first quarter in the table means on or
before. The edition is the quarter of the latest start, for neither file nor name says another.
Layout: CSV made of CMS's I/OCE quarterly data; the layout of the data files themselves is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, Release
from .code_editor import from_to, has_header, windows
from .columns import Column, loosely
from .downloads import Download
from .editions import quarter_end
from .formats import Format
from .icd import CM
from .parts import Part, Wrong, first_day, released
from .values import PROCEDURE, whole

_CODE: Final = (Column("code", ("code",)), Column("start", ("start",)), Column("end", ("end",)))
_AGES: Final = (*_CODE, Column("low_age", ("lowage",)), Column("high_age", ("highage",)), Column("sex", ("sex",)))
_VALUES: Final = {"apc": "apc", "low_age": "lo_age", "high_age": "hi_age", "status_indicator": "status_indicator",
                  "payment_indicator": "payment_indicator"}  # fmt: skip
_NOT_FLAGS: Final = frozenset({"sex", "date_approved", "date_terminated", "mid_quarter_date_edit", *_VALUES.values()})


def _is_flags(download: Download) -> bool:
    names = download.first_rows[0] if download.first_rows else []
    return names[:3] == ["code", "start", "end"] and {"apc", "status_indicator", "lo_age"} <= set(names)


def _release(code_set: str, taken: Part) -> list[Release]:
    latest = taken.rows[FROM].max()
    begins = latest if isinstance(latest, date) else date.min
    begins = date(begins.year, 3 * ((begins.month - 1) // 3) + 1, 1)
    earliest = first_day([taken], begins)
    notes = [f"what begins on {earliest} may have begun earlier", "the edition is the quarter of the latest start"]
    return [released(code_set, begins.isoformat(), (earliest, quarter_end(begins)), ("code",), [taken], notes)]


def _take_ages(downloads: Sequence[Download], _: date | None) -> list[Release]:
    (download,) = downloads
    codes = [row[0] for row in download.first_rows[1:]]
    procedures = all(len(code) == 5 for code in codes)
    form = PROCEDURE if procedures else CM
    wrongs = [
        Wrong(~pl.col("code").str.contains(form).fill_null(value=False), "the code is of no known form", "bad-code"),
        Wrong(whole("low_age").is_null() | whole("high_age").is_null(), "an age is not a whole number", "bad-number"),
    ]
    taken = windows(download, _AGES, wrongs).select(
        "code", *from_to(), whole("low_age").alias("low_age"), whole("high_age").alias("high_age")
    )
    return _release("ioce-hcpcs-age" if procedures else "ioce-icd-10-cm", taken)


def _take_flags(downloads: Sequence[Download], _: date | None) -> list[Release]:
    (download,) = downloads
    names = download.first_rows[0]
    flags = [name for name in names[3:] if name not in _NOT_FLAGS]
    others = [name for name in names[3:] if name not in _VALUES.values()]
    columns = [*_CODE, *(Column(to, (loosely(name),)) for to, name in _VALUES.items())]
    columns += [Column(name, (loosely(name),)) for name in others]
    wrongs = [Wrong(~pl.col("code").str.contains(PROCEDURE).fill_null(value=False), "no procedure code", "bad-code")]
    marked = pl.concat_list(pl.when(pl.col(name) == "1").then(pl.lit(name)) for name in flags).list.drop_nulls()
    taken = windows(download, columns, wrongs).select(
        "code",
        *from_to(),
        "apc",
        "status_indicator",
        "payment_indicator",
        whole("low_age").alias("low_age"),
        whole("high_age").alias("high_age"),
        marked.alias("flags"),
    )
    return _release("ioce-hcpcs", taken)


OUTPATIENT_AGES: Final = Format(
    "outpatient code editor, ages",
    ("ioce-icd-10-cm", "ioce-hcpcs-age"),
    lambda download: has_header(download, _AGES),
    lambda one: one.file,
    _take_ages,
)
OUTPATIENT_FLAGS: Final = Format(
    "outpatient code editor, flags", ("ioce-hcpcs",), _is_flags, lambda one: one.file, _take_flags
)
