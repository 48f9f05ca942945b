"""Numbers and dates that are read by arithmetic are those that their definition reads."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fields import Type
from engine.readers.x12.numbers import Periods, plain
from engine.readers.x12.strings import PADDING, views
from engine.readers.x12.values import typed

DAYS = st.sampled_from(["20240229", "20230229", "20261301", "00000101", "2026050", "2026 504", "20é0504", "9999123"])
PERIODS = st.one_of(
    DAYS,
    st.builds("{}{}{}".format, DAYS, st.sampled_from(["-", "--", "_", ""]), DAYS),
    st.dates().map(lambda day: f"{day:%Y%m%d}"),
    st.builds("{:%Y%m%d}-{:%Y%m%d}".format, st.dates(), st.dates()),
    st.text("0123456789-é ", max_size=19),
)
DECIMALS = st.one_of(st.text("0123456789.-+e", max_size=16), st.decimals(0, 9999, places=2).map(str))


def agree(texts: list[str], kind: Type, *, period: bool, through: bool) -> None:
    """That what is read plainly is what the definition reads, and the rest is left to it."""
    found = [text.strip() for text in texts]
    parts = [b"DTP", *(text.encode() for text in found)]
    padded = b"*".join([*parts, b""]) + PADDING
    ends = np.cumsum([len(part) + 1 for part in parts]) - 1
    made = views(padded, ends, np.zeros(0, np.int64))[1:-1]
    values, odd = plain(made, kind, Periods(padded, through) if period else None)
    given = pl.DataFrame({"text": [text or None for text in found]}, schema={"text": pl.String})
    expected = given.select(typed(pl.col("text"), kind, period=period, through=through)).to_series()
    left = set(odd.tolist())
    assert [v for at, v in enumerate(values) if at not in left] == [
        v for at, v in enumerate(expected) if at not in left
    ]
    assert all(values[at] is None and found[at] for at in left)


@given(st.lists(PERIODS, min_size=1), st.booleans())
def test_the_days_of_periods_are_as_they_are_defined(texts: list[str], through: bool) -> None:
    agree(texts, Type.DATE, period=True, through=through)


@given(st.lists(PERIODS, min_size=1))
def test_days_are_as_they_are_defined(texts: list[str]) -> None:
    agree(texts, Type.DATE, period=False, through=False)


@pytest.mark.parametrize("kind", [Type.MONEY, Type.QUANTITY, Type.INTEGER])
@given(texts=st.lists(DECIMALS, min_size=1))
def test_amounts_are_as_they_are_defined(texts: list[str], kind: Type) -> None:
    agree(texts, kind, period=False, through=False)


@pytest.mark.parametrize("through", [False, True])
def test_a_period_that_is_written_plainly_is_not_left_to_the_definition(through: bool) -> None:
    padded = b"20260501-20260502*" + PADDING
    made = views(padded, np.array([17]), np.zeros(0, np.int64))[:-1]
    values, odd = plain(made, Type.DATE, Periods(padded, through))
    assert (values.to_list()[0].day, len(odd)) == (2 if through else 1, 0)
