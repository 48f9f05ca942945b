"""Last days to file, held against days worked out with the standard library and against examples worked out by hand."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.records import Record
from engine.program import Program, compile_rules
from engine.record_tables import tables_of
from engine.rulebook import load
from engine.scrub import Scrubbed, scrub
from tests.language.test_workdays import CLOSED, KEPT
from tests.make import ROOT, claim

SHIPPED = load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets", with_cases=False)
CLOCKS = ("filed-late", "filing-limit-near", "secondary-filed-late", "replacement-filed-late")


@cache
def program() -> Program:
    return compile_rules(SHIPPED, [SHIPPED.rule[name] for name in CLOCKS])


def checked(made: Record, profile: str, submitted: str | date) -> Scrubbed:
    day = date.fromisoformat(submitted) if isinstance(submitted, str) else submitted
    return scrub(program(), tables_of([made]), today=day, submitted=day, profile=profile)


def professional(first: str | date, last: str | date | None = None, **values: Any) -> Record:  # noqa: ANN401  # any value
    return claim(values, lines=[{"service_date": first, "service_through": last or first}])


def institutional(first: str | date, last: str | date) -> Record:
    return claim({"type": "837I", "statement_from": first, "statement_through": last}, lines=[{"service_date": first}])


def secondary(decided: str) -> Record:
    return claim(
        {"payer_responsibility": "S"},
        lines=[{"service_date": "2026-01-10"}],
        other_payers=[{"responsibility": "P", "adjudication_date": decided}],
    )


# Profile, claim and last day, worked out on a calendar.
WORKED = {
    "Medicare, plain": ("medicare-professional", professional("2025-03-31"), "2026-03-31"),
    "Medicare, leap day": ("medicare-professional", professional("2024-02-29"), "2025-02-28"),
    "Medicare, the day before it": ("medicare-professional", professional("2024-02-28"), "2025-02-28"),
    "Medicare, the day after it, a Saturday": ("medicare-professional", professional("2024-03-01"), "2025-03-03"),
    "Medicare, a Sunday": ("medicare-professional", professional("2025-05-17"), "2026-05-18"),
    "Medicare, a holiday kept on Friday": ("medicare-professional", professional("2025-07-03"), "2026-07-06"),
    "Medicare, Christmas 2025": ("medicare-professional", professional("2024-12-24"), "2025-12-29"),
    "Medicare, span of a hospital": ("medicare-institutional", institutional("2025-01-28", "2025-02-03"), "2026-02-03"),
    "Medicare, span of a line": ("medicare-professional", professional("2025-01-28", "2025-02-03"), "2026-01-28"),
    "Medicare, supplies for a month": ("medicare-dme", professional("2025-01-28", "2025-02-27"), "2026-01-28"),
    "Medicare, secondary": (
        "medicare-professional",
        professional("2025-03-31", payer_responsibility="S"),
        "2026-03-31",
    ),
    "TRICARE": ("tricare", professional("2022-03-22"), "2023-03-22"),
    "TRICARE, stay": ("tricare", institutional("2022-03-22", "2022-04-02"), "2023-04-02"),
    "CHAMPVA": ("champva", professional("2024-02-29"), "2025-02-28"),
    "Texas Medicaid": ("medicaid-tx", professional("2024-01-01"), "2024-04-05"),
    "Texas Medicaid, a Saturday": ("medicaid-tx", professional("2026-01-06"), "2026-04-13"),
    "Texas Medicaid, stay": ("medicaid-tx", institutional("2026-01-20", "2026-02-05"), "2026-05-11"),
    "90 days": ("cigna", professional("2026-01-10"), "2026-04-10"),
    "90 days, over a leap day": ("medicaid-ny", professional("2023-12-15"), "2024-03-14"),
    "120 days, a Sunday that does not move": ("aetna", professional("2026-01-10"), "2026-05-10"),
    "6 months, of a longer month": ("medicaid-sd", professional("2025-08-31"), "2026-02-28"),
    "15 months": ("bcbs-al-blue-advantage", professional("2025-06-15"), "2026-09-15"),
    "December 31 of the next year": ("bcbs-fep", professional("2025-06-15"), "2026-12-31"),
    "December 31 of the next year, of its first day": ("feca", professional("2025-01-01"), "2026-12-31"),
    "December 31 of the next year, of its last day": ("feca", professional("2025-12-31"), "2026-12-31"),
    "end of the year and 120 days": ("empire-plan", professional("2025-06-15"), "2026-04-30"),
    "end of the year and 120 days, in a leap year": ("empire-plan", professional("2023-12-31"), "2024-04-29"),
    "Anthem NY, before the change": ("anthem-ny", professional("2019-09-30"), None),
    "Anthem NY, after the change": ("anthem-ny", professional("2019-10-01"), "2020-01-29"),
    "secondary, from the first payer": ("unitedhealthcare", secondary("2026-06-01"), "2026-08-30"),
    "replacement, from the service": (
        "anthem-ny",
        professional("2026-01-10", frequency_code="7"),
        "2027-01-10",
    ),
    "replacement, what is left": ("humana", professional("2026-01-10", frequency_code="7"), "2026-07-09"),
    "replacement, from the decision": ("aetna", professional("2026-01-10", frequency_code="7"), None),
    "secondary, where nobody says": ("aetna", secondary("2026-06-01"), None),
    "nobody says": ("default", professional("2026-01-10"), None),
}


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_example(name: str) -> None:
    profile, made, expected = WORKED[name]
    found = checked(made, profile, "2026-01-15").claims.row(0, named=True)
    assert found["last_day"] == (expected and date.fromisoformat(expected))
    assert found["limit_known"] is (expected is not None)


@pytest.mark.parametrize("name", [name for name, (_, _, last) in WORKED.items() if last])
def test_a_claim_is_in_time_on_its_last_day_and_late_on_the_next_or_after_the_days_that_are_spared(name: str) -> None:
    profile, made, expected = WORKED[name]
    last = date.fromisoformat(str(expected))
    grace = 5 if profile in ("tricare", "champva") else 0

    def late(day: date) -> bool:
        rules = set(checked(made, profile, day).findings["rule"])
        return bool(rules & {"filed-late", "secondary-filed-late", "replacement-filed-late"})

    assert not late(last + timedelta(days=grace))
    assert late(last + timedelta(days=grace + 1))


@pytest.mark.parametrize("values", [{"frequency_code": "8"}, {"delay_reason": "4"}, {"transaction.type_code": "RP"}])
def test_no_limit_runs_for_a_void_a_stated_delay_or_an_encounter(values: Mapping[str, str]) -> None:
    found = checked(professional("2026-01-10", **values), "medicare", "2026-01-15").claims.row(0, named=True)
    assert (found["filing_clock"], found["limit_known"], found["last_day"]) == (None, None, None)


def test_of_several_clocks_the_nearest_is_told() -> None:
    """A secondary claim of a payer that counts both: from the service, and from the first payer's decision."""
    found = checked(secondary("2025-01-01"), "unitedhealthcare", "2026-01-15").claims.row(0, named=True)
    assert (found["filing_clock"], found["last_day"]) == ("secondary-filed-late", date(2025, 4, 1))
    found = checked(secondary("2026-06-01"), "aetna", "2026-01-15").claims.row(0, named=True)
    assert (found["filing_clock"], found["limit_known"]) == ("filed-late", False)


