"""A scrub gives the findings of every rule in force, of each claim by itself, and loses no row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import scrub as scrub_module
from engine.findings import CLAIMS, FINDINGS, NOT_EVALUATED
from engine.language.functions import FUNCTIONS
from engine.language.records import Record
from engine.program import Program, compile_rules
from engine.record_tables import tables_of
from engine.rulebook import Rulebook, load
from tests.language.expressions import claims as made_up_claims
from tests.make import ROOT, TODAY, book, claim, scrubbed

SHIPPED = load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets")
PROGRAM = compile_rules(SHIPPED)


def scrub(claims: Sequence[Record], first_claim: int = 1, program: Program = PROGRAM) -> scrub_module.Scrubbed:
    return scrub_module.scrub(program, tables_of(claims), today=TODAY, submitted=TODAY, first_claim=first_claim)


def test_the_standard_claim_is_clean_and_lacks_only_tables_that_a_site_has_itself() -> None:
    found = scrub([claim()])
    assert found.findings.is_empty(), found.findings["rule"].to_list()
    known, bundled = SHIPPED.code_sets.shapes, SHIPPED.code_sets.editions
    assert set(found.not_evaluated["needs"]) <= {f"{known[name].what} {name}" for name in known.keys() - bundled.keys()}
    assert found.claims.height == 1


def test_frames_have_their_schemas_also_when_they_are_empty() -> None:
    for made in (scrub([]), scrub([claim()]), scrub([claim(lines=[])])):
        assert (made.findings.schema, made.claims.schema, made.not_evaluated.schema) == (
            FINDINGS,
            CLAIMS,
            NOT_EVALUATED,
        )


def test_a_claim_without_lines_is_dated_by_its_submission() -> None:
    (row,) = scrub([claim(lines=[])]).claims.to_dicts()
    assert (row["line_count"], row["service_from"], row["submission_date"]) == (0, None, TODAY)


def test_a_finding_says_everything_a_biller_needs(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        {
            "each": "line",
            "denial": "{carc: '16', rarc: N329}",
            "when": "line.charge > 50.00",
            "field": "line.units",
            "message": "Line {line.line_number} of {claim.claim_id} costs {line.charge}.",
            "remedy": "Ask {claim.payer.name}.",
        },
    )
    found = scrubbed(
        made, [claim(), claim(lines=[{"charge": "1.00"}, {"charge": "1234.50", "units": "2.5"}])], first_claim=11
    )
    first, second = found.findings.to_dicts()
    assert (first["claim"], first["line"], second["claim"], second["line"]) == (11, 1, 12, 2)
    assert second["message"] == "Line 2 of STD-0001 costs $1,234.50."
    assert second["remedy"] == "Ask STANDARD HEALTH PLAN."
    assert (second["value"], second["field"], second["box"]) == ("2.5", "line.units", "24G")
    assert (second["carc"], second["rarc"], second["family"], second["severity"]) == ("16", "N329", "made", "error")


def test_a_line_rule_quotes_a_value_of_the_claim_that_its_condition_does_not_name(tmp_path: Path) -> None:
    made = book(tmp_path, {"each": "line", "when": "line.charge > 50.00", "field": "claim.payer.id"})
    assert scrubbed(made, [claim()]).findings["value"].to_list() == ["STD01"]


def test_severity_and_being_on_follow_the_profile_of_each_claim(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        {"severity": "off"},
        {"id": "other"},
        profiles={
            "on": "payers: {ids: [A1]}\noverrides:\n  made-up: {severity: warning, because: x}\n"
            "  other: {severity: off, because: x}\n",
            "child": "extends: on\npayers: {ids: [B1]}\noverrides: {other: {severity: info, because: x}}",
            "kind": "payers: {filing_indicators: [MB]}\noverrides: {other: {severity: info, because: x}}",
        },
    )
    claims = [
        claim({"payer.id": "A1"}),
        claim(),
        claim({"payer.id": "B1"}),
        claim({"filing_indicator": "MB"}),
        claim({"payer.id": "A1", "filing_indicator": "MB"}),
        claim({"payer.id": None, "filing_indicator": None}),
    ]
    found = scrubbed(made, claims)
    assert found.claims["profile"].to_list() == ["on", "default", "child", "kind", "on", "default"]
    assert found.findings.select("claim", "rule", "severity").rows() == [
        (1, "made-up", "warning"),
        (2, "other", "error"),
        (3, "made-up", "warning"),
        (3, "other", "info"),
        (4, "other", "info"),
        (5, "made-up", "warning"),
        (6, "other", "error"),
    ]


DATED = {
    "parameters": "{limit: {unit: dollar, values: {2026-03-01: 50, 2026-04-01: 200}}}",
    "when": "claim.total_charge > limit",
}


@pytest.mark.parametrize(
    ("served", "fires", "evaluated"),
    [
        ("2026-02-28", False, False),
        ("2026-03-01", True, True),
        ("2026-03-31", True, True),
        ("2026-04-01", False, True),
        ("2026-04-02", False, True),
    ],
)
def test_a_parameter_holds_from_its_day_on(tmp_path: Path, served: str, fires: bool, evaluated: bool) -> None:
    made = book(tmp_path, DATED)
    for together in (
        [],
        [claim(lines=[{"service_date": "2020-01-01"}])],
        [claim(lines=[{"service_date": "2026-05-01"}])],
    ):
        found = scrubbed(made, [claim(lines=[{"service_date": served}]), *together])
        of_first = found.findings.filter(pl.col("claim") == 1)
        assert (of_first.height == 1) is fires
        open_ = found.not_evaluated.filter(pl.col("claim") == 1).rows()
        assert (open_ == []) is evaluated


def test_what_is_missing_is_told_with_its_day_and_what_would_mend_it(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        DATED,
        {"id": "unlisted", "each": "line", "when": "not listed('icd-10-cm', line.procedure_code, line.service_date)"},
    )
    found = scrubbed(made, [claim(lines=[{"service_date": "2025-09-30"}])])
    assert found.findings.is_empty()
    assert found.not_evaluated.rows() == [
        (
            1,
            "made-up",
            "a value of limit",
            date(2025, 9, 30),
            "state a value that begins earlier, in the rule or in the profile",
        ),
        (
            1,
            "unlisted",
            "code set icd-10-cm",
            date(2025, 9, 30),
            "import the ICD-10-CM order file of the April update of fiscal year 2025, icd10cm-order-April-2025.txt",
        ),
    ]


def test_a_condition_decided_without_the_missing_data_is_evaluated(tmp_path: Path) -> None:
    made = book(tmp_path, {**DATED, "when": "claim.total_charge > limit or claim.total_charge > 10.00"})
    found = scrubbed(made, [claim(lines=[{"service_date": "2026-01-01"}])])
    assert found.findings.height == 1
    assert found.not_evaluated.is_empty()


@pytest.mark.parametrize("when", ["missing(limit)", "count(line for line in claim.lines if line.charge > limit) == 0"])
def test_missing_data_that_would_be_absorbed_leaves_the_rule_open(tmp_path: Path, when: str) -> None:
    found = scrubbed(book(tmp_path, {**DATED, "when": when}), [claim(lines=[{"service_date": "2026-01-01"}])])
    assert found.findings.is_empty()
    assert found.not_evaluated["needs"].to_list() == ["a value of limit"]


@pytest.mark.parametrize(
    ("effective", "days"),
    [
        ("{from: 2026-03-01, to: 2026-03-31}", ["2026-03-01", "2026-03-31"]),
        ("{from: 2026-03-31}", ["2026-03-31", "2026-04-01"]),
        ("{to: 2026-03-01}", ["2026-02-28", "2026-03-01"]),
        ("{from: 2026-05-06, by: run.submission_date}", ["2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"]),
        ("{from: 2026-05-07, by: run.submission_date}", []),
        ("{to: 2026-05-05, by: run.submission_date}", []),
    ],
)
def test_a_rule_is_in_force_from_its_first_day_to_its_last(tmp_path: Path, effective: str, days: list[str]) -> None:
    served = ["2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"]
    found = scrubbed(book(tmp_path, {"effective": effective}), [claim(lines=[{"service_date": day}]) for day in served])
    assert [served[number - 1] for number in found.findings["claim"].to_list()] == days


FAILING = "valid_npi(claim.claim_id)"


@pytest.mark.parametrize(
    "rule",
    [
        {"when": FAILING},
        {"message": "Found {either(1, 2) if valid_npi(claim.claim_id) else 3}."},
        {"when": "any(valid_npi(line.procedure_code) for line in claim.lines)"},
        {"each": "line", "when": f"line.charge > 1 and {FAILING}"},
    ],
    ids=["condition", "message", "shared question", "line"],
)
def test_a_rule_that_raises_is_a_finding_on_every_claim_and_the_others_still_speak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: dict[str, str]
) -> None:
    def fail(_: pl.Series) -> pl.Series:
        raise ZeroDivisionError("STD-0001")  # an exception may quote a claim

    npi = replace(FUNCTIONS["valid_npi"], column=lambda text: text.map_batches(fail, return_dtype=pl.Boolean()))
    monkeypatch.setattr("engine.language.columns.FUNCTIONS", {**FUNCTIONS, "valid_npi": npi})
    made = book(
        tmp_path, rule, {"id": "other"}, {"id": "third", "when": "any(line.charge > 1 for line in claim.lines)"}
    )
    found = scrubbed(made, [claim(), claim(lines=[])])
    assert found.findings.select("claim", "rule", "severity").rows() == [
        (1, "other", "error"),
        (1, "rule-failed", "error"),
        (1, "third", "error"),
        (2, "rule-failed", "error"),
    ]
    said = found.findings.filter(rule="rule-failed")["message"][0]
    assert "made-up" in said
    assert "STD-0001" not in said


few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def said(found: scrub_module.Scrubbed, numbers: range) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Findings and what was not evaluated, of some claims."""
    mine = pl.col("claim").is_in(list(numbers))
    return found.findings.filter(mine).rows(), found.not_evaluated.filter(mine).rows()


