"""Workdays of the federal government: what a last day that is none moves on to.

Holidays are those of 5 U.S.C. 6103(a), computed; one on a Saturday is kept on the Friday before
(6103(b)), one on a Sunday on the Monday after (Executive Order 11582). Days on which the President
closed the departments cannot be computed and are listed: 42 CFR 424.44 and CMS IOM 100-04, chapter
1, section 70 count them like holidays, also where half a day was given. Inauguration Day closes
offices in and around Washington alone and is left out. The law is taken as it stands since 1986; for
days before that nobody files.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

import polars as pl

from ...fields import Type
from .function import DATE, Argument, Function, expression

_SATURDAY, _SUNDAY = 5, 6
_MONDAY, _THURSDAY = 0, 3
_DAY: Final = timedelta(days=1)

_JUNETEENTH_SINCE: Final = 2021

CLOSED_BY_ORDER: Final = frozenset(
    date(*day)
    for day in (
        (2001, 12, 24), (2002, 12, 24), (2003, 12, 26), (2004, 6, 11), (2007, 1, 2), (2007, 12, 24), (2008, 12, 26),
        (2009, 12, 24), (2012, 12, 24), (2014, 12, 26), (2015, 12, 24), (2018, 12, 5), (2018, 12, 24), (2019, 12, 24),
        (2020, 12, 24), (2024, 12, 24), (2025, 1, 9), (2025, 12, 24), (2025, 12, 26),
    )
)  # fmt: skip
"""Days, or halves of them, on which executive orders excused federal employees; the next one goes here."""


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    """The nth of a weekday in a month, from 1."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The days on which the holidays of a year are kept; New Year's Day may be in the year before.

    >>> date(2021, 12, 31) in federal_holidays(2022), date(2026, 7, 3) in federal_holidays(2026)
    (True, True)
    """
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= _JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    kept = {
        _nth(year, 1, _MONDAY, 3),
        _nth(year, 2, _MONDAY, 3),
        _nth(year, 6, _MONDAY, 1) - 7 * _DAY,  # the last Monday of May
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 10, _MONDAY, 2),
        _nth(year, 11, _THURSDAY, 4),
    }
    for day in fixed:
        if day.weekday() != _SATURDAY:
            kept.add(day + _DAY if day.weekday() == _SUNDAY else day)
        elif day > date.min:
            kept.add(day - _DAY)
    return frozenset(kept)


def is_workday(day: date) -> bool:
    """Whether federal offices are open on a day.

    >>> is_workday(date(2026, 11, 25)), is_workday(date(2026, 11, 26))
    (True, False)
    """
    if day.weekday() >= _SATURDAY or day in CLOSED_BY_ORDER or day in federal_holidays(day.year):
        return False
    return day.year == date.max.year or day not in federal_holidays(day.year + 1)


def next_workday(day: date) -> date | None:
    """The day itself where federal offices are open on it, else the first day after on which they are.

    >>> next_workday(date(2026, 5, 18)), next_workday(date(2026, 5, 17))
    (datetime.date(2026, 5, 18), datetime.date(2026, 5, 18))
    >>> next_workday(date(2025, 12, 24))
    datetime.date(2025, 12, 29)
    """
    while not is_workday(day):
        if day == date.max:
            return None
        day += _DAY
    return day


def _next_workday(day: Argument) -> pl.Expr:
    return expression(day).map_batches(_moved, return_dtype=pl.Date(), is_elementwise=True)


def _moved(days: pl.Series) -> pl.Series:
    """Each distinct day moved once: the last days of a block are a few hundred."""
    found = {day: next_workday(day) for day in days.unique().drop_nulls().to_list()}
    return days.replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.Date())


FUNCTIONS: Final = (Function("next_workday", (DATE,), Type.DATE, next_workday, _next_workday),)
