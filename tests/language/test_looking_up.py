"""Looking up what a code set knew last, asking a whole list, and lists that could not be made for want of data."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from engine.case_claims import build
from engine.code_sets import CodeSet, CodeSets, Listing, Shape
from engine.code_sets.code_set import RECORDS
from engine.code_sets.shapes import SHAPES
from engine.fields import Grain
from engine.profiles import Profile
from engine.rulebook import Rulebook
from tests.language.judging import PLACE
from tests.language.test_two_evaluators import answers_by_columns, answers_claim_by_claim, rule_of
from tests.make import CODE_SETS, claim
from tests.make import CODE_SETS as WITHOUT

DEFAULT = Profile("default", "Made up", None, (), {}, PLACE)
ROWS = pl.DataFrame(
    [
        ("G0001", date(2020, 1, 1), date(2025, 12, 31), ["36415"]),
        ("G0002", date(2020, 1, 1), date(2022, 12, 31), ["G0009"]),
        ("G0002", date(2026, 1, 1), None, None),
        ("36415", None, None, None),
    ],
    {"code": pl.String, "from": pl.Date, "to": pl.Date, "replaced_by": pl.List(pl.String)},
    orient="row",
)
HCPCS = Listing("made up", date(2024, 1, 1), (date(2024, 1, 1), date(2026, 12, 31)), ROWS)
WITH = CodeSets([*CODE_SETS, CodeSet("hcpcs", SHAPES["hcpcs"], (HCPCS,))])


def outcome(condition: str, line: dict[str, Any], code_sets: CodeSets = WITH) -> str:
    """What becomes of a condition on one line, which both evaluators must say."""
    rule = rule_of(condition, Grain.LINE)
    book = Rulebook((rule,), (DEFAULT,), code_sets)
    one = build({}, [{"service_date": date(2026, 5, 4), **line}], [], [], {})
    plain, column = (ask(book, rule, [one], date(2026, 5, 5)) for ask in (answers_claim_by_claim, answers_by_columns))
    assert plain == column
    fired, undecided = plain
    return "no data" if undecided else "found" if fired else "silent"


@pytest.mark.parametrize(
    ("condition", "code", "expected"),
    [
        ("'36415' in last_known('hcpcs', 'replaced_by', line.procedure_code, line.service_date)", "G0001", "found"),
        ("'36415' in looked_up('hcpcs', 'replaced_by', line.procedure_code, line.service_date)", "G0001", "silent"),
        ("last_known('hcpcs', 'to', line.procedure_code, line.service_date) == date('2025-12-31')", "G0001", "found"),
        ("last_known('hcpcs', 'from', line.procedure_code, line.service_date) == date('2026-01-01')", "G0002", "found"),
        ("missing(last_known('hcpcs', 'to', line.procedure_code, line.service_date))", "G0002", "found"),
        ("missing(last_known('hcpcs', 'from', line.procedure_code, line.service_date))", "G9999", "found"),
        ("looked_up('hcpcs', 'from', line.procedure_code, line.service_date) == date('2026-01-01')", "G0002", "found"),
    ],
)
def test_what_was_known_last_of_a_code_answers_after_its_end_too(condition: str, code: str, expected: str) -> None:
    assert outcome(condition, {"procedure_code": code}) == expected


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2027, 1, 1)])
@pytest.mark.parametrize("asked", ["looked_up", "last_known"])
def test_a_day_that_no_edition_reaches_is_no_data_for_either(asked: str, day: date) -> None:
    condition = f"{asked}('hcpcs', 'from', line.procedure_code, line.service_date) < date('2020-01-01')"
    assert outcome(condition, {"procedure_code": "G0001", "service_date": day}) == "no data"


@pytest.mark.parametrize("asked", ["looked_up", "last_known"])
@pytest.mark.parametrize("operator", ["in", "not in"])
def test_membership_in_a_list_that_no_data_could_make_is_not_decided(asked: str, operator: str) -> None:
    condition = f"'36415' {operator} {asked}('hcpcs', 'replaced_by', line.procedure_code, line.service_date)"
    assert outcome(condition, {"procedure_code": "G0001"}, WITHOUT) == "no data"
    assert outcome(f"1 == 2 and {condition}", {"procedure_code": "G0001"}, WITHOUT) == "silent"


@pytest.mark.parametrize(
    ("members", "expected"),
    [(["36415"], "silent"), (["36415", "XX"], "found"), (["G0001", "XX"], "silent"), (None, "silent")],
)
def test_the_first_member_that_a_code_set_does_not_have_is_named(members: list[str] | None, expected: str) -> None:
    condition = "first_unlisted('hcpcs', line.modifiers, line.service_date) == 'XX'"
    assert outcome(condition, {"modifiers": tuple(members) if members else None}) == expected


def test_a_list_is_not_asked_for_where_there_is_no_data() -> None:
    condition = "present(first_unlisted('hcpcs', line.modifiers, line.service_date))"
    assert outcome(condition, {"modifiers": ("XX",)}, WITHOUT) == "no data"
    assert outcome(condition, {"modifiers": None}, WITHOUT) == "silent"


def test_codes_of_several_rows_stand_once_each_and_in_order() -> None:
    rule = rule_of("present(first_beginning(codes(line.procedure_code for line in claim.lines), ['G']))", Grain.CLAIM)
    book = Rulebook((rule,), (DEFAULT,), WITH)
    made = [claim(lines=[{"procedure_code": code} for code in codes]) for codes in (["99213"], ["99213", "G0001"], [])]
    answers = [ask(book, rule, made, date(2026, 5, 5)) for ask in (answers_claim_by_claim, answers_by_columns)]
    assert answers[0] == answers[1] == ([1], [])


COVERED = pl.DataFrame(
    [
        ("P1", "M1", date(2025, 1, 1), date(2025, 12, 31)),
        ("P1", "M2", date(2026, 1, 1), None),
        ("P2", "M3", date(2026, 1, 1), None),
    ],
    {"payer_id": pl.String, "member_id": pl.String, "from": pl.Date, "to": pl.Date},
    orient="row",
)
ALWAYS = (date.min, date.max)
KNOWN = CodeSets(
    [
        CodeSet(
            "coverage",
            Shape(("payer_id", "member_id"), {}, ("member_id",), RECORDS),
            (Listing("made up", date.min, ALWAYS, COVERED),),
        )
    ]
)


@pytest.mark.parametrize(
    ("payer", "member", "expected"),
    [
        ("P1", "M2", "silent"),
        ("P1", "M1", "found"),  # its coverage has ended
        ("P1", "M3", "found"),  # known, with another payer
        ("P1", "M4", "no data"),
        ("P2", "M4", "no data"),
        ("P3", "M2", "found"),
    ],
)
def test_who_is_in_no_row_of_the_records_is_no_data(payer: str, member: str, expected: str) -> None:
    code_sets = CodeSets([*CODE_SETS, *KNOWN])
    condition = f"not listed('coverage', '{payer}', line.procedure_code, line.service_date)"
    rule = rule_of(condition, Grain.LINE, code_sets)
    book = Rulebook((rule,), (DEFAULT,), code_sets)
    one = build({}, [{"service_date": date(2026, 5, 4), "procedure_code": member}], [], [], {})
    plain, column = (ask(book, rule, [one], date(2026, 5, 5)) for ask in (answers_claim_by_claim, answers_by_columns))
    assert plain == column
    assert ("no data" if plain[1] else "found" if plain[0] else "silent") == expected
