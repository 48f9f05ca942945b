"""Triage says what explains what, which desk works a claim first, and whether the claim goes out."""

from __future__ import annotations

import random
from collections.abc import Mapping

import polars as pl
import pytest

from engine.errors import RulesError
from engine.findings import CLAIMS, DISPOSITIONS, FINDINGS
from engine.triage import Triage, TriageRules
from engine.triage.judge import NOT_ASKED
from tests.make_triage import (
    SHIPPED,
    adjusting,
    claims,
    explaining,
    findings,
    random_findings,
    random_rules,
    routing,
    rules,
)


def judged(of: TriageRules, *rows: Mapping[str, object]) -> tuple[list[str | None], dict[str, object]]:
    """What explains each finding of one claim, and the claim."""
    with Triage(of) as triage:
        settled, decided = triage.judge(findings(*rows), claims([1]))
    assert triage.faults == []
    return settled["explained_by"].to_list(), decided.row(0, named=True)


def test_a_claim_without_findings_is_clean_and_starts_no_engine() -> None:
    with Triage(rules()) as triage:
        settled, decided = triage.judge(findings(), claims([1, 2]))
        assert triage.worker_pid is None
    assert decided["disposition"].to_list() == ["clean", "clean"]
    assert decided["reason"].null_count() == decided["desk"].null_count() == 2
    assert triage.engine == NOT_ASKED
    assert settled.schema == FINDINGS
    assert decided.schema == CLAIMS


def test_an_error_holds_a_warning_asks_for_review_and_an_info_does_neither() -> None:
    rows = [{"claim": n, "rule": "a", "severity": s} for n, s in enumerate(["error", "warning", "info"], start=1)]
    with Triage(rules()) as triage:
        _, decided = triage.judge(findings(*rows), claims([3, 2, 1, 4]))
    assert decided["claim"].to_list() == [3, 2, 1, 4]
    assert decided["disposition"].to_list() == ["clean", "review", "held", "clean"]
    assert decided["reason"].to_list() == [None, "1 warning: a (billing)", "1 error: a (billing)", None]


def test_the_reason_counts_findings_and_names_rules_in_order() -> None:
    _, claim = judged(
        rules(),
        {"rule": "service-date-missing", "line": 1},
        {"rule": "service-date-missing", "line": 2},
        {"rule": "npi-check-digit"},
        {"rule": "a-warning", "severity": "warning", "desk": "front-desk"},
    )
    assert claim["reason"] == "3 errors: npi-check-digit, service-date-missing (billing)"


def test_a_long_reason_says_how_many_rules_it_leaves_out() -> None:
    _, claim = judged(rules(), *({"rule": f"rule-{n}"} for n in range(7)))
    assert claim["reason"] == "7 errors: rule-0, rule-1, rule-2, rule-3, rule-4 and 2 more (billing)"


def test_the_desk_is_the_earliest_of_the_findings_that_decide() -> None:
    _, claim = judged(
        rules(),
        {"rule": "a", "desk": "billing"},
        {"rule": "b", "desk": "coding"},
        {"rule": "c", "desk": "front-desk", "severity": "warning"},
    )
    assert claim["desk"] == "coding"


def test_an_effect_stays_visible_and_leaves_desk_and_reason_to_its_cause() -> None:
    explained, claim = judged(
        rules(explaining("x", "cause", "effect")),
        {"rule": "effect", "desk": "front-desk"},
        {"rule": "cause", "desk": "coding"},
    )
    assert explained == ["cause", None]
    assert claim["reason"] == "1 error: cause (coding)"


def test_same_line_and_same_field_mean_what_they_say() -> None:
    lines = [{"rule": "cause", "line": 2, "field": "f"}, {"rule": "effect", "line": 1, "field": "f"}]
    other_field = [{"rule": "cause", "line": 1, "field": "f"}, {"rule": "effect", "line": 1, "field": "g"}]
    both = [{"rule": "cause", "line": 1, "field": "f"}, {"rule": "effect", "line": 1, "field": "f"}]
    whole = [{"rule": "cause", "field": "f"}, {"rule": "effect", "field": "f"}]
    without = [{"rule": "cause", "line": 1}, {"rule": "effect", "line": 1}]
    for where, expected in {
        "same claim": [True, True, True, True, True],
        "same line": [False, True, True, False, True],
        "same field": [False, False, True, True, False],
    }.items():
        of = rules(explaining("x", "cause", "effect", where))
        found = [judged(of, *rows)[0] == [None, "cause"] for rows in (lines, other_field, both, whole, without)]
        assert found == expected, where


def test_a_rule_may_ask_which_field_the_cause_is_about() -> None:
    of = rules(explaining("x", "cause", "effect") + "\nfield: [line.charge, line.units]")
    assert judged(of, {"rule": "cause", "field": "line.charge"}, {"rule": "effect"})[0] == [None, "cause"]
    assert judged(of, {"rule": "cause", "field": "line.service_date"}, {"rule": "effect"})[0] == [None, None]


def test_the_root_explains_a_whole_chain() -> None:
    chain = rules(explaining("x", "a", "b"), explaining("y", "b", "c"))
    assert judged(chain, {"rule": "c"}, {"rule": "b"}, {"rule": "a"})[0] == ["a", "a", None]
    assert judged(chain, {"rule": "c"}, {"rule": "b"})[0] == ["b", None]


