"""What spreadsheets do to values is undone where that is certain, told, and reported where it is not."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fields import FIELDS
from engine.readers.tabular.dates import Style, read_day
from engine.readers.tabular.mending import LOST, POINT, ROUNDED, SHORT_ZIP, ZERO, pointers
from engine.readers.tabular.values import read
from tests.sheet_text import csv_of, kinds, line, mapped, read_one, unread, xlsx_of


def of(path: str, text: str, beside: str | None = None) -> tuple[object, str | None, list[str]]:
    """The value of one text, why it cannot be read, and what was repaired."""
    found = read(pl.Series([text]), FIELDS[path], Style(), "", pl.Series([beside], dtype=pl.String))
    why = None if found.why is None else found.why[0]
    return found.values[0], why, [*found.told]


@pytest.mark.parametrize(
    ("path", "text", "value", "told"),
    [
        ("claim.billing_provider.npi", "1234567893", "1234567893", []),
        ("claim.billing_provider.npi", "1234567893.0", "1234567893", [POINT]),
        ("claim.billing_provider.npi", "123456789", "123456789", []),  # for a rule to say
        ("claim.place_of_service", "11", "11", []),
        ("claim.place_of_service", "2", "02", [ZERO]),
        ("claim.place_of_service", "2.0", "02", [ZERO]),
        ("claim.place_of_service", "11 - Office", "11", []),
        ("line.revenue_code", "450", "0450", [ZERO]),
        ("claim.type_of_bill", "131", "0131", []),
        ("claim.type_of_bill", "0131", "0131", []),
        ("claim.billing_provider.tax_id", "12-3456789", "123456789", []),
        ("claim.patient.zip", "43215-1234", "432151234", []),
        ("claim.patient.sex", "Female", "F", []),
        ("claim.patient.relationship", "Self", "18", []),
        ("claim.patient.relationship", "1", "01", []),
        ("claim.claim_id", "1001.0", "1001", [POINT]),
        ("claim.claim_id", "a-17", "a-17", []),
        ("claim.frequency_code", "Corrected", "7", []),
        ("claim.assignment_code", "Yes", "A", []),
        ("diagnosis.code", "e11.9", "E119", []),
        ("line.charge", "$1,234.50", 123450, []),
        ("line.charge", "(50.00)", -5000, []),
        ("line.charge", "0.30000000000000004", 30, [ROUNDED]),
        ("line.charge", "1e2", 10000, []),
        ("line.units", "1.5", 1500, []),
        ("line.line_number", "3.0", 3, [POINT]),
        ("claim.admission_hour", "9", "0900", []),
        ("claim.admission_hour", "13:30", "1330", []),
    ],
)
def test_a_value_is_read_however_it_is_written(path: str, text: str, value: object, told: list[str]) -> None:
    assert of(path, text) == (value, None, told)


@pytest.mark.parametrize("text", ["9" * 40, "1E99", "9" * 40 + ".99"])
def test_a_number_beyond_all_amounts_cannot_be_read(text: str) -> None:
    assert of("line.charge", text) == (None, "", [])
    assert of("line.units", text) == (None, "", [])


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("claim.billing_provider.npi", "1.23E+09", LOST),
        ("claim.subscriber.member_id", "9.87E+11", LOST),
        ("line.charge", "12,50", ""),
        ("line.charge", "12.345", "it has more than 2 decimals"),
        ("line.charge", "free", ""),
        ("line.line_number", "1.5", ""),
        ("line.service_date", "02/30/2024", ""),
        ("line.service_date", "45292", "a number where a date is wanted: it may be a day number of a spreadsheet"),
        ("claim.patient.zip", "1234", SHORT_ZIP),
    ],
)
def test_what_is_not_certain_is_not_guessed(path: str, text: str, why: str) -> None:
    assert of(path, text) == (None, why, [])


def test_a_short_zip_code_is_completed_where_its_state_has_no_other() -> None:
    assert of("claim.patient.zip", "1234", "MA") == ("01234", None, [ZERO])
    assert of("claim.patient.zip", "1234", "OH") == (None, SHORT_ZIP, [])


@pytest.mark.parametrize(
    ("text", "style", "day"),
    [
        ("2024-03-04", Style(), date(2024, 3, 4)),
        ("20240304", Style(), date(2024, 3, 4)),
        ("03042024", Style(), date(2024, 3, 4)),
        ("3/4/2024", Style(), date(2024, 3, 4)),
        ("3/4/2024", Style("DMY"), date(2024, 4, 3)),
        ("3.4.2024", Style("DMY"), date(2024, 4, 3)),
        ("3/4/24", Style(), date(2024, 3, 4)),
        ("3/4/45", Style(last_year=2026), date(1945, 3, 4)),  # nobody was born later
        ("24/3/4", Style("YMD"), date(2024, 3, 4)),
        ("4-Mar-2024", Style(), date(2024, 3, 4)),
        ("4-Mar-24", Style(), date(2024, 3, 4)),
        ("March 4, 2024", Style(), date(2024, 3, 4)),
        ("2024-03-04 00:00:00", Style(), date(2024, 3, 4)),
        ("2024-03-04T13:45:00Z", Style(), date(2024, 3, 4)),
        ("3/4/2024 1:45 PM", Style(), date(2024, 3, 4)),
        ("45355", Style(serials=True), date(2024, 3, 4)),
        ("45355", Style(), None),
        ("13/04/2024", Style(), None),
        ("2024", Style(), None),
        ("1/2", Style(), None),
        ("00000000", Style(), None),
    ],
)
def test_a_date_is_read_as_what_it_can_only_be(text: str, style: Style, day: date | None) -> None:
    assert read_day(text, style).day == day


WRITTEN = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%d-%b-%Y", "%Y-%m-%d 00:00:00", "%m/%d/%y")


@given(
    days=st.lists(st.dates(date(1950, 1, 1), date(2049, 12, 31)), max_size=5),
    form=st.sampled_from(WRITTEN),
    fast=st.sampled_from(("", "%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%d-%b-%Y")),
)
def test_a_column_of_dates_is_read_as_each_of_them_is(days: list[date], form: str, fast: str) -> None:
    texts = [*(day.strftime(form) for day in days), "2024-1-2", "1/2/24", "2024012", "x", "20245-01-01", " "]
    found = read(pl.Series(texts), FIELDS["line.service_date"], Style(), fast)
    assert found.values.to_list() == [read_day(text, Style()).day for text in texts]


@given(st.lists(st.integers(-(10**12), 10**12)))
def test_amounts_are_exact(cents: list[int]) -> None:
    texts = [f"{'-' if one < 0 else ''}{abs(one) // 100}.{abs(one) % 100:02}" for one in cents]
    assert read(pl.Series(texts, dtype=pl.String), FIELDS["line.charge"], Style()).values.to_list() == cents


@pytest.mark.parametrize(
    ("text", "diagnoses", "found"),
    [
        ("A", 12, ["1"]), ("A,B", 12, ["1", "2"]), ("AB", 12, ["1", "2"]), ("1:2", 12, ["1", "2"]),
        ("12", 4, ["1", "2"]), ("12", 12, None), ("1,12", 12, ["1", "12"]), ("10", 12, ["10"]), ("L", 12, ["12"]),
        ("1234", 12, ["1", "2", "3", "4"]), ("1.0", 12, ["1"]), ("1|2", 12, ["1", "2"]), ("AA", 12, None),
        ("M", 12, None), ("0", 12, None), ("1/2/2024", 12, None),
    ],
)  # fmt: skip
def test_pointers_are_taken_apart_where_it_is_clear_how(text: str, diagnoses: int, found: list[str] | None) -> None:
    assert pointers(text, diagnoses) == found


def test_a_repair_is_told_once_for_a_column_with_its_count() -> None:
    rows = [line(POS="2"), line(POS="02"), line(Claim_ID="A2", POS="2")]
    _, reading = read_one(csv_of(rows), columns=mapped())
    assert [str(problem) for problem in reading.warnings] == [
        "sheet.csv:column 'POS': warning: a leading zero that a spreadsheet took off was put back (2 values) [repaired]"
    ]


def test_the_order_of_month_and_day_is_that_of_all_dates_of_a_column() -> None:
    rows = [line(From_Date="03/04/2024"), line(From_Date="25/04/2024")]
    tables, reading = read_one(csv_of(rows), columns=mapped())
    assert tables.lines["line.service_date"].to_list() == [date(2024, 4, 3), date(2024, 4, 25)]
    assert kinds(reading.warnings) == []


def test_an_order_that_nothing_tells_is_said_and_can_be_stated() -> None:
    rows = [line(From_Date="03/04/2024", DOB="")]
    tables, reading = read_one(csv_of(rows), columns=mapped())
    assert tables.lines["line.service_date"].to_list() == [date(2024, 3, 4)]
    assert kinds(reading.warnings) == ["open-date"]
    tables, reading = read_one(csv_of(rows), columns=mapped(dates="DMY"))
    assert tables.lines["line.service_date"].to_list() == [date(2024, 4, 3)]
    assert kinds(reading.warnings) == []


def test_in_a_workbook_a_date_is_a_date_and_a_number_one_for_sure() -> None:
    head = ["Claim ID", "DOS", "CPT", "POS", "Billing NPI", "Charge"]
    rows: list[list[Any]] = [
        head,
        ["A1", date(2024, 3, 4), "99213", 2, 1234567893, 0.1 + 0.2],
        ["A1", 45355, "99214", "02", 1234567893, 7],
    ]
    tables, reading = read_one(xlsx_of({"Claims": rows}), "xlsx", columns=mapped())
    assert tables.lines["line.service_date"].to_list() == [date(2024, 3, 4)] * 2
    assert tables.lines["line.charge"].to_list() == [30, 700]
    assert tables.claims.select("claim.place_of_service", "claim.billing_provider.npi").row(0) == ("02", "1234567893")
    assert [problem.place for problem in reading.warnings] == ["column 'DOS'", "column 'POS'"]


def test_what_cannot_be_read_has_its_row_and_its_column() -> None:
    rows = [line(), line(Charge="abc"), line(Claim_ID="A2", From_Date="2024-13-01", DOB="?")]
    tables, _ = read_one(csv_of(rows, above="Report\n\n"), columns=mapped())
    assert unread(tables) == [
        (5, "Charge", "abc", None), (6, "DOB", "?", None), (6, "From Date", "2024-13-01", None),
    ]  # fmt: skip


def test_the_word_null_is_no_value_where_no_text_is_wanted() -> None:
    tables, _ = read_one(csv_of([line(Units="NULL", Patient_Last_Name="NULL")]), columns=mapped())
    assert unread(tables) == []
    assert tables.claims["claim.patient.last_name"].to_list() == ["NULL"]
    assert tables.lines["line.units"].to_list() == [None]
