"""Federal workdays, held against the days as the Office of Personnel Management lists them."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.functions.workdays import FUNCTIONS, is_workday, next_workday

# Month and day on which each holiday was or will be kept, copied from the lists for each year.
KEPT = {
    2018: "01-01 01-15 02-19 05-28 07-04 09-03 10-08 11-12 11-22 12-25",
    2019: "01-01 01-21 02-18 05-27 07-04 09-02 10-14 11-11 11-28 12-25",
    2020: "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25",
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
    2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
    2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
}
CLOSED = {
    "2018-12-05",
    "2018-12-24",
    "2019-12-24",
    "2020-12-24",
    "2024-12-24",
    "2025-01-09",
    "2025-12-24",
    "2025-12-26",
}

COLUMN = FUNCTIONS[0].column(pl.col("day"))


@pytest.mark.parametrize("year", sorted(KEPT))
def test_the_workdays_of_a_year_are_its_weekdays_without_the_holidays_that_were_kept(year: int) -> None:
    off = {f"{year}-{day}" for day in KEPT[year].split()} | CLOSED
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    wanted = [d for d in days if d.year == year and d.isoweekday() < 6 and d.isoformat() not in off]
    assert [d for d in days if d.year == year and is_workday(d)] == wanted


def test_juneteenth_is_a_holiday_from_2021_on() -> None:
    assert is_workday(date(2020, 6, 19))
    assert not is_workday(date(2021, 6, 18))


@given(st.dates(date(1900, 1, 1), date(9999, 12, 20)))
def test_the_next_workday_is_the_first_that_is_not_before_the_day(day: date) -> None:
    found = next_workday(day)
    assert found is not None
    assert is_workday(found)
    assert not any(is_workday(day + timedelta(days=n)) for n in range((found - day).days))


@given(st.lists(st.none() | st.dates()))
def test_a_column_moves_each_day_as_it_moves_alone(days: list[date | None]) -> None:
    moved = pl.DataFrame({"day": days}, schema={"day": pl.Date}).select(COLUMN).to_series().to_list()
    assert moved == [None if day is None else next_workday(day) for day in days]
