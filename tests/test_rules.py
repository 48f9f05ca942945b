"""A rule that is wrong anywhere does not load, and says everything that is wrong with it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from engine.cases import judge_cases
from engine.errors import RulesError
from engine.findings import SEVERITIES
from engine.parameters import UNITS
from engine.program import compile_rules
from engine.rule_folders import put_together, read_rules
from engine.rules import read_rule
from engine.skeleton import new_rule
from tests.make import CODE_SETS, RULE, TODAY, book, claim, fired, places, refused, rule_text, scrubbed

LINE_OF = {key: number for number, key in enumerate(RULE, start=1)}
NEW = len(RULE) + 1


@pytest.mark.parametrize(
    ("differences", "expected", "hint"),
    [
        ({"id": "Made_Up"}, "1:5-12 bad-name", ""),
        ({"title": None}, "1:1-12 missing-key", ""),
        ({"title": "''"}, "2:8-10 empty-value", ""),
        ({"severity": "eror"}, "3:11-15 unknown-value", "did you mean 'error'?"),
        ({"severity": "[error]"}, "3:11-18 wrong-shape", ""),
        ({"each": "transaction"}, "4:7-18 unknown-value", "write one of claim, line, diagnosis, pair"),
        ({"desk": "bilin"}, "5:7-12 unknown-value", "did you mean 'billing'?"),
        ({"when": "claim.typ == 'A'"}, "6:13-16 unknown-field", "did you mean 'type'?"),
        ({"when": "claim.total_charge"}, "6:7-25 wrong-type", ""),
        ({"when": "true and"}, "6:14-15 bad-expression", ""),
        ({"message": "Costs {claim.totl_charge}."}, "7:23-34 unknown-field", "did you mean 'total_charge'?"),
        ({"message": "Costs {claim.total_charge."}, "7:16-17 bad-template", "write {{ for a brace"),
        ({"message": "Costs } more."}, "7:16-17 bad-template", ""),
        ({"message": "Costs {}."}, "7:17-18 empty-expression", ""),
        ({"remedy": "See {x}."}, "8:14-15 unknown-name", ""),
        ({"sources": "[]"}, "9:10-12 missing-source", ""),
        ({"sources": "[{title: X, checked: soon}]"}, "9:31-35 bad-date", ""),
        ({"sources": "[{title: X}]"}, "9:11-21 missing-key", ""),
        ({"sources": "[{title: X, href: 'javascript:alert(1)', checked: 2026-01-01}]"}, "9:28-49 bad-address", ""),
        ({"sources": "[x]"}, "9:11-12 wrong-shape", ""),
        ({"tests": "{clean: [{name: x}]}"}, "10:8-28 missing-case", ""),
        ({"tests": "{clean: [], found: [{name: x}]}"}, "10:8-39 missing-case", ""),
        ({"tests": "{clean: [{name: x}], found: [{name: x}]}"}, "10:44-45 duplicate-name", ""),
        ({"tests": "{clean: [{}], found: [{name: y}]}"}, "10:17-19 missing-key", ""),
        ({"severty": "error"}, f"{NEW}:1-8 unknown-key", "did you mean 'severity'?"),
        ({"effective": "{from: 2024-02-01, to: 2024-01-01}"}, f"{NEW}:12-46 bad-date", ""),
        ({"effective": "{since: 2024-02-01}"}, f"{NEW}:13-18 unknown-key", ""),
        (
            {"effective": "{by: claim.service_from}"},
            f"{NEW}:17-35 unknown-value",
            "write one of date of service, run.submission_date",
        ),
        ({"denial": "{crc: '1'}"}, f"{NEW}:10-13 unknown-key", "did you mean 'carc'?"),
        ({"field": "claim.totl"}, f"{NEW}:8-18 unknown-field", "did you mean 'claim.note'?"),
        ({"field": "line.adjudications.units"}, f"{NEW}:8-32 unknown-field", "did you mean 'line.dme.conditions'?"),
        ({"claims": "837P"}, f"{NEW}:9-13 wrong-shape", ""),
        ({"claims": "[837Q]"}, f"{NEW}:10-14 unknown-value", "did you mean '837P'?"),
        ({"claims": "[837P, dental]"}, f"{NEW}:16-22 unknown-value", "write one of 837P, 837I, 837D"),
        ({"claims": "[837P, 837P]"}, f"{NEW}:16-20 duplicate-name", ""),
        (
            {"claims": "[]"},
            f"{NEW}:9-11 no-claim-type",
            "leave 'claims' out for every type that has what the rule looks at",
        ),
        (
            {"when": "claim.drg == '1' and claim.patient_paid > 0.00"},
            "6:7-53 no-claim-type",
            "'claim.drg' is of 837I; 'claim.patient_paid' is of 837P, 837D",
        ),
        (
            {"when": "claim.drg == '1'", "field": "claim.patient_paid"},
            "6:7-23 no-claim-type",
            "'claim.drg' is of 837I; 'claim.patient_paid' is of 837P, 837D",
        ),
        ({"let": "[x]"}, f"{NEW}:6-9 wrong-shape", ""),
        ({"let": "{claim: 'true'}"}, f"{NEW}:7-12 bad-name", ""),
        ({"let": "{Total: 'true'}"}, f"{NEW}:7-12 bad-name", ""),
        ({"let": "{a: [x]}"}, f"{NEW}:10-13 wrong-shape", ""),
        ({"let": "{a: 'x >'}"}, f"{NEW}:13-14 bad-expression", ""),
        ({"let": "{a: 'b'}"}, f"{NEW}:11-12 unknown-name", ""),
        ({"parameters": "[x]"}, f"{NEW}:13-16 wrong-shape", ""),
        ({"parameters": "{and: {unit: day, values: {2024-01-01: 1}}}"}, f"{NEW}:14-17 bad-name", ""),
        ({"parameters": "{line: {unit: day, values: {2024-01-01: 1}}}"}, f"{NEW}:14-18 bad-name", ""),
        ({"parameters": "{A: {unit: day, values: {2024-01-01: 1}}}"}, f"{NEW}:14-15 bad-name", ""),
        (
            {"parameters": "{a: {unit: days, values: {2024-01-01: 1}}}"},
            f"{NEW}:24-28 unknown-value",
            "did you mean 'day'?",
        ),
        ({"parameters": "{a: {unit: day}}"}, f"{NEW}:17-28 missing-key", ""),
        ({"parameters": "{a: {unit: day, values: {}}}"}, f"{NEW}:37-39 wrong-shape", "write {2024-01-01: VALUE}"),
        ({"parameters": "{a: {unit: day, values: {2024-1-1: 1}}}"}, f"{NEW}:38-46 bad-date", ""),
        ({"parameters": "{a: {unit: day, values: {2024-01-01: 1.5}}}"}, f"{NEW}:50-53 bad-number", ""),
        ({"parameters": "{a: {unit: dollar, values: {2024-01-01: 1e3}}}"}, f"{NEW}:53-56 bad-number", ""),
        ({"parameters": "{a: {unit: unit, values: {2024-01-01: 0.0001}}}"}, f"{NEW}:51-57 bad-number", ""),
        ({"parameters": "{a: {unit: switch, values: {2024-01-01: on}}}"}, f"{NEW}:53-55 unknown-value", ""),
        ({"parameters": "{a: {unit: codes, values: {2024-01-01: A}}}"}, f"{NEW}:52-53 wrong-shape", "write [A, B]"),
        ({"parameters": "{a: {unit: codes, values: {2024-01-01: [[A]]}}}"}, f"{NEW}:53-56 wrong-shape", ""),
        ({"parameters": "{a: {unit: codes, values: {2024-01-01: [B-A]}}}"}, f"{NEW}:53-56 bad-range", ""),
        ({"parameters": "{a: {unit: codes, values: {2024-01-01: [A-BB]}}}"}, f"{NEW}:53-57 bad-range", ""),
        ({"parameters": "{a: {unit: code, values: {2024-01-01: [A]}}}"}, f"{NEW}:51-54 wrong-shape", ""),
        (
            {"parameters": "{a: {unit: day, values: {2024-01-01: 1}}}"},
            "6:7-32 unused-parameter",
            "use it in `when` or `let`, or take it out",
        ),
    ],
)
def test_a_mistake_is_a_problem_with_its_place(
    tmp_path: Path, differences: Mapping[str, str | None], expected: str, hint: str
) -> None:
    found = refused(tmp_path, {**differences, "id": "made-up"} if "id" not in differences else differences)
    assert expected in places(found)
    assert all(problem.file.startswith("rulesets/made/") for problem in found)
    (mine,) = [problem for problem in found if places([problem]) == [expected]]
    assert mine.hint == hint
    assert not {kind for kind in places(found) if kind != expected} or "id" in differences


@pytest.mark.parametrize(
    ("differences", "lacking"),
    [
        ({"when": "missing(claim.place_of_service)"}, ["claim.place_of_service"]),
        ({"when": "missing(claim.tooth_statuses)"}, ["claim.tooth_statuses"]),
        ({"each": "line", "when": "missing(line.diagnoses)"}, ["line.diagnoses"]),
        ({"field": "claim.patient_paid"}, ["claim.patient_paid"]),
        (
            {"let": "{paid: 'either(claim.patient_paid, 0.00)'}", "when": "paid > 0.00 and missing(claim.note)"},
            ["claim.patient_paid"],
        ),
        (
            {"when": "missing(claim.accident_date) and claim.provider_signature == 'N'"},
            ["claim.accident_date", "claim.provider_signature"],
        ),
    ],
)
def test_a_stated_type_of_claim_has_all_that_the_rule_looks_at(
    tmp_path: Path, differences: Mapping[str, str], lacking: list[str]
) -> None:
    found = refused(tmp_path, {**differences, "claims": "[837I]"})
    assert places(found) == [f"{NEW + len({*differences} - {*RULE})}:10-14 unknown-field"] * len(lacking)
    assert [problem.sentence for problem in found] == [f"a claim of type 837I has no '{path}'" for path in lacking]


@pytest.mark.parametrize(
    ("differences", "types"),
    [
        ({}, ("837P", "837I", "837D")),
        ({"claims": "[837D, 837P]"}, ("837P", "837D")),
        ({"when": "present(claim.drg)"}, ("837I",)),
        ({"when": "any(line.revenue_code == '0450' for line in claim.lines)"}, ("837I",)),
        ({"when": "missing(claim.occurrences)"}, ("837I",)),
        ({"each": "line", "when": "present(line.teeth)"}, ("837D",)),
        ({"each": "line", "when": "present(line.diagnoses)"}, ("837P", "837D")),
        ({"each": "line", "when": "line.units > 1", "field": "line.ndc"}, ("837P", "837I")),
        ({"message": "Paid {claim.patient_paid}."}, ("837P", "837I", "837D")),
    ],
)
def test_a_rule_is_for_the_types_of_claims_that_have_what_it_looks_at(
    tmp_path: Path, differences: Mapping[str, str], types: tuple[str, ...]
) -> None:
    (rule,) = book(tmp_path, differences).rules
    assert rule.claim_types == types


def test_a_rule_is_silent_on_claims_of_other_types(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        {"id": "of-all"},
        {"id": "of-hospitals", "claims": "[837I]", "when": "claim.total_charge > limit",
         "parameters": "{limit: {unit: dollar, values: {2030-01-01: 1}}}"},
    )  # fmt: skip
    assert set(fired(made, [claim({"type": "837D"})])) == {"of-all"}
    assert scrubbed(made, [claim({"type": "837D"})]).not_evaluated.is_empty()
    assert scrubbed(made, [claim({"type": "837I"})]).not_evaluated["rule"].to_list() == ["of-hospitals"]


def test_a_program_is_compiled_once_for_a_type(tmp_path: Path) -> None:
    program = compile_rules(book(tmp_path, {}, {"id": "of-hospitals", "claims": "[837I]"}))
    assert program.of_type("837I") is program
    assert program.of_type("837D") is program.of_type("837D")
    assert [rule.rule.id for rule in program.of_type("837D").rules] == ["made-up"]


CASE = "tests: {{clean: [{{name: a}}], found: [{}]}}"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("x", "10:37-38 wrong-shape"),
        ("{name: x, claim: []}", "10:54-56 wrong-shape"),
        ("{name: x, clam: {}}", "10:47-51 unknown-key"),
        ("{name: x, claim: {typ: A}}", "10:55-58 unknown-field"),
        ("{name: x, claim: {type: A}}", "10:61-62 unknown-value"),
        ("{name: x, claim: {drg: 1}}", "10:55-58 unknown-field"),
        ("{name: x, claim: {type: 837I, place_of_service: 11}}", "10:67-83 unknown-field"),
        ("{name: x, claim: {type: 837I, type_of_bill: 0111}}", "10:67-79 derived-field"),
        ("{name: x, claim: {type: 837I, diagnoses: [{kind: OTHER}]}}", "10:80-84 derived-field"),
        ("{name: x, claim: {procedures: []}}", "10:55-65 unknown-field"),
        ("{name: x, claim: {lines: [{teeth: [3]}]}}", "10:64-69 unknown-field"),
        ("{name: x, claim: {type: 837D, lines: [{teeth: {}}]}}", "10:83-85 wrong-shape"),
        ("{name: x, claim: {service_from: 2024-01-01}}", "10:55-67 derived-field"),
        ("{name: x, claim: {total_charge: 1e3}}", "10:69-72 bad-number"),
        ("{name: x, claim: {subscriber: {birth_date: 19800101}}}", "10:80-88 bad-date"),
        ("{name: x, claim: {lines: {}}}", "10:62-64 wrong-shape"),
        ("{name: x, claim: {lines: [x]}}", "10:63-64 wrong-shape"),
        ("{name: x, claim: {lines: [{modifiers: 59}]}}", "10:75-77 wrong-shape"),
        ("{name: x, claim: {lines: [{modifiers: [[59]]}]}}", "10:76-80 wrong-shape"),
        ("{name: x, claim: {other_payers: [{adjudications: []}]}}", "10:71-84 unknown-field"),
        ("{name: x, claim: {lines: [{adjudications: {}}]}}", "10:79-81 wrong-shape"),
        ("{name: x, times: 0}", "10:54-55 bad-number"),
        ("{name: x, times: once}", "10:54-58 bad-number"),
        ("{name: x, run: {submission_date: today}}", "10:70-75 bad-date"),
        ("{name: x, run: {day: 2024-01-01}}", "10:53-56 unknown-key"),
    ],
)
def test_a_mistake_in_a_case_is_a_problem_with_its_place(tmp_path: Path, case: str, expected: str) -> None:
    tests = CASE.format(case).removeprefix("tests: ")
    assert places(refused(tmp_path, {"tests": tests})) == [expected]


def test_all_problems_of_a_file_come_at_once_in_the_order_of_their_places(tmp_path: Path) -> None:
    found = refused(tmp_path, {"severity": "x", "when": "claim.typ > 1", "remedy": "'{y}'", "zzz": "1"})
    assert places(found) == [
        "3:11-12 unknown-value",
        "6:13-16 unknown-field",
        "8:11-12 unknown-name",
        f"{NEW}:1-4 unknown-key",
    ]


def test_one_broken_rule_does_not_hide_the_next(tmp_path: Path) -> None:
    found = refused(tmp_path, {"id": "a", "severity": "x"}, {"id": "b", "desk": "x"}, {"id": "c"})
    assert [problem.file for problem in found] == ["rulesets/made/a.yaml", "rulesets/made/b.yaml"]


def test_the_id_is_the_files_name_and_stands_in_one_family(tmp_path: Path) -> None:
    for family, name in (("one", "made-up"), ("one", "another"), ("two", "made-up")):
        (tmp_path / family).mkdir(exist_ok=True)
        (tmp_path / family / f"{name}.yaml").write_text(rule_text())
    rules, problems = read_rules(tmp_path, CODE_SETS.shapes)
    assert [rule.family for rule in put_together(rules, problems)] == ["one"]
    assert places(problems) == ["1:5-12 wrong-id", "1:5-12 duplicate-id"]


@pytest.mark.parametrize("place", ["stray.yaml", "made/deeper/rule.yaml", "made/rule.yml"])
def test_a_rule_where_none_is_read_is_a_problem(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rule_text(id="rule"))
    rules, problems = read_rules(tmp_path, CODE_SETS.shapes)
    assert rules == []
    assert places(problems) == ["misplaced-rule"]


def test_a_folder_without_rules_is_a_problem(tmp_path: Path) -> None:
    assert places(refused(tmp_path)) == ["no-rules"]


def test_the_finding_points_at_the_first_field_of_its_own_row(tmp_path: Path) -> None:
    (rule,) = book(tmp_path, {"each": "line", "when": "claim.type == 'A' and line.units > 1"}).rules
    assert rule.field is not None
    assert rule.field.path == "line.units"


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_can_be_read(tmp_path: Path, unit: str) -> None:
    written = {"date": "2024-01-01", "switch": "yes", "codes": "[a, 10-20]", "code": "a", "text": "A b"}.get(unit, "12")
    when = "claim.type in a" if unit == "codes" else "missing(a)"
    parameters = f"{{a: {{unit: {unit}, values: {{2024-01-01: {written}}}}}}}"
    (rule,) = book(tmp_path, {"parameters": parameters, "when": when}).rules
    wanted = {"date": date(2024, 1, 1), "switch": True, "code": "A", "text": "A b", "dollar": 1200, "unit": 12000}
    value = rule.parameters["a"].history.on(TODAY)
    assert value == wanted.get(unit, 12) or unit == "codes"


def test_cases_may_be_left_unread_but_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "made-up.yaml"
    path.write_text(rule_text(tests="{clean: [{name: x, claim: {zzz: 1}}], found: [{name: y}]}"))
    assert read_rule(path, CODE_SETS.shapes, with_cases=False).clean == ()
    path.write_text(rule_text(tests="{clean: [{name: x}]}"))
    with pytest.raises(RulesError):
        read_rule(path, CODE_SETS.shapes, with_cases=False)


def test_the_skeleton_loads_and_passes_its_cases(tmp_path: Path) -> None:
    new_rule(tmp_path / "rulesets", "made/new-one", TODAY)
    outcomes = judge_cases(book(tmp_path))
    assert len(outcomes) == 3
    assert [outcome.complaint for outcome in outcomes] == [None] * 3


def test_severities_are_ordered_gravest_first() -> None:
    assert SEVERITIES == ("error", "warning", "info")
