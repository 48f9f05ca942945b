"""A profile changes what it may, with a reason, and lays its changes over those it extends."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from engine.cases import judge_cases
from engine.dated import Dated
from engine.errors import UsageError
from engine.profiles import folders_of, lineage, read_profiles
from engine.standing import history_of, severity_of
from tests.make import book, claim, places, refused, rule_text, scrubbed

RULE = {
    "parameters": "{limit: {unit: dollar, values: {2020-01-01: 50}}}",
    "when": "claim.total_charge > limit",
}


@pytest.mark.parametrize(
    ("profiles", "expected", "hint"),
    [
        ({"a": "colour: red"}, "3:1-7 unknown-key", ""),
        ({"a": "extends: b"}, "1:5-6 unknown-profile", ""),
        ({"a": "extends: defalt"}, "1:5-6 unknown-profile", "did you mean 'default'?"),
        ({"a": "extends: a"}, "1:5-6 circular-profile", ""),
        ({"default": "extends: a", "a": ""}, "1:5-12 circular-profile", ""),
        ({"a": "payers: [1]"}, "3:10-11 wrong-shape", ""),
        ({"a": "payers: {ids: 1}"}, "3:15-16 wrong-shape", ""),
        ({"a": "payers: {id: [1]}"}, "3:10-12 unknown-key", "did you mean 'ids'?"),
        ({"a": "payers: {ids: [x1]}", "b": "payers: {ids: [X1]}"}, "1:5-6 claimed-twice", ""),
        (
            {"a": "payers: {filing_indicators: [MB]}", "b": "payers: {filing_indicators: [MB]}"},
            "1:5-6 claimed-twice",
            "",
        ),
        ({"a": "overrides: []"}, "3:12-14 wrong-shape", ""),
        ({"a": "overrides: {zzzz: {severity: off, because: x}}"}, "3:13-17 unknown-rule", ""),
        (
            {"a": "overrides: {made-upp: {severity: off, because: x}}"},
            "3:13-21 unknown-rule",
            "did you mean 'made-up'?",
        ),
        ({"a": "overrides: {made-up: off}"}, "3:22-25 wrong-shape", ""),
        ({"a": "overrides: {made-up: {severity: off}}"}, "3:22-37 missing-key", ""),
        ({"a": "overrides: {made-up: {because: x}}"}, "3:22-34 empty-override", ""),
        (
            {"a": "overrides: {made-up: {severity: grave, because: x}}"},
            "3:33-38 unknown-value",
            "write one of error, warning, info, off",
        ),
        ({"a": "overrides: {made-up: {when: 'true', severity: off, because: x}}"}, "3:23-27 unknown-key", ""),
        (
            {"a": "overrides: {made-up: {parameters: {limt: {2024-01-01: 5}}, because: x}}"},
            "3:36-40 unknown-parameter",
            "did you mean 'limit'?",
        ),
        (
            {"a": "overrides: {made-up: {parameters: {limit: 5}, because: x}}"},
            "3:43-44 wrong-shape",
            "write {2024-01-01: VALUE}",
        ),
        ({"a": "overrides: {made-up: {parameters: {limit: {2024-01-01: x}}, because: x}}"}, "3:56-57 bad-number", ""),
        ({"a": "overrides: {made-up: {parameters: x, because: x}}"}, "3:35-36 wrong-shape", ""),
        ({"a": "payers: {}"}, "3:9-11 empty-match", ""),
        ({"a": "payers: {states: [Texas]}"}, "3:19-24 unknown-value", ""),
        ({"a": "payers: {claim_types: [837]}"}, "3:24-27 unknown-value", "write one of 837P, 837I, 837D"),
        ({"a": "payers: [{ids: [x1]}, {ids: [x2]}]", "b": "payers: {ids: [X2]}"}, "1:5-6 claimed-twice", ""),
        (
            {
                "a": "payers: {filing_indicators: [MC], states: [TX]}",
                "b": "payers: {filing_indicators: [MC], states: [TX, FL]}",
            },
            "1:5-6 claimed-twice",
            "",
        ),
        (
            {"a": "overrides: {made-up: {severity: {2024-1-1: error}, because: x}}"},
            "3:34-42 bad-date",
            "",
        ),
        (
            {"a": "overrides: {made-up: {severity: {2024-01-01: grave}, because: x}}"},
            "3:46-51 unknown-value",
            "write one of error, warning, info, off",
        ),
        (
            {"a": "overrides: {made-up: {effective: {from: 2024-02-01, to: 2024-01-01}, because: x}}"},
            "3:34-68 bad-date",
            "",
        ),
        (
            {"a": "overrides: {made-up: {severity: off, because: x, source: book}}"},
            "3:58-62 unknown-source",
            "sources stand under 'sources' of this file",
        ),
        ({"a": "sources: {book: {title: T}}"}, "3:17-27 missing-key", ""),
        (
            {"a": "sources: {book: {title: T, checked: 2026-01-01, grade: seen}}"},
            "3:56-60 unknown-value",
            "write one of published, secondary, unconfirmed",
        ),
    ],
)
def test_a_mistake_is_a_problem_with_its_place(
    tmp_path: Path, profiles: Mapping[str, str], expected: str, hint: str
) -> None:
    found = refused(tmp_path, RULE, profiles=profiles)
    assert places(found) == [expected]
    assert found[0].hint == hint


def test_two_matches_of_equal_rank_may_stand_beside_each_other_where_no_claim_is_of_both(tmp_path: Path) -> None:
    profiles = {
        "tx": "payers: {filing_indicators: [MC], states: [TX]}",
        "fl": "payers: {filing_indicators: [MC], states: [FL]}",
        "all": "payers: {filing_indicators: [MC]}",
    }
    assert refused(tmp_path, RULE, profiles=profiles) == []


def test_a_parameter_that_is_another_rules_is_overridden_there_and_holds_here(tmp_path: Path) -> None:
    near = {"id": "near", "parameters": "{limit: {unit: dollar, of: made-up}}", "when": "claim.total_charge > limit"}
    made = book(
        tmp_path,
        RULE,
        near,
        profiles={"a": "overrides: {made-up: {parameters: {limit: {2024-01-01: 70}}, because: x}}"},
    )
    assert made.history(made.rule["near"], "limit", "a") == made.history(made.rule["made-up"], "limit", "a")
    assert made.history(made.rule["near"], "limit", "default").on(date(2024, 1, 1)) == 5000
    found = refused(tmp_path, profiles={"a": "overrides: {near: {parameters: {limit: {2024-01-01: 70}}, because: x}}"})
    assert places(found) == ["3:33-38 lent-parameter"]
    assert found[0].hint == "override it under made-up"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("{limit: {unit: dollar, of: nobody}}", "unknown-parameter"),
        ("{limit: {unit: day, of: made-up}}", "unknown-parameter"),
        ("{limt: {unit: dollar, of: made-up}}", "unknown-parameter"),
        ("{limit: {unit: dollar, of: made-up, values: {2024-01-01: 5}}}", "two-values"),
        ("{limit: {unit: dollar}}", "missing-key"),
    ],
)
def test_a_parameter_of_another_rule_must_be_there_and_of_the_same_unit(
    tmp_path: Path, parameters: str, expected: str
) -> None:
    name = "limt" if "limt" in parameters else "limit"
    borrower = {"id": "near", "parameters": parameters, "when": f"present({name})"}
    assert expected in [problem.kind for problem in refused(tmp_path, RULE, borrower)]


def test_a_severity_and_the_days_in_force_change_with_the_date_of_service(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        {"severity": "off", "effective": "{from: 2026-02-01}"},
        profiles={
            "a": "overrides:\n  made-up:\n    because: x\n"
            "    severity: {2026-03-01: warning, 2026-04-01: error, 2026-05-01: off}\n",
            "b": "overrides: {made-up: {severity: error, effective: {from: 2026-01-01, to: 2026-03-31}, because: x}}",
        },
    )
    days = ["2026-01-31", "2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01"]

    def severities(profile: str) -> Sequence[str | None]:
        found = scrubbed(made, [claim(lines=[{"service_date": day}]) for day in days], profile=profile)
        said = dict(found.findings.select("claim", "severity").rows())
        expected = [made.severity(made.rules[0], profile, date.fromisoformat(day)) for day in days]
        assert expected == [said.get(number) for number in range(1, len(days) + 1)]
        return expected

    assert severities("default") == [None] * 7
    assert severities("a") == [None, None, "warning", "warning", "error", "error", None]
    assert severities("b") == ["error", "error", "error", "error", None, None, None]


def test_a_payers_own_rule_is_in_force_under_its_profile_and_those_that_extend_it(tmp_path: Path) -> None:
    own = tmp_path / "payer_profiles" / "plan" / "rules"
    own.mkdir(parents=True)
    (own / "plan-only.yaml").write_text(rule_text(id="plan-only"))
    made = book(
        tmp_path,
        {"when": "claim.total_charge > 999999.00"},
        profiles={
            "plan": "payers: {ids: [A1]}",
            "site": "extends: plan\npayers: {ids: [B1]}",
            "other": "payers: {ids: [C1]}",
        },
    )
    assert (made.rule["plan-only"].family, made.rule["plan-only"].owner) == ("plan", "plan")
    found = scrubbed(made, [claim({"payer.id": payer}) for payer in ("A1", "B1", "C1", "D1")])
    assert found.findings.select("claim", "rule").rows() == [(1, "plan-only"), (2, "plan-only")]
    assert [outcome.complaint for outcome in judge_cases(made, [made.rule["plan-only"]])] != []


def test_a_payers_own_rules_belong_to_a_profile_that_is_there(tmp_path: Path) -> None:
    own = tmp_path / "payer_profiles" / "plam" / "rules"
    own.mkdir(parents=True)
    (own / "plan-only.yaml").write_text(rule_text(id="plan-only"))
    found = refused(tmp_path, RULE, profiles={"plan": ""})
    assert places(found) == ["1:5-14 unknown-profile"]
    assert found[0].hint == "did you mean 'plan'?"


def test_the_cases_of_a_profile_are_judged_under_it(tmp_path: Path) -> None:
    tests = "tests: {clean: [{name: just}], found: [{name: above, claim: {total_charge: 100.01}}]}"
    made = book(
        tmp_path,
        RULE,
        profiles={"a": f"overrides: {{made-up: {{parameters: {{limit: {{2020-01-01: 100}}}}, because: x, {tests}}}}}"},
    )
    outcomes = {outcome.case.name: outcome.complaint for outcome in judge_cases(made)}
    assert {name: outcomes[name] for name in ("just", "above")} == {"just": None, "above": None}


def test_an_id_stands_once_in_all_folders(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.yaml").write_text("id: a\ntitle: A\n")
    (tmp_path / "one" / "default.yaml").write_text("id: default\ntitle: D\n")
    _, problems = read_profiles([tmp_path / "one", tmp_path / "two"], {})
    assert places(problems) == ["1:5-6 duplicate-id"]


def test_a_folder_without_a_default_adds_to_ours_and_one_with_it_stands_alone(tmp_path: Path) -> None:
    ours, site = tmp_path / "ours", tmp_path / "site"
    for folder in (ours, site / "deeper"):
        folder.mkdir(parents=True)
    (ours / "default.yaml").write_text("id: default\ntitle: D\n")
    (site / "deeper" / "a.yaml").write_text("id: a\ntitle: A\n")
    assert folders_of(ours, site) == [ours, site]
    (site / "default.yaml").write_text("id: default\ntitle: D\n")
    assert folders_of(ours, site) == [site]
    with pytest.raises(UsageError, match="there is no profile here"):
        folders_of(ours, tmp_path / "nowhere")


def test_profiles_that_extend_each_other_are_problems_and_no_endless_loop(tmp_path: Path) -> None:
    found = refused(tmp_path, RULE, profiles={"a": "extends: b", "b": "extends: c", "c": "extends: a"})
    assert places(found) == ["1:5-6 circular-profile"] * 3
    profiles, _ = read_profiles(tmp_path / "payer_profiles", {})
    known = {profile.id: profile for profile in profiles}
    assert [profile.id for profile in lineage(known["a"], known)] == ["c", "b", "a"]


def test_there_is_always_a_default(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: a\ntitle: A\nextends: gone\n")
    profiles, problems = read_profiles(tmp_path, {})
    assert [problem.kind for problem in problems] == ["unknown-profile", "missing-profile"] or [
        problem.kind for problem in problems
    ] == ["missing-profile", "unknown-profile"]
    assert [profile.id for profile in lineage(profiles[0], {"a": profiles[0]})] == ["a"]


def test_the_id_is_the_files_name(tmp_path: Path) -> None:
    (tmp_path / "default.yaml").write_text("id: other\ntitle: A\n")
    _, problems = read_profiles(tmp_path, {})
    assert places(problems) == ["1:5-10 wrong-id", "missing-profile"]


def test_the_nearest_layer_wins_and_says_why(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        RULE,
        profiles={
            "a": "overrides: {made-up: {severity: warning, parameters: {limit: {2022-01-01: 60}}, because: one}}",
            "b": "extends: a\noverrides: {made-up: {parameters: {limit: {2024-01-01: 70}}, because: two}}",
            "c": "extends: b\noverrides: {made-up: {severity: off, because: three}}",
        },
    )
    (rule,) = made.rules
    assert [profile.id for profile in made.layers("c")] == ["default", "a", "b", "c"]
    severity = severity_of(rule, made.layers("b"))
    assert (severity.history, severity.setters) == (Dated({date.min: "warning"}), {date.min: "a"})
    assert severity_of(rule, made.layers("c")).setters == {date.min: "c"}
    assert made.severity(rule, "b", date(2024, 1, 1)) == "warning"
    assert made.severity(rule, "c", date(2024, 1, 1)) is None
    found = history_of(rule, "limit", made.layers("c"))
    days = [date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)]
    assert found.history == Dated(dict(zip(days, (5000, 6000, 7000), strict=True)))
    assert found.setters == dict(zip(days, ("rule", "a", "b"), strict=True))
