"""Code sets answer by day; ICD-10-CM answers as the package it is read from."""

import warnings
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from engine.code_sets import CodeSet, CodeSets, icd_10_cm, read_csv
from engine.errors import RulesError
from engine.language.lookups import FrameLookup
from tests.make import CODE_SETS, ROOT

ICD = icd_10_cm()
FIRST, LAST = ICD.editions[0].reaches
DAY = timedelta(days=1)


def both(code_set: CodeSet, attribute: str | None, code: str, day: date) -> bool | None:
    """The answer, which both evaluators must give."""
    plain = CodeSets([code_set]).listed(code_set.name, attribute, code, day)
    asked = FrameLookup("!", code_set.name, (pl.col("code"),), pl.col("day"), 0, {attribute} if attribute else set())
    frame = asked.answered(pl.DataFrame({"code": [code], "day": [day]}), {code_set.name: code_set})
    answer = asked.listed_as(attribute) if attribute else asked.listed()
    (row,) = frame.select(answer=answer, no_data=asked.missed()).rows()
    assert row == (plain, plain is None)
    return plain


def test_icd_10_cm_lists_and_bills_what_its_package_does() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package reads its data in a way that is going out of use
        import simple_icd_10_cm as icd  # type: ignore[import-untyped]  # it ships no types
    rows = ICD.editions[0].rows_of({})
    known = {code.replace(".", "") for code in icd.get_all_codes() if icd.is_category_or_subcategory(code)}
    assert set(rows["code"]) == known
    assert set(rows.filter("billable")["code"]) == {code for code in known if icd.is_leaf(code)}


@pytest.mark.parametrize(("day", "answer"), [(FIRST - DAY, None), (FIRST, True), (LAST, True), (LAST + DAY, None)])
def test_icd_10_cm_knows_its_own_fiscal_year_only(day: date, answer: bool | None) -> None:
    assert both(ICD, None, "J069", day) is answer


@pytest.mark.parametrize(
    ("code", "listed", "billable"),
    [
        ("J06", True, False),
        ("J069", True, True),
        ("J0699", False, False),
        ("J06.9", False, False),
        ("", False, False),
        ("A00-B99", False, False),
    ],
)
def test_a_category_is_listed_and_not_billable(code: str, listed: bool, billable: bool) -> None:
    assert both(ICD, None, code, FIRST) is listed
    assert both(ICD, "billable", code, FIRST) is billable


def test_absent_codes_and_days_have_no_answer_and_miss_no_data() -> None:
    frame = pl.DataFrame({"code": [None, "J069"], "day": [FIRST, None]}, {"code": pl.String, "day": pl.Date})
    asked = FrameLookup("!", "icd-10-cm", (pl.col("code"),), pl.col("day"))
    found = asked.answered(frame, {"icd-10-cm": ICD})
    assert found.select(answer=asked.listed(), no_data=asked.missed()).rows() == [(None, False), (None, False)]


def test_a_code_of_a_table_holds_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text("code,from,to,fit\nA,2024-01-01,2024-12-31,yes\nB,,,no\nA,2025-02-01,,no\n")
    made = read_csv(path)
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 1)]
    assert [both(made, None, "A", day) for day in days] == [False, True, True, False, True]
    assert both(made, "fit", "A", days[1]) is True
    assert both(made, None, "B", date.min) is True
    assert both(made, "fit", "B", date.max) is False


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("code,from\nA,2024-01-01\n", "missing-column", "line 1"),
        ("", "missing-column", "line 1"),
        ("code,from,to\n", "empty-file", "line 1"),
        ("code,from,to\nA,2024-13-01,\n", "bad-date", "line 2"),
        ("code,from,to\nA,2024-02-01,2024-01-01\n", "bad-date", "line 2"),
        ("code,from,to\nA,2024-02-01\n", "bad-row", "line 2"),
        ("code,from,to\nA,,,x\n", "bad-row", "line 2"),
        ("code,from,to\n,,\n", "bad-row", "line 2"),
        ("code,from,to,fit\nA,,,maybe\n", "unknown-value", "line 2"),
    ],
)
def test_a_table_that_is_wrong_is_a_problem_with_its_line(tmp_path: Path, text: str, kind: str, place: str) -> None:
    path = tmp_path / "made.csv"
    path.write_text(text)
    with pytest.raises(RulesError) as refused:
        read_csv(path)
    assert [(problem.kind, problem.place) for problem in refused.value.problems] == [(kind, place)]


def test_a_byte_order_mark_is_no_part_of_a_table(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_bytes(b"\xef\xbb\xbfcode,from,to\nA,,\n")
    assert both(read_csv(path), None, "A", FIRST) is True


def test_what_to_import_is_named_for_every_month_of_the_year() -> None:
    for name in CODE_SETS.shapes:
        assert all(CODE_SETS.mend(f"code set {name}", date(2026, month, 15)) for month in range(1, 13)), name


def test_bundled_tables_load_with_their_editions() -> None:
    assert set(CODE_SETS.editions) == {"icd-10-cm", *(path.stem for path in (ROOT / "code_sets").glob("*.csv"))}
    assert "ICD-10-CM" in CODE_SETS.mend("code set icd-10-cm")
    assert CODE_SETS.mend("a value of limit").startswith("state a value")
