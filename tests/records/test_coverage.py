"""Coverage of a member whom several checks and several persons speak of."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.code_sets import LISTED, CodeSet
from engine.code_sets.code_set import DAY
from engine.records.windows import newest, shared, without_contradictions
from tests.records.answers import loaded, rows, told

HEAD = "payer_id,member_id,first_name,birth_date,checked_on,from,to,group_number\n"


def test_a_family_shares_a_row_that_says_what_all_of_them_share(tmp_path: Path) -> None:
    text = HEAD + (
        "9,W1,Ann,1980-01-01,2026-03-01,2025-01-01,,G1\n9,W1,Ben,2012-01-01,2026-03-01,2025-01-01,2025-12-31,G1\n"
    )
    found = loaded(tmp_path, coverage_csv=text)
    assert rows(found, "coverage", "from", "to", "first_name", "birth_date", "group_number") == [
        (date(2025, 1, 1), date(2025, 12, 31), None, None, "G1"),
        (date(2026, 1, 1), None, "Ann", date(1980, 1, 1), "G1"),
    ]
    assert rows(found, "coverage-person", "birth_date", "first_name", "to") == [
        ("1980-01-01", "Ann", None),
        ("2012-01-01", "Ben", date(2025, 12, 31)),
    ]
    columns = ("first_day", "last_day", "persons", "birth_dates", "active")
    assert rows(found, "coverage-member", *columns) == [(date(2025, 1, 1), None, 2, ["1980-01-01", "2012-01-01"], True)]


def test_twins_share_a_birth_date_and_only_what_they_share_is_said(tmp_path: Path) -> None:
    text = HEAD + "9,W1,Ann,2012-01-01,2026-03-01,,,G1\n9,W1,Ben,2012-01-01,2026-03-01,,,G1\n"
    assert rows(loaded(tmp_path, coverage_csv=text), "coverage-person", "first_name", "group_number") == [(None, "G1")]


def test_a_newer_check_answers_from_its_own_first_day_on(tmp_path: Path) -> None:
    text = HEAD + (
        "9,W1,Ann,1980-01-01,2025-01-15,2024-01-01,,OLD\n9,W1,Ann,1980-01-01,2026-01-15,2025-07-01,2026-06-30,NEW\n"
    )
    found = loaded(tmp_path, coverage_csv=text)
    assert told(found) == []
    assert rows(found, "coverage", "group_number", "from", "to") == [
        ("OLD", date(2024, 1, 1), date(2025, 6, 30)),
        ("NEW", date(2025, 7, 1), date(2026, 6, 30)),
    ]


def test_two_rows_of_one_check_that_differ_contradict_each_other(tmp_path: Path) -> None:
    text = HEAD + "9,W1,Ann,1980-01-01,2026-01-15,,,G1\n9,W1,Ann,1980-01-01,2026-01-15,,,G2\n"
    assert told(loaded(tmp_path, coverage_csv=text)) == [("row 3", "contradiction")]


def test_other_coverage_is_found_under_the_number_that_the_member_has_here(tmp_path: Path) -> None:
    text = "payer_id,member_id,other_payer_id,other_member_id,other_responsibility\n9,W1,88888,X1,primary\n9,W2,,,\n"
    found = loaded(tmp_path, coverage_csv=text)
    columns = ("payer_id", "member_id", "responsibility", "other_payer_id", "other_member_id")
    assert rows(found, "coverage-other", *columns) == [("9", "W1", "P", "88888", "X1")]


def test_a_table_is_asked_like_a_code_set(tmp_path: Path) -> None:
    found = loaded(tmp_path, coverage_csv=HEAD + "9,W1,Ann,1980-01-01,2026-03-01,2025-01-01,2025-12-31,G1\n")
    coverage = CodeSet("coverage", found.shapes["coverage"], (found.listings["coverage"],))
    assert coverage.answer(["9", "W1"], date(2025, 12, 31)) is not None
    assert coverage.answer(["9", "W1"], date(2026, 1, 1)) is None
    asked = pl.DataFrame({"payer_id": ["9", "9"], "member_id": ["W1", "W2"], DAY: [date(2025, 2, 1)] * 2})
    assert coverage.answers(asked).sort("member_id")[LISTED].to_list() == [True, None], "of W2 nothing is known"


FIRST = date(2025, 1, 1)
DAYS = [FIRST + timedelta(n) for n in range(8)]
open_days = st.one_of(st.none(), st.sampled_from(DAYS))


def in_order(days: tuple[date | None, date | None]) -> bool:
    """Whether the first day is not after the last; one that is not told is open."""
    first, last = days
    return first is None or last is None or first <= last


spans = st.tuples(open_days, open_days).filter(in_order)
checks = st.sampled_from([None, *DAYS[:3]])
tables = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), spans, checks), max_size=6)
Found: TypeAlias = list[tuple[str, str, tuple[date | None, date | None], date | None]]


def frame(found: Found) -> pl.DataFrame:
    """Rows with a key, a value, days and a check."""
    made = [(key, value, first, last, checked, 0, at) for at, (key, value, (first, last), checked) in enumerate(found)]
    schema = {"key": pl.String, "value": pl.String, "from": pl.Date, "to": pl.Date, "checked_on": pl.Date,
              "#file": pl.Int64, "#row": pl.Int64}  # fmt: skip
    return pl.DataFrame(made, schema, orient="row")


def on(made: pl.DataFrame, key: str, day: date) -> list[dict[str, Any]]:
    """The rows of a key on a day."""
    return [
        row for row in made.to_dicts()
        if row["key"] == key and (row["from"] or date.min) <= day <= (row["to"] or date.max)
    ]  # fmt: skip


@given(tables)
def test_what_is_shared_is_what_every_row_of_the_day_says(found: Found) -> None:
    before = frame(found).select("key", "value", "from", "to")
    after = shared(before, ["key"], {})
    for key in "ab":
        for day in [date(2000, 1, 1), *DAYS, date(2100, 1, 1)]:
            said = {row["value"] for row in on(before, key, day)}
            now = [row["value"] for row in on(after, key, day)]
            assert now == ([said.pop() if len(said) == 1 else None] if said else [])


@given(tables)
def test_the_newest_check_that_answers_for_a_day_or_one_before_it_is_kept(found: Found) -> None:
    before = frame(found).drop("#file", "#row")
    after = newest(before, ["key"])
    for key in "ab":
        for day in DAYS:
            begun = [row for row in before.to_dicts() if row["key"] == key and (row["from"] or date.min) <= day]
            latest = max((row["checked_on"] or date.min for row in begun), default=None)
            expected = [row["value"] for row in on(before, key, day) if (row["checked_on"] or date.min) == latest]
            assert sorted(row["value"] for row in on(after, key, day)) == sorted(expected)


@given(tables)
def test_rows_that_are_kept_do_not_contradict_each_other_and_those_refused_do(found: Found) -> None:
    refused: list[tuple[int, int]] = []
    after = without_contradictions(frame(found), ["key"], lambda _, row, before: refused.append((row, before)))
    for key in "ab":
        for day in [date(2000, 1, 1), *DAYS, date(2100, 1, 1)]:
            assert len(on(after, key, day)) <= 1
    kept = set(after["#row"].to_list())
    assert not kept & {row for row, _ in refused}
    for row, before in refused:
        (key, _, (first, last), _), (other, _, (begin, end), _) = found[row], found[before]
        assert before in kept
        assert key == other
        assert (first or date.min) <= (end or date.max)
        assert (begin or date.min) <= (last or date.max)


@pytest.mark.parametrize("responsibility", ["P", "secondary", ""])
def test_a_responsibility_is_a_letter_however_it_is_written(tmp_path: Path, responsibility: str) -> None:
    found = loaded(tmp_path, coverage_csv=f"payer_id,member_id,responsibility\n9,W1,{responsibility}\n")
    assert rows(found, "coverage", "responsibility") == [({"P": "P", "secondary": "S", "": None}[responsibility],)]
