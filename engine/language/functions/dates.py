"""Days, months and years between dates."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from ...fields import Type
from .function import DATE, WHOLE, Argument, Function, expression

MOST_MONTHS: Final = 120_000

# NumPy will take no plain number for a length of time: it warns since 2.5.
_MONTH: Final = np.timedelta64(1, "M")
_DAY: Final = np.timedelta64(1, "D")


def add_days(day: date, days: int) -> date | None:
    """The day so many days later, or earlier when negative; absent beyond the years 1 to 9999.

    >>> add_days(date(2024, 2, 28), 2)
    datetime.date(2024, 3, 1)
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def add_months(day: date, months: int) -> date | None:
    """The same day so many calendar months later, or the last day of a shorter month.

    >>> add_months(date(2024, 1, 15), 12)
    datetime.date(2025, 1, 15)
    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if abs(months) > MOST_MONTHS or not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_between(first: date, second: date) -> int:
    """Days from the first to the second; negative when the second is earlier.

    >>> days_between(date(2024, 1, 1), date(2024, 1, 31))
    30
    """
    return (second - first).days


def age(birth: date, day: date) -> int:
    """Completed years on a day; someone born on February 29 ages on March 1 of a common year.

    >>> age(date(2000, 2, 29), date(2018, 2, 28)), age(date(2000, 2, 29), date(2018, 3, 1))
    (17, 18)
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def earliest(*days: date | None) -> date | None:
    """The earliest of the days that are there.

    >>> earliest(None, date(2024, 5, 1), date(2024, 4, 1))
    datetime.date(2024, 4, 1)
    """
    return min((day for day in days if day is not None), default=None)


def latest(*days: date | None) -> date | None:
    """The latest of the days that are there.

    >>> latest(date(2024, 5, 1), None)
    datetime.date(2024, 5, 1)
    """
    return max((day for day in days if day is not None), default=None)


def year(day: date) -> int:
    """The calendar year of a day.

    >>> year(date(2024, 5, 1))
    2024
    """
    return day.year


def end_of_year(day: date) -> date:
    """December 31 of the year of a day.

    >>> end_of_year(date(2025, 6, 15))
    datetime.date(2025, 12, 31)
    """
    return date(day.year, 12, 31)


_FIRST_DAY: Final = (date.min - date(1970, 1, 1)).days
_LAST_DAY: Final = (date.max - date(1970, 1, 1)).days


def written(day: date) -> str:
    """A date as it is written in records that are found by it: YYYY-MM-DD.

    >>> written(date(2026, 5, 4))
    '2026-05-04'
    """
    return day.isoformat()


def _add_days(day: Argument, days: Argument) -> pl.Expr:
    moved = expression(day).to_physical().cast(pl.Int64) + expression(days)
    return pl.when(moved.is_between(_FIRST_DAY, _LAST_DAY)).then(moved).cast(pl.Int32).cast(pl.Date)


def _add_months(day: Argument, months: Argument) -> pl.Expr:
    return pl.map_batches(
        [expression(day), expression(months)], _months_later, return_dtype=pl.Date(), is_elementwise=True
    )


def _months_later(columns: Sequence[pl.Series]) -> pl.Series:
    """Months added by NumPy's calendar: Polars' offset reads its length from text, row by row, ten times as long."""
    day, months = columns
    if len(months) == 1:  # a written number reaches us once
        months = months.new_from_index(0, len(day))
    there = day.is_not_null() & months.is_between(-MOST_MONTHS, MOST_MONTHS).fill_null(value=False)
    start = day.fill_null(date(1970, 1, 1)).to_numpy().astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    later = month + months.fill_null(0).clip(-MOST_MONTHS, MOST_MONTHS).to_numpy().astype("timedelta64[M]")
    last = (later + _MONTH).astype("datetime64[D]") - _DAY
    moved = np.minimum(later.astype("datetime64[D]") + (start - month), last).astype(np.int64)
    within = (moved >= _FIRST_DAY) & (moved <= _LAST_DAY) & there.to_numpy()
    kept = pl.Series(day.name, np.where(within, moved, 0).astype(np.int32)).cast(pl.Date)
    return kept.set(pl.Series(~within), None)


def _age(birth: Argument, day: Argument) -> pl.Expr:
    born, then = expression(birth), expression(day)
    before = (then.dt.month().cast(pl.Int32) * 100 + then.dt.day()) < (
        born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    )
    return (then.dt.year() - born.dt.year() - before.cast(pl.Int32)).cast(pl.Int64)


FUNCTIONS: Final = (
    Function("add_days", (DATE, WHOLE), Type.DATE, add_days, _add_days),
    Function("add_months", (DATE, WHOLE), Type.DATE, add_months, _add_months),
    Function(
        "days_between",
        (DATE, DATE),
        Type.INTEGER,
        days_between,
        lambda a, b: (expression(b) - expression(a)).dt.total_days(),
    ),
    Function("age", (DATE, DATE), Type.INTEGER, age, _age),
    Function(
        "earliest",
        (DATE, DATE),
        Type.DATE,
        earliest,
        lambda *ds: pl.min_horizontal([expression(d) for d in ds]),
        repeats=True,
        total=True,
    ),
    Function(
        "latest",
        (DATE, DATE),
        Type.DATE,
        latest,
        lambda *ds: pl.max_horizontal([expression(d) for d in ds]),
        repeats=True,
        total=True,
    ),
    Function("written", (DATE,), Type.TEXT, written, lambda d: expression(d).dt.to_string("iso")),
    Function(
        "end_of_year",
        (DATE,),
        Type.DATE,
        end_of_year,
        lambda d: pl.date(expression(d).dt.year(), 12, 31),
    ),
    Function("year", (DATE,), Type.INTEGER, year, lambda d: expression(d).dt.year().cast(pl.Int64)),
)
