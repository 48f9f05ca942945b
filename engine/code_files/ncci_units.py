"""Medically unlikely edits of Medicare: how many units of a code are believed, in three settings.

A notice of several lines in one quoted cell, then a header whose first cell has a line break. The
setting stands in the header of the value, the quarter in nothing but the name of the file
(`..._Eff_07-01-2024.csv`). The indicator is a digit and its text, of which the digit is kept: 1 is
judged by line, 2 and 3 by day. Source: CMS, MUE tables as published since 2011.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from ..code_sets.release import FROM, TO, Release
from .columns import Column, beneath, header_row
from .downloads import Download
from .editions import day_named, quarter_end, quarter_named
from .formats import Format
from .ncci_pairs import refuse_medicaid
from .parts import Wrong, part, released
from .values import is_no_procedure, whole

_CODE: Final = Column("code", ("hcpcs*",))
_REST: Final = (
    Column("adjudication_indicator", ("mueadjudicationindicator", "mai")),
    Column("rationale", ("muerationale",), needed=False),
)
_SETTINGS: Final = {
    "mue-practitioner": Column("value", ("practitionerservicesmuevalue*",)),
    "mue-outpatient": Column("value", ("outpatienthospitalservicesmuevalue*", "facilityoutpatient*muevalue*")),
    "mue-dme": Column("value", ("dmesupplierservicesmuevalue*",)),
}
_ANY: Final = (_CODE, Column("value", ("*muevalue*",)))


def _setting(download: Download) -> str:
    return next(
        (
            code_set
            for code_set, value in _SETTINGS.items()
            if header_row(download.first_rows, (_CODE, value)) is not None
        ),
        "",
    )


def _together(download: Download) -> str:
    refuse_medicaid(download)
    if not _setting(download):
        sentence = "the header of the values does not say whether for practitioners, outpatient hospitals or DME"
        download.refuse(sentence, "unknown-setting")
    return f"{_setting(download)} {day_named(download.name)} {download.file}"


def _take(downloads: Sequence[Download], effective: date | None) -> list[Release]:
    (download,) = downloads
    setting = _setting(download)
    begins = day_named(download.name) or quarter_named(download.name) or effective
    if begins is None:
        hint = "say from which day it holds, or give it its published name, ..._Eff_MM-DD-YYYY"
        download.refuse("neither the table nor its name says of which quarter it is", "no-date", hint)
    columns = (_CODE, _SETTINGS[setting], *_REST)
    at = header_row(download.first_rows, (_CODE, _SETTINGS[setting])) or 0
    indicator = pl.col("adjudication_indicator").str.slice(0, 1)
    taken = part(
        download,
        beneath(download, columns, at + 1),
        [
            Wrong(is_no_procedure("code"), "the code is not a procedure code", "bad-code"),
            Wrong(whole("value").is_null(), "the MUE value is not a whole number", "bad-number"),
            Wrong(
                ~indicator.is_in(["1", "2", "3"]).fill_null(value=False),
                "the adjudication indicator does not begin with 1, 2 or 3",
                "unknown-value",
            ),
        ],
    ).select(
        "code",
        pl.lit(None, pl.Date).alias(FROM),
        pl.lit(None, pl.Date).alias(TO),
        whole("value").alias("value"),
        indicator,
        "rationale",
    )
    notes = ["the table has no dates of its own: it answers for its quarter only"]
    return [released(setting, begins.isoformat(), (begins, quarter_end(begins)), ("code",), [taken], notes)]


NCCI_UNITS: Final = Format(
    "medically unlikely edits",
    tuple(_SETTINGS),
    lambda download: header_row(download.first_rows, _ANY) is not None,
    _together,
    _take,
)
