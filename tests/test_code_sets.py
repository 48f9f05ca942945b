"""Code sets answer by day; ICD-10-CM answers as the package it is read from."""

import warnings
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from engine.code_sets import (
    CodeSet,
    CodeSets,
    Release,
    Source,
    Store,
    bundled,
    icd_10_cm,
    load,
    read_csv,
)
from engine.code_sets.shapes import SHAPES
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


def test_a_bundled_table_says_nothing_that_its_shape_does_not_know() -> None:
    for one in bundled(ROOT / "code_sets"):
        assert one.shape.keys == SHAPES[one.name].keys
        assert one.shape.attributes.items() <= SHAPES[one.name].attributes.items(), one.name


def test_what_the_shape_and_the_table_do_not_share_is_absent_or_left_out(tmp_path: Path) -> None:
    (tmp_path / "place-of-service.csv").write_text("code,from,to,fit\n11,,,yes\n")
    places = load(tmp_path)["place-of-service"]
    assert places.shape == SHAPES["place-of-service"]
    assert places.answer(["11"], FIRST) == {"status": None, "facility": None, "from": None, "to": None}


def test_a_release_of_a_site_answers_for_its_days_and_the_bundled_table_for_the_others(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {"code": ["01"], "from": [None], "to": [None], "status": ["assigned"]},
        {"code": pl.String, "from": pl.Date, "to": pl.Date, "status": pl.String},
    )
    year = (date(2026, 1, 1), date(2026, 12, 31))
    source = Source("patient_status.csv", 1, "0" * 64)
    store = Store(tmp_path / "store")
    store.add_all([Release("patient-status", "2026-01-01", year, ("code",), rows, (source,), 1)])
    statuses = load(ROOT / "code_sets", store)["patient-status"]
    known = {"from": None, "to": None}
    assert statuses.answer(["01"], year[0]) == {"status": "assigned", "inpatient_mce": None} | known
    assert statuses.answer(["02"], year[0]) is None
    for day in (year[0] - DAY, year[1] + DAY):
        assert statuses.answer(["02"], day) == {"status": None, "inpatient_mce": True} | known


@pytest.mark.parametrize(
    ("name", "listed", "not_listed"),
    [
        ("patient-status", "01 09 20 30 43 61 66 69 70 81 95", "00 08 10 71 72 80 96 1 99"),
        ("admission-type", "1 2 3 4 5 9", "0 6 7 8 01"),
        ("admission-source", "1 2 4 5 6 8 9 D E F G", "0 3 7 A B C H Z"),
        ("adjustment-group", "CO OA PI PR", "CR co XX"),
        ("type-of-bill", "0111 0117 0131 013X 0329 0721 0831 0851 0893 081A 0871", "111 0191 0331 0911 0116 011L"),
        ("hcpcs-modifier", "25 59 26 TC XE LT P3 8P JZ 95 93 RH HX SX GD U1 QK", "21 00 CP ZA XD DX1 1 QQ XX MA"),
    ],
)  # fmt: skip
def test_a_bundled_table_knows_the_codes_of_today(name: str, listed: str, not_listed: str) -> None:
    today = date(2026, 4, 1)
    assert [code for code in listed.split() if both(CODE_SETS[name], None, code, today) is not True] == []
    assert [code for code in not_listed.split() if both(CODE_SETS[name], None, code, today) is not False] == []


@pytest.mark.parametrize(
    ("name", "code", "first", "last"),
    [
        ("patient-status", "21", date(2009, 10, 1), None),
        ("patient-status", "71", date(2001, 10, 1), date(2003, 9, 30)),
        ("admission-source", "G", date(2020, 7, 1), None),
        ("admission-source", "7", None, date(2010, 6, 30)),
        ("adjustment-group", "CR", None, date(2012, 6, 30)),
        ("type-of-bill", "0331", None, date(2013, 9, 30)),
        ("type-of-bill", "0871", date(2021, 1, 1), None),
        ("hcpcs-modifier", "93", date(2022, 1, 1), None),
        ("hcpcs-modifier", "QQ", date(2018, 7, 1), date(2024, 12, 31)),
    ],
)
def test_a_code_of_a_bundled_table_begins_and_ends_on_its_day(
    name: str, code: str, first: date | None, last: date | None
) -> None:
    known = CODE_SETS[name]
    for day, listed in [(first, True), (first and first - DAY, False), (last, True), (last and last + DAY, False)]:
        assert day is None or both(known, None, code, day) is listed


ASSOCIATED = "24 25 27 57 58 59 78 79 91 XE XP XS XU LT RT LC LD LM RC RI E1 E4 FA F9 TA T9"
OTHERS = "22 26 50 51 76 77 TC GA KX JZ QX RH"


def test_a_modifier_says_whether_it_is_associated_with_ncci() -> None:
    modifiers = CODE_SETS["hcpcs-modifier"]
    assert all(both(modifiers, "ncci", code, FIRST) for code in ASSOCIATED.split())
    assert not any(both(modifiers, "ncci", code, FIRST) for code in OTHERS.split())


def test_bundled_tables_load_with_their_editions() -> None:
    assert set(CODE_SETS.editions) == {
        "icd-10-cm",
        "icd-10-cm-notes",
        *(path.stem for path in (ROOT / "code_sets").glob("*.csv")),
    }
    assert "ICD-10-CM" in CODE_SETS.mend("code set icd-10-cm")
    assert CODE_SETS.mend("a value of limit").startswith("state a value")
