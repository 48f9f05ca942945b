"""What expressions mean, in both evaluators: Kleene's logic, several rows, membership, functions."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.fields import Grain
from engine.language.functions import FUNCTIONS
from engine.language.scalar import conjunction, disjunction
from tests.language.function_cases import FUNCTION_CASES
from tests.language.judging import value
from tests.make import claim

LINE = Grain.LINE
TRUTHS = {True: "(1 == 1)", False: "(1 == 2)", None: "(claim.patient_paid > 0.00)"}


@pytest.mark.parametrize("one", TRUTHS)
@pytest.mark.parametrize("other", TRUTHS)
def test_and_or_and_not_are_kleenes(one: bool | None, other: bool | None) -> None:
    made = claim()
    a, b = TRUTHS[one], TRUTHS[other]
    assert value(f"{a} and {b}", made) is conjunction([one, other])
    assert value(f"{a} or {b}", made) is disjunction([one, other])
    assert value(f"not {a}", made) is (None if one is None else not one)
    assert value(f"1 if {a} else 2", made) == {True: 1, False: 2, None: None}[one]


PAID = {True: "60.00", False: "1.00", None: None}


@pytest.mark.parametrize(
    ("rows", "any_", "all_"),
    [
        ([], False, True),
        ([True], True, True),
        ([False], False, False),
        ([None], None, None),
        ([True, False], True, False),
        ([True, None], True, None),
        ([False, None], None, False),
        ([True, False, None], True, False),
    ],
)
def test_any_and_all_are_kleenes_over_rows(rows: list[bool | None], any_: bool | None, all_: bool | None) -> None:
    made = claim(other_payers=[{"paid_amount": PAID[row]} for row in rows])
    assert value("any(other_payer.paid_amount > 50.00 for other_payer in claim.other_payers)", made) is any_
    assert value("all(other_payer.paid_amount > 50.00 for other_payer in claim.other_payers)", made) is all_
    counted = "count(other_payer for other_payer in claim.other_payers if other_payer.paid_amount > 50.00)"
    assert value(counted, made) == rows.count(True)


CHARGES = "for line in claim.lines"


@pytest.mark.parametrize(
    ("charges", "total", "least", "most"),
    [
        ([], 0, None, None),
        ([None], 0, None, None),
        (["1.50"], 150, 150, 150),
        (["1.50", None, "-2.00"], -50, -200, 150),
    ],
)
def test_sum_min_and_max_pass_absent_values_by(
    charges: list[str | None], total: int, least: int | None, most: int | None
) -> None:
    made = claim(lines=[{"charge": charge} for charge in charges])
    assert value(f"sum(line.charge {CHARGES})", made) == total
    assert value(f"min(line.charge {CHARGES})", made) == least
    assert value(f"max(line.charge {CHARGES})", made) == most


def test_an_if_chooses_the_rows_where_it_is_true() -> None:
    made = claim(
        lines=[{"charge": "5.00", "units": 1}, {"charge": "7.00", "units": 2}, {"charge": "9.00", "units": None}]
    )
    assert value(f"sum(line.charge {CHARGES} if line.units > 1)", made) == 700
    assert value(f"any(line.charge > 8.00 {CHARGES} if line.units > 0)", made) is False
    assert value(f"all(line.charge > 6.00 {CHARGES} if line.units > 1)", made) is True
    assert value(f"min(line.charge {CHARGES} if line.units > 9)", made) is None


def test_questions_nest() -> None:
    made = claim(lines=[{"diagnosis_pointers": ["1"]}, {"diagnosis_pointers": ["2", "9"]}], diagnoses=["J069", "Z00"])
    inner = "any(missing(diagnosis.code) for diagnosis in line.diagnoses)"
    assert value(f"count(line {CHARGES} if {inner})", made) == 1
    assert value("all(diagnosis.code == 'J069' for diagnosis in line.diagnoses)", made, LINE) is True


def test_questions_that_differ_in_the_middle_of_a_list_are_not_taken_for_one() -> None:
    made = claim(lines=[{"procedure_code": "C"}])
    with_c, without = "['A', 'B', 'C', 'D', 'E']", "['A', 'B', 'X', 'D', 'E']"
    assert value(f"any(line.procedure_code in {with_c} {CHARGES})", made) is True
    both = f"any(line.procedure_code in {without} {CHARGES}) or any(line.procedure_code in {with_c} {CHARGES})"
    assert value(both, made) is True


def test_questions_that_differ_in_a_function_are_not_taken_for_one() -> None:
    made = claim(diagnoses=["J06"])
    listed = "any(listed('icd-10-cm', diagnosis.code, run.submission_date) for diagnosis in claim.diagnoses)"
    billable = (
        "any(listed_as('icd-10-cm', 'billable', diagnosis.code, run.submission_date) for diagnosis in claim.diagnoses)"
    )
    assert value(f"{listed} and not {billable}", made) is True
    assert value(f"not {billable} and {listed}", made) is True


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 <= line.line_number <= 2", True),
        ("1 < line.line_number < 2", False),
        ("0.00 < line.charge < 100.01 != line.charge", True),
        ("'LT' in line.modifiers", False),
        ("'LT' not in line.modifiers", True),
        ("line.description in ['X']", None),
        ("line.description not in ['X']", None),
        ("line.procedure_code in codes", True),
        ("line.procedure_code in no_codes", False),
        ("line.procedure_code in later_codes", None),
        ("line.procedure_code in [' 99213 ', 'x']", True),
        ("overlap(line.modifiers, codes)", False),
        ("overlap(later_codes, line.modifiers)", None),
        ("line.line_number in [1, 2]", True),
        ("line.charge in [5, 100.00]", True),
        ("claim.patient_paid in [5]", None),
        ("turned_on and start < line.service_date", True),
        ("line.charge >= least and line.units < most", True),
        ("line.charge * 3 - 0.50 == 299.50", True),
        ("3 * line.units + 0.5 == 3.5", True),
        ("limit * 2 + 1 == 61", True),
        ("line.charge * limit == limit * line.charge", True),
        ("-line.charge == -100", True),
        ("claim.patient_paid + 1 > 0", None),
        ("claim.subscriber.last_name == word", True),
        ("modifier in line.modifiers", False),
        ("claim.subscriber.last_name in ['Roe']", False),
        ("claim.patient.is_subscriber == true", True),
        ("either(line.description, claim.subscriber.last_name) == 'ROE'", True),
        ("later > 0", None),
    ],
)
def test_operators(expression: str, expected: bool | None) -> None:
    assert value(expression, claim(), LINE) is expected


def test_the_first_that_is_there_and_what_stands_twice() -> None:
    made = claim(lines=[{"description": None}, {"description": "B"}, {"description": "A"}, {"description": "B"}])
    assert value(f"first(line.description {CHARGES})", made) == "B"
    assert value(f"first(line.description {CHARGES} if line.line_number > 2)", made) == "A"
    assert value(f"first(line.description {CHARGES} if line.line_number > 9)", made) is None
    assert value(f"repeated(line.description {CHARGES})", made) is True
    assert value(f"repeated(line.description {CHARGES} if line.line_number < 4)", made) is False
    assert value(f"repeated(line.description {CHARGES})", claim(lines=[{}, {}])) is False
    assert (
        value("missing(claim.other_payers) and size(claim.lines) == 4 and size(claim.other_payers) == 0", made) is True
    )


def test_a_written_list_by_name_keeps_its_capitals_for_a_text() -> None:
    assert value("claim.subscriber.last_name in names", claim(), lets={"names": "['Roe', 'ROE']"}) is True
    assert value("claim.subscriber.last_name in names", claim(), lets={"names": "['Roe']"}) is False


def test_every_function_has_its_cases() -> None:
    assert set(FUNCTION_CASES) == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("expression", "line", "expected"), [case for cases in FUNCTION_CASES.values() for case in cases]
)
def test_a_function_means_the_same_claim_by_claim_and_by_column(
    expression: str, line: dict[str, Any], expected: object
) -> None:
    found = value(expression, claim(lines=[line]), LINE)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_explains_itself_with_an_example(name: str) -> None:
    doc = FUNCTIONS[name].doc
    assert doc.splitlines()[0].endswith(".")
    assert f">>> {name}(" in doc


@settings(max_examples=150)
@given(texts=st.tuples(st.text(max_size=8), st.text(max_size=8)), start=st.integers(1, 4), count=st.integers(1, 4))
def test_texts_are_alike_to_both_evaluators(texts: tuple[str, str], start: int, count: int) -> None:
    one, other = (text.replace("\0", "") or "x" for text in texts)
    made = claim({"note": other}, [{"description": one}])
    for expression in (
        "length(line.description)", f"part(line.description, {start}, {count})", "only_digits(line.description)",
        "contains(line.description, claim.note)", "ends_with(line.description, claim.note)",
        "line.description == claim.note", "matches(line.description, '[0-9A-Z]{2,5}|.')", "valid_npi(line.description)",
        "starts_with(line.description, codes)",
    ):  # fmt: skip
        value(expression, made, LINE)
