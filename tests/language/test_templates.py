"""A message reads the same whichever evaluator fills it in."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Problem
from engine.fields import Grain, Type
from engine.language.templates import Template, read_template, show, shown
from engine.rulebook import Rulebook
from engine.tables import COLUMN_TYPES
from tests.language.judging import PROFILE, checked, rule, scope_of
from tests.make import CODE_SETS, claim, places, text
from tests.make import scrubbed as _scrubbed

WHOLE = st.one_of(
    st.integers(-(10**17), 10**17), st.sampled_from([0, 1, -1, 99, 100, 999, 1000, 99_999, 100_000, 10**8, -5])
)
LIST = st.lists(st.text("ABC59", min_size=1, max_size=3), max_size=4).map(tuple)
VALUES: dict[Type, st.SearchStrategy[Any]] = {
    Type.TEXT: st.text(),
    Type.CODE: st.text("AZ09", max_size=5),
    Type.INTEGER: WHOLE,
    Type.MONEY: WHOLE,
    Type.QUANTITY: WHOLE,
    Type.DATE: st.dates(),
    Type.TRUTH: st.booleans(),
    Type.CODES: LIST,
    Type.DATES: st.lists(st.dates(), max_size=3).map(tuple),
}


@pytest.mark.parametrize("kind", Type)
@given(data=st.data())
def test_a_value_is_shown_alike_by_itself_and_in_a_column(kind: Type, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.none() | VALUES[kind], min_size=1, max_size=4))
    column = pl.Series("x", [list(v) if isinstance(v, tuple) else v for v in values], COLUMN_TYPES[kind])
    texts = pl.DataFrame({"x": column}).select(x=shown(kind, pl.col("x")))["x"].to_list()
    assert texts == [show(kind, value) for value in values]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Type.MONEY, 0, "$0.00"),
        (Type.MONEY, -1_234_567_05, "-$1,234,567.05"),
        (Type.QUANTITY, -500, "-0.5"),
        (Type.QUANTITY, 12_000, "12"),
        (Type.DATE, date(987, 6, 5), "0987-06-05"),
        (Type.TRUTH, False, "no"),
        (Type.CODES, ("LT", "59"), "LT, 59"),
        (Type.CODES, (), "(none)"),
        (Type.TEXT, None, "(none)"),
    ],
)
def test_a_value_reads_as_a_biller_writes_it(kind: Type, value: Any, expected: str) -> None:  # noqa: ANN401  # of any type
    assert show(kind, value) == expected


def template(written: str) -> Template | list[Problem]:
    problems: list[Problem] = []
    found = read_template(text(written), scope_of(Grain.CLAIM), problems)
    return problems if found is None else found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Plain.", "Plain."),
        ("{{x}} {claim.total_charge}", "{x} $100.00"),
        ("{codes}", "LT, 99213-99215, S00-T88"),
        ("{no_codes}", "(none)"),
        ("{later_codes}", "(none)"),
        ("{least} {most} {start} {limit} {turned_on} {word}", "$100.00 2.5 2026-01-01 30 yes ROE"),
        ("{['B', 'A']}", "A, B"),
        ("{matches(claim.payer.id, '[A-Z]{3}[0-9]{2}')}", "yes"),
        ("{claim.patient_paid}{claim.related_causes}", "(none)(none)"),
        ("{sum(line.units for line in claim.lines)} {date('2024-02-29')} {'}'}", "1 2024-02-29 }"),
    ],
)
def test_a_template_is_filled_alike_by_both_evaluators(written: str, expected: str) -> None:
    from engine.case_claims import run
    from engine.cases import context_for
    from engine.language.scalar import evaluate
    from tests.make import TODAY

    found = template(written)
    assert isinstance(found, Template), found
    made = rule(checked("1 == 1"), Grain.CLAIM, found)
    book = Rulebook((made,), (PROFILE,), CODE_SETS)
    context = context_for(book, made, "default", run(TODAY), claim(), claim())
    assert found.fill_with(lambda node: evaluate(node, context)) == expected
    assert _scrubbed(book, [claim()]).findings["message"].to_list() == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a { b", "2:5-6 bad-template"),
        ("a } b", "2:5-6 bad-template"),
        ("a {}", "2:6-7 empty-expression"),
        ("a {claim.typ}", "2:12-15 unknown-field"),
        ("a {x >} b", "2:8-9 bad-expression"),
        ("a {0.5}", "2:6-9 wrong-type"),
    ],
)
def test_a_mistake_in_a_template_is_shown_under_its_text(written: str, expected: str) -> None:
    found = template(written)
    assert isinstance(found, list)
    assert places(found) == [expected]