@few
@given(claims=st.lists(made_up_claims(), min_size=2, max_size=5), data=st.data())
def test_a_block_cut_in_two_says_the_same(claims: list[Record], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(claims) - 1))
    whole, head, tail = scrub(claims), scrub(claims[:cut]), scrub(claims[cut:], first_claim=cut + 1)
    every = range(1, len(claims) + 1)
    assert said(whole, every) == tuple(a + b for a, b in zip(said(head, every), said(tail, every), strict=True))
    assert whole.claims.rows() == head.claims.rows() + tail.claims.rows()


@few
@given(mine=made_up_claims(), others=st.lists(made_up_claims(), min_size=1, max_size=3))
def test_an_unrelated_claim_changes_no_other_finding(mine: Record, others: list[Record]) -> None:
    assert said(scrub([mine]), range(1, 2)) == said(scrub([mine, *others]), range(1, 2))


@few
@given(claims=st.lists(made_up_claims(), min_size=1, max_size=4))
def test_findings_stand_in_the_order_of_claims_and_lines(claims: list[Record]) -> None:
    rows = scrub(claims).findings.select("claim", pl.col("line").fill_null(-1), "rule").rows()
    assert rows == sorted(rows)


def test_a_rulebook_without_payer_ids_gives_every_claim_the_default(tmp_path: Path) -> None:
    made: Rulebook = book(tmp_path, {})
    assert scrubbed(made, [claim()]).claims["profile"].to_list() == ["default"]