def test_of_several_causes_the_gravest_explains() -> None:
    two = rules(explaining("x", "[a, b]", "c"))
    rows = [{"rule": "c", "severity": "info"}, {"rule": "a", "severity": "warning"}, {"rule": "b"}]
    assert judged(two, *rows)[0] == ["b", None, None]


def test_a_cause_explains_nothing_graver_than_itself() -> None:
    explained, claim = judged(
        rules(explaining("x", "cause", "effect")), {"rule": "cause", "severity": "warning"}, {"rule": "effect"}
    )
    assert explained == [None, None]
    assert claim["disposition"] == "held"


def test_a_cause_that_is_adjusted_below_its_effect_explains_it_no_longer() -> None:
    waived = rules(explaining("x", "cause", "effect"), adjusting("y", "cause", "info"))
    explained, claim = judged(waived, {"rule": "cause"}, {"rule": "effect"})
    assert explained == [None, None]
    assert claim["reason"] == "1 error: effect (billing)"


def test_an_adjusting_rule_changes_the_finding_and_the_claim() -> None:
    with Triage(rules(adjusting("x", "[a]", "warning"))) as triage:
        settled, decided = triage.judge(findings({"rule": "a"}), claims([1]))
    assert settled["severity"].to_list() == ["warning"]
    assert decided["disposition"].to_list() == ["review"]


def test_a_routing_rule_sends_a_family_to_another_desk() -> None:
    with Triage(rules(routing("x", "{family: made-up}", "coding"))) as triage:
        settled, decided = triage.judge(findings({"rule": "a"}), claims([1]))
    assert settled["desk"].to_list() == decided["desk"].to_list() == ["coding"]


def test_findings_that_explain_each_other_by_families_stay_unexplained() -> None:
    ring = rules(explaining("x", "{family: one}", "b"), explaining("y", "{family: two}", "a"))
    rows = [{"rule": "a", "family": "one"}, {"rule": "b", "family": "two"}]
    explained, claim = judged(ring, *rows)
    assert explained == [None, None]
    assert claim["disposition"] == "held"
    with pytest.raises(RulesError, match="explanation-ring"):
        Triage(ring, known_rules={"a": "one", "b": "two"})


@pytest.mark.parametrize("seed", range(6))
def test_explaining_and_routing_never_release_a_claim(seed: int) -> None:
    rng = random.Random(seed)
    of = random_rules(rng)
    explaining_only = TriageRules(of.explain, (), of.route, of.dispose)
    frame = random_findings(rng, 150)
    with Triage(explaining_only) as some, Triage(rules()) as none:
        explained = some.judge(frame, claims(range(1, 151)))[1]["disposition"]
        plain = none.judge(frame, claims(range(1, 151)))[1]["disposition"]
    assert explained.to_list() == plain.to_list()
    assert set(plain) <= {*DISPOSITIONS}


def test_a_signature_is_judged_once_in_a_run() -> None:
    with Triage(rules()) as triage:
        triage.judge(findings({"rule": "a", "line": 1}), claims([1]))
        first = triage.worker_pid
        triage.judge(findings({"rule": "a", "line": 9, "claim": 5}), claims([5]))
        assert triage.signatures == 1
        triage.judge(findings({"rule": "b", "claim": 6}), claims([6]))
        assert triage.signatures == 2
        assert triage.worker_pid == first


def test_the_same_findings_in_any_order_and_blocks_get_the_same_verdicts() -> None:
    rng = random.Random(5)
    frame, of, everyone = random_findings(rng, 60), random_rules(rng), claims(range(1, 61))
    with Triage(of) as triage:
        whole = triage.judge(frame, everyone)
    mixed = frame.with_row_index("at").sample(fraction=1.0, shuffle=True, seed=1)
    with Triage(of) as triage:
        again = triage.judge(mixed.drop("at"), everyone)
    assert again[1].equals(whole[1])
    assert again[0].with_columns(mixed["at"]).sort("at").drop("at").equals(whole[0])
    with Triage(of) as triage:
        is_first = pl.col("claim") <= 30
        parts = [triage.judge(frame.filter(half), everyone.filter(half)) for half in (is_first, ~is_first)]
    assert pl.concat([part[0] for part in parts]).equals(whole[0])
    assert pl.concat([part[1] for part in parts]).equals(whole[1])


@pytest.mark.parametrize(
    "row", [{"severity": "fatal"}, {"severity": None}, {"desk": "nobody"}, {"desk": None}, {"claim": 2}, {"rule": None}]
)
def test_a_finding_that_could_slip_through_is_refused(row: dict[str, object]) -> None:
    with Triage(rules()) as triage, pytest.raises(ValueError, match="finding"):
        triage.judge(findings({"rule": "a", **row}), claims([1]))


def test_of_twenty_thousand_claims_each_distinct_signature_is_judged_once() -> None:
    patterns = random_findings(random.Random(3), 200, rule_count=30).with_columns(line=pl.col("line"))
    copies = [patterns.with_columns(claim=pl.col("claim") + 200 * n) for n in range(100)]
    frame, everyone = pl.concat(copies), claims(range(1, 20_001))
    with Triage(TriageRules.load(SHIPPED)) as triage:
        triage.judge(frame, everyone)
    assert triage.faults == []
    assert 0 < triage.signatures <= 200
