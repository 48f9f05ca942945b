"""Every rule we ship proves itself: its cases pass, it can fire, and it is silent on the standard claim."""

from functools import cache
from pathlib import Path

import pytest

from engine.cases import Outcome, judge_cases
from engine.rulebook import load
from engine.standard_claim import STANDARD
from tests.make import ROOT, book, claim, fired

SHIPPED = load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets")
NAMES = [f"{rule.family}/{rule.id}: {case.name}" for rule in SHIPPED.rules for case in SHIPPED.cases(rule)]


@cache
def outcomes(rule: str) -> dict[str, Outcome]:
    return {outcome.name: outcome for outcome in judge_cases(SHIPPED, [SHIPPED.rule[rule]])}


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    rule = name.partition(":")[0].rpartition("/")[2]
    assert outcomes(rule)[name].complaint is None


@pytest.mark.parametrize("claim_type", STANDARD)
def test_no_rule_fires_on_a_standard_claim(claim_type: str) -> None:
    assert fired(SHIPPED, [claim({"type": claim_type})]) == {}


def test_every_rule_is_known_by_a_name_and_a_title_of_its_own() -> None:
    titles = [rule.title.casefold() for rule in SHIPPED.rules]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []
    assert all(rule.file == f"rulesets/{rule.family}/{rule.id}.yaml" for rule in SHIPPED.rules)
    assert [rule.id for rule in SHIPPED.rules if rule.title.endswith(".") or "\n" in rule.title] == []


def test_every_rule_cites_its_sources() -> None:
    assert [rule.id for rule in SHIPPED.rules if not rule.sources] == []
    assert [rule.id for rule in SHIPPED.rules if any(not edit.strip() for edit in rule.covers)] == []


@pytest.mark.parametrize(
    ("clean", "found", "complaint"),
    [
        ("{name: a}", "{name: b}", "the rule fires 1 time(s), and should stay silent: Charged $100.00."),
        ("{name: a, claim: {lines: []}}", "{name: b, claim: {lines: []}}", "the rule stays silent, and should fire"),
        ("{name: a, claim: {lines: []}}", "{name: b, times: 2}", "the rule fires 1 time(s), and should fire 2 time(s)"),
        ("{name: a, claim: {lines: []}}", "{name: b, line: 2}", "no finding is on line 2; they are on [1]"),
        (
            "{name: a, claim: {lines: []}}",
            "{name: b, message: X}",
            "no finding says 'X'; the first says 'Charged $100.00.'",
        ),
        ("{name: a, claim: {lines: []}}", "{name: b, profile: x}", "there is no profile 'x'"),
        (
            "{name: a, claim: {lines: []}}",
            "{name: b, claim: {lines: [{service_date: 2019-12-31}]}}",
            "the rule could not be evaluated: no data for a value of limit",
        ),
        (
            "{name: a, claim: {lines: []}}",
            "{name: b, line: 1, times: 1, message: Charged $100.00., profile: default}",
            None,
        ),
    ],
)
def test_a_case_says_in_what_it_differs(tmp_path: Path, clean: str, found: str, complaint: str | None) -> None:
    made = book(
        tmp_path,
        {
            "each": "line",
            "parameters": "{limit: {unit: dollar, values: {2020-01-01: 50}}}",
            "when": "line.charge > limit",
            "message": "Charged {line.charge}.",
            "tests": f"{{clean: [{clean}], found: [{found}]}}",
        },
    )
    complaints = [outcome.complaint for outcome in judge_cases(made)]
    assert (complaint in [c and c.partition(": Charged")[0] for c in complaints]) or complaint in complaints


def test_a_case_on_a_claim_of_another_type_is_silent(tmp_path: Path) -> None:
    tests = "{clean: [{name: a, claim: {type: 837D}}], found: [{name: b}, {name: c, claim: {type: 837D}}]}"
    outcomes = judge_cases(book(tmp_path, {"claims": "[837P]", "tests": tests}))
    assert [outcome.complaint for outcome in outcomes] == [None, None, "the rule stays silent, and should fire"]