@pytest.mark.parametrize(
    ("left", "band"), [(15, None), (14, "soon"), (8, "soon"), (7, "urgent"), (4, "urgent"), (3, "final"), (0, "final")]
)
def test_the_warning_says_how_many_days_are_left_and_how_urgent_that_is(left: int, band: str | None) -> None:
    findings = checked(professional("2025-03-31"), "medicare", date(2026, 3, 31) - timedelta(days=left)).findings
    messages = findings.filter(rule="filing-limit-near")["message"].to_list()
    assert [f"{left} day(s) left ({band}" in message for message in messages] == ([True] if band else [])


# What each limit is, told once more: months, days, moved to a workday, from the end of the year, from the first day.
LIMITS = {
    "medicare-professional": (12, 0, True, False, True),
    "medicare-institutional": (12, 0, True, False, False),
    "medicaid-tx": (0, 95, True, False, False),
    "medicaid-ne": (0, 180, False, False, False),
    "medicaid-sd": (6, 0, False, False, False),
    "tricare": (12, 0, False, False, False),
    "feca": (12, 0, False, True, False),
    "empire-plan": (0, 120, False, True, False),
    "bcbs-al-blue-advantage": (15, 0, False, False, False),
    "auto-ny": (0, 45, False, False, False),
}


def worked_out(limit: tuple[int, int, bool, bool, bool], first: date, last: date, *, of_hospital: bool) -> date:
    months, days, moves, from_year_end, from_first = limit
    begin = first if from_first and not of_hospital else last
    if from_year_end:
        begin = date(begin.year, 12, 31)
    year, month = begin.year + (begin.month - 1 + months) // 12, (begin.month - 1 + months) % 12 + 1
    day = date(year, month, min(begin.day, calendar.monthrange(year, month)[1])) + timedelta(days=days)

    def is_off(day: date) -> bool:
        return day.isoweekday() > 5 or f"{day:%m-%d}" in KEPT[day.year].split() or day.isoformat() in CLOSED

    while moves and is_off(day):
        day += timedelta(days=1)
    return day


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(LIMITS)),
    st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    st.integers(0, 40),
    st.booleans(),
)
def test_last_days_are_as_worked_out_apart(profile: str, first: date, length: int, of_hospital: bool) -> None:
    last = first + timedelta(days=length)
    made = institutional(first, last) if of_hospital else professional(first, last)
    found = checked(made, profile, last).claims["last_day"].item()
    assert found == worked_out(LIMITS[profile], first, last, of_hospital=of_hospital)


def test_who_does_not_participate_has_the_limit_out_of_network() -> None:
    found = checked(professional("2026-01-10"), "bcbs-mi-out-of-network", "2026-01-15").claims["last_day"].item()
    assert found == date(2027, 1, 10)


def test_every_shipped_limit_has_cases_of_the_profile_that_states_it() -> None:
    book = load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets")
    bare = [
        f"{profile.id}: {rule}"
        for profile in book.profiles
        for rule, override in profile.overrides.items()
        if rule == "filed-late" and not override.cases
    ]
    assert bare == []
